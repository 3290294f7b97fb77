"""Every criterion against its definition, in exact fractions, and against numbers typed here."""

from __future__ import annotations

import datetime as dt
import math

import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

import privlab
from tests.anonymity import by_hand

# Li, Li and Venkatasubramanian 2007, table 3: nine salaries in three classes of three
SALARIES = [3, 4, 5, 6, 11, 8, 7, 9, 10]
# classes of 5, 4 and 3 rows
TWELVE = [
    *((0, value) for value in ["flu", "flu", "flu", "cold", None]),
    *((1, value) for value in ["flu", "cold", "gout", None]),
    *((2, value) for value in ["cold", "gout", "gout"]),
]
NUMBERS = [
    *((0, value) for value in [1, 1, 2, 7, None]),
    *((1, value) for value in [2, 7, 9, None]),
    *((2, value) for value in [1, 9, 9]),
]
TREE = privlab.Hierarchy.from_rows(
    [["flu", "airways", "*"], ["cold", "airways", "*"], ["gout", "joints", "*"]]
)


def check(rows, **options):
    frame = pd.DataFrame(rows, columns=["key", "value"])
    data = privlab.dataset(frame, quasi_identifiers=["key"], sensitive=["value"])
    return privlab.check_anonymity(data, **options).sensitive["value"]


def every_criterion(found):
    return {
        "alpha": found.alpha,
        "distinct_l": found.distinct_l,
        "entropy_l": found.entropy_l,
        "recursive_c 1": found.recursive_c(1),
        "recursive_c 2": found.recursive_c(2),
        "recursive_c 3": found.recursive_c(3),
        "t": found.t,
        "delta": found.delta_disclosure,
        "delta of present": found.delta_of_present,
        "basic_beta": found.basic_beta,
        "enhanced_beta": found.enhanced_beta,
    }


def by_definition(rows, t):
    return {
        "alpha": by_hand.alpha(rows),
        "distinct_l": by_hand.distinct_l(rows),
        "entropy_l": by_hand.entropy_l(rows),
        "recursive_c 1": by_hand.recursive_c(rows, 1),
        "recursive_c 2": by_hand.recursive_c(rows, 2),
        "recursive_c 3": by_hand.recursive_c(rows, 3),
        "t": t,
        "delta": by_hand.delta(rows, absent=True),
        "delta of present": by_hand.delta(rows, absent=False),
        "basic_beta": by_hand.basic_beta(rows),
        "enhanced_beta": by_hand.enhanced_beta(rows),
    }


def same(found, expected):
    for name, value in expected.items():
        assert found[name] == pytest.approx(float(value), abs=1e-9), name


def test_twelve_rows_give_the_numbers_worked_out_by_hand():
    found = check(TWELVE)
    # shares of the table: flu 4/12, cold 3/12, gout 3/12, missing 2/12
    assert found.alpha == pytest.approx(2 / 3, abs=1e-9)  # gout, 2 of 3
    assert found.distinct_l == 2
    assert found.entropy_l == pytest.approx(3 / 2 ** (2 / 3), abs=1e-9)
    assert found.recursive_c(2) == pytest.approx(2, abs=1e-9)  # 2 gout against 1 cold
    assert found.recursive_c(3) == math.inf
    assert found.t == pytest.approx(1 / 2, abs=1e-9)  # 2/3 - 3/12 and 1/3 - 3/12
    assert found.delta_disclosure == math.inf
    assert found.delta_of_present == pytest.approx(math.log(8 / 3), abs=1e-9)
    assert found.basic_beta == pytest.approx(5 / 3, abs=1e-9)  # gout, 2/3 against 1/4
    assert found.enhanced_beta == math.inf  # 5/3 is above -ln(1/4) = 1.386


def test_a_table_that_keeps_every_criterion_gives_finite_numbers():
    rows = [*((0, v) for v in "aaabbc"), *((1, v) for v in "aabbbc")]
    found = check(rows)
    assert found.delta_disclosure == pytest.approx(math.log(5 / 4), abs=1e-9)
    assert found.basic_beta == pytest.approx(1 / 5, abs=1e-9)
    assert found.enhanced_beta == pytest.approx(1 / 5, abs=1e-9)
    assert found.recursive_c(3) == pytest.approx(3, abs=1e-9)
    assert found.t == pytest.approx(1 / 12, abs=1e-9)


def test_every_criterion_follows_its_definition():
    same(every_criterion(check(TWELVE)), by_definition(TWELVE, by_hand.t_equal(TWELVE)))
    # missing numbers are NaN in pandas: one value, after the highest
    rows = [(key, "last" if value is None else value) for key, value in NUMBERS]
    ordered = by_hand.t_ordered(rows, [1, 2, 7, 9, "last"])
    same(every_criterion(check(NUMBERS)), by_definition(rows, ordered))


