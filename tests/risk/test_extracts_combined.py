"""Two extracts that are anonymous by themselves may not be together."""

from __future__ import annotations

import pandas as pd
import pytest

import privlab
from privlab.errors import ColumnError, ParameterError
from privlab.risk import combined_k


def extracts(first, second, **options):
    return [privlab.dataset(pd.DataFrame(each), person="id", **options) for each in (first, second)]


def test_two_extracts_of_k_2_single_everybody_out():
    found = combined_k(
        *extracts({"id": [1, 2, 3, 4], "t": list("AABB")}, {"id": [4, 3, 2, 1], "t": list("BABA")}),
        quasi_identifiers=["t"],
    )
    assert (found.k_first, found.k_second, found.k) == (2, 2, 1)
    assert found.n_unique == found.n_newly_unique == 4
    assert found.figure("k").unit == "people"


def test_the_same_extract_twice_tells_nothing_new():
    rows = {"id": list("abcd"), "t": list("AABB")}
    found = combined_k(*extracts(rows, rows), quasi_identifiers=["t"])
    assert (found.k_first, found.k, found.n_unique, found.n_in_both) == (2, 2, 0, 4)


def test_absence_from_an_extract_is_known_too():
    found = combined_k(
        *extracts({"id": [1, 2, 3, 4], "t": list("AAAA")}, {"id": [1, 2, 3], "t": list("AAA")}),
        quasi_identifiers=["t"],
    )
    assert (found.k, found.n_people, found.n_in_both, found.n_unique) == (1, 4, 3, 1)


def test_people_with_several_rows_share_a_crowd_by_their_whole_set():
    # b and c share all rows in the first; the second splits a from them
    found = combined_k(
        *extracts(
            {"id": list("aabbcc"), "t": list("XYXYYX")}, {"id": list("abc"), "t": list("XYY")}
        ),
        quasi_identifiers=["t"],
    )
    assert (found.k_first, found.k_second, found.k) == (3, 1, 1)
    assert found.n_newly_unique == 0


def test_each_extract_may_hold_other_columns():
    first, second = extracts({"id": [1, 2], "a": [0, 0]}, {"id": [1, 2], "b": [0, 1]})
    assert combined_k(first, second, quasi_identifiers=["a", "b"]).k == 1


def test_files_and_frames_combine(tmp_path):
    rows = {"id": list("abcd"), "t": list("AABB")}
    path = tmp_path / "second.parquet"
    pd.DataFrame({"id": list("dcba"), "t": list("BABA")}).to_parquet(path)
    first = privlab.dataset(pd.DataFrame(rows), person="id")
    assert combined_k(first, privlab.dataset(path, person="id"), quasi_identifiers=["t"]).k == 1
    assert combined_k(privlab.dataset(path, person="id"), first, quasi_identifiers=["t"]).k == 1


def test_keys_of_two_types_are_refused():
    pair = extracts({"id": [1, 2], "t": ["A", "A"]}, {"id": ["1", "2"], "t": ["A", "A"]})
    with pytest.raises(ColumnError, match="nobody could be matched"):
        combined_k(*pair, quasi_identifiers=["t"])


def test_extracts_without_a_key_or_without_the_columns_are_refused(toy):
    keyed = privlab.dataset(toy, person="id")
    with pytest.raises(ColumnError, match="an extract has none"):
        combined_k(keyed, privlab.dataset(toy), quasi_identifiers=["dep"])
    with pytest.raises(ColumnError, match="names town, which neither extract has"):
        combined_k(keyed, keyed, quasi_identifiers=["dep", "town"])
    other = privlab.dataset(toy[["id", "sexe"]], person="id")
    with pytest.raises(ColumnError, match="has none of the columns dep"):
        combined_k(keyed, other, quasi_identifiers=["dep"])
    with pytest.raises(ParameterError, match="no column to be known by"):
        combined_k(keyed, keyed, quasi_identifiers=["id"])
