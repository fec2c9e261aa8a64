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

RELATION_KINDS = frozenset(
    ("bounded bridge definition floor inside parts per_share positive ratio remainder slow steady sum").split()
)
"""What a relation can be; schemas/relations.yaml describes them at its head, and the audit checks them."""
UNIT_KINDS = ("money", "percent", "bps", "count", "per_share", "per_unit", "multiple")


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
        for row in data.get("metrics") or []:
            metrics[_id(row, user)] = _merged(metrics.get(_id(row, user)), row, user)
        links += [_relation(row, metrics, user) for row in data.get("relations") or []]
    return Catalogue(metrics, tuple(links), hashlib.sha256(text.encode()).hexdigest()[:12])


def _read_user(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError(f"The catalogue {path} cannot be read ({error}); give a UTF-8 YAML file.") from None


def _parse(text: str, where: str) -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        data = yaml.load(text, Loader=loader)
    except yaml.YAMLError as error:
        raise CatalogueError(f"{where} is not valid YAML: {error}") from None
    if not isinstance(data, dict):
        raise CatalogueError(f"{where} must hold a mapping with `metrics` and, if wanted, `relations`.")
    return data


def _id(row: Any, where: str) -> str:
    if not isinstance(row, dict) or not isinstance(row.get("id"), str) or not row["id"].isidentifier():
        raise CatalogueError(f"{where}: every metric needs an `id` of letters, digits and underscores; got {row!r}.")
    return str(row["id"])


def _metric(row: dict[str, Any], where: str) -> Metric:
    unknown = set(row) - set(Metric.__dataclass_fields__)
    if unknown:
        raise CatalogueError(f"{where}: metric {row['id']} has unknown fields {sorted(unknown)}.")
    units = tuple(row.get("units") or ())
    if not units or set(units) - set(UNIT_KINDS):
        raise CatalogueError(f"{where}: metric {row['id']} needs `units` from {', '.join(UNIT_KINDS)}.")
    listed: dict[str, Any] = {key: tuple(row.get(key) or ()) for key in ("units", "synonyms", "synonyms_zh")}
    plain: dict[str, Any] = {
        key: str(row.get(key) or "") for key in ("group", "name", "definition", "favourable", "basis")
    }
    return Metric(id=row["id"], nature=row.get("nature") or "flow", **listed, **plain)


def _merged(shipped: Metric | None, row: dict[str, Any], where: str) -> Metric:
    if shipped is None:
        filled = {"group": "own", "name": row["id"].replace("_", " "), "units": list(UNIT_KINDS), **row}
        filled["synonyms"] = list(row.get("synonyms") or [filled["name"]])
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
    if not isinstance(row, dict) or "kind" not in row or "result" not in row:
        raise CatalogueError(f"{where}: a relation needs `kind` and `result`; got {row!r}.")
    terms = tuple(
        (role, (ids,) if isinstance(ids, str) else tuple(ids))
        for role, ids in row.items()
        if role not in ("kind", "result")
    )
    if row["kind"] not in RELATION_KINDS:
        known = ", ".join(sorted(RELATION_KINDS))
        raise CatalogueError(f"{where}: the relation for {row['result']} has no known kind; known are {known}.")
    named = {row["result"], *(each for _, ids in terms for each in ids)}
    missing = sorted(named - set(metrics))
    if missing:
        raise CatalogueError(f"{where}: relation for {row['result']} names unknown metrics {missing}.")
    return Relation(row["kind"], row["result"], terms)
