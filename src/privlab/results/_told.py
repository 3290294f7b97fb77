"""What a result tells a report beside its figures, in no language yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from privlab.language import Message
    from privlab.results._figures import Figure

__all__ = ["Breakdown", "Columns", "HeldColumn", "Highlight", "Threshold"]


@dataclass(frozen=True)
class Columns:
    """Columns by name: a report that knows their titles shows these instead."""

    names: tuple[str, ...]

    def __str__(self) -> str:
        return ", ".join(self.names)


@dataclass(frozen=True)
class Breakdown:
    """A table of what figures do not hold: column by column, use by use.

    Parameters
    ----------
    caption, columns : str
        Marked texts.
    rows : tuple of tuple
        Values, messages, and `Columns`.
    right : tuple of int
        Columns that hold numbers.
    note : Message or None
        What is said below, for instance how many rows were left out.

    Examples
    --------
    >>> table = Breakdown("Columns held", ("Column", "Missing"), (("age", 0.5),), right=(1,))
    >>> len(table.rows)
    1
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    right: tuple[int, ...] = ()
    note: Message | None = None


@dataclass(frozen=True)
class Highlight:
    """A figure that a reader must not miss, with what it means in a sentence.

    Parameters
    ----------
    figure : Figure
        One with a value.
    sentence : Message
    lowest_is_worst : bool
        Of several tables, the one whose figure is worst speaks.
    after : str
        What the figure is called once the data were treated, marked; empty: it is shown of the
        data as they are held alone.
    """

    figure: Figure
    sentence: Message
    lowest_is_worst: bool = False
    after: str = ""


@dataclass(frozen=True)
class Threshold:
    """A rule that a measure is judged by: its name, its title, the threshold of the policy.

    `key` is that of `policy.thresholds`; empty for a rule that needs none.

    Parameters
    ----------
    rule : str
        Stable identifier of its findings.
    title : str
        Marked for translation.
    key : str
        That of `policy.thresholds`; empty for a rule that needs none.

    Examples
    --------
    >>> Threshold("k_below_threshold", "Classes are large enough", "k").key
    'k'
    """

    rule: str
    title: str
    key: str = ""


@dataclass(frozen=True)
class HeldColumn:
    """A column of a table: its role, and its life dimension if one is declared."""

    name: str
    role: str
    dimension: str | None
