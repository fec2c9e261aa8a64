"""One number at one place: its digits or words, the currency before it, the scale and the unit after it.

Goes in: plain text, the place of a digit, a number word or a Chinese numeral, and the end of the number before.
Comes out: a `Found`, or None where no number begins. Every look to the left or right is bounded. What the words
around the number add (sign, hedge, range, noun) is read in `surroundings`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from extractor import number_classes, numerals, units
from extractor.number_classes import Other
from extractor.records import MentionClass

GAP = numerals.GAP
_ONE = Decimal(1)
_MAX_DIGITS = 40


@dataclass(slots=True)
class Found:
    """A number while it is being read. `bare` is its value before the scale, `currency` what its sign or word says."""

    start: int
    end: int
    kind: MentionClass = "quantity"
    value: Decimal = Decimal(0)
    unit: str = ""
    bare: Decimal = Decimal(0)
    scale: Decimal = _ONE
    quantum: Decimal = Decimal(0)
    currency: str = ""
    printed_sign: bool = False
    partner: int | None = None
    flags: tuple[str, ...] = ()

    def times(self, factor: Decimal) -> None:
        """Multiplies the value and its precision."""
        self.value, self.quantum = self.value * factor, self.quantum * factor


def _number(start: int, end: int, value: Decimal, quantum: Decimal) -> Found:
    return Found(start, end, value=value, bare=value, quantum=quantum)


def _other(other: Other | None) -> Found | None:
    return Found(other.start, other.end, other.kind) if other else None


# Digits

_DIGITS = re.compile(r"(?:\d{1,3}(?:,\d{3}){1,10}|\d{1,2}(?:,\d{2}){1,6},\d{3})(?!\d)|\d++")
_DECIMALS = re.compile(r"\.(\d{1,30})(?!\d|\.\d)")
_FRACTION = re.compile(r"(\d{1,2})/(\d{1,2})(?:rd|th|nd)?(?![\d/%])")
_SPLIT = re.compile(r"(\d\d)([-/])(\d\d)(?![\d/%-]|[ -]?(?:week|day|month|year))")


def at_digits(text: str, start: int, floor: int) -> Found | None:
    """What the digits at `start` are: a class of their own form, or a quantity."""
    own = number_classes.digits(text, start, floor)
    if own:
        return _other(own)
    match = _DIGITS.match(text, start)
    if match is None:
        return None
    if len(match[0]) > _MAX_DIGITS:
        return Found(start, match.end(), "name")
    return (
        _always(text, start)
        or _part(text, start)
        or _tens(text, start)
        or _mix(text, start, floor)
        or _plain(text, match, floor)
    )


_ABOUT_TENS = re.compile(r"(?:low|lower|mid|middle|high|higher|upper)[ -](?:the )?$", re.IGNORECASE)


def _tens(text: str, start: int) -> Found | None:
    """Reads "the high 50s", said of a value."""
    if text[start + 1 : start + 3] != "0s" or text[start + 3 : start + 4].isalnum():
        return None
    if not _ABOUT_TENS.search(text[max(0, start - 12) : start]):
        return None
    found = _number(start, start + 3, Decimal(text[start : start + 2]), Decimal(10))
    found.unit = "count"
    return found


_ROUND_THE_CLOCK = re.compile(r"24(?:/|[ ]?[x×][ ]?|[ -]by[ -])7(?![\d%])")


def _always(text: str, start: int) -> Found | None:
    match = _ROUND_THE_CLOCK.match(text, start)
    if not match:
        return None
    found = _number(start, match.end(), Decimal(24), _ONE)
    found.kind, found.unit = "time_span", "hour"
    return found


def _part(text: str, start: int) -> Found | None:
    """Reads "1/3" of something."""
    match = _FRACTION.match(text, start)
    if not match or not 0 < int(match[1]) < int(match[2]):
        return None
    found = _number(start, match.end(), round(Decimal(match[1]) / Decimal(match[2]), 6), Decimal("0.000001"))
    found.unit = "count"
    return found


def _mix(text: str, start: int, floor: int) -> Found | None:
    """The first or second number of a "50-50" or "60/40" mix: percents that make up a hundred."""
    at = start if (first := _SPLIT.match(text, start)) else start - 3
    match = first or (_SPLIT.match(text, at) if at >= 0 and floor == start - 1 else None)
    if not match or int(match[1]) + int(match[3]) != 100 or (at and text[at - 1] in "$€£.,"):
        return None
    found = _number(start, start + 2, Decimal(text[start : start + 2]), _ONE)
    found.unit = "percent"
    return found


def _plain(text: str, match: re.Match[str], floor: int) -> Found:
    start = match.start()
    found = _with_decimals(text, match, floor)
    _prefix(text, found, floor)
    if not found.currency and found.end == match.end() and (year := _year(text, start)):
        return Found(start, year, "year")
    _closed(text, found)
    _scale(text, found)
    suffix(text, found)
    _bracket(text, found)
    name = _name(text, start, found)
    if name:
        return name
    found.unit = found.unit or "count"
    return found


def _with_decimals(text: str, match: re.Match[str], floor: int) -> Found:
    start, end = match.span()
    digits, tail = match[0].replace(",", ""), _DECIMALS.match(text, end)
    if tail:
        return _number(start, tail.end(), Decimal(f"{digits}.{tail[1]}"), _ONE.scaleb(-len(tail[1])))
    if start > floor and text[start - 1] == "." and not text[max(floor, start - 2) : start - 1].strip("$( -"):
        return _number(start - 1, end, Decimal(f"0.{digits}"), _ONE.scaleb(-len(digits)))
    return _number(start, end, Decimal(digits), _ONE)


def _closed(text: str, found: Found) -> None:
    """Takes in the bracket that closes before the scale: "$(1.2) million"."""
    if "(" in text[found.start : found.end] and text[found.end : found.end + 1] == ")":
        found.end, found.printed_sign = found.end + 1, True


def _prefix(text: str, found: Found, floor: int) -> None:
    """Takes in the currency and the printed sign right before the number."""
    money = units.BEFORE.search(text[max(floor, found.start - 10) : found.start])
    if money:
        found.currency = found.unit = units.BEFORE_CODES.get(money["currency"], money["currency"])
        found.printed_sign = money["inner"] == "-"
        found.start -= len(money[0])
    if found.start > floor and text[found.start - 1] in "-–" and _is_sign(text, found.start - 1, floor):
        found.start, found.printed_sign = found.start - 1, True


def _is_sign(text: str, at: int, floor: int) -> bool:
    """Whether the dash at `at` is a sign, and neither a hyphen nor the dash of a range."""
    before = text[at - 1 : at] if at else ""
    if before and (before.isalnum() or before in ")%$-–—*_=.'’"):
        return False
    between = text[floor:at]
    return not floor or bool(between.strip()) or "\n" in between


_STATES = re.compile(
    r"(?:^|[\n\t|:]|(?<![A-Za-z])(?:of|was|is|were|are|to|at|from|between|and|or|a))[ ]{0,2}$", re.IGNORECASE
)


def _bracket(text: str, found: Found) -> None:
    """Brackets right around an amount are a printed minus where it is stated, not restated: (3.2%), $(0.05)."""
    if text[found.end : found.end + 1] != ")" or not (found.currency or found.unit in ("percent", "bps")):
        return
    if "(" in text[found.start : found.end]:
        if not found.printed_sign:
            found.end, found.printed_sign = found.end + 1, True
    elif text[found.start - 1 : found.start] == "(" and _STATES.search(
        text[max(0, found.start - 10) : found.start - 1]
    ):
        found.start, found.end, found.printed_sign = found.start - 1, found.end + 1, True


# Years and names that only their surroundings tell

_COUNTED = re.compile(
    r"[ ](?!(?:was|is|has|as|results|revenues|earnings|sales|years|plans|goals)[^a-z])[a-z]{3,20}s(?![A-Za-z])"
)
_MEASURED = re.compile(
    rf"{GAP}-?(?:%|(?:percent|per cent|percentage|basis|bps|points|times|fold|thousand|million|billion|trillion|lakh"
    r"|crore|dollars|euros|pounds|yen|won|rupees|cents)(?![a-z]))"
    r"|[ ]{0,2}(?:[萬万億亿兆千百倍元個个家位名種种項项條条款台人股%]|美元)"
)
_RANKED = re.compile(r"(?:top |前|nearly |approximately |roughly )$", re.IGNORECASE)
_PRODUCT = re.compile(r"(?<![A-Za-z.])([A-Z][A-Za-z&]{1,19})[ ]$")
_STARTED = re.compile(r"(?:^|[.?!:;\n•\-–—]|[.?!]['\"”’])[ \t]*$")
_ORDINARY = frozenset(
    "The In On At Of To By For From With And Or But So If As We Our I You They It This That These Those All Over About "
    "Under Up Down Only Some Just Around Nearly Almost Approximately Roughly Between Than More Less Least Plus Minus "
    "Yes No Not Now Then Last Next Past First Second Third Today Since After Before During Until Through Within Per "
    "Exiting Ending Fiscal Calendar Year Quarter Total Approx Another Additional Top Have Has Had Are Is Was Were Be "
    "Did Do Does Also Those Where When While Because Here There What Which Who Each Every Any Both Page Slide "
    "Its Their His Her My Your Other Against Versus Vs Sir Euro Euros GAAP EBITDA EPS NPS ARR RPO ACV ARPU".split()
)
_NOUN_AFTER = re.compile(
    r"[ ](?:(?:new|large|small|more|other|active|additional|total|net|live|digital|different|full-time|key|major|of"
    r"|or|to|and|million|billion)[ ])?(?:[a-z-]{2,20}s|people|staff|men|women|children)(?![A-Za-z])"
    r"|[ ]?[個个家位名種种項项條条次款件台人萬億倍%]"
)


def _year(text: str, start: int) -> int | None:
    """The end of the calendar year at `start`; a round number of counted things is none."""
    end = number_classes.year(text, start)
    if end is None or _MEASURED.match(text, end) or _RANKED.search(text[max(0, start - 14) : start]):
        return None
    return None if text[end - 2 : end] == "00" and _COUNTED.match(text, end) else end


def _name(text: str, start: int, found: Found) -> Found | None:
    """The bare whole number as part of a name ("5G", "Windows 11"), or None."""
    if found.unit or found.kind != "quantity" or found.start != start:
        return None
    if found.scale != 1:
        return None
    if start and text[start - 1].isascii() and text[start - 1].isalpha():
        return Found(_letters_before(text, start), found.end, "name")
    end = number_classes.alphanumeric(text, start)
    if end:
        return Found(start, end, "name")
    if found.end - start > 4 or found.bare != int(found.bare) or "," in text[start : found.end]:
        return None
    if _WHEELER.match(text, found.end):
        return Found(start, found.end, "name")
    if _HYPHENED.match(text, found.end):
        return None
    if _STRONG.match(text, found.end):
        return Found(start, found.end, "name")
    at = None if _NOUN_AFTER.match(text, found.end) else _product(text, start)
    return None if at is None else Found(at, found.end, "name")


_WHEELER = re.compile(r"[- ]wheel", re.IGNORECASE)
_HYPHENED = re.compile(r"-[a-z]")
_STRONG = re.compile(r"[ ]?[強强](?=企業|企业)")


def _letters_before(text: str, start: int) -> int:
    """Where the letters glued to the digits at `start` begin, at most a dozen back."""
    window = text[max(0, start - 12) : start]
    return start - len(window) + len(window.rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"))


def product_word(text: str, start: int) -> int | None:
    """Where the capitalised word right before `start` begins, if it may be a product's name."""
    product = _PRODUCT.search(text[max(0, start - 21) : start])
    return start - len(product[0]) if product and product[1] not in _ORDINARY else None


