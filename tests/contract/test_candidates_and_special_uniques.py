"""Candidate sets and special uniques are the same on every source."""

from __future__ import annotations

import pytest

import privlab
from privlab.classes import candidate_sets
from privlab.risk import score_suda

from .conftest import ENGINES, FILES, FRAMES

pytestmark = pytest.mark.usefixtures("each_way")

COLUMNS = ["sex", "town", "age", "score", "since"]


def measured(source, person):
    data = privlab.dataset(source, person=person, quasi_identifiers=COLUMNS)
    found = candidate_sets(data, semantics="wildcard")
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
