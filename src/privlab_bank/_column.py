"""What is said of a column: its labels, its role, how sensitive it is and what it serves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from privlab_bank._promises import promises

if TYPE_CHECKING:
    from privlab.policy import Field

__all__ = ["Column", "columns_of"]


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Attributes
    ----------
    name, label_fr, label_en : str
    role : str
        "direct_identifier", "quasi_identifier", "sensitive" or "ordinary".
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
    role: str
    dimension: str | None
    sensitivity: float | None
    reason: str
    special: str | None
    purposes: tuple[str, ...]
    inferred: bool


@cache
def columns_of(table: str) -> tuple[Column, ...]:
    """Return the columns of a table of the bank, as its policy file describes them.

    Examples
    --------
    >>> [column.label_en for column in columns_of("oppositions")]
    ['Client key', 'Purpose objected to', 'Day of the objection']
    """
    return tuple(_column(field) for field in promises().resource(table).fields.values())


def _column(field: Field) -> Column:
    label_fr, label_en = str(field.title).split(" / ")
    return Column(
        name=field.name,
        label_fr=label_fr,
        label_en=label_en,
        role=field.role,
        dimension=field.dimension,
        sensitivity=field.sensitivity,
        reason=str(field.description),
        special=field.special,
        purposes=field.purposes,
        inferred=field.inferred,
    )
