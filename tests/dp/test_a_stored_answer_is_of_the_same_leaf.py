"""A stored answer comes back for the same question on the same leaf, and for nothing else."""

from __future__ import annotations

import dataclasses
import datetime as dt
import shutil
from pathlib import Path

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import privlab
from privlab._gate import Catalogue
from privlab.errors import PurposeError, RegisterError
from privlab.policy import Policy
from tests.companies import AS_OF, OBJECTIONS, write_company

FRAME = pd.DataFrame({"person": range(12), "n": [1, 2, 3] * 4, "shop": ["A", "B"] * 6})


def answer(source, register, label="cell", expression=None):
    data = privlab.dataset(source, person="person", population="shoppers")
    if expression is not None:
        data = dataclasses.replace(data, table=expression(data.table))
    return (
        privlab.dp.Session(data, register=register, rows_per_person=1)
        .count()
        .release(0.25, label=label)
    )


SAME = {
    "shuffled": FRAME.sample(frac=1, random_state=1),
    "narrower whole numbers": FRAME.astype({"n": "int32", "person": "int16"}),
    "other column order": FRAME[["shop", "n", "person"]],
    "another index": FRAME.set_index(np.arange(100, 112)),
    "categories": FRAME.astype({"shop": "category"}),
    "Arrow": pa.Table.from_pandas(FRAME),
    "all at once": FRAME.sample(frac=1, random_state=2).astype({"n": "int8"})[
        ["n", "shop", "person"]
    ],
}


def test_the_same_content_in_another_form_is_answered(register):
    first = answer(FRAME, register)
    for name, other in SAME.items():
        again = answer(other, register)
        assert again.stored, name
        assert again.table.equals(first.table)
    assert register.budget("shoppers").spent_epsilon == 0.25


def test_a_table_of_an_engine_in_another_order_is_the_same_leaf(register):
    for label in ("first", "again"):
        engine = ibis.duckdb.connect()
        shuffled = FRAME.sample(frac=1, random_state=len(label))
        table = engine.create_table(label, shuffled.astype({"n": "int32"}))
        stored = answer(table, register).stored
    assert stored


OTHER = {
    "a value": FRAME.assign(n=[9, *FRAME["n"][1:]]),
    "a value that is missing": FRAME.assign(n=[None, *FRAME["n"][1:]]),
    "a column more": FRAME.assign(more=1),
    "a person less": FRAME.iloc[1:],
    "a row twice": pd.concat([FRAME, FRAME.iloc[:1]]),
    "two values exchanged": FRAME.assign(shop=["B", "A", *FRAME["shop"][2:]]),
}


@pytest.mark.parametrize("name", OTHER)
def test_other_content_is_refused_and_costs_nothing(register, name):
    answer(FRAME, register)
    with pytest.raises(RegisterError, match="another content of the table"):
        answer(OTHER[name], register)
    assert register.budget("shoppers").spent_epsilon == 0.25


def test_an_answer_comes_back_when_nothing_is_left(register):
    answer(FRAME, register)
    privlab.dp.Session(
        privlab.dataset(FRAME, person="person", population="shoppers"),
        register=register,
        rows_per_person=1,
    ).count().release(0.75, label="all the rest")
    assert register.budget("shoppers").left_epsilon == 0
    assert answer(FRAME, register).stored


def test_another_filter_of_the_same_leaf_is_another_question(register):
    """Told apart by what it says: what it keeps is never looked at, and would be the same here."""
    answer(FRAME, register, expression=lambda t: t.filter(t.n > 2))
    assert answer(FRAME, register, expression=lambda t: t.filter(t.n > 2)).stored
    with pytest.raises(RegisterError, match="another content of the table"):
        answer(FRAME, register, expression=lambda t: t.filter(t.n >= 3))


def test_a_filter_of_a_long_file_is_another_question(register, tmp_path, monkeypatch):
    monkeypatch.setattr("privlab.tables._origins._HASHED_WHOLE", 0)
    path = tmp_path / "rows.parquet"
    FRAME.to_parquet(path)

    def told(least):
        data = privlab.dataset(path, person="person", population="shoppers")
        data = data.replaced(data.table.filter(data.table.n > least))
        return (
            privlab.dp.Session(data, register=register, rows_per_person=1)
            .count()
            .release(0.25, label="cell")
        )

    told(1)
    assert told(1).stored
    with pytest.raises(RegisterError, match="another content of the table"):
        told(2)


def test_another_purpose_that_is_told_a_stored_answer_leaves_an_entry(register):
    query = privlab.dp.Session(
        privlab.dataset(FRAME, person="person", population="shoppers"),
        register=register,
        rows_per_person=1,
    ).count()
    query.release(0.25, label="cell", purpose="score", actor="ann")
    query.release(0.25, label="cell", purpose="score", actor="ann")
    assert not register.entries("reuse")
    assert query.release(0.25, label="cell", purpose="mail", actor="bob").stored
    (entry,) = register.entries("reuse")
    assert (entry.purpose, entry.actor, entry.payload) == ("mail", "bob", {"label": "cell"})
    assert register.budget("shoppers").spent_epsilon == 0.25
    assert register.verify().ok


