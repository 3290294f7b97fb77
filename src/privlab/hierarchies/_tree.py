"""The labels of a hierarchy as a tree, the coarsest first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from privlab import _display as display
from privlab.language import N_, counted, translate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

__all__ = ["Tree", "grown"]

STEP = "\N{EM SPACE}"


@dataclass(frozen=True, repr=False)
class Tree:
    """Labels of the levels above the values; the values themselves are only counted.

    Attributes
    ----------
    branches : tuple of (int, str, int)
        Depth from the top, label, and number of distinct values under it; depth first.
    n_left_out : int
        Labels that are not shown.
    """

    branches: tuple[tuple[int, str, int], ...]
    n_left_out: int

    def _repr_html_(self) -> str:
        return display.card(
            title=translate(N_("Hierarchy")),
            rows=[(STEP * depth + label, _said(n)) for depth, label, n in self.branches],
            footer=self._rest(),
        )

    def __repr__(self) -> str:
        lines = [f"{'  ' * depth}{label}: {_said(n)}" for depth, label, n in self.branches]
        return "\n".join([*lines, *filter(None, [self._rest()])])

    def _rest(self) -> str:
        n = self.n_left_out
        return (
            counted("{n} more label is not shown.", "{n} more labels are not shown.", n).text()
            if n
            else ""
        )


def grown(codes: Sequence[NDArray[np.int64]], labels: Sequence[pa.Array], most: int) -> Tree:
    """Return the tree of coded levels, at most `most` labels of it."""
    levels = list(zip(codes[1:], labels[1:], strict=True))
    n_labels = sum(len(own) for _, own in levels)
    shown: list[tuple[int, str, int]] = []
    if levels and len(codes[0]):
        for branch in _walk(levels, np.arange(len(codes[0])), 0):
            if len(shown) == most:
                break
            shown.append(branch)
    return Tree(tuple(shown), n_labels - len(shown))


def _walk(
    levels: list[tuple[NDArray[np.int64], pa.Array]], rows: NDArray[np.int64], depth: int
) -> Iterator[tuple[int, str, int]]:
    codes, labels = levels[-1]
    own = codes[rows]
    for code in np.unique(own):
        under = rows[own == code]
        yield depth, str(labels[int(code)].as_py()), len(under)
        if levels[:-1]:
            yield from _walk(levels[:-1], under, depth + 1)


def _said(n: int) -> str:
    return counted("{n} value", "{n} values", n).text()
