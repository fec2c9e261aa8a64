"""Number words: from English and Chinese words to `Decimal`.

Goes in: text and the place where a number word may begin. Comes out: a `Numeral` (its end, its value, the value of
one unit in its last digit), or None. It knows nothing of currencies, units or what the number means.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
ONES = {word: Decimal(i) for i, word in enumerate(_SMALL)}
TENS = {word: Decimal(10 * i) for i, word in enumerate(_TENS, start=2)}
SCALES = {
    "hundred": Decimal(100),
    "thousand": Decimal(1000),
    "lakh": Decimal(10) ** 5,
    "lac": Decimal(10) ** 5,
    "million": Decimal(10) ** 6,
    "crore": Decimal(10) ** 7,
    "billion": Decimal(10) ** 9,
    "trillion": Decimal(10) ** 12,
    "quadrillion": Decimal(10) ** 15,
    "milhão": Decimal(10) ** 6,
    "milhões": Decimal(10) ** 6,
    "millones": Decimal(10) ** 6,
    "millionen": Decimal(10) ** 6,
    "bilhão": Decimal(10) ** 9,
    "bilhões": Decimal(10) ** 9,
    "milliard": Decimal(10) ** 9,
    "milliarde": Decimal(10) ** 9,
    "milliarden": Decimal(10) ** 9,
    "trilhão": Decimal(10) ** 12,
    "trilhões": Decimal(10) ** 12,
}
ABBREVIATIONS = {
    "k": Decimal(1000),
    "m": Decimal(10) ** 6,
    "mm": Decimal(10) ** 6,
    "mn": Decimal(10) ** 6,
    "mln": Decimal(10) ** 6,
    "mio": Decimal(10) ** 6,
    "b": Decimal(10) ** 9,
    "bn": Decimal(10) ** 9,
    "bln": Decimal(10) ** 9,
    "mrd": Decimal(10) ** 9,
    "tn": Decimal(10) ** 12,
    "trn": Decimal(10) ** 12,
    "cr": Decimal(10) ** 7,
    "crs": Decimal(10) ** 7,
}
FRACTIONS = {
    "half": Decimal("0.5"),
    "halves": Decimal("0.5"),
    "third": Decimal("0.333333"),
    "thirds": Decimal("0.333333"),
    "quarter": Decimal("0.25"),
    "quarters": Decimal("0.25"),
    "fourth": Decimal("0.25"),
    "fourths": Decimal("0.25"),
    "fifth": Decimal("0.2"),
    "fifths": Decimal("0.2"),
    "sixth": Decimal("0.166667"),
    "eighth": Decimal("0.125"),
    "eighths": Decimal("0.125"),
    "tenth": Decimal("0.1"),
    "tenths": Decimal("0.1"),
}
STARTS = frozenset(ONES) | frozenset(TENS) | {"half", "dozen", "a", "an", "hundred"}

GAP = r"[ \t]{0,3}(?:\r?\n[ \t]{0,3})?"
_WORD = re.compile(GAP + r"(-?)" + GAP + r"([A-Za-z]{1,12})")
_MAX_WORDS = 24

CHINESE_DIGITS = {c: Decimal(i) for i, c in enumerate("〇一二三四五六七八九")} | {
    "零": Decimal(0), "兩": Decimal(2), "两": Decimal(2), "壹": Decimal(1), "貳": Decimal(2), "叁": Decimal(3),
}  # fmt: skip
CHINESE_PLACES = {"十": Decimal(10), "百": Decimal(100), "千": Decimal(1000), "仟": Decimal(1000)}
CHINESE_SCALES = {
    "萬": Decimal(10) ** 4,
    "万": Decimal(10) ** 4,
    "億": Decimal(10) ** 8,
    "亿": Decimal(10) ** 8,
    "兆": Decimal(10) ** 12,
}
_CHINESE_RUN = re.compile(
    "[" + "".join(CHINESE_DIGITS) + "十百千萬万億亿兆" + "]{1,24}(?:[點点][" + "".join(CHINESE_DIGITS) + "]{1,12})?"
)

_Words = list[tuple[str, int, bool]]


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number word read: where it ends, its value, one unit of its last digit, and its last scale."""

    end: int
    value: Decimal
    quantum: Decimal
    scale: Decimal = Decimal(1)


def scale_word(word: str) -> Decimal | None:
    """The scale a full word says ("million", "crores"), or None."""
    lower = word.lower()
    return SCALES.get(lower) or SCALES.get(lower.removesuffix("s"))


def english(text: str, start: int) -> Numeral | None:
    """The number that the words at `start` say: "twenty-five", "one point two billion", "a dozen", "two-thirds".

    >>> english("two hundred and five units", 0).value
    Decimal('205')
    """
    words = _words(text, start)
    return _read(words) if words else None


def _words(text: str, start: int) -> _Words:
    """The lower-case words from `start` that can belong to one number, with their ends and whether hyphenated."""
    found: _Words = []
    end = start
    while len(found) < _MAX_WORDS:
        match = _WORD.match(text, end)
        if not match or (found and match.start(2) == end) or not _may_belong(match[2].lower()):
            break
        found.append((match[2].lower(), match.end(), bool(match[1])))
        end = match.end()
    return found


