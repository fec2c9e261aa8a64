"""The lying-prose table: what a brief may not say about our own sample call, and what it may."""

from functools import cache

import pytest

from extractor import catalogue
from extractor.prose import Prose
from extractor.records import CallFacts, Fact, GuidanceLine
from tests import gold_calls


def fact(metric: str, measure: str = "level", period: str = "2024Q2", status: str = "actual", **more: str) -> Fact:
    """The sample's first fact of that description; of the whole company unless a segment is given."""
    wanted = {"metric": metric, "measure": measure, "period": period, "status": status, "segment": "", **more}
    found = [each for each in gold_calls.sample().facts if all(getattr(each, key) == wanted[key] for key in wanted)]
    assert found, wanted
    return found[0]


def call() -> CallFacts:
    """The sample with one line of guidance: the year's revenue outlook was raised."""
    new, old = FACTS["revenue guided, year"], FACTS["revenue guided before, year"]
    line = GuidanceLine(
        metric="revenue", measure="level", period="FY2024", unit="USD", fact=new.id, low=new.low, high=new.high,
        midpoint=None, prior_fact=old.id, prior_low=old.low, prior_high=old.high, action="raised",
    )  # fmt: skip
    return gold_calls.sample().model_copy(update={"guidance": [line]})


@cache
def checker() -> Prose:
    """The checker of that call."""
    return Prose(call(), catalogue.load())


FACTS = {
    "revenue": fact("revenue"),
    "revenue growth": fact("revenue", "growth"),
    "revenue a year before": fact("revenue", period="2023Q2"),
    "revenue guided, Q3": fact("revenue", period="2024Q3", status="guidance"),
    "revenue guided, year": fact("revenue", period="FY2024", status="guidance"),
    "revenue guided before, year": fact("revenue", period="FY2024", status="prior_guidance"),
    "revenue guided before, Q2": fact("revenue", status="prior_guidance"),
    "ARR": fact("arr"),
    "ARR growth": fact("arr", "growth"),
    "adjusted EBITDA": fact("adjusted_ebitda"),
    "adjusted EBITDA a year before": fact("adjusted_ebitda", period="2023Q2"),
    "gross margin": fact("gross_margin"),
    "gross margin change": fact("gross_margin", "change"),
    "net income": fact("net_income"),
    "net income growth": fact("net_income", "growth"),
    "subscription share": fact("subscription_revenue", "share"),
    "subscription revenue": fact("subscription_revenue"),
    "R&D share change": fact("research_and_development", "change"),
    "ARR target": fact("arr", period="2027Q4", status="target"),
    "Orchestration revenue": fact("revenue", segment="Orchestration"),
    "Orchestration growth": fact("revenue", "growth", segment="Orchestration"),
    "customers": fact("customers"),
    "connected sensors": fact("other", label="connected sensors"),
    "free cash flow": fact("free_cash_flow"),
    "free cash flow, 12 months": fact("free_cash_flow", period="TTM-2024Q2"),
    "cash": fact("cash_and_investments"),
    "debt": fact("debt"),
    "Europe growth": fact("revenue", "growth", segment="Europe"),
    "adjusted EBITDA guided, year": fact("adjusted_ebitda", period="FY2024", status="guidance"),
    "inventory": fact("inventory"),
    "revenue against guidance": fact("revenue", "change", segment="high end"),
    "revenue growth guided, Q4": fact("revenue", "growth", period="2024Q4", status="guidance"),
    "net retention": fact("net_retention"),
    "non-GAAP EPS": fact("eps", basis="non_gaap"),
    "revenue growth qoq": fact("revenue", "growth", versus="qoq"),
    "revenue 2024H1": fact("revenue", period="2024H1"),
    "revenue growth 2024H1": fact("revenue", "growth", period="2024H1"),
    "stock based compensation share": fact("stock_based_compensation", "share"),
    "net new arr": fact("net_new_arr"),
    "net new arr 2023Q2": fact("net_new_arr", period="2023Q2"),
    "customers >$100k ARR": fact("customers", segment=">$100k ARR"),
    "bookings 2023-10": fact("bookings", period="2023-10"),
    "bookings growth 2023-10": fact("bookings", "growth", period="2023-10"),
    "adjusted ebitda margin": fact("adjusted_ebitda_margin"),
    "adjusted ebitda margin change": fact("adjusted_ebitda_margin", "change"),
    "free cash flow FY2024 guidance": fact("free_cash_flow", period="FY2024", status="guidance"),
    "capital expenditure FY2024 guidance": fact("capital_expenditure", period="FY2024", status="guidance"),
    "adjusted ebitda margin FY2027 target": fact("adjusted_ebitda_margin", period="FY2027", status="target"),
    "unit cost sensor": fact("unit_cost", segment="sensor"),
    "unit cost sensor 2023Q2": fact("unit_cost", segment="sensor", period="2023Q2"),
    "repurchase authorization": fact("repurchase_authorization"),
    "share repurchases USD": fact("share_repurchases", unit="USD"),
    "revenue growth 2024Q3 guidance": fact("revenue", "growth", period="2024Q3", status="guidance"),
    "backlog Sensing": fact("backlog", segment="Sensing"),
    "headcount": fact("headcount"),
    "gross retention": fact("gross_retention"),
    "arpu": fact("arpu"),
    "arpu growth": fact("arpu", "growth"),
    "subscription gross margin": fact("subscription_gross_margin"),
    "subscription gross margin change": fact("subscription_gross_margin", "change"),
    "win rate": fact("win_rate"),
    "win rate 2023Q2": fact("win_rate", period="2023Q2"),
    "billings": fact("billings"),
    "deferred revenue": fact("deferred_revenue"),
    "deferred revenue growth": fact("deferred_revenue", "growth"),
    "organic revenue growth": fact("organic_revenue", "growth"),
    "adjusted ebitda 2024Q3 guidance": fact("adjusted_ebitda", period="2024Q3", status="guidance"),
    "rpo growth": fact("rpo", "growth"),
    "rpo": fact("rpo"),
    "crpo": fact("crpo"),
    "crpo share": fact("crpo", "share"),
    "research and development": fact("research_and_development"),
    "research and development share": fact("research_and_development", "share"),
    "headcount growth": fact("headcount", "growth"),
    "operating cash flow": fact("operating_cash_flow"),
    "operating cash flow 2023Q2": fact("operating_cash_flow", period="2023Q2"),
    "subscription revenue growth": fact("subscription_revenue", "growth"),
    "revenue Sensing": fact("revenue", segment="Sensing"),
}

