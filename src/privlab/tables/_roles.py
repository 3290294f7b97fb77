"""What each column is: it names a person, singles one out, or must stay secret."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from privlab.errors import ColumnError, ParameterError, SourceError, did_you_mean, listed
from privlab.policy import DIMENSIONS, ROLE_LABELS, SENSITIVITIES

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "DIMENSIONS",
    "ROLE_ARGUMENTS",
    "ROLE_LABELS",
    "Dimension",
    "Roles",
    "check_names",
    "check_present",
    "declared_roles",
    "names_of",
]

# something a browser would read as a tag; "<18" or "<=50K" are ordinary names
_MARKUP = re.compile(r"<[A-Za-z/!?]")
_OURS = "privlab_"

# the role of a column -> the argument of `privlab.dataset` that declares it
ROLE_ARGUMENTS = {
    "direct_identifier": "identifiers",
    "quasi_identifier": "quasi_identifiers",
    "sensitive": "sensitive",
    "ordinary": "ordinary",
}


@dataclass(frozen=True)
class Dimension:
    """The life dimension a column belongs to, and its sensitivity level.

    Parameters
    ----------
    name : str
        One of the ten life dimensions, for instance "identity" or "income".
    sensitivity : float
        0.25 ordinary, 0.5 private life, 0.75 highly personal, 1 special category.

    Examples
    --------
    >>> Dimension("income", 0.75).sensitivity
    0.75
    """

    name: str
    sensitivity: float


@dataclass(frozen=True)
class Roles:
    """What each column is; a column has one role.

    Parameters
    ----------
    person : str or None
        Column that identifies the person: the privacy unit. None: the unit is the record.
    population : str or None
        Name of the person-key domain, owner of one differential privacy budget.
    identifiers, quasi_identifiers, sensitive : tuple of str
    dimensions : mapping or None
        Column -> Dimension; None when nothing was declared.
    ordinary : tuple of str
        Columns that may leave as they are; a column without a role stays behind.

    Examples
    --------
    >>> roles = Roles(person="id", quasi_identifiers=("age",))
    >>> roles.role("id"), roles.role("age"), roles.role("note")
    ('direct_identifier', 'quasi_identifier', 'ordinary')
    """

    person: str | None = None
    population: str | None = None
    identifiers: tuple[str, ...] = ()
    quasi_identifiers: tuple[str, ...] = ()
    sensitive: tuple[str, ...] = ()
    dimensions: Mapping[str, Dimension | None] | None = None
    ordinary: tuple[str, ...] = ()

    @classmethod
    def declare(
        cls,
        columns: Sequence[str],
        *,
        person: str | None,
        population: str | None,
        identifiers: Iterable[str],
        quasi_identifiers: Iterable[str],
        sensitive: Iterable[str],
        dimensions: Mapping[str, Any] | None,
        ordinary: Iterable[str] = (),
    ) -> Roles:
        """Check the roles against the columns of the table.

        Parameters
        ----------
        columns : sequence of str
            Of the table.
        person, population, identifiers, quasi_identifiers, sensitive, dimensions, ordinary
            As `privlab.dataset` takes them.

        Returns
        -------
        Roles

        Raises
        ------
        ColumnError
            A column that is not there, or that has two roles.
        ParameterError
            A dimension or a sensitivity that is not allowed.

        Examples
        --------
        >>> nothing = {"population": None, "identifiers": (), "sensitive": (), "dimensions": None}
        >>> roles = Roles.declare(["id", "age"], person="id", quasi_identifiers=["age"], **nothing)
        >>> roles.role("age")
        'quasi_identifier'
        """
        named = {
            "person": () if person is None else (person,),
            "identifiers": names_of("identifiers", identifiers),
            "quasi_identifiers": names_of("quasi_identifiers", quasi_identifiers),
            "sensitive": names_of("sensitive", sensitive),
            "ordinary": names_of("ordinary", ordinary),
        }
        seen: dict[str, str] = {}
        for role, names in named.items():
            for name in names:
                check_present(name, columns, f"{role}=")
                if seen.get(name, role) != role or names.count(name) > 1:
                    message = (
                        f"Column '{listed([name])}' is given twice, as {seen.get(name, role)} "
                        "and as "
                        f"{role}: a column has one role. Leave it in one of them."
                    )
                    raise ColumnError(message)
                seen[name] = role
        return cls(
            person=person,
            population=population,
            identifiers=named["identifiers"],
            quasi_identifiers=named["quasi_identifiers"],
            sensitive=named["sensitive"],
            dimensions=None if dimensions is None else _dimensions(dimensions, columns),
            ordinary=named["ordinary"],
        )

    def role(self, column: str) -> str:
        """Return the role of a column: "ordinary" when none was declared.

        Parameters
        ----------
        column : str

        Returns
        -------
        str
            "direct_identifier", "quasi_identifier", "sensitive" or "ordinary".

        Examples
        --------
        >>> Roles(person="id").role("id")
        'direct_identifier'
        """
        if column == self.person or column in self.identifiers:
            return "direct_identifier"
        if column in self.quasi_identifiers:
            return "quasi_identifier"
        return "sensitive" if column in self.sensitive else "ordinary"

    @property
    def declared(self) -> tuple[str, ...]:
        """Columns that were given a role."""
        person = () if self.person is None else (self.person,)
        return (
            *person,
            *self.identifiers,
            *self.quasi_identifiers,
            *self.sensitive,
            *self.ordinary,
        )

    def arguments(self, *, person: str | None = None) -> dict[str, Any]:
        """Return the arguments of `privlab.dataset` that declare these roles again.

        Parameters
        ----------
        person : str, optional
            The person key; the one declared by default.

        Returns
        -------
        dict
            Of keyword arguments; life dimensions are not among them.

        Examples
        --------
        >>> Roles(quasi_identifiers=("age",)).arguments(person="id")["person"]
        'id'
        """
        named = {role: list(getattr(self, role)) for role in ROLE_ARGUMENTS.values()}
        return {"person": person or self.person, "population": self.population, **named}


def declared_roles(roles: object, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of `Roles.declare`: those given, and those of `roles` for the rest.

    Parameters
    ----------
    roles : None, mapping of column to role, or what has `.arguments(person=...)`
        Such as what `privlab.detect_roles` returns. A column that is given a role of its own
        has no other.
    given : mapping of argument to value

    Raises
    ------
    ParameterError
        It is none of these.
    """
    wanted = dict(given)
    lists = tuple(ROLE_ARGUMENTS.values())
    wanted |= {role: names_of(role, given[role]) for role in lists}
    if roles is None:
        return wanted
    proposed = _proposed(roles, wanted["person"])
    wanted["person"] = wanted["person"] or proposed.get("person")
    wanted["population"] = wanted["population"] or proposed.get("population")
    taken = {wanted["person"], *(name for role in lists for name in wanted[role])}
    for role in lists:
        left = [name for name in proposed.get(role, ()) if name not in taken]
        wanted[role] = (*wanted[role], *left)
    return wanted


