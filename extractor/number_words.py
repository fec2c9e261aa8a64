"""Numbers said in English words: counts, shares, multiples, ordinals, and the word "one" that mostly counts nothing.

Goes in: text and the place of a number word. Comes out: a `Found`, or None where the words count nothing.
"""

from __future__ import annotations

import re
from decimal import Decimal

from extractor import measures, number_classes, number_names, numerals, scales
from extractor.found import ONE, Found, number, other

GAP = numerals.GAP
_WORD = re.compile(r"[A-Za-z]+")
_ORDINALS = frozenset(
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth secondly thirdly".split()
)
_NOT_ORDINAL = re.compile(
    r"[ ](?:of[ ]all|and[ ]foremost|hand|guess)|-hand|-guess|-class|-rate|s(?![a-z])", re.IGNORECASE
)
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
    own = number_classes.word(text, start)
    if own:
        return other(own)
    match = _WORD.match(text, start)
    word = match[0].lower() if match else ""
    if word in _MULTIPLES:
        return _multiple(text, start, word)
    if word in _ORDINALS:
        return _ordinal(text, start, start + len(word))
    said_year = _SAID_YEAR.match(text, start)
    if said_year:
        return Found(start, said_year.end(), "year")
    half = _AND_A_HALF.match(text, start)
    if half and (more := _one_and_a_half(half)):
        return more
    return _number_words(text, start, floor) if word in numerals.STARTS else None


_AND_A_HALF = re.compile(
    r"(?:an?|one)(?P<unit>[ -](?:[a-z]{3,10}|(?:percentage|basis) point))[ ]and[ ]a[ ](?P<part>half|third"
    r"|quarter)(?![a-z-])",
    re.IGNORECASE,
)


def _one_and_a_half(match: re.Match[str]) -> Found | None:
    """Reads "a year and a half", "a point and a half"."""
    found = number(0, 0, 1 + numerals.FRACTIONS[match["part"].lower()], Decimal("0.1"))
    measures.take(match["unit"], found)
    found.start, found.end = match.span()
    return found if found.unit else None


def _multiple(text: str, start: int, word: str) -> Found | None:
    end = start + len(word)
    if _NOT_MULTIPLE.match(text, end) or text[start - 1 : start] == "-":
        return None
    found = number(start, end, _MULTIPLES[word], ONE)
    found.unit = "multiple"
    return found


def _ordinal(text: str, start: int, end: int) -> Found | None:
    before = text[max(0, start - 5) : start]
    if _NOT_ORDINAL.match(text, end) or _JOINED.search(before):
        return None
    if text[start:end].lower() == "second" and _COUNTED_BEFORE.search(before):
        return None
    name = _CAPITALS.match(text, end) if text[start].isupper() else None
    if name and not number_names.STARTED.search(text[max(0, start - 4) : start]):
        return Found(start, name.end(), "name")
    return Found(start, end, "ordinal")


