"""What the words around a number say of it: sign, hedge, per what, of what.

Goes in: plain text and the numbers found in it, joined. Each function reads a bounded window left or right of one.
"""

from __future__ import annotations

import re
from typing import Literal

from extractor import units
from extractor.found import Found
from extractor.records import Qualifier

# Sign

_HEDGE = (
    r"(?:(?:about|approximately|roughly|around|nearly|almost|over|just|under|some|only|a|an|another|by|of|more than|"
    r"less than|at least|up to|additional|slightly|well|between|the range of|in the range of|from)\s+)"
)
_NO_COST = "".join(
    f"(?<!{kind} )" for kind in "cat catastrophe credit loan insured attritional weather storm weight job line".split()
)
_MINUS = re.compile(
    rf"(?<![A-Za-z])(?:negative|(?<!plus or )minus|{_NO_COST}loss(?:es)?(?:\s+per\s+(?:diluted\s+"
    rf"|basic\s+)?share)?(?:\s+(?:was|were|of|in))?|"
    rf"down|declin(?:e|ed|ing)|decreas(?:e|ed|ing)|fell|fall(?:ing)?|dropped|shrank|contracted)\s+{_HEDGE}{{0,3}}\(?$"
    r"|(?<!正)(?:負|负|虧損|亏损|損失|损失|下降|減少|减少|下滑|衰退)"
    r"(?:了|為|为|約|约|大約|幅度為|超過|超过|近|在){0,3}[ ]?$",
    re.IGNORECASE,
)
_NOT_MINUS = re.compile(
    r"plus or minus|^fall(?:ing)?\s+(?:between|in)|^(?!neg|min|loss)[a-z]+\s+from|(?:stop|of|for"
    r"|any)\s+loss(?:es)?\s+$",
    re.IGNORECASE,
)
Signed = Literal["", "printed", "word"]


def sign(text: str, found: list[Found], i: int) -> Signed:
    """What makes the number negative: a printed sign, a word of sign before it (or before its range), or nothing."""
    one = found[i]
    if one.printed_sign:
        return "printed"
    if one.kind != "quantity" or "plus_minus" in one.flags:
        return ""
    floor = found[i - 1].end if i else 0
    if _says_minus(text, max(floor, one.start - 60), one.start):
        return "word"
    if one.partner is not None and one.partner == i - 1 and "positive" not in text[floor : one.start].lower():
        first = found[i - 1]
        before = found[i - 2].end if i > 1 else 0
        return "word" if _says_minus(text, max(before, first.start - 60), first.start, shared=True) else ""
    return ""


def _says_minus(text: str, start: int, end: int, shared: bool = False) -> bool:
    """Whether a word of sign governs what follows; "negative" governs one number, "loss of" a whole range."""
    match = _MINUS.search(text[start:end])
    if not match or _NOT_MINUS.search(match[0]):
        return False
    return not (shared and match[0].lower().startswith(("negative", "minus")))


# Hedges

_ARTICLE = r"\s+(?:the\s+|a\s+|an\s+|about\s+)?\(?$"
_OVER = re.compile(
    r"(?<![A-Za-z])(?:over|more than|at least|north of|above|exceed(?:s|ing|ed)?|greater than|in excess of"
    r"|upwards? of|"
    r"upward of|surpass(?:es|ing|ed)|better than|higher than|a minimum of|minimum of|plus|beyond|topped|larger than)"
    + _ARTICLE
    + r"|(?:超過|超过|逾|高於|高于|至少|大於|大于|突破|多於|多达|上看|最少)(?:了)?[ ]?$|[>≥][ ]?$",
    re.IGNORECASE,
)
_UNDER = re.compile(
    r"(?<![A-Za-z])(?:under|less than|below|nearly|almost|up to|fewer than|lower than|not more than|no more than|"
    r"at most|shy of|south of|as much as|as many as|as high as|approaching|a maximum of|maximum of|within"
    r"|smaller than)"
    + _ARTICLE
    + r"|(?<![A-Za-z])sub-$|(?:不到|低於|低于|近|接近|少於|少于|最多|不足|高達|高达|不超過|不超过)[ ]?$|[<≤][ ]?$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?<![A-Za-z])(?:about|approximately|approx\.?|roughly|around|kind of|sort of|circa|some|an estimated|estimated|"
    r"in the neighborhood of|in the ballpark of|close to|like|probably|say|maybe|mid|low"
    r"|high)[\s-]+(?:the\s+|a\s+|an\s+|that\s+)?\(?$"
    r"|(?:約|约|大概|左右|約為|约为)[ ]?$|[~～≈][ ]?$",
    re.IGNORECASE,
)
_NOT_LESS = re.compile(
    r"(?:no|not|n't)\s+(?:less|fewer|lower)\s+than\s+$|不(?:低於|低于|少於|少于)[ ]?$", re.IGNORECASE
)
_NO_MORE = re.compile(r"(?:no|not)\s+(?:more|greater|higher)\s+than\s+$|不(?:超過|超过|高於)[ ]?$", re.IGNORECASE)
_AFTER_OVER = re.compile(
    r"[- ]?(?:plus(?![ ]or)(?![A-Za-z])|\+(?!\d))|[ ]or[ ](?:more|better|higher|greater|above)(?![a-z])"
    r"|[ ](?:and|or)[ ](?:above|up|over)(?![a-z])|[ ]?(?:以上|多(?!元)|餘|余)",
    re.IGNORECASE,
)
_AFTER_ABOUT = re.compile(
    r"(?:[- ]or[- ]so|[- ]odd|[- ]?ish|,?[ ]roughly|,?[ ]approximately|,?[ ]give[ ]or[ ]take)(?![a-z])|[ ]?左右",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"(?:(?:more|less|fewer|higher|lower|better|larger|greater|smaller) than|above|below)\s+the\s+$", re.IGNORECASE
)
"""With the definite article it is what something is compared with: "12.5% more than the 16 cents of a year ago"."""
_VAGUELY = re.compile(r"[\d\w][- ]{0,2}(?:odd|ish|some)[- ]")
_AFTER_UNDER = re.compile(r"[ ]or[ ](?:less|fewer|lower|below)(?![a-z])|[ ]?以下", re.IGNORECASE)


