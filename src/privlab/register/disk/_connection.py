"""One connection a call, and every failure of the file in plain words.

A rollback journal, not a write-ahead log: the register is one file that can be copied, restored
and read from a medium that cannot be written. What keeps callers apart is the lock beside the
file; SQLite's own locks keep away programs that do not know it.
"""

from __future__ import annotations

import os
import sqlite3
import stat
import struct
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, Any

from privlab.errors import InternalError, RegisterError
from privlab.register.disk._lock import lock_of, locked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = [
    "APPLICATION",
    "VERSION",
    "Database",
    "in_memory",
    "is_damage",
    "new_file",
    "reading",
    "writing",
]

# "prvL" in ASCII: `file` and SQLite tools can tell a register from another database
APPLICATION = int.from_bytes(b"prvL")
VERSION = 1

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

# SQLite writes a journal back by its name, into whatever file is there: also into an older copy
# that was put back, which it destroys. See "Database File Format", section 3, and the change
# counter of section 1.3.
MAGIC = bytes.fromhex("d9d505f920a163d7")
HEADER = struct.Struct(">8sIIIII")
COUNTER = slice(24, 28)
SMALLEST_PAGE, LARGEST_PAGE = 512, 65536
# beyond it SQLite would have begun a second part; no write of the register is that large
MOST_BYTES = 64 * 2**20


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
        for left in (path, _journal_of(path), lock_of(path)):
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
        if _belongs_elsewhere(path):
            message = (
                f"'{_journal_of(path).name}' is what an interrupted write left of another state of "
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


def _journal_of(path: Path) -> Path:
    """Return where the journal of a register stands."""
    return path.with_name(f"{path.name}-journal")


def _belongs_elsewhere(path: Path) -> bool:
    """Whether the journal beside a file was written over another state of it.

    A write raises the change counter of page 1 by one: the file has the counter that the journal
    kept, or the next. Where the journal kept no page 1, nothing was written to the file yet.
    """
    try:
        journal = _journal_of(path).read_bytes()[:MOST_BYTES]
        with path.open("rb") as file:
            counter = file.read(COUNTER.stop)[COUNTER]
    except OSError:
        return False
    kept = _counter_kept(journal)
    if kept is None or len(counter) < COUNTER.stop - COUNTER.start:
        return False
    return (int.from_bytes(counter) - kept) % 2**32 > 1


def _counter_kept(journal: bytes) -> int | None:
    """Return the change counter of page 1 as it was before the write, None where it is not kept."""
    if len(journal) < HEADER.size or not journal.startswith(MAGIC):
        return None
    _, _, _, _, sector, page = HEADER.unpack_from(journal)
    if not SMALLEST_PAGE <= page <= LARGEST_PAGE or not HEADER.size <= sector <= LARGEST_PAGE:
        return None
    # each record: the number of a page, the page, four bytes of checksum
    for place in range(sector, len(journal) - page - 7, page + 8):
        if int.from_bytes(journal[place : place + 4]) == 1:
            return int.from_bytes(journal[place + 4 : place + 4 + page][COUNTER])
    return None
