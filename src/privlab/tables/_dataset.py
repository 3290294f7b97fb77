"""A table with roles, on the engine where its rows are."""

from __future__ import annotations

import functools
import secrets
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NoReturn, Self, TypeVar, cast

from privlab import _display as display
from privlab._checks import whole
from privlab.errors import ColumnError, ParameterError, PurposeError, SourceError, listed
from privlab.language import Message
from privlab.results import Provenance
from privlab.tables._coding import build_keys, check_attribute, is_ordered
from privlab.tables._fetch import DEFAULT_ENGINE, fetch
from privlab.tables._late import Late
from privlab.tables._roles import Roles, check_present, names_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Hashable, Iterable, Sequence

    import ibis.expr.types as ir
    import pandas as pd
    import pyarrow as pa
    from ibis.backends import BaseBackend

    from privlab.policy import Field
    from privlab.tables._keys import Keys
    from privlab.tables._origins import Origin

__all__ = ["FEWEST_SHOWN", "Dataset", "Opened"]

T = TypeVar("T")

FEWEST_SHOWN = 5
"""People in whatever is shown of a table that was opened without a policy."""
MOST_ROWS_SHOWN = 1_000_000


@dataclass(frozen=True)
class Opened:
    """For what and by whom a table was opened through a policy, and the policy's thresholds.

    Attributes
    ----------
    purpose, actor : str
    k : int
        People that a class must have, unless a measure is told otherwise.
    max_reidentification : float
        Risk above which a person is at risk, unless a measure is told otherwise.
    other_people : tuple of str
        Columns of the policy that name further people of each row, handed out or not.
    register : str or None
        Identity of the register in which the use was written.
    keyed : str
        Purpose under whose keys the people come; empty for `purpose`.
    person_keys : tuple of str
        Columns of the policy that hold the keys of the same people, in all its tables.
    fields : tuple of Field
        What the policy says of each column handed out.
    rows : tuple of ibis Table
        The rows as the policy's rules chose them, of each table that was joined: what lies below
        is known by those rules.
    heard : int or None
        Entry of the last objection that the register had when the rows were chosen; None where
        the purpose is open to none.
    personal : tuple of str
        Names and files of the tables that the policy lists as being about people.
    """

    purpose: str
    actor: str
    k: int
    max_reidentification: float
    other_people: tuple[str, ...] = ()
    register: str | None = None
    keyed: str = ""
    person_keys: tuple[str, ...] = ()
    fields: tuple[Field, ...] = field(default=(), compare=False, repr=False)
    rows: tuple[ir.Table, ...] = field(default=(), compare=False, repr=False)
    heard: int | None = field(default=None, compare=False, repr=False)
    personal: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False, eq=False)
