"""The table `operations`: the account of each client over the six months before the reference day.

Everyday spending comes at random, at the pace of each person's habits; bills come every month.
An amount is negative when it is spent, in euros rounded as prices are. An operation stands only
while the relation is open. Rows are sorted by person, then by date. No column is declared a special
category, as in many a bank; labels tell religion, illness and union to whoever reads them, and a
measure of inference must find it.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from privlab_bank._arrow import ABSENT, days, labels, record_batch
from privlab_bank._table import Rows, Table, schema_of
from privlab_bank.people._calendar import REFERENCE_DAY, TODAY
from privlab_bank.people._draws import Lottery, generators
from privlab_bank.people._habits import draw_habits
from privlab_bank.people._hidden import hidden_of_block
from privlab_bank.people._keys import client_keys
from privlab_bank.people._people import people_of_block
from privlab_bank.tables._bills import BILL_LABELS, draw_bills
from privlab_bank.tables._earnings import earnings_of_block
from privlab_bank.tables._spendings import CHANNELS, EVERYDAY, SPENDINGS, WITHDRAWAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.random import Generator

    from privlab_bank.people._draws import Codes, Floats
    from privlab_bank.tables._bills import Bill

__all__ = ["FIRST_DAY", "LABELS", "OPERATIONS_TABLE"]

_STREAM = 6
_MONTHS = [dt.date(2025, month, 1) for month in range(7, 13)]
_STARTS = np.array([(month - dt.date(1970, 1, 1)).days for month in _MONTHS])
FIRST_DAY = int(_STARTS[0])
_N_DAYS = TODAY - FIRST_DAY

LABELS = tuple(dict.fromkeys([spending.label for spending in SPENDINGS])) + BILL_LABELS
_CODES = tuple(sorted({spending.mcc for spending in SPENDINGS} - {""}))
_LABEL = np.array([LABELS.index(spending.label) for spending in SPENDINGS])
_CODE = np.array([_CODES.index(spending.mcc) if spending.mcc else ABSENT for spending in SPENDINGS])
_CHANNEL = np.array([spending.channel for spending in SPENDINGS])
_RATE = np.array([spending.rate for spending in SPENDINGS])
_SIGN = -np.sign([spending.median for spending in SPENDINGS])
_LOG_MEDIAN = np.log(np.abs([spending.median for spending in SPENDINGS]))
_SPREAD = np.array([spending.spread for spending in SPENDINGS])

_PURSE = 1.25
"""Everyday prices paid at the median income; they grow with its square root."""

_SUNDAY, _SATURDAY, _DECEMBER = 0.35, 1.4, 1.2
_STEPS = np.array((0.1, 0.5, 1.0, 5.0))
_STEP_BOUNDS = np.array((15.0, 60.0, 250.0))
_BANKNOTES = 10.0

_SCHEMA = schema_of(
    "operations",
    {
        "id_client": pa.string(),
        "date": pa.date32(),
        "montant": pa.float64(),
        "mcc": pa.string(),
        "libelle": pa.string(),
        "canal": pa.string(),
    },
)


def _days_of_shopping() -> Lottery:
    every = [dt.date.fromordinal(REFERENCE_DAY.toordinal() - _N_DAYS + n) for n in range(_N_DAYS)]
    weight = {5: _SATURDAY, 6: _SUNDAY}
    return Lottery.of(
        [
            weight.get(day.weekday(), 1.0) * (_DECEMBER if day.month == _MONTHS[-1].month else 1.0)
            for day in every
        ]
    )


_SHOPPING = _days_of_shopping()


@dataclass(frozen=True)
class _Lines:
    """Operations of a block, unsorted; days count from the first one."""

    person: Codes
    day: Codes
    amount: Floats
    label: Codes
    code: Codes
    channel: Codes


def _draw_spending(
    pace: Generator,
    day: Generator,
    price: Generator,
    habits: Mapping[str, Floats],
    income: Floats,
) -> _Lines:
    names = {name: number for number, name in enumerate(habits)}
    strength = np.stack(list(habits.values()), axis=1)
    habit = [names[spending.habit] for spending in SPENDINGS]
    counts = pace.poisson(strength[:, habit] * _RATE)
    person, kind = (np.repeat(where, counts[counts > 0]) for where in np.nonzero(counts))
    cash = _CHANNEL[kind] == WITHDRAWAL
    purse = _PURSE * np.clip(income / 1_900, 0.5, 4.0) ** 0.5
    amount = np.exp(_LOG_MEDIAN[kind] + _SPREAD[kind] * price.standard_normal(len(kind)))
    amount *= np.where(kind < len(EVERYDAY), purse[person], 1.0)
    step = np.where(cash, _BANKNOTES, _STEPS[np.searchsorted(_STEP_BOUNDS, amount)])
    rounded = np.maximum(np.rint(amount / step), 1) * step
    return _Lines(
        person=person,
        day=_SHOPPING.draw(day.random(len(kind))),
        amount=np.round(_SIGN[kind] * rounded, 2),
        label=_LABEL[kind],
        code=_CODE[kind],
        channel=_CHANNEL[kind],
    )


def _draw_monthly(rng: Generator, bills: Iterable[Bill]) -> _Lines:
    first_label = len(LABELS) - len(BILL_LABELS)
    parts = []
    for bill in bills:
        payers = np.flatnonzero(bill.payers)
        monthday = rng.integers(bill.first_day - 1, bill.last_day, len(payers))
        day = (monthday[:, None] + (_STARTS - FIRST_DAY)).ravel()
        person = np.repeat(payers, len(_STARTS))
        row = (first_label + bill.label, bill.channel)
        parts.append((person, day, bill.amount[person], *(np.full(len(day), v) for v in row)))
    person, day, amount, label, channel = (
        np.concatenate(part) for part in zip(*parts, strict=True)
    )
    return _Lines(person, day, amount, label, np.full(len(day), ABSENT), channel)


def _rows(seed: int, block: int) -> Rows:
    people, hidden = people_of_block(seed, block), hidden_of_block(seed, block)
    who, pace, day, price, contract, due = generators(seed, _STREAM, block, 6)
    habits = draw_habits(who, people, hidden)
    spending = _draw_spending(pace, day, price, habits, people.income)
    earnings = earnings_of_block(seed, block)
    monthly = _draw_monthly(due, draw_bills(contract, people, hidden, earnings))
    person = np.concatenate((spending.person, monthly.person))
    since = np.concatenate((spending.day, monthly.day))
    open_then = np.flatnonzero(people.relation.open_on(since + FIRST_DAY, person))
    turn = open_then[np.argsort((person * _N_DAYS + since)[open_then], kind="stable")]
    both = {
        name: np.concatenate((getattr(spending, name), getattr(monthly, name)))[turn]
        for name in ("amount", "label", "code", "channel")
    }
    last = person[turn]
    columns = {
        "id_client": client_keys(seed, people.number).take(pa.array(last)),
        "date": days(since[turn] + FIRST_DAY),
        "montant": pa.array(both["amount"]),
        "mcc": labels(_CODES, both["code"]),
        "libelle": labels(LABELS, both["label"]),
        "canal": labels(CHANNELS, both["channel"]),
    }
    return Rows(record_batch(_SCHEMA, columns), last)


OPERATIONS_TABLE = Table(
    name="operations",
    schema=_SCHEMA,
    rows=_rows,
    repetitive=tuple(_SCHEMA.names),
    rows_a_person=62.0,
)
