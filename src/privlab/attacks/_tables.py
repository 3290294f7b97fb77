"""The tables of an attack as codes that mean the same value in each of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from privlab._arrow import as_floats, holds_numbers
from privlab.errors import ParameterError
from privlab.tables import arrays

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from privlab.attacks._sampling import Part
    from privlab.tables import Arrays, Coding

__all__ = [
    "AttackedTable",
    "Attribute",
    "ReadTable",
    "check_apart",
    "comparable",
    "read_rows",
]


@dataclass(frozen=True, repr=False)
class ReadTable:
    """The rows of one table in codes of its own.

    Attributes
    ----------
    person : str or None
        The column of `rows` that tells people apart.
    sampled_share : float
        Share of the people that were drawn; 1 when all were.
    """

    rows: Arrays
    person: str | None
    sampled_share: float


@dataclass(frozen=True, repr=False)
class Attribute:
    """One column over all tables of an attack.

    Attributes
    ----------
    size : int
        Number of codes; `size - 1` is the missing value.
    numbers : array of float, shape (size,), or None
        What each code is worth, NaN for the missing value; None for categories.
    """

    column: str
    size: int
    numbers: NDArray[np.float64] | None


@dataclass(frozen=True, repr=False)
class AttackedTable:
    """The rows of one table, in an order that their input order does not change.

    Attributes
    ----------
    codes : array of int64, shape (n_rows, n_attributes)
    people : array of int64, shape (n_rows,)
        Number of the person of each row, 0..n_people-1, never decreasing; each row is one
        without a person key.
    keys : Arrow array or None
        The person keys, as text.
    sampled_share : float
        Share of the people that were drawn; 1 when all were.
    """

    codes: NDArray[np.int64]
    people: NDArray[np.int64]
    keys: pa.Array | None
    sampled_share: float

    @property
    def n_people(self) -> int:
        """Number of people (of rows without a person key)."""
        return int(self.people[-1]) + 1 if len(self.people) else 0

    def draw(self, n: int, rng: np.random.Generator) -> NDArray[np.int64]:
        """Return one row of each of `n` people drawn without replacement; shape (n,)."""
        drawn = np.sort(rng.choice(self.n_people, size=n, replace=False))
        first = np.searchsorted(self.people, drawn, side="left")
        last = np.searchsorted(self.people, drawn, side="right")
        return first + (rng.random(n) * (last - first)).astype(np.int64)


def read_rows(parts: Mapping[str, Part], columns: Sequence[str]) -> dict[str, ReadTable]:
    """Return the rows of each table in codes of its own, with the person of each."""
    read = {}
    for name, part in parts.items():
        person = part.data.roles.person
        extra = [person] if person is not None and person not in columns else []
        found = arrays(part.data, [*columns, *extra], max_rows=part.max_rows)
        read[name] = ReadTable(found, person, part.share * found.sampled_share)
    return read


def comparable(
    read: Mapping[str, ReadTable], columns: Sequence[str]
) -> tuple[tuple[Attribute, ...], dict[str, AttackedTable]]:
    """Return the attributes, and each table in codes that stand for equal values everywhere.

    Values are compared as numbers or days when they are in every table, else as text: a
    generalised value is a value of its own.
    """
    attributes = []
    codes: dict[str, list[NDArray[np.int64]]] = {name: [] for name in read}
    for column in columns:
        own = {name: table.rows.codes[column] for name, table in read.items()}
        codings = {name: table.rows.codings[column] for name, table in read.items()}
        attribute, maps = _aligned(column, own, codings)
        attributes.append(attribute)
        for name, found in own.items():
            codes[name].append(maps[name][found])
    made = {name: _ordered(table, np.column_stack(codes[name])) for name, table in read.items()}
    return tuple(attributes), made


def check_apart(control: AttackedTable, other: AttackedTable, name: str) -> None:
    """Refuse a control group some of whose people are in another table."""
    import pyarrow.compute as pc

    if control.keys is None or other.keys is None:
        return
    common = pc.sum(pc.is_in(control.keys, value_set=other.keys)).as_py() or 0
    if common:
        message = (
            f"{common} of the {control.n_people} people of the control table are in the {name} "
            "table too: they show nothing of people whom the release does not hold. Keep people "
            "apart for control before the release is made, and leave them out of it."
        )
        raise ParameterError(message)


def _ordered(read: ReadTable, codes: NDArray[np.int64]) -> AttackedTable:
    sorting = [codes[:, place] for place in range(codes.shape[1])]
    if read.person is None:
        order = np.lexsort(sorting)
        return AttackedTable(codes[order], np.arange(len(codes)), None, read.sampled_share)
    import pyarrow as pa

    own = read.rows.codes[read.person]
    order = np.lexsort([*sorting, own])
    used, people = np.unique(own[order], return_inverse=True)
    keys = read.rows.codings[read.person].labels.take(pa.array(used)).cast(pa.string())
    return AttackedTable(codes[order], people.astype(np.int64), keys, read.sampled_share)


def _aligned(
    column: str, codes: Mapping[str, NDArray[np.int64]], codings: Mapping[str, Coding]
) -> tuple[Attribute, dict[str, NDArray[np.int64]]]:
    import pyarrow as pa
    import pyarrow.compute as pc

    used = {}
    for name, own in codes.items():
        found = np.unique(own)
        used[name] = found[found < codings[name].missing]
    parts = {name: codings[name].labels.take(pa.array(used[name])) for name in codes}
    kind = _common_kind([part.type for part in parts.values()])
    values = pa.concat_arrays([part.cast(kind, safe=False) for part in parts.values()])
    encoded = values.dictionary_encode()
    order = pc.sort_indices(encoded.dictionary).to_numpy()
    size = len(order) + 1
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    ranks = rank[encoded.indices.to_numpy()]
    maps, start = {}, 0
    for name, own_used in used.items():
        maps[name] = np.full(codings[name].size, size - 1, dtype=np.int64)
        maps[name][own_used] = ranks[start : start + len(own_used)]
        start += len(own_used)
    return Attribute(column, size, _numbers(encoded.dictionary.take(pa.array(order)))), maps


def _common_kind(kinds: Sequence[pa.DataType]) -> pa.DataType:
    import pyarrow as pa

    types = pa.types
    if all(types.is_integer(kind) and kind != pa.uint64() for kind in kinds):
        return pa.int64()
    if all(map(holds_numbers, kinds)):
        return pa.float64()
    if all(types.is_date(kind) or types.is_timestamp(kind) for kind in kinds):
        return pa.timestamp("us")
    if len(set(kinds)) == 1 and types.is_boolean(kinds[0]):
        return kinds[0]
    return pa.string()


def _numbers(labels: pa.Array) -> NDArray[np.float64] | None:
    import pyarrow as pa

    if pa.types.is_timestamp(labels.type):
        labels = labels.cast(pa.int64())
    values = as_floats(labels)
    return None if values is None else np.append(values, np.nan)
