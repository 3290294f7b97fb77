"""How much a generalisation loses: the models that a search minimises, with their bounds.

A model answers three questions: a lower bound for every node of the lattice at once, the loss of
one node whose classes are known, and what that node proves about the nodes below and above it.
"""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from privlab._checks import number, one_of
from privlab.errors import ParameterError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from privlab.anonymise._generalising import Generalised, GeneralisedColumn
    from privlab.anonymise._nodes import Node

__all__ = [
    "QUALITIES",
    "SEPARABLE",
    "Quality",
    "SeparableQuality",
    "axes_of",
    "costs_of",
    "quality_of",
]

SEPARABLE = ("loss", "entropy", "precision")
OF_CLASSES = ("discernibility", "average_class_size", "accuracy")
QUALITIES = (*SEPARABLE, *OF_CLASSES)
AGGREGATES = ("geometric_mean", "mean", "sum", "max")


def axes_of(shape: Sequence[int]) -> list[int]:
    """Return the columns that are axes of an array over the lattice.

    Those of more than one place, or one column: NumPy has 64 axes at most.
    """
    return [c for c, size in enumerate(shape) if size > 1] or [0]


class Quality(Protocol):
    """What a search minimises; inside it losses are on a scale of the model's own."""

    def bounds(self) -> NDArray[np.float64]:
        """Return a lower bound of the loss of every node.

        An axis for each of `axes_of(shape)`.
        """

    def bound(self, place: tuple[int, ...]) -> float:
        """Return that of one node."""

    def gains(self) -> list[NDArray[np.float64]]:
        """Return what each step down of each column is worth, shapes (n_places - 1,)."""

    def loss(self, node: Node, suppressed: NDArray[np.bool_]) -> float:
        """Return the loss of a node whose given classes are suppressed, shape (n_classes,)."""

    def tighten(
        self, bounds: NDArray[np.float64], node: Node, suppressed: NDArray[np.bool_]
    ) -> None:
        """Raise the bounds that the node proves; `suppressed` stay so in all nodes below it."""

    def published(self, loss: float) -> float:
        """Return a loss on the scale that users read."""


