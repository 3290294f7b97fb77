"""The generator of the sample bank: synthetic people, whose figures follow INSEE's.

Every person is drawn at random and none exists. The room depends on numpy, pyarrow and
`privlab.errors` alone: it knows no other room, and no measure may know it.
"""

from __future__ import annotations

from privlab_bank._bank import TABLES, Bank, Written, write_bank
from privlab_bank._column import Column
from privlab_bank.clients._columns import CLIENTS
from privlab_bank.clients._files import clients_batches, write_clients
from privlab_bank.clients._roles import clients_roles
from privlab_bank.flaws._flaw import Counted, Flaw, Part
from privlab_bank.flaws._flaws import FLAWS
from privlab_bank.people._occupations import OCCUPATIONS

__all__ = [
    "CLIENTS",
    "FLAWS",
    "OCCUPATIONS",
    "TABLES",
    "Bank",
    "Column",
    "Counted",
    "Flaw",
    "Part",
    "Written",
    "clients_batches",
    "clients_roles",
    "write_bank",
    "write_clients",
]