def _product(text: str, start: int) -> int | None:
    """The same, unless the word merely opens a sentence."""
    at = product_word(text, start)
    return None if at is None or _STARTED.search(text[max(0, at - 4) : at]) else at


# Scale

_SCALE = re.compile(rf"(?:\+|-plus)?{GAP}-?([A-Za-z]{{1,12}})(?![A-Za-z])|[ ]{{0,2}}([百千]?[萬万億亿兆]|千|百(?!分))")
_NEXT_DIGITS = re.compile(rf"{GAP}(?:and{GAP})?(\d{{1,4}}(?:,\d{{3}})?(?:\.\d{{1,6}})?)(?!\d|,\d|\.\d)")
_ALWAYS_SCALES = frozenset(("mn", "bn", "mln", "bln", "trn", "cr", "crs"))


def _scale(text: str, found: Found) -> None:
    """Multiplies by the scale words after the number, and adds the smaller groups that follow."""
    size, end = _scale_at(text, found.end, bool(found.currency))
    if size is not None:
        found.scale, found.end = size, end
        found.times(size)
        _add_groups(text, found, size)


def _add_groups(text: str, found: Found, size: Decimal) -> None:
    """Reads "1 trillion 270.1 billion", "2億5,000萬": groups of ever smaller scale."""
    for _ in range(3):
        match = _NEXT_DIGITS.match(text, found.end)
        smaller, end = _scale_at(text, match.end(), False) if match else (None, 0)
        if match is None or smaller is None or smaller >= size:
            return
        found.value += Decimal(match[1].replace(",", "")) * smaller
        found.quantum = smaller.scaleb(-len(match[1].partition(".")[2]))
        found.end, size = end, smaller


