"""Processes, threads, forks and sudden deaths: never more is released than was spent."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from concurrent.futures import ThreadPoolExecutor

import pytest

from privlab.errors import BudgetError
from privlab.register import Amount, Register

WORKER = textwrap.dedent(
    """
    import sys
    from privlab.errors import BudgetError
    from privlab.register import Register

    register = Register.open(sys.argv[1], timeout=60)
    sys.stdin.readline()
    n = 0
    try:
        while True:
            charge = register.charge(
                population="clients", epsilon=0.01, delta=1e-9, label=f"{sys.argv[2]} {n}",
                query="q", content="c", actor=f"worker {int(sys.argv[2]) % 2}",
            )
            register.settle(charge, n)
            n += 1
    except BudgetError:
        print(n)
    """
)


def many_processes(register, path, cap):
    register.set_budget("clients", cap, 1e-5)
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", WORKER, path, str(number)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(6)
    ]
    for worker in workers:
        worker.stdin.write("\n")
        worker.stdin.flush()
    done = [int(worker.communicate(timeout=120)[0]) for worker in workers]
    n = round(cap * 100)
    assert sum(done) == n
    budget = register.budget("clients")
    assert budget.spent == Amount(n * 10**7, n * 10**9)
    assert budget.reserved == Amount(0, 0)
    assert register.verify().ok
    # two workers of one name wrote that name once
    assert len(register.entries("actor")) == len(
        {entry.actor for entry in register.entries("charge")}
    )


def test_six_processes_stop_exactly_at_the_cap(register, path):
    many_processes(register, path, 0.4)


@pytest.mark.slow
def test_six_processes_stop_exactly_at_the_cap_after_a_thousand_charges(register, path):
    many_processes(register, path, 10.0)


THREADED = textwrap.dedent(
    """
    import sys
    from concurrent.futures import ThreadPoolExecutor
    from privlab.errors import BudgetError
    from privlab.register import Register

    register = Register.open(sys.argv[1], timeout=60)
    sys.stdin.readline()

    def spend(thread):
        n = 0
        try:
            while True:
                charge = register.charge(
                    population="clients", epsilon=0.01, delta=0,
                    label=f"{sys.argv[2]} {thread} {n}", query="q", content="c",
                )
                register.settle(charge, n)
                n += 1
        except BudgetError:
            return n

    with ThreadPoolExecutor(8) as pool:
        print(sum(pool.map(spend, range(8))))
    """
)


def many_threads_of_many_processes(register, path, cap):
    register.set_budget("clients", cap)
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", THREADED, path, str(number)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(6)
    ]
    for worker in workers:
        worker.stdin.write("\n")
        worker.stdin.flush()
    done = [int(worker.communicate(timeout=300)[0]) for worker in workers]
    n = round(cap * 100)
    assert sum(done) == n
    budget = register.budget("clients")
    assert (budget.spent, budget.reserved) == (Amount(n * 10**7, 0), Amount(0, 0))
    assert budget.n_charges == n
    assert register.verify().ok


def test_eight_threads_of_six_processes_stop_exactly_at_the_cap(register, path):
    many_threads_of_many_processes(register, path, 0.6)


@pytest.mark.slow
def test_eight_threads_of_six_processes_stop_at_the_cap_after_a_thousand(register, path):
    many_threads_of_many_processes(register, path, 10.0)


@pytest.mark.parametrize("shared", ["one register", "one register each"])
def test_eight_threads_stop_exactly_at_the_cap(register, path, shared):
    register.set_budget("clients", 0.5)

    def spend(number):
        own = register if shared == "one register" else Register.open(path, timeout=60)
        n = 0
        while True:
            try:
                own.charge(
                    population="clients",
                    epsilon=0.01,
                    delta=0.0,
                    label=f"{number} {n}",
                    query="q",
                    content="c",
                )
            except BudgetError:
                return n
            n += 1

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(spend, range(8)))
    assert sum(done) == 50
    assert register.budget("clients").spent == Amount(500_000_000, 0)
    assert register.verify().ok


def test_one_label_released_by_many_at_once_is_charged_once(register):
    register.set_budget("clients", 1.0)

    def release(_):
        try:
            charge = register.charge(
                population="clients", epsilon=0.1, delta=0.0, label="a", query="q", content="c"
            )
        except ValueError as error:
            return "reserved" if "is reserved" in str(error) else "otherwise"
        return charge.answer

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(release, range(16)))
    assert sorted(told, key=str) == [None] + ["reserved"] * 15
    assert register.budget("clients").spent == Amount(100_000_000, 0)


FORKS = """
    import os, sys
    from privlab.register import Register

    register = Register.open(sys.argv[1], timeout=60)
    register.charge(
        population="clients", epsilon=0.1, delta=0, label="parent", query="q", content="c"
    )
    children = []
    for number in range(4):
        child = os.fork()
        if child == 0:
            charge = register.charge(
                population="clients", epsilon=0.1, delta=0, label=f"child {number}", query="q",
                content="c",
            )
            register.settle(charge, number)
            os._exit(0)
        children.append(child)
    print([os.waitpid(child, 0)[1] for child in children])
    print(register.budget("clients").spent_epsilon)
