"""Numbers that are no quantity: years, dates, fiscal periods, documents, names, clock times, list marks.

Goes in: text and the place of a digit, a word or a Chinese character. Comes out: the span and the class of what
begins there (or just before it), or None. Every pattern is bounded: nothing here looks further than a line or so.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from extractor.records import MentionClass

_YEAR = r"(?:(?:19|20)\d\d(?![\d,.]\d)(?!\d)|['’‘]\d\d(?!\d))"
_S = r"[ \t]{1,2}"
_S0 = r"[ \t]{0,2}"
_FISCAL = rf"(?:(?:fiscal|calendar)(?:{_S}years?)?|years?|FY|CY)"
_OF_YEAR = (
    rf"(?:(?:{_S}(?:of|in|for))?{_S}(?:the{_S})?(?:{_FISCAL}{_S0})?{_YEAR}"
    rf"|{_S}(?:of{_S})?(?:{_FISCAL}{_S0})['’]?\d\d(?!\d)"
    rf"|{_S0}['’‘]\d\d(?!\d)|{_S}of{_S}[12]\d(?=[,;)]|\.(?:\s|$))|{_S}(?:of{_S})?20\d(?=\.(?:\s|$)))"
)
_COUNT = r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|couple(?: of)?|few)"
_OF_ELSE = (
    rf"{_S}of{_S}(?!(?:the|this|last|next|our|its|their|each|every|a|fiscal|calendar|FY|CY|year)(?![A-Za-z])|['’]?\d)"
)
_NTH = r"(?:first|second|third|fourth|1st|2nd|3rd|4th)"
_PERIOD = re.compile(
    rf"(?:(?:fiscal{_S})?(?:{_NTH}[ -](?:fiscal{_S})?(?:quarters?(?!{_OF_ELSE})|half|halves)"
    rf"(?:{_S}(?:and|or|to){_S}(?:the{_S})?{_NTH}{_S}(?:quarters?|half))?"
    rf"|(?:back|latter|front|early){_S}half"
    rf"|(?:first|final|last|next|past){_S}{_COUNT}{_S}(?:quarters|months"
    rf"|weeks){_S}of{_S}(?:the{_S})?(?:{_FISCAL}{_S0})?{_YEAR}"
    rf"|(?:first|final|back|remaining){_S}{_COUNT}{_S}(?:quarters|months|weeks)"
    rf"|(?:Q[1-4]|H[12]|[1-4]Q|[12]H)(?![A-Za-z0-9]|-\d\d)"
    rf"|quarter{_S}(?:[1-4]|one|two|three|four)(?=[,.;:)]|{_S}(?:of{_S})?(?:20\d\d|fiscal)|$))(?:{_OF_YEAR})?"
    rf"|(?:[1-4]Q|[12]H|Q[1-4]|H[12])[ -]?(?:FY|CY)?['’]?(?:20)?\d\d(?!\d)"
    rf"|(?:3|6|9)M[ -]?(?:FY|CY)?[ ]?['’]?(?:20)?\d\d(?!\d)"
    r"|(?:3|6|9)M(?=[ ](?:revenues?|sales|net|profits?|results|EBIT|EBITDA|earnings|EPS|period|figures|income"
    r"|margin)(?![a-z]))"
    rf"|full[- ]{_FISCAL}(?:{_S}of)?{_S}(?:fiscal{_S})?{_YEAR}"
    rf"|(?:fiscal|calendar)(?:{_S}years?)?(?:{_S}of)?{_S}(?:{_YEAR}|['’]?\d\d(?![\d,.%]))"
    rf"|(?:FY|CY)[ -]?['’]?(?:\d{{4}}|\d\d)(?:[-/]\d\d)?(?!\d)"
    rf"|years?{_S}ended{_S}{_YEAR}"
    rf"|{_COUNT}{_S}quarters{_S}of{_S}(?:{_FISCAL}{_S0})?{_YEAR}"
    rf"|20\d\d{_S}(?:full|fiscal)[ -](?:fiscal{_S})?year"
    rf"|20\d\d{_S}(?:Q[1-4]|H[12]|{_NTH}{_S}(?:quarter|half)))(?:(?<=\d)[EAF])?(?![A-Za-z])",
    re.IGNORECASE,
)
_ZN = "一二三四"
_PERIOD_ZH = re.compile(
    r"(?:(?:20|1)?\d\d[ ]?(?:年度?|財年|财年|會計年度|會計年)[ ]?的?[ ]?)"
    rf"(?:第?[ ]?[{_ZN}1-4][ ]?(?:財季|财季|季度?)|[上下]半年?|全年|(?<![提以之])[前後后]"
    rf"[ ]?[{_ZN}幾几\d][ ]?(?:個|个)?(?:季度?|月)"
    rf"|[的]?[ ]?\d[ ]?(?:個|个)(?:季度?)|Q[1-4])"
    r"|(?:20)?\d\d[ ]?(?:財年|财年|會計年度)"
    rf"|第[ ]?[{_ZN}1-4][ ]?(?:財季|财季|季度?)|(?<![上這这每下另某何同此])[{_ZN}]季度|[上下]半年"
    rf"|(?:最後|最后|(?<![提以之])前"
    rf"|(?<=[今明去]年)[後后])[ ]?[{_ZN}五六\d]{{1,2}}[ ]?(?:個|个)(?:季度?|月)"
    r"|20\d\d[ ]?Q[1-4]"
)
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_MONTH_DATE = re.compile(
    rf"{_MONTH}{_S}(?:\d{{1,2}}(?:st|nd|rd|th)?(?![\d,.]\d|\d|%)(?:,?{_S}{_YEAR})?|(?:of{_S})?{_YEAR})"
)
_MONTH_GLUED = re.compile(rf"{_MONTH}-?(?:20)?\d\d(?![\dA-Za-z%]|,\d)")
_DAY_DATE = re.compile(
    rf"\d{{1,2}}(?:st|nd|rd|th)?{_S}(?:of{_S})?{_MONTH}(?![A-Za-z])(?:,?{_S}{_YEAR})?"
    r"|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)|\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d\d)(?![\d/])|9/11(?![\d/])"
    r"|20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?!\d)"
    r"|(?:(?:19|20)\d\d[ ]?年[ ]?)?\d{1,2}[ ]?月(?:份(?=\d)|[ ]?\d{1,2}[ ]?[日號号])?(?!\d)"
)
_TIME = re.compile(
    r"\(?\d{1,2}:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?!\d)\)?(?:[ ]?[ap]\.?m\.?(?![A-Za-z]))?"
    r"|\d{1,2}[ ]?(?:[ap]\.?m\.?|o['’]clock|(?<=12 )(?:noon|midnight))(?![A-Za-z])",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"\+?(?:1[-. ])?\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}(?!\d)|\+\d{1,3}[-. (]\d[-. ()\d]{6,16}\d"
    r"|1-8\d\d-[A-Z0-9-]{7,9}|\d{7,8}(?=#)"
)
_DOCUMENT = re.compile(r"(?:10|8|20|40|6|11)[ ]?-[ ]?[KQF]s?(?![A-Za-z])(?:/A)?|(?:10[KQ]|20F|40F)s?(?![A-Za-z])")
_DOCUMENT_WORDS = re.compile(
    rf"(?:Form{_S}|Forms{_S}|Rules?{_S}|Sections?{_S}|IFRS{_S}|IAS{_S}|ASC{_S}|ASU{_S}|SFAS{_S}|FAS{_S}|Schedule{_S}"
    rf"|Regulation{_S}|Item{_S}|Title{_S}|S-|F-(?=[1346](?!\d)))\d{{1,4}}[A-Za-z0-9.-]{{0,8}}(?<![.-])"
)
_NAME_WORDS = re.compile(
    rf"(?:Fortune{_S}(?:Global{_S})?|COVID{_S}|Covid{_S}|Russell{_S}|Nasdaq{_S}|FTSE{_S}|Topic{_S}"
    rf"|[Tt]ier[ -]|[Ll]evel[ -]|[Pp]hase[ -]"
    rf"|[Nn]o\.{_S0}|[Nn]umber{_S}|[Qq]uestion{_S}|[Ss]peaker{_S}|[Vv]ersion{_S}|Basel{_S}|Series{_S}|[Ss]tage{_S}"
    rf"|ISO{_S}|Web{_S}|Gen{_S}|[Oo]ption{_S}|[Ss]tar{_S}key{_S}|[Cc]hapter{_S}|[Pp]riority{_S}"
    rf"|[Pp]ress(?:ing)?{_S}(?:the{_S})?(?:star(?:{_S}key)?{_S}|pound{_S}|\*{_S0}"
    rf"|#{_S0})?)(?:\d{{1,5}}(?:\.\d)?|zero|one|two|three|four|five)(?![\d,]\d"
    rf"|\.\d|%|-[a-z])(?:[ ]?[A-Z]{{1,4}}(?![A-Za-z]))?"
    r"(?![ ]?(?:million|billion|percent))"
)
_SLIDE = re.compile(
    rf"(?:slides?|pages?|exhibit|figure|footnote){_S}(?:number{_S})?(?:\d{{1,3}}(?![\d,.%]\d|%)|(?:one|two"
    rf"|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?![A-Za-z-]))",
    re.IGNORECASE,
)
_WEB = re.compile(r"(?:https?://|www\.)[!-'*-;=?-Z\\^-~]{0,400}\d[!-'*-;=?-Z\\^-~]{0,400}(?<![.,;:*])")
_VERSION = re.compile(r"\d{1,4}(?:\.\d{1,4}){2,5}(?![\d])")
_LOOSE_VERSION = re.compile(r"v\d{1,3}(?:\.\d{1,3}){0,3}(?![\dA-Za-z])")
_CODE = re.compile(r"\d[\d -]{2,14}\d(?![\d,.%])|\d{4,12}(?![\d,.%])")
_CODE_BEFORE = re.compile(
    r"(?:access code|pass ?code|conference (?:id|number|code)|(?<![a-z])id|pin|entry number"
    r"|confirmation (?:code|number)|dial)"
    r"(?: number)?(?: is)?[ :#,]{0,3}$",
    re.IGNORECASE,
)
_SHORT_YEAR = re.compile(r"\d\ds?(?![\dA-Za-z%])")
_MODEL = re.compile(r"\d{2,4}-\d{1,4}s(?![A-Za-z])")
_PLAN = re.compile(r"(?:401|403|457)[ ]?(?:\([kb]\)|[kb](?![A-Za-z]))", re.IGNORECASE)
_KEYED = re.compile(
    r"(?:[*#]|(?:press|dial|hit|enter|push|touch)(?:ing)?[ ](?:the[ ])?(?:star|pound|hash"
    r"|asterisk))(?:[ ](?:key|sign|button))?,?[ ]"
    r"(?:and[ ]then|and|then|followed[ ]by)(?:[ ](?:the|number|key|digit)){0,2}[ ]$",
    re.IGNORECASE,
)
_REPUBLIC_YEAR = re.compile(r"\d{2,3}[ ]?年")
_KEYED_ENDS = ("and ", "then ", "by ", "the ", "number ", "key ", "digit ")
_KEY = re.compile(r"\d{1,3}(?![\d%]|[.,]\d)")
_LAYOUT = re.compile(r"\[[ ]?\d{1,4}[ ]?\]")
_GLUED = re.compile(
    r"[A-Z][A-Za-z]{0,11}-?\d{1,6}(?:[A-Za-z]{1,4}\d{0,4}[A-Za-z]{0,4})?(?:-[A-Z0-9][A-Za-z0-9]{0,5})?(?![A-Za-z0-9])"
)
_ALNUM = re.compile(r"\d{1,6}[A-Za-z][A-Za-z0-9]{0,8}(?:-[A-Za-z0-9]{1,6})?(?![A-Za-z0-9])")
_DECADE = re.compile(r"(?:19|20)\d0s(?![A-Za-z])|(?:19|20)\d0[ ]?年代")
_YEAR_ALONE = re.compile(
    r"(?:19|20)\d\d(?:/\d\d(?![\d/]))?(?:[EAF](?![A-Za-z]))?(?![\d]|[,.]\d|[A-Za-z%])(?:[ ]?年(?!代))?"
)
_ORDINAL = re.compile(r"\d{1,3}(?:,\d{3})?(?:st|nd|rd|th)(?![A-Za-z])")


class Other(NamedTuple):
    """A number that is no quantity: its span and class."""

    start: int
    end: int
    kind: MentionClass


def word(text: str, start: int) -> Other | None:
    """What begins at the English word at `start`: a period, a date, a document, a name, a slide, a web address."""
    for kind, pattern in _WORD_RULES:
        match = pattern.match(text, start)
        if match and (kind != "name" or start == 0 or text[start - 1] != "-"):
            return Other(start, match.end(), kind)
    return None


def glued(text: str, start: int) -> Other | None:
    """What begins at letters with digits glued to them: a period ("Q3", "FY23"), a document ("S-1"), a name "
    "("G2")."""
    for kind, pattern in _GLUED_RULES:
        match = pattern.match(text, start)
        if match:
            return Other(start, match.end(), kind)
    return None


