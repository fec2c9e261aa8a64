"""The rule reader: what it names in sentences of any industry, and where it keeps silent."""

from __future__ import annotations

import os
import re
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor import catalogue, numbers, transcript, verifying
from extractor.readers import binding, lexing, measuring, naming, owning, pairing, rules
from extractor.records import Claim, Paragraph, Reading, Transcript, Turn

CATALOGUE = catalogue.load()
CALL = "2024Q3"
SHARED = Path(os.environ.get("EXTRACTOR_SHARED", Path(__file__).parents[1].parent / "shared"))


def call(text: str, side: str = "company", language: str = "en") -> Transcript:
    """A transcript whose paragraphs are the lines of `text`, all of one speaker."""
    spans = [(found.start(), found.end()) for found in re.finditer(r"[^\n]+", text)]
    paragraphs = tuple(Paragraph(*span, index + 1, None, language) for index, span in enumerate(spans))  # type: ignore[arg-type]
    turn = Turn("", "", side, "prepared_remarks", paragraphs)  # type: ignore[arg-type]
    return Transcript(text, "", "call", "", "", CALL, "", "en", (turn,))


def read(text: str, side: str = "company", language: str = "en") -> Reading:
    return rules.read(call(text, side, language), numbers.find(text), CATALOGUE)


def shown(claim: Claim) -> tuple[str, ...]:
    value = f"{claim.value.normalize():f}" if claim.value is not None else f"{claim.low:f}..{claim.high:f}"
    fields = (claim.metric, claim.segment, claim.measure, claim.versus, claim.share_of, claim.period, claim.status)
    return (value, claim.unit, *fields)


def named(text: str) -> list[tuple[str, ...]]:
    return [shown(claim) for claim in read(text).claims]


