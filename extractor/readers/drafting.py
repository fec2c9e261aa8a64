"""What one number of a sentence is: every field of a claim, decided in the order role, metric, part, period, status.

Goes in: a `Sheet` (one sentence with what came before it) and the place of a number. Comes out: a `Draft`, or the reason for
staying silent. Numbers are decided from left to right, since the later ones lean on the earlier ones.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from extractor import checks
from extractor.catalogue import Catalogue
from extractor.readers import binding, dating, measuring, parts, standing
from extractor.readers.binding import Bound, Question
from extractor.readers.dating import Calendar
from extractor.readers.lexing import Named, Row, lists
from extractor.readers.measuring import Role
from extractor.records import Mention

ENOUGH = 0.45
_FOR_EVERY = re.compile(r"[^.;]{0,25}\bfor (?:every|each) (?:dollar|\$1|pound|euro)\b", re.I)
_PER_SHARE = re.compile(r"\s+(?:per|an?|each)\s+(?:[a-z]+\s+){0,3}share\b", re.I)
CARRIED = 0.6
OPENINGS = "qbrhgvfc"
RATES = ("percent", "bps")


@dataclass(frozen=True, slots=True)
class Draft:
    """One number with what has been decided about it."""

    at: int
    numbers: tuple[int, ...]
    role: Role
    bound: Bound
    segment: str = ""
    share_of: str = ""
    period: str = ""
    status: str = "actual"
    versus: str = ""


@dataclass
class Memory:
    """What later sentences may lean on: the last number, and the period, part and outlook the passage is about."""

    recent: tuple[Draft, ...] = ()
    period: str = ""
    age: int = 0
    segment: str = ""
    major: str = ""
    brief: bool = False
    since: int = 0
    outlook: bool = False
    back: int = 0
    passage: str = ""
    target: str = ""


@dataclass(frozen=True)
class Scene:
    """The call: its text and numbers, the catalogue, the periods it names."""

    text: str
    mentions: Sequence[Mention]
    catalogue: Catalogue
    calendar: Calendar
    parts: parts.Reader


@dataclass
class Sheet:
    """One sentence: its row, its numbers as groups of mentions, what was decided so far."""

    scene: Scene
    row: Row
    groups: Sequence[tuple[int, ...]]
    memory: Memory
    drafts: list[Draft] = field(default_factory=list)
    taken: set[int] = field(default_factory=set)
    spoken_for: set[int] = field(default_factory=set)
    given: dict[int, int] = field(default_factory=dict)
    given_periods: dict[int, int] = field(default_factory=dict)

    def mention(self, at: int) -> Mention:
        """The (first) mention of the number at `at`."""
        return self.scene.mentions[self.groups[self.row.items[at].of][0]]

    def unit(self, at: int) -> str:
        """The unit of the number at `at`; an amount "per diluted common share" is per share."""
        unit, end = self.mention(at).unit, self.span(at)[1]
        value = self.mention(at).value
        if unit == "count" and value is not None and abs(value) < 1 and not self.mention(at).text[:1].isdigit():
            return "percent"
        per = checks.kind_of(unit) == "money" and _PER_SHARE.match(self.scene.text, end)
        return f"{unit}/share" if per else unit

    def span(self, at: int) -> tuple[int, int]:
        """The characters of the number at `at`, both ends of a range."""
        group = self.groups[self.row.items[at].of]
        return self.scene.mentions[group[0]].start, self.scene.mentions[group[-1]].end

    @property
    def before(self) -> Draft | None:
        """The number decided last in this sentence."""
        return self.drafts[-1] if self.drafts else None


def decide(sheet: Sheet, at: int) -> Draft | str:
    """The draft for the number at `at`, or the reason why there is none."""
    text, row = sheet.scene.text, sheet.row
    reason = standing.other_party(text, (row.start, row.end), sheet.span(at)) or _thing(sheet, at)
    if reason:
        return reason
    found = _bound(sheet, at)
    if found is None:
        kind = checks.kind_of(sheet.unit(at))
        return "count of things" if kind == "count" else "unsure: no metric is named beside it"
    role, bound = found
    group = sheet.groups[row.items[at].of]
    odd = _odd(sheet, at, role, bound)
    draft = odd or _shared(sheet, Draft(at, group, role, bound))
    if isinstance(draft, str):
        return draft
    return _dated(sheet, _placed(sheet, _came(sheet, _due(sheet, _moving(sheet, draft)))))


def _thing(sheet: Sheet, at: int) -> str:
    """Why a bare count counts something that is no metric: the noun after it is not one."""
    mention, following = sheet.mention(at), sheet.row.tags[at + 1 : at + 2]
    if _FOR_EVERY.match(sheet.scene.text, sheet.span(at)[1]):
        return "an amount for every dollar"
    if checks.kind_of(sheet.unit(at)) != "count":
        return ""
    if standing.words("meetings").search(sheet.scene.text, max(sheet.row.start, mention.start - 40), mention.start):
        return "count of things"
    top = re.search(r"\btop\s+$", sheet.scene.text[max(0, mention.start - 6) : mention.start], re.I)
    named = re.match(r"x{1,3}M", sheet.row.tags[at + 1 :])
    if (
        top
        or mention.value == 1
        or mention.text[-2:] == "0s"
        or (following == "x" and mention.noun and not named and not _counts(mention.noun))
    ):
        return "count of things"
    beside = sheet.row.items[at + 1].name if following == "M" else None
    small = mention.value is not None and abs(mention.value) <= 10 and mention.text.isalpha() and not _verb(sheet, at)
    if beside and (beside.compound or small):
        return "count of things"
    return "count of things" if small and not beside else ""


def _odd(sheet: Sheet, at: int, role: Role, bound: Bound) -> str:
    """Why the number is not the balance it stands beside: the money only moved."""
    balance = bound.name.metric in ("debt", "cash_and_investments") and role.measure == "level"
    return "money that moved" if balance and _moved(sheet, at) else ""


def _moved(sheet: Sheet, at: int) -> bool:
    start = max((index for index in range(at) if sheet.row.tags[index] in ";wN"), default=-1) + 1
    span = (sheet.row.items[start].start, sheet.row.items[at].start)
    return standing.words("moved").search(sheet.scene.text, *span) is not None


def _counts(noun: str) -> bool:
    return noun.lower().rstrip("s") in lists()["counted"]


# Role and metric


def _bound(sheet: Sheet, at: int) -> tuple[Role, Bound] | None:
    """The role and the metric of a number; growth is tried where a level finds no metric."""
    kind = checks.kind_of(sheet.unit(at))
    role = _role(sheet, at, kind)
    bound = _metric(sheet, at, role)
    if role.measure == "share" and (rate := _rate(sheet, at, role)):
        return rate
    if role.measure == "share" and (bound is None or bound.score < 0.7):
        bound = _part_of_whole(sheet, at, role) or bound
    if (bound is None or bound.score < ENOUGH) and (own := _unknown(sheet, at, role, kind)):
        return own
    if bound is None and role.rule == "points of a rate":
        role = replace(role, measure="change", rule="points")
        bound = _metric(sheet, at, role)
    if bound is None and role.measure == "level" and kind in ("percent", "multiple") and role.direction >= 0:
        role = replace(role, measure="growth", rule="direction in the clause")
        bound = _metric(sheet, at, role)
    return (role, bound) if bound and bound.score >= ENOUGH else None


def _unknown(sheet: Sheet, at: int, role: Role, kind: str) -> tuple[Role, Bound] | None:
    """A figure under a name of its own, where the catalogue has none: "the coverage ratio was at 71%"."""
    if kind not in ("money", "percent", "bps") or role.measure == "share":
        return None
    named = binding.unknown(sheet.row, at, sheet.scene.text)
    return (role, Bound(named, 0.5, "a name of its own")) if named else None


def _rate(sheet: Sheet, at: int, role: Role) -> tuple[Role, Bound] | None:
    """A rate named right before the number keeps its own name, though the words add of what it is taken."""
    level = replace(role, measure="level", rule="rate")
    bound = binding.bind(Question(sheet.row, at, level, sheet.unit(at), frozenset(sheet.taken)), sheet.scene.catalogue)
    if bound is None or bound.score < 0.88 or bound.at > at or bound.name.growing:
        return None
    return level, bound


def _part_of_whole(sheet: Sheet, at: int, role: Role) -> Bound | None:
    """For a share whose part is no metric of its own ("Europe was 18% of revenue"): the whole, with that part."""
    whole = _whole(sheet, at)
    part = sheet.scene.parts.phrase(sheet.row, at)
    name = sheet.row.items[whole].name if whole > at else None
    if name and name.metric == "rpo" and _next_year(sheet):
        return Bound(name, 0.8, "due within a year")
    if name is None or not part or not binding.fits(name, role, sheet.unit(at), sheet.scene.catalogue):
        return None
    return Bound(replace(name, segment=part), 0.7, "part of the whole")


def _role(sheet: Sheet, at: int, kind: str) -> Role:
    role, before = _plain_role(sheet, at, kind), sheet.before
    if before is None:
        return role
    adds = measuring.continued(sheet.row, at, before.at)
    again = before.role.measure == "share" and kind == "percent" and role.plain
    if again and re.fullmatch(r"[oM]*[,&]{0,2}(?:[ci]?[TK]),?qb", sheet.row.tags[before.at + 1 : at]):
        return replace(role, measure="share", rule="share, a period before", plain=False)
    if role.base or (adds and before.role.base and role.plain):
        return replace(role, base=True, measure=_base_measure(role, before, kind))
    if adds and role.plain and before.role.measure in ("growth", "change"):
        measure = "growth" if kind in ("percent", "multiple") else "change"
        return replace(before.role, measure=measure, rule="continued", plain=False)
    return role


def _plain_role(sheet: Sheet, at: int, kind: str) -> Role:
    """The role as the row says it, corrected where the very words matter."""
    role = measuring.role(sheet.row, at, kind)
    following = sheet.row.items[at + 1].name if sheet.row.tags[at + 1 : at + 2] == "M" else None
    if kind == "multiple" and following and following.metric in ("ebitda", "adjusted_ebitda"):
        sheet.taken.add(at + 1)
        return replace(role, measure="level", rule="times EBITDA", plain=True)
    if kind == "bps" and role.rule == "points" and role.direction < 0:
        return replace(role, measure="level", rule="points of a rate", plain=True)
    if kind == "multiple" and sheet.mention(at).text.lower().startswith(("doubl", "tripl", "quadrupl")):
        return replace(role, measure="growth", rule="multiplied", plain=False)
    if kind == "percent" and _of_the_total(sheet, at):
        return replace(role, measure="share", rule="of the total", plain=False)
    word = sheet.row.items[role.direction].words[0] if role.direction >= 0 else ""
    if kind == "money" and role.measure == "change" and word in ("gain", "added", "lost"):
        return replace(role, measure="level", rule="amount", plain=True)
    return role


def _of_the_total(sheet: Sheet, at: int) -> bool:
    return sheet.row.tags[at + 1 : at + 3] == "ox" and sheet.row.items[at + 2].words == ("total",)


def _base_measure(role: Role, before: Draft, kind: str) -> str:
    """A base is of the same measure as what is compared with it; what a change is compared with is a level."""
    if not role.plain or kind not in ("percent", "multiple"):
        return role.measure if not role.plain else "level"
    if before.role.measure == "change":
        return "share" if before.share_of else "level"
    return before.role.measure


def _metric(sheet: Sheet, at: int, role: Role) -> Bound | None:
    unit, before, catalogue = sheet.unit(at), sheet.before, sheet.scene.catalogue
    if at in sheet.given:
        return _given(sheet, at, role)
    if before and checks.kind_of(unit) == "bps" and before.role.measure == "share" and _near(sheet, at, before):
        return replace(before.bound, rule="points of the share before", score=0.85)
    question = Question(
        sheet.row,
        at,
        role,
        unit,
        frozenset(sheet.taken),
        _profit(sheet, at),
        bool(sheet.scene.parts.subject(sheet.row, at)),
        sheet.mention(at).value or Decimal(0),
    )
    found = binding.bind(question, catalogue)
    leans = (role.base or role.rule == "continued") and (found is None or found.score < 0.9)
    for draft in sheet.drafts[::-1] if leans else []:
        name = binding.meant(draft.bound.name, role, unit)
        if binding.fits(name, role, unit, catalogue):
            score = max(0.6, draft.bound.score - 0.03)
            return replace(draft.bound, name=name, rule=f"{role.rule}, as the number before", score=score)
    return found if found and found.score >= ENOUGH else _carried(sheet, at, role) or found


def _profit(sheet: Sheet, at: int) -> str:
    """The profit named last before the number: what a bare "margin" is the margin of."""
    named = [item.name.metric for item in sheet.row.items[:at] if item.name]
    named += [draft.bound.name.metric for draft in sheet.memory.recent]
    return next((metric for metric in named[::-1] if binding.margin(metric)), "")


def _near(sheet: Sheet, at: int, before: Draft) -> bool:
    return (
        at - before.at < 8
        and "N" not in sheet.row.tags[before.at + 1 : at]
        and "M" not in sheet.row.tags[before.at + 3 : at]
    )


def _given(sheet: Sheet, at: int, role: Role) -> Bound | None:
    name = sheet.row.items[sheet.given[at]].name
    unit = sheet.unit(at)
    if name is None or not binding.fits(name, role, unit, sheet.scene.catalogue):
        return None
    return Bound(name, 0.85, "in the order of the metrics", sheet.given[at])


def _carried(sheet: Sheet, at: int, role: Role) -> Bound | None:
    """The metric of the number before, or of the sentence before where this one opens by pointing back."""
    unit = sheet.unit(at)
    if checks.kind_of(unit) == "per_share" and (bare := _per_share(sheet, at)):
        return bare
    if checks.kind_of(unit) == "money" and sheet.row.items[at - 1].words[0] in ("earned", "earning") and at:
        return Bound(Named("net_income", sheet.row.items[at - 1].words[0]), 0.6, "earned")
    known = sheet.drafts[::-1] or sheet.memory.recent
    last = next((each for each in known if binding.fits(each.bound.name, role, unit, sheet.scene.catalogue)), None)
    if last is None:
        return None
    part = sheet.scene.parts.subject(sheet.row, at)
    if checks.kind_of(unit) == "count" or (not part and binding.governed(sheet.row, at)):
        return None
    points_back = _points_back(sheet, at)
    if points_back or part:
        return replace(
            last.bound, rule="carried from the number before", score=CARRIED - 0.1 * (not sheet.before), at=-1
        )
    return None


def _points_back(sheet: Sheet, at: int) -> bool:
    """Whether nothing but pointing words, verbs and comparisons leads to the number: "This is up 5%"."""
    start = sheet.before.at + 1 if sheet.before else 0
    between = sheet.row.tags[start:at]
    if sheet.before:
        return between.count("x") <= 1 and ("p" not in between or "q" in between)
    strict = re.fullmatch(r"[&w,]*[ijacTK,]*[TK]b[ahy]*", between)
    return strict is not None or (
        between[:1] in tuple(OPENINGS) and between.count("x") <= 1 and "p" not in between and "M" not in between
    )


def _per_share(sheet: Sheet, at: int) -> Bound | None:
    """Earnings per share, where an amount per share follows a verb of earning or a profit and nothing else is named."""
    text, row = sheet.scene.text, sheet.row
    said = standing.words("earning").search(text, row.start, row.items[at].start)
    other = any(
        row.tags[index] == "M" and (name := row.items[index].name) and name.metric != "net_income"
        for index in range(at)
    )
    if said is None or other:
        return None
    return Bound(Named("eps", said.group()), 0.75, "earned per share")


# What the role brings with it


def _moving(sheet: Sheet, draft: Draft) -> Draft:
    """Growth for what is named as growth ("revenue growth was 5%") or is only ever given as one (comparable sales)."""
    kind = checks.kind_of(sheet.unit(draft.at))
    name = draft.bound.name
    moving = name.growing or (name.metric in checks.MOVING_METRICS and name.metric != "yield")
    if kind == "percent" and draft.role.measure == "level" and moving:
        return replace(draft, role=replace(draft.role, measure="growth"))
    return draft


def _shared(sheet: Sheet, draft: Draft) -> Draft | str:
    """The whole of a share; a profit as a share of revenue is its margin."""
    before = sheet.before
    if draft.role.measure == "change" and before and draft.bound.rule == "points of the share before":
        return replace(draft, share_of=before.share_of)
    if draft.role.measure != "share":
        return draft
    whole = _whole(sheet, draft.at)
    if whole < 0 and _of_the_total(sheet, draft.at):
        metric = draft.bound.name.metric
        return replace(draft, share_of="revenue" if metric.endswith("revenue") else metric)
    if whole < 0:
        return replace(draft, share_of=before.share_of) if before and before.share_of else "unsure: share of what"
    name = sheet.row.items[whole].name
    assert name is not None
    sheet.taken.add(whole)
    return _share(sheet, draft, name)


def _share(sheet: Sheet, draft: Draft, whole: Named) -> Draft | str:
    own = draft.bound.name
    if whole.metric == "revenue" and binding.margin(own.metric):
        role = replace(draft.role, measure="level", rule="profit of revenue")
        return replace(
            draft, role=role, bound=replace(draft.bound, name=replace(own, metric=binding.margin(own.metric)))
        )
    if own.metric == "rpo" and whole.metric == "rpo" and _next_year(sheet):
        return replace(draft, bound=replace(draft.bound, name=replace(own, metric="crpo", segment="")), share_of="rpo")
    return replace(draft, share_of=whole.metric)


def _next_year(sheet: Sheet) -> bool:
    return standing.words("next_year").search(sheet.scene.text, sheet.row.start, sheet.row.end) is not None


def _due(sheet: Sheet, draft: Draft) -> Draft:
    """Performance obligations due within twelve months are the current ones."""
    if draft.bound.name.metric != "rpo" or sheet.row.tags[draft.at + 1 : draft.at + 2] != "o" or not _next_year(sheet):
        return draft
    sheet.taken.add(draft.bound.at)
    return replace(draft, bound=replace(draft.bound, name=replace(draft.bound.name, metric="crpo")))


def _whole(sheet: Sheet, at: int) -> int:
    """The index of the metric that the share is of, or -1."""
    row = sheet.row
    for index in range(at + 1, min(at + 6, len(row.items))):
        if row.tags[index] == "M":
            return index
        if row.tags[index] not in "osTKYSijx&N,":
            break
    for index in range(at - 1, 0, -1):
        if row.tags[index] == "M" and row.tags[index - 1] == "s":
            return index
    return -1


def _came(sheet: Sheet, draft: Draft) -> Draft:
    """Customers and users that a verb says came: "implemented 11 clients", "signed 6 new logos"."""
    metric = {"customers": "new_customers", "users": "new_users"}.get(draft.bound.name.metric, draft.bound.name.metric)
    own = draft.bound.name.metric
    if own in ("repurchase_authorization", "share_repurchases") and draft.bound.rule != "verb before number":
        return _left_over(sheet, draft)
    if draft.bound.name.metric == "store_count" and draft.role.measure == "level":
        return _opened(sheet, draft)
    if draft.role.measure != "level" or metric not in ("new_customers", "new_users"):
        return draft
    verb = _verb(sheet, draft.at)
    if not verb or draft.bound.name.segment:
        return draft
    name = replace(draft.bound.name, metric=metric, segment=verb)
    return replace(draft, bound=replace(draft.bound, name=name))


def _left_over(sheet: Sheet, draft: Draft) -> Draft:
    """What is left of an authorization, also where only the purchases are named: "which leaves $24 million"."""
    start = sheet.before.at + 1 if sheet.before else 0
    span = (sheet.row.items[start].start, sheet.row.items[min(draft.at + 1, len(sheet.row.items) - 1)].end)
    if standing.words("left_over").search(sheet.scene.text, *span) is None:
        return draft
    name = replace(draft.bound.name, metric="repurchase_authorization", segment="remaining")
    return replace(draft, bound=replace(draft.bound, name=name))


def _opened(sheet: Sheet, draft: Draft) -> Draft:
    """Stores opened or closed in a period are a change of their number."""
    for item in sheet.row.items[max(0, draft.at - 3) : draft.at]:
        word = {"open": "opened", "opened": "opened", "opening": "opened", "closed": "closed", "close": "closed"}.get(
            item.words[0]
        )
        if word and item.tag == "V":
            name = replace(draft.bound.name, segment=word)
            return replace(draft, role=replace(draft.role, measure="change"), bound=replace(draft.bound, name=name))
    return draft


def _verb(sheet: Sheet, at: int) -> str:
    for index in range(at - 1, max(-1, at - 4), -1):
        item = sheet.row.items[index]
        if item.words[0] in lists()["comers"]:
            return item.words[0]
        if item.tag in "NMw;":
            break
    for item in sheet.row.items[at + 2 : at + 6]:
        if item.words[0] in lists()["comers"]:
            return item.words[0]
    return ""


# Part, period, status

_ITS = re.compile(r"\bits\s+$")


def _placed(sheet: Sheet, draft: Draft) -> Draft:
    reader, row, before = sheet.scene.parts, sheet.row, sheet.before
    name = draft.bound.name
    if name.metric in lists()["company_wide"]:
        return replace(draft, segment=name.segment)
    near = name.segment or reader.after_number(row, draft.at)
    if not near and draft.bound.at >= 0:
        near = reader.after_metric(row, draft.bound.at)
    if (
        not near
        and before
        and (before.bound.at == draft.bound.at or draft.bound.at < 0 or row.tags[draft.at - 1] == "r")
    ):
        near = before.segment
    owner = _ITS.search(reader.text, max(0, row.items[draft.bound.at].start - 5), row.items[draft.bound.at].start)
    if not near and before and owner and draft.bound.at >= 0:
        near = before.segment
    return replace(draft, segment=near or reader.subject(row, draft.at, draft.bound.at) or sheet.memory.segment)


def _dated(sheet: Sheet, draft: Draft) -> Draft:
    scene, row, before = sheet.scene, sheet.row, sheet.before
    span, call = sheet.span(draft.at), scene.calendar.call
    said = standing.outlook(scene.text, (row.start, row.end), span, sheet.memory.outlook)
    stop = sheet.span(before.at)[1] if before else row.start
    recalled = standing.recalled(scene.text, (row.start, row.end), span, stop)
    outlook = before is not None and before.status == "guidance"
    own = _own_period(sheet, draft, said.ahead)
    if draft.role.base and not recalled:
        of = before.period if before else sheet.memory.recent[0].period if sheet.memory.recent else call
        period = dating.base(row, draft.at, scene.calendar, of, not outlook)
        recalled = outlook and period == of
        status = "prior_guidance" if recalled else "guidance" if dating.is_ahead(period, call) else "actual"
        sheet.spoken_for.update(_until_next(row, draft.at))
    elif said.aims and not own:
        period, status = _target(sheet), "target"
    else:
        period = own or sheet.memory.period or (sheet.memory.passage if sheet.memory.outlook else "")
        status = standing.status(said, period or call, call, bool(period))
        if not period:
            period = dating.year_of(call) if status == "guidance" else call
        if recalled and draft.role.measure in ("growth", "change"):
            status, period = "actual", own or (before.period if before else call)
        elif recalled:
            status = "prior_guidance"
            period = before.period if before and not own else period
    return _settled(sheet, replace(draft, period=period, status=status))


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
    if metric and metric.nature == "stock":
        period = dating.as_stock(period, sheet.scene.calendar.lead) or call
    period = dating.as_rate(period)
    if draft.bound.name.metric == "crpo" and _next_year(sheet):
        period, draft = call, replace(draft, status="actual")
    against = ""
    if draft.role.measure in ("growth", "change"):
        against = _against(sheet, draft, period)
    end = _end_of_range(sheet, draft) if against == "prior_guidance" else ""
    return replace(draft, period=period, versus=against, segment=end or draft.segment)


_ENDS = re.compile(r"\b(?:mid-?point|high end|low end|top end|upper end|lower end|top of|bottom of)\b", re.I)


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
    turned = draft.role.measure == "change" or draft.role.rule == "direction after"
    if turned and any(item.tag in "ch" for item in following[:3]):
        stop = following[-1].end
        if standing.words("own_outlook").search(text, row.items[draft.at].end, stop):
            return "prior_guidance"
    near = _ENDS.search(text, sheet.span(draft.at)[1], sheet.span(draft.at)[1] + 20)
    if near and draft.role.measure == "change" and draft.status == "guidance":
        return "prior_guidance"
    if row.tags[draft.at - 1] == "y" and standing.recalled(text, (row.start, row.end), sheet.span(draft.at), row.start):
        return "prior_guidance"
    if draft.bound.name.metric == "store_count" and draft.bound.name.segment in ("opened", "closed"):
        return "qoq" if "Q" in period and period.find("-") < 0 else "yoy"
    said = dating.versus(row, draft.at, sheet.scene.calendar, period)
    return said or ("qoq" if _of_the_quarter(sheet, draft) else "yoy")


def _of_the_quarter(sheet: Sheet, draft: Draft) -> bool:
    """Whether a balance, or a bank's rate, moved "in the quarter": then against its beginning."""
    metric = sheet.scene.catalogue.metrics.get(draft.bound.name.metric)
    balance = metric and (
        metric.nature == "stock" or (metric.nature == "rate" and metric.group == "banks_and_insurers")
    )
    stop = re.search(r"[N&,w;]", sheet.row.tags[draft.at + 1 :])
    end = draft.at + 1 + (stop.start() if stop else 6)
    near = [item.value for item in sheet.row.items[max(0, draft.at - 4) : end] if item.tag == "T"]
    return bool(balance) and sheet.scene.calendar.call in near