TRUE = [
    ("Revenue was $68.4 million in Q2 2024, up 26% from a year earlier.", ["revenue", "revenue growth"]),
    (
        "Revenue rose 26% to $68.4 million, against $54.3 million a year earlier.",
        ["revenue", "revenue growth", "revenue a year before"],
    ),
    (
        "Revenue of $68.4 million beat the guidance of $66 million to $67 million.",
        ["revenue", "revenue guided before, Q2"],
    ),
    ("Revenue came in at about $68 million.", ["revenue"]),
    ("For the third quarter, management guides to revenue of $70.5 million to $71.5 million.", ["revenue guided, Q3"]),
    (
        "The company now expects fiscal 2024 revenue of $276–279 million, up from a prior range of $271–275 million.",
        ["revenue guided, year", "revenue guided before, year"],
    ),
    (
        "ARR ended the quarter at $203.4 million, up 28%, and the target is $400 million by the end of fiscal 2027.",
        ["ARR", "ARR growth", "ARR target"],
    ),
    (
        "The adjusted EBITDA loss was $0.8 million, compared with a loss of $4.9 million a year earlier.",
        ["adjusted EBITDA", "adjusted EBITDA a year before"],
    ),
    ("Non-GAAP gross margin expanded 220 basis points to 63.7%.", ["gross margin", "gross margin change"]),
    ("The GAAP net loss narrowed 32% to $8.1 million.", ["net income", "net income growth"]),
    ("Subscription revenue of $48.6 million was 71% of revenue.", ["subscription revenue", "subscription share"]),
    ("R&D fell 210 basis points as a share of revenue.", ["R&D share change"]),
    ("Orchestration revenue rose 30% to $43.1 million.", ["Orchestration revenue", "Orchestration growth"]),
    ("The company ended the quarter with 1,284 customers.", ["customers"]),
    ("Connected sensors reached 2.08 million.", ["connected sensors"]),
    (
        "Free cash flow was $2.9 million, and $6.4 million over the last 12 months.",
        ["free cash flow", "free cash flow, 12 months"],
    ),
    ("It held $168.3 million of cash and short-term investments and less than $40 million of debt.", ["cash", "debt"]),
    ("Sales in Europe grew 41%.", ["Europe growth"]),
    (
        "For fiscal 2024 it sees an adjusted EBITDA loss of $3.5 million to $2.0 million.",
        ["adjusted EBITDA guided, year"],
    ),
    ("Inventory came down to $21.7 million.", ["inventory"]),
    ("Revenue was $1.4 million above the high end of guidance.", ["revenue against guidance"]),
    ("Fourth-quarter revenue growth should be about 21%.", ["revenue growth guided, Q4"]),
    ("Net retention was 112%.", ["net retention"]),
    ("The non-GAAP net loss was $0.01 per share.", ["non-GAAP EPS"]),
    ("Revenue was up 7% on the previous quarter.", ["revenue growth qoq"]),
    (
        "For the first half, revenue was $132.5 million, 26% more than a year earlier.",
        ["revenue 2024H1", "revenue growth 2024H1"],
    ),
    ("Stock-based compensation was 9% of revenue.", ["stock based compensation share"]),
    ("Net new ARR was $11.9 million, up from $8.8 million in Q2 2023.", ["net new arr", "net new arr 2023Q2"]),
    ("The customers with more than $100,000 in ARR numbered 463.", ["customers >$100k ARR"]),
    (
        "October bookings of $7.5 million were double those of a year earlier.",
        ["bookings 2023-10", "bookings growth 2023-10"],
    ),
    (
        "Adjusted EBITDA margin was negative 1.2%, 780 basis points better than a year earlier.",
        ["adjusted ebitda margin", "adjusted ebitda margin change"],
    ),
    (
        "Management expects free cash flow of $6 million to $9 million and "
        "capital expenditure of $7.5 million to $8 million for fiscal 2024.",
        ["free cash flow FY2024 guidance", "capital expenditure FY2024 guidance"],
    ),
    ("It aims for an adjusted EBITDA margin of 20% in fiscal 2027.", ["adjusted ebitda margin FY2027 target"]),
    (
        "The unit cost of a sensor fell to $11.40 from $13.20 in Q2 2023.",
        ["unit cost sensor", "unit cost sensor 2023Q2"],
    ),
    (
        "The board approved a repurchase program of $30 million, and share repurchases were $5.1 million.",
        ["repurchase authorization", "share repurchases USD"],
    ),
    (
        "Revenue for Q2 2024 came in at $68.4 million, an increase of 26% year over year, "
        "driven by Orchestration, where revenue grew 30%.",
        ["revenue", "revenue growth", "Orchestration growth"],
    ),
    (
        "Management raised its fiscal 2024 outlook for revenue to $276 million to $279 million.",
        ["revenue guided, year"],
    ),
    ("Guidance calls for third-quarter revenue growth of 22% to 24%.", ["revenue growth 2024Q3 guidance"]),
    ("Sensing ended the quarter with a backlog of $18.2 million.", ["backlog Sensing"]),
    ("Free cash flow turned positive at $2.9 million.", ["free cash flow"]),
    ("The company has 912 employees.", ["headcount"]),
    ("Gross retention held at 95%.", ["gross retention"]),
    ("Average ARR per customer was roughly $158,000, up 10%.", ["arpu", "arpu growth"]),
    (
        "Subscription gross margin improved by 110 basis points to 76.2%.",
        ["subscription gross margin", "subscription gross margin change"],
    ),
    ("The win rate improved to 61% from 54% in the second quarter of 2023.", ["win rate", "win rate 2023Q2"]),
    (
        "Calculated billings were $71.6 million and deferred revenue rose 22% to $74.2 million.",
        ["billings", "deferred revenue", "deferred revenue growth"],
    ),
    ("Excluding Palletiq, organic revenue growth was 24%.", ["organic revenue growth"]),
    (
        "It expects an adjusted EBITDA loss between $2.6 million and $1.8 million in the third quarter.",
        ["adjusted ebitda 2024Q3 guidance"],
    ),
    (
        "RPO grew 35% to $341.5 million, and current RPO of $177.6 million was 52% of it.",
        ["rpo growth", "rpo", "crpo", "crpo share"],
    ),
    (
        "Non-GAAP R&D was $16.1 million, or 23.5% of revenue.",
        ["research and development", "research and development share"],
    ),
    ("Headcount rose 7% to 912.", ["headcount", "headcount growth"]),
    (
        "Operating cash flow was $4.7 million, compared with an outflow of $2.2 million a year earlier.",
        ["operating cash flow", "operating cash flow 2023Q2"],
    ),
]

