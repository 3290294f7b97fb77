"""Parquet files as a table of an engine; nothing is loaded yet."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from privlab.errors import SourceError
from privlab.tables.files._content import check_file
from privlab.tables.files._opening import other_columns

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import ibis.expr.types as ir
    import pyarrow as pa
    from ibis.backends import BaseBackend

__all__ = ["read_parquet", "zones_of"]

_MAGIC = b"PAR1"


def read_parquet(paths: Sequence[Path], connection: BaseBackend) -> ir.Table:
    """Read Parquet files where they are, as one table."""
    for path in paths:
        _check_whole(path)
    _check_alike(paths)
    given = str(paths[0]) if len(paths) == 1 else [str(path) for path in paths]
    try:
        return connection.read_parquet(given)
    except Exception as error:  # noqa: BLE001 - the engine's errors have no common ancestor
        raise SourceError(_damaged(paths[0], error)) from None


def zones_of(path: Path) -> dict[str, str]:
    """Return the time zone of each column that was written with one: engines know moments only."""
    import pyarrow as pa

    try:
        schema = _schema_of(path)
    except SourceError:
        # what the engine reads of it, it reads without zones
        return {}
    return {
        field.name: str(field.type.tz)
        for field in schema
        if pa.types.is_timestamp(field.type) and field.type.tz is not None
    }


def _schema_of(path: Path) -> pa.Schema:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        return parquet.read_schema(path)
    except (pa.ArrowException, OSError) as error:
        raise SourceError(_damaged(path, error)) from None


def _damaged(path: Path, error: Exception) -> str:
    return (
        f"{path.name} cannot be read as Parquet ({type(error).__name__}): its footer is damaged. "
        "Write or copy it again."
    )


def _check_whole(path: Path) -> None:
    check_file(path)
    with path.open("rb") as file:
        start = file.read(4)
        file.seek(-min(4, path.stat().st_size), io.SEEK_END)
        end = file.read(4)
    if start != _MAGIC or end != _MAGIC:
        whole = (
            "does not end as one: it was cut while written or copied"
            if start == _MAGIC
            else "does not start as one"
        )
        message = f"{path.name} is not a whole Parquet file: it {whole}. Write or copy it again."
        raise SourceError(message)


def _check_alike(paths: Sequence[Path]) -> None:
    """Refuse files that are no parts of one table: an engine would pass over columns."""
    first = None
    for path in paths if len(paths) > 1 else ():
        columns = {(field.name, field.type) for field in _schema_of(path)}
        first = first or columns
        if columns != first:
            raise other_columns(path, paths[0], {name for name, _ in columns ^ first})
