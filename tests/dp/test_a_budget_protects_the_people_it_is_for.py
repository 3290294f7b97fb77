"""A population is known by its key, and a view of the gate by the register of its use."""

from __future__ import annotations

import pandas as pd
import pytest

import privlab
from privlab._gate import Catalogue
from privlab.errors import ParameterError, RegisterError
from privlab.policy import Policy
from privlab.register import Register
from tests.companies import AS_OF, write_company


@pytest.fixture
def register(tmp_path):
    made = Register.create(tmp_path / "register.sqlite")
    made.set_budget("clients", epsilon=10.0)
    return made


def session(register, frame, person):
    data = privlab.dataset(frame, person=person, population="clients")
    return privlab.dp.Session(data, register=register, rows_per_person=1)


def test_a_row_is_not_taken_for_a_person(register):
    session(register, pd.DataFrame({"id": range(10)}), "id")
    rows = pd.DataFrame({"tx": range(100), "id": [n // 10 for n in range(100)]})
    with pytest.raises(ParameterError, match=r"known by id, and this table by 'tx'"):
        session(register, rows, "tx")
    assert session(register, rows, "id").count().forecast(1.0).figure("noise_sd").value > 0
    register.tie_person_key("clients", "tx", reason="one row a client, under another name")
    assert session(register, rows, "tx") is not None


def test_a_view_is_spent_in_the_register_that_knows_of_its_use(tmp_path, register):
    catalogue = Catalogue(Policy.load(write_company(tmp_path)), register, AS_OF)
    view = catalogue.dataset("clients", purpose="score", actor="analyst")
    other = Register.create(tmp_path / "other.sqlite")
    other.set_budget("clients", epsilon=10.0)
    with pytest.raises(RegisterError, match="writes in another register"):
        privlab.dp.Session(view, register=other, rows_per_person=1)
    assert privlab.dp.Session(view, register=register, rows_per_person=1) is not None
    moved = register.path.rename(tmp_path / "moved.sqlite")
    assert privlab.dp.Session(view, register=Register.open(moved), rows_per_person=1) is not None


def test_the_policy_says_which_columns_hold_the_same_people(tmp_path, register):
    catalogue = Catalogue(Policy.load(write_company(tmp_path)), register, AS_OF)
    for table in ("clients", "contacts"):
        view = catalogue.dataset(table, purpose="crm", actor="analyst")
        assert privlab.dp.Session(view, register=register, rows_per_person=1) is not None
    assert register.person_keys("clients") == ("id", "who")
