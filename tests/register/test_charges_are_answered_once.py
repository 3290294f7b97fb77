"""A reservation is spent whatever happens next, and answered at most once."""

from __future__ import annotations

import dataclasses

import pytest

from privlab.errors import BudgetError, ParameterError, RegisterError
from privlab.register import Amount, Register


def test_a_new_label_is_reserved_and_not_answered(register, spend):
    charge = spend(0.25, label="cell 12")
    assert (charge.population, charge.label, charge.epsilon, charge.answer) == (
        "clients",
        "cell 12",
        0.25,
        None,
    )
    budget = register.budget("clients")
    assert budget.spent_epsilon == budget.reserved_epsilon == 0.25


def test_an_answer_comes_back_for_the_same_label_without_a_charge(register, spend):
    charge = spend(0.25, label="cell 12")
    told = register.settle(charge, {"counts": [3, 2**70, -1], "sd": 0.1, "why": "é", "none": None})
    head = register.head
    again = spend(0.25, label="cell 12")
    assert again.answer == told == {"counts": [3, 2**70, -1], "sd": 0.1, "why": "é", "none": None}
    assert isinstance(again.answer["counts"][0], int)
    assert again.number == charge.number
    assert register.head == head
    assert register.budget("clients").spent_epsilon == 0.25
    assert register.budget("clients").reserved_epsilon == 0.0


def test_an_answer_comes_back_from_another_process_s_register(register, spend, path):
    register.settle(spend(label="cell 12"), [1, 2])
    other = Register.open(path)
    found = other.charge(
        population="clients",
        epsilon=0.1,
        delta=0.0,
        label="cell 12",
        query="count by region",
        content="mark",
    )
    assert found.answer == [1, 2]


@pytest.mark.parametrize(
    ("other", "named"),
    [
        ({"query": "sum"}, "another query\\."),
        ({"epsilon": 0.2}, "another epsilon\\."),
        ({"epsilon": 0.1 + 1e-12}, "another epsilon\\."),
        ({"delta": 1e-18}, "another delta\\."),
        ({"content": "changed"}, "another content of the table\\."),
        ({"query": "sum", "content": "changed"}, "another query and another content"),
    ],
)
@pytest.mark.parametrize("answered", [True, False])
def test_a_label_with_anything_else_is_refused(register, spend, other, named, answered):
    charge = spend(label="cell 12")
    if answered:
        register.settle(charge, 1)
    head = register.head
    with pytest.raises(RegisterError, match=named) as refused:
        spend(**{"epsilon": 0.1, "label": "cell 12", **other})
    assert "changed" not in str(refused.value)
    assert "sum" not in str(refused.value)
    assert register.head == head


def test_a_label_that_was_never_answered_stays_spent_and_needs_a_new_one(register, spend):
    spend(0.3, label="cell 12")
    with pytest.raises(RegisterError, match=r"has no answer: .*stays spent.*under a new label"):
        spend(0.3, label="cell 12")
    spend(0.3, label="cell 12 again")
    assert register.budget("clients").spent_epsilon == 0.6
    assert register.budget("clients").reserved_epsilon == 0.6


def test_a_label_is_one_of_its_population(register, spend):
    register.set_budget("prospects", 1.0)
    spend(label="cell 12")
    said = {"label": "cell 12", "query": "q", "content": "c", "epsilon": 0.1, "delta": 0.0}
    assert register.charge(population="prospects", **said).answer is None


def test_a_refused_charge_leaves_its_label_free(spend):
    with pytest.raises(BudgetError):
        spend(1.5, label="cell 12")
    assert spend(0.5, label="cell 12").answer is None


def test_a_reservation_is_not_answered_twice(register, spend):
    charge = spend()
    register.settle(charge, 1)
    head = register.head
    with pytest.raises(RegisterError, match="answered already, and is answered once only"):
        register.settle(charge, 2)
    assert register.head == head


def test_a_reservation_of_another_register_is_not_answered(spend, tmp_path):
    other = Register.create(tmp_path / "other.sqlite")
    other.set_budget("clients", 1.0)
    charge = spend()
    other.charge(population="clients", epsilon=0.1, delta=0.0, label="x", query="q", content="c")
    assert other.entries("charge")[0].number == charge.number
    with pytest.raises(RegisterError, match="it was made in another register"):
        other.settle(charge, 1)


def test_what_was_never_reserved_is_not_answered(register, spend):
    charge = spend()
    for forged in (
        dataclasses.replace(charge, number=charge.number + 1),
        dataclasses.replace(charge, number=charge.number - 1),
        dataclasses.replace(charge, hash=bytes(32)),
    ):
        with pytest.raises(RegisterError, match="holds no reservation"):
            register.settle(forged, 1)


def test_a_mechanism_that_fails_leaves_it_spent(register, spend):
    def release():
        charge = spend(0.4)
        message = "the mechanism failed"
        raise ArithmeticError(message) or charge

    with pytest.raises(ArithmeticError):
        release()
    assert register.budget("clients").spent == Amount(400_000_000, 0)
    assert register.budget("clients").reserved == Amount(400_000_000, 0)


@pytest.mark.parametrize(
    "answer",
    [float("nan"), float("inf"), (1, 2), {1: "a"}, {"a": {2}}, b"x", [1, [...]], 1j],
    ids=repr,
)
def test_an_answer_that_would_not_come_back_equal_is_refused(register, spend, answer):
    charge = spend()
    with pytest.raises(ParameterError, match="cannot be kept as it is"):
        register.settle(charge, answer)
    register.settle(charge, "it may still be answered")


def test_an_answer_nested_without_end_is_refused(register, spend):
    answer: list[object] = []
    answer.append(answer)
    with pytest.raises(ParameterError, match=r"cannot be kept as it is"):
        register.settle(spend(), answer)


def test_no_answer_is_no_answer(register, spend):
    with pytest.raises(ParameterError, match="says nothing"):
        register.settle(spend(), None)


def test_the_content_of_a_table_stands_nowhere_in_the_file(register, spend, path):
    register.settle(spend(content="0123456789abcdef" * 4), 1)
    assert b"0123456789abcdef" not in path.read_bytes()


@pytest.mark.parametrize("label", ["", "  ", "a\nb", "\ud800", "x" * 201, 12, None])
def test_a_label_is_a_printable_text(spend, label):
    with pytest.raises(ParameterError, match=r"^label "):
        spend(label=label)


@pytest.mark.parametrize("name", ["query", "content"])
@pytest.mark.parametrize("value", ["", None, 3])
def test_what_is_asked_and_of_what_must_be_said(spend, name, value):
    with pytest.raises(ParameterError, match=f"^{name} must be a text that says something"):
        spend(**{name: value})
