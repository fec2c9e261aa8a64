"""The audit finds what arithmetic can find, and nothing else."""

import random
from typing import Any

import pytest
from spoken import change, fact, growth, share

from extractor import catalogue
from extractor.auditing import audit
from extractor.records import Fact
from extractor.relating import KINDS

CATALOGUE = catalogue.load()
NON = {"basis": "non_gaap"}


def suspects(facts: list[Fact]) -> set[str]:
    """The metrics and periods of the suspect facts."""
    return {
        f"{each.metric} {each.measure} {each.period}" for each in audit(facts, CATALOGUE) if each.verdict == "suspect"
    }


def a_year() -> list[Fact]:
    """A quarter whose figures hang together, with the year before where it is said."""
    return [
        fact("revenue", "$80.0 million"),
        growth("revenue", "25%"),
        fact("revenue", "$64.0 million", period="2023Q2"),
        fact("subscription_revenue", "$72.0 million"),
        fact("services_revenue", "$8.0 million"),
        fact("gross_profit", "$56.0 million", **NON),
        fact("gross_margin", "70.0%", **NON),
        change("gross_margin", "50", **NON),
        fact("gross_margin", "69.5%", period="2023Q2", **NON),
        fact("sales_and_marketing", "$24.0 million", **NON),
        share("sales_and_marketing", "30%", **NON),
        fact("research_and_development", "$16.0 million", **NON),
        share("research_and_development", "20%", **NON),
        fact("general_and_administrative", "$8.0 million", **NON),
        share("general_and_administrative", "10%", **NON),
        fact("operating_income", "$8.0 million", **NON),
        fact("operating_margin", "10.0%", **NON),
        fact("net_income", "$6.0 million", **NON),
        fact("share_count", "50.0 million", unit="count"),
        fact("eps", "$0.12", unit="USD/share", **NON),
    ]


def test_figures_that_hang_together_are_confirmed() -> None:
    """Nothing is suspect, and what takes part in an equality carries it with the arithmetic."""
    audited = audit(a_year(), CATALOGUE)
    assert {each.verdict for each in audited} == {"verified"}
    margin = next(each for each in audited if each.metric == "operating_margin")
    assert {check.name for check in margin.checks} == {"operating margin", "margin bridge"}
    assert "$8 million / revenue Q2 2024 $80 million = about 10%" in " ".join(check.sentence for check in margin.checks)


@pytest.mark.parametrize(
    ("metric", "printed", "fields"),
    [
        ("revenue", "$30.0 million", {}),
        ("research_and_development", "90%", {"measure": "share", "share_of": "revenue", **NON}),
        ("operating_income", "$80.0 million", NON),
        ("gross_margin", "60.0%", NON),
        ("sales_and_marketing", "$24.0 billion", NON),
    ],
)
def test_one_wrong_figure_is_the_suspect(metric: str, printed: str, fields: dict[str, Any]) -> None:
    """Among figures that support each other, the one that breaks most identities is named alone."""
    wrong = fact(metric, printed, **fields)
    facts = [wrong if _same(each, wrong) else each for each in a_year()]
    assert suspects(facts) == {f"{metric} {wrong.measure} 2024Q2"}


def _same(left: Fact, right: Fact) -> bool:
    return (left.metric, left.measure, left.period) == (right.metric, right.measure, right.period)


def test_the_sentence_says_what_would_fit() -> None:
    """The analyst reads the arithmetic, the figure said, and the one that would fit."""
    facts = [
        fact("gross_margin", "70.0%", **NON),
        share("sales_and_marketing", "30%", **NON),
        share("research_and_development", "90%", **NON),
        share("general_and_administrative", "10%", **NON),
        fact("operating_margin", "11.0%", **NON),
    ]
    found = next(each for each in audit(facts, CATALOGUE) if each.metric == "research_and_development")
    (check,) = (each for each in found.checks if not each.passed)
    assert found.verdict == "suspect"
    assert "would have to be about 19%, but 90% is said" in check.sentence
    assert len(check.facts) == 4


def test_a_tie_is_undecided() -> None:
    """Where two figures could be wrong, both are suspect and the sentence says that it cannot be told."""
    facts = [share("bookings", "37%", segment="add-on"), share("bookings", "34%", segment="add-on")]
    audited = audit(facts, CATALOGUE)
    assert [each.verdict for each in audited] == ["suspect", "suspect"]
    assert "cannot be told" in audited[0].checks[0].sentence


