"""The part, the period, the status and the base of a number whose metric is known.

Goes in: a `Sheet` and a draft. Comes out: the draft with segment, period, status and versus.
"""

from __future__ import annotations

import re
from dataclasses import replace

from extractor.readers import coming, counting, dating, naming, sharing, standing
from extractor.readers.lexing import Row, lists
from extractor.readers.sheets import Draft, Sheet

EARLIER = "carried to an earlier outlook"
ENDS = ("high end", "low end", "midpoint")
_IN_THE_QUARTER = re.compile(r"\b(?:in|during|over) the quarter\b", re.I)
_NET = re.compile(r"\bnet\b", re.I)
_ITS = re.compile(r"\bits\s+$")
_OUTLOOK = re.compile(r"\b(?:guidance|outlook|forecast|guide)$", re.I)
_ENDS = re.compile(r"\b(?:mid-?point|high end|low end|top end|upper end|lower end|top of|bottom of)\b", re.I)


def placed(sheet: Sheet, draft: Draft) -> Draft:
    reader, row, name = sheet.scene.parts, sheet.row, draft.bound.name
    if name.metric in lists()["company_wide"]:
        return replace(draft, segment=name.segment)
    if name.segment.islower() and name.label.lower().endswith(" count"):
        name = replace(name, segment="")
    if name.metric == "nonperforming_ratio" and not name.segment and _NET.search(reader.text, *_lead(row, draft)):
        name = replace(name, segment="net")
    draft = replace(draft, bound=replace(draft.bound, name=name))
    given = _respective(sheet, draft.at)
    if given is not None:
        return _of_a_kind(replace(draft, segment=given or sheet.memory.segment))
    near = name.segment or reader.after_number(row, draft.at)
    if not near and draft.bound.at >= 0:
        near = _of_metric(sheet, draft)
    near = near or reader.subject(row, draft.at, draft.bound.at) or _as_before(sheet, draft)
    if not near and not sheet.memory.segment and _of_the_segment(row, draft):
        sheet.memory.segment = sheet.memory.major = sheet.memory.lead
    return _of_a_kind(_before_interest(sheet, replace(draft, segment=near or sheet.memory.segment)))


def _before_interest(sheet: Sheet, draft: Draft) -> Draft:
    """The bare "earnings" of a part, which it earns before interest and tax; a lender's parts earn after both."""
    name = draft.bound.name
    bare = name.metric == "net_income" and name.label.lower().split()[-1:] == ["earnings"]
    if not bare or sheet.scene.lends or not draft.segment or "net" in name.label.lower().split():
        return draft
    return replace(draft, bound=replace(draft.bound, name=replace(name, metric="operating_income")))


def _of_the_segment(row: Row, draft: Draft) -> bool:
    """Whether the metric is "the segment's", whichever was named: "segment EBITDA"."""
    before = row.items[draft.bound.at - 1].words if draft.bound.at > 0 else ()
    return before == ("segment",) or draft.bound.name.label.lower().startswith("segment ")


def _of_a_kind(draft: Draft) -> Draft:
    """Revenue of a kind within a part is revenue of both: in a section on timber, "services revenue"."""
    kind, name = naming.kind(draft.bound.name), draft.bound.name
    if not kind or not draft.segment:
        return draft
    kind = f"{kind[:1].lower()}{kind[1:]}"
    segment = draft.segment if draft.segment.endswith(kind) else f"{draft.segment} {kind}"
    return replace(draft, bound=replace(draft.bound, name=replace(name, metric="revenue")), segment=segment)


def _of_metric(sheet: Sheet, draft: Draft) -> str:
    """The part named right after the metric: "revenue from Timber"; it leads the figures of "the segment" after it."""
    near = sheet.scene.parts.after_metric(sheet.row, draft.bound.at)
    if near and draft.bound.name.metric == "revenue" and not near.startswith("excluding"):
        sheet.memory.lead = near
    return near


