"""Values as integer codes, and several columns packed into one integer a row.

Measures never see values: they see, for each column, codes 0..size-1 where the last code is
the missing value, and for each row one 64-bit key that holds the codes of several columns.
Whole numbers and dates in a short range are coded by their distance from the smallest, which
costs nothing; all others by their rank among the distinct values.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from privlab.errors import ColumnError, listed
from privlab.tables._fetch import fetch, materialise
from privlab.tables._holding import held_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import ibis.expr.types as ir
    import pyarrow as pa
    from ibis.backends import BaseBackend
    from numpy.typing import NDArray

__all__ = ["Coding", "Keys", "build_keys", "check_attribute", "pack"]

WIDEST_RANGE = 2**20
FEW_ROWS = 200_000
WORD_LIMIT = 2**62


@dataclass(frozen=True)
class Coding:
    """How the values of one column became codes.

    Attributes
    ----------
    size : int
        Number of codes; `size - 1` is the missing value.
    """

    column: str
    size: int
    _labels: Callable[[], pa.Array]

    @property
    def missing(self) -> int:
        """The code of the missing value."""
        return self.size - 1

    @functools.cached_property
    def labels(self) -> pa.Array:
        """Value of each code, in order, without the missing one; shape (size - 1,)."""
        return self._labels()


@dataclass(frozen=True)
class Keys:
    """The rows of a table as packed codes.

    Attributes
    ----------
    codings : tuple of Coding
        One a column.
    places : tuple of (int, int)
        Word and stride of each column: code = word // stride % size.
    table : ibis Table
        Columns w0, w1, ... and `person` when a person key is declared.
    rows : tuple of arrays of int64 or None
        The words in input order, for sources in memory.
    people : array of int64 or None
        Codes of the person key in input order, for sources in memory.
    """

    columns: tuple[str, ...]
    codings: tuple[Coding, ...]
    places: tuple[tuple[int, int], ...]
    table: ir.Table
    connection: BaseBackend
    rows: tuple[NDArray[np.int64], ...] | None = None
    people: NDArray[np.int64] | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """Names of the key columns of `table`."""
        return word_names(self.places)


def word_names(places: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """Return the names of the words that the places use."""
    return tuple(f"w{word}" for word in range(1 + max((word for word, _ in places), default=0)))


def pack(sizes: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Return the word and stride of each column so that no word overflows 62 bits.

    Examples
    --------
    >>> pack([3, 10])
    ((0, 1), (0, 3))
    """
    places, word, stride = [], 0, 1
    for size in sizes:
        if stride * size > WORD_LIMIT:
            word, stride = word + 1, 1
        places.append((word, stride))
        stride *= size
    return tuple(places)


def build_keys(
    table: ir.Table,
    memory: pa.Table | None,
    connection: BaseBackend,
    columns: tuple[str, ...],
    person: str | None,
    n_rows: Callable[[], int],
) -> Keys:
    """Code the columns where the rows are: in Arrow for frames, on the engine for the rest.

    `n_rows` is asked only of an engine: a table of few rows is coded in Arrow too.
    """
    for column in columns:
        check_attribute(table, column)
    if memory is not None:
        return _memory_keys(memory, connection, columns, person, codes_for_people=True)
    wanted = table.select(*dict.fromkeys([*columns, *([person] if person is not None else [])]))
    if columns and n_rows() <= FEW_ROWS:
        # an engine's overhead per query outweighs counting so few rows here
        rows = fetch(wanted, connection)
        coded = _memory_keys(rows, connection, columns, person, codes_for_people=False)
        return replace(coded, rows=None, people=None)
    return _engine_keys(table, connection, columns, person)


def check_attribute(table: ir.Table, column: str) -> None:
    """Refuse a column whose values cannot be compared."""
    kind = table[column].type()
    if kind.is_nested() or kind.is_binary() or kind.is_json():
        message = (
            f"Column '{listed([column])}' holds {kind}: nested, binary and JSON values cannot be "
            "compared as attributes. Derive plain columns from it first."
        )
        raise ColumnError(message)


def _memory_keys(
    memory: pa.Table,
    connection: BaseBackend,
    columns: tuple[str, ...],
    person: str | None,
    *,
    codes_for_people: bool,
) -> Keys:
    import pyarrow as pa

    coded = [_encode(column, memory.column(column)) for column in columns]
    codings = tuple(coding for coding, _ in coded)
    places = pack([coding.size for coding in codings])
    names = word_names(places)
    words = [np.zeros(memory.num_rows, dtype=np.int64) for _ in names]
    for (_, codes), (word, stride) in zip(coded, places, strict=True):
        words[word] += codes * stride
    arrays = dict(zip(names, words, strict=True))
    people = None
    if person is not None:
        people = _encode(person, memory.column(person))[1]
        arrays["person"] = people if codes_for_people else memory.column(person)
    return Keys(
        columns, codings, places, held_rows(pa.table(arrays)), connection, tuple(words), people
    )


