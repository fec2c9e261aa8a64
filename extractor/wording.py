"""Words that give a number its sign and its status: what stands around a number, read without any model.

Goes in: a text and the span of a number in it, with the span of its sentence. Comes out: which signs and which statuses
the words allow. Both readers, the checks and the audit use the same answers.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from extractor.hedges import HEDGES

Span = tuple[int, int]

_RISE = (
    r"increas\w*|inflation\w*|ris(?:e|es|ing|en)|rose|grew|grow\w*|growth|up(?! to (?:[$€£¥]|\d))|gain\w*|"
    r"expan\w+|wid(?:en\w*|er)|"
    r"open(?:ed|ing|ings)|added|add(?:s|ing)?|additions?|higher|above|climb\w*|accelerat\w*|exceed\w*|beat|"
    r"outperform\w*|ahead|tailwinds?|jump\w*|surg\w*|strengthen\w*|doubl\w+|tripl\w+|more|incremental\w*|"
    r"contribut\w*|appreciat\w*|uplift|issu(?:ed|ing|ance)|borrowed|drew|suppl(?:y|ied|ies)|step-?up|rais\w+|"
    r"advanc\w*|soar\w*|swell\w*|boost\w*|rebound\w*|leap\w*|leapt|lift(?:ed|s)?|spik(?:ed|ing)|"
    r"top(?:ped|ping)?|positively(?: (?:impact|affect)\w*)?|(?<!year[- ])over(?![- ]year)"
)
_FALL = (
    r"decreas\w*|declin\w*|fall(?:s|ing|en)?|fell|down\w*|reduc\w*|lower\w*|below|drop\w*|"
    r"contract(?:ed|ion|ions|ing)|compress\w*|shr[aiu]nk\w*|narrow\w*|clos(?:ed|ing|ure|ures)|los(?:t|ing)|"
    r"soften\w*|weaken\w*|less|negative(?:ly(?: (?:impact|affect)\w*)?)?|minus|erosion|dilut(?:ion|ive|es|ing)|"
    r"diluted (?=by|the|our)|drag|slid|"
    r"slipp?\w*|cut(?:s|ting)?|"
    r"decelerat\w*|shortfall|burn(?:ed|t)?|repa(?:y|id|yment)\w*|redeem\w*|retir(?:ed?|ing)|eliminat\w*|"
    r"tender(?:ed|ing)|shut\w*|slash\w*|trimm\w*|deleverag\w*|impair\w*|pressure\w*|trail\w*|miss(?:ed)?|"
    r"detract\w*|plung\w*|fewer|short of|tumbl\w*|plummet\w*|sank|sunk|retreat\w*|reced\w*|dip(?:ped|s)?|slump\w*|"
    r"moderat(?:ed|ing)|taper\w*|subsid(?:ed|ing)|(?<!press )releases? of"
)
_EITHER = (
    r"charges?|maturit\w+|matured|settle\w*|chang\w*|leverage|swing|swung|impact\w*|effect\w*|differ\w*|mov\w+|"
    r"vari\w+|narrow\w*"
)
_BETTER = (
    r"improv\w*|better|help(?:ed|s|ing)?|aided|sav(?:ed|ings?)|positive (?:impact|effect|contribution)|"
    r"benefit(?:t?ed(?= by)|(?= (?:related|from|of|to|on)\b))|favou?rabl\w*|progress"
)
_WORSE = (
    r"worse\w*|hurt(?:ing|s)?|weigh(?:ed|ing|s)? on|hamper\w*|unfavou?rabl\w*|deteriorat\w*|headwinds?|cost(?:ing)? us"
)
DIRECTION = re.compile(
    rf"\b(?:(?P<better>{_BETTER})|(?P<worse>{_WORSE})|(?P<rise>{_RISE})|(?P<fall>{_FALL})|(?P<either>{_EITHER}))\b",
    re.I,
)
_HEDGE = re.compile(r"less|more|fewer", re.I)
_CAUSE = re.compile(r"\s+(?:due to|driven by|because of|as a result of|from)(?: our| the| a)?(?: [\w-]+){0,2}\s+", re.I)
_COST = (
    r"(?:tax(?:es)?|costs?|expenses?|expenditures?|spend(?:ing)?|share count|interest|provisions?|charges?|S?G&A|"
    r"depreciation|amortization|inflation)"
)
_OF_ITS_OWN = re.compile(rf"\s+(?:of )?(?=(?:increased|higher|lower|reduced)\s+(?:[\w-]+\s+){{0,3}}?{_COST}\b)", re.I)
_BY = re.compile(rf"\bby\s+(?:an?\s+)?{HEDGES}[$€£¥]?$", re.I)
_VERBAL = re.compile(r"(?:\w+ )?\w*(?:ed|ing|en)|grew|rose|fell|up|down|cut|drew|beat|lower|higher", re.I)
"""A direction word that says what was done, no noun: "reduced the increase by 2 points"."""
_NEXT_OF = re.compile(r"[^,]*\b(?:of|by)\s+[$€£¥]?", re.I)
_OF_COSTS = re.compile(
    rf"\b(?:increased|higher|lower|reduced)\s+(?:[\w-]+\s+){{0,3}}?{_COST}\s+(?:of|by)\s+{HEDGES}[$€£¥]?$", re.I
)
_OFFSET = re.compile(rf"\boffset by (?:an? )?{HEDGES}[$€£¥]?$", re.I)
_OFFSET_DISTANCE = 14
"""Words nearer than so many characters tell more than "offset by" does: "offset by a 5% increase"."""
_TO_A_MOVE = re.compile(
    r"\s+(?:of |in )?(?:points? )?(?:to|of) (?:the|this|that|our) "
    r"(?:year-over-year |overall |total )?(?:improvement|decline|decrease|reduction)\b",
    re.I,
)
_RANGED = re.compile(
    r"(?:narrow|tighten)\w*\b[^.;]{0,40}\b(?:range|guidance|outlook)\b"
    r"|(?:rais|lower|reduc|cut|down|up)\w*\b[^.;,\d]{0,40}\b(?:range|guidance|outlook|forecast|estimate|expectation)s?\b"
    rf"[^.;,\d]{{0,60}}\bto (?:an? )?(?:range of )?{HEDGES}[$€£¥]?$",
    re.I,
)
_WEIGHED_ON = re.compile(r"\b(?:headwinds?|tailwinds?|drag|impact|effect|benefit) (?:to|on) (?:[\w-]+ ){0,3}$", re.I)
_OVER = re.compile(rf"\s+{HEDGES}[$€£¥]?", re.I)
_THAN = re.compile(rf"\s+than\s+{HEDGES}[$€£¥]?", re.I)
_SET_ASIDE = re.compile(
    r"\b(?:exclud\w+|without|net of|apart from|other than|(?:removal|absence|non-?recurrence) of)\b"
    r"(?:[^,;.]|[,.]\d){0,90}$",
    re.I,
)
_ALL_SET_ASIDE = re.compile(
    r"\b(?:exclud\w+|without|net of|apart from|adjust(?:ed|ing) for)\b(?:[^;.]|\.\d){0,250}$", re.I
)
_LEFT_OUT = re.compile(r"\b(?:which|that|and) (?:excludes?|includes?) (?:[^,;.]|[,.]\d){0,80}$", re.I)
LOSS_ITSELF = re.compile(
    r"\b(?:(?<!credit )(?<!loan )(?<!for )(?<!gains and )(?<!gains or )loss(?:es)?"
    r"(?! (?:and|adjustment|reserves?|ratios?|costs?|development|experience|expenses?|provisions?)\b)|"
    r"deficit|outflows?|cash burn)\b",
    re.I,
)

LOSS = re.compile(
    r"\b(?:loss(?:es)?(?! (?:and|adjustment|reserves?|ratios?|costs?|development|experience|expenses?)\b)|lost|"
    r"negative|minus|deficit|outflows?|burn(?:ed|t|ing)?|consum(?:ed|ing|ption)|"
    r"cash us(?:ed|e|age)|use of|used (?:in|for) oper\w+|shortfall|loss-making|redemptions?|withdrawals?|"
    r"net sellers?|(?:unfavou?rable|adverse)(?: [\w-]+){0,4} development)\b",
    re.I,
)
_CHARGE = re.compile(r"\s*(?:of |in )?(?:a )?(?:[\w-]+ )?charges?\b", re.I)
_PROFIT_OF = re.compile(
    r"\s+(?:of )?(?:net |operating |pre-?tax )*(?:income|profits?|earnings|gains?)\b(?! per share loss)", re.I
)
_PLUS = re.compile(rf"\b(?:plus|positive)\s+(?:of\s+)?{HEDGES}[$€£¥]?$", re.I)
_HINDERS = re.compile(r"\s*(?:of |in )?(?:a )?(?:[\w-]+ )?(?:headwinds?|drag)\b", re.I)
_UNFAVOURABLE = re.compile(r"\s+(?:of |in )?(?:an? )?(?:negative|unfavou?rable|adverse)\b(?! to\b)", re.I)
_NEGATIVE = re.compile(rf"\b(?:negative|minus)\s+{HEDGES}[$€£¥]?$", re.I)
_COMPARES = re.compile(r"\b(?:compared (?:to|with)|versus|against)\b", re.I)
PROFIT = re.compile(r"\b(?:income|profits?|earnings|positive|generated|inflows?|surplus|gains?|provided by)\b", re.I)

_CLAUSE_EDGE = re.compile(
    r"[;:。；！？]|\bbut\b|,\s+(?:while|whereas|and|with|compared|versus|partially|offset|which|including)\b|，"
)


class Signs(NamedTuple):
    """Which signs the words allow for a number."""

    positive: bool
    negative: bool


def clause(text: str, sentence: Span, number: Span) -> Span:
    """The part of the sentence around the number, cut at the nearest strong edges."""
    start, end = sentence
    for edge in _CLAUSE_EDGE.finditer(text, start, number[0]):
        start = edge.end() if edge.group()[-1] in ";:。；！？，" else edge.start()
    after = _CLAUSE_EDGE.search(text, number[1], end)
    return start, after.start() if after else end


def directions(text: str, window: Span, number: Span) -> list[tuple[int, str]]:
    """The direction words in `window`, nearest to the number first, as (distance in characters, rise|fall|either).

    A word after the number counts as twice as far: "up 5%" binds closer than "5% up"; one beyond a comma as twice as
    far again. A hedge ("less than 5%") is none.
    """
    found = []
    for match in DIRECTION.finditer(text, *window):
        if match.end() <= number[0]:
            if _is_hedge(text, match, number[0]) or _WEIGHED_ON.search(text, window[0], match.start()):
                continue
            if _RANGED.match(text[match.start() : number[0]]):
                continue
            distance = (number[0] - match.end()) * (2 if "," in text[match.end() : number[0]] else 1)
        elif match.start() >= number[0] and match.end() <= number[1]:
            distance = 0
        else:
            distance = 2 * (match.start() - number[1]) * (2 if "," in text[number[1] : match.start()] else 1)
            if "," in text[number[1] : match.start()] and _NEXT_OF.fullmatch(text, match.end(), window[1]):
                continue
        kind = match.lastgroup or ""
        found.append((distance, "either" if kind in ("rise", "fall") and _is_cause(text, number, match) else kind))
    if _BY.search(text, window[0], number[0]):
        found = _governing(text, window, number) or found
    if _TO_A_MOVE.match(text, number[1], window[1]):
        found.append((0, "either"))
    if _OFFSET.search(text, window[0], number[0]):
        found.append((_OFFSET_DISTANCE, "either"))
    return sorted(found)


def _governing(text: str, window: Span, number: Span) -> list[tuple[int, str]]:
    """The verb that "by" and the number belong to: the nearest before it that is no noun."""
    verbs = [word for word in DIRECTION.finditer(text, window[0], number[0]) if _VERBAL.fullmatch(word.group())]
    return [(number[0] - word.end(), word.lastgroup or "") for word in verbs[-1:]]


def _is_cause(text: str, number: Span, word: re.Match[str]) -> bool:
    """Whether a word after the number moves its cause: "down 5% due to lower volumes", "5 cents of higher costs"."""
    if word.start() < number[1]:
        return False
    costs = _OF_ITS_OWN.match(text, number[1])
    return (costs and costs.end() == word.start()) or _CAUSE.fullmatch(text, number[1], word.start()) is not None


def _is_hedge(text: str, word: re.Match[str], number: int) -> bool:
    """Whether a word right before a number only says how exact it is: "less than 5%", "over $2 million"."""
    if word.group().lower() == "over":
        return _OVER.fullmatch(text, word.end(), number) is not None
    return _THAN.fullmatch(text, word.end(), number) is not None and _HEDGE.fullmatch(word.group()) is not None


def change_signs(text: str, window: Span, number: Span, better: str = "", of_loss: bool = False) -> Signs:
    """The signs a growth or a change may have, from the direction word nearest to the number.

    `window` reaches from the previous number of the clause to the next one. Without any word the number rises.
    `better` is the metric's favourable direction ("up", "down" or ""): it tells what "an improvement of" means.
    `of_loss` says that the metric can be negative: where the words speak of its loss, less of it is a rise, and what
    lower costs add to it may be of either sign.
    """
    if _PLUS.search(text, window[0], number[0]):
        return Signs(True, False)
    if of_loss and _OF_COSTS.search(text, window[0], number[0]):
        return Signs(True, True)
    near = directions(text, window, number)
    if not near:
        return Signs(True, False)
    nearest = {kind for distance, kind in near if distance <= 1.3 * near[0][0] + 3}
    if near[0][1] in ("rise", "fall"):
        nearest -= {"either"}
    signs = {sign for kind in nearest for sign in _signs_of(kind, better)}
    if of_loss and _speaks_of_loss(text, window, number):
        signs = {-sign for sign in signs} if nearest <= {"rise", "fall"} else signs | {1}
    return Signs(1 in signs, -1 in signs)


def _speaks_of_loss(text: str, window: Span, number: Span) -> bool:
    """Whether a loss is what moved: not one that is set aside, nor one beyond a comma after the number."""
    comma = text.find(",", number[1], window[1])
    found = LOSS_ITSELF.finditer(text, window[0], window[1] if comma < 0 else comma)
    return any(not _SET_ASIDE.search(text, window[0], loss.start()) for loss in found)


def _signs_of(kind: str, better: str) -> tuple[int, ...]:
    """+1 for a rise, -1 for a fall; better and worse by the metric's favourable direction, both where it has none."""
    if kind in ("rise", "fall"):
        return (1,) if kind == "rise" else (-1,)
    if kind == "either" or not better:
        return (1, -1)
    return (1,) if (kind == "better") == (better == "up") else (-1,)


