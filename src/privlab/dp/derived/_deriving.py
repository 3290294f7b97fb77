"""What is derived from a session: fewer rows, other columns, tables joined; proved or refused.

Nothing is read here. Each derived session walks its expression down to what was opened, so that
what it proves is proved again.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from privlab.dp._asked import Asked
from privlab.dp._bins import checked_edges, placed_among
from privlab.dp._units import check_number
from privlab.dp._values import as_amount
from privlab.dp.derived._joining import joined_people, joined_public
from privlab.errors import ParameterError, PrivlabError, listed
from privlab.tables import check_present, value_map

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence
    from typing import Self

    from privlab.tables import Dataset

__all__ = ["Deriving"]

_OURS = "privlab_"
_AMOUNT, _PLACE, _LABEL = "privlab_amount", "privlab_place", "privlab_label"


@dataclass(frozen=True, repr=False)
class Deriving(Asked):
    """What is derived from a session is a session of the same kind, on what is proved again."""

    def filter(self, *conditions: Any) -> Self:
        """Return a session on the rows that meet every condition.

        Parameters
        ----------
        *conditions : callable of a table, or deferred Ibis expression
            For instance `lambda t: t.age >= 18`. Of one row, or of one person's rows; those that
            mix people or may stop the engine are refused.

        Raises
        ------
        ParameterError
            With what is refused and what to write instead. Nothing was read.

        Examples
        --------
        >>> import pandas as pd, privlab
        >>> frame = pd.DataFrame({"id": range(9), "age": range(10, 19)})
        >>> data = privlab.dataset(frame, person="id", population="clients")
        >>> session = privlab.dp.Session(data, rows_per_person=1)
        >>> session.filter(lambda t: t.age >= 12).count().forecast(1.0).figure("epsilon").value
        1.0
        """
        table = self._made("filter", lambda: self.data.table.filter(*conditions))
        return self._on(self.data.expressed(table))

    def select(self, *columns: str) -> Self:
        """Return a session on some columns; the person key stays."""
        for column in columns:
            self._check_column("select", column)
        person = str(self.data.roles.person)
        wanted = dict.fromkeys((person, *columns))
        return self._on(self.data.expressed(self.data.table.select(*wanted)))

    def with_columns(self, **columns: Any) -> Self:
        """Return a session with columns that are computed from those of the same row or person.

        Parameters
        ----------
        **columns : callable of a table, or deferred Ibis expression
            For instance `minor=lambda t: t.age < 18`. A column that reads a direct identifier is
            one itself. Columns of a CSV file are text here: write
            `lambda t: t.age.try_cast('float64') < 18`.

        Raises
        ------
        ParameterError
            With what is refused and what to write instead. Nothing was read.
        """
        self._check_new("with_columns", columns)
        below = self.data.table
        table = self._made("with_columns", lambda: below.mutate(**columns))
        made = self.data.expressed(table, made=columns)
        naming = tuple(name for name in columns if self._reads_identifier(table, name))
        roles = dataclasses.replace(
            made.roles, identifiers=tuple(dict.fromkeys((*made.roles.identifiers, *naming)))
        )
        return self._on(dataclasses.replace(made, roles=roles))

    def bin(
        self,
        column: str,
        edges: Sequence[float],
        *,
        name: str | None = None,
        labels: Sequence[str] | None = None,
    ) -> Self:
        """Return a session with a column that says in which bin another one lies.

        Parameters
        ----------
        column : str
            Of numbers.
        edges : sequence of float
            At least two, rising, known without looking at the data. A bin holds its lower edge
            and not its upper one; what lies outside them is missing.
        name : str, optional
            Of the new column; `column` + "_bin" by default.
        labels : sequence of str, optional
            One a bin. Without them a bin is named by its lower edge, a float.

        Examples
        --------
        >>> import pandas as pd, privlab
        >>> frame = pd.DataFrame({"id": range(9), "age": range(10, 19)})
        >>> data = privlab.dataset(frame, person="id", population="clients")
        >>> session = privlab.dp.Session(data, rows_per_person=1).bin("age", [0, 18, 65])
        >>> session.group_by({"age_bin": [0, 18]}).count()
        <CountQuery by age_bin: 2 groups, declared>
        """
        check_number(self.data, column, "bin")
        limits = checked_edges("bin", edges)
        if len(limits) < 2:
            message = "bin needs at least two edges, for instance [0, 18, 65]."
            raise ParameterError(message)
        name = f"{column}_bin" if name is None else name
        self._check_new("bin", {name: None})
        told = self._labels(labels, len(limits) - 1)
        import pyarrow as pa

        table = self.data.table
        rows = table.mutate(**{_AMOUNT: as_amount(table[column])})
        rows = placed_among(rows, _AMOUNT, limits, _PLACE)
        places = pa.array(range(1, len(limits)), pa.int64())
        small = value_map({_LABEL: pa.array(told or limits[:-1]), "privlab_at": places})
        rows = rows.left_join(small, rows[_PLACE] == small["privlab_at"])
        kept = {each: rows[each] for each in table.columns}
        made = self.data.expressed(rows.select(**kept | {name: rows[_LABEL]}), made=[name])
        return self._on(made)

    def join_public(
        self,
        table: object,
        on: str | Sequence[str] | Mapping[str, str],
        *,
        actor: str | None = None,
        now: dt.datetime | None = None,
    ) -> Self:
        """Return a session with the columns of a table that is about nobody, for instance rates.

        Whoever calls this declares that the table holds nothing of any person: it is written in
        the register with the actor and the day. Rows without a match stay, with missing values.

        Parameters
        ----------
        table : frame, path, Ibis table, or Dataset without a person key
            Not made of the rows of this session's own people: their aggregates are about them.
        on : str, list of str, or mapping of column here to column there
        actor : str, optional
            Who declares it; by default the one for whom the view was opened.
        now : datetime, optional
            With a time zone, for the register; the clock by default.

        Raises
        ------
        ParameterError
            The table is about people, or its columns do not fit. Nothing was read.
        """
        made, name = joined_public(self.data, table, on)
        opened = self.data.opened
        by = actor or ("" if opened is None else opened.actor)
        if self.register is not None:
            payload = {"table": name, "columns": sorted(set(made.columns) - set(self.data.columns))}
            self.register.append(
                "public_table",
                payload,
                population=str(self.data.roles.population),
                purpose="" if opened is None else opened.purpose,
                actor=by,
                now=now,
            )
        session = self._on(made)
        return dataclasses.replace(session, declared_public=(*session.declared_public, name))

    def join_people(self, other: Dataset | Deriving) -> Self:
        """Return a session with the columns of another table of the same people, by person key.

        A row stands once for each row of its person there, and stays where there is none. Caps
        act on the rows that come out.

        Parameters
        ----------
        other : Dataset or Session
            Of the same population; through a policy, opened for the same purpose.

        Raises
        ------
        ParameterError
            It is about other people, or its columns do not fit. Nothing was read.
        """
        return self._on(joined_people(self.data, getattr(other, "data", other)))

    def _on(self, data: Dataset) -> Self:
        """Return this session on another table, walked again."""
        return dataclasses.replace(self, data=data)

    def _made(self, what: str, make: Callable[[], Any]) -> Any:
        try:
            return make()
        except PrivlabError:
            raise
        except Exception as error:  # noqa: BLE001 - Ibis and the caller's own code
            untyped = listed(self.data.untyped)
            text = f" Without a declared type, and text here: {untyped}." if untyped else ""
            message = (
                f"session.{what} is no expression of this table ({type(error).__name__}). Write "
                f"for instance lambda t: t.age >= 18. Columns: {listed(self.data.columns)}.{text}"
            )
            raise ParameterError(message) from None

    def _check_column(self, what: str, column: object) -> None:
        check_present(column, self.data.columns, f"session.{what}")

    def _check_new(self, what: str, columns: Mapping[str, object]) -> None:
        person = self.data.roles.person
        if person in columns:
            message = (
                f"session.{what} would compute '{listed([str(person)])}', which is the person key: "
                "one person could become several. Name another column."
            )
            raise ParameterError(message)
        for name in columns:
            if not isinstance(name, str) or not name.strip() or name.casefold().startswith(_OURS):
                message = (
                    f"session.{what} cannot name a column '{listed([str(name)])}': a name is text "
                    f"that does not start with {_OURS}."
                )
                raise ParameterError(message)

    def _labels(self, labels: Sequence[str] | None, n: int) -> list[str] | None:
        if labels is None:
            return None
        told = [] if isinstance(labels, str) else list(labels)
        plain = all(isinstance(label, str) for label in told)
        if not plain or len(told) != n or len(set(told)) < n:
            message = f"bin needs one label a bin, {n} texts that differ."
            raise ParameterError(message)
        return told

    def _reads_identifier(self, table: Any, name: str) -> bool:
        import ibis.expr.operations as ops

        roles = self.data.roles
        value = table.op().values.get(name) if hasattr(table.op(), "values") else None
        # the fields that it reads itself: what lies below the table has roles of its own
        fields = () if value is None else value.find(ops.Field, filter=ops.Value)
        return any(roles.role(field.name) == "direct_identifier" for field in fields)
