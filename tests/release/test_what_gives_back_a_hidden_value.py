"""A column that is the hidden one over again, in another unit or in part, stays behind."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

import privlab
from privlab.anonymise import Criteria
from privlab.hierarchies import Hierarchy
from privlab.release._following import (
    chance_of_one_value,
    same_order,
    share_fixed,
    share_followed,
)
from privlab.treatments import LocalSuppression, Microaggregation, PostRandomisation, TopBottom

N = 1_200


def personas(n=N):
    rng = np.random.default_rng(4)
    edad = rng.integers(20, 90, n)
    barrio = rng.integers(0, 24, n)
    renta = np.exp(rng.normal(8, 0.6, n)).round(2)
    born = dt.date(2024, 1, 1)
    return pd.DataFrame(
        {
            "sexo": rng.choice(["h", "m"], n),
            "edad": edad,
            "día": [
                born - dt.timedelta(days=int(a * 365.25 + d))
                for a, d in zip(edad, rng.integers(0, 365, n), strict=True)
            ],
            "puntos": edad * 3.7 + rng.normal(0, 0.5, n),
            "antigüedad": edad + rng.normal(0, 15, n),
            "tramo": [f"de {a // 5 * 5}" for a in edad],
            "jubilado": edad >= 62,
            "barrio": [f"{b:02d}" for b in barrio],
            "sector": [f"S{b // 2}" for b in barrio],
            "norte": 40 + barrio / 10 + rng.normal(0, 0.001, n),
            "casa": [f"C{b}-{i}" for b, i in zip(barrio, rng.integers(0, 90, n), strict=True)],
            "renta": renta,
            "dólares": (renta * 1.1).round(2),
            "grupo": rng.choice(["a", "b"], n),
        }
    )


def behind(column, *, frame=None, role="ordinary"):
    frame = personas() if frame is None else frame
    asked = {"quasi_identifiers": ["sexo", "edad", "barrio"], role: [column]}
    data = privlab.dataset(frame, **asked)
    hierarchies = {"edad": Hierarchy.intervals(20), "barrio": Hierarchy.prefix(1)}
    recipe = privlab.Recipe({"sexo": 0, "edad": 1, "barrio": 1}, hierarchies, Criteria(k=5))
    return str(recipe.release(data).left_behind.get(column, ""))


@pytest.mark.parametrize(
    ("column", "hidden"),
    [("día", "edad"), ("puntos", "edad"), ("norte", "barrio"), ("casa", "barrio")],
)
def test_a_column_that_fewer_than_k_share_stays_when_it_gives_a_hidden_one_back(column, hidden):
    assert behind(column) == f"it gives back the hidden {hidden}"


@pytest.mark.parametrize(
    ("column", "hidden"), [("tramo", "edad"), ("jubilado", "edad"), ("sector", "barrio")]
)
def test_a_column_that_tells_the_values_of_one_label_apart_stays(column, hidden):
    assert behind(column).startswith(f"it follows from the hidden {hidden}")
    gaps = personas()
    gaps[column] = gaps[column].astype(object).where(np.arange(N) % 7 > 0)
    assert behind(column, frame=gaps).startswith(f"it follows from the hidden {hidden}")


@pytest.mark.parametrize("column", ["antigüedad", "grupo", "renta"])
def test_a_column_that_only_goes_with_a_hidden_one_leaves(column):
    assert not behind(column)


def test_a_secret_that_is_the_hidden_column_over_again_stays_and_one_that_goes_with_it_leaves():
    frame = personas()
    frame["clínica"] = "K" + frame["edad"].astype(str)
    frame["escuela"] = np.where(frame["edad"] < 24, "sí", frame["grupo"])
    assert behind("clínica", frame=frame, role="sensitive") == "it gives back the hidden edad"
    assert not behind("escuela", frame=frame, role="sensitive")


def test_a_value_hidden_from_few_is_judged_on_those_few():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {"sexo": rng.choice(["h", "m"], N), "lugar": rng.choice(["Lugo", "Vigo", "Jaén"], N)}
    )
    frame.loc[:5, "lugar"] = "Elda"
    frame.loc[6:7, "lugar"] = "Ibi"
    frame["prefijo"] = frame["lugar"].str[::-1]
    data = privlab.dataset(frame, quasi_identifiers=["sexo", "lugar"], ordinary=["prefijo"])
    for release in (
        LocalSuppression(k=5).release(data),
        privlab.Anonymiser(k=5, recoding="local", suppression_limit=0.0).fit(data).release(data),
    ):
        assert release.to_pandas()["lugar"].isin(["Lugo", "Vigo", "Jaén"]).sum() > N - 12
        assert "hidden lugar" in str(release.left_behind["prefijo"])


@pytest.mark.parametrize(
    "treatment",
    [
        TopBottom(columns={"renta": (None, 8_000)}),
        Microaggregation(k=5, columns=["renta"]),
    ],
    ids=["bounds", "microaggregation"],
)
@pytest.mark.parametrize("role", ["ordinary", "sensitive"])
def test_the_same_amount_in_another_unit_stays_behind(treatment, role):
    roles = {"sensitive": ["renta"], "ordinary": []}
    roles[role] = [*roles[role], "dólares"]
    data = privlab.dataset(personas(), quasi_identifiers=["sexo"], **roles)
    release = treatment.fit(data).release(data)
    assert str(release.left_behind["dólares"]) == "it gives back the hidden renta"


def test_what_was_redrawn_does_not_leave_beside_it_as_a_secret():
    frame = personas()
    frame["género"] = frame["sexo"]
    data = privlab.dataset(frame, quasi_identifiers=["sexo"], sensitive=["género"])
    release = PostRandomisation(keep=0.5, seed=1).release(data)
    assert str(release.left_behind["género"]) == "it gives back the hidden sexo"


def test_chance_is_that_of_the_part_a_group_is_drawn_from():
    within = np.array([0, 0, 0, 0, 1, 1])
    value = np.array([0, 1, 1, 1, 5, 5])
    found = chance_of_one_value(within, value, np.array([0, 1, 0]), np.array([2, 9, 1]))
    assert found.tolist() == [0.25**2 + 0.75**2, 1.0, 1.0]


def test_what_chance_could_have_given_fixes_nothing():
    # two cells of two people who have one value of two: half of such pairs do
    label = np.zeros(40, dtype=np.int64)
    value = np.repeat(np.arange(20), 2)
    was = np.tile([0, 1, 0, 0], 10)
    people = np.arange(40)
    assert share_fixed(label, value, was, people, 2) == 0.0
    assert share_fixed(label, value, value % 2, people, 2) > 0.3


def test_a_function_follows_and_a_draw_does_not():
    rng = np.random.default_rng(1)
    group, one = rng.integers(0, 300, 3_000), np.zeros(3_000, dtype=np.int64)
    assert share_followed(group, group % 7, one, least=2) == 1.0
    assert abs(share_followed(group, rng.integers(0, 7, 3_000), one, least=2)) < 0.05
    # nine rows are too few to tell
    assert share_followed(group[:9], group[:9] % 7, one[:9], least=2) == 0.0
    none = np.zeros(0, dtype=np.int64)
    assert share_followed(none, none, none, least=2) == same_order(none, none, none) == 0.0


def test_an_order_is_compared_among_the_rows_of_one_label():
    rng = np.random.default_rng(2)
    label, was = np.repeat(np.arange(10), 30), rng.permutation(300)
    assert same_order(label, 1_000 - 3 * was, was) == pytest.approx(1.0)
    # labels that are in order tell nothing of the order inside each
    assert same_order(label, label * 100 + rng.permutation(300), label * 300 + was) < 0.1
