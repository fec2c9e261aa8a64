"""Words around a number that speak of another metric, measure, period or status make a claim suspect."""

from dataclasses import replace

import pytest
from calls import call, claim, dec, found
from hypothesis import given
from hypothesis import strategies as st

from extractor import catalogue, context, metric_check, period_check, status_check
from extractor.context import SOFT
from extractor.records import Side
from extractor.view import View

SHIPPED = catalogue.load()


RULES = {
    metric_check.metric_words: metric_check.by_rules,
    period_check.period_words: period_check.by_rules,
    status_check.status_words: status_check.by_rules,
}
"""The rules of the checks that also weigh the words: the tables here are of the rules."""


def failed(text: str, number: str, **fields: object) -> list[str]:
    """The names of the soft checks that a claim about `number` fails, by their rules."""
    mentions = found(text)
    view = View(call(text), mentions, SHIPPED)
    made = claim(mentions, number, **fields)
    names = [check.__name__.replace("_", " ") for check, rules in RULES.items() if rules(made, view)]
    others = [check for check in SOFT if check not in RULES]
    return names + [result.name for check in others if not (result := check(made, view)).passed]


def of(metric: str, **fields: object) -> dict[str, object]:
    """The fields of a claim about a metric under its plain name."""
    return {"metric": metric, "label": metric.replace("_", " "), **fields}


