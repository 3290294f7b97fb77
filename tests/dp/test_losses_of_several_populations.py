"""Budgets protect a population each: someone in two of them is told that both losses add up."""

from __future__ import annotations

import pandas as pd
import pytest
from typer.testing import CliRunner

import privlab
from privlab.cli import app
from privlab.register import spent_together

SAID = "Several populations have spent: clients, households."


@pytest.fixture
def register(tmp_path):
    made = privlab.Register.create(tmp_path / "register.sqlite")
    made.set_budget("clients", epsilon=1.0)
    made.set_budget("clients", epsilon=0.5, purpose="score")
    made.set_budget("households", epsilon=2.0)
    made.set_budget("strangers", epsilon=2.0)
    return made


def session(register, population):
    frame = pd.DataFrame({"key": range(60), "age": [20.0, 70.0] * 30})
    frame["left"] = frame["age"] < 50
    data = privlab.dataset(frame, person="key", population=population)
    return privlab.dp.Session(data, register=register, rows_per_person=1)


def said(result):
    return " ".join(message.text("en") for message in result.assumptions)


def test_a_release_says_so_once_another_population_has_spent(register):
    first = session(register, "clients").count().release(0.25, label="one")
    assert "Several populations" not in said(first)
    second = session(register, "households").count().release(0.5, label="one")
    assert SAID in said(second)
    assert "add up: to epsilon 0.75" in said(second)
    assert second.figure("epsilon_left").value == 1.5


def test_a_session_says_so_before_it_spends(register):
    made = session(register, "clients")
    assert "spends its budget" in said(made)
    assert "weighs 1 row at most" in said(made)
    assert "Several populations" not in said(made)
    made.count().release(0.25, label="one")
    session(register, "households").count().release(0.5, label="one")
    assert SAID in said(session(register, "strangers"))


def test_a_model_says_so_too(register):
    session(register, "households").count().release(0.5, label="one")
    model = session(register, "clients").fit_model(
        "gaussian_nb",
        {"age": (18, 90)},
        {"left": [True, False]},
        people=50,
        epsilon=0.5,
        label="model",
    )
    assert SAID in said(model)
    assert model.figure("epsilon_left").value == 0.5


def test_the_budget_command_says_so_in_text(register):
    def told(*options):
        return CliRunner().invoke(app, ["budget", str(register.path), *options]).output

    assert "Several populations" not in told("--language", "en")
    for population in ("clients", "households"):
        session(register, population).count().release(0.5, label="one")
    assert SAID in told("--language", "en")
    assert SAID in told("--language", "en", "--population", "clients")
    assert "Several populations" not in told("--format", "json")


def test_shares_of_one_population_are_not_several(register):
    session(register, "clients").count().release(0.25, label="one", purpose="score")
    assert spent_together(register.budgets()) is None
