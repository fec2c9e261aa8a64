"""How much a fact matters to the reader of a headline: one number, from the fact alone.

In: a fact, the catalogue, and the call's fiscal period where it is known. Out: a salience of 0 or more; only its order
means anything. Weights are what news agencies and sell-side notes put first in any industry: revenue, earnings per
share and their outlook, then margins, profit and cash flow, then what the company counts its business in.
"""

from __future__ import annotations

from extractor import periods
from extractor.catalogue import Catalogue
from extractor.records import Fact

WEIGHTS = {
    "revenue": 1.05, "eps": 1.5, "net_income": 0.8, "comparable_sales": 0.95, "organic_revenue": 0.8,
    "operating_income": 0.62, "operating_margin": 0.6, "gross_margin": 0.58, "gross_profit": 0.38,
    "adjusted_ebitda": 0.6, "adjusted_ebitda_margin": 0.7, "ebitda": 0.8, "ebitda_margin": 0.66, "net_margin": 0.5,
    "free_cash_flow": 0.58, "operating_cash_flow": 0.68, "free_cash_flow_margin": 0.5, "capital_expenditure": 0.54,
    "arr": 0.84, "subscription_revenue": 0.72, "recurring_revenue": 0.76, "net_retention": 0.66, "billings": 0.66,
    "bookings": 0.68, "backlog": 0.8, "orders": 0.7, "book_to_bill": 0.56, "rpo": 0.6, "crpo": 0.56,
    "customers": 0.56, "users": 0.56, "subscribers": 0.62, "net_additions": 0.62, "gross_merchandise_volume": 0.7,
    "net_interest_income": 0.95, "net_interest_margin": 0.72, "provision_for_credit_losses": 0.66, "loans": 0.5,
    "deposits": 0.42, "noninterest_income": 0.5, "noninterest_expense": 0.68, "efficiency_ratio": 0.58,
    "cet1_ratio": 0.64, "net_charge_offs": 0.4, "nonperforming_ratio": 0.5, "return_on_equity": 0.6,
    "return_on_tangible_common_equity": 0.64, "tangible_book_value_per_share": 0.56, "combined_ratio": 0.74,
    "premiums_written": 0.74, "assets_under_management": 0.74, "production": 0.62, "load_factor": 0.62,
    "capacity": 0.6, "unit_revenue": 0.62, "unit_cost": 0.62, "volume": 0.5, "price": 0.3, "traffic": 0.3,
    "dividend_per_share": 0.64, "share_repurchases": 0.5, "repurchase_authorization": 0.46, "tax_rate": 0.44,
    "cash_and_investments": 0.42, "debt": 0.36, "net_debt": 0.48, "leverage_ratio": 0.24, "store_count": 0.45,
    "operating_expenses": 0.36, "stock_based_compensation": 0.3, "share_count": 0.16, "headcount": 0.26,
    "other": 0.34,
}  # fmt: skip
PLACES: tuple[tuple[str, ...], ...] = (
    ("revenue", "organic_revenue", "subscription_revenue", "recurring_revenue", "comparable_sales", "premiums_written",
     "net_interest_income"),
    ("gross_margin", "gross_profit", "operating_margin", "adjusted_ebitda_margin", "ebitda_margin", "net_margin",
     "net_interest_margin", "efficiency_ratio", "combined_ratio"),
    ("operating_income", "adjusted_ebitda", "ebitda", "net_income", "return_on_equity",
     "return_on_tangible_common_equity"),
    ("eps", "dividend_per_share"),
    ("free_cash_flow", "operating_cash_flow", "cash_and_investments"),
)  # fmt: skip
OF_GROUP = {"income_statement": 0.45, "cash_and_balance_sheet": 0.4, "own": 0.62}
ELSEWHERE = 0.42
STATUS = {"actual": 1.0, "guidance": 1.0, "prior_guidance": 0.25, "target": 0.5}
MEASURE = {"level": 1.0, "growth": 0.78, "change": 0.45, "share": 0.35}
VERSUS = {"": 1.0, "yoy": 1.0, "qoq": 0.7, "cagr": 0.4, "prior_guidance": 0.5, "other": 0.4}
OF_A_SEGMENT = 0.45
OF_A_RANGE = 1.3
PER_SHARE_CHANGE = 0.4
SUSPECT = 0.85


def salience(fact: Fact, catalogue: Catalogue, call_period: str = "") -> float:
    """How near to the top of the page the fact belongs; of equal facts, the one said more often."""
    found = weight(fact.metric, catalogue) * STATUS[fact.status] * MEASURE[fact.measure] * VERSUS[fact.versus]
    found *= OF_A_SEGMENT if fact.segment else 1.0
    found *= OF_A_RANGE if fact.low is not None else 1.0
    found *= PER_SHARE_CHANGE if fact.metric == "eps" and fact.measure != "level" else 1.0
    found *= SUSPECT if fact.verdict == "suspect" else 1.0
    found *= _timeliness(fact, call_period)
    return found * (1 + 0.03 * min(len(fact.evidence) - 1, 4))


def place(metric: str, catalogue: Catalogue) -> int:
    """Where the metric stands on the page: sales, margins, profit, per share, cash, then what the company counts."""
    named = next((n for n, ids in enumerate(PLACES) if metric in ids), None)
    if named is not None:
        return named
    known = catalogue.metrics.get(metric)
    group = known.group if known else ""
    return {"income_statement": 2, "cash_and_balance_sheet": 4}.get(group, len(PLACES))


def weight(metric: str, catalogue: Catalogue) -> float:
    """How much the metric matters, of whatever call: its own weight, else its group's."""
    known = catalogue.metrics.get(metric)
    return WEIGHTS.get(metric) or OF_GROUP.get(known.group if known else "", ELSEWHERE)


def _timeliness(fact: Fact, call_period: str) -> float:
    """1 for the period the call reports and what lies ahead, less for what lies behind or is not dated."""
    ours, theirs = periods.parse(call_period), periods.parse(fact.period)
    if ours is None:
        return 1.0
    if theirs is None:
        return 0.6
    if fact.status in ("guidance", "target"):
        return 1.0 if theirs.end_quarter() >= ours else 0.5
    if theirs.end_quarter() == ours.end_quarter():
        return 1.0 if theirs.kind in ("quarter", "year") else 0.8
    return 0.45
