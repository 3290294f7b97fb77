"""The tables of a register, and whether it still has them: all, unchanged, and no more.

Append-only: entries are never changed, payloads only erased.
"""

from __future__ import annotations

import functools

from privlab.register.disk._connection import APPLICATION, VERSION, Database, in_memory

__all__ = ["create_schema", "schema_problems", "tables_changed"]

# the internal indexes of keys are among them, and have no SQL
PARTS = "SELECT type, name, tbl_name, sql FROM sqlite_schema"

Part = tuple[str, str, str, str | None]

STATEMENTS = {
    "secret": """CREATE TABLE secret (
  name TEXT PRIMARY KEY,
  key BLOB NOT NULL CHECK (length(key) = 32)
) STRICT, WITHOUT ROWID""",
    "entry": """CREATE TABLE entry (
  number INTEGER PRIMARY KEY,
  time TEXT NOT NULL CHECK (length(time) = 27),
  behind INTEGER NOT NULL CHECK (behind >= 0),
  kind TEXT NOT NULL CHECK (kind <> ''),
  population TEXT NOT NULL,
  purpose TEXT NOT NULL,
  actor INTEGER REFERENCES entry (number),
  epsilon INTEGER NOT NULL CHECK (epsilon >= 0),
  delta INTEGER NOT NULL CHECK (delta >= 0),
  refers INTEGER REFERENCES entry (number),
  mark BLOB CHECK (length(mark) = 32),
  commitment BLOB NOT NULL CHECK (length(commitment) = 32),
  previous BLOB NOT NULL CHECK (length(previous) = 32),
  hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT""",
    "subject": """CREATE TABLE subject (
  mark BLOB PRIMARY KEY CHECK (length(mark) = 32),
  handle BLOB NOT NULL UNIQUE CHECK (length(handle) = 16),
  salt BLOB NOT NULL CHECK (length(salt) = 16)
) STRICT, WITHOUT ROWID""",
    "payload": """CREATE TABLE payload (
  entry INTEGER PRIMARY KEY REFERENCES entry (number),
  subject BLOB REFERENCES subject (handle),
  salt BLOB NOT NULL CHECK (length(salt) = 16),
  body TEXT NOT NULL
) STRICT""",
    "entry_of_owner": """CREATE INDEX entry_of_owner
ON entry (kind, population, purpose, actor, epsilon, delta)""",
    "entry_answered_once": """CREATE UNIQUE INDEX entry_answered_once
ON entry (refers) WHERE kind = 'release'""",
    "entry_labelled_once": """CREATE UNIQUE INDEX entry_labelled_once
ON entry (mark) WHERE kind = 'charge'""",
    "entry_opposing": """CREATE INDEX entry_opposing
ON entry (population, mark) WHERE kind IN ('opposition', 'opposition_lifted')""",
    "payload_of_subject": """CREATE INDEX payload_of_subject
ON payload (subject) WHERE subject IS NOT NULL""",
    "entry_follows": """CREATE TRIGGER entry_follows BEFORE INSERT ON entry
WHEN NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM entry)
OR (NEW.number > 1
    AND NEW.previous IS NOT (SELECT hash FROM entry WHERE number = NEW.number - 1))
BEGIN SELECT RAISE(ABORT, 'an entry follows the last one'); END""",
    "entry_kept": """CREATE TRIGGER entry_kept BEFORE UPDATE ON entry
BEGIN SELECT RAISE(ABORT, 'entries are never changed'); END""",
    "entry_stays": """CREATE TRIGGER entry_stays BEFORE DELETE ON entry
BEGIN SELECT RAISE(ABORT, 'entries are never deleted'); END""",
    "payload_kept": """CREATE TRIGGER payload_kept BEFORE UPDATE ON payload
BEGIN SELECT RAISE(ABORT, 'payloads are never changed'); END""",
    "payload_stays": """CREATE TRIGGER payload_stays BEFORE DELETE ON payload
WHEN OLD.subject IS NULL
BEGIN SELECT RAISE(ABORT, 'only what is about a person is erased'); END""",
    "subject_kept": """CREATE TRIGGER subject_kept BEFORE UPDATE ON subject
BEGIN SELECT RAISE(ABORT, 'handles are never changed'); END""",
    "secret_kept": """CREATE TRIGGER secret_kept BEFORE UPDATE ON secret
BEGIN SELECT RAISE(ABORT, 'the key is never changed'); END""",
    "secret_stays": """CREATE TRIGGER secret_stays BEFORE DELETE ON secret
BEGIN SELECT RAISE(ABORT, 'the key is never deleted'); END""",
}


def create_schema(db: Database) -> None:
    """Make the tables, and sign the file as a register."""
    for statement in STATEMENTS.values():
        db.run(statement)
    db.run(f"PRAGMA application_id = {APPLICATION}")
    db.run(f"PRAGMA user_version = {VERSION}")


def schema_problems(db: Database) -> list[str]:
    """Return the names of the tables, indexes and triggers that are missing, changed or added."""
    return sorted({str(name) for _, name, _, _ in _parts(db) ^ _rules()})


def tables_changed(db: Database) -> bool:
    """Whether a table is missing, changed or added, rather than an index or a trigger."""
    return any(kind == "table" for kind, *_ in _parts(db) ^ _rules())


def _parts(db: Database) -> frozenset[Part]:
    return frozenset((kind, name, table, sql) for kind, name, table, sql in db.each(PARTS))


@functools.cache
def _rules() -> frozenset[Part]:
    with in_memory() as db:
        create_schema(db)
        return _parts(db)
