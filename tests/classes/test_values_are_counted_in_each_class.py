"""Values of a sensitive attribute in each class: sparse, people once, the missing value last."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

import privlab
from privlab.classes import equivalence_classes, value_counts
from privlab.errors import ColumnError

rows_of_people = st.lists(
    st.tuples(
        st.integers(0, 8),
        st.sampled_from(["A", "B", None]),
        st.sampled_from([3, 4, 9]),
        st.sampled_from(["x", "y", None]),
        st.sampled_from([0, 1, 7]),
    ),
    min_size=1,
    max_size=40,
)
COLUMNS = ["id", "town", "age", "illness", "salary"]


def by_codes(found):
    """Counts by the codes of the class and of the value."""
    classes = found.classes
    codes = list(zip(*(classes.codes(column).tolist() for column in classes.columns), strict=True))
    entries = zip(found.of_class.tolist(), found.values.tolist(), found.counts, strict=True)  # noqa: PD011 - no pandas
    return {(codes[place], value): int(n) for place, value, n in entries}


def named(data, column, code):
    coding = data.keys((column,)).codings[0]
    return None if code == coding.missing else coding.labels[code].as_py()


def by_values(data, found):
    return {
        (
            tuple(named(data, c, code) for c, code in zip(found.classes.columns, key, strict=True)),
            named(data, found.sensitive[0], value),
        ): n
        for (key, value), n in by_codes(found).items()
    }


@settings(max_examples=40, deadline=None)
@given(rows_of_people, st.booleans())
def test_counts_are_those_of_a_plain_loop(rows, keyed):
    frame = pd.DataFrame(rows, columns=COLUMNS).astype({"town": "str", "illness": "str"})
    data = privlab.dataset(frame, person="id" if keyed else None)
    found = value_counts(data, ["town", "age"], "illness")
    distinct = {(row[0], row[1:3], row[3]) for row in rows}
    pairs = [(row[1:3], row[3]) for row in (distinct and rows)]
    if keyed:
        pairs = [(key, value) for _, key, value in distinct]
    assert by_values(data, found) == Counter(pairs)
    units = {(row[0], row[3]) for row in rows} if keyed else [(0, row[3]) for row in rows]
    totals = Counter(value for _, value in units)
    by_name = {named(data, "illness", code): n for code, n in enumerate(found.totals.tolist())}
    assert {value: n for value, n in by_name.items() if n} == totals


@settings(max_examples=25, deadline=None)
@given(rows_of_people, st.booleans())
def test_an_engine_counts_what_is_counted_in_memory(rows, keyed):
    import ibis
    import pyarrow as pa

    frame = pd.DataFrame(rows, columns=COLUMNS).astype({"town": "str", "illness": "str"})
    table = ibis.duckdb.connect().create_table(
        "t", pa.Table.from_pandas(frame, preserve_index=False)
    )
    for sensitive in ("illness", ("illness", "salary")):
        here, there = (
            value_counts(
                privlab.dataset(source, person="id" if keyed else None), ["age", "town"], sensitive
            )
            for source in (frame, table)
        )
        assert by_codes(here) == by_codes(there)
        assert here.totals.tolist() == there.totals.tolist()


@settings(max_examples=25, deadline=None)
@given(rows_of_people)
def test_classes_counted_in_memory_are_those_of_the_engine(rows):
    import ibis
    import pyarrow as pa

    frame = pd.DataFrame(rows, columns=COLUMNS).astype({"town": "str", "illness": "str"})
    table = ibis.duckdb.connect().create_table(
        "t", pa.Table.from_pandas(frame, preserve_index=False)
    )
    columns = ["illness", "town", "salary"]
    here, there = (
        equivalence_classes(privlab.dataset(source), quasi_identifiers=columns)
        for source in (frame, table)
    )
    pd.testing.assert_frame_equal(here.table, there.table)
    own = here.of_rows()
    np.testing.assert_array_equal(np.bincount(own, minlength=here.n_classes), here.n_records_in)
    for column in columns:
        keys = privlab.dataset(frame).keys((column,))
        np.testing.assert_array_equal(here.codes(column)[own], keys.rows[0])


def test_counting_and_sorting_agree(monkeypatch):
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"a": rng.integers(0, 9, 500), "b": rng.integers(0, 5, 500)})
    dense = value_counts(privlab.dataset(frame), ["a"], "b")
    monkeypatch.setattr("privlab.classes._grouping.DENSE_CODES", 0)
    monkeypatch.setattr("privlab.classes._grouping.DENSE_PER_ROW", 0)
    sorted_ = value_counts(privlab.dataset(frame), ["a"], "b")
    assert by_codes(dense) == by_codes(sorted_)
    assert dense.starts.tolist() == sorted_.starts.tolist()


def test_columns_that_overflow_one_word_are_grouped_in_memory_too():
    rng = np.random.default_rng(2)
    wide = {f"c{n}": rng.integers(0, 2**20, 60) for n in range(4)}
    frame = pd.concat([pd.DataFrame(wide)] * 2, ignore_index=True).assign(s=["x", "y"] * 60)
    data = privlab.dataset(frame)
    classes = equivalence_classes(data, quasi_identifiers=list(wide))
    assert len(classes.words) == 2
    assert classes.sizes.tolist() == [2] * 60
    found = value_counts(data, list(wide), "s")
    assert found.counts.sum() == 120
    assert np.bincount(found.of_class).max() == 1  # both copies of a row have the same value


def test_in_memory_no_engine_is_asked(monkeypatch):
    data = privlab.dataset(pd.DataFrame({"a": [1, 1, 2], "s": ["x", "y", "x"]}))

    def refuse(*_):
        pytest.fail("an engine was asked")

    monkeypatch.setattr("privlab.classes._classes.fetch", refuse)
    assert value_counts(data, ["a"], "s").counts.tolist() == [1, 1, 1]


def test_sensitive_columns_are_checked():
    frame = pd.DataFrame({"town": ["A"], "illness": ["x"]})
    data = privlab.dataset(frame, quasi_identifiers=["town"])
    with pytest.raises(ColumnError, match="No sensitive column is declared"):
        value_counts(data)
    with pytest.raises(ColumnError, match=r"'ilness', which is not a column. Did you mean"):
        value_counts(data, sensitive="ilness")
    with pytest.raises(ColumnError, match="town is among the quasi-identifiers"):
        value_counts(data, sensitive=("illness", "town"))
    declared = privlab.dataset(frame, quasi_identifiers=["town"], sensitive=["illness"])
    assert value_counts(declared).sensitive == ("illness",)
    assert repr(value_counts(declared)) == "<ValueCounts: 1 columns over 1 classes>"
