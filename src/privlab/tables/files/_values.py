"""Workbooks, JSON, Arrow files and SQLite, as tables of the values that they hold."""

from __future__ import annotations

import datetime as dt
import json
import sqlite3
from typing import TYPE_CHECKING, Any

from privlab._extras import wanted
from privlab.errors import ParameterError, SourceError, did_you_mean, listed
from privlab.language import Message
from privlab.tables.files._content import check_file, content_of
from privlab.tables.files._dialect import has_names, names_apart, titles_above
from privlab.tables.files._texts import Texts, names_given, titles_left_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import pyarrow as pa

    from privlab.tables.files._reading import Reading

__all__ = ["arrow_file", "json_file", "sqlite_file", "workbook"]

_SAFE_WHOLE = 2**53
_TIMED = (dt.datetime, dt.date, dt.time)


def workbook(path: Path, reading: Reading) -> Texts:
    """Return a sheet of an Excel or OpenDocument workbook: the first, or the one that is named."""
    check_file(path)
    calamine = wanted("python_calamine")
    try:
        book = calamine.CalamineWorkbook.from_path(str(path))
        names = list(book.sheet_names)
        chosen = _chosen(path, reading, names, "sheet")
        sheet = book.get_sheet_by_name(chosen)
        rows = sheet.to_python(skip_empty_area=True)
    except (ParameterError, SourceError):
        raise
    except Exception as error:  # noqa: BLE001 - each format has errors of its own
        message = (
            f"{path.name} cannot be read as a workbook ({type(error).__name__}): it was cut or "
            "damaged, or is locked by a password. Save it again, without one."
        )
        raise SourceError(message) from None
    notes = []
    if len(names) > 1 and reading.sheet is None:
        notes.append(
            Message(
                "{file} has {n} sheets: '{sheet}' was read. Another one: sheet=.",
                {"file": path.name, "n": len(names), "sheet": chosen},
            )
        )
    return _of_rows(path, rows, reading, notes)


def sqlite_file(path: Path, reading: Reading) -> Texts:
    """Return a table of a SQLite database: the only one, or the one that is named."""
    check_file(path)
    try:
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        try:
            asked = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT "
            listing = connection.execute(asked + "LIKE 'sqlite_%' ORDER BY name")
            names = [str(row[0]) for row in listing]
            if len(names) > 1 and reading.sheet is None:
                message = (
                    f"{path.name} has several tables. Name one: sheet='{names[0]}'. Allowed: "
                    f"{listed(names)}"
                )
                raise SourceError(message)
            quoted = _chosen(path, reading, names, "table").replace('"', '""')
            answer = connection.execute(f'SELECT * FROM "{quoted}"')  # noqa: S608
            columns = [str(each[0]) for each in answer.description]
            rows = answer.fetchall()
        finally:
            connection.close()
    except (sqlite3.Error, UnicodeError, OverflowError) as error:
        message = f"{path.name} cannot be read as a SQLite database ({type(error).__name__})."
        raise SourceError(message) from None
    values = list(zip(*rows, strict=True)) or [()] * len(columns)
    return _of_values(columns, values, reading)


def json_file(path: Path, reading: Reading) -> Texts:
    """Return the records of a JSON file: a list of objects, one object a line, or columns."""
    text = content_of(path, reading.encoding, strict=reading.strict).text
    try:
        held = [json.loads(text)]
    except RecursionError:
        raise SourceError(_no_records(path)) from None
    except ValueError:
        held = _lines(path, text)
    found = held[0] if len(held) == 1 and isinstance(held[0], list) else held
    if len(found) == 1 and isinstance(found[0], dict):
        found = _of_one_object(path, found[0])
    if not _are_records(found):
        raise SourceError(_no_records(path))
    names = list(dict.fromkeys(name for record in found for name in record))
    columns = [[record.get(name) for record in found] for name in names]
    return _of_values(names, columns, reading)


def _of_one_object(path: Path, held: dict[str, Any]) -> list[Any]:
    """Return the records of an object: under one name, by column, or split; else it is one."""
    inside: list[list[Any]] = [each for each in held.values() if _are_records(each)]
    if len(inside) == 1:
        # what an interface answers has its records under one name
        return inside[0]
    values = list(held.values())
    if {"columns", "data"} <= set(held):
        return [dict(zip(held["columns"], row, strict=False)) for row in held["data"]]
    if values and all(isinstance(each, list) for each in values):
        if len({len(each) for each in values}) == 1:
            return [dict(zip(held, row, strict=True)) for row in zip(*values, strict=True)]
        raise SourceError(_no_records(path))
    if values and all(isinstance(each, dict) for each in values):
        # pandas writes columns of rows by number; by anything else it may be either
        keys = list(values[0])
        if all(list(each) == keys for each in values) and all(map(str.isdecimal, keys)):
            return [{name: held[name][key] for name in held} for key in keys]
        if all(map(str.isdecimal, held)):
            return values
        raise SourceError(_no_records(path))
    if any(isinstance(each, dict | list) for each in values):
        raise SourceError(_no_records(path))
    return [held]