def _scale_at(text: str, at: int, money: bool) -> tuple[Decimal | None, int]:
    """The scale said at `at` (chained: "lakh crores") and where it ends."""
    size: Decimal | None = None
    end = at
    for _ in range(3):
        match = _SCALE.match(text, end)
        one = _one_scale(match, money) if match else None
        if match is None or one is None or (size is not None and (size > 10**6 or one < 1000)):
            break
        size, end = (size or _ONE) * one, match.end()
    return size, end


def _one_scale(match: re.Match[str], money: bool) -> Decimal | None:
    if match[2]:
        size = _ONE
        for char in match[2]:
            size *= numerals.CHINESE_SCALES.get(char) or numerals.CHINESE_PLACES[char]
        return size
    word, glued = match[1].lower(), match[0] == match[1]
    if word == "t":
        return Decimal(10) ** 12 if glued and money else None
    if word in numerals.ABBREVIATIONS:
        fits = glued or word in _ALWAYS_SCALES or ((money and word not in ("k", "m")) or (money and match[1].isupper()))
        return numerals.ABBREVIATIONS[word] if fits else None
    return numerals.scale_word(word)


# Units

_MORE_TIME = re.compile(
    r"(?:\+|[ -]?plus)[ -]?((?:year|quarter|month|week|day|hour|minute)s?)(?![A-Za-z])", re.IGNORECASE
)
_UNIT = re.compile(rf"{GAP}(-?)[ ]?(%|[A-Za-z]{{1,10}}|U\.S\.)(?![A-Za-z])")
_MORE = re.compile(rf"{GAP}-?[ ]?([A-Za-z]{{1,10}})(?![A-Za-z])")
_RATE = re.compile(rf"{GAP}(?:a|per|each|every)[ ]")
_TALK = re.compile(
    rf"{GAP}(?:I|to[ ](?:make|note|highlight|mention|share|add|cover|leave|emphasize|that|your|consider)"
    rf"|on|here|that|there|we|you|about|is|are|as)(?![A-Za-z])|[:]"
)
_TO_DATE = re.compile(r"[ -](?:to|over|on|by|after|in)[ -](?:date|year|quarter|month|week|day)(?![A-Za-z])")
_POINTS = frozenset("percentage basis bps bp point points pp pps ppt ppts".split())


