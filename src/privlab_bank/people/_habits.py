"""How strongly each habit drives what a person spends on, from who they are and what they hide.

A habit of 1 is that of an ordinary adult who has it; 0 is none. Every share is invented.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab_bank.people._draws import BLOCK
from privlab_bank.people._hidden import (
    BUDDHIST,
    CANCER,
    CARDIAC,
    CATHOLIC,
    CHRISTIAN,
    DIABETIC,
    JEWISH,
    MUSLIM,
    OPINIONS,
    OTHER_ILLNESS,
    PSYCHIATRIC,
)
from privlab_bank.people._housing import BUYING, OWNER
from privlab_bank.people._places import places
from privlab_bank.people._pyramid import ADULT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from privlab_bank.people._draws import Floats
    from privlab_bank.people._hidden import Hidden
    from privlab_bank.people._people import People

__all__ = ["draw_habits"]

_PACE, _ACTIVITY_SHAPE = 0.75, 5.0
_MINOR = 0.2
_TOWN = 50_000
_CAR, _CAR_IN_TOWN, _PET, _SMOKER = 0.78, 0.55, 0.35, 0.22
_PRACTICE = np.array((0.01, 0.10, 1.0))
_DIET = np.array((0.1, 0.6, 1.3))
"""Weight of seldom, sometimes and regular practice: in what is given, in what is eaten."""

_PARTIES = ("far_left", "left", "centre", "right", "far_right")


def _beliefs(hidden: Hidden, activity: Floats) -> dict[str, Floats]:
    gives = _PRACTICE[hidden.practice]
    eats = _DIET[hidden.practice] * activity
    member = hidden.party & (hidden.opinion < len(OPINIONS) - 1)
    habits = {
        "catholic": gives * (hidden.religion == CATHOLIC),
        "christian": gives * (hidden.religion == CHRISTIAN),
        "buddhist": gives * (hidden.religion == BUDDHIST),
        "muslim": eats * (hidden.religion == MUSLIM),
        "jewish": eats * (hidden.religion == JEWISH),
    }
    habits["believer"] = habits["catholic"] + habits["christian"] + 0.02
    for opinion, party in enumerate(_PARTIES):
        habits[party] = 1.0 * (member & (hidden.opinion == opinion))
    return habits


def _health(people: People, hidden: Hidden) -> dict[str, Floats]:
    kinds = {
        "cardiac": CARDIAC,
        "diabetic": DIABETIC,
        "cancer": CANCER,
        "psychiatric": PSYCHIATRIC,
        "other_illness": OTHER_ILLNESS,
    }
    return {
        "care": np.interp(people.age, (0, 18, 40, 65, 85), (0.1, 0.6, 0.9, 1.4, 1.9)),
        "ill": hidden.severity,
        "pregnant": 1.0 * hidden.pregnant,
    } | {name: hidden.severity * (hidden.illness == kind) for name, kind in kinds.items()}


def draw_habits(rng: np.random.Generator, people: People, hidden: Hidden) -> Mapping[str, Floats]:
    """Return, for each habit, how strong it is in each person of the block."""
    activity = rng.gamma(_ACTIVITY_SHAPE, _PACE / _ACTIVITY_SHAPE, BLOCK)
    activity *= np.clip(people.income / 1_900, 0.5, 4.0) ** 0.3
    grown = people.age >= ADULT
    activity = np.where(grown, activity, _MINOR * activity)
    urban = places().populations[people.place] >= _TOWN
    drives = rng.random(BLOCK) < np.where(urban, _CAR_IN_TOWN, _CAR)
    owner = (people.housing == OWNER) | (people.housing == BUYING)
    return {
        "daily": activity,
        "young": activity * np.interp(people.age, (18, 30, 45, 70), (1.6, 1.4, 0.8, 0.2)),
        "old": grown * np.interp(people.age, (25, 50, 75), (0.2, 0.8, 1.8)),
        "women": activity * (people.sex == 0),
        "urban": activity * urban,
        "car": activity * (drives & grown),
        "owner": activity * owner,
        "parent": activity * np.minimum(people.children, 3),
        "pet": activity * (rng.random(BLOCK) < _PET),
        "smoker": activity * (grown & (rng.random(BLOCK) < _SMOKER)),
        **_health(people, hidden),
        **_beliefs(hidden, activity),
    }
