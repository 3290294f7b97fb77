"""The journal that an interrupted write leaves, and whether it is of the file beside it.

SQLite writes it back by its name, into whatever file is there: also into an older copy that was
put back, which it destroys. See "Database File Format", section 3, and the change counter of
section 1.3.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["belongs_elsewhere", "journal_of"]

MAGIC = bytes.fromhex("d9d505f920a163d7")
HEADER = struct.Struct(">8sIIIII")
COUNTER = slice(24, 28)
SMALLEST_PAGE, LARGEST_PAGE = 512, 65536
# beyond it SQLite would have begun a second part; no write of the register is that large
MOST_BYTES = 64 * 2**20


def journal_of(path: Path) -> Path:
    """Return where the journal of a register stands."""
    return path.with_name(f"{path.name}-journal")


def belongs_elsewhere(path: Path) -> bool:
    """Whether the journal beside a file was written over another state of it.

    A write raises the change counter of page 1 by one: the file has the counter that the journal
    kept, or the next. Where the journal kept no page 1, nothing was written to the file yet.
    """
    try:
        journal = journal_of(path).read_bytes()[:MOST_BYTES]
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
