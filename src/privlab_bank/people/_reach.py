"""By what means each client can be reached, as the table `clients` says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab_bank.people._contacts import draw_landlines, draw_written
from privlab_bank.people._draws import generators
from privlab_bank.people._people import people_of_block

if TYPE_CHECKING:
    from privlab_bank.people._draws import Flags

__all__ = ["draw_has_email"]

_STREAM, _THEME = 2, 2
"""The stream of the clients' contacts; a test compares what is drawn here with their table."""


def draw_has_email(seed: int, block: int) -> Flags:
    """Return who of a block gave an e-mail address."""
    age = people_of_block(seed, block).age
    contact = generators(seed, _STREAM, block, _THEME + 1)[_THEME]
    draw_landlines(contact, age)
    return draw_written(contact, age)
