"""The knowledge axis: Choquet score per dimension, its axioms, people with several rows."""

from __future__ import annotations

import ibis
import numpy as np
import pandas as pd
import pytest

import privlab
from privlab.errors import ColumnError, ParameterError, ReferenceTableError

LEVELS = {"sexe": ("identity", 0.25), "dep": ("identity", 0.5)}
# the last person is held on one column only
PATTERNS = pd.DataFrame({"a": [1, 1, 2, 1], "b": ["x", "x", "y", None]})
TOY_SCORES = [0.139839] * 4 + [0.284586] * 2 + [0.306506, 0.367920]


def knowledge(frame, dimensions, **options):
    return privlab.measure_intrusiveness(privlab.dataset(frame, dimensions=dimensions), **options)


@pytest.fixture
def gaze(toy):
    return knowledge(toy.drop(columns="id"), LEVELS, crowd=8)


def test_the_choquet_score_of_the_toy_table(gaze):
    np.testing.assert_allclose(gaze.people["identity"], TOY_SCORES, atol=1e-6)
    assert gaze.dimensions["identity"] == pytest.approx(0.2253695, abs=1e-6)


def test_the_score_is_the_mean_of_ten_dimensions(gaze):
    assert gaze.knowledge == pytest.approx(0.02253695, abs=1e-7)
    assert len(gaze.dimensions) == 10
    assert gaze.dimensions["income"] is None
    np.testing.assert_allclose(gaze.people["knowledge"], np.array(TOY_SCORES) / 10, atol=1e-7)


def test_bits_of_the_whole_profile(gaze, toy):
    assert gaze.bits == pytest.approx(1.75, abs=1e-6)
    four = knowledge(toy.drop(columns="id"), LEVELS, crowd=4)
    assert four.bits == pytest.approx(1.275034, abs=1e-6)


def test_the_share_of_a_column_is_what_the_score_loses_without_it(gaze, toy):
    shares = gaze.columns.set_index("column")["share"]
    for column in LEVELS:
        rest = {other: level for other, level in LEVELS.items() if other != column}
        without = knowledge(toy[list(rest)], rest, crowd=8)
        assert shares[column] == pytest.approx(gaze.knowledge - without.knowledge, abs=1e-12)
    assert gaze.columns["bits"].tolist() == pytest.approx([0.811278, 0.954434], abs=1e-6)


def test_people_keep_the_order_and_the_index_of_the_input(toy):
    frame = toy.drop(columns="id").iloc[::-1].set_axis(list("stuvwxyz"))
    found = knowledge(frame, LEVELS, crowd=8).people
    assert found.index.tolist() == list("stuvwxyz")
    np.testing.assert_allclose(found["identity"], TOY_SCORES[::-1], atol=1e-6)


def test_counts_are_taken_per_null_pattern():
    # a plain group-by gives [2, 2, 1, 1]; the last person is held on one column only
    gaze = knowledge(PATTERNS, {"a": "income", "b": "income"}, crowd=4)
    expected = 0.75 * np.log2(4 / np.array([2, 2, 1, 3])) / 2
    np.testing.assert_allclose(gaze.people["income"], expected)


def test_each_level_of_sensitivity_has_its_own_null_patterns():
    gaze = knowledge(PATTERNS, {"a": ("income", 0.25), "b": ("income", 1.0)}, crowd=4)
    # K = 0.25 u(a, b) + 0.75 u(b); of b alone the last person is not known at all
    both, b = np.log2(4 / np.array([2, 2, 1, 3])) / 2, np.log2(4 / np.array([2, 2, 1, 4])) / 2
    np.testing.assert_allclose(gaze.people["income"], 0.25 * both + 0.75 * b)


def test_suppressed_cells_are_compared_with_the_original():
    original = privlab.dataset(PATTERNS, dimensions={"a": "income", "b": "income"})
    # y goes, and all that was held of the second person
    after = pd.DataFrame({"a": [1, None, 2, 1], "b": ["x", None, None, None]})
    released = privlab.dataset(after, dimensions={"a": "income", "b": "income"})
    gaze = privlab.measure_intrusiveness(released, reference=original, crowd=4)
    expected = 0.75 * np.log2(4 / np.array([2, 4, 1, 3])) / 2
    np.testing.assert_allclose(gaze.people["income"], expected)


def test_a_person_of_whom_nothing_is_held_is_not_exposed():
    frame = pd.DataFrame({"a": [None, "x", "y"], "b": [None, 1, 2]})
    gaze = knowledge(frame, {"a": "income", "b": "income"}, crowd=3)
    assert gaze.people["income"].tolist() == pytest.approx([0, 0.75, 0.75])


