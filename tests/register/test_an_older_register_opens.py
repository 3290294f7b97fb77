"""A register written before keys were compared as values goes on: see older/README.md."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from privlab.errors import BudgetError
from privlab.register import Register

OLDER = Path(__file__).parent / "older" / "register.sqlite"


@pytest.fixture
def older(path):
    shutil.copy(OLDER, path)
    return Register.open(path)


def test_it_verifies_and_its_budgets_stand(older):
    assert older.verify("18:e377689f457976ad01eca578c09ce65ecf61586c2fe2875dd6a265e8ef2b11b1").ok
    assert older.budget("clients").left_epsilon == 1.65
    assert older.budget("clients", actor="bob").left_epsilon == 0.75
    with pytest.raises(BudgetError, match="purpose 'score'"):
        older.charge(
            population="clients",
            epsilon=0.3,
            delta=0,
            label="new",
            query="count",
            content="c",
            purpose="score",
        )


def test_its_stored_answer_comes_back_under_its_own_mark(older):
    again = older.charge(
        population="clients",
        epsilon=0.25,
        delta=0.0,
        label="people by town",
        query="count by town",
        content="an older mark of the content",
        purpose="score",
        actor="bob",
    )
    assert again.answer == {"counts": [41, 58]}


def test_its_oppositions_are_read_by_the_value_of_the_key(older):
    assert older.left_out("clients", [1, 2.0, "e", "f"]) == {2.0, "e"}
    assert older.opposed("clients", [2.0, "2"]) == {2.0, "2"}
    # the key was given as an engine printed it, or with a blank: near, until it is settled
    assert older.left_out("clients", [3, "b", "a"], "score") == {3, "b"}
    near = [own for own in older.match_oppositions("clients", [3, "b"], actor="desk") if own.near]
    assert {own.near for own in near} == {("b",), (3,)}
    for own in near:
        older.tell_apart("clients", own.near[0], opposition=own.number, actor="desk")
    assert older.left_out("clients", [3, "b"], "score") == frozenset()


def test_an_opposition_made_anew_is_read_by_its_spelling(older):
    assert older.left_out("clients", ["E-E "]) == frozenset()
    first = older.oppose("clients", "e")
    assert older.oppose("clients", "e") == first
    assert older.left_out("clients", [" \t E"]) == {" \t E"}
    assert older.lift_opposition("clients", "e")
    assert older.left_out("clients", ["e"]) == frozenset()
    assert older.verify().ok
