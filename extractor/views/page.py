"""What every page of a call says, in short strings: rows that the terminal, the note and the workbook lay out.

In: a saved call. Out: plain rows. It decides no layout and escapes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from extractor import formatting
from extractor.confidence import review_queue
from extractor.contradicting import SAID_TWICE
from extractor.records import CallFacts, Fact, GuidanceLine, Rejected, Run, SummaryLine

MEASURED = {"cagr": " a year", "prior_guidance": " vs guidance", "other": " (other base)"}
GROUPS = {
    "income_statement": "Income statement",
    "cash_and_balance_sheet": "Cash and balance sheet",
    "recurring_revenue": "Customers and recurring revenue",
    "retail_and_marketplaces": "Stores and marketplaces",
    "banks_and_insurers": "Banking and insurance",
    "transport_industry_energy_telecoms": "Operations",
    "own": "Your own metrics",
    "other": "The company's other figures",
    "against_guidance": "Against guidance",
    "outlook": "Outlook, further figures",
}


class Cell(NamedTuple):
    """Words of a table with the facts whose numbers they show."""

    text: str
    facts: tuple[Fact, ...] = ()


class Row(NamedTuple):
    """One line of a table of facts."""

    name: str
    period: str
    value: Cell
    growth: Cell
    sequential: Cell
    prior: Cell
    guided: Cell


class Outlook(NamedTuple):
    """One line of the guidance table."""

    name: str
    period: str
    range: Cell
    midpoint: Cell
    prior: Cell
    action: Cell
    implied: Cell


class Doubt(NamedTuple):
    """Something not to be relied on, and why."""

    what: str
    number: str
    why: str
    line: int | None
    facts: tuple[Fact, ...] = ()


class Page:
    """A saved call with its facts by id; `mark` stands behind a number that is suspect."""

    def __init__(self, call: CallFacts, mark: str = " (suspect)") -> None:
        self.call = call
        self._mark = mark
        self._facts = {fact.id: fact for fact in call.facts}

    def facts(self, *ids: str) -> tuple[Fact, ...]:
        """The facts with these ids; an id that names none is passed over."""
        return tuple(self._facts[each] for each in ids if each in self._facts)

    def _shown(self, fact: Fact) -> str:
        return formatting.number(fact) + (self._mark if fact.verdict == "suspect" else "")

    def row(self, line: SummaryLine) -> Row:
        """The line's cells."""
        return Row(
            name=titled(line.name, line.basis, line.segment, line.metric),
            period=formatting.period(line.period) + (" (guidance)" if line.group == "outlook" else ""),
            value=self._valued(line.level, line.share),
            growth=self._moved(line.growth, line.change),
            sequential=self._moved(line.sequential),
            prior=self._prior(line),
            guided=self._moved(line.guided),
        )

    def _valued(self, level: str, share: str) -> Cell:
        """A level, and what part of a whole it is."""
        facts = self.facts(level, share)
        value = "".join(self._shown(fact) for fact in self.facts(level))
        for fact in self.facts(share):
            part = f"{self._shown(fact)} of {formatting.within(formatting.name(fact.share_of))}"
            value = f"{value} ({part})" if value else part
        return Cell(value, facts)

    def _moved(self, *ids: str) -> Cell:
        facts = self.facts(*ids)
        return Cell(", ".join(self._shown(each) + MEASURED.get(each.versus, "") for each in facts), facts)

    def _prior(self, line: SummaryLine) -> Cell:
        """The prior value, with its period where that is not the year before."""
        facts = self.facts(line.prior, line.prior_share)
        if not facts:
            return Cell("")
        first, *share = (self._shown(fact) for fact in facts)
        usual = formatting.period(facts[0].period).split()[:-1] == formatting.period(line.period).split()[:-1]
        when = "" if usual else f" ({formatting.period(facts[0].period)})"
        return Cell(first + "".join(f" ({each})" for each in share) + when, facts)

    def outlook(self, line: GuidanceLine) -> Outlook:
        """The guidance line's cells."""
        facts, prior = self.facts(line.fact), self.facts(line.prior_fact)
        said = self._shown(facts[0]) if facts else formatting.bounds(line.low, line.high, line.unit)
        middle = line.midpoint if line.low != line.high else None
        return Outlook(
            name=titled(self._name(line), line.basis, line.segment, line.metric) + _measured(line),
            period=formatting.period(line.period),
            range=Cell(said, facts),
            midpoint=Cell("" if middle is None else formatting.amount(middle, line.unit)),
            prior=Cell(formatting.bounds(line.prior_low, line.prior_high, line.unit), prior),
            action=Cell(_action(line)),
            implied=Cell(formatting.percent(line.implied_growth)),
        )

    def _name(self, line: GuidanceLine) -> str:
        return formatting.name(line.metric, next((fact.label for fact in self.facts(line.fact)), ""))

    def doubts(self) -> list[Doubt]:
        """The suspect facts, each with what it failed, the least likely first."""
        suspect = (each for each in self.call.facts if each.verdict == "suspect")
        return [_doubt(fact) for fact in sorted(suspect, key=lambda fact: fact.confidence)]

    def unsure(self) -> list[Doubt]:
        """The facts that nothing contradicts and nothing confirms, where the reader itself was not sure."""
        queue = (each for each in review_queue(self.call) if each.kind == "unsure")
        return [
            Doubt(described(fact), formatting.number(fact), each.reason, each.line, (fact,))
            for each in queue
            for fact in self.facts(each.fact)
        ]

    def refused(self) -> list[Doubt]:
        """The rejected claims, each with the reason."""
        return [Doubt(_claimed(each), each.text, each.reason, each.line) for each in self.call.rejected]

    def unexplained(self) -> int:
        """How many quantities the company said that nothing explains."""
        speakers = ("company", "unknown")
        return sum(
            each.state == "unexplained" and each.kind == "quantity" and each.side in speakers
            for each in self.call.mentions
        )


