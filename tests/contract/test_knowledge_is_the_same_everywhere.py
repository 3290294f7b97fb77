"""What is known of people, and what it is made of, wherever the rows are."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

import privlab
from privlab.intrusiveness import (
    Feature,
    accumulate_knowledge,
    derive_features,
)
from privlab.tables import fetch

from .conftest import ENGINES, FILES, people_table

DAY = dt.date(2026, 1, 1)
DIMENSIONS = {
    "sex": ("identity", 0.25),
    "town": ("identity", 0.5),
    "age": ("identity", 0.25),
    "score": ("income", 0.75),
    "since": ("income", 0.25),
    "illness": ("values", 1.0),
}
FEATURES = {
    "n": Feature("count"),
    "last": Feature("recency", "since", step=30),
    "years": Feature("history", "since", step=365),
    "towns": Feature("categories", "town", dimension="values"),
    "in": Feature("categories", "town", dimension="values", among={"lyon": "Lyon"}),
    "kinds": Feature("distinct", "town", dimension="values"),
    "spent": Feature("total", "score", dimension="income", step=0.5),
}
EVERYWHERE = [*FILES, *ENGINES]
# rows that this process gives to an engine
HANDED_OVER = ["frame in duckdb", pytest.param("frame in spark", marks=pytest.mark.spark)]


def same(found, expected):
    return found == {
        name: value if not isinstance(value, float) else pytest.approx(value, abs=1e-9)
        for name, value in expected.items()
    }


def knowledge(source, person):
    frame_or_table, options = source
    dimensions = {**DIMENSIONS, "member": None, **({} if person else {"person": None})}
    data = privlab.dataset(frame_or_table, person=person, dimensions=dimensions, **options)
    gaze = privlab.measure_intrusiveness(data, crowd=50)
    found = {figure.key: figure.value for figure in gaze.figures}
    found |= {f"dimension {name}": value for name, value in gaze.dimensions.items()}
    for row in gaze.columns.to_dict("records"):
        found |= {f"{row['column']} {key}": value for key, value in row.items()}
    for row in gaze.shares().to_dict("records"):
        found |= {f"{row['column']} {key}": value for key, value in row.items()}
    return found


@pytest.fixture
def opened(request, make_source):
    """Return a function: frame and kind of source -> the source and how it is opened."""

    def make(frame, kind):
        if kind == "frame in spark":
            connection = request.getfixturevalue("spark")
            # as a session is by default; another test may have set it
            connection._session.conf.set("spark.sql.execution.arrow.pyspark.enabled", "false")
            return frame, {"connection": connection}
        if kind == "frame in duckdb":
            return frame, {"connection": privlab.connect()}
        return make_source(frame, kind), {}

    return make


@pytest.mark.parametrize("person", [None, "person"], ids=["records", "people"])
@pytest.mark.parametrize("kind", [*EVERYWHERE, *HANDED_OVER])
@pytest.mark.usefixtures("each_way")
def test_every_source_gives_the_knowledge_of_pandas(opened, kind, person):
    table = people_table(120)
    expected = knowledge((table, {}), person)
    assert len(expected) > 80
    assert same(knowledge(opened(table, kind), person), expected)


def features(source):
    frame_or_table, options = source
    rows = privlab.dataset(frame_or_table, person="person", **options)
    made = derive_features(rows, FEATURES, as_of=DAY)
    told = fetch(made.table.order_by("person"), made.connection)
    return made, told


@pytest.mark.parametrize("kind", [*EVERYWHERE, *HANDED_OVER])
def test_every_source_gives_the_same_features(opened, kind):
    table = people_table(120)
    table.loc[table["person"] == table["person"][0], "town"] = None
    _, found = features(opened(table, kind))
    held = table.groupby("person")["town"].agg(lambda own: sorted(set(own.dropna())))
    expected = ["\x1f".join(own) or None for own in held]
    assert None in expected
    assert found["towns"].to_pylist() == expected
    assert found.to_pydict() == features((table, {}))[1].to_pydict()


@pytest.mark.parametrize("kind", [*EVERYWHERE, *HANDED_OVER])
@pytest.mark.usefixtures("each_way")
def test_every_source_gives_the_same_accumulation(opened, kind):
    table = people_table(120)
    expected, found = curve((table, {})), curve(opened(table, kind))
    pd.testing.assert_frame_equal(found.steps, expected.steps, check_exact=False, rtol=1e-9)
    assert same(
        {each.key: each.value for each in found.figures},
        {each.key: each.value for each in expected.figures},
    )


def curve(source):
    """What all rows tell of people, and then what those of members tell."""
    made, _ = features(source)
    frame_or_table, options = source
    rows = privlab.dataset(frame_or_table, person="person", **options)
    members = rows.narrowed(
        rows.table.filter(rows.table["member"]),
        rows.roles,
        selection=[("rows", "members")],
        origins=rows.origins,
        as_of=DAY,
        opened=rows.opened,
    )
    illnesses = Feature("categories", "illness", dimension="values")
    where = derive_features(members, {"illnesses": illnesses})
    return accumulate_knowledge({"acts": made, "places": where}, crowd=50)