ACTUAL = (CALL, "actual")
SENTENCES: list[tuple[str, list[tuple[str, ...]]]] = [
    ("Revenue was $80 million, up 12% from a year ago.", [
        ("80000000", "USD", "revenue", "", "level", "", "", *ACTUAL),
        ("12", "percent", "revenue", "", "growth", "yoy", "", *ACTUAL),
    ]),
    ("Advisory fees of $27 million declined 16%.", [
        ("27000000", "USD", "revenue", "Advisory", "level", "", "", *ACTUAL),
        ("-16", "percent", "revenue", "Advisory", "growth", "yoy", "", *ACTUAL),
    ]),
    ("Our joint venture businesses increased 22%.", [
        ("22", "percent", "revenue", "joint venture", "growth", "yoy", "", *ACTUAL),
    ]),
    ("The rate base was $900 million.", [
        ("900000000", "USD", "other", "", "level", "", "", *ACTUAL),
    ]),
    ("SG&A declined 40 basis points.", [
        ("-40", "bps", "operating_expenses", "", "change", "yoy", "revenue", *ACTUAL),
    ]),
    ("Coatings and Adhesives grew revenue 5% and 7%, respectively.", [
        ("5", "percent", "revenue", "Coatings", "growth", "yoy", "", *ACTUAL),
        ("7", "percent", "revenue", "Adhesives", "growth", "yoy", "", *ACTUAL),
    ]),
    ("Half of our capex was for new mills.", [
        ("50", "percent", "capital_expenditure", "new mills", "share", "", "capital_expenditure", *ACTUAL),
    ]),
    ("Operating margin was 12%, and adjusted EBITDA $4 million with a 31% margin.", [
        ("12", "percent", "operating_margin", "", "level", "", "", *ACTUAL),
        ("4000000", "USD", "adjusted_ebitda", "", "level", "", "", *ACTUAL),
        ("31", "percent", "adjusted_ebitda_margin", "", "level", "", "", *ACTUAL),
    ]),
    ("Loans grew 0.9% YTD, a 3% increase on-year.", [
        ("0.9", "percent", "loans", "", "growth", "other", "", *ACTUAL),
        ("3", "percent", "loans", "", "growth", "yoy", "", *ACTUAL),
    ]),
    ("Group and bank NIM posted 3.1% and 2.4%, respectively.", [
        ("3.1", "percent", "net_interest_margin", "", "level", "", "", *ACTUAL),
        ("2.4", "percent", "net_interest_margin", "bank", "level", "", "", *ACTUAL),
    ]),
    ("Group and bank NIM, as a result of prudent policy, posted 3.1% and 2.4%, respectively.", [
        ("3.1", "percent", "net_interest_margin", "", "level", "", "", *ACTUAL),
        ("2.4", "percent", "net_interest_margin", "bank", "level", "", "", *ACTUAL),
    ]),
    ("Core deposits rose 4% on-quarter.", [
        ("4", "percent", "deposits", "Core", "growth", "qoq", "", *ACTUAL),
    ]),
    ("Our book-to-bill was 1.2.", [("1.2", "multiple", "book_to_bill", "", "level", "", "", *ACTUAL)]),
    ("R&D, sales and marketing, and G&A fell by 20, 30 and 40 basis points as a share of revenue, respectively.", [
        ("-20", "bps", "research_and_development", "", "change", "yoy", "revenue", *ACTUAL),
        ("-30", "bps", "sales_and_marketing", "", "change", "yoy", "revenue", *ACTUAL),
        ("-40", "bps", "general_and_administrative", "", "change", "yoy", "revenue", *ACTUAL),
    ]),
    ("Debt was $900 million and we ended with 1.2 billion of cash.", [
        ("900000000", "USD", "debt", "", "level", "", "", *ACTUAL),
        ("1200000000", "USD", "cash_and_investments", "", "level", "", "", *ACTUAL),
    ]),
    ("Comparable sales should rise 2% to 3% in fiscal 2024, where the earlier view was 4% to 5%.", [
        ("2..3", "percent", "comparable_sales", "", "growth", "yoy", "", "FY2024", "guidance"),
        ("4..5", "percent", "comparable_sales", "", "growth", "yoy", "", "FY2024", "prior_guidance"),
    ]),
    ("Adjusted EBITDA, by which we mean what is left before the usual items, was $58 million.", [
        ("58000000", "USD", "adjusted_ebitda", "", "level", "", "", *ACTUAL),
    ]),
    ("By segment, the Western stores earned $44 million and online earned $5 million.", [
        ("44000000", "USD", "operating_income", "Western stores", "level", "", "", *ACTUAL),
        ("5000000", "USD", "operating_income", "online", "level", "", "", *ACTUAL),
    ]),
    ("Operating cash flow was $4 million, whereas in the same quarter last year we consumed $2 million.", [
        ("4000000", "USD", "operating_cash_flow", "", "level", "", "", *ACTUAL),
        ("-2000000", "USD", "operating_cash_flow", "", "level", "", "", "2023Q3", "actual"),
    ]),
    ("Commercial loans grew 2% in the quarter and consumer loans grew 1%, which helps interest income.", [
        ("2", "percent", "loans", "Commercial", "growth", "qoq", "", *ACTUAL),
        ("1", "percent", "loans", "consumer", "growth", "qoq", "", *ACTUAL),
    ]),
    ("Compared to 2021, sales were up 11% in the quarter.", [
        ("11", "percent", "revenue", "", "growth", "other", "", *ACTUAL),
    ]),
    ("Crop and Seed Sciences sales were up 6%.", [
        ("6", "percent", "revenue", "Crop and Seed Sciences", "growth", "yoy", "", *ACTUAL),
    ]),
    ("Residential segment net sales were up 6%.", [
        ("6", "percent", "revenue", "Residential segment", "growth", "yoy", "", *ACTUAL),
    ]),
    ("We grew revenue 8%, right?", [("8", "percent", "revenue", "", "growth", "yoy", "", *ACTUAL)]),
    ("Our stores did well: we opened nine stores and closed three, so we finished with 208, against 190 a year ago.", [
        ("9", "count", "store_count", "opened", "change", "qoq", "", *ACTUAL),
        ("-3", "count", "store_count", "closed", "change", "qoq", "", *ACTUAL),
        ("208", "count", "store_count", "", "level", "", "", *ACTUAL),
        ("190", "count", "store_count", "", "level", "", "", "2023Q3", "actual"),
    ]),
    ("We now operate 14,000 charging points.", [("14000", "count", "other", "", "level", "", "", *ACTUAL)]),
    ("We grew recurring revenue 9% sequentially.", [
        ("9", "percent", "recurring_revenue", "", "growth", "qoq", "", *ACTUAL),
    ]),
    ("Non-GAAP R&D expense was $12 million or 15% of revenue, down from 17% a year ago.", [
        ("12000000", "USD", "research_and_development", "", "level", "", "", *ACTUAL),
        ("15", "percent", "research_and_development", "", "share", "", "revenue", *ACTUAL),
        ("17", "percent", "research_and_development", "", "share", "", "revenue", "2023Q3", "actual"),
    ]),
    ("Gross margin was 41.5%, an improvement of 120 basis points year over year.", [
        ("41.5", "percent", "gross_margin", "", "level", "", "", *ACTUAL),
        ("120", "bps", "gross_margin", "", "change", "yoy", "", *ACTUAL),
    ]),
    ("Net interest margin fell 8 basis points from the prior quarter to 2.9%.", [
        ("-8", "bps", "net_interest_margin", "", "change", "qoq", "", *ACTUAL),
        ("2.9", "percent", "net_interest_margin", "", "level", "", "", *ACTUAL),
    ]),
    ("Net income was $9 million, or $0.31 per diluted share, compared to $7 million and $0.24 a year ago.", [
        ("9000000", "USD", "net_income", "", "level", "", "", *ACTUAL),
        ("0.31", "USD/share", "eps", "", "level", "", "", *ACTUAL),
        ("7000000", "USD", "net_income", "", "level", "", "", "2023Q3", "actual"),
        ("0.24", "USD/share", "eps", "", "level", "", "", "2023Q3", "actual"),
    ]),
    ("Comparable sales rose 3.1% while traffic slipped 0.4%.", [
        ("3.1", "percent", "comparable_sales", "", "growth", "yoy", "", *ACTUAL),
        ("-0.4", "percent", "traffic", "", "growth", "yoy", "", *ACTUAL),
    ]),
    ("In our Lumber segment, revenue grew 4%.", [
        ("4", "percent", "revenue", "Lumber", "growth", "yoy", "", *ACTUAL),
    ]),
    ("Freight revenue was $50 million and brokerage revenue was $20 million.", [
        ("50000000", "USD", "revenue", "Freight", "level", "", "", *ACTUAL),
        ("20000000", "USD", "revenue", "brokerage", "level", "", "", *ACTUAL),
    ]),
    ("Revenue was up 6% in Canada and down 2% in Mexico.", [
        ("6", "percent", "revenue", "Canada", "growth", "yoy", "", *ACTUAL),
        ("-2", "percent", "revenue", "Mexico", "growth", "yoy", "", *ACTUAL),
    ]),
    ("For the fourth quarter of 2024, we expect revenue of $82 million to $84 million.", [
        ("82000000..84000000", "USD", "revenue", "", "level", "", "", "2024Q4", "guidance"),
    ]),
    ("We now expect full year 2024 capex of $30 million, compared with our prior guidance of $35 million.", [
        ("30000000", "USD", "capital_expenditure", "", "level", "", "", "FY2024", "guidance"),
        ("35000000", "USD", "capital_expenditure", "", "level", "", "", "FY2024", "prior_guidance"),
    ]),
    ("Our long-term target is an operating margin of 25% by 2028.", [
        ("25", "percent", "operating_margin", "", "level", "", "", "FY2028", "target"),
    ]),
    ("We ended the quarter with $300 million in cash and $120 million of debt.", [
        ("300000000", "USD", "cash_and_investments", "", "level", "", "", *ACTUAL),
        ("120000000", "USD", "debt", "", "level", "", "", *ACTUAL),
    ]),
    ("We repurchased 400,000 shares for $18 million.", [
        ("400000", "count", "share_repurchases", "", "level", "", "", *ACTUAL),
        ("18000000", "USD", "share_repurchases", "", "level", "", "", *ACTUAL),
    ]),
    ("Gross profit and operating income were $44 million and $15 million, respectively.", [
        ("44000000", "USD", "gross_profit", "", "level", "", "", *ACTUAL),
        ("15000000", "USD", "operating_income", "", "level", "", "", *ACTUAL),
    ]),
    ("Adjusted EBITDA was $19 million, a margin of 24%.", [
        ("19000000", "USD", "adjusted_ebitda", "", "level", "", "", *ACTUAL),
        ("24", "percent", "adjusted_ebitda_margin", "", "level", "", "", *ACTUAL),
    ]),
    ("The adjusted EBITDA loss narrowed to $2 million.", [
        ("-2000000", "USD", "adjusted_ebitda", "", "level", "", "", *ACTUAL),
    ]),
    ("We consumed $4 million in cash from operations.", [
        ("-4000000", "USD", "operating_cash_flow", "", "level", "", "", *ACTUAL),
    ]),
    ("The combined ratio was 94.2%, and net premiums written grew 11%.", [
        ("94.2", "percent", "combined_ratio", "", "level", "", "", *ACTUAL),
        ("11", "percent", "premiums_written", "", "growth", "yoy", "", *ACTUAL),
    ]),
    ("Load factor was 84%, and unit revenue declined 3%.", [
        ("84", "percent", "load_factor", "", "level", "", "", *ACTUAL),
        ("-3", "percent", "unit_revenue", "", "growth", "yoy", "", *ACTUAL),
    ]),
    ("Customers with more than $100,000 in ARR grew 20%.", [
        ("20", "percent", "customers", ">$100k ARR", "growth", "yoy", "", *ACTUAL),
    ]),
    ("We implemented 14 new clients.", [
        ("14", "count", "new_customers", "implemented", "level", "", "", *ACTUAL),
    ]),
    ("International represented 31% of total revenue.", [
        ("31", "percent", "revenue", "International", "share", "", "revenue", *ACTUAL),
    ]),
    ("Net debt was $90 million, or 2.1 times EBITDA.", [
        ("90000000", "USD", "net_debt", "", "level", "", "", *ACTUAL),
        ("2.1", "multiple", "leverage_ratio", "", "level", "", "", *ACTUAL),
    ]),
    ("Revenue for the nine months was $230 million.", [
        ("230000000", "USD", "revenue", "", "level", "", "", "2024Q1-Q3", "actual"),
    ]),
    ("Deposits grew 5% year on year, and loans grew 3% from the prior quarter.", [
        ("5", "percent", "deposits", "", "growth", "yoy", "", *ACTUAL),
        ("3", "percent", "loans", "", "growth", "qoq", "", *ACTUAL),
    ]),
    ("Revenue was $80 million, which was above the high end of our guidance range of $75 million to $78 million.", [
        ("80000000", "USD", "revenue", "", "level", "", "", *ACTUAL),
        ("75000000..78000000", "USD", "revenue", "", "level", "", "", CALL, "prior_guidance"),
    ]),
    ("Operating cash flow was $22 million compared to $17 million in Q3 2023.", [
        ("22000000", "USD", "operating_cash_flow", "", "level", "", "", *ACTUAL),
        ("17000000", "USD", "operating_cash_flow", "", "level", "", "", "2023Q3", "actual"),
    ]),
    ("ARR increased from $180 million to $200 million.", [
        ("180000000", "USD", "arr", "", "level", "", "", "2023Q3", "actual"),
        ("200000000", "USD", "arr", "", "level", "", "", *ACTUAL),
    ]),
    ("The liquidity coverage ratio was 118%.", [
        ("118", "percent", "other", "", "level", "", "", *ACTUAL),
    ]),
    ("Operating profit rose despite an 8% volume decline.", [
        ("-8", "percent", "volume", "", "growth", "yoy", "", *ACTUAL),
    ]),
    ("A 6% or $5 million increase in capex hurt.", [
        ("6", "percent", "capital_expenditure", "", "growth", "yoy", "", *ACTUAL),
        ("5000000", "USD", "capital_expenditure", "", "change", "yoy", "", *ACTUAL),
    ]),
    ("Margins held despite a 6% decline in total revenue.", [
        ("-6", "percent", "revenue", "", "growth", "yoy", "", *ACTUAL),
    ]),
    ("ADR was 18% below 2022.", [("-18", "percent", "other", "", "growth", "other", "", *ACTUAL)]),
    ("ADR in July exceeded $140 and was 4% higher than June.", [
        ("140", "USD/night", "other", "", "level", "", "", "2024-07", "actual"),
        ("4", "percent", "other", "", "growth", "other", "", "2024-07", "actual"),
    ]),
    ("EBITDA margin was 22%, exceeding third quarter 2022 EBITDA margins by 200 basis points.", [
        ("22", "percent", "ebitda_margin", "", "level", "", "", *ACTUAL),
        ("200", "bps", "ebitda_margin", "", "change", "other", "", *ACTUAL),
    ]),
    ("Operating margins of 26% are 150 basis points higher than our 2022 operating margins of 24.5%.", [
        ("26", "percent", "operating_margin", "", "level", "", "", *ACTUAL),
        ("150", "bps", "operating_margin", "", "change", "other", "", *ACTUAL),
        ("24.5", "percent", "operating_margin", "", "level", "", "", "2022Q3", "actual"),
    ]),
    ("Volume in the month of October was down 5%.", [
        ("-5", "percent", "volume", "", "growth", "yoy", "", "2024-10", "actual"),
    ]),
    ("Since we bought the inn in 2018, EBITDA margin has been 59%.", [
        ("59", "percent", "ebitda_margin", "", "level", "", "", *ACTUAL),
    ]),
    ("Occupancy this past quarter was 70%.", [("70", "percent", "utilization", "", "level", "", "", *ACTUAL)]),
    ("Full-service restaurants were down 30%.", []),
    ("Our restaurant count grew 3%.", [("3", "percent", "store_count", "", "growth", "yoy", "", *ACTUAL)]),
    ("Operating earnings as a percent of sales fell 130 basis points to 12.5%.", [
        ("-130", "bps", "operating_margin", "", "change", "yoy", "", *ACTUAL),
        ("12.5", "percent", "operating_margin", "", "level", "", "", *ACTUAL),
    ]),
    ("We target less than two times leverage.", [("2", "multiple", "leverage_ratio", "", "level", "", "", *ACTUAL)]),
    ("We are raising our EPS guidance by $0.60.", [
        ("0.6", "USD/share", "eps", "", "change", "prior_guidance", "", "FY2024", "guidance"),
    ]),
    ("We beat our guidance with production of 3 million barrels.", [
        ("3000000", "count", "production", "", "level", "", "", *ACTUAL),
    ]),
    ("Revenue growth forecast of 12% to 14% stands.", [
        ("12..14", "percent", "revenue", "", "growth", "yoy", "", "FY2024", "guidance"),
    ]),
    ("Cash gross profit per ton rose 7% to $7.15.", [
        ("7", "percent", "other", "", "growth", "yoy", "", *ACTUAL),
        ("7.15", "USD/ton", "other", "", "level", "", "", *ACTUAL),
    ]),
    ("We expect sales growth of 9% this year, up from 4% to 6% previously.", [
        ("9", "percent", "revenue", "", "growth", "yoy", "", "FY2024", "guidance"),
        ("4..6", "percent", "revenue", "", "growth", "yoy", "", "FY2024", "prior_guidance"),
    ]),
    ("We repurchased 250 million of our shares.", [
        ("250000000", "count", "share_repurchases", "", "level", "", "", *ACTUAL),
    ]),
    ("We repurchased $9 million of stock at an average price of $81.", [
        ("9000000", "USD", "share_repurchases", "", "level", "", "", *ACTUAL),
        ("81", "USD/share", "price", "", "level", "", "", *ACTUAL),
    ]),
    ("Operating margin was strong, with mills delivering margins of 30%.", [
        ("30", "percent", "operating_margin", "", "level", "", "", *ACTUAL),
    ]),
    ("The modification of our 2018 performance plan led to EPS of $0.18.", [
        ("0.18", "USD/share", "eps", "", "level", "", "", *ACTUAL),
    ]),
    ("Orders were down 2% as compared to a 17% decline in Q4.", [
        ("-2", "percent", "orders", "", "growth", "yoy", "", *ACTUAL),
        ("-17", "percent", "orders", "", "growth", "yoy", "", "2023Q4", "actual"),
    ]),
    ("Other operating costs were 12.3%, a decrease of 140 basis points.", [
        ("12.3", "percent", "operating_expenses", "Other operating costs", "share", "", "revenue", *ACTUAL),
        ("-140", "bps", "operating_expenses", "Other operating costs", "change", "yoy", "revenue", *ACTUAL),
    ]),
    ("We raised our capex outlook to $9 million.", [
        ("9000000", "USD", "capital_expenditure", "", "level", "", "", "FY2024", "guidance"),
    ]),
    ("Our EPS guidance of $4.15 to $4.35 assumes stable rates.", [
        ("4.15..4.35", "USD/share", "eps", "", "level", "", "", "FY2024", "guidance"),
    ]),
    ("Our EPS, excluding costs of stock options, tax benefits and other items, should be $4.15.", [
        ("4.15", "USD/share", "eps", "", "level", "", "", "FY2024", "guidance"),
    ]),
    ("Revenue increased $530 million linked quarter.", [
        ("530000000", "USD", "revenue", "", "change", "qoq", "", *ACTUAL),
    ]),
    ("In the first half, we drilled 35 net wells and completed 48 net wells.", [
        ("35", "count", "other", "drilled", "level", "", "", "2024H1", "actual"),
        ("48", "count", "other", "completed", "level", "", "", "2024H1", "actual"),
    ]),
    ("Cedar earnings rose 8%.", [("8", "percent", "operating_income", "Cedar", "growth", "yoy", "", *ACTUAL)]),
    ("Renewal premium fell 4%.", [("-4", "percent", "premiums_written", "Renewal", "growth", "yoy", "", *ACTUAL)]),
    ("Our aggregates volume fell 4%.", [("-4", "percent", "volume", "aggregates", "growth", "yoy", "", *ACTUAL)]),
    ("Available liquidity was $9 million.", [("9000000", "USD", "other", "", "level", "", "", *ACTUAL)]),
    ("Timber segment earnings were $9 million and, as a percentage of sales, fell 40 basis points to 17%.", [
        ("9000000", "USD", "operating_income", "Timber", "level", "", "", *ACTUAL),
        ("-40", "bps", "operating_margin", "Timber", "change", "yoy", "", *ACTUAL),
        ("17", "percent", "operating_margin", "Timber", "level", "", "", *ACTUAL),
    ]),
    ("EBITDA exceeded third quarter 2022 EBITDA by 9%.", [
        ("9", "percent", "ebitda", "", "growth", "other", "", *ACTUAL),
    ]),
    ("Renewal premium change rose to 8.1%.", [("8.1", "percent", "other", "", "level", "", "", *ACTUAL)]),
    ("We expect the dividend to increase from $0.35 per share to $0.55 per share in the fourth quarter.", [
        ("0.35", "USD/share", "dividend_per_share", "", "level", "", "", "2024Q4", "guidance"),
        ("0.55", "USD/share", "dividend_per_share", "", "level", "", "", "2024Q4", "guidance"),
    ]),
    ("Operating income rose with a decremental margin of 28%.", [
        ("28", "percent", "other", "", "level", "", "", *ACTUAL),
    ]),
    ("EBITDA was $52 million, compared to fourth quarter EBITDA of $33 million.", [
        ("52000000", "USD", "ebitda", "", "level", "", "", *ACTUAL),
        ("33000000", "USD", "ebitda", "", "level", "", "", "2023Q4", "actual"),
    ]),
    ("RevPAR was $116.", [("116", "USD/room", "other", "", "level", "", "", *ACTUAL)]),
    ("In May, the Larch Inn and Cedar Key generated $9 million and $7 million in EBITDA, respectively.", [
        ("9000000", "USD", "ebitda", "Larch Inn", "level", "", "", "2024-05", "actual"),
        ("7000000", "USD", "ebitda", "Cedar Key", "level", "", "", "2024-05", "actual"),
    ]),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "facts"), SENTENCES, ids=[sentence[:48] for sentence, _ in SENTENCES])