LIES = [
    ("quarter's growth as the year's", "Revenue rose 7% from a year earlier.", ["revenue growth qoq"]),
    ("year's growth as the quarter's", "Revenue rose 26% on the previous quarter.", ["revenue growth"]),
    ("non-GAAP as GAAP", "GAAP gross margin was 63.7%.", ["gross margin"]),
    ("GAAP as non-GAAP", "The non-GAAP net loss was $8.1 million.", ["net income"]),
    ("growth as share", "Subscription revenue was 32% of revenue.", ["subscription revenue growth"]),
    ("level as growth", "Gross margin, non-GAAP, rose 63.7%.", ["gross margin"]),
    ("level as a rise", "Revenue grew $68.4 million.", ["revenue"]),
    ("change as level", "Non-GAAP gross margin expanded to 220 basis points.", ["gross margin change"]),
    ("growth as level", "Revenue growth fell to 26%.", ["revenue growth"]),
    ("in words", "Revenue more than doubled to $68.4 million.", ["revenue"]),
    ("a number word", "Revenue was $68.4 million across three segments.", ["revenue"]),
    ("another year of the target", "It aims for ARR of $400 million by the end of fiscal 2026.", ["ARR target"]),
    ("EPS as dividend", "It pays a dividend of $0.01 per share.", ["non-GAAP EPS"]),
    ("range invented", "It guides to third quarter revenue of $70 million to $72 million.", ["revenue guided, Q3"]),
    (
        "range from two facts",
        "Revenue is expected between $68.4 million and $70.5 million in the third quarter.",
        ["revenue", "revenue guided, Q3"],
    ),
    ("analyst's number", "Net retention should reach 115% by year end.", ["net retention"]),
    ("swapped", "Revenue was $203.4 million and ARR was $68.4 million.", ["revenue", "ARR"]),
    (
        "swapped periods",
        "Revenue was $54.3 million, against $68.4 million a year earlier.",
        ["revenue", "revenue a year before"],
    ),
    (
        "swapped segments",
        "Orchestration revenue was $25.3 million and Sensing revenue $43.1 million.",
        ["Orchestration revenue", "revenue Sensing"],
    ),
    ("level as share of other", "Gross margin was 71% of revenue.", ["subscription share"]),
    ("another value", "Revenue was $69.4 million in Q2 2024.", ["revenue"]),
    ("another scale", "Revenue was $68.4 billion in Q2 2024.", ["revenue"]),
    ("another unit", "Revenue was 68.4% in Q2 2024.", ["revenue"]),
    ("another currency", "Revenue was €68.4 million in Q2 2024.", ["revenue"]),
    ("number of no fact", "Revenue was $68.4 million, up 31%.", ["revenue", "revenue growth"]),
    ("number of a fact not cited", "Revenue was $68.4 million and ARR $203.4 million.", ["revenue"]),
    ("another metric", "ARR was $68.4 million.", ["revenue"]),
    (
        "another metric beside the right one",
        "Revenue grew well and gross margin reached 26%.",
        ["revenue growth", "gross margin"],
    ),
    ("growth as a margin", "Revenue was $68.4 million with a gross margin of 26%.", ["revenue", "revenue growth"]),
    ("another period", "Revenue was $68.4 million in Q1 2024.", ["revenue"]),
    ("prior year told as now", "Revenue was $54.3 million.", ["revenue a year before"]),
    ("now told as prior year", "Revenue was $68.4 million a year earlier.", ["revenue"]),
    ("quarter told as year", "Revenue for fiscal 2024 was $68.4 million.", ["revenue"]),
    (
        "guidance told as actual",
        "Revenue for the third quarter was $70.5 million to $71.5 million.",
        ["revenue guided, Q3"],
    ),
    (
        "guidance told as reached",
        "Revenue reached $276 million to $279 million in fiscal 2024.",
        ["revenue guided, year"],
    ),
    (
        "guidance in another period",
        "Management guides to fourth-quarter revenue of $70.5 million to $71.5 million.",
        ["revenue guided, Q3"],
    ),
    (
        "year's guidance put in a quarter",
        "For the fourth quarter it expects revenue of $276 million to $279 million.",
        ["revenue guided, year"],
    ),
    ("actual told as guidance", "The company expects revenue of $68.4 million in Q2 2024.", ["revenue"]),
    (
        "prior guidance told as new",
        "The company guides to fiscal 2024 revenue of $271 million to $275 million.",
        ["revenue guided before, year"],
    ),
    ("target told as actual", "ARR stood at $400 million at the end of fiscal 2027.", ["ARR target"]),
    (
        "one end of a range",
        "Management guides to revenue of $70.5 million for the third quarter.",
        ["revenue guided, Q3"],
    ),
    ("wrong direction", "Revenue fell 26% to $68.4 million.", ["revenue", "revenue growth"]),
    ("wrong direction of a level", "Revenue fell to $68.4 million.", ["revenue"]),
    (
        "wrong direction of a change",
        "Non-GAAP gross margin fell 220 basis points to 63.7%.",
        ["gross margin", "gross margin change"],
    ),
    ("loss told as profit", "The company earned net income of $8.1 million under GAAP.", ["net income"]),
    ("loss told as profit, EBITDA", "Adjusted EBITDA was $0.8 million.", ["adjusted EBITDA"]),
    ("profit told as loss", "Free cash flow was negative $2.9 million.", ["free cash flow"]),
    ("growth told as a fall of a loss", "The net loss widened; net income fell by 26%.", ["revenue growth"]),
    ("segment told as whole", "Revenue was $43.1 million.", ["Orchestration revenue"]),
    ("whole told as segment", "Orchestration revenue was $68.4 million.", ["revenue"]),
    ("one segment for another", "Sensing revenue rose 30%.", ["Orchestration growth"]),
    (
        "prior guidance raise invented",
        "It lowered its fiscal 2024 revenue outlook to $276 million to $279 million.",
        ["revenue guided, year"],
    ),
    ("rounded too far", "Revenue was about $70 million.", ["revenue"]),
    ("computed by the writer", "Revenue rose $14.1 million to $68.4 million.", ["revenue", "revenue a year before"]),
    ("over for under", "Debt was more than $40 million.", ["debt"]),
    ("share told as growth", "Subscription revenue grew 71%.", ["subscription share"]),
    ("twelve months told as the quarter", "Free cash flow was $6.4 million.", ["free cash flow, 12 months"]),
    ("count of something else", "The company ended the quarter with 463 customers.", ["customers >$100k ARR"]),
    ("bps as percent", "Non-GAAP gross margin expanded 220%.", ["gross margin change"]),
    ("month's bookings as the quarter's", "Bookings were $7.5 million in the quarter.", ["bookings 2023-10"]),
]