def digits(text: str, start: int, floor: int) -> Other | None:
    """What begins at the digit at `start` and is no quantity by its own form; it may reach back to `floor`."""
    layout = _with_mark(text, start, floor)
    if layout:
        return layout
    code = _CODE.match(text, start)
    if code and _CODE_BEFORE.search(text[max(floor, start - 28) : start]):
        return Other(start, code.end(), "phone")
    for kind, pattern in _DIGIT_RULES:
        match = pattern.match(text, start)
        if match:
            return Other(start, match.end(), kind)
    return None


def _with_mark(text: str, start: int, floor: int) -> Other | None:
    """A number whose mark stands before it: (00:01:10), [ 12], '23, #1, * 1, +44."""
    before = text[max(floor, start - 3) : start]
    mark = before.rstrip(" ")[-1:]
    at = start - len(before) + len(before.rstrip(" ")) - 1
    if mark == "(" and at == start - 1 and (match := _TIME.match(text, at)) and match[0].endswith(")"):
        return Other(at, match.end(), "time")
    if mark == "(" and at == start - 1 and (match := _PHONE.match(text, at)):
        return Other(at, match.end(), "phone")
    if mark in ("國", "国") and (year := _REPUBLIC_YEAR.match(text, start)) and not _PERIOD_ZH.match(text, start):
        return Other(start, year.end(), "year")
    if mark == "[" and (match := _LAYOUT.match(text, at)):
        return Other(at, match.end(), "name")
    if mark and mark in "'’‘" and (at == start - 1 or text[at - 1 : at] == " "):
        short = _SHORT_YEAR.match(text, start)
        if short:
            return Other(at, short.end(), "year")
    if keyed(text, start, floor) and (key := _KEY.match(text, start)):
        return Other(start, key.end(), "name")
    if mark in ("#", "*") and (match := _KEY.match(text, start)):
        return Other(at, match.end(), "name")
    if mark == "+" and at == start - 1 and (match := _PHONE.match(text, at)):
        return Other(at, match.end(), "phone")
    return None


