"""One caller at a time, in this process and in all others, by a lock on a file beside the register.

SQLite locks with POSIX advisory locks, and a process loses those as soon as any of its threads
closes the same file: a backup, a checksum. The lock here is `flock` on a file of its own, which
belongs to the open file and not to the process; readers take it too, since the first reader after
a kill writes. A mutex goes before it, and a fork waits for the mutex: no child is ever born in
the middle of a transaction, with SQLite's notes of a lock that it does not have.
"""

from __future__ import annotations

import errno
import os
import random
import sys
import threading
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from privlab.errors import RegisterError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["lock_of", "locked"]

SUFFIX = "-lock"
SHORTEST_WAIT, LONGEST_WAIT = 0.001, 0.025
TAKEN = {errno.EACCES, errno.EAGAIN, errno.EWOULDBLOCK, errno.EDEADLK}
OUT_OF_REACH = {errno.EACCES, errno.EPERM, errno.EROFS}

# reentrant: a fork inside a call of the register must not wait for itself
_mutex = threading.RLock()


def _freed() -> None:
    _mutex.release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_mutex.acquire, after_in_parent=_freed, after_in_child=_freed)


if sys.platform == "win32":
    import msvcrt

    def _take(file: int) -> None:
        os.lseek(file, 0, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)

    def _give_back(file: int) -> None:
        os.lseek(file, 0, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _take(file: int) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _give_back(file: int) -> None:
        # said, not left to close(): a child that was forked meanwhile holds the same open file
        fcntl.flock(file, fcntl.LOCK_UN)


def lock_of(path: Path) -> Path:
    """Return where the lock of a register stands."""
    return path.with_name(f"{path.name}{SUFFIX}")


@contextmanager
def locked(path: Path, timeout: float, *, alone: bool) -> Iterator[None]:
    """Hold the register at a path; everyone else waits, for `timeout` seconds at most.

    Parameters
    ----------
    path : Path
        Of the register, without links.
    timeout : float
    alone : bool
        Whether the lock is needed: a reader may do without on a medium where no lock can be
        made, since nobody writes there.

    Raises
    ------
    RegisterError
        It is held by others for too long, or cannot be made.
    """
    end = time.monotonic() + timeout
    wait = SHORTEST_WAIT
    while True:
        if not _mutex.acquire(timeout=max(0.0, end - time.monotonic())):
            raise _busy(path, timeout)
        file = None
        try:
            file = _opened(path, alone=alone)
            if file is None or _is_taken(file, lock_of(path)):
                yield
                return
        finally:
            if file is not None:
                _closed(file)
            _mutex.release()
        if time.monotonic() >= end:
            raise _busy(path, timeout)
        # no two wait alike, so that nobody waits for ever
        time.sleep(wait * random.uniform(0.5, 1.0))  # noqa: S311 - no secret
        wait = min(2 * wait, LONGEST_WAIT)


def _is_taken(file: int, lock: Path) -> bool:
    """Take the lock now, on the file that stands at its place now; False when others have it."""
    try:
        _take(file)
    except OSError as error:
        if error.errno in TAKEN:
            return False
        message = (
            f"The register cannot be locked: the file system of '{lock}' has no locks. Keep the "
            "register on a disk that has them."
        )
        raise RegisterError(message) from None
    try:
        held, there = os.fstat(file), lock.stat()
    except OSError:
        return False
    return (held.st_dev, held.st_ino) == (there.st_dev, there.st_ino)


def _closed(file: int) -> None:
    with suppress(OSError):
        _give_back(file)
    os.close(file)


def _opened(path: Path, *, alone: bool) -> int | None:
    lock = lock_of(path)
    extra = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NOFOLLOW", 0)
    try:
        try:
            return os.open(lock, os.O_RDWR | extra)
        except FileNotFoundError:
            return _made(path, lock, os.O_RDWR | os.O_CREAT | extra)
        except PermissionError:
            return os.open(lock, os.O_RDONLY | extra)
    except OSError as error:
        if error.errno in OUT_OF_REACH:
            if not alone:
                return None
            message = (
                f"The register '{path}' cannot be written: its lock '{lock.name}' cannot be made "
                "or opened, because the file, its folder or its disk is read-only."
            )
        elif error.errno == errno.ENOSPC:
            message = (
                f"The register '{path}' could not be locked: the disk is full. Make room for "
                f"'{lock.name}'."
            )
        else:
            message = f"The register '{path}' cannot be locked: '{lock.name}' cannot be opened."
        raise RegisterError(message) from None


def _made(path: Path, lock: Path, how: int) -> int:
    """Make the lock for all who may open the register; nothing is ever written in it."""
    file = os.open(lock, how, 0o600)
    if hasattr(os, "fchmod"):
        with suppress(OSError):
            os.fchmod(file, path.stat().st_mode & 0o666)
    return file


def _busy(path: Path, timeout: float) -> RegisterError:
    return RegisterError(
        f"The register '{path}' is locked: another process has been writing to it for "
        f"{timeout:g} seconds. Nothing was written. Try again, or give it longer with "
        "Register.open(path, timeout=60)."
    )
