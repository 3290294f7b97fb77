"""Whether a column stands for a special category under another name.

The contingency table of a column with a declared special column gives Cramer's V, corrected
for chance (Bergsma 2013, J. Korean Stat. Soc. 42), and its threshold: the share of random tables
with the same margins (Patefield 1981) that are associated at least as much.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab import _statistics as statistics
from privlab.detection._reading import CELLS_AT_ONCE, MOST_ROWS_HERE
from privlab.tables import fetch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from privlab.tables import Dataset

__all__ = [
    "MAX_CATEGORIES",
    "Association",
    "associate",
    "counted_together",
    "cramers_v",
    "mutual_information_share",
    "weigh",
]

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
    """Measure the association of two columns of a table.

    None where either has more than 60 values, fewer than two, or too few rows have both.
    """
    for _, _, counts in counted_together(data, [column], [special]):
        return weigh(counts, n_random=n_random, rng=rng)
    return None


def weigh(
    counts: NDArray[np.int64], *, n_random: int, rng: np.random.Generator, least_v: float = 0.0
) -> Association | None:
    """Return the association in a contingency table, None where it says too little.

    Random tables are drawn only for one that reaches `least_v`.
    """
    from scipy.stats import random_table

    table = counts[counts.any(axis=1)][:, counts.any(axis=0)]
    n = int(table.sum())
    if n < MIN_ROWS or min(table.shape, default=0) < 2 or max(table.shape) > MAX_CATEGORIES:
        return None
    v = cramers_v(table)
    if v < least_v:
        return None
    random = random_table(table.sum(axis=1), table.sum(axis=0), seed=rng).rvs(size=n_random)
    beaten = sum(cramers_v(each.astype("int64")) >= v for each in random)
    return Association(
        v=v, told=mutual_information_share(table), p=(1 + beaten) / (1 + n_random), n=n
    )


def counted_together(
    data: Dataset, columns: Sequence[str], secrets: Sequence[str]
) -> Iterator[tuple[str, str, NDArray[np.int64]]]:
    """Return the contingency table of each column with each secret, where both have few values.

    Rows are counted in this process where it can hold them, else pair by pair on their engine.
    """
    import numpy as np

    counted = data.table.aggregate(n=lambda t: t.count())
    n_rows = int(fetch(counted, data.connection).column("n")[0].as_py())
    if n_rows > MOST_ROWS_HERE:
        for column in columns:
            for secret in secrets:
                yield column, secret, _on_engine(data, column, secret)
        return
    held = dict(_coded(data, secrets, n_rows))
    for column, codes in _coded(data, columns, n_rows):
        for secret, (secrets_of, n_secrets) in held.items():
            own, n_own = codes
            both = (own >= 0) & (secrets_of >= 0)
            pairs = own[both].astype("int64") * n_secrets + secrets_of[both]
            counts = np.bincount(pairs, minlength=n_own * n_secrets)
            yield column, secret, counts.reshape(n_own, n_secrets)


def _coded(
    data: Dataset, columns: Sequence[str], n_rows: int
) -> Iterator[tuple[str, tuple[NDArray[np.int16], int]]]:
    """Return the values of columns of few as numbers in their order; -1 where one is missing."""
    import numpy as np
    import pyarrow.compute as pc

    at_once = max(1, CELLS_AT_ONCE // max(1, n_rows))
    for start in range(0, len(columns), at_once):
        some = list(columns[start : start + at_once])
        rows = fetch(data.table.select(some), data.connection)
        for column in some:
            cells = rows.column(column).combine_chunks()
            values = pc.unique(cells.drop_null())
            if 2 <= len(values) <= MAX_CATEGORIES:
                ordered = pc.take(values, pc.sort_indices(values))
                places = pc.fill_null(pc.index_in(cells, value_set=ordered), -1)
                yield column, (np.asarray(places, dtype="int16"), len(values))


def _on_engine(data: Dataset, column: str, special: str) -> NDArray[np.int64]:
    import numpy as np

    pairs = data.table.select(a=data.table[column], b=data.table[special])
    both = pairs.filter(lambda t: t.a.notnull() & t.b.notnull())
    tallied = both.group_by(["a", "b"]).aggregate(n=lambda t: t.count())
    found = fetch(
        tallied.order_by(["a", "b"]).limit(MAX_CATEGORIES**2 + 1), data.connection
    ).to_pandas()
    if len(found) > MAX_CATEGORIES**2:
        return np.zeros((0, 0), dtype="int64")
    pivot = found.pivot_table(index="a", columns="b", values="n", fill_value=0, observed=True)
    counts: NDArray[np.int64] = pivot.to_numpy().astype("int64")
    return counts
