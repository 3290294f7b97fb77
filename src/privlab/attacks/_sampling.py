"""Which people of too large tables are attacked, so that a leak stays visible.

A release of which a part was drawn apart from the original would hide the leak: whoever is in
one part is seldom in the other. The two are drawn by the same people, or not at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab.errors import ParameterError
from privlab.tables import fetch, small_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from privlab.tables import Dataset

__all__ = ["Part", "parts"]

_HEX_DIGITS = 12


@dataclass(frozen=True, repr=False)
class Part:
    """What is read of one table.

    Attributes
    ----------
    data : Dataset
        The people drawn.
    share : float
        Share of the people that were drawn; 1 when all were.
    max_rows : int
        Rows that may still be read of `data`; over it, rows without a key are drawn by content.
    """

    data: Dataset
    share: float
    max_rows: int


def parts(
    tables: Mapping[str, Dataset], *, needs_all_of_original: bool, max_rows: int, salt: str
) -> dict[str, Part]:
    """Return what is read of each table, about `max_rows` rows at most.

    People are drawn by the hash of their key and the salt: the same on every engine and in
    every table, whatever the order of rows. Original and release are drawn in the same share.

    Parameters
    ----------
    needs_all_of_original : bool
        Whether people of the original are counted, not only drawn as targets.

    Raises
    ------
    ParameterError
        A table that may not be drawn alone is over the limit and has no person key in common
        with the other.
    """
    together = ("original", "released")
    keyed = all(tables[name].roles.person is not None for name in together)
    if not keyed:
        for name in together:
            if tables[name].n_rows > max_rows and (name == "released" or needs_all_of_original):
                message = (
                    f"The {name} table has {tables[name].n_rows} rows, over max_rows={max_rows}. "
                    "Without a person key in both the original and the released table, a part of "
                    "it would hide what leaked. Raise max_rows=, or declare person= in both."
                )
                raise ParameterError(message)
    most = max(tables[name].n_rows for name in together)
    shares = {name: min(1.0, max_rows / max(1, data.n_rows)) for name, data in tables.items()}
    if keyed:
        shares |= dict.fromkeys(together, min(1.0, max_rows / max(1, most)))
    return {name: _part(data, shares[name], max_rows, salt) for name, data in tables.items()}


def _part(data: Dataset, share: float, max_rows: int, salt: str) -> Part:
    person = data.roles.person
    if person is None or share == 1.0:
        return Part(data, 1.0, max_rows)
    said = data.table[person].cast("string") + f"|{salt}"
    digest = said.hexdigest("sha256").substr(0, _HEX_DIGITS)
    threshold = f"{int(share * 16**_HEX_DIGITS):0{_HEX_DIGITS}x}"
    kept = data.table.filter(digest < threshold)
    if data.in_memory:
        rows = fetch(kept, data.connection)
        drawn = data.replaced(
            small_table(dict(zip(rows.column_names, rows.columns, strict=True))), rows
        )
    else:
        drawn = data.replaced(kept)
    # the part may be some rows over the limit: it is not drawn a second time
    return Part(drawn, share, max(max_rows, drawn.n_rows))
