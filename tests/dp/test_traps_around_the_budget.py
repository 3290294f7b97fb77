"""The budget cannot be had again, and a register that fails releases nothing."""

from __future__ import annotations

import datetime as dt
import os
import sqlite3
import subprocess
import sys
import textwrap
from contextlib import closing

import pandas as pd
import pytest

import privlab
from privlab.errors import BudgetError, ParameterError, RegisterError

NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)


def query(frame, register, **roles):
    asked = {"person": "person", "population": "shoppers", **roles}
    data = privlab.dataset(frame, **asked)
    return privlab.dp.Session(data, register=register, rows_per_person=1).count()


def changed(purchases):
    """The same people in other tables, as someone who wants a fresh budget would make them."""
    edited = purchases.copy()
    edited.loc[0, "shop"] = "Z"
    yield "a row was changed", edited
    yield "a row was added", pd.concat([purchases, purchases.iloc[:1]])
    yield "a row was left out", purchases.iloc[1:]
    yield "a column was added", purchases.assign(extra=1)
    yield "a column was renamed", purchases.rename(columns={"shop": "store"})
    yield "another order", purchases.iloc[::-1]
    yield "another view", purchases[purchases["shop"] == "A"]
    yield "other types", purchases.astype({"shop": "category"})


def test_whatever_is_changed_the_same_budget_goes_on_shrinking(purchases, register):
    left = [register.budget("shoppers").left.epsilon]
    for name, frame in changed(purchases):
        query(frame, register).release(0.1, label=name)
        left.append(register.budget("shoppers").left.epsilon)
    for n, (purpose, actor) in enumerate([("score", ""), ("", "someone")]):
        query(purchases, register).release(
            0.05, label=f"who {n}", purpose=purpose or None, actor=actor or None
        )
        left.append(register.budget("shoppers").left.epsilon)
    assert left == sorted(set(left), reverse=True)
    assert left[-1] == 10**8
    for name, frame in changed(purchases):
        with pytest.raises(BudgetError):
            query(frame, register).release(0.2, label=f"{name} again", purpose="other")
    assert register.budget("shoppers").left.epsilon == 10**8


ANOTHER = """
    import sys
    import pandas as pd
    import privlab
    from privlab.errors import BudgetError

    frame = pd.DataFrame({"person": range(int(sys.argv[2])), "new": 1})
    data = privlab.dataset(frame, person="person", population="shoppers")
    register = privlab.Register.open(sys.argv[1])
    session = privlab.dp.Session(data, register=register, rows_per_person=1)
    for label in ("first", "second"):
        try:
            session.count().release(0.25, label=f"{label} {sys.argv[2]}")
            print("released", register.budget("shoppers").left_epsilon)
        except BudgetError as error:
            print("refused", register.budget("shoppers").left_epsilon)
"""


def in_another_process(script, *arguments):
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script), *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_another_process_finds_the_budget_as_it_was_left(purchases, register):
    query(purchases, register).release(0.6, label="here")
    told = in_another_process(ANOTHER, register.path, 5)
    assert told == ["released 0.15", "refused 0.15"]
    assert register.budget("shoppers").left_epsilon == 0.15


def test_shares_of_purposes_and_actors_lie_inside_the_whole(purchases, register):
    register.set_budget("shoppers", 0.8, purpose="score")
    register.set_budget("shoppers", 0.8, purpose="mail")
    register.set_budget("shoppers", 0.5, actor="someone")
    asked = query(purchases, register)
    asked.release(0.5, label="a", purpose="score", actor="someone")
    with pytest.raises(BudgetError, match="actor 'someone'"):
        asked.release(0.1, label="b", purpose="mail", actor="someone")
    with pytest.raises(BudgetError, match="purpose 'score'"):
        asked.release(0.4, label="c", purpose="score", actor="another")
    asked.release(0.5, label="d", purpose="mail", actor="another")
    # mail has 0.3 left, the population nothing
    with pytest.raises(BudgetError, match="population 'shoppers'"):
        asked.release(0.1, label="e", purpose="mail", actor="another")
    with pytest.raises(ParameterError, match="larger than the budget"):
        register.set_budget("shoppers", 1.5, purpose="score", reason="more")


def test_a_budget_is_raised_by_a_recorded_act_only(register):
    with pytest.raises(ParameterError, match="recorded act"):
        register.set_budget("shoppers", 2.0)
    register.set_budget("shoppers", 2.0, reason="agreed by the DPO")
    assert register.entries("budget")[-1].payload == {"reason": "agreed by the DPO"}


def test_a_clock_set_back_gives_nothing_back(purchases, register):
    asked = query(purchases, register)
    asked.release(0.6, label="a", now=NOON)
    with pytest.raises(BudgetError):
        asked.release(0.6, label="b", now=NOON - dt.timedelta(days=400))
    again = asked.release(0.6, label="a", now=NOON - dt.timedelta(days=400))
    assert again.stored
    assert register.verify().ok


