"""What was done to people, one row a person, counted on the engine.

Read by the duties, which judge it, and by the measure of use; judges nothing itself.
"""

from privlab._traces._of_people import (
    bare_scores,
    contacts_of_people,
    decided_by_machine,
    late_contacts,
    of_one_population,
    over_the_cap,
    overdue_days,
    scored_without_sheet,
    solicited_by_several,
)

__all__ = [
    "bare_scores",
    "contacts_of_people",
    "decided_by_machine",
    "late_contacts",
    "of_one_population",
    "over_the_cap",
    "overdue_days",
    "scored_without_sheet",
    "solicited_by_several",
]