# Numbers in the order of what they belong to


_PAIRED = [
    re.compile(r"(?P<metrics>M(?:,?M)*,?&M)[^NM;w]{0,4}(?P<numbers>N(?:,?N)*,?&N)"),
    re.compile(r"(?P<numbers>N(?:,N)*,?&N)[oijf](?P<metrics>M(?:,M)*,?&M)(?![oba]?N)"),
]


_PERIODS = [re.compile(r"(?P<numbers>N(?:,N)*,?&N)[ijf]{0,2}(?P<metrics>[TK](?:,[TK])*,?&[TK])")]


def pair(row: Row) -> dict[int, int]:
    """For numbers and metrics named in the same order ("A and B were 5 and 7"): the metric of each number."""
    return _pairs(row, _PAIRED)


def pair_periods(row: Row) -> dict[int, int]:
    """The same for periods: "5% and 7% in 2021 and 2022"."""
    return _pairs(row, _PERIODS)


def _pairs(row: Row, patterns: list[re.Pattern[str]]) -> dict[int, int]:
    given: dict[int, int] = {}
    for pattern in patterns:
        for found in pattern.finditer(row.tags):
            named = [found.start("metrics") + i for i, tag in enumerate(found["metrics"]) if tag in "MTK"]
            numbers = [found.start("numbers") + i for i, tag in enumerate(found["numbers"]) if tag == "N"]
            if len(named) == len(numbers):
                given.update(zip(numbers, named, strict=True))
    return given
