"""A release holds declared columns, and names what stays behind and why."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import ibis
import numpy as np
import pandas as pd
import pytest

import privlab
from privlab.anonymise import Criteria
from privlab.errors import ColumnError, ParameterError
from privlab.hierarchies import Hierarchy
from tests.anonymise.peers import adult

PLACES = [f"{area}{n:02d}" for area in ("Nord", "Süd ", "West") for n in range(4)]
SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"
PREFIX = Hierarchy.prefix(4)


def days(since):
    return [dt.date(2000, 1, 1) + dt.timedelta(days=int(n)) for n in since]


def kunden(n=600, seed=0):
    """Return customers of a German shop; every place belongs to one branch."""
    rng = np.random.default_rng(seed)
    ort = rng.integers(0, len(PLACES), n)
    return pd.DataFrame(
        {
            "Kennung": rng.permutation(n) + 40_000,
            "E-Mail": [f"kunde{i}@beispiel.de" for i in rng.permutation(n)],
            "Geschlecht": rng.choice(["w", "m"], n),
            "Ort": np.array(PLACES)[ort],
            "Filiale": np.array([f"Filiale {i}" for i in range(len(PLACES))])[ort],
            "Umsatz": rng.gamma(2.0, 400.0, n).round(2),
            "Seit": [
                dt.date(2000, 1, 1) + dt.timedelta(days=int(d)) for d in rng.integers(0, 9000, n)
            ],
            "Tarif": rng.choice(["klein", "groß"], n),
            "Code": [f"X{i:06d}" for i in rng.permutation(n)],
            "Befund": rng.choice(["a", "b", "c"], n),
        }
    )


ALL = ["E-Mail", "Filiale", "Umsatz", "Seit", "Tarif", "Code"]


def opened(source=None, **roles):
    asked = {
        "person": "Kennung",
        "quasi_identifiers": ["Geschlecht", "Ort"],
        "sensitive": ["Befund"],
    } | roles
    return privlab.dataset(kunden() if source is None else source, **asked)


def recipe(level=1):
    return privlab.Recipe({"Geschlecht": 0, "Ort": level}, {"Ort": PREFIX}, Criteria(k=5))


def test_undeclared_columns_stay_behind_and_are_named_with_what_would_pass():
    release = recipe().release(opened())
    assert release.data.columns == ("Geschlecht", "Ort", "Befund")
    behind = release.left_behind
    assert set(behind) == {"Kennung", *ALL}
    assert set(behind.ordinary) == {"Umsatz", "Seit", "Tarif"}
    assert "email address" in str(behind["E-Mail"])
    assert "100%" in str(behind["Code"])
    assert "fixes the hidden Ort" in str(behind["Filiale"])
    said = " ".join(map(str, release.assumptions))
    for words in (repr(release), said, release._repr_html_()):
        assert "Left behind: Kennung, E-Mail" in words
    assert "ordinary=['Umsatz', 'Seit', 'Tarif'] passes" in repr(release)


def test_what_would_pass_does_when_it_is_declared():
    first = recipe().release(opened())
    second = recipe().release(opened(ordinary=first.left_behind.ordinary))
    assert set(second.data.columns) == {"Geschlecht", "Ort", "Befund", *first.left_behind.ordinary}
    assert second.left_behind.ordinary == ()
    assert second.data.roles.ordinary == first.left_behind.ordinary


@pytest.mark.parametrize(
    ("column", "why"),
    [
        ("E-Mail", "looks like a direct identifier"),
        ("Code", "tells 100% of the people apart"),
        ("Filiale", "where 5 people share its value it fixes the hidden Ort"),
    ],
)
def test_three_kinds_of_columns_are_refused_even_when_declared_ordinary(column, why):
    release = recipe().release(opened(ordinary=[column]))
    assert column not in release.data.columns
    assert why in str(release.left_behind[column])
    assert column not in release.left_behind.ordinary


def test_amounts_and_dates_are_not_refused_for_being_rare():
    release = recipe().release(opened(ordinary=["Umsatz", "Seit"]))
    assert {"Umsatz", "Seit"} <= set(release.data.columns)


def test_a_column_fixes_nothing_where_nothing_is_hidden():
    release = recipe(level=0).release(opened(ordinary=["Filiale"]))
    assert "Filiale" in release.data.columns


def test_keep_overrides_the_three_on_the_callers_word_and_is_written_down():
    release = recipe().release(opened(), keep=["Filiale", "Code", "E-Mail"])
    assert {"Filiale", "Code", "E-Mail"} <= set(release.data.columns)
    assert release.kept == ("Filiale", "Code", "E-Mail")
    assert "Kept on the caller's word: Filiale, Code, E-Mail." in repr(release)
    assert release.provenance.parameters["keep"] == ["Filiale", "Code", "E-Mail"]
    assert release.to_dict()["kept"] == ["Filiale", "Code", "E-Mail"]


@pytest.mark.parametrize(("column", "what"), [("Kennung", "person key"), ("E-Mail", "identifier")])
def test_keep_never_takes_a_declared_identifier_or_the_person_key(column, what):
    with pytest.raises(ColumnError, match=what):
        recipe().release(opened(identifiers=["E-Mail"]), keep=[column])


def test_no_k_is_promised_over_what_never_leaves():
    known = {"quasi_identifiers": ["Geschlecht"]}
    with pytest.raises(ColumnError, match=r"'Ort' is treated .* Declare it in quasi_identifiers="):
        recipe(2).release(opened(identifiers=["Ort"], **known))
    with pytest.raises(ColumnError, match="'Ort' is the person key"):
        recipe(2).release(opened(person="Ort", **known))
    with pytest.raises(ColumnError, match="'Kennung' is the person key"):
        privlab.Anonymiser(quasi_identifiers=["Kennung"]).fit(opened())


def test_a_slip_in_keep_is_named():
    with pytest.raises(ColumnError, match="Did you mean 'Filiale'"):
        recipe().release(opened(), keep=["Filliale"])
    with pytest.raises(ParameterError, match="keep takes a list"):
        recipe().release(opened(), keep="Filiale")
    with pytest.raises(ParameterError, match="not NoneType"):
        recipe().release(opened(), keep=None)


def test_an_ordinary_column_that_looks_like_a_quasi_identifier_is_said():
    frame = kunden().assign(geburtsdatum=kunden()["Seit"], birth_date=kunden()["Seit"])
    release = recipe().release(opened(frame, ordinary=["birth_date", "Tarif"]))
    assert "birth_date leaves as an ordinary column and looks like a quasi-identifier" in repr(
        release
    )
    assert "Tarif leaves" not in repr(release)


def test_nested_and_binary_columns_that_were_not_declared_stay():
    frame = kunden().assign(Liste=[["x"]] * 600, Bild=[b"\x00bild"] * 600)
    release = recipe().release(opened(frame, ordinary=["Liste", "Bild"]))
    assert not {"Liste", "Bild"} & set(release.data.columns)
    kept = recipe().release(opened(frame), keep=["Liste", "Bild"])
    assert kept.to_pandas()["Liste"].iloc[0].tolist() == ["x"]


def test_a_sensitive_column_of_names_or_codes_stays_behind_too():
    release = recipe().release(opened(sensitive=["Befund", "E-Mail", "Code"]))
    assert release.data.columns == ("Geschlecht", "Ort", "Befund")


def test_a_quasi_identifier_that_the_recipe_does_not_judge_stays_behind():
    data = opened(quasi_identifiers=["Geschlecht", "Ort", "Tarif"])
    release = recipe().release(data)
    assert "Tarif" not in release.data.columns
    assert "did not judge" in str(release.left_behind["Tarif"])


def test_the_title_states_k_and_how_many_are_alone_on_all_that_leaves():
    frame = kunden()
    release = recipe().release(opened(ordinary=["Tarif", "Seit"]))
    coarse = frame.assign(Ort=frame["Ort"].str[:4])
    k = coarse.groupby(["Geschlecht", "Ort"]).size().min()
    sizes = coarse.groupby(["Geschlecht", "Ort", "Befund", "Tarif", "Seit"]).size()
    alone = int((sizes == 1).sum())
    assert release.figure("k").value == release.check.k == k
    assert release.figure("alone").value == alone
    title = f"Treated table: k = {k} over 2 quasi-identifiers; alone on all that leaves: {alone} of"
    assert title in repr(release).splitlines()[0]
    assert title in release._repr_html_()
    assert "k = " in release.headline("fr")
    assert "quasi-identifiants" in release.headline("fr")


def test_strict_sets_the_largest_share_who_may_be_alone():
    data = opened(ordinary=["Seit"])
    with pytest.raises(ParameterError, match="would be alone on all that leaves"):
        recipe().release(data, strict=0.5)
    assert recipe().release(opened(), strict=0.0).figure("alone").value == 0
    for wrong in (2, -0.1, "0.5", True):
        with pytest.raises(ParameterError, match="strict is"):
            recipe().release(data, strict=wrong)


def test_people_with_several_rows_are_alone_once():
    frame = pd.DataFrame(
        {
            "wer": ["a", "a", "b", "b", "c"],
            "x": [1, 1, 1, 1, 1],
            "y": ["p", "q", "p", "p", "r"],
        }
    )
    data = privlab.dataset(frame, person="wer", quasi_identifiers=["x"], sensitive=["y"])
    release = privlab.Recipe({"x": 0}, criteria=Criteria(k=2)).release(data)
    # a is alone on q, c on r; b shares p with a
    assert release.figure("alone").value == 2
    assert release.figure("k").value == 3


def test_an_engine_releases_the_same_columns_and_figures():
    here = recipe().release(opened(ordinary=["Tarif"]))
    table = ibis.duckdb.connect().create_table("kunden", kunden())
    there = recipe().release(opened(table, ordinary=["Tarif"]))
    assert dict(here.left_behind.reasons) == dict(there.left_behind.reasons)
    assert [f.value for f in here.figures] == [f.value for f in there.figures]
    pd.testing.assert_frame_equal(here.to_pandas(), there.to_pandas(), check_dtype=False)


def test_detected_roles_are_taken_in_one_call_and_corrected_by_name():
    frame = kunden()
    data = privlab.dataset(
        frame, roles=privlab.detect_roles(frame), person="Kennung", quasi_identifiers=["Ort"]
    )
    assert data.roles.person == "Kennung"
    assert "E-Mail" in data.roles.identifiers
    assert "Ort" in data.roles.quasi_identifiers
    assert set(data.roles.declared) == set(frame.columns)
    again = privlab.dataset(frame, roles=data.roles)
    assert again.roles == data.roles


def test_roles_are_taken_from_a_mapping_and_slips_are_named():
    frame = kunden()
    data = privlab.dataset(frame, roles={"Ort": "quasi_identifier", "Tarif": "ordinary"})
    assert data.roles.ordinary == ("Tarif",)
    assert "ordinary: Tarif" in repr(data)
    with pytest.raises(ParameterError, match="Did you mean 'ordinary'"):
        privlab.dataset(frame, roles={"Ort": "ordinaire"})
    with pytest.raises(ParameterError, match="roles= takes"):
        privlab.dataset(frame, roles=["Ort"])
    with pytest.raises(ColumnError, match="given twice"):
        privlab.dataset(frame, ordinary=["Ort"], quasi_identifiers=["Ort"])


def test_through_the_gate_the_roles_are_those_of_the_policy(tmp_path):
    shutil.copytree(SAMPLES, tmp_path / "bank")
    register = privlab.Register.create(tmp_path / "register.sqlite")
    lab = privlab.open(tmp_path / "bank" / "datapackage.yaml", register=register)
    view = lab.dataset("clients", purpose="score", actor="analyst")
    fields = lab.policy.resources["clients"].fields
    for column in view.columns:
        if column != view.roles.person:
            assert view.roles.role(column) == fields[column].role
    assert set(view.roles.declared) == set(view.columns)
    assert view.fewest_shown == lab.policy.thresholds.k


def test_each_column_alone_is_not_enough_and_the_title_says_so():
    kept = ["education", "occupation", "workclass", "marital-status"]
    data = privlab.dataset(adult(), quasi_identifiers=["sex", "age"], ordinary=kept)
    bands = Hierarchy.intervals(20)
    release = privlab.Recipe({"sex": 0, "age": 1}, {"age": bands}, Criteria(k=5)).release(data)
    assert release.figure("k").value == 29
    assert release.figure("alone").value == 2_452
    assert "k = 29 over 2 quasi-identifiers" in release.headline("en")
    assert "2,452 of 30,162 records" in release.headline("en")


def test_a_column_that_only_few_have_is_judged_on_those_few():
    frame = kunden()
    frame["Ausweis"] = frame["Code"].where(np.arange(len(frame)) % 10 == 0)
    release = recipe().release(opened(frame, ordinary=["Ausweis"]))
    assert "Ausweis" not in release.data.columns


@pytest.mark.parametrize(
    "instead", [["unbekannt"], [""], ["k. A.", "unbekannt", "-"]], ids=["one", "blank", "several"]
)
def test_a_word_for_unknown_does_not_cover_those_who_have_a_value(instead):
    frame = kunden()
    filled = np.array(instead)[np.arange(len(frame)) % len(instead)]
    frame["Ausweis"] = frame["Code"].where(np.arange(len(frame)) % 10 == 0, filled)
    frame["Werber"] = np.where(np.arange(len(frame)) % 2, 700_000 + frame.index, 0)
    release = recipe().release(opened(frame, ordinary=["Ausweis", "Werber", "Umsatz"]))
    assert {"Ausweis", "Werber"} <= set(release.left_behind)
    assert "Umsatz" in release.data.columns


def test_common_values_beside_a_few_rare_ones_leave():
    frame = kunden()
    frame["Stand"] = np.where(np.arange(len(frame)) < 15, frame["Code"], "offen")
    frame["Saldo"] = np.random.default_rng(0).normal(90_000, 40_000, len(frame)).astype(int)
    frame["Saldo"] = frame["Saldo"].where(np.arange(len(frame)) % 2 == 0, 0)
    release = recipe().release(opened(frame, ordinary=["Stand", "Saldo"]))
    assert {"Stand", "Saldo"} <= set(release.data.columns)


@pytest.mark.parametrize(
    ("values", "leaves"),
    [
        (np.random.default_rng(0).permutation(600) + 1, False),  # numbers in a row
        (np.random.default_rng(0).choice(90_000_000, 600, replace=False) + 10_000_000, False),
        (np.random.default_rng(0).normal(2_400, 700, 600).round().astype(int), True),
        (np.random.default_rng(0).gamma(2, 9_000, 600).round(2), True),
        (np.random.default_rng(1).integers(0, 5, 600), True),
    ],
)
def test_whole_numbers_that_number_people_stay_and_amounts_leave(values, leaves):
    release = recipe().release(opened(kunden().assign(wert=values), ordinary=["wert"]))
    assert ("wert" in release.data.columns) == leaves


def test_coincidence_is_not_taken_for_telling():
    # two sexes hidden: of five who share a day, every sixteenth group has one by chance
    rng = np.random.default_rng(5)
    frame = pd.DataFrame(
        {"sexe": rng.choice(["F", "M"], 3_000), "jour": rng.integers(0, 500, 3_000), "t": "x"}
    )
    frame["jour"] = days(frame["jour"])
    data = privlab.dataset(frame, quasi_identifiers=["sexe", "t"], ordinary=["jour"])
    recipe = privlab.Recipe({"sexe": 1, "t": 0}, {"sexe": Hierarchy.suppression()}, Criteria(k=5))
    assert "jour" in recipe.release(data).data.columns
    frame["prénom"] = np.where(frame["sexe"] == "F", "Anne", "Jean")
    told = privlab.dataset(frame, quasi_identifiers=["sexe", "t"], ordinary=["prénom"])
    assert "prénom" not in recipe.release(told).data.columns