@pytest.mark.parametrize(("sentence", "names"), TRUE, ids=[sentence for sentence, _ in TRUE])
def test_true_prose_stands(sentence: str, names: list[str]) -> None:
    """Prose that says what its facts say is let through, in the many ways people put it."""
    assert checker().problems(sentence, [FACTS[name] for name in names]) == []


@pytest.mark.parametrize(("kind", "sentence", "names"), LIES, ids=[kind for kind, _, _ in LIES])
def test_lying_prose_falls(kind: str, sentence: str, names: list[str]) -> None:
    """A number that is none of the facts cited, or one put with another metric, period, sign or status, is found."""
    assert checker().problems(sentence, [FACTS[name] for name in names])


def test_the_reason_says_what_the_number_is() -> None:
    """The model is told which fact its number belongs to and what is wrong with it."""
    (reason,) = checker().problems("ARR was $68.4 million.", [FACTS["revenue"]])
    assert reason == "“$68.4 million” is Revenue, Q2 2024; the sentence puts it with another metric."
    (reason,) = checker().problems("Revenue was $68.4 million and ARR $203.4 million.", [FACTS["revenue"]])
    assert reason == "“$203.4 million” is Annual recurring revenue, Q2 2024, which the sentence does not cite."


def test_words_without_numbers_pass() -> None:
    """Only figures are checked here: a sentence without any has no problem."""
    assert checker().problems("Management sounded calm.", []) == []


