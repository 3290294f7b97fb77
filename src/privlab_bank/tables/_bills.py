"""What comes back every month: income, home, insurance, subscriptions, dues of a union.

Salaries and benefits are those of the table `revenus`, rents and instalments those of `clients`,
paid by the head of the household. Who has which contract is invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from privlab_bank.people._draws import BLOCK
from privlab_bank.people._hidden import UNIONS
from privlab_bank.people._housing import BUYING, FREE, PRIVATE_TENANT, SOCIAL_TENANT
from privlab_bank.people._occupations import RETIRED
from privlab_bank.people._pyramid import ADULT
from privlab_bank.tables._spendings import DEBIT, TRANSFER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlab_bank.people._draws import Flags, Floats
    from privlab_bank.people._hidden import Hidden
    from privlab_bank.people._people import People
    from privlab_bank.tables._earnings import Earnings

__all__ = ["BILL_LABELS", "Bill", "draw_bills"]

_INCOME = ("VIR SALAIRE", "VIR RETRAITE", "VIR ALLOCATIONS")
_HOME = ("PRLV LOYER", "PRLV LOYER BAILLEUR SOCIAL", "ECHEANCE PRET IMMOBILIER")
_CONTRACTS = (
    # label, share of adults, median, spread, whether one a household
    ("PRLV ENERGIE", 0.85, 85.0, 0.45, True),
    ("PRLV INTERNET", 0.75, 33.0, 0.15, True),
    ("PRLV ASSURANCE HABITATION", 0.35, 21.0, 0.35, True),
    ("PRLV TELEPHONE MOBILE", 0.70, 15.0, 0.40, False),
    ("PRLV ASSURANCE AUTO", 0.50, 48.0, 0.35, False),
    ("PRLV MUTUELLE SANTE", 0.50, 58.0, 0.45, False),
    ("PRLV STREAMING VIDEO", 0.25, 13.0, 0.25, False),
    ("VIR EPARGNE", 0.30, 150.0, 0.80, False),
    ("PRLV CREDIT CONSOMMATION", 0.12, 160.0, 0.50, False),
)
_DUES = tuple(f"PRLV COTISATION {union}".upper() for union in UNIONS[1:])
_DUES_BY_DEBIT, _DUES_RATE, _LEAST_DUES = 0.75, 0.0075, 5.0
BILL_LABELS = _INCOME + _HOME + tuple(contract[0] for contract in _CONTRACTS) + _DUES
_LATE_IN_MONTH = 4


@dataclass(frozen=True)
class Bill:
    """One monthly operation: who has it, for how much (euros, received when positive).

    Attributes
    ----------
    label : int
        Position in `BILL_LABELS`.
    channel : int
    payers : array of bool, shape (BLOCK,)
    amount : array of float, shape (BLOCK,)
    first_day, last_day : int
        Days of the month between which it falls.
    """

    label: int
    channel: int
    payers: Flags
    amount: Floats
    first_day: int
    last_day: int


def _incomes(people: People, earnings: Earnings) -> Iterator[Bill]:
    grown, retired = people.age >= ADULT, people.occupation == RETIRED
    paid, helped = earnings.salary > 0, earnings.benefits > 0
    for label, who, amount, days in (
        (0, paid, earnings.salary, (25, 28)),
        (1, helped & retired, earnings.benefits, (1, 9)),
        (2, helped & ~retired, earnings.benefits, (5, 6)),
    ):
        yield Bill(label, TRANSFER, who & grown, amount, *days)


def _contracts(rng: np.random.Generator, people: People) -> Iterator[Bill]:
    grown = people.age >= ADULT
    keeps_home = (people.kin.head == np.arange(BLOCK)) & (people.housing != FREE)
    for label, (_, share, median, spread, of_household) in enumerate(
        _CONTRACTS, len(_INCOME + _HOME)
    ):
        has = grown & (rng.random(BLOCK) < share)
        amount = np.round(median * np.exp(spread * rng.standard_normal(BLOCK)), 0)
        channel = TRANSFER if BILL_LABELS[label].startswith("VIR") else DEBIT
        payers = has & keeps_home if of_household else has
        yield Bill(label, channel, payers, -np.maximum(amount, 1) + 0.01, 2, 20)


def draw_bills(
    rng: np.random.Generator, people: People, hidden: Hidden, earnings: Earnings
) -> Iterator[Bill]:
    """Yield the monthly operations of a block."""
    yield from _incomes(people, earnings)
    pays = (people.kin.head == np.arange(BLOCK)) & (people.payment > 0)
    for label, kind in enumerate((PRIVATE_TENANT, SOCIAL_TENANT, BUYING), len(_INCOME)):
        yield Bill(label, DEBIT, pays & (people.housing == kind), -people.payment, 3, 8)
    yield from _contracts(rng, people)
    by_debit = rng.random(BLOCK) < _DUES_BY_DEBIT
    dues = np.maximum(np.rint(_DUES_RATE * people.income), _LEAST_DUES)
    for union, label in enumerate(range(len(BILL_LABELS) - len(_DUES), len(BILL_LABELS)), 1):
        yield Bill(label, DEBIT, by_debit & (hidden.union == union), -dues, 5, 12)
