"""From classes to people: figures of a person who may have several rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from privlab.tables import small_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    import ibis.expr.types as ir
    import pandas as pd
    from numpy.typing import NDArray

    from privlab.classes import EquivalenceClasses

__all__ = ["People", "weighted_quantile"]


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
