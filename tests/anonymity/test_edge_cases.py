"""Tables at the border of what can be measured: each has a defined answer or a clear refusal."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import privlab
from privlab.errors import InternalError, ParameterError, SourceError
from privlab.language import Message
from privlab.results import Figure
from privlab.risk import score_suda, which_columns_single_out

WIDE = 60


def checked(frame, **roles):
    roles = {"quasi_identifiers": ["town"], "sensitive": ["ill"]} | roles
    return privlab.check_anonymity(privlab.dataset(frame, **roles))


@pytest.mark.parametrize(
    ("towns", "k", "unique"),
    [(["A"], 1, 1), (list("ABCD"), 1, 4), (list("AAAA"), 4, 0), ([None, None, "A"], 1, 1)],
    ids=["one row", "all unique", "all equal", "missing"],
)
def test_classes_at_the_border(towns, k, unique):
    frame = pd.DataFrame({"town": towns, "ill": ["x"] * len(towns)})
    check = checked(frame)
    score = privlab.score_risk(check.data)
    assert (check.k, score.n_unique) == (k, unique)
    assert score.prosecutor.highest == 1 / k


def test_a_column_of_missing_values_is_one_category():
    frame = pd.DataFrame({"town": list("AAB"), "gone": [None] * 3, "ill": list("xyx")})
    frame = frame.astype({"gone": "Int64"})
    both = checked(frame, quasi_identifiers=["town", "gone"])
    assert (both.k, both.classes.n_classes) == (1, 2)
    assert checked(frame, quasi_identifiers=["gone"]).k == 3
    columns = which_columns_single_out(both.data).columns
    assert columns.loc["gone", "shapley"] == 0
    score = privlab.score_risk(both.data, missing="wildcard")
    assert score.figure("k_candidates").value == 1


def test_categories_that_no_record_has_count_nowhere():
    frame = pd.DataFrame({"town": list("AAB"), "ill": list("xyx")})
    unused = frame.astype(
        {
            "town": pd.CategoricalDtype(["Z", "B", "A", "Y"]),
            "ill": pd.CategoricalDtype(["w", "y", "x", "v"]),
        }
    )
    expected, found = checked(frame), checked(unused)
    assert [figure.value for figure in found.figures] == [f.value for f in expected.figures]


def test_a_table_without_rows_is_refused():
    empty = pd.DataFrame({"town": ["A"], "ill": ["x"]}).iloc[:0]
    data = privlab.tables.dataset(empty, quasi_identifiers=["town"], empty="allowed")
    with pytest.raises(SourceError, match="The table has no row: there is nothing to measure"):
        privlab.check_anonymity(data)


@pytest.fixture(scope="module")
def wide():
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({f"q{n}": rng.integers(0, 12, 60) for n in range(WIDE)})
    frame.loc[rng.random(60) < 0.2, "q3"] = np.nan
    frame = pd.concat([frame, frame.iloc[:20]], ignore_index=True)
    return frame.assign(ill=rng.choice(["x", "y"], len(frame)))


@pytest.mark.parametrize("kind", ["pandas", "duckdb"])
def test_sixty_quasi_identifiers_are_counted(wide, tmp_path, kind):
    source = wide
    if kind == "duckdb":
        source = tmp_path / "wide.parquet"
        wide.to_parquet(source, index=False)
    columns = [f"q{n}" for n in range(WIDE)]
    data = privlab.dataset(source, quasi_identifiers=columns, sensitive=["ill"])
    check = privlab.check_anonymity(data, population_table=data)
    assert (check.k, check.classes.n_classes, check.k_violations(2)) == (1, 60, 40)
    assert (check.k_map, check.delta_presence) == (1, (1.0, 1.0))
    score = privlab.score_risk(data, population_size=1_000)
    assert (score.n_unique, score.expected_reidentifications) == (40, 60)
    assert "zayatz" in score.population_uniques
    assert privlab.score_risk(data, missing="wildcard").figure("k_candidates").value >= 1
    with pytest.raises(ParameterError, match="60 quasi-identifiers have too many subsets"):
        score_suda(data)
    single = which_columns_single_out(data, max_size=1, n_orders=2)
    assert single.columns["shapley"].sum() == pytest.approx(0.5)


def test_an_infinite_figure_says_so_in_every_form():
    figure = Figure("x", float("inf"), "ratio", "Gain", reason=Message("a class lacks a value"))
    assert (figure.infinite, figure.number("en"), figure.unit_text("en")) == (True, "infinite", "")
    assert figure.text("en") == "infinite (a class lacks a value)"
    plain = figure.to_dict()
    assert (plain["value"], plain["infinite"]) == (None, True)
    assert not Figure("x", 1, "ratio", "Gain").to_dict()["infinite"]


@pytest.mark.parametrize(("value", "reason"), [(float("inf"), None), (float("-inf"), Message("x"))])
def test_an_infinite_figure_needs_a_reason_and_is_never_below(value, reason):
    with pytest.raises(InternalError):
        Figure("x", value, "ratio", "Gain", reason=reason)


def test_an_infinite_criterion_is_read_on_the_card_and_in_the_frame():
    check = checked(pd.DataFrame({"town": list("AAB"), "ill": list("xyx")}))
    assert check.to_frame().loc["delta_disclosure[ill]", "value"] == float("inf")
    assert "infinite (a class lacks a value that the table has)" in repr(check)
    assert "not assessed" not in repr(check)
