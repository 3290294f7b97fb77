"""A purpose that promised to read a column coarsely gets it no finer."""

from __future__ import annotations

import dataclasses

import pytest

from privlab.errors import PolicyError
from privlab.tables import fetch

TOWN = {"kind": "prefix", "lengths": [1]}


def opened(catalogue, town, purpose="score", level=1):
    policy = catalogue.policy.with_field(
        "clients", "town", generalised={"score": {"level": level, "hierarchy": town}}
    )
    own = dataclasses.replace(catalogue, policy=policy)
    return own.dataset("clients", purpose=purpose, actor="analyst"), own


def towns(view):
    return set(fetch(view.table.select("town"), view.connection).column("town").to_pylist())


def test_the_gate_hands_out_the_level_that_was_promised(catalogue):
    held = towns(catalogue.dataset("clients", purpose="score", actor="analyst"))
    view, _ = opened(catalogue, TOWN)
    assert all(len(town) > 1 for town in held)
    assert {town[:1] for town in held} == {town.rstrip("*") for town in towns(view)}


def test_another_purpose_reads_the_values(catalogue):
    view, own = opened(catalogue, TOWN, purpose="crm")
    plain = catalogue.dataset("clients", purpose="crm", actor="analyst")
    assert towns(view) == towns(plain)
    assert "Handed out more coarsely" not in _said(own, "crm")


def test_the_admission_says_which_columns_are_coarse(catalogue):
    _, own = opened(catalogue, TOWN)
    assert "Handed out more coarsely than held: town." in _said(own, "score")


def test_the_assessment_measures_what_is_handed_out(catalogue):
    _, own = opened(catalogue, TOWN)
    view = own.for_assessment("clients", purpose="score")
    assert all(town.endswith("*") for town in towns(view))


def test_what_is_coarse_keeps_its_roles_and_its_policy(catalogue):
    view, _ = opened(catalogue, TOWN)
    assert view.roles.quasi_identifiers == ("town", "pcs")
    assert view.opened.purpose == "score"
    assert [field.name for field in view.opened.fields] == list(view.columns[1:])


@pytest.mark.parametrize(
    ("town", "level", "sentence"),
    [
        ({"kind": "prefixes", "lengths": [1]}, 1, "Did you mean 'prefix'"),
        ({"kind": "prefix"}, 1, "lacks what makes it"),
        (TOWN, 7, "level"),
    ],
)
def test_a_hierarchy_that_cannot_be_used_is_refused_with_its_line(catalogue, town, level, sentence):
    with pytest.raises(PolicyError, match=sentence) as caught:
        opened(catalogue, town, level=level)
    assert ", line " in str(caught.value)
    assert "cannot be used" in str(caught.value)


def test_values_that_the_hierarchy_does_not_cover_are_not_handed_out(catalogue):
    with pytest.raises(PolicyError, match="cannot be handed out as coarsely") as caught:
        opened(catalogue, {"kind": "table", "rows": [["nowhere", "*"]]})
    assert not [town for town in towns_held(catalogue) if town in str(caught.value)]


def towns_held(catalogue):
    table = catalogue.held("clients")
    return set(fetch(table.table.select("town"), table.connection).column("town").to_pylist())


def _said(catalogue, purpose):
    found = catalogue.admission("clients", purpose=purpose)
    return " ".join(message.text("en") for message in found.assumptions)
