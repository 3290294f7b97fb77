"""What is said of a column: its labels, its role, and how sensitive it is."""

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
        One of the ten life dimensions; None for the key of the person.
    sensitivity : float or None
        0.25, 0.5, 0.75 or 1; None for the key of the person.
    reason : str
        Why this level.
    """

    name: str
    label_fr: str
    label_en: str
    role: Role
    dimension: str | None
    sensitivity: float | None
    reason: str
