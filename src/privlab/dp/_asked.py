"""What a query reads, and of whom: the table, the caps, the noise, and where it is charged."""

from __future__ import annotations

import math
from dataclasses import KW_ONLY, dataclass
from decimal import Decimal
from fractions import Fraction
from numbers import Rational, Real
from typing import TYPE_CHECKING, Any

from privlab.dp.noise._noise import noise_named
from privlab.dp.trust._walking import check_expression
from privlab.errors import ParameterError, RegisterError, listed
from privlab.language import Message, counted
from privlab.register import spent_together

if TYPE_CHECKING:
    from privlab.register import Register
    from privlab.tables import Dataset

__all__ = ["Asked", "Caps", "check_cap", "finite_number", "whole_number"]

MOST_PEOPLE = 100_000_000
MOST_ROWS = 2**31


@dataclass(frozen=True)
class Caps:
    """Caps on what one person gives, declared once.

    Parameters
    ----------
    rows : int
        Rows of a person in all, at least 1.
    groups : int, optional
        Groups of a query in which a person takes part.
    rows_per_group : int, optional
        Rows of a person in one group.

    Examples
    --------
    >>> caps = Caps(rows=5, groups=3, rows_per_group=2)
    >>> caps.touched(50), caps.total(50), caps.squared(50)
    (3, 5, 9)
    """

    rows: int
    groups: int | None = None
    rows_per_group: int | None = None

    def touched(self, n_groups: int) -> int:
        """Return in how many of the groups one person may take part."""
        return min(self.rows, self.groups or self.rows, n_groups)

    def total(self, n_groups: int) -> int:
        """Return the rows that one person more or less moves in all groups: L1."""
        return min(self.rows, self._most * self.touched(n_groups))

    def squared(self, n_groups: int) -> int:
        """Return the largest sum of squares of the rows of a person in each group: L2 squared."""
        full, rest = divmod(self.total(n_groups), self._most)
        return full * self._most**2 + rest**2

    @property
    def _most(self) -> int:
        return min(self.rows, self.rows_per_group or self.rows)


@dataclass(frozen=True, repr=False)
class Asked:
    """The privacy unit and the caps, declared once and checked; see `Session` for each.

    A query holds this and no more: it makes no other query.
    """

    data: Dataset
    _: KW_ONLY
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
            _tie_to_register(self.data, self.register)

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


def _tie_to_register(data: Dataset, register: Register) -> None:
    """Write by which key the people of a table are known, or refuse what belongs elsewhere.

    Raises
    ------
    RegisterError
        The table was opened through the gate, which wrote its use in another register.
    ParameterError
        The people of the population are known by another key.
    """
    population, person, opened = str(data.roles.population), str(data.roles.person), data.opened
    if opened is None:
        register.tie_person_key(population, person)
        return
    if opened.register not in {None, register.identity}:
        message = (
            f"This table was opened through a gate that writes in another register than "
            f"'{register.path.name}': it would be spent twice. Use the register of the workbench, "
            "lab.register."
        )
        raise RegisterError(message)
    if opened.person_keys and person not in opened.person_keys:
        message = (
            f"The policy knows the people of '{population}' by {listed(opened.person_keys)}, and "
            f"this table by '{listed([person])}'. Leave the key as the gate handed it out."
        )
        raise ParameterError(message)
    for column in dict.fromkeys((person, *opened.person_keys)):
        register.tie_person_key(population, column, reason="The policy declares it.")


def check_cap(name: str, cap: object) -> int:
    """Return a cap as an int, or refuse what is no whole number of at least 1.

    Examples
    --------
    >>> import numpy as np
    >>> check_cap("rows_per_person", np.int64(3))
    3
    """
    whole = whole_number(cap)
    if whole is None or not 1 <= whole <= MOST_ROWS:
        message = (
            f"{name} is {cap!r}; it must be a whole number of at least 1 and at most {MOST_ROWS}."
        )
        raise ParameterError(message)
    return whole


def whole_number(given: Any) -> int | None:
    """Return a whole number of any type (of numpy, Decimal, Fraction) as an int, else None.

    Examples
    --------
    >>> from decimal import Decimal
    >>> whole_number(Decimal("4")), whole_number(4.5), whole_number(True), whole_number("4")
    (4, None, None, None)
    """
    if isinstance(given, bool) or not isinstance(given, Rational | Decimal):
        return None
    if isinstance(given, Decimal) and not given.is_finite():
        return None
    exact = Fraction(given)
    return int(exact.numerator) if exact.denominator == 1 else None


def finite_number(given: Any) -> float | None:
    """Return a finite number of any type as a float, else None.

    Examples
    --------
    >>> from decimal import Decimal
    >>> finite_number(Decimal("0.5")), finite_number(10**400), finite_number(Decimal("sNaN"))
    (0.5, None, None)
    """
    if isinstance(given, bool) or not isinstance(given, Real | Decimal):
        return None
    try:
        made = float(given)
    except (OverflowError, ValueError):
        return None
    return made if math.isfinite(made) else None
