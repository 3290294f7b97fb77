"""Candidate sets: how many records a record with missing values could be."""

from __future__ import annotations

import json

import ibis
import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings, strategies as st

import privlab
from privlab.classes import _candidate_sums, candidate_sets, check_missing, class_weights
from privlab.errors import ColumnError, ParameterError
from tests.golden import GOLDEN

GRID = st.sampled_from(["grid", "hash"])


def counts_of_rows(frame, **options):
    columns = options.pop("columns", None) or list(frame)
    found = candidate_sets(privlab.dataset(frame, quasi_identifiers=columns), **options)
    return found.counts[found.classes.of_rows()].tolist()


def compatible(one, other) -> bool:
    return all(a is None or b is None or a == b for a, b in zip(one, other, strict=True))


def brute_force(rows) -> list[int]:
    return [sum(compatible(one, other) for other in rows) for one in rows]


def frame_of(rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["a", "b", "c"]).astype("Int64")


@pytest.fixture(params=["grid", "hash"])
def each_way(request, monkeypatch):
    """Sum over the grid of all combinations, then over hashed classes."""
    if request.param == "hash":
        monkeypatch.setattr(_candidate_sums, "LARGEST_GRID", 0)


@pytest.fixture(scope="session")
def golden() -> dict:
    return json.loads((GOLDEN / "sdcmicro.json").read_text())


def test_the_wildcard_counts_by_hand():
    frame = pd.DataFrame({"sex": ["F", "F", None, "M"], "town": ["A", None, "A", "A"]})
    # (F, A) fits all but M; (F, ?) fits F and the unknown sex; (?, A) fits everyone
    assert counts_of_rows(frame, missing="wildcard") == [3, 3, 4, 2]


@pytest.mark.usefixtures("each_way")
def test_the_counts_of_sdcmicro_at_every_alpha(shared, golden):
    # sdcMicro 5.8.1, freqCalc on francdat with missing values
    frame = pd.read_csv(shared / "data" / "sdc" / "francdat_na.csv")
    data = privlab.dataset(frame, quasi_identifiers=golden["missing"]["keyVars"])
    for expected in golden["missing"]["by_alpha"]:
        found = candidate_sets(data, missing="sdcmicro", alpha=expected["alpha"], weight="w")
        rows = found.classes.of_rows()
        assert found.counts[rows] == pytest.approx(expected["fk"])
        assert found.weighted[rows] == pytest.approx(expected["Fk"])


@pytest.mark.usefixtures("each_way")
@pytest.mark.parametrize("case", ["missing_tiny", "missing_single_key"])
def test_the_treatment_of_a_record_that_misses_everything_is_sdcmicros(golden, case):
    frame = pd.DataFrame(golden[case]["rows"])
    for expected in golden[case]["by_alpha"]:
        found = counts_of_rows(frame, missing="sdcmicro", alpha=expected["alpha"])
        assert found == pytest.approx(expected["fk"])


@pytest.mark.parametrize("semantics", ["wildcard", "sdcmicro"])
def test_without_missing_values_the_counts_are_the_class_sizes(shared, golden, semantics):
    frame = pd.read_csv(shared / "data" / "sdc" / "francdat.csv")
    known = golden["risk"]["francdat"]
    data = privlab.dataset(frame, quasi_identifiers=known["keyVars"])
    found = candidate_sets(data, missing=semantics, weight="w")
    rows = found.classes.of_rows()
    assert found.counts[rows].tolist() == known["fk"]
    assert found.weighted[rows] == pytest.approx(known["Fk"])
    assert found.k == privlab.equivalence_classes(data).k


rows = st.lists(
    st.tuples(*[st.sampled_from([0, 1, 2, None])] * 3),
    min_size=1,
    max_size=25,
)


@settings(max_examples=60, deadline=None)
@given(rows, GRID)
@example([(None, None, None)], "hash")
@example([(1, None, None), (None, 1, None), (2, 2, None)], "hash")
def test_wildcard_counts_equal_a_comparison_of_all_pairs(rows, way):
    with pytest.MonkeyPatch.context() as patch:
        if way == "hash":
            patch.setattr(_candidate_sums, "LARGEST_GRID", 0)
        assert counts_of_rows(frame_of(rows), missing="wildcard") == brute_force(rows)


@settings(max_examples=40, deadline=None)
@given(rows, st.data())
def test_suppressing_a_cell_never_lowers_a_count(rows, data):
    row = data.draw(st.integers(0, len(rows) - 1))
    column = data.draw(st.integers(0, 2))
    blanked = [list(each) for each in rows]
    blanked[row][column] = None
    before = counts_of_rows(frame_of(rows), missing="wildcard")
    after = counts_of_rows(frame_of(blanked), missing="wildcard")
    assert all(new >= old for old, new in zip(before, after, strict=True))


@settings(max_examples=30, deadline=None)
@given(rows)
def test_wildcard_counts_are_never_below_those_of_own_classes(rows):
    data = privlab.dataset(frame_of(rows), quasi_identifiers=["a", "b", "c"])
    found = candidate_sets(data, missing="wildcard")
    assert (found.counts >= found.classes.sizes).all()
    assert found.k >= found.classes.k


