"""The catalogue is whole, and a user's file adds to it without touching code."""

from pathlib import Path

import pytest

from extractor import catalogue, relating
from extractor.errors import CatalogueError


def test_every_relation_names_metrics_that_exist_and_every_metric_is_said_somehow() -> None:
    """No metric without a definition, a name and a synonym."""
    shipped = catalogue.load()
    assert all(metric.name and metric.definition and metric.synonyms for metric in shipped.metrics.values())
    named = {each for link in shipped.relations for _, ids in link.terms for each in (*ids, link.result)}
    assert named <= set(shipped.metrics)


def test_a_users_metric_is_added_and_a_shipped_one_gets_new_synonyms(tmp_path: Path) -> None:
    """Own metrics stand beside the shipped ones, and change the fingerprint."""
    own = tmp_path / "own.yaml"
    own.write_text(
        "metrics:\n  - {id: gates_live, definition: Gates in service, units: [count], synonyms: [live gates]}\n"
        "  - {id: revenue, synonyms: [gate receipts]}\n"
        "relations:\n  - {kind: ratio, result: gates_live, numerator: revenue, denominator: arpu}\n"
    )
    loaded = catalogue.load(own)
    assert loaded.metrics["gates_live"].synonyms == ("live gates",)
    assert {"gate receipts", "revenue"} <= set(loaded.metrics["revenue"].synonyms)
    assert loaded.relations[-1].role("numerator") == ("revenue",)
    assert loaded.fingerprint != catalogue.load().fingerprint


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("metrics: [", "not valid YAML"),
        ("- a\n- b", "must hold a mapping"),
        ("metrics:\n  - {name: x}", "needs an `id`"),
        ("metrics:\n  - {id: x, units: [furlongs]}", "units"),
        ("metrics:\n  - {id: x, colour: red}", "unknown fields"),
        ("relations:\n  - {kind: guess, result: revenue}", "no known kind"),
        ("relations:\n  - {kind: ratio, result: nope, numerator: revenue}", "unknown metrics"),
        ("", "must hold a mapping"),
        ("metric:\n  - {id: x}", "what it can hold"),
        ("metrics: 5", "must be a list"),
        ("metrics:\n  - {id: other}", "another id"),
        ("metrics:\n  - {id: x, synonyms: 5}", "list of words"),
        ("metrics:\n  - {id: x, synonyms: [berths, yes]}", "in quotes"),
        ("metrics:\n  - {id: x, synonyms: ['']}", "list of words"),
        ("metrics:\n  - {id: x, nature: weird}", "flow, stock, rate"),
        ("metrics:\n  - {id: x, favourable: maybe}", "up, down"),
        ("relations: {kind: ratio}", "must be a list"),
        ("relations:\n  - {kind: [ratio], result: revenue}", "`kind` and `result`"),
        ("relations:\n  - {kind: ratio, result: revenue, numerator: 5}", "one metric or a list"),
        ("relations:\n  - {kind: ratio, result: revenue, numerator: arr}", "`denominator`"),
        ("relations:\n  - {kind: ratio, result: eps, numerator: [arr, rpo], denominator: arr}", "one metric as"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_sentence(tmp_path: Path, text: str, expected: str) -> None:
    """What is wrong, and in which file."""
    own = tmp_path / "own.yaml"
    own.write_text(text)
    with pytest.raises(CatalogueError, match=expected):
        catalogue.load(own)


def test_a_single_word_needs_no_brackets(tmp_path: Path) -> None:
    """`synonyms: berths` is one synonym, not six letters."""
    own = tmp_path / "own.yaml"
    own.write_text("metrics:\n  - {id: berths, units: count, synonyms: live berths}\n")
    loaded = catalogue.load(own).metrics["berths"]
    assert (loaded.units, loaded.synonyms) == (("count",), ("live berths",))


def test_every_shipped_relation_has_the_roles_of_its_kind() -> None:
    """What a user's file is held to, the shipped one stands."""
    for link in catalogue.load().relations:
        held = dict(link.terms)
        assert set(catalogue.ROLES[link.kind]) <= set(held)
        assert all(len(held[role]) == 1 for role in catalogue.ALONE if role in held)


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    """A missing file names itself."""
    with pytest.raises(CatalogueError, match="cannot be read"):
        catalogue.load(tmp_path / "nowhere.yaml")


def test_the_audit_knows_every_kind_a_relation_can_have() -> None:
    """No relation is accepted and then silently ignored."""
    assert catalogue.RELATION_KINDS == relating.KINDS
