"""The generator of the sample bank: synthetic people, whose figures follow INSEE's.

Every person is drawn at random and none exists. The room depends on numpy, pyarrow and
`privlab.errors` alone: it knows no other room, and no measure may know it.
"""

from __future__ import annotations

from privlab.samples._bank import TABLES, Bank, Written, write_bank
from privlab.samples._clients_columns import CLIENTS
from privlab.samples._clients_files import clients_batches, write_clients
from privlab.samples._clients_roles import clients_roles
from privlab.samples._column import Column
from privlab.samples._flaw import Counted, Flaw, Part
from privlab.samples._flaws import FLAWS
from privlab.samples._occupations import OCCUPATIONS

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
