"""Whether contacting people more often brings more of them, from what a campaign wrote down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab._checks import is_whole
from privlab.errors import ParameterError
from privlab.intrusiveness.use._signals import contact_pressure
from privlab.policy import USE_HALF
from privlab.results import wilson
from privlab.tables import FEWEST_SHOWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import ArrayLike, NDArray

__all__ = ["conversion_by_contacts"]

BOUNDS = (1, 2, 3, 5, 10, 20)


def conversion_by_contacts(
    contacts: ArrayLike,
    converted: ArrayLike,
    *,
    bounds: Sequence[int] = BOUNDS,
    half: float = USE_HALF,
    fewest_shown: int = FEWEST_SHOWN,
) -> pd.DataFrame:
    """Return the share of people who said yes, by how often they were contacted.

    Parameters
    ----------
    contacts : array of int, shape (n_people,)
        Contacts of each person, 0 or above.
    converted : array of bool, shape (n_people,)
        Whether the person said yes in the end.
    bounds : sequence of int
        Most contacts of each group but the last, which has no bound: increasing, 0 or above.
    half : float
        Contacts in the year that weigh one half of the pressure.
    fewest_shown : int
        People of a group that has figures: pass `data.fewest_shown` for those of a policy.

    Returns
    -------
    pandas frame, one row a group of contacts, the smallest first
        `fewest` and `most` contacts (`most` missing in the last), `people`, `pressure` (the mean
        of `contact_pressure`, 0 to 1), `conversion` (0 to 1), and `low` and `high`, its Wilson
        bounds at 95 %. A group of fewer people than `fewest_shown` has no figure.

    Raises
    ------
    ParameterError

    Notes
    -----
    Those who said yes are not called again, so that the many calls fall on those who would not:
    the table says what the calls brought, not what one call less would have.

    Examples
    --------
    >>> calls, yes = [1] * 50 + [4] * 40, [1] * 10 + [0] * 40 + [1] * 2 + [0] * 38
    >>> table = conversion_by_contacts(calls, yes, bounds=[1])
    >>> table[["fewest", "people", "conversion"]].to_numpy().tolist()
    [[0.0, 50.0, 0.2], [2.0, 40.0, 0.05]]
    """
    import pandas as pd

    often, said_yes = _counts(contacts), np.asarray(converted)
    if said_yes.shape != often.shape or not np.isin(said_yes, (0, 1)).all():
        message = (
            f"converted has the shape {said_yes.shape} and contacts {often.shape}. Pass yes or no "
            "for each person, without a missing one."
        )
        raise ParameterError(message)
    edges = _edges(bounds)
    group = np.searchsorted(edges, often)
    rows = []
    for place in range(len(edges) + 1):
        inside = group == place
        people = int(inside.sum())
        row: dict[str, float | None] = {
            "fewest": edges[place - 1] + 1 if place else 0,
            "most": edges[place] if place < len(edges) else None,
            "people": people,
        }
        if people >= fewest_shown:
            found = wilson(int(said_yes[inside].sum()), people)
            low, high = found.interval
            row |= {
                "pressure": float(contact_pressure(often[inside], half).mean()),
                "conversion": found.value,
                "low": low,
                "high": high,
            }
        rows.append(row)
    columns = ["fewest", "most", "people", "pressure", "conversion", "low", "high"]
    return pd.DataFrame(rows, columns=columns).astype({"most": "Int64"})


def _counts(contacts: ArrayLike) -> NDArray[np.float64]:
    often = np.asarray(contacts, dtype=np.float64)
    if often.ndim != 1 or not len(often) or not (often >= 0).all():
        message = "contacts are counts of people, one each: none missing or below 0."
        raise ParameterError(message)
    return often


def _edges(bounds: Sequence[int]) -> list[int]:
    edges = list(bounds)
    if not edges or not all(map(is_whole, edges)) or edges[0] < 0 or sorted(set(edges)) != edges:
        message = f"bounds is {bounds!r}; it holds increasing whole numbers of contacts, 0 or more."
        raise ParameterError(message)
    return edges