def _proposed(roles: object, person: str | None) -> Mapping[str, Any]:
    arguments = getattr(roles, "arguments", None)
    if arguments is not None:
        proposed: Mapping[str, Any] = arguments(person=person)
        return proposed
    if not isinstance(roles, Mapping):
        message = (
            f"roles= takes what privlab.detect_roles(source) returns, or a mapping of column to "
            f"role, not a {type(roles).__name__}."
        )
        raise ParameterError(message)
    found: dict[str, list[str]] = {argument: [] for argument in ROLE_ARGUMENTS.values()}
    for column, role in roles.items():
        if role not in ROLE_ARGUMENTS:
            message = (
                f"roles= gives '{listed([str(column)])}' the role '{role}'. "
                f"{did_you_mean(str(role), ROLE_ARGUMENTS)}"
            )
            raise ParameterError(message)
        found[ROLE_ARGUMENTS[role]].append(column)
    return found


def names_of(argument: str, names: object) -> tuple[str, ...]:
    """Return the column names that an argument gives, or refuse what is none."""
    if isinstance(names, str):
        message = (
            f"{argument} takes a list of column names, not one text. Write "
            f"{argument}=['{listed([names])}']."
        )
        raise ParameterError(message)
    if not isinstance(names, Iterable):
        message = f"{argument} takes a list of column names, not {type(names).__name__}."
        raise ParameterError(message)
    checked = []
    for name in names:
        if not isinstance(name, str):
            message = f"{argument} takes column names as text, not {type(name).__name__}."
            raise ParameterError(message)
        checked.append(name)
    return tuple(checked)


def check_present(name: object, columns: Sequence[str], where: str) -> None:
    """Refuse a name that is no column."""
    if not isinstance(name, str) or name not in columns:
        raise ColumnError.unknown(name, columns, where)


def _dimensions(declared: Mapping[str, Any], columns: Sequence[str]) -> dict[str, Dimension | None]:
    if not hasattr(declared, "items"):
        message = (
            f"dimensions= takes a mapping of column to dimension, not a {type(declared).__name__}, "
            "for instance {'age': 'socio_professional', 'income': ('income', 0.75)}."
        )
        raise ParameterError(message)
    checked: dict[str, Dimension | None] = {}
    for column, entry in declared.items():
        check_present(column, columns, "dimensions=")
        if entry is None:
            checked[column] = None
            continue
        name, level = (entry, None) if isinstance(entry, str) else tuple(entry)
        if name not in DIMENSIONS:
            message = (
                f"dimensions= puts '{listed([column])}' in '{name}'. "
                f"{did_you_mean(name, DIMENSIONS)}"
            )
            raise ParameterError(message)
        level = DIMENSIONS[name] if level is None else level
        if level not in SENSITIVITIES:
            message = (
                f"dimensions= gives '{listed([column])}' the sensitivity {level!r}. Allowed: "
                "0.25 ordinary, 0.5 private life, 0.75 highly personal, 1 special category."
            )
            raise ParameterError(message)
        checked[column] = Dimension(name, float(level))
    return checked


def check_names(columns: Sequence[object]) -> None:
    if not columns:
        message = "The table has no column."
        raise SourceError(message)
    for name in columns:
        if not isinstance(name, str):
            message = (
                f"Column names must be text; one is a {type(name).__name__}. "
                "Write frame.columns = frame.columns.astype(str)."
            )
            raise ColumnError(message)
    names = [str(name) for name in columns]
    counts = Counter(name.casefold() for name in names)
    doubled = [name for name in names if counts[name.casefold()] > 1]
    if doubled:
        message = (
            f"Column names must differ, also when upper and lower case are the same: "
            f"{listed(sorted(doubled))}. Rename or drop the extra ones."
        )
        raise ColumnError(message)
    for name in names:
        if not name.strip() or not name.isprintable():
            message = (
                f"A column name is empty or holds a control character such as a newline: "
                f"'{listed([name])}'. Rename it."
            )
            raise ColumnError(message)
        if name.casefold().startswith(_OURS):
            message = (
                f"The column name '{listed([name])}' starts with {_OURS}: privlab names its own "
                "columns so, and would take one for the other. Rename it."
            )
            raise ColumnError(message)
        if _MARKUP.search(name):
            message = (
                f"The column name '{listed([name])}' holds markup. Names are printed in reports: "
                "rename it without tags."
            )
            raise ColumnError(message)
