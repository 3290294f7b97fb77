"""One connection a call, and every failure of the file in plain words.

A rollback journal, not a write-ahead log: the register is one file that can be copied, restored
and read from a medium that cannot be written. What keeps callers apart is the lock beside the
file; SQLite's own locks keep away programs that do not know it.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, Any

from privlab.errors import InternalError, RegisterError
from privlab.register.disk._journal import belongs_elsewhere, journal_of
from privlab.register.disk._lock import lock_of, locked
from privlab.register.disk._schema import APPLICATION, VERSION

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Database", "in_memory", "is_damage", "new_file", "reading", "writing"]

PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    # FULL, and the folder is synced too when the journal goes: a power cut cannot bring it back
    "PRAGMA synchronous = EXTRA",
    "PRAGMA fullfsync = ON",
    # what is erased is overwritten, not only unlinked
    "PRAGMA secure_delete = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
)
# our statements are fixed: one that SQLite does not understand means other tables than ours
DAMAGE = {
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_FORMAT,
    sqlite3.SQLITE_ERROR,
    # a length that was flipped asks for more than SQLite allows
    sqlite3.SQLITE_TOOBIG,
    sqlite3.SQLITE_NOMEM,
}


class Database:
    """An open connection inside a transaction: the only place that hands SQL to SQLite."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def run(self, sql: str, *values: object) -> None:
        """Run a statement that returns nothing."""
        self._connection.execute(sql, values)

    def each(self, sql: str, *values: object) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query."""
        # no `yield from`: it would close the cursor after the connection when left early
        for row in self._connection.execute(sql, values):  # noqa: UP028
            yield row

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        return self._connection.execute(sql, values).fetchall()

    def row(self, sql: str, *values: object) -> tuple[Any, ...] | None:
        """Return the first row of a query, None without one."""
        with closing(self._connection.execute(sql, values)) as cursor:
            found: tuple[Any, ...] | None = cursor.fetchone()
        return found


@contextmanager
def reading(path: Path, timeout: float) -> Iterator[Database]:
    """Open a register to look at one consistent state of it."""
    with _transaction(path, timeout, "BEGIN") as db:
        yield db


@contextmanager
def writing(path: Path, timeout: float) -> Iterator[Database]:
    """Open a register alone; all that is written is durable when the block ends, or nothing is."""
    with _transaction(path, timeout, "BEGIN IMMEDIATE") as db:
        yield db


@contextmanager
def in_memory() -> Iterator[Database]:
    """Open an empty database that is gone when the block ends."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        yield Database(connection)


@contextmanager
def new_file(path: Path, timeout: float) -> Iterator[Database]:
    """Make the file of a register, only if nothing is there; nothing is left when it fails."""
    if _kind(path.parent) != "folder":
        message = f"There is no folder '{path.parent}' to make the register '{path.name}' in."
        raise RegisterError(message)
    try:
        # readable by its owner only: it holds the key of its marks
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        message = (
            f"'{path}' exists. A register is never made anew over what is there: open it with "
            "Register.open, or choose another name."
        )
        raise RegisterError(message) from None
    except OSError:
        message = f"The register '{path}' cannot be made: its folder refuses a new file."
        raise RegisterError(message) from None
    try:
        with _connected(path, timeout, "BEGIN IMMEDIATE") as db:
            yield db
    except BaseException:
        for left in (path, journal_of(path), lock_of(path)):
            with suppress(OSError):
                left.unlink()
        raise


@contextmanager
def _transaction(path: Path, timeout: float, begin: str) -> Iterator[Database]:
    kind = _kind(path)
    if kind == "nothing":
        message = (
            f"There is no register '{path}'. A missing register is no fresh budget: put the file "
            "back, or make a first one with Register.create."
        )
        raise RegisterError(message)
    if kind != "file":
        message = f"'{path}' is not a file, so it is no register."
        raise RegisterError(message)
    with _connected(path, timeout, begin) as db:
        _check_kind(db, path)
        yield db


