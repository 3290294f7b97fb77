"""What the policy alone says of the use of each person's data: purposes, recipients, sale."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np

from privlab._gate import person_text
from privlab.intrusiveness._people_keys import PeopleKeys
from privlab.policy import INSIDE
from privlab.tables import fetch

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from privlab._gate import Catalogue, Held
    from privlab.policy import Recipient

__all__ = ["presence_of_people", "worst_recipient"]

GROUP, EXTERNAL, OUTSIDE = 0.25, 0.5, 1.0


def presence_of_people(
    catalogue: Catalogue, population: str
) -> tuple[PeopleKeys, Mapping[str, NDArray[np.bool_]]]:
    """Return the people of a population, and for each of its tables who is in it."""
    import pandas as pd

    within: dict[str, pd.Index] = {}
    texts: dict[object, str] = {}
    for name, resource in catalogue.policy.resources.items():
        if resource.population != population or resource.person is None:
            continue
        rows = catalogue.held(name).table
        who = rows.select(who=rows[resource.person]).distinct()
        who = who.drop_null("who")
        found = fetch(who.select("who", text=person_text(who["who"])), catalogue.connection)
        within[name] = pd.Index(found.column("who").to_pandas())
        texts |= dict(zip(within[name], found.column("text").to_pylist(), strict=True))
    every = pd.Index(np.unique(np.concatenate([own.to_numpy() for own in within.values()])))

    @functools.cache
    def handed_for(purpose: str) -> pd.Index:
        return pd.Index(catalogue.pseudonyms((texts[key] for key in every), purpose))

    keys = PeopleKeys(population, every, handed_for)
    return keys, {name: every.isin(own) for name, own in within.items()}


def worst_recipient(
    company: Held, presence: Mapping[str, NDArray[np.bool_]]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return of each person the purposes, the signal of the recipients, and whether data are sold.

    A person's data serve a purpose when a table that holds the person has a column for it; a
    recipient receives them when it serves one of these purposes (all, when it names none).
    """
    policy = company.policy
    n = len(next(iter(presence.values())))
    serves = {key: np.zeros(n, dtype=bool) for key in policy.purposes}
    for name, inside in presence.items():
        resource = policy.resources[name]
        for key in serves:
            if resource.serves(key):
                serves[key] |= inside
    purposes = np.sum(list(serves.values()), axis=0).astype(float) if serves else np.zeros(n)
    worst, sold = np.zeros(n), np.zeros(n)
    for recipient in policy.recipients:
        known = [key for key in recipient.purposes if key in serves]
        reached = np.ones(n, dtype=bool) if not recipient.purposes else np.zeros(n, dtype=bool)
        for key in known:
            reached |= serves[key]
            if policy.purposes[key].is_a("SellDataToThirdParties"):
                sold[serves[key]] = 1.0
        worst = np.where(reached, np.maximum(worst, _signal(recipient)), worst)
    return purposes, worst, sold


def _signal(recipient: Recipient) -> float:
    if recipient.country not in INSIDE:
        return OUTSIDE
    return GROUP if recipient.role == "group-entity" else EXTERNAL
