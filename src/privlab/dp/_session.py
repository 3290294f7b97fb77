"""A session: the privacy unit and the caps, declared once for every query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab.dp._keys import KeySet
from privlab.dp._noise import noise_named
from privlab.dp._queries import CountQuery
from privlab.dp._walking import check_expression
from privlab.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from privlab.register import Register
    from privlab.tables import Dataset

__all__ = ["GroupedSession", "Session"]

MOST_ROWS = 2**31


@dataclass(frozen=True, repr=False)
class Session:
    """Queries on one table of one population, charged to its budget.

    Parameters
    ----------
    data : Dataset
        With a person key and the name of its population.
    register : Register
        Where the population has a budget.
    rows_per_person : int
        How many rows of a person take part at most, at least 1: the larger, the more noise;
        the smaller, the more rows are left out.
    noise : {"opendp", "diffprivlib"}
        "opendp" is exact; "diffprivlib" needs a small delta, which is charged.

    Raises
    ------
    ParameterError
        Something is missing, or the table holds an Ibis expression in which the rows of one
        person change those of others, or on which the engine may stop.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"id": range(100), "town": ["A", "B"] * 50})
    >>> data = privlab.dataset(frame, person="id", population="clients")
    >>> session = Session(data, rows_per_person=1)
    >>> query = session.group_by({"town": ["A", "B"]}).count()
    >>> query.forecast(epsilon=1.0).figure("noise_95").value
    3
    """

    data: Dataset
    register: Register | None = None
    rows_per_person: int | None = None
    noise: str = "opendp"

    def __post_init__(self) -> None:
        roles = self.data.roles
        if roles.person is None:
            message = (
                "Differential privacy protects people, and this table has no person key. Pass "
                "person='...' to privlab.dataset."
            )
            raise ParameterError(message)
        if roles.population is None:
            message = (
                "The budget belongs to a population, and this table names none. Pass "
                "population='...' to privlab.dataset: the same name for every table of the same "
                "people."
            )
            raise ParameterError(message)
        cap = self.rows_per_person
        if cap is None:
            message = (
                "Say how many rows of a person take part at most: rows_per_person=1 when each has "
                "one row, more when they have several. Without it one person could weigh anything."
            )
            raise ParameterError(message)
        if isinstance(cap, bool) or not isinstance(cap, int) or not 1 <= cap <= MOST_ROWS:
            message = (
                f"rows_per_person is {cap!r}; it must be a whole number of at least 1 and at most "
                f"{MOST_ROWS}."
            )
            raise ParameterError(message)
        noise_named(self.noise)
        check_expression(self.data)

    def group_by(self, keys: Mapping[str, Sequence[object]]) -> GroupedSession:
        """Return the queries by groups that are public: known without looking at the data.

        Parameters
        ----------
        keys : mapping of column to list of values
            Every combination is released, empty ones too; other values are left out. None in a
            list stands for the missing value, and so do NaN, NaT and NA.

        Raises
        ------
        ColumnError, ParameterError
            A column that names people, a value that the column cannot hold. Nothing was read.
        """
        return GroupedSession(self, KeySet.declare(keys, self.data))

    def count(self) -> CountQuery:
        """Count all rows."""
        return CountQuery(self, KeySet({}))

    def __repr__(self) -> str:
        roles = self.data.roles
        return (
            f"<Session on population '{roles.population}', person '{roles.person}', at most "
            f"{self.rows_per_person} rows each, noise by {self.noise}>"
        )


@dataclass(frozen=True)
class GroupedSession:
    """Queries by a public key set."""

    session: Session
    keys: KeySet

    def count(self) -> CountQuery:
        """Count the rows of each group."""
        return CountQuery(self.session, self.keys)
