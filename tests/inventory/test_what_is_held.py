"""The inventory counts columns per role and what is missing."""

from __future__ import annotations

import pandas as pd
import pytest

import privlab
from privlab.errors import ParameterError
from privlab.inventory import take_inventory

FRAME = pd.DataFrame(
    {
        "id": ["a", "a", "b", "c"],
        "name": ["Ana", "Ana", "Bo", "Cy"],
        "town": ["Lyon", None, None, "Nîmes"],
        "age": [31, 31, 40, 52],
        "note": ["x", "y", "z", "t"],
    }
)


@pytest.fixture
def held():
    data = privlab.dataset(
        FRAME,
        person="id",
        identifiers=["name"],
        quasi_identifiers=["town"],
        sensitive=["age"],
        dimensions={
            "name": "identity",
            "town": "identity",
            "age": "socio_professional",
            "note": None,
        },
    )
    return take_inventory(data)


def test_people_rows_and_columns_per_role_are_counted(held):
    found = {figure.key: figure.value for figure in held.figures}
    assert found == {
        "n_units": 3,
        "n_rows": 4,
        "n_columns": 5,
        "n_identifiers": 2,
        "n_quasi_identifiers": 1,
        "n_sensitive": 1,
        "n_ordinary": 1,
        "dimensions_covered": 0.2,
    }


def test_each_column_has_its_role_its_dimension_and_its_gaps(held):
    rows = held.columns.set_index("column")
    assert rows.loc["town", "role"] == "quasi_identifier"
    assert rows.loc["town", "missing"] == 0.5
    assert rows.loc["age", "dimension"] == "socio_professional"
    assert pd.isna(rows.loc["note", "dimension"])


def test_nothing_declared_is_said_and_not_counted_as_zero():
    held = take_inventory(privlab.dataset(FRAME))
    assert held.figure("dimensions_covered").value is None
    assert "not assessed" in held.figure("dimensions_covered").text("en")


def test_there_is_nothing_to_draw(held):
    with pytest.raises(ParameterError, match="nothing to draw"):
        held.plot()


def test_no_value_of_a_record_is_shown(held):
    shown = held._repr_html_() + repr(held) + str(held.to_dict())
    for value in ("Ana", "Lyon", "Nîmes", "Cy"):
        assert value not in shown
