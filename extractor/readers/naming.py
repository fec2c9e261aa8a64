"""Which catalogue metric words name, with the part of the company and the accounting basis said in the same breath.

Goes in: a `Row` whose `M` items carry a metric id. Comes out: the same row with each metric's words before and after it
taken in ("our international wholesale revenue growth"), described by a `Named`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from extractor.readers.lexing import Item, Named, Row, lists, stem
from extractor.units import QUANTITIES

_JOINED = re.compile(r"[\s'’s.&-]*")
_VERBAL = re.compile(r"(?:ed|ing|ly)$")


@cache
def _list(name: str) -> frozenset[str]:
    return frozenset(stem(word) for word in lists()[name])


def name(row: Row, text: str, names: frozenset[str] = frozenset()) -> Row:
    """The row with its metrics named; words that belong to a metric are no items of their own any more.

    `names` are words of the company's name, which are no part of it.
    """
    if "M" not in row.tags:
        return row
    items: list[Item] = []
    index = 0
    while index < len(row.items):
        item = row.items[index]
        if item.tag == "M":
            inside = _in_a_name(row, index, text) or _ends_a_name(items, item, text)
            item = replace(item, tag="x") if inside else _as_meant(item, items, text)
        if item.tag == "M":
            item, index = _named(items, row.items, index, text)
            item = _kinds(_unowned(item, names))
            item = _yield_of(item, items, text)
        items.append(item)
        index += 1
    return _joined(_row(row, items), text)


def _row(row: Row, items: list[Item]) -> Row:
    return Row(row.start, row.end, tuple(items), "".join([item.tag for item in items]))


def _in_a_name(row: Row, index: int, text: str) -> bool:
    """Whether the metric's words are only the first of a name: "R&D Orchards had revenue of"."""
    item, following = row.items[index], row.items[index + 1 : index + 2]
    inside = text[item.start].isupper() and (item.start > row.start or text[item.start : item.end].isupper())
    if not inside or not following or following[0].tag != "x" or following[0].words[0] in _list("suffixes"):
        return False
    shown = text[following[0].start : following[0].end]
    return shown[0].isupper() and not shown.isupper() and following[0].start - item.end == 1


def _ends_a_name(done: list[Item], item: Item, text: str) -> bool:
    """Whether one shop's noun is only the last of its name: "the Bay Street Hotel"."""
    shown = text[item.start : item.end]
    if item.value != "store_count" or not shown[0].isupper() or shown.endswith("s") or not done or done[-1].tag != "x":
        return False
    return text[done[-1].start].isupper() and done[-1].end + 1 == item.start


def _as_meant(item: Item, done: list[Item], text: str) -> Item:
    """The metric item, no metric where "share" is one share of stock, and where "yield" is a verb."""
    one = item.words[-1] == "share" and len(item.words) < 3 and text[item.start : item.end].lower().endswith("share")
    if one:
        return replace(item, tag="x")
    if item.words == ("ask",) and not text[item.start : item.start + 3].isupper():
        return replace(item, tag="x")
    if item.words == ("yield",) and done and done[-1].tag in "tp":
        return replace(item, tag="V")
    return item


def _yield_of(item: Item, done: list[Item], text: str) -> Item:
    """A yield of something else ("free cash flow yield", "dividend yield") is a figure of its own."""
    if (
        item.value != "yield"
        or not done
        or done[-1].tag != "M"
        or not _JOINED.fullmatch(text, done[-1].end, item.start)
    ):
        return item
    return replace(done.pop(), end=item.end, value="other", name=Named("other", text[item.start : item.end]))


_THRESHOLD = re.compile(r"M(?P<between>[xjVhriq]{1,3})(?P<number>N)(?:[io]?(?P<unit>M))?")
_ABOVE = frozenset(
    "with over above contributing paying spending exceeding generating greater worth at larger more".split()
)
_SIZES = re.compile(r"N(?:&N)?M")
_PER_SHARE = frozenset("share diluted basic common ad adr ads unit".split())
_PER = re.compile(r"M(?P<per>j)(?P<what>[xM])")
_WAITING = re.compile(r"M(?P<where>[i]x?)(?P<backlog>M)")
_LIMITED = re.compile("|".join(limit.pattern for limit in (_SIZES, _PER, _WAITING)) + "|M[xjVhriq]{1,3}N")
_COUNTED = frozenset("customers new_customers large_deals users new_users orders".split())
_COMING = {"new_customers": "customers", "new_users": "users"}


