"""The number finder: every number of a text with its exact characters, its value and what it counts.

Goes in: a whole transcript, English or Chinese or both. Comes out: `Mention`s in the order of the text, quantities
with value, unit, qualifier, precision and range partner, everything else with the class that says why it is none.
One pass over the text, small parsers that look a bounded distance left and right, so the time grows with the text
and no text can make it fail. It does not know what a number means: that is the readers' work.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from unicodedata import category, decimal

from extractor import number_classes, numerals, units
from extractor.number_classes import Other
from extractor.records import Mention, MentionClass, Qualifier

_GAP = numerals.GAP
_MAX_DIGITS = 40
_ONE = Decimal(1)

# Reading the text with other characters in the same places

_SAME_PLACE = {code: decimal(chr(code)) for code in range(0x80, 0x20000) if category(chr(code)) == "Nd"}
_TRANSLATION: dict[int, str] = {
    **{code: str(value) for code, value in _SAME_PLACE.items()},
    **dict.fromkeys([0xA0, 0x2007, 0x2009, 0x200A, 0x202F, 0x3000, *range(0x2002, 0x2007), 0x2008], " "),
    **{ord("％"): "%", ord("．"): ".", ord("＄"): "$", ord("－"): "-", ord("−"): "-", ord("‒"): "-", ord("‑"): "-"},
    **{ord("＋"): "+", ord("（"): "(", ord("）"): ")", ord("﹪"): "%", ord("：") : ":", ord("‐"): "-"},
}
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\u202a-\u202e\u2066-\u2069]")


def find(text: str) -> list[Mention]:
    """Every number of `text`, in order; offsets and printed text are those of `text` as it stands.

    >>> [(m.text, m.value, m.unit) for m in find("revenue of $67.7 million, up 27%")]
    [('$67.7 million', Decimal('67700000'), 'USD'), ('27%', Decimal('27'), 'percent')]
    """
    plain, places = _plain(text)
    found = _scan(plain)
    _share(plain, found)
    mentions = [_finished(plain, found, i) for i in range(len(found))]
    return [_placed(text, places, mention) for mention in mentions]


def _plain(text: str) -> tuple[str, list[int] | None]:
    """The text in plain characters, and where each stood if invisible ones were taken out."""
    if text.isascii():
        return text, None
    places = None
    if _INVISIBLE.search(text):
        places = [i for i, char in enumerate(text) if not _INVISIBLE.match(char)]
        text = _INVISIBLE.sub("", text)
        places.append(places[-1] + 1 if places else 0)
    return text.translate(_TRANSLATION), places


def _placed(text: str, places: list[int] | None, mention: Mention) -> Mention:
    start, end = mention.start, mention.end
    if places is not None:
        start, end = places[start], places[end - 1] + 1
    return replace(mention, start=start, end=end, text=text[start:end])


# The scan


@dataclass(slots=True)
class _Found:
    """A number while it is being read. `bare` is its value before scale and unit."""

    start: int
    end: int
    kind: MentionClass = "quantity"
    value: Decimal | None = None
    unit: str = ""
    bare: Decimal = Decimal(0)
    scale: Decimal = _ONE
    quantum: Decimal = Decimal(0)
    printed_sign: bool = False
    currency: str = ""
    partner: int | None = None
    flags: tuple[str, ...] = ()
    words: bool = False


_TOKEN = re.compile(
    r"(?P<glued>[A-Za-z]{1,12}-?(?=\d))|(?P<word>[A-Za-z]++)|(?P<digits>\d++)"
    r"|(?P<chinese>[〇零一二三四五六七八九十百千兩两壹貳叁第上下前最半])|(?P<fraction>[½⅓⅔¼¾⅛⅜⅝⅞])"
)


def _scan(text: str) -> list[_Found]:
    """What the parsers read at each place where a number can begin, never overlapping."""
    found: list[_Found] = []
    floor = 0
    for token in _TOKEN.finditer(text):
        start = token.start()
        if start < floor:
            continue
        kind = token.lastgroup
        if kind == "word":
            parse = _WORD_PARSERS.get(token[0].lower())
            one = parse(text, start, floor) if parse else None
        else:
            one = _PARSERS[kind or ""](text, start, floor)
        if one is not None:
            found.append(one)
            floor = one.end
    return found


def _other(found: Other | None) -> _Found | None:
    return _Found(found.start, found.end, found.kind) if found else None


def _glued(text: str, start: int, floor: int) -> _Found | None:
    """Letters with digits glued to them; money codes are left to the digits."""
    if start and text[start - 1].isascii() and (text[start - 1].isalnum() or text[start - 1] == "$"):
        return None
    letters = re.compile("[A-Za-z]+").match(text, start)
    head = letters[0] if letters else ""
    if head in units.CODES or head in units.SYMBOLS or _HEDGED_HEAD.fullmatch(head):
        return None
    period = number_classes.glued(text, start)
    if period:
        return _other(period)
    return None


_HEDGED_HEAD = re.compile(r"mid|low|high|sub|pre|post|non|late|early|under|over|plus|minus|and|to|of|the", re.IGNORECASE)
_DIGITS = re.compile(r"(?:\d{1,3}(?:,\d{3}){1,10}|\d{1,2}(?:,\d{2}){1,6},\d{3})(?!\d)|\d++")
_DECIMALS = re.compile(r"\.(\d{1,30})(?!\d|\.\d)")
_VERSION = re.compile(r"\d{1,4}(?:\.\d{1,4}){2,4}(?![\d.])")
_FRACTION = re.compile(r"(\d{1,2})/(\d{1,2})(?![\d/%])")


def _digits(text: str, start: int, floor: int) -> _Found | None:
    """What the digits at `start` are: a class of their own form, or a quantity."""
    own = number_classes.digits(text, start, floor)
    if own:
        return _other(own)
    match = _DIGITS.match(text, start)
    if match is None:
        return None
    if len(match[0]) > _MAX_DIGITS:
        return _Found(start, match.end(), "name")
    version = _VERSION.match(text, start)
    if version:
        return _Found(start, version.end(), "name")
    if text.startswith("24/7", start):
        return _time_span(_Found(start, start + 4, value=Decimal(24), bare=Decimal(24)), "hour", start + 4)
    fraction = _FRACTION.match(text, start)
    if fraction and Decimal(fraction[2]) > Decimal(fraction[1]) > 0:
        value = round(Decimal(fraction[1]) / Decimal(fraction[2]), 6)
        return _Found(start, fraction.end(), value=value, unit="count", bare=value, quantum=Decimal("0.000001"))
    return _quantity(text, start, floor, match)


def _quantity(text: str, start: int, floor: int, match: re.Match[str]) -> _Found | None:
    end = match.end()
    digits, places = match[0].replace(",", ""), 0
    tail = _DECIMALS.match(text, end)
    if tail:
        digits, places, end = f"{digits}.{tail[1]}", len(tail[1]), tail.end()
    elif start > floor and text[start - 1] == "." and not text[max(floor, start - 2) : start - 1].strip().isalnum():
        digits, places, start = f"0.{digits}", len(digits), start - 1
    value = Decimal(digits)
    found = _Found(start, end, value=value, bare=value, quantum=_ONE.scaleb(-places))
    _prefixed(text, found, floor)
    _scaled(text, found)
    _suffixed(text, found)
    return _judged(text, found, start)


def _prefixed(text: str, found: _Found, floor: int) -> None:
    """Takes in the currency and the printed sign right before the number."""
    window = text[max(floor, found.start - 12) : found.start]
    match = units.BEFORE.search(window)
    if match and match[0]:
        begin = found.start - len(match[0])
        code = match["currency"]
        if code:
            found.currency = found.unit = units.SYMBOLS.get(code) or units.CHINESE_PREFIXES.get(code) or code
        dash = bool(match["sign"] == "-" or match["inner"] == "-")
        if match["sign"] and not _is_sign(text, begin + len(match["open"] or ""), floor):
            dash, begin = False, begin + len(match["open"] or "") + 1
            if not code:
                return
        bracket = bool(match["open"]) or match["inner"] == "("
        found.printed_sign = dash
        if match["open"] and not dash and not code:
            begin += len(match["open"])
            if text[begin : found.start].strip() == "":
                begin = found.start
            found.flags = ("bracket",) if begin == found.start else ()
        elif match["open"]:
            begin += 1
            found.flags = ("bracket",)
        elif bracket and match["inner"] == "(":
            found.flags = ("bracket",)
        if code or dash:
            found.start = begin


def _is_sign(text: str, at: int, floor: int) -> bool:
    """Whether the dash at `at` is a sign and not a hyphen or the dash of a range."""
    before = text[max(0, at - 1) : at]
    if before and (before.isalnum() or before in ")%$"):
        return False
    return not (floor and text[floor:at].strip() == "")


_SCALE = re.compile(rf"{_GAP}-?([A-Za-z]{{1,12}})(?![A-Za-z])|[ ]{{0,2}}([百千]?[萬万億亿兆]|千|百(?!分))")
_NEXT_DIGITS = re.compile(rf"{_GAP}(?:and{_GAP})?(\d{{1,4}}(?:,\d{{3}})?(?:\.\d{{1,6}})?)(?!\d|,\d|\.\d)")
_GLUED_ABBREVIATIONS = {"k", "m", "mm", "mn", "mln", "mio", "b", "bn", "bln", "t", "tn", "trn", "cr"}


def _scaled(text: str, found: _Found) -> None:
    """Multiplies by the scale words after the number, and adds smaller groups: "1 trillion 270.1 billion"."""
    size, end = _scale_at(text, found.end, bool(found.currency))
    if size is None:
        return
    found.bare = found.value or Decimal(0)
    _scale_to(found, size, end)
    for _ in range(3):
        match = _NEXT_DIGITS.match(text, found.end)
        if not match:
            return
        smaller, end = _scale_at(text, match.end(), False)
        if smaller is None or smaller >= size:
            return
        more = Decimal(match[1].replace(",", ""))
        found.value = (found.value or Decimal(0)) + more * smaller
        found.quantum = smaller * _quantum(match[1])
        found.end, size = end, smaller


def _quantum(digits: str) -> Decimal:
    return _ONE.scaleb(-len(digits.partition(".")[2]))


def _scale_to(found: _Found, size: Decimal, end: int) -> None:
    found.scale, found.end = size, end
    found.value = found.bare * size
    found.quantum *= size


def _scale_at(text: str, at: int, money: bool) -> tuple[Decimal | None, int]:
    """The scale said at `at` (chained: "lakh crores") and where it ends."""
    size: Decimal | None = None
    end = at
    for _ in range(3):
        match = _SCALE.match(text, end)
        one = _one_scale(match, money or size is not None) if match else None
        if match is None or one is None or (size is not None and size > 10**6 and one > 10**4):
            break
        size, end = (size or _ONE) * one, match.end()
    return size, end


def _one_scale(match: re.Match[str], money: bool) -> Decimal | None:
    if match[2]:
        size = _ONE
        for char in match[2]:
            size *= numerals.CHINESE_SCALES.get(char) or numerals.CHINESE_PLACES[char]
        return size
    word = match[1].lower()
    glued = match[0] == match[1]
    if word == "t" and glued and money:
        return Decimal(10) ** 12
    if word in numerals.ABBREVIATIONS:
        fits = glued or (money and len(word) <= 3) or word in ("mn", "bn", "mln", "bln", "cr")
        return numerals.ABBREVIATIONS[word] if fits else None
    return numerals.scale_word(word) if word not in ("millions", "billions", "thousands", "hundreds") or money else (
        numerals.scale_word(word)
    )  # fmt: skip


_UNIT = re.compile(rf"{_GAP}(-?)[ ]?(%|[A-Za-z]{{1,10}}|U\.S\.)(?![A-Za-z])")
_MORE = re.compile(rf"{_GAP}-?[ ]?([A-Za-z]{{1,10}})(?![A-Za-z])")


def _suffixed(text: str, found: _Found) -> None:
    """Takes in the unit after the number, English or Chinese."""
    match = _UNIT.match(text, found.end)
    if match and _english_unit(text, found, match):
        return
    zh = units.CHINESE_UNIT.match(text, found.end)
    if zh:
        _chinese_unit(text, found, zh)
        return
    span = units.CHINESE_TIME.match(text, found.end)
    if span:
        _chinese_span(text, found, span)


def _english_unit(text: str, found: _Found, match: re.Match[str]) -> bool:
    word, end, hyphen = match[2].lower(), match.end(), match[1] == "-"
    glued = match[0] == match[2]
    if word == "%":
        return _measure(found, "percent", end)
    if word in ("percent", "pct") or (word == "per" and (more := _MORE.match(text, end)) and more[1] == "cent"):
        if word == "per":
            end = _MORE.match(text, end).end()  # type: ignore[union-attr]
        return _measure(found, "percent", end)
    if word in ("percentage", "basis", "bps", "bp", "point", "points", "pp", "pps", "ppt", "ppts"):
        return _points(text, found, word, end, hyphen)
    if word in ("x", "fold") or (word == "times" and not _RATE.match(text, end)):
        return not found.currency and (word != "x" or glued or hyphen or not found.unit) and _measure(found, "multiple", end)
    if word in units.TIME_WORDS and not found.currency:
        return _time_span(found, units.TIME_WORDS[word], end) is not None
    return _money_word(text, found, word, end)


_RATE = re.compile(rf"{_GAP}(?:a|per|each|every)\s")


def _measure(found: _Found, unit: str, end: int) -> bool:
    if found.unit and found.unit != unit:
        found.flags += ("currency_contradiction",)
    found.unit, found.end = unit, end
    return True


def _points(text: str, found: _Found, word: str, end: int, hyphen: bool) -> bool:
    """"190 basis points", "2 percentage points", "2 points" and their short forms."""
    if word in ("percentage", "basis"):
        more = _MORE.match(text, end)
        if not more or more[1].lower() not in ("point", "points"):
            return False
        end = more.end()
    elif word in ("point", "points") and (found.scale != 1 or found.currency or _TALK.match(text, end)):
        return False
    if word not in ("basis", "bps", "bp"):
        found.value, found.quantum = (found.value or Decimal(0)) * 100, found.quantum * 100
    return _measure(found, "bps", end)


_TALK = re.compile(rf"{_GAP}(?:I|to|on|here|that|there|we|you|about|is|are|as|[.:,])(?![A-Za-z])")


def _time_span(found: _Found, unit: str, end: int) -> _Found:
    found.kind, found.unit, found.end = "time_span", unit, end
    return found


def _money_word(text: str, found: _Found, word: str, end: int) -> bool:
    """"dollars", "US dollars", "reais", "USD", "cents"; the word wins over a printed sign."""
    code = units.MONEY_WORDS.get(word)
    if code is None and (word in units.DOLLARS or word in ("hong", "new")):
        more = _MORE.match(text, end)
        head = word
        if more and word in ("hong", "new"):
            head, end = f"{word} {more[1].lower()}", more.end()
            more = _MORE.match(text, end)
        if not more or more[1].lower() not in ("dollar", "dollars"):
            return False
        code, end = units.DOLLARS.get(head, "USD"), more.end()
    if code is None and word.upper() in units.CODES and text[end - len(word) : end].isupper():
        code = word.upper()
    if code is None and word in units.SUBUNITS:
        code = found.currency or units.SUBUNITS[word]
        found.value, found.quantum = (found.value or Decimal(0)) / 100, found.quantum / 100
    if code is None:
        return False
    if found.currency and found.currency != code and not (word in ("dollar", "dollars")):
        found.flags += ("currency_contradiction",)
    if not (found.currency and word in ("dollar", "dollars")):
        found.currency = code
    found.unit, found.end = found.currency, end
    return True


def _chinese_unit(text: str, found: _Found, match: re.Match[str]) -> None:
    value = found.value or Decimal(0)
    if match["points"]:
        found.value, found.quantum, found.unit = value * 100, found.quantum * 100, "bps"
    elif match["basis"]:
        found.unit = "bps"
    elif match["money"]:
        code = units.CHINESE_MONEY[match["money"]]
        if match["money"] == "元" and found.currency:
            code = found.currency
        if match["money"] == "美分":
            found.value, found.quantum = value / 100, found.quantum / 100
        if found.currency and found.currency != code:
            found.flags += ("currency_contradiction",)
        found.unit = found.currency = code
    else:
        factor = 10 if match["ratio"] in "成折" else 1
        found.value, found.quantum = value * factor, found.quantum * factor
        found.unit = units.CHINESE_RATIOS[match["ratio"]]
    found.end = match.end()


def _chinese_span(text: str, found: _Found, match: re.Match[str]) -> None:
    word = match["word"].lstrip("個个多")
    if word in ("月", "季", "季度", "日") and match["word"] == word and word != "日":
        return
    _time_span(found, units.CHINESE_TIME_UNITS.get(word, "year"), match.end())


def _judged(text: str, found: _Found, first: int) -> _Found:
    """The number as a quantity with its final unit, or as the year or the name that it is."""
    if "bracket" in found.flags:
        found.flags = tuple(flag for flag in found.flags if flag != "bracket")
        _bracketed(text, found)
    if not found.unit and found.scale == 1 and found.kind == "quantity":
        end = number_classes.year(text, first)
        if end and not _counts_things(text, end):
            return _Found(first, end, "year")
        name = number_classes.alphanumeric(text, first)
        if name:
            return _Found(first, name, "name")
    if found.kind == "quantity" and not found.unit:
        found.unit = "count"
    return found


def _bracketed(text: str, found: _Found) -> None:
    """Brackets right around an amount are a printed minus: (3.2%), $(0.05)."""
    money_or_ratio = found.unit in ("percent", "bps") or found.currency
    if not money_or_ratio:
        return
    if text[found.start - 1 : found.start] == "(" and text[found.end : found.end + 1] == ")":
        found.start, found.end, found.printed_sign = found.start - 1, found.end + 1, True
    elif text[found.end : found.end + 1] == ")" and "(" in text[found.start : found.end]:
        found.end, found.printed_sign = found.end + 1, True


_COUNTED = re.compile(r"[ ](?!years)[a-z]{3,20}s(?![A-Za-z])")


def _counts_things(text: str, end: int) -> bool:
    return text[end - 2 : end] == "00" and bool(_COUNTED.match(text, end))


# Words


def _word(text: str, start: int, floor: int) -> _Found | None:
    """What the English word at `start` begins: a class of its own, an ordinal, or a number said in words."""
    if start and text[start - 1].isascii() and text[start - 1].isalnum():
        return None
    other = number_classes.word(text, start)
    if other and any(c.isdigit() for c in text[other.start : other.end]) or (other and other.kind != "name"):
        return _other(other)
    match = re.compile(r"[A-Za-z]+").match(text, start)
    word = match[0].lower() if match else ""
    if word in _MULTIPLES:
        return _multiple(text, start, word)
    if word in _ORDINALS:
        return _ordinal(text, start, word)
    return _number_words(text, start, floor) if word in numerals.STARTS else None


_ORDINALS = frozenset(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth secondly thirdly".split()
)
_NOT_ORDINAL = re.compile(r"[ ](?:of[ ]all|and[ ]foremost|hand|time(?=[ ]ever))|-hand|-class|s(?![a-z])", re.IGNORECASE)
_MULTIPLES = {
    "double": Decimal(2), "doubled": Decimal(2), "doubling": Decimal(2), "doubles": Decimal(2), "twice": Decimal(2),
    "triple": Decimal(3), "tripled": Decimal(3), "tripling": Decimal(3), "thrice": Decimal(3),
    "quadrupled": Decimal(4), "quadruple": Decimal(4), "halved": Decimal("0.5"), "twofold": Decimal(2),
    "threefold": Decimal(3), "fourfold": Decimal(4), "fivefold": Decimal(5), "tenfold": Decimal(10),
}  # fmt: skip
_NOT_MULTIPLE = re.compile(r"[- ](?:digit|check|click|down|A|B|edged|counting|count|taxation)|-", re.IGNORECASE)


def _multiple(text: str, start: int, word: str) -> _Found | None:
    end = start + len(word)
    if _NOT_MULTIPLE.match(text, end):
        return None
    value = _MULTIPLES[word]
    return _Found(start, end, value=value, unit="multiple", bare=value, quantum=_ONE, words=True)


def _ordinal(text: str, start: int, word: str) -> _Found | None:
    end = start + len(word)
    if _NOT_ORDINAL.match(text, end) or (word == "second" and _after_count(text, start)):
        return None
    return _Found(start, end, "ordinal")


def _after_count(text: str, start: int) -> bool:
    return bool(re.compile(r"(?:per|a|\d)[ -]$").search(text[max(0, start - 5) : start]))


_NO_PRONOUN_BEFORE = re.compile(
    r"(?:this|that|the other|which|each|every|any|no|another|some|big|good|next|last|only|easy|new|old|great|right|the|"
    r"number|a|square|day|at|another|key|important|interesting)[ -]$", re.IGNORECASE,
)  # fmt: skip
_PRONOUN_AFTER = re.compile(
    r"(?:[ ](?:of|is|was|that|which|who|to|in|on|for|and|or|but|as|at|by|from|with|would|can|could|might|should|more|"
    r"another|thing|last|other|way|hand|where|when|I|we|you|they|he|she|it|has|had|have|will|may|if|than|after|before|"
    r"side|we're|it's|are|were|being|first|just|does|do|really|here|there|out|day|end|up|time|final|area|off|a|the|so)"
    r"(?![A-Za-z])|-(?:time|off|stop|on|to|and|sided|size|way)|[^ -]|[ ]?$|[ ][^A-Za-z])"
)


def _number_words(text: str, start: int, floor: int) -> _Found | None:
    numeral = numerals.english(text, start)
    if numeral is None:
        return _dollar(text, start)
    said = text[start : numeral.end].lower()
    if said in ("one", "zero") and _is_pronoun(text, start, numeral.end):
        return None
    found = _Found(start, numeral.end, value=numeral.value, bare=numeral.value / numeral.scale, words=True)
    found.quantum, found.scale = numeral.quantum, numeral.scale
    _compound(text, found)
    _suffixed(text, found)
    if not found.unit:
        found.unit = "count"
    return found


def _compound(text: str, found: _Found) -> None:
    """Digits that go on after scale words: "one trillion 270.1 billion won"."""
    match = _NEXT_DIGITS.match(text, found.end) if found.scale > 1 else None
    if not match:
        return
    smaller, end = _scale_at(text, match.end(), False)
    if smaller is not None and smaller < found.scale:
        found.value = (found.value or Decimal(0)) + Decimal(match[1].replace(",", "")) * smaller
        found.quantum, found.end = smaller * _quantum(match[1]), end


def _is_pronoun(text: str, start: int, end: int) -> bool:
    unit = _UNIT.match(text, end)
    if unit and (unit[2].lower() in units.MONEY_WORDS or unit[2].lower() in ("percent", "basis", "percentage", "us")):
        return False
    return bool(_PRONOUN_AFTER.match(text, end) or _NO_PRONOUN_BEFORE.search(text[max(0, start - 14) : start]))


_A_DOLLAR = re.compile(rf"a{_GAP}(?:dollar|buck){_GAP}(?=[a-z])", re.IGNORECASE)


def _dollar(text: str, start: int) -> _Found | None:
    """"a dollar five" is 1.05; "a dollar" alone is left, it is a way of speaking."""
    match = _A_DOLLAR.match(text, start)
    cents = numerals.english(text, match.end()) if match else None
    if cents is None or cents.value >= 100 or cents.value != int(cents.value):
        return None
    value = 1 + cents.value / 100
    return _Found(start, cents.end, value=value, unit="USD", bare=value, quantum=Decimal("0.01"), currency="USD", words=True)


# Chinese


_IDIOMS = re.compile(r"千萬(?=[別不要])|萬一|十分(?!之)|四面八方|一些|一樣|一致|一定|一般|一直|一起|一切|百貨|千方百計")
_MEASURE = re.compile(r"[ ]?(?:個|个|家|位|名|種|种|項|项|條|条|次|款|大|類|类|層|层|台|部|間|间|股|份|件|組|组|座|張|张|筆|笔|輪|轮|點|点|步|支|隻|只|代|所|場|场|倍|人)")  # noqa: E501
_PARTS = re.compile(r"([一二三四五六七八九十百兩两]{1,3})分之([一二三四五六七八九十百]{1,5}(?:點[一二三四五六七八九]{1,3})?)")
_NTH = re.compile(r"第[ ]?(?:[一二三四五六七八九十]{1,3}|\d{1,3})")


def _chinese(text: str, start: int, floor: int) -> _Found | None:
    """What the Chinese character at `start` begins: a period, an ordinal, a fraction, or a number in characters."""
    period = number_classes.chinese_period(text, start)
    if period:
        return _other(period)
    nth = _NTH.match(text, start)
    if nth:
        return _Found(start, nth.end(), "ordinal")
    parts = _PARTS.match(text, start)
    if parts:
        return _chinese_parts(parts)
    idiom = _IDIOMS.match(text, start)
    if idiom or text[start - 1 : start] in ("數", "数", "幾", "几", "上"):
        return None
    numeral = numerals.chinese(text, start)
    return _chinese_number(text, numeral, start, floor) if numeral else None


def _chinese_parts(match: re.Match[str]) -> _Found | None:
    below, above = numerals.chinese(match[1], 0), numerals.chinese(match[2], 0)
    if below is None or above is None or not below.value:
        return None
    unit = "percent" if match[1] == "百" else "count"
    value = above.value if unit == "percent" else round(above.value / below.value, 6)
    return _Found(match.start(), match.end(), value=value, unit=unit, bare=value, quantum=_ONE, words=True)


def _chinese_number(text: str, numeral: numerals.Numeral, start: int, floor: int) -> _Found | None:
    said = text[start : numeral.end]
    found = _Found(start, numeral.end, value=numeral.value, bare=numeral.value, quantum=numeral.quantum, words=True)
    _suffixed(text, found)
    if found.unit:
        return found if said != "一" or found.unit not in ("year", "month", "week", "day") else _one_year(text, found)
    if said[0] in "百千" or said in ("一", "零", "〇") or (len(said) == 1 and not _MEASURE.match(text, numeral.end)):
        return None
    found.unit = "count"
    return found


def _one_year(text: str, found: _Found) -> _Found | None:
    return found if text[found.end : found.end + 1] == "前" else None


_VULGAR = {
    "½": "0.5", "⅓": "0.333333", "⅔": "0.666667", "¼": "0.25", "¾": "0.75", "⅛": "0.125", "⅜": "0.375",
    "⅝": "0.625", "⅞": "0.875",
}  # fmt: skip


def _vulgar(text: str, start: int, floor: int) -> _Found | None:
    value = Decimal(_VULGAR[text[start]])
    return _Found(start, start + 1, value=value, unit="count", bare=value, quantum=value)


_Parser = Callable[[str, int, int], _Found | None]
_PARSERS: dict[str, _Parser] = {"glued": _glued, "digits": _digits, "chinese": _chinese, "fraction": _vulgar}
_WORD_PARSERS: dict[str, _Parser] = dict.fromkeys(
    {*number_classes.WORDS, *numerals.STARTS, *_ORDINALS, *_MULTIPLES}, _word
)


# Ranges


_RANGE = re.compile(
    r"\s{0,2}(?:(?:%|percent)?\s{0,2})(?:-\s{0,2})?(?P<how>to|through|up to|till|-|–|—|~|～|至|到|and|or|,|plus or minus|±|\+/-)"
    r"(?:\s{1,2}(?:a|an|as high as|as much as|positive|negative|minus|about|approximately|roughly|around))?\s{0,2}",
    re.IGNORECASE,
)


def _share(text: str, found: list[_Found]) -> None:
    """Links the ends of ranges, and gives the first what only the last says: scale, currency, unit."""
    for i in range(1, len(found)):
        first, last = found[i - 1], found[i]
        if last.start - first.end > 40:
            continue
        match = _RANGE.fullmatch(text, first.end, last.start)
        if match:
            _join(text, found, i, match["how"].lower())


def _join(text: str, found: list[_Found], i: int, how: str) -> None:
    first, last = found[i - 1], found[i]
    if first.kind not in ("quantity", "time_span") or last.kind not in ("quantity", "time_span"):
        return
    before = text[max(0, first.start - 40) : first.start].lower()
    ranged = how not in ("and", "or", ",") or (how == "and" and bool(_BETWEEN.search(before)))
    if how in ("or", ",", "and") and not ranged:
        _lend_time(first, last)
        return
    if first.value is None or last.value is None:
        return
    if how in ("plus or minus", "±", "+/-"):
        last.flags += ("plus_minus",)
        last.partner = i - 1
        first.partner = i
        return
    if not ranged or (how in ("-", "–", "—") and not _comparable(first, last)):
        return
    _lend(first, last)
    if first.unit == last.unit:
        first.partner, last.partner = i, i - 1
        _check_ratio(first, last)


_BETWEEN = re.compile(r"between\s+(?:[a-z]+\s+){0,2}$|between\s*\(?\$?\s*$")


def _comparable(first: _Found, last: _Found) -> bool:
    return first.unit == last.unit or first.unit == "count" or last.unit == "count"


def _lend_time(first: _Found, last: _Found) -> None:
    if first.kind == "quantity" and first.unit == "count" and last.kind == "time_span" and first.scale == 1:
        first.kind, first.unit = "time_span", last.unit


def _lend(first: _Found, last: _Found) -> None:
    """Elided scale, currency and unit, from either end to the other."""
    if first.unit == "count" and last.unit != "count":
        _lend_unit(first, last)
    elif last.unit == "count" and first.currency and (last.scale != 1):
        last.unit = last.currency = first.currency
        last.flags += ("elided_currency",)
    if first.unit == last.unit and first.scale == 1 and last.scale > 1 and _elides(first, last):
        first.value, first.quantum = first.bare * last.scale, first.quantum * last.scale
        first.scale = last.scale
        first.flags += ("elided_scale",)


def _lend_unit(first: _Found, last: _Found) -> None:
    if last.unit == "bps" and last.value and last.bare and last.value == last.bare * 100:
        first.value, first.quantum = (first.value or Decimal(0)) * 100, first.quantum * 100
    if last.currency:
        first.currency = last.currency
        first.flags += ("elided_currency",)
    first.unit, first.kind = last.unit, last.kind


def _elides(first: _Found, last: _Found) -> bool:
    """Whether a bare first end shares the last one's scale: "2 to 4 million", not "500 to 2 million"."""
    if first.bare >= 1000 or not last.bare or not first.bare:
        return first.bare == 0
    return Decimal("0.02") <= first.bare / last.bare <= 50


