"""A register in a folder of its own, and someone who edits its file behind its back."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from privlab.register import Register

if TYPE_CHECKING:
    from collections.abc import Iterator

MEMORY = "/dev/shm"  # noqa: S108 - a folder of its own is made in it
NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def tmp_path(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory where there is one: what a power cut leaves is not tested here."""
    if not os.access(MEMORY, os.W_OK):
        yield tmp_path
        return
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        yield Path(folder)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "register.sqlite"


@pytest.fixture
def register(path: Path) -> Register:
    return Register.create(path)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory):
    """Make as many registers as a property needs."""
    folder = tmp_path_factory.mktemp("registers")
    names = (f"{n}.sqlite" for n in range(10_000))
    return lambda: Register.create(folder / next(names))


@pytest.fixture
def spend(register: Register):
    """Reserve from a budget of epsilon 1; each label is new unless it is given."""
    register.set_budget("clients", 1.0)
    labels = (f"label {n}" for n in range(10_000))

    def charge(epsilon=0.1, delta=0.0, **said):
        given = {"label": next(labels), "query": "count by region", "content": "mark"}
        return register.charge(
            population="clients", epsilon=epsilon, delta=delta, **{**given, **said}
        )

    return charge


@pytest.fixture
def tamper(path: Path):
    """Edit the file and put its own triggers back, so that only the edit is left to be seen."""

    def edit(*statements: str, keep_triggers: bool = True) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            triggers = db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
            triggers = triggers.fetchall()
            db.execute("PRAGMA ignore_check_constraints = ON")
            db.execute("PRAGMA synchronous = OFF")
            for name, _ in triggers:
                db.execute(f"DROP TRIGGER {name}")
            for statement in statements:
                db.executescript(statement)
            for _, sql in triggers if keep_triggers else ():
                db.execute(sql)

    return edit


@pytest.fixture
def run():
    """Run a script in a process of its own and return what it prints."""

    def started(script: str, *arguments: object) -> str:
        command = [sys.executable, "-c", textwrap.dedent(script), *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return started
