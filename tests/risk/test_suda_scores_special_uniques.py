"""SUDA2 and DIS-SUDA: who is singled out by few columns."""

from __future__ import annotations

import itertools
import json
import math

import ibis
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

import privlab
from privlab.errors import ParameterError
from privlab.risk import score_suda
from privlab.risk.suda import _cube as _suda_cube
from privlab.risk.suda._disclosure import disclosure_of_uniques, disclosure_scores
from privlab.risk.suda._search import minimal_uniques, suda_weights
from tests.golden import GOLDEN

KEYS = ["urbrur", "roof", "walls", "water", "electcon", "relat", "sex"]


@pytest.fixture(scope="session")
def golden() -> dict:
    return json.loads((GOLDEN / "sdcmicro.json").read_text())["suda2"]


def suda(frame, **options):
    columns = options.pop("columns", None) or list(frame)
    return score_suda(privlab.dataset(frame, quasi_identifiers=columns), **options)


@pytest.mark.parametrize(
    ("case", "file", "scores"),
    [
        ("book", "suda_book.csv", "original"),
        ("book_std", "suda_book.csv", "standard"),
        ("ihsn_guide_table4_5", "suda_ihsn.csv", "original"),
    ],
)
def test_scores_disclosures_and_contributions_of_sdcmicro(shared, golden, case, file, scores):
    # sdcMicro 5.8.1, suda2 on the example of the SUDA papers and on IHSN guide table 4.5
    expected = golden[case]
    found = suda(pd.read_csv(shared / "data" / "sdc" / file), scores=scores)
    assert found.records["score"].tolist() == pytest.approx(expected["score"])
    assert found.records["dis"].tolist() == pytest.approx(expected["dis"])
    percents = {
        each["variable"]: each["contribution"] for each in expected["attribute_contributions"]
    }
    assert found.contributions["percent"].to_dict() == pytest.approx(percents)
    assert found.figure("n_special").value == expected["n_score_gt0"]


def test_the_sum_of_the_scores_of_the_sdcmicro_test_data(shared):
    # sdcMicro 5.8.1: 4890 on seven keys
    frame = pd.read_csv(shared / "data" / "sdc" / "testdata.csv.gz")
    found = suda(frame, columns=KEYS)
    assert found.records["score"].sum() == 4890
    assert found.records["dis"].between(0, 1).all()


def brute_force(rows, n_columns: int) -> list[float]:
    scores = []
    for row in rows:
        minimal: list[tuple[int, ...]] = []
        for size in range(1, n_columns + 1):
            for columns in itertools.combinations(range(n_columns), size):
                if any(set(known) <= set(columns) for known in minimal):
                    continue
                values = [row[column] for column in columns]
                if None in values:
                    continue
                if sum([other[c] for c in columns] == values for other in rows) == 1:
                    minimal.append(columns)
        scores.append(float(sum(math.factorial(n_columns - len(each)) for each in minimal)))
    return scores


tables = st.lists(st.tuples(*[st.sampled_from([0, 1, 2, None])] * 4), min_size=1, max_size=14)


def frame_of(rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list("abcd")).astype("Int64")


@settings(max_examples=80, deadline=None)
@given(tables)
def test_scores_equal_those_of_trying_every_set_of_columns(rows):
    assert suda(frame_of(rows)).records["score"].tolist() == brute_force(rows, 4)


@settings(max_examples=30, deadline=None)
@given(tables, st.permutations(list("abcd")), st.randoms())
def test_neither_the_order_of_columns_nor_of_rows_matters(rows, columns, random):
    frame = frame_of(rows)
    shuffled = frame.iloc[random.sample(range(len(rows)), len(rows))]
    before, after = suda(frame), suda(shuffled, columns=columns)
    expected = before.records["score"].loc[after.records.index]
    assert after.records["score"].tolist() == expected.tolist()
    contributions = after.contributions.loc[list("abcd"), "percent"].tolist()
    assert contributions == pytest.approx(before.contributions["percent"].tolist())