def test_a_far_value_under_the_same_name_leaves_the_leading_one_alone() -> None:
    """A part that was read as the whole is doubted; the whole is not, and stays in the arithmetic."""
    part = fact("arr", "$0.8 million", at=1)
    whole = [
        fact("arr", "$120 million", at=2),
        growth("arr", "20%", at=3),
        fact("arr", "$100 million", period="2023Q2", at=4),
    ]
    audited = {each.id: each for each in audit([part, *whole], CATALOGUE)}
    assert [each.verdict for each in audited.values()] == ["suspect", "verified", "verified", "verified"]
    assert "the other leads" in audited[part.id].checks[0].sentence
    assert all(check.passed for each in whole for check in audited[each.id].checks)


def test_an_answer_does_not_lead_over_the_prepared_remarks() -> None:
    """However large the figure is that somebody mentions later."""
    said = fact("revenue", "$82.9 billion", at=1)
    mentioned = fact("revenue", "$600 billion", at=2, section="qa")
    assert [each.verdict for each in audit([said, mentioned], CATALOGUE)] == ["verified", "suspect"]


def test_of_two_values_the_one_leads_that_arithmetic_supports() -> None:
    """Though it is said later, the cash flow that leaves the free cash flow is the call's."""
    stray = fact("operating_cash_flow", "-$2.2 million", at=1)
    sound = [
        fact("operating_cash_flow", "$4.7 million", at=2),
        fact("capital_expenditure", "$1.8 million", at=3),
        fact("free_cash_flow", "$2.9 million", at=4),
    ]
    audited = audit([stray, *sound], CATALOGUE)
    assert [each.verdict for each in audited] == ["suspect", "verified", "verified", "verified"]


TOGETHER = [
    ("parts of the year", [
        fact("new_customers", "7", unit="count", period="2024Q1"),
        fact("new_customers", "30", "32", unit="count", period="2024Q2-Q4", status="guidance"),
        fact("new_customers", "42", unit="count", period="FY2024", status="guidance"),
    ]),
    ("segments that made up the whole elsewhere", [
        fact("revenue", "$60.0 million"), fact("operating_income", "$9.0 million"),
        fact("revenue", "$40.0 million", segment="North"), fact("revenue", "$20.0 million", segment="South"),
        fact("operating_income", "$7.0 million", segment="North"),
        fact("operating_income", "$3.0 million", segment="South"),
    ]),
    ("growth against the prior level", [
        fact("arr", "$120 million"), growth("arr", "30%"), fact("arr", "$100 million", period="2023Q2"),
    ]),
    ("growth and change", [
        fact("users", "15.1 million", unit="count"), growth("users", "81%"),
        fact("users", "2.3 million", unit="count", measure="change", versus="yoy"),
    ]),
    ("share of the whole", [
        fact("crpo", "$198 million"), fact("rpo", "$275 million"),
        fact("crpo", "27%", measure="share", share_of="rpo"),
    ]),
    ("guided range against guided growth", [
        fact("revenue", "$257 million", "$261 million", period="FY2024", status="guidance"),
        growth("revenue", "36%", "38%", period="FY2024", status="guidance"),
        fact("revenue", "$204 million", period="FY2023"),
    ]),
    ("per share", [
        fact("net_income", "$5.0 million"), fact("share_count", "50.0 million", unit="count"),
        fact("eps", "$0.01", unit="USD/share"),
    ]),
    ("net debt", [
        fact("debt", "$500 million"), fact("cash_and_investments", "$200 million"), fact("net_debt", "$30 million"),
    ]),
    ("range ends on two scales", [fact("capital_expenditure", "$75 million", "$85 billion", status="guidance")]),
    ("more than all", [fact("customers", "130%", measure="share", share_of="customers", segment="banks")]),
    ("two percentages run together", [growth("customers", "1726%", segment="large")]),
    ("two ranges for one figure", [growth("revenue", "27%", "29%"), growth("revenue", "31%", "33%")]),
    ("by for to", [
        fact("attach_rate", "30%", segment="premium"), growth("attach_rate", "30%", segment="premium"),
    ]),
    ("a quarter beside its year", [
        fact("revenue", "$67.7 million", period="2024Q3"),
        fact("revenue", "$264 billion", "$265 billion", period="FY2024", status="guidance"),
    ]),
]  # fmt: skip


@pytest.mark.parametrize("facts", [facts for _, facts in TOGETHER], ids=[name for name, _ in TOGETHER])
def test_each_kind_of_identity_finds_its_slip(facts: list[Fact]) -> None:
    """A contradiction leaves somebody suspect."""
    assert suspects(facts)