# Other industries: a bank and a retailer. A fact is written as metric, measure, period, status, segment, versus.

ELSEWHERE = {"kestrel": "kestrel-ridge-2025q4", "brackenmoor": "brackenmoor-2025q3"}
TRUE_ELSEWHERE = [
    (
        "kestrel",
        "Kestrel Ridge reported Q4 2025 earnings of $1.22 per share, up 15.1% from $1.06 a year earlier.",
        ["eps level 2025Q4 actual - -", "eps growth 2025Q4 actual - yoy", "eps level 2024Q4 actual - -"],
    ),
    (
        "kestrel",
        "For fiscal 2025 EPS was $4.68, up 11.2%.",
        ["eps level FY2025 actual - -", "eps growth FY2025 actual - yoy"],
    ),
    (
        "kestrel",
        "Net income was $76 million on total revenue of $273 million.",
        ["net_income level 2025Q4 actual - -", "revenue level 2025Q4 actual - -"],
    ),
    (
        "kestrel",
        "Net interest income rose 2.3% on the quarter and 8.2% on the year to $214.6 million.",
        [
            "net_interest_income growth 2025Q4 actual - qoq",
            "net_interest_income growth 2025Q4 actual - yoy",
            "net_interest_income level 2025Q4 actual - -",
        ],
    ),
    (
        "kestrel",
        "The net interest margin widened 7 basis points sequentially to 3.42%.",
        ["net_interest_margin change 2025Q4 actual - qoq", "net_interest_margin level 2025Q4 actual - -"],
    ),
    (
        "kestrel",
        "The net interest margin was 3.42%, up 7 basis points on the quarter and 21 basis points on the year.",
        [
            "net_interest_margin level 2025Q4 actual - -",
            "net_interest_margin change 2025Q4 actual - qoq",
            "net_interest_margin change 2025Q4 actual - yoy",
        ],
    ),
    (
        "kestrel",
        "Noninterest income of $58.4 million fell 1.5% on the quarter.",
        ["noninterest_income level 2025Q4 actual - -", "noninterest_income growth 2025Q4 actual - qoq"],
    ),
    (
        "kestrel",
        "Loans grew 1.6% on the quarter to $19.24 billion, and deposits rose 0.9% on the quarter to $22.85 billion.",
        [
            "loans growth 2025Q4 actual - qoq",
            "loans level 2025Q4 actual - -",
            "deposits growth 2025Q4 actual - qoq",
            "deposits level 2025Q4 actual - -",
        ],
    ),
    (
        "kestrel",
        "The provision for credit losses was $18.4 million, compared with $16.1 million in Q3 2025.",
        ["provision_for_credit_losses level 2025Q4 actual - -", "provision_for_credit_losses level 2025Q3 actual - -"],
    ),
    (
        "kestrel",
        "Net charge-offs were $15.2 million, or 32 basis points of average loans.",
        ["net_charge_offs level 2025Q4 actual - -", "net_charge_offs share 2025Q4 actual - -"],
    ),
    (
        "kestrel",
        "The CET1 ratio stood at 11.2% and the efficiency ratio was 57%.",
        ["cet1_ratio level 2025Q4 actual - -", "efficiency_ratio level 2025Q4 actual - -"],
    ),
    (
        "kestrel",
        "For fiscal 2026 the bank guides to net interest income of $874 million to $890 million, growth of 5% to 7%.",
        ["net_interest_income level FY2026 guidance - -", "net_interest_income growth FY2026 guidance - yoy"],
    ),
    (
        "kestrel",
        "It expects an efficiency ratio of 56% to 57% in fiscal 2026.",
        ["efficiency_ratio level FY2026 guidance - -"],
    ),
    (
        "kestrel",
        "Return on tangible common equity was 18%.",
        ["return_on_tangible_common_equity level 2025Q4 actual - -"],
    ),
    (
        "kestrel",
        "The long-term target for return on tangible common equity is 17% to 19%.",
        ["return_on_tangible_common_equity level - target - -"],
    ),
    (
        "kestrel",
        "Tangible book value per share rose 2.8% on the quarter to $27.60.",
        [
            "tangible_book_value_per_share growth 2025Q4 actual - qoq",
            "tangible_book_value_per_share level 2025Q4 actual - -",
        ],
    ),
    (
        "kestrel",
        "Management guides to noninterest expense growth of 3% to 4% for fiscal 2026.",
        ["noninterest_expense growth FY2026 guidance - yoy"],
    ),
    (
        "kestrel",
        "Wealth fees, part of noninterest income, were $21.7 million, up 9%.",
        ["noninterest_income level 2025Q4 actual wealth -", "noninterest_income growth 2025Q4 actual wealth yoy"],
    ),
    (
        "kestrel",
        "Office loans of $612 million were 3.2% of loans.",
        ["loans level 2025Q4 actual office -", "loans share 2025Q4 actual office -"],
    ),
    (
        "brackenmoor",
        "Net sales rose 5.5% to $842.4 million, with comparable sales up 2.4%.",
        [
            "revenue growth 2025Q3 actual - yoy",
            "revenue level 2025Q3 actual - -",
            "comparable_sales growth 2025Q3 actual - yoy",
        ],
    ),
    (
        "brackenmoor",
        "Comparable sales grew 2.4%, as the average ticket rose 3.5% and traffic fell 1.1%.",
        [
            "comparable_sales growth 2025Q3 actual - yoy",
            "average_ticket growth 2025Q3 actual - yoy",
            "traffic growth 2025Q3 actual - yoy",
        ],
    ),
    (
        "brackenmoor",
        "Gross margin expanded 60 basis points to 37% of sales.",
        ["gross_margin change 2025Q3 actual - yoy", "gross_margin level 2025Q3 actual - -"],
    ),
    (
        "brackenmoor",
        "Operating income was $48 million, up 9.3%, for an operating margin of 5.7%.",
        [
            "operating_income level 2025Q3 actual - -",
            "operating_income growth 2025Q3 actual - yoy",
            "operating_margin level 2025Q3 actual - -",
        ],
    ),
    (
        "brackenmoor",
        "The company lowered its fiscal 2025 sales outlook to $3.42 billion to $3.45 billion "
        "from $3.46 billion to $3.52 billion previously.",
        ["revenue level FY2025 guidance - -", "revenue level FY2025 prior_guidance - -"],
    ),
    (
        "brackenmoor",
        "For fiscal 2025 it now expects comparable sales growth of 2% to 2.6%, "
        "compared with a prior outlook of 2.5% to 3.5%.",
        ["comparable_sales growth FY2025 guidance - yoy", "comparable_sales growth FY2025 prior_guidance - yoy"],
    ),
    (
        "brackenmoor",
        "It cut its GAAP EPS guidance for fiscal 2025 to a range of $2.92 to $3.00 from $3.01 to $3.17.",
        ["eps level FY2025 guidance - -", "eps level FY2025 prior_guidance - -"],
    ),
    (
        "brackenmoor",
        "Canada's operating loss was $2.3 million, against $1.4 million a year earlier.",
        ["operating_income level 2025Q3 actual Canada -", "operating_income level 2024Q3 actual Canada -"],
    ),
    (
        "brackenmoor",
        "Online net sales rose 22.6% to $84.6 million.",
        ["revenue growth 2025Q3 actual online yoy", "revenue level 2025Q3 actual online -"],
    ),
    (
        "brackenmoor",
        "Inventory ended the quarter at $486.2 million, up 3.1%.",
        ["inventory level 2025Q3 actual - -", "inventory growth 2025Q3 actual - yoy"],
    ),
    (
        "brackenmoor",
        "Free cash flow for the first nine months was $95.1 million.",
        ["free_cash_flow level 2025Q1-Q3 actual - -"],
    ),
    (
        "brackenmoor",
        "Through the first three quarters, operating cash flow was $176.5 million.",
        ["operating_cash_flow level 2025Q1-Q3 actual - -"],
    ),
    (
        "brackenmoor",
        "It ended the quarter with 412 stores and targets 500 stores by the end of fiscal 2028.",
        ["store_count level 2025Q3 actual - -", "store_count level 2028Q4 target - -"],
    ),
    (
        "brackenmoor",
        "It aims for an operating margin of 8% by fiscal 2028.",
        ["operating_margin level FY2028 target - -"],
    ),
    (
        "brackenmoor",
        "The quarterly dividend is $0.18 per share, up 12.5%.",
        ["dividend_per_share level 2025Q3 actual - -", "dividend_per_share growth 2025Q3 actual - yoy"],
    ),
    (
        "brackenmoor",
        "Capital expenditure guidance for fiscal 2025 was lowered to $108 million to $112 million.",
        ["capital_expenditure level FY2025 guidance - -"],
    ),
    ("brackenmoor", "Net income rose 12.9% on the year.", ["net_income growth 2025Q3 actual - yoy"]),
    (
        "brackenmoor",
        "Own brands were 24% of sales, 150 basis points more than a year earlier.",
        ["revenue share 2025Q3 actual own brands -", "revenue change 2025Q3 actual own brands yoy"],
    ),
    (
        "brackenmoor",
        "SG&A expense rose 6.8% to $263.7 million.",
        ["operating_expenses growth 2025Q3 actual - yoy", "operating_expenses level 2025Q3 actual - -"],
    ),
]

