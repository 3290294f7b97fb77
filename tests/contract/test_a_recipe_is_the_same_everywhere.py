"""A recipe fitted on a frame finds and releases the same on every engine."""

from __future__ import annotations

import pytest

import privlab
from privlab.hierarchies import Hierarchy

from .conftest import ENGINES, FILES, FRAMES

pytestmark = pytest.mark.usefixtures("each_way")

COLUMNS = ["sex", "town", "age", "since"]
HIERARCHIES = {
    "sex": Hierarchy.suppression(),
    "town": Hierarchy.from_mapping(
        {
            town: ["Rhône" if town == "Lyon" else "elsewhere"]
            for town in ("Lyon", "Nîmes", "Aÿ", "L'Haÿ")
        }
    ),
    "age": Hierarchy.intervals(4, 8),
    "since": Hierarchy.dates("month"),
}
ASKED = {
    "one round": {"suppression_limit": 0.1},
    "local recoding": {"recoding": "local"},
    "diverse": {"suppression_limit": 0.1, "l": {"illness": 2}, "t": {"illness": 0.6}},
}


def opened(source):
    return privlab.dataset(
        source, person="person", quasi_identifiers=COLUMNS, sensitive=["illness"]
    )


def released(anonymiser, data):
    release = anonymiser.release(data)
    made = release.data
    rows = made.memory.to_pandas() if made.memory is not None else made.table.to_pandas()
    columns = [*COLUMNS, "illness"]
    assert "person" not in rows.columns
    kept = rows[columns].astype(object)
    texts = kept.where(kept.notna(), None).to_numpy().tolist()
    # pandas makes a time of midnight of the dates of an engine
    found = sorted(tuple(str(value).removesuffix(" 00:00:00") for value in row) for row in texts)
    return found, [(f.key, f.value) for f in release.figures]


@pytest.mark.parametrize("name", ASKED)
@pytest.mark.parametrize("kind", [*FRAMES[1:], *FILES, *ENGINES])
def test_every_source_gives_the_release_of_pandas(table, make_source, kind, name):
    here, there = opened(table), opened(make_source(table, kind))
    first = privlab.Anonymiser(k=3, hierarchies=HIERARCHIES, **ASKED[name]).fit(here)
    second = privlab.Anonymiser(k=3, hierarchies=HIERARCHIES, **ASKED[name]).fit(there)
    assert second.levels_ == first.levels_
    assert second.loss_ == pytest.approx(first.loss_, abs=1e-12)
    assert second.n_suppressed_ == first.n_suppressed_
    rows, figures = released(first, here)
    other, measured = released(first, there)
    assert other == rows
    assert [key for key, _ in measured] == [key for key, _ in figures]
    assert [value for _, value in measured] == pytest.approx([v for _, v in figures], abs=1e-9)