def test_a_sentence_is_read_as_an_analyst_reads_it(sentence: str, facts: list[tuple[str, ...]]) -> None:
    """Number, unit, metric, part, measure, versus, share of, period and status, in the phrasings of many industries."""
    assert named(sentence) == facts


@pytest.mark.parametrize(
    ("first", "second", "fact"),
    [
        ("Revenue was $80 million.", "This represents growth of 9%.", ("9", "revenue", "growth", *ACTUAL)),
        ("Sales were $8 million.", "There was a sizable increase of 9%.", ("9", "revenue", "growth", *ACTUAL)),
        ("Usage is now in line with expectations.", "Subscribers reached 5 million.",
         ("5000000", "subscribers", "level", *ACTUAL)),
        ("I now share our Q4 outlook.", "Sales should grow 8%.", ("8", "revenue", "growth", "2024Q4", "guidance")),
        ("Gross margin was 60%.", "That is up 200 basis points.", ("200", "gross_margin", "change", *ACTUAL)),
        ("Turning to guidance for 2025.", "Revenue should grow 8%.", ("8", "revenue", "growth", "FY2025", "guidance")),
        ("Turning to our Q4 outlook.", "Now to segment guidance. Sales should grow 8%.",
         ("8", "revenue", "growth", "2024Q4", "guidance")),
        ("We invest more.", "We expect capex to increase to over $4 million in Q4.",
         ("4000000", "capital_expenditure", "level", "2024Q4", "guidance")),
        ("Turning to Timber, volume fell 2%.", "Its revenue was $9 million.", ("9000000", "revenue", "level", *ACTUAL)),
        ("Operating cash flow was $9 million over the last 12 months.", "That represents a 23% increase.",
         ("23", "operating_cash_flow", "growth", "TTM-2024Q3", "actual")),
        ("Capital expenditures were $9 million.", "We expect to spend $12 million this year.",
         ("12000000", "capital_expenditure", "level", "FY2024", "guidance")),
    ],
)  # fmt: skip
def test_a_sentence_leans_on_the_one_before(first: str, second: str, fact: tuple[str, ...]) -> None:
    """Pronouns take the metric of the sentence before, a passage of guidance its outlook and period."""
    last = read(f"{first} {second}").claims[-1]
    assert (f"{last.value:f}", last.metric, last.measure, last.period, last.status) == fact


