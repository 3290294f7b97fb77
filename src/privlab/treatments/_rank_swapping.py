"""Rank swapping: numbers change places with numbers of near rank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from privlab import _display as display
from privlab._checks import number
from privlab._loops import compiled
from privlab.errors import InternalError
from privlab.language import N_, Message
from privlab.results import Figure, Result
from privlab.tables import as_dataset
from privlab.treatments._numbers import named_columns, numbers_of
from privlab.treatments._people import one_a_person
from privlab.treatments._post_randomisation import check_seed
from privlab.treatments._rows import RowTreatment, held, with_columns

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from privlab.tables import Source

__all__ = ["RankSwapping", "RankSwappingResult"]

TRIES = 8


@dataclass(frozen=True, repr=False)
class RankSwappingResult(Result):
    """How many values changed, and how close they stay to what they were."""

    columns: tuple[str, ...]
    changed: tuple[float, ...]

    title: ClassVar[str] = N_("Rank swapping")
    caption: ClassVar[str] = N_("Share of the values changed, by column")

    def _draw(self, ax: Axes) -> None:
        display.share_bars(ax, self.columns, self.changed, what=N_("Share of values changed"))


class RankSwapping(RowTreatment):
    """Swap each number with one whose rank is near, column by column.

    Parameters
    ----------
    columns : list of str, optional
        Columns of numbers; the declared quasi-identifiers by default.
    window : float
        How far ranks may be from each other, as a share of the values, above 0 and at most 1.
    seed : int, optional
        Makes the draw repeatable, for tests. Whoever knows it can undo the treatment: it is
        neither shown nor kept in the result.

    Attributes
    ----------
    result_ : RankSwappingResult

    Raises
    ------
    ColumnError, ParameterError
        In `fit`: a column that is not there or holds no numbers, a window that is none, a person
        with several values of a column.

    Notes
    -----
    Where people have several rows one swap is drawn a person. Each column keeps exactly its
    values, one a person; what is lost is how columns go together. Nothing is
    proven about k. A missing value stays missing.

    References
    ----------
    R. A. Moore, Controlled data-swapping techniques for masking public use microdata sets, US
    Bureau of the Census, Statistical Research Division report RR96-04, 1996.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> data = privlab.dataset(pd.DataFrame({"age": [30, 31, 60, 61]}), quasi_identifiers=["age"])
    >>> RankSwapping(window=0.25, seed=1).fit(data).transform(data).memory["age"].to_pylist()
    [31, 30, 61, 60]
    """

    result_: RankSwappingResult

    def __init__(
        self, *, columns: Iterable[str] | None = None, window: float = 0.05, seed: int | None = None
    ) -> None:
        self.columns = columns
        self.window = window
        self.seed = seed
        super().__init__()

    def fit(self, data: Source) -> RankSwapping:
        """Draw the swaps, and keep what changed.

        Parameters
        ----------
        data : Dataset, or a frame or file that privlab.dataset takes

        Returns
        -------
        RankSwapping
            Itself, fitted: `result_`.

        Raises
        ------
        ColumnError
            A column that is not there, holds no numbers, or differs between the rows of a person.
        ParameterError
            `window` is not above 0 and at most 1.
        """
        data = as_dataset(data)
        window = number("window", self.window, "(0, 1]", of="a share of the ranks")
        rng = np.random.default_rng(check_seed(self.seed))
        columns = named_columns(data, self.columns)
        here = held(data)
        new, figures, changed = {}, [], []
        for column in columns:
            numbers = numbers_of(here, column, missing="nan")
            present = ~np.isnan(numbers)
            _, codes = np.unique(numbers, return_inverse=True)
            people = one_a_person(here, column, codes, present)
            before = numbers[people.rows]
            source = _sources(before, window, rng)
            after = before[source]
            share = float((after != before).sum() / data.n_units)
            changed.append(share)
            if here.memory is None:
                message = "the rows of this table are not held in this process"
                raise InternalError(message)
            new[column] = here.memory.column(column).take(people.of_all(source))
            label = N_("Share of values changed")
            figures += [
                Figure("changed", share, "share", label, column=column),
                _kept(column, before, after),
            ]
        released = with_columns(here, new, "rank swapping")
        self.result_ = RankSwappingResult(
            figures=tuple(figures),
            assumptions=(
                Message("Each column keeps its values; how columns go together is blurred."),
                Message("Nothing is proven about k: a record may keep all of its values."),
                Message("A missing value stays missing."),
                data.unit_message,
            ),
            provenance=data.provenance("rank_swapping", columns, window=float(window)),
            columns=columns,
            changed=tuple(changed),
        )
        self._keep(data, released, columns)
        return self

    def __repr__(self) -> str:
        return f"<RankSwapping window={self.window}{self._state}>"


def _kept(column: str, before: NDArray[np.float64], after: NDArray[np.float64]) -> Figure:
    """Return the share of the variance that a line through old and new values still explains."""
    label = N_("Squared correlation of old and new values")
    if len(before) < 2 or np.ptp(before) == 0:
        reason = Message("The column is the same for everybody.")
        return Figure("kept", None, "share", label, reason=reason, column=column)
    value = float(np.corrcoef(before, after)[0, 1]) ** 2
    return Figure("kept", min(1.0, value), "share", label, column=column)


def _sources(
    numbers: NDArray[np.float64], window: float, rng: np.random.Generator
) -> NDArray[np.int64]:
    """Return, for each person, the person whose value they get, shape (n_people,)."""
    source = np.arange(len(numbers))
    # equal values are in random order, so that which of them is swapped tells nothing
    shuffled = rng.permutation(source)
    ranked = shuffled[np.argsort(numbers[shuffled], kind="stable")]
    farthest = max(1, int(window * len(ranked)))
    partner = compiled(_partners)(rng.random((len(ranked), TRIES)), farthest)
    source[ranked] = ranked[partner]
    return source


def _partners(draws: NDArray[np.float64], farthest: int) -> NDArray[np.int64]:
    """Return the rank that each rank changes places with, at most `farthest` away."""
    n, tries = draws.shape
    partner = np.full(n, -1, dtype=np.int64)
    for rank in range(n):
        if partner[rank] >= 0:
            continue
        reach = min(farthest, n - 1 - rank)
        chosen = rank
        for attempt in range(tries):
            if reach == 0:
                break
            other = rank + 1 + int(draws[rank, attempt] * reach)
            if partner[other] < 0:
                chosen = other
                break
        else:
            for other in range(rank + 1, rank + reach + 1):
                if partner[other] < 0:
                    chosen = other
                    break
        partner[rank], partner[chosen] = chosen, rank
    return partner
