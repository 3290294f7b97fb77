"""Rules of the house that no linter knows."""

from __future__ import annotations

import ast
import importlib
import json
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[2]
SOURCE = HOUSE / "src"
MODULES = sorted(SOURCE.rglob("*.py"))
ROOMS = sorted(
    path.parent for path in SOURCE.rglob("__init__.py") if path.parent != SOURCE / "privlab"
)
MOST_FILES = 24
MOST_NAMES = 150
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "base", "core", "manager"}
# the register speaks to its own SQLite file there, and an engine's catalogue is asked what a name
# stands for: no expression of a table is run by either
MAY_EXECUTE = {
    "privlab/tables/_stored.py",
    "privlab/tables/_fetch.py",
    "privlab/tables/files/_values.py",
    "privlab/register/disk/_connection.py",
}
EXECUTES = {"execute", "to_pyarrow", "to_pyarrow_batches", "cache", "to_polars"}


def calls(path: Path) -> set[str]:
    """Names of the methods that a module calls."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.func.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_only_the_tables_room_executes_expressions(path):
    if path.relative_to(SOURCE).as_posix() not in MAY_EXECUTE:
        assert not calls(path) & EXECUTES


def test_that_rule_sees_what_it_forbids(tmp_path):
    sample = tmp_path / "sample.py"
    sample.write_text("def f(t, con):\n    return con.to_pyarrow(t).x, t.cache()\n")
    assert calls(sample) & EXECUTES == {"to_pyarrow", "cache"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_file_says_what_it_is(path):
    assert path.stem.strip("_") not in EMPTY_NAMES
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_no_folder_is_a_crowd():
    folders = {path.parent for path in MODULES}
    assert len(folders) > len(ROOMS)
    assert {f.name: n for f in folders if (n := len(list(f.glob("*.py")))) > MOST_FILES} == {}


@pytest.mark.parametrize("room", ROOMS, ids=lambda path: path.relative_to(SOURCE).as_posix())
def test_the_public_names_of_a_room_are_listed_in_order_and_there(room):
    module = importlib.import_module(room.relative_to(SOURCE).as_posix().replace("/", "."))
    # a wing without public names is a folder of its room
    names = getattr(module, "__all__", [])
    constants = sorted(name for name in names if name.isupper())
    classes = sorted(name for name in names if name[0].isupper() and not name.isupper())
    functions = sorted(name for name in names if name[0].islower())
    assert names == [*constants, *classes, *functions]
    assert all(hasattr(module, name) for name in names)


def test_every_public_name_of_privlab_is_there():
    import privlab

    assert sorted(privlab.__all__) == privlab.__all__
    for name in privlab.__all__:
        assert getattr(privlab, name).__doc__
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = privlab.nothing


def test_the_names_for_users_are_few():
    import privlab

    files = (SOURCE / "privlab").glob("[!_]*.py")
    folders = (path.parent for path in (SOURCE / "privlab").glob("[!_]*/__init__.py"))
    rooms = [importlib.import_module(f"privlab.{place.stem}") for place in (*files, *folders)]
    names = [name for room in rooms for name in getattr(room, "__all__", [])]
    assert len(names) > 100
    assert len(names) <= MOST_NAMES
    assert not [name for name in names if name.startswith("_")]
    assert set(privlab.__all__) <= set(names)


NOTEBOOKS = sorted((HOUSE / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_notebooks_are_kept_without_outputs_and_end_in_checks(path):
    cells = [
        cell
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code"
    ]
    assert not any(cell["outputs"] or cell["execution_count"] for cell in cells)
    assert "assert " in "".join(cells[-1]["source"])


def test_nothing_is_written_about_the_machine_it_was_made_on():
    kept = [".py", ".md", ".toml", ".yml", ".ipynb", ".j2", ".css", ".po"]
    forbidden = ["/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/"]
    for path in HOUSE.rglob("*"):
        top = path.relative_to(HOUSE).parts[0]
        if path.suffix in kept and not top.startswith((".venv", ".git", ".bench")):
            text = path.read_text(encoding="utf-8")
            assert not [place for place in forbidden if place in text], path


def test_every_room_is_reached_from_the_package():
    import privlab

    rooms = [path.parent.name for path in (HOUSE / "src" / "privlab").glob("*/__init__.py")]
    assert len(rooms) > 25
    for room in rooms:
        if room.startswith("_"):  # the house's own
            assert room not in dir(privlab)
        elif room != "demo":  # the command's own
            assert getattr(privlab, room).__name__ == f"privlab.{room}"
            assert room in dir(privlab)


def test_a_star_import_leaves_the_builtins_alone():
    import builtins

    import privlab

    assert not set(privlab.__all__) & set(dir(builtins))
    assert "open" in dir(privlab)