def test_growth_is_measured_as_in_the_sentence_before() -> None:
    """Where one metric's growth was told against another year than the last, its next growth is too, unless dated."""
    claims = read(
        "Attendance rose 9% versus 2022. Attendance of members rose 4%. Attendance rose 2% this quarter."
    ).claims
    assert [claim.versus for claim in claims] == ["other", "other", "yoy"]


def test_an_amount_of_something_else_takes_no_metric_from_the_sentence_before() -> None:
    """ "Of letters of credit" says what the money is: no cash."""
    claims = read("Cash was $9 million. This included $4 million of restricted letters of credit.").claims
    assert [f"{claim.value:f}" for claim in claims] == ["9000000"]


def test_a_part_holds_until_it_changes() -> None:
    """A segment named by "turning to" stands for the next sentences, and the whole company ends it."""
    text = "Turning to Timber, revenue was $9 million. EBITDA was $2 million. Consolidated revenue was $80 million."
    assert [claim.segment for claim in read(text).claims] == ["Timber", "Timber", ""]


FIVE = " Orders fell 3%. Backlog was $4 million. Prices held. Mix helped. EBITDA was $2 million."
KNOWN = " Timber sales matter. We like timber."


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("Moving now to Coatings." + FIVE, ["Coatings"] * 3),
        ("Starting with Coatings." + FIVE, ["Coatings"] * 3),
        ("Next, the Coatings segment." + FIVE, ["Coatings"] * 3),
        ("Now to Better Living." + FIVE, ["Better Living"] * 3),
        ("I'll start with our results in Coatings." + FIVE, ["Coatings"] * 3),
        ("Let me discuss our Coatings business." + FIVE, ["Coatings"] * 3),
        ("Turning to timber, where prices held." + FIVE + KNOWN, ["timber"] * 3),
        ("Next, on timber, we had mixed results." + FIVE + KNOWN, ["timber"] * 3),
        ("Turning to sustainability." + FIVE, [""] * 3),
        ("Turning to our segment results." + FIVE, [""] * 3),
        ("Looking at both old and new mills, revenue grew 4%.", [""]),
        ("Turning to Coatings." + FIVE + " Turning to Slide 9." + FIVE, ["Coatings"] * 3 + [""] * 3),
        ("Turning to Coatings." + FIVE + " Turning to timber." + FIVE + KNOWN, ["Coatings"] * 3 + ["timber"] * 3),
        ("Turning to our segment results, and I'll start with Coatings." + FIVE, ["Coatings"] * 3),
        (
            "Turning to Coatings. Orders fell 3%. Moving to frozen fish. Orders fell 4%. We like frozen fish.",
            ["Coatings", "frozen fish"],
        ),
        ("Moving to frozen fish. Orders fell 4%. We like frozen fish.", [""]),
        (
            "Turning to Coatings. Orders fell 3%. In the mill segment, prices held. Mix helped. Orders fell 4%.",
            ["Coatings", "mill segment"],
        ),
        ("Turning to Coatings. In paints, orders fell 3%. EBITDA was $2 million.", ["paints", "Coatings"]),
        ("In Coatings, we see good demand. We expect sales to grow 4%. EBITDA was $2 million.", ["Coatings", ""]),
        ("Paints businesses saw demand. Let's start with sales. Sales grew 2%.", [""]),
        ("Turning to Coatings. Our tax rate was 21%. EBITDA was $2 million.", ["", ""]),
        ("Turning to Coatings. EBITDA was $2 million. At the total company level, sales grew 4%.", ["Coatings", ""]),
        ("Turning to Coatings. EBITDA was $2 million. Sales were up 6% at the enterprise level.", ["Coatings", ""]),
        ("At the enterprise level, sales grew 6%.", [""]),
        ("We walk through each segment, starting with Coatings." + FIVE, ["Coatings"] * 3),
        ("Moving to slide 7, Timber was our fastest-growing segment." + FIVE, ["Timber"] * 3),
        ("Turning to our mill segments." + FIVE, [""] * 3),
        ("Timber segment earnings rose 8%. Volume fell 3%. Mix held. Prices rose 3%.", ["Timber", "Timber", ""]),
        ("Turning to Coatings. Orders fell 3%. We are raising our guidance. Sales grew 4%.", ["Coatings", ""]),
    ],
)
def test_a_heading_stands_over_its_section(text: str, segments: list[str]) -> None:
    """A part announced by a heading holds until another heading, or a figure of the whole company, ends it."""
    assert [claim.segment for claim in read(text).claims] == segments


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("Sales rose 5% and fell 3% in constant currency.",
         [("revenue", "", "5"), ("revenue", "constant currency", "-3")]),
        ("Timber sales grew 6%, or 4% on a currency-neutral basis.",
         [("revenue", "Timber", "6"), ("revenue", "Timber constant currency", "4")]),
        ("On a constant currency basis, sales grew 5% and EBITDA grew 7%.",
         [("revenue", "constant currency", "5"), ("ebitda", "constant currency", "7")]),
        ("Sales in local currency were $5 million.", [("revenue", "", "5000000")]),
        ("Sales rose 9% and 4% organically.", [("revenue", "", "9"), ("organic_revenue", "", "4")]),
        ("EBITDA rose 4% organically.", [("ebitda", "", "4")]),
        ("Orders fell 7%, or 2% excluding Harvesters.",
         [("orders", "", "-7"), ("orders", "excluding Harvesters", "-2")]),
        ("Sales rose 4% excluding the impact from Harvesters.", [("revenue", "excluding Harvesters", "4")]),
        ("Sales rose 4% excluding COVID.", [("revenue", "", "4")]),
        ("Sales ex Harvesters were $4 million.", [("revenue", "excluding Harvesters", "4000000")]),
        ("Capex was $9 million, including $2 million from the flood, and should fall 5%.",
         [("capital_expenditure", "", "9000000"), ("capital_expenditure", "flood", "2000000"),
          ("capital_expenditure", "", "-5")]),
        ("Capex was $9 million, including $2 million we had not planned.", [("capital_expenditure", "", "9000000")]),
        ("Capex was $9 million, including $2 million in the third quarter.",
         [("capital_expenditure", "", "9000000"), ("capital_expenditure", "", "2000000")]),
    ],
)  # fmt: skip
def test_what_a_number_is_adjusted_for_goes_with_it(text: str, facts: list[tuple[str, str, str]]) -> None:
    """Constant currency and what is left out name the part; organic growth of revenue is a metric of its own."""
    assert [(claim.metric, claim.segment, f"{claim.value:f}") for claim in read(text).claims] == facts


