"""What a check says of each sensitive column: violations, figures, several together."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import privlab
from privlab.errors import ColumnError, HierarchyError, ParameterError

FRAME = pd.DataFrame(
    {
        "id": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
        "town": ["A"] * 5 + ["B"] * 4 + ["C"] * 3,
        "illness": [*["flu"] * 3, "cold", None, "flu", "cold", "gout", None, "cold", *["gout"] * 2],
        "salary": [1, 1, 2, 7, 7, 2, 7, 9, 9, 1, 9, 9],
    }
)


def checked(frame=FRAME, *, sensitive=("illness", "salary"), person="id", **options):
    data = privlab.dataset(frame, person=person, quasi_identifiers=["town"], sensitive=sensitive)
    return privlab.check_anonymity(data, **options)


def test_each_declared_column_has_its_check():
    found = checked().sensitive
    assert list(found) == ["illness", "salary"]
    assert found["salary"].columns == ("salary",)


@pytest.mark.parametrize(
    ("criterion", "threshold", "classes", "people"),
    [
        ("alpha", 0.6, [2], 3),
        ("alpha", 0.59, [0, 2], 8),
        ("distinct_l", 3, [2], 3),
        ("distinct_l", 2, [], 0),
        ("entropy_l", 3, [0, 2], 8),
        # the four values of town B are equally likely: rounding takes nothing away
        ("entropy_l", 4, [0, 2], 8),
        ("recursive_c", 2, [2], 3),
        ("recursive_c", 2.01, [], 0),
        ("t", 0.5, [], 0),
        ("t", 0.49, [2], 3),
        ("delta_disclosure", 100, [0, 2], 8),
        ("basic_beta", 1, [2], 3),
        ("enhanced_beta", 1.5, [2], 3),
    ],
)
def test_violations_are_the_classes_that_break_a_criterion(criterion, threshold, classes, people):
    found = checked().sensitive["illness"].violations(criterion, threshold)
    assert found.classes.tolist() == classes
    assert (found.n_people, found.n_classes, found.unit) == (people, len(classes), "people")


def test_violations_of_recursive_diversity_take_their_l():
    found = checked().sensitive["illness"].violations("recursive_c", 10, l=3)
    assert found.classes.tolist() == [2]


def test_violations_of_records_speak_of_no_people():
    frame = FRAME.drop(columns="id")
    found = checked(frame, person=None).sensitive["illness"].violations("alpha", 0.6)
    assert (found.n_people, found.n_units, found.unit) == (None, 3, "records")
    assert repr(found) == "<Violations of alpha at 0.6: 1 classes, 3 records>"


def test_people_in_several_classes_that_violate_count_once():
    frame = pd.DataFrame(
        {"id": [1, 1, 2, 2, 3], "town": list("ABABC"), "illness": ["x", "x", "x", "x", "y"]}
    )
    found = checked(frame, sensitive=["illness"]).sensitive["illness"]
    assert found.violations("distinct_l", 2).n_people == 3


def test_a_person_counts_once_for_each_value_in_a_class():
    frame = pd.DataFrame(
        {"id": [1, 1, 1, 2], "town": list("AAAA"), "illness": ["x", "x", "y", "x"]}
    )
    found = checked(frame, sensitive=["illness"])
    own = found.sensitive["illness"]
    assert own.counted.counts.tolist() == [2, 1]
    assert own.alpha == 1  # both people have x
    assert "counts once for each" in " ".join(each.text("en") for each in found.assumptions)


def test_figures_name_the_column_and_the_reason_of_what_is_infinite():
    found = checked()
    figure = found.figure("t[illness]")
    assert figure.name("en") == "Largest distance of a class from the table (t) (illness)"
    assert figure.value == found.sensitive["illness"].t
    endless = found.figure("delta_disclosure[illness]")
    assert endless.value == found.sensitive["illness"].delta_disclosure == float("inf")
    assert endless.text("en") == "infinite (a class lacks a value that the table has)"
    assert found.figure("distinct_l[salary]").text("en") == "2 values"


def test_assumptions_say_the_distance():
    said = " ".join(message.text("en") for message in checked().assumptions)
    assert "The values of salary are ordered" in said
    assert "All values of illness are equally far" in said


def test_together_several_columns_are_one_attribute():
    pairs = FRAME.assign(both=FRAME["illness"].astype(str) + "|" + FRAME["salary"].astype(str))
    found = checked().together
    expected = checked(pairs, sensitive=["both"]).sensitive["both"]
    assert found.columns == ("illness", "salary")
    assert [f.value for f in found.figures] == pytest.approx([f.value for f in expected.figures])
    assert found.violations("alpha", 0.4).classes.tolist() == [2]


def test_of_one_column_together_is_its_own_check():
    found = checked(sensitive=["salary"])
    assert found.together is found.sensitive["salary"]


def test_a_sensitive_column_that_is_known_outside_is_not_judged():
    data = privlab.dataset(FRAME, quasi_identifiers=["town"], sensitive=["illness"])
    found = privlab.check_anonymity(data, quasi_identifiers=["town", "illness"])
    assert not found.sensitive
    assert "not judged as sensitive: illness" in " ".join(m.text("en") for m in found.assumptions)
    with pytest.raises(ColumnError, match="No sensitive column was checked"):
        _ = found.together


@pytest.mark.parametrize(
    ("criterion", "threshold", "said"),
    [
        ("alfa", 0.5, "no criterion 'alfa'. Did you mean 'alpha'"),
        ("t", 1.5, "must be a number from 0 to 1"),
        ("t", True, "must be a number from 0 to 1"),
        ("distinct_l", 0, "of at least 1"),
        ("basic_beta", "2", "of at least 0"),
        ("basic_beta", float("nan"), "of at least 0"),
    ],
)
def test_a_criterion_or_threshold_that_means_nothing_is_refused(criterion, threshold, said):
    with pytest.raises(ParameterError, match=said):
        checked().sensitive["illness"].violations(criterion, threshold)


@pytest.mark.parametrize("l", [0, 1.5, True])
def test_an_l_that_is_no_whole_number_is_refused(l):  # noqa: E741
    with pytest.raises(ParameterError, match=r"l is .*whole number of at least 1"):
        checked().sensitive["illness"].recursive_c(l)


def test_distances_that_do_not_exist_are_refused():
    with pytest.raises(ParameterError, match=r"'ilness', which is not sensitive. Did you mean"):
        checked(distances={"ilness": "equal"})
    with pytest.raises(ParameterError, match=r"the distance 'far'. Allowed: ordered, equal"):
        checked(distances={"illness": "far"})
    with pytest.raises(ParameterError, match="the distance 'int'"):
        checked(distances={"illness": 3})


def test_a_hierarchy_that_does_not_cover_the_values_is_refused_without_them():
    tree = privlab.Hierarchy.from_rows([["flu", "*"]])
    with pytest.raises(HierarchyError, match="does not cover 2 of the 3") as raised:
        checked(distances={"illness": tree})
    assert "gout" not in str(raised.value)


def test_classes_judged_in_blocks_have_the_same_figures(monkeypatch):
    rng = np.random.default_rng(5)
    frame = pd.DataFrame({"q": rng.integers(0, 40, 900), "s": rng.integers(0, 9, 900)})

    def figures():
        data = privlab.dataset(frame, quasi_identifiers=["q"], sensitive=["s"])
        own = privlab.check_anonymity(data).sensitive["s"]
        return [figure.value for figure in own.figures] + [
            own.recursive_c(3),
            own.delta_of_present,
            own.violations("t", 0.1).n_units,
        ]

    whole = figures()
    for most in (1, 7, 100):
        monkeypatch.setattr("privlab.anonymity._sensitive.MOST_ENTRIES", most)
        assert figures() == whole