def suffix(text: str, found: Found) -> None:
    """Takes in the unit after the number, English or Chinese."""
    more = _MORE_TIME.match(text, found.end)
    if more and not found.currency:
        found.kind, found.unit, found.end = "time_span", units.TIME_WORDS[more[1].lower()], more.end()
        return
    match = _UNIT.match(text, found.end)
    if match and _english_unit(text, found, match):
        return
    unit = units.CHINESE_UNIT.match(text, found.end)
    if unit:
        _chinese_unit(found, unit)
        return
    span = units.CHINESE_TIME.match(text, found.end)
    if span:
        _chinese_span(text, found, span)


def _english_unit(text: str, found: Found, match: re.Match[str]) -> bool:
    word, end = match[2].lower(), match.end()
    if word in ("%", "percent", "pct"):
        return _measure(found, "percent", end)
    if word == "per":
        more = _MORE.match(text, end)
        return bool(more and more[1].lower() == "cent" and _measure(found, "percent", more.end()))
    if word in _POINTS:
        return _points(text, found, word, end)
    if word in ("x", "fold", "times"):
        return _times(text, found, word, match)
    if word in units.TIME_WORDS and _TO_DATE.match(text, end):
        return False
    if word in units.TIME_WORDS and not found.currency:
        found.kind, found.unit, found.end = "time_span", units.TIME_WORDS[word], end
        return True
    return _money_word(text, found, word, end)


def _measure(found: Found, unit: str, end: int) -> bool:
    if found.currency:
        found.flags += ("currency_contradiction",)
    found.unit, found.end = unit, end
    return True


def _times(text: str, found: Found, word: str, match: re.Match[str]) -> bool:
    """Reads "3x", "3 times", "3-fold"; "3 times a year" counts occasions, and a spaced "x" is a product's."""
    spaced = match[0] != match[2] and not match[1]
    if found.currency or (word == "x" and spaced) or (word == "times" and _RATE.match(text, match.end())):
        return False
    return _measure(found, "multiple", match.end())


def _points(text: str, found: Found, word: str, end: int) -> bool:
    """Reads "190 basis points", "2 percentage points", "2 points" and their short forms."""
    if word in ("percentage", "basis"):
        more = _MORE.match(text, end)
        if not more or more[1].lower() not in ("point", "points"):
            return False
        end = more.end()
    elif word.startswith("point") and (found.scale != 1 or found.currency or _is_made(text, found, end)):
        return False
    if word not in ("basis", "bps", "bp"):
        found.times(Decimal(100))
    return _measure(found, "bps", end)


_MAKES = re.compile(
    r"(?:add|mak(?:e|ing)|made|raised?|mention|highlight|emphasi[sz]e|at|on|that|my|other)(?: just| only| but)?[ ]$",
    re.IGNORECASE,
)


def _is_made(text: str, found: Found, end: int) -> bool:
    """Whether the point is one that a speaker makes: "two points to make", "add one point"."""
    return bool(_TALK.match(text, end) or _MAKES.search(text[max(0, found.start - 18) : found.start]))


