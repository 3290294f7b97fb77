"""What is said of a column: its labels, its role, how sensitive it is and what it serves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Column", "Role"]

Role = Literal["direct_identifier", "quasi_identifier", "sensitive", "ordinary"]


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    name, label_fr, label_en : str
    role : {"direct_identifier", "quasi_identifier", "sensitive", "ordinary"}
    dimension : str or None
        One of the ten life dimensions; None for a key.
    sensitivity : float or None
        0.25, 0.5, 0.75 or 1; None for a key.
    reason : str
        Why this level.
    special : str or None
        The category of Article 9 or 10 of the GDPR, such as 'religion'.
    purposes : tuple of str
        Keys of the purposes that may read the column.
    inferred : bool
        Whether a model guessed it, rather than the person or an operation told it.
    """

    name: str
    label_fr: str
    label_en: str
    role: Role
    dimension: str | None
    sensitivity: float | None
    reason: str
    special: str | None = None
    purposes: tuple[str, ...] = ()
    inferred: bool = False
