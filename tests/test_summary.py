"""Rules of the summary: complete, ranked, and every number beside what it is compared with."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from extractor import catalogue, ranking, summary, transcript
from extractor.records import CallFacts, Fact, Summary, SummaryLine
from tests import gold_calls

READ = transcript.load(gold_calls.SAMPLES / "quaywright-2024q2.txt")
SLOTS = ("level", "growth", "change", "share", "sequential", "prior", "prior_share", "guided")


def ids(lines: list[SummaryLine]) -> list[str]:
    return [each for line in lines for each in (getattr(line, slot) for slot in SLOTS) if each]


def headline(metric: str, basis: str = "") -> SummaryLine:
    lines = gold_calls.sample().summary.headline
    return next(line for line in lines if line.metric == metric and basis in ("", line.basis))


def fact(each: str) -> Fact:
    return next(fact for fact in gold_calls.sample().facts if fact.id == each)


def test_every_fact_stands_in_the_summary_once() -> None:
    """Nothing that was read is missing from the page, and nothing stands there twice."""
    call = gold_calls.sample()
    page = call.summary
    guided = [each for line in call.guidance for each in (line.fact, line.prior_fact) if each]
    shown = [*ids([*page.headline, *page.kpis, *page.segments]), *page.targets]
    assert len(shown) == len(set(shown))
    assert {each.id for each in call.facts} == {*shown, *guided}


@given(st.sets(st.integers(min_value=0, max_value=150)))
def test_any_part_of_the_facts_is_shown_completely(dropped: set[int]) -> None:
    """Completeness does not hang on which facts were found."""
    whole = gold_calls.sample()
    facts = [each for n, each in enumerate(whole.facts) if n not in dropped]
    call = whole.model_copy(update={"facts": facts, "guidance": []})
    page = summarized(call)
    shown = [*ids([*page.headline, *page.kpis, *page.segments]), *page.targets]
    assert sorted(shown) == sorted(each.id for each in facts)


def summarized(call: CallFacts) -> Summary:
    return summary.summarize(call, READ, catalogue.load())


def test_the_headline_reads_from_sales_to_what_the_company_counts() -> None:
    """Revenue first, then margins, profit, per share, cash, and the company's own measures."""
    order = [line.metric for line in gold_calls.sample().summary.headline]
    assert order[0] == "revenue"
    places = ["revenue", "gross_margin", "net_income", "eps", "free_cash_flow", "arr"]
    assert [order.index(metric) for metric in places] == sorted(order.index(metric) for metric in places)


def test_a_line_holds_level_growth_prior_and_what_was_guided() -> None:
    """The year before and the earlier outlook stand beside the number reported."""
    line = headline("revenue")
    values = {slot: fact(getattr(line, slot)) for slot in ("level", "growth", "sequential", "prior", "guided")}
    assert values["level"].value == Decimal(68_400_000)
    assert values["growth"].value == 26
    assert values["sequential"].versus == "qoq"
    assert (values["prior"].period, values["prior"].value) == ("2023Q2", Decimal(54_300_000))
    assert (values["guided"].low, values["guided"].high) == (Decimal(66_000_000), Decimal(67_000_000))


def test_bases_are_kept_apart() -> None:
    """GAAP and non-GAAP earnings per share are two lines, each with its own year before."""
    assert fact(headline("eps", "gaap").prior).value == Decimal("-0.23")
    assert fact(headline("eps", "non_gaap").prior).value == Decimal("-0.1")


def test_a_line_speaks_of_its_own_period() -> None:
    """A prior value said first does not date the line."""
    deals = [line for line in gold_calls.sample().summary.segments if line.metric == "large_deals"]
    assert [(line.period, fact(line.level).value, fact(line.prior).value) for line in deals] == [("2024Q2", 9, 4)]


def test_the_fourth_quarter_reports_the_year_too() -> None:
    """A fourth quarter's headline may hold the quarter and the year."""
    call = gold_calls.sample()
    about = call.call.model_copy(update={"fiscal_period": "2024Q4"})
    assert summary.reported_periods(call.model_copy(update={"call": about})) == ("2024Q4", "FY2024")


def test_without_a_period_the_commonest_is_reported() -> None:
    """A call whose opening lines do not say their quarter still has a headline."""
    call = gold_calls.sample()
    about = call.call.model_copy(update={"fiscal_period": ""})
    assert summary.reported_periods(call.model_copy(update={"call": about})) == ("2024Q2",)


def test_a_call_without_facts_has_an_empty_page() -> None:
    """Nothing read, nothing shown, nothing raised."""
    call = gold_calls.sample().model_copy(update={"facts": [], "guidance": [], "absences": []})
    page = summarized(call)
    assert (page.headline, page.kpis, page.segments, page.targets) == ([], [], [], [])


def test_headlines_begin_with_revenue_earnings_per_share_and_guidance() -> None:
    """Of the facts of a call, those that a news agency leads with weigh most."""
    call, metrics = gold_calls.sample(), catalogue.load()
    ranked = sorted(call.facts, key=lambda each: -ranking.salience(each, metrics, call.call.fiscal_period))
    assert {each.metric for each in ranked[:8]} == {"revenue", "eps"}
    assert "guidance" in {each.status for each in ranked[:8]}


def test_the_whole_weighs_more_than_a_part_and_now_more_than_a_year_ago() -> None:
    """Segments, earlier periods, earlier outlooks and suspect facts stand further down."""
    metrics = catalogue.load()
    level = fact(headline("revenue").level)
    lesser = [
        level.model_copy(update={"segment": "Sensing"}),
        level.model_copy(update={"period": "2023Q2"}),
        level.model_copy(update={"status": "prior_guidance"}),
        level.model_copy(update={"verdict": "suspect"}),
    ]
    weights = [ranking.salience(each, metrics, "2024Q2") for each in lesser]
    assert max(weights) < ranking.salience(level, metrics, "2024Q2")
