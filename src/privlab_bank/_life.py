"""The tables of a person's life at the bank, in the order in which they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab_bank.clients._clients import CLIENTS_TABLE
from privlab_bank.tables._accounts import ACCOUNTS_TABLE
from privlab_bank.tables._earnings import EARNINGS_TABLE
from privlab_bank.tables._homes import HOMES_TABLE
from privlab_bank.tables._operations import OPERATIONS_TABLE
from privlab_bank.tables._projects import PROJECTS_TABLE
from privlab_bank.tables._relations import RELATIONS_TABLE
from privlab_bank.tables._survey import SURVEY_TABLE
from privlab_bank.tables._values import VALUES_TABLE
from privlab_bank.tables._visited import VISITED_TABLE
from privlab_bank.traces._navigation import NAVIGATION_TABLE

if TYPE_CHECKING:
    from privlab_bank._table import Table

__all__ = ["LIFE_TABLES"]

LIFE_TABLES: tuple[Table, ...] = (
    CLIENTS_TABLE,
    HOMES_TABLE,
    ACCOUNTS_TABLE,
    EARNINGS_TABLE,
    OPERATIONS_TABLE,
    PROJECTS_TABLE,
    RELATIONS_TABLE,
    VALUES_TABLE,
    SURVEY_TABLE,
    NAVIGATION_TABLE,
    VISITED_TABLE,
)
"""Every one depends on the seed and the person alone; `clients` comes first."""
