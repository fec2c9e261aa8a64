"""What the first lines of a call say of it: company, fiscal period, date.

In go the text and its layout; out comes an `Opening`. The page's header is asked before the first words spoken, and
the file's name only when neither says the period. How a period is spelled is known in one place, `_PERIODS`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from extractor.layouts import Layout

_HEADER_LIMIT = 30_000  # characters before the first speaker that are looked at
_SPEECH_LIMIT = 8_000  # characters of the first words spoken that are looked at


@dataclass(frozen=True)
class Opening:
    """What is known of the call, and in `notes` what is not or is only assumed."""

    company: str = ""
    fiscal_period: str = ""
    date: str = ""
    notes: tuple[str, ...] = ()


def read_opening(text: str, layout: Layout, name: str = "") -> Opening:
    """Company, fiscal period and date as the header or the opening words say them; `name` is the file's stem."""
    header, speech = _header(text, layout), _speech(text, layout)
    notes: list[str] = []
    company = _company(header, speech)
    period = _period(header, speech)
    if not period and (period := _first_period(re.sub(r"[_-]+", " ", name))):
        notes.append(f"The call does not say its fiscal period; {period} is taken from the file's name.")
    date = _header_date(header) or _spoken_date(speech)
    for what, value in (("company", company), ("fiscal period", period), ("date", date)):
        if not value:
            notes.append(f"The opening lines do not say the {what} of the call.")
    return Opening(company, period, date, tuple(notes))


def _header(text: str, layout: Layout) -> str:
    spoken = [s.paragraphs[0].start for s in layout.stretches if s.part != "publisher" and s.paragraphs]
    return text[: min(spoken[0] if spoken else len(text), _HEADER_LIMIT)]


def _speech(text: str, layout: Layout) -> str:
    parts: list[str] = []
    size = 0
    for stretch in layout.stretches:
        for paragraph in stretch.paragraphs if stretch.part != "publisher" else ():
            parts.append(text[paragraph.start : min(paragraph.end, paragraph.start + _SPEECH_LIMIT - size)])
            size += len(parts[-1])
            if size >= _SPEECH_LIMIT:
                return "\n".join(parts)
    return "\n".join(parts)


# The fiscal period

_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_CHINESE = {"一": 1, "二": 2, "三": 3, "四": 4, "1": 1, "2": 2, "3": 3, "4": 4, "上": 1, "下": 2}
_YEAR = (
    r"(?:fiscal|financial|FY|the|of|year|in|for|[' ,]){0,24}(?P<year>(?:19|20)\d\d|(?<=[' FYy])\d\d)(?!\d|[.,]\d|%)"
    r"(?:[/-](?P<ends>\d\d)(?!\d))?"
)
_ORDINAL = r"(?P<ordinal>first|second|third|fourth|1st|2nd|3rd|4th)"
_PERIODS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"\b{_ORDINAL}[- ](?:fiscal[- ])?quarter(?:ly)?(?:'s)?(?: and (?:the )?(?:full|fiscal|year|half|"
        rf"[- ])+)?{_YEAR}",
        rf"\bQ ?(?P<quarter>[1-4])(?: and (?:full|fiscal|year|[- ])+)?(?:'s)?{_YEAR}",
        r"\b(?P<quarter>[1-4])Q ?(?:FY)?'?(?P<year>20\d\d|\d\d)\b",
        rf"\b(?:fiscal|FY|year|the|[' ])*(?P<year>20\d\d|"
        rf"(?<=')\d\d)(?:'s)?,? ?(?:fiscal )?(?:Q(?P<quarter>[1-4])\b|{_ORDINAL}[- ]quarter)",
        r"(?P<year>20\d\d) ?(?:[財财]年|[会會][计計]年度|年度?)?的?[第 ]{0,2}(?P<chinese>[一二三四1-4]) ?(?:個|个)?季",
        r"(?P<year>20\d\d) ?(?:財年|财年|年)?(?P<chinese_half>[上下])半年",
        rf"\b(?P<half>first|second)[- ]half(?:[- ]year)?{_YEAR}",
        rf"\b(?:H(?P<half_number>[12])){_YEAR}",
        rf"\b(?:full|whole|fiscal|financial)[- ](?:fiscal[- ])?(?:year ?){_YEAR} (?:results|earnings|"
        rf"financial)",
    )
)


def _first_period(words: str) -> str:
    """The first fiscal period that the words name outright, in the guide's notation, or empty.

    >>> _first_period("our Q3 FY'22 results"), _first_period("first quarter fiscal year 2024"), _first_period("1Q21")
    ('2022Q3', '2024Q1', '2021Q1')
    """
    found = _first_match(words)
    return _notation(found) if found else ""


def _first_match(words: str) -> re.Match[str] | None:
    words = words.replace("’", "'").replace("\u00a0", " ")
    found = [match for pattern in _PERIODS if (match := pattern.search(words))]
    return min(found, key=lambda match: match.start(), default=None)