class Dataset:
    """A table on its engine, with roles. Made by `privlab.dataset`.

    Attributes
    ----------
    table : ibis Table
        The rows, where they are.
    roles : Roles
    leaf : ibis Table or None
        The part of `table` that privlab made itself: all of it for a frame, a file, or a table
        opened through a policy; None where a user wrote the expression.
    origins : tuple of Origin
        The files that the rows and their choice come from.
    selection : tuple of (str, str)
        How the rows were chosen from it and recoded: purpose, day of judgement ...
    opened : Opened or None
        For what, when it came through a policy.
    inferred : tuple of str
        Columns whose type was read off their values, as in a CSV file: one value could change it.
    as_text : callable or None
        Returns the same rows with those columns as text; None once the table was changed.
    untyped : tuple of str
        Columns that are text here because nobody declared a type: what reads them decides it.
    mixed : str
        What made the rows of some people depend on those of others; empty when nothing did.
    beside : tuple of (ibis Table, str)
        Leaves of other tables of the same people that were joined, with the person key there.
    public : tuple of ibis Table
        Tables that were joined on the word of somebody that they are about nobody.
    notes : tuple of Message
        What was found in the source that nobody said: how a file is encoded, lines left out.
    version : str
        Random identifier; it says nothing about the content.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"id": [1, 2, 2], "age": [40, 41, 41]})
    >>> data = privlab.dataset(frame, person="id", quasi_identifiers=["age"])
    >>> data.columns, data.n_rows, data.n_units, data.unit
    (('id', 'age'), 3, 2, 'people')
    """

    table: ir.Table
    connection: BaseBackend
    roles: Roles
    memory: pa.Table | None = None
    index: pd.Index | None = None
    as_of: dt.date | None = None
    leaf: ir.Table | None = field(default_factory=lambda: None)
    origins: tuple[Origin, ...] = ()
    selection: tuple[tuple[str, str], ...] = ()
    opened: Opened | None = None
    inferred: tuple[str, ...] = ()
    as_text: Callable[[], ir.Table] | None = None
    untyped: tuple[str, ...] = ()
    mixed: str = ""
    beside: tuple[tuple[ir.Table, str], ...] = ()
    public: tuple[ir.Table, ...] = ()
    notes: tuple[Message, ...] = ()
    version: str = field(default_factory=lambda: secrets.token_hex(6))
    _memory_of: dict[Hashable, Any] = field(default_factory=dict)
    _late: dict[str, Late] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        # of rows in this process the table, its leaf and the engine are made when they are read
        for name in ("table", "connection", "leaf"):
            if isinstance(self.__dict__[name], Late):
                self._late[name] = self.__dict__.pop(name)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            late = self.__dict__.get("_late", {}).get(name)
            if late is None:
                message = f"'{type(self).__name__}' object has no attribute '{name}'"
                raise AttributeError(message)
            return self.__dict__.setdefault(name, late.value)

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        here = self._here
        return tuple(self.table.columns if here is None else here.column_names)

    @property
    def _here(self) -> pa.Table | None:
        """The rows of this process of which `table` is made when somebody reads it."""
        return self.memory if "table" in self._late else None

    @property
    def engine(self) -> str:
        """Name of the engine, as Ibis writes it."""
        return DEFAULT_ENGINE if "connection" in self._late else str(self.connection.name)

    @property
    def in_memory(self) -> bool:
        """Whether the rows came from a frame in this process, in an order that can be kept."""
        return self.memory is not None

    @property
    def unit(self) -> str:
        """What is counted: "people" when a person key is declared, else "records"."""
        return "records" if self.roles.person is None else "people"

    @property
    def fewest_shown(self) -> int:
        """People (records, without a person key) that a figure must be about to be shown.

        The k of the policy through which the table was opened, else 5. It is the one floor of
        every class, cell, label and quantile that is shown; a measure may be told a higher one.

        Examples
        --------
        >>> import pandas as pd, privlab
        >>> privlab.dataset(pd.DataFrame({"age": [40]})).fewest_shown
        5
        """
        return FEWEST_SHOWN if self.opened is None else self.opened.k

    @functools.cached_property
    def _counts(self) -> tuple[int, int]:
        person = self.roles.person
        counts = None if self.memory is None else _counted_here(self.memory, person)
        if counts is None:
            wanted = {"rows": self.table.count()}
            if person is not None:
                key = self.table[person]
                wanted |= {"people": key.nunique(), "unnamed": key.isnull().sum()}
            counts = fetch(self.table.aggregate(**wanted), self.connection).to_pylist()[0]
        if counts.get("unnamed"):
            message = (
                f"The person key '{person}' is missing in {counts['unnamed']} of {counts['rows']} "
                "rows: who they speak of is unknown. Remove those rows or give them a key."
            )
            raise ColumnError(message)
        return int(counts["rows"]), int(counts.get("people", counts["rows"]))

    @property
    def n_rows(self) -> int:
        """Number of rows."""
        return self._counts[0] if self.memory is None else self.memory.num_rows

    @property
    def n_units(self) -> int:
        """Number of people when a person key is declared, else of records."""
        return self.n_rows if self.roles.person is None else self._counts[1]

    @property
    def one_row_per_person(self) -> bool:
        """Whether no person has several rows; true for records."""
        return self.n_units == self.n_rows

    def has_order(self, column: str) -> bool:
        """Return whether a column holds numbers, dates or times.

        Parameters
        ----------
        column : str

        Returns
        -------
        bool

        Examples
        --------
        >>> import pandas as pd, privlab
        >>> data = privlab.dataset(pd.DataFrame({"sex": ["F"], "age": [40]}))
        >>> data.has_order("sex"), data.has_order("age")
        (False, True)
        """
        if self._here is not None:
            return is_ordered(self._here.schema.field(column).type)
        kind = self.table[column].type()
        return bool((kind.is_numeric() and not kind.is_boolean()) or kind.is_temporal())

    def keys(self, columns: Sequence[str]) -> Keys:
        """Return the rows as packed integer codes of the columns; computed once.

        Parameters
        ----------
        columns : sequence of str

        Returns
        -------
        Keys

        Raises
        ------
        ColumnError
            A column that is not there, or whose values cannot be compared.
        """
        for column in columns:
            check_present(column, self.columns, "columns")
        wanted = tuple(columns)
        person = self.roles.person
        return self.once(
            ("keys", wanted),
            lambda: build_keys(
                lambda: self.table,
                self.memory,
                lambda: self.connection,
                wanted,
                person,
                lambda: self.n_rows,
            ),
        )

    def plain_keys(self, columns: Sequence[str]) -> ir.Table:
        """Return the columns under plain names x0, x1, ...: values, not codes, nothing computed.

        Parameters
        ----------
        columns : sequence of str

        Returns
        -------
        Ibis table, one row a row

        Raises
        ------
        ColumnError
            A column that is not there, or whose values cannot be compared.
        """
        for column in columns:
            check_attribute(self.table, column)
        return self.table.select(**{f"x{n}": self.table[c] for n, c in enumerate(columns)})

    def once(self, name: Hashable, make: Callable[[], T]) -> T:
        """Return what `make` computes from this version of the data, computed only once.

        Parameters
        ----------
        name : hashable
            Tells this from all else that is kept.
        make : callable
            Takes nothing.

        Returns
        -------
        What `make` returned.

        Examples
        --------
        >>> import pandas as pd, privlab
        >>> data = privlab.dataset(pd.DataFrame({"age": [40]}))
        >>> data.once("answer", lambda: 42), data.once("answer", lambda: 43)
        (42, 42)
        """
        if name not in self._memory_of:
            self._memory_of[name] = make()
        return cast("T", self._memory_of[name])

    def with_class_size(self, columns: Sequence[str], name: str) -> ir.Table:
        """Return the rows with the size of their class in people (records without a key).

        Missing values are equal to each other.

        Parameters
        ----------
        columns : sequence of str
            Those that make a class.
        name : str
            Of the new column.

        Returns
        -------
        Ibis table, one row a row

        Examples
        --------
        >>> import pandas as pd, privlab
        >>> data = privlab.dataset(pd.DataFrame({"sex": list("FFM")}))
        >>> sorted(data.with_class_size(["sex"], "size").execute()["size"])
        [1, 2, 2]
        """
        wanted = list(columns)
        person = self.roles.person
        if person is None or self.one_row_per_person:
            return self.table.group_by(wanted).mutate(**{name: lambda t: t.count()})
        sizes = self.table.group_by(wanted).aggregate(**{name: self.table[person].nunique()})
        matches = [self.table[column].identical_to(sizes[column]) for column in wanted]
        joined = self.table.inner_join(sizes, matches)
        return joined.select(*(self.table[column] for column in self.columns), sizes[name])

    def quasi_identifiers_or(self, columns: Iterable[str] | None) -> tuple[str, ...]:
        """Return the columns asked for, else the declared quasi-identifiers, else refuse.

        Parameters
        ----------
        columns : iterable of str, or None

        Returns
        -------
        tuple of str

        Raises
        ------
        ColumnError
            A column that is not there, or none declared and none asked for.

        Examples
        --------
        >>> import pandas as pd, privlab
        >>> data = privlab.dataset(pd.DataFrame({"sex": list("FFM")}), quasi_identifiers=["sex"])
        >>> data.quasi_identifiers_or(None)
        ('sex',)
        """
        wanted = self.roles.quasi_identifiers if columns is None else names_of("columns", columns)
        for column in wanted:
            check_present(column, self.columns, "the list of columns")
        if not wanted:
            message = (
                "No quasi-identifier is declared. Pass quasi_identifiers=[...] to privlab.dataset: "
                "the columns that someone outside could know. "
                f"Columns: {listed(self.columns)}"
            )
            raise ColumnError(message)
        return wanted

    @property
    def unit_message(self) -> Message:
        """Say whether people or records are counted."""
        if self.roles.person is None:
            return Message(
                "Records are counted: no person key is declared, so nothing is said about people."
            )
        return Message("People are counted, by the key {person}.", {"person": self.roles.person})

    def provenance(self, measure: str, columns: Iterable[str], **parameters: object) -> Provenance:
        """Return where a figure measured on this table comes from.

        Parameters
        ----------
        measure : str
            Public name of the call.
        columns : iterable of str
            Those read.
        **parameters
            Arguments of the call, as plain values.

        Returns
        -------
        Provenance

        Examples
        --------
        >>> import pandas as pd, privlab
        >>> data = privlab.dataset(pd.DataFrame({"age": [40, 41]}))
        >>> data.provenance("mean_age", ["age"]).n_rows
        2
        """
        return Provenance(
            measure=measure,
            data_version=self.version,
            engine=self.engine,
            columns=tuple(columns),
            unit=self.unit,
            n_units=self.n_units,
            n_rows=self.n_rows,
            parameters=parameters,
            as_of=self.as_of,
        )

    def replaced(
        self,
        table: ir.Table,
        memory: pa.Table | None = None,
        *,
        how: Iterable[str] = (),
        mixed: str = "",
    ) -> Dataset:
        """Return the same roles over recoded values, as a new version.

        `how` tells one recoding from another; `mixed` names one in which people's rows depend on
        those of others.

        Parameters
        ----------
        table : Ibis table
            The recoded rows, with the same columns.
        memory : Arrow table, optional
            The same rows, for a source in memory.
        how : iterable of str
            Tells one recoding from another.
        mixed : str
            Names a recoding in which people's rows depend on those of others.

        Returns
        -------
        Dataset
        """
        return Dataset(
            table=table,
            connection=self.connection,
            roles=self.roles,
            memory=memory,
            index=self.index if memory is not None else None,
            as_of=self.as_of,
            # over an expression of a user nothing is taken on trust: the whole is walked
            leaf=table if self.leaf is self.table else self.leaf,
            origins=self.origins,
            selection=(*self.selection, *(("recoded", each) for each in how)),
            opened=self.opened,
            inferred=self.inferred,
            mixed=mixed or self.mixed,
            beside=self.beside,
            public=self.public,
        )

    def expressed(
        self,
        table: ir.Table,
        *,
        made: Iterable[str] = (),
        beside: Iterable[tuple[ir.Table, str]] = (),
        public: Iterable[ir.Table] = (),
        origins: Iterable[Origin] = (),
        selection: Iterable[tuple[str, str]] = (),
    ) -> Dataset:
        """Return what an expression above this table gives, as a new version on the same leaf.

        Columns keep their roles, and those that are new have none; those of `made` have a type.

        Parameters
        ----------
        table : Ibis table
            Of the same people.
        made : iterable of str
            New columns whose type does not come from the values of a file.
        beside : iterable of (Ibis table, str)
            Leaves of tables that were joined, with the person key there.
        public : iterable of Ibis table
            Tables that were joined on the word of somebody that they are about nobody.
        origins : iterable of Origin
            Files of what was joined.
        selection : iterable of (str, str)
            How rows were chosen.

        Returns
        -------
        Dataset
        """
        names, made = set(table.columns), set(made)
        own = self.roles
        roles = replace(
            own,
            identifiers=tuple(name for name in own.identifiers if name in names),
            quasi_identifiers=tuple(name for name in own.quasi_identifiers if name in names),
            sensitive=tuple(name for name in own.sensitive if name in names),
            dimensions=None
            if own.dimensions is None
            else {name: held for name, held in own.dimensions.items() if name in names},
        )
        return Dataset(
            table=table,
            connection=self.connection,
            roles=roles,
            as_of=self.as_of,
            leaf=self.leaf,
            origins=tuple(dict.fromkeys((*self.origins, *origins))),
            selection=(*self.selection, *selection),
            opened=self.opened,
            inferred=tuple(name for name in self.inferred if name in names),
            untyped=tuple(name for name in self.untyped if name in names and name not in made),
            mixed=self.mixed,
            beside=(*self.beside, *beside),
            public=(*self.public, *public),
        )

    def without_inferred_types(self) -> Dataset:
        """Return the same rows in which no type was read off the values: those columns are text.

        Returns
        -------
        Dataset

        Raises
        ------
        ParameterError
            The table was changed since it was opened, or the policy declares no type.
        SourceError
            The file was.
        """
        if not self.inferred:
            return self
        if self.opened is not None:
            message = (
                f"The policy declares no type for '{listed(self.inferred)}', and a type that is "
                "read off the values of a file could change with one of them. Give these fields a "
                "type in the policy, for instance type: number, or store a Parquet file."
            )
            raise ParameterError(message)
        if self.as_text is None or self.table is not self.leaf:
            message = (
                f"The types of '{listed(self.inferred)}' were read off their values, one of which "
                "could change them, and the table was changed since. Make the session on the table "
                "as it was opened and derive from it with session.filter(...), .with_columns(...), "
                ".bin(...); or give it types: frame.astype(...), or a Parquet file."
            )
            raise ParameterError(message)
        table = self.once("without inferred types", self.as_text)
        return replace(
            self,
            table=table,
            leaf=table,
            inferred=(),
            as_text=None,
            untyped=self.inferred,
            _memory_of={},
        )

    def narrowed(
        self,
        table: ir.Table,
        roles: Roles,
        *,
        selection: Iterable[tuple[str, str]],
        origins: Iterable[Origin],
        as_of: dt.date | None,
        opened: Opened | None = None,
    ) -> Dataset:
        """Return fewer rows and columns of this table, with the roles that they have there.

        `selection` says how they were chosen, `origins` the files that decided it.

        Parameters
        ----------
        table : Ibis table
            The rows and columns that are left.
        roles : Roles
            Of those columns.
        selection : iterable of (str, str)
            How they were chosen.
        origins : iterable of Origin
            The files that decided it.
        as_of : date or None
            Day of judgement.
        opened : Opened, optional
            For what, when it was through a policy.

        Returns
        -------
        Dataset
        """
        return Dataset(
            table=table,
            connection=self.connection,
            roles=roles,
            as_of=as_of,
            leaf=table,
            origins=tuple(dict.fromkeys((*self.origins, *origins))),
            selection=(*self.selection, *selection),
            opened=opened,
            inferred=tuple(name for name in self.inferred if name in table.columns),
            mixed=self.mixed,
        )

    def __len__(self) -> int:
        return self.n_rows

    def __bool__(self) -> bool:
        # a table without rows is a table: its length decides nothing
        return True

    def head(self, n: int = 5) -> pd.DataFrame:
        """Return the first rows as a frame, in no order that an engine promises.

        Parameters
        ----------
        n : int
            Rows, at least 1.

        Returns
        -------
        pandas frame, at most n rows

        Raises
        ------
        PurposeError
            The table was opened through a policy, which hands out figures.

        Examples
        --------
        >>> import pandas as pd, privlab
        >>> privlab.dataset(pd.DataFrame({"age": [40, 41, 42]})).head(2)["age"].tolist()
        [40, 41]
        """
        return self._shown(self.table.limit(whole("n", n, least=1)))

    def to_pandas(self, *, max_rows: int = MOST_ROWS_SHOWN) -> pd.DataFrame:
        """Return the rows as a frame, in input order for a table that is in memory.

        Parameters
        ----------
        max_rows : int
            A longer table is refused.

        Returns
        -------
        pandas frame, shape (n_rows, n_columns)

        Raises
        ------
        PurposeError
            The table was opened through a policy, which hands out figures.
        SourceError
            It has more than `max_rows` rows.

        Examples
        --------
        >>> import pandas as pd, privlab
        >>> privlab.dataset(pd.DataFrame({"age": [40, 41]})).to_pandas().shape
        (2, 1)
        """
        if self.n_rows > whole("max_rows", max_rows, least=1):
            message = (
                f"The table has {self.n_rows} rows, more than max_rows={max_rows}. Filter it on "
                "its engine (.table), or raise max_rows=."
            )
            raise SourceError(message)
        return self._shown(self.table)

    def frame_of(self, found: ir.Table, what: str) -> pd.DataFrame:
        """Return figures of people, or of rows, as a frame; by person where there is a key.

        Parameters
        ----------
        found : Ibis table
            With the person key where one is declared.
        what : str
            Name of the figures: `what` + "_table" has them on the engine.

        Returns
        -------
        pandas frame, indexed by person where there is a key

        Raises
        ------
        SourceError
            More rows than a frame should hold; `what` names the table that has them all.
        """
        made: pd.DataFrame = fetch(found.limit(MOST_ROWS_SHOWN + 1), self.connection).to_pandas()
        if len(made) > MOST_ROWS_SHOWN:
            message = (
                f"There are more than {MOST_ROWS_SHOWN} rows. {what}_table has them on the engine."
            )
            raise SourceError(message)
        return made if self.roles.person is None else made.set_index(self.roles.person)

    def _shown(self, table: ir.Table) -> pd.DataFrame:
        if self.opened is not None:
            message = (
                f"This table was opened for '{self.opened.purpose}': privlab shows its figures, "
                "not its rows. What must leave as rows is a release; .table is the view itself, "
                "and what you take from it leaves the bench's sight."
            )
            raise PurposeError(message)
        shown: pd.DataFrame = fetch(table, self.connection).to_pandas()
        return shown

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _: object) -> Self:
        return self

    def __reduce__(self) -> NoReturn:
        message = (
            "A dataset is not pickled: its rows and those it was made from would leave unseen. "
            "Write a release with .save(path), and open the file with privlab.dataset(path)."
        )
        raise ParameterError(message)

    def _told(self) -> list[tuple[str, str]]:
        roles = self.roles
        named = {
            "person": () if roles.person is None else (roles.person,),
            "identifiers": roles.identifiers,
            "quasi-identifiers": roles.quasi_identifiers,
            "sensitive": roles.sensitive,
            "ordinary": roles.ordinary,
        }
        said = [(label, listed(names)) for label, names in named.items() if names]
        return said + [("note", note.text()) for note in self.notes]

    def _title(self) -> str:
        return f"Dataset {self.version} on {self.engine}: {len(self.columns)} columns"

    def _repr_html_(self) -> str:
        return display.card(self._title(), self._told())

    def __repr__(self) -> str:
        return "\n".join([f"<{self._title()}>", *(f"  {k}: {v}" for k, v in self._told())])


def _counted_here(memory: pa.Table, person: str | None) -> dict[str, int] | None:
    """Return rows, people, rows of nobody; None for keys that an engine may compare otherwise."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if person is None:
        return {"rows": memory.num_rows}
    keys = memory.column(person)
    plain = pa.types.is_integer, pa.types.is_string, pa.types.is_large_string, pa.types.is_date32
    if not any(is_kind(keys.type) for is_kind in plain):
        return None
    people = pc.count_distinct(keys).as_py()
    return {"rows": memory.num_rows, "people": people, "unnamed": keys.null_count}
