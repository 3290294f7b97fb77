"""Whether a table still is what it was: a mark of its content and of how it was chosen.

The mark never leaves the register, which keys it: a bare hash of a table would let anyone
confirm a guess of what it holds. Leaves are the tables on which an expression stands; over emptied
leaves it is the same query with nobody in it: whatever the engine says of it, it says of the query
alone.
"""

from __future__ import annotations

import hashlib
import inspect
import io
from typing import TYPE_CHECKING, Any, Protocol

from privlab.tables._fetch import fetch, held_rows, is_held, without_categories

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import ibis.expr.types as ir
    import pyarrow as pa
    from ibis.backends import BaseBackend

    from privlab.tables._dataset import Dataset
    from privlab.tables._origins import Origin

__all__ = ["content_mark", "earlier_mark", "emptied", "feed", "is_fixed", "leaves_of", "rules_of"]

# the engine's own hash of any number of values, and its type
_OWN_HASH = {"duckdb": ("hash", "uint64"), "pyspark": ("xxhash64", "int64")}
# one half of 64 bits: sums of a billion of them are exact
_HALF = 2**32
# bits of one number that say which values of a row are missing
_FLAGS = 32
# beyond it hashing every row of an engine takes longer than any release
MOST_ROWS_HASHED = 200_000_000
MOST_ROWS_SPELT = 5_000_000
_WORDS, _DIGITS = 2, 8
# the marks of the files that this process hashed last, by what they hold
_HASHED: dict[tuple[bytes, str, str], str] = {}
_MOST_KEPT = 64


class Digest(Protocol):
    """What takes bytes, as the objects of hashlib do."""

    def update(self, data: Any, /) -> None:
        """Take in more bytes."""


def content_mark(data: Dataset) -> str:
    """Return a digest that changes when what is asked of, or whom it speaks of, may have changed.

    It is made of the content of the leaves, in any order of rows and columns and any width of
    whole numbers; of the text of the expression above them; and of how the rows were chosen: the
    compiled rules of a policy, its day, the last opposition that was heard. What a filter keeps is
    never looked at: comparing it with what another filter keeps would be an unpaid answer.

    Frames, files up to 64 MB and tables of engines are known by sums of the hashes of their rows.
    Larger files, and those opened through a policy, are known by what `Origin` knows of them; a
    CSV file by what it held when it was read. Tables of an engine that are too long to hash are
    known by the version drawn when they were opened.

    Raises
    ------
    SourceError
        A file is gone.
    """
    chosen = () if data.opened is None else data.opened.rows
    for origin in data.origins:
        origin.check()
    by_file = bool(chosen) or any(origin.is_long for origin in data.origins)
    known = chosen or ((data.leaf,) if by_file and data.leaf is not None else ())
    held = {leaf for each in known for leaf in leaves_of(each)}
    said: list[object] = [_text_of(data.table, data.connection, chosen)]
    said += [origin.current() for origin in data.origins if by_file]
    said += [
        _mark_of_leaf(leaf, data)
        for leaf in leaves_of(data.table)
        if leaf not in held or (not chosen and is_held(leaf))
    ]
    said += [data.roles.person, data.roles.population, sorted(data.selection)]
    return hashlib.sha256(f"privlab content 2 {said!r}".encode()).hexdigest()


def is_fixed(data: Dataset) -> bool:
    """Return whether the rows stay as they are while the files of `data` do."""
    return all(is_held(leaf) or _file_of(leaf, data) for leaf in leaves_of(data.table))


def _file_of(leaf: Any, data: Dataset) -> Origin | None:
    """Return the file that a leaf reads each time, if it reads one."""
    name = getattr(leaf, "name", "")
    return next((each for each in data.origins if each.name and each.name == name), None)


def earlier_mark(data: Dataset) -> str | None:
    """Return the mark that earlier versions made of a frame as it is; None for anything else.

    What stands above a leaf, or was chosen by the rules of a policy, was not in that mark: what
    was released of it then comes back for nothing.
    """
    if data.memory is None or data.opened is not None or data.table is not data.leaf:
        return None
    digest = hashlib.sha256()
    rows = without_categories(data.memory)
    for name, column in zip(rows.column_names, rows.columns, strict=True):
        digest.update(f"{len(name)} {name} {column.type} {len(column)} ".encode())
        feed(digest, column)
    said = (data.roles.person, data.roles.population, sorted(data.selection))
    digest.update(repr(said).encode())
    return digest.hexdigest()