def _check_ratio(first: _Found, last: _Found) -> None:
    low, high = sorted((abs(first.value or 0), abs(last.value or 0)))
    if low and high / low >= 500:
        first.flags += ("range_1000x",)
        last.flags += ("range_1000x",)


# Finishing: sign, qualifier, per-unit form, noun


_HEDGE = (
    r"(?:(?:about|approximately|roughly|around|nearly|almost|over|just|under|some|only|a|an|another|by|of|more than|"
    r"less than|at least|up to|up|an additional|additional|slightly|well)\s+)"
)
_SIGN = re.compile(
    rf"(?<![a-z])(?:negative|minus|(?:loss|losses)(?:\s+(?:per\s+(?:diluted\s+)?share|in\s+the\s+range))?(?:\s+(?:of|between|was))?|"
    rf"down(?:\s+by)?|(?:declined?|decreased?|fell|dropped|shrank|contracted)(?:\s+(?:by|of))?)\s+{_HEDGE}{{0,3}}$",
    re.IGNORECASE,
)
_NOT_SIGN = re.compile(r"(?:down|declined?|decreased?|fell|dropped)\s+(?:from|to)|loss\s+$", re.IGNORECASE)
_OVER = re.compile(
    r"(?<![a-z])(?:over|more than|at least|north of|just over|above|exceed(?:s|ing|ed)?|greater than|in excess of|upwards? of|"
    r"well over|surpass(?:ing|ed)|not less than|no less than|better than|higher than|a minimum of|minimum)\s+(?:the\s+|a\s+|an\s+)?$"
    r"|(?:超過|超过|逾|高於|高于|至少|以上|略高於|大於|大于|突破|多於|多达)[ ]?(?:了)?[ ]?$|>[ ]?$",
    re.IGNORECASE,
)
_UNDER = re.compile(
    r"(?<![a-z])(?:under|less than|below|nearly|almost|up to|fewer than|lower than|not more than|no more than|at most|"
    r"just shy of|shy of|south of|as much as|as many as|close to|approaching|a maximum of|within)\s+(?:the\s+|a\s+|an\s+)?$"
    r"|(?:不到|低於|低于|近|將近|接近|略低於|少於|少于|最多|不足|高達|高达|不超過|不超过)[ ]?$|<[ ]?$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?<![a-z])(?:about|approximately|approx\.?|roughly|around|kind of|sort of|circa|some|an estimated|estimated|"
    r"somewhere around|in the neighborhood of|like|probably|say|maybe|basically|mid)[\s-]+(?:the\s+|a\s+|an\s+|that\s+)?$"
    r"|(?:約|约|大約|大约|大概|左右|約為|约为|上下)[ ]?$|[~≈][ ]?$",
    re.IGNORECASE,
)
_AFTER_OVER = re.compile(
    r"[- ]?(?:plus(?![ ]or)|\+)(?![A-Za-z\d])|[ ]or[ ](?:more|better|higher|greater|above)(?![a-z])|[ ](?:and|or)[ ](?:above|up|over)(?![a-z])|[ ]?(?:以上|多|餘|余)"  # noqa: E501
)
_AFTER_ABOUT = re.compile(r"(?:[- ]or[- ]so|[- ]?ish|,?[ ]roughly|,?[ ]approximately|,?[ ]give[ ]or[ ]take)(?![a-z])|[ ]?(?:左右|上下)")
_AFTER_UNDER = re.compile(r"[ ]or[ ](?:less|fewer|lower|below)(?![a-z])|[ ]?以下")