@pytest.mark.parametrize(
    ("text", "segment"),
    [
        ("Over 2,500 customers now use both Harvester and Tiller.", "Harvester and Tiller"),
        ("We have 3 million Harvester paid seats.", "Harvester"),
        ("We have 7,200 paid Tiller customers.", "Tiller"),
        ("Harvester Cloud delivered $54 million in revenue.", "Harvester Cloud"),
        ("Our VR business surpassed $6 million of ARR.", "VR"),
        ("Discontinued operations had a net loss of $4 million.", "Discontinued"),
        ("At Tiller Capital, we cut debt by $4 million.", "Tiller Capital"),
        ("In Capital Allocation, sales were $4 million.", "Capital Allocation"),
        ("In capital allocation, sales were $4 million.", ""),
        ("Revenue from Timber was $9 million. Paper revenue fell. Segment EBITDA was $2 million.", "Timber"),
        ("Revenue was $9 million. Segment EBITDA was $2 million.", ""),
        ("Sales rose 4% in our domestic business.", "domestic"),
        ("Sales rose 4% in new business.", ""),
        ("Our e-commerce sales rose 4%.", "e-commerce"),
        ("Paints & Coatings revenue rose 4%.", "Paints & Coatings"),
        ("In the quarter, R&D Orchards had revenue of $4 million.", "R&D Orchards"),
        ("In the quarter, Production Mills revenue rose 4%.", "Production Mills"),
        ("The timber segment's gross profit was $4 million.", "timber segment"),
        ("We raised timber revenue. Paper revenue was up 2%. Timber was up 4%.", "Timber"),
        ("Orders fell 7% and timber was down 3%. We raised timber sales.", "timber"),
        ("Paper sales fell 7%, Timber fell 2% and new markets rose 3%.", "new markets"),
        ("The Larch Inn had 92% occupancy on a $254 ADR. We like the Larch Inn.", "Larch Inn"),
        ("The Larch Inn in Santa Rosa finished with 92% occupancy. We like the Larch Inn.", "Larch Inn"),
        ("We led with a 59% EBITDA margin at the Cedar Bay Hotel.", "Cedar Bay Hotel"),
        ("Paper & Pulp delivered sales growth of 9%.", "Paper & Pulp"),
        ("Timber sales rose 10%, with organic sales of 7%.", "Timber"),
        ("Our portfolio occupancy was 70%.", ""),
    ],
)
def test_a_part_is_told_by_what_stands_around_it(text: str, segment: str) -> None:
    """What customers use, whose seats they are, the business that does it, and the segment whose revenue led."""
    assert read(text).claims[-1].segment == segment


