"""Where words name metrics: the catalogue's synonyms, the words of a label, and the verbs that go with a metric.

Goes in: lower-case words and a catalogue. Comes out: names with their places. What a number belongs to is decided in
`metric_check`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from extractor.catalogue import Catalogue


class Name(NamedTuple):
    """A place in some words that names one of these metrics."""

    start: int
    end: int
    metrics: frozenset[str]


Lexicon = dict[str, list[tuple[str, frozenset[str]]]]
"""By the first word: every synonym that begins with it, longest first, with the metrics it names."""

_TOKEN = re.compile(r"(?<![a-z0-9])[a-z0-9][a-z0-9&]*|[\u4e00-\u9fff]")
_WORD = re.compile(r"[a-z][a-z&'-]*|[\u4e00-\u9fff]+")
_STOP = frozenset(
    (
        "the a an of and or in on for to our we total net non gaap adjusted per with by new at from as is was were this"
        " that rate basis quarter year growth percent number value average all including other business segment share"
        " thousand million billion trillion crore lakh"
    ).split()
)
_DERIVED = re.compile(r"([a-z]{4,}(?:at|iz|ct|pt|ss|rt|nt|lv))(?:ion|e|ed|ing|ment)$")
"""A noun or a form of the verb that it is made from: "originations", "originated"."""
_NEAR = 60
"""The words of a label stand within so many characters of each other."""

CUES = {
    metric: re.compile(rf"\b(?:{verbs})\b")
    for metric, verbs in {
        "share_repurchases": r"bought (?:back|in)|buy(?:ing)? back|repurchas\w*|buybacks?",
        "repurchase_authorization": r"authori[sz]\w+|board approved|remain\w* (?:under|on|available)|leaves",
        "debt": r"owe[sd]?|borrow\w*|repa(?:y|id|ying)|drew|drawn|notes|revolver",
        "cash_and_investments": r"cash|in the bank|cash position",
        "headcount": r"hir(?:ed|ing)|employ\w*|people|colleagues|staff|on staff|bankers|engineers",
        "net_income": r"earned|earn|made|lost|losses|profit\w*",
        "operating_income": r"earned|earn|lost|losing|loss(?:es)?|made|contributed|profit\w*",
        "net_margin": r"earned|keep|kept",
        "return_on_tangible_common_equity": r"earn(?:ed|ing)?|compound\w*|returns?",
        "return_on_equity": r"earn(?:ed|ing)?|returns?",
        "capital_expenditure": r"invested|invest|spent|spend\w*|capital program",
        "dividend_per_share": r"dividends?|paid out",
        "eps": r"earned|earn|earnings|每股",
        "net_additions": r"added|adds|net adds|gained",
        "crpo": r"next (?:12|twelve) months|current portion",
        "new_customers": r"signed|added|won|implement\w*|onboarded|welcomed|landed|went live",
        "new_users": r"signed|added|adding|won|implement\w*|onboarded|welcomed",
        "store_count": r"open(?:ed|ing|ings)?|clos(?:ed|ing|ings|ures?)",
        "revenue": r"contribut\w+|generated|sold|brought in",
        "bookings": r"booked|book(?:ing)? (?:about|another|new)|awarded|won",
        "orders": r"ordered|order(?:ing)?|booked|acquisition of|purchase commitments?",
        "net_charge_offs": r"wrote off|written off|charged off|losses",
        "provision_for_credit_losses": r"set aside|provision\w*|provided for|reserve build|built? reserves",
        "loans": r"lent|lending|the book|loan growth",
        "production": r"produc\w+|pumped|output",
        "volume": r"shipped|delivered|shipments?",
        "noninterest_expense": r"expenses?",
        "operating_expenses": r"expenses?|spent|spend\w*|costs?",
        **dict.fromkeys(("operating_margin", "gross_margin", "ebitda_margin", "adjusted_ebitda_margin"), r"margins?"),
        "attach_rate": r"attach\w*|tak(?:e|es|ing)|us(?:e|es|ing)|leverag\w+|adopt\w*|includ\w+|penetrat\w+",
        "tax_rate": r"tax(?:es|ed)?",
        "share_count": r"shares",
    }.items()
}
"""Verbs and everyday nouns by which a metric is spoken of without its name."""
AKIN = {
    "share_repurchases": "share_count",
    "crpo": "rpo",
    "new_customers": "customers",
    "new_users": "users",
    "net_additions": "subscribers",
    "net_new_arr": "arr",
}
"""What the name of another metric means where a cue of the first stands before it: "signed 7 customers"."""
NEW = {"customers": "new_customers", "users": "new_users"}


def lexicon(catalogue: Catalogue) -> Lexicon:
    """The synonyms of every metric, English and Chinese, by their first word; made once for a catalogue."""
    words = tuple((metric.id, (*metric.synonyms, *metric.synonyms_zh)) for metric in catalogue.metrics.values())
    return _lexicon(catalogue.fingerprint, words)


@cache
def _lexicon(fingerprint: str, words: tuple[tuple[str, tuple[str, ...]], ...]) -> Lexicon:
    metrics: dict[str, set[str]] = defaultdict(set)
    for metric, synonyms in words:
        for synonym in synonyms:
            metrics[synonym.lower()].add(metric)
    found: Lexicon = defaultdict(list)
    for synonym in sorted(metrics, key=len, reverse=True):
        if first := _TOKEN.match(synonym):
            found[first.group()].append((synonym, frozenset(metrics[synonym])))
    return dict(found)


def names(said: str, known: Lexicon) -> list[Name]:
    """Every name in the lower-case words, the longest where several begin or overlap, in order."""
    found: list[Name] = []
    at = 0
    for token in _TOKEN.finditer(said):
        if token.start() < at:
            continue
        for synonym, metrics in known.get(_singular(token.group(), known), ()):
            if (end := _ends(said, token.start(), synonym)) is not None and not _in_ratio(said, token.start(), end):
                found.append(Name(token.start(), end, _if_new(metrics, said, token.start())))
                at = end
                break
    return found


def _in_ratio(said: str, start: int, end: int) -> bool:
    """Whether the name is one half of a ratio's: "loan-to-deposit"."""
    return said.startswith("-to-", end) or said.endswith("-to-", 0, start)


