"""A bank large enough for its shares to be compared with those of France."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from privlab_bank import TABLES, clients_batches, write_bank
from privlab_bank._life import LIFE_TABLES
from privlab_bank._table import stream

if TYPE_CHECKING:
    import pandas as pd

    from privlab_bank import Bank

PEOPLE = 200_000
LIVES = 20_000


@pytest.fixture(scope="session")
def bank() -> pa.Table:
    """The first 200,000 clients of the bank of seed 2017."""
    return pa.Table.from_batches(clients_batches(PEOPLE, seed=2017))


@pytest.fixture(scope="session")
def adults(bank: pa.Table) -> pa.Table:
    """Those of 18 and over on 1 January 2026."""
    return bank.filter(pc.less(bank["date_naissance"], pa.scalar(dt.date(2008, 1, 1))))


@pytest.fixture(scope="session")
def life() -> dict[str, pa.Table]:
    """Every table of a person's life, for the first 20,000 people of the same bank."""
    return {
        table.name: pa.Table.from_batches(stream(table, LIVES, 2017, 10_000))
        for table in LIFE_TABLES
    }


@pytest.fixture(scope="session")
def frames(life: dict[str, pa.Table]) -> dict[str, pd.DataFrame]:
    """The same tables, without the long ones, in pandas."""
    return {
        name: table.to_pandas()
        for name, table in life.items()
        if name not in {"operations", "navigation", "lieux"}
    }


@pytest.fixture(scope="session")
def flawed_bank(tmp_path_factory) -> Bank:
    """The bank of 5,000 people with every flaw: the one that is shipped."""
    return write_bank(tmp_path_factory.mktemp("flawed"))


@pytest.fixture(scope="session")
def clean_bank(tmp_path_factory) -> Bank:
    """The bank of 20,000 people that keeps its promises, without the long tables."""
    long = {"operations", "navigation", "lieux", "relations"}
    names = {table.name for table in TABLES} - long
    return write_bank(tmp_path_factory.mktemp("clean"), people=LIVES, flaws=(), tables=names)
