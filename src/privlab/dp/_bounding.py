"""Contribution bounding: at most so many rows of a person take part, whoever they are.

Rows are ordered by a hash of the person and of what the row says, never by their position,
so that neighbouring tables are capped alike. The salt is public: it is no protection, only a
deterministic order that nobody chose.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

    from privlab.dp._caps import Caps

__all__ = ["groups_of_each_person", "rows_of_each_person"]

_PLACE = "privlab_place"
_TWIN = "privlab_twin"


def rows_of_each_person(
    table: ir.Table,
    person: str,
    group: str,
    says: Sequence[str],
    *,
    caps: Caps,
    n_groups: int,
    salt: str,
) -> ir.Table:
    """Return the table with at most as many rows of each person as the caps let in.

    Parameters
    ----------
    table : ibis Table
    person : str
        The person key, nowhere missing; rows of different people never depend on each other.
    group : str
        The group of a row, a whole number, nowhere missing.
    says : sequence of str
        Further whole numbers, nowhere missing: all else that a row says in this query.
    caps : Caps
    n_groups : int
        How many groups there are at most.
    salt : str
        Public text that makes the order differ between queries.
    """
    import ibis

    if caps.groups is not None and caps.groups < n_groups:
        table = groups_of_each_person(table, person, group, most=caps.groups, salt=salt)
    # rows that say the same are interchangeable, and are told apart by their number
    same = [table[name] for name in (person, group, *says)]
    twin = ibis.row_number().over(group_by=same, order_by=table[group])
    table = table.mutate(**{_TWIN: twin})
    order = _hashed(table, (person, group, *says, _TWIN), salt)
    if caps.rows_per_group is not None and caps.rows_per_group < caps.rows:
        within = ibis.row_number().over(group_by=[table[person], table[group]], order_by=order)
        table = _first(table, within, caps.rows_per_group)
        order = _hashed(table, (person, group, *says, _TWIN), salt)
    place = ibis.row_number().over(group_by=table[person], order_by=order)
    return _first(table, place, caps.rows).drop(_TWIN)


def groups_of_each_person(
    table: ir.Table, person: str, group: str, *, most: int, salt: str
) -> ir.Table:
    """Return the rows of each person in at most `most` of their groups."""
    import ibis

    order = [_hashed(table, (person, group), salt), table[group]]
    return _first(table, ibis.dense_rank().over(group_by=table[person], order_by=order), most)


def _first(table: ir.Table, place: Any, most: int) -> ir.Table:  # noqa: ANN401
    numbered = table.mutate(**{_PLACE: place})
    return numbered.filter(numbered[_PLACE] < most).drop(_PLACE)


def _hashed(table: ir.Table, columns: Sequence[str], salt: str) -> Any:  # noqa: ANN401
    import ibis

    said: Any = ibis.literal(salt)
    for column in columns:
        said = said + "\x1f" + table[column].cast("string")
    # spreads the rows evenly, and protects nothing
    return said.hexdigest("md5")