def _joined(row: Row, text: str) -> Row:
    """The row with what limits a metric taken into it: sizes ("with more than $50,000"), "per store", backlog."""
    if not _LIMITED.search(row.tags):
        return row
    items = list(row.items)
    for found in reversed(list(_THRESHOLD.finditer(row.tags))):
        _limit(items, found, text)
    for found in _SIZES.finditer(row.tags):
        _size(items, found, text)
    for found in _PER.finditer(row.tags):
        _per(items, found, text)
    for found in _WAITING.finditer(row.tags):
        _waiting(items, found)
    return _row(row, [item for item in items if item.tag != " "])


_PROFITS = frozenset("gross_profit ebitda adjusted_ebitda operating_income".split())


def _per(items: list[Item], found: re.Match[str], text: str) -> None:
    """A metric per share is the per-share metric; per anything else it is a part ("inventory per store")."""
    per, what, name = found.start("per"), found.start("what"), items[found.start()].name
    if items[per].words != ("per",) or name is None:
        return
    if items[what].words[0] in _PER_SHARE:
        metric = "eps" if name.metric == "net_income" else name.metric
        items[found.start()] = replace(
            items[found.start()], name=replace(name, metric=metric, label=f"{name.label} per share")
        )
        return
    if items[what].words[0] in QUANTITIES and (name.metric in _PROFITS or name.label.endswith("gross profit")):
        label = text[items[found.start()].start : items[what].end]
        _rename(items, found.start(), metric="other", label=label)
        items[per : what + 1] = [replace(item, tag=" ") for item in items[per : what + 1]]
        return
    _rename(items, found.start(), segment=text[items[per].start : items[what].end])
    items[what] = replace(items[what], tag="x", name=None)


def _waiting(items: list[Item], found: re.Match[str]) -> None:
    """Customers, users and recurring revenue "in backlog" wait to go live."""
    metric, backlog = items[found.start()].name, items[found.start("backlog")].name
    if metric is None or backlog is None or backlog.metric != "backlog" or metric.metric == "backlog":
        return
    coming = _COMING.get(metric.metric, metric.metric)
    _rename(items, found.start(), metric=coming, segment="implementation backlog")
    items[found.start("backlog")] = replace(items[found.start("backlog")], tag="x", name=None)


def _limit(items: list[Item], found: re.Match[str], text: str) -> None:
    metric = items[found.start()].name
    between = {word for item in items[found.start() + 1 : found.start("number")] for word in item.words}
    number = items[found.start("number")]
    shown = text[number.start : number.end]
    if (
        metric is None
        or metric.metric not in _COUNTED
        or not between & _ABOVE
        or not any(sign in shown for sign in "$€£¥")
    ):
        return
    unit = items[found.start("unit")].name if found["unit"] else None
    size = shown.replace(",000,000", "m").replace(",000", "k").replace(" million", "m")
    _rename(items, found.start(), segment=f">{size} {unit.label if unit else ''}".strip())
    items[found.start("number")] = replace(number, tag="H")
    if unit:
        items[found.start("unit")] = replace(items[found.start("unit")], tag="x", name=None)


def _size(items: list[Item], found: re.Match[str], text: str) -> None:
    """Amounts right before customers are their size: "$10,000 and $50,000 customers"."""
    metric = items[found.end() - 1].name
    for index in range(found.start(), found.end() - 1):
        shown = text[items[index].start : items[index].end]
        if metric and metric.metric in _COUNTED - {"orders"} and shown[0] in "$€£¥":
            items[index] = replace(items[index], tag="H")


def _rename(items: list[Item], index: int, **changes: str) -> None:
    name = items[index].name
    if name:
        items[index] = replace(items[index], name=replace(name, **changes))  # type: ignore[arg-type]


_KINDS = frozenset("product_revenue services_revenue subscription_revenue".split())
_BUSINESS_OF = re.compile(r"new business|renewal", re.I)
_OF_REVENUE = re.compile(r"\s+(?:revenues?|sales)$", re.I)


