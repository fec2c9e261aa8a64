"""Where the words of a sentence name a claim's metric, and where they name others that its number could be of.

Goes in: a claim, the `View` of the call and the span of a sentence. Comes out: `Names`, spans in the sentence. Which
of them the number belongs to is decided in `metric_check`.
"""

from __future__ import annotations

import re

from extractor import naming
from extractor.catalogue import Catalogue
from extractor.naming import Name
from extractor.records import Claim
from extractor.view import Names, View, kind_of

_NEAR = 60
_ALL = (
    r"(?:our |the |its |that |total |net |gross |overall |average |adjusted |consolidated |contract |live |same-store "
    r"|rental )*$"
)
"""What may stand before the name of a whole: "of our total net revenue"."""
_ASIDE = re.compile(
    rf"(?:(?:percent|percentage|%|half|third|quarter|two-third|basis point)s? of|[a-z] or|\d(?:x| times)|times) {_ALL}"
)
_TAKES = {"money": {"money", "per_unit", "per_share"}, "count": {"count"}, "per_share": {"per_share"}}
"""By the kind of a number's unit: the units of the metrics whose amount it can be."""
_PARTS_OF = {
    metric: frozenset(("customers", "new_customers", "users", "new_users"))
    for metric in ("attach_rate", "win_rate", "churn", "gross_retention", "net_retention")
}
"""By metric: what it is a rate of, which therefore takes no percentage from it."""
_TURNS = frozenset(("rpo", "crpo", "backlog", "deferred_revenue"))
"""What is turned into revenue."""
_INTO = re.compile(r"\b(?:into|as|in) (?:the |our )?$")
_WHOLE = re.compile(rf"(?:percent(?:age)?|%|points?|x|times) (?:of )?{_ALL}")
_OF_WHOLE = re.compile(r"(?:percent(?:age)?|%|half|third|quarter|x|times) of (?:[\w'’&-]+ ){0,4}$")
_USED = re.compile(r"\b(?:uses?|sources?|in|out) of $")
_PERCENTAGE_OF = re.compile(rf"(?:percent(?:age)?|%|points?|x|times) of {_ALL}")
_PAID = re.compile(r"\b(?:purchas\w+|acqui\w+|paid|pay|consideration|bought)\b")


def names(claim: Claim, view: View, span: tuple[int, int]) -> Names:
    """Where a sentence names the claim's metric (by a synonym, its label or a verb) and others its unit could be of."""
    key = (claim.metric, claim.label, claim.segment, claim.measure, claim.unit, span)
    if key not in view.named:
        view.named[key] = _names(claim, view, span)
    return view.named[key]


def _names(claim: Claim, view: View, span: tuple[int, int]) -> Names:
    said = view.said(span)
    cues = cues_in(claim, said)
    ours: list[Name] = []
    others: list[Name] = []
    wholes: list[Name] = []
    for name in view.names(span):
        if is_ours(name, claim, said, view.catalogue) or is_akin(name, claim, cues):
            (wholes if _is_whole(name, claim, said) else ours).append(name)
        elif _competes(name, claim, said, view.catalogue):
            others.append(name)
    places = _label_places(claim, view, span, others)
    parts = [each for each in wholes if _PERCENTAGE_OF.search(said, 0, each.start)]
    places = [place for place in places if not any(each.start <= place < each.end for each in parts)]
    labels = [found.span() for found in re.finditer(re.escape(claim.label.lower()), said)] if claim.label else []
    others = [each for each in others if not any(start <= each.start and each.end <= end for start, end in labels)]
    spans = [each[:2] for each in others if not any(each.start <= place < each.end for place in places)]
    free = [cue for cue in cues if not any(start <= cue[0] < end for start, end in spans)]
    return Names(sorted([each[:2] for each in ours] + [(place, place + 1) for place in places] + free), spans)


def _label_places(claim: Claim, view: View, span: tuple[int, int], others: list[Name]) -> list[int]:
    """Where the label stands, but not inside the name of another metric that says more than the label does."""
    said, known = view.said(span), claim.metric in view.catalogue.metrics
    places = naming.label_places(claim.label, said, not known)
    foreign = [each for each in others if not _in_label(each, claim, said)]
    kept = [place for place in places if not any(each.start <= place < each.end for each in foreign)]
    return kept + naming.slips(claim.label, view.text[slice(*span)])


