"""Which rows of a person take part: the same on every run, and evenly spread over what they say."""

from __future__ import annotations

import ibis
import numpy as np
import pandas as pd
import pytest

from privlab.dp._asked import Caps
from privlab.dp._passes import groups_of_each_person, rows_of_each_person


@pytest.fixture(scope="module")
def engine():
    return ibis.duckdb.connect()


def kept(engine, frame, cap, salt="salt"):
    table = engine.create_table("rows", frame, overwrite=True)
    bounded = rows_of_each_person(
        table, "person", "group", ["says"], caps=Caps(cap), n_groups=100, salt=salt
    )
    return bounded.to_pandas()


def people(n, start, kind):
    keys = np.arange(start, start + n)
    return keys.astype(str) if kind == "text" else keys.astype(kind)


KEYS = [(0, "int64"), (10**9, "int32"), (-500, "int64"), (0, "text")]


@pytest.mark.parametrize(("start", "kind"), KEYS)
def test_groups_are_kept_evenly(engine, start, kind):
    own = pd.DataFrame({"person": people(400, start, kind), "says": 7})
    frame = pd.concat([own.assign(group=n) for n in range(20)])
    found = kept(engine, frame, 5)["group"].value_counts().reindex(range(20))
    assert found.sum() == 400 * 5
    # a binomial of 400 and a quarter: its standard deviation is 8.7
    assert ((found - 100).abs() < 4.5 * 8.7).all()
    assert ((found - 100) ** 2).mean() == pytest.approx(75, rel=1.2)


@pytest.mark.parametrize(("start", "kind"), KEYS)
def test_rows_that_say_the_same_count_as_many(engine, start, kind):
    rare = pd.DataFrame({"person": people(500, start, kind), "group": 0, "says": 0})
    frame = pd.concat([rare, *[rare.assign(says=500_000)] * 9])
    found = (kept(engine, frame, 1)["says"] == 0).sum()
    # a binomial of 500 and a tenth: its standard deviation is 6.7
    assert abs(found - 50) < 4.5 * 6.7


def test_another_salt_keeps_other_rows(engine):
    own = pd.DataFrame({"person": range(50), "says": 7})
    frame = pd.concat([own.assign(group=n) for n in range(20)])
    one, other, again = (
        kept(engine, frame, 1, salt).sort_values("person")["group"].tolist()
        for salt in ("one", "other", "one")
    )
    assert one == again != other


@pytest.mark.parametrize(
    "key", ["int8", "uint8", "int16", "int32", "uint32", "int64", "uint64", "float64", "object"]
)
def test_no_value_is_too_large_to_be_ordered(engine, key):
    ends = np.iinfo(key) if "int" in key else None
    for value in (ends.min, ends.max) if ends else (-1e308, 1e308):
        frame = pd.DataFrame(
            {
                "person": np.array([value] * 6).astype(key),
                "group": [2**62] * 6,
                "says": [-(2**52), 2**52, 0, 1, 2, 3],
            }
        )
        frame["person"] = frame["person"].astype(str) if key == "object" else frame["person"]
        assert len(kept(engine, frame, 2)) == 2


@pytest.mark.parametrize("kind", ["int64", "text"])
def test_the_groups_of_a_person_are_kept_evenly(engine, kind):
    own = pd.DataFrame({"person": people(400, 0, kind)})
    frame = pd.concat([own.assign(group=n) for n in range(4)])
    table = engine.create_table("groups", frame, overwrite=True)
    found = groups_of_each_person(table, "person", "group", most=1, salt="salt").to_pandas()
    assert found["person"].is_unique
    assert ((found["group"].value_counts() - 100).abs() < 4.5 * 8.7).all()