def feed(digest: Digest, values: pa.ChunkedArray) -> None:
    """Add the values of a column: equal for slices, copies and any division into chunks."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = values.type
    digest.update(f"{len(values)} {values.null_count} ".encode())
    if values.null_count:
        digest.update(np.packbits(pc.is_null(values).to_numpy()))
    if pa.types.is_null(kind):
        return
    if pa.types.is_boolean(kind):
        digest.update(np.packbits(values.fill_null(False).to_numpy()))
    elif pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_temporal(kind):
        width = {8: pa.int8(), 16: pa.int16(), 32: pa.int32(), 64: pa.int64()}.get(kind.bit_width)
        for chunk in values.chunks if width is not None else ():
            plain = pc.fill_null(chunk.view(width), 0)
            digest.update(np.ascontiguousarray(plain.to_numpy(zero_copy_only=False)))
        if width is None:
            feed(digest, values.cast(pa.string()))
    elif pa.types.is_nested(kind) or pa.types.is_fixed_size_binary(kind):
        _feed_as_written(digest, values)
    else:
        texts = values.cast(pa.large_binary() if _is_bytes(kind) else pa.large_string())
        lengths = pc.fill_null(pc.binary_length(texts), 0).cast(pa.int64())
        digest.update(np.ascontiguousarray(lengths.to_numpy()))
        for chunk in pc.fill_null(texts, b"" if _is_bytes(kind) else "").chunks:
            _, offsets, content = chunk.buffers()
            if content is None:
                continue
            bounds = np.frombuffer(offsets, dtype=np.int64)
            first, last = bounds[chunk.offset], bounds[chunk.offset + len(chunk)]
            digest.update(memoryview(content)[first:last])


def _is_bytes(kind: pa.DataType) -> bool:
    import pyarrow as pa

    return bool(
        pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_binary_view(kind)
    )


def _feed_as_written(digest: Digest, values: pa.ChunkedArray) -> None:
    import numpy as np
    import pyarrow as pa

    # taking every place makes a compact copy: a slice and its copy are written alike
    copied = pa.table({"x": values.take(pa.array(np.arange(len(values))))}).combine_chunks()
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, copied.schema) as writer:
        writer.write_table(copied)
    digest.update(sink.getbuffer())


def _mark_of_leaf(leaf: Any, data: Dataset) -> str:
    """Return the mark of the rows of a leaf; those of the same bytes are hashed once."""
    origin = _file_of(leaf, data)
    if origin is None or origin.is_long:
        # the end of a long file is no mark of all its rows
        return _mark_of_rows(leaf.to_expr(), data)
    known = (origin.current(), data.connection.name, str(leaf.schema))
    if known in _HASHED:
        return _HASHED[known]
    mark = _mark_of_rows(leaf.to_expr(), data)
    if origin.current() == known[0]:
        while len(_HASHED) >= _MOST_KEPT:
            del _HASHED[next(iter(_HASHED))]
        _HASHED[known] = mark
    return mark


def _mark_of_rows(table: ir.Table, data: Dataset) -> str:
    """Return the schema, the number of rows and sums over them that no order changes."""
    values = {name: _one_width(table[name]) for name in sorted(table.columns)}
    kinds = [(name, str(value.type())) for name, value in values.items()]
    own = _OWN_HASH.get(data.connection.name)
    origin = _file_of(table.op(), data)
    # a file that is not long has few rows: the engine hashes them as fast as it counts
    short = own is not None and origin is not None and not origin.is_long
    if not (short or is_held(table.op())):
        counted = fetch(table.aggregate(rows=table.count()), data.connection).to_pylist()
        n_rows = int(counted[0]["rows"])
        nested = any(k.is_nested() or k.is_binary() or k.is_json() for k in table.schema().values())
        spelt = own is None and (nested or n_rows > MOST_ROWS_SPELT)
        if spelt or n_rows > MOST_ROWS_HASHED:
            return f"{kinds!r} {data.version} {n_rows}"
    hashed = table.select(h=_spelt(values) if own is None else _hashed(values, *own))
    words = _words_spelt(hashed.h) if own is None else _words(hashed.h)
    sums = {f"word{n}": word.sum() for n, word in enumerate(words)}
    found = fetch(hashed.aggregate(rows=hashed.count(), **sums), data.connection).to_pylist()[0]
    return repr((kinds, sorted(found.items())))


def _one_width(column: Any) -> Any:
    """Return a column so that the same whole numbers are the same in whatever width they are."""
    kind = column.type()
    narrow = kind.is_integer() and not kind.is_uint64()
    return column.cast("int64") if narrow else column


def _hashed(values: Mapping[str, Any], name: str, kind: str) -> Any:
    """Return the engine's own hash of each row: of its values, and of which are missing."""
    import ibis

    def row(*_: object) -> None:
        """Stand for the engine's function, which takes any number of values."""

    given = [*values.values(), *_missing(list(values.values()))]
    places = [
        inspect.Parameter(f"value_{n}", inspect.Parameter.POSITIONAL_ONLY)
        for n in range(len(given))
    ]
    row.__signature__ = inspect.Signature(places)  # type: ignore[attr-defined]
    types = tuple(part.type() for part in given)
    return ibis.udf.scalar.builtin(row, name=name, signature=(types, kind))(*given)


