"""A suggested hierarchy suits the type and names nobody; any hierarchy can be told and shown."""

from __future__ import annotations

import datetime as dt
import json

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings, strategies as st

from privlab.errors import HierarchyError, ParameterError
from privlab.hierarchies import Hierarchy, no_hierarchy_error


def test_skewed_numbers_get_rounded_quantiles_with_a_crowd_in_each():
    incomes = np.unique(np.round(np.exp(np.random.default_rng(1).normal(7.5, 0.9, 3000)), 2))
    hierarchy = Hierarchy.suggest(pa.array(incomes), k=5)
    plain = hierarchy.to_dict()
    assert plain["kind"] == "bounds"
    assert all(float(f"{bound:.1e}") == bound for bound in plain["bounds"][0])
    sizes = np.bincount(hierarchy.codes(pa.array(incomes))[0][1])
    assert len(sizes) >= 4
    assert sizes.max() < len(incomes) / 4


@settings(max_examples=30)
@given(st.data())
def test_no_suggested_interval_between_bounds_holds_fewer_than_k_people(data):
    values = data.draw(st.lists(st.integers(0, 10**6), min_size=20, max_size=40, unique=True))
    values = np.array([value**3 for value in values])
    counts = data.draw(st.lists(st.integers(1, 9), min_size=len(values), max_size=len(values)))
    hierarchy = Hierarchy.suggest(pa.array(values), counts, k=6)
    if hierarchy is not None and hierarchy.to_dict()["kind"] == "bounds":
        codes = hierarchy.codes(pa.array(values))[0][1]
        assert np.bincount(codes, weights=counts).min() >= 6


def test_few_texts_keep_the_frequent_and_join_the_others():
    values = pa.array(["b", "a", "rare", "c", "secret"])
    hierarchy = Hierarchy.suggest(values, [50, 40, 2, 30, 3], k=5)
    assert hierarchy.labels(values, level=1).to_pylist() == ["b", "a", "*", "*", "*"]
    assert hierarchy.labels(pa.array(["new"]), level=1).to_pylist() == ["*"]
    assert hierarchy.domain_size(values) == 5
    assert hierarchy.domain_shares(values)[:, 1].tolist() == pytest.approx(
        [0.2, 0.2, 0.6, 0.6, 0.6]
    )
    assert hierarchy.to_dict()["rows"] == [["a", "a", "*"], ["b", "b", "*"]]
    assert Hierarchy.from_dict(json.loads(json.dumps(hierarchy.to_dict()))) == hierarchy


@settings(max_examples=60)
@given(st.lists(st.integers(0, 12), min_size=1, max_size=25), st.integers(1, 8))
def test_a_suggestion_lists_no_text_that_fewer_than_k_people_carry(counts, k):
    values = [f"value {place}" for place in range(len(counts))]
    hierarchy = Hierarchy.suggest(pa.array(values), counts, k=k)
    kept = json.dumps(hierarchy.to_dict())
    for value, people in zip(values, counts, strict=True):
        assert people >= k or f'"{value}"' not in kept
    if "rows" in hierarchy.to_dict():
        together = hierarchy.labels(pa.array(values), level=1).to_pylist()
        assert sum(n for n, at in zip(counts, together, strict=True) if at == "*") >= k


@pytest.mark.parametrize(
    ("values", "counts"),
    [
        ([f"text {n}" for n in range(21)], [100] * 21),
        (["a", "b", "c"], None),
        (["a", "b", "*"], [100] * 3),
        (["a", "b"], [4, 3]),
        ([True, False], [100, 100]),
    ],
)
def test_texts_that_nothing_is_known_of_can_only_be_hidden(values, counts):
    assert Hierarchy.suggest(pa.array(values), counts) == Hierarchy.suppression()


@pytest.mark.parametrize("values", [["a", "b"], ["M", "F"], [0, 1], [1, 2, 3]])
def test_a_step_that_hides_nothing_is_not_suggested(values):
    assert Hierarchy.suggest(pa.array(values), [50] * len(values)) == Hierarchy.suppression()


def test_texts_that_write_dates_and_numbers_coarsen_as_these():
    days = pa.array([f"19{50 + n}-0{1 + n % 9}-11" for n in range(40)])
    assert Hierarchy.suggest(days).labels(days, level=2)[0].as_py() == "1950s"
    amounts = pa.array([str(n * 1000) for n in range(40)])
    assert Hierarchy.suggest(amounts).label("7000", level=1) == "[5,000, 10,000)" or (
        Hierarchy.suggest(amounts).to_dict()["kind"] == "intervals"
    )


SPANS = {
    "en": ["Under 18", "18-24", "25-34", "35-44", "45-54", "65 or older"],
    "fr": ["moins de 18 ans", "18 à 24 ans", "25 à 34 ans", "35 à 44 ans", "65 ans et plus"],
    "de": ["unter 18", "18 bis 24 Jahre", "25 bis 34 Jahre", "35 bis 44 Jahre", "über 65"],
    "amounts": ["<1,000", "1,000-1,999", "2,000-9,999", "10,000+"],
}


@pytest.mark.parametrize("language", SPANS)
def test_spans_join_with_their_neighbours(language):
    spans = SPANS[language]
    mixed = pa.array(sorted(spans, key=lambda text: text[::-1]))
    hierarchy = Hierarchy.suggest(mixed, [50] * len(spans))
    joined = hierarchy.labels(pa.array(spans), level=1).to_pylist()
    assert joined[0] == joined[1] == f"{spans[0]} … {spans[1]}"
    assert joined[2] == joined[3] == f"{spans[2]} … {spans[3]}"
    assert hierarchy.label(spans[0], level=hierarchy.height) == "*"