_NO_NUMBER_BEFORE = re.compile(
    r"(?:(?<![A-Za-z])(?:this|that|which|each|every|any|no|another|some|big|good|next|last|only|easy|new"
    r"|old|great|right|"
    r"number|a|square|day|key|important|interesting|day|chapter)[ -]|[A-Za-z]-)$", re.IGNORECASE,
)  # fmt: skip
_PRONOUN_AFTER = re.compile(
    r"(?:[ ](?:of|is|was|that|which|who|to|in|on|for|and|or|but|as|at|by|from|with|would|can|could|might|should|more|"
    r"another|thing|last|way|hand|where|when|I|we|you|they|he|she|it|has|had|have|will|may|if|than|after|before"
    r"|given|"
    r"side|are|were|being|first|just|does|do|really|here|there|out|day|end|up|time|final|area|aspect|particular"
    r"|sense|respect|off|a|the"
    r"|so|other[ ]thing|"
    r"because|about|what|how|this|into|over|not|because|today|too|also|now|then|again|per|all|like|said|though|"
    r"very|only|right|s|cannot|can't|must|shall|never|always|needs|wants|goes|does)(?![A-Za-z])|[ ](?:we|I|you"
    r"|they|it|he|she)['’]|-(?:time|off|stop|on|to|and|sided"
    r"|size|way|offs)|[^ -]|[ ]?$|[ ][^A-Za-z])"
)
_VERB_AFTER = re.compile(
    r"[ ](?!(?:sales|news|systems|series|operations|savings|sports|services|earnings|basis"
    r"|bonus)[ ])[a-z]{2,14}(?<![suia])s(?= )"
)
_DEFINITE = re.compile(r"(?<![A-Za-z])the[ ]$", re.IGNORECASE)
_VERBAL_AFTER = re.compile(r"[ ][a-z]{2,12}(?:ed|ing)(?![a-z])")
_RANGE_AFTER = re.compile(
    r"(?:(?:-[ ]?|[ ])to[ -]{1,2}|[ ](?:in|out of)[ ](?:every[ ])?)"
    r"(?:\d|two|three|four|five|six|seven|eight|ten|twelve)"
)
_FOR_ONE = re.compile(r"[A-Za-z\d]-(?:for|to|in)-$")
_LISTED = re.compile(
    r"(?:(?:^|[.?!:;\n]|[a-z],)[ ]{0,2}|(?:(?<![A-Za-z])(?:and then|then|number)|[;,][ ]and)[ ])$", re.IGNORECASE
)
_VAGUE = re.compile(r"(?:few|several|couple|couple of|many|some)[ -]$", re.IGNORECASE)
_PART_OF_A = re.compile(r"[ ](?:of[ ])?(?:an?|one)(?=[ ](?:percent|percentage|point|basis|cent|dollar)(?![a-z]))")
_OR_SO_MANY = re.compile(
    r"(?<![A-Za-z])(?:an?|one|another|every)(?P<unit>[ ](?:[a-z]{3,10}|percentage point"
    r"|basis point))[ ]or[ ](?:even[ ])?$",
    re.IGNORECASE,
)
_NTH_AFTER = re.compile(r"-(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)(?![A-Za-z])", re.IGNORECASE)
_NET = re.compile(r"(?:net|near|absolute|sub|ground)[ -]$", re.IGNORECASE)
_LABEL = re.compile(r"[a-z]{3,9}-$", re.IGNORECASE)


_SAID_YEAR = re.compile(
    r"(?:nineteen|twenty)[ -](?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
    r"(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen|eighteen|nineteen|oh[ -][a-z]{3,5})(?![A-Za-z-])",
    re.IGNORECASE,
)
_SHARE_AFTER = re.compile(
    r"[ ](?:(?:of|less|more|lower|higher|smaller|larger|faster|cheaper|the|right|now|today|already|there|is|are"
    r"|was|were|comes?|came|in|on"
    r"|at|to|from|by|for|and|or|but|over|since|during|as|than|so|who|which|that|if|when|while|because|each"
    r"|compared|versus|year-on-year"
    r"|year-over-year|percent|percentage|point|basis|[a-z]{3,14}ly)(?![A-Za-z-])|(?:of[ ])?a[ ](?:percent"
    r"|percentage|point|basis))"
    r"|[^ \w-]|[ ]?$"
)
_QUARTER_OF = re.compile(
    r"(a|one|three)[ -]quarters?(?=[ ]of[ ](?:the(?![ ]year)|our|its|their|all|total|those|these|that"
    r"|your|revenues?|sales|(?:an?|one)[ ](?:percent|point|basis)[a-z]*)(?![A-Za-z])|[ ](?:percent|percentage"
    r"|point|basis)(?![A-Za-z]))",
    re.IGNORECASE,
)


def _quarters(text: str, start: int) -> Found | None:
    """A share in "a quarter of our revenue" and "a quarter point"; "a quarter of growth" is three months."""
    match = _QUARTER_OF.match(text, start)
    if not match:
        return None
    found = number(start, match.end(), Decimal("0.75" if match[1].lower() == "three" else "0.25"), Decimal("0.01"))
    _part_of_a(text, found)
    return found


def _part_of_a(text: str, found: Found) -> None:
    """Takes in what the share is of: "half a percent", "a quarter of a point"; a share of anything else counts."""
    end, part = found.end, _PART_OF_A.match(text, found.end)
    found.end = part.end() if part else end
    measures.take(text, found)
    if not found.unit:
        found.end, found.unit, found.part = end, "count", True


def _number_words(text: str, start: int, floor: int) -> Found | None:
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
    if said == "one-quarter" and _NOUN_OF_QUARTERS.match(text, numeral.end):
        return _one_quarter(start, numeral.end)
    return _said_otherwise(text, start, numeral.end, floor) or _said(text, start, numeral)


_NOUN_OF_QUARTERS = re.compile(r"[ ](?!(?:of|to|in|or|and|the|for|is|was|as|from|at|by)(?![a-z]))[a-z]|-")


