"""What a name or a title tells about a speaker: words, not documents.

In goes the text of a heading; out comes whether it can be a person's name, whether a title is a role at all, and the
side that the name or the title gives by itself. What the rest of the call tells of a speaker is not decided here.
"""

from __future__ import annotations

import re

from extractor.records import Side

_ANALYST_TITLE = re.compile(
    r"\banalysts?\b|equity research|research (?:associate|division|department)|^research$|\bbrokers?\b|"
    r"brokerage|"
    r"^(?:senior )?associate\b|\binvestor\b(?! relation)|\bsell.?side\b|"
    r"分析[師师员員]|研究[員员]|投資人$|投资者$|投資者$|机构$",
    re.I,
)
_COMPANY_TITLE = re.compile(
    r"\bchief\b|\bC[EFOTIRM]O\b|\bCHRO\b|\b(?:vice.?)?president\b|\b[SEA]?VP\b|\bchair(?:man|woman|"
    r"person)?\b|founder|treasurer|"
    r"controller|\binvestors? relations?\b|\bIRO?\b|general counsel|\bsecretary\b|general manager|"
    r"managing director (?:and|&)|"
    r"\b(?:executive|board|independent) director\b|^director$|^executives?$|head of|\bmanagement\b|"
    r"company representative|"
    r"corporate (?:communications|development|finance)|investor communications|"
    r"執行長|执行官|執行官|首席|财务|財務|董事|總經理|总经理|總裁|总裁|投资者关系|投資者關係|投資人關係|副總|发言人|發言人|主席|会计|會計",
    re.I,
)
_BROKER = re.compile(
    r"\bsecurities\b|\bcapital markets?\b|\bcapital\b|\bresearch\b|\bequities\b|\bpartners\b|\badvisors\b|"
    r"證券|证券|資本|资本|投信|投顧|"
    r"\bbank\b|\binvestment\b",
    re.I,
)
_OPERATOR_NAME = re.compile(
    r"^(?:the |conference |call |event |teleconference )*(?:operator|coordinator|"
    r"moderator)s?(?: ?\(?\d{1,2}\)?)?$|"
    r"^(?:接[线線][员員生]|操作[员員]|[总總]機|主持人|[会會][议議]主持人?)$",
    re.I,
)
_ANALYST_NAME = re.compile(
    r"^(?:unidentified|unknown|unnamed)? ?(?:conference call )?(?:analyst|questioner)s?(?: ?\d{1,2})?$|"
    r"^(?:q|question|questioner|问|問|提问|提問|投资者|投資者|投資人|分析[师師][A-Za-z\d]?)\d{0,2}$|^(?:未知|不明)?分析[师師]$",
    re.I,
)
_COMPANY_NAME = re.compile(
    r"^(?:unidentified|unknown|unnamed) (?:company|corporate)? ?(?:representative|executive|officer|"
    r"speaker for the company)s?"
    r"(?: ?\d{1,2})?$|^(?:executive|management|company representative|company speaker)s?(?: ?\d{1,2})?$|"
    r"^(?:a|answer|答|回答|公司|管理[层層])\d{0,2}$",
    re.I,
)
_NOBODY_NAME = re.compile(
    r"^(?:unidentified|unknown|unnamed) (?:participant|speaker|person|attendee|male|female|"
    r"voice)(?: ?\w{1,7})?$|"
    r"^(?:speaker|participant|person|voice|spk|spk_|发言人|發言人|說話者|说话人)[ _#-]{0,2}[A-Z\d]{1,3}$|"
    r"^multiple speakers$|"
    r"^attendees?$|^shareholder$",
    re.I,
)
_LABEL = re.compile(
    r"^(?:speaker|participant|person|voice|spk|发言人|發言人|說話者|说话人)[ _#-]{0,2}[A-Z\d]{1,3}$", re.I
)

