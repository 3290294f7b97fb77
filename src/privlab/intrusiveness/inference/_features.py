"""What the attacker knows, as models read it: indicators and bands, or codes and numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

__all__ = ["Feature", "band_cuts", "indicators", "plain_columns"]

_MOST_CATEGORIES = 255
_BANDS = 20
_FEWEST_IN_BAND = 25
_FARTHEST = 5


@dataclass(frozen=True)
class Feature:
    """A column of what the attacker knows: codes, and numbers where it is a number."""

    codes: NDArray[np.int64]
    numbers: NDArray[np.float64] | None = None


def band_cuts(numbers: NDArray[np.float64], bands: int = _BANDS) -> NDArray[np.float64]:
    """Return where numbers are cut: a value that fills a band is one, the others share theirs.

    Parameters
    ----------
    numbers : array of float, shape (n_rows,)
        NaN where missing.

    Examples
    --------
    >>> amounts = np.append(np.zeros(900), np.arange(1.0, 101.0))
    >>> band_cuts(amounts, 4).tolist()
    [0.0, 1.0, 25.75, 50.5, 75.25]
    """
    held = numbers[~np.isnan(numbers)]
    values, counts = np.unique(held, return_counts=True)
    full = counts >= max(2, len(held) / bands)
    others = held[~np.isin(held, values[full])]
    cuts = [*values[full], *values[1:][full[:-1]]]
    wanted = min(bands, len(others) // _FEWEST_IN_BAND)
    if wanted > 1:
        cuts += list(np.quantile(others, np.linspace(0, 1, wanted + 1)[1:-1]))
    return np.unique(np.asarray(cuts, dtype=np.float64))


def indicators(each: Feature, learnt: NDArray[np.int64]) -> Any:
    """Return a sparse column an observed value or band, and the number itself, scaled.

    Parameters
    ----------
    learnt : array of int64
        Rows that the model learns from; a value that is in none of them has no indicator.
    """
    from scipy import sparse

    to_sparse: Any = sparse.csr_array
    codes = each.codes
    if each.numbers is not None:
        banded = np.searchsorted(band_cuts(each.numbers[learnt]), each.numbers, side="right")
        codes = np.where(np.isnan(each.numbers), -1, banded)
    levels = np.unique(codes[learnt])
    places = np.minimum(np.searchsorted(levels, codes), len(levels) - 1)
    rows = np.flatnonzero(levels[places] == codes)
    block = to_sparse((np.ones(len(rows)), (rows, places[rows])), shape=(len(codes), len(levels)))
    if each.numbers is None or np.isnan(each.numbers[learnt]).all():
        return block
    spread = np.nanstd(each.numbers[learnt]) or 1.0
    values = (each.numbers - np.nanmedian(each.numbers[learnt])) / spread
    stack: Any = sparse.hstack
    number = np.clip(np.nan_to_num(values), -_FARTHEST, _FARTHEST)[:, None]
    return stack([block, to_sparse(number)], format="csr")


def plain_columns(
    features: Mapping[str, Feature],
) -> tuple[dict[str, NDArray[np.float64]], list[bool]]:
    """Return one column a feature, and which of them hold categories.

    Columns with more categories than boosting has bins are cut by the order of their codes.
    """
    columns = {
        name: each.codes.astype(np.float64) if each.numbers is None else each.numbers
        for name, each in features.items()
    }
    categorical = [
        each.numbers is None and int(each.codes.max()) < _MOST_CATEGORIES
        for each in features.values()
    ]
    return columns, categorical
