"""Numbers in Chinese characters: 十五億, 三成五, 百分之二十, 翻倍, 兩個.

Goes in: text and the place of a Chinese numeral. Comes out: a `Found`, or None where the characters count nothing.
"""

from __future__ import annotations

import re
from decimal import Decimal

from extractor import measures, number_classes, numerals
from extractor.found import ONE, Found, number, other
from extractor.records import MentionClass

_IDIOM = re.compile(
    r"千萬(?=[別不要])|萬一|十分(?!之)|四面八方|百貨|千方百計|[兩两一二三四五]位[數数]|一成不變|一成不变"
    r"|[一二三四五六七八九十兩两]{1,2}[方代]"
)
_VAGUE_BEFORE = "數数幾几上第"
_MEASURE = re.compile(r"[ ]?[個个家位名種种項项條条次款大類类層层台部間间股份件組组座張张筆笔輪轮點点步支隻只所場场人]")
_PARTS = re.compile(
    r"([一二三四五六七八九十百千萬万]{1,3})分之[ ]?"
    r"(?:([一二三四五六七八九十百兩两]{1,5}(?:[點点][零一二三四五六七八九]{1,3})?)|(\d{1,4}(?:\.\d{1,4})?))"
)
_FOLDS = re.compile(r"翻了?(?:([一二兩两三])?番|一?倍)")
_GROWN = re.compile(
    r"(?:增長|增长|成長|成长|增加|增|提升|提高|上升|上漲|上涨|擴大|扩大|多|高|漲|涨)(?:了|逾|近|約|约|超過|超过"
    r"|將近|将近|接近|大約|大约){0,2}[ ]?$"
)
_ABOUT_TWO = re.compile(
    r"(?<![一二三四五六七八九〇零十百千點点])(?:一[二兩两]|[二兩两]三|三四|四五|五六|六七|七八|八九)(?![一二三四五六七八九〇零])"
)
_FIRST_END = re.compile(
    r"([一二兩两三四五六七八九])(?=[到至、~-][一二兩两三四五六七八九十](?:成|倍|折|%|個百|个百|個月|个月|年|週|周|天))"
)
_PARTS_OF = {"百": ("percent", 1), "千": ("bps", 10), "萬": ("bps", 1), "万": ("bps", 1)}
_NTH = re.compile(r"第[ ]?(?:[一二三四五六七八九十]{1,3}|\d{1,3})")
_NTH_NAME = re.compile(r"第[一二三四五][級级]|第[一二三][^個个家大位次名項项的種种類类輪轮、,，。 ]{2,3}銀行")
_LISTED_ZH = re.compile(r"(?<=[\n。;；,，])[一二三四五](?=是)")


def at_chinese(text: str, start: int, floor: int) -> Found | None:
    """What the Chinese character at `start` begins: a period, an ordinal, a fraction, or a number in characters."""
    period = number_classes.chinese_period(text, start)
    if period:
        return other(period)
    for kind, pattern in _CHINESE_CLASSES:
        match = pattern.match(text, start)
        if match:
            return Found(start, match.end(), kind)
    folds = _FOLDS.match(text, start)
    if folds:
        return _folded(folds)
    parts = _PARTS.match(text, start)
    if parts:
        return _chinese_parts(parts)
    if _IDIOM.match(text, start) or (start and text[start - 1] in _VAGUE_BEFORE):
        return None
    if _ABOUT_TWO.match(text, start) or (start and _ABOUT_TWO.match(text, start - 1)):
        return None
    first = _FIRST_END.match(text, start)
    if first:
        return _first_end(first)
    numeral = numerals.chinese(text, start)
    return _chinese_number(text, start, numeral) if numeral else None


_CHINESE_CLASSES: tuple[tuple[MentionClass, re.Pattern[str]], ...] = (
    ("name", _NTH_NAME),
    ("ordinal", _NTH),
    ("ordinal", _LISTED_ZH),
)


def _first_end(match: re.Match[str]) -> Found:
    """The first end of 三到四成, which borrows its unit from the last."""
    found = number(match.start(), match.end(), numerals.CHINESE_DIGITS[match[1]], ONE)
    found.unit = "count"
    return found


def _folded(match: re.Match[str]) -> Found:
    """翻倍 and 翻一番 double, 翻兩番 quadruples."""
    times = {"二": 2, "兩": 2, "两": 2, "三": 3}.get(match[1] or "", 1)
    found = number(match.start(), match.end(), Decimal(2**times), ONE)
    found.unit = "multiple"
    return found


def _chinese_parts(match: re.Match[str]) -> Found | None:
    """四分之一 is a quarter, 百分之五 five percent, 萬分之三 three basis points."""
    below = numerals.chinese(match[1], 0)
    above, quantum = _above(match)
    if match[1] in _PARTS_OF:
        unit, factor = _PARTS_OF[match[1]]
        found = number(match.start(), match.end(), above * factor, quantum * factor)
        found.unit = unit
        return found
    if below is None or not below.value:
        return None
    found = number(match.start(), match.end(), round(above / below.value, 6), Decimal("0.000001"))
    found.unit, found.part = "count", True
    return found


def _above(match: re.Match[str]) -> tuple[Decimal, Decimal]:
    """How many parts are said, and one unit of the last digit."""
    if match[3]:
        return Decimal(match[3]), ONE.scaleb(-len(match[3].partition(".")[2]))
    said = numerals.chinese(match[2], 0)
    return (said.value, said.quantum) if said else (Decimal(0), ONE)


def _chinese_number(text: str, start: int, numeral: numerals.Numeral) -> Found | None:
    said = text[start : numeral.end]
    found = number(start, numeral.end, numeral.value, numeral.quantum)
    measures.take(text, found)
    if said == "一":
        _grow(text, found)
        return found if found.unit in ("multiple", "bps", "percent") else None
    if said[0] in "百千":
        return None
    if not found.unit:
        if said in "零〇" or (len(said) == 1 and not _MEASURE.match(text, numeral.end)):
            return None
        found.unit = "count"
    return found


def _grow(text: str, found: Found) -> None:
    """To grow 一倍 is to double."""
    if found.unit == "multiple" and _GROWN.search(text[max(0, found.start - 8) : found.start]):
        found.value = found.bare = Decimal(2)