def _if_new(metrics: frozenset[str], said: str, start: int) -> frozenset[str]:
    """What "new customers" are, where the name alone says "customers"."""
    if not said.startswith("new ", max(0, start - 4)):
        return metrics
    return frozenset(NEW.get(metric, metric) for metric in metrics)


def _singular(word: str, known: Lexicon) -> str:
    """The word as the lexicon has it: "sales", else "margin" for "margins"."""
    return word if word in known else word[:-1] if word.endswith("s") else word


def _ends(said: str, start: int, synonym: str) -> int | None:
    """Where the synonym that starts here ends, in the singular or the plural; None where it does not stand here."""
    if not said.startswith(synonym, start):
        return None
    end = start + len(synonym)
    for more in ("", "s", "es"):
        stop = end + len(more)
        if said.startswith(more, end) and not (said[stop : stop + 1].isascii() and said[stop : stop + 1].isalnum()):
            return stop
    return end if said[start] >= "\u4e00" else None


@lru_cache(4096)
def content(words: str) -> frozenset[str]:
    """The stems of the words that carry meaning; of all of them where none does ("average rate")."""
    found = _WORD.findall(words.lower())
    telling = [word for word in found if word not in _STOP]
    return frozenset(map(_stem, telling or found))


def _stem(word: str) -> str:
    """The word without the ending of its plural or possessive: a beginning of both "facility" and "facilities"."""
    stem = word.removesuffix("'s").rstrip("s'")
    if found := _DERIVED.match(stem):
        return found[1]
    return stem.removesuffix("ie").removesuffix("y") if len(stem) > 5 else stem


def label_places(label: str, said: str, alone: bool) -> list[int]:
    """Where the label's words stand close together, if all of them do, or two thirds of a long one.

    Half, anywhere, is enough for a label that stands `alone`: one that no metric of the catalogue goes with.
    """
    words = content(label)
    if spelled := _spelled(label, said) or _abbreviated(label, said):
        return spelled
    places = sorted((place, word) for word in words for place in _places(word, said))
    if alone:
        return [place for place, _ in places] if len({word for _, word in places}) >= len(words) / 2 else []
    wanted = len(words) if len(words) < 4 else -(-2 * len(words) // 3)
    return _together(places, wanted) if words else []


def _spelled(label: str, said: str) -> list[int]:
    """Where an abbreviation that is the whole label is spelled out: "average daily rate" for "ADR"."""
    letters = label.strip().lower()
    if not _ABBREVIATION.fullmatch(label.strip()) or not letters.isalpha() or letters in said:
        return []
    return [found.start() for found in re.finditer(r"\b" + r"[\w-]*[ -]".join(letters) + r"[a-z]+", said)]


def _abbreviated(label: str, said: str) -> list[int]:
    """Where the initials of the label, or of its last three words or more, stand: "ADR" for "average daily rate"."""
    initials = "".join(word[0] for word in re.findall(r"[a-z]+", label.lower()))
    tails = [initials[at:] for at in range(len(initials) - 2)]
    return [found.start() for tail in tails[:3] for found in re.finditer(rf"\b{tail}s?\b", said)]


def stands(stem: str, said: str) -> bool:
    """Whether a word that begins with these letters stands there."""
    return any(True for _ in _places(stem, said))


def _places(word: str, said: str) -> Iterator[int]:
    """Where a word begins with these letters."""
    at = said.find(word)
    while at >= 0:
        if at == 0 or not ("a" <= said[at - 1] <= "z"):
            yield at
        at = said.find(word, at + 1)


def _together(places: list[tuple[int, str]], wanted: int) -> list[int]:
    """The places of the words of every shortest stretch in which as many different words as `wanted` stand."""
    found: set[int] = set()
    for index, (place, _) in enumerate(places):
        words: dict[str, int] = {}
        for start, word in places[index : index + 3 * wanted]:
            words.setdefault(word, start)
            if len(words) == wanted or start - place > _NEAR:
                break
        if len(words) == wanted and max(words.values()) - place <= _NEAR:
            found.update(words.values())
    return sorted(found)


def slips(label: str, text: str) -> list[int]:
    """Where an abbreviation of the label stands with one letter lost, as transcripts have it: "CT1" for "CET1"."""
    wanted = {word for word in _ABBREVIATION.findall(label) if len(word) > 3}
    return [
        found.start()
        for found in (_ABBREVIATION.finditer(text) if wanted else ())
        if any(_lost_one(word, found.group()) for word in wanted)
    ]


_ABBREVIATION = re.compile(r"\b[A-Z][A-Z0-9]{2,6}\b")


def _lost_one(word: str, heard: str) -> bool:
    """Whether the word less one letter, not the first, is what was heard."""
    return len(heard) == len(word) - 1 and any(word[:at] + word[at + 1 :] == heard for at in range(1, len(word)))
