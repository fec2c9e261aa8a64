"""The KPI catalogue: which metrics there are, how they are said, what units they take, how they hang together.

Goes in: the shipped YAML and, where the user has one, a file that adds metrics, synonyms or relations.
Comes out: a `Catalogue`. It reads no transcript.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from extractor import resources
from extractor.errors import CatalogueError

ROLES: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("ratio", "definition", "per_share"), ("numerator", "denominator")),
    **dict.fromkeys(("bridge", "floor", "remainder"), ("start",)),
    **dict.fromkeys(("parts", "inside"), ("parts",)),
    **dict.fromkeys(("positive", "steady", "slow", "bounded"), ()),
    "sum": ("add",),
}
"""The roles each kind of relation can't do without; schemas/relations.yaml describes the kinds at its head."""
RELATION_KINDS = frozenset(ROLES)
ALONE = ("numerator", "denominator", "start")
"""Roles that exactly one metric has."""
UNIT_KINDS = ("money", "percent", "bps", "count", "per_share", "per_unit", "multiple")
CHOICES = {
    "nature": ("flow", "stock", "rate"),
    "favourable": ("", "up", "down"),
    "basis": ("", "gaap", "non_gaap"),
}
LISTS = ("units", "synonyms", "synonyms_zh")
COSTS = frozenset(
    "operating_expenses research_and_development sales_and_marketing general_and_administrative cost_of_revenue".split()
)
"""Costs whose percentage is of revenue, whether that is said or not."""


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric. `units` are the kinds of unit its level may have; `favourable` is the good direction."""

    id: str
    group: str
    name: str
    definition: str
    units: tuple[str, ...]
    nature: str = "flow"
    favourable: str = ""
    basis: str = ""
    synonyms: tuple[str, ...] = ()
    synonyms_zh: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Relation:
    """An identity between metrics; `terms` maps a role (numerator, parts, ...) to metric ids."""

    kind: str
    result: str
    terms: tuple[tuple[str, tuple[str, ...]], ...]

    def role(self, name: str) -> tuple[str, ...]:
        """The metric ids in that role, empty when there are none."""
        return dict(self.terms).get(name, ())


@dataclass(frozen=True)
class Catalogue:
    """All metrics by id, in catalogue order, and the relations between them."""

    metrics: dict[str, Metric]
    relations: tuple[Relation, ...]
    fingerprint: str

    def units_of(self, metric: str) -> tuple[str, ...]:
        """Kinds of unit the level of `metric` may have; every kind for "other"."""
        found = self.metrics.get(metric)
        return found.units if found else UNIT_KINDS


def load(user: Path | None = None) -> Catalogue:
    """The shipped catalogue, with the user's file on top.

    A metric of the user's with a shipped id replaces what it names and adds its synonyms; any other is new.
    Raises `CatalogueError` with the place and what to do.
    """
    return _load(str(user) if user else "")


@cache
def _load(user: str) -> Catalogue:
    shipped = resources.read("schemas", "catalogue.yaml")
    relations = resources.read("schemas", "relations.yaml")
    metrics = {row["id"]: _metric(row, "the shipped catalogue") for row in _parse(shipped, "catalogue.yaml")["metrics"]}
    links = [_relation(row, metrics, "relations.yaml") for row in _parse(relations, "relations.yaml")["relations"]]
    text = shipped + relations
    if user:
        own = _read_user(user)
        text += own
        data = _parse(own, user)
        for row in _rows(data, "metrics", user):
            metrics[_id(row, user)] = _merged(metrics.get(_id(row, user)), row, user)
        links += [_relation(row, metrics, user) for row in _rows(data, "relations", user)]
    return Catalogue(metrics, tuple(links), hashlib.sha256(text.encode()).hexdigest()[:12])


def _read_user(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not UTF-8"
        raise CatalogueError(f"The catalogue {path} cannot be read ({why}); give a UTF-8 YAML file.") from None


def _parse(text: str, where: str) -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        data = yaml.load(text, Loader=loader)
    except yaml.YAMLError as error:
        raise CatalogueError(f"{where} is not valid YAML: {error}") from None
    if not isinstance(data, dict):
        raise CatalogueError(f"{where} must hold a mapping with `metrics` and, if wanted, `relations`.")
    unknown = sorted(map(str, set(data) - {"version", "metrics", "relations"}))
    if unknown:
        raise CatalogueError(f"{where} holds {', '.join(unknown)}; what it can hold is `metrics` and `relations`.")
    return data


def _rows(data: dict[str, Any], name: str, where: str) -> list[Any]:
    rows = data.get(name) or []
    if not isinstance(rows, list):
        raise CatalogueError(f"{where}: `{name}` must be a list, each entry on a line that begins with a dash.")
    return rows


def _id(row: Any, where: str) -> str:
    if not isinstance(row, dict) or not isinstance(row.get("id"), str) or not row["id"].isidentifier():
        raise CatalogueError(f"{where}: every metric needs an `id` of letters, digits and underscores; got {row!r}.")
    if row["id"] == "other":
        raise CatalogueError(f"{where}: `other` means none of the metrics; give yours another id.")
    return str(row["id"])


def _metric(row: dict[str, Any], where: str) -> Metric:
    unknown = set(row) - set(Metric.__dataclass_fields__)
    if unknown:
        raise CatalogueError(f"{where}: metric {row['id']} has unknown fields {sorted(unknown)}.")
    listed: dict[str, Any] = {key: _list(row, key, where) for key in LISTS}
    if not listed["units"] or set(listed["units"]) - set(UNIT_KINDS):
        raise CatalogueError(f"{where}: metric {row['id']} needs `units` from {', '.join(UNIT_KINDS)}.")
    plain: dict[str, Any] = {
        key: str(row.get(key) or "") for key in ("group", "name", "definition", "favourable", "basis")
    }
    plain["nature"] = str(row.get("nature") or "flow")
    for key, choices in CHOICES.items():
        if plain[key] not in choices:
            allowed = ", ".join(filter(None, choices))
            raise CatalogueError(f"{where}: `{key}` of {row['id']} is one of {allowed}; got {row[key]!r}.")
    return Metric(id=row["id"], **listed, **plain)


def _list(row: dict[str, Any], key: str, where: str) -> tuple[str, ...]:
    """The words under `key`; a single one needs no brackets."""
    given = row.get(key) or []
    words = [given] if isinstance(given, str) else given
    if not isinstance(words, list) or not all(isinstance(word, str) and word.strip() for word in words):
        raise CatalogueError(f"{where}: `{key}` of {row['id']} must be a list of words, in quotes; got {given!r}.")
    return tuple(word.strip() for word in words)


def _merged(shipped: Metric | None, row: dict[str, Any], where: str) -> Metric:
    if shipped is None:
        filled = {"group": "own", "name": row["id"].replace("_", " "), "units": list(UNIT_KINDS), **row}
        filled["synonyms"] = row.get("synonyms") or [filled["name"]]
        return _metric(filled, where)
    own = _metric({"units": list(shipped.units), **row}, where)
    named = {key: getattr(own, key) for key in row if key not in ("id", "synonyms", "synonyms_zh")}
    return replace(
        shipped,
        synonyms=shipped.synonyms + own.synonyms,
        synonyms_zh=shipped.synonyms_zh + own.synonyms_zh,
        **named,
    )


def _relation(row: Any, metrics: dict[str, Metric], where: str) -> Relation:
    if not isinstance(row, dict) or not all(isinstance(row.get(key), str) for key in ("kind", "result")):
        raise CatalogueError(f"{where}: a relation needs `kind` and `result`; got {row!r}.")
    terms = tuple((role, _ids(ids, where)) for role, ids in row.items() if role not in ("kind", "result"))
    if row["kind"] not in RELATION_KINDS:
        known = ", ".join(sorted(RELATION_KINDS))
        raise CatalogueError(f"{where}: the relation for {row['result']} has no known kind; known are {known}.")
    named = {row["result"], *(each for _, ids in terms for each in ids)}
    missing = sorted(named - set(metrics))
    if missing:
        raise CatalogueError(f"{where}: relation for {row['result']} names unknown metrics {missing}.")
    _look_at_roles(row, dict(terms), where)
    return Relation(row["kind"], row["result"], terms)


def _look_at_roles(row: dict[str, Any], terms: dict[str, tuple[str, ...]], where: str) -> None:
    for role in ROLES[row["kind"]]:
        held = terms.get(role, ())
        if not held or (role in ALONE and len(held) > 1):
            wanted = "one metric" if role in ALONE else "metrics"
            raise CatalogueError(f"{where}: the {row['kind']} for {row['result']} needs {wanted} as `{role}`.")


def _ids(given: Any, where: str) -> tuple[str, ...]:
    ids = [given] if isinstance(given, str) else given
    if not isinstance(ids, list) or not all(isinstance(each, str) for each in ids):
        raise CatalogueError(f"{where}: a role of a relation names one metric or a list of them; got {given!r}.")
    return tuple(ids)
