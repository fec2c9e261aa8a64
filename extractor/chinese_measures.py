"""The Chinese unit after a number: 美元, 倍, 成, 個百分點, 個月.

Goes in: text and a `Found` that ends where a unit may stand. Its English twin is `measures`, which calls it.
"""

from __future__ import annotations

import re
from decimal import Decimal

from extractor import numerals, units
from extractor.found import Found


def take(text: str, found: Found) -> bool:
    """Takes in the Chinese unit right after the number; whether there is one."""
    unit = units.CHINESE_UNIT.match(text, found.end)
    if unit:
        _unit(text, found, unit)
        return True
    span = units.CHINESE_TIME.match(text, found.end)
    return bool(span and _span(text, found, span))


def _unit(text: str, found: Found, match: re.Match[str]) -> None:
    if match["money"]:
        if match["money"] == "美分":
            found.convert(Decimal("0.01"))
        bare = match["money"] == "元" and found.currency
        found.pay(found.currency if bare else units.CHINESE_MONEY[match["money"]], match.end())
        return
    if match["points"]:
        found.convert(Decimal(100))
    elif match["ratio"] and match["ratio"] in "成折" and found.bare < 10:
        found.convert(Decimal(10))
    ratio = units.CHINESE_RATIOS[match["ratio"]] if match["ratio"] else "bps"
    found.measure(ratio, match.end())
    if match["ratio"] == "成":
        _and_half(text, found)


_TENTHS = re.compile(r"[一二三四五六七八九半](?![成到至])")


def _and_half(text: str, found: Found) -> None:
    """Reads the last digit of 三成五: 35 percent."""
    tenths = _TENTHS.match(text, found.end)
    if tenths:
        digit = Decimal(5) if tenths[0] == "半" else numerals.CHINESE_DIGITS[tenths[0]]
        found.value, found.quantum, found.end = found.value + digit, Decimal(1), tenths.end()


_SPAN_BEFORE = re.compile(
    r"(?:過去|过去|未來|未来|接下來的|接下来的|長達|长达|達|近|約|约|超過|超过|工作了|第|每)[ ]?$"
)
_SPAN_AFTER = re.compile(r"(?:前|裡|里|內|内|來|来|間|间|以上|多|後|后|期|的時間|、[ ]?(?=\d)|以[前後])")


def _span(text: str, found: Found, match: re.Match[str]) -> bool:
    """Reads "12 個月", "5 分鐘", "兩週"; "24 年" is a year where nothing around it makes it a stretch."""
    word = match["word"].lstrip("個个 ")
    if word in ("月", "季", "季度", "日") and match["word"] == word:
        return False
    if word == "年" and _short_year(text, found, match.end()):
        found.kind, found.end = "year", match.end()
        return True
    found.kind, found.unit, found.end = "time_span", units.CHINESE_TIME_UNITS[word], match.end()
    return True


def _short_year(text: str, found: Found, end: int) -> bool:
    digits = text[found.start : found.end]
    if len(digits) != 2 or not (digits.isdigit() and 19 <= int(digits) <= 39):
        return False
    if _SPAN_BEFORE.search(text[max(0, found.start - 5) : found.start]) or _SPAN_AFTER.match(text, end):
        return False
    return not text[max(0, found.start - 2) : found.start].rstrip().endswith("、")
