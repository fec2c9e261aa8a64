"""The brief: a few sentences of prose from a model, written only from verified facts, and checked against them.

In: a call with its summary, and a function that asks a model. Out: the sentences that stand, each with the facts it
stands on, and a note for everything that was cut. Text that fails goes back once with the reasons; what fails again is
cut. Suspect facts are not shown to the model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from extractor import catalogue as catalogues
from extractor import formatting, resources
from extractor.catalogue import Catalogue
from extractor.errors import ModelError
from extractor.prose import Prose
from extractor.records import BriefSentence, CallFacts, Exchange, Fact

PROMPT = "brief-v1"
MOST_SENTENCES = 8
Messages = list[dict[str, str]]


class _Reply(BaseModel):
    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class Sentence(_Reply):
    text: str
    """One sentence."""
    facts: list[int]
    """The numbers of the facts it uses."""


class Answer(_Reply):
    question: int
    """The number of the question."""
    text: str
    """One line: what was asked, and what the answer gave or declined."""
    facts: list[int]
    """The numbers of the facts it uses; empty where none was given."""


class BriefReply(_Reply):
    """What the model writes."""

    sentences: list[Sentence]
    """Five to eight sentences on the whole call, the most important first."""
    answers: list[Answer]
    """One line a question."""


Ask = Callable[[Messages, type[BriefReply]], BriefReply]


class _Draft(NamedTuple):
    """One sentence of a reply, with what is wrong with it; `exchange` is the question it is about."""

    text: str
    facts: tuple[Fact, ...]
    exchange: int | None
    problems: tuple[str, ...]


def write(call: CallFacts, ask: Ask, catalogue: Catalogue | None = None) -> tuple[list[BriefSentence], list[str]]:
    """The sentences that stand, those on questions last, and a note for each that was cut.

    `ask` is given the messages (one system, one user) and the type of the reply. Raises what it raises the first time;
    a failure to answer the second time costs only what would have been mended.
    """
    facts = [fact for fact in call.facts if fact.verdict == "verified"]
    if not facts:
        return [], ["No brief: the call has no verified fact to write it from."]
    checker = _Checker(call, facts, catalogue or catalogues.load())
    messages = _messages(call, facts)
    drafts = checker.drafts(ask(messages, BriefReply))
    if any(draft.problems for draft in drafts):
        drafts = _mended(drafts, messages, ask, checker)
    return _kept(drafts)


def _mended(drafts: list[_Draft], messages: Messages, ask: Ask, checker: _Checker) -> list[_Draft]:
    """The drafts of a second try; those of the first where there is none."""
    try:
        return checker.drafts(ask(_again(messages, drafts), BriefReply))
    except ModelError:
        return drafts


def _kept(drafts: Sequence[_Draft]) -> tuple[list[BriefSentence], list[str]]:
    sound = [draft for draft in drafts if not draft.problems]
    main = [draft for draft in sound if draft.exchange is None]
    notes = [f"Cut: “{draft.text}” {' '.join(draft.problems)}" for draft in drafts if draft.problems]
    notes += [
        f"Cut: “{draft.text}” The brief has {MOST_SENTENCES} sentences at most." for draft in main[MOST_SENTENCES:]
    ]
    kept = [*main[:MOST_SENTENCES], *(draft for draft in sound if draft.exchange is not None)]
    return [_sentence(draft) for draft in kept], notes


def _sentence(draft: _Draft) -> BriefSentence:
    return BriefSentence(text=draft.text, facts=[fact.id for fact in draft.facts], exchange=draft.exchange)


class _Checker:
    """Checks a reply against the numbered facts."""

    def __init__(self, call: CallFacts, facts: Sequence[Fact], catalogue: Catalogue) -> None:
        self._facts = facts
        self._exchanges = call.summary.exchanges
        self._prose = Prose(call, catalogue)

    def drafts(self, reply: BriefReply) -> list[_Draft]:
        """Every sentence of the reply with its problems; of two lines on one question the second is superfluous."""
        drafts = [self._draft(each.text, each.facts, None) for each in reply.sentences]
        seen: set[int] = set()
        for each in reply.answers:
            drafts.append(self._draft(each.text, each.facts, each.question - 1, each.question in seen))
            seen.add(each.question)
        return [draft for draft in drafts if draft.text]

    def _draft(self, text: str, ids: Sequence[int], exchange: int | None, again: bool = False) -> _Draft:
        text = " ".join(text.split())
        known = [number for number in dict.fromkeys(ids) if 1 <= number <= len(self._facts)]
        facts = tuple(self._facts[number - 1] for number in known)
        problems = [f"There is no fact {number}." for number in dict.fromkeys(ids) if number not in known]
        problems += ["This question has a line already."] if again else []
        problems += self._stands(facts, exchange)
        problems += self._prose.problems(text, facts)
        return _Draft(text, facts, exchange, tuple(problems))

    def _stands(self, facts: Sequence[Fact], exchange: int | None) -> Iterator[str]:
        if exchange is None:
            if not facts:
                yield "It names no fact that it stands on."
        elif not 0 <= exchange < len(self._exchanges):
            yield f"There is no question {exchange + 1}."
        else:
            given = self._exchanges[exchange].facts
            strangers = [fact for fact in facts if fact.id not in given]
            yield from (f"{_described(fact)} was not given in the answer." for fact in strangers)


# The messages


def _messages(call: CallFacts, facts: Sequence[Fact]) -> Messages:
    system = resources.read("prompts", f"{PROMPT}.md")
    return [{"role": "system", "content": system}, {"role": "user", "content": _page(call, facts)}]


def _again(messages: Messages, drafts: Iterable[_Draft]) -> Messages:
    """The same messages with the first try and what is wrong with it."""
    wrong = [f"- “{draft.text}”: {' '.join(draft.problems)}" for draft in drafts if draft.problems]
    right = [f"- “{draft.text}”" for draft in drafts if not draft.problems]
    said = "You wrote this once. Code found these sentences wrong:\n" + "\n".join(wrong)
    said += "\nThese stand:\n" + "\n".join(right) if right else ""
    said += "\nWrite the whole reply again: keep what stands, mend what is wrong or leave it out."
    return [messages[0], {"role": "user", "content": messages[1]["content"] + "\n\n" + said}]


def _page(call: CallFacts, facts: Sequence[Fact]) -> str:
    numbers = {fact.id: number for number, fact in enumerate(facts, 1)}
    actions = {line.fact: line.action or line.action_said for line in call.guidance}
    listed = "\n".join(
        f"{number}. {_described(fact, actions.get(fact.id, ''))}" for number, fact in enumerate(facts, 1)
    )
    asked = "\n".join(
        f"{number}. {_asked(call, each, numbers)}" for number, each in enumerate(call.summary.exchanges, 1)
    )
    about = f"{_data(call.call.company or call.call.name)}, {formatting.period(call.call.fiscal_period)}"
    return f"{about}\n\n<<<facts\n{listed}\nfacts>>>\n\n<<<questions\n{asked}\nquestions>>>"


def _described(fact: Fact, action: str = "") -> str:
    """One line: what it is about, its period and status, and the number."""
    name = formatting.name(fact.metric, fact.label)
    segment = f"{fact.segment}: " if fact.segment else ""
    parts = [formatting.BASES[fact.basis], *_measured(fact), formatting.period(fact.period)]
    parts += ["" if fact.status == "actual" else fact.status.replace("_", " "), action]
    said = f" (said as “{fact.label}”)" if fact.label.casefold() != name.casefold() else ""
    return _data(f"{segment}{name}{said}, {', '.join(filter(None, parts))}: {formatting.number(fact)}")


def _measured(fact: Fact) -> list[str]:
    if fact.measure == "share":
        return [f"share of {formatting.within(formatting.name(fact.share_of))}"]
    versus = {"yoy": "on the year", "qoq": "on the quarter", "cagr": "a year", "prior_guidance": "against guidance"}
    return [] if fact.measure == "level" else [f"{fact.measure} {versus.get(fact.versus, '')}".strip()]


def _asked(call: CallFacts, each: Exchange, numbers: dict[str, int]) -> str:
    given = ", ".join(str(numbers[fact]) for fact in each.facts if fact in numbers)
    absences = call.absences
    declined = " ".join(f"Declined: “{absences[n].exact}”" for n in each.declined if n < len(absences))
    who = each.analyst + (f" ({each.firm})" if each.firm else "")
    return _data(f"{who}: “{each.question}” Facts in the answer: {given or 'none'}. {declined}")


def _data(text: str) -> str:
    """Words of a call on one line, unable to end the block they stand in."""
    return " ".join(text.replace("<<<", "‹‹‹").replace(">>>", "›››").split())