def _money_word(text: str, found: Found, word: str, end: int) -> bool:
    """Reads "dollars", "US dollars", "reais", "USD", "cents"; the word wins over a printed sign and is flagged."""
    if word in units.SUBUNITS:
        found.times(Decimal("0.01"))
        return _money(found, found.currency or units.SUBUNITS[word], end)
    if word in ("dollar", "dollars"):
        return _money(found, found.currency or "USD", end)
    if word in ("pound", "pounds") and not _sterling(text, found, end):
        return False
    if word in units.MONEY_WORDS:
        return _money(found, units.MONEY_WORDS[word], end)
    if word.upper() in units.CODES and text[end - len(word) : end].isupper():
        return _money(found, word.upper(), end)
    return _national_dollar(text, found, word, end)


_STERLING = re.compile(r"[ ]sterling")
_OF_GOODS = re.compile(r"[ ](?:of[ ](?!revenue|cash|debt|sales|profit|cost|saving|invest|capital)|per[ ])")


def _sterling(text: str, found: Found, end: int) -> bool:
    """Whether pounds are money: weights rarely come in millions, and then of something."""
    if found.currency or _STERLING.match(text, end):
        return True
    return found.scale >= 10**6 and not _OF_GOODS.match(text, end)


def _national_dollar(text: str, found: Found, word: str, end: int) -> bool:
    """Reads "US dollars", "Hong Kong dollars", "Korean won"."""
    more = _MORE.match(text, end) if word in units.NATIONS else None
    if more and more[1].lower() in units.MONEY_WORDS and more[1].lower() not in ("dollar", "dollars"):
        return _money(found, units.NATIONS[word].get(more[1].lower(), units.MONEY_WORDS[more[1].lower()]), more.end())
    for _ in range(2):
        more = _MORE.match(text, end)
        if not more:
            return False
        if more[1].lower() in ("dollar", "dollars"):
            return word in units.DOLLARS and _money(found, units.DOLLARS[word], more.end())
        word, end = f"{word} {more[1].lower()}", more.end()
    return False


def _money(found: Found, code: str, end: int) -> bool:
    if found.currency and found.currency != code:
        found.flags += ("currency_contradiction",)
    found.unit = found.currency = code
    found.end = end
    return True


def _chinese_unit(found: Found, match: re.Match[str]) -> None:
    if match["money"]:
        if match["money"] == "美分":
            found.times(Decimal("0.01"))
        bare = match["money"] == "元" and found.currency
        _money(found, found.currency if bare else units.CHINESE_MONEY[match["money"]], match.end())
        return
    if match["points"]:
        found.times(Decimal(100))
    elif match["ratio"] and match["ratio"] in "成折":
        found.times(Decimal(10))
    ratio = units.CHINESE_RATIOS[match["ratio"]] if match["ratio"] else "bps"
    _measure(found, ratio, match.end())


_SPAN_BEFORE = re.compile(
    r"(?:過去|过去|未來|未来|接下來的|接下来的|長達|长达|達|近|約|约|超過|超过|工作了|第|每)[ ]?$"
)
_SPAN_AFTER = re.compile(r"(?:前|裡|里|內|内|來|来|間|间|以上|多|後|后|期|的時間|、[ ]?(?=\d)|以[前後])")


def _chinese_span(text: str, found: Found, match: re.Match[str]) -> None:
    """Reads "12 個月", "5 分鐘", "兩週"; "24 年" is a year where nothing around it makes it a stretch."""
    word = match["word"].lstrip("個个 ")
    if word in ("月", "季", "季度", "日") and match["word"] == word:
        return
    if word == "年" and _short_year(text, found, match.end()):
        found.kind, found.end = "year", match.end()
        return
    found.kind, found.unit, found.end = "time_span", units.CHINESE_TIME_UNITS[word], match.end()


def _short_year(text: str, found: Found, end: int) -> bool:
    digits = text[found.start : found.end]
    if len(digits) != 2 or not (digits.isdigit() and 19 <= int(digits) <= 39):
        return False
    if _SPAN_BEFORE.search(text[max(0, found.start - 5) : found.start]) or _SPAN_AFTER.match(text, end):
        return False
    return not text[max(0, found.start - 2) : found.start].rstrip().endswith("、")


# English words

