"""Packed keys of a table: coded in Arrow for rows in memory, on the engine for the rest."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from privlab._arrow import holds_numbers
from privlab.errors import ColumnError, listed
from privlab.tables._codes_on_engine import engine_keys
from privlab.tables._fetch import fetch, held_rows
from privlab.tables._keys import WIDEST_RANGE, Coding, Keys, pack, range_labels, word_names

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import ibis.expr.types as ir
    import pyarrow as pa
    from ibis.backends import BaseBackend
    from numpy.typing import NDArray

__all__ = ["build_keys", "check_attribute", "is_ordered", "is_plain"]

FEW_ROWS = 200_000
# below it starting threads costs more than they save
MANY_ROWS = 100_000


def build_keys(
    table: Callable[[], ir.Table],
    memory: pa.Table | None,
    connection: Callable[[], BaseBackend],
    columns: tuple[str, ...],
    person: str | None,
    n_rows: Callable[[], int],
) -> Keys:
    """Code the columns where the rows are: in Arrow for frames, on the engine for the rest.

    `n_rows` is asked only of an engine: a table of few rows is coded in Arrow too.
    """
    for column in columns:
        if memory is None or not is_plain(memory.schema.field(column).type):
            check_attribute(table(), column)
    if memory is not None:
        return _memory_keys(memory, columns, person, codes_for_people=True)
    wanted = table().select(*dict.fromkeys([*columns, *([person] if person is not None else [])]))
    if columns and n_rows() <= FEW_ROWS:
        # an engine's overhead per query outweighs counting so few rows here
        rows = fetch(wanted, connection())
        coded = _memory_keys(rows, columns, person, codes_for_people=False)
        return replace(coded, rows=None, people=None)
    return engine_keys(table(), connection(), columns, person)


def is_plain(kind: pa.DataType) -> bool:
    """Whether every engine has an Arrow type, or that of its categories, and can compare it."""
    import pyarrow as pa

    types = pa.types
    if types.is_dictionary(kind):
        return is_plain(kind.value_type)
    tests = (types.is_boolean, types.is_integer, types.is_floating, types.is_date32)
    return any(test(kind) for test in (*tests, types.is_string, types.is_large_string))


def is_ordered(kind: pa.DataType) -> bool:
    """Whether an Arrow type is of numbers, dates or times."""
    from pyarrow import types

    return holds_numbers(kind) or (types.is_temporal(kind) and not types.is_duration(kind))


def check_attribute(table: ir.Table, column: str) -> None:
    """Refuse a column whose values cannot be compared."""
    kind = table[column].type()
    if kind.is_nested() or kind.is_binary() or kind.is_json():
        # the names inside a structure may be values, as in JSON by person
        shown = type(kind).__name__.lower() if "struct" in str(kind) else kind
        message = (
            f"Column '{listed([column])}' holds {shown}: nested, binary and JSON values cannot be "
            "compared as attributes. Derive plain columns from it first."
        )
        raise ColumnError(message)


@dataclass(frozen=True, repr=False, eq=False)
class _Coded:
    """The codes of one column: of each row, or of what each row holds the place of."""

    coding: Coding
    found: NDArray[Any]
    ranks: NDArray[np.int64] | None = None

    def times(self, stride: int) -> NDArray[np.int64]:
        """Return the code of each row times a stride, shape (n_rows,)."""
        if self.ranks is None:
            return self.found * stride
        return (self.ranks * stride).take(self.found)


def _memory_keys(
    memory: pa.Table,
    columns: tuple[str, ...],
    person: str | None,
    *,
    codes_for_people: bool,
) -> Keys:
    """Code columns of Arrow rows; the person key too, or as it is."""
    import pyarrow as pa

    coded = _all_coded(memory, columns)
    codings = tuple(each.coding for each in coded)
    places = pack([coding.size for coding in codings])
    names = word_names(places)
    words: list[NDArray[np.int64] | None] = [None] * len(names)
    for each, (word, stride) in zip(coded, places, strict=True):
        held = words[word]
        if held is None:
            words[word] = each.times(stride)
        else:
            held += each.times(stride)
    filled = tuple(np.zeros(memory.num_rows, np.int64) if w is None else w for w in words)
    arrays: dict[str, Any] = dict(zip(names, filled, strict=True))
    people = None
    if person is not None:
        people = _encode(person, memory.column(person)).times(1)
        arrays["person"] = people if codes_for_people else memory.column(person)

    def table() -> ir.Table:
        return held_rows(pa.table(arrays))

    return Keys(columns, codings, places, table, filled, people)


def _all_coded(memory: pa.Table, columns: Sequence[str]) -> list[_Coded]:
    """Code the columns side by side: Arrow lets other threads run meanwhile."""
    workers = min(len(columns), os.cpu_count() or 1)
    if memory.num_rows < MANY_ROWS or workers < 2:
        return [_encode(column, memory.column(column)) for column in columns]
    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(lambda column: _encode(column, memory.column(column)), columns))


def _encode(column: str, values: pa.ChunkedArray) -> _Coded:
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_null(values.type):
        values = values.cast(pa.string())
    whole = _as_whole_numbers(values)
    if whole is not None and len(whole) > whole.null_count:
        bounds = pc.min_max(whole).as_py()
        low, high = bounds["min"], bounds["max"]
        if high - low < WIDEST_RANGE:
            codes = pc.subtract(whole, low)
            if whole.null_count:
                codes = pc.fill_null(codes, high - low + 1)
            coding = Coding(column, high - low + 2, range_labels(low, high, _what(values.type)))
            return _Coded(coding, codes.to_numpy())
    if pa.types.is_dictionary(values.type):
        # a category may stand in no row: it then has no code
        return _ranked(column, values.unify_dictionaries().combine_chunks(), gaps=True)
    return _ranked(column, values.combine_chunks().dictionary_encode(), gaps=False)


def _as_whole_numbers(values: pa.ChunkedArray) -> pa.ChunkedArray | None:
    import pyarrow as pa

    kind = values.type
    if pa.types.is_date32(kind):
        return values.cast(pa.int32()).cast(pa.int64())
    if pa.types.is_boolean(kind) or (pa.types.is_integer(kind) and kind != pa.uint64()):
        return values.cast(pa.int64())
    return None


def _what(kind: pa.DataType) -> str:
    import pyarrow as pa

    if pa.types.is_date32(kind):
        return "date"
    return "boolean" if pa.types.is_boolean(kind) else "integer"


def _ranked(column: str, encoded: pa.DictionaryArray, *, gaps: bool) -> _Coded:
    """Return codes that follow the order of the values; with gaps, some may stand in no row."""
    import pyarrow as pa
    import pyarrow.compute as pc

    n = len(encoded.dictionary)
    indices = encoded.indices
    if indices.null_count:
        indices = pc.fill_null(indices.cast(pa.int64()), n)
    found = indices.to_numpy()
    order = pc.sort_indices(encoded.dictionary).to_numpy()
    if gaps:
        seen = np.zeros(n + 1, dtype=bool)
        seen[found] = True
        order = order[seen[order]]
    size = len(order) + 1
    ranks = np.empty(n + 1, dtype=np.int64)
    ranks[order] = np.arange(size - 1)
    ranks[-1] = size - 1
    labels = encoded.dictionary.take(pa.array(order))
    return _Coded(Coding(column, size, lambda: labels), found, ranks)
