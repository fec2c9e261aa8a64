"""What one number of a sentence is: every field of a claim, decided in the order role, metric, part, period, status.

Goes in: a `Sheet` (one sentence with what came before it) and the place of a number. Comes out: a `Draft`, or the
reason for staying silent. Numbers are decided from left to right, since the later ones lean on the earlier ones.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from extractor import checks
from extractor.readers import adjusting, binding, coming, counting, measuring, owning, placing, sharing, standing
from extractor.readers.binding import Bound, Question
from extractor.readers.lexing import Named, lists
from extractor.readers.measuring import Role
from extractor.readers.sheets import Draft, Sheet
from extractor.view import kind_of

ENOUGH = 0.45
CARRIED = 0.6
THING = "count of things"
OPENINGS = "qbrhgvfc"
_PASSED = ("exceed", "exceeded", "exceeding", "topped")
_FACILITY = re.compile(r" (?:[a-z-]+ ){0,3}(?:revolv|credit facilit|facilit|line of credit|credit line)", re.I)
_FOR_EVERY = re.compile(r"[^.;]{0,25}\bfor (?:every|each) (?:dollar|\$1|pound|euro)\b", re.I)


def decide(sheet: Sheet, at: int) -> Draft | str:
    """The draft for the number at `at`, or the reason why there is none."""
    text, row = sheet.scene.text, sheet.row
    reason = standing.other_party(text, (row.start, row.end), sheet.span(at))
    if reason:
        return reason
    reason = _thing(sheet, at)
    found = _counted(sheet, at) if reason == THING else None if reason else _bound(sheet, at)
    found = found or _confirmed(sheet, at)
    if reason and not found:
        return reason
    if found is None:
        kind = kind_of(sheet.unit(at))
        return THING if kind == "count" else "unsure: no metric is named beside it"
    role, bound = found
    group = sheet.groups[row.items[at].of]
    odd = _odd(sheet, at, role, bound)
    draft = odd or sharing.shared(sheet, Draft(at, group, role, bound))
    if isinstance(draft, str):
        return draft
    return placing.dated(sheet, placing.placed(sheet, coming.came(sheet, sharing.due(sheet, _moving(sheet, draft)))))


def _confirmed(sheet: Sheet, at: int) -> tuple[Role, Bound] | None:
    """What an analyst asked about, where the answer repeats the number: "1% to 3% is what we plan for"."""
    if kind_of(sheet.unit(at)) == "count":
        return None
    said = [sheet.scene.mentions[index] for index in sheet.groups[sheet.row.items[at].of]]
    for draft in sheet.memory.asked:
        asked = [sheet.scene.mentions[index] for index in draft.numbers]
        if [(each.value, each.unit) for each in said] == [(each.value, each.unit) for each in asked]:
            name = replace(draft.bound.name, segment=draft.segment if draft.segment[:1].isupper() else "")
            return draft.role, replace(draft.bound, name=name, rule="as asked", score=CARRIED, at=-1)
    return None


def _counted(sheet: Sheet, at: int) -> tuple[Role, Bound] | None:
    """What a bare count counts: things counted before, or a noun that the company gives a figure for."""
    name = counting.again(sheet, at) or counting.figure(sheet, at)
    if name is None:
        return None
    role = _role(sheet, at, "count")
    if role.measure not in ("level", "change"):
        return None
    return role, Bound(name, CARRIED, "counted")


def _thing(sheet: Sheet, at: int) -> str:
    """Why a bare count counts something that is no metric: the noun after it is not one."""
    mention, following = sheet.mention(at), sheet.row.tags[at + 1 : at + 2]
    if _FOR_EVERY.match(sheet.scene.text, sheet.span(at)[1]):
        return "an amount for every dollar"
    if kind_of(sheet.unit(at)) != "count":
        return ""
    if standing.words("meetings").search(sheet.scene.text, max(sheet.row.start, mention.start - 40), mention.start):
        return THING
    top = re.search(r"\btop\s+$", sheet.scene.text[max(0, mention.start - 6) : mention.start], re.I)
    named = re.match(r"x{1,3}M", sheet.row.tags[at + 1 :])
    if (
        top
        or mention.value == 1
        or mention.text[-2:] == "0s"
        or (following == "x" and mention.noun and not named and not _counts(mention.noun))
    ):
        return THING
    beside = sheet.row.items[at + 1].name if following == "M" else None
    small = (
        mention.value is not None
        and abs(mention.value) <= 10
        and mention.text.isalpha()
        and not (coming.verb_of(sheet, at) or coming.opens(sheet, at))
    )
    if beside and (beside.compound or small):
        return THING
    return THING if small and not beside else ""


def _odd(sheet: Sheet, at: int, role: Role, bound: Bound) -> str:
    """Why the number is not what it stands beside: an unnamed part of it, money that only moved."""
    if adjusting.is_included(sheet, at, bound) and not adjusting.cause(sheet, at):
        return "a part of the number before"
    balance = bound.name.metric in ("debt", "cash_and_investments") and role.measure == "level"
    if bound.name.metric in ("deposits", "loans") and not sheet.scene.lends:
        return "a figure of the market or of others"
    if balance and _FACILITY.match(sheet.scene.text, sheet.span(at)[1]):
        return "the size of a facility"
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
    kind = kind_of(sheet.unit(at))
    role = _role(sheet, at, kind)
    bound = _metric(sheet, at, role)
    if kind == "count" and (bound is None or bound.score < ENOUGH):
        return _counted(sheet, at)
    if role.measure == "share" and (rate := _rate(sheet, at, role)):
        return rate
    if role.measure == "share" and (bound is None or bound.score < 0.7):
        bound = sharing.part_of_whole(sheet, at, role) or bound
    if (bound is None or bound.score < ENOUGH) and (own := _unknown(sheet, at, role, kind)):
        return own
    if (
        (bound is None or bound.score < ENOUGH)
        and role.measure in ("level", "share")
        and kind in ("percent", "money")
        and (soon := sharing.of_that(sheet, at))
    ):
        return replace(role, measure="share" if kind == "percent" else "level", rule="due within a year"), soon
    if bound is None and kind == "percent" and role.rule == "named" and (cost := sharing.cost_in_percent(sheet, at)):
        return replace(role, measure="share", rule="a cost in percent", plain=False), cost
    if bound is None and kind == "bps" and (cost := sharing.cost_ratio(sheet, at)):
        return replace(role, measure="change", rule="points"), cost
    if bound is None and kind == "percent" and role.measure == "growth":
        part = owning.business(sheet.row, at, sheet.scene.text)
        bound = Bound(part, 0.5, "the growth of a part") if part else None
    if bound is None and role.rule == "points of a rate":
        role = replace(role, measure="change", rule="points")
        bound = _metric(sheet, at, role)
    if bound is None and role.measure == "level" and kind in ("percent", "multiple") and role.direction >= 0:
        role = replace(role, measure="growth", rule="direction in the clause")
        bound = _metric(sheet, at, role)
    return (role, bound) if bound and bound.score >= ENOUGH else None


def _unknown(sheet: Sheet, at: int, role: Role, kind: str) -> tuple[Role, Bound] | None:
    """A figure under a name of its own, where the catalogue has none: "the backlog ratio was at 83%"."""
    if kind not in ("money", "percent", "bps") or role.measure == "share":
        return None
    named = owning.unknown(sheet.row, at, sheet.scene.text)
    return (role, Bound(named, 0.5, "a name of its own")) if named else None


def _rate(sheet: Sheet, at: int, role: Role) -> tuple[Role, Bound] | None:
    """A rate named right before the number keeps its own name, though the words add of what it is taken."""
    level = replace(role, measure="level", rule="rate")
    bound = binding.bind(Question(sheet.row, at, level, sheet.unit(at), frozenset(sheet.taken)), sheet.scene.catalogue)
    if bound is None or bound.score < 0.88 or bound.at > at or bound.name.growing:
        return None
    return level, bound


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
    if kind == "multiple" and following and following.metric == "leverage_ratio":
        return replace(role, measure="level", rule="times", plain=True)
    if kind == "multiple" and following and following.metric in ("ebitda", "adjusted_ebitda"):
        sheet.taken.add(at + 1)
        return replace(role, measure="level", rule="times EBITDA", plain=True)
    if at and sheet.row.tags[at - 1] == "v" and sheet.row.items[at - 1].words[0] in _PASSED:
        return replace(role, measure="level", rule="passed", plain=True)
    if role.plain and not role.base and sheet.row.tags[at - 1 : at] == "y":
        return replace(
            role, measure="change" if kind not in ("percent", "multiple") else "growth", rule="by", plain=False
        )
    if kind == "bps" and role.rule == "points" and role.direction < 0:
        return replace(role, measure="level", rule="points of a rate", plain=True)
    if kind == "multiple" and sheet.mention(at).text.lower().startswith(("doubl", "tripl", "quadrupl")):
        return replace(role, measure="growth", rule="multiplied", plain=False)
    if kind == "percent" and sharing.of_the_total(sheet, at):
        return replace(role, measure="share", rule="of the total", plain=False)
    word = sheet.row.items[role.direction].words[0] if role.direction >= 0 else ""
    if kind == "money" and role.measure == "change" and word in ("gain", "added", "lost"):
        return replace(role, measure="level", rule="amount", plain=True)
    return role


def _base_measure(role: Role, before: Draft, kind: str) -> str:
    """A base is of the same measure as what is compared with it; what a change is compared with is a level."""
    if not role.plain or kind not in ("percent", "multiple"):
        return role.measure if not role.plain else "level"
    if before.role.measure == "change":
        return "share" if before.share_of else "level"
    return before.role.measure


def _metric(sheet: Sheet, at: int, role: Role) -> Bound | None:
    unit, before, catalogue = sheet.unit(at), sheet.before, sheet.scene.catalogue
    value = sheet.mention(at).value or Decimal(0)
    if kind_of(unit) == "bps" and (ratio := sharing.ratio(sheet.row, at, sheet.given)):
        return ratio
    if kind_of(unit) == "bps" and (ratio := sharing.ratio_of_before(sheet, at)):
        return ratio
    if at in sheet.given:
        return _given(sheet, at, role)
    if before and kind_of(unit) == "bps" and before.role.measure == "share" and _near(sheet, at, before):
        return replace(before.bound, rule="points of the share before", score=0.85)
    question = Question(
        sheet.row,
        at,
        role,
        unit,
        frozenset(sheet.taken),
        _profit(sheet, at),
        bool(sheet.scene.parts.subject(sheet.row, at)),
        value,
    )
    found = binding.bind(question, catalogue)
    leans = (role.base or role.rule == "continued") and (found is None or found.score < 0.9)
    for draft in sheet.drafts[::-1] if leans else []:
        name = binding.meant(coming.standing_count(draft.bound.name, role.measure), role, unit)
        if binding.fits(name, role, unit, catalogue) and binding.sized(name.metric, role, (value, unit), catalogue):
            score = max(0.6, draft.bound.score - 0.03)
            return replace(draft.bound, name=name, rule=f"{role.rule}, as the number before", score=score)
    return found if found and found.score >= ENOUGH else _carried(sheet, at, role) or found


def _profit(sheet: Sheet, at: int) -> str:
    """The profit named last before the number: what a bare "margin" is the margin of."""
    named = [draft.bound.name.metric for draft in sheet.memory.recent[::-1]]
    named += [item.name.metric for item in sheet.row.items[:at] if item.name]
    return next((metric for metric in named[::-1] if binding.margin(metric) or binding.is_margin(metric)), "")


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
    if kind_of(unit) == "per_share" and (bare := _per_share(sheet, at)):
        return bare
    if kind_of(unit) == "money" and sheet.row.items[at - 1].words[0] in ("earned", "earning") and at:
        part = sheet.scene.parts.subject(sheet.row, at) or _sole_word(sheet, at)
        whole = any(kind_of(sheet.unit(index)) == "per_share" for index in _numbers_after(sheet, at))
        metric = "operating_income" if part and not whole else "net_income"  # a part earns before interest and taxes
        return Bound(Named(metric, sheet.row.items[at - 1].words[0], "" if whole else part), 0.6, "earned")
    if alone := _growth_alone(sheet, at, role):
        return alone
    known = sheet.drafts[::-1] or sheet.memory.recent
    amount = (sheet.mention(at).value or Decimal(0), unit)
    fitting = (each for each in known if binding.fits(each.bound.name, role, unit, sheet.scene.catalogue))
    last = next(
        (each for each in fitting if binding.sized(each.bound.name.metric, role, amount, sheet.scene.catalogue)), None
    )
    if last is None:
        return None
    part = sheet.scene.parts.subject(sheet.row, at)
    if kind_of(unit) == "count":
        return None
    if _recalls_range(sheet, at):
        return replace(last.bound, rule=placing.EARLIER, score=CARRIED, at=-1)
    if not part and owning.governed(sheet.row, at):
        return _sibling(sheet, at)
    if _of_another(sheet, at):
        return None
    if _points_back(sheet, at) or part or _spends_on(sheet, at, last):
        sheet.taken.update(index for index, item in enumerate(sheet.row.items) if item.name and item.name.label == part)
        moved = not sheet.before and sheet.memory.segment not in ("", last.segment)
        name = replace(last.bound.name, segment="") if part or moved else last.bound.name
        score = CARRIED - 0.1 * (not sheet.before)
        return replace(last.bound, name=name, rule="carried from the number before", score=score, at=-1)
    return None


def _spends_on(sheet: Sheet, at: int, last: Draft) -> bool:
    """Whether the amount is what the company spends, where the sentence before told of capital expenditure."""
    named = "M" in sheet.row.tags[:at] or last.bound.name.metric != "capital_expenditure"
    return (
        not named and re.search(r"\bspend(?:ing)?\b", sheet.scene.text[sheet.row.start : sheet.span(at)[0]]) is not None
    )


def _of_another(sheet: Sheet, at: int) -> bool:
    """Whether an amount is of something that no metric is: "this included $4 million of letters of credit"."""
    following = sheet.row.tags[at + 1 : at + 3]
    money = kind_of(sheet.unit(at)) == "money"
    return money and following == "ox" and sheet.row.items[at + 2].words[0] not in lists()["measures"]


def _numbers_after(sheet: Sheet, at: int) -> list[int]:
    return [index for index in range(at + 1, len(sheet.row.items)) if sheet.row.tags[index] == "N"]


def _sole_word(sheet: Sheet, at: int) -> str:
    """The one plain word between a joint and the verb before the number: "and online earned $5 million"."""
    found = re.search(r"[&;,w]x.$", sheet.row.tags[:at])
    item = sheet.row.items[at - 2] if found else None
    return sheet.scene.text[item.start : item.end] if item else ""


def _points_back(sheet: Sheet, at: int) -> bool:
    """Whether nothing but pointing words, verbs and comparisons leads to the number: "This is up 5%"."""
    start = sheet.before.at + 1 if sheet.before else 0
    between = sheet.row.tags[start:at]
    if sheet.before:
        near = between.count("x") <= 1 and ("p" not in between or "q" in between or "K" in between)
        return near or re.search(r"[,&]b?[vh]?[yoat]*$", between) is not None or _recalls(sheet, at)
    strict = re.fullmatch(r"[&w,]*[ijacTK,]*[TK]b[ahy]*", between)
    there = sheet.row.items[start].words == ("there",) and re.fullmatch(r"xbx?g[oy]?", between) is not None
    return (
        strict is not None
        or there
        or (between[:1] in tuple(OPENINGS) and between.count("x") <= 1 and "p" not in between and "M" not in between)
    )


_RANGE_WAS = re.compile(r"\b(?:range|view|outlook|guidance|forecast|estimate) (?:was|had been)\b[^.;]{0,24}$", re.I)


def _recalls_range(sheet: Sheet, at: int) -> bool:
    """Whether the number is an outlook only recalled, of what was named before: "where the earlier view was 3%"."""
    start = sheet.span(sheet.before.at)[1] if sheet.before else sheet.row.start
    return _RANGE_WAS.search(sheet.scene.text, start, sheet.span(at)[0]) is not None


def _sibling(sheet: Sheet, at: int) -> Bound | None:
    """One more part in a list of parts: after "wealth fees grew 9%", "mortgage banking dropped 18%"."""
    before, part = sheet.before, _joined_subject(sheet, at) or sheet.scene.parts.phrase(sheet.row, at)
    if before is None:
        before = _part_before(sheet, at, part)
    elif not (before.segment or sheet.scene.parts.is_known(part)) or "M" in sheet.row.tags[before.at + 1 : at]:
        before = None
    verb = re.search(r"x[vhbr][^NMo]*$", sheet.row.tags[:at])
    if verb is None or before is None or not part or part.split()[-1].lower() in lists()["kpi_heads"]:
        return None
    role = _role(sheet, at, kind_of(sheet.unit(at)))
    if not binding.fits(before.bound.name, role, sheet.unit(at), sheet.scene.catalogue):
        return None
    return Bound(replace(before.bound.name, segment=part), 0.5, "one more part")


_JOINED_SUBJECT = re.compile(r"(?:N[YTKix]{0,2}&|,&?)(x{1,3})(?:[bv]h?|h)[^NMx]*$")


def _joined_subject(sheet: Sheet, at: int) -> str:
    """The words that a joint puts beside the subject before: "and timber was down 3%"."""
    found = _JOINED_SUBJECT.search(sheet.row.tags[:at])
    if found is None:
        return ""
    return sheet.scene.text[sheet.row.items[found.start(1)].start : sheet.row.items[found.end(1) - 1].end]


def _part_before(sheet: Sheet, at: int, part: str) -> Draft | None:
    """The growth of a part that the sentence before told, where this one opens with another known part."""
    last = next(iter(sheet.memory.recent), None)
    opens = re.match(r"x{1,3}[bvh]", sheet.row.tags) is not None and "M" not in sheet.row.tags[:at]
    listed = last is not None and last.role.measure == "growth" and bool(last.bound.name.segment)
    return last if opens and listed and sheet.scene.parts.is_known(part) else None


def _recalls(sheet: Sheet, at: int) -> bool:
    """Whether the words between the number before and this one recall an outlook: "in May we had pointed to"."""
    start = sheet.span(sheet.before.at)[1] if sheet.before else sheet.row.start
    return standing.words("prior_outlook").search(sheet.scene.text, start, sheet.span(at)[0]) is not None


def _growth_alone(sheet: Sheet, at: int, role: Role) -> Bound | None:
    """Growth of nothing named is growth of revenue: of a part ("Timber growth was 5%") or of a period's."""
    row = sheet.row
    found = re.search(r"(?P<of>x|T|^)g[ijTKo]*[boa]{1,2}$", row.tags[:at])
    if role.measure == "change" or "M" in row.tags or found is None or sheet.unit(at) != "percent":
        return None
    named = row.items[found.start("of")] if found["of"] == "x" else None
    if named and not sheet.scene.parts.is_name(named, row.start):
        return None
    part = sheet.scene.text[named.start : named.end] if named else ""
    return Bound(Named("revenue", "growth", part, growing=True), 0.5, "growth alone")


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


def _moving(sheet: Sheet, draft: Draft) -> Draft:
    """Growth for what is named as growth ("revenue growth was 5%") or is only ever given as one (comparable sales)."""
    kind = kind_of(sheet.unit(draft.at))
    name = draft.bound.name
    moving = name.growing or (name.metric in checks.MOVING_METRICS and name.metric != "yield")
    if kind == "percent" and draft.role.measure == "level" and moving:
        return replace(draft, role=replace(draft.role, measure="growth"))
    return draft
