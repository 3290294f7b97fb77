"""A bank large enough for its shares to be compared with those of France."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from privlab.samples import clients_batches

PEOPLE = 200_000


@pytest.fixture(scope="session")
def bank() -> pa.Table:
    """The first 200,000 clients of the bank of seed 2017."""
    return pa.Table.from_batches(clients_batches(PEOPLE, seed=2017))


@pytest.fixture(scope="session")
def adults(bank: pa.Table) -> pa.Table:
    """Those of 18 and over on 1 January 2026."""
    return bank.filter(pc.less(bank["date_naissance"], pa.scalar(dt.date(2008, 1, 1))))
