"""The text as the rules of periods see it: folded, and open only around the words that they need.

In: a text. Out: a `Source` with the folded text (one character for one, so that spans hold) and the windows around a
trigger; and the fragments of patterns that several rules share. What is not done here: the rules.

A phrase of time holds one of a few words ("quarter", "ago", 季), and those are rare. So each rule names the trigger it
cannot do without, a plain search finds the triggers, and only the text beside them is read with patterns.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from extractor.period_notation import Period

MentionKind = Literal["absolute", "relative", "comparison", "year word"]

B = r"(?<![a-z0-9])"  # not \b: Chinese characters are word characters
E = r"(?![a-z0-9])"
S = r"[ -]{1,2}"
Y4 = r"(?:19[5-9][0-9]|20[0-9]{2})(?![0-9%]|[.,][0-9])"
COUNT = r"(?:[0-9]{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
ORDINAL = r"(?:first|second|third|fourth|1st|2nd|3rd|4th)"
FISCAL = r"(?:fiscal|financial|calendar)"
LAST = r"(?:last|prior|previous|preceding)"
NEXT = r"(?:next|following|coming|upcoming)"
MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
YEAR_NAME = (
    rf"(?:(?:{FISCAL}{S}year|{FISCAL}|year|fy|cy)[ -]?)?(?:(?P<y4>{Y4})|'(?P<y2>[0-9]{{2}})(?![0-9%]))"
    rf"|(?:{FISCAL}{S}year |{FISCAL} |fy ?|cy ?)(?P<y2f>[0-9]{{2}})(?![0-9%]|[.,][0-9])"
)

_NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "a": 1, "an": 1, "couple": 2, "first": 1, "second": 2, "third": 3, "fourth": 4,
    "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "front": 1, "back": 2, "latter": 2, "last": 2, "final": 4, "decade": 10,
    "一": 1, "二": 2, "兩": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10,
    "十一": 11, "十二": 12, "首": 1, "末": 4, "上": 1, "下": 2, "": 0,
}  # fmt: skip

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def number(word: str) -> int:
    """The number that digits or a number word name."""
    return int(word) if word.isdecimal() else _NUMBERS[word]


def month_number(name: str) -> int:
    """The month of the year, 1 to 12."""
    return _MONTHS.index(name[:3]) + 1 if name[:3] in _MONTHS else number(name)


def four_digits(digits: str) -> int:
    """The year that two or four digits name."""
    year = int(digits)
    return year if year > 99 else year + (2000 if year < 70 else 1900)


class Found(NamedTuple):
    """A candidate: readings in order of likelihood (none: unresolved); a blocked one only keeps others away."""

    start: int
    end: int
    readings: tuple[Period, ...]
    kind: MentionKind
    instant: bool = False
    blocked: bool = False


@dataclass(frozen=True, eq=False, slots=True)
class Trigger:
    """Words of which a rule needs one, and how many characters before and after its start the rule may read."""

    words: tuple[re.Pattern[str], ...]
    before: int
    after: int

    def windows(self, text: str) -> list[tuple[int, int]]:
        """The stretches of the text around the words, apart and in order."""
        spans: list[tuple[int, int]] = []
        for at in sorted(found.start() for word in self.words for found in word.finditer(text)):
            if spans and at - self.before <= spans[-1][1]:
                spans[-1] = (spans[-1][0], at + self.after)
            else:
                spans.append((max(0, at - self.before), at + self.after))
        return spans


def trigger(*words: str, before: int, after: int) -> Trigger:
    """A trigger of patterns that each begin with plain characters: those are found many times faster than others."""
    return Trigger(tuple(map(re.compile, words)), before, after)


@dataclass(frozen=True, slots=True)
class Source:
    """A text, and the same folded character by character: ASCII lower case, plain digits, quotes and dashes."""

    raw: str
    text: str
    _windows: dict[Trigger, list[tuple[int, int]]] = field(default_factory=dict)

    def near(self, trigger: Trigger) -> list[tuple[int, int]]:
        """The windows around the words of a trigger."""
        if trigger not in self._windows:
            self._windows[trigger] = trigger.windows(self.text)
        return self._windows[trigger]


_FOLDS = (
    {chr(ord("０") + i): chr(ord("0") + i) for i in range(10)}
    | {chr(ord("Ａ") + i): chr(ord("a") + i) for i in range(26)}
    | {chr(ord("ａ") + i): chr(ord("a") + i) for i in range(26)}
    | dict.fromkeys("’‘ʼ′`", "'")
    | dict.fromkeys("–‑‐−－", "-")
    | dict.fromkeys("\u00a0\u2009\u202f\u3000\u200b\t", " ")
    | dict(zip("财个过来后余这当较与对两为内时间几数号", "財個過來後餘這當較與對兩為內時間幾數號", strict=True))
)
_FOLDED = re.compile(f"[{''.join(_FOLDS)}]")


def fold(text: str) -> Source:
    """The source of a text.

    >>> fold("In Ｑ３’23").text
    "in q3'23"
    """
    lower = text.encode("utf-8", "surrogatepass").lower().decode("utf-8", "surrogatepass")  # bytes: ASCII letters only
    return Source(text, _FOLDED.sub(lambda found: _FOLDS[found[0]], lower))
