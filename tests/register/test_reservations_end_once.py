"""A reservation is answered or fails, once; its content may be told with the answer."""

from __future__ import annotations

import pytest

from privlab.errors import BudgetError, RegisterError
from privlab.register import Register

ASKED = {"population": "clients", "epsilon": 0.25, "delta": 0.0, "label": "cell", "query": "count"}


@pytest.fixture
def register(register):
    register.set_budget("clients", 1.0)
    return register


def test_an_answer_comes_back_for_the_content_that_was_told_with_it(register):
    charge = register.reserve(**ASKED)
    assert not charge.answered
    register.settle(charge, [1, 2], content="mark")
    again = register.reserve(**ASKED)
    assert (again.answered, again.answer) == (True, None)
    assert register.stored(again, "mark") == [1, 2]
    assert register.charge(**ASKED, content="mark").answer == [1, 2]
    with pytest.raises(RegisterError, match="another content of the table"):
        register.stored(again, "another mark")
    with pytest.raises(RegisterError, match="another content of the table"):
        register.charge(**ASKED, content="another mark")
    assert register.budget("clients").spent_epsilon == 0.25


def test_an_answer_of_a_charge_whose_content_was_told_first_comes_back_too(register):
    """As registers of earlier versions hold them: stored answers keep their mark."""
    register.settle(register.charge(**ASKED, content="mark"), [1, 2])
    assert register.stored(register.reserve(**ASKED), "mark") == [1, 2]
    with pytest.raises(RegisterError, match="another content of the table"):
        register.stored(register.reserve(**ASKED), "another mark")


def test_an_answer_without_a_content_is_of_no_table(register):
    register.settle(register.reserve(**ASKED), 1)
    with pytest.raises(RegisterError, match="another content of the table"):
        register.stored(register.reserve(**ASKED), "mark")


def test_an_answered_label_is_found_though_nothing_is_left(register):
    register.settle(register.reserve(**ASKED), 1, content="mark")
    register.reserve(**{**ASKED, "label": "the rest", "epsilon": 0.75})
    assert register.stored(register.reserve(**ASKED), "mark") == 1
    with pytest.raises(BudgetError):
        register.reserve(**{**ASKED, "label": "more"})


def test_a_reservation_that_failed_stays_spent_and_is_answered_no_more(register):
    charge = register.reserve(**ASKED)
    register.fail(charge)
    budget = register.budget("clients")
    assert (budget.spent_epsilon, budget.reserved_epsilon) == (0.25, 0.25)
    for ended in (lambda: register.settle(charge, 1, content="m"), lambda: register.fail(charge)):
        with pytest.raises(RegisterError, match="failed, and is answered once only"):
            ended()
    with pytest.raises(RegisterError, match="its release failed"):
        register.reserve(**ASKED)
    assert register.verify().ok


def test_what_was_answered_does_not_fail(register):
    charge = register.reserve(**ASKED)
    register.settle(charge, 1, content="mark")
    with pytest.raises(RegisterError, match="answered already"):
        register.fail(charge)


def test_the_content_told_with_an_answer_stands_nowhere_in_the_file(register, path):
    register.settle(register.reserve(**ASKED), 1, content="0123456789abcdef" * 4)
    assert b"0123456789abcdef" not in path.read_bytes()


def test_only_oppositions_to_a_purpose_or_to_all_move_the_last_one(register):
    assert register.last_opposition("clients", "score") == 0
    first = register.oppose("clients", "a", "score")
    register.oppose("clients", "b", "mail")
    register.oppose("others", "a", "score")
    assert register.last_opposition("clients", "score") == first
    every = register.oppose("clients", "c")
    assert register.last_opposition("clients", "score") == every
    register.lift_opposition("clients", "c")
    assert register.last_opposition("clients", "score") > every


def test_a_reservation_of_a_killed_process_is_shown_as_unanswered(register, run, path):
    run(
        """
        import os, sys
        from privlab import Register

        register = Register.open(sys.argv[1])
        asked = {"population": "clients", "epsilon": 0.25, "delta": 0.0}
        register.reserve(**asked, label="cell", query="count")
        os._exit(0)
        """,
        path,
    )
    budget = Register.open(path).budget("clients")
    assert (budget.spent_epsilon, budget.reserved_epsilon) == (0.25, 0.25)
    with pytest.raises(RegisterError, match="still running, or it was stopped"):
        register.reserve(**ASKED)