def test_the_crowd_is_never_larger_than_the_reference(gaze, toy):
    large = knowledge(toy.drop(columns="id"), LEVELS, crowd=1000)
    assert large.crowd == 8
    assert large.bits == gaze.bits
    said = [message.text("en") for message in large.assumptions]
    assert "The crowd of 1,000 was lowered to the 8 of the reference table." in said


def test_without_dimensions_there_are_bits_and_no_score(toy):
    data = privlab.dataset(toy, person="id", quasi_identifiers=["sexe", "dep"])
    gaze = privlab.measure_intrusiveness(data, crowd=8)
    assert gaze.bits == pytest.approx(1.75)
    assert list(gaze.dimensions) == ["undeclared"]
    assert gaze.knowledge is None
    assert gaze.score is None
    assert "no life dimension" in gaze.figure("score").text("en")


def test_a_column_without_a_dimension_raises_and_does_not_vanish(toy):
    with pytest.raises(ColumnError, match="not for dep"):
        knowledge(toy, {"sexe": "identity", "id": None})


def test_a_column_may_be_declared_to_say_nothing(toy):
    gaze = knowledge(toy, {**LEVELS, "id": None}, crowd=8)
    assert gaze.knowledge == pytest.approx(0.02253695, abs=1e-7)
    assert "Left out of the profile: id." in [m.text("en") for m in gaze.assumptions]


@pytest.mark.parametrize("crowd", [0, 1, -4, 2.5, True, "many"])
def test_a_crowd_that_is_no_crowd_is_refused(toy, crowd):
    with pytest.raises(ParameterError, match="at least 2 people"):
        knowledge(toy.drop(columns="id"), LEVELS, crowd=crowd)


def test_one_person_has_no_crowd():
    with pytest.raises(ReferenceTableError, match="no crowd"):
        knowledge(pd.DataFrame({"a": [1]}), {"a": "income"})


def test_too_many_null_patterns_are_refused():
    rng = np.random.default_rng(0)
    values = np.where(rng.random((3000, 10)) < 0.5, 1.0, np.nan)
    frame = pd.DataFrame(values, columns=list("abcdefghij"))
    with pytest.raises(ReferenceTableError, match="at most 512"):
        knowledge(frame, dict.fromkeys(frame, "income"))


def test_where_classes_are_few_more_null_patterns_are_counted(patchy):
    gaze = knowledge(patchy, dict.fromkeys(patchy, "income"), crowd=600)
    held = patchy.notna().to_numpy()
    sharing = [(held | ~own).all(axis=1).sum() for own in held]
    assert gaze.bits == pytest.approx(np.log2(600 / np.array(sharing)).mean())


@pytest.fixture
def patchy():
    """Six hundred rows with far more than 64 patterns of missing values."""
    rng = np.random.default_rng(0)
    values = np.where(rng.random((600, 7)) < 0.5, 1.0, np.nan)
    return pd.DataFrame(values, columns=list("abcdefg"))


def test_people_with_several_rows_have_fewer_null_patterns(patchy):
    frame = patchy.assign(who=[0, *range(599)])
    levels = dict.fromkeys("abcdefg", "income")
    data = privlab.dataset(frame, person="who", dimensions=levels)
    with pytest.raises(ReferenceTableError, match="at most 64"):
        privlab.measure_intrusiveness(data)


def test_a_large_reference_has_fewer_null_patterns(patchy, monkeypatch):
    monkeypatch.setattr("privlab.intrusiveness.knowledge._crowd.MOST_LOOKS", 20_000)
    levels = dict.fromkeys(patchy, "income")
    # 20,000 looks are 156 patterns of 128 classes, and 64 of more than 312
    wide = pd.concat([patchy, pd.DataFrame({c: range(400) for c in patchy})])
    reference = privlab.dataset(wide, dimensions=levels)
    assert knowledge(patchy, levels).bits > 0
    with pytest.raises(ReferenceTableError, match="at most 64"):
        privlab.measure_intrusiveness(
            privlab.dataset(patchy, dimensions=levels), reference=reference
        )


# --- several rows a person ------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["frame", "engine"])
def test_of_several_rows_the_one_that_tells_most_counts(visits, kind):
    source = visits if kind == "frame" else ibis.duckdb.connect().create_table("v", visits)
    data = privlab.dataset(
        source, person="person", dimensions={"shop": ("values", 0.5), "region": ("values", 0.5)}
    )
    gaze = privlab.measure_intrusiveness(data, crowd=3)
    # people sharing the rarest row: u 1 (shop C), w 2 (B), v 3 (A)
    expected = {"u": np.log2(3), "v": 0.0, "w": np.log2(3 / 2)}
    assert gaze.bits == pytest.approx(np.mean(list(expected.values())))
    people = gaze.people
    if kind == "engine":
        assert people["values"].to_dict() == pytest.approx(
            {person: bits / np.log2(3) / 2 for person, bits in expected.items()}
        )
    else:
        by_row = [expected[person] / np.log2(3) / 2 for person in visits["person"]]
        assert people["values"].tolist() == pytest.approx(by_row)


