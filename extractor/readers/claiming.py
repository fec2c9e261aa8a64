"""A draft as a claim: value and sign, unit, label, reason and confidence.

Goes in: a finished draft with its sheet. Comes out: the `Claim` that verifying will check.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from extractor import checks
from extractor.readers.lexing import Named
from extractor.readers.sheets import Draft, Sheet
from extractor.records import Claim, Mention
from extractor.units import QUANTITIES
from extractor.view import View, kind_of

READ_BY = "rules"


def claim(sheet: Sheet, draft: Draft, view: View) -> Claim:
    """The claim of a draft, with the sign that the words allow."""
    return _signed(_claim(sheet, draft), view)


def _signed(claim: Claim, view: View) -> Claim:
    """The claim with the sign the words allow: "we consumed $2 million" is an outflow."""
    if claim.measure != "level" or claim.metric == "other" or checks.sign(claim, view).passed:
        return claim
    turned = replace(
        claim,
        value=None if claim.value is None else -claim.value,
        low=None if claim.high is None else -claim.high,
        high=None if claim.low is None else -claim.low,
    )
    return turned if checks.sign(turned, view).passed else claim


def _claim(sheet: Sheet, draft: Draft) -> Claim:
    points = [sheet.scene.mentions[index] for index in draft.numbers]
    name = draft.bound.name
    metric = sheet.scene.catalogue.metrics.get(name.metric)
    values = _values(draft, sheet, points)
    return Claim(
        numbers=draft.numbers,
        metric=name.metric,
        label=name.label,
        segment=draft.segment,
        measure=draft.role.measure,
        versus=draft.versus,
        share_of=draft.share_of,
        period=draft.period,
        status=draft.status,
        basis=name.basis or (metric.basis if metric else ""),
        value=values[0] if len(values) == 1 else None,
        low=min(values) if len(values) == 2 else None,
        high=max(values) if len(values) == 2 else None,
        unit=_unit(sheet, name, draft),
        qualifier=points[0].qualifier,
        read_by=READ_BY,
        reason=f"{draft.role.rule}; {draft.bound.rule}: “{name.label}”",
        confidence=round(max(0.3, min(0.95, draft.bound.score)), 2),
    )


def _values(draft: Draft, sheet: Sheet, points: list[Mention]) -> list[Decimal]:
    """The value, or both ends, with the sign that the words give it."""
    values = [point.value if point.value is not None else Decimal(0) for point in points]
    if len(values) == 2 and "plus_minus" in points[1].flags:
        margin = abs(values[1]) / (100 if points[1].unit == "bps" and points[0].unit == "percent" else 1)
        values = [values[0] - margin, values[0] + margin]
    if points[0].unit == "count" and sheet.unit(draft.at) == "percent" and abs(values[0]) < 1:
        values = [value * 100 for value in values]
    label = draft.bound.name.label.lower()
    moves = draft.role.measure in ("growth", "change")
    falls = moves and _falls(sheet, draft)
    loses = (
        "loss" in label
        and draft.role.measure in ("level", "growth")
        and draft.bound.name.metric in checks.SIGNED_METRICS
    )
    if any(point.signed_by == "printed" for point in points):
        return values
    values = [abs(value) for value in values] if falls or loses else values
    if loses and draft.role.measure == "growth":
        rises = draft.role.direction >= 0 and sheet.row.items[draft.role.direction].value == "rise"
        return [-value for value in values] if rises else values
    return [-value for value in values] if falls != loses else values


_BETTER = ("improv", "better", "favorabl", "leverag")
_WORSE = ("worse", "unfavorabl", "delever")


def _falls(sheet: Sheet, draft: Draft) -> bool:
    """Whether the direction word says down; "better" is down for what is better low, such as a cost ratio."""
    if draft.bound.name.metric == "store_count" and draft.bound.name.segment == "closed":
        return True
    if draft.role.direction < 0:
        return False
    item, metric = sheet.row.items[draft.role.direction], sheet.scene.catalogue.metrics.get(draft.bound.name.metric)
    good = metric.favourable if metric else ""
    if item.words[0].startswith(_BETTER):
        return good == "down"
    if item.words[0].startswith(_WORSE):
        return good == "up"
    return item.value == "fall"


def _unit(sheet: Sheet, name: Named, draft: Draft) -> str:
    """The unit of the claim: an amount of earnings per share is per share, of revenue per user per user."""
    said, own = sheet.unit(draft.at), sheet.scene.catalogue.units_of(name.metric)
    if kind_of(said) == "money" and _of_a_share(name, sheet):
        return f"{said}/share"
    if kind_of(said) == "money" and (whose := _of_one(name)):
        return f"{said}/{whose}"
    if kind_of(said) != "money" or (draft.role.measure == "change" and "money" in own):
        return said
    per_share = "per_share" in own and "money" not in own and name.metric != "other"
    if per_share or (name.metric == "other" and "per share" in name.label.lower()):
        return f"{said}/share"
    return f"{said}/{_per_what(name)}" if name.metric == "arpu" else said


_ROOM_RATES = {
    "night": re.compile(r"\b(?:adr|average daily rate|average room rate)s?\b", re.I),
    "room": re.compile(r"\brevpars?\b", re.I),
}
_PER_QUANTITY = re.compile(rf"\bper (?P<of>{'|'.join(sorted(QUANTITIES))})$", re.I)


def _of_a_share(name: Named, sheet: Sheet) -> bool:
    """Whether the price is that of shares bought back."""
    if name.metric != "price":
        return False
    return any(item.name and item.name.metric == "share_repurchases" for item in sheet.row.items)


def _of_one(name: Named) -> str:
    """What one piece of the metric is, where its name says so: a room's night, a ton; empty where it does not."""
    if name.metric != "other":
        return ""
    per = _PER_QUANTITY.search(name.label)
    rates = (one for one, rate in _ROOM_RATES.items() if rate.search(name.label))
    return per["of"].lower() if per else next(rates, "")


def _per_what(name: Named) -> str:
    for noun in ("customer", "client", "subscriber", "member", "account", "unit"):
        if noun in name.label.lower():
            return noun
    return "user"
