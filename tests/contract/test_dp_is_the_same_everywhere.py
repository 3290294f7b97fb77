"""The exact aggregates under the noise are the same wherever the rows are; the noise is not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import privlab

from .conftest import ENGINES, FILES, FRAMES

KEYS = {"town": ["Lyon", "Nîmes", None], "member": [True, False]}


def session(source, register=None):
    data = privlab.dataset(source, person="person", population="people")
    return privlab.dp.Session(
        data, register=register, rows_per_person=2, groups_per_person=2, rows_per_group=1
    )


def aggregates(source):
    """Every exact aggregate of every kind of query."""
    made = session(source)
    groups = made.group_by(KEYS)
    queries = [
        made.count(),
        made.count_people(),
        groups.count(),
        groups.count_people(),
        groups.sum("age", 18, 25),
        groups.variance("score", 0.5, 1.5),
        groups.describe("score", 0, 2, quantiles=[0.5]),
        groups.histogram("age", [20, 22.5, 25]),
        groups.marginals([["town"], ["member"]]),
    ]
    found = []
    for query in queries:
        for each in query._passes(query.keys):
            totals = each.read()
            bins = None if totals.bins is None else totals.bins.tolist()
            found.append((totals.rows, totals.sums, totals.squares, bins))
    private = made.group_by("town", keys="private")
    plan = private.count()._plan(1.0, 1e-3)
    rows = private.keys.expression(made.data, plan.selection, "salt")
    counted = privlab.tables.fetch(rows, made.data.connection).to_pylist()
    found.append(sorted(tuple(row.values()) for row in counted))
    return found


@pytest.mark.parametrize("kind", [*FRAMES[1:], *FILES, *ENGINES])
def test_every_source_gives_the_aggregates_of_pandas(table, make_source, kind):
    assert aggregates(make_source(table, kind)) == aggregates(table)


@pytest.mark.parametrize("kind", ENGINES)
def test_releases_differ_by_their_noise_alone(table, make_source, kind, tmp_path):
    register = privlab.Register.create(tmp_path / "register.sqlite")
    register.set_budget("people", epsilon=10.0)
    sources = {"pandas": table, kind: make_source(table, kind)}
    noisy, exact = [], []
    for name, source in sources.items():
        query = session(source, register).group_by(KEYS).count()
        frame = query.release(0.1, label=name).to_frame()
        exact.append(query._passes(query.keys)[0].read().rows)
        noisy.append(np.array(frame["count"]) - exact[-1])
    assert exact[0] == exact[1]
    # six draws of scale 20 that are equal twice would be one chance in a billion
    assert (noisy[0] != noisy[1]).any()


def test_a_column_is_rounded_the_same_way_by_every_engine():
    frame = pd.DataFrame({"person": range(5), "age": [20] * 5, "town": ["x"] * 5, "sex": ["F"] * 5})
    frame["score"] = [0.5, 1.5, 2.675, 0.0049999, 1e-9]
    query = session(frame).sum("score", 0, 2, unit=0.01)
    assert query._passes(query.keys)[0].read().sums == [50 + 150 + 200 + 0 + 0]
