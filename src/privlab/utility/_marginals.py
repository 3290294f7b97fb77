"""How often each label occurs before and after a treatment, counted on the engine."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from privlab.classes import equivalence_classes
from privlab.hierarchies import SUPPRESSED

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from privlab.anonymise._recipe import Recipe
    from privlab.tables import Dataset

__all__ = ["Marginal", "marginal_of", "total_variation"]

Label = str | None


def total_variation(before: NDArray[np.float64], after: NDArray[np.float64]) -> float:
    """Return half of the sum of what shares differ by, 0 (the same) to 1 (nothing in common).

    Parameters
    ----------
    before, after : array of float, shape (n_labels,)
        Each sums to 1.

    Examples
    --------
    >>> round(total_variation(np.array([0.5, 0.5]), np.array([0.8, 0.2])), 6)
    0.3
    """
    return float(np.abs(before - after).sum() / 2)


@dataclass(frozen=True, repr=False)
class Marginal:
    """The labels of one column, the most frequent of the original first.

    Attributes
    ----------
    labels : tuple of str or None
        As released, at the coarsest level that the recipe has for the column; None is the
        missing value.
    before, after : array of float, shape (n_labels,)
        Share of the records of the original, generalised, and of the release.
    n_after : array of int64, shape (n_labels,)
        People (records without a person key) of the release.
    n_values : int
        Distinct values of the original.
    """

    labels: tuple[Label, ...]
    before: NDArray[np.float64]
    after: NDArray[np.float64]
    n_after: NDArray[np.int64]
    n_values: int

    @property
    def distance(self) -> float:
        """Total variation distance, 0 to 1."""
        return total_variation(self.before, self.after)

    def shown(self, k: int, most: int) -> tuple[list[str], list[float], list[float]]:
        """Return names and shares before and after of labels that at least k people carry.

        Labels that fewer carry, that nobody carries any more, and those beyond the `most` most
        frequent ones are put together at the end, under an empty name.
        """
        named = [
            label is not None and n >= k for label, n in zip(self.labels, self.n_after, strict=True)
        ]
        places = np.flatnonzero(named)[:most]
        rest = np.ones(len(self.labels), dtype=bool)
        rest[places] = False
        names = [str(self.labels[place]) for place in places]
        before, after = list(self.before[places]), list(self.after[places])
        if self.before[rest].sum() + self.after[rest].sum() > 0:
            names.append("")
            before.append(self.before[rest].sum())
            after.append(self.after[rest].sum())
        return names, [float(b) for b in before], [float(a) for a in after]


def marginal_of(original: Dataset, released: Dataset, recipe: Recipe, column: str) -> Marginal:
    """Return the shares of each released label of a column in both tables.

    The share of a label in the original is that of the values which the recipe's hierarchy
    puts under it.
    """
    levels = [own.get(column, 0) for own in recipe.rounds]
    values, records, _, missing = _counted(original, column)
    names, n_unknown, finer = _generalised(values, records, recipe, column, levels)
    before: dict[Label, int] = {}
    for label, n in zip(names, records, strict=True):
        if label is not None:
            before[label] = before.get(label, 0) + int(n)
    hidden = max(levels) > 0 and not set(before) - {SUPPRESSED}
    key = SUPPRESSED if hidden else None
    if missing[0]:
        before[key] = before.get(key, 0) + missing[0]
    own, counts, units, gone = _counted(released, column)
    after: dict[Label, list[int]] = {}
    for text, n, people in zip(_texts(own), counts, units, strict=True):
        label = finer.get(text, text)
        held = after.setdefault(label, [0, 0])
        held[0] += int(n)
        held[1] += int(people)
    if gone[0]:
        held = after.setdefault(key, [0, 0])
        held[0] += gone[0]
        held[1] += gone[1]
    labels = sorted(
        {**before, **after}, key=lambda label: (-before.get(label, 0), label is None, label or "")
    )
    # records of values that no hierarchy knows have no label: their share stands for itself
    shares = np.array([*(before.get(label, 0) for label in labels), n_unknown], dtype=np.float64)
    others = np.array([*(after.get(label, [0, 0])[0] for label in labels), 0], dtype=np.float64)
    people = np.array([*(after.get(label, [0, 0])[1] for label in labels), 0], dtype=np.int64)
    kept = slice(None) if n_unknown else slice(len(labels))
    return Marginal(
        tuple([*labels, None][kept]),
        (shares / max(shares.sum(), 1))[kept],
        (others / max(others.sum(), 1))[kept],
        people[kept],
        len(values) + bool(missing[0]),
    )


def _counted(
    data: Dataset, column: str
) -> tuple[pa.Array, NDArray[np.int64], NDArray[np.int64], tuple[int, int]]:
    """Return distinct values, records and units of each, and those of the missing value."""
    import pyarrow as pa

    classes = equivalence_classes(data, quasi_identifiers=(column,))
    codes, missing = classes.codes(column), classes.missing(column)
    held = codes < missing
    values = data.keys((column,)).codings[0].labels.take(pa.array(codes[held]))
    gone = (int(classes.n_records_in[~held].sum()), int(classes.sizes[~held].sum()))
    return values, classes.n_records_in[held], classes.sizes[held], gone


def _generalised(
    values: pa.Array,
    records: NDArray[np.int64],
    recipe: Recipe,
    column: str,
    levels: Sequence[int],
) -> tuple[list[Label], int, dict[str, str]]:
    """Return the coarsest label of each value, None where the hierarchy knows none.

    Also the records of such values, and the coarsest label of each label of a finer round.
    """
    import pyarrow as pa

    if not max(levels):
        return list(_texts(values)), 0, {}
    hierarchy = recipe.hierarchies[column]
    covers = hierarchy.covers(values)
    known = values.filter(pa.array(covers))
    coarsest = _texts(hierarchy.labels(known, level=max(levels)))
    names: list[Label] = [None] * len(values)
    for place, label in zip(np.flatnonzero(covers), coarsest, strict=True):
        names[int(place)] = label
    finer: dict[str, str] = {}
    for level in sorted(set(levels)):
        finer.update(zip(_texts(hierarchy.labels(known, level=level)), coarsest, strict=True))
    return names, int(records[~covers].sum()), finer


def _texts(values: pa.Array) -> list[str]:
    import pyarrow as pa

    texts: list[str] = values.cast(pa.string()).to_pylist()
    return texts