def test_a_person_is_one_of_the_crowd_however_many_rows_they_have():
    frame = pd.DataFrame({"who": list("uuuvw"), "a": ["x", "x", "x", "x", None]})
    data = privlab.dataset(frame, person="who", dimensions={"a": ("income", 1.0)})
    gaze = privlab.measure_intrusiveness(data, crowd=3)
    # u and v share x: of three people two are left; of w nothing is held
    bits = np.log2(3 / np.array([2, 2, 3]))
    assert gaze.bits == pytest.approx(bits.mean())
    assert gaze.dimensions["income"] == pytest.approx(bits.mean() / np.log2(3))


def test_person_keys_that_leave_gaps_keep_their_own_figures():
    frame = pd.DataFrame({"who": [7, -1, 7, 3], "a": ["x", "x", "y", "x"]})
    data = privlab.dataset(frame, person="who", dimensions={"a": ("income", 1.0)})
    people = privlab.measure_intrusiveness(data, crowd=3).people
    # 7 alone has y; x is shared by three
    assert people["income"].tolist() == pytest.approx([1, 0, 1, 0])


@pytest.mark.parametrize("kind", ["frame", "engine"])
def test_several_rows_with_missing_values_follow_the_definition(kind):
    # sharing of each row: u 3 (a=1) and 2 (2, x); v 2 and 3; w 1 (1, y)
    frame = pd.DataFrame(
        {"who": list("uuvvw"), "a": [1, 2, 2, 1, 1], "b": [None, "x", "x", None, "y"]}
    )
    source = frame if kind == "frame" else ibis.duckdb.connect().create_table("t", frame)
    data = privlab.dataset(source, person="who", dimensions={"a": "income", "b": "income"})
    gaze = privlab.measure_intrusiveness(data, crowd=3)
    bits = np.log2(3 / np.array([2, 2, 1]))
    assert gaze.bits == pytest.approx(bits.mean())
    assert gaze.dimensions["income"] == pytest.approx(0.75 * bits.mean() / np.log2(3))
    # without b: a=1 is shared by three, a=2 by two, and w has only the first
    without = np.log2(3 / np.array([2, 2, 3])).mean() * 0.75 / np.log2(3) / 10
    share = gaze.columns.set_index("column")["share"]["b"]
    assert share == pytest.approx(gaze.knowledge - without)


# --- a frozen reference ---------------------------------------------------------------------


def test_a_generalised_value_matches_the_reference_rows_that_it_covers(toy):
    roles = {"person": "id", "dimensions": LEVELS}
    original = privlab.dataset(toy, **roles)
    recipe = privlab.Recipe({"dep": 1}, {"dep": privlab.Hierarchy.intervals(100)})
    released = recipe.transform(original)
    gaze = privlab.measure_intrusiveness(released, reference=original, recipe=recipe, crowd=8)
    assert gaze.bits == pytest.approx(0.811278, abs=1e-6)


def test_a_value_that_nobody_in_the_reference_has_is_refused(toy):
    roles = {"person": "id", "dimensions": LEVELS}
    perturbed = toy.assign(dep=[75, 75, 75, 75, 69, 69, 75, 13])
    with pytest.raises(ReferenceTableError, match="not in the reference table") as caught:
        privlab.measure_intrusiveness(
            privlab.dataset(perturbed, **roles), reference=privlab.dataset(toy, **roles)
        )
    assert "13" not in str(caught.value)


def test_a_reference_that_counts_something_else_is_refused(toy):
    several = toy.assign(id=[1, 1, 2, 3, 4, 5, 6, 7])
    people = privlab.dataset(several, person="id", quasi_identifiers=["sexe"])
    records = privlab.dataset(toy, quasi_identifiers=["sexe"])
    with pytest.raises(ReferenceTableError, match="counts people and the reference counts records"):
        privlab.measure_intrusiveness(people, reference=records)


def test_a_release_without_its_person_key_is_compared_with_its_people(toy):
    people = privlab.dataset(toy, person="id", quasi_identifiers=["sexe", "dep"])
    records = privlab.dataset(toy.drop(columns="id"), quasi_identifiers=["sexe", "dep"])
    bits = privlab.measure_intrusiveness(records, reference=people, crowd=8).bits
    assert bits == privlab.measure_intrusiveness(people, crowd=8).bits


