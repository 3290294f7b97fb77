"""An attack finds the same for a seed, wherever the rows are and in whatever order."""

from __future__ import annotations

import functools

import pandas as pd
import pytest

import privlab
from privlab.attacks import attack

from .conftest import ENGINES, FILES, FRAMES, people_table

pytestmark = pytest.mark.usefixtures("each_way")

INFERENCE = {"kind": "inference", "secret": "illness", "known": ["age", "town", "score", "since"]}
CASES = {
    "multivariate": {"kind": "singling_out"},
    "univariate": {"kind": "singling_out", "predicates": "univariate"},
    "linkability": {"kind": "linkability"},
    "nearest": INFERENCE,
    "linear": INFERENCE | {"model": "linear"},
    "boosting": INFERENCE | {"model": "boosting"},
    "drawn": {"kind": "linkability", "max_rows": 80},
    "drawn_single": {"kind": "singling_out", "max_rows": 80},
}


def frames():
    """Original, a release that holds half of it and half others, and a control table."""
    own, other, control = (
        people_table(n=120, seed=seed).assign(person=lambda t, seed=seed: f"{seed}-" + t["person"])
        for seed in (7, 8, 9)
    )
    half = own[own["person"] < "7-p045"], other[other["person"] > "8-p045"]
    return own, pd.concat(half, ignore_index=True), control


def figures(make, *, keyed=True):
    data = [
        privlab.dataset(
            make(frame if keyed else frame.drop(columns="person")),
            person="person" if keyed else None,
        )
        for frame in frames()
    ]
    cases = CASES if keyed else {name: CASES[name] for name in ("multivariate", "nearest")}
    return {
        f"{name} {figure.key}": (figure.value, figure.interval)
        for name, case in cases.items()
        for figure in attack(*data, n_attacks=15, seed=5, **case).figures
    }


@functools.cache
def expected(*, keyed):
    """Figures of pandas, counted as a small or as a large table, whichever comes first."""
    return figures(lambda frame: frame, keyed=keyed)


@pytest.fixture
def make_each(make_source, tmp_path, request):
    """Return a function that never writes over the file of another table."""
    made = []

    def make(frame, kind):
        source = make_source(frame, kind)
        if hasattr(source, "rename") and hasattr(source, "suffix"):
            made.append(source)
            return source.rename(source.with_name(f"{len(made)}_{source.name}"))
        if kind == "spark":
            path = tmp_path / f"spark_{len(made)}.parquet"
            made.append(path)
            frame.to_parquet(path, index=False)
            return request.getfixturevalue("spark").read_parquet(path)
        return source

    return make


@pytest.mark.parametrize("kind", [*FRAMES[1:], *FILES, *ENGINES])
def test_every_source_gives_the_figures_of_pandas(make_each, kind):
    assert figures(lambda frame: make_each(frame, kind)) == expected(keyed=True)


@pytest.mark.parametrize("kind", ["polars", "parquet", *ENGINES])
def test_records_without_a_key_give_the_figures_of_pandas(make_each, kind):
    found = figures(lambda frame: make_each(frame, kind), keyed=False)
    assert found == expected(keyed=False)


@pytest.mark.parametrize("kind", ["pandas", *ENGINES])
def test_the_order_of_rows_changes_no_figure(make_each, kind):
    def shuffled(frame):
        return make_each(frame.sample(frac=1, random_state=3), kind)

    assert figures(shuffled) == expected(keyed=True)
