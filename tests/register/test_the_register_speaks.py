"""Meters in a notebook, tables and verdicts at the command line, in both languages."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing

import pytest
from typer.testing import CliRunner

from privlab import language
from privlab.cli import app, main
from privlab.register import Register, budget_table


@pytest.fixture(autouse=True)
def back_to_english():
    yield
    language.use("en")


@pytest.fixture
def command():
    def run(*arguments):
        return CliRunner().invoke(app, [str(own) for own in arguments], catch_exceptions=False)

    return run


def test_a_meter_shows_what_is_spent_reserved_and_left(register, spend):
    register.settle(spend(0.5), 1)
    spend(0.25)
    register.set_budget("clients", 0.1, purpose="score", actor="ann")
    assert repr(register).splitlines() == [
        "<Register 'register.sqlite'>",
        "  clients                            [████████████▒▒▒▒▒▒······]  epsilon 0.25 left of 1",
        "  clients, purpose score, actor ann  [························]  epsilon 0.1 left of 0.1",
    ]


def test_a_meter_is_full_only_when_nothing_is_left(register, spend):
    register.settle(spend(0.999999999), 1)
    assert "[███████████████████████·]" in repr(register)
    register.settle(spend(1e-9), 1)
    assert "[████████████████████████]" in repr(register)


def test_a_meter_is_empty_only_when_nothing_is_spent(register, spend):
    register.settle(spend(1e-9), 1)
    assert "[█·······················]" in repr(register)


def test_a_card_shows_the_same_and_the_head(register, spend):
    spend(0.5)
    card = register._repr_html_()
    assert "epsilon 0.5 left of 1" in card
    assert register.short_head in card
    assert register.head not in card


def test_a_name_with_markup_stays_text(register):
    register.set_budget("<b>clients</b>", 1.0)
    assert "<b>" not in register._repr_html_()


def test_without_budget_it_says_so(register):
    assert "No population has a budget." in repr(register)
    assert "No population has a budget." in register._repr_html_()


def test_a_table_has_exact_amounts(register, spend):
    register.set_budget("clients", 1.0, 1e-6, reason="Gaussian")
    spend(0.123456789, 1e-18)
    row = " ".join(budget_table(register.budgets(), "en")[1].split())
    assert row == (
        "clients * * 1 / 0.000001 0.123456789 / 0.000000000000000001 0.123456789 / "
        "0.000000000000000001 0.876543211 / 0.000000999999999999 1"
    )


def test_the_command_sets_and_shows_budgets(command, path):
    assert "no fresh budget" in _refused(["budget", path])
    done = command("budget", path, "--create", "--set", "clients=1.0:1e-6")
    assert done.exit_code == 0
    command("budget", path, "--set", "clients=0.4", "--purpose", "score")
    command("budget", path, "--set", "clients=2.5", "--reason", "agreed")
    shown = command("budget", path, "--language", "en").output.splitlines()
    assert shown[0].split()[:3] == ["Population", "Purpose", "Actor"]
    assert shown[1].split()[:6] == ["clients", "*", "*", "2.5", "/", "0.000001"]
    assert shown[2].split()[:4] == ["clients", "score", "*", "0.4"]
    assert Register.open(path).budget("clients").delta == 1e-6
    assert Register.open(path).entries("budget")[2].payload == {"reason": "agreed"}


@pytest.mark.parametrize("cap", ["clients", "clients=", "clients=a", "clients=1:b", "=1", "c=nan"])
def test_the_command_refuses_what_is_no_budget(command, path, cap):
    Register.create(path)
    head = Register.open(path).head
    assert "Error: " in _refused(["budget", path, "--set", cap])
    assert Register.open(path).head == head
    assert command("verify", path).exit_code == 0


def test_the_command_shows_budgets_as_json(command, register, spend, path):
    spend(0.25, label="answered")
    spend(0.1)
    register.set_budget("clients", 0.5, purpose="score")
    register.set_budget("clients", 0.75, actor="Léa")
    register.set_budget("prospects", 2.0, 1e-6)
    told = json.loads(command("budget", path, "--format", "json").output)
    assert told["head"] == register.head
    whole, actor, purpose, other = told["budgets"]
    assert whole["cap"] == {
        "epsilon": 1.0, "delta": 0.0, "nano_epsilon": 10**9, "atto_delta": 0,
    }  # fmt: skip
    assert (whole["spent"]["nano_epsilon"], whole["releases"]) == (350_000_000, 2)
    assert whole["unanswered"]["epsilon"] == 0.35
    assert whole["left"]["epsilon"] == 0.65
    assert (whole["purpose"], whole["actor"]) == (None, None)
    assert (actor["actor"], purpose["purpose"]) == ("Léa", "score")
    assert (other["population"], other["cap"]["atto_delta"]) == ("prospects", 10**12)


def test_the_command_shows_one_population(command, register, path):
    register.set_budget("clients", 1.0)
    register.set_budget("prospects", 1.0)
    told = command("budget", path, "--population", "prospects", "--format", "json").output
    assert [own["population"] for own in json.loads(told)["budgets"]] == ["prospects"]
    refused = _refused(["budget", path, "--population", "prospect"])
    assert "BudgetError: " in refused
    assert "prospects" in refused


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--format", "jsn"], "Did you mean 'json'"),
        (["--purpose", "score"], "Add --set"),
        (["--reason", "agreed"], "Add --set"),
        (["--set", "clients=2"], "--reason"),
        (["--set", "clients=9", "--purpose", "score"], "is larger than the budget"),
        (["--set", "client=1", "--purpose", "score"], "Did you mean 'clients'"),
    ],
)
def test_the_command_says_what_is_wrong_and_changes_nothing(register, path, options, said):
    register.set_budget("clients", 1.0)
    head = register.head
    assert said in _refused(["budget", path, *options])
    assert register.head == head


def test_the_command_verifies_and_fails_when_it_is_broken(command, register, spend, tamper, path):
    spend(0.5)
    head = register.head
    done = command("verify", path, "--head", head, "--language", "en")
    assert (done.exit_code, done.output.splitlines()) == (
        0,
        ["3 entries verified.", f"Head: {head}"],
    )
    tamper("UPDATE entry SET epsilon = 1 WHERE number = 3")
    broken = command("verify", path, "--language", "en")
    assert broken.exit_code == 1
    assert "- Entry 3 was changed." in broken.output.splitlines()


def test_the_command_sees_an_older_copy_through_the_head(command, register, spend, path):
    older = path.read_bytes()
    spend(0.5)
    head = register.head
    path.write_bytes(older)
    assert command("verify", path).exit_code == 0
    broken = command("verify", path, "--head", head, "--language", "en")
    assert broken.exit_code == 1
    assert "an older copy was put back" in broken.output


def test_the_command_names_a_file_that_is_no_register(path):
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE a (b)")
    assert "not a register of privlab" in _refused(["verify", path])


def _refused(arguments):
    """Return what the command says on the error stream; it must end as a mistake does, with 2."""
    import contextlib
    import io
    import sys

    said, kept = io.StringIO(), sys.argv
    sys.argv = ["privlab", *map(str, arguments)]
    try:
        with contextlib.redirect_stderr(said), pytest.raises(SystemExit) as ended:
            main()
    finally:
        sys.argv = kept
    assert ended.value.code == 2
    return said.getvalue()
