"""Columns without a value, with endless numbers, far from 0, or of a type no hierarchy reads."""

from __future__ import annotations

import datetime as dt

import ibis
import numpy as np
import pandas as pd
import pytest

import privlab
from privlab import Hierarchy
from privlab.anonymise import Criteria, frontier
from privlab.errors import HierarchyError


def opened(columns):
    return privlab.dataset(pd.DataFrame(columns), quasi_identifiers=list(columns))


@pytest.mark.parametrize("options", [{}, {"recoding": "local"}, {"recoding": "mondrian"}])
def test_a_column_without_a_value_costs_nothing(options):
    data = opened({"age": np.arange(60) % 30 + 20, "fax": [None] * 60})
    made = privlab.Anonymiser(k=5, suppression_limit=0.1, **options).fit(data)
    alone = privlab.Anonymiser(k=5, suppression_limit=0.1, **options).fit(
        opened({"age": np.arange(60) % 30 + 20})
    )
    assert made.levels_ == {**alone.levels_, "fax": 0}
    assert made.n_suppressed_ == alone.n_suppressed_
    assert len(frontier(data).frame)


@pytest.mark.parametrize(
    "values",
    [
        np.r_[np.random.default_rng(0).random(60), np.inf, -np.inf],
        10**17 + np.arange(60),
        1e16 + 2.0 * np.arange(60),
    ],
    ids=["endless", "17 digits", "far from 0"],
)
def test_numbers_that_no_interval_holds_are_fitted(values):
    made = privlab.Anonymiser(k=5, suppression_limit=0.2).fit(opened({"x": values}))
    release = made.release(opened({"x": values}))
    assert release.to_pandas()["x"].value_counts().min() >= 5


def test_endless_numbers_stand_in_the_outer_intervals():
    labels = Hierarchy.bounds([10, 20], [20]).labels
    import pyarrow as pa

    assert labels(pa.array([-np.inf, 15, np.inf]), level=1).to_pylist() == [
        "< 10",
        "[10, 20)",
        ">= 20",
    ]


DAY = dt.date(2020, 1, 1)
UNREAD = {
    "prefix": (Hierarchy.prefix(2), [1000.5, 69001.0]),
    "redaction": (Hierarchy.redaction(2), [1000.5, 69001.0]),
    "dates": (Hierarchy.dates("year"), ["01/01/2020", "01/01/2021"]),
    "intervals": (Hierarchy.intervals(10), ["a", "b"]),
    "bounds": (Hierarchy.bounds([10]), [DAY, dt.date(2020, 1, 2)]),
    "french places": (Hierarchy.french_places(), [1001, 69123]),
    "table": (Hierarchy.from_rows([["01000", "01"]]), [1000, 69001]),
    "prefix of days": (Hierarchy.prefix(4), [DAY, DAY]),
}


@pytest.mark.parametrize("name", UNREAD)
def test_a_recipe_says_which_column_its_hierarchy_does_not_read(name):
    hierarchy, values = UNREAD[name]
    data = opened({"x": values * 6, "y": [1] * 12})
    recipe = privlab.Recipe({"x": 1, "y": 0}, {"x": hierarchy}, criteria=Criteria(k=2))
    with pytest.raises(HierarchyError, match=r"Column 'x': The hierarchy does not cover") as told:
        recipe.release(data)
    assert "69001" not in str(told.value)


@pytest.mark.parametrize("engine", [True, False])
def test_only_values_that_occur_need_a_label(engine):
    # whole numbers are coded by their range: 21 of them, of which three occur
    frame = pd.DataFrame({"age": [20, 30, 40] * 4, "sex": list("FM") * 6})
    source = ibis.duckdb.connect().create_table("people", frame) if engine else frame
    data = privlab.dataset(source, quasi_identifiers=["age", "sex"])
    known = {20: ["young", "*"], 30: ["young", "*"], 40: ["old", "*"]}
    recipe = privlab.Recipe({"age": 1}, {"age": Hierarchy.from_mapping(known)})
    made = recipe.transform(data).to_pandas()["age"]
    assert made.value_counts().to_dict() == {"young": 8, "old": 4}
    with pytest.raises(HierarchyError, match="does not cover 1 of the 3 distinct values"):
        privlab.Recipe(
            {"age": 1}, {"age": Hierarchy.from_rows([["20", "y"], ["30", "y"]])}
        ).transform(data)