def test_the_crowd_of_a_release_is_the_table_it_was_made_of():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {"town": rng.choice(list("abcde"), 300), "sex": rng.choice(["F", "M"], 300)}
    )
    frame.loc[:2, "town"] = "rare"
    data = privlab.dataset(frame, quasi_identifiers=["town", "sex"])
    recipe = privlab.Anonymiser(k=5, suppression_limit=0.05).fit(data).recipe_
    released = recipe.transform(data)
    assert released.n_rows == 297
    assert recipe.levels == {"town": 0, "sex": 0}
    bits = privlab.measure_intrusiveness(released, reference=data, recipe=recipe).bits
    assert bits == privlab.measure_intrusiveness(released, reference=data).bits
    assert bits != privlab.measure_intrusiveness(released).bits


def test_records_of_a_release_of_people_with_several_rows_are_compared_with_records():
    frame = pd.DataFrame({"id": np.arange(200) // 2, "town": list("abcd") * 50})
    data = privlab.dataset(frame, person="id", quasi_identifiers=["town"])
    recipe = privlab.Anonymiser(k=5).fit(data).recipe_
    found = privlab.measure_intrusiveness(recipe.transform(data), reference=data, recipe=recipe)
    records = privlab.dataset(frame, quasi_identifiers=["town"])
    assert found.bits == privlab.measure_intrusiveness(records, columns=["town"]).bits
    said = [message.text("en") for message in found.assumptions]
    assert "A release has no person key: its records are compared with records." in said


def test_small_groups_are_not_shown(gaze):
    for key in ("knowledge_p95", "knowledge_p99", "knowledge_top_decile"):
        assert gaze.figure(key).value is None
        assert "fewer than 5 people" in gaze.figure(key).text("en")


def test_percentiles_and_the_most_exposed_tenth(adult):
    data = privlab.dataset(adult)
    levels = dict.fromkeys(data.columns, ("identity", 0.5))
    gaze = knowledge(pd.read_csv(adult, sep=";"), levels)
    scores = np.sort(gaze.people["knowledge"])
    assert gaze.figure("knowledge_p50").value == pytest.approx(np.median(scores))
    assert gaze.figure("knowledge_p99").value == pytest.approx(
        scores[int(np.ceil(0.99 * len(scores))) - 1]
    )
    top = scores[-(len(scores) // 10) :].mean()
    assert gaze.figure("knowledge_top_decile").value == pytest.approx(top)


def test_the_most_exposed_tenth_is_told_as_a_group(adult):
    frame = pd.read_csv(adult, sep=";")[["age", "sex", "race"]].head(2000)
    gaze = knowledge(frame, {"age": "identity", "sex": "identity", "race": ("values", 1.0)})
    people = gaze.people.sort_values("knowledge", ascending=False, kind="stable").head(200)
    assert gaze.most_exposed["values"] == pytest.approx(people["values"].mean())
    assert gaze.most_exposed["identity"] == pytest.approx(people["identity"].mean())


def test_a_tenth_of_fewer_than_five_people_is_not_told(gaze):
    assert gaze.most_exposed is None


# --- the radar ------------------------------------------------------------------------------


def test_the_radar_always_shows_ten_dimensions(gaze):
    plot = gaze.plot_radar()
    words = [text.get_text() for text in plot.ax_.texts]
    assert "Identity" in words
    assert sum("(no data)" in word for word in words) == 9
    line = next(each for each in plot.ax_.lines if each.get_label() == "average person")
    assert len(line.get_xdata()) == 11
    assert line.get_ydata()[0] == pytest.approx(gaze.dimensions["identity"])
    assert "Identity 0.23" in plot.description


def test_the_radar_compares_profiles_of_the_same_crowd_only(gaze, toy):
    other = knowledge(toy[["sexe"]], {"sexe": LEVELS["sexe"]}, crowd=8)
    labels = [each.get_label() for each in gaze.plot_radar(beside=other).ax_.lines]
    assert "other profile" in labels
    smaller = knowledge(toy[["sexe"]], {"sexe": LEVELS["sexe"]}, crowd=4)
    with pytest.raises(ParameterError, match="same crowd="):
        gaze.plot_radar(beside=smaller)


def test_there_is_no_radar_without_dimensions(toy):
    bare = privlab.measure_intrusiveness(privlab.dataset(toy[["sexe"]]))
    with pytest.raises(ParameterError, match="ten life dimensions"):
        bare.plot_radar()
