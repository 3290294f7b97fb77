"""What was detected, for a person to confirm."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from privlab.detection._concepts import CONCEPTS
from privlab.detection._context import speaks_of_somebody
from privlab.detection._dimensions import life_of
from privlab.detection._kept import FILE, check_word, keep
from privlab.errors import ColumnError, did_you_mean
from privlab.language import N_, Joined, Message, current, format_value, named, translate
from privlab.policy import DIMENSION_LABELS, ROLE_LABELS, dimension_label
from privlab.results import Breakdown, Columns, Result
from privlab.tables import ROLE_ARGUMENTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from privlab.detection._decision import Guess

__all__ = ["Confirmed", "DetectedRoles"]

FRAME = ("column", "role", "category", "dimension", "sensitivity", "evidence", "confidence")
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
    person : str or None
        The person key, unless `arguments` is given another.
    """

    roles: Mapping[str, str]
    categories: Mapping[str, str]
    person: str | None = None

    def arguments(self, *, person: str | None = None) -> dict[str, Any]:
        """Return the arguments of `privlab.dataset`; the person key has that role alone."""
        if person is not None and person not in self.roles:
            message = (
                f"person= names '{person}', which is not a column. "
                f"{did_you_mean(person, self.roles)}"
            )
            raise ColumnError(message)
        person = person or self.person
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
    person : str or None
        The column that keys people, where one alone seems to and no row lacks it.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"mail": ["ana@example.org", "bo@example.org"], "colour": ["a", "b"]})
    >>> found = privlab.detect_roles(frame)
    >>> found.confirmed({"colour": "quasi_identifier"}).arguments()["quasi_identifiers"]
    ['colour']
    """

    guesses: Mapping[str, Guess]
    person: str | None = None

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
        return self._guess(column).role

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

    def dimension(self, column: str) -> str:
        """Return the life dimension that is proposed for a column, empty for none.

        Raises
        ------
        ColumnError
            A column that was not looked at.
        """
        return self._life(column)[0]

    def sensitivity(self, column: str) -> float | None:
        """Return the sensitivity that is proposed for a column, from 0.25 to 1, None for none.

        Raises
        ------
        ColumnError
            A column that was not looked at.
        """
        return self._life(column)[1]

    @property
    def dimensions(self) -> dict[str, tuple[str, float] | None]:
        """Column -> (life dimension, sensitivity), or None: `dimensions=` of `privlab.dataset`."""
        lives = {column: self._life(column) for column in self.guesses}
        return {
            column: (dimension, level) if dimension and level is not None else None
            for column, (dimension, level) in lives.items()
        }

    def tables(self) -> tuple[Breakdown, ...]:
        """Return what each column seems to be, with the evidence.

        Returns
        -------
        tuple of Breakdown
        """
        heads = (
            N_("Column"),
            N_("Role"),
            N_("Subject"),
            N_("Life dimension"),
            N_("Sensitivity"),
            N_("Confidence"),
            N_("Evidence"),
        )
        rows = []
        for column, guess in self.guesses.items():
            dimension, level = self._life(column)
            rows.append(
                (
                    Columns((column,)),
                    Message(ROLE_LABELS[guess.role]),
                    Message(CONCEPTS[guess.concept].label) if guess.concept else "",
                    "" if level is None else Message(DIMENSION_LABELS[dimension]),
                    "" if level is None else level,
                    round(guess.confidence, 2),
                    Joined(guess.evidence, "; "),
                )
            )
        caption = N_("What each column seems to be")
        return (Breakdown(caption, heads, tuple(rows), right=(4, 5)),)

    def to_frame(self, language: str | None = None) -> pd.DataFrame:
        """Return a row a column: role, category, dimension, sensitivity, evidence, confidence.

        Sensitivities are from 0.25 to 1, confidences from 0 to 1: an ordering, no probability.

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
                "dimension": self.dimension(column),
                "sensitivity": self.sensitivity(column),
                "evidence": "; ".join(message.text(language) for message in guess.evidence),
                "confidence": guess.confidence,
            }
            for column, guess in self.guesses.items()
        ]
        return pd.DataFrame(rows, columns=list(FRAME))

    def lines(self, language: str | None = None) -> list[str]:
        """Return a line a column, for a terminal: what is proposed, how surely, and why.

        Parameters
        ----------
        language : {"fr", "en"}, optional
        """
        spoken = language or current()
        width = max(map(len, self.guesses), default=0)
        written = []
        for column, guess in self.guesses.items():
            dimension, level = self._life(column)
            role = translate(ROLE_LABELS[guess.role], spoken)
            subject = translate(CONCEPTS[guess.concept].label, spoken) if guess.concept else ""
            life = "" if level is None else dimension_label(dimension, spoken)
            sure = format_value(round(guess.confidence, 2), spoken)
            what = " | ".join(part for part in (role, subject, life, sure) if part)
            why = "; ".join(message.text(spoken) for message in guess.evidence)
            written.append(f"{column:<{width}}  {what} | {why}")
        return written

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
                "dimension": self.dimension(column),
                "sensitivity": self.sensitivity(column),
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
            else:
                check_word(column, given)
                roles[column], categories[column] = given, ""
        key = self.person if self.person and categories[self.person] == "person_key" else None
        return Confirmed(roles, categories, key)

    def keep(self, corrections: Mapping[str, str], table: str | Path) -> Path:
        """Write corrections into `roles.yaml` beside a table, which the next detection reads.

        Parameters
        ----------
        corrections : mapping
            Column -> a category or a role, as `confirmed` takes them.
        table : path
            Of the file that was looked at.

        Returns
        -------
        Path
            Of `roles.yaml`; what it held about other columns and tables stays.

        Raises
        ------
        ColumnError
            A correction names no column.
        ParameterError
            A correction is neither a category nor a role.
        SourceError
            The file cannot be read or written.

        Examples
        --------
        >>> import pathlib, tempfile, pandas as pd, privlab
        >>> table = pathlib.Path(tempfile.mkdtemp()) / "shop.csv"
        >>> pd.DataFrame({"colour": ["red", "blue"]}).to_csv(table, index=False)
        >>> privlab.detect_roles(table).keep({"colour": "quasi_identifier"}, table).name
        'roles.yaml'
        >>> privlab.detect_roles(table).role("colour")
        'quasi_identifier'
        """
        for column in corrections:
            self._guess(column)
        beside = Path(table).expanduser()
        return keep(beside.parent / FILE, beside.name, corrections)

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

    def keys(self) -> list[str]:
        """Return the arguments that `**found` gives to `privlab.dataset`."""
        return list(self.arguments())

    def __getitem__(self, argument: str) -> Any:
        """Return one of them, so that `privlab.dataset(source, **found)` reads as it is meant."""
        return self.arguments()[argument]

    def _life(self, column: str) -> tuple[str, float | None]:
        return life_of(column, self._guess(column).concept, people=self._people)

    @functools.cached_property
    def _people(self) -> bool:
        return any(speaks_of_somebody(guess.concept) for guess in self.guesses.values())

    def _guess(self, column: str) -> Guess:
        if column not in self.guesses:
            message = f"'{column}' is not a column. {did_you_mean(column, self.guesses)}"
            raise ColumnError(message)
        return self.guesses[column]

    def __repr__(self) -> str:
        lines = [super().__repr__()]
        for column, guess in self.guesses.items():
            role = translate(ROLE_LABELS[guess.role])
            subject = translate(CONCEPTS[guess.concept].label)
            said = f"{role} ({subject}), {format_value(round(guess.confidence, 2), current())}"
            lines.append(f"  {named(column, said)}")
        return "\n".join(lines)