def _may_belong(word: str) -> bool:
    return (
        word in ONES or word in TENS or word in FRACTIONS or word in ("a", "an", "and", "point", "dozen", "oh")
        or scale_word(word) is not None
    )  # fmt: skip


def _read(words: _Words) -> Numeral | None:
    """The longest number at the head of `words`."""
    if words[0][0] in ("a", "an"):
        return _article(words)
    if words[0][0] == "half":
        return _half(words)
    if words[0][0] == "dozen":
        return None
    if words[0][0] == "hundred":
        return _counted([("one", 0, False), *words])
    return _counted(words)


def _article(words: _Words) -> Numeral | None:
    """Reads "a million", "a hundred and five", "a dozen", "a third", "a half"; None for a bare article."""
    if len(words) < 2:
        return None
    word = words[1][0]
    if word == "dozen":
        return Numeral(words[1][1], Decimal(12), Decimal(12))
    if word == "half":
        half = _half(words[1:])
        return half if half.end == words[1][1] else None
    if word in FRACTIONS and word not in ("quarter", "quarters"):
        return Numeral(words[1][1], FRACTIONS[word], Decimal("0.000001"))
    if scale_word(word) is None or word.endswith("s"):
        return None
    return _colloquial(words) or _counted([("one", words[0][1], False), *words[1:]])


def _colloquial(words: _Words) -> Numeral | None:
    """Reads "a million five" as 1.5 million; "a million five hundred" is said in full."""
    size = SCALES[words[1][0]]
    tenths = ONES.get(words[2][0], Decimal(0)) if len(words) > 2 else Decimal(0)
    if size < 10**6 or not 0 < tenths < 10 or len(words) > 3:
        return None
    return Numeral(words[2][1], size * (1 + tenths / 10), size / 10, size)


def _half(words: _Words) -> Numeral:
    """Reads "half", "half a dozen", "half a million", "half million"."""
    half = Decimal("0.5")
    after = 2 if len(words) > 2 and words[1][0] in ("a", "an") else 1
    if len(words) > after:
        word, end, _ = words[after]
        size = Decimal(12) if word == "dozen" else SCALES.get(word)
        if size:
            return Numeral(end, half * size, half * size, size if word != "dozen" else Decimal(1))
    return Numeral(words[0][1], half, Decimal("0.1"))


@dataclass(slots=True)
class _Sum:
    """A number being added up: whole groups so far, the open group, and what may still follow."""

    total: Decimal = Decimal(0)
    group: Decimal = Decimal(0)
    quantum: Decimal = Decimal(1)
    scale: Decimal = Decimal(1)
    last: Decimal = Decimal(10) ** 30
    end: int = 0

    def numeral(self) -> Numeral | None:
        """What has been added up, or None if nothing has."""
        return Numeral(self.end, self.total + self.group, self.quantum, self.scale) if self.end else None

    def add(self, value: Decimal) -> bool:
        """Adds a word below a hundred if it may follow: "twenty five", "hundred five", but not "five six"."""
        if self.group and not (self.last >= 100 or (self.last >= 20 and 0 < value < 10)):
            return False
        self.group, self.last = self.group + value, value
        self.quantum = Decimal(10) if value and value % 10 == 0 else Decimal(1)
        return True

    def multiply(self, size: Decimal, more: bool) -> bool:
        """Takes a scale word; `more` if another follows at once ("hundred million", "lakh crores")."""
        if not self.group or (size != 100 and not more and self.scale != 1 and size >= self.scale):
            return False
        self.quantum, self.last = self.quantum * size, size
        if size == 100 or more:
            self.group *= size
        else:
            self.total, self.group, self.scale = self.total + self.group * size, Decimal(0), size
        return True


def _counted(words: _Words) -> Numeral | None:
    """A number said in full: groups of a small number and scales, each scale below the one before."""
    said, i = _Sum(), 0
    while i < len(words):
        word = words[i][0]
        if word in FRACTIONS and i == 1:
            return _fraction(said.group, words, i)
        if word == "and":
            tail = _and_fraction(words, i)
            if tail and said.end:
                return _and_half(said, tail, words[i + 3] if i + 3 < len(words) else None)
            if not _goes_on(said, words, i + 1):
                break
            i += 1
            continue
        taken = _take(said, words, i)
        if not taken:
            break
        said.end, i = words[i + taken - 1][1], i + taken
    return said.numeral()


def _goes_on(said: _Sum, words: _Words, i: int) -> bool:
    """Whether "and" leads on within the number: "two hundred and five"."""
    if not said.end or i >= len(words) or said.last < 100 or said.group % 100:
        return False
    return words[i][0] in ONES or words[i][0] in TENS


