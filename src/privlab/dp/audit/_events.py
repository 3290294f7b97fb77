"""Events that tell two inputs apart, and the loss that their frequencies prove.

An event is found on one half of the runs and counted on the other half, so that the bound holds
whatever was looked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from privlab.dp.audit._outputs import Column

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

__all__ = ["Event", "chosen_event", "loss_bounds", "proportion_bounds", "with_derived"]

THRESHOLDS = 128
BINS = 12
FINEST_OF_ZERO = 1100.0
"""The exponent said of 0, which every power of two divides; above that of any float."""


@dataclass(frozen=True)
class Event:
    """Runs in which one column of the output is on one side of a threshold, or in one state.

    Attributes
    ----------
    column : int
        Place of the column.
    kind : {"at least", "at most", "equal", "state"}
    threshold : float
        The number of the state where `kind` is "state".
    turned : bool
        Whether it is more frequent on the second input than on the first.
    """

    column: int
    kind: str
    threshold: float
    turned: bool = False

    def happened(self, columns: Sequence[Column]) -> NDArray[np.bool_]:
        """Return the runs in which it happened."""
        own = columns[self.column]
        if self.kind == "state":
            return np.equal(own.states, int(self.threshold))
        compared = {"at least": np.greater_equal, "at most": np.less_equal, "equal": np.equal}
        return np.asarray(compared[self.kind](own.values, self.threshold), dtype=np.bool_)


def proportion_bounds(
    k: NDArray[np.int64], n: int, level: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return bounds of a proportion, each wrong at most `level` of the time.

    Parameters
    ----------
    k : array of int
        Successes among n.
    n : int
    level : float
        Of each side, between 0 and 0.5.

    Notes
    -----
    Clopper and Pearson, Biometrika 26 (1934): quantiles of Beta(k, n - k + 1) and
    Beta(k + 1, n - k).
    """
    from scipy.special import betaincinv

    k = np.asarray(k, dtype=np.float64)
    low = np.where(k > 0, betaincinv(np.maximum(k, 1), n - k + 1, level), 0.0)
    high = np.where(k < n, betaincinv(k + 1, np.maximum(n - k, 1), 1 - level), 1.0)
    return low, high