@settings(max_examples=30, deadline=None)
@given(tables)
def test_a_smaller_size_never_raises_a_score(rows):
    frame = frame_of(rows)
    scores = [suda(frame, max_size=size).records["score"].to_numpy() for size in (1, 2, 3, 4)]
    for smaller, larger in itertools.pairwise(scores):
        assert (smaller <= larger).all()


def test_minimal_uniques_are_counted_by_their_size(shared):
    found = suda(pd.read_csv(shared / "data" / "sdc" / "suda_book.csv"))
    # scores 4, 2, 6, 8 of four columns: sizes 1 weigh 6 and sizes 2 weigh 2
    assert found.sizes["minimal_uniques"].tolist() == [2, 4, 0, 0]


def test_more_uniques_than_records_are_all_found():
    rng = np.random.default_rng(5)
    rows = rng.integers(0, 6, (60, 7)).tolist()
    frame = pd.DataFrame(rows, columns=list("abcdefg"))
    assert suda(frame).records["score"].tolist() == brute_force(rows, 7)


def test_a_person_is_not_hidden_by_their_own_second_row():
    frame = pd.DataFrame(
        {"p": ["u", "u", "v", "w"], "a": [1, 1, 2, 2], "b": [1, 2, 1, 1], "c": [0, 0, 0, 0]}
    )
    data = privlab.dataset(frame, person="p", quasi_identifiers=["a", "b", "c"])
    found = score_suda(data)
    # both rows of u are alone on a; the second one on b as well; v and w are a pair
    assert found.records["score"].tolist() == [2, 4, 0, 0]
    assert found.figure("n_special").value == 1
    assert found.figure("n_special").unit == "people"
    # DIS: one unique, a pair of people; the person's highest score is the whole sum
    dis = disclosure_of_uniques(1, 2, 0.01)
    assert found.figure("dis").value == pytest.approx(dis)
    assert found.records["dis"].tolist()[1] == pytest.approx(dis)


@pytest.mark.parametrize("person", [None, "p"])
def test_an_engine_gives_the_scores_of_a_frame(monkeypatch, person):
    rng = np.random.default_rng(2)
    frame = pd.DataFrame({c: rng.choice(["a", "b", "c", "d", None], 60) for c in "xyz"})
    frame["day"] = pd.to_datetime("2020-01-01") + pd.to_timedelta(rng.integers(0, 5, 60), "D")
    frame["p"] = [f"p{n:02d}" for n in rng.integers(0, 45, 60)]
    roles = {"person": person, "quasi_identifiers": ["x", "y", "z", "day"]}
    here = score_suda(privlab.dataset(frame, **roles))
    monkeypatch.setattr("privlab.tables._coding.FEW_ROWS", 0)
    table = ibis.duckdb.connect().create_table("t", frame)
    there = score_suda(privlab.dataset(table, **roles))
    found = there.data.connection.to_pandas(there.records_table)
    expected = here.records.assign(p=frame["p"])
    if person is None:
        assert list(found.columns) == [*frame.columns, "score", "dis"]
        keys = [*frame.columns, "score"]
        both = [
            each.sort_values(keys, ignore_index=True) for each in (found, frame.join(here.records))
        ]
        pd.testing.assert_series_equal(both[0]["score"], both[1]["score"])
        pd.testing.assert_series_equal(both[0]["dis"], both[1]["dis"])
    else:
        highest = expected.groupby("p").max()
        found = found.set_index("p").sort_index()
        pd.testing.assert_frame_equal(found, highest, check_dtype=False, check_index_type=False)
    assert [f.value for f in there.figures] == pytest.approx([f.value for f in here.figures])