def _finished(text: str, found: list[_Found], i: int) -> Mention:
    """The mention of the number at `i`, with what the words around it say."""
    one = found[i]
    if one.kind not in ("quantity", "time_span") or one.value is None:
        return Mention(one.start, one.end, "", None, kind=one.kind)
    first = found[i - 1] if one.partner == i - 1 and one.partner is not None else None
    floor = found[i - 1].end if i and not (first or one.partner == i + 1 and False) else 0
    signed_by, value = _signed(text, found, i)
    unit = one.unit + _per(text, found, i)
    return Mention(
        one.start, one.end, "", value, unit, one.scale, _qualifier(text, one, max(floor, one.start - 36)),
        one.kind, one.quantum, one.partner, _noun(text, one), signed_by, one.flags,
    )  # fmt: skip


def _signed(text: str, found: list[_Found], i: int) -> tuple[str, Decimal]:  # type: ignore[misc]
    one = found[i]
    value = one.value or Decimal(0)
    if one.printed_sign:
        return "printed", -value
    if one.kind != "quantity" or "plus_minus" in one.flags:
        return "", value
    floor = found[i - 1].end if i else 0
    if _says_minus(text[max(floor, one.start - 48) : one.start]):
        return "word", -value
    if one.partner == i - 1 and i and "positive" not in text[found[i - 1].end : one.start].lower():
        before = found[i - 1]
        floor = found[i - 2].end if i > 1 else 0
        if _says_minus(text[max(floor, before.start - 48) : before.start], lent=True):
            return "word", -value
    return "", value


