"""What is promised of a column and of a table."""

from __future__ import annotations

from collections.abc import Mapping  # noqa: TC003 - pydantic reads the annotations
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import pydantic
from pydantic import AfterValidator

from privlab.errors import ParameterError, did_you_mean, listed
from privlab.policy._promises import Promises, Purpose
from privlab.policy.file._entry import Count, Entry, Flag, Real, Text, said, word_of
from privlab.policy.words._dimensions import DIMENSIONS, ROLE_LABELS, SENSITIVITIES
from privlab.policy.words._legal import SPECIAL_CATEGORIES
from privlab.policy.words._personal_data import PERSONAL_DATA

if TYPE_CHECKING:
    from pathlib import Path

__all__ = [
    "Field",
    "FieldPromises",
    "Generalised",
    "Perceived",
    "Resource",
    "TableColumn",
    "TablePromises",
]


def _level(written: float) -> float:
    if written not in SENSITIVITIES:
        message = (
            f"{written!r} is not a sensitivity. Allowed: 0.25 ordinary, 0.5 private life, "
            "0.75 highly personal, 1 special category."
        )
        raise said(message)
    return float(written)


Level = Annotated[Real, AfterValidator(_level)]


class Perceived(Entry):
    """How sensitive people find a column, and which survey says so.

    `share` is that of the people asked who would rather not give it.
    """

    level: Level
    source: Text
    share: Annotated[Real, pydantic.Field(ge=0, le=1)] | None = None


class Generalised(Entry):
    """How coarsely a purpose reads a column.

    `hierarchy` is written as `Hierarchy.to_dict()` gives it: {kind: prefix, lengths: [2]}. Level 0
    is the value itself and is not written.
    """

    level: Count
    hierarchy: Mapping[Text, Any]


class FieldPromises(Entry):
    """The `privacy` object of a field."""

    role: Annotated[Text, word_of(ROLE_LABELS)] = "ordinary"
    dimension: Annotated[Text, word_of(DIMENSIONS)] | None = None
    sensitivity: Level | None = None
    perceived: Perceived | None = None
    special: Annotated[Text, word_of(SPECIAL_CATEGORIES)] | None = None
    forbidden: Flag = False
    purposes: tuple[Text, ...] = ()
    generalised: Mapping[Text, Generalised] = pydantic.Field(default_factory=dict)
    inferred: Flag = False
    source: Text | None = None


class TablePromises(Promises):
    """The `privacy` object of a resource."""

    population: Text | None = None
    person: Text | None = None
    household: Text | None = None
    other_people: tuple[Text, ...] = ()
    retention_from: Mapping[Text, Text] = pydantic.Field(default_factory=dict)


class TableColumn(NamedTuple):
    """A column of a table of the package."""

    resource: str
    column: str

    def __str__(self) -> str:
        return f"{self.resource}.{self.column}"


@dataclass(frozen=True)
class Field:
    """A column of a table, with what was promised of it.

    Attributes
    ----------
    name, type : str
        As the schema gives them; the type is "any" when it gives none.
    true_values, false_values : tuple of str
        Of a boolean column that is stored as text: the words for yes and for no.
    role : str
        "direct_identifier", "quasi_identifier", "sensitive" or "ordinary".
    dimension : str or None
        One of the ten life dimensions.
    sensitivity : float or None
        As given, else 1 for a special category, else that of the dimension.
    perceived : Perceived or None
        As people see it, with its source, as given.
    special : str or None
        Category of Articles 9, 10 or 87 of the GDPR, as declared, else that of `category`.
    category : str or None
        Term of the DPV vocabulary of personal data, from `rdfType`.
    forbidden : bool
        Whether no purpose may read the column.
    purposes : tuple of str
        Keys of the purposes that may read it; empty: none may.
    generalised : mapping of purpose to Generalised
        How coarsely a purpose reads it; a purpose that is not there reads the values.
    inferred : bool
        Whether the values were deduced, not collected.
    line : int
        Line of the file.
    title, description : str or None
        As the schema gives them.

    Examples
    --------
    >>> column = Field("age", "integer", line=12)
    >>> column.role, column.is_special
    ('ordinary', False)
    """

    name: str
    type: str
    line: int
    title: str | None = None
    description: str | None = None
    category: str | None = None
    privacy: FieldPromises = field(default_factory=FieldPromises)
    true_values: tuple[str, ...] = ()
    false_values: tuple[str, ...] = ()

    @property
    def role(self) -> str:
        """Role of the column."""
        return self.privacy.role

    @property
    def dimension(self) -> str | None:
        """Life dimension of the column."""
        return self.privacy.dimension

    @property
    def sensitivity(self) -> float | None:
        """Sensitivity level of the column, between 0.25 and 1."""
        if self.privacy.sensitivity is not None:
            return self.privacy.sensitivity
        if self.special is not None:
            return 1.0
        return None if self.dimension is None else DIMENSIONS[self.dimension]

    @property
    def perceived(self) -> Perceived | None:
        """Sensitivity of the column as people see it."""
        return self.privacy.perceived

    @property
    def generalised(self) -> Mapping[str, Generalised]:
        """How coarsely purposes read the column."""
        return self.privacy.generalised

    @property
    def says_dimension(self) -> bool:
        """Whether the file says of which life dimension the column is, or that it is of none."""
        return self.privacy.says("dimension")

    @property
    def is_special(self) -> bool:
        """Whether the column is of a special category, named or said by a sensitivity of 1."""
        return self.special is not None or self.sensitivity == 1

    @property
    def special(self) -> str | None:
        """Special category of the column, as declared, else that of its DPV category."""
        known = PERSONAL_DATA.get(self.category or "")
        return self.privacy.special or (known.special if known is not None else None)

    @property
    def forbidden(self) -> bool:
        """Whether no purpose may read the column."""
        return self.privacy.forbidden

    @property
    def purposes(self) -> tuple[str, ...]:
        """Keys of the purposes that may read the column."""
        return self.privacy.purposes

    @property
    def inferred(self) -> bool:
        """Whether the values were deduced."""
        return self.privacy.inferred

    @property
    def source(self) -> str | None:
        """Where the values come from."""
        return self.privacy.source