def _encode(column: str, values: pa.ChunkedArray) -> tuple[Coding, NDArray[np.int64]]:
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_null(values.type):
        values = values.cast(pa.string())
    whole = _as_whole_numbers(values)
    if whole is not None and len(whole) > whole.null_count:
        bounds = pc.min_max(whole).as_py()
        low, high = bounds["min"], bounds["max"]
        if high - low < WIDEST_RANGE:
            codes = pc.fill_null(pc.subtract(whole, low), high - low + 1)
            coding = Coding(column, high - low + 2, _range_labels(low, high, _what(values.type)))
            return coding, codes.to_numpy().astype(np.int64, copy=False)
    encoded = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    encoded = encoded.dictionary_encode() if not pa.types.is_dictionary(encoded.type) else encoded
    order = pc.sort_indices(encoded.dictionary).to_numpy()
    size = len(order) + 1
    rank = np.empty(size, dtype=np.int64)
    rank[order] = np.arange(size - 1)
    rank[-1] = size - 1
    found = pc.fill_null(encoded.indices.cast(pa.int64()), size - 1).to_numpy()
    labels = encoded.dictionary.take(pa.array(order))
    return Coding(column, size, lambda: labels), rank[found]


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


def _range_labels(low: int, high: int, what: str) -> Callable[[], pa.Array]:
    def labels() -> pa.Array:
        import pyarrow as pa

        numbers = pa.array(np.arange(low, high + 1))
        if what == "date":
            return numbers.cast(pa.int32()).cast(pa.date32())
        return numbers.cast(pa.bool_()) if what == "boolean" else numbers

    return labels


def _engine_keys(
    table: ir.Table, connection: BaseBackend, columns: tuple[str, ...], person: str | None
) -> Keys:
    # plain names keep hostile column names out of joins
    short = {f"x{place}": table[column] for place, column in enumerate(columns)}
    if person is not None:
        short["person"] = table[person]
    rows = table.select(**short)
    whole = _whole_number_codes(rows, connection, columns)
    codings, codes = [], {}
    for place, column in enumerate(columns):
        name = f"x{place}"
        if name in whole:
            coding, codes[name] = whole[name]
        else:
            coding, ranks = _ranked(rows, connection, column, name)
            rows = rows.left_join(ranks, rows[name] == ranks[f"{name}_value"])
            codes[name] = functools.partial(_rank_code, name=name, missing=coding.missing)
        codings.append(coding)
    places = pack([coding.size for coding in codings])
    names = word_names(places)
    words: dict[str, Any] = {}
    for place, (word, stride) in enumerate(places):
        name = names[word]
        term = codes[f"x{place}"](rows) * stride
        words[name] = term if name not in words else words[name] + term
    if person is not None:
        words["person"] = rows["person"]
    if not columns:
        import ibis

        words["w0"] = ibis.literal(0, type="int64")
    # Ibis cannot join a projection of joins again unless it is a view
    return Keys(columns, tuple(codings), places, rows.select(**words).view(), connection)


def _rank_code(rows: ir.Table, *, name: str, missing: int) -> ir.IntegerColumn:
    return rows[f"{name}_code"].cast("int64").fill_null(missing)


def _whole_number_codes(
    rows: ir.Table, connection: BaseBackend, columns: tuple[str, ...]
) -> dict[str, tuple[Coding, Any]]:
    numbers = {}
    for place in range(len(columns)):
        name = f"x{place}"
        kind = rows[name].type()
        if kind.is_date():
            numbers[name] = functools.partial(_days, name=name)
        elif kind.is_boolean() or (kind.is_integer() and not kind.is_uint64()):
            numbers[name] = functools.partial(_integers, name=name)
    if not numbers:
        return {}
    bounds = {f"{name}_low": number(rows).min() for name, number in numbers.items()}
    bounds |= {f"{name}_high": number(rows).max() for name, number in numbers.items()}
    found = fetch(rows.aggregate(**bounds), connection).to_pylist()[0]
    coded = {}
    for name, number in numbers.items():
        low, high = found[f"{name}_low"], found[f"{name}_high"]
        if low is None or high - low >= WIDEST_RANGE:
            continue
        column = columns[int(name[1:])]
        kind = rows[name].type()
        what = "date" if kind.is_date() else "boolean" if kind.is_boolean() else "integer"
        coding = Coding(column, high - low + 2, _range_labels(low, high, what))
        coded[name] = (
            coding,
            functools.partial(_offset, number=number, low=low, missing=coding.missing),
        )
    return coded


def _offset(
    rows: ir.Table, *, number: Callable[[ir.Table], Any], low: int, missing: int
) -> ir.IntegerColumn:
    return (number(rows) - low).fill_null(missing)


def _days(rows: ir.Table, *, name: str) -> ir.IntegerColumn:
    return rows[name].epoch_days().cast("int64")


def _integers(rows: ir.Table, *, name: str) -> ir.IntegerColumn:
    return rows[name].cast("int64")


def _ranked(
    rows: ir.Table, connection: BaseBackend, column: str, name: str
) -> tuple[Coding, ir.Table]:
    import ibis

    values = rows.select(value=rows[name]).filter(lambda t: t.value.notnull()).distinct()
    ranks = materialise(values.mutate(code=ibis.row_number().over(order_by=values.value)))
    distinct = fetch(ranks.aggregate(n=ranks.count()), connection).to_pylist()[0]["n"]

    def labels() -> pa.Array:
        answer = fetch(ranks.order_by("code").select("value"), connection)
        return answer.column("value").combine_chunks()

    renamed = ranks.rename({f"{name}_value": "value", f"{name}_code": "code"})
    return Coding(column, int(distinct) + 1, labels), renamed
