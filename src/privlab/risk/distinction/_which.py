"""Which columns single people out: alone, together, and by their absence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from privlab import _display as display
from privlab._checks import whole
from privlab.classes import equivalence_classes
from privlab.errors import ColumnError, did_you_mean
from privlab.language import N_, Message
from privlab.results import Figure, Result
from privlab.risk.distinction._subsets import (
    EXACT_COLUMNS,
    SubsetCounts,
    minimal_sets,
    shapley_values,
)
from privlab.tables import as_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

    from privlab.tables import Dataset, Source

__all__ = ["SinglingColumns", "separation", "which_columns_single_out"]


@dataclass(frozen=True, repr=False)
class SinglingColumns(Result):
    """What each quasi-identifier contributes to singling people out.

    Attributes
    ----------
    columns : pandas frame, one row a column
        `distinction` (distinct values over rows) and `separation` (share of pairs of rows that
        differ), of the column by itself; `alone_by_itself`, the share of people whom the column
        by itself singles out; `lost_without`, how much the share alone drops when the column is
        left out of the set; `shapley`, its part of the share alone, these sum to it; and
        `shapley_error`, the standard error of a sampled part, 0 when exact.
    smallest_sets : pandas frame, one row a set
        Sets of columns that single people out and of which no part does: `columns` (tuple),
        `n_unique`, `share_unique`; fewest columns first, then most people.

    Examples
    --------
    >>> import pandas as pd
    >>> from privlab.risk import which_columns_single_out
    >>> frame = pd.DataFrame({"sex": list("FFMM"), "town": list("ABAB"), "pet": list("cccc")})
    >>> found = which_columns_single_out(frame, quasi_identifiers=["sex", "town", "pet"])
    >>> found.mask("sex").tolist(), found.mask("pet").tolist()
    ([True, True, True, True], [False, False, False, False])
    """

    data: Dataset
    columns: pd.DataFrame
    smallest_sets: pd.DataFrame

    title: ClassVar[str] = N_("Columns that single people out")
    measure_title: ClassVar[str] = N_("Which columns single people out")
    point: ClassVar[str] = "illegitimate_access"
    caption: ClassVar[str] = N_("What each column contributes to being alone in a class")

    def mask(self, column: str) -> pd.Series:
        """Return which rows are alone with all of the columns, and not without this one.

        For frames, in input order with the input's index.

        Parameters
        ----------
        column : str
            One of those measured.

        Returns
        -------
        pandas Series of bool, shape (n_rows,)

        Raises
        ------
        ColumnError
            When the column is not among those measured.
        ParameterError
            For engine sources, whose rows have no order.

        Examples
        --------
        >>> import pandas as pd
        >>> from privlab.risk import which_columns_single_out
        >>> frame = pd.DataFrame({"sex": list("FFMM"), "town": list("ABAB")})
        >>> which_columns_single_out(frame, quasi_identifiers=["sex", "town"]).mask("sex").tolist()
        [True, True, True, True]
        """
        import pandas as pd

        names = tuple(self.columns.index)
        if column not in names:
            message = f"'{column}' was not measured here. {did_you_mean(column, names)}"
            raise ColumnError(message)
        whole = equivalence_classes(self.data, quasi_identifiers=names)
        rows = whole.of_rows()
        coarse = whole.roll_up([name for name in names if name != column])
        if coarse.place_of_finer is None:
            return pd.Series(data=False, index=self.data.index)
        alone = (whole.sizes == 1) & (coarse.sizes[coarse.place_of_finer] > 1)
        return pd.Series(alone[rows], index=self.data.index, name=column)

    def _draw(self, ax: Axes) -> None:
        display.share_bars(
            ax,
            list(self.columns.index),
            self.columns["shapley"].tolist(),
            what=N_("Part in the share of those alone in a class"),
        )


def separation(sizes: ArrayLike) -> float:
    """Return the share of pairs of rows that are in different classes.

    Parameters
    ----------
    sizes : array of int, shape (n_classes,)
        Rows of each class (>= 1).

    References
    ----------
    Rajeev Motwani and Ying Xu, Efficient Algorithms for Masking and Finding Quasi-Identifiers,
    SDM workshop, 2008.

    Examples
    --------
    >>> separation([2, 2])
    0.6666666666666667
    """
    sizes = np.asarray(sizes, dtype=np.float64)
    n = sizes.sum()
    if n < 2:
        return 0.0
    return float(1 - (sizes * (sizes - 1)).sum() / (n * (n - 1)))


def which_columns_single_out(
    data: Source,
    *,
    quasi_identifiers: Iterable[str] | None = None,
    max_size: int = 4,
    n_orders: int = 64,
    seed: int = 0,
) -> SinglingColumns:
    """Find which quasi-identifiers make people recognisable, by themselves and together.

    Parameters
    ----------
    data : Dataset, or a frame or file that privlab.dataset takes
    quasi_identifiers : list of str, optional
        The declared ones by default.
    max_size : int
        Sets of more columns are not searched (>= 1).
    n_orders : int
        Beyond eight columns, Shapley values come from this many random orders (>= 2).
    seed : int
        Seed of those orders.

    Returns
    -------
    SinglingColumns
        `.columns`, `.smallest_sets`, `.mask(column)`.

    Raises
    ------
    ColumnError
        A column that is not there, or no quasi-identifier declared or given.
    ParameterError
        `max_size` or `n_orders` below the least.

    Notes
    -----
    Everything is rolled up from one class table. The Shapley value of a column is the mean, over
    the orders in which columns can be learnt, of the share of people who become alone with it.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"sex": list("FFMM"), "town": list("ABAB"), "pet": list("cccc")})
    >>> found = which_columns_single_out(frame, quasi_identifiers=["sex", "town", "pet"])
    >>> found.columns["shapley"].tolist(), found.smallest_sets["columns"].tolist()
    ([0.5, 0.5, 0.0], [('sex', 'town')])
    """
    data = as_rows(data)
    for argument, value, least in (("max_size", max_size, 1), ("n_orders", n_orders, 2)):
        whole(argument, value, least=least)
    names = data.quasi_identifiers_or(quasi_identifiers)
    counts = SubsetCounts(equivalence_classes(data, quasi_identifiers=names))
    sets = _frame_of_sets(counts, names, max_size)
    sampled = {"n_orders": n_orders, "seed": seed} if len(names) > EXACT_COLUMNS else {}
    return SinglingColumns(
        figures=_figures(counts, sets, max_size),
        assumptions=tuple(_assumptions(data, len(names), n_orders)),
        provenance=data.provenance("which_columns_single_out", names, max_size=max_size, **sampled),
        data=data,
        columns=_frame_of_columns(counts, names, n_orders, seed),
        smallest_sets=sets,
    )


def _frame_of_columns(
    counts: SubsetCounts, names: tuple[str, ...], n_orders: int, seed: int
) -> pd.DataFrame:
    import pandas as pd

    whole = frozenset(range(len(names)))
    each = [frozenset([place]) for place in range(len(names))]
    parts, errors = shapley_values(len(names), counts.share_alone, n_orders=n_orders, seed=seed)
    sizes = [counts.row_sizes(one) for one in each]
    share = counts.share_alone(whole)
    return pd.DataFrame(
        {
            "distinction": [len(rows) / rows.sum() for rows in sizes],
            "separation": [separation(rows) for rows in sizes],
            "alone_by_itself": [counts.share_alone(one) for one in each],
            "lost_without": [share - counts.share_alone(whole - one) for one in each],
            "shapley": parts,
            "shapley_error": errors,
        },
        index=pd.Index(names, name="column"),
    )


def _frame_of_sets(counts: SubsetCounts, names: tuple[str, ...], max_size: int) -> pd.DataFrame:
    import pandas as pd

    found = minimal_sets(len(names), counts.n_alone, largest=max_size)
    return pd.DataFrame(
        {
            "columns": [tuple(names[place] for place in sorted(known)) for known, _ in found],
            "n_unique": np.array([alone for _, alone in found], dtype=np.int64),
            "share_unique": [counts.share_alone(known) for known, _ in found],
        }
    )


def _figures(counts: SubsetCounts, sets: pd.DataFrame, max_size: int) -> tuple[Figure, ...]:
    whole = frozenset(range(len(counts.classes.columns)))
    rows = counts.row_sizes(whole)
    return (
        Figure("n_unique", counts.n_alone(whole), counts.classes.data.unit, N_("Alone in a class")),
        Figure("share_unique", counts.share_alone(whole), "share", N_("Share alone in a class")),
        Figure("distinction", len(rows) / rows.sum(), "share", N_("Classes for each row")),
        Figure("separation", separation(rows), "share", N_("Share of pairs of rows that differ")),
        Figure(
            "smallest_set",
            len(sets["columns"].iloc[0]) if len(sets) else None,
            "columns",
            N_("Fewest columns that single someone out"),
            reason=None
            if len(sets)
            else Message(
                "no set of at most {n} of these columns does", {"n": min(max_size, len(whole))}
            ),
        ),
    )


def _assumptions(data: Dataset, n_columns: int, n_orders: int) -> Iterator[Message]:
    yield Message(
        "The part of a column is its Shapley value: how many more are alone once it is known, "
        "over all orders in which the columns can become known."
    )
    yield Message("A missing value is a category of its own.")
    yield data.unit_message
    if n_columns > EXACT_COLUMNS:
        yield Message("The parts are estimated from {n} random orders.", {"n": n_orders})
