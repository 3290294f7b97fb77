"""What README shows runs as it stands there."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
README = (HOUSE / "README.md").read_text(encoding="utf-8")


def test_the_code_of_the_readme_runs_beside_the_notebooks(tmp_path, monkeypatch):
    shutil.copytree(HOUSE / "data", tmp_path / "data")
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    blocks = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    assert len(blocks) >= 2
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, "README.md", "exec"), names)  # noqa: S102 - our own README
    assert (tmp_path / "notebooks" / "dpia.html").exists()


@pytest.mark.parametrize("path", re.findall(r"\]\((?!http)([^)#]+)\)", README))
def test_what_the_readme_points_to_is_there(path):
    assert (HOUSE / path).exists()


def test_the_commands_of_the_readme_exist():
    from privlab.cli import app

    known = {command.name or command.callback.__name__ for command in app.registered_commands}
    shown = set(re.findall(r"`privlab ([a-z]+)", README))
    assert {"check", "sample", "verify"} <= shown <= known
