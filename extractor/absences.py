"""What was asked for and declined: "we don't guide to bookings", "we're not breaking that out".

In: a transcript and the catalogue. Out: `Absence`s with the metric, the words and the place. Only the company's own
sentences count; a metric that the sentence does not name is looked for in the question before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from extractor.catalogue import Catalogue
from extractor.locating import Locator, sentences
from extractor.records import Absence, Paragraph, Transcript, Turn

NOT = (
    r"(?:\bnot\b|n['’]t\b|\bnever\b|\bno longer\b|\bwithout\b|\bunable to\b|\brefrain from\b|"
    r"\b(?:too|bit|little) (?:early|soon|premature)\b|\bpremature\b)"
)
ACTS = (
    r"guid(?:e|ing) (?:to|on|for|specifically|explicitly|beyond|at|past)|guiding\b|provid(?:e|ed|ing)|"
    r"g[ia]v(?:e|en|ing) (?:\w+ ){0,3}"
    r"(?:guid|number|figure|detail|colou?r|break|specific|update|split|outlook)\w*|"
    r"break(?:ing)?(?: \w+){0,4} (?:out|down)|broken (?:\w+ ){0,4}?out|split(?:ting)?(?: \w+){0,3} out|"
    r"disclos(?:e|ed|ing)|"
    r"quantif(?:y|ied|ying)|comment(?:ing)? (?:on|about|further|specifically|more)|shar(?:e|ed|ing)|"
    r"(?:be|get|getting|being) (?:too |very |more )?(?:specific|precise)|"
    r"get(?:ting)? into (?:the |any )?(?:specific|detail|number)\w*|go(?:ing)? into (?:\w+ )?(?:detail|specific)\w*|"
    r"speculat(?:e|ing)|specif(?:y|ied|ying)|report(?:ing)? (?:on )?(?:that|those|it|this)|"
    r"(?:venture to |venture into )?(?:predict(?! the future)|extrapolat|forecast)(?:e|ing)?\b|"
    r"put(?:ting)? (?:a|any|out) (?:\w+ )?(?:number|figure)s?"
)
OBJECTS = (
    r"guidance|outlook|forecast|number|figure|breakdown|breakout|split|detail|specific|color|colour|metric|percentage|amount|"
    r"range|target|timeline|long-term|20\d\d|next year|level|rate|margin|quarter|segment|customer|beyond"
)
OURS = r"\b(?:we|i|us|me|our|company|it['’]s|it is|it will)\b[^.,;?!]{0,40}?"
DECLINES = re.compile(rf"{OURS}{NOT}(?:\s+[\w’'-]+){{0,6}}?\s+(?P<act>{ACTS})(?P<rest>[^.?!;]*)", re.IGNORECASE)
VAGUE = re.compile(r"provid|shar(?:e|ed|ing)|guiding|disclos|specif", re.IGNORECASE)
OBJECT = re.compile(rf"\b(?:{OBJECTS})", re.IGNORECASE)
BOILERPLATE = re.compile(
    r"forward-looking|undertake|obligation to update|reconciliation|unreasonable effort|safe harbor|risk", re.IGNORECASE
)
NEGATIONS = (
    *("not", "n't", "n’t", "never", "no longer", "without", "unable to", "refrain from"),
    *("early", "soon", "premature"),
)
"""Every sentence that `NOT` matches holds one of these: most hold none, and need not be searched."""
CONTRAST = re.compile(r"\bnot (?:only|just)\b|\bwhy (?:not|don['’]t)\b", re.IGNORECASE)
DECLINES_ZH = re.compile(
    r"(?:不|未|無法|无法|不會|不会|不便|沒有|没有)(?:能|會|会|再|打算|方便|計劃|计划)?(?:[^，。,；]{0,6}?)"
    r"(?:提供|透露|披露|揭露|評論|评论|拆分|量化)[^。；!?！？]*(?:指引|預測|预测|展望|數字|数字|數據|数据|細節|细节|比例|拆分)"
)
TOPIC_CHARACTERS = 120


def find(transcript: Transcript, catalogue: Catalogue) -> list[Absence]:
    """The absences, in the order of the text."""
    names = _names(catalogue)
    locator = Locator(transcript)
    found: list[Absence] = []
    question = ""
    for turn in transcript.turns:
        if turn.side == "analyst":
            question = _question(transcript.text, turn)
        elif turn.side in ("company", "unknown"):
            found += _declined(turn, question if turn.section == "qa" else "", names, locator)
    return found


Names = tuple[re.Pattern[str], dict[str, str]]


def _declined(turn: Turn, question: str, names: Names, locator: Locator) -> Iterator[Absence]:
    for paragraph in turn.paragraphs:
        for start, end in sentences(locator.text, paragraph.start, paragraph.end):
            sentence = locator.text[start:end]
            if declines(sentence, paragraph):
                metric, words = _metric(sentence, names)
                if metric == "other" and question:
                    metric, words = _metric(question, names)
                yield Absence(
                    metric=metric,
                    topic=(words or question or sentence)[:TOPIC_CHARACTERS],
                    exact=sentence,
                    start=start,
                    end=end,
                    line=locator.line(start),
                    speaker=turn.speaker,
                )


def declines(sentence: str, paragraph: Paragraph | None = None) -> bool:
    """Whether the sentence declines to give a figure.

    >>> declines("We don't guide to bookings."), declines("We did not provide poor service.")
    (True, False)
    """
    if paragraph is not None and paragraph.language == "zh":
        return DECLINES_ZH.search(sentence) is not None
    lower = sentence.lower()
    if not any(word in lower for word in NEGATIONS):
        return False
    if BOILERPLATE.search(sentence) or sentence.rstrip().endswith("?"):
        return False
    found = DECLINES.search(CONTRAST.sub("", sentence))
    if found is None:
        return False
    return not VAGUE.match(found["act"]) or OBJECT.search(found["rest"]) is not None


def _question(text: str, turn: Turn) -> str:
    """The last sentence of the turn that asks."""
    asked = ""
    for paragraph in turn.paragraphs:
        for start, end in sentences(text, paragraph.start, paragraph.end):
            if text[start:end].rstrip().endswith(("?", "？")):
                asked = text[start:end]
    return asked


def _metric(text: str, names: Names) -> tuple[str, str]:
    """The metric whose longest name stands in the text, and that name as said."""
    pattern, ids = names
    found = max(pattern.finditer(text), key=lambda match: len(match.group()), default=None)
    return (ids[found.group().lower()], found.group()) if found else ("other", "")


@lru_cache(maxsize=4)
def _compiled(pairs: tuple[tuple[str, str], ...]) -> Names:
    ids = dict(pairs)
    words = "|".join(re.escape(name) for name in sorted(ids, key=len, reverse=True))
    return re.compile(rf"(?<![A-Za-z])(?:{words})(?![A-Za-z])", re.IGNORECASE), ids


def _names(catalogue: Catalogue) -> Names:
    pairs = {name.lower(): key for key, metric in reversed(catalogue.metrics.items()) for name in metric.synonyms}
    chinese = {name.lower(): key for key, metric in reversed(catalogue.metrics.items()) for name in metric.synonyms_zh}
    return _compiled(tuple((chinese | pairs).items()))
