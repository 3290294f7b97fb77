"""The durable memory of the bench: budgets, releases, uses and rights, in one SQLite file.

Entries are only added, each sealed by the one before; what they say of a person can be erased.
This room takes names and marks of tables, never tables; it knows no engine and no policy.
"""

from privlab.register._amounts import (
    Amount as Amount,
    Budget,
    read_cap as read_cap,
    shown as shown,
    spent_together as spent_together,
)
from privlab.register._charges import Charge
from privlab.register._entries import Entry
from privlab.register._meters import budget_table as budget_table
from privlab.register._person_keys import near_spelling as near_spelling
from privlab.register._register import Register
from privlab.register._uses import Use as Use
from privlab.register._verification import Verification
from privlab.register.wishes._oppositions import Match as Match

__all__ = ["Budget", "Charge", "Entry", "Register", "Verification"]