@dataclass(frozen=True)
class SeparableQuality:
    """Each cell of a column has a cost of its own; the columns are put together at the end.

    Attributes
    ----------
    bases : list of arrays, one a column, shape (n_places,)
        Cost of the column at each place when nothing is suppressed.
    penalties : list of lists of arrays, [column][place], shape (n_codes,)
        What suppressing one record of a code adds.
    least : list of lists of arrays, [column][place], shape (place + 1, n_codes)
        The smallest penalty, at each place up to this one, of what is under a code.
    ranges : list of (float, float)
        Cost of the column as it is, and suppressed altogether.
    """

    bases: list[NDArray[np.float64]]
    penalties: list[list[NDArray[np.float64]]]
    least: list[list[NDArray[np.float64]]]
    ranges: list[tuple[float, float]]
    weights: list[float]
    aggregate: str
    suppressed_costs: float = 1.0

    @functools.cached_property
    def _scale(self) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
        """Lowest cost, range (endless where there is none) and weight of each column."""
        low, high = np.array(self.ranges).T
        return low, np.where(high > low, high - low, np.inf), np.array(self.weights)

    @functools.cached_property
    def _penalties(self) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """All penalties behind each other, and where those of a column and place begin."""
        begins = np.zeros((len(self.bases), max(map(len, self.bases))), dtype=np.int64)
        end = 0
        for c, own in enumerate(self.penalties):
            for place, each in enumerate(own):
                begins[c, place] = end
                end += len(each)
        return np.concatenate([each for own in self.penalties for each in own]), begins

    def _terms(
        self, cost: NDArray[np.float64], columns: slice | int = slice(None)
    ) -> NDArray[np.float64]:
        """Return what costs add to the loss: of all columns, or several of one."""
        low, span, weight = (each[columns] for each in self._scale)
        weighted: NDArray[np.float64] = np.maximum(cost - low, 0.0) / span * weight
        if self.aggregate == "geometric_mean":
            # the same order as the product, and sums over the lattice instead of products
            return np.log1p(weighted) / len(self.bases)
        return weighted / len(self.bases) if self.aggregate == "mean" else weighted

    def _joined(self, terms: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
        """Return the terms put together, an axis for each column of more than one place."""
        join = np.maximum if self.aggregate == "max" else np.add
        free = axes_of(list(map(len, self.bases)))
        fixed = [term for c, term in enumerate(terms) if c not in free]
        whole: NDArray[np.float64] = join.reduce(fixed, axis=0) if fixed else np.zeros(1)
        for c in free:
            whole = join.outer(whole, terms[c])
        return whole[0]  # type: ignore[no-any-return]

    def bounds(self) -> NDArray[np.float64]:
        return self._joined([self._terms(base, c) for c, base in enumerate(self.bases)])

    def _whole(self, costs: NDArray[np.float64]) -> float:
        """Return the loss of one node by the costs of its columns: NumPy has 64 axes at most."""
        terms = self._terms(costs)
        return float(terms.max() if self.aggregate == "max" else terms.sum())

    def _costs(self, place: tuple[int, ...]) -> NDArray[np.float64]:
        return np.array([own[p] for own, p in zip(self.bases, place, strict=True)])

    def bound(self, place: tuple[int, ...]) -> float:
        return self._whole(self._costs(place))

    def gains(self) -> list[NDArray[np.float64]]:
        return [np.diff(self._terms(base, c)) for c, base in enumerate(self.bases)]

    def loss(self, node: Node, suppressed: NDArray[np.bool_]) -> float:
        records = node.n_records[suppressed]
        costs = self._costs(node.place)
        if len(records):
            penalties, begins = self._penalties
            begin = begins[np.arange(len(costs)), np.array(node.place)]
            costs += self.suppressed_costs * (records @ penalties[begin + node.codes[suppressed]])
        return self._whole(costs)

    def tighten(
        self, bounds: NDArray[np.float64], node: Node, suppressed: NDArray[np.bool_]
    ) -> None:
        codes, records = node.codes[suppressed], node.n_records[suppressed]
        if not len(records):
            return
        terms = []
        for c, place in enumerate(node.place):
            least = self.least[c][place]
            counted = np.bincount(codes[:, c], weights=records, minlength=least.shape[1])
            lost = self.suppressed_costs * (least @ counted)
            terms.append(self._terms(self.bases[c][: place + 1] + lost, c))
        free = axes_of(list(map(len, self.bases)))
        below = bounds[tuple(slice(0, node.place[c] + 1) for c in free)]
        np.maximum(below, self._joined(terms), out=below)

    def published(self, loss: float) -> float:
        return math.expm1(loss) if self.aggregate == "geometric_mean" else loss

    def of_columns(
        self, place: tuple[int, ...], lost: Sequence[float] | None = None
    ) -> list[float]:
        """Return the loss of each column at a node, 0 to 1 before weights.

        `lost` adds what suppression costs in each column.
        """
        shares = []
        for c, each in enumerate(place):
            low, high = self.ranges[c]
            cost = float(self.bases[c][each]) + (0.0 if lost is None else lost[c])
            shares.append(max(cost - low, 0.0) / (high - low) if high > low else 0.0)
        return shares

    def joined(self, costs: Sequence[float]) -> float:
        """Return the loss of a table whose columns cost so much, on the scale that users read."""
        return self.published(self._whole(np.array(costs)))


@dataclass(frozen=True)
class ClassQuality:
    """The cost depends on the classes: it can only grow where classes are merged.

    Attributes
    ----------
    kind : str
        "discernibility" (Bayardo and Agrawal 2005): sum of squared sizes, n for each suppressed
        record; "average_class_size" (LeFevre, DeWitt, Ramakrishnan 2006): records kept by class,
        over k; "accuracy": share of records that are suppressed or do not have the most frequent
        target value of their class (Iyengar 2002).
    """

    kind: str
    shape: tuple[int, ...]
    n_records: int
    k: int
    most_suppressed: int

    def bounds(self) -> NDArray[np.float64]:
        return np.zeros([self.shape[c] for c in axes_of(self.shape)])

    def bound(self, place: tuple[int, ...]) -> float:
        return 0.0

    def gains(self) -> list[NDArray[np.float64]]:
        return [np.ones(size - 1) for size in self.shape]

    def _wrong(self, node: Node) -> NDArray[np.int64]:
        if node.n_of_majority is None:
            raise AssertionError
        return node.n_records - node.n_of_majority

    def loss(self, node: Node, suppressed: NDArray[np.bool_]) -> float:
        kept = ~suppressed
        n_suppressed = float(node.n_records[suppressed].sum())
        if self.kind == "discernibility":
            sizes = node.n_records[kept].astype(np.float64)
            return float(sizes @ sizes) + n_suppressed * self.n_records
        if self.kind == "average_class_size":
            n_classes = int((kept & (node.n_records > 0)).sum())
            return (self.n_records - n_suppressed) / n_classes / self.k if n_classes else math.inf
        return (float(self._wrong(node)[kept].sum()) + n_suppressed) / self.n_records

    def tighten(
        self,
        bounds: NDArray[np.float64],
        node: Node,
        suppressed: NDArray[np.bool_],
    ) -> None:
        if self.kind == "discernibility":
            sizes = node.n_records.astype(np.float64)
            least = float(sizes @ sizes)
        elif self.kind == "average_class_size":
            n_classes = int((node.n_records > 0).sum())
            least = (self.n_records - self.most_suppressed) / n_classes / self.k
        else:
            least = float(self._wrong(node).sum()) / self.n_records
        above = bounds[tuple(slice(node.place[c], None) for c in axes_of(self.shape))]
        np.maximum(above, least, out=above)

    def published(self, loss: float) -> float:
        return loss


def quality_of(
    kind: str,
    table: Generalised,
    *,
    k: int,
    most_suppressed: int,
    weights: Mapping[str, float] | None = None,
    aggregate: str = "geometric_mean",
    suppressed_costs: float = 1.0,
) -> Quality:
    """Return the model of that name for a table.

    Parameters
    ----------
    kind : str
        "loss": share of the domain that a label stands for; "entropy": normalised non-uniform
        entropy (Gionis and Tassa 2009), bits lost by the generalisation; "precision": level over
        height (Sweeney 2002); the others see ClassQuality.
    weights : mapping of column to float, optional
        How much the loss of a column counts, 1 by default.
    aggregate : {"geometric_mean", "mean", "sum", "max"}
        How the columns are put together.
    suppressed_costs : float
        Share of the loss of suppression that counts, 0 to 1: records that will be treated
        again are not lost.
    """
    one_of("quality", kind, QUALITIES)
    one_of("aggregate", aggregate, AGGREGATES)
    n_records = int(table.columns[0].n_records_in.sum())
    if kind in OF_CLASSES:
        return ClassQuality(kind, table.shape, n_records, k, most_suppressed)
    weighted = _weights(weights, table.names)
    made = SeparableQuality([], [], [], [], weighted, aggregate, suppressed_costs)
    for column in table.columns:
        costs = costs_of(kind, column, n_records)
        highest = costs[:, -1]
        records = column.n_records_in
        places = range(len(column.levels))
        made.bases.append(np.array([float(costs[:, p] @ records) for p in places]))
        lost = [highest - costs[:, p] for p in places]
        made.penalties.append([column.of_codes(p, lost[p]) for p in places])
        made.least.append(
            [np.array([column.lowest(p, lost[q]) for q in range(p + 1)]) for p in places]
        )
        made.ranges.append((_lowest_cost(kind, column, n_records), float(highest @ records)))
    return made


def costs_of(kind: str, column: GeneralisedColumn, n_records: int) -> NDArray[np.float64]:
    """Return the cost of a cell, shape (n_leaves, n_places + 1); the last is suppression."""
    places = range(len(column.levels))
    whole = np.ones((len(column.n_records_in), 1))
    if kind == "loss":
        return np.hstack((column.shares, whole))
    if kind == "precision":
        height = max(column.height, 1)
        return np.hstack([*(whole * (column.levels[p] / height) for p in places), whole])
    counts = np.maximum(column.n_records_in, 1).astype(np.float64)
    merged = [np.maximum(column.sums(p, column.n_records_in), 1)[column.codes[p]] for p in places]
    bits = np.log2(np.column_stack([*merged, whole[:, 0] * n_records]) / counts[:, None])
    return np.maximum(bits, 0.0)


def _lowest_cost(kind: str, column: GeneralisedColumn, n_records: int) -> float:
    return n_records / column.domain_size if kind == "loss" else 0.0


def _weights(weights: Mapping[str, float] | None, names: tuple[str, ...]) -> list[float]:
    given = {} if weights is None else dict(weights)
    for name, weight in given.items():
        if name not in names:
            message = f"weights= names '{name}'. {did_you_mean(name, names)}"
            raise ParameterError(message)
        number(f"The weight of '{name}'", weight, "[0, inf)")
    return [float(given.get(name, 1.0)) for name in names]