LIES_ELSEWHERE = [
    ("kestrel", "EPS was $4.68 in the fourth quarter.", ["eps level FY2025 actual - -"]),
    ("kestrel", "Net interest income rose 8.2% on the quarter.", ["net_interest_income growth 2025Q4 actual - yoy"]),
    ("kestrel", "Net interest margin was 1.88%.", ["other level 2025Q4 actual - -"]),
    ("kestrel", "Deposits were $19.24 billion.", ["loans level 2025Q4 actual - -"]),
    ("kestrel", "Net charge-offs were 32% of average loans.", ["net_charge_offs share 2025Q4 actual - -"]),
    ("kestrel", "Commercial loans were $19.24 billion.", ["loans level 2025Q4 actual - -"]),
    ("kestrel", "Noninterest income rose 1.5% on the quarter.", ["noninterest_income growth 2025Q4 actual - qoq"]),
    (
        "kestrel",
        "Net interest income for fiscal 2026 was $874 million to $890 million.",
        ["net_interest_income level FY2026 guidance - -"],
    ),
    ("kestrel", "The CET1 ratio was 10.75%.", ["cet1_ratio level - target - -"]),
    ("kestrel", "The efficiency ratio was 56%.", ["efficiency_ratio level 2025Q4 actual excluding severance -"]),
    ("brackenmoor", "Net income was $27.9 million.", ["net_income level 2024Q3 actual - -"]),
    ("brackenmoor", "Traffic rose 1.1%.", ["traffic growth 2025Q3 actual - yoy"]),
    (
        "brackenmoor",
        "Canada earned an operating income of $2.3 million.",
        ["operating_income level 2025Q3 actual Canada -"],
    ),
    (
        "brackenmoor",
        "It raised its fiscal 2025 sales outlook to $3.42 billion to $3.45 billion.",
        ["revenue level FY2025 guidance - -"],
    ),
    ("brackenmoor", "Adjusted EPS was $0.60.", ["eps level 2025Q3 actual - -"]),
    ("brackenmoor", "Free cash flow for the quarter was $95.1 million.", ["free_cash_flow level 2025Q1-Q3 actual - -"]),
    (
        "brackenmoor",
        "Comparable sales in Canada rose 3.3%.",
        ["comparable_sales growth 2025Q3 actual United States yoy"],
    ),
    ("brackenmoor", "Comparable sales rose 5.5%.", ["revenue growth 2025Q3 actual - yoy"]),
    ("brackenmoor", "It has 500 stores.", ["store_count level 2028Q4 target - -"]),
    (
        "brackenmoor",
        "Sales of $3.46 billion to $3.52 billion are expected for fiscal 2025.",
        ["revenue level FY2025 prior_guidance - -"],
    ),
    ("brackenmoor", "Comparable sales are up 1.5%.", ["comparable_sales growth QTD-2025Q4 actual - yoy"]),
]