_BETTER_DOWN = re.compile(
    r"\b(?:times?|days?|hours?|costs?|expenses?|spend\w*|churn|attrition|latency|defects?|errors?|loss(?:es)?|debt|"
    r"delinquenc\w+|waste|emissions?|injur\w+|claims?|complaints?|downtime|shrink\w*|turnaround|backlog|defaults?|"
    r"provisions?|cycle|lead|working capital|inventor(?:y|ies)|past[ -]dues?|receivables?)\b",
    re.I,
)


def better(label: str) -> str:
    """The direction in which more is better, for what no catalogue knows: less time, cost or loss, more of the rest.

    >>> better("delivery time"), better("inference throughput")
    ('down', 'up')
    """
    return "down" if _BETTER_DOWN.search(label) else "up"


GOVERNS = (
    r"\b(?:we|i|you|they|management)\s+(?:now\s+|also\s+|still\s+|currently\s+|continue to\s+|would\s+|do\s+|can\s+)*"
    r"(?:expect|anticipate|forecast|project|target|plan|guide|are guiding|are targeting|are planning|look for|aim|"
    r"intend)\b"
    r"|\b(?:is|are) (?:now |currently )?"
    r"(?:expected|projected|forecast(?:ed)?|anticipated|targeted|estimated|slated|poised|budgeted) to\b"
    r"|\b(?:providing|issuing|raising|lowering|reaffirming|reiterating|maintaining|updating) (?:our )?(?:\w+ ){0,4}"
    r"(?:guidance|outlook)\b"
)
FIRM = re.compile(GOVERNS, re.I)
"""Words by which somebody gives an outlook."""