def is_akin(name: Name, claim: Claim, cues: list[tuple[int, int]]) -> bool:
    """Whether a cue before the name makes it the claim's metric: "signed 7 customers"."""
    return naming.AKIN.get(claim.metric) in name.metrics and any(0 < name.start - end < _NEAR for _, end in cues)


def cues_in(claim: Claim, said: str) -> list[tuple[int, int]]:
    cue = naming.CUES.get(claim.metric)
    return [found.span() for found in cue.finditer(said)] if cue else []


def _in_label(name: Name, claim: Claim, said: str) -> bool:
    """Whether the label says all that the name says."""
    if name.metrics & set(naming.NEW.values()) and "new" not in claim.label.lower():
        return False
    return naming.content(said[name.start : name.end]) <= naming.content(claim.label)


def is_ours(name: Name, claim: Claim, said: str, catalogue: Catalogue) -> bool:
    """Whether a name means the claim's metric: its own, its numerator's, or all that its label says but the segment."""
    if claim.metric in name.metrics or name.metrics & (_numerators(claim, catalogue) | _margins(claim, catalogue)):
        return True
    if _is_of_segment(name, claim, said, catalogue):
        return True
    if not _in_label(name, claim, said):
        return False
    words = naming.content(claim.label) - naming.content(claim.segment)
    return bool(words) and words == naming.content(said[name.start : name.end])


def _is_of_segment(name: Name, claim: Claim, said: str, catalogue: Catalogue) -> bool:
    """Whether a name is the metric's own after a word of the segment: "cloud revenue" of the segment "Cloud"."""
    first, _, rest = said[name.start : name.end].partition(" ")
    if not rest or first not in claim.segment.lower():
        return False
    return any(claim.metric in each.metrics for each in naming.names(rest, naming.lexicon(catalogue)))


def _numerators(claim: Claim, catalogue: Catalogue) -> set[str]:
    """What a ratio is the ratio of: "operating income was 12% of revenue" tells the margin."""
    if kind_of(claim.unit) not in ("percent", "bps", "multiple"):
        return set()
    kinds = ("ratio", "definition")
    rows = [row for row in catalogue.relations if row.kind in kinds and row.result == claim.metric]
    return {metric for row in rows for metric in row.role("numerator")}


def _margins(claim: Claim, catalogue: Catalogue) -> set[str]:
    """The ratios that an amount is the numerator of: "operating margin was 3%, or $60 million"."""
    if kind_of(claim.unit) != "money" or claim.measure != "level":
        return set()
    return {row.result for row in catalogue.relations if row.kind == "ratio" and claim.metric in row.role("numerator")}


def _competes(name: Name, claim: Claim, said: str, catalogue: Catalogue) -> bool:
    """Whether a number in the claim's unit could be this name's, which is no denominator, nor part of the segment."""
    kind = kind_of(claim.unit)
    units = {each for metric in name.metrics for each in catalogue.units_of(metric)}
    if kind in _TAKES and not units & _TAKES[kind]:
        return False
    if kind == "multiple" and claim.measure == "level" and "multiple" not in units:
        return False
    if said[name.start : name.end].rstrip("s") in claim.segment.lower():
        return False
    if name.metrics <= _PARTS_OF.get(claim.metric, frozenset()) or _is_payment(name, said):
        return False
    if claim.measure == "share" and _OF_WHOLE.search(said, max(0, name.start - 60), name.start):
        return False
    if "revenue" in name.metrics and claim.metric in _TURNS and _INTO.search(said, max(0, name.start - 20), name.start):
        return False
    return _ASIDE.search(said, max(0, name.start - 60), name.start) is None


def _is_payment(name: Name, said: str) -> bool:
    """Whether "cash" only says how something was paid, or what something did with it: "a use of cash"."""
    if said[name.start : name.end] != "cash":
        return False
    if _USED.search(said, 0, name.start):
        return True
    return said.startswith("in ", max(0, name.start - 3)) and _PAID.search(said, 0, name.start) is not None


def _is_whole(name: Name, claim: Claim, said: str) -> bool:
    """Whether a name is only what the number is a percentage of: "18% of revenue"."""
    if claim.measure == "share" or kind_of(claim.unit) in ("money", "count", "per_share"):
        return False
    return _WHOLE.search(said, 0, name.start) is not None