NET = of("net_income")
ADMISSIONS = of("other", label="admissions", measure="growth", unit="percent")
ORIGINATIONS = of("other", label="originations", measure="growth", unit="percent")
RESERVES = of("other", label="reserves", unit="USD")
METRIC = [
    ("Revenue was $9 million and gross profit was $5 million.", "$9 million", of("gross_profit"), False),
    ("Revenue was $9 million and gross profit was $5 million.", "$5 million", of("gross_profit"), True),
    ("We ended with $9 million of cash and $5 million of debt.", "$5 million", of("debt"), True),
    ("We ended with $9 million of cash and $5 million of debt.", "$5 million", of("cash_and_investments"), False),
    ("We signed 7 new customers and have 300 customers.", "7", of("customers"), False),
    ("We signed 7 new customers and have 300 customers.", "300", of("customers"), True),
    ("Net retention was 110% and gross retention was 95%.", "95%", of("net_retention"), False),
    ("Net income for the second quarter of $9 million produced core EBITDA of $12 million.", "$9 million", NET, True),
    ("Net income for the second quarter of $9 million produced core EBITDA of $12 million.", "$12 million", NET, False),
    ("Gross margin was $4 million or 39% of adjusted revenue.", "39%", of("gross_margin"), True),
    ("Gross margin was $4 million or 39% of adjusted revenue.", "39%", of("operating_margin"), False),
    ("Revenue, helped by higher volume and price, was $9 million.", "$9 million", of("revenue"), True),
    ("We saw strength in RPO, which reached $9 million.", "$9 million", of("rpo"), True),
    ("Operating income was $9 million, or 18% of revenue.", "18%", of("operating_margin"), True),
    ("Operating income was $9 million, or 18% of revenue.", "18%", of("gross_margin"), False),
    ("We bought back 20,000 shares for $9 million.", "$9 million", of("share_repurchases"), True),
    ("Our admissions increased 9% in our home-based locations.", "9%", ADMISSIONS, True),
    ("Sales in our home-based stores increased 9%, and admissions held.", "9%", ADMISSIONS, False),
    ("We originated a record $8 million of loans, which was up 9%.", "9%", ORIGINATIONS, True),
    ("We originated a record $8 million of loans. Deposits were up 9%.", "9%", ORIGINATIONS, False),
    ("Gross margin excluding the costs of the move and of two sites was 9%.", "9%", of("gross_margin"), True),
    ("The costs of the move were high. Operating margin was 9%.", "9%", of("gross_margin"), False),
    ("Our reserves from cash and bank capacity ended at $9 million.", "$9 million", RESERVES, True),
    ("Our reserves fell and cash ended at $9 million.", "$9 million", RESERVES, False),
    ("We booked $9 million in revenue for the bridge.", "$9 million", of("bookings"), True),
    (
        "Home-to-home revenue fell 9%.",
        "9%",
        of("organic_revenue", label="home-to-home revenue", measure="growth"),
        True,
    ),
    ("Our CT1 ratio was 12%.", "12%", of("cet1_ratio", label="CET1 ratio"), True),
    (
        "R&D and G&A fell by $9 million and $5 million, respectively.",
        "$5 million",
        of("general_and_administrative"),
        True,
    ),
    (
        "R&D and G&A fell by $9 million and $5 million, respectively.",
        "$9 million",
        of("general_and_administrative"),
        False,
    ),
    ("Expenses of the bank were $9 million.", "$9 million", of("noninterest_expense", label="expenses"), True),
    ("Inventory improved. It stood at $9 million.", "$9 million", of("inventory"), True),
    ("Debt fell. It stood at $9 million.", "$9 million", of("inventory"), False),
    ("The warehouse move took $9 million.", "$9 million", of("other", label="warehouse move"), True),
    ("Revenue was $9 million.", "$9 million", of("other", label="warehouse move"), False),
    ("Provisions toward loans were $9 million.", "$9 million", of("other", label="special provisions"), True),
    ("Operating income was up $9 million strongly gross profit too.", "$9 million", of("operating_income"), True),
    (
        "Inventory was $8 million. This was down $1 million on lower sales.",
        "$1 million",
        of("inventory", measure="change"),
        True,
    ),
    ("Harbor revenue was $9 million.", "$9 million", of("revenue", label="revenue", segment="Harbor"), True),
    ("Cloud revenue was $9 million.", "$9 million", of("revenue", label="revenue", segment="Cloud"), True),
    ("Cloud revenue was $9 million.", "$9 million", of("revenue", label="revenue", segment="Harbor"), False),
    ("The purchase of Ostrava was paid: $9 million in cash.", "$9 million", of("other", label="purchase"), True),
    ("Customers with more than $100,000 in ARR grew 27%.", "27%", of("arr", measure="growth"), False),
    ("An average daily rate of $9 million was reached.", "$9 million", of("other", label="ADR"), True),
    ("An average nightly rate of $9 million was reached.", "$9 million", of("other", label="ADR"), False),
    ("We beat it with production of 12 million BOE.", "12 million", of("production", unit="boe"), True),
    ("We had a record margin performance of 30%.", "30%", of("operating_margin"), True),
    ("Gross margins were 30%.", "30%", of("operating_margin"), False),
    ("It includes $9 million related to our yearly fair.", "$9 million", of("revenue", label="yearly fair"), True),
    (
        "The premium of our new lines of business in the south grew 9% despite more quotes.",
        "9%",
        of("other", label="quotes"),
        False,
    ),
    ("Quotes grew 9% despite fewer lines of business.", "9%", of("other", label="quotes"), True),
    ("Net debt, that is debt less cash, was $9 million.", "$9 million", of("net_debt"), True),
    ("We paid $9 million for capital expenditures.", "$9 million", of("capital_expenditure"), True),
    ("We added 39 depots with 4 million users.", "39", of("users"), False),
    ("We added 39 depots with 4 million users.", "4 million", of("users"), True),
    ("ROXA and ROE were 2% and 9%, respectively.", "2%", of("return_on_equity", label="ROE"), False),
    ("ROXA and ROE were 2% and 9%, respectively.", "9%", of("return_on_equity", label="ROE"), True),
    ("Solvency is at 19% and the CET1 ratio is up.", "19%", of("cet1_ratio", label="CET1 ratio"), False),
    ("We paid a dividend of 18 cents per share.", "18 cents", of("eps", unit="USD/share"), False),
    ("Of our customers, 44% use two or more products.", "44%", of("attach_rate", label="two or more products"), True),
    ("Of the customers about 40% have good marks today.", "40%", of("other", label="good marks"), True),
    ("Of the customers about 40% left, with good marks.", "40%", of("other", label="good marks"), False),
    ("Money sat idle at an average rate of 3.9%.", "3.9%", of("other", label="average rate"), True),
    (
        "Free cash flow, which excludes operating cash flow of the mill and its capital expenditures, was $9 million.",
        "$9 million",
        of("free_cash_flow"),
        True,
    ),
    (
        "Free cash flow, which excludes operating cash flow of the mill and its capital expenditures, was $9 million.",
        "$9 million",
        of("capital_expenditure"),
        False,
    ),
    ("New orders of 5,100 units were booked.", "5,100", of("orders"), True),
    ("Repair cycles can take 40 days.", "40 days", of("volume", unit="count"), False),
    ("Inventory was a large use of cash, down $9 million.", "$9 million", of("inventory", measure="change"), True),
    (
        "The profit was $8 million while its combined ratios stood at 81% and 88%, respectively.",
        "81%",
        of("combined_ratio"),
        True,
    ),
    ("SG&A as a percentage of revenue was 34%.", "34%", of("revenue", measure="growth"), False),
    ("Bed occupancies were up 9%.", "9%", of("other", label="bed occupancy", measure="growth"), True),
]


