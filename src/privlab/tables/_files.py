"""CSV and Parquet files as tables of an engine, and what is wrong with them in plain words."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from typing import IO, TYPE_CHECKING, Any, cast

from privlab.errors import EngineError, SourceError, listed
from privlab.tables._fetch import materialise
from privlab.tables._origins import Origin, mark_of_file
from privlab.tables._roles import check_present

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import ibis.expr.types as ir
    from ibis.backends import BaseBackend

__all__ = ["read_csv", "read_parquet"]

_DELIMITERS = ",;\t|"
_LONGEST_LINE = 16 * 2**20
_CHUNK = 2**20
_PARQUET_MAGIC = b"PAR1"


def read_csv(
    path: Path, connection: BaseBackend, text_columns: Sequence[str] = ()
) -> tuple[ir.Table, Origin]:
    """Read a CSV file once into the engine; its first line holds the names.

    The delimiter is found among comma, semicolon, tab and bar; types are inferred from the
    whole file, `text_columns` stay text; an empty field is a missing value. The mark of the file
    is that of the bytes that were read.
    """
    _check_file(path)
    mark = mark_of_file(path)
    header = _header(path)
    delimiter = max(_DELIMITERS, key=header.count)
    names = next(csv.reader(io.StringIO(header), delimiter=delimiter), [])
    if not names:
        message = f"{path.name}, line 1: it is blank, and must hold the names of the columns."
        raise SourceError(message)
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        message = (
            f"{path.name}, line 1: column names must differ: {listed(doubled)}. Rename the "
            "extra ones."
        )
        raise SourceError(message)
    for name in text_columns:
        check_present(name, names, "text_columns=")
    if path.suffix == ".gz":
        _check_gzip(path)
    options: dict[str, Any] = {
        "header": True,
        "delim": delimiter,
        "quote": '"',
        "escape": '"',
        # left to guess, the engine passes over lines at the top and lines that start with a mark
        "skip": 0,
        "comment": "",
        "sample_size": -1,
        "max_line_size": _LONGEST_LINE,
        "null_padding": False,
        "ignore_errors": False,
    }
    if text_columns:
        options["types"] = dict.fromkeys(text_columns, "VARCHAR")
    try:
        table = materialise(connection.read_csv(path, **options), connection)
    except Exception as error:  # noqa: BLE001 - the engine's errors have no common ancestor
        raise SourceError(_what_is_wrong(path, delimiter, len(names), error)) from None
    if len(table.columns) != len(names):
        raise SourceError(_what_is_wrong(path, delimiter, len(names), None))
    if mark_of_file(path) != mark:
        message = f"{path.name} was changed while it was read. Open it again once it is whole."
        raise SourceError(message)
    return table, Origin(path, mark)


def read_parquet(path: Path, connection: BaseBackend) -> ir.Table:
    """Read a Parquet file where it is; nothing is loaded yet."""
    _check_file(path)
    with path.open("rb") as file:
        start = file.read(4)
        file.seek(-min(4, path.stat().st_size), io.SEEK_END)
        end = file.read(4)
    if start != _PARQUET_MAGIC or end != _PARQUET_MAGIC:
        whole = (
            "does not end as one: it was cut while written or copied"
            if start == _PARQUET_MAGIC
            else ("does not start as one")
        )
        message = f"{path.name} is not a whole Parquet file: it {whole}. Write or copy it again."
        raise SourceError(message)
    try:
        return connection.read_parquet(path)
    except Exception as error:  # noqa: BLE001 - the engine's errors have no common ancestor
        message = (
            f"{path.name} cannot be read as Parquet ({type(error).__name__}): its footer is "
            "damaged. "
            "Write or copy it again."
        )
        raise SourceError(message) from None


def _check_file(path: Path) -> None:
    if not path.exists():
        message = f"There is no file '{path}'. Check the path."
        raise SourceError(message)
    if path.is_dir():
        message = f"'{path}' is a folder. Pass one .csv, .csv.gz or .parquet file."
        raise SourceError(message)
    try:
        with path.open("rb") as file:
            first = file.read(1)
    except OSError as error:
        message = f"'{path.name}' cannot be opened: {error.strerror}."
        raise SourceError(message) from None
    if not first:
        message = f"'{path.name}' is empty: it has neither a header nor a row."
        raise SourceError(message)


def _bytes(path: Path) -> IO[bytes]:
    if path.suffix == ".gz":
        return cast("IO[bytes]", gzip.open(path, "rb"))
    return path.open("rb")


def _header(path: Path) -> str:
    try:
        with _bytes(path) as file:
            first = file.readline(_LONGEST_LINE)
    except (OSError, EOFError, zlib.error):
        raise SourceError(_cut_gzip(path)) from None
    try:
        return first.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        raise SourceError(_not_utf8(path, 1)) from None


def _check_gzip(path: Path) -> None:
    """Read to the end: the engine takes a file that was cut for a shorter one."""
    try:
        with gzip.open(path, "rb") as file:
            while file.read(_CHUNK):
                pass
    except (OSError, EOFError, zlib.error):
        raise SourceError(_cut_gzip(path)) from None


def _cut_gzip(path: Path) -> str:
    return f"{path.name} is not a whole gzip file: it was cut or damaged. Write or copy it again."


def _not_utf8(path: Path, line: int) -> str:
    return (
        f"{path.name}, line {line}: the text is not UTF-8. Save it as UTF-8, for instance with "
        "pandas.read_csv(path, encoding='latin-1'), and pass the frame."
    )


def _what_is_wrong(path: Path, delimiter: str, width: int, error: Exception | None) -> str:
    """Return the first line that is wrong and how, without its content."""
    try:
        number = 0
        ends = set()
        for number, line in enumerate(_lines(path), start=1):
            ends.add(line[-2:] if line.endswith(b"\r\n") else line[-1:])
            if len(line) >= _LONGEST_LINE:
                limit = _LONGEST_LINE // 2**20
                return (
                    f"{path.name}, line {number}: longer than {limit} MB; a quote is probably "
                    "never closed."
                )
            line.decode("utf-8")
    except UnicodeDecodeError:
        return _not_utf8(path, number + (number == 0))
    with _bytes(path) as file, io.TextIOWrapper(file, encoding="utf-8-sig", newline="") as text:
        rows = csv.reader(text, delimiter=delimiter, strict=True)
        try:
            for row in rows:
                if row and len(row) != width:
                    fields = f"{len(row)} field{'s' if len(row) > 1 else ''}"
                    return (
                        f"{path.name}, line {rows.line_num}: {fields} where the header has "
                        f"{width}. Mend that line."
                    )
        except csv.Error:
            return (
                f"{path.name}, line {rows.line_num}: the quotes or line ends are malformed. "
                "Mend that line."
            )
    if {b"\r\n", b"\n"} <= ends:
        return (
            f"{path.name}: some lines end as on Windows, some as elsewhere. Save it with one end."
        )
    if isinstance(error, EngineError):
        return f"{path.name} cannot be read as CSV. {error}"
    kind = "" if error is None else f" ({type(error).__name__})"
    return f"{path.name} cannot be read as CSV{kind}. Check its quotes and delimiters."


def _lines(path: Path) -> Iterator[bytes]:
    with _bytes(path) as file:
        while line := file.readline(_LONGEST_LINE):
            yield line
