"""No repr and no error of Ibis prints a row that privlab holds; and no row is held for ever."""

from __future__ import annotations

import gc

import pandas as pd
import pytest
from ibis.common.annotations import SignatureValidationError

import privlab
from privlab.tables import fetch, small_table

PRIVATE = "Zébulon-4242"
FRAME = pd.DataFrame({"id": [PRIVATE, "b"], "salary": [424242, 1]})


def expressions():
    data = privlab.dataset(FRAME, person="id", quasi_identifiers=["salary"])
    hierarchy = privlab.Hierarchy.from_rows([["b", "x"], [PRIVATE, "x"]])
    yield data.table
    yield data.table.filter(data.table["salary"] > 1)
    yield privlab.Recipe({"id": 1}, {"id": hierarchy}).transform(data).table
    yield data.keys(("salary",)).table
    yield small_table({"label": [PRIVATE]})


@pytest.mark.parametrize("number", range(5))
def test_an_expression_over_a_frame_prints_no_row(number):
    expression = list(expressions())[number]
    assert "rows withheld" in repr(expression)
    assert PRIVATE not in repr(expression)
    assert "424242" not in repr(expression)


def test_an_error_of_ibis_over_a_frame_prints_no_row():
    table = privlab.dataset(FRAME).table
    with pytest.raises(SignatureValidationError) as caught:
        table["id"].isin(["b", pd.NA])
    assert "rows withheld" in str(caught.value)
    assert PRIVATE not in str(caught.value)


def test_an_engine_lets_go_of_the_rows_that_nobody_can_use():
    connection = privlab.tables.connect()

    def views() -> list:
        found = connection.con.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal")
        return found.fetchall()

    kept = privlab.dataset(FRAME, connection=connection)
    left = privlab.dataset(FRAME, connection=connection)
    for data in (kept, left):
        fetch(data.table, connection)
    assert len(views()) == 2
    del left, data
    gc.collect()
    assert fetch(kept.table, connection).num_rows == 2
    assert len(views()) == 1