@pytest.fixture
def no_rows(monkeypatch):
    """Let the engine be asked for nothing but empty runs: no row is read without a charge."""
    from privlab.tables import _fetch

    asked = []
    connection = privlab.connect()
    real = type(connection).to_pyarrow

    def watched(self, expression, **options):
        answer = real(self, expression, **options)
        asked.append(getattr(answer, "num_rows", 0))
        return answer

    monkeypatch.setattr(type(connection), "to_pyarrow", watched)
    assert _fetch.fetch is not None
    return asked


def missing(path):
    path.unlink()


def corrupt(path):
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + os.urandom(len(whole) - 4096))


def truncated(path):
    path.write_bytes(path.read_bytes()[:3000])


def edited(path):
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for (name,) in db.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
        ).fetchall():
            db.execute(f"DROP TRIGGER {name}")
        db.execute("UPDATE entry SET epsilon = 5000000000 WHERE kind = 'budget'")


@pytest.mark.parametrize("fault", [missing, corrupt, truncated, edited])
def test_a_register_that_fails_releases_nothing(purchases, register, no_rows, fault):
    asked = query(purchases, register)
    no_rows.clear()
    fault(register.path)
    with pytest.raises(RegisterError):
        asked.release(0.5, label="a")
    assert sum(no_rows) == 0
    if fault is missing:
        assert not register.path.exists()


def test_a_locked_register_releases_nothing(purchases, register, no_rows):
    asked = query(purchases, privlab.Register.open(register.path, timeout=0.05))
    no_rows.clear()
    with closing(sqlite3.connect(register.path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(RegisterError):
            asked.release(0.5, label="a")
        other.execute("ROLLBACK")
    assert sum(no_rows) == 0
    assert register.budget("shoppers").spent_epsilon == 0


def test_an_older_copy_put_back_releases_nothing(purchases, register):
    older = register.path.read_bytes()
    asked = query(purchases, register)
    asked.release(0.6, label="a")
    head = register.head
    register.path.write_bytes(older)
    with pytest.raises(RegisterError):
        asked.release(0.6, label="b")
    # a new session sees it through the head that was kept elsewhere
    assert not privlab.Register.open(register.path).verify(head).ok


FULL = """
    import os, resource, signal, sys
    import pandas as pd
    import privlab
    from privlab.errors import RegisterError

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    register = privlab.Register.open(sys.argv[1])
    frame = pd.DataFrame({"person": range(9)})
    data = privlab.dataset(frame, person="person", population="shoppers")
    session = privlab.dp.Session(data, register=register, rows_per_person=1)
    session.count().release(0.001, label="there is room")
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    room = os.path.getsize(sys.argv[1]) + 3 * 4096
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    released = 1
    try:
        while True:
            session.count().release(0.001, label=f"run {released}")
            released += 1
    except RegisterError as error:
        told = str(error)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    spent = register.budget("shoppers").spent.epsilon // 1_000_000
    print(released, spent, register.verify().ok)
    print(told)
"""


def test_a_full_disk_releases_nothing_that_is_not_spent(register):
    counts, told = in_another_process(FULL, register.path)
    released, spent, whole = counts.split()
    assert int(released) <= int(spent)
    assert whole == "True"
    assert "disk is full" in told


FORKED = """
    import os, sys
    import pandas as pd
    import privlab

    register = privlab.Register.open(sys.argv[1], timeout=60)
    frame = pd.DataFrame({"person": range(9)})
    read, write = os.pipe()
    for child in range(4):
        if os.fork() == 0:
            # an engine is not forked: each child makes its own
            data = privlab.dataset(frame, person="person", population="shoppers")
            session = privlab.dp.Session(data, register=register, rows_per_person=1)
            for n in range(2):
                try:
                    told = session.count().release(0.2, label=f"{child} {n}").to_frame()
                    os.write(write, f"{told['count'].iloc[0]} ".encode())
                except privlab.errors.BudgetError:
                    os.write(write, b"refused ")
            os._exit(0)
    for _ in range(4):
        os.wait()
    os.close(write)
    print(os.read(read, 65536).decode())
    print(register.budget("shoppers").spent.epsilon, register.verify().ok)
"""


def test_forked_workers_spend_one_budget_and_draw_noise_of_their_own(register):
    answers, spent = in_another_process(FORKED, register.path)
    assert answers.split().count("refused") == 3
    drawn = [answer for answer in answers.split() if answer != "refused"]
    assert len(drawn) == 5
    assert len(set(drawn)) > 1
    assert spent == "1000000000 True"