def is_negative(text: str, number: Span) -> bool:
    """Whether "negative" or "minus" stands right before the number."""
    return _NEGATIVE.search(text, max(0, number[0] - 40), number[0]) is not None


def level_signs(text: str, window: Span, number: Span) -> Signs:
    """The signs a level of profit or cash flow may have: the nearest of the words for loss and for profit decides.

    What is called a charge right after its number ("2 cents of charges") may be either: a cost, or a negative profit.
    """
    if _CHARGE.match(text, number[1], window[1]):
        return Signs(True, True)
    if _PROFIT_OF.match(text, number[1], window[1]):
        return Signs(True, False)
    if _HINDERS.match(text, number[1], window[1]) or _UNFAVOURABLE.match(text, number[1], window[1]):
        return Signs(False, True)
    lost = (found for found in LOSS.finditer(text, window[0], number[0]))
    before = max((found.end() for found in lost if not _is_left_out(text, window[0], found, number[0])), default=-1)
    profit = max((found.end() for found in PROFIT.finditer(text, window[0], number[0])), default=-999)
    after = LOSS.search(text, number[1], min(window[1], number[1] + 40))
    if after and before < 0 and not _COMPARES.search(text, number[1], after.start()):
        return Signs(number[0] - 30 < profit, True)
    if before < 0:
        return Signs(True, False)
    if profit < before and _COMPARES.search(text, before, number[0]):
        return Signs(True, True)
    return Signs(profit > before, before > profit or before > number[0] - 25)