"""


def test_forked_workers_share_a_register(register, run):
    register.set_budget("clients", 1.0)
    assert run(FORKS, register.path).split("\n")[:2] == ["[0, 0, 0, 0]", "0.5"]
    assert register.verify().ok


KILLED = """
    import os, random, select, signal, sys
    from privlab.register import Register

    path, rounds = sys.argv[1], int(sys.argv[2])
    random.seed(int(sys.argv[3]))
    seen = set()
    for number in range(rounds):
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reader)
            register = Register.open(path, timeout=60)
            n = 0
            while True:
                label = f"{number}.{n}"
                charge = register.charge(
                    population="clients", epsilon=1e-6, delta=0, label=label, query="q",
                    content="c", actor=f"actor {number}",
                )
                register.settle(charge, "noisy " + label)
                os.write(writer, (label + " ").encode())
                n += 1
        os.close(writer)
        # after some releases, and somewhere inside the next one
        heard = b""
        for _ in range(random.randrange(1, 4)):
            heard += os.read(reader, 65536)
        select.select([], [], [], random.random() * 0.008)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        while more := os.read(reader, 65536):
            heard += more
        os.close(reader)
        seen.update(heard.decode().split())
        register = Register.open(path)
        checked = register.verify()
        assert checked.ok, (number, checked.problems)
    print(*seen)
"""


def killed(register, run, rounds, seed):
    register.set_budget("clients", 1.0)
    shown = set(run(KILLED, register.path, rounds, seed).split())
    charged = {own.number: own for own in register.entries("charge")}
    stored = {
        charged[own.refers].payload["label"]: own.payload["answer"]
        for own in register.entries("release")
    }
    budget = register.budget("clients")
    assert len(shown) >= rounds
    # whatever was shown is stored, and whatever is stored was spent
    assert shown <= stored.keys()
    assert all(answer == f"noisy {label}" for label, answer in stored.items())
    assert budget.spent.epsilon == 1_000 * len(charged)
    assert budget.reserved.epsilon == 1_000 * (len(charged) - len(stored))
    assert len(charged) - len(stored) <= rounds
    # a journal that was never begun may lie beside it until the next entry
    register.append("note", {})
    beside = {own.name for own in register.path.parent.iterdir()}
    assert beside == {register.path.name, f"{register.path.name}-lock"}


def test_sudden_deaths_never_release_more_than_was_spent(register, run):
    killed(register, run, rounds=25, seed=1)


@pytest.mark.slow
def test_two_hundred_sudden_deaths(register, run):
    killed(register, run, rounds=200, seed=2)


STEPS = """
    import os, signal, sys
    from privlab.register import Register
    from privlab.register.disk import _connection

    register = Register.open(sys.argv[1])
    spent = register.budget("clients").spent.epsilon
    for step in range(1, 200):
        child = os.fork()
        if child == 0:
            left = step

            class Dying:
                def __init__(self, connection):
                    self.connection = connection

                def __getattr__(self, name):
                    return getattr(self.connection, name)

                def execute(self, *arguments):
                    global left
                    left -= 1
                    if not left:
                        os.kill(os.getpid(), signal.SIGKILL)
                    return self.connection.execute(*arguments)

            connect = _connection.sqlite3.connect
            _connection.sqlite3.connect = lambda *a, **k: Dying(connect(*a, **k))
            charge = register.charge(
                population="clients", epsilon=1e-6, delta=0, label=f"step {step}", query="q",
                content="c", actor=f"actor {step}",
            )
            register.settle(charge, step)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        checked = register.verify()
        assert checked.ok, (step, checked.problems)
        made = len([own for own in register.entries("charge")])
        told = len([own for own in register.entries("release")])
        now = register.budget("clients").spent.epsilon
        assert now in (spent, spent + 1000), step
        assert now == 1000 * made
        assert told <= made
        if status == 0:
            assert now == spent + 1000
            print(step, made, told)
            break
        spent = now
"""


def test_death_at_every_step_of_a_release_leaves_all_of_it_or_nothing(register, run):
    register.set_budget("clients", 1.0)
    steps, made, told = map(int, run(STEPS, register.path).split())
    # both transactions were cut before, between and after their statements
    assert steps > 40
    assert 1 < made < steps
    assert 1 <= told < made


READ_BESIDE = """
    import os, sys, threading, time
    from privlab.errors import BudgetError
    from privlab.register import Register

    def backup():
        while True:
            open(sys.argv[1], "rb").read(100)
            time.sleep(0.0005)

    threading.Thread(target=backup, daemon=True).start()
    children = []
    for number in range(4):
        child = os.fork()
        if child == 0:
            threading.Thread(target=backup, daemon=True).start()
            register = Register.open(sys.argv[1], timeout=60)
            n = 0
            try:
                while True:
                    charge = register.charge(
                        population="clients", epsilon=0.01, delta=0, label=f"{number} {n}",
                        query="q", content="c",
                    )
                    register.settle(charge, n)
                    n += 1
            except BudgetError:
                os._exit(0)
        children.append(child)
    print([os.waitpid(child, 0)[1] for child in children])
"""


def test_a_thread_that_reads_the_file_drops_no_lock(register, run):
    register.set_budget("clients", 3.0)
    assert run(READ_BESIDE, register.path).strip() == "[0, 0, 0, 0]"
    assert register.verify().ok
    assert register.budget("clients").spent == Amount(3 * 10**9, 0)
    assert len(register.entries("release")) == 300


FORKED_AMIDST = """
    import os, sys, threading
    from privlab.register import Register

    register = Register.open(sys.argv[1], timeout=20)
    stop = threading.Event()

    def write():
        while not stop.is_set():
            register.append("note", {})

    threads = [threading.Thread(target=write) for _ in range(3)]
    for thread in threads:
        thread.start()
    ended = []
    for _ in range(40):
        child = os.fork()
        if child == 0:
            register.append("child", {})
            os._exit(0)
        ended.append(os.waitpid(child, 0)[1])
    stop.set()
    for thread in threads:
        thread.join()
    print(ended == [0] * 40)
"""


def test_a_child_forked_while_other_threads_write_can_write(register, run):
    assert run(FORKED_AMIDST, register.path).strip() == "True"
    assert len(register.entries("child")) == 40
    assert register.verify().ok
