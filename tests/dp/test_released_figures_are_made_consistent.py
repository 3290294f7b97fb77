"""After a release: consistent figures, and what all releases cost together."""

from __future__ import annotations

import dataclasses

import numpy as np
import pandas as pd
import pytest

import privlab
from privlab.dp._composition import tight_epsilon
from privlab.dp._consistency import on_the_simplex
from privlab.errors import ParameterError


@pytest.fixture
def groups(register):
    register.set_budget("shoppers", epsilon=100.0, reason="for several")
    frame = pd.DataFrame({"person": range(60), "shop": list("AAB") * 20, "sex": list("FM") * 30})
    frame["x"] = np.arange(60.0)
    data = privlab.dataset(frame, person="person", population="shoppers")
    keys = {"shop": ["A", "B", "C", "D"], "sex": ["F", "M"]}
    return privlab.dp.Session(data, register=register, rows_per_person=1).group_by(keys)


def with_column(release, name, values):
    return dataclasses.replace(release, table=release.table.assign(**{name: values}))


def test_quantiles_that_change_places_have_the_larger_error():
    from privlab.dp._consistency import _put_in_order

    table = pd.DataFrame(
        {"p50": [9.0, 1.0], "p50_rank_error": [2, 2], "p90": [3.0, 4.0], "p90_rank_error": [7, 7]}
    )
    _put_in_order(table, ["p50", "p90"])
    assert table["p50"].tolist() == [3, 1]
    assert table["p90"].tolist() == [9, 4]
    assert table["p50_rank_error"].tolist() == [7, 2]
    assert table["p90_rank_error"].tolist() == [7, 7]


def test_counts_become_at_least_zero_and_keep_their_total(groups, register):
    released = with_column(
        groups.count().release(1.0, label="one"), "count", [9, -3, 5, 0, -1, 0, 2, -2]
    )
    spent = register.budget("shoppers").spent_epsilon
    made = released.consistent()
    assert made.table["count"].min() == 0
    assert made.table["count"].sum() == pytest.approx(10)
    assert made.table["low"].min() >= 0
    assert released.table["count"].min() == -3
    assert len(made.assumptions) == len(released.assumptions) + 1
    assert register.budget("shoppers").spent_epsilon == spent


def test_the_simplex_is_met_at_its_nearest_point():
    assert on_the_simplex(np.array([-1.0, -2.0]), 0.0).tolist() == [0, 0]
    assert on_the_simplex(np.array([3.0, 1.0]), 4.0).tolist() == [3, 1]


def test_quantiles_become_monotone(groups):
    query = groups.quantiles("x", [0.9, 0.5], 0, 100)
    released = query.release(1.0, label="one")
    released = with_column(with_column(released, "p90", 10.0), "p50", 20.0)
    made = released.consistent().table
    assert (made["p50"] == 10).all()
    assert (made["p90"] == 20).all()


def test_marginals_become_tables_that_add_up(groups):
    query = groups.marginals([[], ["shop"], ["sex"], ["shop", "sex"]])
    made = query.release(0.5, label="one").consistent(tables_agree=True).table
    totals = made.groupby("table")["count"].sum()
    assert made["count"].min() >= 0
    assert totals.tolist() == pytest.approx([totals["total"]] * 4, abs=1e-3)
    own = made[made["table"] == "shop"].set_index("shop")["count"]
    both = made[made["table"] == "shop x sex"].groupby("shop")["count"].sum()
    assert both[own.index].tolist() == pytest.approx(own.tolist(), abs=1e-3)


def test_marginals_that_differ_in_truth_are_not_made_to_agree(register):
    register.set_budget("shoppers", epsilon=1e5, reason="to read exact counts")
    frame = pd.DataFrame({"person": range(60), "shop": list("AAB") * 20})
    data = privlab.dataset(frame, person="person", population="shoppers")
    groups = privlab.dp.Session(data, register=register, rows_per_person=1).group_by(
        {"shop": ["A"]}
    )
    released = groups.marginals([[], ["shop"]]).release(1e3, label="one")
    made = released.consistent()
    assert made.table["count"].tolist() == [60, 40]
    assert "not made to agree" in made.assumptions[-1].text("en")
    released = with_column(released, "count", [-2, 40])
    assert released.consistent().table["count"].tolist() == [0, 40]
    declared = released.consistent(tables_agree=True)
    assert "declared" in declared.assumptions[-1].text("en")


def test_releases_are_added_up_and_accounted_tightly(groups, register):
    for n in range(20):
        groups.count().release(0.05, label=str(n))
    summary = privlab.dp.summarise_composition(register, "shoppers", delta=1e-6)
    assert summary.figure("n_releases").value == 20
    assert summary.figure("basic_epsilon").value == pytest.approx(1.0)
    tight = summary.figure("tight_epsilon")
    if tight.value is None:
        assert "privlab[dp]" in tight.reason.text("en")
    else:
        assert tight.value == pytest.approx(0.872, abs=0.002)
    assert len(summary.charges) == 20
    for wrong in (0, 1, "1e-6"):
        with pytest.raises(ParameterError, match="delta"):
            privlab.dp.summarise_composition(register, "shoppers", delta=wrong)


def test_tight_accounting_gives_the_published_figure():
    pytest.importorskip("dp_accounting", reason="needs the extra 'dp'")
    # dp-accounting 0.6: any pure mechanisms, 20 at 0.05 and 100 at 0.1, delta 1e-6
    assert tight_epsilon([(0.05, 0.0)] * 20, 1e-6) == pytest.approx(0.872, abs=0.002)
    assert tight_epsilon([(0.1, 0.0)] * 100, 1e-6) == pytest.approx(4.77, abs=0.01)
