"""Risk in the population, of columns and of two extracts, wherever the rows are."""

from __future__ import annotations

import pandas as pd
import pytest

import privlab
from privlab.risk import combined_k, which_columns_single_out

from .conftest import ENGINES, FILES, FRAMES

pytestmark = pytest.mark.usefixtures("each_way")

COLUMNS = ["sex", "town", "since"]


def figures(frame, population, make):
    """Figures of the risk of one source; the population comes as the same kind of source."""
    roles = {"person": "person", "quasi_identifiers": COLUMNS}
    data = privlab.dataset(make(frame), **roles)
    other = privlab.dataset(population, **roles)
    results = [
        privlab.score_risk(data, population_table=other),
        which_columns_single_out(data),
        combined_k(data, other),
    ]
    # a file is written anew: nothing may be read from the first afterwards
    single = frame.drop_duplicates("person").assign(weight=lambda t: t["age"] / 2)
    people = privlab.dataset(make(single), **roles)
    results += [
        privlab.score_risk(people, weight="weight", household="score"),
        privlab.score_risk(
            people, quasi_identifiers=["sex", "town", "since", "age"], population_size=2_000
        ),
    ]
    return {
        f"{number} {figure.key}": figure.value
        for number, result in enumerate(results)
        for figure in result.figures
    }


@pytest.mark.parametrize("kind", [*FRAMES[1:], *FILES, *ENGINES])
def test_every_source_gives_the_risks_of_pandas(table, make_source, kind):
    population = pd.concat([table, table.assign(person=table["person"] + "x")])
    expected = figures(table, population, lambda frame: frame)
    found = figures(table, population, lambda frame: make_source(frame, kind))
    assert found == {
        name: value if value is None else pytest.approx(value, abs=1e-9)
        for name, value in expected.items()
    }