def loss_bounds(
    often: NDArray[np.int64],
    seldom: NDArray[np.int64],
    n: int,
    *,
    delta: float,
    level: float,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return bounds of log((p - delta) / q), each wrong at most `level` of the time.

    Parameters
    ----------
    often, seldom : array of int
        How often the event happened among n runs on the one input, and on the other.
    n : int
    delta : float
    level : float
        Half of it is granted to each of the two proportions.
    """
    p_low, p_high = proportion_bounds(often, n, level / 2)
    q_low, q_high = proportion_bounds(seldom, n, level / 2)
    with np.errstate(divide="ignore"):
        low = np.log(np.maximum(p_low - delta, 0)) - np.log(q_high)
        # an event that may never happen on the other input bounds nothing from above
        high = np.log(np.maximum(p_high - delta, 0)) - np.log(np.where(q_low > 0, q_low, 1.0))
    high = np.where(q_low > 0, high, np.inf)
    return low, high


def chosen_event(
    first: Sequence[Column], second: Sequence[Column], *, delta: float, level: float
) -> Event:
    """Return the event that proves the largest loss on these runs; the first among equals."""
    best, best_loss = Event(0, "state", 0.0), -np.inf
    for place, (own, other) in enumerate(zip(first, second, strict=True)):
        n = len(own.values)
        events, counts = _counted(own, other)
        for turned in (False, True):
            often, seldom = counts[::-1] if turned else counts
            low, _ = loss_bounds(often, seldom, n, delta=delta, level=level)
            top = int(np.argmax(low))
            if low[top] > best_loss:
                kind, threshold = events[top]
                best, best_loss = Event(place, kind, threshold, turned), float(low[top])
    return best


def with_derived(
    first: Sequence[Column], second: Sequence[Column], half: int
) -> tuple[list[Column], list[Column]]:
    """Return the columns with those that show what no single number shows.

    The total of an output; how fine the floats are, since floating-point noise lands on other
    numbers from other inputs (Mironov, CCS 2012); and all columns together, by the likelihood
    ratio of each, learned from the first `half` of the runs.
    """
    made: tuple[list[Column], list[Column]] = (list(first), list(second))
    for columns, own in ((first, made[0]), (second, made[1])):
        own += [_finest(each) for each in columns]
        if len(columns) > 1:
            own.append(_plain("total", np.nansum([each.values for each in columns], axis=0)))
    if len(first) > 1:
        for own, score in zip(made, _likelihood_ratios(first, second, half), strict=True):
            own.append(_plain("likelihood ratio", score))
    return made


def _plain(name: str, values: NDArray[np.float64]) -> Column:
    return Column(name, values, np.zeros(len(values), dtype=np.int64))


def _finest(column: Column) -> Column:
    """Return the exponent of the lowest bit that is set in each number."""
    known = column.states == 0
    mantissa, exponent = np.frexp(np.where(known, column.values, 0.0))
    whole = np.abs(mantissa * 2.0**53).astype(np.int64)
    lowest = np.log2(np.maximum(whole & -whole, 1).astype(np.float64))
    finest = np.where(whole == 0, FINEST_OF_ZERO, exponent - 53 + lowest)
    return Column(
        f"finest bit of {column.name}", np.where(known, finest, np.nan), column.states, column.words
    )


def _thresholds(pooled: NDArray[np.float64]) -> NDArray[np.float64]:
    distinct = np.unique(pooled[np.isfinite(pooled)])
    if len(distinct) <= THRESHOLDS:
        return distinct
    shares = np.linspace(0, 1, THRESHOLDS)
    # by nearest value, so that each threshold is an output that was seen
    ordered = np.sort(pooled[np.isfinite(pooled)])
    return np.unique(ordered[np.rint(shares * (len(ordered) - 1)).astype(np.int64)])


def _counted(
    own: Column, other: Column
) -> tuple[list[tuple[str, float]], tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Return the events of one column, and how often each happened on either input."""
    thresholds = _thresholds(np.concatenate([own.values, other.values]))
    states = sorted({*np.unique(own.states), *np.unique(other.states)})
    events = [(kind, float(t)) for kind in ("at least", "at most", "equal") for t in thresholds]
    events += [("state", float(state)) for state in states]
    counts = []
    for column in (own, other):
        ordered = np.sort(column.values[column.states == 0])
        below = np.searchsorted(ordered, thresholds, side="left")
        upto = np.searchsorted(ordered, thresholds, side="right")
        in_state = [int((column.states == state).sum()) for state in states]
        counts.append(np.concatenate([len(ordered) - below, upto, upto - below, in_state]))
    return events, (counts[0], counts[1])


def _likelihood_ratios(
    first: Sequence[Column], second: Sequence[Column], half: int
) -> Iterator[NDArray[np.float64]]:
    """Yield for either input the sum over the columns of the log ratio of their frequencies."""
    scores = [np.zeros(len(first[0].values)), np.zeros(len(first[0].values))]
    for own, other in zip(first, second, strict=True):
        pooled = np.concatenate([own.values[:half], other.values[:half]])
        pooled = pooled[np.isfinite(pooled)]
        edges = (
            np.unique(np.quantile(pooled, np.linspace(0, 1, BINS + 1)[1:-1]))
            if len(pooled)
            else np.empty(0)
        )
        n_bins = len(edges) + 1 + len(own.words)
        bins = [
            np.where(
                column.states == 0,
                np.searchsorted(edges, column.values, side="right"),
                len(edges) + column.states,
            )
            for column in (own, other)
        ]
        often, seldom = (np.bincount(each[:half], minlength=n_bins) + 1.0 for each in bins)
        ratio = np.log(often) - np.log(seldom)
        for place, each in enumerate(bins):
            scores[place] += ratio[each]
    yield from scores