def _one_quarter(start: int, end: int) -> Found:
    """Three months in "a one-quarter delay"."""
    found = number(start, end, ONE, ONE)
    found.kind, found.unit = "time_span", "quarter"
    return found


def _said_otherwise(text: str, start: int, end: int, floor: int) -> Found | None:
    """What begins with number words and is no quantity: "thirty-first", "two-wheeler", "One, we ...", "Image Two"."""
    nth = _NTH_AFTER.match(text, end)
    if nth:
        return Found(start, nth.end(), "ordinal")
    named = number_names.product(text, start) if text[start].isupper() else None
    if named is not None:
        return Found(named, end, "name")
    listed = _is_listed(text, start, end) and (not floor or bool(text[floor:start].strip(" ,")))
    if number_names.wheeler(text, end) or listed or number_classes.keyed(text, start, floor):
        return Found(start, end, "name")
    return None


def _said(text: str, start: int, numeral: numerals.Numeral) -> Found | None:
    """The number words with the groups and the unit that follow."""
    said = text[start : numeral.end].lower()
    found = Found(start, numeral.end, value=numeral.value, bare=numeral.value / numeral.scale)
    found.quantum, found.scale = numeral.quantum, numeral.scale
    if numeral.scale > 1:
        scales.add_groups(text, found, numeral.scale)
    if numeral.value < 1 and said.endswith(_SHARES):
        _part_of_a(text, found)
        return found
    measures.take(text, found)
    if not found.unit:
        _or_so_many(text, found)
    return _counting(text, found, said)


_SHARES = tuple(numerals.FRACTIONS)


def _or_so_many(text: str, found: Found) -> None:
    """Takes the unit said before it: "a minute or two"."""
    before = _OR_SO_MANY.search(text[max(0, found.start - 32) : found.start])
    if before:
        end, found.end = found.end, 0
        measures.take(before["unit"], found)
        found.end = end


def _is_share(numeral: numerals.Numeral) -> bool:
    """Whether it is a single part of a whole ("a third"), which an ordinal looks like."""
    return numeral.value.as_tuple().exponent == -6 and numeral.value < Decimal("0.5")


_COUNTED_UP = re.compile(r",[ ](?:two|three|four|five|six)(?![A-Za-z])")


def _is_listed(text: str, start: int, end: int) -> bool:
    """Whether the number only opens a point of a list: "One, we ..."."""
    if text[start:end].lower() not in numerals.ONES:
        return False
    if _COUNTED_UP.match(text, end):
        return False
    return text[end : end + 1] == "," and bool(_LISTED.search(text[max(0, start - 10) : start]))


def _counting(text: str, found: Found, said: str) -> Found | None:
    """The number said in words if it counts; "one" is more often a pronoun, "zero" a figure of speech."""
    at = text[max(0, found.start - 14) : found.start]
    if found.kind == "time_span" and said == "one" and found.unit in ("second", "day"):
        return None
    if not found.unit and not _FOR_ONE.search(at):
        if said in ("one", "zero") and _is_pronoun(text, found, at):
            return None
        if _DIGIT_AFTER.match(text, found.end):
            return None
        if _LABEL.search(at) or (said == "zero" and _NET.search(at)):
            return None
    found.unit = found.unit or "count"
    return found


_DIGIT_AFTER = re.compile(r"-digits?(?![a-z])")


def _is_pronoun(text: str, found: Found, before: str) -> bool:
    """Whether "one" stands for something or somebody instead of counting."""
    if _RANGE_AFTER.match(text, found.end) or _COUNTED_UP.match(text, found.end):
        return False
    if _PRONOUN_AFTER.match(text, found.end) or _NO_NUMBER_BEFORE.search(before) or _VERB_AFTER.match(text, found.end):
        return True
    return bool(_DEFINITE.search(before) and _VERBAL_AFTER.match(text, found.end))


_A_DOLLAR = re.compile(rf"a{GAP}(?:dollar|buck){GAP}(?=[a-z])", re.IGNORECASE)


def _dollar(text: str, start: int) -> Found | None:
    """Reads "a dollar five" as 1.05; "a dollar" alone is a way of speaking."""
    match = _A_DOLLAR.match(text, start)
    cents = numerals.english(text, match.end()) if match else None
    if cents is None or cents.value >= 100 or cents.value != int(cents.value):
        return None
    found = number(start, cents.end, 1 + cents.value / 100, Decimal("0.01"))
    found.unit = found.currency = "USD"
    return found
