"""Top and bottom coding: values beyond a bound become the bound, or their mean."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, NamedTuple

import numpy as np

from privlab import _display as display
from privlab._checks import is_number, one_of
from privlab.anonymity import check_anonymity
from privlab.errors import ColumnError, InternalError, ParameterError, did_you_mean, listed
from privlab.language import N_, Message
from privlab.results import Figure, Result
from privlab.tables import as_dataset
from privlab.treatments._numbers import check_group, numbers_of
from privlab.treatments._rows import RowTreatment, held, with_columns

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from privlab.tables import Dataset, Source

__all__ = ["TopBottom", "TopBottomResult"]

REPLACEMENTS = ("bound", "mean")
SIDES = ("below the low", "above the high")

Bounds = tuple[float | None, float | None]


class _Coded(NamedTuple):
    values: NDArray[np.float64]
    n_low: int
    n_high: int
    lost: float


@dataclass(frozen=True, repr=False)
class TopBottomResult(Result):
    """How many values were beyond the bounds, and what replacing them lost.

    Attributes
    ----------
    columns : tuple of str
    shares : tuple of float
        Share of the rows replaced in each, without a side that has fewer than k people.
    """

    columns: tuple[str, ...]
    shares: tuple[float, ...]

    title: ClassVar[str] = N_("Top and bottom coding")
    caption: ClassVar[str] = N_("Share of the values replaced, by column")

    def _draw(self, ax: Axes) -> None:
        display.share_bars(ax, self.columns, self.shares, what=N_("Share of values replaced"))


class TopBottom(RowTreatment):
    """Replace the values below a low and above a high bound.

    Parameters
    ----------
    columns : mapping of column to (low, high), optional
        Bounds fixed in advance, in the unit of the column; None leaves that side as it is.
    shares : mapping of column to (low, high), optional
        Bounds chosen from the data instead: the share of the people to replace on each side,
        above 0 and below 1; None leaves that side as it is. The bound is the first value that
        stays.
    replace_by : {"bound", "mean"}
        What beyond the bound becomes: the bound itself, or the mean of the values beyond it.
    k : int
        How few people (records without a person key) may carry a replaced value.

    Attributes
    ----------
    result_ : TopBottomResult

    Raises
    ------
    ColumnError
        In `fit`: a column that is not there or holds no numbers.
    ParameterError
        In `fit`: bounds that leave nothing between them; fewer than k people beyond a bound that
        is chosen from the data or replaced by a mean; people with several rows.

    Notes
    -----
    A bound fixed in advance tells nothing of the data and may have nobody beyond it. Where the
    bound is chosen from the data, or a mean is taken, what is released depends on those beyond:
    they must be at least k. A missing value stays missing. Treated columns become floats.

    References
    ----------
    A. Hundepool et al., Statistical Disclosure Control, Wiley 2012, chapter 3 (top and bottom
    coding).

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> data = privlab.dataset(pd.DataFrame({"income": [12, 20, 21, 22, 90, 250]}))
    >>> treatment = TopBottom(columns={"income": (None, 50)}, replace_by="mean", k=2).fit(data)
    >>> treatment.transform(data).memory["income"].to_pylist()
    [12.0, 20.0, 21.0, 22.0, 170.0, 170.0]
    """

    result_: TopBottomResult

    def __init__(
        self,
        *,
        columns: Mapping[str, Bounds] | None = None,
        shares: Mapping[str, Bounds] | None = None,
        replace_by: str = "bound",
        k: int = 3,
    ) -> None:
        self.columns = columns
        self.shares = shares
        self.replace_by = replace_by
        self.k = k
        super().__init__()

    def fit(self, data: Source) -> TopBottom:
        """Find the bounds, replace what is beyond, check it, and keep what was found.

        Parameters
        ----------
        data : Dataset, or a frame or file that privlab.dataset takes

        Returns
        -------
        TopBottom
            Itself, fitted: `result_`.

        Raises
        ------
        ColumnError
            A column that is not there or holds no numbers.
        ParameterError
            Bounds or shares that are not allowed, or fewer than k people beyond a bound.

        Examples
        --------
        >>> import pandas as pd, privlab
        >>> data = privlab.dataset(pd.DataFrame({"income": [12, 20, 21, 90, 250, 300]}))
        >>> fitted = TopBottom(columns={"income": (None, 50)}, k=3).fit(data)
        >>> fitted.transform(data).to_pandas()["income"].tolist()
        [12.0, 20.0, 21.0, 50.0, 50.0, 50.0]
        """
        data = as_dataset(data)
        wanted = self._checked(data)
        here = held(data)
        coded = {}
        for column, pair in wanted.items():
            values = numbers_of(here, column, missing="nan")
            chosen = column in (self.shares or {})
            bounds = _bounds(column, values, pair) if chosen else pair
            coded[column] = self._coded(data, column, values, bounds)
        new = {column: _floats(found.values) for column, found in coded.items()}
        released = with_columns(here, new, "top and bottom coding")
        self._check_release(here, released, coded)
        self.result_ = self._result(data, coded)
        self._keep(data, released, coded)
        return self

    def _checked(self, data: Dataset) -> dict[str, Bounds]:
        one_of("replace_by", self.replace_by, REPLACEMENTS)
        check_group(data, self.k)
        fixed, chosen = dict(self.columns or {}), dict(self.shares or {})
        if not fixed and not chosen:
            message = (
                "No column is named. Pass columns={'income': (None, 100_000)}, or "
                "shares={'income': (None, 0.01)}."
            )
            raise ParameterError(message)
        for column in fixed:
            if column in chosen:
                message = (
                    f"Column '{listed([column])}' has bounds and shares. Leave it in one of them."
                )
                raise ColumnError(message)
        for column, pair in (*fixed.items(), *chosen.items()):
            if column not in data.columns or column == data.roles.person:
                message = (
                    f"'{listed([column])}' is not a column to treat. "
                    f"{did_you_mean(column, data.columns)}"
                )
                raise ColumnError(message)
            _check_pair(column, pair, shares=column in chosen)
        return {**fixed, **chosen}

    def _coded(
        self, data: Dataset, column: str, values: NDArray[np.float64], bounds: Bounds
    ) -> _Coded:
        new = values.copy()
        chosen = column in (self.shares or {})
        counts = []
        for side, bound in zip(SIDES, bounds, strict=True):
            if bound is None:
                counts.append(0)
                continue
            beyond = values < bound if side == "below the low" else values > bound
            n = int(beyond.sum())
            counts.append(n)
            if n < self.k and (chosen or (n and self.replace_by == "mean")):
                message = (
                    f"Fewer than k={self.k} {data.unit} are {side} bound of '{listed([column])}', "
                    "and what replaces their values would tell of them. Choose a bound or share "
                    "with more beyond it, or fix a bound in advance with replace_by='bound'."
                )
                raise ParameterError(message)
            if n:
                new[beyond] = values[beyond].mean() if self.replace_by == "mean" else bound
        present = values[~np.isnan(values)]
        total = float(((present - present.mean()) ** 2).sum()) if len(present) else 0.0
        lost = float(np.nansum((new - values) ** 2)) / total if total else 0.0
        return _Coded(new, counts[0], counts[1], lost)

    def _check_release(self, here: Dataset, released: Dataset, coded: Mapping[str, _Coded]) -> None:
        """Look in the table released for replaced values that fewer than k carry."""
        for column, found in coded.items():
            if self.replace_by == "bound" and column not in (self.shares or {}):
                continue
            before = numbers_of(here, column, missing="nan")
            replaced = (before != found.values) & ~np.isnan(before)
            rare = check_anonymity(released, quasi_identifiers=[column], k=self.k).mask(self.k)
            if not isinstance(rare, np.ndarray) or (rare & replaced).any():
                message = f"top and bottom coding left a replaced value below k={self.k}"
                raise InternalError(message)

    def _result(self, data: Dataset, coded: Mapping[str, _Coded]) -> TopBottomResult:
        n_rows = data.n_rows
        figures = []
        for column, found in coded.items():
            # how many are beyond a bound is not said of fewer than k
            for key, n, label in (
                ("n_low", found.n_low, N_("Below the low bound")),
                ("n_high", found.n_high, N_("Above the high bound")),
            ):
                few = Message("Fewer than {k}: the number is withheld.", {"k": self.k})
                shown = None if 0 < n < self.k else n
                reason = few if shown is None else None
                figures.append(Figure(key, shown, data.unit, label, reason=reason, column=column))
            withheld = any(0 < n < self.k for n in (found.n_low, found.n_high))
            few = Message(
                "Fewer than {k} are beyond a bound: what they lost is withheld.", {"k": self.k}
            )
            label = N_("Squared change over the total sum of squares")
            lost, reason = (None, few) if withheld else (found.lost, None)
            figures.append(Figure("loss", lost, "ratio", label, reason=reason, column=column))
        said = (
            Message("Beyond a bound, values become the bound.")
            if self.replace_by == "bound"
            else Message("Beyond a bound, values become their mean."),
            Message("The threshold is {k}.", {"k": self.k}),
            Message("A missing value stays missing."),
            data.unit_message,
        )
        shares = [
            sum(n for n in (each.n_low, each.n_high) if n >= self.k) / n_rows
            for each in coded.values()
        ]
        return TopBottomResult(
            figures=tuple(figures),
            assumptions=said,
            provenance=data.provenance(
                "top_bottom",
                coded,
                k=self.k,
                replace_by=self.replace_by,
                bounds={c: list(pair) for c, pair in (self.columns or {}).items()},
                shares={c: list(pair) for c, pair in (self.shares or {}).items()},
            ),
            columns=tuple(coded),
            shares=tuple(shares),
        )

    def __repr__(self) -> str:
        return f"<TopBottom k={self.k}, by {self.replace_by}{self._state}>"


def _check_pair(column: str, pair: object, *, shares: bool) -> None:
    what = "shares" if shares else "bounds"
    if not isinstance(pair, tuple | list) or len(pair) != len(SIDES):
        message = (
            f"The {what} of '{listed([column])}' must be two, (low, high), with None for a side "
            "that stays as it is."
        )
        raise ParameterError(message)
    given = [each for each in pair if each is not None]
    for each in given:
        if not is_number(each) or not math.isfinite(each) or (shares and not 0 < each < 1):
            allowed = "a number above 0 and below 1" if shares else "a finite number"
            message = (
                f"{what} of '{listed([column])}' has {each!r}; each must be {allowed} or None."
            )
            raise ParameterError(message)
    if not given:
        message = f"The {what} of '{listed([column])}' leave both sides as they are. Give one."
        raise ParameterError(message)
    crossed = len(given) == len(SIDES) and (sum(given) >= 1 if shares else given[0] >= given[1])
    if crossed:
        message = f"The {what} of '{listed([column])}' leave nothing between them."
        raise ParameterError(message)


def _bounds(column: str, values: NDArray[np.float64], shares: Bounds) -> Bounds:
    """Return the first and last value that stay when at most these shares are replaced."""
    present = np.sort(values[~np.isnan(values)])
    if not len(present):
        message = f"Column '{listed([column])}' has only missing values: no bound can be chosen."
        raise ColumnError(message)
    low, high = shares
    last = len(present) - 1
    return (
        None if low is None else float(present[math.floor(low * len(present))]),
        None if high is None else float(present[last - math.floor(high * len(present))]),
    )


def _floats(values: NDArray[np.float64]) -> pa.ChunkedArray:
    import pyarrow as pa

    return pa.chunked_array([pa.array(values, from_pandas=True)])
