"""The gate: personal data are handed out for a purpose, to someone, on a day.

Leaves out who objected, who did not consent and what is overdue, on the engine; hands out the
columns of the purpose only. It opens tables by the policy and writes each use in the register.
"""

from privlab._gate._admission import Admission
from privlab._gate._catalogue import Catalogue
from privlab._gate._choices import can_be_objected_to, objections, purpose_named
from privlab._gate._held import Held
from privlab._gate._judging import started_rows
from privlab._gate._look_up import LookUp, UnmatchedWish, look_up_choices
from privlab._gate._people import person_text, same_person
from privlab._gate._retention import START, UNKNOWN, last_start
from privlab._gate._sources import consent_source, objection_sources

__all__ = [
    "START",
    "UNKNOWN",
    "Admission",
    "Catalogue",
    "Held",
    "LookUp",
    "UnmatchedWish",
    "can_be_objected_to",
    "consent_source",
    "last_start",
    "look_up_choices",
    "objection_sources",
    "objections",
    "person_text",
    "purpose_named",
    "same_person",
    "started_rows",
]
