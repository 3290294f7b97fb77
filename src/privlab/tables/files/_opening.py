"""Paths as tables: which files are meant, how each is read, and that none changed meanwhile."""

from __future__ import annotations

import glob
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privlab.errors import SourceError, listed
from privlab.tables._origins import Origin, mark_of_file
from privlab.tables._roles import check_present
from privlab.tables.files._content import PACKED, check_file, content_of, unpacked_name
from privlab.tables.files._delimited import delimited
from privlab.tables.files._dialect import dialect_of
from privlab.tables.files._marks import without_marks
from privlab.tables.files._reading import Reading
from privlab.tables.files._texts import marks_found, nearly_typed
from privlab.tables.files._types import typed
from privlab.tables.files._values import arrow_file, json_file, sqlite_file, workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    import pyarrow as pa

    from privlab.language import Message
    from privlab.tables.files._texts import Texts

__all__ = ["PARQUET", "Rows", "files_of", "is_parquet", "other_columns", "read_rows", "written_as"]

PARQUET = (".parquet", ".pq")
_READERS: dict[str, Callable[[Path, Reading], Texts]] = {
    **dict.fromkeys((".csv", ".tsv", ".txt", ".tab", ".psv", ".dat", ".data"), delimited),
    **dict.fromkeys((".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"), workbook),
    **dict.fromkeys((".json", ".jsonl", ".ndjson"), json_file),
    **dict.fromkeys((".feather", ".arrow", ".arrows", ".ipc"), arrow_file),
    **dict.fromkeys((".sqlite", ".sqlite3", ".db"), sqlite_file),
}
_TYPED = (arrow_file,)
_UNPACKED = (delimited, json_file)
_ALLOWED = (
    ".csv, .tsv, .txt, .json, .jsonl, also packed (.gz, .bz2, .xz, .zst, .zip), .xlsx, .xls, "
    ".ods, .parquet, .feather, .sqlite, or a pandas, Polars, PyArrow or Ibis table"
)


@dataclass(frozen=True, repr=False)
class Rows:
    """The rows of files, in this process.

    Attributes
    ----------
    rows : Arrow table
    origins : tuple of Origin
        The files, and the mark of what was read of each.
    notes : tuple of Message
        What was found in them that nobody said.
    inferred : tuple of str
        Columns whose type was read off their values.
    """

    rows: pa.Table
    origins: tuple[Origin, ...]
    notes: tuple[Message, ...]
    inferred: tuple[str, ...]


def files_of(source: Any, reading: Reading) -> list[Path]:
    """Return the files that a path, a pattern, a folder or a list of them stands for.

    With a delimiter that is given, a file of any name is one of separated values.

    Raises
    ------
    SourceError
        There is none, or it is of a kind that privlab does not read.
    """
    given = source if isinstance(source, list | tuple) else [source]
    found = [path for each in given for path in _found(each)]
    kinds = {is_parquet(path) for path in found}
    if len(kinds) > 1:
        message = "Parquet files and others cannot be one table. Open them apart."
        raise SourceError(message)
    for path in found:
        _kind(path, reading)
    return found


def is_parquet(path: Path) -> bool:
    """Whether an engine reads the file where it is."""
    return path.name.casefold().endswith(PARQUET)


def _found(source: str | Path) -> list[Path]:
    path = Path(source).expanduser()
    if path.is_dir():
        inside = sorted(each for each in path.rglob("*") if each.is_file() and _is_read(each))
        if not inside:
            message = (
                f"'{path}' is a folder without a file that privlab reads. Allowed: {_ALLOWED}."
            )
            raise SourceError(message)
        return inside
    if not path.exists() and glob.has_magic(str(source)):
        matched = sorted(Path(each) for each in glob.glob(str(path), recursive=True))  # noqa: PTH207 - of any folder
        matched = [each for each in matched if each.is_file()]
        if not matched:
            message = f"No file is called like '{source}'. Check the pattern."
            raise SourceError(message)
        return matched
    return [path]


def _is_read(path: Path) -> bool:
    hidden = path.name.startswith((".", "_"))
    return not hidden and (is_parquet(path) or Path(unpacked_name(path)).suffix in _READERS)