def keyed(text: str, start: int, floor: int) -> bool:
    """Whether a number at `start` is a key to press: "star then two"."""
    window = max(floor, start - 48)
    return text.endswith(_KEYED_ENDS, window, start) and bool(_KEYED.search(text[window:start]))


def chinese_period(text: str, start: int) -> Other | None:
    """A fiscal period that begins at the Chinese character or digit at `start`."""
    match = _PERIOD_ZH.match(text, start)
    return Other(start, match.end(), "fiscal_period") if match else None


_WORD_RULES: tuple[tuple[MentionClass, re.Pattern[str]], ...] = (
    ("fiscal_period", _PERIOD),
    ("date", _MONTH_DATE),
    ("document", _DOCUMENT_WORDS),
    ("name", _NAME_WORDS),
    ("slide", _SLIDE),
    ("name", _WEB),
)
_GLUED_RULES: tuple[tuple[MentionClass, re.Pattern[str]], ...] = (
    ("date", _MONTH_GLUED),
    ("fiscal_period", _PERIOD),
    ("document", _DOCUMENT_WORDS),
    ("name", _GLUED),
    ("name", _LOOSE_VERSION),
)
_DIGIT_RULES: tuple[tuple[MentionClass, re.Pattern[str]], ...] = (
    ("time", _TIME),
    ("fiscal_period", _PERIOD),
    ("fiscal_period", _PERIOD_ZH),
    ("date", _DAY_DATE),
    ("phone", _PHONE),
    ("document", _DOCUMENT),
    ("name", _PLAN),
    ("name", _MODEL),
    ("name", _VERSION),
    ("year", _DECADE),
    ("ordinal", _ORDINAL),
)
WORDS = frozenset(
    "first second third fourth back remaining latter front early final last next past full fiscal calendar quarter "
    "jan january feb february mar march apr april may jun june jul july aug august sep sept september oct october "
    "nov november dec december form forms rule rules section sections ifrs ias asc asu sfas fas schedule regulation "
    "item title covid fortune russell iso nasdaq ftse topic tier level phase no number question speaker "
    "version basel series "
    "stage gen option chapter priority press pressing slide slides page pages exhibit figure footnote http "
    "https www one two three four five six seven eight nine ten eleven twelve couple fy cy year years".split()
)


def year(text: str, start: int) -> int | None:
    """The end of the calendar year at `start`, or None."""
    match = _YEAR_ALONE.match(text, start)
    return match.end() if match else None


def alphanumeric(text: str, start: int) -> int | None:
    """The end of a name that begins with digits ("5G", "3D"), or None."""
    match = _ALNUM.match(text, start)
    return match.end() if match else None
