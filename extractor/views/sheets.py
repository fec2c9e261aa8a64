"""What each sheet of the workbook holds: rows of cells, said or computed, without any layout.

In: a saved call. Out: rows in the order of the columns named above them. A computed cell carries its formula, in which
{Name} is the cell of that column in the same row, and the value the formula gives.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from extractor import formatting, periods
from extractor.records import CallFacts, Fact, GuidanceLine, SummaryLine
from extractor.views.page import GROUPS, Page, coverage, described, receipt, titled

COMPUTED_RATE = "computed rate"


@dataclass(frozen=True)
class Stated:
    """A number that was said: blue, with the quote as comment."""

    value: Decimal | None
    unit: str
    fact: Fact | None = None


@dataclass(frozen=True)
class Computed:
    """A number or a word computed from its row: a formula in which {Name} is the cell of that column."""

    formula: str
    value: Decimal | str
    unit: str
    fact: Fact | None = None


Value = str | int | None | Stated | Computed


def in_cell(value: Decimal, unit: str) -> float:
    """What stands in the cell: percents as fractions, everything else in base units."""
    return float(value / 100 if unit in ("percent", COMPUTED_RATE) else value)


# Summary and segments


def preamble(page: Page) -> list[str]:
    """The lines below the title: when, how much, how far to trust it, the brief, and what the colours mean."""
    call = page.call
    doubtful = f"{len(page.doubts())} suspect, {len(call.conflicts)} conflicts, {len(call.rejected)} claims rejected"
    return [
        " · ".join(filter(None, [call.call.date, f"{len(call.facts)} facts", coverage(call)])),
        f"{doubtful}, {page.unexplained()} numbers unexplained; {receipt(call.run)}.",
        *(each.text for each in call.summary.brief if each.exchange is None),
        "Blue: said on the call, quote in the comment. Black: computed. Yellow: suspect.",
    ]


def groups(call: CallFacts) -> list[tuple[str, list[SummaryLine]]]:
    """The tables of the first sheet: the headline, then the other lines by group; none that is empty."""
    found = {"Headline": [*call.summary.headline]} if call.summary.headline else {}
    for line in call.summary.kpis:
        found.setdefault(GROUPS.get(line.group, line.group), []).append(line)
    return list(found.items())


FIGURES = (
    "Metric", "Period", "Basis", "Value", "Unit", "Year on year", "Change", "On quarter", "Before", "Before, period",
    "Growth, computed", "Share", "of", "Share before", "Guided low", "Guided high", "Against guidance", "Line",
)  # fmt: skip


def figures(page: Page, line: SummaryLine) -> list[Value]:
    level, share, growth, change, sequential, prior, share_before, guided = (
        next(iter(page.facts(getattr(line, slot))), None)
        for slot in ("level", "share", "growth", "change", "sequential", "prior", "prior_share", "guided")
    )
    first = level or growth or change or share or sequential or guided
    low, high = _ends(guided)
    return [
        titled(line.name, "", line.segment),
        formatting.period(line.period) + (" (guidance)" if line.group == "outlook" else ""),
        formatting.BASES[line.basis],
        _stated(level),
        level.unit if level else "",
        _stated(growth),
        _stated(change),
        _stated(sequential),
        _stated(prior),
        formatting.period(prior.period) if prior else "",
        _grown(level, prior),
        _stated(share),
        formatting.within(formatting.name(share.share_of)) if share else "",
        _stated(share_before),
        Stated(low, guided.unit, guided) if guided else None,
        Stated(high, guided.unit, guided) if guided else None,
        _against(level, low, high),
        first.evidence[0].line if first else None,
    ]


def _stated(fact: Fact | None) -> Stated | Computed | None:
    """The number said; of a range its middle, computed."""
    if fact is None or fact.value is not None:
        return Stated(fact.value, fact.unit, fact) if fact else None
    middle = _middle(fact)
    if middle is None or fact.low is None or fact.high is None:
        return None
    low, high = (in_cell(end, fact.unit) for end in (fact.low, fact.high))
    return Computed(f"=({low!r}+{high!r})/2", middle, fact.unit, fact)


def _middle(fact: Fact) -> Decimal | None:
    low, high = _ends(fact)
    return None if low is None or high is None else (low + high) / 2


def _ends(fact: Fact | None) -> tuple[Decimal | None, Decimal | None]:
    if fact is None:
        return None, None
    return (fact.value, fact.value) if fact.value is not None else (fact.low, fact.high)


def _grown(level: Fact | None, prior: Fact | None) -> Computed | None:
    """Growth of two positive amounts; a ratio does not grow."""
    if level is None or prior is None or level.unit in ("percent", "bps", "multiple"):
        return None
    now, before = _middle(level), _middle(prior)
    if now is None or before is None or now <= 0 or before <= 0:
        return None
    return Computed("={Value}/{Before}-1", (now / before - 1) * 100, COMPUTED_RATE)


def _against(level: Fact | None, low: Decimal | None, high: Decimal | None) -> Computed | None:
    now = _middle(level) if level else None
    if now is None or low is None or high is None:
        return None
    word = "above" if now > high else "below" if now < low else "within"
    formula = '=IF({Value}>{Guided high},"above",IF({Value}<{Guided low},"below","within"))'
    return Computed(formula, word, "")


# The other sheets

FACTS = (
    "Metric", "Segment", "Measure", "Versus", "Share of", "Period", "Status", "Basis", "Value", "Low", "High",
    "Midpoint", "Unit", "Qualifier", "Verdict", "Line", "Quote", "Label", "Speaker", "Section", "Places", "Read by",
    "Confidence", "Id",
)  # fmt: skip


def fact_row(fact: Fact) -> list[Value]:
    first = fact.evidence[0]
    middle = _middle(fact) if fact.value is None else None
    return [
        formatting.name(fact.metric, fact.label), fact.segment, fact.measure, _words(fact.versus),
        fact.share_of and formatting.name(fact.share_of), fact.period, _words(fact.status),
        formatting.BASES[fact.basis],
        Stated(fact.value, fact.unit, fact),
        Stated(fact.low, fact.unit, fact),
        Stated(fact.high, fact.unit, fact),
        None if middle is None else Computed("=({Low}+{High})/2", middle, fact.unit),
        fact.unit, fact.qualifier, fact.verdict, first.line, first.exact, fact.label, first.speaker, first.section,
        len(fact.evidence), ", ".join(fact.read_by), f"{fact.confidence:.2f}", fact.id,
    ]  # fmt: skip


def _words(name: str) -> str:
    return name.replace("_", " ")


GUIDANCE = (
    "Metric", "Segment", "Measure", "Period", "Basis", "Unit", "Low", "High", "Midpoint", "Prior low", "Prior high",
    "Prior midpoint", "Midpoint moved by", "Action", "Action said", "Year before", "Implied growth", "Good news",
    "Line", "Quote",
)  # fmt: skip


def guidance_row(page: Page, line: GuidanceLine) -> list[Value]:
    fact = next(iter(page.facts(line.fact)), None)
    prior = next(iter(page.facts(line.prior_fact)), None)
    base = _year_before(page.call, line)
    return [
        formatting.name(line.metric, fact.label if fact else ""), line.segment, line.measure,
        formatting.period(line.period), formatting.BASES[line.basis], line.unit,
        Stated(line.low if line.low is not None else line.midpoint, line.unit, fact),
        Stated(line.high if line.high is not None else line.midpoint, line.unit, fact),
        _computed("=({Low}+{High})/2", line.midpoint, line.unit),
        Stated(line.prior_low, line.unit, prior),
        Stated(line.prior_high, line.unit, prior),
        *_moved(line),
        line.action, line.action_said,
        _stated(base),
        _implied(line, base),
        {True: "yes", False: "no", None: ""}[line.favourable],
        fact.evidence[0].line if fact else None,
        fact.evidence[0].exact if fact else "",
    ]  # fmt: skip


def _computed(formula: str, value: Decimal | None, unit: str) -> Computed | None:
    return None if value is None else Computed(formula, value, unit)


def _moved(line: GuidanceLine) -> tuple[Computed | None, Computed | None]:
    """The middle of the prior range, and how far the middle moved from it."""
    if line.prior_low is None or line.prior_high is None or line.midpoint is None:
        return None, None
    before = (line.prior_low + line.prior_high) / 2
    middle = Computed("=({Prior low}+{Prior high})/2", before, line.unit)
    return middle, Computed("={Midpoint}-{Prior midpoint}", line.midpoint - before, line.unit)


def _year_before(call: CallFacts, line: GuidanceLine) -> Fact | None:
    """The level of the year before that the implied growth stands on."""
    period = periods.parse(line.period)
    if period is None or line.implied_growth is None:
        return None
    wanted = (line.metric, line.segment, "level", str(period.prior_year()), line.unit, "actual")
    found = (
        fact
        for fact in call.facts
        if (fact.metric, fact.segment, fact.measure, fact.period, fact.unit, fact.status) == wanted
        and (not fact.basis or not line.basis or fact.basis == line.basis)
    )
    return next(found, None)


def _implied(line: GuidanceLine, base: Fact | None) -> Computed | Stated | None:
    if line.implied_growth is None:
        return None
    before = _middle(base) if base else None
    if not before or line.midpoint is None:
        return Computed(f"={line.implied_growth / 100}", line.implied_growth, COMPUTED_RATE)
    growth = (line.midpoint - before) / abs(before) * 100
    return Computed("=({Midpoint}-{Year before})/ABS({Year before})", growth, COMPUTED_RATE)


QUESTIONS = ("Line", "Analyst", "Firm", "About", "Question", "Answered by", "Figures given", "Declined")


def questions(page: Page) -> list[list[Value]]:
    absences = page.call.absences
    return [
        [
            each.line, each.analyst, each.firm, ", ".join(formatting.name(metric) for metric in each.metrics),
            each.question, ", ".join(each.answered_by),
            "\n".join(f"{described(fact)}: {formatting.number(fact)}" for fact in page.facts(*each.facts)),
            "\n".join(absences[n].exact for n in each.declined if n < len(absences)),
        ]
        for each in page.call.summary.exchanges
    ]  # fmt: skip


LEDGER = ("Line", "Number", "Class", "Value", "Unit", "Side", "Section", "State", "Why", "Facts")


def ledger(call: CallFacts) -> list[list[Value]]:
    names = {fact.id: described(fact) for fact in call.facts}
    return [
        [
            each.line, each.text, each.kind, Stated(each.value, each.unit), each.unit, each.side, each.section,
            each.state, each.reason, "; ".join(names.get(fact, fact) for fact in each.facts),
        ]
        for each in call.mentions
    ]  # fmt: skip


CHECKS = ("Outcome", "Fact", "Number", "Check", "Finding", "Line")


def checks(page: Page) -> list[list[Value]]:
    """What went wrong first: rejected, conflicts, failed checks; then what arithmetic confirms, then the rest."""
    rows: list[list[Value]] = [
        ["rejected", each.what, each.number, refused.check, each.why, each.line]
        for each, refused in zip(page.refused(), page.call.rejected, strict=True)
    ]
    rows += [["conflict", "", "", "", each.sentence, _line_of(page, each.leading)] for each in page.call.conflicts]
    found = [(fact, check) for fact in page.call.facts for check in fact.checks if check.facts or not check.passed]
    rows += [
        [
            "passed" if check.passed else "failed", described(fact), formatting.number(fact), check.name,
            check.sentence, fact.evidence[0].line,
        ]
        for fact, check in sorted(found, key=lambda each: each[1].passed)
    ]  # fmt: skip
    return [*rows, *(_against_the_text(fact) for fact in page.call.facts)]


def _against_the_text(fact: Fact) -> list[Value]:
    """One row for what a fact stood against the characters it points at: every fact stands most of that."""
    names = ", ".join(check.name for check in fact.checks if check.passed and not check.facts)
    return ["passed", described(fact), formatting.number(fact), "against the text", names, fact.evidence[0].line]


def _line_of(page: Page, fact: str) -> int | None:
    return next((each.evidence[0].line for each in page.facts(fact)), None)
