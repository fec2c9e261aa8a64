"""Whether a sentence of prose says only what its facts say.

In: a sentence, the facts it is said to stand on, and the call. Out: the reasons why it may not stand, as sentences;
none means that every number in it is a number of one of those facts, with the unit, the sign, the metric, the segment,
the period, the status and the direction of that fact. Numbers may be rounded as spoken. It is strict: prose that can't
be followed counts as wrong. What the sentence means beyond its figures is not looked at.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractor import checks, formatting, numbers, periods, wording
from extractor.catalogue import Catalogue
from extractor.periods import PeriodMention
from extractor.phrasing import CLOSE, Names, Number, Sentence
from extractor.records import CallFacts, Fact, Mention

LOOSEST_ROUNDING = Decimal("0.01")

_OUTLOOK = re.compile(
    r"\b(?:expect(?:s|ed|ations?)?|guid(?:es|ed|ance|ing)|outlook|forecasts?|sees?|project(?:s|ed)|anticipat\w+|"
    r"will|should|would|plans?|rang(?:e|es|ing)|rais\w+|lower(?:s|ed)|reaffirm\w+|reiterat\w+|target\w*|aim\w*|goals?|"
    r"ambition\w*|long[- ]term|looks? for)\b",
    re.I,
)
_HAPPENED = re.compile(
    r"\b(?:was|were|came in|reached|rose|fell|grew|delivered|reported|posted|totall?ed|stood|ended|recorded|"
    r"generated|earned|achieved|hit)\b",
    re.I,
)
_EARLIER = re.compile(
    r"\b(?:prior|previous(?:ly)?|earlier|initial|original|had (?:been|guided|expected)|was guided|guided|against|above|"
    r"below|beat\w*|exceed\w*|miss\w*|versus|within|compared|up from|down from|from|topp?\w*)\b",
    re.I,
)
_AGAINST = re.compile(
    r"\b(?:above|below|beat\w*|exceed\w*|miss\w*|topp\w*|within|against|versus|ahead of|compared (?:with|to))\b"
    r"[^.;]{0,60}$",
    re.I,
)
_ROSE = re.compile(r"\b(?:rose|grew|increas\w+|climb\w+|expand\w+|jump\w+|surg\w+|gain\w+|up|higher)\b", re.I)
_FELL = re.compile(
    r"\b(?:fell|declin\w+|decreas\w+|dropp\w+|down|shr[aiu]nk|slipp\w+|slid|contract(?:ed|s)|lower)\b", re.I
)
_ACTIONS = (
    (
        "raised",
        re.compile(r"\b(?:rais(?:ed|es|ing)|lift(?:ed|s)|increas(?:ed|es) (?:its|the|their)|hik(?:ed|es))\b", re.I),
    ),
    ("lowered", re.compile(r"\b(?:lower(?:ed|s|ing)|cuts?|reduc(?:ed|es)|trimm(?:ed|s))\b", re.I)),
    ("reaffirmed", re.compile(r"\b(?:reaffirm\w*|reiterat\w*|maintain\w*|unchanged|kept)\b", re.I)),
    ("narrowed", re.compile(r"\bnarrow(?:ed|s)\b", re.I)),
    ("widened", re.compile(r"\bwiden(?:ed|s)\b", re.I)),
)
_ENDS = {
    "low": re.compile(r"\b(?:low(?:er)? end|bottom|at least|floor)\b", re.I),
    "high": re.compile(r"\b(?:high(?:er)? end|top|upper end|up to|at most)\b", re.I),
    "middle": re.compile(r"\b(?:mid-?point|middle)\b", re.I),
}


class Prose:
    """What prose about one call is checked against. Built once a call."""

    def __init__(self, call: CallFacts, catalogue: Catalogue) -> None:
        self.call = call
        self._names = Names(call.facts, catalogue)
        self._catalogue = catalogue
        self._moves = _moves(call.facts)
        self._actions = {line.fact: line.action or line.action_said for line in call.guidance}

    def problems(self, sentence: str, facts: Sequence[Fact]) -> list[str]:
        """Why the sentence may not stand on these facts; empty when it may."""
        said = Sentence(sentence, self.call.call.fiscal_period, self._names)
        return [problem for number in said.numbers for problem in self._number(number, said, facts)]

    def _number(self, number: Number, said: Sentence, facts: Sequence[Fact]) -> Iterator[str]:
        """The problems of one number: those of the cited fact that it comes nearest to."""
        close = [fact for fact in facts if _same_number(number, fact, said.text)]
        if not close and any(_in_the_name(number, fact) for fact in facts):
            return
        if not close:
            yield self._unfounded(number, facts)
            return
        found = [[*self._fitting(number, said, fact)] for fact in close]
        yield from min(found, key=len)

    def _unfounded(self, number: Number, facts: Sequence[Fact]) -> str:
        others = [fact for fact in self.call.facts if fact not in facts and _same_number(number, fact)]
        if others:
            return f"“{number.text}” is {_shown(others[0])}, which the sentence does not cite."
        return f"“{number.text}” is no number of the facts cited."

    def _fitting(self, number: Number, said: Sentence, fact: Fact) -> Iterator[str]:
        bound = (self._sign, self._metric, self._segment, self._period, self._status, self._direction)
        for check in (*bound, _measure, _base, _basis):
            problem = check(number, said, fact)
            if problem:
                yield f"“{number.text}” is {_shown(fact)}; {problem}"

    def _sign(self, number: Number, said: Sentence, fact: Fact) -> str:
        value = _value(fact)
        moving = fact.metric in checks.MOVING_METRICS and fact.unit in ("percent", "bps")
        if fact.measure in ("growth", "change") or moving:
            metric = self._catalogue.metrics.get(fact.metric)
            of_loss = fact.metric in checks.SIGNED_METRICS or metric is None
            better = metric.favourable if metric else ""
            allowed = wording.change_signs(said.text, number.window, number.span, better, of_loss)
        elif fact.metric in checks.SIGNED_METRICS or value < 0:
            allowed = wording.level_signs(said.text, said.level_window(number), number.span)
        else:
            allowed = wording.Signs(not any(_printed_minus(end) for end in number.ends), False)
        if any(_printed_minus(end) for end in number.ends):
            allowed = wording.Signs(False, True)
        if (value < 0 and not allowed.negative) or (value > 0 and not allowed.positive):
            return "the sentence gives it the other sign or direction."
        return ""

    def _metric(self, number: Number, said: Sentence, fact: Fact) -> str:
        named = said.named(number, fact)
        if not named:
            return "the sentence does not name that metric."
        mine = {(fact.metric, ""), (fact.metric, fact.label.casefold())}
        if fact.metric == "eps" and said.per_share(number):
            mine.add(("net_income", ""))
        return "" if mine & named else "the sentence puts it with another metric."

    def _segment(self, number: Number, said: Sentence, fact: Fact) -> str:
        named = said.segment(number)
        own = fact.segment.casefold()
        if own and own not in said.text.casefold() and not _mostly(own, said.text.casefold()):
            return f"the sentence does not say that it is about “{fact.segment}” only."
        if named and named != own and named not in own and own not in ("high end", "low end", "midpoint"):
            return f"the sentence puts it with “{named}”."
        return ""

    def _period(self, number: Number, said: Sentence, fact: Fact) -> str:
        bound = said.periods(number) or said.periods_to_come(number)[: _is_ahead(fact)]
        stock = getattr(self._catalogue.metrics.get(fact.metric), "nature", "") == "stock"
        if bound and not any(_same_period(fact.period, each, stock) for each in bound):
            return f"the sentence puts it in {formatting.period(bound[0].period) or bound[0].text}."
        if not bound and fact.period and not _is_reported(fact.period, self.call.call.fiscal_period):
            return "the sentence does not say which period it is for."
        return ""

    def _status(self, number: Number, said: Sentence, fact: Fact) -> str:
        start, end = said.clause(number)
        before, whole = said.text[start : number.span[0]], said.text[start:end]
        if fact.status == "prior_guidance" and not _EARLIER.search(said.text):
            return "the sentence does not say that this outlook is an earlier one."
        if fact.status in ("guidance", "target") and not _OUTLOOK.search(whole):
            return "the sentence tells an outlook as if it had happened."
        outlook, happened = _last(_OUTLOOK, before), _last(_HAPPENED, before)
        if fact.status == "actual" and outlook > happened and not _AGAINST.search(before):
            return "the sentence tells what happened as an outlook."
        if fact.status == "guidance" and happened > outlook >= 0 and not _EARLIER.search(before):
            return "the sentence tells an outlook as if it had happened."
        return ""

    def _direction(self, number: Number, said: Sentence, fact: Fact) -> str:
        """A level that is said to rise or fall, and an outlook said to be raised or lowered, must have done so."""
        before = said.text[number.before : number.span[0]]
        if fact.status == "guidance" and fact.measure == "level":
            return self._action(before, fact)
        if fact.measure != "level" or fact.status != "actual":
            return ""
        rose, fell = _last(_ROSE, before), _last(_FELL, before)
        if rose == fell or re.search(r"\b(?:from|against|versus|than)\b[^,;]*$", before, re.I):
            return ""
        moved = self._moves.get(_moving(fact), set())
        wanted = 1 if rose > fell else -1
        if wanted in moved or (-1 in moved and wanted == 1 and _value(fact) < 0 and wording.LOSS.search(before)):
            return ""
        if _value(fact) < 0 and wording.LOSS.search(said.text, *said.clause(number)) and -wanted in moved:
            return ""
        return f"no fact says that it {'rose' if wanted == 1 else 'fell'}."

    def _action(self, before: str, fact: Fact) -> str:
        said = [action for action, words in _ACTIONS if words.search(before)]
        done = self._actions.get(fact.id, "")
        if said and done not in said:
            return f"the outlook was not {said[0]}" + (f" but {done}." if done else " as far as the call says.")
        return ""


# Numbers


def _printed_minus(mention: Mention) -> bool:
    return mention.signed_by == "printed" and mention.value is not None and mention.value < 0


def _value(fact: Fact) -> Decimal:
    ends = [end for end in (fact.value, fact.low, fact.high) if end is not None]
    return max(ends, key=abs)


def _same_number(number: Number, fact: Fact, text: str = "") -> bool:
    """Whether the number is the fact's: both ends of a range, or one end or the middle where the words say so."""
    if len(number.ends) == 2:
        if fact.low is None or fact.high is None:
            return False
        said = sorted(number.ends, key=lambda end: abs(end.value or Decimal(0)))
        own = sorted((fact.low, fact.high), key=abs)
        return all(_equals(end, value, fact, exactly=True) for end, value in zip(said, own, strict=True))
    end = number.ends[0]
    if fact.value is not None:
        return _equals(end, fact.value, fact, fact.status != "actual") and _qualified(end, fact)
    assert fact.low is not None
    assert fact.high is not None
    around = text[max(0, number.span[0] - CLOSE) : number.span[1] + CLOSE]
    values = {"low": fact.low, "high": fact.high, "middle": (fact.low + fact.high) / 2}
    return any(_ENDS[name].search(around) and _equals(end, value, fact, exactly=True) for name, value in values.items())