@contextmanager
def _connected(path: Path, timeout: float, begin: str) -> Iterator[Database]:
    # journal and lock stand beside the file itself, not beside a link to it
    path = path.resolve()
    try:
        with (
            locked(path, timeout, alone=begin != "BEGIN"),
            closing(_opened(path, timeout)) as connection,
        ):
            for pragma in PRAGMAS:
                connection.execute(pragma)
            journal = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
            connection.execute(begin)
            if journal != ("delete",):
                message = (
                    f"The register '{path}' is in SQLite's journal mode '{journal[0]}' and cannot "
                    "leave it now. Close the other programs that use it."
                )
                raise RegisterError(message)
            try:
                yield Database(connection)
                connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise _explained(path, timeout, error) from None


def _opened(path: Path, timeout: float) -> sqlite3.Connection:
    """Connect, once nothing can be written into the wrong file."""
    try:
        if path.stat().st_nlink > 1:
            message = (
                f"The register '{path}' has a second name (a hard link, as `cp -al` and `rsync "
                "--link-dest` make): what is written through one is undone through the other "
                "after a crash. Keep one name: copy the file, and put the copy in its place."
            )
            raise RegisterError(message)
        if belongs_elsewhere(path):
            message = (
                f"'{journal_of(path).name}' is what an interrupted write left of another state of "
                f"the register '{path}': an older copy was put back beside it, and would be "
                "damaged by it. If the copy is to stay, delete the journal; if not, put back the "
                "file that was there. Then check it with `privlab verify --head`."
            )
            raise RegisterError(message)
    except FileNotFoundError:
        pass  # SQLite says so
    uri = f"{path.as_uri()}?mode=rw"
    return sqlite3.connect(uri, uri=True, timeout=timeout, isolation_level=None)


def _kind(path: Path) -> str:
    try:
        mode = path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return "nothing"
    except OSError:
        message = f"'{path}' cannot be reached: check the rights on its folder."
        raise RegisterError(message) from None
    return "folder" if stat.S_ISDIR(mode) else "file" if stat.S_ISREG(mode) else "other"


def _check_kind(db: Database, path: Path) -> None:
    found = db.row(
        "SELECT application_id, user_version FROM pragma_application_id, pragma_user_version"
    )
    application, version = found or (0, 0)
    if application != APPLICATION:
        message = f"'{path}' is a database, but not a register of privlab. Check the path."
        raise RegisterError(message)
    if version != VERSION:
        message = (
            f"The register '{path}' has version {version}, and this privlab reads version "
            f"{VERSION}. Use the privlab that wrote it, or a newer one."
        )
        raise RegisterError(message)


def is_damage(error: Exception) -> bool:
    """Whether the file itself is damaged, rather than locked, full or out of reach."""
    return _code(error) in DAMAGE


def _code(error: Exception) -> int:
    # without a code, Python could not decode what it read: a text, or SQLite's own complaint
    return int(getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT)) & 0xFF


def _explained(path: Path, timeout: float, error: Exception) -> RegisterError | InternalError:
    # SQLite's own words may hold values, so only its code is kept
    code = _code(error)
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return RegisterError(
            f"The register '{path}' is locked: another process has been writing to it for "
            f"{timeout:g} seconds. Nothing was written. Try again, or give it longer with "
            "Register.open(path, timeout=60)."
        )
    if code in {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH}:
        return RegisterError(
            f"The register '{path}' cannot be written: the file, its folder or its disk is "
            "read-only. Nothing can be spent or recorded until it can."
        )
    if code in {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR}:
        return RegisterError(
            f"The register '{path}' could not be read or written in full: the disk is full or "
            "fails. Make room, then check it with `privlab verify`."
        )
    if code in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOTFOUND}:
        return RegisterError(
            f"The register '{path}' cannot be opened: check the rights on the file and its folder."
        )
    if is_damage(error):
        return RegisterError(
            f"'{path}' is damaged, or no register at all. Put back a copy whose head is the one "
            "printed in the last report, and check it with `privlab verify`."
        )
    if code == sqlite3.SQLITE_CONSTRAINT:
        return RegisterError(
            f"What was to be written contradicts what the register '{path}' holds: it was changed "
            "or damaged. Nothing was written; see `privlab verify`."
        )
    return InternalError(f"the register refused a statement (SQLite code {code})")
