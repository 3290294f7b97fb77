"""The generator of the sample bank: synthetic people, whose figures follow INSEE's.

Every person is drawn at random and none exists. What the bank promises, and what its columns are,
stands in `datapackage.yaml` alone. The room knows `privlab.errors`, `privlab._files` and
`privlab.policy`, and no measure may know it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab_bank._bank import TABLES as TABLES, Bank, Written as Written, write_bank
from privlab_bank._column import Column as Column, columns_of
from privlab_bank.clients._files import clients_batches as clients_batches, write_clients
from privlab_bank.clients._roles import clients_roles
from privlab_bank.flaws._flaw import Counted as Counted, Flaw, Part as Part
from privlab_bank.flaws._flaws import FLAWS
from privlab_bank.people._occupations import OCCUPATIONS

if TYPE_CHECKING:
    CLIENTS: tuple[Column, ...]

__all__ = [
    "CLIENTS",
    "FLAWS",
    "OCCUPATIONS",
    "Bank",
    "Flaw",
    "clients_roles",
    "write_bank",
    "write_clients",
]


def __getattr__(name: str) -> object:
    if name == "CLIENTS":  # read from the policy file when it is asked for
        return columns_of("clients")
    message = f"module 'privlab_bank' has no attribute '{name}'"
    raise AttributeError(message)
