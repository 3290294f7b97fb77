"""Microaggregation: numbers replaced by the means of groups of at least k people."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from privlab import _display as display
from privlab._checks import one_of
from privlab.anonymity import check_anonymity
from privlab.errors import InternalError
from privlab.language import N_, Message
from privlab.results import Figure, Result
from privlab.tables import as_dataset
from privlab.treatments._microaggregation_groups import blocks, groups_of_one_column, near_groups
from privlab.treatments._numbers import check_group, named_columns, numbers_of
from privlab.treatments._rows import RowTreatment, held, with_columns

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd
    import pyarrow as pa
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from privlab.tables import Dataset, Source

__all__ = ["Microaggregation", "MicroaggregationResult"]

METHODS = ("mdav", "fast")
BLOCK = 1_500
# a block of the fast method holds at least a few groups
GROUPS_IN_BLOCK = 8


@dataclass(frozen=True, repr=False)
class MicroaggregationResult(Result):
    """The groups that were formed, and what their means no longer tell."""

    columns: tuple[str, ...]
    lost: tuple[float, ...]
    group_sizes: NDArray[np.int64]

    title: ClassVar[str] = N_("Microaggregation")
    caption: ClassVar[str] = N_("Share of the variance lost, by column")

    @functools.cached_property
    def losses(self) -> pd.DataFrame:
        """Share of the variance that was inside groups and is lost (0 to 1), by column."""
        import pandas as pd

        return pd.DataFrame({"share": self.lost}, index=pd.Index(self.columns, name="column"))

    def _draw(self, ax: Axes) -> None:
        display.share_bars(ax, self.columns, self.lost, what=N_("Share of variance lost"))


class Microaggregation(RowTreatment):
    """Replace numbers by the means of groups of k to 2k-1 near people.

    Parameters
    ----------
    k : int
        Smallest group, in people (records without a person key).
    columns : list of str, optional
        Columns of numbers treated together; the declared quasi-identifiers by default.
    method : {"mdav", "fast"}
        "mdav": groups around the records that are farthest from the mean (MDAV), then moves and
        swaps between near groups while the sum of squares falls; time grows with the square of
        the rows. "fast": the same inside blocks cut at medians, for large tables. A single
        column is grouped optimally with either.
    standardise : bool
        Whether columns are divided by their standard deviation before distances are taken;
        without it a column in cents weighs more than one in euros.

    Attributes
    ----------
    result_ : MicroaggregationResult
        Groups, and the share of the variance lost: sum of squares inside groups over the total.

    Raises
    ------
    ColumnError
        In `fit`: a column that is not there, holds no numbers, or has missing values.
    ParameterError
        In `fit`: k above the people of the table, people with several rows, unknown method.

    Notes
    -----
    The treated columns become floats. All other columns stay as they are: k is proven for the
    treated columns alone. Rows of files and engines are brought into this process, at most
    5,000,000 of them.

    References
    ----------
    J. Domingo-Ferrer, J. M. Mateo-Sanz, Practical data-oriented microaggregation for statistical
    disclosure control, IEEE Transactions on Knowledge and Data Engineering 14(1), 2002; S. Hansen,
    S. Mukherjee, A polynomial algorithm for optimal univariate microaggregation, the same 15(4),
    2003.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"age": [30, 61, 31, 59], "income": [20, 52, 22, 48]})
    >>> data = privlab.dataset(frame, quasi_identifiers=["age", "income"])
    >>> treatment = Microaggregation(k=2).fit(data)
    >>> privlab.check_anonymity(treatment.transform(data)).k
    2
    >>> round(treatment.result_.figure("loss").value, 4)
    0.0073
    """

    result_: MicroaggregationResult

    def __init__(
        self,
        *,
        k: int = 3,
        columns: Iterable[str] | None = None,
        method: str = "mdav",
        standardise: bool = True,
    ) -> None:
        self.k = k
        self.columns = columns
        self.method = method
        self.standardise = standardise
        super().__init__()

    def fit(self, data: Source) -> Microaggregation:
        """Form the groups, take their means, check the table again, and keep what was found.

        Parameters
        ----------
        data : Dataset, or a frame or file that privlab.dataset takes

        Returns
        -------
        Microaggregation
            Itself, fitted: `result_`.

        Raises
        ------
        ColumnError
            A column that is not there, holds no numbers, or lacks some.
        ParameterError
            A method that is not known, fewer people than k, or people with several rows.
        """
        data = as_dataset(data)
        one_of("method", self.method, METHODS)
        columns = named_columns(data, self.columns)
        check_group(data, self.k)
        here = held(data)
        numbers = np.stack([numbers_of(here, c, missing="refuse") for c in columns], axis=1)
        points = numbers - numbers.mean(axis=0)
        # a column that is the same for everybody is all rounding once its mean is taken off
        points[:, np.ptp(numbers, axis=0) == 0] = 0.0
        spread = points.std(axis=0, ddof=1) if len(points) > 1 else np.zeros(len(columns))
        if self.standardise:
            points /= np.where(spread > 0, spread, 1.0)
        groups = self._groups(points)
        sizes = np.bincount(groups)
        released = with_columns(here, _means(numbers, groups, columns), "microaggregation")
        found = check_anonymity(released, quasi_identifiers=columns, k=self.k).k
        if found < self.k or sizes.min() < self.k:
            message = f"microaggregation left a combination of values below k={self.k}"
            raise InternalError(message)
        self.result_ = self._result(data, columns, points, groups, found)
        self._keep(data, released, columns, known=columns, k=self.k)
        return self

    def _groups(self, points: NDArray[np.float64]) -> NDArray[np.int64]:
        if points.shape[1] == 1:
            return groups_of_one_column(points[:, 0], self.k)
        most = max(BLOCK, 2 * GROUPS_IN_BLOCK * self.k)
        if self.method == "mdav" or len(points) <= most:
            return near_groups(points, self.k)
        block = blocks(points, most)
        order = np.argsort(block, kind="stable")
        groups = np.empty(len(points), dtype=np.int64)
        n_groups = 0
        for rows in np.split(order, np.flatnonzero(np.diff(block[order])) + 1):
            own = near_groups(points[rows], self.k)
            groups[rows] = own + n_groups
            n_groups += int(own.max()) + 1
        return groups

    def _result(
        self,
        data: Dataset,
        columns: tuple[str, ...],
        points: NDArray[np.float64],
        groups: NDArray[np.int64],
        found: int,
    ) -> MicroaggregationResult:
        sizes = np.bincount(groups)
        inside = np.empty(len(columns))
        for place in range(len(columns)):
            means = np.bincount(groups, weights=points[:, place]) / sizes
            inside[place] = ((points[:, place] - means[groups]) ** 2).sum()
        total = (points**2).sum(axis=0)
        lost = np.where(total > 0, inside / np.where(total > 0, total, 1.0), 0.0)
        constant = Message("Every column is the same for everybody: there is nothing to lose.")
        whole = float(inside.sum() / total.sum()) if total.sum() > 0 else None
        label = N_("Share of the variance lost (sum of squares inside groups over the total)")
        figures = (
            Figure("k", found, data.unit, N_("Smallest class (k) of the treated columns")),
            Figure("n_groups", len(sizes), "groups", N_("Groups")),
            Figure("largest_group", int(sizes.max()), data.unit, N_("Largest group")),
            Figure("loss", whole, "share", label, reason=None if total.sum() > 0 else constant),
            *(
                Figure(
                    "loss_of", float(share), "share", N_("Share of variance lost"), column=column
                )
                for column, share in zip(columns, lost, strict=True)
            ),
        )
        said = (
            Message("Treated together: {columns}.", {"columns": ", ".join(columns)}),
            Message("The threshold is {k}.", {"k": self.k}),
            Message("Distances are taken in standard deviations of each column.")
            if self.standardise
            else Message("Distances are taken in the units of the columns."),
            Message("Means are exact: k is proven for these columns alone, not with others."),
            data.unit_message,
        )
        return MicroaggregationResult(
            figures=figures,
            assumptions=said,
            provenance=data.provenance(
                "microaggregation",
                columns,
                k=self.k,
                method=self.method if len(columns) > 1 else "optimal",
                standardise=self.standardise,
            ),
            columns=columns,
            lost=tuple(float(share) for share in lost),
            group_sizes=sizes,
        )

    def __repr__(self) -> str:
        return f"<Microaggregation k={self.k}, {self.method}{self._state}>"


def _means(
    numbers: NDArray[np.float64], groups: NDArray[np.int64], columns: tuple[str, ...]
) -> dict[str, pa.ChunkedArray]:
    import pyarrow as pa

    order = np.argsort(groups, kind="stable")
    sizes = np.bincount(groups)
    starts = np.cumsum(sizes) - sizes
    new = {}
    for place, column in enumerate(columns):
        values = numbers[:, place]
        means = np.bincount(groups, weights=values) / sizes
        # the mean of equal values is their value, without rounding
        low = np.minimum.reduceat(values[order], starts)
        high = np.maximum.reduceat(values[order], starts)
        means = np.clip(means, low, high)
        new[column] = pa.chunked_array([pa.array(means[groups])])
    return new
