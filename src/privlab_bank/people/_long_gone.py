"""The former clients whom a flaw keeps for more than ten years.

They are chosen among those who left, and the clean bank already leaves them alone from the day
on which the flaw says that they left: it has no trace of them that the flaw would contradict.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from privlab_bank.people._calendar import NEVER
from privlab_bank.people._draws import BLOCK, generators
from privlab_bank.people._moments import YEAR_AGO, day_number, within

if TYPE_CHECKING:
    from privlab_bank.people._draws import Codes
    from privlab_bank.people._people import People

__all__ = ["long_gone"]

_STREAM = 41
_SHARE = 0.35
_EARLIEST, _LATEST = day_number(dt.date(2010, 1, 1)), day_number(dt.date(2015, 12, 31))
_WAS_CLIENT_BEFORE = day_number(dt.date(2009, 1, 1))


def long_gone(seed: int, block: int, people: People) -> Codes:
    """Return the day on which each of them left, `NEVER` for everyone else."""
    rng, when = generators(seed, _STREAM, block, 2)
    relation = people.relation
    left = relation.closed & (relation.end < YEAR_AGO) & (relation.entry < _WAS_CLIENT_BEFORE)
    chosen = left & (rng.random(BLOCK) < _SHARE)
    edges = np.full(BLOCK, _EARLIEST), np.full(BLOCK, _LATEST)
    return np.where(chosen, within(when.random(BLOCK), *edges), NEVER)