@dataclass(frozen=True, repr=False)
class Resource:
    """A table of the package, with what was promised of it.

    Attributes
    ----------
    name : str
    path : Path
        Absolute; inside the folder of the policy.
    line : int
        Line of the file.
    fields : mapping of str to Field
        In the order of the file.
    promises : Promises
        Those of the package, with what the resource says over them.
    title, description : str or None
        As the file gives them.
    written : mapping of str to object
        How the file is written, as options of `privlab.dataset`.

    Examples
    --------
    >>> from privlab.policy import Policy
    >>> policy = Policy.parse(
    ...     '''
    ... name: shop
    ... privacy: {purposes: {care: {dpv: CustomerCare, legal_basis: eu-gdpr:A6-1-b}}}
    ... resources:
    ... - name: clients
    ...   path: clients.csv
    ...   schema:
    ...     fields:
    ...     - {name: age, privacy: {role: quasi_identifier, purposes: [care]}}
    ...     - {name: salary, privacy: {role: sensitive}}
    ... ''',
    ...     "datapackage.yaml",
    ... )
    >>> policy.resources["clients"].serves("care"), policy.resources["clients"].fields_for("care")
    (True, ('age',))
    """

    name: str
    path: Path
    line: int
    fields: Mapping[str, Field]
    privacy: TablePromises
    promises: Promises
    title: str | None = None
    description: str | None = None
    written: Mapping[str, Any] = field(default_factory=dict)

    @property
    def population(self) -> str | None:
        """Name of the set of people whose key the table holds; owner of one budget."""
        return self.privacy.population

    @property
    def person(self) -> str | None:
        """Column that identifies the person."""
        return self.privacy.person

    @property
    def other_people(self) -> tuple[str, ...]:
        """Columns with the keys of further people of the population whom a row speaks of."""
        return self.privacy.other_people

    @property
    def household(self) -> str | None:
        """Column that identifies the household."""
        return self.privacy.household

    @property
    def purposes(self) -> Mapping[str, Purpose]:
        """The purposes as they hold for this table."""
        return self.promises.purposes

    def serves(self, purpose: str) -> bool:
        """Return whether any column may be read for the purpose.

        Parameters
        ----------
        purpose : str
            Key of a purpose.

        Returns
        -------
        bool
        """
        return any(
            purpose in column.purposes and not column.forbidden for column in self.fields.values()
        )

    def fields_for(self, purpose: str | None) -> tuple[str, ...]:
        """Return the columns that a purpose may read, in the order of the file.

        Parameters
        ----------
        purpose : str or None
            None: every column that is held, forbidden ones too.

        Returns
        -------
        tuple of str

        Raises
        ------
        ParameterError
            When the policy has no such purpose.
        """
        if purpose is None:
            return tuple(self.fields)
        self._purpose(purpose)
        return tuple(
            name
            for name, column in self.fields.items()
            if purpose in column.purposes and not column.forbidden
        )

    def text_columns(self, purpose: str | None = None) -> tuple[str, ...]:
        """Return the columns of type "string" among those that a purpose may read.

        Parameters
        ----------
        purpose : str, optional
            As in `fields_for`: every column that is held by default.

        Returns
        -------
        tuple of str

        Raises
        ------
        ParameterError
            When the policy has no such purpose.
        """
        return tuple(
            name for name in self.fields_for(purpose) if self.fields[name].type == "string"
        )

    def retention_from(self, purpose: str) -> TableColumn | None:
        """Return the date column from which the retention of a purpose runs for this table.

        None when the purpose has no retention. The column is of this table, or of one of the
        same population, whose rows are found by the person key.

        Parameters
        ----------
        purpose : str
            Key of a purpose.

        Returns
        -------
        TableColumn or None

        Raises
        ------
        ParameterError
            When the policy has no such purpose.
        """
        found = self._purpose(purpose)
        if found.retention is None:
            return None
        written = self.privacy.retention_from.get(purpose, found.retention.start)
        if written is None:
            return None
        if written in self.fields:
            return TableColumn(self.name, written)
        table, _, column = written.rpartition(".")
        return TableColumn(table, column) if table else None

    def within(self, promises: Promises) -> Resource:
        """Return the table with what it says over what holds for the whole package.

        Parameters
        ----------
        promises : Promises
            Of the whole package.

        Returns
        -------
        Resource
        """
        return replace(self, promises=self.privacy.over(promises))

    def _purpose(self, key: str) -> Purpose:
        if key not in self.purposes:
            message = (
                f"purpose='{listed([key])}' is not in the policy. "
                f"{did_you_mean(key, self.purposes)}"
            )
            raise ParameterError(message)
        return self.purposes[key]

    def __repr__(self) -> str:
        return f"<Resource {self.name}: {len(self.fields)} fields, line {self.line}>"
