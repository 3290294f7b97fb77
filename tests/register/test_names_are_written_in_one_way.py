"""A name written differently escapes no budget: it is refused with the one that was meant."""

from __future__ import annotations

import unicodedata

import pytest

from privlab.errors import BudgetError, ParameterError


@pytest.mark.parametrize(
    "name", ["Score", "score ", " score", "\uff53core", "scroe", "scor", "scores"]
)
def test_a_purpose_written_differently_does_not_escape_its_share(register, spend, name):
    register.set_budget("clients", 0.2, purpose="score")
    with pytest.raises(ParameterError, match=r"no purpose .*Did you mean 'score'\?"):
        spend(0.5, purpose=name)
    assert register.budget("clients").spent_epsilon == 0


@pytest.mark.parametrize("name", ["Robert", "robert ", "robetr"])
def test_an_actor_written_differently_does_not_escape_their_share(register, spend, name):
    register.set_budget("clients", 0.2, actor="robert")
    with pytest.raises(ParameterError, match=r"no actor .*Did you mean 'robert'\?"):
        spend(0.5, actor=name)
    assert register.budget("clients").spent_epsilon == 0


def test_another_purpose_that_is_one_letter_away_is_introduced_with_a_reason(register, spend):
    register.set_budget("clients", 0.2, purpose="score")
    with pytest.raises(ParameterError, match=r"If it is another purpose, say so once"):
        register.set_budget("clients", 0.3, purpose="scores")
    register.set_budget("clients", 0.3, purpose="scores", reason="of matches, not of people")
    assert spend(0.3, purpose="scores").answer is None
    assert spend(0.2, purpose="marketing").answer is None


def test_names_that_differ_in_a_number_are_different(register, spend):
    register.set_budget("clients", 0.1, actor="analyst 1")
    assert spend(0.5, actor="analyst 11").answer is None
    register.set_budget("clients 2", 1.0)


@pytest.mark.parametrize("name", ["clients ", "Clients", "CLIENTS"])
def test_a_population_written_differently_gets_no_second_budget(register, spend, name):
    spend(0.1)
    with pytest.raises(ParameterError, match=r"no population .*Did you mean 'clients'\?"):
        register.set_budget(name, 10.0, reason="even with a reason")


def test_a_population_in_another_unicode_form_gets_no_second_budget(register):
    name = "société"
    register.set_budget(unicodedata.normalize("NFC", name), 1.0)
    with pytest.raises(ParameterError, match="Did you mean"):
        register.set_budget(unicodedata.normalize("NFD", name), 1.0)


def test_a_population_with_a_slip_gets_a_budget_with_a_reason_only(register, spend):
    spend(0.1)
    with pytest.raises(ParameterError, match="Did you mean 'clients'"):
        register.set_budget("client", 1.0)
    register.set_budget("client", 1.0, reason="companies, not people")
    assert register.budget("client").epsilon == 1.0


@pytest.mark.parametrize("call", ["oppose", "lift_opposition", "erase_person", "append", "opposed"])
def test_a_wish_is_never_kept_under_a_population_that_was_misspelled(register, spend, call):
    spend(0.1)
    calls = {
        "append": lambda: register.append("note", {}, population="Clients", person="a"),
        "opposed": lambda: register.opposed("Clients", ["a"]),
    }
    with pytest.raises(ParameterError, match="Did you mean 'clients'"):
        calls.get(call, lambda: getattr(register, call)("Clients", "a"))()


def test_the_share_of_a_forgotten_actor_is_theirs_again(register, spend):
    register.set_budget("clients", 0.3, actor="bob")
    spend(0.2, actor="bob")
    assert register.forget_actor("bob")
    with pytest.raises(BudgetError, match=r"actor 'bob'.* there is epsilon 0.1 left"):
        spend(0.2, actor="bob")
    with pytest.raises(BudgetError):
        spend(0.2, actor="Bob")
    spend(0.1, actor="bob")
    with pytest.raises(BudgetError, match=r"there is epsilon 0 left"):
        spend(0.01, actor="bob")
    assert register.forget_actor("bob")
    with pytest.raises(BudgetError):
        spend(0.01, actor="bob")
    assert register.verify().ok


def test_what_is_kept_of_a_forgotten_share_names_nobody(register, spend, path):
    register.set_budget("clients", 0.3, actor="bob example")
    spend(0.2, actor="bob example")
    register.forget_actor("bob example")
    assert b"bob example" not in path.read_bytes()
    assert [own.actor for own in register.entries("charge")] == [""]
    spend(0.1, actor="bob example")
    assert [own.actor for own in register.entries("charge")] == ["", "bob example"]