def _as_before(sheet: Sheet, draft: Draft) -> str:
    """The part of the number before, where this one is about the same metric, adds to it, or is of "its" metric."""
    before, row = sheet.before, sheet.row
    if before is None:
        return ""
    same = before.bound.at == draft.bound.at or draft.bound.at < 0
    if same or row.tags[draft.at - 1] == "r" or _with_it(row, before.at, draft.bound.at):
        return "" if before.segment in (*ENDS, *coming.MOVED) else before.segment
    start = row.items[draft.bound.at].start
    return before.segment if _ITS.search(sheet.scene.text, max(0, start - 5), start) else ""


def _with_it(row: Row, before: int, metric: int) -> bool:
    """Whether a "with" hangs the metric on the number before: "Timber sales rose 5%, with a margin of 9%"."""
    between = row.items[before + 1 : metric]
    joints = [item for item in between if item.tag not in "YTKi,"]
    return len(joints) == 1 and joints[0].words == ("with",)


def _lead(row: Row, draft: Draft) -> tuple[int, int]:
    """The few characters before the metric, and its first ones."""
    start = row.items[draft.bound.at].start if draft.bound.at >= 0 else row.start
    return max(row.start, start - 4), start + 4


_RESPECTIVE = re.compile(r"N(?:,?N)*,?&N(?=,?(?:[oi]?M)?,?[^NM;w]{0,6}R)")


_TWO_OWNERS = re.compile(r"(?P<one>x)&(?P<two>M)(?:,[^NM;]{2,20},)?[^NM;w]{0,4}$")
_WHOLE = ("group", "company", "total", "consolidated", "overall")


def _respective(sheet: Sheet, at: int) -> str | None:
    """The part in whose place a number stands: "A and B grew revenue 5% and 7%, respectively"; None without order."""
    row = sheet.row
    found = next((each for each in _RESPECTIVE.finditer(row.tags) if each.start() <= at < each.end()), None)
    if found is None or at in sheet.given:
        return None
    numbers = [index for index in range(found.start(), found.end()) if row.tags[index] == "N"]
    names = sheet.scene.parts.names_before(row, found.start())
    names = sheet.scene.parts.listed_before(row, found.start()) if len(names) > len(numbers) == 2 else names
    names = names if len(names) == len(numbers) else _owners(sheet, found.start())
    names = names or list(dict.fromkeys(draft.segment for draft in sheet.memory.recent[::-1] if draft.segment))
    return names[numbers.index(at)] if len(names) == len(numbers) else None


def _owners(sheet: Sheet, at: int) -> list[str]:
    """The two owners of one metric named before the item at `at`: "group and bank margin"; the whole is ""."""
    row, found = sheet.row, _TWO_OWNERS.search(sheet.row.tags[:at])
    name = row.items[found.start("two")].name if found else None
    if found is None or name is None or not name.segment:
        return []
    one = row.items[found.start("one")]
    return ["" if one.words[0] in _WHOLE else sheet.scene.text[one.start : one.end], name.segment]


def dated(sheet: Sheet, draft: Draft) -> Draft:
    scene, row, before = sheet.scene, sheet.row, sheet.before
    span, call = sheet.span(draft.at), scene.calendar.call
    said = standing.outlook(scene.text, (row.start, row.end), span, sheet.memory.outlook)
    stop = sheet.span(before.at)[1] if before else row.start
    recalled = standing.recalled(scene.text, (row.start, row.end), span, stop)
    recalled = recalled or draft.bound.rule == EARLIER
    outlook = before is not None and before.status == "guidance"
    own = _own_period(sheet, draft, said.ahead)
    if draft.role.base and not recalled and draft.at not in sheet.given_periods:
        of = _compared(sheet) or call
        period = dating.base(row, draft.at, scene.calendar, of, not outlook)
        recalled = outlook and period == of
        status = "prior_guidance" if recalled else "guidance" if dating.is_ahead(period, call) else "actual"
        sheet.spoken_for.update(_until_next(row, draft.at))
    elif said.aims and not own:
        period, status = _target(sheet), "target"
    else:
        passage = sheet.memory.passage if sheet.memory.outlook and said.ahead else ""
        period = own or sheet.memory.period or passage or _pointed_at(sheet, draft)
        status = standing.status(said, period or call, call, bool(period))
        if not period:
            period = dating.year_of(call) if status == "guidance" else call
        beats = row.tags[draft.at - 1 : draft.at] == "y" or row.tags[draft.at + 1 : draft.at + 2] in ("h", "c")
        if recalled and beats and draft.role.measure in ("growth", "change"):
            status, period = "actual", own or (before.period if before else call)
        elif recalled:
            status = "prior_guidance"
            earlier = draft.bound.rule == EARLIER and (not own or dating.is_month(own))
            period = _compared(sheet) if earlier or (before and not own) else period
    return _settled(sheet, replace(draft, period=period, status=status))


