"""The axioms of the knowledge axis, each on random tables: 30 at every run, 200 in the slow one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

import privlab
from privlab.intrusiveness import crowd_bits

COLUMNS = {"a": ("income", 0.25), "b": ("income", 1.0), "c": ("values", 0.5)}
MERGED = {
    "a": privlab.Hierarchy.from_rows([["x", "*"], ["y", "*"]]),
    "b": privlab.Hierarchy.intervals(2),
    "c": privlab.Hierarchy.intervals(1),
}
cells = (st.sampled_from(["x", "y", None]), st.integers(0, 3), st.sampled_from([1.5, 2.5, None]))
tables = st.lists(st.tuples(*cells), min_size=2, max_size=25).map(
    lambda rows: pd.DataFrame(rows, columns=list("abc"))
)
several = st.lists(st.tuples(st.integers(0, 5), *cells), min_size=2, max_size=15).map(
    lambda rows: pd.DataFrame([(-1, "x", 0, 1.5), *rows], columns=["who", *"abc"])
)
belongs = st.tuples(st.sampled_from(["income", "values"]), st.sampled_from([0.25, 0.5, 0.75, 1.0]))
declared = st.fixed_dictionaries(dict.fromkeys("abc", belongs))
a_column = st.sampled_from("abc")


def measured(frame, dimensions=COLUMNS, reference=None, **options):
    def opened(own):
        roles = {c: dimensions[c] for c in own if c != "who"}
        return privlab.dataset(own, person="who" if "who" in own else None, dimensions=roles)

    against = None if reference is None else opened(reference)
    return privlab.measure_intrusiveness(opened(frame), reference=against, crowd=20, **options)


def people(frame, *arguments, **options):
    return measured(frame, *arguments, **options).people["knowledge"]


def a1_adding_a_column_never_lowers_a_score(frame, data):
    dimensions, column = data.draw(declared), data.draw(a_column)
    rest = people(frame.drop(columns=column), dimensions)
    assert (people(frame, dimensions) >= rest - 1e-12).all()


def a2_recoding_the_values_changes_nothing(frame, data):
    dimensions = data.draw(declared)
    recoded = frame.assign(
        a=frame["a"].map({"x": "pear", "y": "apple"}),
        b=100 - frame["b"],
        c=frame["c"].map({1.5: "p", 2.5: "q"}),
    )
    np.testing.assert_allclose(people(recoded, dimensions), people(frame, dimensions), atol=1e-12)


def a3_a_constant_column_adds_nothing(frame, data):
    dimensions = {**data.draw(declared), "constant": data.draw(belongs)}
    wider = frame.assign(constant="same")
    np.testing.assert_allclose(people(wider, dimensions), people(frame, dimensions), atol=1e-12)


def a4_a_copy_of_a_column_adds_nothing(frame, data):
    dimensions, column = data.draw(declared), data.draw(a_column)
    name, level = dimensions[column]
    # a copy that is less sensitive lowers nothing either
    wider = frame.assign(copy=frame[column], harmless=frame[column])
    copies = {"copy": (name, level), "harmless": (name, 0.25)}
    found = people(wider, {**dimensions, **copies})
    np.testing.assert_allclose(found, people(frame, dimensions), atol=1e-12)


def a5_generalising_never_raises_a_score(frame, data):
    dimensions = data.draw(declared)
    levels = {column: data.draw(st.integers(0, 1)) for column in MERGED}
    person = "who" if "who" in frame else None
    table = privlab.dataset(frame, person=person, dimensions=dimensions)
    recipe = privlab.Recipe(levels, MERGED)
    coarse = privlab.measure_intrusiveness(
        recipe.transform(table), reference=table, recipe=recipe, crowd=20
    )
    assert (coarse.people["knowledge"] <= people(frame, dimensions) + 1e-12).all()


def a6_suppressing_cells_never_raises_a_score_against_the_original(frame, data):
    dimensions = data.draw(declared)
    suppressed = frame.astype({"b": "Int64"})
    for column in "abc":
        blank = data.draw(st.lists(st.booleans(), min_size=len(frame), max_size=len(frame)))
        suppressed[column] = suppressed[column].mask(np.array(blank))
    found = people(suppressed, dimensions, reference=frame)
    assert (found <= people(frame, dimensions) + 1e-12).all()


def a7_a_sample_is_as_exposed_as_the_whole(_, data):
    rng = np.random.default_rng(data.draw(st.integers(0, 2**32)))
    law = rng.dirichlet(np.full(data.draw(st.integers(2, 400)), data.draw(st.floats(0.1, 5))))
    bits = []
    for n in (20_000, 300_000):
        drawn = rng.multinomial(n, law)
        sizes = drawn[drawn > 0]
        bits.append(np.average(crowd_bits(sizes, n, crowd=1000), weights=sizes))
    assert abs(bits[0] - bits[1]) < 0.1


def a8_scores_add_up_over_people_dimensions_and_columns(frame, data):
    gaze = measured(frame, data.draw(declared))
    each = gaze.people
    np.testing.assert_allclose(each[list(gaze.dimensions)].mean(axis=1), each["knowledge"])
    if "who" not in frame:
        assert each["knowledge"].mean() == pytest.approx(gaze.knowledge, abs=1e-12)
    parts = gaze.shares()
    assert parts["shapley"].sum() == pytest.approx(gaze.knowledge, abs=1e-12)
    assert (parts["shapley"] >= -1e-12).all()


AXIOMS = [
    a1_adding_a_column_never_lowers_a_score,
    a2_recoding_the_values_changes_nothing,
    a3_a_constant_column_adds_nothing,
    a4_a_copy_of_a_column_adds_nothing,
    a5_generalising_never_raises_a_score,
    a6_suppressing_cells_never_raises_a_score_against_the_original,
    a7_a_sample_is_as_exposed_as_the_whole,
    a8_scores_add_up_over_people_dimensions_and_columns,
]
OF_PEOPLE = [axiom for axiom in AXIOMS if axiom is not a7_a_sample_is_as_exposed_as_the_whole]


def holds(axiom, drawn, examples):
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large]
    rules = settings(max_examples=examples, deadline=None, suppress_health_check=slow)
    rules(given(drawn, st.data())(axiom))()


@pytest.mark.parametrize("axiom", AXIOMS)
def test_the_axiom_holds_on_random_tables(axiom):
    holds(axiom, tables, 30)


@pytest.mark.parametrize("axiom", OF_PEOPLE[::5])
def test_the_axiom_holds_when_people_have_several_rows(axiom):
    holds(axiom, several, 4)


@pytest.mark.slow
@pytest.mark.parametrize("axiom", AXIOMS)
def test_the_axiom_holds_on_two_hundred_random_tables(axiom):
    holds(axiom, tables, 200)


@pytest.mark.slow
@pytest.mark.parametrize("axiom", OF_PEOPLE)
def test_the_axiom_holds_on_many_tables_of_people_with_several_rows(axiom):
    holds(axiom, several, 40)


def test_a7_adult_is_as_exposed_in_a_sample_as_in_whole(adult):
    frame = pd.read_csv(adult, sep=";")
    quasi = [name for name in frame if name != "occupation"]
    bits = []
    for n in (1_000, 5_000, 30_162):
        sample = frame.sample(n, random_state=0)
        bits.append(privlab.measure_intrusiveness(privlab.dataset(sample), columns=quasi).bits)
    assert max(bits) - min(bits) < 0.1
