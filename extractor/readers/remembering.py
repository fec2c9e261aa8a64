"""What the opening of a sentence sets for the ones after it: a period, a part, an outlook, a target year.

Goes in: a sentence's row and the memory so far. Changes the memory; decides about no number.
"""

from __future__ import annotations

from extractor import periods
from extractor.readers import dating, standing, turning
from extractor.readers.dating import Calendar
from extractor.readers.lexing import Row, lists
from extractor.readers.sheets import Memory, Scene
from extractor.readers.turning import Topic

PATIENCE = 2
MAJOR_HOLDS = 18


def afresh(memory: Memory) -> Memory:
    """What a new paragraph of several sentences knows of the ones before: the outlook, and a section that runs on."""
    kept = Memory(outlook=memory.outlook, target=memory.target, passage=memory.passage, asked=memory.asked)
    kept.lead = memory.lead
    if memory.runs_on:
        kept.segment = kept.major = memory.major
        kept.since, kept.runs_on, kept.carried = memory.since, True, True
    return kept


def remember(scene: Scene, row: Row, memory: Memory) -> None:
    """Bring the memory up to date with the opening of the sentence `row`."""
    _outlook(scene, row, memory)
    _period(scene, row, memory)
    _part(scene, row, memory)
    if standing.words("target").search(scene.text, row.start, row.end):
        memory.target = _target_year(row, scene.calendar) or memory.target


def _outlook(scene: Scene, row: Row, memory: Memory) -> None:
    span = (row.start, row.end)
    if standing.opens_outlook(scene.text, span):
        passage = memory.passage if memory.outlook else ""
        memory.outlook, memory.segment, memory.major, memory.left = True, "", "", 0
        memory.passage = _year_ahead(row, scene.calendar) or passage
    elif memory.outlook:
        memory.back = memory.back + 1 if standing.looks_back(scene.text, span) else 0
        memory.outlook = memory.back < 2


def _period(scene: Scene, row: Row, memory: Memory) -> None:
    calendar = scene.calendar
    period = ""
    if dating.opens(row):
        ahead = memory.outlook or standing.words("outlook").search(scene.text, row.start, row.end) is not None
        period = dating.topic(row, calendar, ahead)
    if period:
        memory.period, memory.age = ("" if period == calendar.call else period), int("K" in row.tags[:5])
        if memory.outlook and dating.is_ahead(period, calendar.call) and ("Q" not in period or "Q" in memory.passage):
            memory.passage = period
    memory.age += 1
    behind = memory.outlook and not period and not dating.is_ahead(memory.period, calendar.call)
    tired = memory.age > PATIENCE and not memory.outlook
    if tired or behind or (memory.age > 1 and memory.passage):
        memory.period = ""


def _part(scene: Scene, row: Row, memory: Memory) -> None:
    memory.sentences += 1
    memory.since = 0 if memory.major and memory.major in scene.text[row.start : row.end] else memory.since + 1
    if memory.since > MAJOR_HOLDS:
        memory.major = ""
    memory.segment = memory.segment if memory.left else memory.major
    memory.left = max(0, memory.left - 1)
    part = turning.topic(scene.parts, row)
    if part is None and not _leaves(scene.text, row, memory):
        return
    unsure = part is not None and part.headed and not part.holds and not memory.major
    _turn(turning.WHOLE if part is None or unsure else part, memory)


def _turn(part: Topic, memory: Memory) -> None:
    """Put what follows under the part; inside a section a part without a heading holds for two sentences at most."""
    inside = bool(memory.major and part.name) and not part.major and not part.headed
    memory.segment, memory.left = part.name, min(part.holds, 1) if inside else part.holds
    if inside:
        return
    next_section = part.major or (part.headed and bool(memory.major))
    memory.lead = ""
    memory.major, memory.since = part.name if next_section else "", 0
    memory.runs_on, memory.carried = next_section and part.headed and memory.sentences > 1, False


def _leaves(text: str, row: Row, memory: Memory) -> bool:
    """Whether the section ends unsaid: the company renews its outlook, or the sentence is about a figure that only the
    whole company has, or, once the section has run into another paragraph, that a part seldom has."""
    if memory.segment and standing.renews_outlook(text, (row.start, row.end)):
        return True
    names = [item.name for item in row.items if item.name] if memory.segment else []
    if not names or names[0].segment:
        return False
    named = names if "N" not in row.tags else names[:1]
    if any(name.metric in lists()["company_wide"] for name in named):
        return True
    return memory.carried and names[0].metric in lists()["seldom_of_parts"]


def _target_year(row: Row, calendar: Calendar) -> str:
    for index, tag in enumerate(row.tags):
        if tag == "T" and dating.years_ahead(calendar.at(row, index).period, calendar.call) > 1:
            found = periods.parse(calendar.at(row, index).period)
            return f"FY{found.year}" if found else ""
    return ""


def _year_ahead(row: Row, calendar: Calendar) -> str:
    """The period to come that a sentence names; empty when it names none."""
    said = [dating.reading(calendar.at(row, index), calendar, True) for index, tag in enumerate(row.tags) if tag == "T"]
    return next((period for period in said if dating.is_ahead(period, calendar.call)), "")
