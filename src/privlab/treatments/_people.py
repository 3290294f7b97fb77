"""One draw a person: perturbing each row of a person anew would let their rows vote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from privlab.errors import ColumnError, listed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from privlab.tables import Dataset

__all__ = ["OneAPerson", "one_a_person"]


@dataclass(frozen=True)
class OneAPerson:
    """One row of each person who has a value, and whose it is.

    Attributes
    ----------
    rows : array of int, shape (n_people,)
        A row that holds the person's value.
    of_row : array of int, shape (n_rows,)
        Place of each row's person among `rows`; -1 where the row has no value.
    """

    rows: NDArray[np.int64]
    of_row: NDArray[np.int64]

    def of_all(self, source: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the row whose value each row gets, from the person whose value each gets.

        Parameters
        ----------
        source : array of int, shape (n_people,)
            Place among `rows`.
        """
        rows = np.arange(len(self.of_row))
        held = self.of_row >= 0
        rows[held] = self.rows[source][self.of_row[held]]
        return rows


def one_a_person(
    data: Dataset, column: str, values: NDArray[np.int64], present: NDArray[np.bool_]
) -> OneAPerson:
    """Return one row of each person (each record without a person key) who has a value.

    Parameters
    ----------
    data : Dataset
        Held in this process.
    column : str
    values : array of int, shape (n_rows,)
        Codes of the column.
    present : array of bool, shape (n_rows,)
        False where the value is missing.

    Raises
    ------
    ColumnError
        Somebody has several values: each would be drawn for itself.
    """
    n_rows = len(values)
    person = data.roles.person
    who = np.arange(n_rows)
    if person is not None and not data.one_row_per_person:
        keys = data.keys((person,)).rows
        who = who if keys is None else keys[0]
    rows = np.flatnonzero(present)
    _, first, place = np.unique(who[rows], return_index=True, return_inverse=True)
    chosen = rows[first]
    several = np.unique(place[values[rows] != values[chosen[place]]])
    if len(several):
        message = (
            f"{len(several)} people have several values of '{listed([column])}', and a draw for "
            "each would let their rows vote. Make one row per person first, or treat a column "
            "that each person has one value of."
        )
        raise ColumnError(message)
    of_row = np.full(n_rows, -1, dtype=np.int64)
    of_row[rows] = place
    return OneAPerson(chosen, of_row)