def _is_left_out(text: str, start: int, loss: re.Match[str], number: int) -> bool:
    """Whether a loss is only what the amount leaves out: "earnings excluding funds used for losses are $3"."""
    if _LEFT_OUT.search(text, start, loss.start()):
        return True
    return (
        _ALL_SET_ASIDE.search(text, start, loss.start()) is not None
        and _IS.search(text, loss.end(), number) is not None
    )


_IS = re.compile(r"\b(?:is|are|was|were|came|totall?ed|to be)\b")
_PRIOR_OUTLOOK = re.compile(
    r"\b(?:prior|previous(?:ly)?|earlier|original|initial|last)\s+(?:\w+\s+){0,3}?"
    r"(?:guidance|outlook|range|forecast|guide|expectations?|view)\b"
    r"|\b(?:from|than|above|over|under|below|exceed\w*|versus|compared (?:to|with)|against|beat\w*|outperform\w*|"
    r"relative to)\s+"
    r"(?!operations)(?:the\s+|our\s+)?(?:\w+\s+){0,5}?(?:guidance|outlook|guided|guide)\b",
    re.I,
)


def recalls_outlook(text: str, window: Span) -> bool:
    """Whether the words before a number recall an outlook given earlier ("above our guidance range of")."""
    return _PRIOR_OUTLOOK.search(text, *window) is not None
