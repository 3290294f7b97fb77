"""Rows add under roll-up, people do not."""

from __future__ import annotations

import ibis
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

import privlab
from privlab.classes import class_sizes, group_words, match_words, recode
from privlab.errors import ColumnError, ParameterError


@pytest.fixture(params=["frame", "engine", "engine of many records"])
def shops(request, visits, monkeypatch):
    if request.param == "engine of many records":
        monkeypatch.setattr("privlab.classes._classes.FEW_RECORDS", 0)
    source = visits if request.param == "frame" else ibis.duckdb.connect().create_table("v", visits)
    data = privlab.dataset(source, person="person", quasi_identifiers=["shop", "region"])
    return privlab.equivalence_classes(data)


def test_a_person_with_several_rows_is_one_person(shops):
    assert shops.n_records == 6
    assert shops.n_people == 3
    assert shops.table["n_people"].tolist() == [3, 2, 1]
    assert shops.table["n_records"].tolist() == [3, 2, 1]
    assert shops.k == 1


def test_one_person_in_three_shops_is_not_three_people_in_the_region(shops):
    region = shops.roll_up(["region"])
    assert region.table["n_records"].tolist() == [6]
    assert region.table["n_people"].tolist() == [3]
    assert region.k == 3


def test_a_recoding_counts_people_again(shops):
    # shops A and B merge: u, v and w are all there, once each
    merged = shops.roll_up(recoded={"shop": np.array([0, 0, 1, 2])})
    assert merged.table["n_people"].tolist() == [3, 1]
    assert merged.table["n_records"].tolist() == [5, 1]
    assert merged.roll_up(["region"]).table["n_people"].tolist() == [3]


def test_a_roll_up_knows_who_is_in_which_class(shops):
    # only those who were in shop B or C, B and C being one
    coarse = shops.roll_up(recoded={"shop": np.array([2, 0, 0, 2])}, held=["shop"])
    rest = coarse.roll_up(["shop"], held=["shop"])
    member = rest.membership
    # the key of a frame is coded: u is 0 and w is 2
    keys = {"u": "u", "w": "w", 0: "u", 2: "w"}
    told = [keys[key] for key in member.keys.take(member.people).to_pylist()]
    assert sorted(told) == ["u", "w"]
    assert rest.codes("shop")[member.classes].tolist() == [0, 0]
    assert len(member.keys) == 2
    assert rest.units_by_smallest_class[0].tolist() == [2]


def test_a_person_counts_in_their_smallest_class(shops):
    # u is alone in C, w shares B with u, v shares A with u and w
    sizes = class_sizes(shops.data)
    assert sizes.sizes.tolist() == [1, 2, 3]
    assert sizes.units.tolist() == [1, 1, 1]
    assert sizes.classes.tolist() == [1, 1, 1]
    assert (sizes.n_units, sizes.n_unique, sizes.units_below(3), sizes.classes_below(3)) == (
        3,
        1,
        2,
        2,
    )


def test_k_of_the_whole_set_of_rows(visits):
    both = pd.concat([visits, visits.assign(person=visits["person"] + "'")])
    data = privlab.dataset(both, person="person", quasi_identifiers=["shop"])
    classes = privlab.equivalence_classes(data)
    assert classes.k == 2
    assert classes.k_of_whole_people == 2
    alone = privlab.dataset(visits, person="person", quasi_identifiers=["shop"])
    assert privlab.equivalence_classes(alone).k_of_whole_people == 1


def test_doubled_rows_of_a_person_change_no_count_of_people(visits):
    doubled = pd.concat([visits, visits])
    for frame in (visits, doubled):
        data = privlab.dataset(frame, person="person", quasi_identifiers=["shop"])
        assert privlab.equivalence_classes(data).table["n_people"].tolist() == [3, 2, 1]


def test_without_a_person_key_records_are_counted(visits):
    classes = privlab.equivalence_classes(privlab.dataset(visits, quasi_identifiers=["shop"]))
    assert classes.n_people is None
    assert classes.n_units == 6
    assert "n_people" not in classes.table
    assert classes.sizes.sum() == 6


def test_a_missing_value_is_a_category_of_its_own():
    frame = pd.DataFrame({"town": ["Lyon", None, None, "Lyon", "Lyon"]})
    classes = privlab.equivalence_classes(privlab.dataset(frame, quasi_identifiers=["town"]))
    assert classes.table["n_records"].tolist() == [3, 2]
    assert classes.table["town"].tolist() == [0, classes.missing("town")]


def test_semantics_of_missing_values_that_are_unknown_are_refused(visits):
    data = privlab.dataset(visits, quasi_identifiers=["shop"])
    with pytest.raises(ParameterError, match="Allowed: own"):
        privlab.equivalence_classes(data, missing="ignore")


def test_without_quasi_identifiers_the_message_says_what_to_pass(visits):
    with pytest.raises(ColumnError, match=r"Pass quasi_identifiers=\[...\]"):
        privlab.equivalence_classes(privlab.dataset(visits))


def test_rolling_up_to_no_column_is_one_class(shops):
    everybody = shops.roll_up([])
    assert everybody.n_classes == 1
    assert everybody.k == 3


def test_the_repr_shows_no_value(shops):
    assert repr(shops) == "<EquivalenceClasses: 3 classes of 3 people on 2 columns>"


rows = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from("abc"), st.sampled_from([1, 2, None])),
    min_size=1,
    max_size=30,
)


@settings(max_examples=40, deadline=None)
@given(rows)
def test_counts_equal_those_of_pandas_at_every_roll_up(rows):
    frame = pd.DataFrame(rows, columns=["p", "a", "b"])
    frame["b"] = frame["b"].astype("Int64")
    data = privlab.dataset(frame, person="p", quasi_identifiers=["a", "b"])
    classes = privlab.equivalence_classes(data)
    for kept in (["a", "b"], ["a"], ["b"]):
        groups = frame.groupby(kept, dropna=False)["p"]
        expected = pd.DataFrame({"r": groups.size(), "p": groups.nunique()}).sort_index()
        found = classes.roll_up(kept).table
        assert found["n_records"].tolist() == expected["r"].tolist()
        if "n_people" in found:
            assert found["n_people"].tolist() == expected["p"].tolist()


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2)), min_size=1, max_size=20),
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2)), min_size=1, max_size=20),
)
def test_matching_finds_each_key_or_says_that_it_is_absent(wanted, known):
    known = sorted(set(known))
    words = tuple(np.array(column) for column in zip(*known, strict=True))
    asked = tuple(np.array(column) for column in zip(*wanted, strict=True))
    expected = [known.index(key) if key in known else -1 for key in wanted]
    assert match_words(asked, words).tolist() == expected
    one_word = (recode(list(asked), [5, 3])[0], recode(list(words), [5, 3])[0])
    assert match_words(*one_word).tolist() == expected


def test_grouping_two_words_equals_grouping_their_pairs():
    words = (np.array([3, 1, 3, 1]), np.array([0, 2, 0, 3]))
    first, group = group_words(words)
    assert len(first) == 3
    assert group.tolist() == [2, 0, 2, 1]


def test_a_column_that_classes_do_not_have_is_named():
    classes = privlab.equivalence_classes(
        pd.DataFrame({"Stadt": ["A", "B"]}), quasi_identifiers=["Stadt"]
    )
    for asked in (classes.codes, classes.missing):
        with pytest.raises(privlab.errors.ColumnError, match="Did you mean 'Stadt'"):
            asked("Statd")
