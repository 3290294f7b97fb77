"""The codes and the shares that a search reads agree with the labels, value by value."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings, strategies as st

from privlab.errors import HierarchyError, ParameterError
from privlab.hierarchies import Hierarchy

HIERARCHIES = {
    "intervals": (Hierarchy.intervals(5, 10, origin=2), st.integers(-1000, 1000)),
    "decimals": (Hierarchy.intervals(0.1, 0.2, 1), st.floats(-1e5, 1e5)),
    "bounds": (Hierarchy.bounds([-5, 0, 7.5], [0]), st.floats(-1e5, 1e5)),
    "prefix": (Hierarchy.prefix(3, 1), st.text("ab*é", max_size=5)),
    "redaction": (Hierarchy.redaction(1, 3), st.text("ab*é", max_size=5)),
    "redaction from the left": (Hierarchy.redaction(2, side="left"), st.text("ab", max_size=4)),
    "dates": (
        Hierarchy.dates("day", "month", "quarter", "year", "decade"),
        st.dates(dt.date(1890, 1, 1)),
    ),
    "places": (Hierarchy.french_places(), st.sampled_from(["69123", "2A004", "97411", "98818"])),
    "suppression": (Hierarchy.suppression(), st.integers(-9, 9)),
}


def random_tables():
    """Values whose labels are drawn level by level, each label with one parent."""

    @st.composite
    def make(draw):
        height = draw(st.integers(1, 4))
        n = draw(st.integers(1, 12))
        labels = list(range(n))
        rows = [[f"v{place}"] for place in range(n)]
        for _ in range(height):
            parents = {label: draw(st.integers(0, 3)) for label in sorted(set(labels))}
            labels = [parents[label] for label in labels]
            for row, label in zip(rows, labels, strict=True):
                row.append(f"l{label}")
        return rows

    return make()


def assert_agrees(hierarchy, values, domain):
    """Compare codes and shares with the labels of one value at a time."""
    array = pa.array(values)
    codes, labels = hierarchy.codes(array)
    shares = hierarchy.domain_shares(array)
    assert len(codes) == len(labels) == hierarchy.height + 1
    assert shares.shape == (len(values), hierarchy.height + 1)
    assert hierarchy.domain_size(array) == len(domain)
    assert labels[0].equals(array)
    assert codes[0].tolist() == list(range(len(values)))
    assert shares[:, 0] == pytest.approx(1 / len(domain))
    for level in range(1, hierarchy.height + 1):
        own = [hierarchy.label(value, level=level) for value in values]
        assert labels[level].take(pa.array(codes[level])).to_pylist() == own
        assert hierarchy.labels(array, level=level).to_pylist() == own
        assert set(labels[level].to_pylist()) == set(own)
        members = Counter(hierarchy.label(value, level=level) for value in domain)
        assert shares[:, level] == pytest.approx([members[label] / len(domain) for label in own])
        for finer, coarser in zip(codes[level - 1], codes[level], strict=True):
            assert (codes[level][codes[level - 1] == finer] == coarser).all()
    assert (np.diff(shares, axis=1) > -1e-12).all()


@pytest.mark.parametrize("name", HIERARCHIES)
@settings(max_examples=25)
@given(data=st.data())
def test_every_rule_agrees_with_its_labels_and_is_monotone(name, data):
    hierarchy, values = HIERARCHIES[name]
    drawn = data.draw(st.lists(values, min_size=1, max_size=12, unique=True))
    assert_agrees(hierarchy, drawn, drawn)


@settings(max_examples=40)
@given(rows=random_tables(), data=st.data())
def test_random_tables_agree_with_their_labels_and_count_all_their_lines(rows, data):
    domain = [row[0] for row in rows]
    present = data.draw(st.lists(st.sampled_from(domain), min_size=1, unique=True))
    assert_agrees(Hierarchy.from_rows(rows), present, domain)


def test_the_lines_of_a_table_that_nobody_has_count_in_the_domain():
    towns = Hierarchy.from_rows([["Lyon", "Rhône"], ["Bron", "Rhône"], ["Alès", "Gard"]])
    assert towns.domain_size(pa.array(["Alès"])) == 3
    assert towns.domain_shares(pa.array(["Lyon", "Alès"])).tolist() == [
        pytest.approx([1 / 3, 2 / 3]),
        pytest.approx([1 / 3, 1 / 3]),
    ]


def test_the_domain_of_intervals_is_the_values_given():
    shares = Hierarchy.intervals(10).domain_shares(pa.array([1, 2, 3, 11]))
    assert shares.tolist() == [[0.25, 0.75, 1.0]] * 3 + [[0.25, 0.25, 1.0]]


def test_no_value_has_no_code():
    codes, labels = Hierarchy.intervals(10).codes(pa.array([], type=pa.int64()))
    assert [len(each) for each in (*codes, *labels)] == [0] * 6
    assert Hierarchy.intervals(10).domain_shares(pa.array([], type=pa.int64())).shape == (0, 3)


def test_texts_and_numbers_in_other_forms_have_the_same_codes():
    towns = Hierarchy.from_rows([["Lyon", "x"], ["Bron", "x"], ["Alès", "y"]])
    texts = pa.array(["Alès", "Lyon"])
    for other in (
        texts.dictionary_encode(),
        texts.cast(pa.large_string()),
        texts.cast(pa.string_view()),
        pa.chunked_array([["Alès"], ["Lyon"]]),
    ):
        assert towns.labels(other, level=1).to_pylist() == ["y", "x"]
    ages = Hierarchy.from_rows([["31", "young"], ["80", "old"]])
    for kind in (pa.int8(), pa.int64(), pa.float64(), pa.string()):
        assert ages.labels(pa.array([80, 31]).cast(kind), level=1).to_pylist() == ["old", "young"]


@pytest.mark.parametrize("call", ["codes", "domain_shares", "domain_size", "tree"])
def test_uncovered_and_missing_values_are_counted_and_not_shown(call):
    towns = Hierarchy.from_rows([["Lyon", "Rhône"]])
    values = pa.array(["Lyon", "secret", None])
    with pytest.raises(HierarchyError, match="cover 2 of the 3 distinct values") as caught:
        getattr(towns, call)(values)
    assert "secret" not in str(caught.value)


def test_values_that_are_no_arrow_array_are_refused():
    with pytest.raises(ParameterError, match="not a list"):
        Hierarchy.intervals(5).codes([1, 2])
