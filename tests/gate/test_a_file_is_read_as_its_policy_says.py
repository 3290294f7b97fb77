"""The words of Frictionless on how a file is written are heard wherever the policy opens it."""

from __future__ import annotations

import datetime as dt

import pytest

import privlab
from privlab._gate._opening import open_resource
from privlab.errors import PolicyError
from privlab.policy import Policy

POLICY = """
name: laden
privacy:
  purposes: {{care: {{dpv: CustomerCare, legal_basis: eu-gdpr:A6-1-b}}}}
resources:
- name: kunden
  path: kunden.csv
{dialect}
  schema:
    missingValues: ["", "k. A."]
    fields:
    - {{name: kunde, type: string, privacy: {{role: direct_identifier, purposes: [care]}}}}
    - {{name: geboren, type: date, format: "%d.%m.%y", privacy: {{purposes: [care]}}}}
    - {{name: betrag, type: number, decimalChar: ",", privacy: {{purposes: [care]}}}}
"""
AS_OF = dt.date(2026, 11, 30)
TEXT = "kunde;geboren;betrag\n007;12.05.52;1,234\nMüller;k. A.;12,500\n"
GERMAN = """  encoding: cp1252
  dialect: {delimiter: ";"}"""


def opened_table(folder, text):
    policy = Policy.parse(text, folder / "datapackage.yaml")
    return open_resource(policy, policy.resources["kunden"], privlab.connect(), AS_OF)


@pytest.mark.parametrize("named", [True, False])
def test_delimiter_encoding_decimals_dates_and_missing_values(tmp_path, named):
    text = TEXT if named else TEXT.split("\n", 1)[1]
    (tmp_path / "kunden.csv").write_bytes(text.encode("cp1252"))
    dialect = GERMAN if named else GERMAN.replace('";"}', '";", header: false}')
    if not named:
        with pytest.raises(PolicyError, match="'kunde' is not a column"):
            opened_table(tmp_path, POLICY.format(dialect=dialect))
        return
    rows = opened_table(tmp_path, POLICY.format(dialect=dialect)).table.to_pandas()
    assert rows["kunde"].tolist() == ["007", "Müller"]
    assert rows["betrag"].tolist() == [1.234, 12.5]
    assert str(rows["geboren"][0])[:10] == "1952-05-12"
    assert rows["geboren"].isna().tolist() == [False, True]


def test_a_dialect_that_is_badly_written_names_its_line(tmp_path):
    text = POLICY.format(dialect="  dialect: {delimiter: 3}")
    with pytest.raises(PolicyError, match=r"line 8: delimiter of resource 'kunden': expected a te"):
        Policy.parse(text, tmp_path / "datapackage.yaml")
