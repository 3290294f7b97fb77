"""What a flaw is: the promise it breaks, where it enters, and in what it is counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from privlab_bank._purposes import Purpose
    from privlab_bank.flaws._planting import Plant
    from privlab_bank.traces._recipients import Recipient

    Unit = Literal["rows", "people", "columns", "recipients"]

__all__ = ["Counted", "Flaw", "Part"]


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
class Flaw:
    """One broken promise of the bank, which can be left out alone.

    Attributes
    ----------
    name, promise : str
        The promise is what the clean bank does, as an English sentence.
    parts : tuple of Part
        The first figure of the first part is the flaw's own; the others complete it.
    recipients : tuple of Recipient
        Whom the policy file names besides those of the clean bank.
    purposes : tuple of Purpose
        What the policy file says the bank also does.
    without_purpose : tuple of (str, str)
        Tables and columns to which the policy file gives no purpose.
    without_source : tuple of (str, str)
        Inferred columns of which the policy file does not say from what.
    """

    name: str
    promise: str
    parts: tuple[Part, ...] = ()
    recipients: tuple[Recipient, ...] = ()
    purposes: tuple[Purpose, ...] = ()
    without_purpose: tuple[tuple[str, str], ...] = ()
    without_source: tuple[tuple[str, str], ...] = ()