@settings(max_examples=30, deadline=None)
@given(rows)
def test_at_alpha_one_sdcmicro_and_wildcard_differ_only_by_records_without_any_value(rows):
    full = [each for each in rows if any(value is not None for value in each)]
    if full:
        frame = frame_of(full)
        expected = counts_of_rows(frame, missing="wildcard")
        assert counts_of_rows(frame, missing="sdcmicro") == expected


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 4), st.sampled_from([0, 1, None]), st.sampled_from([0, 1, None])),
        min_size=1,
        max_size=15,
    )
)
def test_a_person_with_several_compatible_rows_counts_once(rows):
    frame = pd.DataFrame(rows, columns=["p", "a", "b"]).astype("Int64")
    data = privlab.dataset(frame, person="p", quasi_identifiers=["a", "b"])
    found = candidate_sets(data, missing="wildcard")
    expected = [len({other[0] for other in rows if compatible(one[1:], other[1:])}) for one in rows]
    assert found.counts[found.classes.of_rows()].tolist() == expected


def test_weights_of_candidates_add_up():
    frame = pd.DataFrame({"a": ["x", "x", None, "y"], "w": [1.5, 2.0, 4.0, 8.0]})
    data = privlab.dataset(frame, quasi_identifiers=["a"])
    found = candidate_sets(data, missing="wildcard", weight="w")
    assert found.weighted[found.classes.of_rows()].tolist() == [7.5, 7.5, 15.5, 12.0]
    own = class_weights(data, ["a"], "w")
    assert own[found.classes.of_rows()].tolist() == [3.5, 3.5, 4.0, 8.0]


def test_many_wide_columns_need_more_than_one_word():
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({f"c{n}": rng.integers(0, 2**18, 300) for n in range(8)}).astype("Int64")
    frame = pd.concat([frame, frame]).reset_index(drop=True)
    frame = frame.mask(rng.random(frame.shape) < 0.2)
    rows = frame.astype(object).where(frame.notna(), None).to_numpy().tolist()
    assert counts_of_rows(frame, missing="wildcard") == brute_force(rows)


@pytest.mark.parametrize("kind", ["duckdb", "parquet"])
def test_an_engine_gives_the_counts_of_a_frame(tmp_path, monkeypatch, kind):
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({c: rng.choice(["a", "b", "c", None], 200) for c in "xyz"})
    frame["w"] = rng.choice([1.0, 2.5], 200)
    if kind == "duckdb":
        source = ibis.duckdb.connect().create_table("t", frame)
    else:
        source = tmp_path / "t.parquet"
        frame.to_parquet(source)
    monkeypatch.setattr("privlab.tables._coding.FEW_ROWS", 0)
    options = {"missing": "wildcard", "weight": "w"}
    here = candidate_sets(privlab.dataset(frame, quasi_identifiers=list("xyz")), **options)
    there = candidate_sets(privlab.dataset(source, quasi_identifiers=list("xyz")), **options)
    pairs = [
        sorted(zip(each.counts.tolist(), each.weighted.tolist(), strict=True))
        for each in (here, there)
    ]
    assert pairs[0] == pairs[1]


def test_semantics_are_checked_and_own_is_sent_elsewhere(toy):
    data = privlab.dataset(toy, quasi_identifiers=["sexe"])
    for known in ("own", "wildcard", "sdcmicro"):
        check_missing(known)
    with pytest.raises(ParameterError, match="Did you mean 'wildcard'"):
        check_missing("wildcards")
    with pytest.raises(ParameterError, match="Allowed: wildcard, sdcmicro"):
        candidate_sets(data, missing="own")
    for call in (privlab.equivalence_classes, privlab.classes.class_sizes):
        with pytest.raises(ParameterError, match=r"candidate_sets\(data, missing='wildcard'\)"):
            call(data, missing="wildcard")


@pytest.mark.parametrize("alpha", [-0.1, 1.5, True, float("nan")])
def test_an_alpha_outside_zero_to_one_is_refused(toy, alpha):
    with pytest.raises(ParameterError, match="from 0 to 1"):
        candidate_sets(privlab.dataset(toy), ["sexe"], missing="sdcmicro", alpha=alpha)


def test_an_alpha_of_wildcards_is_refused(toy):
    with pytest.raises(ParameterError, match="Use missing='sdcmicro'"):
        candidate_sets(privlab.dataset(toy), ["sexe"], missing="wildcard", alpha=0.5)


@pytest.mark.parametrize("options", [{"missing": "sdcmicro"}, {"weight": "w"}])
def test_people_with_several_rows_have_only_wildcard_counts_without_weights(visits, options):
    data = privlab.dataset(visits.assign(w=1.0), person="person", quasi_identifiers=["shop"])
    with pytest.raises(ParameterError, match="People have several rows"):
        candidate_sets(data, **{"missing": "wildcard", **options})


@pytest.mark.parametrize("bad", [0.0, -1.0, np.nan, np.inf])
def test_a_weight_that_is_none_is_refused_and_not_shown(bad):
    data = privlab.dataset(pd.DataFrame({"a": ["x", "y"], "w": [977.25, bad]}))
    with pytest.raises(ColumnError, match="not above 0") as error:
        candidate_sets(data, ["a"], missing="wildcard", weight="w")
    assert "977" not in str(error.value)


def test_a_weight_of_text_or_of_a_quasi_identifier_is_refused(toy):
    data = privlab.dataset(toy)
    with pytest.raises(ColumnError, match="does not hold numbers"):
        candidate_sets(data, ["sexe"], missing="wildcard", weight="id")
    with pytest.raises(ParameterError, match="both a quasi-identifier and the weight"):
        candidate_sets(data, ["dep"], missing="wildcard", weight="dep")
    with pytest.raises(ColumnError, match="Did you mean 'dep'"):
        candidate_sets(data, ["sexe"], missing="wildcard", weight="dept")


def test_the_repr_of_candidate_sets_shows_no_value(toy):
    found = candidate_sets(privlab.dataset(toy), ["sexe", "dep"], missing="wildcard")
    assert repr(found) == "<CandidateSets (wildcard) of 8 records in 4 classes>"