def _notation(match: re.Match[str]) -> str:
    said = {key: value for key, value in match.groupdict().items() if value}
    year = said["year"] if len(said["year"]) == 4 else f"20{said['year']}"
    if said.get("ends") and int(said["ends"]) == (int(year) + 1) % 100:
        year = str(int(year) + 1)  # a fiscal year over two calendar years is called by its last
    if "quarter" in said:
        return f"{year}Q{said['quarter']}"
    if "ordinal" in said:
        return f"{year}Q{_ORDINALS[said['ordinal'].lower()]}"
    if "chinese" in said:
        return f"{year}Q{_CHINESE[said['chinese']]}"
    if "chinese_half" in said:
        return f"{year}H{_CHINESE[said['chinese_half']]}"
    half = said.get("half_number") or (str(_ORDINALS[said["half"].lower()]) if "half" in said else "")
    return f"{year}H{half}" if half else f"FY{year}"


_OCCASION = re.compile(
    r"\b(?:conference call|earnings (?:call|release|presentation|conference|webcast)|(?:results|investor|"
    r"financial) (?:call|conference|"
    r"presentation|webcast)|call (?:for|on|of)|quarter 20\d\d call|welcome|joining|join us|discuss(?:ing)?|"
    r"we reported|press release|"
    r"call to discuss|go over|walk (?:you )?through|review(?:ing)? (?:of|our|the))\b|"
    r"電話會|电话会|業績|业绩|法說|财报|財報",
    re.I,
)
_COMPARED = re.compile(
    r"\b(?:compared|versus|vs|than|from|over|since|against|prior|expect\w*|guid\w+|outlook|until|by|"
    r"before)\b",
    re.I,
)
_OPENING_WORDS = 3_000  # characters of speech in which the occasion is named


def _period(header: str, speech: str) -> str:
    """The period that the header's fields or title say, else the one that the opening words call the occasion."""
    for line in header[:2000].split("\n"):
        field = _FIELD.match(line)
        if (not field or field["key"].lower() not in _NOT_CALL) and len(line) < 200 and (period := _first_period(line)):
            return period
    for sentence in re.split(r"(?<=[.!?。！？])\s|\n", speech[:_OPENING_WORDS]):
        found = _first_match(sentence)
        if (
            found
            and _OCCASION.search(sentence)
            and not _COMPARED.search(sentence, max(0, found.start() - 60), found.start())
        ):
            return _notation(found)
    return _first_period(header)


# The date

_MONTHS = {m: i for i, m in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATES = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>20\d\d)\b",
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[ -](?:of )?{_MONTH}[ ,-]{{1,2}}(?P<year>20\d\d)\b",
        r"(?<!\d)(?P<year>20\d\d)[-/.](?P<number>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<year>20\d\d) ?年 ?(?P<number>\d{1,2}) ?月 ?(?P<day>\d{1,2}) ?日",
        r"(?<!\d)(?P<year>20\d\d)(?P<number>0[1-9]|1[0-2])(?P<day>[0-2]\d|3[01])(?!\d)",
    )
)
_FIELD = re.compile(r"[\s#*>]*(?P<key>[A-Za-z][A-Za-z ]{1,20}|[\u4e00-\u9fff]{2,6}) ?[:：]")
_NOT_CALL = frozenset(
    "translated scraped retrieved downloaded updated backend url source generated created crawled".split()
)
_TODAY = re.compile(
    r"\btoday(?:'s date)?(?: is|,)|\btoday,|\b(?:conference )?call (?:on|for|of|is being held on|dated)\b|"
    r"今天是",
    re.I,
)


def _first_date(words: str) -> str:
    """The first date in the words as ISO 8601, or empty.

    >>> _first_date("Tuesday, Feb. 11, 2025 at 8:15 a.m. ET"), _first_date("on 3 May 2024")
    ('2025-02-11', '2024-05-03')
    """
    found = [match for pattern in _DATES if (match := pattern.search(words))]
    for match in sorted(found, key=lambda match: match.start()):
        said = match.groupdict()
        month = int(said["number"]) if said.get("number") else _MONTHS[said["month"].lower()]
        if 1 <= month <= 12 and 1 <= int(said["day"]) <= 31:
            return f"{said['year']}-{month:02}-{int(said['day']):02}"
    return ""


def _header_date(header: str) -> str:
    for line in header[:4000].split("\n"):
        field = _FIELD.match(line)
        if len(line) > 160 or (field and field["key"].lower() in _NOT_CALL):
            continue
        if date := _first_date(line):
            return date
    return ""


def _spoken_date(speech: str) -> str:
    for sentence in re.split(r"(?<=[a-z\d])[.!?] |\n", speech[:3000]):
        if _TODAY.search(sentence) and (date := _first_date(sentence)):
            return date
    return ""


# The company

