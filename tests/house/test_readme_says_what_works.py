"""What README points to and names is there; tests/release runs its code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
README = (HOUSE / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", re.findall(r"\]\((?!http)([^)#]+)\)", README))
def test_what_the_readme_points_to_is_there(path):
    assert (HOUSE / path).exists()


def test_the_commands_of_the_readme_exist():
    from privlab.cli import app

    known = {command.name or command.callback.__name__ for command in app.registered_commands}
    shown = set(re.findall(r"`privlab ([a-z]+)", README))
    assert {"check", "sample", "verify"} <= shown <= known
