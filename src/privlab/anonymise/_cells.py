"""Cells of a Mondrian as a recipe names them: what each shares, and how it was split."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from privlab.errors import RecipeError, listed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from privlab.anonymise._criteria import Criteria
    from privlab.anonymise._problem import Problem
    from privlab.hierarchies import Hierarchy

__all__ = ["Cell", "cells_from", "check_cells", "follow_cells", "rounds_of_cells"]

Label = str | None


@dataclass(frozen=True)
class Cell:
    """Records under the same labels, or how they were split further.

    Attributes
    ----------
    shared : tuple of (column, level, label)
        What all records of the cell share beyond the labels of the cell above.
    column : str or None
        The column whose labels at `level` tell the parts apart; None: the cell is released.
    level : int
    parts : tuple of (label, number of the cell)
        Numbers are places in the list of all cells, higher than that of this one.
    rest : int or None
        The cell of those in none of the parts, at the labels of this one.
    """

    shared: tuple[tuple[str, int, Label], ...] = ()
    column: str | None = None
    level: int = 0
    parts: tuple[tuple[Label, int], ...] = ()
    rest: int | None = None

    def to_list(self) -> list[Any]:
        """Return plain JSON values."""
        parts = [list(part) for part in self.parts]
        return [[list(each) for each in self.shared], self.column, self.level, parts, self.rest]

    @property
    def below(self) -> list[int]:
        """The cells that this one was split into."""
        return [*(number for _, number in self.parts), *(() if self.rest is None else (self.rest,))]


def cells_from(plain: Sequence[Any]) -> tuple[Cell, ...]:
    """Read what `to_list` wrote."""
    cells = []
    for each in plain:
        shared, column, level, parts, rest = each
        told = tuple((str(c), int(at), label) for c, at, label in shared)
        split = tuple((label, int(number)) for label, number in parts)
        cells.append(Cell(told, column, int(level), split, rest))
    return tuple(cells)


def check_cells(
    cells: Sequence[Cell], levels: Mapping[str, int], hierarchies: Mapping[str, Hierarchy]
) -> None:
    """Refuse cells of other columns or levels, and cells that are not above one another."""
    named = {(column, level) for cell in cells for column, level, _ in cell.shared}
    named |= {(cell.column, cell.level) for cell in cells if cell.column is not None}
    for column, level in named:
        if column not in levels:
            message = f"A cell names '{listed([column])}', which levels= does not."
            raise RecipeError(message)
        if column in hierarchies:
            hierarchies[column].check_level(level)
    above = [0] * len(cells)
    for number, cell in enumerate(cells):
        for other in cell.below:
            if not number < other < len(cells):
                message = "Each cell must come behind the one that it was split from."
                raise RecipeError(message)
            above[other] += 1
    if any(n != 1 for n in above[1:]) or (cells and above[0]):
        message = "Each cell but the first must be a part of exactly one other."
        raise RecipeError(message)


def rounds_of_cells(
    levels: Mapping[str, int], cells: Sequence[Cell]
) -> tuple[tuple[Mapping[str, int], ...], NDArray[np.int64]]:
    """Return the sets of levels that cells are released at, and the one of each.

    -1 for a cell that was split: nothing is released at its own labels.
    """
    known: dict[tuple[int, ...], int] = {}
    of_cell = np.full(len(cells), -1, dtype=np.int64)
    places: dict[int, dict[str, int]] = {0: dict(levels)}
    for number, cell in enumerate(cells):
        own = places.pop(number)
        for column, level, _ in cell.shared:
            own[column] = level
        if cell.column is None:
            of_cell[number] = known.setdefault(tuple(own.values()), len(known))
            continue
        for _, other in cell.parts:
            places[other] = {**own, cell.column: cell.level}
        if cell.rest is not None:
            places[cell.rest] = own
    columns = tuple(levels)
    return tuple(dict(zip(columns, own, strict=True)) for own in known), of_cell


def follow_cells(
    problem: Problem,
    criteria: Criteria,
    hierarchies: Mapping[str, Hierarchy],
    levels: Mapping[str, int],
    cells: Sequence[Cell],
) -> tuple[tuple[Mapping[str, int], ...], NDArray[np.int64]]:
    """Return the sets of levels, and the one that releases each leaf class, -1 for none.

    Classes whose cell breaks a criterion in this table, and those that share nothing with the
    parts of theirs, fall to what stayed behind when the cell was split, whose labels cover them.
    """
    rounds, round_of_cell = rounds_of_cells(levels, cells)
    walk = _Walk(problem, hierarchies, rounds, round_of_cell, cells)
    closed: set[int] = set()
    while True:
        of_leaf = walk.through(closed, criteria.k)
        broken = walk.broken(of_leaf, criteria)
        if not len(broken):
            break
        # their records fall to coarser cells, whose records are then others
        closed.update(broken.tolist())
    round_of = np.where(of_leaf < 0, -1, round_of_cell[of_leaf])
    return rounds, round_of


class _Fallen(NamedTuple):
    """The cell of those who fell out of the parts of another, when all parts are through."""

    cell: int
    fallen: list[NDArray[np.int64]]
    out: list[NDArray[np.int64]]


class _Entered(NamedTuple):
    """Classes that come to a cell, and the list of those who fall out of it."""

    cell: int
    classes: NDArray[np.int64]
    out: list[NDArray[np.int64]]


class _Walk:
    def __init__(
        self,
        problem: Problem,
        hierarchies: Mapping[str, Hierarchy],
        rounds: Sequence[Mapping[str, int]],
        round_of_cell: NDArray[np.int64],
        cells: Sequence[Cell],
    ) -> None:
        self.problem, self.hierarchies, self.cells = problem, hierarchies, cells
        self.place_of = {column: c for c, column in enumerate(problem.columns)}
        self.codes = np.ascontiguousarray(problem.leaves.codes.T)
        self.known: dict[tuple[str, int], tuple[NDArray[np.int64], dict[Label, int]]] = {}
        self.round_of_cell = round_of_cell
        unread = problem.unread(hierarchies)
        #: where values are that no hierarchy knows; None: nowhere
        self.unread = unread if unread.any() else None
        if self.unread is not None:
            coarse = [[own[column] > 0 for column in problem.columns] for own in rounds]
            self.coarse = np.array(coarse, dtype=bool)

    def _of(
        self, column: str, level: int, classes: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], dict[Label, int]]:
        """Return the codes of some classes at a level, and the code of each label."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if (column, level) not in self.known:
            codes, labels = self.problem.labels_at(self.hierarchies, column, level)
            texts = pc.cast(labels, pa.string()).to_pylist()
            numbers: dict[Label, int] = {label: code for code, label in enumerate(texts)}
            numbers.setdefault(None, len(texts))
            self.known[column, level] = codes[self.codes[self.place_of[column]]], numbers
        own, numbers = self.known[column, level]
        return own[classes], numbers

    def through(self, closed: set[int], k: int) -> NDArray[np.int64]:
        """Return the cell of each leaf class when some hold nobody and none fewer than k."""
        of_leaf = np.full(self.codes.shape[1], -1, dtype=np.int64)
        everything = np.flatnonzero(self.problem.leaves.n_records > 0)
        todo: list[_Entered | _Fallen] = [_Entered(0, everything, [])]
        while todo:
            step = todo.pop()
            if isinstance(step, _Fallen):
                if step.fallen:
                    todo.append(_Entered(step.cell, np.concatenate(step.fallen), step.out))
                continue
            cell = self.cells[step.cell]
            classes = self._sharing(cell, step)
            if not len(classes):
                continue
            if cell.column is None:
                self._release(step, classes, closed, k, of_leaf)
            else:
                todo += self._split(cell, step, classes)
        return of_leaf

    def _sharing(self, cell: Cell, step: _Entered) -> NDArray[np.int64]:
        classes = step.classes
        for column, level, label in cell.shared:
            own, numbers = self._of(column, level, classes)
            fits = own == numbers.get(label, -2)
            if not fits.all():
                step.out.append(classes[~fits])
                classes = classes[fits]
        return classes

    def _split(
        self, cell: Cell, step: _Entered, classes: NDArray[np.int64]
    ) -> list[_Entered | _Fallen]:
        """Return what comes to the rest of a cell, and before that to its parts."""
        made: list[_Entered | _Fallen] = []
        fallen = step.out
        if cell.rest is not None:
            fallen = []
            made.append(_Fallen(cell.rest, fallen, step.out))
        own, numbers = self._of(cell.column or "", cell.level, classes)
        order = np.argsort(own, kind="stable")
        codes = np.array([numbers.get(label, -2) for label, _ in cell.parts])
        begins, ends = (np.searchsorted(own[order], codes, side=s) for s in ("left", "right"))
        taken = np.zeros(len(own), dtype=bool)
        for (_, part), a, b in zip(cell.parts, begins, ends, strict=True):
            if a < b:
                taken[a:b] = True
                made.append(_Entered(part, classes[order[a:b]], fallen))
        if not taken.all():
            fallen.append(classes[order[~taken]])
        return made

    def _release(
        self,
        step: _Entered,
        classes: NDArray[np.int64],
        closed: set[int],
        k: int,
        of_leaf: NDArray[np.int64],
    ) -> None:
        if step.cell in closed:
            step.out.append(classes)
            return
        if self.unread is not None:
            coarse = self.coarse[self.round_of_cell[step.cell]]
            unread = self.unread[classes][:, coarse].any(axis=1)
            step.out.append(classes[unread])
            classes = classes[~unread]
        if self.problem.leaves.n_units[classes].sum() < k:
            step.out.append(classes)
        else:
            of_leaf[classes] = step.cell

    def broken(self, of_leaf: NDArray[np.int64], criteria: Criteria) -> NDArray[np.int64]:
        """Return the cells that break a criterion with the leaf classes that they hold."""
        held = of_leaf >= 0
        if not held.any():
            return np.zeros(0, dtype=np.int64)
        numbers, group = np.unique(of_leaf[held], return_inverse=True)
        nodes = self.problem.nodes_of(self.problem.leaves.part(held))
        node = nodes.grouped(group.astype(np.int32), len(numbers))
        found: NDArray[np.int64] = numbers[criteria.judge(nodes, node).broken]
        return found
