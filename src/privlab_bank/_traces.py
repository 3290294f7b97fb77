"""The tables of what the bank does with people's data, in the order in which they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab_bank.traces._accesses import ACCESSES_TABLE
from privlab_bank.traces._consents import CONSENTS_TABLE, OBJECTIONS_TABLE
from privlab_bank.traces._copies import COPIES_TABLE
from privlab_bank.traces._decisions import DECISIONS_TABLE
from privlab_bank.traces._dialogues import DIALOGUES_TABLE
from privlab_bank.traces._notices import NOTICES_TABLE
from privlab_bank.traces._prospects import PROSPECTS_TABLE
from privlab_bank.traces._recipients import RECIPIENTS_TABLE
from privlab_bank.traces._requests import REQUESTS_TABLE
from privlab_bank.traces._scores import SCORES_TABLE
from privlab_bank.traces._solicitations import SOLICITATIONS_TABLE

if TYPE_CHECKING:
    from privlab_bank._table import Table

__all__ = ["TRACE_TABLES"]

TRACE_TABLES: tuple[Table, ...] = (
    PROSPECTS_TABLE,
    SCORES_TABLE,
    SOLICITATIONS_TABLE,
    CONSENTS_TABLE,
    OBJECTIONS_TABLE,
    NOTICES_TABLE,
    DECISIONS_TABLE,
    ACCESSES_TABLE,
    REQUESTS_TABLE,
    DIALOGUES_TABLE,
    COPIES_TABLE,
    RECIPIENTS_TABLE,
)
