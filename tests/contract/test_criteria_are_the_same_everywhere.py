"""Criteria on sensitive values do not depend on what the table comes in."""

from __future__ import annotations

import pytest

import privlab

from .conftest import ENGINES, FILES, FRAMES

pytestmark = pytest.mark.usefixtures("each_way")

DISTANCES = {
    "illness": privlab.Hierarchy.from_rows(
        [["none", "well", "*"], ["flu", "ill", "*"], ["cold", "ill", "*"]]
    )
}


def criteria(source, *, keyed):
    data = privlab.dataset(
        source,
        person="person" if keyed else None,
        quasi_identifiers=["sex", "member"],
        sensitive=["illness", "age", "score", "since", "town"],
    )
    check = privlab.check_anonymity(data, distances=DISTANCES)
    found = {figure.key: figure.value for figure in check.figures}
    for column, own in check.sensitive.items():
        found[f"c3 {column}"] = own.recursive_c(3)
        found[f"present {column}"] = own.delta_of_present
        broken = own.violations("t", 0.1)
        found[f"violations {column}"] = (broken.n_classes, broken.n_units)
    found |= {f"together {figure.key}": figure.value for figure in check.together.figures}
    whole = privlab.check_anonymity(data, population_table=data)
    found["population"] = (whole.k_map, *whole.delta_presence)
    assert found["population"] == (check.k, 1.0, 1.0)
    return found


@pytest.mark.parametrize("keyed", [False, True], ids=["records", "people"])
@pytest.mark.parametrize("kind", [*FRAMES[1:], *FILES, *ENGINES])
def test_every_source_gives_the_criteria_of_pandas(table, make_source, kind, keyed):
    expected = criteria(table, keyed=keyed)
    found = criteria(make_source(table, kind), keyed=keyed)
    assert found.keys() == expected.keys()
    assert found["distinct_l[town]"] > 1
    for name, value in expected.items():
        assert found[name] == pytest.approx(value, abs=1e-12), name


@pytest.mark.parametrize("kind", ["parquet", "polars", *ENGINES])
def test_a_sample_finds_its_population_on_any_engine(table, make_source, kind):
    columns = ["sex", "town", "age", "score", "since", "member"]
    frame = table.drop(columns=["person", "illness"])
    population = privlab.dataset(make_source(frame, kind), quasi_identifiers=columns)
    sample = privlab.dataset(frame.iloc[::2], quasi_identifiers=columns)
    check = privlab.check_anonymity(sample, population_table=population)
    sizes = frame.groupby(columns, dropna=False).size()
    own = frame.iloc[::2].groupby(columns, dropna=False).size()
    assert check.k_map == sizes[own.index].min()
    assert check.delta_presence == (0.0, 1.0)
