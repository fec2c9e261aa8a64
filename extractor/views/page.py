"""What every page of a call says, in short strings: rows that the terminal, the note and the workbook lay out.

In: a saved call. Out: plain rows. It decides no layout and escapes nothing.
"""

from __future__ import annotations

from typing import NamedTuple

from extractor import formatting
from extractor.records import CallFacts, Fact, GuidanceLine, Rejected, Run, SummaryLine

MEASURED = {"cagr": " a year", "prior_guidance": " vs guidance", "other": " vs another base"}
GROUPS = {
    "income_statement": "Income statement",
    "cash_and_balance_sheet": "Cash and balance sheet",
    "recurring_revenue": "Customers and recurring revenue",
    "retail_and_marketplaces": "Stores and marketplaces",
    "banks_and_insurers": "Banking and insurance",
    "transport_industry_energy_telecoms": "Operations",
    "own": "Your own metrics",
    "other": "The company's other figures",
    "outlook": "Outlook, further figures",
}


class Row(NamedTuple):
    """One line of a table of facts; `facts` are those whose numbers it shows, in the order of the cells."""

    name: str
    period: str
    value: str
    growth: str
    sequential: str
    prior: str
    guided: str
    facts: tuple[Fact, ...]


class Outlook(NamedTuple):
    """One line of the guidance table."""

    name: str
    period: str
    range: str
    midpoint: str
    prior: str
    action: str
    implied: str
    facts: tuple[Fact, ...]


class Doubt(NamedTuple):
    """Something not to be relied on, and why."""

    what: str
    number: str
    why: str
    line: int | None
    fact: Fact | None = None


class Page:
    """A saved call with its facts by id."""

    def __init__(self, call: CallFacts) -> None:
        self.call = call
        self._facts = {fact.id: fact for fact in call.facts}

    def facts(self, *ids: str) -> tuple[Fact, ...]:
        """The facts with these ids; an id that names none is passed over."""
        return tuple(self._facts[each] for each in ids if each in self._facts)

    def shown(self, fact: str) -> str:
        """The fact's number, or nothing."""
        return ", ".join(formatting.number(each) for each in self.facts(fact))

    def row(self, line: SummaryLine) -> Row:
        """The line's cells."""
        value = self._with_share(line.level, line.share)
        return Row(
            name=titled(line.name, line.basis, line.segment, line.metric),
            period=formatting.period(line.period),
            value=value,
            growth=", ".join(filter(None, (self._measured(line.growth), self._measured(line.change)))),
            sequential=self.shown(line.sequential),
            prior=self._prior(line),
            guided=self.shown(line.guided),
            facts=self.facts(*_ids(line)),
        )

    def _with_share(self, level: str, share: str) -> str:
        value = self.shown(level)
        for fact in self.facts(share):
            part = f"{formatting.number(fact)} of {formatting.name(fact.share_of).lower()}"
            value = f"{value} ({part})" if value else part
        return value

    def _measured(self, fact: str) -> str:
        return ", ".join(formatting.number(each) + MEASURED.get(each.versus, "") for each in self.facts(fact))

    def _prior(self, line: SummaryLine) -> str:
        """The prior value, with its period where that is not the year before."""
        found = self.facts(line.prior) or self.facts(line.prior_share)
        if not found:
            return ""
        usual = formatting.period(found[0].period).split()[:-1] == formatting.period(line.period).split()[:-1]
        when = "" if usual else f" ({formatting.period(found[0].period)})"
        share = f" ({self.shown(line.prior_share)})" if line.prior and line.prior_share else ""
        return formatting.number(found[0]) + share + when

    def outlook(self, line: GuidanceLine) -> Outlook:
        """The guidance line's cells."""
        fact = self.facts(line.fact)
        said = formatting.number(fact[0]) if fact else formatting.bounds(line.low, line.high, line.unit)
        measure = "" if line.measure == "level" else f" {line.measure}"
        range_said = line.low != line.high and line.midpoint is not None
        return Outlook(
            name=titled(self._name(line), line.basis, line.segment, line.metric) + measure,
            period=formatting.period(line.period),
            range=said,
            midpoint=formatting.amount(line.midpoint, line.unit) if range_said and line.midpoint is not None else "",
            prior=formatting.bounds(line.prior_low, line.prior_high, line.unit),
            action=_action(line),
            implied=formatting.percent(line.implied_growth),
            facts=(*fact, *self.facts(line.prior_fact)),
        )

    def _name(self, line: GuidanceLine) -> str:
        return formatting.name(line.metric, next((fact.label for fact in self.facts(line.fact)), ""))

    def doubts(self) -> list[Doubt]:
        """The suspect facts, each with what it failed."""
        found = []
        for fact in (each for each in self.call.facts if each.verdict == "suspect"):
            why = " ".join(check.sentence for check in fact.checks if not check.passed) or "A check failed."
            found.append(Doubt(described(fact), formatting.number(fact), why, fact.evidence[0].line, fact))
        return found

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


def _ids(line: SummaryLine) -> tuple[str, ...]:
    return (
        line.level, line.share, line.growth, line.change, line.sequential, line.prior, line.prior_share, line.guided
    )  # fmt: skip


def titled(name: str, basis: str, segment: str, metric: str = "") -> str:
    """A metric's name with its basis and segment where they are not plain from the name."""
    said = f", {formatting.BASES[basis]}" if basis and not metric.startswith("adjusted") else ""
    return f"{segment}: {name}{said}" if segment else name + said


def described(fact: Fact) -> str:
    """What the fact is about, with its period and status."""
    words = titled(formatting.name(fact.metric, fact.label), fact.basis, fact.segment, fact.metric)
    measure = {"level": "", "share": f" as a share of {formatting.name(fact.share_of).lower()}"}
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