_NAME = r"(?P<name>[A-Z][\w&.’'-]*(?:(?:,? Inc|,? Ltd|,? Corp)\.?|,? (?:[A-Z&][\w&.’'-]*|of|and|de|the)){0,6}?)"
_WHEN = (
    r"(?:the )?(?:fiscal |FY|full[- ]year|year[- ]end|(?:first|second|third|"
    r"fourth)[- ](?:fiscal )?(?:quarter|half)|"
    r"(?:first|second)[- ]half|Q[1-4]|[1-4]Q|H[12]|quarterly|20\d\d|annual|earnings|results|financial|"
    r"conference|"
    r"investor|business|analyst|webcast|third|interim)"
)
_OFFICE = r"(?:Head of (?:IR|investor relations)|investor relations|chief executive(?: officer)?|CEO|president|CFO)"
_CHIEF = re.compile(r"CFO|CEO|president|chief executive(?: officer)?", re.I)
_WELCOMES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b(?i:welcome)(?: (?i:you|everyone|all|back|everybody))*(?i:,? and)?(?: (?i:to )(?i:the |our |"
        rf"today's )?)? ?{_NAME}(?:'s|s'|')? (?i:{_WHEN})",
        rf"\b(?i:the|this|to|for|today's) {_NAME}(?:'s)? "
        rf"(?i:{_WHEN}[\w -]{{0,60}}?\b(?:call|webcast|presentation)\b)",
        rf"(?i:{_WHEN})(?: (?:quarter|half|year|\d{{4}}|of|for|fiscal|the|full|"
        rf"and)){{0,5}} {_NAME}(?:'s)? (?i:earnings|results|conference|call|financial)",
        rf"\b(?i:call|results|presentation) (?i:for|of) (?i:the )?{_NAME}(?:[.,]| for| on| and)",
        rf"\b(?i:{_OFFICE})(?: and \w+)? (?:at|of|for|with) {_NAME}(?:[.,]| and)",
        rf"\b(?i:turn|hand)(?i:ing)? (?i:the )?(?i:call|conference|"
        rf"it)? ?(?i:over )?(?i:to ){_NAME}'s (?i:chairman|chief|CEO|CFO|president|vice|head)",
        rf"\b(?i:on |of ){_NAME}'s (?i:website|results|earnings|(?:first|second|third|fourth)[- ]quarter)",
        r"(?:参加|參加|出席|[来來]到)(?P<name>[\u4e00-\u9fffA-Za-z]{2,20}?)(?:公司|集[团團])?(?:20\d\d|第|的|[业業][绩績])",
    )
)
_COMPANY_FIELD = re.compile(
    r"[\s#*>]*(?:company(?: name)?|issuer|公司(?:名称|名稱)?) ?[:：] ?(?P<name>[^\n]{2,80})", re.I
)
_TICKER = re.compile(r"^[\s#*>]*(?P<name>[^\n:]{2,70}?) ?[(（](?:[A-Z]{2,10}: ?)?[A-Z\d.]{1,8}[)）]", re.M)
_TITLE = re.compile(
    rf"^[\s#*>]*(?P<name>[^\n:]{{2,60}}?),? (?:{_WHEN})[^\n]{{0,60}}(?:call|transcript|results|"
    rf"earnings)",
    re.I | re.M,
)
_DATED_TITLE = re.compile(r"^[\s#*>]*(?P<name>[^\s_:：。，][^\n_:：。，]{1,40})_20\d{6}", re.M)
_TRIM = re.compile(
    r"^(?:to |the |our |everyone |you |all |at |for |and )+|(?:'s|\b(?:limited's|first|second|third|fourth|"
    r"quarter|20\d\d|fiscal|the|for|and|on))+$|"
    r"[ ,'*]+$",
    re.I,
)


def _company(header: str, speech: str) -> str:
    for pattern in (_COMPANY_FIELD, _DATED_TITLE, _TICKER, _TITLE):
        match = pattern.search(header[:2000])
        if match and (name := _trimmed(re.sub(r" ?[(（].*", "", match["name"]))):
            return name
    for pattern in _WELCOMES:
        for match in pattern.finditer(speech[:4000]):
            if (name := _trimmed(match["name"])) and len(name.split()) <= 6 and not _is_of_part(speech, match):
                return name
    return ""


def _is_of_part(speech: str, found: re.Match[str]) -> bool:
    """Whether the officer found is not the company's, who is named before: "our CFO; and Ann Lee, CFO of Lawn"."""
    office = _CHIEF.match(speech, found.start())
    return office is not None and office[0] in speech[max(0, found.start() - 300) : found.start()]


_NO_COMPANY = re.compile(
    r"^(?:today|this|our|we|everyone|q[1-4]|first|second|third|fourth|conference|earnings|the|quarter|"
    r"fiscal|full|20\d\d|call|results|"
    r"operator|ladies|investor|head|ir|chief|president|vice|good|thank|prepared|questions?|your|my|all|that|"
    r"mr|ms|a|gaap|non-gaap|corporate|finance|january|february|march|april|may|june|july|august|september|"
    r"october|november|december)\b",
    re.I,
)


def _trimmed(name: str) -> str:
    name = name.replace("’", "'").strip()
    before = None
    while before != name:
        before, name = name, _TRIM.sub("", name).strip()
    return "" if _NO_COMPANY.match(name) or len(name) < 2 else name