_WORD = re.compile(r"[A-Za-z]+")
_ORDINALS = frozenset(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth secondly thirdly".split()
)
_NOT_ORDINAL = re.compile(r"[ ](?:of[ ]all|and[ ]foremost|hand)|-hand|-class|-rate|s(?![a-z])", re.IGNORECASE)
_JOINED = re.compile(r"[A-Za-z]-$")
_COUNTED_BEFORE = re.compile(r"(?:(?<![A-Za-z])(?:per|a)|\d)[ -]$")
_CAPITALS = re.compile(r"(?:[ ][A-Z][A-Za-z&]{2,15}){1,3}")
_MULTIPLES = {
    "double": Decimal(2), "doubled": Decimal(2), "doubling": Decimal(2), "doubles": Decimal(2), "twice": Decimal(2),
    "triple": Decimal(3), "tripled": Decimal(3), "tripling": Decimal(3), "triples": Decimal(3), "thrice": Decimal(3),
    "quadruple": Decimal(4), "quadrupled": Decimal(4), "quintupled": Decimal(5), "halved": Decimal("0.5"),
    "twofold": Decimal(2), "threefold": Decimal(3), "fourfold": Decimal(4), "fivefold": Decimal(5),
    "tenfold": Decimal(10),
}  # fmt: skip
_NOT_MULTIPLE = re.compile(
    r"[- ](?:digits?|check|click|down|edged|counting|count|taxation|A|B|AAA|net|whammy|win)(?![a-z])|-", re.IGNORECASE
)
WORDS = number_classes.WORDS | numerals.STARTS | _ORDINALS | _MULTIPLES.keys()


def at_word(text: str, start: int, floor: int) -> Found | None:
    """What the English word at `start` begins: a class of its own, an ordinal, or a number said in words."""
    other = number_classes.word(text, start)
    if other:
        return _other(other)
    match = _WORD.match(text, start)
    word = match[0].lower() if match else ""
    if word in _MULTIPLES:
        return _multiple(text, start, word)
    if word in _ORDINALS:
        return _ordinal(text, start, start + len(word))
    said_year = _SAID_YEAR.match(text, start)
    if said_year:
        return Found(start, said_year.end(), "year")
    return _number_words(text, start) if word in numerals.STARTS else None


def _multiple(text: str, start: int, word: str) -> Found | None:
    end = start + len(word)
    if _NOT_MULTIPLE.match(text, end) or text[start - 1 : start] == "-":
        return None
    found = _number(start, end, _MULTIPLES[word], _ONE)
    found.unit = "multiple"
    return found


def _ordinal(text: str, start: int, end: int) -> Found | None:
    before = text[max(0, start - 5) : start]
    if _NOT_ORDINAL.match(text, end) or _JOINED.search(before):
        return None
    if text[start:end].lower() == "second" and _COUNTED_BEFORE.search(before):
        return None
    name = _CAPITALS.match(text, end) if text[start].isupper() else None
    if name and not _STARTED.search(text[max(0, start - 4) : start]):
        return Found(start, name.end(), "name")
    return Found(start, end, "ordinal")


_NO_NUMBER_BEFORE = re.compile(
    r"(?:(?<![A-Za-z])(?:this|that|which|each|every|any|no|another|some|big|good|next|last|only|easy|new"
    r"|old|great|right|"
    r"the|number|a|square|day|key|important|interesting|day|chapter)[ -]|[A-Za-z]-)$", re.IGNORECASE,
)  # fmt: skip
_PRONOUN_AFTER = re.compile(
    r"(?:[ ](?:of|is|was|that|which|who|to|in|on|for|and|or|but|as|at|by|from|with|would|can|could|might|should|more|"
    r"another|thing|last|way|hand|where|when|I|we|you|they|he|she|it|has|had|have|will|may|if|than|after|before|given|"
    r"side|are|were|being|first|just|does|do|really|here|there|out|day|end|up|time|final|area|off|a|the"
    r"|so|other[ ]thing|"
    r"because|about|what|how|this|into|over|not|because|today|too|also|now|then|again|per|all|like|said|though|"
    r"very|only|right|s)(?![A-Za-z])|[ ](?:we|I|you|they|it|he|she)['’]|-(?:time|off|stop|on|to|and|sided"
    r"|size|way|offs)|[^ -]|[ ]?$|[ ][^A-Za-z])"
)
_LISTED = re.compile(
    r"(?:(?:^|[.?!:;\n]|[a-z],)[ ]{0,2}|(?:(?<![A-Za-z])(?:and then|then|number)|[;,][ ]and)[ ])$", re.IGNORECASE
)
_VAGUE = re.compile(r"(?:few|several|couple|couple of|many|some)[ -]$", re.IGNORECASE)
_PART_OF_A = re.compile(r"[ ](?:of[ ])?an?(?=[ ](?:percent|percentage|basis|cent|dollar)(?![a-z]))")
_NTH_AFTER = re.compile(r"-(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)(?![A-Za-z])", re.IGNORECASE)
_NET = re.compile(r"(?:net|near|absolute|sub|ground)[ -]$", re.IGNORECASE)
_LABEL = re.compile(r"[a-z]{3,9}-$", re.IGNORECASE)


