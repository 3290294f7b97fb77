"""Epsilon and delta are whole numbers, rounded against the one who spends."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from privlab.errors import BudgetError, ParameterError
from privlab.register import Amount
from privlab.register._amounts import (
    allowed_delta,
    allowed_epsilon,
    charged_delta,
    charged_epsilon,
)


def test_ten_times_a_tenth_fits_one_exactly_and_nothing_more(register, spend):
    for _ in range(10):
        spend(0.1)
    assert register.budget("clients").spent == Amount(10**9, 0)
    assert register.budget("clients").left_epsilon == 0.0
    with pytest.raises(BudgetError, match=r"of epsilon 1 there is epsilon 0 left\. Nothing was"):
        spend(1e-12)
    assert register.budget("clients").n_charges == 10


def test_the_smallest_charge_is_rounded_up_to_a_whole_unit(register, spend):
    spend(1e-12)
    assert register.budget("clients").spent_epsilon == 1e-9


def test_a_cap_is_rounded_down(register):
    register.set_budget("clients", 0.1 + 0.2, delta=1.9e-18)
    assert register.budget("clients").cap == Amount(300_000_000, 1)


def test_amounts_are_read_as_the_decimals_that_were_written():
    assert charged_epsilon(0.1) == charged_epsilon(Decimal("0.1")) == 100_000_000
    assert charged_epsilon(np.float64(0.3)) == 300_000_000
    assert charged_epsilon(np.int64(2)) == charged_epsilon(2) == 2 * 10**9
    # float32 holds another number, 0.100000001490116...
    assert charged_epsilon(np.float32(0.1)) == 100_000_002
    assert charged_delta(1e-6) == 10**12
    assert charged_delta(1e-19) == 1
    assert allowed_delta(1e-19) == 0


@given(st.floats(1e-9, 1e6) | st.decimals("1e-9", "1e6") | st.fractions(Fraction(1, 9), 50))
def test_a_charge_is_never_less_and_a_cap_never_more_than_what_was_said(amount):
    exact = Fraction(repr(amount)) if isinstance(amount, float) else Fraction(amount)
    charged, allowed = charged_epsilon(amount), allowed_epsilon(amount)
    assert Fraction(allowed, 10**9) <= exact <= Fraction(charged, 10**9)
    assert charged - allowed in {0, 1}


@given(st.floats(0, 1, exclude_max=True))
def test_delta_is_rounded_the_same_way(delta):
    charged, allowed = charged_delta(delta), allowed_delta(delta)
    assert Fraction(allowed, 10**18) <= Fraction(repr(delta))
    assert charged >= allowed
    assert charged > 0 or delta == 0


NO_EPSILON = [
    True,
    False,
    float("nan"),
    float("inf"),
    -float("inf"),
    -0.1,
    0,
    0.0,
    "0.1",
    None,
    1e7,
]
NO_EPSILON += [
    10**400,
    Decimal("sNaN"),
    Decimal("NaN"),
    1j,
    b"1",
    [0.1],
    np.True_,
    np.float64("nan"),
]


@pytest.mark.parametrize("epsilon", NO_EPSILON, ids=lambda own: repr(own)[:9])
def test_what_is_no_epsilon_is_refused_before_anything_is_written(register, spend, epsilon):
    head = register.head
    with pytest.raises(ParameterError, match=r"^epsilon is .*; it must be .*above 0"):
        spend(epsilon)
    with pytest.raises(ParameterError, match=r"^epsilon is .*; it must be .*above 0"):
        register.set_budget("others", epsilon)
    assert register.head == head


@pytest.mark.parametrize(
    "delta", [True, float("nan"), float("inf"), -1e-9, 1.0, 1, "0", Decimal("sNaN"), 10**400]
)
def test_what_is_no_delta_is_refused(register, spend, delta):
    with pytest.raises(ParameterError, match=r"^delta is .*; it must be .*below 1"):
        spend(0.1, delta)
    with pytest.raises(ParameterError, match=r"^delta is .*; it must be .*below 1"):
        register.set_budget("others", 1.0, delta)


def test_a_cap_below_the_smallest_unit_is_refused(register):
    with pytest.raises(ParameterError, match="the smallest is 1e-09"):
        register.set_budget("clients", 1e-10)


def test_delta_is_a_budget_of_its_own(register, spend):
    with pytest.raises(
        BudgetError, match=r"0.000001, and of epsilon 1, delta 0 there is epsilon 1, delta 0"
    ):
        spend(0.1, 1e-6)
    register.set_budget("clients", 1.0, 2e-6, reason="Gaussian noise")
    spend(0.1, 1e-6)
    spend(0.1, 1e-6)
    with pytest.raises(BudgetError, match="does not cover"):
        spend(0.1, 1e-18)
    spend(0.1, 0.0)
    assert register.budget("clients").spent == Amount(300_000_000, 2 * 10**12)


@pytest.mark.usefixtures("spend")
def test_an_unregistered_population_has_no_budget(register):
    with pytest.raises(BudgetError, match=r"'client'.*Did you.*set_budget\('client'"):
        register.charge(
            population="client", epsilon=0.1, delta=0.0, label="a", query="q", content="c"
        )
    with pytest.raises(BudgetError, match="no population 'client' in this register"):
        register.budget("client")


def test_the_first_population_is_told_how_to_begin(register):
    with pytest.raises(BudgetError, match=r"epsilon=1.0\). None has one yet."):
        register.budget("clients")


def test_changing_a_cap_is_recorded_with_its_reason(register, spend):
    spend(1.0)
    with pytest.raises(ParameterError, match=r"is epsilon 1 already.*pass reason="):
        register.set_budget("clients", 2.0)
    register.set_budget("clients", 2.0, reason="second campaign, agreed with the DPO")
    spend(0.5)
    register.set_budget("clients", 1.2, reason="campaign stopped")
    with pytest.raises(BudgetError, match=r"of epsilon 1.2 there is epsilon 0 left"):
        spend(0.1)
    kept = register.entries("budget")
    assert [entry.epsilon for entry in kept] == [1.0, 2.0, 1.2]
    assert kept[1].payload == {"reason": "second campaign, agreed with the DPO"}
    assert register.budget("clients").left_epsilon == 0.0


@pytest.mark.usefixtures("spend")
def test_the_same_cap_again_changes_nothing(register):
    head = register.head
    register.set_budget("clients", 1.0)
    assert register.head == head


def test_a_share_of_a_purpose_stops_that_purpose_only(register, spend):
    register.set_budget("clients", 0.3, purpose="score")
    spend(0.3, purpose="score")
    with pytest.raises(
        BudgetError, match=r"'clients', purpose 'score' does not cover.*purpose='sc"
    ):
        spend(0.1, purpose="score")
    spend(0.6, purpose="crm")
    assert register.budget("clients", purpose="score").left_epsilon == 0.0
    assert register.budget("clients").left_epsilon == 0.1


def test_the_population_s_budget_stops_a_share_that_has_something_left(register, spend):
    register.set_budget("clients", 0.5, purpose="score")
    spend(0.9)
    with pytest.raises(BudgetError, match="budget of population 'clients' does not cover"):
        spend(0.2, purpose="score")


def test_the_population_s_budget_stops_a_known_actor_with_a_purpose(register, spend):
    register.set_budget("clients", 1.0, actor="ann")
    spend(0.5, purpose="score", actor="ann")
    spend(0.4)
    with pytest.raises(BudgetError, match="budget of population 'clients' does not cover"):
        spend(0.2, purpose="score", actor="ann")


def test_a_share_of_an_actor_and_of_a_purpose_and_actor_both_count(register, spend):
    register.set_budget("clients", 0.4, actor="ann")
    register.set_budget("clients", 0.2, purpose="score", actor="ann")
    spend(0.2, purpose="score", actor="ann")
    with pytest.raises(BudgetError, match=r"purpose 'score', actor 'ann' does not cover"):
        spend(0.1, purpose="score", actor="ann")
    spend(0.2, purpose="crm", actor="ann")
    with pytest.raises(BudgetError, match="'clients', actor 'ann' does not cover"):
        spend(0.1, actor="ann")
    spend(0.1, purpose="score", actor="bob")
    shares = [(own.purpose, own.actor, own.spent_epsilon) for own in register.budgets()]
    assert shares == [("", "", 0.5), ("", "ann", 0.4), ("score", "ann", 0.2)]


@pytest.mark.usefixtures("spend")
def test_a_share_cannot_exceed_the_population_s_budget(register):
    with pytest.raises(
        ParameterError, match=r"The share \(epsilon 2, delta 0\) is larger.*\(epsilon 1, delta 0\)"
    ):
        register.set_budget("clients", 2.0, purpose="score")
    with pytest.raises(BudgetError, match="no budget"):
        register.set_budget("prospects", 0.5, purpose="score")


def test_populations_spend_their_own(register, spend):
    register.set_budget("prospects", 0.5)
    spend(1.0)
    assert register.budget("prospects").left_epsilon == 0.5


@pytest.mark.usefixtures("spend")
def test_a_share_that_was_not_set_is_no_budget(register):
    with pytest.raises(ParameterError, match="no share for purpose 'score' and actor 'ann'"):
        register.budget("clients", purpose="score", actor="ann")


@settings(max_examples=12, deadline=None)
@given(
    cap=st.integers(1, 30),
    asked=st.lists(st.tuples(st.integers(1, 12), st.booleans()), max_size=8),
)
def test_what_is_spent_is_the_sum_of_what_fitted(fresh, cap, asked):
    register = fresh()
    register.set_budget("clients", cap / 10)
    spent = reserved = 0
    for number, (tenths, answered) in enumerate(asked):
        said = {"label": str(number), "query": "q", "content": "c", "delta": 0.0}
        if spent + tenths > cap:
            with pytest.raises(BudgetError):
                register.charge(population="clients", epsilon=tenths / 10, **said)
            continue
        charge = register.charge(population="clients", epsilon=tenths / 10, **said)
        spent += tenths
        if answered:
            register.settle(charge, tenths)
        else:
            reserved += tenths
    budget = register.budget("clients")
    assert budget.spent == Amount(spent * 10**8, 0)
    assert budget.reserved == Amount(reserved * 10**8, 0)
    assert budget.left == Amount((cap - spent) * 10**8, 0)
    assert register.verify().ok


def test_a_delta_that_is_not_given_stays_as_it_was(register):
    register.set_budget("others", 1.0)
    assert register.budget("others").delta == 0
    register.set_budget("others", 1.0, 1e-5, reason="private groups")
    register.set_budget("others", 2.0, reason="more")
    assert register.budget("others").cap == Amount(2 * 10**9, 10**13)
    n = register.head
    register.set_budget("others", 2.0)
    assert register.head == n
    register.set_budget("others", 2.0, 0, reason="no more private groups")
    assert register.budget("others").delta == 0


def test_the_delta_of_a_share_stays_too_and_still_fits_the_whole(register):
    register.set_budget("others", 1.0, 1e-5)
    register.set_budget("others", 0.5, 1e-6, actor="Ann")
    register.set_budget("others", 0.75, actor="Ann", reason="more")
    assert register.budget("others", actor="Ann").cap == Amount(750_000_000, 10**12)


def test_the_advice_names_the_delta_where_the_delta_is_short(register):
    register.set_budget("others", 1.0, 1e-6)
    asked = {"population": "others", "query": "count", "content": "t", "label": "a"}
    with pytest.raises(BudgetError, match=r"'others', epsilon=\.\.\., delta=\.\.\., reason="):
        register.charge(**asked, epsilon=0.5, delta=1e-5)
    with pytest.raises(BudgetError, match=r"'others', epsilon=\.\.\., reason="):
        register.charge(**asked, epsilon=1.5, delta=0)


def test_a_population_with_a_near_name_is_a_typo_first(register):
    register.set_budget("shoppers", 1.0)
    with pytest.raises(BudgetError) as caught:
        register.budgets("shopers")
    said = str(caught.value)
    assert said.startswith("There is no population 'shopers' in this register. Did you mean")
    assert said.index("'shoppers'") < said.index("If it is a new one, give it a budget")
    with pytest.raises(BudgetError, match=r"^Population 'zzz' has no budget"):
        register.budgets("zzz")


def test_whole_numbers_of_numpy_are_amounts(register):
    register.set_budget("clients", epsilon=np.int64(2), delta=np.float64(1e-6))
    assert register.budget("clients").cap == Amount(2 * 10**9, 10**12)


def test_a_budget_is_printed_in_epsilon(register, spend):
    spend(0.25)
    register.set_budget("clients", 0.5, purpose="score")
    whole, share = register.budgets("clients")
    assert repr(whole) == "<Budget of population 'clients': epsilon 0.75 left of epsilon 1>"
    assert "purpose 'score': epsilon 0.5 left" in repr(share)
    assert repr(whole.cap) == "<epsilon 1>"


def test_a_number_too_long_to_print_is_refused_without_printing_it(register):
    with pytest.raises(ParameterError, match="a whole number of more than 30 digits"):
        register.set_budget("clients", epsilon=10**5000)
