"""How many people of the reference table share what is held of each person.

Counts are taken per null pattern: a value that is not held narrows nothing, so a person is
compared only on the columns where something is held of them. Each pattern is one roll-up of the
reference, made and dropped before the next: memory does not grow with their number, time does.
So 64 are counted in any table, and up to 512 where patterns times classes stay below 20 million,
which takes less than 64 patterns of a table of a third of a million classes. Where people have
several rows each roll-up asks the engine, and 64 is the most.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from privlab.classes import equivalence_classes, group_words, match_words, recode
from privlab.errors import ParameterError, ReferenceTableError, listed
from privlab.tables import without_identifiers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import ArrayLike, NDArray

    from privlab.anonymise import Recipe
    from privlab.classes import EquivalenceClasses
    from privlab.tables import Coding, Dataset

__all__ = ["Crowd", "align", "crowd_bits", "crowd_of", "exposure"]

MOST_PATTERNS = 64
MOST_PATTERNS_OF_FEW = 512
MOST_LOOKS = 20_000_000


def crowd_bits(class_size: ArrayLike, n: int, crowd: int = 1000) -> NDArray[np.float64]:
    """Bits by which a person's values narrow a random crowd that contains them.

    Parameters
    ----------
    class_size : array of int, shape (n_people,)
        People of the reference table who share the values (>= 1).
    n : int
        People in the reference table (>= 2).
    crowd : int
        Size n0 of the crowd, 2 <= crowd <= n.

    Returns
    -------
    array of float, shape (n_people,), in bits, 0 <= bits <= log2(crowd)

    Notes
    -----
    b = log2(n0 / (1 + (n0 - 1) (k - 1) / (n - 1))). (k - 1) / (n - 1) estimates without bias
    the chance that another random person shares the values, so the denominator is the expected
    number of people of the crowd who cannot be told apart. With crowd = n it is log2(n / k), the
    self-information of the values, whose mean over people is the joint Shannon entropy of the
    columns; that grows with the table, so that it does not compare two of them.

    Examples
    --------
    >>> crowd_bits([4, 2, 1], 8, crowd=4).round(4).tolist()
    [0.8074, 1.4854, 2.0]
    """
    others = (np.asarray(class_size, dtype=np.float64) - 1) / (n - 1)
    return np.log2(crowd / (1 + (crowd - 1) * others))


def exposure(class_size: ArrayLike, n: int, crowd: int = 1000) -> NDArray[np.float64]:
    """Crowd bits as a share of their maximum: 0 tells nothing, 1 leaves one person of the crowd.

    Parameters and shapes as in `crowd_bits`; the result is between 0 and 1.

    Examples
    --------
    >>> exposure([1, 8], 8, crowd=8).tolist()
    [1.0, 0.0]
    """
    bits: NDArray[np.float64] = crowd_bits(class_size, n, crowd) / np.log2(crowd)
    return bits


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

    def narrowed(self, measured: EquivalenceClasses, own: EquivalenceClasses) -> Crowd:
        """Return the crowd seen on fewer columns: those of `own`, rolled up from `measured`."""
        if self.reference is measured:
            return replace(self, reference=own)
        code_of = self.code_of and {column: self.code_of[column] for column in own.columns}
        return replace(self, reference=self.reference.roll_up(own.columns), code_of=code_of)

    def bits(self, classes: EquivalenceClasses, columns: Sequence[str]) -> NDArray[np.float64]:
        """Return the crowd bits of each class on some of its columns, shape (n_classes,)."""
        everywhere = [c for c in columns if (classes.codes(c) != classes.missing(c)).all()]
        sharing = np.full(classes.n_classes, self.n, dtype=np.int64)
        all_rows = np.ones(classes.n_classes, dtype=bool)
        if everywhere:
            sharing = self._sharing(classes, all_rows, everywhere)
        if len(everywhere) < len(columns):
            # who is alone already stays alone, whatever else is held
            several = all_rows & (sharing > 1)
            for rows, held in _patterns(classes, columns, several, self._most_patterns):
                sharing[rows] = self._sharing(classes, rows, held) if held else self.n
        return crowd_bits(sharing, self.n, self.size)

    @property
    def _most_patterns(self) -> int:
        if not self.reference.data.one_row_per_person:
            return MOST_PATTERNS
        few = min(MOST_PATTERNS_OF_FEW, MOST_LOOKS // self.reference.n_classes)
        return max(MOST_PATTERNS, few)

    def _sharing(
        self, classes: EquivalenceClasses, rows: NDArray[np.bool_], held: Sequence[str]
    ) -> NDArray[np.int64]:
        known = self.reference.roll_up(held, held=held)
        if classes is self.reference and known.place_of_finer is not None and rows.all():
            return known.sizes[known.place_of_finer]
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


def crowd_of(
    data: Dataset,
    reference: Dataset | None,
    recipe: Recipe | None,
    classes: EquivalenceClasses,
    crowd: int,
) -> Crowd:
    """Return the reference table seen from the classes of the measured one."""
    if isinstance(crowd, bool) or not isinstance(crowd, int) or crowd < 2:
        message = f"crowd is {crowd!r}; it must be a whole number of at least 2 people."
        raise ParameterError(message)
    code_of = None
    others = classes
    if reference is not None:
        reference = _counted_alike(data, reference, recipe)
        others = equivalence_classes(reference, quasi_identifiers=classes.columns)
        own, other = data.keys(classes.columns), reference.keys(classes.columns)
        code_of = align(own.codings, other.codings)
    elif recipe is not None:
        message = "recipe= says how the table was made from a reference. Pass reference= as well."
        raise ParameterError(message)
    if others.n_units < 2:
        message = "The reference table has one person: there is no crowd to compare with."
        raise ReferenceTableError(message)
    return Crowd(others, code_of, min(crowd, others.n_units))


def _counted_alike(data: Dataset, reference: Dataset, recipe: Recipe | None) -> Dataset:
    """Return the reference as coarse as the measured table, and counting what that counts."""
    made = reference if recipe is None else _coarsened(reference, recipe)
    if made.unit == data.unit or (data.one_row_per_person and reference.one_row_per_person):
        return made
    if recipe is not None and data.roles.person is None:
        # a release has no person key: its records are compared with records
        return without_identifiers(made)
    message = (
        f"The table counts {data.unit} and the reference counts {reference.unit}, of which "
        "some have several rows. Declare the person key in both or in neither; of a release, "
        "pass the recipe= it was made with."
    )
    raise ReferenceTableError(message)


def _coarsened(reference: Dataset, recipe: Recipe) -> Dataset:
    """Return all rows of the reference at the levels of a recipe, those it suppresses as well."""
    if len(recipe.rounds) > 1:
        # each record has levels of its own: the crowd is that of the release
        return recipe.transform(reference)
    return replace(recipe, criteria=None, cells=()).transform(reference)


def _patterns(
    classes: EquivalenceClasses, columns: Sequence[str], rows: NDArray[np.bool_], most: int
) -> Iterator[tuple[NDArray[np.bool_], tuple[str, ...]]]:
    """Yield, for each null pattern among some classes, those that have it and the columns held."""
    places = np.flatnonzero(rows)
    held = [(classes.codes(c)[places] != classes.missing(c)).astype(np.int64) for c in columns]
    first, which = group_words(recode(held, [2] * len(columns))[0])
    if len(first) > most:
        message = (
            f"The columns {listed(columns)} are missing in {len(first)} different combinations; "
            f"at most {most} are counted. Leave out the columns that are mostly missing, "
            "or give missing values a label of their own at the source."
        )
        raise ReferenceTableError(message)
    shapes = [tuple(c for c, own in zip(columns, held, strict=True) if own[f]) for f in first]
    del held
    for number, shape in enumerate(shapes):
        chosen = np.zeros(len(rows), dtype=bool)
        chosen[places[which == number]] = True
        yield chosen, shape


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