def arrow_file(path: Path, _: Reading) -> Texts:
    """Return the rows of a Feather or Arrow file."""
    import pyarrow as pa
    from pyarrow import feather

    check_file(path)
    for read in (feather.read_table, _stream):
        try:
            rows = read(str(path))
            rows.validate(full=True)
            return Texts(rows)
        except (pa.ArrowException, OSError, ValueError):
            continue
    message = f"{path.name} is not a whole Arrow or Feather file. Write or copy it again."
    raise SourceError(message)


def _stream(path: str) -> pa.Table:
    import pyarrow as pa

    with pa.OSFile(path) as file, pa.ipc.open_stream(file) as stream:
        return stream.read_all()


def _chosen(path: Path, reading: Reading, names: Sequence[str], what: str) -> str:
    if not names:
        message = f"{path.name} has no {what}."
        raise SourceError(message)
    wanted_one = reading.sheet
    if wanted_one is None:
        return names[0]
    if isinstance(wanted_one, int):
        if 0 <= wanted_one < len(names):
            return names[wanted_one]
        message = f"sheet={wanted_one}, and {path.name} has {len(names)}. The first one is 0."
        raise ParameterError(message)
    if wanted_one not in names:
        message = f"{path.name} has no {what} '{wanted_one}'. {did_you_mean(wanted_one, names)}"
        raise ParameterError(message)
    return wanted_one


def _of_rows(path: Path, rows: list[list[Any]], reading: Reading, notes: list[Message]) -> Texts:
    """Return the cells of a sheet: titles above its table left out, names apart."""
    rows = [[_cell(cell, reading) for cell in row] for row in rows]
    while rows and all(cell is None for cell in rows[-1]):
        rows.pop()
    written = [["" if cell is None else _written(cell) for cell in row] for row in rows]
    skipped = titles_above(written, reading)
    notes += titles_left_out(path, 0 if reading.skip_rows is not None else skipped)
    rows, written = rows[skipped:], written[skipped:]
    width = max((len(row) for row in rows), default=0)
    if not width:
        message = f"{path.name}: the sheet is empty."
        raise SourceError(message)
    named = has_names(written, reading)
    found = [name.strip() for name in written[0]] if named else [""] * width
    names, made = names_apart(found)
    notes += names_given(path, names, made, named=named)
    below = rows[1 if named else 0 :]
    columns = [[row[place] for row in below] for place in range(width)]
    return _of_values(names, columns, reading, tuple(notes))


def _cell(value: Any, reading: Reading) -> Any:
    """Return a cell of a sheet; a whole number, which a workbook stores as a float, as one."""
    if value == "" or value in (reading.na_values or ()):
        return None
    if isinstance(value, float) and value.is_integer() and abs(value) < _SAFE_WHOLE:
        return int(value)
    return value


def _of_values(
    names: Iterable[str],
    columns: Iterable[Sequence[Any]],
    reading: Reading,
    notes: tuple[Message, ...] = (),
) -> Texts:
    import pyarrow as pa

    made, mixed = {}, set()
    for name, values in zip(names, columns, strict=True):
        kinds = {type(value) for value in values if value is not None}
        array = _as_texts(values) if reading.all_text else _array(list(values), kinds)
        if pa.types.is_string(array.type) and kinds - {str}:
            mixed.add(name)
        made[name] = pa.chunked_array([array])
    return Texts(pa.table(made), notes=notes, written=frozenset(mixed))


def _array(values: list[Any], kinds: set[type]) -> pa.Array:
    """Return values of one kind in their type, and those of several as they are written."""
    import pyarrow as pa

    if not kinds:
        return pa.array(values, pa.string())
    if kinds == {dt.datetime, dt.date}:
        values, kinds = [_at_midnight(value) for value in values], {dt.datetime}
    midnight = dt.time()
    if kinds == {dt.datetime} and all(each is None or each.time() == midnight for each in values):
        values, kinds = [None if each is None else each.date() for each in values], {dt.date}
    alike = len(kinds) == 1 or kinds <= {int, float}
    if alike and not (int in kinds and _are_long(values, kinds)):
        try:
            return pa.array(values)
        except (pa.ArrowException, OverflowError):
            pass
    return _as_texts(values)


def _as_texts(values: Iterable[Any]) -> pa.Array:
    import pyarrow as pa

    return pa.array([None if value is None else _written(value) for value in values], pa.string())


def _are_long(values: list[Any], kinds: set[type]) -> bool:
    most = _SAFE_WHOLE if float in kinds else 2**63
    return any(isinstance(value, int) and not -most <= value < most for value in values)


def _at_midnight(value: Any) -> Any:
    is_day = isinstance(value, dt.date) and not isinstance(value, dt.datetime)
    return dt.datetime(value.year, value.month, value.day) if is_day else value  # noqa: DTZ001


def _written(value: Any) -> str:
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, _TIMED) else str(value)


def _lines(path: Path, text: bytes) -> list[Any]:
    records = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            records.append(json.loads(line))
        except (ValueError, RecursionError):
            message = f"{path.name}, line {number}: it is no JSON. Mend that line."
            raise SourceError(message) from None
    return records


def _are_records(found: object) -> bool:
    return isinstance(found, list) and bool(found) and all(isinstance(each, dict) for each in found)


def _no_records(path: Path) -> str:
    return (
        f"{path.name} holds no table: privlab reads a list of objects, or one object a line, each "
        "with the values of one row by the names of the columns."
    )