def _doubt(fact: Fact) -> Doubt:
    why = " ".join(check.sentence for check in fact.checks if not check.passed) or "A check failed."
    return Doubt(described(fact), formatting.number(fact), why, fact.evidence[0].line, (fact,))


def said_twice(fact: Fact) -> bool:
    """Whether another value at the same grid point is all that speaks against it: a conflict tells that already."""
    return {check.name for check in fact.checks if not check.passed} == {SAID_TWICE}


def together(doubts: Iterable[Doubt]) -> list[Doubt]:
    """One doubt for the facts of one failed identity of which it cannot be told which is wrong: the least likely."""
    groups: dict[frozenset[str], list[Doubt]] = {}
    for doubt in doubts:
        groups.setdefault(_involved(doubt), []).append(doubt)
    return [_or_others(group[0], len(group) - 1) for group in groups.values()]


def _involved(doubt: Doubt) -> frozenset[str]:
    failed = [check for fact in doubt.facts for check in fact.checks if not check.passed]
    others = failed[0].facts if len(failed) == 1 else []
    return frozenset((*others, *(fact.id for fact in doubt.facts)))


def _or_others(doubt: Doubt, others: int) -> Doubt:
    told = f" (or one of {others} other figures in the same arithmetic)" if others > 1 else " (or the other figure)"
    return doubt._replace(why=short(doubt.why).removesuffix(".") + f"{told}.") if others else doubt


def short(why: str) -> str:
    """The first sentence of a reason: what is wrong, without the arithmetic."""
    return re.split(r"(?<=[.!?])\s", why, maxsplit=1)[0]


def _measured(line: GuidanceLine) -> str:
    return "" if line.measure == "level" else f" {line.measure}"


def titled(name: str, basis: str, segment: str, metric: str = "") -> str:
    """A metric's name with its basis and segment where they are not plain from the name."""
    said = f", {formatting.BASES[basis]}" if basis and not metric.startswith("adjusted") else ""
    return f"{segment}: {name}{said}" if segment else name + said


def described(fact: Fact) -> str:
    """What the fact is about, with its period and status."""
    words = titled(formatting.name(fact.metric, fact.label), fact.basis, fact.segment, fact.metric)
    measure = {"level": "", "share": f" as a share of {formatting.within(formatting.name(fact.share_of))}"}
    parts = [words + measure.get(fact.measure, f" {fact.measure}"), formatting.period(fact.period)]
    parts += [] if fact.status == "actual" else [fact.status.replace("_", " ")]
    return ", ".join(filter(None, parts))


def _claimed(claim: Rejected) -> str:
    words = titled(formatting.name(claim.metric, claim.label), claim.basis, claim.segment, claim.metric)
    return ", ".join(filter(None, (words, formatting.period(claim.period))))


def _action(line: GuidanceLine) -> str:
    if line.action_said and line.action and line.action_said != line.action:
        return f"{line.action} (said: {line.action_said})"
    return line.action or line.action_said


def heading(call: CallFacts) -> str:
    """Company and period, or the name of the file where the call says neither."""
    about = call.call
    return ", ".join(filter(None, (about.company or about.name, formatting.period(about.fiscal_period))))


def receipt(run: Run) -> str:
    """What the run took, in one line."""
    parts = [f"read by {run.reader}" + (f" ({run.model})" if run.model else "")]
    if run.chunks:
        parts.append(f"{run.chunks_ok} of {run.chunks} chunks read")
    if run.requests or run.cache_hits:
        parts.append(f"{run.requests} requests, {run.cache_hits} from the cache")
        parts.append(f"{run.tokens_in:,} tokens in ({run.tokens_in_cached:,} cached), {run.tokens_out:,} out")
        parts.append(f"cost {_cost(run)}")
    parts.append(f"{run.seconds:.1f} s")
    return ", ".join(parts)


def _cost(run: Run) -> str:
    if run.cost is None:
        return "unknown"
    return f"{formatting.SYMBOLS.get(run.currency, run.currency + ' ')}{run.cost:f}"


def coverage(call: CallFacts) -> str:
    """How much of what the company said is accounted for, in a sentence; empty where it was not computed."""
    share = call.run.coverage
    return "" if share is None else f"{share.normalize():f}% of the quantities the company said are accounted for."