@pytest.mark.parametrize(("text", "number", "fields", "passes"), METRIC)
def test_a_number_belongs_to_the_name_it_leads_to_or_follows(
    text: str, number: str, fields: dict[str, object], passes: bool
) -> None:
    """Names after the number bind first, then the nearest before, then what was spoken of; reasons never bind."""
    assert ("metric words" not in failed(text, number, **fields)) is passes


PERIOD = [
    ("In the second quarter revenue was $9 million.", "$9 million", "2024Q2", True),
    ("In the second quarter revenue was $9 million.", "$9 million", "2023Q2", False),
    ("Revenue was $9 million.", "$9 million", "2024Q2", True),
    ("Revenue was $9 million.", "$9 million", "2023Q2", False),
    ("Revenue was $9 million, against $8 million a year ago.", "$8 million", "2023Q2", True),
    ("Revenue was $9 million, against $8 million a year ago.", "$8 million", "2024Q2", False),
    ("Revenue was $9 million, against $8 million a year ago.", "$9 million", "2023Q2", False),
    ("Revenue was $9 million, up from $8 million.", "$8 million", "2024Q2", False),
    ("Revenue was $9 million, up from $8 million in the first quarter.", "$9 million", "2024Q1", False),
    ("Revenue was $9 million, up from $8 million in the first quarter.", "$8 million", "2024Q1", True),
    ("Revenue was $9 million. This compares to revenue of $8 million.", "$8 million", "2023Q2", True),
    ("Revenue was $9 million. This compares to revenue of $8 million.", "$8 million", "2024Q2", False),
    ("Revenue was $9 million, prior year was at $8 million.", "$8 million", "2023Q2", True),
    ("Revenue was $9 million, compared with 2023 revenue of $8 million.", "$8 million", "FY2023", True),
    ("In the prior year quarter, revenue was $8 million.", "$8 million", "2024Q2", False),
    ("Revenue was $8 million in 2022 and 2023.", "$8 million", "FY2023", True),
    ("Revenue was $9 million for the six months.", "$9 million", "2024Q1-Q2", True),
    ("Revenue was $9 million, and $1 million above the range we gave in August.", "$9 million", "2023Q2", False),
    ("Comparable revenue so far this month is $9 million.", "$9 million", "QTD-2024Q3", True),
    ("Revenue was $9 million.", "$9 million", "QTD-2024Q3", False),
    ("March was better, with revenue of $9 million.", "$9 million", "2024-03", True),
    ("Revenue was $9 million.", "$9 million", "2024-03", False),
    ("Back then, when we were a small shop, revenue was $9 million.", "$9 million", "2024Q2", False),
    ("Revenue was $8 million and $9 million for the 2022 and 2023 full years.", "$9 million", "FY2022", False),
    ("Revenue was $8 million and $9 million for the 2022 and 2023 full years.", "$9 million", "FY2023", True),
    ("Revenue was $9 million in the second quarter of 2023.", "$9 million", "", False),
    (
        "Revenue was $9 million over the final five months of the year, as told in the first quarter.",
        "$9 million",
        "FY2023",
        True,
    ),
    ("Departures of $9 million reached half of the levels in 2019.", "half", "2024Q2", True),
    ("With the removal of the losses of 2023, revenue was $9 million.", "$9 million", "2024Q2", True),
    ("On a year-to-date basis, revenue was $9 million.", "$9 million", "2024Q2", False),
    ("Through six months, our revenue is $9 million.", "$9 million", "2024Q2", False),
    ("Revenue was $9 million, and $8 million in the quarter before.", "$8 million", "2024Q2", False),
    ("On a linked quarter basis revenue rose to $9 million.", "$9 million", "2024Q2", True),
    ("Revenue was $9 million during all of 2024.", "$9 million", "2024H1", False),
    ("On a year-to-date basis, revenue was $9 million.", "$9 million", "2024Q1-Q2", True),
    ("For the six months revenue was $9 million.", "$9 million", "2024Q2", False),
    ("Revenue was $9 million.", "$9 million", "2024Q1-Q2", False),
    ("Revenue rose from $8 million in April to $9 million in June.", "$8 million", "2024-06", False),
    ("Revenue rose from $8 million in April to $9 million in June.", "$8 million", "2024-04", True),
    ("In June, 9% of revenue came from abroad.", "9%", "2024Q2", False),
    ("In June we opened, and 9% of revenue came from abroad.", "9%", "2024Q2", True),
    ("That is more relative to our pre-storm 2019 revenue of $8 million.", "$8 million", "2024Q2", False),
    ("That is more relative to our pre-storm 2019 revenue of $8 million.", "$8 million", "FY2019", True),
    ("This past quarter revenue was $9 million.", "$9 million", "2024Q2", True),
    ("Unlike the second quarter of 2023, revenue of $9 million was booked.", "$9 million", "2024Q2", True),
    ("Over the last 12 months we grew. First, revenue was $9 million.", "$9 million", "2024Q2", False),
    ("Over the last 12 months we grew. First, revenue was $9 million.", "$9 million", "TTM-2024Q2", True),
    ("We sold $8 million in the quarter and had revenue of $9 million in July.", "$9 million", "2024Q3", True),
    (
        "In the quarter and a year ago, revenue was $9 million and $8 million, respectively.",
        "$8 million",
        "2023Q2",
        True,
    ),
    ("We spent $9 million on new trucks last quarter.", "$9 million", "2024Q2", True),
    ("Revenue was $9 million, up from last quarter.", "$9 million", "2024Q1", False),
    ("Revenue was $9.3 million, up from $8.4 million last quarter.", "$8.4 million", "2024Q2", False),
    ("Revenue was $9.3 million, up from $8.4 million last quarter.", "$8.4 million", "2024Q1", True),
    ("Revenue abroad dropped from $9 million to $8 million.", "$9 million", "2024Q2", False),
    ("In 2023, 9% of our full year sales were online.", "9%", "FY2023", True),
    (
        "Second quarter revenue of $9 million and year-to-date revenue of $17 million were flat.",
        "$9 million",
        "2024Q2",
        True,
    ),
    ("Earnings from operations were $9 million versus a prior year loss of $6 million.", "$9 million", "2024Q2", True),
    ("Revenue grew from $7 million to $9 million in 2023.", "$7 million", "FY2023", False),
    ("Revenue grew from $7 million to $9 million in 2023.", "$7 million", "FY2022", True),
    ("Compared to 2022, revenue rose 5% from $7 million.", "$7 million", "FY2022", True),
    ("Compared to 2022, revenue rose to $9 million.", "$9 million", "2024Q2", True),
    ("We delivered annual revenue of $9 million.", "$9 million", "2024Q2", False),
    ("When we were in the storm it fell, and now it is 9% of revenue.", "9%", "2024Q2", True),
    ("Third quarter sales of $7 million fell. In October, retention was 9%.", "9%", "2024Q2", False),
    ("Excluding the $2 million booked in the first quarter, revenue was $9 million.", "$9 million", "2024Q2", True),
    ("The next page shows the first half. Revenue was $9 million.", "$9 million", "2024Q2", False),
    ("The next page shows the first half. Revenue was $9 million.", "$9 million", "2024H1", True),
    ("Revenue was $9 million on a year-to-date basis.", "$9 million", "2024Q2", False),
    ("Year today, we have revenue of $9 million.", "$9 million", "2024H1", True),
    ("Revenue from abroad was 8% in April, 7% in May and 9% in June.", "9%", "2024Q2", False),
    ("In June, in the mountains, revenue per house was $9.\nApril fell.", "$9", "2024-04", False),
    ("April revenue was $7 million, for second quarter revenue of $9 million.", "$9 million", "2024-04", False),
    ("In the first half we had revenue of $12 million. $9 million was from abroad.", "$9 million", "2024Q2", False),
    ("In the first half we had revenue of $12 million. We then made $9 million.", "$9 million", "2024Q2", True),
    (
        "Second quarter revenue of $9 million rose, though the wet weather of the first six months did not help.",
        "$9 million",
        "2024Q1-Q2",
        False,
    ),
    ("Revenue was $4 million in the quarter and $9 million for the six months.", "$9 million", "2024Q1-Q2", True),
    ("We passed the first quarter, when we had revenue of $8 million.", "$8 million", "2024Q1", True),
    ("We passed the first quarter, when we had revenue of $8 million.", "$8 million", "2024Q2", False),
    ("Orders were $7 million and $8 million in the first and fourth quarters of 2023.", "$7 million", "2023Q1", True),
    ("Orders were $7 million and $8 million in the first and fourth quarters of 2023.", "$7 million", "2023Q4", False),
    (
        "Orders were $7 million and $8 million, respectively, at the end of the first quarter.",
        "$7 million",
        "2024Q1",
        True,
    ),
    (
        "The chart goes from $7 million from the second quarter of last year to revenue today.",
        "$7 million",
        "2023Q2",
        True,
    ),
    ("If you look back to a year ago, revenue was $7 million.", "$7 million", "2023Q2", True),
    ("Revenue, which has the shop bought last year, is $9 million.", "$9 million", "2024Q2", True),
    ("Revenue was $9 million, and was best in June.", "$9 million", "2024Q2", True),
    ("On a 12-month basis, revenue was $9 million.", "$9 million", "TTM-2024Q2", True),
    ("On a 12-month basis, revenue was $9 million.", "$9 million", "2024Q2", False),
    ("It is up from $7 million back in January.", "$7 million", "2024-01", True),
    ("For the three weeks ended July 20, revenue was $9 million.", "$9 million", "QTD-2024Q3", True),
    ("We earned $9 million, representing a 2% margin, for the first half.", "$9 million", "2024Q2", False),
]