def _pointed_at(sheet: Sheet, draft: Draft) -> str:
    """The period over of the number in the sentence before that this one only adds to: "That is an 8% increase"."""
    recent = sheet.memory.recent
    if not draft.bound.rule.startswith("carried") or sheet.before or not recent or recent[0].status != "actual":
        return ""
    return recent[0].period


def _compared(sheet: Sheet) -> str:
    """The period of what a base is compared with: that of the last number that is no base itself."""
    known = [draft.period for draft in sheet.drafts[::-1] if not draft.role.base]
    known += [draft.period for draft in sheet.drafts[::-1]] + [draft.period for draft in sheet.memory.recent]
    return next(iter(known), "")


def _target(sheet: Sheet) -> str:
    """The year of a long-term aim whose sentence names none: that of the targets named before."""
    recent = sheet.memory.recent
    if (recent and recent[0].status == "target") or standing.names_target(
        sheet.scene.text, (sheet.row.start, sheet.row.end)
    ):
        return sheet.memory.target
    return ""


def _own_period(sheet: Sheet, draft: Draft, ahead: bool) -> str:
    if draft.at in sheet.given_periods:
        return dating.reading(
            sheet.scene.calendar.at(sheet.row, sheet.given_periods[draft.at]), sheet.scene.calendar, ahead
        )
    level = draft.role.measure in ("level", "share")
    return dating.own(sheet.row, draft.at, sheet.scene.calendar, dating.Wish(ahead, level, frozenset(sheet.spoken_for)))


def _until_next(row: Row, at: int) -> list[int]:
    """The periods between the number at `at` and the next one: they date a base, not what comes after."""
    stop = re.search(r"N|[,&w;]", row.tags[at + 1 :])
    end = at + 1 + stop.start() if stop else len(row.tags)
    return [index for index in range(at + 1, end) if row.tags[index] in "TK"]


def _settled(sheet: Sheet, draft: Draft) -> Draft:
    """The draft with its period as the nature of its metric wants it, and what its growth is measured against."""
    metric = sheet.scene.catalogue.metrics.get(draft.bound.name.metric)
    period, call = draft.period, sheet.scene.calendar.call
    moves = draft.bound.name.segment in (*coming.MOVED, *counting.DRILLED)
    counted = draft.bound.name.metric == "other" and sheet.unit(draft.at) == "count" and draft.role.measure == "level"
    if metric and metric.nature == "stock" and draft.status == "actual" and dating.not_over(period, call):
        period = call  # that quarter can't be over: the year lies otherwise than the dates let us think
    if (metric and metric.nature == "stock" and not moves) or (counted and not moves and "-" not in period[5:]):
        period = dating.as_stock(period, sheet.scene.calendar.lead) or (call if period else "")
    period = dating.as_rate(period)
    if draft.bound.name.metric == "crpo" and sharing.next_year(sheet):
        period, draft = call, replace(draft, status="actual")
    against = ""
    if draft.role.measure in ("growth", "change"):
        against = _against(sheet, draft, period)
    end = _end_of_range(sheet, draft) if against == "prior_guidance" else ""
    return replace(draft, period=period, versus=against, segment=end or draft.segment)


def _end_of_range(sheet: Sheet, draft: Draft) -> str:
    """Which end of an outlook a number is held against, in the words of the guide."""
    span = sheet.span(draft.at)
    found = _ENDS.search(sheet.scene.text, span[1], span[1] + 60)
    if found is None and sheet.row.tags[draft.at - 1] == "y":
        found = _ENDS.search(sheet.scene.text, span[0] - 60, span[0])
    if found is None:
        return ""
    word = found.group().lower()
    return "midpoint" if "mid" in word else "low end" if word[:3] in ("low", "bot") else "high end"