_TOKEN = r"[A-Z\u00c0-\u00de\u0100-\u017f][\w'’.\-]*|[(“\"'‘\[]+[A-Z][\w'’.\-]*[)”\"'’\]]+|[A-Z]\.?"
_PARTICLE = r"van|von|der|den|de|da|del|della|di|do|dos|du|la|le|el|al|bin|binti|ibn|ter|ten|y|e|zu|san"
_PERSON = re.compile(rf"(?:(?:Mr|Mrs|Ms|Dr|Sir)\.? )?(?:{_TOKEN})(?:,? (?:{_TOKEN}|{_PARTICLE})){{0,6}}")
_CHINESE_PERSON = re.compile(r"[\u4e00-\u9fff·‧•・]{2,12}(?:[ (（][\u4e00-\u9fffA-Za-z .,&/、)）]{1,40})?")
_TOPIC = re.compile(
    r"\b(?:quarter|quarterly|results?|revenues?|sales|earnings|income|margins?|guidance|outlook|growth|cash|"
    r"flow|fiscal|"
    r"year|total|adjusted|gross|operating|net|share|shares|source|company|ticker|url|date|time|duration|"
    r"contents|"
    r"note|notes|questions?|answers?|remarks|participants?|glossary|takeaways?|summary|highlights?|transcript|"
    r"backend|translated|scraped|characters|paragraphs|segment|customers?|expenses?|capital|dividends?|debt|"
    r"first|second|third|fourth|finally|lastly|next|example|one|two|three|four|number|step|page|slide|"
    r"disclaimer|copyright|website|email|phone|tel|fax|http|https|www|gaap|ebitda|arr|rpo|eps|"
    r"event|language|title|location|symbol|exchange|period|call|conference|host|published|updated|author|by)\b|"
    r"[:;!?%$€£¥@=]|\d{2,}",
    re.I,
)
_CHINESE_TOPIC = re.compile(
    r"公司|季度|日期|时间|時間|来源|來源|收入|营收|營收|毛利|利润|利潤|指引|展望|目录|目錄|摘要|纪要|紀要|第[一二三四五六七八九十]|"
    r"首先|其次|最后|最後|另外|例如|比如|其中|包括|如下|问题|問題|備註|备注|注意|警語|风险|風險|关于|關於|[一-鿿]{0,8}[是为為]$|说$|說$"
)
_NOT_NAME = frozenset(
    "thanks thank yes no okay ok well so and but now again right sure great good hello hi our we the a an in on "
    "for to of with this that these those it as at if when because however also please welcome today what how why "
    "turning moving".split()
)


def is_label(name: str) -> bool:
    """Whether the name is a transcriber's label for a voice, like "Speaker 3"."""
    return bool(_LABEL.match(name))


def is_fixed_name(name: str) -> bool:
    """Whether the words can only be a speaker: "Operator", "Unidentified Analyst", "Speaker 3"."""
    patterns = (_OPERATOR_NAME, _ANALYST_NAME, _COMPANY_NAME, _NOBODY_NAME)
    return len(name) > 1 and len(name) < 60 and any(p.match(name) for p in patterns)


def is_person(name: str) -> bool:
    """Whether the words have the shape of a person's name, and none of a topic's words.

    >>> is_person("W. Bryan van der Berg"), is_person("Gross Margin"), is_person("number one")
    (True, False, False)
    """
    if not 2 <= len(name) <= 60 or is_topic(name):
        return False
    if name.split(None, 1)[0].lower().strip(".,'’") in _NOT_NAME:
        return False
    return bool(_PERSON.fullmatch(name) or _CHINESE_PERSON.fullmatch(name))


def is_topic(name: str) -> bool:
    """Whether the words name a subject or a field of a form rather than somebody."""
    return bool(_TOPIC.search(name) or _CHINESE_TOPIC.search(name))


def is_role(title: str) -> bool:
    """Whether the words name a post or a firm of brokers, as a title does."""
    return len(title) <= 200 and bool(
        _ANALYST_TITLE.search(title) or _COMPANY_TITLE.search(title) or _BROKER.search(title)
    )


def side_of_name(name: str) -> Side | None:
    """The side that the name gives by itself; `unknown` for a voice nobody named, None for a person."""
    if _OPERATOR_NAME.match(name):
        return "operator"
    if _ANALYST_NAME.match(name):
        return "analyst"
    if _COMPANY_NAME.match(name):
        return "company"
    return "unknown" if _NOBODY_NAME.match(name) else None


def side_of_title(title: str, company: str = "") -> Side | None:
    """The side that the title gives by itself, or None; `company` is the caller's own firm, where known.

    >>> side_of_title("VP & Senior Research Analyst"), side_of_title("CFO & Treasurer"), side_of_title("Partner")
    ('analyst', 'company', None)
    """
    if _OPERATOR_NAME.match(title):
        return "operator"
    if _ANALYST_TITLE.search(title):
        return "analyst"
    own = company.split(" ")[0].lower() if company else ""
    if _COMPANY_TITLE.search(title) or (len(own) > 3 and own in title.lower()):
        return "company"
    return "analyst" if _BROKER.search(title) else None
