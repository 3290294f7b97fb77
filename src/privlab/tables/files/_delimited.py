"""Files of separated values: read as texts by Arrow, and what is wrong with them in plain words."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from privlab.errors import SourceError
from privlab.tables.files._content import content_of
from privlab.tables.files._dialect import BLANKS, dialect_of
from privlab.tables.files._texts import Texts, encoding_found, names_given, titles_left_out

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from privlab.tables.files._dialect import Dialect
    from privlab.tables.files._reading import Reading

__all__ = ["delimited"]

_LONGEST_LINE = 2**24
_BLOCK = 2 * _LONGEST_LINE


def delimited(path: Path, reading: Reading) -> Texts:
    """Return the rows of a file of separated values, every field as text.

    Raises
    ------
    SourceError
        The file cannot be read; the line that is wrong is named, and not what it says.
    """
    content = content_of(path, reading.encoding, strict=reading.strict)
    dialect = dialect_of(path, content, reading)
    rows = memoryview(content.text)[dialect.start :]
    if dialect.delimiter == BLANKS:
        rows = memoryview(re.sub(rb"[ \t]+", b"\t", re.sub(rb"(?m)^[ \t]+|[ \t]+\r?$", b"", rows)))
        dialect = replace(dialect, delimiter="\t")
    try:
        if content.text.count(b'"') % 2:
            _check_quotes(memoryview(content.text), dialect)
        table = _parsed(rows, dialect, reading)
    except Exception:  # noqa: BLE001 - Arrow prints the line that is wrong
        raise SourceError(_what_is_wrong(path, bytes(rows), dialect)) from None
    notes = [
        *(encoding_found(path, content.encoding) if content.found else ()),
        *titles_left_out(path, 0 if reading.skip_rows is not None else dialect.titles),
        *names_given(path, dialect.names, dialect.numbered, named=dialect.named),
    ]
    comma_parts = dialect.delimiter == ","
    return Texts(table, comma_parts, tuple(notes), written=frozenset(dialect.names))


def _parsed(rows: memoryview, dialect: Dialect, reading: Reading) -> pa.Table:
    import pyarrow as pa
    from pyarrow import csv as arrow

    names = list(dialect.names)
    if not bytes(rows[:_LONGEST_LINE]).strip(b"\r\n"):
        return pa.table({name: pa.array([], pa.string()) for name in names})
    table = arrow.read_csv(
        pa.BufferReader(pa.py_buffer(rows)),
        read_options=arrow.ReadOptions(
            column_names=[f"x{place}" for place in range(len(names))], block_size=_BLOCK
        ),
        parse_options=arrow.ParseOptions(
            delimiter=dialect.delimiter, newlines_in_values=True, ignore_empty_lines=True
        ),
        convert_options=arrow.ConvertOptions(
            column_types={f"x{place}": pa.string() for place in range(len(names))},
            null_values=["", *(reading.na_values or ())],
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
        ),
    )
    return table.combine_chunks().rename_columns(names)


def _check_quotes(rows: memoryview, dialect: Dialect) -> None:
    """Refuse a quote that is never closed: it would take the rest of the file for its field."""
    lines = io.TextIOWrapper(io.BytesIO(bytes(rows)), encoding="utf-8", newline="")
    for _ in csv.reader(lines, delimiter=dialect.delimiter, strict=True):
        pass


def _what_is_wrong(path: Path, rows: bytes, dialect: Dialect) -> str:
    """Return the first line that is wrong and how, without its content."""
    width = len(dialect.names)
    above = dialect.line + (dialect.titles if not dialect.named else 0)
    for number, line in enumerate(io.BytesIO(rows), start=above + 1):
        if len(line) >= _LONGEST_LINE:
            limit = _LONGEST_LINE // 2**20
            return (
                f"{path.name}, line {number}: longer than {limit} MB; a quote is probably never "
                "closed."
            )
    lines = io.TextIOWrapper(io.BytesIO(rows), encoding="utf-8", newline="")
    reader = csv.reader(lines, delimiter=dialect.delimiter, strict=True)
    last = 0
    try:
        for row in reader:
            last = reader.line_num
            if row and len(row) != width:
                fields = f"{len(row)} field{'s' if len(row) > 1 else ''}"
                return (
                    f"{path.name}, line {above + reader.line_num}: {fields} where the header has "
                    f"{width}. Mend that line."
                )
    except csv.Error:
        return (
            f"{path.name}, line {above + last + 1}: its quotes are malformed, or one is never "
            "closed. Mend that line."
        )
    return f"{path.name} cannot be read as a table. Check its quotes and delimiters."
