"""What people decide about columns is kept beside the table and honoured next time."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from privlab.detection import detect_roles
from privlab.errors import ColumnError, ParameterError, SourceError


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "shop.csv"
    pd.DataFrame({"colour": ["red", "blue"], "mail": ["a@example.org", "b@example.org"]}).to_csv(
        path, index=False
    )
    return path


def test_a_correction_is_honoured_next_time(table):
    detect_roles(table).keep({"colour": "special:political", "mail": "ordinary"}, table)
    again = detect_roles(table)
    assert again.category("colour") == "special:political"
    assert again.role("mail") == "ordinary"
    assert "roles.yaml" in again.to_frame("en")["evidence"][0]


def test_what_is_kept_about_other_columns_tables_and_comments_stays(table):
    found = detect_roles(table)
    kept = found.keep({"colour": "sensitive"}, table)
    kept.write_text(kept.read_text() + "# by Ana\nother.csv:\n  x: name\n", encoding="utf-8")
    found.keep({"mail": "ordinary"}, table)
    written = kept.read_text(encoding="utf-8")
    assert "# by Ana" in written
    assert "x: name" in written
    assert detect_roles(table).role("colour") == "sensitive"


def test_what_is_kept_may_be_ignored(table):
    detect_roles(table).keep({"mail": "ordinary"}, table)
    assert detect_roles(table, kept="ignored").category("mail") == "email"


def test_a_frame_has_nothing_beside_it(table):
    detect_roles(table).keep({"mail": "ordinary"}, table)
    assert detect_roles(pd.read_csv(table)).category("mail") == "email"


@pytest.mark.parametrize(
    ("written", "error", "words"),
    [
        ("shop.csv:\n  color: name\n", ColumnError, "roles.yaml of 'shop.csv' names 'color'"),
        ("shop.csv:\n  colour: faith\n", ParameterError, "'faith' for column 'colour' is neither"),
        ("shop.csv: [name]\n", SourceError, "holds no mapping of tables"),
        ("shop.csv: {\n", SourceError, "roles.yaml, line 2 cannot be read as YAML"),
    ],
)
def test_a_file_that_says_nothing_sensible_is_refused(table, written, error, words):
    (table.parent / "roles.yaml").write_text(written, encoding="utf-8")
    with pytest.raises(error, match=words):
        detect_roles(table)


def test_a_correction_of_no_column_is_not_kept(table):
    with pytest.raises(ColumnError, match="'color' is not a column"):
        detect_roles(table).keep({"color": "name"}, table)
    assert not (table.parent / "roles.yaml").exists()


def test_a_choice_that_is_none_is_refused(table):
    with pytest.raises(ParameterError, match="kept='no' is not allowed"):
        detect_roles(table, kept="no")


@pytest.fixture
def command(monkeypatch, capsys):
    from privlab import cli

    def run(*arguments):
        monkeypatch.setattr("sys.argv", ["privlab", "roles", *map(str, arguments)])
        try:
            cli.main()
        except SystemExit as ended:
            return ended.code or 0, capsys.readouterr()
        return 0, capsys.readouterr()

    return run


def test_the_command_says_what_each_column_is(command, table):
    code, printed = command(table, "--language", "en")
    assert code == 0
    assert "mail    direct identifier | email address | Identity" in printed.out
    assert "example.org" not in printed.out


def test_the_command_speaks_french_and_json(command, table):
    assert "identifiant direct" in command(table, "--language", "fr")[1].out
    told = json.loads(command(table, "--format", "json")[1].out)
    assert [each["column"] for each in told["columns"]] == ["colour", "mail"]


def test_the_command_keeps_corrections(command, table):
    options = ("--correct", "colour=quasi_identifier", "--correct", "mail=ordinary")
    _, printed = command(table, "--language", "en", *options)
    assert "roles.yaml" in printed.err
    assert "colour  quasi-identifier" in printed.out
    assert detect_roles(table).role("mail") == "ordinary"


@pytest.mark.parametrize("given", ["colour", "=name"])
def test_a_correction_that_is_none_ends_in_one_message(command, table, given):
    code, printed = command(table, "--correct", given)
    assert code == 2
    assert "write COLUMN=ROLE" in printed.err