_SAID_YEAR = re.compile(
    r"(?:nineteen|twenty)[ -](?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    r"(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|oh[ -][a-z]{3,5})(?![A-Za-z-])",
    re.IGNORECASE,
)
_SHARE_AFTER = re.compile(r"[ ](?:of|less|more|lower|higher|smaller|larger|faster|the)(?![A-Za-z])|[^ \w-]|[ ]?$")
_QUARTER_OF = re.compile(
    r"(a|one|three)[ -]quarters?(?=[ ]of[ ](?:the(?![ ]year)|our|its|their|all|total|those|these|that"
    r"|your|revenues?|sales)"
    r"(?![A-Za-z]))",
    re.IGNORECASE,
)


def _quarters(text: str, start: int) -> Found | None:
    """A share in "a quarter of our revenue"; "a quarter of growth" is three months."""
    match = _QUARTER_OF.match(text, start)
    if not match:
        return None
    found = _number(start, match.end(), Decimal("0.75" if match[1].lower() == "three" else "0.25"), Decimal("0.01"))
    found.unit = "count"
    return found


def _number_words(text: str, start: int) -> Found | None:
    """A number said in words, or the ordinal or name that begins like one."""
    share = _quarters(text, start)
    if share:
        return share
    numeral = numerals.english(text, start)
    if numeral is None:
        return _dollar(text, start)
    said = text[start : numeral.end].lower()
    if _is_share(numeral) and not _SHARE_AFTER.match(text, numeral.end):
        return None
    if said.startswith("hundred") and _VAGUE.search(text[max(0, start - 12) : start]):
        return None
    return _said_otherwise(text, start, numeral.end) or _said(text, start, numeral)


def _said_otherwise(text: str, start: int, end: int) -> Found | None:
    """What begins with number words and is no quantity: "thirty-first", "two-wheeler", "One, we ...", "Image Two"."""
    nth = _NTH_AFTER.match(text, end)
    if nth:
        return Found(start, nth.end(), "ordinal")
    named = _product(text, start) if text[start].isupper() else None
    if named is not None:
        return Found(named, end, "name")
    return Found(start, end, "name") if _WHEELER.match(text, end) or _is_listed(text, start, end) else None


def _said(text: str, start: int, numeral: numerals.Numeral) -> Found | None:
    """The number words with the groups and the unit that follow."""
    said = text[start : numeral.end].lower()
    found = Found(start, numeral.end, value=numeral.value, bare=numeral.value / numeral.scale)
    found.quantum, found.scale = numeral.quantum, numeral.scale
    if numeral.scale > 1:
        _add_groups(text, found, numeral.scale)
    part = _PART_OF_A.match(text, found.end) if said == "half" else None
    found.end = part.end() if part else found.end
    suffix(text, found)
    return _counting(text, found, said)


def _is_share(numeral: numerals.Numeral) -> bool:
    """Whether it is a single part of a whole ("a third"), which an ordinal looks like."""
    return numeral.value.as_tuple().exponent == -6 and numeral.value < Decimal("0.5")


def _is_listed(text: str, start: int, end: int) -> bool:
    """Whether the number only opens a point of a list: "One, we ..."."""
    if text[start:end].lower() not in numerals.ONES:
        return False
    return text[end : end + 1] == "," and bool(_LISTED.search(text[max(0, start - 10) : start]))


def _counting(text: str, found: Found, said: str) -> Found | None:
    """The number said in words if it counts; "one" is more often a pronoun, "zero" a figure of speech."""
    at = text[max(0, found.start - 14) : found.start]
    if found.kind == "time_span" and said == "one" and found.unit in ("second", "day"):
        return None
    if not found.unit:
        if said in ("one", "zero") and (_PRONOUN_AFTER.match(text, found.end) or _NO_NUMBER_BEFORE.search(at)):
            return None
        if _LABEL.search(at) or (said == "zero" and _NET.search(at)):
            return None
        found.unit = "count"
    return found


_A_DOLLAR = re.compile(rf"a{GAP}(?:dollar|buck){GAP}(?=[a-z])", re.IGNORECASE)


def _dollar(text: str, start: int) -> Found | None:
    """Reads "a dollar five" as 1.05; "a dollar" alone is a way of speaking."""
    match = _A_DOLLAR.match(text, start)
    cents = numerals.english(text, match.end()) if match else None
    if cents is None or cents.value >= 100 or cents.value != int(cents.value):
        return None
    found = _number(start, cents.end, 1 + cents.value / 100, Decimal("0.01"))
    found.unit = found.currency = "USD"
    return found


# Chinese characters