@pytest.mark.parametrize(
    ("sentence", "metric", "segment"),
    [
        ("Services revenue rose 5%.", "services_revenue", ""),
        ("Our Harvester 420 cloud revenue rose 5%.", "revenue", "Harvester 420 cloud"),
        ("Tractor content and services revenue rose 5%.", "revenue", "Tractor content and services"),
        ("Turning to Timber. Prices held. Services revenue rose 5%.", "revenue", "Timber services"),
    ],
)
def test_revenue_of_a_kind_within_a_part_is_revenue_of_a_part(sentence: str, metric: str, segment: str) -> None:
    """Product and services revenue are metrics of the whole company only; within a part they name a smaller one."""
    assert [(claim.metric, claim.segment) for claim in read(sentence).claims] == [(metric, segment)]


@pytest.mark.parametrize(
    ("sentence", "facts"),
    [
        ("Backlog of 14 billion was flat.", [("14000000000", "USD")]),
        ("Cash was 9 billion, down 2 billion sequentially.", [("9000000000", "USD"), ("-2000000000", "USD")]),
        ("We have 3 million users.", [("3000000", "count")]),
        ("Backlog fell 8% sequentially and down two from last year.", [("-8", "percent"), ("-2", "percent")]),
        ("Backlog fell 6% and three mills closed.", [("-6", "percent")]),
    ],
)
def test_an_amount_without_a_unit_is_lent_one(sentence: str, facts: list[tuple[str, str]]) -> None:
    """Billions of no noun are money of the call; a bare number after a movement in percent moved in percent too."""
    claims = read(f"It cost $3. {sentence}").claims
    assert [(f"{claim.value:f}", claim.unit) for claim in claims] == facts