def test_a_margin_of_a_numbered_quarter_is_not_the_years() -> None:
    """ "For the second quarter" right after a margin dates it."""
    text = "The margin was 4% for the second quarter."
    for period, passes in (("FY2024", False), ("2024Q2", True)):
        assert ("period words" not in failed(text, "4%", **of("operating_margin", period=period))) is passes


@pytest.mark.parametrize(("period", "passes"), [("2023Q4", True), ("2024Q2", False), ("2024Q1", False)])
def test_what_a_year_began_with_stood_at_the_end_of_the_year_before(period: str, passes: bool) -> None:
    """A stock at the beginning of a time is of the quarter that ended there."""
    text = "We began 2024 with cash of $9 million."
    fields = of("cash_and_investments", period=period)
    assert ("period words" not in failed(text, "$9 million", **fields)) is passes


def test_the_quarter_now_running_may_be_called_the_current_one() -> None:
    """A call is held after the quarter it reports."""
    text = "We have contracts for 62% of the current quarter."
    for period in ("2024Q2", "2024Q3"):
        assert "period words" not in failed(text, "62%", **of("other", label="contracts", period=period))


@pytest.mark.parametrize(("text", "number", "period", "passes"), PERIOD)
def test_a_result_is_of_the_period_that_its_words_date_it(text: str, number: str, period: str, passes: bool) -> None:
    """A phrase at the number dates it, then one that leads; what nothing dates is of the reported period."""
    assert ("period words" not in failed(text, number, period=period)) is passes


