"""Sessions on what a policy opened: derived, joined, run again, and read as it was declared."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pandas as pd
import pytest

import privlab
from privlab.errors import ColumnError, ParameterError, PurposeError, RegisterError

ENOUGH = 1e4
DAY = [dt.date(2025, 6, 1)] * 10
CLIENTS = pd.DataFrame({"ref": range(1, 11), "points": range(10), "updated": DAY})
CARDS = pd.DataFrame(
    {"holder": [1, 1, 2, 3, 99], "spent": [10, 20, 30, 40, 50], "updated": DAY[:5]}
)
TYPES = ("integer", "number", "date")
PACKAGE = """
name: company
privacy:
  as_of: 2026-01-01
  controller: {name: B, country: FR}
  dpo: {name: D, email: d@example.org}
  purposes:
    rating: {dpv: ScoringOfIndividuals, owner: R, legal_basis: eu-gdpr:A6-1-f,
             balancing: https://example.org/b, documented: https://example.org/s,
             retention: {active_days: 365, from: updated}}
resources:
"""


class Company:
    """A policy over two CSV files, opened anew as often as asked."""

    def __init__(self, folder):
        self.folder = folder

    def write(self, types=TYPES, ending="csv", **tables):
        lines = [PACKAGE]
        for name, frame in ({"clients": CLIENTS, "cards": CARDS} | tables).items():
            path = self.folder / f"{name}.{ending}"
            frame.to_csv(path, index=False) if ending == "csv" else frame.to_parquet(path)
            fields = [
                f"{{name: {column}, {f'type: {kind}, ' if kind else ''}"
                f"privacy: {{role: {role}, purposes: [rating]}}}}"
                for column, kind, role in zip(
                    frame.columns, types, ["direct_identifier", "ordinary", "ordinary"], strict=True
                )
            ]
            lines.append(
                f"- {{name: {name}, path: {path.name}, schema: {{fields: [{', '.join(fields)}]}}, "
                f"privacy: {{population: clients, person: {frame.columns[0]}}}}}\n"
            )
        (self.folder / "datapackage.yaml").write_text("".join(lines), encoding="utf-8")
        register = self.opened().register
        if not register.budgets():
            register.set_budget("clients", epsilon=1e6)
        return self

    def opened(self):
        return privlab.open(self.folder / "datapackage.yaml")

    def sessions(self, lab=None):
        lab = self.opened() if lab is None else lab
        views = (lab.dataset(name, purpose="rating", actor="ana") for name in ("clients", "cards"))
        return [
            privlab.dp.Session(view, register=lab.register, rows_per_person=3) for view in views
        ]


@pytest.fixture
def company(tmp_path):
    return Company(tmp_path).write(ending="parquet")


@pytest.fixture
def written(tmp_path):
    return Company(tmp_path)


def spent_by(clients, cards):
    return clients.select("points").join_people(cards).sum("spent", 0, 100, unit=1)


DERIVED = {
    "joined": spent_by,
    "joined to a filter": lambda a, b: spent_by(a, b.filter(lambda t: t.spent > 15)),
    "filtered": lambda a, _: a.filter(lambda t: t.points >= 2).count(),
    "computed": lambda a, _: a.with_columns(more=lambda t: t.points.cast("float64") * 2).sum(
        "more", 0, 100, unit=1
    ),
    "binned": lambda a, _: a.bin("points", [0, 5, 10]).group_by({"points_bin": [0]}).count(),
}
FIGURES = {
    "joined": (100, 60), "joined to a filter": (90, 50), "filtered": (8, 7),
    "computed": (90, 86), "binned": (5, 4),
}  # fmt: skip


def figure(release):
    return int(release.table.iloc[0][next(c for c in release.table if c in {"sum", "count"})])


@pytest.mark.parametrize(
    ("name", "ending"), [*((n, "parquet") for n in DERIVED), ("joined", "csv")]
)
def test_what_is_derived_is_answered_again_until_someone_objects(written, name, ending):
    company = written.write(ending=ending)
    first = DERIVED[name](*company.sessions()).release(ENOUGH, label="cell")
    again = DERIVED[name](*company.sessions()).release(ENOUGH, label="cell")
    register = company.opened().register
    assert (first.stored, again.stored) == (False, True)
    assert figure(first) == figure(again) == FIGURES[name][0]
    assert register.budget("clients").spent_epsilon == ENOUGH
    register.oppose("clients", 3)
    with pytest.raises(RegisterError, match="another content of the table"):
        DERIVED[name](*company.sessions()).release(ENOUGH, label="cell")
    after = DERIVED[name](*company.sessions()).release(ENOUGH, label="after")
    assert figure(after) == FIGURES[name][1]


def test_two_views_opened_before_and_after_an_objection_are_not_joined(company):
    before, _ = company.sessions(lab := company.opened())
    lab.register.oppose("clients", 3)
    _, after = company.sessions(lab)
    with pytest.raises(PurposeError, match="between the openings"):
        spent_by(before, after)


def test_another_choice_of_the_joined_rows_is_another_question(company):
    spent_by(*company.sessions()).release(ENOUGH, label="cell")
    path = company.folder / "datapackage.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("active_days: 365", "active_days: 364")
    )
    with pytest.raises(RegisterError, match="another content of the table"):
        spent_by(*company.sessions()).release(ENOUGH, label="cell")


def test_a_computed_column_of_the_person_key_still_names_people(company):
    clients, _ = company.sessions()
    with pytest.raises(ColumnError, match="says who a person is"):
        clients.with_columns(who=lambda t: t.ref.upper()).group_by({"who": ["A"]})


@pytest.mark.parametrize("value", ["9", "9.5", "1e300", "inf", "2A"])
def test_a_type_that_the_policy_does_not_declare_is_never_read_off_the_values(written, value):
    clients = CLIENTS.assign(points=[*map(str, range(9)), value])
    written.write(("integer", None, "date"), clients=clients)
    with pytest.raises(ParameterError) as said:
        written.sessions()
    assert str(said.value).startswith("The policy declares no type for 'points'")


@pytest.mark.parametrize("value", ["9", "9.5", "1e300", "inf"])
def test_a_declared_number_of_a_file_has_one_type_whatever_it_holds(written, value):
    clients = CLIENTS.assign(points=[*map(str, range(9)), value])
    view = written.write(clients=clients).sessions()[0].data
    kinds = {name: str(kind) for name, kind in view.table.schema().items()}
    assert kinds == {"ref": "string", "points": "float64", "updated": "date"}


def test_a_view_keeps_the_key_by_which_the_policy_knows_people(company):
    lab = company.opened()
    view = lab.dataset("cards", purpose="rating", actor="ana")
    roles = dataclasses.replace(view.roles, person="spent")
    with pytest.raises(ParameterError, match="The policy knows the people of 'clients' by"):
        privlab.dp.Session(
            dataclasses.replace(view, roles=roles), register=lab.register, rows_per_person=3
        )
    assert not any("spent" in (entry.payload or {}).values() for entry in lab.register.entries())