def test_without_pairs_every_unique_is_disclosed_and_the_result_says_so():
    found = suda(pd.DataFrame({"a": [1, 2, 3, 3, 3]}))
    assert found.records["dis"].tolist() == [1, 1, 0, 0, 0]
    assert any("Nobody is in a class of two" in each.text("en") for each in found.assumptions)


def test_without_uniques_all_is_zero(toy):
    found = suda(pd.concat([toy, toy]), columns=["sexe", "dep"])
    assert found.records["score"].tolist() == [0] * 16
    assert found.records["dis"].tolist() == [0] * 16
    assert found.contributions["percent"].tolist() == [0, 0]
    assert found.figure("dis").value == 0


def test_disclosure_scores_by_hand():
    # two uniques of equal score on eight columns: exponent 1, A = 2 / score, dis = DIS
    dis = disclosure_of_uniques(2, 4, 0.1)
    assert dis == pytest.approx(0.2 / (0.2 + 4 * 0.9))
    assert disclosure_scores([24, 24, 0], 8, 2, dis) == pytest.approx([dis, dis, 0])


def test_records_keep_the_index_of_the_input(toy):
    frame = toy.set_axis([f"r{n}" for n in range(8)])
    found = suda(frame, columns=["sexe", "dep"])
    assert found.records.index.tolist() == frame.index.tolist()
    # M in 75 and M in 69 are alone on both columns only
    assert found.records["score"].tolist() == [0, 0, 0, 0, 0, 0, 1, 1]


@pytest.mark.parametrize("fraction", [0, 1, -0.2, True, float("nan")])
def test_a_fraction_that_is_none_is_refused(toy, fraction):
    with pytest.raises(ParameterError, match="above 0 and below 1"):
        suda(toy, columns=["sexe"], dis_fraction=fraction)


@pytest.mark.parametrize("size", [0, -1, 1.5, True])
def test_a_size_that_is_no_number_of_columns_is_refused(toy, size):
    with pytest.raises(ParameterError, match="whole number of columns"):
        suda(toy, columns=["sexe"], max_size=size)


def test_an_unknown_convention_is_refused(toy):
    with pytest.raises(ParameterError, match="Did you mean 'standard'"):
        suda(toy, columns=["sexe"], scores="standart")


def test_too_many_columns_are_refused():
    frame = pd.DataFrame({f"c{n}": [1, 2] for n in range(21)})
    with pytest.raises(ParameterError, match="Name at most 20"):
        suda(frame)


def test_the_plot_shows_each_column_and_its_percent(shared):
    found = suda(pd.read_csv(shared / "data" / "sdc" / "suda_book.csv"))
    ax = found.plot().ax_
    assert [label.get_text() for label in ax.get_yticklabels()] == [
        "education",
        "age",
        "gender",
        "income",
    ]
    assert [text.get_text() for text in ax.texts] == ["70", "40", "30", "0"]
    assert ax.get_xlabel() == "Contribution to the scores (%)"


@settings(max_examples=40)
@given(
    st.integers(1, 4).flatmap(
        lambda m: st.lists(st.tuples(*[st.integers(0, 3)] * m), min_size=1, max_size=40)
    ),
    st.integers(1, 4),
)
def test_the_cube_and_the_search_find_the_same_minimal_uniques(rows, longest):
    found, counts = np.unique(np.array(rows), axis=0, return_counts=True)
    codes, sizes = list(found.T), [4] * found.shape[1]  # 3 is the missing value
    owners = np.where(counts == 1, np.arange(len(counts)), -1)
    weights = suda_weights(len(codes), "original")
    longest = min(longest, len(codes))
    both = []
    for largest in (2**25, 0):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(_suda_cube, "LARGEST_CUBE", largest)
            both.append(minimal_uniques(codes, sizes, owners, weights, longest))
    cube, search = both
    assert cube.scores.tolist() == search.scores.tolist()
    assert cube.of_columns.tolist() == search.of_columns.tolist()
    assert cube.of_sizes.tolist() == search.of_sizes.tolist()
