"""A hierarchy covers its values and each level coarsens the one before."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pytest
from hypothesis import given, strategies as st

from privlab.errors import HierarchyError, ParameterError
from privlab.hierarchies import Hierarchy
from tests.golden import GOLDEN


def test_intervals_hold_their_lower_bound():
    tens = Hierarchy.intervals(5, 10)
    values = pa.array([0, 4, 5, 39, -1])
    assert tens.labels(values, level=1).to_pylist() == [
        "[0, 5)",
        "[0, 5)",
        "[5, 10)",
        "[35, 40)",
        "[-5, 0)",
    ]
    assert tens.labels(values, level=2).to_pylist() == ["[0, 10)"] * 3 + ["[30, 40)", "[-10, 0)"]
    assert set(tens.labels(values, level=3).to_pylist()) == {"*"}
    assert tens.labels(values, level=0).equals(values)


@given(
    st.lists(st.integers(1, 6), min_size=1, max_size=4),
    st.lists(st.floats(-1e6, 1e6), max_size=20),
    st.floats(-10, 10),
)
def test_intervals_are_monotone(factors, values, origin):
    widths, width = [], 0.5
    for factor in factors:
        width *= factor + 1
        widths.append(width)
    hierarchy = Hierarchy.intervals(*widths, origin=origin)
    parents: dict[tuple[int, str], str] = {}
    for value in values:
        for level in range(1, hierarchy.height):
            label, above = (hierarchy.label(value, level=at) for at in (level, level + 1))
            assert parents.setdefault((level, label), above) == above


@pytest.mark.parametrize(
    ("widths", "error", "said"),
    [
        ((), ParameterError, "at least one width"),
        ((0,), ParameterError, "positive"),
        ((5, 12), HierarchyError, "not a whole multiple of 5"),
        ((10, 5), HierarchyError, "multiple"),
        ((float("nan"),), ParameterError, "positive"),
    ],
)
def test_widths_that_cannot_nest_are_refused(widths, error, said):
    with pytest.raises(error, match=said):
        Hierarchy.intervals(*widths)


@pytest.fixture
def csv(tmp_path):
    def write(text: str):
        path = tmp_path / "towns.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_file_in_the_format_of_arx(csv):
    towns = Hierarchy.from_csv(csv("Lyon;Rhône;France\nNîmes;Gard;France\n"))
    assert towns.height == 2
    assert towns.labels(pa.array(["Nîmes", "Lyon"]), level=1).to_pylist() == ["Gard", "Rhône"]


def test_the_hierarchies_of_adult_are_read():
    paths = sorted((GOLDEN / "adult").glob("adult_hierarchy_*.csv"))
    assert len(paths) == 9
    for path in paths:
        assert Hierarchy.from_csv(path).height >= 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has no line"),
        ("Lyon;Rhône;France\nNîmes;Gard\n", "line 2: 1 labels where line 1 has 2"),
        ("Lyon;Rhône\nLyon;Gard\n", "line 2: this value stands on an earlier line"),
        (
            "Lyon;South;France\nRome;South;Italy\n",
            "not monotone: two values share a label at level 1",
        ),
    ],
)
def test_a_file_that_is_no_hierarchy_is_refused(csv, text, said):
    with pytest.raises(HierarchyError, match=said):
        Hierarchy.from_csv(csv(text))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([[]], "line 1 is not a list of texts"),
        ([["a", "x"], ["b", 1]], "line 2 is not a list of texts"),
        (["ab"], "line 1 is not a list of texts"),
    ],
)
def test_rows_that_are_no_texts_are_refused(rows, said):
    with pytest.raises(HierarchyError, match=said):
        Hierarchy.from_rows(rows)


def test_whole_and_decimal_bounds_are_written_alike():
    values = pa.array([0, 7, -3, 999_999_999_999, -(10**13)])
    whole = Hierarchy.intervals(5, origin=1).labels(values, level=1).to_pylist()
    one_by_one = [Hierarchy.intervals(5, origin=1).label(v, level=1) for v in values.to_pylist()]
    assert whole == one_by_one
    assert whole[:3] == ["[-4, 1)", "[6, 11)", "[-4, 1)"]


def test_a_kept_hierarchy_of_another_kind_is_refused():
    with pytest.raises(HierarchyError, match="Did you mean 'intervals'"):
        Hierarchy.from_dict({"kind": "interval"})
    with pytest.raises(HierarchyError, match="Did you mean 'suppressed'"):
        Hierarchy.from_dict({"kind": "table", "rows": [["a", "x"]], "rest": "suppress"})


def test_a_missing_file_and_a_text_that_is_not_utf8(tmp_path):
    with pytest.raises(HierarchyError, match="cannot be opened"):
        Hierarchy.from_csv(tmp_path / "absent.csv")
    path = tmp_path / "latin.csv"
    path.write_bytes("Nîmes;Gard\n".encode("latin-1"))
    with pytest.raises(HierarchyError, match="UTF-8"):
        Hierarchy.from_csv(path, encoding="utf-8")


def test_values_that_are_not_covered_are_counted_and_not_shown(csv):
    towns = Hierarchy.from_csv(csv("Lyon;Rhône\n"))
    with pytest.raises(HierarchyError, match="does not cover 2 of the 3 distinct values") as caught:
        towns.labels(pa.array(["Lyon", "secret", "hidden"]), level=1)
    assert "secret" not in str(caught.value)
    with pytest.raises(HierarchyError, match="does not cover 1 of the 2"):
        Hierarchy.intervals(5).labels(pa.array(["3", "secret"]), level=1)


@pytest.mark.parametrize("level", [-1, 3, 1.0, True])
def test_a_level_outside_the_hierarchy_is_refused(level):
    with pytest.raises(ParameterError, match="from 0 to 2"):
        Hierarchy.intervals(5).labels(pa.array([1]), level=level)


def test_prefixes_keep_the_first_characters():
    codes = pa.array(["69007", "75011"])
    prefix = Hierarchy.prefix(3, 2)
    assert prefix.labels(codes, level=1).to_pylist() == ["690*", "750*"]
    assert prefix.labels(codes, level=2).to_pylist() == ["69*", "75*"]
    assert prefix.labels(codes, level=3).to_pylist() == ["*", "*"]
    with pytest.raises(ParameterError, match="decreasing"):
        Hierarchy.prefix(2, 3)
    assert prefix.labels(pa.array([69007, 1000]), level=1).to_pylist() == ["690*", "100*"]
    stored = Hierarchy.prefix(3, 2, width=5)
    assert stored.labels(pa.array([69007, 1000]), level=2).to_pylist() == ["69*", "01*"]
    assert Hierarchy.from_dict(stored.to_dict()) == stored
    for other in (pa.array([-1]), pa.array([6.5])):
        with pytest.raises(HierarchyError, match="does not cover 1 of the 1"):
            prefix.labels(other, level=1)
    with pytest.raises(ParameterError, match="width="):
        Hierarchy.prefix(3, width=40)


def test_dates_by_growing_periods():
    days = pa.array([dt.date(1984, 5, 2), dt.date(1991, 12, 31)])
    periods = Hierarchy.dates("month", "quarter", "year", "decade")
    labels = [periods.labels(days, level=level).to_pylist() for level in range(1, 6)]
    assert labels == [
        ["1984-05", "1991-12"],
        ["1984-Q2", "1991-Q4"],
        ["1984", "1991"],
        ["1980s", "1990s"],
        ["*", "*"],
    ]
    with pytest.raises(ParameterError, match="Did you mean 'year'"):
        Hierarchy.dates("years")
    with pytest.raises(ParameterError, match="short to long"):
        Hierarchy.dates("decade", "year")


def test_suggestions_follow_the_type():
    assert Hierarchy.suggest(pa.array([18, 99])).label(37, level=1) == "[20, 40)"
    assert Hierarchy.suggest(pa.array([0.0, 0.8])).label(0.37, level=1) == "[0.3, 0.4)"
    assert Hierarchy.suggest(pa.array([dt.date(2020, 1, 1)])).height == 3
    assert Hierarchy.suggest(pa.array(["69007", "2A004"])).label("69007", level=3) == "69*"
    for others in (["69007", "690"], ["a", "b"], [True, False]):
        assert Hierarchy.suggest(pa.array(others)) == Hierarchy.suppression()
    assert Hierarchy.suggest(pa.array([3, 3])) is None


@pytest.mark.parametrize(
    "hierarchy",
    [
        Hierarchy.intervals(5, 10, origin=2),
        Hierarchy.prefix(2),
        Hierarchy.dates("year"),
        Hierarchy.from_rows([["a", "x"], ["b", "x"]]),
        Hierarchy.bounds([1, 2.5, 4], [2.5]),
        Hierarchy.redaction(1, 3, side="left"),
        Hierarchy.french_places("departement"),
        Hierarchy.suppression(),
    ],
)
def test_a_hierarchy_survives_plain_values(hierarchy):
    assert Hierarchy.from_dict(hierarchy.to_dict()) == hierarchy