def qualifier(text: str, one: Found, floor: int) -> Qualifier:
    """about, over or under by the words right before and after; exact otherwise."""
    before = text[max(floor, one.start - 40) : one.start]
    if "+" in text[one.start : one.end] or "plus" in text[one.start : one.end]:
        return "over"
    if _VAGUELY.search(text[one.start : one.end]):
        return "about"
    hedged = _may_hedge(before) and not _COMPARED.search(before)
    if _AFTER_OVER.match(text, one.end) or (hedged and _NOT_LESS.search(before)):
        return "over"
    if _AFTER_UNDER.match(text, one.end) or (hedged and _NO_MORE.search(before)):
        return "under"
    if hedged and _UNDER.search(before):
        return "under"
    if hedged and _OVER.search(before):
        return "over"
    return "about" if (hedged and _ABOUT.search(before)) or _AFTER_ABOUT.match(text, one.end) else "exact"


_LAST_WORDS = frozenset(
    "over than least of above exceed exceeds exceeding exceeded surpass surpasses surpassing surpassed plus "
    "beyond topped under below "
    "nearly almost to most much many as approaching within about approximately approx approx. roughly around "
    "circa some estimated "
    "like probably say maybe mid low high the a an that".split()
)


def _may_hedge(before: str) -> bool:
    """Whether the last word can end a hedge: it spares most numbers the patterns."""
    words = before.rstrip("( \n\t-").rpartition(" ")
    return (
        not before.isascii() or before[-1:] in "-~<>" or words[2].rpartition("\n")[2].lstrip("(").lower() in _LAST_WORDS
    )


# Per what, of what


def per(text: str, found: list[Found], i: int) -> str:
    """The form "per what" that the words right after the amount (in Chinese right before it) say; ranges share it."""
    one = found[i]
    if one.kind != "quantity" or not one.currency:
        return ""
    match = units.PER.match(text, one.end)
    if not match and one.partner == i + 1:
        match = units.PER.match(text, found[i + 1].end)
    if match and not (match[1].lower() == "share" and one.scale > 1):
        word = match[1].lower()
        return "/" + units.PER_UNITS.get(word, word)
    before = units.CHINESE_PER.search(text[max(0, one.start - 16) : one.start])
    return "/" + units.CHINESE_PER_UNITS.get(before[1], "user") if before else ""


_NOUN_WORDS = re.compile(r"[ ]{1,2}((?:[A-Za-z][A-Za-z'&-]{0,20}[ ]?){1,4})")
_NOUN_ZH = re.compile(r"[ ]?[個个家位名種种項项條条次款股]?([\u4e00-\u9fff]{1,4})")
_FUNCTION_WORDS = frozenset(
    "of in on at to for from by with and or the a an is are was were that which who as than over under "
    "during last this "
    "these those we our it its will would compared versus per each into out up down if so but not have had has when "
    "where since now until through about i you they right um uh er hmm thereabout thereabouts "
    "increase decrease growth decline rise drop gain reduction improvement".split()
)


def noun(text: str, one: Found) -> str:
    """The noun counted, lower-case; empty for anything but a count."""
    if one.kind != "quantity" or one.unit != "count":
        return ""
    match = _NOUN_WORDS.match(text, one.end)
    if match:
        return _head(match[1].split())
    chinese = _NOUN_ZH.match(text, one.end)
    return chinese[1] if chinese else ""


def _head(words: list[str]) -> str:
    """The plural among the words, or the last before a function word."""
    kept = ""
    for word in words:
        if word.lower() in _FUNCTION_WORDS:
            break
        kept = word.lower()
        if kept.endswith("s") and not kept.endswith(("ss", "us", "'s")):
            break
    return kept
