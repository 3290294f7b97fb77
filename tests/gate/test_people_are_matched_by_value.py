"""A key is the same person in whatever column it is stored, and nobody escapes by its spelling."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from privlab._gate import Catalogue, look_up_choices
from privlab.errors import ParameterError, RegisterError
from privlab.policy import Policy
from privlab.tables import fetch
from tests.companies import AS_OF, CLIENTS, CONSENTS, OBJECTIONS, POLICY, write_company

NUMBERED = POLICY.replace("name: id, type: string", "name: id, type: any").replace(
    "name: who, type: string", "name: who, type: any"
)
NUMBERS = {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6}


def numbered(frame, column, of):
    return frame.assign(**{column: [of(NUMBERS[own]) for own in frame[column]]})


def company(tmp_path, register, clients, objections, consents=CONSENTS):
    path = write_company(
        tmp_path, NUMBERED, clients=clients, objections=objections, consents=consents
    )
    return Catalogue(Policy.load(path), register, AS_OF)


def incomes(catalogue, purpose="score"):
    view = catalogue.dataset("clients", purpose=purpose, actor="analyst")
    return sorted(fetch(view.table, view.connection).column("income").to_pylist())


KINDS = [int, float, str, Decimal]


@pytest.mark.parametrize("held", KINDS)
@pytest.mark.parametrize("given", KINDS)
def test_an_objection_meets_its_person_whatever_the_columns_hold(tmp_path, register, held, given):
    catalogue = company(
        tmp_path,
        register,
        numbered(CLIENTS, "id", held),
        numbered(OBJECTIONS, "who", given),
        numbered(CONSENTS, "who", given),
    )
    # 1 objected in the record; 6 in the register, which was told the number
    assert incomes(catalogue) == [1200, 1500, 1700]
    register.oppose("clients", 6)
    assert incomes(catalogue) == [1200, 1500]
    assert catalogue.admission("clients", purpose="mail").n_rows == 1
    assert catalogue.admission("contacts", purpose="crm").figure("rows_held").value == 5


def test_a_decimal_of_an_engine_is_a_whole_number_too(tmp_path, register):
    path = write_company(tmp_path, NUMBERED, clients=numbered(CLIENTS, "id", int))
    table = pq.read_table(tmp_path / "clients.parquet")
    keys = pa.array([Decimal(n) for n in range(1, 7)], pa.decimal128(20, 2))
    pq.write_table(table.set_column(0, "id", keys), tmp_path / "clients.parquet")
    register.oppose("clients", 5)
    assert 1500 not in incomes(Catalogue(Policy.load(path), register, AS_OF))


def test_a_key_that_is_no_whole_number_is_left_out_where_someone_objected(tmp_path, register):
    clients = CLIENTS.assign(id=[1.0, 2.0, 3.0, 4.0, 5.5, 6.0])
    catalogue = company(tmp_path, register, clients, numbered(OBJECTIONS, "who", int))
    assert incomes(catalogue) == [1200, 1700]


@pytest.mark.parametrize(
    ("held", "given"),
    [
        ("e", "E"),
        ("e", " e"),
        ("E 1", "e1"),
        ("07", "7"),
        ("7", "007"),
        ("\u00e9", "e\u0301"),
        ("stra\u00dfe", "STRASSE"),
        ("e1", "e1\u200b"),
        ("e-1", "E\u20131"),
    ],
)
def test_whoever_is_written_almost_as_an_objector_is_left_out_until_told_apart(
    tmp_path, register, held, given
):
    clients = CLIENTS.assign(id=["a", "b", "c", "d", held, "f"])
    objections = OBJECTIONS.iloc[:1].assign(who=given)
    catalogue = company(tmp_path, register, clients, objections)
    assert incomes(catalogue) == [1000, 1200, 1700]
    (wish,) = (own for own in look_up_choices(catalogue, actor="desk").wishes if own.near)
    assert (wish.table, wish.given, wish.found, wish.near) == (
        "objections", given, False, (held,)
    )  # fmt: skip
    register.tell_apart("clients", held, given=given, actor="desk")
    assert incomes(catalogue) == [1000, 1200, 1500, 1700]


def test_a_text_that_is_nearly_a_number_keeps_the_number_out(tmp_path, register):
    clients = numbered(CLIENTS, "id", int)
    objections = OBJECTIONS.iloc[:1].assign(who="05")
    assert 1500 not in incomes(company(tmp_path, register, clients, objections))


def test_a_near_spelling_in_the_register_keeps_out_too(tmp_path, register):
    catalogue = company(tmp_path, register, CLIENTS, OBJECTIONS)
    number = register.oppose("clients", "F ", "score")
    assert 1700 not in incomes(catalogue)
    (wish,) = (own for own in look_up_choices(catalogue, actor="desk").wishes if own.entry)
    assert (wish.entry, wish.given, wish.near) == (number, None, ("f",))
    register.tell_apart("clients", "f", opposition=number, actor="desk")
    assert 1700 in incomes(catalogue)


def test_a_refusal_under_a_near_spelling_keeps_a_consent_from_standing(tmp_path, register):
    refused = CONSENTS.iloc[:1].assign(who="E", state="no", day=dt.date(2025, 1, 1))
    catalogue = company(
        tmp_path, register, CLIENTS, OBJECTIONS, pd.concat([CONSENTS, refused], ignore_index=True)
    )
    assert catalogue.admission("clients", purpose="mail").n_rows == 0
    register.tell_apart("clients", "e", given="E", actor="desk")
    assert catalogue.admission("clients", purpose="mail").n_rows == 1


def test_a_wish_that_meets_nobody_is_told_to_the_desk_alone(tmp_path, register):
    objections = pd.concat([OBJECTIONS, OBJECTIONS.iloc[:1].assign(who="nobody")])
    catalogue = company(tmp_path, register, CLIENTS, objections)
    number = register.oppose("clients", "gone")
    found = look_up_choices(catalogue, actor="desk")
    frame = found.to_frame()
    assert set(frame["given"].dropna()) == {"nobody"}
    assert set(frame["entry"].dropna()) == {number}
    assert not frame["found"].any()
    (looked,) = register.entries("look_up")
    assert (looked.actor, looked.payload) == ("desk", {"what": "spellings"})
    view = catalogue.dataset("clients", purpose="score", actor="analyst")
    admission = catalogue.admission("clients", purpose="score")
    for said in (
        repr(found),
        repr(view),
        repr(admission),
        str(admission.to_dict()),
        repr(register),
    ):
        assert "nobody" not in said
        assert "gone" not in said


def test_a_look_up_says_who_and_is_written_down(catalogue):
    with pytest.raises(ParameterError, match="Say who looks this up"):
        look_up_choices(catalogue, actor=" ")
    bare = Catalogue(catalogue.policy, None, AS_OF)
    with pytest.raises(RegisterError, match="has no register"):
        look_up_choices(bare, actor="desk")


def test_the_views_of_two_purposes_share_no_key(catalogue):
    views = [
        catalogue.dataset("clients", purpose=purpose, actor="analyst")
        for purpose in ("score", "crm", "score")
    ]
    keys = [set(fetch(own.table, own.connection).column("id").to_pylist()) for own in views]
    assert not keys[0] & keys[1]
    assert keys[0] == keys[2]


def test_the_same_person_has_one_pseudonym_whatever_the_storage(tmp_path, register):
    contacts = pd.DataFrame(
        {"who": ["2", "5"], "purpose": ["mail"] * 2, "day": [dt.date(2025, 6, 1)] * 2}
    )
    path = write_company(
        tmp_path, NUMBERED, clients=numbered(CLIENTS, "id", float), contacts=contacts
    )
    catalogue = Catalogue(Policy.load(path), register, AS_OF)
    keys = [
        set(fetch(own.table, own.connection).column(own.roles.person).to_pylist())
        for own in (
            catalogue.dataset(name, purpose="crm", actor="analyst")
            for name in ("contacts", "clients")
        )
    ]
    assert len(keys[0]) == 1
    assert keys[0] < keys[1]


def test_the_pseudonyms_counted_in_python_are_those_of_the_engine(catalogue):
    held = catalogue.held("clients").table
    said = held.select(id=held["id"], told=catalogue.pseudonym(held["id"], "score"))
    found = fetch(said, catalogue.connection)
    assert catalogue.pseudonyms(found.column("id").to_pylist(), "score") == (
        found.column("told").to_pylist()
    )
