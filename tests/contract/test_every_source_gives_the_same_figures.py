"""Equal data give equal figures, whatever they come in and wherever they are counted."""

from __future__ import annotations

import pandas as pd
import pytest

import privlab

from .conftest import ENGINES, FILES, FRAMES

pytestmark = pytest.mark.usefixtures("each_way")

ROLES = {
    "quasi_identifiers": ["sex", "town", "age", "score", "since", "member"],
    "sensitive": ["illness"],
}
DIMENSIONS = {
    "sex": "identity",
    "town": ("identity", 0.5),
    "age": ("socio_professional", 0.25),
    "score": "income",
    "since": "evolution",
    "member": ("evolution", 0.25),
    "illness": ("values", 1.0),
}


def figures(source, **roles) -> dict[str, object]:
    """Every figure of every measure of one source."""
    data = privlab.dataset(source, **ROLES, dimensions=DIMENSIONS, **roles)
    check = privlab.check_anonymity(data, quasi_identifiers=["sex", "town"], k=30)
    found: dict[str, object] = {}
    for result in (
        check,
        privlab.check_anonymity(data),
        privlab.score_risk(data, quasi_identifiers=["sex", "town", "age"]),
        privlab.measure_intrusiveness(data, crowd=100),
    ):
        for figure in result.figures:
            found[f"{result.provenance.measure} {figure.key} {len(found)}"] = figure.value
    found["violations"] = check.k_violations(40)
    found["table"] = check.classes.table.to_dict("list")
    found["rolled"] = check.classes.roll_up(["town"]).table.to_dict("list")
    return found


@pytest.mark.parametrize("roles", [{}, {"person": "person"}], ids=["records", "people"])
@pytest.mark.parametrize("kind", [*FRAMES[1:], *FILES, *ENGINES])
def test_every_source_gives_the_figures_of_pandas(table, make_source, kind, roles):
    if not roles:
        table = table.drop(columns="person")
        table["person"] = range(len(table))
        roles = {"identifiers": ["person"]}
        dimensions = {**DIMENSIONS, "person": None}
        expected = _with(dimensions, table, roles)
        found = _with(dimensions, make_source(table, kind), roles)
    else:
        expected = figures(table, **roles)
        found = figures(make_source(table, kind), **roles)
    assert found.keys() == expected.keys()
    for name, value in expected.items():
        assert (
            found[name] == pytest.approx(value, abs=1e-12)
            if isinstance(value, float)
            else found[name] == value
        ), name


def _with(dimensions, source, roles):
    data = privlab.dataset(source, **ROLES, dimensions=dimensions, **roles)
    return {
        figure.key: figure.value
        for result in (
            privlab.check_anonymity(data),
            privlab.score_risk(data),
            privlab.measure_intrusiveness(data),
        )
        for figure in result.figures
    }


@pytest.mark.parametrize("kind", ["duckdb", "parquet", ENGINES[1]])
def test_outputs_per_person_of_an_engine_are_keyed_by_person(table, make_source, kind):
    frame = table.drop_duplicates("person")
    roles = {**ROLES, "dimensions": DIMENSIONS, "person": "person"}
    here = privlab.dataset(frame, **roles)
    there = privlab.dataset(make_source(frame, kind), **roles)
    same = {"check_dtype": False, "check_names": False}
    for measure in (_risk_of_people, _weighted_risk_of_people, _knowledge_of_people):
        (rows, of_frame), (people, of_engine) = measure(here), measure(there)
        expected = rows.set_axis(frame["person"]).sort_index()
        found = people.sort_index()
        pd.testing.assert_frame_equal(found[expected.columns], expected, **same)
        tables = [
            data.connection.to_pandas(made) for data, made in ((here, of_frame), (there, of_engine))
        ]
        ours, theirs = (made.set_index("person").sort_index() for made in tables)
        pd.testing.assert_frame_equal(ours, theirs[ours.columns], **same)
        assert len(ours) == here.n_units


def _risk_of_people(data):
    found = privlab.score_risk(data)
    return found.records, found.records_table


def _weighted_risk_of_people(data):
    columns = ["sex", "town", "since"]
    found = privlab.score_risk(data, quasi_identifiers=columns, weight="age", household="score")
    return found.records, found.records_table


def _knowledge_of_people(data):
    found = privlab.measure_intrusiveness(data)
    return found.people, found.people_table


@pytest.mark.parametrize("kind", [*FRAMES, *FILES, *ENGINES])
def test_a_recipe_gives_the_same_classes_on_every_source(table, make_source, kind):
    recipe = privlab.Recipe(
        {"age": 1, "town": 1},
        {
            "age": privlab.Hierarchy.intervals(5),
            "town": privlab.Hierarchy.from_rows(
                [["Lyon", "large"], ["Nîmes", "large"], ["Aÿ", "small"], ["L'Haÿ", "small"]]
            ),
        },
    )
    data = privlab.dataset(
        make_source(table, kind), person="person", quasi_identifiers=["sex", "town", "age"]
    )
    released = recipe.transform(data)
    counts = privlab.check_anonymity(released).classes.table
    by_hand = (
        table.assign(
            age=table["age"] // 5,
            town=table["town"].map({"Lyon": 0, "Nîmes": 0, "Aÿ": 1, "L'Haÿ": 1}).fillna(2),
        )
        .groupby(["sex", "town", "age"])["person"]
        .nunique()
    )
    assert sorted(counts["n_people"]) == sorted(by_hand)
    assert released.version != data.version