AHEAD = [
    ("For the third quarter we expect revenue of $9 million.", "2024Q3", True),
    ("For the third quarter we expect revenue of $9 million.", "FY2024", False),
    ("For the third quarter we expect growth. We see revenue of $9 million.", "FY2024", False),
    ("For the full year we expect growth. We see revenue of $9 million.", "FY2024", True),
    ("After a strong second quarter we expect revenue of $9 million for the full year.", "FY2024", True),
    ("Revenue was strong in 2023. We raise our outlook for revenue to $9 million.", "FY2024", True),
    ("Savings will be whole in 2026. We raise our guidance for revenue to $9 million.", "FY2024", True),
    ("Last month we agreed on revenue of $9 million, all of it by 2026.", "FY2026", True),
    ("For the third quarter we expect revenue of $9 million and full year costs of $1 million.", "2024Q3", True),
    ("For the third quarter we expect revenue of $9 million and full year costs of $1 million.", "FY2024", False),
    ("We raise our guide for fiscal 2024. You see that revenue in the quarter was $9 million.", "FY2024", False),
    (
        "For 2025 we expect revenue to grow. It is $9 million, above the midpoint of our 2024 guidance.",
        "FY2025",
        True,
    ),
    (
        "For 2025 we expect revenue to grow. It is $9 million, above the midpoint of our 2024 guidance.",
        "FY2024",
        False,
    ),
]