def _kinds(item: Item) -> Item:
    """Revenue of a kind that a part has, or that is printed as a name, is a part's: "Harvester parts revenue"."""
    name = item.name
    if name and name.metric == "cash_and_investments" and "liquidity" in item.words:
        return replace(item, name=replace(name, metric="other"))  # undrawn credit is no cash
    if name and name.metric == "premiums_written" and (business := _BUSINESS_OF.match(name.label)):
        return replace(item, name=replace(name, segment=business.group()))
    if name is None or not (name.segment or _is_title(name.label)):
        return item
    part = kind(name)
    if not part and name.segment.endswith(" and"):
        return replace(item, name=replace(name, segment=""))
    return replace(item, value="revenue", name=replace(name, metric="revenue", segment=part)) if part else item


def kind(name: Named) -> str:
    """The kind of revenue, with the part it is of, where the metric is one: "parts", "Harvester parts"."""
    if name.metric not in _KINDS or not _OF_REVENUE.search(name.label):
        return ""
    return _OF_REVENUE.sub("", name.label[max(0, name.label.find(name.segment)) :])


def _is_title(label: str) -> bool:
    """Whether several words are all printed with a capital, but for the last: "Harvester Parts revenue"."""
    first = _OF_REVENUE.sub("", label).split()
    return len(first) > 1 and all(word[0].isupper() for word in first)


def _unowned(item: Item, names: frozenset[str]) -> Item:
    """The metric without the company's own name as its part."""
    if item.name and item.name.segment and names.issuperset(stem(word) for word in item.name.segment.split()):
        return replace(item, name=replace(item.name, segment=""))
    return item


def _named(done: list[Item], items: tuple[Item, ...], index: int, text: str) -> tuple[Item, int]:
    """The metric at `index` with its modifiers (taken off `done`), and the index of the last item it takes in."""
    item = items[index]
    start, segment, basis = _before(done, item, text)
    last = _suffix_end(items, index, text)
    growing = last + 1 < len(items) and items[last + 1].tag == "g"
    compound = not growing and _is_compound(items, last, text)
    label = text[start : items[last].end]
    named = Named(item.value, label, segment, basis, growing, compound)
    return Item(item.tag, start, items[last].end, item.words, item.value, item.of, named), last


def _before(done: list[Item], item: Item, text: str) -> tuple[int, str, str]:
    start, basis = item.start, "non_gaap" if text[item.start : item.end].casefold().startswith("adjusted ") else ""
    parts: list[Item] = []
    while done and _JOINED.fullmatch(text, done[-1].end, start) and (done[-1].tag in "xB&" or _is_paid(done)):
        word = done[-1]
        if word.tag == "&" and not (_joins(done, parts, text) or _joins_kinds(done, parts, item, text)):
            break
        if word.tag == "V":
            pass
        elif word.tag == "B" and not (word.words == ("core",) and item.value in _BALANCES):
            basis = basis or word.value
        elif word.tag in "&B" or _is_part(word, text) or _is_unit(done, text) or _numbers(done, text):
            parts.insert(0, word)
        else:
            break
        start = word.start
        done.pop()
    if parts and not (parts[0].start != start or _opens(done, parts[0], text)):
        return item.start if not basis else start, "", basis
    segment = text[parts[0].start : parts[-1].end] if parts else ""
    return start, segment, basis


_UNITS = ("segment", "division", "business")


def _joins(done: list[Item], parts: list[Item], text: str) -> bool:
    """Whether the "and" before the parts joins two halves of one name: "Crop and Seed Sciences" sales."""
    if not parts or len(done) < 2 or done[-1].words != ("and",) or done[-2].tag != "x":
        return False
    close = _JOINED.fullmatch(text, done[-2].end, done[-1].start)
    names = text[parts[0].start].isupper() and text[done[-2].start].isupper()
    return bool(close) and names and _is_part(done[-2], text)


def _joins_kinds(done: list[Item], parts: list[Item], item: Item, text: str) -> bool:
    """Whether the "and" before a kind of revenue joins it to another kind: "content and services revenue"."""
    if parts or item.value not in _KINDS or len(done) < 2 or done[-1].words != ("and",) or done[-2].tag != "x":
        return False
    return bool(_JOINED.fullmatch(text, done[-2].end, done[-1].start)) and _is_part(done[-2], text)