def _says_minus(window: str, lent: bool = False) -> bool:
    match = _SIGN.search(window)
    if not match or _NOT_SIGN.search(match[0]):
        return False
    return not (lent and match[0].lower().startswith(("negative", "minus")) and False)


def _qualifier(text: str, one: _Found, at: int) -> Qualifier:
    """about, over or under by the words right before and after; exact otherwise."""
    before = text[at : one.start].rstrip("(")
    after = text[one.end : one.end + 18]
    if _OVER.search(before) or _AFTER_OVER.match(after):
        return "under" if before.rstrip().lower().endswith(("不超過", "不超过")) else "over"
    if _UNDER.search(before) or _AFTER_UNDER.match(after):
        return "under"
    return "about" if _ABOUT.search(before) or _AFTER_ABOUT.match(after) else "exact"


def _per(text: str, found: list[_Found], i: int) -> str:
    """"/share" where the words right after the number (or, in Chinese, right before it) say so; ranges share it."""
    one = found[i]
    if one.kind != "quantity" or not one.currency:
        return ""
    match = units.PER.match(text, one.end)
    if not match and one.partner == i + 1:
        match = units.PER.match(text, found[i + 1].end)
    if match:
        return "/" + match[1].lower()
    before = units.CHINESE_PER.search(text[max(0, one.start - 12) : one.start])
    return "/" + units.CHINESE_PER_UNITS.get(before[1], "user") if before else ""


_NOUN_WORDS = re.compile(r"[ ]{1,2}((?:[A-Za-z][A-Za-z'&-]{0,20}[ ]?){1,4})")
_NOUN_ZH = re.compile(r"[ ]?(?:個|个|家|位|名|種|种|項|项|條|条|次|款|股)?([\u4e00-\u9fff]{1,4})")
_FUNCTION_WORDS = frozenset(
    "of in on at to for from by with and or the a an is are was were that which who as than over under during "
    "last this these those we our it its will would compared versus per each into out up down if so but not have had "
    "has when where since now until through about".split()
)


def _noun(text: str, one: _Found) -> str:
    """The noun counted, lower-case; empty for anything but a count."""
    if one.kind != "quantity" or one.unit != "count":
        return ""
    match = _NOUN_WORDS.match(text, one.end)
    if not match:
        zh = _NOUN_ZH.match(text, one.end)
        return zh[1] if zh else ""
    return _head_noun(match[1].split())


def _head_noun(words: list[str]) -> str:
    kept: list[str] = []
    for word in words:
        if word.lower() in _FUNCTION_WORDS:
            break
        kept.append(word.lower())
        if word.endswith("s") and not word.endswith(("ss", "us", "'s")):
            break
    return kept[-1] if kept else ""
