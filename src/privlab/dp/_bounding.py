"""Contribution bounding: at most so many rows of a person take part, whoever they are.

Rows are ordered by a hash of the person and of what the row says, never by their position,
so that neighbouring tables are capped alike. The salt is public: it is no protection, only a
deterministic order that nobody chose.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

__all__ = ["rows_of_each_person"]


def rows_of_each_person(
    table: ir.Table, person: str, columns: Sequence[str], *, most: int, salt: str
) -> ir.Table:
    """Return the table with at most `most` rows of each person.

    Parameters
    ----------
    table : ibis Table
    person : str
        The person key; rows of different people never depend on each other.
    columns : list of str
        What a row says in this query.
    most : int
        The cap, at least 1.
    salt : str
        Public text that makes the order differ between queries.
    """
    import ibis

    said = table[person].cast("string")
    for column in columns:
        said = said + "\x1f" + table[column].cast("string").fill_null("\x1e")
    order = (said + "\x1f" + salt).hexdigest("sha256")
    place = ibis.row_number().over(group_by=table[person], order_by=order)
    numbered = table.mutate(privlab_place=place)
    return numbered.filter(numbered["privlab_place"] < most).drop("privlab_place")
