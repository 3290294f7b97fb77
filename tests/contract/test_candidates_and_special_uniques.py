"""Candidate sets and special uniques are the same on every source."""

from __future__ import annotations

import pandas as pd
import pytest

import privlab
from privlab.classes import candidate_sets
from privlab.risk import riskiest_classes, score_suda, which_columns_single_out

from .conftest import ENGINES, FILES, FRAMES

pytestmark = pytest.mark.usefixtures("each_way")

COLUMNS = ["sex", "town", "age", "score", "since"]


def measured(source, person):
    data = privlab.dataset(source, person=person, quasi_identifiers=COLUMNS)
    found = candidate_sets(data, missing="wildcard")
    suda = score_suda(data)
    return (
        sorted(found.counts.tolist()),
        [figure.value for figure in suda.figures],
        suda.contributions["percent"].tolist(),
        suda.sizes["minimal_uniques"].tolist(),
    )


@pytest.mark.parametrize("person", [None, "person"])
@pytest.mark.parametrize("kind", [*FRAMES[1:], *FILES, *ENGINES])
def test_every_source_gives_the_candidates_and_uniques_of_pandas(table, make_source, kind, person):
    expected = measured(table, person)
    found = measured(make_source(table, kind), person)
    for ours, theirs in zip(found, expected, strict=True):
        assert ours == pytest.approx(theirs)


def figures_of(result):
    return {figure.key: figure.value for figure in result.figures}


def semantics(source, person):
    data = privlab.dataset(source, person=person, quasi_identifiers=COLUMNS, sensitive=["illness"])
    # people with several rows have wildcard counts alone
    named = ["wildcard"] if person else ["wildcard", "sdcmicro"]
    return {
        f"{way} {measure.__name__} {key}": value
        for way in named
        for measure in (privlab.check_anonymity, privlab.score_risk)
        for key, value in figures_of(measure(data, missing=way)).items()
    }


@pytest.mark.parametrize("person", [None, "person"])
@pytest.mark.parametrize("kind", [*FRAMES[1:], *FILES, *ENGINES])
def test_every_source_reads_missing_values_as_pandas_does(table, make_source, kind, person):
    expected = semantics(table, person)
    found = semantics(make_source(table, kind), person)
    assert found == {name: pytest.approx(value, abs=1e-9) for name, value in expected.items()}


def views(source, person):
    data = privlab.dataset(source, person=person, quasi_identifiers=["sex", "town", "age"])
    recipe = privlab.Recipe({"age": 1}, {"age": privlab.Hierarchy.intervals(6)})
    riskiest = riskiest_classes(privlab.score_risk(data), recipe=recipe, n=100).reset_index()
    weighted = riskiest_classes(
        privlab.score_risk(data, population_table=data), recipe=recipe, n=100
    ).reset_index()
    order = ["sex", "town", "age"]
    single = which_columns_single_out(data)
    return [
        riskiest.astype(dict.fromkeys(order, str)).sort_values(order, ignore_index=True),
        weighted.astype(dict.fromkeys(order, str)).sort_values(order, ignore_index=True),
        single.columns,
        single.smallest_sets,
    ]


@pytest.mark.parametrize("person", [None, "person"])
@pytest.mark.parametrize("kind", [*FRAMES[1:], *FILES, *ENGINES])
def test_every_source_shows_the_classes_and_columns_of_pandas(table, make_source, kind, person):
    expected = views(table, person)
    found = views(make_source(table, kind), person)
    assert len(expected[0]) > 4
    for ours, theirs in zip(found, expected, strict=True):
        pd.testing.assert_frame_equal(ours, theirs, check_dtype=False)
