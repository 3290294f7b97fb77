"""A session: the privacy unit and the caps, declared once for every query."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from privlab.dp._caps import Caps, check_cap
from privlab.dp._choosing import PrivateKeys
from privlab.dp._grouped import GroupedSession, Queries
from privlab.dp._keys import KeySet
from privlab.dp._passes import Pass
from privlab.dp.derived._deriving import Deriving
from privlab.dp.noise._noise import noise_named
from privlab.dp.trust._tied import tie_to_register
from privlab.dp.trust._walking import check_expression
from privlab.errors import ParameterError, listed
from privlab.language import Message, counted
from privlab.register import spent_together

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from privlab.dp._counting import MarginalsQuery
    from privlab.dp.models._fitted import FittedModel
    from privlab.register import Register
    from privlab.tables import Dataset

__all__ = ["Session"]

MOST_PEOPLE = 100_000_000


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

    data: Dataset
    register: Register | None = None
    rows_per_person: int | None = None
    groups_per_person: int | None = None
    rows_per_group: int | None = None
    noise: str = "opendp"
    most_people: int = MOST_PEOPLE
    declared_public: tuple[str, ...] = ()

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
        opened = self.data.opened
        if opened is not None and opened.other_people:
            message = (
                f"Each row of this table speaks of several people: of '{roles.person}' and of "
                f"'{listed(opened.other_people)}'. Capping the rows of the first does not protect "
                "the others. Release figures of a table in which each row is about one person, or "
                "make the household the person key of a population of its own."
            )
            raise ParameterError(message)
        if self.rows_per_person is None:
            message = (
                "Say how many rows of a person take part at most: rows_per_person=1 when each has "
                "one row, more when they have several. Without it one person could weigh anything."
            )
            raise ParameterError(message)
        for name in ("rows_per_person", "groups_per_person", "rows_per_group", "most_people"):
            if getattr(self, name) is not None:
                object.__setattr__(self, name, check_cap(name, getattr(self, name)))
        noise_named(self.noise)
        object.__setattr__(self, "data", self.data.without_inferred_types())
        check_expression(self.data)
        if self.register is not None:
            tie_to_register(self.data, self.register)

    @property
    def caps(self) -> Caps:
        """The caps on what one person gives."""
        return Caps(self.rows_per_person or 1, self.groups_per_person, self.rows_per_group)

    @property
    def people_declared(self) -> bool:
        """Whether it was said how many people there can be."""
        return self.most_people != MOST_PEOPLE

    @property
    def assumptions(self) -> tuple[Message, ...]:
        """What every release of this session rests on, and whose losses add up."""
        said = [
            counted(
                "A person is one value of '{key}' and weighs {n} row at most.",
                "A person is one value of '{key}' and weighs {n} rows at most.",
                self.caps.rows,
                key=listed([str(self.data.roles.person)]),
            ),
            Message(
                "Every table of population '{population}' spends its budget.",
                {"population": str(self.data.roles.population)},
            ),
            Message(
                "Rows without a key take no part. That a row speaks of the person whose key it "
                "holds, and the types of the table, are as they were declared."
            ),
        ]
        if self.data.untyped:
            said.append(
                Message(
                    "Columns without a declared type are read as the query needs them; what does "
                    "not fit counts as missing."
                )
            )
        said += [
            Message("The table '{name}' was declared to be about nobody.", {"name": listed([name])})
            for name in self.declared_public
        ]
        together = None if self.register is None else spent_together(self.register.budgets())
        return tuple(said) if together is None else (*said, together)

    def _asked_of(self) -> tuple[Session, KeySet]:
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

        Raises
        ------
        ColumnError, ParameterError
            A column that names people, a value that the column cannot hold. Nothing was read.
        """
        if keys not in {"public", "private"}:
            message = f"keys='{listed([str(keys)])}' is not known. Allowed: public, private"
            raise ParameterError(message)
        if keys == "private":
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

    def fit_model(
        self,
        kind: str,
        features: Mapping[str, Sequence[float]],
        target: Mapping[str, Sequence[object]] | None = None,
        *,
        people: int,
        epsilon: float,
        label: str,
        purpose: str | None = None,
        actor: str | None = None,
    ) -> FittedModel:
        """Fit a model on one row a person and charge the budget; see `privlab.dp.fit_model`.

        Examples
        --------
        >>> import tempfile, pathlib, pandas as pd, privlab
        >>> frame = pd.DataFrame({"id": range(60), "age": [25, 70] * 30})
        >>> frame["left"] = frame["age"] < 50
        >>> folder = pathlib.Path(tempfile.mkdtemp())
        >>> register = privlab.Register.create(folder / "register.sqlite")
        >>> register.set_budget("clients", epsilon=1.0)
        >>> data = privlab.dataset(frame, person="id", population="clients")
        >>> session = Session(data, register, rows_per_person=1)
        >>> model = session.fit_model(
        ...     "gaussian_nb", {"age": (18, 90)}, {"left": [True, False]},
        ...     people=50, epsilon=0.5, label="who leaves",
        ... )
        >>> model.figure("epsilon_left").value
        0.5
        """
        from privlab.dp.models._fit import fit_model

        told: dict[str, Any] = {"people": people, "epsilon": epsilon, "label": label}
        return fit_model(self, kind, features, target, **told, purpose=purpose, actor=actor)

    def pass_over(self, keys: KeySet, salt: str, **options: Any) -> Pass:  # noqa: ANN401
        """Return a pass over the rows of this session, bounded by its caps."""
        chosen = bool(keys.columns) and keys.chosen
        return Pass(self.data, keys, self.caps, salt, open_ended=chosen, **options)

    def __repr__(self) -> str:
        roles = self.data.roles
        return (
            f"<Session on population '{roles.population}', person '{roles.person}', at most "
            f"{self.rows_per_person} rows each, noise by {self.noise}>"
        )