def _take(said: _Sum, words: _Words, i: int) -> int:
    """How many words from `i` the number takes in: none where it ends."""
    word = words[i][0]
    if word in ONES or word in TENS:
        return int(said.add(ONES.get(word, TENS.get(word, Decimal(0)))))
    if word == "point" and said.end:
        return _take_decimals(said, words, i)
    if word == "dozen" and said.end:
        said.group, said.quantum, said.last = said.group * 12, Decimal(12), Decimal(0)
        return 1
    size = scale_word(word)
    if size is None or (word.endswith("s") and word not in ("lakhs", "crores", "lacs")):
        return 0
    more = i + 1 < len(words) and scale_word(words[i + 1][0]) is not None
    return int(said.multiply(size, more))


def _take_decimals(said: _Sum, words: _Words, i: int) -> int:
    tail = _decimals(words, i + 1)
    if tail is None:
        return 0
    said.group, said.quantum, said.last = said.group + tail[0], tail[1], Decimal(0)
    return tail[2] - i


def _unit_of(value: Decimal) -> Decimal:
    return Decimal(10) if value and value % 10 == 0 else Decimal(1)


def _decimals(words: _Words, start: int) -> tuple[Decimal, Decimal, int] | None:
    """The digits after "point": their value, one unit of the last, and the index after them."""
    digits, i = "", start
    while i < len(words) and (words[i][0] in ONES or words[i][0] in TENS or words[i][0] == "oh"):
        value = ONES.get(words[i][0], TENS.get(words[i][0], Decimal(0)))
        digits += str(value)
        i += 1
    if not digits:
        return None
    return Decimal("0." + digits), Decimal(1).scaleb(-len(digits)), i


def _and_fraction(words: _Words, i: int) -> tuple[Decimal, int] | None:
    """Reads "three and a half": the fraction and its end."""
    if i + 2 < len(words) and words[i + 1][0] in ("a", "one") and words[i + 2][0] in ("half", "quarter", "third"):
        return FRACTIONS[words[i + 2][0]], words[i + 2][1]
    return None


def _and_half(said: _Sum, fraction: tuple[Decimal, int], following: tuple[str, int, bool] | None) -> Numeral:
    """Reads "two million and a half", "two and a half", and "two and a half million"."""
    part, end = fraction
    if not said.group:
        return Numeral(end, said.total + part * said.scale, part * said.scale, said.scale)
    scale = SCALES.get(following[0], Decimal(1)) if following and said.scale == 1 else Decimal(1)
    if following and scale > 1:
        end = following[1]
    return Numeral(end, said.total + (said.group + part) * scale, part * scale, scale if scale > 1 else said.scale)


def _fraction(count: Decimal, words: _Words, i: int) -> Numeral | None:
    """Reads "two-thirds", "one third", "three quarters"; the count alone where "quarters" are quarters of a year."""
    word, end, hyphen = words[i]
    plural = word.endswith("s")
    if plural != (count > 1) or (word.startswith("quarter") and not hyphen) or count >= 20:
        return Numeral(words[i - 1][1], count, _unit_of(count))
    exact = {"third": 3, "sixth": 6}.get(word.removesuffix("s"))
    value = round(count / exact, 6) if exact else count * FRACTIONS[word]
    return Numeral(end, value, Decimal("0.000001") if exact else FRACTIONS[word])


def chinese(text: str, start: int) -> Numeral | None:
    """The number that the Chinese characters at `start` say: 兩, 十億, 三千五百萬, 二零二五, 一點五.

    >>> chinese("三千五百萬", 0).value
    Decimal('35000000')
    """
    match = _CHINESE_RUN.match(text, start)
    if not match:
        return None
    whole, _, tail = match[0].replace("点", "點").partition("點")
    value, quantum = _chinese_digits(whole) if _all_digits(whole) else _chinese_places(whole)
    if tail:
        value, quantum = value + Decimal(f"0.{_as_digits(tail)}"), Decimal(1).scaleb(-len(tail))
    return Numeral(match.end(), value, quantum)


def _all_digits(run: str) -> bool:
    return len(run) > 1 and all(char in CHINESE_DIGITS for char in run)


def _as_digits(run: str) -> str:
    return "".join(str(CHINESE_DIGITS[char]) for char in run)


def _chinese_digits(run: str) -> tuple[Decimal, Decimal]:
    return Decimal(_as_digits(run)), Decimal(1)


def _chinese_places(run: str) -> tuple[Decimal, Decimal]:
    """Digits with their places (千百十) in sections, each multiplied by its scale (萬億兆)."""
    total = section = Decimal(0)
    quantum, digit = Decimal(1), None
    for char in run:
        if char in CHINESE_DIGITS:
            digit, quantum = CHINESE_DIGITS[char], Decimal(1)
            continue
        if char in CHINESE_PLACES:
            quantum = CHINESE_PLACES[char]
            section += (Decimal(1) if digit is None else digit) * quantum
        else:
            size, whole = CHINESE_SCALES[char], section + (digit or 0)
            quantum *= size
            total, section = (total + whole * size if whole else total * size), Decimal(0)
        digit = None
    return total + section + (digit or 0), quantum
