"""Whether a column stands for a special category under another name.

The contingency table of a column with a declared special column gives Cramer's V, corrected
for chance (Bergsma 2013, J. Korean Stat. Soc. 42), and its threshold: the share of random tables
with the same margins (Patefield 1981) that are associated at least as much.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab import _statistics as statistics
from privlab.tables import fetch

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from privlab.tables import Dataset

__all__ = ["Association", "associate", "cramers_v", "mutual_information_share"]

MAX_CATEGORIES = 60
MIN_ROWS = 50


@dataclass(frozen=True)
class Association:
    """How much one column says of another.

    Attributes
    ----------
    v : float
        Cramer's V corrected for chance, from 0 (independent) to 1 (one tells the other).
    told : float
        Mutual information as a share of the entropy of the special column, from 0 to 1.
    p : float
        Share of random tables with the same margins that are associated at least as much.
    n : int
        Rows with both values.
    """

    v: float
    told: float
    p: float
    n: int


def cramers_v(counts: NDArray[np.int64]) -> float:
    """Return Cramér's V corrected for chance of a contingency table.

    Parameters
    ----------
    counts : array of int, shape (r, c)
        Rows per pair of values, without an empty line or column.

    Returns
    -------
    float, 0 <= V <= 1

    Examples
    --------
    >>> import numpy as np
    >>> round(cramers_v(np.array([[50, 0], [0, 50]])), 6)
    1.0
    >>> cramers_v(np.array([[25, 25], [25, 25]]))
    0.0
    """
    n = counts.sum()
    expected = counts.sum(axis=1, keepdims=True) * counts.sum(axis=0, keepdims=True) / n
    phi2 = float(((counts - expected) ** 2 / expected).sum() / n)
    rows, columns = counts.shape
    return statistics.cramers_v(phi2, rows, columns, n)


def mutual_information_share(counts: NDArray[np.int64]) -> float:
    """Return the share of the entropy of the columns' variable that the lines' variable tells.

    Examples
    --------
    >>> import numpy as np
    >>> mutual_information_share(np.array([[10, 0], [0, 10]]))
    1.0
    """
    import numpy as np

    share = counts / counts.sum()
    lines, columns = share.sum(axis=1, keepdims=True), share.sum(axis=0, keepdims=True)
    seen = share > 0
    told = float((share[seen] * np.log2(share[seen] / (lines * columns)[seen])).sum())
    secret = statistics.entropy(columns)
    return min(1.0, max(0.0, told / secret)) if secret > 0 else 0.0


def associate(
    data: Dataset, column: str, special: str, *, n_random: int, rng: np.random.Generator
) -> Association | None:
    """Measure the association of two columns of a table, on its engine.

    None where either has more than 60 values, fewer than two, or too few rows have both.
    """
    from scipy.stats import random_table

    pairs = data.table.select(a=data.table[column], b=data.table[special])
    both = pairs.filter(lambda t: t.a.notnull() & t.b.notnull())
    tallied = both.group_by(["a", "b"]).aggregate(n=lambda t: t.count())
    found = fetch(
        tallied.order_by(["a", "b"]).limit(MAX_CATEGORIES**2 + 1), data.connection
    ).to_pandas()
    if len(found) > MAX_CATEGORIES**2:
        return None
    counts = found.pivot_table(index="a", columns="b", values="n", fill_value=0, observed=True)
    table = counts.to_numpy().astype("int64")
    n = int(table.sum())
    if n < MIN_ROWS or min(table.shape, default=0) < 2 or max(table.shape) > MAX_CATEGORIES:
        return None
    v = cramers_v(table)
    random = random_table(table.sum(axis=1), table.sum(axis=0), seed=rng).rvs(size=n_random)
    beaten = sum(cramers_v(each.astype("int64")) >= v for each in random)
    return Association(
        v=v, told=mutual_information_share(table), p=(1 + beaten) / (1 + n_random), n=n
    )
