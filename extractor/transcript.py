"""A call as read: from a file's bytes, or its text, to turns with speaker, side, section and paragraphs.

In goes a path, "-" for standard input, or a text; out comes a `Transcript` whose every paragraph is a span into the
text as it stands (decoded as UTF-8, without a byte-order mark). Numbers, sentences and chunks are not looked at here.
"""

from __future__ import annotations

import hashlib
import re
import sys
from pathlib import Path

from extractor import layouts, sides, unnamed
from extractor.errors import InputError
from extractor.opening import Opening, read_opening
from extractor.records import Transcript

LIMIT_BYTES = 20_000_000
LIMIT_LINES = 200_000


def parse(text: str, name: str = "", company: str = "", period: str = "") -> Transcript:
    """The text as a transcript; `company` and `period`, where given, stand in place of what the text says.

    >>> call = parse("Operator: Welcome.\\n\\nJane Roe -- Chief Executive Officer\\n\\nGood morning to you.")
    >>> [(turn.speaker, turn.side) for turn in call.turns]
    [('Operator', 'operator'), ('Jane Roe', 'company')]
    """
    layout = layouts.read(text)
    if not any(stretch.speaker or stretch.side for stretch in layout.stretches):
        layout.stretches = [piece for stretch in layout.stretches for piece in _plain(text, stretch)]
    opening = read_opening(text, layout, name)
    opening = Opening(company or opening.company, period or opening.fiscal_period, opening.date, opening.notes)
    return Transcript(
        text=text,
        sha256=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        name=name,
        layout=layout.name,
        company=opening.company,
        fiscal_period=opening.fiscal_period,
        date=opening.date,
        language=layout.language,
        turns=sides.turns(text, layout, opening.company),
        notes=opening.notes,
    )


def _plain(text: str, stretch: layouts.Stretch) -> list[layouts.Stretch]:
    return [stretch] if stretch.part == "publisher" else unnamed.split(text, stretch)


def load(source: str | Path, company: str = "", period: str = "") -> Transcript:
    """The transcript in the file `source`, or on standard input for "-"; its name is the file's stem.

    `company` and `period`, where given, stand in place of what the text says.

    Raises InputError, with one sentence that says what to do, for anything that is not a transcript as UTF-8 text.
    """
    where = "standard input" if str(source) == "-" else str(source)
    text = decode(_bytes(source, where), where)
    if text.count("\n") > LIMIT_LINES:
        raise InputError(f"{where} has over {LIMIT_LINES:,} lines; give the transcript of one call as plain text.")
    _refuse_speechless(text, where)
    return parse(text, "stdin" if str(source) == "-" else Path(source).stem, company, period)


def decode(data: bytes, where: str) -> str:
    """The bytes as text, without a byte-order mark; `where` names their origin in the InputError."""
    _refuse_other_formats(data, where)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        guess = _encoding(data)
        raise InputError(
            f"{where} is not UTF-8 text (byte {error.start}, line {line}); it looks like {guess}: "
            f"convert it with `iconv -f {guess} -t UTF-8`."
        ) from None
    if not text.strip(" \t\r\n\f\v\u00a0\u200b\u3000\ufeff"):
        raise InputError(f"{where} is empty; give the text of an earnings call.")
    return text


def _bytes(source: str | Path, where: str) -> bytes:
    try:
        if where == "standard input":
            data = sys.stdin.buffer.read(LIMIT_BYTES + 1)
        elif Path(source).is_dir():
            raise InputError(
                f"{where} is a directory; name the transcript files in it, such as {where.rstrip('/')}/*.txt."
            )
        else:
            with Path(source).open("rb") as file:
                data = file.read(LIMIT_BYTES + 1)
    except FileNotFoundError:
        raise InputError(f"{where} does not exist; check the path.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "the path is not valid"
        raise InputError(f"{where[:200]!r} cannot be read ({reason}); name a text file that you may read.") from None
    if len(data) > LIMIT_BYTES:
        raise InputError(
            f"{where} is over {LIMIT_BYTES // 1_000_000} MB; give the transcript of one call as plain text."
        )
    return data


_FORMATS = (
    (b"%PDF", "a PDF", "save its text first, for example with `pdftotext -layout`"),
    (b"PK\x03\x04", "a ZIP archive or an Office document (DOCX, XLSX)", "save it as plain text (UTF-8) first"),
    (b"\xd0\xcf\x11\xe0", "an old Office document (DOC, XLS)", "save it as plain text (UTF-8) first"),
    (b"{\\rtf", "an RTF document", "save it as plain text (UTF-8) first"),
    (b"\x1f\x8b", "a gzip archive", "unpack it first"),
)
_PAGE = re.compile(rb"\s*(?:<!doctype html|<html|<\?xml)", re.I)


def _refuse_other_formats(data: bytes, where: str) -> None:
    for magic, what, remedy in _FORMATS:
        if data.startswith(magic):
            raise InputError(f"{where} is {what}, not plain text; {remedy}.")
    if _PAGE.match(data[:400].removeprefix(b"\xef\xbb\xbf")):
        raise InputError(f"{where} is a web page (HTML), not plain text; copy its text into a UTF-8 file first.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or _is_utf16(data):
        raise InputError(f"{where} looks like UTF-16 text; convert it with `iconv -f UTF-16 -t UTF-8`.")
    if b"\0" in data:
        raise InputError(f"{where} is a binary file, not text; give the transcript as plain text (UTF-8).")


def _is_utf16(data: bytes) -> bool:
    sample = data[:2000]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    return len(sample) > 3 and max(even, odd) * 5 > len(sample) * 2 and min(even, odd) * 20 < len(sample)


def _encoding(data: bytes) -> str:
    """The likeliest encoding of text that is not UTF-8, as iconv spells it."""
    sample = data[:200_000]
    high = sum(byte > 0x7F for byte in sample)
    pairs = re.findall(rb"[\x81-\xfe][\x40-\xfe]", sample)
    if high * 10 < len(sample) and sum(pair[1] > 0x7F for pair in pairs) * 2 < len(pairs):
        return "WINDOWS-1252"
    low = sum(pair[1] < 0x80 for pair in pairs)
    return "BIG5" if low * 8 > len(pairs) else "GBK" if len(pairs) * 2 >= high * 0.9 else "WINDOWS-1252"


_SENTENCE = re.compile(r"(?:[^\W\d_][\w'’.-]{0,40},? +){1,}[^\W\d_]|[\u4e00-\u9fff，、]{6}")
_DELIMITERS = re.compile(r"[,;\t|]")


def _refuse_speechless(text: str, where: str) -> None:
    lines = [line for line in text.split("\n") if line.strip()][:2000]
    counts = {len(_DELIMITERS.findall(line)) for line in lines}
    table = len(lines) > 2 and len(counts) == 1 and min(counts) > 1
    if table or not _SENTENCE.search(text):
        what = "a table" if table else "no sentence"
        raise InputError(f"{where} holds {what} and no speech; give the words spoken on an earnings call.")
