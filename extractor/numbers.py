"""The number finder: every number of a text with its exact characters, its value and what it counts.

Goes in: a whole transcript, English or Chinese or both. Comes out: `Mention`s in the order of the text, quantities
with value, unit, qualifier, precision and range partner, everything else with the class that says why it is none.
One pass over the text, small parsers that look a bounded distance left and right, so the time grows with the text
and no text can make it fail. What a number means is the readers' work.

To read on: `quantities` (a number in digits), `number_words` and `chinese_numbers` (one said in words), `scales` and
`measures` (what stands after it), `number_classes` and `number_names` (what is no quantity), `joining` (ranges and
lists), `surroundings` (what the words around say), `numerals` and `units` (words and tables).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from unicodedata import category, decimal

from extractor import chinese_numbers, joining, number_names, number_words, quantities, surroundings
from extractor.found import Found
from extractor.records import Mention

_SPACES = (0xA0, *range(0x2002, 0x200B), 0x202F, 0x3000)
_DASHES = "−‒‑‐－"
_SAME_PLACE: dict[int, str] = {
    **{code: str(decimal(chr(code))) for code in range(0x80, 0x20000) if category(chr(code)) == "Nd"},
    **dict.fromkeys(_SPACES, " "),
    **dict.fromkeys(map(ord, _DASHES), "-"),
    **{ord(wide): plain for wide, plain in zip("％﹪．＄＋（）：／＃", "%%.$+():/#", strict=True)},
}
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\u202a-\u202e\u2066-\u2069]")

_TOKEN = re.compile(
    r"(?P<glued>[A-Za-z]{1,12}-?(?=\d))|(?P<word>[A-Za-z]++)|(?P<digits>\d++)"
    r"|(?P<chinese>[〇零一二三四五六七八九十百千兩两壹貳叁第上下前後后最半翻]|[萬万](?=分之))|(?P<vulgar>[½⅓⅔¼¾⅛⅜⅝⅞])"
)
_PARSERS: dict[str | None, Callable[[str, int, int], Found | None]] = {
    "glued": quantities.at_glued,
    "word": number_words.at_word,
    "digits": quantities.at_digits,
    "chinese": chinese_numbers.at_chinese,
    "vulgar": quantities.at_vulgar,
}


def find(text: str) -> list[Mention]:
    """Every number of `text`, in order; offsets and printed text are those of `text` as it stands.

    >>> [(m.text, m.value, m.unit) for m in find("revenue of $67.7 million, up 27%")]
    [('$67.7 million', Decimal('67700000'), 'USD'), ('27%', Decimal('27'), 'percent')]
    """
    plain, places = _plain(text)
    found = _scan(plain)
    _recall(plain, found)
    joining.join(plain, found)
    spans = [_span(one, places) for one in found]
    return [_mention(plain, found, i, text[start:end], start, end) for i, (start, end) in enumerate(spans)]


def _plain(text: str) -> tuple[str, list[int] | None]:
    """The text in plain characters, and where each stood if invisible ones were taken out."""
    if text.isascii():
        return text, None
    places = None
    if _INVISIBLE.search(text):
        places = [i for i, char in enumerate(text) if not _INVISIBLE.match(char)]
        text = _INVISIBLE.sub("", text)
    return text.translate(_SAME_PLACE), places


def _span(one: Found, places: list[int] | None) -> tuple[int, int]:
    if places is None:
        return one.start, one.end
    return places[one.start], places[one.end - 1] + 1


def _scan(text: str) -> list[Found]:
    """What the parsers read at each place where a number can begin, never overlapping."""
    found: list[Found] = []
    floor = 0
    for token in _TOKEN.finditer(text):
        start = token.start()
        if start < floor or (token.lastgroup == "word" and token[0].lower() not in number_words.WORDS):
            continue
        one = _PARSERS[token.lastgroup](text, start, floor)
        if one is not None:
            one.start = max(one.start, floor)
            found.append(one)
            floor = one.end
    return found


def _recall(text: str, found: list[Found]) -> None:
    """A name met inside a sentence is one where it opens a sentence, too: "Orbit 365"."""
    names = {text[one.start : one.end] for one in found if one.kind == "name"}
    floor = 0
    for one in found:
        if one.kind == "quantity" and one.unit == "count" and one.scale == 1:
            at = number_names.product_word(text, one.start)
            if at is not None and at >= floor and text[at : one.end] in names:
                one.start, one.kind = at, "name"
        floor = one.end


def _tidy(value: Decimal) -> Decimal:
    """The value without the zeros that scaling left behind."""
    whole = value.to_integral_value()
    return whole if whole == value else value.normalize()


def _mention(plain: str, found: list[Found], i: int, text: str, start: int, end: int) -> Mention:
    """The published form of the number at `i`, with what the words around it say."""
    one = found[i]
    if one.kind not in ("quantity", "time_span"):
        return Mention(start, end, text, None, kind=one.kind)
    floor = found[i - 1].end if i else 0
    value, signed_by = _tidy(one.value), surroundings.sign(plain, found, i)
    return Mention(
        start,
        end,
        text,
        -value if signed_by and value else value,
        one.unit + surroundings.per(plain, found, i),
        one.scale,
        surroundings.qualifier(plain, one, floor),
        one.kind,
        _tidy(one.quantum),
        one.partner,
        surroundings.noun(plain, one),
        signed_by,
        one.flags,
    )