def _is_unit(done: list[Item], text: str) -> bool:
    """Whether the last item is the "segment" of a name before it: "Coatings segment" net sales."""
    if len(done) < 2 or done[-1].words[0] not in _UNITS or done[-2].tag != "x":
        return False
    return _is_part(done[-2], text)


_BALANCES = ("deposits", "loans", "customers", "users")


def _is_paid(done: list[Item]) -> bool:
    """Whether the last item is the "paid" of paid seats, after a name or a number: "5,000 Harvester paid seats"."""
    return len(done) > 1 and done[-1].words == ("paid",) and done[-2].tag in "xN"


def _numbers(done: list[Item], text: str) -> bool:
    """Whether the last item is the number in a name before it: "Harvester 420" sales."""
    if len(done) < 2 or not done[-1].words[0].isdigit() or done[-2].tag != "x":
        return False
    close = _JOINED.fullmatch(text, done[-2].end, done[-1].start)
    return bool(close) and text[done[-2].start].isupper() and _is_part(done[-2], text)


_DETERMINER = re.compile(
    r"(?:\b(?:the|a|an|our|its|total|record|strong|solid|all|their|quarterly|annual|overall|reported)|[,.;:(])\s*$",
    re.I,
)


def _opens(done: list[Item], first: Item, text: str) -> bool:
    """Whether the words before a part let it be one: an article, a preposition, a verb; not a noun or a pronoun."""
    shown = text[first.start : first.end]
    if shown[0].isupper() and done:
        return True
    if done and done[-1].words[0] in _list("neutral"):
        return True
    return not done or done[-1].tag not in "qpNMxS" or bool(_DETERMINER.search(text[done[-1].end : first.start]))


def _is_part(word: Item, text: str) -> bool:
    """Whether a word before a metric can name a part: no adjective of size, no verb, no number."""
    shown = text[word.start : word.end]
    letter = len(shown) < 2 and text[word.end : word.end + 1] != "-"  # but "e-commerce" is a word
    if shown.lower() == "aggregates":  # crushed stone; only the singular is an adjective of size
        return True
    if word.words[0] in _list("neutral") or not shown[0].isalpha() or letter:
        return False
    return shown[0].isupper() or not _VERBAL.search(shown) or word.words[0] in _list("part_words")


def _suffix_end(items: tuple[Item, ...], index: int, text: str) -> int:
    while index + 1 < len(items):
        following = items[index + 1]
        close = _JOINED.fullmatch(text, items[index].end, following.start)
        if not close or following.tag not in "xM" or following.words[0] not in _list("suffixes"):
            break
        index += 1
    return index


def _is_compound(items: tuple[Item, ...], last: int, text: str) -> bool:
    if last + 1 >= len(items):
        return False
    following = items[last + 1]
    shown = text[following.start : following.end]
    close = _JOINED.fullmatch(text, items[last].end, following.start)
    if following.words[0] in _list("neutral"):
        return False
    if close and following.tag == "V" and items[last].words == ("cash",):
        return True
    return bool(close) and following.tag == "x" and shown.islower() and not _VERBAL.search(shown)


_BANK = {"operating_expenses": "noninterest_expense", "fees": "noninterest_income"}


def at_home(row: Row, banking: bool) -> Row:
    """The row with the words that mean one thing in a bank and another elsewhere: "expenses", "operating losses"."""
    if "M" not in row.tags:
        return row
    return _row(row, [_at_home(item, banking) if item.name else item for item in row.items])


_BANK_COSTS = (("expense",), ("total", "expense"), ("fee",), ("other", "income"))


def _at_home(item: Item, banking: bool) -> Item:
    name = item.name
    assert name is not None
    if banking and (item.words in _BANK_COSTS or (item.value == "fees" and name.segment and not name.compound)):
        return replace(item, name=replace(name, metric=_BANK[item.value]))
    if item.words == ("fee",) and name.segment and not name.compound:
        return replace(item, name=replace(name, metric="revenue"))  # "advisory fees"
    if item.value == "fees" or item.words == (("operating", "loss") if banking else ("advance",)):
        return replace(item, tag="x", name=None)
    return item
