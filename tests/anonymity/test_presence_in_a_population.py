"""k-map and delta-presence against the table that a sample was drawn from."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

import privlab
from privlab.errors import ColumnError, ParameterError, SourceError

# 12 of the population: A 5, B 4, C 2, missing 1; 6 of them in the table: A 3, B 1, missing ... 1
POPULATION = pd.DataFrame({"town": [*"AAAAABBBBCC", None], "age": [30] * 12})
SAMPLE = POPULATION.iloc[[0, 1, 2, 5, 11]]


def opened(frame, **roles):
    return privlab.dataset(frame, quasi_identifiers=["town", "age"], **roles)


def compared(sample, population, **roles):
    return privlab.check_anonymity(
        opened(sample, **roles), population_table=opened(population, **roles)
    )


def test_the_map_is_the_smallest_class_of_the_population_that_is_met():
    found = compared(SAMPLE, POPULATION)
    assert found.k == 1
    assert found.k_map == 1  # the missing town
    assert compared(SAMPLE.iloc[:4], POPULATION).k_map == 4  # town C is not in the table


def test_presence_goes_from_the_rarest_to_the_fullest_class_of_the_population():
    assert compared(SAMPLE, POPULATION).delta_presence == (0.0, 1.0)
    found = compared(SAMPLE, POPULATION.iloc[[*range(9), 11]])
    assert found.delta_presence == pytest.approx((1 / 4, 1.0), abs=1e-9)
    assert compared(SAMPLE.iloc[:4], POPULATION.iloc[:9]).delta_presence == pytest.approx(
        (1 / 4, 3 / 5), abs=1e-9
    )


def test_figures_say_both():
    found = compared(SAMPLE.iloc[:4], POPULATION.iloc[:9])
    assert found.figure("k_map").value == 4
    assert found.figure("presence_highest").value == pytest.approx(3 / 5)
    assert found.figure("population_units").text("en") == "9 records"


def test_people_are_counted_once_on_both_sides():
    population = pd.DataFrame({"id": [1, 1, 1, 2, 3], "town": list("AAAAB"), "age": [30] * 5})
    found = compared(population.iloc[:2], population, person="id")
    assert found.k_map == 2
    assert found.delta_presence == (0.0, 0.5)


def test_values_are_matched_and_not_their_codes():
    population = pd.DataFrame({"town": list("ABBCCC"), "age": [1, 7, 7, 9, 9, 9]})
    other = pd.DataFrame({"town": list("CB"), "age": [9.0, 7.0]})
    assert compared(other, population).k_map == 2


@pytest.mark.parametrize(
    "sample",
    [
        pd.DataFrame({"town": ["C"] * 3, "age": [30] * 3}),
        pd.DataFrame({"town": ["D"], "age": [30]}),
        pd.DataFrame({"town": ["A"], "age": [31]}),
        pd.DataFrame({"town": ["A"], "age": [None]}).astype({"age": float}),
    ],
    ids=["too many", "unknown text", "unknown number", "unknown missing"],
)
def test_a_table_that_is_no_part_of_its_population_is_refused(sample):
    with pytest.raises(ParameterError, match="no part of the population table: 1 of its 1 classes"):
        compared(sample, POPULATION)


def test_other_units_columns_and_types_are_refused_without_values():
    keyed = POPULATION.assign(id=range(12))
    with pytest.raises(ParameterError, match="counts records and the population table people"):
        privlab.check_anonymity(opened(SAMPLE), population_table=opened(keyed, person="id"))
    bare = privlab.dataset(POPULATION[["town"]])
    with pytest.raises(ColumnError, match="lacks the quasi-identifiers age"):
        privlab.check_anonymity(opened(SAMPLE), population_table=bare)
    texts = POPULATION.assign(age="thirty")
    with pytest.raises(ColumnError, match="'age' is int64 in the table and") as raised:
        compared(SAMPLE, texts)
    assert "thirty" not in str(raised.value)
    with pytest.raises(SourceError, match="cannot read a list"):
        privlab.check_anonymity(opened(SAMPLE), population_table=[1])


def test_without_a_population_the_question_is_refused():
    found = privlab.check_anonymity(opened(SAMPLE))
    with pytest.raises(ParameterError, match="population_table="):
        _ = found.k_map
    with pytest.raises(ParameterError, match="population_table="):
        _ = found.delta_presence


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["a", "b", None]), st.integers(0, 2)), min_size=1),
    st.data(),
)
def test_a_subset_is_never_less_hidden_in_the_population_than_in_itself(rows, drawn):
    frame = pd.DataFrame(rows, columns=["town", "age"])
    kept = drawn.draw(st.sets(st.integers(0, len(rows) - 1), min_size=1))
    sample = frame.iloc[sorted(kept)]
    found = compared(sample, frame)
    sizes = frame.groupby(["town", "age"], dropna=False).size()
    own = sample.groupby(["town", "age"], dropna=False).size()
    shares = own.reindex(sizes.index, fill_value=0) / sizes
    assert found.k_map >= found.k
    assert found.k_map == sizes[own.index].min()
    assert found.delta_presence == pytest.approx((shares.min(), shares.max()), abs=1e-9)