def test_a_span_that_few_people_carry_is_not_listed():
    spans, people = [f"{n}0-{n}9" for n in range(1, 8)], [50, 50, 2, 50, 50, 50, 4]
    hierarchy = Hierarchy.suggest(pa.array(spans), people, k=5)
    kept = json.dumps(hierarchy.to_dict())
    assert ["30-39" in kept, "70-79" in kept, "20-29" in kept] == [False, False, True]
    assert hierarchy.labels(pa.array(spans), level=1).to_pylist().count("*") == 2


def test_whole_numbers_that_are_codes_keep_their_first_digits():
    codes = pa.array([1000, 33800, 75011, 69007])
    assert Hierarchy.suggest(codes, codes=True).labels(codes, level=3).to_pylist() == [
        "01*",
        "33*",
        "75*",
        "69*",
    ]
    assert Hierarchy.suggest(codes).to_dict()["kind"] == "intervals"
    assert Hierarchy.suggest(pa.array([7, 33800]), codes=True).to_dict()["kind"] == "intervals"


def test_dates_close_together_keep_month_and_quarter():
    days = pa.array([dt.datetime(2024, 1, 1), dt.datetime(2025, 6, 1, 8)])  # noqa: DTZ001 - local
    assert Hierarchy.suggest(days).to_dict()["periods"] == ["month", "quarter", "year"]
    births = pa.array([dt.date(1950, 1, 1), dt.date(2001, 2, 3)])
    assert Hierarchy.suggest(births).to_dict()["periods"] == ["year", "decade"]


@pytest.mark.parametrize("kind", [pa.int64(), pa.float64(), pa.string(), pa.date32()])
def test_nothing_is_suggested_for_no_value(kind):
    assert Hierarchy.suggest(pa.array([], type=kind)) is None


@pytest.mark.parametrize(
    ("counts", "k", "said"),
    [
        ([1], 5, "each of the 2 values"),
        ([1, -1], 5, "whole numbers from 0"),
        ([1.5, 2.0], 5, "type float64"),
        (None, 0, "k is 0"),
        (None, True, "k is True"),
    ],
)
def test_counts_that_do_not_fit_are_refused(counts, k, said):
    with pytest.raises(ParameterError, match=said):
        Hierarchy.suggest(pa.array(["a", "b"]), counts, k=k)


def test_a_kept_table_whose_star_leads_elsewhere_is_refused():
    plain = {"kind": "table", "rows": [["a", "*", "x"]], "rest": "suppressed"}
    with pytest.raises(HierarchyError, match="'\\*' at level 1 is suppressed"):
        Hierarchy.from_dict(plain)


@pytest.mark.parametrize(
    ("values", "remedy"),
    [
        (pa.array(range(1000)), "Hierarchy.intervals"),
        (pa.array([f"secret {n}" for n in range(1000)]), "Hierarchy.prefix"),
        (pa.array([dt.date.fromordinal(n) for n in range(1, 1001)]), "Hierarchy.dates"),
    ],
)
def test_a_column_without_hierarchy_says_which_to_take(values, remedy):
    said = str(no_hierarchy_error("own", values))
    assert "Column 'own' has 1000 distinct values and no hierarchy" in said
    assert remedy in said
    assert "secret" not in said


@pytest.mark.parametrize(
    ("hierarchy", "level", "said"),
    [
        (Hierarchy.intervals(5, 10), 0, "as it is held"),
        (Hierarchy.intervals(5, 10), 2, "an interval of width 10"),
        (Hierarchy.intervals(5, 10), 3, "nothing: every value is hidden"),
        (Hierarchy.bounds([1, 2]), 1, "one of 3 intervals between bounds"),
        (Hierarchy.prefix(3, 1), 1, "its first 3 signs"),
        (Hierarchy.redaction(1), 1, "all but its last sign"),
        (Hierarchy.redaction(2, side="left"), 1, "all but its first 2 signs"),
        (Hierarchy.dates("day", "year"), 1, "the day"),
        (Hierarchy.french_places(), 1, "the department"),
        (Hierarchy.french_places("departement"), 1, "the region"),
        (Hierarchy.from_rows([["a", "x"]]), 1, "level 1 of 1 of its own hierarchy"),
        (Hierarchy.suppression(), 1, "nothing: every value is hidden"),
    ],
)
def test_a_level_is_told_in_words(hierarchy, level, said):
    assert hierarchy.describe(level).text("en") == said


def test_a_tree_shows_labels_and_counts_values():
    codes = pa.array(["69007", "69100", "75011"])
    tree = Hierarchy.prefix(3, 2).tree(codes)
    assert repr(tree).splitlines() == [
        "*: 3 values",
        "  69*: 2 values",
        "    690*: 1 value",
        "    691*: 1 value",
        "  75*: 1 value",
        "    750*: 1 value",
    ]
    assert "69007" not in repr(tree) + tree._repr_html_()
    assert "690*" in tree._repr_html_()


def test_a_tree_is_escaped_and_cut_where_asked():
    nasty = Hierarchy.from_rows([["a", "<script>"], ["b", "x"]])
    html = nasty.tree(pa.array(["a", "b"]))._repr_html_()
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    cut = Hierarchy.intervals(1).tree(pa.array(range(1000)), most=10)
    assert len(cut.branches) == 10
    assert repr(cut).endswith("991 more labels are not shown.")
    assert len(cut._repr_html_()) < 20_000
    with pytest.raises(ParameterError, match="most is 0"):
        nasty.tree(pa.array(["a"]), most=0)