def _against(sheet: Sheet, draft: Draft, period: str) -> str:
    row, text = sheet.row, sheet.scene.text
    following = row.items[draft.at + 1 : draft.at + 6]
    moves = re.search(r"[vg][^N;w]*$", row.tags[: draft.at]) is not None
    turned = draft.role.measure == "change" or (draft.role.rule == "direction after" and not moves)
    if turned and any(item.tag in "ch" for item in following[:3]):
        stop = following[-1].end
        if standing.words("own_outlook").search(text, row.items[draft.at].end, stop):
            return "prior_guidance"
    if draft.status == "guidance" and row.tags[draft.at - 1] == "y" and _OUTLOOK.search(draft.bound.name.label):
        return "prior_guidance"
    near = _ENDS.search(text, sheet.span(draft.at)[1], sheet.span(draft.at)[1] + 20)
    if near and draft.role.measure == "change" and draft.status == "guidance":
        return "prior_guidance"
    if row.tags[draft.at - 1] == "y" and standing.recalled(text, (row.start, row.end), sheet.span(draft.at), row.start):
        return "prior_guidance"
    if draft.bound.name.metric == "store_count" and draft.bound.name.segment in coming.MOVED:
        return "qoq" if "Q" in period and "-" not in period else "yoy"
    if _since_year_end(sheet, draft):
        return "other"
    said = dating.versus(row, draft.at, sheet.scene.calendar, period)
    return said or ("qoq" if _of_the_quarter(sheet, draft) else _against_before(sheet, draft) or _as_told(sheet, draft))


def _against_before(sheet: Sheet, draft: Draft) -> str:
    """What the growth of the same metric in the same breath was measured against."""
    before = sheet.before
    if before is None or before.at < 0 or before.bound.name.metric != draft.bound.name.metric:
        return ""
    near = [each for each in sheet.drafts[::-1] if each.versus and each.bound.name.metric == draft.bound.name.metric]
    between = sheet.row.tags[near[0].at + 1 : draft.at] if near else ""
    return near[0].versus if near and "&" in between and not set(between) & set("Y;w") else ""


def _as_told(sheet: Sheet, draft: Draft) -> str:
    """What the growth of the same metric in the sentence before was measured against, where that was another year than
    the last and this one names no period; else a year ago."""
    near = sheet.memory.recent if sheet.memory.sentences - sheet.memory.told == 1 else ()
    recent = [each for each in near if each.bound.name.metric == draft.bound.name.metric]
    goes_on = bool(recent) and recent[0].versus == "other" and recent[0].role.measure == draft.role.measure == "growth"
    return "other" if goes_on and not set(sheet.row.tags) & set("TKY") else "yoy"


_SINCE_YEAR_END = re.compile(
    r"\s*(?:increase |decrease |growth |decline )?"
    r"(?:ytd\b|year[- ]to[- ]date|since (?:the )?(?:year[- ]end|(?:start|beginning) of the year))",
    re.I,
)


def _since_year_end(sheet: Sheet, draft: Draft) -> bool:
    """Whether a balance moved in the year to date: against no quarter and no year ago."""
    metric = sheet.scene.catalogue.metrics.get(draft.bound.name.metric)
    stands = metric is not None and metric.nature == "stock"
    return stands and _SINCE_YEAR_END.match(sheet.scene.text, sheet.span(draft.at)[1]) is not None


def _of_the_quarter(sheet: Sheet, draft: Draft) -> bool:
    """Whether a balance, or a bank's rate, moved "in the quarter": then against its beginning."""
    metric = sheet.scene.catalogue.metrics.get(draft.bound.name.metric)
    own = metric is None and sheet.unit(draft.at) == "bps"
    balance = own or (
        metric and (metric.nature == "stock" or (metric.nature == "rate" and metric.group == "banks_and_insurers"))
    )
    stop = re.search(r"[N&,w;]", sheet.row.tags[draft.at + 1 :])
    end = draft.at + 1 + (stop.start() if stop else 6)
    span = sheet.span(draft.at)
    if balance and _IN_THE_QUARTER.search(sheet.scene.text, max(0, span[0] - 30), span[1] + 24):
        return True
    near = [item.value for item in sheet.row.items[max(0, draft.at - 4) : end] if item.tag == "T"]
    return bool(balance) and sheet.scene.calendar.call in near
