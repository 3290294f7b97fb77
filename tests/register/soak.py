"""Spend from one register by 12 processes of 3 threads while everything goes wrong around it.

Run as `python tests/register/soak.py FOLDER KILLS SEED`; prints what happened, one word and one
number a line. Each process has a thread that reads the file, forks children, and has children
whose disk is full; the parent makes hard links and copies, and kills.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import sys
import threading
import time
from pathlib import Path

from privlab.errors import BudgetError, PrivlabError
from privlab.register import Register

PROCESSES, THREADS, UNIT = 12, 3, 1_000
TOLERATED = ("a second name", "is locked", "the disk is full")


def spend(path: Path, log: int, name: str) -> None:
    """Release until the budget is spent; whatever is shown is logged after it was stored."""
    register = Register(path, timeout=120)
    n = 0
    while True:
        n += 1
        label = f"{name}.{n}"
        try:
            charged = register.charge(
                population="clients", epsilon=1e-6, delta=0, label=label, query="q", content="c"
            )
            register.settle(charged, f"noisy {label}")
        except BudgetError:
            return
        except PrivlabError as error:
            if not any(word in str(error) for word in TOLERATED):
                os.write(log, f"wrong {error}\n".encode())
                os._exit(1)
            continue
        os.write(log, f"shown {label}\n".encode())
        if n % 7 == 0:
            child = os.fork()
            if child == 0:
                grandchild(path, full=n % 14 == 0)
            os.waitpid(child, 0)


def grandchild(path: Path, *, full: bool) -> None:
    """Write one note, or fail to on a disk that is full."""
    if full:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size, hard))
    try:
        Register(path, timeout=120).append("note", {"long": "x" * 20_000})
    except PrivlabError as error:
        os._exit(0 if any(word in str(error) for word in TOLERATED) else 1)
    os._exit(0)


def read_beside(path: Path) -> None:
    """Open, read and close the file for ever, as a backup or a checksum does."""
    while True:
        with path.open("rb") as file:
            file.read(4096)
        time.sleep(0.001)


def started(path: Path, log: int, name: str) -> int:
    """Fork a process of some threads that spend and one that reads."""
    child = os.fork()
    if child:
        return child
    threading.Thread(target=read_beside, args=(path,), daemon=True).start()
    threads = [
        threading.Thread(target=spend, args=(path, log, f"{name}.{n}")) for n in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    os._exit(0)


def main(folder: Path, kills: int, seed: int) -> None:
    """Do all of it, then let the last ones spend the rest exactly."""
    chance = random.Random(seed)  # noqa: S311 - a seed that can be run again
    path = folder / "register.sqlite"
    register = Register.create(path, timeout=120)
    register.set_budget("clients", epsilon=1.0)
    log = os.open(folder / "log", os.O_CREAT | os.O_APPEND | os.O_WRONLY)
    running = [started(path, log, str(n)) for n in range(PROCESSES)]
    links = copies = 0
    for number in range(kills):
        time.sleep(chance.random() * 0.2)
        if number % 5 == 0:
            os.link(path, folder / "link")
            time.sleep(0.005)
            (folder / "link").unlink()
            links += 1
        if number % 3 == 0:
            shutil.copy(path, folder / "copy")
            copies += 1
        place = chance.randrange(PROCESSES)
        os.kill(running[place], signal.SIGKILL)
        os.waitpid(running[place], 0)
        running[place] = started(path, log, f"again{number}")
    register = Register.open(path, timeout=120)
    spent = register.budget("clients").spent.epsilon
    cap = (spent // UNIT + 200) / 10**6
    register.set_budget("clients", epsilon=cap, reason="the end")
    ended = [os.waitpid(child, 0)[1] for child in running]
    checked = register.verify()
    budget = register.budget("clients")
    charged = {own.number: own.payload["label"] for own in register.entries("charge")}
    answers = {charged[own.refers]: own.payload["answer"] for own in register.entries("release")}
    lines = (folder / "log").read_text(encoding="utf-8").splitlines()
    shown = {line.split()[1] for line in lines if line.startswith("shown")}
    figures = {
        "kills": kills,
        "links": links,
        "copies": copies,
        "charged": len(charged),
        "answered": len(answers),
        "shown": len(shown),
        "shown_and_not_stored": len(shown - answers.keys()),
        "answers_changed": sum(answer != f"noisy {own}" for own, answer in answers.items()),
        "wrong_errors": sum(line.startswith("wrong") for line in lines),
        "ended_badly": sum(status != 0 for status in ended),
        "problems": len(checked.problems),
        "left_nano_epsilon": budget.left.epsilon,
        "charged_twice_or_free": abs(budget.spent.epsilon - UNIT * len(charged)),
    }
    for word, number in figures.items():
        sys.stdout.write(f"{word} {number}\n")
    for line in lines:
        if line.startswith("wrong"):
            sys.stderr.write(f"{line[:200]}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