def test_ordered_distances_are_those_that_were_published():
    # section 5.1: D({3k,4k,5k}) = 0.375 and D({6k,8k,11k}) = 0.167
    rows = [(place // 3, value) for place, value in enumerate(SALARIES)]
    found = check(rows)
    assert found.by_class.of("t")[:2] == pytest.approx([0.375, 1 / 6], abs=1e-9)


def test_a_hierarchy_measures_how_high_values_are_joined():
    # by hand, of gout, gout, cold: inside airways nothing moves, 5/12 of gout goes over the top,
    # and so does 1/12 of cold: 6/12 is missing elsewhere, of which flu 4/12 takes 1/12 from cold
    assert check(TWELVE, distances={"value": TREE}).t == pytest.approx(
        5 / 12 + 1 / 12 * 1 / 2, abs=1e-9
    )


def _joined(first, second):
    if first == second:
        return 0.0
    return 0.5 if {first, second} == {"flu", "cold"} else 1.0


rows_of_texts = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from(["flu", "cold", "gout", None])),
    min_size=1,
    max_size=30,
)
rows_of_numbers = st.lists(
    st.tuples(st.integers(0, 3), st.sampled_from([0, 1, 5, 40, 41])), min_size=1, max_size=30
)


@settings(max_examples=25, deadline=None)
@given(rows_of_texts)
def test_every_criterion_of_texts_is_that_of_the_definition(rows):
    same(every_criterion(check(rows)), by_definition(rows, by_hand.t_equal(rows)))


@settings(max_examples=25, deadline=None)
@given(rows_of_numbers)
def test_every_criterion_of_numbers_is_that_of_the_definition(rows):
    order = sorted({value for _, value in rows})
    same(every_criterion(check(rows)), by_definition(rows, by_hand.t_ordered(rows, order)))


@settings(max_examples=15, deadline=None)
@given(rows_of_texts)
def test_the_distance_in_a_tree_is_the_cheapest_transport(rows):
    found = check([*rows, (0, "flu")], distances={"value": TREE})
    expected = by_hand.t_transported([*rows, (0, "flu")], _joined)
    assert found.t == pytest.approx(expected, abs=1e-9)


@settings(max_examples=15, deadline=None)
@given(rows_of_numbers)
def test_the_ordered_distance_is_the_cheapest_transport(rows):
    order = sorted({value for _, value in rows})
    steps = max(1, len(order) - 1)
    expected = by_hand.t_transported(
        rows, lambda a, b: abs(order.index(a) - order.index(b)) / steps
    )
    assert check(rows).t == pytest.approx(expected, abs=1e-9)


@settings(max_examples=25, deadline=None)
@given(rows_of_texts, st.randoms(use_true_random=False))
def test_row_order_index_and_names_of_values_change_nothing(rows, random):
    first = every_criterion(check(rows))
    names = {"flu": "x", "cold": "a", "gout": "k", None: None}
    other = [(f"class {key}", names[value]) for key, value in rows]
    random.shuffle(other)
    same(every_criterion(check(other)), first)


@settings(max_examples=25, deadline=None)
@given(rows_of_texts)
def test_merging_sensitive_values_never_raises_l_nor_t(rows):
    fine = check(rows)
    coarse = check([(key, "flu" if value == "cold" else value) for key, value in rows])
    assert coarse.distinct_l <= fine.distinct_l
    assert coarse.entropy_l <= fine.entropy_l + 1e-9
    assert coarse.alpha >= fine.alpha
    assert coarse.t <= fine.t + 1e-9


@settings(max_examples=25, deadline=None)
@given(rows_of_texts, st.sampled_from(["equal", "ordered", None]))
def test_t_is_between_0_and_1_and_at_most_the_equal_distance(rows, distance):
    found = check([*rows, (0, "flu")], distances={"value": distance or TREE})
    assert 0 <= found.t <= check([*rows, (0, "flu")], distances={"value": "equal"}).t + 1e-9 <= 1


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # a value that everybody has tells nothing new, and everything
        ([(0, "a"), (0, "a"), (1, "a")], (1, 1, 1, math.inf, 0, 0, 0, 0)),
        ([(0, "a")], (1, 1, 1, math.inf, 0, 0, 0, 0)),
        ([(0, None), (1, None)], (1, 1, 1, math.inf, 0, 0, 0, 0)),
        # everybody in one class: the class is the table
        ([(0, "a"), (0, "b")], (0.5, 2, 2, 1, 0, 0, 0, 0)),
        # everybody alone
        ([(0, "a"), (1, "b")], (1, 1, 1, math.inf, 0.5, math.inf, 1, math.inf)),
    ],
    ids=["constant", "one row", "all missing", "all equal", "all unique"],
)
def test_borders_are_defined(rows, expected):
    found = check(rows)
    assert (
        found.alpha,
        found.distinct_l,
        found.entropy_l,
        found.recursive_c(2),
        found.t,
        found.delta_disclosure,
        found.basic_beta,
        found.enhanced_beta,
    ) == pytest.approx(expected)


def test_dates_are_ordered_and_truth_values_are_not():
    days = [(n // 3, dt.date(2020, 1, 1 + value)) for n, value in enumerate(SALARIES)]
    assert check(days).by_class.of("t")[0] == pytest.approx(0.375, abs=1e-9)
    assert check(days).distance == "ordered"
    assert check([(0, True), (1, False)]).distance == "equal"