def _kind(path: Path, reading: Reading) -> Callable[[Path, Reading], Texts] | None:
    """Return what reads a file; None for Parquet."""
    if is_parquet(path):
        return None
    reader = _READERS.get(Path(unpacked_name(path)).suffix)
    packed = path.name.casefold().endswith(PACKED)
    if reader is None and packed and path.suffix.casefold() == ".zip":
        # what is inside is known when it is unpacked: a file of separated values, most often
        reader = delimited
    reader = delimited if reader is None and reading.delimiter else reader
    if reader is None or (packed and reader not in _UNPACKED):
        message = (
            f"'{path.name}' is not a table that privlab reads. Allowed: {_ALLOWED}. If it holds "
            "separated values, say how: delimiter=';'."
        )
        raise SourceError(message)
    return reader


def read_rows(paths: Sequence[Path], reading: Reading) -> Rows:
    """Read files once, as one table; the mark of each is that of the bytes that were read.

    Raises
    ------
    SourceError
        A file cannot be read, changed meanwhile, or has other columns than the first.
    ColumnError
        An option that names a column that is not there.
    """
    parts, marks = [], []
    for path in paths:
        check_file(path)
        mark = mark_of_file(path)
        reader = _kind(path, reading)
        assert reader is not None  # noqa: S101 - Parquet is read by engines
        parts.append(reader(path, reading))
        if mark_of_file(path) != mark:
            message = f"{path.name} was changed while it was read. Open it again once it is whole."
            raise SourceError(message)
        marks.append(Origin(path, mark))
    texts = _together(paths, parts)
    names = texts.rows.column_names
    for where, wanted in (("text_columns=", reading.texts), ("dates=", tuple(reading.dates))):
        for name in wanted:
            check_present(name, names, where)
    rows, nearly = (texts.rows, []) if reading.all_text else typed(texts, reading)
    notes = (*texts.notes, *nearly_typed(nearly))
    if reading.na_values is None:
        rows, found = without_marks(rows, texts.written)
        notes = (*notes, *marks_found(found))
    inferred = () if _kind(paths[0], reading) in _TYPED else tuple(names)
    return Rows(rows, tuple(marks), notes, inferred)


def _together(paths: Sequence[Path], parts: list[Texts]) -> Texts:
    """Return the rows of several files under each other, their columns in the first one's order."""
    import pyarrow as pa

    first = parts[0]
    names = first.rows.column_names
    for path, part in zip(paths, parts, strict=True):
        if sorted(part.rows.column_names) != sorted(names):
            raise other_columns(path, paths[0], set(part.rows.column_names) ^ set(names))
    if len(parts) == 1:
        return first
    try:
        rows = pa.concat_tables([part.rows.select(names) for part in parts])
    except pa.ArrowException:
        message = f"A column of {paths[0].name} is of another type in the files beside it."
        raise SourceError(message) from None
    return replace(
        first,
        rows=rows.combine_chunks(),
        notes=tuple(dict.fromkeys(note for part in parts for note in part.notes)),
        comma_parts=any(part.comma_parts for part in parts),
        written=frozenset.union(*(part.written for part in parts)),
    )


def other_columns(path: Path, first: Path, names: Iterable[str]) -> SourceError:
    """Return the error of a file that is no part of the same table as the first."""
    return SourceError(
        f"{path.name} has other columns than {first.name}: {listed(sorted(names))}. Open the "
        "files apart, or give them the same columns."
    )


def written_as(path: Path) -> dict[str, Any]:
    r"""Return what Frictionless would not guess of a file: its encoding, and its dialect.

    Nothing is said of a file in UTF-8 whose first line names its columns, between commas.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "a.csv"
    >>> _ = path.write_bytes("ort;n\nN\u00eemes;1\n".encode("cp1252"))
    >>> written_as(path)
    {'encoding': 'cp1252', 'dialect': {'delimiter': ';'}}
    """
    reading = Reading()
    if _kind(path, reading) is not delimited:
        return {}
    content = content_of(path, None)
    found = dialect_of(path, content, reading)
    dialect: dict[str, Any] = {}
    if found.delimiter != ",":
        dialect["delimiter"] = found.delimiter
    if not found.named:
        dialect["header"] = False
    elif found.line > 1:
        dialect["headerRows"] = [found.line]
    said = {"encoding": content.encoding} if content.encoding != "utf-8" else {}
    return {**said, "dialect": dialect} if dialect else dict(said)