@pytest.mark.parametrize(
    ("first", "second", "segment"),
    [
        ("Sales grew 2%. Now to Coatings.", "Orders fell 3%. Mix helped.", "Coatings"),
        ("Now to Coatings. Orders fell 2%.", "Orders fell 3%. Mix helped.", ""),
        ("Sales grew 2%. Now to Coatings.", "Free cash flow fell 3%. Mix helped.", ""),
    ],
)
def test_a_section_that_begins_inside_a_paragraph_runs_on(first: str, second: str, segment: str) -> None:
    """Only a heading inside a paragraph shows that paragraphs are no sections; figures parts seldom have end it."""
    assert read(f"{first}\n{second}").claims[-1].segment == segment


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("According to a survey, 60% of consumers switched banks.", "others"),
        ("The industry grew 3% last year.", "others"),
        ("Let's say revenue were $5 million.", "hypothetical"),
        ("We visited 25 customers this spring.", "count of things"),
        ("There were 12 protesters outside.", "count of things"),
        ("The contract runs for 18 months.", "time span"),
        ("Our deposits are 31% of total deposits.", "share of what"),
        ("Could revenue reach $90 million?", "asked"),
        ("We retired $50 million of debt.", "moved"),
        ("We focus on the top 3,000 farms.", "count of things"),
    ],
)
def test_what_is_no_fact_is_left_out_with_the_reason(sentence: str, reason: str) -> None:
    """Markets, hypotheticals, counts of things, durations, questions and moved money are excluded, each saying why."""
    reading = read(sentence)
    assert not reading.claims
    assert any(reason in why for why in reading.excluded.values())


@pytest.mark.parametrize(
    ("side", "language", "reason"),
    [
        ("analyst", "en", "an analyst's number"),
        ("publisher", "en", "not the company's words"),
        ("company", "zh", "language"),
    ],
)
def test_only_the_company_is_read(side: str, language: str, reason: str) -> None:
    """Numbers of analysts and publishers, and of paragraphs in another language, are left out as such."""
    reading = read("Revenue was $80 million.", side, language)
    assert not reading.claims
    assert set(reading.excluded.values()) == {reason}


def test_an_answer_says_what_the_question_was_about() -> None:
    """A number that the answer only repeats is what the analyst called it; the analyst's own stays unclaimed."""
    text = "So is comparable sales growth of 4% still fair?\nYou got it, 4% is what we plan on."
    asked, answered = call(text).turns[0].paragraphs
    turns = (Turn("", "", "analyst", "qa", (asked,)), Turn("", "", "company", "qa", (answered,)))
    result = rules.read(replace(call(text), turns=turns), numbers.find(text), CATALOGUE)
    assert [(claim.metric, claim.measure, claim.numbers) for claim in result.claims] == [
        ("comparable_sales", "growth", (1,))
    ]
    assert result.excluded[0] == "an analyst's number"


def test_square_feet_and_addresses_are_no_figures() -> None:
    """Large counts of space, places and events are things, not figures of the company."""
    assert named("We signed leases for 14,000 square feet at 1200 Harbor Street.") == []


def test_every_quantity_is_claimed_or_excluded() -> None:
    """Nothing disappears: a number has a claim or a reason, never both."""
    text = "\n".join(sentence for sentence, _ in SENTENCES)
    mentions = numbers.find(text)
    reading = rules.read(call(text), mentions, CATALOGUE)
    claimed = {index for claim in reading.claims for index in claim.numbers}
    quantities = {index for index, mention in enumerate(mentions) if mention.kind == "quantity"}
    assert quantities == claimed | {index for index in reading.excluded if index in quantities}
    assert not claimed & set(reading.excluded)