@pytest.fixture
def company(tmp_path):
    """Return a function that runs the cell again, as a notebook does, and says if it was stored."""
    register = privlab.Register.create(tmp_path / "register.sqlite")
    register.set_budget("clients", epsilon=10.0)
    write_company(tmp_path)

    def cell(label="monthly count", purpose="score", expression=None):
        catalogue = Catalogue(Policy.load(tmp_path / "datapackage.yaml"), register, AS_OF)
        view = catalogue.dataset("clients", purpose=purpose, actor="analyst")
        if expression is not None:
            view = dataclasses.replace(view, table=expression(view.table))
        return (
            privlab.dp.Session(view, register=register, rows_per_person=1)
            .count()
            .release(0.25, label=label)
        )

    cell.register, cell.folder = register, tmp_path
    return cell


def edited(folder: Path, old: str, new: str) -> None:
    path = folder / "datapackage.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def is_refused(cell, **options):
    spent = cell.register.budget("clients").spent_epsilon
    with pytest.raises(RegisterError, match="another content of the table"):
        cell(**options)
    return cell.register.budget("clients").spent_epsilon == spent


def test_the_same_cell_of_a_policy_is_answered_again(company):
    assert not company().stored
    assert company().stored
    assert company.register.budget("clients").spent_epsilon == 0.25


def test_an_objection_recorded_between_two_runs_of_a_cell_makes_it_another(company):
    company()
    company.register.oppose("clients", "e")
    assert is_refused(company)
    assert not company(label="after the objection").stored
    company.register.lift_opposition("clients", "e")
    assert is_refused(company, label="after the objection")


def test_an_objection_to_another_purpose_changes_nothing(company):
    company()
    company.register.oppose("clients", "e", "mail")
    assert company().stored


def test_an_objection_of_nobody_in_the_table_looks_like_any_other(company):
    company()
    company.register.oppose("clients", "nobody here")
    assert is_refused(company)


def test_rows_opened_before_an_objection_are_counted_no_more(company):
    catalogue = Catalogue(Policy.load(company.folder / "datapackage.yaml"), company.register, AS_OF)
    view = catalogue.dataset("clients", purpose="score", actor="analyst")
    query = privlab.dp.Session(view, register=company.register, rows_per_person=1).count()
    company.register.oppose("clients", "e")
    with pytest.raises(PurposeError, match="Open it again"):
        query.release(0.25, label="late")
    assert company.register.budget("clients").spent_epsilon == 0


def test_an_objection_dated_ahead_counts_at_once_and_the_next_day_is_the_same(company):
    company()
    ahead = pd.DataFrame({"who": ["e"], "purpose": ["score"], "day": [dt.date(2027, 1, 1)]})
    pd.concat([OBJECTIONS, ahead]).to_parquet(company.folder / "objections.parquet", index=False)
    assert is_refused(company)
    assert not company(label="with it").stored
    # no day but the one that is judged stands in what was chosen: tomorrow it is the same
    assert company(label="with it").stored


def test_no_clock_stands_in_what_is_chosen(company):
    from privlab import _gate as gate

    company()
    for module in Path(gate.__file__).parent.glob("*.py"):
        assert "now(tz" not in module.read_text(encoding="utf-8")
        assert ".today()" not in module.read_text(encoding="utf-8")
    assert company().stored


def test_a_policy_whose_retention_changed_makes_it_another(company):
    company()
    edited(company.folder, "active_days: 365", "active_days: 300")
    assert is_refused(company)


def test_a_comment_in_the_policy_changes_nothing(company):
    company()
    path = company.folder / "datapackage.yaml"
    path.write_text("# read by the DPO\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert company().stored


def test_another_filter_of_a_view_is_another_question(company):
    company(expression=lambda t: t.filter(t.town == "Lyon"))
    assert company(expression=lambda t: t.filter(t.town == "Lyon")).stored
    assert is_refused(company, expression=lambda t: t.filter(t.town == "Nice"))
    assert is_refused(company)


def test_another_delivery_of_the_table_makes_it_another(company):
    company()
    path = company.folder / "clients.parquet"
    pd.read_parquet(path).iloc[:-1].to_parquet(path, index=False)
    assert is_refused(company)


def test_a_register_that_is_copied_still_answers(company, tmp_path):
    company()
    copy = tmp_path / "copy.sqlite"
    shutil.copy(company.register.path, copy)
    company.register = privlab.Register.open(copy)
    assert company().stored


EARLIER = "fd59de5f38aa851f57899c10370abda9d2582417c8a4bf9aa7823b1deac39de1"
"""The mark that the version of the first registers made of the frame of these tests."""


def test_an_answer_of_an_earlier_register_comes_back_for_the_same_frame(register):
    data = privlab.dataset(FRAME, person="person", population="shoppers")
    query = privlab.dp.Session(data, register=register, rows_per_person=1).count()
    asked = query._description(query._plan(0.25, 0.0))
    told = {"population": "shoppers", "epsilon": 0.25, "delta": 0.0, "query": asked}
    charge = register.charge(**told, label="cell", content=EARLIER)
    register.settle(charge, {"answers": [[7]]})
    assert query.release(0.25, label="cell").table["count"].tolist() == [7]
    for name in ("a value", "a person less"):
        with pytest.raises(RegisterError, match="another content of the table"):
            answer(OTHER[name], register)
    filtered = dataclasses.replace(data, table=data.table.filter(data.table.n > 1))
    with pytest.raises(RegisterError, match="another content of the table"):
        privlab.dp.Session(filtered, register=register, rows_per_person=1).count().release(
            0.25, label="cell"
        )