@pytest.mark.parametrize(("text", "period", "passes"), AHEAD)
def test_an_outlook_is_for_the_time_last_named(text: str, period: str, passes: bool) -> None:
    """The phrase of its sentence that looks ahead dates an outlook, else that of the nearest sentence before."""
    assert ("period words" not in failed(text, "$9 million", period=period, status="guidance")) is passes


STATUS = [
    ("For the third quarter we expect revenue of $9 million.", "guidance", "2024Q3", True),
    ("For the third quarter we expect revenue of $9 million.", "actual", "2024Q3", False),
    ("Revenue was $9 million. We expect growth.", "guidance", "2024Q2", False),
    ("We expect growth next year. We made revenue of $9 million.", "guidance", "FY2025", False),
    ("We expect growth next year. Revenue of $9 million was steady.", "guidance", "FY2025", False),
    ("We expect growth next year. Revenue of $9 million is in it.", "guidance", "FY2025", True),
    ("Our target is revenue of $9 million.", "actual", "", False),
    ("Our target is revenue of $9 million.", "target", "FY2027", True),
    ("Revenue should be $9 million in fiscal 2024.", "actual", "FY2024", False),
    ("In August we had guided to revenue of $9 million for fiscal 2024.", "guidance", "FY2024", False),
    ("In August we had guided to revenue of $9 million for fiscal 2024.", "prior_guidance", "FY2024", True),
    ("We expect revenue growth, rather than the $9 million we gave you before.", "guidance", "FY2024", False),
    ("Revenue was $9 million.", "prior_guidance", "2024Q2", False),
    ("To get there we need another $9 million of revenue.", "actual", "2024Q2", False),
    ("Since the quarter ended we have signed orders of $9 million.", "actual", "2024Q3", True),
    ("The fair was held in July, which brings revenue of $9 million in our third quarter.", "guidance", "2024Q3", True),
    ("Revenue was better than expected, at $9 million.", "guidance", "FY2024", False),
    ("New contracts of $9 million are going on now.", "actual", "2024Q3", True),
    ("We are confident of ending the year at $9 million of revenue.", "actual", "FY2024", False),
    ("That is above the prior growth expectation of $9 million.", "guidance", "FY2024", False),
    ("We pay down debt to reach our target revenue range of $9 million.", "actual", "", False),
    ("Were prices to persist, we would incur $9 million of revenue.", "actual", "", False),
    ("We expect $9 million of orders completed this year.", "actual", "FY2024", False),
    ("In our longer-term financial model, revenue is $9 million.", "actual", "", False),
    ("We still see a path to revenue of $9 million.", "actual", "", False),
    ("As we will shrink it, we repaid $9 million in our third quarter.", "actual", "2024Q3", True),
    ("For the third quarter, we expect reported revenue of $9 million.", "actual", "2024Q3", False),
    ("Our improved expectations for 2024 include revenue of $9 million.", "actual", "FY2024", False),
    ("Our full year plan is revenue of $9 million.", "actual", "FY2024", False),
    ("Revenue of $9 million is in the books of fiscal 2024.", "actual", "FY2024", False),
    ("I will also note that in the third quarter we sold $9 million.", "actual", "2024Q3", True),
    ("We have met our objective of revenue above $9 million.", "actual", "2024Q2", True),
    ("We expect revenue to come back into the original guidance range of $9 million.", "guidance", "FY2024", True),
    ("We have budgeted revenue of $9 million.", "guidance", "FY2024", True),
    ("We expect orders of $8 million and revenue to range from $9 million to $10 million.", "guidance", "FY2024", True),
    ("We expect orders of $8 million, up from $9 million.", "guidance", "FY2024", False),
    ("We will go on with the farms, which account for $9 million of revenue.", "actual", "2024Q2", True),
    ("We will go on, and the farms should reach $9 million of revenue.", "actual", "2024Q2", False),
    ("That was under our guidance of $9 million.", "guidance", "FY2024", False),
    ("Revenue of $9 million increased and was above our guidance.", "guidance", "FY2024", False),
    ("Revenue is up from our initial outlook of $9 million.", "actual", "2024Q2", False),
    ("We met our guidance of $9 million of revenue.", "actual", "2024Q2", True),
    ("We are raising our revenue guidance from $9 million, now to $10 million.", "guidance", "FY2024", False),
    ("Last quarter on our call, we set revenue at $9 million for the year.", "guidance", "FY2024", False),
    ("Revenue will be above the $9 million we called out in the spring.", "guidance", "FY2024", False),
    ("We'll cut revenue to $9 million.", "actual", "2024Q2", False),
    ("We'll turn to revenue, which was $9 million.", "actual", "2024Q2", True),
    ("Without it, revenue would have been $9 million.", "actual", "2024Q2", True),
    ("Up to $9 million of revenue will be given away.", "actual", "2024Q2", False),
    ("We have $9 million of revenue projected for the year.", "actual", "2024Q2", False),
    ("The shop has the potential to reach $9 million of revenue.", "actual", "2024Q2", False),
    ("We closed $9 million of orders in our third quarter, where there may be more.", "actual", "2024Q3", True),
    ("We are now working on orders of $9 million.", "actual", "2024Q3", True),
    ("We are raising again our orders guide to $9 million.", "actual", "FY2024", False),
]


