"""A session: the privacy unit and the caps, declared once for every query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from privlab._checks import one_of
from privlab.dp._choosing import PrivateKeys
from privlab.dp._grouped import GroupedSession, Queries
from privlab.dp._keys import KeySet
from privlab.dp.derived._deriving import Deriving
from privlab.dp.models import _fit
from privlab.errors import ParameterError, listed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from privlab.dp._asked import Asked
    from privlab.dp._counting import MarginalsQuery

__all__ = ["Session"]


@dataclass(frozen=True, repr=False)
class Session(Deriving, Queries):
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
    groups_per_person : int, optional
        In how many groups of a query a person takes part at most.
    rows_per_group : int, optional
        How many rows of a person take part in one group at most.
    noise : {"opendp", "diffprivlib"}
        "opendp" is exact; "diffprivlib" needs a small delta, which is charged, and draws counts
        and sums by public groups only.
    most_people : int
        How many people the population can have: declared, never counted. It decides in which
        unit sums are exact.
    declared_public : tuple of str
        Tables that were joined as being about nobody; `join_public` fills it.

    Raises
    ------
    ParameterError
        Something is missing, a row speaks of several people, or the table holds an Ibis
        expression in which the rows of one person change those of others, or on which the engine
        may stop.

    Notes
    -----
    A session opens on what it can prove. That a row speaks of the person whose key it holds is
    the word of whoever opened the table; rows without a key are left out and never looked at.
    Declared types of frames and engines count as declared. Where values decided them, as in a
    CSV file, columns are text here: amounts are read as float64, groups in the kind of the keys
    given, and what does not fit is missing. Nothing but a release reads a row. How long a release
    takes is not protected.

    Rows of one person that tie in an order are told apart by their other columns, and the sum and
    the mean of a person's floats are exact to 2 ** -40 between -2 ** 52 and 2 ** 52: neither
    depends on where rows are stored, which the rows of others decide.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"id": range(100), "town": ["A", "B"] * 50})
    >>> data = privlab.dataset(frame, person="id", population="clients")
    >>> session = Session(data, rows_per_person=1)
    >>> query = session.group_by({"town": ["A", "B"]}).count()
    >>> query.forecast(epsilon=1.0).figure("noise_95").value
    3.0
    """

    def _asked_of(self) -> tuple[Asked, KeySet]:
        return self, KeySet({})

    def group_by(
        self,
        groups: Mapping[str, Sequence[object]] | str,
        *,
        keys: str = "public",
        kind: str | None = None,
    ) -> GroupedSession:
        """Return the queries by groups, public or chosen privately.

        Parameters
        ----------
        groups : mapping of column to list of values, or a column with keys="private"
            Every combination is released, empty ones too; other values are left out. None in a
            list stands for the missing value, and so do NaN, NaT and NA.
        keys : {"public", "private"}
            "public": the groups are known without looking at the data. "private": those in which
            enough people are, noise included; it needs a delta and half of an epsilon or less.
        kind : {"text", "integer", "boolean"}, optional
            With keys="private", as what the column is read; what does not fit is missing. By
            default the type that was declared, or text where none was.

        Returns
        -------
        GroupedSession
            `.count()`, `.sum(...)` and the other queries, by group.

        Raises
        ------
        ColumnError, ParameterError
            A column that names people, a value that the column cannot hold. Nothing was read.

        Examples
        --------
        >>> import pandas as pd, privlab
        >>> frame = pd.DataFrame({"id": range(100), "town": ["A", "B"] * 50})
        >>> data = privlab.dataset(frame, person="id", population="clients")
        >>> groups = privlab.dp.Session(data, rows_per_person=1).group_by({"town": ["A", "B", "C"]})
        >>> groups.count().forecast(epsilon=1.0).figure("noise_95").value
        3.0
        """
        if one_of("keys", keys, ("public", "private")) == "private":
            return GroupedSession(self, PrivateKeys.declare(groups, self.data, kind))
        if kind is not None:
            message = (
                "kind= goes with keys='private'. Public keys are read in the kind of the values "
                "that are listed."
            )
            raise ParameterError(message)
        return GroupedSession(self, KeySet.declare(groups, self.data))

    def marginals(self, tables: Sequence[Mapping[str, Sequence[object]]]) -> MarginalsQuery:
        """Count the rows of several contingency tables at once.

        Parameters
        ----------
        tables : sequence of mapping of column to list of values
            A column has the same values wherever it stands; {} is the total.

        Returns
        -------
        MarginalsQuery
            `.forecast(epsilon)` and `.release(epsilon, label=...)`.

        Raises
        ------
        ColumnError, ParameterError
            As `group_by`; or a column has other values in another table.
        """
        keys: dict[str, Any] = {}
        for table in tables:
            for column, values in KeySet.declare(table, self.data).groups.items():
                if keys.setdefault(column, values) != values:
                    message = (
                        f"The tables give '{listed([column])}' different values. Give a column "
                        "the same values in every table."
                    )
                    raise ParameterError(message)
        return self.group_by(keys).marginals([tuple(table) for table in tables])

    fit_model = _fit.fit_model

    def __repr__(self) -> str:
        roles = self.data.roles
        return (
            f"<Session on population '{roles.population}', person '{roles.person}', at most "
            f"{self.rows_per_person} rows each, noise by {self.noise}>"
        )