def _missing(values: list[Any]) -> list[Any]:
    """Return which values of a row are missing, as numbers of one bit a value."""
    bits = [value.isnull().cast("int64") * 2 ** (n % _FLAGS) for n, value in enumerate(values)]
    return [sum(bits[n + 1 : n + _FLAGS], bits[n]) for n in range(0, len(bits), _FLAGS)]


def _words(hashed: Any) -> tuple[Any, ...]:
    """Return the two halves of a hash of 64 bits, as narrow as the engine adds them fastest."""
    halves = hashed % _HALF, hashed // _HALF
    unsigned = hashed.type().is_uint64()
    return tuple(half.cast("uint32") for half in halves) if unsigned else halves


def _spelt(values: Mapping[str, Any]) -> Any:
    """Return a digest of the text of each row, for engines without a hash of their own."""
    import ibis

    said: Any = ibis.literal("")
    for value in values.values():
        text = value.cast("string")
        # the length first, so that no two rows read alike
        length = text.length().cast("string").fill_null("-")
        said = said + length + ":" + text.fill_null("")
    return said.hexdigest("sha256")


def _words_spelt(digest: Any) -> Iterator[Any]:
    import ibis

    for word in range(_WORDS):
        number: Any = ibis.literal(0, type="int64")
        for place in range(_DIGITS):
            code = digest.substr(word * _DIGITS + place, 1).ascii_str().cast("int64")
            digit = code - (code > ord("9")).ifelse(ord("a") - 10, ord("0"))
            number = number * 16 + digit
        yield number


def leaves_of(table: ir.Table) -> tuple[Any, ...]:
    """Return the tables at the bottom of an expression, once each, in an order of its own."""
    import ibis.expr.operations as ops

    return tuple(dict.fromkeys(table.op().find((ops.PhysicalTable, ops.SQLQueryResult))))


def emptied(expression: ir.Table, table: ir.Table) -> ir.Table:
    """Return an expression without a row in any leaf of `table`, which is a part of it.

    Leaves that `table` does not have, such as keys that were declared, keep their rows.
    """
    empty = {leaf: _without_rows(leaf) for leaf in leaves_of(table)}
    without: ir.Table = expression.op().replace(empty).to_expr()
    return without


def _text_of(table: ir.Table, connection: BaseBackend, known: Iterable[ir.Table] = ()) -> str:
    """Return what an expression does, in the words of its engine.

    Leaves are named by their place, so that the text is the same whenever it is written, and the
    order of its columns does not matter. What lies below each of `known` is left
    out.
    """
    import ibis.expr.operations as ops

    parts = [each.op() for each in known]
    below = {leaf for each in parts for leaf in leaves_of(each.to_expr())}
    parts += [leaf for leaf in leaves_of(table) if leaf not in below]
    named = {
        part: ops.UnboundTable(name=f"leaf_{place}", schema=part.schema)
        for place, part in enumerate(parts)
    }
    written = table.select(*sorted(table.columns)).op().replace(named).to_expr()
    return str(connection.compile(written))


def rules_of(chosen: ir.Table, connection: BaseBackend) -> str:
    """Return a digest of how rows and values are chosen; what the rows hold does not matter."""
    return hashlib.sha256(_text_of(chosen, connection).encode()).hexdigest()


def _without_rows(leaf: Any) -> Any:
    import pyarrow as pa
    from ibis.formats.pyarrow import PyArrowSchema

    try:
        # a table that is scanned: of one that is known to be empty the engine would plan nothing
        return held_rows(PyArrowSchema.from_ibis(leaf.schema).empty_table()).op()
    except (pa.ArrowException, NotImplementedError, KeyError, TypeError):
        return leaf.to_expr().limit(0).op()