FINE = [
    ("a smaller sum of segments", [
        fact("revenue", "$100 million"), fact("revenue", "$30 million", segment="North"),
        fact("revenue", "$20 million", segment="South"),
    ]),
    ("another basis", [
        fact("operating_income", "$8 million", basis="gaap"), fact("operating_margin", "15%", basis="non_gaap"),
        fact("revenue", "$80 million"),
    ]),
    ("another segment", [
        fact("gross_margin", "40%", segment="services"), fact("gross_profit", "$60 million"),
        fact("revenue", "$80 million"),
    ]),
    ("a guided year is no actual year", [
        fact("revenue", "$80 million", period="FY2024"),
        fact("revenue", "$90 million", period="FY2024", status="prior_guidance"),
    ]),
    ("a definition of the company's own", [
        fact("arpu", "$99", unit="USD/user"), fact("arr", "$240 million"), fact("users", "15.1 million", unit="count"),
    ]),
    ("services are not all there is", [
        fact("revenue", "$100 million"), fact("subscription_revenue", "$60 million"),
        fact("services_revenue", "$10 million"), fact("product_revenue", "$30 million"),
    ]),
    ("a loss that shrinks", [
        fact("net_income", "-9.3 million"), growth("net_income", "7%"),
        fact("net_income", "-10.0 million", period="2023Q2"),
    ]),
    ("one implausible figure is no proof", [
        fact("operating_income", "$50 million"), fact("net_income", "$5 million"),
    ]),
    ("a large but round growth", [growth("revenue", "1200%", segment="new")]),
    ("a vague number", [
        fact("users", "150 thousand", unit="count", segment="exposed", qualifier="under"),
        fact("users", "15.1 million", unit="count"),
        fact("users", "0.91%", measure="share", share_of="users", segment="exposed"),
    ]),
]  # fmt: skip


@pytest.mark.parametrize("facts", [facts for _, facts in FINE], ids=[name for name, _ in FINE])
def test_what_arithmetic_cannot_prove_is_left_alone(facts: list[Fact]) -> None:
    """No fact is suspect where the identity does not apply or the words allow both."""
    assert not suspects(facts)


def test_hints_need_company() -> None:
    """A profit outlook far above both the margin said and the earnings per share is suspect, each alone is not."""
    year = {"period": "FY2025", "status": "guidance", **NON}
    outlook = [
        fact("revenue", "$400 million", "$402 million", period="FY2025", status="guidance"),
        fact("operating_income", "$50 million", "$60 million", **year),
    ]
    margin = [fact("operating_margin", "1.8%", period="2024Q4", **NON)]
    earnings = [
        fact("eps", "$0.22", "$0.23", unit="USD/share", **year),
        fact("share_count", "57.0 million", unit="count", period="FY2025", status="guidance"),
    ]
    assert not suspects([*outlook, *margin])
    assert not suspects([*outlook, *earnings])
    assert suspects([*outlook, *margin, *earnings]) == {"operating_income level FY2025"}


def test_the_order_of_the_facts_does_not_matter() -> None:
    """The same facts get the same checks in any order."""
    facts = [*a_year(), share("research_and_development", "90%", period="2023Q2", **NON)]
    expected = {each.id: each for each in audit(facts, CATALOGUE)}
    for seed in range(5):
        shuffled = random.Random(seed).sample(facts, len(facts))
        assert {each.id: each for each in audit(shuffled, CATALOGUE)} == expected


def test_no_value_is_ever_repaired() -> None:
    """The audit adds checks and verdicts; what was said stays."""
    wrong = [*a_year()[1:], fact("revenue", "$30.0 million")]
    before = [(each.value, each.low, each.high, each.evidence) for each in wrong]
    assert [(each.value, each.low, each.high, each.evidence) for each in audit(wrong, CATALOGUE)] == before


@pytest.mark.parametrize(("period", "verdict"), [("2024Q2", "verified"), ("2024Q3", "verified"), ("2025Q1", "suspect")])
def test_what_lies_ahead_has_not_happened(period: str, verdict: str) -> None:
    """The running quarter may have figures; one that has not begun cannot."""
    (audited,) = audit([fact("new_customers", "4", unit="count", period=period)], CATALOGUE, "2024Q2")
    assert audited.verdict == verdict


def test_every_relation_of_the_catalogue_is_known() -> None:
    """A relation of a kind that nobody reads would promise a check that is never made."""
    assert {relation.kind for relation in CATALOGUE.relations} <= KINDS


def test_an_empty_call_is_fine() -> None:
    """No facts, no checks, no error."""
    assert audit([], CATALOGUE) == []
