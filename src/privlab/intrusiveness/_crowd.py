"""How many people of the reference table share what is held of each person.

Counts are taken per null pattern: a value that is not held narrows nothing, so a person is
compared only on the columns where something is held of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from privlab.classes import match_words, recode
from privlab.errors import ReferenceTableError, listed
from privlab.intrusiveness._bits import crowd_bits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from privlab.classes import EquivalenceClasses
    from privlab.tables import Coding

__all__ = ["Crowd", "align"]

MOST_PATTERNS = 64


@dataclass(frozen=True)
class Crowd:
    """The reference table seen from the measured one.

    Attributes
    ----------
    reference : EquivalenceClasses
        Classes of the reference table on all profile columns.
    code_of : mapping of column to array
        For each code of the measured table, the reference's code of the same value, -1 where
        the reference has none; None when both tables are the same.
    size : int
        People of the crowd, n0.
    """

    reference: EquivalenceClasses
    code_of: dict[str, NDArray[np.int64]] | None
    size: int

    @property
    def n(self) -> int:
        """People in the reference table."""
        return self.reference.n_units

    def bits(self, classes: EquivalenceClasses, columns: Sequence[str]) -> NDArray[np.float64]:
        """Return the crowd bits of each class on some of its columns, shape (n_classes,)."""
        everywhere = [c for c in columns if (classes.codes(c) != classes.missing(c)).all()]
        sharing = np.full(classes.n_classes, self.n, dtype=np.int64)
        all_rows = np.ones(classes.n_classes, dtype=bool)
        if everywhere:
            sharing = self._sharing(classes, all_rows, everywhere)
        if len(everywhere) < len(columns):
            # who is alone already stays alone, whatever else is held
            for rows, held in _patterns(classes, columns, all_rows & (sharing > 1)):
                sharing[rows] = self._sharing(classes, rows, held) if held else self.n
        return crowd_bits(sharing, self.n, self.size)

    def _sharing(
        self, classes: EquivalenceClasses, rows: NDArray[np.bool_], held: Sequence[str]
    ) -> NDArray[np.int64]:
        known = self.reference.roll_up(held, held=held)
        codes = [classes.codes(column)[rows] for column in held]
        if self.code_of is not None:
            codes = [self.code_of[c][own] for c, own in zip(held, codes, strict=True)]
        sizes = [self.reference.missing(column) + 1 for column in held]
        place = match_words(recode(codes, sizes)[0], known.words)
        absent = place < 0
        for own in codes:
            absent |= own < 0
        if absent.any():
            message = (
                "Some combinations of values are not in the reference table (columns "
                f"{listed(held)}), so nobody there shares them and the knowledge axis has no "
                "meaning. "
                "Measure an unperturbed table, or generalise the reference in the same way with "
                "recipe=."
            )
            raise ReferenceTableError(message)
        return known.sizes[place]


def _patterns(
    classes: EquivalenceClasses, columns: Sequence[str], rows: NDArray[np.bool_]
) -> Iterator[tuple[NDArray[np.bool_], tuple[str, ...]]]:
    """Yield, for each null pattern among some classes, those that have it and the columns held."""
    held = np.column_stack([classes.codes(c)[rows] != classes.missing(c) for c in columns])
    shapes, which = np.unique(held, axis=0, return_inverse=True)
    if len(shapes) > MOST_PATTERNS:
        message = (
            f"The columns {listed(columns)} are missing in {len(shapes)} different combinations; "
            f"at most {MOST_PATTERNS} are counted. Leave out the columns that are mostly missing, "
            "or give missing values a label of their own at the source."
        )
        raise ReferenceTableError(message)
    places = np.flatnonzero(rows)
    for number, shape in enumerate(shapes):
        chosen = np.zeros(len(rows), dtype=bool)
        chosen[places[which.reshape(-1) == number]] = True
        yield chosen, tuple(c for c, there in zip(columns, shape, strict=True) if there)


def align(measured: Sequence[Coding], reference: Sequence[Coding]) -> dict[str, NDArray[np.int64]]:
    """Return, for each column, the reference's code of each code of the measured table."""
    import pyarrow as pa
    import pyarrow.compute as pc

    aligned = {}
    for own, other in zip(measured, reference, strict=True):
        values, known = own.labels, other.labels
        if values.type != known.type:
            values, known = values.cast(pa.string()), known.cast(pa.string())
        places = pc.fill_null(pc.index_in(values, value_set=known), -1).to_numpy()
        aligned[own.column] = np.append(places.astype(np.int64), other.missing)
    return aligned