def test_claims_say_which_rule_and_which_words_decided() -> None:
    """A reader who doubts a claim sees the rule and the metric's own words."""
    (claim, *_) = read("Total deposits stood at $4 billion.").claims
    assert claim.read_by == "rules"
    assert "metric before number" in claim.reason
    assert "Total deposits" in claim.reason
    assert 0 < claim.confidence <= 1


def test_claims_survive_verifying() -> None:
    """Unit, value, sign and side hold at the pointed characters for every sentence of the table."""
    text = "\n".join(sentence for sentence, _ in SENTENCES)
    mentions = numbers.find(text)
    reading = rules.read(call(text), mentions, CATALOGUE)
    _, rejected = verifying.verify(call(text), mentions, reading.claims, CATALOGUE)
    assert [one.reason for one in rejected] == []


def test_a_metric_of_the_user_is_read_at_once(tmp_path: Path) -> None:
    """A metric added in a catalogue file needs no code to be named."""
    own = tmp_path / "own.yaml"
    own.write_text("metrics:\n  - {id: hash_rate, units: [count], synonyms: [hash rate]}\n", encoding="utf-8")
    text = "Our hash rate was 900,000."
    (claim,) = rules.read(call(text), numbers.find(text), catalogue.load(own)).claims
    assert (claim.metric, claim.value) == ("hash_rate", Decimal(900000))


@given(st.lists(st.sampled_from([*(sentence for sentence, _ in SENTENCES), "Thank you.", "？", "\u200b"]), max_size=12))
@settings(max_examples=25, deadline=None)
def test_any_text_is_read_twice_alike(sentences: list[str]) -> None:
    """Reading is a function of the text: no state is left behind, and no order of sentences makes it fail."""
    text = " ".join(sentences)
    assert read(text) == read(text)


def row_of(text: str) -> lexing.Row:
    found = [each for each in numbers.find(text) if each.kind == "quantity"]
    spans = [("N", index, each.start, each.end) for index, each in enumerate(found)]
    row = lexing.row(text, (0, len(text)), lexing.Pieces(spans, []), lexing.lexicon(CATALOGUE))
    return naming.name(row, text)


@pytest.mark.parametrize(
    ("text", "metric", "segment", "basis", "growing"),
    [
        ("non-GAAP operating income", "operating_income", "", "non_gaap", False),
        ("adjusted earnings per share", "eps", "", "non_gaap", False),
        ("our wholesale paper revenue", "revenue", "wholesale paper", "", False),
        ("strong revenue growth", "revenue", "", "", True),
        ("inventory per store", "inventory", "per store", "", False),
        ("total net sales", "revenue", "", "", False),
        ("net earnings per diluted share", "eps", "", "", False),
        ("ARR in our implementation backlog", "arr", "implementation backlog", "", False),
    ],
)
def test_words_around_a_metric_name_its_part_and_basis(
    text: str, metric: str, segment: str, basis: str, growing: bool
) -> None:
    """Modifiers become the part, "GAAP" the basis; adjectives of size become nothing."""
    (name,) = [item.name for item in row_of(text).items if item.name]
    assert (name.metric, name.segment, name.basis, name.growing) == (metric, segment, basis, growing)


def test_the_sales_team_is_not_sales() -> None:
    """A metric's word inside another name is marked, so that it counts for less."""
    (name,) = [item.name for item in row_of("Our sales pipeline team hired").items if item.name][:1]
    assert name.compound or name.metric == "other"


@pytest.mark.parametrize(
    ("text", "kind", "measure"),
    [
        ("revenue grew 5%", "percent", "growth"),
        ("a 5% increase in revenue", "percent", "growth"),
        ("5% of revenue", "percent", "share"),
        ("margin of 5%", "percent", "level"),
        ("margin expanded 50 basis points", "bps", "change"),
        ("revenue increased by $5 million", "money", "change"),
        ("revenue increased to $5 million", "money", "level"),
        ("a $5 million improvement", "money", "change"),
    ],
)
def test_the_words_beside_a_number_say_what_it_measures(text: str, kind: str, measure: str) -> None:
    """Direction words, "of", "to" and "by" tell a level from growth, change and share."""
    row = row_of(text)
    assert measuring.role(row, row.tags.index("N"), kind).measure == measure


def test_a_metric_never_takes_a_unit_it_cannot_have() -> None:
    """A level of revenue is no percentage, a margin no amount of money."""
    revenue, margin = lexing.Named("revenue", "revenue"), lexing.Named("gross_margin", "gross margin")
    level = measuring.Role("level", "")
    assert not binding.fits(revenue, level, "percent", CATALOGUE)
    assert not binding.fits(margin, level, "USD", CATALOGUE)
    assert binding.fits(revenue, measuring.Role("growth", ""), "percent", CATALOGUE)


def test_an_unknown_noun_keeps_its_number() -> None:
    """ "Claims were up 7%" is no growth of the revenue named before it."""
    row = row_of("Revenue was good, handbags were up 7%")
    assert owning.governed(row, row.tags.index("N"))


def test_numbers_follow_the_order_of_their_metrics() -> None:
    """Two metrics and two numbers in the same order belong together; three and two do not."""
    assert len(pairing.pair(row_of("ARR and revenue were $5 million and $7 million"))) == 2
    assert pairing.pair(row_of("ARR, billings and revenue were $5 million and $7 million")) == {}


@pytest.mark.skipif(not (SHARED / "transcripts").is_dir(), reason="the shared calls are not here")
def test_real_calls_read_fast_and_stand_verifying() -> None:
    """On real calls few claims fail a check, and a call takes well under a second."""
    for path in sorted((SHARED / "transcripts").glob("*.txt"))[:4]:
        text = transcript.load(path)
        mentions = numbers.find(text.text)
        start = time.process_time()
        reading = rules.read(text, mentions, CATALOGUE)
        spent = time.process_time() - start
        _, rejected = verifying.verify(text, mentions, reading.claims, CATALOGUE)
        assert spent < 2
        assert len(rejected) <= 0.05 * len(reading.claims) + 2
