"""Processes, threads, readers, links, copies, forks, full disks and kills at once: see soak.py."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SOAK = Path(__file__).with_name("soak.py")
NEVER = (
    "shown_and_not_stored",
    "answers_changed",
    "wrong_errors",
    "ended_badly",
    "problems",
    "left_nano_epsilon",
    "charged_twice_or_free",
)


def soaked(folder, kills):
    command = [sys.executable, SOAK, folder, str(kills), "13"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=1200)
    assert done.returncode == 0, done.stderr
    figures = {word: int(n) for word, n in map(str.split, done.stdout.splitlines())}
    assert {word: figures[word] for word in NEVER} == dict.fromkeys(NEVER, 0), done.stderr
    assert figures["kills"] == kills
    assert figures["shown"] > kills
    return figures


@pytest.mark.slow
def test_a_register_is_never_overspent_and_never_destroyed(tmp_path):
    soaked(tmp_path, 150)


def test_a_register_is_whole_after_a_few_kills(tmp_path):
    soaked(tmp_path, 6)
