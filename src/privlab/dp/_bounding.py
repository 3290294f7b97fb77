"""Contribution bounding: at most so many rows of a person take part, whoever they are.

Rows are ordered by a hash of the person and of what the row says, never by their position,
so that neighbouring tables are capped alike. The salt is public: it is no protection, only a
deterministic order that nobody chose, the same on every engine.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

    from privlab.dp._asked import Caps

__all__ = ["groups_of_each_person", "rows_of_each_person"]

_PLACE = "privlab_place"
_TWIN = "privlab_twin"
# 2 ** 28 - 57: seven products of a number below ten times that and a smaller one, added up, and
# the product of two smaller ones, stay inside 64 bits
_PRIME = 268_435_399
# a multiple beyond 32 bits: makes numbers positive, and 64 bits wide whatever the engine took
_ABOVE = 9 * _PRIME
_FORMS = 3
_SALT_DIGITS = 16


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
    columns = (person, group, *says, _TWIN)
    order = _order(table, columns, salt)
    if caps.rows_per_group is not None and caps.rows_per_group < caps.rows:
        within = ibis.row_number().over(group_by=[table[person], table[group]], order_by=order)
        table = _first(table, within, caps.rows_per_group)
        order = _order(table, columns, salt)
    place = ibis.row_number().over(group_by=table[person], order_by=order)
    return _first(table, place, caps.rows).drop(_TWIN)


def groups_of_each_person(
    table: ir.Table, person: str, group: str, *, most: int, salt: str
) -> ir.Table:
    """Return the rows of each person in at most `most` of their groups."""
    import ibis

    order = [*_order(table, (person, group), salt), table[group]]
    return _first(table, ibis.dense_rank().over(group_by=table[person], order_by=order), most)


def _first(table: ir.Table, place: Any, most: int) -> ir.Table:  # noqa: ANN401
    numbered = table.mutate(**{_PLACE: place})
    return numbered.filter(numbered[_PLACE] < most).drop(_PLACE)


def _order(table: ir.Table, columns: Sequence[str], salt: str) -> list[Any]:
    """Return what the rows of a person are ordered by: evenly spread, and never a tie.

    Whole numbers are mixed as numbers, several times faster than the text of anything else.
    """
    if all(table[column].type().is_integer() for column in columns):
        return [_mixed(table, columns, salt), *(table[column] for column in columns[1:])]
    return [_hashed(table, columns, salt)]


def _mixed(table: ir.Table, columns: Sequence[str], salt: str) -> Any:  # noqa: ANN401
    """Return a product of linear forms of the columns, whose coefficients the salt draws.

    Carter and Wegman (1979), "Universal classes of hash functions": one form is universal; the
    product of several also parts people whose rows say the same.
    """
    mixed: Any = None
    for form in range(_FORMS):
        first, *others = _coefficients(f"{salt} {form}", len(columns) + 1)
        linear: Any = None
        for column, by in zip(columns, others, strict=True):
            term = ((table[column] % _PRIME).cast("int64") + _ABOVE) * by
            linear = term + first if linear is None else linear + term
        linear %= _PRIME
        mixed = linear if mixed is None else mixed * linear % _PRIME
    return mixed


def _coefficients(salt: str, n: int) -> list[int]:
    return [
        1 + int.from_bytes(hashlib.sha256(f"{salt} {k}".encode()).digest()[:8]) % (_PRIME - 1)
        for k in range(n)
    ]


def _hashed(table: ir.Table, columns: Sequence[str], salt: str) -> Any:  # noqa: ANN401
    import ibis

    # a short salt: the text of a row then fills one block of the hash
    said: Any = ibis.literal(hashlib.sha256(salt.encode()).hexdigest()[:_SALT_DIGITS])
    for column in columns:
        said = said + "\x1f" + table[column].cast("string")
    # spreads the rows evenly, and protects nothing
    return said.hexdigest("md5")