_IDIOM = re.compile(
    r"千萬(?=[別不要])|萬一|十分(?!之)|四面八方|百貨|千方百計|[兩两一二三四五]位[數数]|一成不變|一成不变|[一二三四五六七八九十兩两]{1,2}[方代]"
)
_VAGUE_BEFORE = "數数幾几上第"
_MEASURE = re.compile(r"[ ]?[個个家位名種种項项條条次款大類类層层台部間间股份件組组座張张筆笔輪轮點点步支隻只所場场人]")
_PARTS = re.compile(
    r"([一二三四五六七八九十百]{1,3})分之([一二三四五六七八九十百]{1,5}(?:[點点][一二三四五六七八九]{1,3})?)"
)
_FOLDS = re.compile(r"翻(?:了)?(?:([一兩两三])番|倍)")
_NTH = re.compile(r"第[ ]?(?:[一二三四五六七八九十]{1,3}|\d{1,3})")
_NTH_NAME = re.compile(r"第[一二三四五][級级]|第[一二三][^個个家大位次名項项的種种類类輪轮、,，。 ]{2,3}銀行")
_LISTED_ZH = re.compile(r"(?<=[\n。;；,，])[一二三四五](?=是)")


def at_chinese(text: str, start: int, floor: int) -> Found | None:
    """What the Chinese character at `start` begins: a period, an ordinal, a fraction, or a number in characters."""
    period = number_classes.chinese_period(text, start)
    if period:
        return _other(period)
    for kind, pattern in _CHINESE_CLASSES:
        match = pattern.match(text, start)
        if match:
            return Found(start, match.end(), kind)
    folds = _FOLDS.match(text, start)
    if folds:
        return _folded(folds)
    parts = _PARTS.match(text, start)
    if parts:
        return _chinese_parts(parts)
    if _IDIOM.match(text, start) or (start and text[start - 1] in _VAGUE_BEFORE):
        return None
    numeral = numerals.chinese(text, start)
    return _chinese_number(text, start, numeral) if numeral else None


_CHINESE_CLASSES: tuple[tuple[MentionClass, re.Pattern[str]], ...] = (
    ("name", _NTH_NAME),
    ("ordinal", _NTH),
    ("ordinal", _LISTED_ZH),
)


def _folded(match: re.Match[str]) -> Found:
    """翻倍 and 翻一番 double, 翻兩番 quadruples."""
    times = {"兩": 2, "两": 2, "三": 3}.get(match[1] or "", 1)
    found = _number(match.start(), match.end(), Decimal(2**times), _ONE)
    found.unit = "multiple"
    return found


def _chinese_parts(match: re.Match[str]) -> Found | None:
    """四分之一 is a quarter, 百分之五 five percent."""
    below, above = numerals.chinese(match[1], 0), numerals.chinese(match[2], 0)
    if below is None or above is None or not below.value:
        return None
    percent = match[1] == "百"
    value = above.value if percent else round(above.value / below.value, 6)
    found = _number(match.start(), match.end(), value, above.quantum)
    found.unit = "percent" if percent else "count"
    return found


def _chinese_number(text: str, start: int, numeral: numerals.Numeral) -> Found | None:
    said = text[start : numeral.end]
    found = _number(start, numeral.end, numeral.value, numeral.quantum)
    suffix(text, found)
    if said == "一":
        return found if found.unit in ("multiple", "bps") else None
    if said[0] in "百千":
        return None
    if not found.unit:
        if said in "零〇" or (len(said) == 1 and not _MEASURE.match(text, numeral.end)):
            return None
        found.unit = "count"
    return found


# The rest

_HEDGED_HEAD = re.compile(
    r"mid|low|high|sub|pre|post|non|late|early|under|over|plus|minus|and|to|of|the", re.IGNORECASE
)
_VULGAR = {
    "½": "0.5", "⅓": "0.333333", "⅔": "0.666667", "¼": "0.25", "¾": "0.75", "⅛": "0.125", "⅜": "0.375",
    "⅝": "0.625", "⅞": "0.875",
}  # fmt: skip


def at_glued(text: str, start: int, floor: int) -> Found | None:
    """Letters with digits glued to them: a period, a document, a name; money codes are left to the digits."""
    if start and (text[start - 1] == "$" or (text[start - 1].isascii() and text[start - 1].isalnum())):
        return None
    letters = _WORD.match(text, start)
    head = letters[0] if letters else ""
    if head in units.CODES or head in units.SYMBOLS or _HEDGED_HEAD.fullmatch(head):
        return None
    return _other(number_classes.glued(text, start))


def at_vulgar(text: str, start: int, floor: int) -> Found | None:
    """A fraction in one character: ½."""
    found = _number(start, start + 1, Decimal(_VULGAR[text[start]]), Decimal("0.000001"))
    found.unit = "count"
    return found
