"""Rows that speak of nobody are refused: the person key is there in every row, or none is read.

This refusal rests on the data, and tells nothing of any person. Neighbouring tables differ by
all the rows of one person, who has a key; rows without a key belong to no person and are the
same in both. So the refusal falls on both or on neither, and needs no charge. It is raised when
a session is made, before any query, and says that there are such rows, not how many.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.dp._units import is_known
from privlab.errors import ColumnError, listed
from privlab.tables import fetch

if TYPE_CHECKING:
    from privlab.tables import Dataset

__all__ = ["check_person_key"]


def check_person_key(data: Dataset) -> None:
    """Look for one row without a person key, unless the type of the column excludes it.

    Raises
    ------
    ColumnError
        There is one.
    """
    person = str(data.roles.person)
    key = data.table[person]
    if not key.type().nullable:
        return
    unnamed = data.table.filter(~is_known(key)).select(person).limit(1)
    if fetch(unnamed, data.connection).num_rows:
        named = listed([person])
        message = (
            f"The person key '{named}' is missing in some rows: whom they speak of is unknown, and "
            "no cap holds them. Give each row the key of its person, or leave such rows out: "
            f"privlab.dataset(frame.dropna(subset=['{named}']), ...), or table.filter("
            f"table['{named}'].notnull()) for a table of an engine. Nothing was spent."
        )
        raise ColumnError(message)
