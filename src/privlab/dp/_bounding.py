"""Contribution bounding: at most so many rows of a person take part, whoever they are.

Rows are ordered by a hash of the person and of what the row says, never by their position,
so that neighbouring tables are capped alike. The salt is public: it is no protection, only a
deterministic order that nobody chose.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ibis.expr.types as ir

__all__ = ["rows_of_each_person"]

_PLACE = "privlab_place"


def rows_of_each_person(
    table: ir.Table, person: str, says: str, *, most: int, salt: str
) -> ir.Table:
    """Return the table with at most `most` rows of each person.

    Parameters
    ----------
    table : ibis Table
    person : str
        The person key, nowhere missing; rows of different people never depend on each other.
    says : str
        Column of whole numbers, nowhere missing: what a row says in this query.
    most : int
        The cap, at least 1.
    salt : str
        Public text that makes the order differ between queries.
    """
    import ibis

    said = table[person].cast("string") + "\x1f" + table[says].cast("string") + "\x1f" + salt
    place = ibis.row_number().over(group_by=table[person], order_by=said.hexdigest("sha256"))
    numbered = table.mutate(**{_PLACE: place})
    return numbered.filter(numbered[_PLACE] < most).drop(_PLACE)
