"""Every error that a user can meet, as one tree.

    PrivlabError (ValueError)       something the caller can mend; the message says how
    |-- SourceError                 a table cannot be read as it is
    |-- ColumnError (KeyError)      a column is missing, doubled, or has a role it cannot have
    |-- ParameterError              an argument is outside its allowed values
    |-- HierarchyError              a hierarchy does not cover or does not coarsen
    |-- RecipeError                 a recipe cannot be read or does not fit the table
    |-- ReferenceTableError         a table cannot serve as the crowd of another
    |-- EngineError                 the engine refused or failed; its own words are withheld
    |-- DocumentError               a document cannot be written
    |-- MissingExtraError           a part that is installed on request is not there
    |-- PolicyError                 the policy file does not say what it must
    |-- PurposeError                a promise forbids this use of the data
    `-- RegisterError               the register cannot be used, or is not what it was
        `-- BudgetError             the budget of a population does not cover a release
    InternalError (RuntimeError)    an invariant of privlab is broken: please report it

No message ever holds a value of a record: engines print cell values in their errors, so
their texts are dropped and only the kind of the failure is kept.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = [
    "BudgetError",
    "ColumnError",
    "DocumentError",
    "EngineError",
    "HierarchyError",
    "InternalError",
    "MissingExtraError",
    "ParameterError",
    "PolicyError",
    "PrivlabError",
    "PurposeError",
    "RecipeError",
    "ReferenceTableError",
    "RegisterError",
    "SourceError",
]


class PrivlabError(ValueError):
    """Base of every mistake that the caller can mend."""


class SourceError(PrivlabError):
    """A table cannot be read as it is."""


class ColumnError(PrivlabError, KeyError):
    """A column is missing, doubled, badly named, or has a role it cannot have."""

    # a KeyError shows its message in quotes
    __str__ = Exception.__str__

    @classmethod
    def unknown(cls, name: object, columns: Iterable[str], where: str) -> ColumnError:
        """Return the error of a name that is no column: who names it, and which there are.

        Examples
        --------
        >>> str(ColumnError.unknown("x", ["age"], "weight="))
        "weight= names 'x', which is not a column. Allowed: age"
        """
        return cls(
            f"{where} names '{listed([str(name)])}', which is not a column. "
            f"{did_you_mean(str(name), columns)}"
        )


class ParameterError(PrivlabError):
    """An argument is outside its allowed values."""


class HierarchyError(PrivlabError):
    """A hierarchy does not cover the values or does not coarsen them."""


class RecipeError(PrivlabError):
    """A recipe cannot be read, or does not fit the table."""


class ReferenceTableError(PrivlabError):
    """A table cannot serve as the crowd against which another is measured."""


class EngineError(PrivlabError):
    """The engine refused or failed; its own words, which may hold values, are withheld."""


class DocumentError(PrivlabError):
    """A document cannot be written."""


class MissingExtraError(PrivlabError):
    """A part that is installed on request is not there; the message names the extra."""


class PolicyError(PrivlabError):
    """The policy file does not say what it must; the message names its line."""


class PurposeError(PrivlabError):
    """A promise of the policy forbids this use; the message says which."""


class RegisterError(PrivlabError):
    """The register cannot be used, or is no longer what it was."""


class BudgetError(RegisterError):
    """The budget of a population does not cover a release; nothing was read or spent."""


class InternalError(RuntimeError):
    """An invariant of privlab is broken; nothing was written."""


def listed(names: Iterable[str], *, limit: int = 12) -> str:
    """Return the names for a message, control characters made visible, at most `limit` of them."""
    names = [name if name.isprintable() else ascii(name)[1:-1] for name in map(str, names)]
    shown = ", ".join(names[:limit])
    return f"{shown} ... ({len(names)} in all)" if len(names) > limit else shown


def did_you_mean(name: str, allowed: Iterable[str]) -> str:
    """Return the sentence that names the nearest allowed word, and all of them.

    Examples
    --------
    >>> did_you_mean("post_code", ["postcode", "age"])
    "Did you mean 'postcode'? Allowed: postcode, age"
    """
    allowed = list(allowed)
    folded = {word.casefold(): word for word in reversed(allowed)}
    near = difflib.get_close_matches(str(name).casefold(), folded, n=1, cutoff=0.6)
    hint = f"Did you mean '{listed([folded[near[0]]])}'? " if near else ""
    return f"{hint}Allowed: {listed(allowed)}"
