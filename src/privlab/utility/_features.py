"""Records as a model reads them: as they were, and as a recipe released them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from privlab._arrow import as_floats
from privlab.classes import match_words, recode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from privlab.tables import Arrays
    from privlab.utility._applied import Applied

__all__ = ["Features", "features_of", "rounds_of"]


@dataclass(frozen=True, eq=False)
class Features:
    """What a model reads, the same columns before and after.

    Attributes
    ----------
    before, after : array of float, shape (n_rows, n_features)
        Of the original, and of the release; `after` of a suppressed record is never read. A
        number is the middle of its interval there; a label of a text is a code, -1 where a record
        was released at a coarser level than the feature's.
    asked : array of float, shape (n_rows, n_features)
        The original as the model of the release is asked about it: exact numbers, and the label
        that the recipe puts each text under.
    is_number : tuple of bool, shape (n_features,)
    """

    before: NDArray[np.float64]
    after: NDArray[np.float64]
    asked: NDArray[np.float64]
    is_number: tuple[bool, ...]


def rounds_of(done: Applied, drawn: Arrays) -> NDArray[np.int64]:
    """Return the round that releases each row drawn, -1 where it is suppressed."""
    problem = done.problem
    codes, sizes = [], []
    for column in problem.columns:
        codes.append(_leaves(problem.leaf_values[column], drawn, column))
        sizes.append(len(problem.leaf_values[column]) + 1)
    known = [problem.leaves.codes[:, c].astype(np.int64) for c in range(len(problem.columns))]
    places = match_words(recode(codes, sizes)[0], recode(known, sizes)[0])
    return np.where(places < 0, -1, done.round_of[places])


def features_of(
    done: Applied, drawn: Arrays, columns: Sequence[str], rounds: NDArray[np.int64]
) -> Features:
    """Return the features of the columns; `rounds` says which round released each row."""
    before: list[NDArray[Any]] = []
    after: list[NDArray[Any]] = []
    asked: list[NDArray[Any]] = []
    is_number: list[bool] = []
    for column in columns:
        changed = column in done.problem.columns
        numbers = _numbers(drawn, column)
        if numbers is not None:
            middles = _middles(done, drawn, column, numbers, rounds) if changed else numbers
            before.append(numbers)
            after.append(middles)
            asked.append(numbers)
            is_number.append(True)
            continue
        blocks = _labels(done, drawn, column, rounds) if changed else [(drawn.codes[column],) * 2]
        for released, own in blocks:
            # the original stays one text a column, however many rounds a release has
            before.append(drawn.codes[column])
            after.append(released)
            asked.append(own)
            is_number.append(False)
    return Features(
        np.column_stack(before).astype(np.float64),
        np.column_stack(after).astype(np.float64),
        np.column_stack(asked).astype(np.float64),
        tuple(is_number),
    )


def _leaves(values: pa.Array, drawn: Arrays, column: str) -> NDArray[np.int64]:
    """Return the leaf of each row: its place among the distinct values, the missing one last."""
    coding = drawn.codings[column]
    places = pc.index_in(coding.labels.cast(values.type), value_set=values)
    found = pc.fill_null(places, len(values)).to_numpy(zero_copy_only=False).astype(np.int64)
    return np.append(found, len(values))[drawn.codes[column]]


def _numbers(drawn: Arrays, column: str) -> NDArray[np.float64] | None:
    """Return a column of numbers or days as floats, None for any other."""
    floats = as_floats(drawn.codings[column].labels)
    return None if floats is None else np.append(floats, np.nan)[drawn.codes[column]]


def _middles(
    done: Applied,
    drawn: Arrays,
    column: str,
    numbers: NDArray[np.float64],
    rounds: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Return the middle of the released interval of each row."""
    values = done.problem.leaf_values[column]
    floats = as_floats(values)
    leaves = _leaves(values, drawn, column)
    made = numbers.copy()
    for number, levels in enumerate(done.recipe.rounds):
        if levels[column] and floats is not None:
            own = _label_codes(done, column, levels[column])
            held = own >= 0
            low = np.full(own.max(initial=-1) + 1, np.inf)
            high = np.full(len(low), -np.inf)
            np.minimum.at(low, own[held], floats[held])
            np.maximum.at(high, own[held], floats[held])
            middle = np.full(len(own) + 1, np.nan)
            middle[:-1][held] = ((low + high) / 2)[own[held]]
            made = np.where(rounds == number, middle[leaves], made)
    return made


def _labels(
    done: Applied, drawn: Arrays, column: str, rounds: NDArray[np.int64]
) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Return, for each level that a round has, labels of the release and of the original."""
    leaves = _leaves(done.problem.leaf_values[column], drawn, column)
    level_of = np.array([levels[column] for levels in done.recipe.rounds])
    blocks = []
    for level in sorted(set(level_of.tolist())):
        codes = _label_codes(done, column, level)
        # the missing value keeps a code of its own
        own = np.append(codes, codes.max(initial=-1) + 1)[leaves]
        known = level_of[np.maximum(rounds, 0)] <= level
        blocks.append((np.where(known, own, -1), own))
    return blocks


def _label_codes(done: Applied, column: str, level: int) -> NDArray[np.int64]:
    """Return the code of the label of each leaf at a level, -1 where the hierarchy has none."""
    values = done.problem.leaf_values[column]
    if level == 0:
        return np.arange(len(values), dtype=np.int64)
    hierarchy = done.recipe.hierarchies[column]
    covers = hierarchy.covers(values)
    codes = np.full(len(values), -1, dtype=np.int64)
    codes[covers] = hierarchy.codes(values.filter(pa.array(covers)))[0][level]
    return codes