def test_what_is_committed_is_actual_though_it_falls_due_later() -> None:
    """Maturities of later years stand today."""
    text = "We have no maturities in 2024 and $9 million of maturities in 2025."
    fields = of("other", label="debt maturities", period="FY2025")
    assert "status words" not in failed(text, "$9 million", **fields)


UNIT = [
    ("Orders were down 6% organically or down nine without it.", "nine", "growth", "percent", "-9", True),
    ("Orders were up 3% organically and 4, year over year.", "4", "growth", "percent", "4", True),
    ("Growth was 3%. We took 4 of the orders.", "4", "growth", "percent", "4", False),
    ("The share of these orders is about 31 today.", "31", "share", "percent", "31", False),
    ("We grew the orders in the low 20s range.", "20s", "growth", "percent", "20", True),
    ("We had 20s in the drawer.", "20s", "level", "percent", "20", False),
]


@pytest.mark.parametrize(("text", "number", "measure", "unit", "value", "passes"), UNIT)
def test_a_bare_number_takes_a_unit_from_the_words_or_is_suspect(
    text: str, number: str, measure: str, unit: str, value: str, passes: bool
) -> None:
    """A growth beside one in percent is in percent; where only the reader says so, it is told."""
    fields = of("orders", measure=measure, unit=unit, value=dec(value))
    assert ("unit words" not in failed(text, number, **fields)) is passes


