"""Cells in which a frozen model answers alike: the boxes of a tree that looks at its answers.

A tree learns the answers of the model and is then pruned: of all pairs of leaves that share a
parent, the pair is joined whose union forgets most bits for what it costs in agreement. A person
is then held as a cell; the model is asked about the cell's representative, a made-up row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from privlab._statistics import entropy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

__all__ = ["Box", "Cells", "grow_cells"]

MOST_LEAVES = 64


@dataclass(frozen=True)
class Box:
    """A cell: bounds (above, up to and with) of the columns that it speaks of."""

    node: int
    bounds: Mapping[int, tuple[float, float]]

    def covers(self, features: NDArray[np.float64], columns: Sequence[int]) -> NDArray[np.bool_]:
        """Return which rows the cell covers on some columns, shape (n_rows,)."""
        inside = np.ones(len(features), dtype=bool)
        for column in columns:
            if column in self.bounds:
                above, most = self.bounds[column]
                inside &= (features[:, column] > above) & (features[:, column] <= most)
        return inside


@dataclass(frozen=True, eq=False)
class Cells:
    """A partition of all rows into boxes, from a tree and the nodes where it is cut."""

    tree: Any
    boxes: tuple[Box, ...]
    of_node: NDArray[np.int64]

    def place(self, features: NDArray[np.float64]) -> NDArray[np.int64]:
        """Return the cell of each row, shape (n_rows,)."""
        cells: NDArray[np.int64] = self.of_node[self.tree.apply(features)]
        return cells

    @property
    def columns(self) -> tuple[int, ...]:
        """Columns that some cell speaks of."""
        return tuple(sorted({column for box in self.boxes for column in box.bounds}))


def grow_cells(
    features: NDArray[np.float64], answers: NDArray[np.int64], seed: int, leaves: int = MOST_LEAVES
) -> list[Cells]:
    """Return the cells of one tree, from many to one, each time two neighbours joined.

    Parameters
    ----------
    features : array of float, shape (n_rows, n_columns)
    answers : array of int64, shape (n_rows,)
        What the frozen model answers.
    """
    from sklearn import tree as trees

    grower: Any = trees.DecisionTreeClassifier

    fitted: Any = grower(
        max_leaf_nodes=leaves, min_samples_leaf=5, criterion="entropy", random_state=seed
    )
    tree = fitted.fit(features, answers).tree_
    counts = tree.value[:, 0, :] * np.asarray(tree.weighted_n_node_samples)[:, None]
    left, right = tree.children_left, tree.children_right
    n = float(counts[0].sum())
    cut = {node for node in range(tree.node_count) if left[node] < 0}
    found = [_cells(fitted, cut)]
    while len(cut) > 1:
        pairs = [p for p in range(tree.node_count) if left[p] in cut and right[p] in cut]

        def price(parent: int) -> tuple[float, float]:
            ours = [counts[node] for node in (left[parent], right[parent])]
            lost = sum(float(own.max()) for own in ours) - float(counts[parent].max())
            sizes = np.array([own.sum() for own in ours])
            bits = float(sizes.sum()) / n * entropy(sizes / sizes.sum())
            return lost / n / max(bits, 1e-9), -bits

        best = min(pairs, key=price)
        cut = cut - {left[best], right[best]} | {best}
        found.append(_cells(fitted, cut))
    return found


def _cells(fitted: Any, cut: set[int]) -> Cells:
    tree = fitted.tree_
    boxes: list[Box] = []
    of_node = np.full(tree.node_count, -1, dtype=np.int64)
    stack: list[tuple[int, dict[int, tuple[float, float]], int]] = [(0, {}, -1)]
    while stack:
        node, bounds, cell = stack.pop()
        if cell < 0 and node in cut:
            cell = len(boxes)
            boxes.append(Box(node, bounds))
        of_node[node] = cell
        if tree.children_left[node] < 0:
            continue
        column, threshold = int(tree.feature[node]), float(tree.threshold[node])
        above, most = bounds.get(column, (-np.inf, np.inf))
        stack.append((int(tree.children_right[node]), {**bounds, column: (threshold, most)}, cell))
        stack.append((int(tree.children_left[node]), {**bounds, column: (above, threshold)}, cell))
    return Cells(fitted, tuple(boxes), of_node)
