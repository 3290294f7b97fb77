"""What a flaw is: the promise it breaks, where it enters, and in what it is counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from privlab_bank.flaws._planting import Plant

    Unit = Literal["rows", "people", "columns", "recipients"]

__all__ = ["Counted", "Flaw", "Part", "Said"]


@dataclass(frozen=True)
class Counted:
    """One figure of the ground truth.

    Attributes
    ----------
    unit : {"rows", "people", "columns", "recipients"}
    what : str
        What was counted, as an English sentence.
    alone_in : str or None
        A column: only the people who are alone in their value of it are counted.
    """

    unit: Unit
    what: str
    alone_in: str | None = None


@dataclass(frozen=True)
class Part:
    """One change of one table, and the figures counted on the rows that it made.

    Attributes
    ----------
    table : str
    plant : callable
        See `Plant`.
    counted : tuple of Counted
    """

    table: str
    plant: Plant
    counted: tuple[Counted, ...]


@dataclass(frozen=True)
class Said:
    """One change of the policy file.

    Attributes
    ----------
    path : tuple of str
        As `privlab.policy.Policy.with_changes` takes it.
    value : object
        What the file says there; None: nothing.
    counted : Counted or None
        The figure of it.
    """

    path: tuple[str, ...]
    value: object
    counted: Counted | None = None


@dataclass(frozen=True)
class Flaw:
    """One broken promise of the bank, which can be left out alone.

    Attributes
    ----------
    name, promise : str
        The promise is what the clean bank does, as an English sentence.
    parts : tuple of Part
        The first figure of the first part is the flaw's own; the others complete it.
    said : tuple of Said
        What the policy file says otherwise than that of the clean bank.

    Examples
    --------
    >>> from privlab_bank import FLAWS
    >>> FLAWS["duplicates"].promise
    'Every client is in the file once.'
    """

    name: str
    promise: str
    parts: tuple[Part, ...] = ()
    said: tuple[Said, ...] = ()