@pytest.mark.parametrize(("text", "status", "period", "passes"), STATUS)
def test_an_outlook_is_new_and_ahead_and_a_result_is_done(text: str, status: str, period: str, passes: bool) -> None:
    """What is over is no outlook, what is not over must be told as done, what is recalled is not new."""
    assert ("status words" not in failed(text, "$9 million", status=status, period=period)) is passes


@pytest.mark.parametrize(
    ("text", "number", "fields", "passes"),
    [
        ("R&D was 18% of revenue.", "18%", of("revenue", measure="growth", versus="yoy"), False),
        ("Revenue increased by $9 million.", "$9 million", of("revenue"), False),
        ("Revenue was $9 million.", "$9 million", of("revenue", measure="change", versus="yoy"), False),
        ("Revenue rose $9 million.", "$9 million", of("revenue", measure="change", versus="yoy"), True),
        ("We grew and kept 80% of digital sales.", "80%", of("revenue", measure="growth", versus="yoy"), False),
        ("A gross margin of 44% shows growth.", "44%", of("revenue", measure="growth", versus="yoy"), False),
        ("Retention remained above 93% as we grew.", "93%", of("revenue", measure="growth", versus="yoy"), False),
        ("A CAGR of 11% since 2015 shows growth.", "11%", of("revenue", measure="growth", versus="yoy"), False),
        ("A CAGR of 11% since 2015 shows growth.", "11%", of("revenue", measure="growth", versus="cagr"), True),
        ("Deals grew and are now 45% of our bookings.", "45%", of("bookings", measure="growth", versus="yoy"), False),
        ("It ran at twice the pace.", "twice", of("other", label="pace", measure="growth", unit="multiple"), True),
        ("Marketing costs were 3.7%.", "3.7%", of("sales_and_marketing", measure="share", share_of="revenue"), True),
    ],
)
def test_a_level_a_change_and_a_share_are_told_apart(
    text: str, number: str, fields: dict[str, object], passes: bool
) -> None:
    """By how much it moved is no level, and what it is of is no growth."""
    assert ("measure words" not in failed(text, number, **fields)) is passes


WORDS = (
    "Revenue|debt|was|$9 million|5%|,|.|and|respectively|in the third quarter|we expect|from|a year ago|of|7|"
    "new customers|\n"
).split("|")


@given(
    st.lists(st.sampled_from(WORDS), max_size=25),
    st.sampled_from(["revenue", "debt", "customers", "other"]),
    st.sampled_from(["actual", "guidance", "target"]),
)
def test_every_claim_gets_a_verdict_with_a_sentence(words: list[str], metric: str, status: str) -> None:
    """Whatever the words, no check raises, and each says why."""
    text = " ".join(words)
    mentions = found(text)
    view = View(call(text), mentions, SHIPPED)
    for mention in (each for each in mentions if each.kind == "quantity" and view.locator.at(each.start)):
        made = claim(mentions, mention.text, **of(metric, status=status, value=dec("1")))
        assert all(check(made, view).sentence for check in SOFT)


@pytest.mark.parametrize(("side", "passes"), [("company", True), ("unknown", False)])
def test_a_number_beside_an_unnamed_speakers_question_may_be_an_analysts(side: Side, passes: bool) -> None:
    """Where nobody says who speaks, the words of a question cast doubt on the numbers beside them."""
    text = "Second question, on credit cost. I think it is only 7 basis points. Can you give us an outlook?"
    transcript = call(text, side)
    turn = replace(transcript.turns[0], section="qa")
    mentions = found(text)
    made = claim(mentions, "7 basis points", metric="provision_for_credit_losses", label="credit cost")
    view = View(replace(transcript, turns=(turn,)), mentions, catalogue.load())
    assert context.asking(made, view).passed is passes