def _in_the_name(number: Number, fact: Fact) -> bool:
    """Whether the number belongs to what the fact is about: "customers with more than $100,000 in ARR"."""
    named = [each.value for words in (fact.segment, fact.label) for each in numbers.find(words)]
    return all(end.value in named for end in number.ends)


def _equals(mention: Mention, value: Decimal, fact: Fact, exactly: bool = False) -> bool:
    """The same number in the same kind of unit, or one that it rounds to in the digits said; an outlook exactly."""
    read = checks.read_as(mention, fact.unit)
    if read is None:
        return False
    off = abs(abs(read) - abs(value))
    return off == 0 or (not exactly and off <= mention.quantum / 2 and off <= abs(value) * LOOSEST_ROUNDING)


def _qualified(mention: Mention, fact: Fact) -> bool:
    return {mention.qualifier, fact.qualifier} != {"over", "under"}


# What kind of number it is

_PART = re.compile(r"\b(?:of|share|represent\w*|account\w*|made? up|portion|percentage|x|times|as a)\b", re.I)
_MOVES_BY = re.compile(
    r"\b(?:rose|grew|grow\w*|increas\w+|climb\w+|expand\w+|jump\w+|gain\w+|up|fell|declin\w+|decreas\w+|dropp\w+|down|"
    r"improv\w+|contract(?:ed|s))\s+(?:by\s+)?(?:(?:about|roughly|some|another|over|nearly)\s+)?[-−+]?$",
    re.I,
)
_MOVES_TO = re.compile(r"\b(?:to|at)\s+(?:about\s+|roughly\s+)?$", re.I)
_IS_A_PART = re.compile(r"\s+of\s+(?:the\s+|total\s+|its\s+)*(?!growth)", re.I)
_ON_QUARTER = re.compile(
    r"\b(?:sequential\w*|quarter[- ](?:over|on)[- ]quarter|(?:previous|prior|last|preceding) quarter|on the quarter|"
    r"qoq|from the \w+ quarter|against the \w+ quarter)\b",
    re.I,
)
_ON_YEAR = re.compile(
    r"\b(?:year[- ](?:over|on)[- ]year|on the year|yoy|(?:a|the) year (?:earlier|ago|before)|last year|"
    r"year-ago|annual\w*|prior year|previous year)\b",
    re.I,
)
_GAAP = re.compile(r"\b(?P<non>non-?\s?GAAP|adjusted)\b|\b(?P<gaap>GAAP)\b", re.I)


