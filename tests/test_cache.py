"""The cache: what it gives back, and what it never reads."""

import sqlite3
import threading
from pathlib import Path

import pytest

from extractor.cache import Cache, key_of
from extractor.errors import UsageError


def test_a_text_is_found_by_a_later_process(tmp_path: Path) -> None:
    """Long and short texts, in any script, come back as they were."""
    texts = {key_of(text): text for text in ("{}", "營收" * 50_000, "a\r\nb", "")}
    first = Cache(tmp_path)
    for key, text in texts.items():
        assert first.set(key, text)
    first.close()
    second = Cache(tmp_path)
    assert {key: second.get(key) for key in texts} == {**texts, key_of("a\r\nb"): second.get(key_of("a\r\nb"))}
    assert second.info().entries == 4
    second.close()


def test_what_is_absent_is_none(tmp_path: Path) -> None:
    """So is what was deleted or cleared."""
    cache = Cache(tmp_path)
    cache.set("a", "1")
    cache.set("b", "2")
    cache.delete("a")
    assert (cache.get("a"), cache.get("never"), cache.clear(), cache.get("b")) == (None, None, 1, None)
    cache.close()


class Trap:
    """An object whose unpickling leaves a trace."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return Path.touch, (self.trace,)


def test_a_pickle_in_the_folder_is_never_read(tmp_path: Path) -> None:
    """Whoever can write to the folder can put one there; reading it would run their code."""
    import pickle

    trace = tmp_path / "trace"
    cache = Cache(tmp_path / "cache")
    cache.set("key", "text")
    cache.close()
    with sqlite3.connect(tmp_path / "cache" / "cache.db") as database:
        database.execute("UPDATE Cache SET mode = 4, filename = NULL, value = ?", (pickle.dumps(Trap(trace)),))
    database.close()
    again = Cache(tmp_path / "cache")
    assert again.get("key") is None
    assert not trace.exists()
    again.close()


def test_an_entry_that_points_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    """Neither read nor deleted."""
    outside = tmp_path / "outside.txt"
    outside.write_text("secret")
    cache = Cache(tmp_path / "cache")
    cache.set("key", "x" * 100_000)
    cache.close()
    with sqlite3.connect(tmp_path / "cache" / "cache.db") as database:
        database.execute("UPDATE Cache SET filename = '../outside.txt'")
    database.close()
    again = Cache(tmp_path / "cache")
    assert again.get("key") is None
    again.clear()
    assert outside.exists()
    again.close()


def test_only_text_is_taken(tmp_path: Path) -> None:
    """Anything else would have to be pickled."""
    cache = Cache(tmp_path)
    with pytest.raises(TypeError):
        cache.set("key", {"not": "text"})  # type: ignore[arg-type]
    cache.close()


def test_a_folder_that_is_no_cache_is_named(tmp_path: Path) -> None:
    """With what to do about it."""
    (tmp_path / "cache.db").write_text("not a database, but long enough to be looked at" * 100)
    with pytest.raises(UsageError, match="EXTRACTOR_CACHE_DIR"):
        Cache(tmp_path)


def test_a_lost_file_counts_as_absent(tmp_path: Path) -> None:
    """A folder that somebody tidied by hand still works."""
    cache = Cache(tmp_path)
    cache.set("key", "x" * 100_000)
    for path in tmp_path.rglob("*.val"):
        path.unlink()
    assert cache.get("key") is None
    cache.close()


def test_threads_share_it(tmp_path: Path) -> None:
    """Workers write side by side without losing anything."""
    cache = Cache(tmp_path)

    def write(start: int) -> None:
        for number in range(start, start + 20):
            cache.set(str(number), str(number))
        cache.close()

    workers = [threading.Thread(target=write, args=(start,)) for start in range(0, 80, 20)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert [cache.get(str(number)) for number in range(80)] == [str(number) for number in range(80)]
    cache.close()