@cache
def elsewhere(name: str) -> Prose:
    """The checker of the bank's or the retailer's call."""
    return Prose(gold_calls.sample(ELSEWHERE[name]), catalogue.load())


def facts_elsewhere(name: str, wanted: list[str]) -> list[Fact]:
    """The first fact of each description."""
    found = {}
    for each in reversed(gold_calls.sample(ELSEWHERE[name]).facts):
        described = (each.metric, each.measure, each.period, each.status, each.segment, each.versus)
        found[" ".join(word or "-" for word in described)] = each
    return [found[each] for each in wanted]


@pytest.mark.parametrize(("name", "sentence", "wanted"), TRUE_ELSEWHERE)
def test_true_prose_stands_in_other_industries(name: str, sentence: str, wanted: list[str]) -> None:
    """Margins, provisions, comparable sales and stores are told as truly as recurring revenue."""
    assert elsewhere(name).problems(sentence, facts_elsewhere(name, wanted)) == []


@pytest.mark.parametrize(("name", "sentence", "wanted"), LIES_ELSEWHERE)
def test_lying_prose_falls_in_other_industries(name: str, sentence: str, wanted: list[str]) -> None:
    """Another metric, segment, period, base, basis or direction is found there too."""
    assert elsewhere(name).problems(sentence, facts_elsewhere(name, wanted))
