"""Gold files: read with a sentence for every fault, checked against the transcript, and true to their schema."""

import json
from pathlib import Path

import jsonschema
import pytest
from gold_facts import TEXT, customers, dec, gold_call, gold_fact, growth, margin, outlook, write_call

from evals import gold, printed, sources
from extractor import catalogue
from extractor.errors import InputError

ROOT = Path(__file__).parent.parent
METRICS = {*catalogue.load().metrics, "other"}


def test_the_projects_own_gold_is_sound() -> None:
    """Every label of the project stands on its line, wherever the transcript is at hand."""
    calls = gold.load()
    assert len(calls) >= 6
    problems = [each for call in calls for each in gold.check(call, METRICS, sources.text_of(call.sha256))]
    assert problems == []


def test_a_fresh_clone_has_calls_to_score() -> None:
    """Three calls are our own, so that an eval runs without any shared transcript."""
    texts = {sources.digest(sources.read(path)) for path in sources.SAMPLES.glob("*.txt")}
    assert sum(call.sha256 in texts for call in gold.load()) >= 3


def test_the_schema_is_the_published_one() -> None:
    """schemas/gold.schema.json is generated, and gold lines are valid by it."""
    published = json.loads((ROOT / "schemas" / "gold.schema.json").read_text(encoding="utf-8"))
    assert published == gold.schema(), "run `python -m evals gold schema > schemas/gold.schema.json`"
    validator = jsonschema.Draft202012Validator(published)
    for path in gold.files():
        for row in path.read_text(encoding="utf-8").splitlines():
            validator.validate(json.loads(row))


def test_no_gold_label_is_a_sentence() -> None:
    """Labels hold the few words of a metric's name, never running text of a transcript."""
    longest = max((fact.label for call in gold.load() for fact in call.facts), key=lambda each: len(each.split()))
    assert len(longest.split()) <= 16


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"metric": "turnover"}, "turnover is no metric of the catalogue"),
        ({"label": "zebra takings"}, "does not use the words"),
        ({"unit": "Dollars"}, "none of the guide's"),
        ({"versus": "yoy"}, "does not go with level"),
        ({"measure": "share"}, "needs share_of"),
        ({"value": "41500000"}, "no place says"),
        ({"evidence": [{"line": 2, "text": ["$40.5 million"]}]}, "line 2 does not hold"),
        ({"evidence": [{"line": 1, "text": ["$40.5 million"]}, {"line": 2, "text": ["61%"]}]}, "line 2 does not say"),
        ({"evidence": [{"line": 99, "text": ["$40.5 million"]}]}, "line 99 does not hold"),
    ],
)
def test_a_faulty_label_is_named(fields: dict[str, object], says: str) -> None:
    """Each kind of fault gets a sentence that says which fact and why."""
    found = gold.check(gold_call((gold_fact(**fields),)), METRICS, TEXT)
    assert any(says in each and "fenwick, fact 1" in each for each in found)


def test_a_fact_labelled_twice_is_named() -> None:
    """The same grid point with the same number is one fact with two places."""
    found = gold.check(gold_call((gold_fact(), gold_fact())), METRICS, TEXT)
    assert any("labelled 2 times" in each for each in found)


def test_sound_labels_have_no_problem() -> None:
    """Levels, growth, ranges and counts pass, with the transcript and without."""
    call = gold_call((gold_fact(), growth(), outlook(), margin(), customers()))
    assert gold.check(call, METRICS, TEXT) == []
    assert gold.check(call, METRICS, None) == []


@pytest.mark.parametrize(
    ("numbers", "texts", "unit", "says"),
    [
        (["67700000"], ["$67.7 million"], "USD", True),
        (["67700000"], ["$67.7 billion"], "USD", False),
        (["67760000"], ["$67.7 million"], "USD", True),
        (["68000000"], ["$67.7 million"], "USD", False),
        (["-2900000"], ["$2.9 million"], "USD", True),
        (["200"], ["2 points"], "bps", True),
        (["0.35"], ["35 basis points"], "percent", True),
        (["70500000", "71500000"], ["$70.5", "$71.5 million"], "USD", True),
        (["-43000000", "-42000000"], ["$42 million", "$43 million"], "USD", True),
        (["1150000000", "1250000000"], ["$1.2 billion", "$50 million"], "USD", True),
        (["1150000000", "1260000000"], ["$1.2 billion", "$50 million"], "USD", False),
        (["33.33"], ["1/3"], "percent", True),
        (["987000000"], ["9.87億"], "TWD", True),
        (["987000000"], ["９.８７億"], "TWD", True),
        (["1270100000000"], ["1 trillion 270.1 billion"], "KRW", True),
        (["2"], ["doubled"], "multiple", True),
    ],
)
def test_characters_say_a_number_within_the_precision_as_spoken(
    numbers: list[str], texts: list[str], unit: str, says: bool
) -> None:
    """Scale, points, ranges, plus-or-minus and fractions are understood, and nothing else passes."""
    assert printed.says(tuple(map(dec, numbers)), texts, unit) is says


def test_a_number_is_found_as_a_number_of_its_own() -> None:
    """ "7%" on a line is the 7% there, not the end of 97%."""
    assert printed.find("7%", "97% and 7%") == 8
    assert printed.find("7%", "97%") == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "line 1"),
        ('{"metric": "revenue"}', "line 1: label"),
        (gold_fact().model_dump_json().replace('"40500000"', "null"), "give either value, or low and high"),
        (outlook().model_dump_json().replace("42000000", "99000000"), "low is above high"),
    ],
)
def test_a_broken_line_is_one_sentence(tmp_path: Path, text: str, says: str) -> None:
    """A gold file that cannot be read raises InputError naming file, line and fault."""
    path = tmp_path / "fenwick.jsonl"
    path.write_text(text + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=says):
        gold.read_facts(path)


def test_gold_without_provenance_is_not_scored(tmp_path: Path) -> None:
    """Labels count only once it is entered where they come from; entering again replaces."""
    write_call(tmp_path)
    write_call(tmp_path)
    (tmp_path / "gold" / "stray.jsonl").write_text(gold_fact().model_dump_json() + "\n", encoding="utf-8")
    assert [call.call for call in gold.load(tmp_path / "gold")] == ["fenwick"]
    assert len(gold.files(tmp_path / "gold")) == 2


def test_the_fingerprint_changes_with_any_label() -> None:
    """Scores on different gold can be told apart."""
    one, other = gold_call((gold_fact(),)), gold_call((gold_fact(status="guidance"),))
    assert gold.fingerprint([one]) != gold.fingerprint([other])


def test_transcripts_are_known_by_their_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A transcript is found under any name by its sha256, a byte-order mark aside; an absent one is None."""
    (tmp_path / "whatever.txt").write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    monkeypatch.setenv("EXTRACTOR_TRANSCRIPTS", str(tmp_path))
    assert sources.text_of(sources.digest(TEXT)) == TEXT
    assert sources.text_of("0" * 64) is None