def _measure(number: Number, said: Sentence, fact: Fact) -> str:
    """A level told as growth, a growth as a level or a share, a share as growth."""
    before = said.text[number.before : number.span[0]]
    clause = said.text[slice(*said.clause(number))]
    moves_by = _MOVES_BY.search(before) is not None
    if fact.measure == "level" and moves_by and fact.metric not in checks.MOVING_METRICS:
        return "the sentence tells a level as a growth or change."
    if fact.measure == "share" and (moves_by or not _PART.search(clause)):
        return "the sentence does not tell it as a share."
    if fact.measure in ("growth", "change"):
        if not wording.DIRECTION.search(clause) and fact.unit != "multiple":
            return f"the sentence does not tell it as a {fact.measure}."
        told = _MOVES_TO.search(before) and wording.DIRECTION.search(before)
        if told or (fact.measure == "growth" and _IS_A_PART.match(said.text, number.span[1])):
            return f"the sentence tells a {fact.measure} as a level or a share."
    return ""


def _base(number: Number, said: Sentence, fact: Fact) -> str:
    """Growth on the quarter told as growth on the year, or the other way round."""
    if fact.versus not in ("yoy", "qoq"):
        return ""
    start, end = said.clause(number)
    behind = said.text[number.span[1] : min(end, number.after)]
    around = (
        behind if _ON_QUARTER.search(behind) or _ON_YEAR.search(behind) else said.text[max(start, number.before) : end]
    )
    on_quarter, on_year = _ON_QUARTER.search(around), _ON_YEAR.search(around)
    if fact.versus == "yoy" and on_quarter and not on_year:
        return "it is measured against the year before, not the quarter before."
    if fact.versus == "qoq" and not on_quarter:
        return "it is measured against the quarter before, and the sentence does not say so."
    return ""


