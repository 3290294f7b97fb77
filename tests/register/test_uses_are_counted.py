"""Who opened what, for which purpose, and how many people it was about."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from privlab.errors import ParameterError
from privlab.register import Register

from .conftest import NOON

USE = {
    "resource": "clients",
    "purpose": "score",
    "actor": "ann",
    "columns": ("age", "région"),
    "n_people": 5_000,
    "n_rows": 5_100,
}


@pytest.fixture
def register(path):
    return Register.create(path, now=NOON)


def test_a_use_says_who_what_why_and_how_many(register):
    number = register.record_use(**USE, now=NOON + dt.timedelta(days=50))
    (use,) = register.uses()
    assert (use.number, use.resource, use.purpose, use.actor) == (number, "clients", "score", "ann")
    assert (use.columns, use.n_people, use.n_rows) == (("age", "région"), 5_000, 5_100)
    assert use.time == NOON + dt.timedelta(days=50)


def test_uses_are_found_by_what_they_say(register):
    for day, (purpose, actor) in enumerate([("score", "ann"), ("crm", "ann"), ("crm", "bob")]):
        now = NOON + dt.timedelta(days=20 + day)
        register.record_use(**{**USE, "purpose": purpose, "actor": actor}, now=now)
    register.record_use(**{**USE, "resource": "prospects", "purpose": "crm"})
    assert len(register.uses()) == 4
    assert len(register.uses(purpose="crm")) == 3
    assert len(register.uses(purpose="crm", actor="ann")) == 2
    assert len(register.uses(resource="clients", actor="bob")) == 1
    assert len(register.uses(since=NOON + dt.timedelta(days=21))) == 3


def test_records_about_nobody_have_no_number_of_people(register):
    register.record_use(**{**USE, "n_people": None, "n_rows": np.int64(7)})
    (use,) = register.uses()
    assert (use.n_people, use.n_rows) == (None, 7)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"columns": "age"}, "columns must be a list of names"),
        ({"columns": ["a\tb"]}, "A column must be a printable text"),
        ({"n_people": -1}, "n_people is -1"),
        ({"n_people": True}, "n_people is True"),
        ({"n_rows": 1.5}, "n_rows is 1.5"),
        ({"actor": ""}, "actor must be a printable text"),
        ({"purpose": ""}, "purpose must be a printable text"),
        ({"resource": ""}, "resource must be a printable text"),
    ],
)
def test_an_incomplete_use_is_refused_and_not_written(register, wrong, said):
    head = register.head
    with pytest.raises(ParameterError, match=said):
        register.record_use(**{**USE, **wrong})
    assert register.head == head


def test_an_actor_is_a_number_in_the_chain_and_a_name_beside_it(register, path):
    register.record_use(**{**USE, "actor": "Ann Example"})
    register.record_use(**{**USE, "actor": "Ann Example"})
    assert path.read_bytes().count(b"Ann Example") == 1
    assert len(register.entries("actor")) == 1


def test_a_forgotten_actor_leaves_uses_without_a_name(register, path):
    register.set_budget("clients", 1.0)
    register.set_budget("clients", 0.5, actor="Ann Example")
    register.record_use(**{**USE, "actor": "Ann Example"})
    assert register.forget_actor("Ann Example", reason="log kept for a year")
    assert not register.forget_actor("Ann Example")
    (use,) = register.uses()
    assert (use.actor, use.n_people) == ("", 5_000)
    assert [own.actor for own in register.budgets()] == [""]
    assert b"Ann Example" not in path.read_bytes()
    assert register.verify().ok
    register.record_use(**{**USE, "actor": "Ann Example"})
    assert [use.actor for use in register.uses()] == ["", "Ann Example"]
