"""What was detected, for a person to confirm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from privlab.detection._concepts import CONCEPTS
from privlab.errors import ColumnError, ParameterError, did_you_mean
from privlab.language import N_, current, format_value, named, translate
from privlab.policy import ROLE_LABELS
from privlab.results import Result
from privlab.tables import ROLE_ARGUMENTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from privlab.detection._decision import Guess

__all__ = ["Confirmed", "DetectedRoles"]

NATIONAL = ("nir", "national_identifier")


@dataclass(frozen=True)
class Confirmed:
    """Roles and categories that a person has confirmed.

    Attributes
    ----------
    roles : mapping of str to str
        Column -> role.
    categories : mapping of str to str
        Column -> category, "" for none.
    """

    roles: Mapping[str, str]
    categories: Mapping[str, str]

    def arguments(self, *, person: str | None = None) -> dict[str, Any]:
        """Return the arguments of `privlab.dataset`; the person key has that role alone."""
        if person is not None and person not in self.roles:
            message = (
                f"person= names '{person}', which is not a column. "
                f"{did_you_mean(person, self.roles)}"
            )
            raise ColumnError(message)
        found: dict[str, Any] = {argument: [] for argument in ROLE_ARGUMENTS.values()}
        for column, role in self.roles.items():
            if column != person:
                found[ROLE_ARGUMENTS[role]].append(column)
        return found if person is None else {"person": person, **found}

    def policy_entries(self) -> list[dict[str, Any]]:
        """Return the columns as fields of a policy: their name, role and special category."""
        entries = []
        for column, role in self.roles.items():
            privacy: dict[str, Any] = {"role": role}
            category = self.categories[column]
            if category.startswith("special:"):
                privacy["special"] = category.removeprefix("special:")
            elif category in NATIONAL:
                privacy["special"] = "national_identifier"
            entries.append({"name": column, "privacy": privacy})
        return entries


@dataclass(frozen=True, repr=False)
class DetectedRoles(Result):
    """What each column seems to be; nothing is decided before a person confirms.

    Attributes
    ----------
    guesses : mapping of str to Guess
        Column -> subject, confidence and evidence, without any value of a record.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"mail": ["ana@example.org", "bo@example.org"], "colour": ["a", "b"]})
    >>> found = privlab.detect_roles(frame)
    >>> found.confirmed({"colour": "quasi_identifier"}).arguments()["quasi_identifiers"]
    ['colour']
    """

    guesses: Mapping[str, Guess]

    title: ClassVar[str] = N_("Detected roles of the columns")
    measure_title: ClassVar[str] = N_("Detection of roles")
    point: ClassVar[str] = "data"

    def role(self, column: str) -> str:
        """Return the role that is proposed for a column.

        Parameters
        ----------
        column : str

        Returns
        -------
        str
            "direct_identifier", "quasi_identifier", "sensitive" or "ordinary".

        Raises
        ------
        ColumnError
            A column that was not looked at.

        Examples
        --------
        >>> import pandas as pd, privlab
        >>> frame = pd.DataFrame({"mail": ["ana@example.org", "bo@example.org"]})
        >>> privlab.detect_roles(frame).role("mail")
        'direct_identifier'
        """
        return CONCEPTS[self._guess(column).concept].role

    def category(self, column: str) -> str:
        """Return the category that is proposed for a column: "special:religion", "nir", ... .

        Parameters
        ----------
        column : str

        Returns
        -------
        str
            Empty for an ordinary column.

        Raises
        ------
        ColumnError
            A column that was not looked at.
        """
        return self._guess(column).concept

    def to_frame(self, language: str | None = None) -> pd.DataFrame:
        """Return a row a column: role, category, evidence, confidence (0 to 1).

        Parameters
        ----------
        language : {"fr", "en"}, optional
            Of the evidence; the one in use by default.

        Returns
        -------
        pandas frame, one row a column
        """
        import pandas as pd

        rows = [
            {
                "column": column,
                "role": self.role(column),
                "category": guess.concept,
                "evidence": "; ".join(message.text(language) for message in guess.evidence),
                "confidence": guess.confidence,
            }
            for column, guess in self.guesses.items()
        ]
        return pd.DataFrame(rows, columns=["column", "role", "category", "evidence", "confidence"])

    def to_dict(self) -> dict[str, object]:
        """Return plain JSON values, with the columns.

        Returns
        -------
        dict
            That of every result, and columns.
        """
        columns = [
            {
                "column": column,
                "role": self.role(column),
                "category": guess.concept,
                "confidence": guess.confidence,
                "evidence_en": [message.text("en") for message in guess.evidence],
                "evidence_fr": [message.text("fr") for message in guess.evidence],
            }
            for column, guess in self.guesses.items()
        ]
        return super().to_dict() | {"columns": columns}

    def confirmed(self, corrections: Mapping[str, str] | None = None) -> Confirmed:
        """Return the roles that a person has read and, where needed, corrected.

        Parameters
        ----------
        corrections : mapping, optional
            Column -> a category ("special:religion", "name", "" for an ordinary column) or a role
            ("quasi_identifier"), which keeps no category.

        Returns
        -------
        Confirmed
            `.arguments(person=...)` for `privlab.dataset`.

        Raises
        ------
        ColumnError
            A correction names no column.
        ParameterError
            A correction is neither a category nor a role.

        Examples
        --------
        >>> import pandas as pd, privlab
        >>> found = privlab.detect_roles(pd.DataFrame({"colour": ["red", "blue"]}))
        >>> found.confirmed({"colour": "sensitive"}).arguments()["sensitive"]
        ['colour']
        """
        roles = {column: self.role(column) for column in self.guesses}
        categories = {column: guess.concept for column, guess in self.guesses.items()}
        for column, given in (corrections or {}).items():
            self._guess(column)
            if given in CONCEPTS:
                roles[column], categories[column] = CONCEPTS[given].role, given
            elif given in ROLE_LABELS:
                roles[column], categories[column] = given, ""
            else:
                message = (
                    f"'{given}' for column '{column}' is neither a category nor a role. "
                    f"{did_you_mean(given, (*CONCEPTS, *ROLE_LABELS))}"
                )
                raise ParameterError(message)
        return Confirmed(roles, categories)

    def arguments(self, *, person: str | None = None) -> dict[str, Any]:
        """Return the arguments of `privlab.dataset`, every role as it is proposed.

        Parameters
        ----------
        person : str, optional
            The person key.

        Returns
        -------
        dict
            Of the keyword arguments of `privlab.dataset`.
        """
        return self.confirmed().arguments(person=person)

    def _guess(self, column: str) -> Guess:
        if column not in self.guesses:
            message = f"'{column}' is not a column. {did_you_mean(column, self.guesses)}"
            raise ColumnError(message)
        return self.guesses[column]

    def __repr__(self) -> str:
        lines = [super().__repr__()]
        for column, guess in self.guesses.items():
            role = translate(ROLE_LABELS[self.role(column)])
            subject = translate(CONCEPTS[guess.concept].label)
            said = f"{role} ({subject}), {format_value(round(guess.confidence, 2), current())}"
            lines.append(f"  {named(column, said)}")
        return "\n".join(lines)