def _basis(number: Number, said: Sentence, fact: Fact) -> str:
    """GAAP told as non-GAAP, or the other way round."""
    found = [*_GAAP.finditer(said.text, said.clause(number)[0], number.span[0])]
    told = ("non_gaap" if found[-1]["non"] else "gaap") if found else ""
    if told and fact.basis and told != fact.basis:
        return f"it is a {formatting.BASES[fact.basis]} figure."
    return ""


# Words


def _shown(fact: Fact) -> str:
    parts = [formatting.name(fact.metric, fact.label), fact.segment, "" if fact.measure == "level" else fact.measure]
    parts += [formatting.period(fact.period), "" if fact.status == "actual" else fact.status.replace("_", " ")]
    return ", ".join(filter(None, parts))


def _last(words: re.Pattern[str], text: str) -> int:
    return max((found.start() for found in words.finditer(text)), default=-1)


def _mostly(words: str, text: str) -> bool:
    """Whether at least half of the words, those of three letters or more, stand in the text."""
    parts = [word for word in re.findall(r"[\w$&]+", words) if len(word) > 2]
    return bool(parts) and 2 * sum(word in text for word in parts) >= len(parts)


def _is_reported(period: str, call_period: str) -> bool:
    ours, theirs = periods.parse(period), periods.parse(call_period)
    return theirs is None or (ours is not None and ours == theirs)


def _same_period(period: str, bound: PeriodMention, stock: bool) -> bool:
    if period in (bound.period, *bound.alternatives) or not period:
        return True
    ours, theirs = periods.parse(period), periods.parse(bound.period)
    if ours and theirs and ours.kind == theirs.kind == "month" and not re.search(r"\d", bound.text):
        return ours.first == theirs.first
    return stock and ours is not None and theirs is not None and ours.end_quarter() == theirs.end_quarter()


def _is_ahead(fact: Fact) -> int:
    return 1 if fact.status in ("guidance", "target") else 0


def _moving(fact: Fact) -> tuple[str, ...]:
    label = fact.label.casefold() if fact.metric == "other" else ""
    return fact.metric, label, fact.segment.casefold(), fact.period


def _moves(facts: Sequence[Fact]) -> dict[tuple[str, ...], set[int]]:
    """Which way each metric moved, by its growth and change facts and by the levels before it: 1 up, -1 down."""
    moved: dict[tuple[str, ...], set[int]] = defaultdict(set)
    levels: dict[tuple[str, ...], Decimal] = {}
    for fact in facts:
        if fact.measure in ("growth", "change") and fact.versus in ("yoy", "qoq") and not fact.share_of:
            falls = _value(fact) < (1 if fact.unit == "multiple" else 0)
            moved[_moving(fact)].add(-1 if falls else 1)
        elif fact.measure == "level" and fact.status == "actual" and fact.value is not None:
            levels.setdefault((*_moving(fact), fact.unit), fact.value)
    for (*key, period, unit), value in levels.items():
        read = periods.parse(period)
        for before in (read.prior_year(), read.previous(), read.previous().previous()) if read else ():
            earlier = levels.get((*key, str(before), unit))
            if earlier is not None and earlier != value:
                moved[(*key, period)].add(1 if value > earlier else -1)
    return moved
