"""From classes to people: figures of a person who may have several rows, and of all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from privlab.language import N_, Message
from privlab.results import Figure
from privlab.tables import small_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    import ibis.expr.types as ir
    import pandas as pd
    from numpy.typing import NDArray

    from privlab.classes import EquivalenceClasses

__all__ = ["People", "figures_beyond", "knowledge_figures", "most_exposed", "weighted_quantile"]

SHARES = (0.50, 0.95, 0.99)
LABELS = {
    "bits": N_("Bits known of a person, in the crowd"),
    "knowledge": N_("Knowledge"),
    "exposure": N_("Exposure of all columns"),
    "knowledge_top_decile": N_("Knowledge, most exposed tenth: mean"),
}
QUANTILE_LABELS = (
    N_("Knowledge, median person"),
    N_("Knowledge, 5% most exposed: from"),
    N_("Knowledge, 1% most exposed: from"),
)


@dataclass(frozen=True)
class People:
    """The people (or records) behind the classes.

    With one row each, a class stands for its people, with their number as weight. With several
    rows each, a person has the largest figure of their rows: the row that tells most.
    """

    classes: EquivalenceClasses
    weights: NDArray[np.int64]
    starts: NDArray[np.int64] | None = None

    @classmethod
    def behind(cls, classes: EquivalenceClasses) -> People:
        """Return the people behind the classes of a whole profile."""
        if classes.data.one_row_per_person:
            return cls(classes, classes.sizes)
        starts = np.flatnonzero(np.diff(classes.membership.people, prepend=-1))
        return cls(classes, np.ones(len(starts), dtype=np.int64), starts)

    def of_classes(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the figure of each entry of `weights` from the figure of each class."""
        if self.starts is None:
            return values
        return np.maximum.reduceat(values[self.classes.membership.classes], self.starts)

    def table(self, figures: Mapping[str, NDArray[np.float64]]) -> pd.DataFrame | ir.Table:
        """Return figures of people as a frame in input order, or as a table keyed by person."""
        data = self.classes.data
        keys = data.keys(self.classes.columns)
        if keys.rows is not None:
            import pandas as pd

            if self.starts is None or keys.people is None:
                place = self.classes.of_rows()
            else:
                number = self.classes.membership.keys.to_numpy()
                # codes of integer keys may leave gaps
                order = np.argsort(number)
                place = order[np.searchsorted(number[order], keys.people)]
            frame = pd.DataFrame({name: values[place] for name, values in figures.items()})
            return frame if data.index is None else frame.set_axis(data.index)
        person = data.roles.person
        if self.starts is not None and person is not None:
            return small_table({person: self.classes.membership.keys, **figures})
        words = dict(zip(keys.words, self.classes.words, strict=True))
        told = keys.table.inner_join(small_table({**words, **figures}), list(keys.words))
        if person is None:
            return told.select(*figures)
        return told.select("person", *figures).rename({person: "person"})

    def mean(self, values: NDArray[np.float64]) -> float:
        """Return the mean over people."""
        return float(np.average(values, weights=self.weights))


def weighted_quantile(
    values: NDArray[np.float64], weights: NDArray[np.int64], share: float
) -> float:
    """Return the smallest value that at least `share` of the weight does not exceed.

    Examples
    --------
    >>> weighted_quantile(np.array([0.2, 0.9]), np.array([9, 1]), 0.9)
    0.2
    """
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    place = np.searchsorted(reached, share * reached[-1] - 1e-9)
    return float(values[order][min(int(place), len(values) - 1)])


def figures_beyond(
    axis: str,
    labels: Sequence[str],
    n_people: int,
    quantile: Callable[[float], float],
    *,
    fewest_shown: int,
    unknown: Message | None = None,
) -> Iterator[Figure]:
    """Return the quantiles of a score over people, those of too few people without a value.

    Parameters
    ----------
    axis : str
        Keys are `{axis}_p50`, `{axis}_p95`, `{axis}_p99`.
    labels : sequence of str
        One for each, marked for translation.
    n_people : int
        Whose scores they are.
    quantile : callable
        Share (0 to 1) -> score that this share of the people does not exceed.
    fewest_shown : int
        A quantile beyond which fewer people lie has no value.
    unknown : Message, optional
        Why there is no figure at all.
    """
    few = Message("fewer than {n} people lie beyond", {"n": fewest_shown})
    for share, label in zip(SHARES, labels, strict=True):
        key = f"{axis}_p{round(share * 100)}"
        if unknown is not None or n_people * (1 - share) < fewest_shown:
            yield Figure(key, None, "score", label, reason=unknown or few)
        else:
            yield Figure(key, float(quantile(share)), "score", label)


def knowledge_figures(
    knowledge: float | None,
    of_people: Mapping[str, NDArray[np.float64]],
    people: People,
    bits: float,
    fewest_shown: int,
) -> Iterator[Figure]:
    """Return the figures of what is known, those that cannot be told with their reason."""
    undeclared = Message("no life dimension is declared for the columns")
    yield Figure("bits", bits, "bits", LABELS["bits"])
    yield Figure(
        "knowledge",
        knowledge,
        "score",
        LABELS["knowledge"],
        reason=None if knowledge is not None else undeclared,
    )
    if knowledge is None:
        exposed = people.mean(of_people["exposure"])
        yield Figure("exposure", exposed, "share", LABELS["exposure"])
    else:
        total = of_people["knowledge"]
        units = int(people.weights.sum())
        yield from figures_beyond(
            "knowledge",
            QUANTILE_LABELS,
            units,
            lambda share: weighted_quantile(total, people.weights, share),
            fewest_shown=fewest_shown,
        )
        yield _top_decile(total, people, units, fewest_shown)


def _top_decile(
    total: NDArray[np.float64], people: People, units: int, fewest_shown: int
) -> Figure:
    label = LABELS["knowledge_top_decile"]
    most = units // 10
    if most < fewest_shown:
        reason = Message("fewer than {n} people in a tenth", {"n": fewest_shown})
        return Figure("knowledge_top_decile", None, "score", label, reason=reason)
    value = float(np.average(total, weights=_in_top(total, people, most)))
    return Figure("knowledge_top_decile", value, "score", label)


def most_exposed(
    of_people: Mapping[str, NDArray[np.float64]], people: People, fewest_shown: int
) -> dict[str, float] | None:
    """Return the mean of each dimension over the most exposed tenth, as one group."""
    most = int(people.weights.sum()) // 10
    if "knowledge" not in of_people or most < fewest_shown:
        return None
    weights = _in_top(of_people["knowledge"], people, most)
    return {
        name: float(np.average(values, weights=weights))
        for name, values in of_people.items()
        if name != "knowledge"
    }


def _in_top(total: NDArray[np.float64], people: People, most: int) -> NDArray[np.int64]:
    """Return how many of the people of each entry are among the `most` with the highest total."""
    order = np.argsort(-total, kind="stable")
    before = np.concatenate([[0], np.cumsum(people.weights[order])[:-1]])
    inside = np.zeros(len(order), dtype=np.int64)
    inside[order] = np.clip(most - before, 0, people.weights[order])
    return inside
