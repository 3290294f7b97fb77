"""What a column tells of another that the treatment hides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from privlab._arrow import holds_numbers
from privlab.release._following import (
    first_rows,
    one_value,
    packed,
    same_order,
    share_fixed,
    share_followed,
)
from privlab.tables import arrays

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from privlab.tables import Arrays, Dataset

__all__ = ["Told", "fixed_by"]

# share of the people whose hidden value a column fixes; of those for whom it is hidden
MOST_FIXED = 0.01
MOST_OF_HIDDEN = 0.2
# a column that follows from another, or orders people as it does, in nine rows of ten
FOLLOWS = 0.9
# of neighbours in the order of a column, who had one hidden value beyond chance
MOST_ALIKE = 0.5
MOST_ROWS = 2_000_000


@dataclass(frozen=True)
class Told:
    """What a column tells of a hidden one.

    Attributes
    ----------
    hidden : str
    how : {"fixes", "gives back", "narrows"}
        It fixes the value of some; it is the hidden column over again, or in another unit; it
        follows from the hidden column and tells its labels apart.
    share : float
        Of the people whose value it fixes.
    """

    hidden: str
    how: str
    share: float = 0.0


@dataclass(frozen=True)
class _Coded:
    """A column as codes, and as places in the order of its values where those have one."""

    codes: NDArray[np.int64]
    places: NDArray[np.int64] | None
    missing: int

    @property
    def present(self) -> NDArray[np.bool_]:
        known: NDArray[np.bool_] = self.codes != self.missing
        return known

    def taken(self, rows: NDArray[np.bool_]) -> _Coded:
        places = None if self.places is None else self.places[rows]
        return _Coded(self.codes[rows], places, self.missing)

    def runs(self, within: NDArray[np.int64], k: int) -> NDArray[np.int64]:
        """Return its values, or of values in an order about k neighbours as one."""
        if self.places is None:
            return self.codes
        group = packed(within, self.places)
        sizes, label = np.bincount(group), within[first_rows(group)]
        before = np.cumsum(sizes) - sizes
        begin = before[first_rows(label)][packed(label)]
        return ((before - begin) // k)[group]


def fixed_by(
    data: Dataset,
    columns: Sequence[str],
    *,
    originals: Mapping[str, str],
    k: int,
    secrets: Collection[str] = (),
) -> dict[str, Told]:
    """Return the columns that tell what a treatment hides, and what each tells.

    A missing value is a value where people are counted, and has no place in an order.

    Parameters
    ----------
    data : Dataset
        The treated table with the values as they were; of more than two million rows, people
        are drawn.
    columns : list of str
    originals : mapping of hidden column to str
        Where its values as they were stand.
    k : int
        As in `share_fixed`.
    secrets : list of str
        Columns that may fix the hidden values of some, since a secret goes with what else people
        are; not those of all.
    """
    read = arrays(data, [*originals, *originals.values(), *columns], max_rows=MOST_ROWS)
    people = np.arange(read.n_rows) if read.people is None else read.people
    coded = {name: _coded(read, name) for name in read.codes}
    changed = {hidden: _changed(read, hidden, was) for hidden, was in originals.items()}
    found = {}
    for column in columns:
        told = [
            _told(
                hidden,
                coded[hidden].codes,
                changed[hidden],
                coded[column],
                coded[was],
                people,
                k,
                secret=column in secrets,
            )
            for hidden, was in originals.items()
        ]
        each = max((one for one in told if one), key=lambda one: one.share, default=None)
        if each is not None:
            found[column] = each
    return found


def _told(
    hidden: str,
    label: NDArray[np.int64],
    changed: NDArray[np.bool_],
    column: _Coded,
    was: _Coded,
    people: NDArray[np.int64],
    k: int,
    *,
    secret: bool,
) -> Told | None:
    value = packed(column.codes)
    label, values = packed(label), packed(was.codes)
    hides = changed | ~one_value(label, values)[label]
    if not hides.any():
        return None
    n_hidden, n_people = (np.count_nonzero(np.bincount(who)) for who in (people[hides], people))
    share = 0.0 if secret else share_fixed(label, value, values, people, k)
    if share > min(MOST_FIXED, MOST_OF_HIDDEN * n_hidden / n_people):
        return Told(hidden, "fixes", share)
    known = column.present
    everywhere = np.zeros_like(label[known])
    if share_followed(value[known], values[known], everywhere, least=2) >= FOLLOWS:
        return Told(hidden, "gives back")
    rows = hides & was.present
    if _orders_alike(label, column, was, rows & known, k):
        return Told(hidden, "gives back")
    for held in (rows, rows & known):
        runs = was.taken(held).runs(label[held], k)
        if share_followed(runs, column.codes[held], label[held], least=2) >= FOLLOWS:
            return Told(hidden, "narrows")
    return None


def _orders_alike(
    label: NDArray[np.int64], column: _Coded, was: _Coded, rows: NDArray[np.bool_], k: int
) -> bool:
    """Whether neighbours in the order of a column had one hidden value, or values in that order."""
    if column.places is None:
        return False
    label, places = label[rows], column.places[rows]
    column, was = column.taken(rows), was.taken(rows)
    if share_followed(column.runs(label, k), was.codes, label, least=k) >= MOST_ALIKE:
        return True
    return was.places is not None and same_order(label, places, was.places) >= FOLLOWS


def _changed(read: Arrays, hidden: str, was: str) -> NDArray[np.bool_]:
    """Return the rows whose value is written otherwise than it was, shape (n_rows,)."""
    import pyarrow as pa
    import pyarrow.compute as pc

    labels = [read.codings[name].labels for name in (hidden, was)]
    numbers = all(holds_numbers(values.type) for values in labels)
    kind = pa.float64() if numbers else pa.string()
    texts = [values.cast(kind, safe=False) if numbers else _texts(values) for values in labels]
    written = [
        pa.concat_arrays([own, pa.nulls(1, kind)]).take(pa.array(read.codes[name]))
        for name, own in zip((hidden, was), texts, strict=True)
    ]
    alike = pc.fill_null(pc.equal(*written), pc.and_(*map(pc.is_null, written)))
    changed: NDArray[np.bool_] = pc.invert(alike).to_numpy(zero_copy_only=False)
    return changed


def _texts(values: pa.Array) -> pa.Array:
    import pyarrow as pa

    try:
        return values.cast(pa.string())
    except pa.ArrowNotImplementedError:
        return pa.array([str(each) for each in values.to_pylist()], pa.string())


def _coded(read: Arrays, name: str) -> _Coded:
    import pyarrow as pa
    import pyarrow.compute as pc

    codes, coding = read.codes[name], read.codings[name]
    kind = coding.labels.type
    if not (holds_numbers(kind) or pa.types.is_temporal(kind)):
        return _Coded(codes, None, coding.missing)
    place = np.zeros(coding.size, dtype=np.int64)
    place[pc.sort_indices(coding.labels).to_numpy()] = np.arange(coding.size - 1)
    return _Coded(codes, place[codes], coding.missing)
