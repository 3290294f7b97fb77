"""dev.py sets up what a command needs, once."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "dev.py"


@pytest.fixture
def dev(tmp_path, monkeypatch):
    spec = importlib.util.spec_from_file_location("dev", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for name in ("pyproject.toml", module.LOCK, module.SPARK):
        (tmp_path / name).write_text("[project]\n")
    monkeypatch.setattr(module, "HERE", tmp_path)
    monkeypatch.setattr(module, "ENVIRONMENT", tmp_path / ".venv")
    return module


@pytest.fixture
def steps(dev, monkeypatch):
    """The set-up steps that would run, in place of running them."""
    done: list[list[str]] = []

    def note(command):
        done.append(command)
        Path(dev.tool("python")).parent.mkdir(parents=True, exist_ok=True)
        Path(dev.tool("python")).touch()

    monkeypatch.setattr(dev, "run_quietly", note)
    monkeypatch.setattr(dev, "held_in", lambda _: {"pip", "privlab"})
    monkeypatch.setattr(dev.shutil, "which", lambda name: "uv" if name == "uv" else None)
    return done


def test_help_names_every_command(dev):
    for name in dev.commands([]):
        assert name in dev.__doc__


@pytest.mark.parametrize(("arguments", "code"), [([], 2), (["tets"], 2), (["--help"], 0)])
def test_an_unknown_command_says_which_there_are(arguments, code):
    done = subprocess.run(
        [sys.executable, str(SCRIPT), *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == code
    assert "dev.py demo" in done.stderr


def installed(steps) -> list[str]:
    """The locks that were installed, and whether the project was after them."""
    return [Path(step[-1]).name for step in steps if step[1] == "pip"]


def test_set_up_is_done_once(dev, steps):
    dev.set_up()
    assert installed(steps) == [dev.LOCK, dev.HERE.name]
    dev.set_up()
    assert len(steps) == 3


def test_everything_is_installed_from_the_lock_and_nothing_of_the_day(dev, steps):
    dev.set_up((dev.LOCK, dev.SPARK))
    for step in steps[1:-1]:
        assert {"--require-hashes", "--no-build-isolation", "-r"} <= set(step)
    assert {"--no-deps", "--no-build-isolation", "-e"} <= set(steps[-1])


def test_without_uv_the_pip_of_python_does_it(dev, steps, monkeypatch):
    monkeypatch.setattr(dev.shutil, "which", lambda _: None)
    monkeypatch.setattr(dev.venv, "create", lambda *_args, **_options: None)
    dev.set_up()
    assert [step[1:4] for step in steps] == [["-m", "pip", "install"]] * 2


@pytest.mark.parametrize("name", ["pyproject.toml", "requirements.lock"])
def test_new_pins_are_installed_into_the_environment_that_is_there(dev, steps, name):
    dev.set_up()
    (dev.HERE / name).write_text("[project]\nname = 'new'\n")
    dev.set_up()
    assert [step[1] for step in steps] == ["venv", "pip", "pip", "pip", "pip"]


def test_what_an_earlier_lock_brought_is_taken_away(dev, steps, monkeypatch):
    monkeypatch.setattr(dev, "held_in", lambda _: {"pip", "privlab", "kept", "gone"})
    (dev.HERE / dev.LOCK).write_text("kept==1\n")
    dev.set_up()
    assert steps[-1][1:] == ["pip", "uninstall", "--python", dev.tool("python"), "gone"]


@pytest.mark.usefixtures("steps")
def test_an_environment_made_by_uv_is_made_again_where_uv_is_gone(dev, monkeypatch):
    dev.set_up()
    (dev.HERE / dev.LOCK).write_text("new==1\n")
    made = []
    monkeypatch.setattr(dev.shutil, "which", lambda _: None)
    monkeypatch.setattr(dev.venv, "create", lambda folder, **_options: made.append(folder))
    dev.set_up()
    assert made == [dev.ENVIRONMENT]


def test_a_further_lock_keeps_those_before(dev, steps):
    dev.set_up()
    dev.set_up((dev.LOCK, dev.SPARK))
    assert installed(steps)[2:] == [dev.LOCK, dev.SPARK, dev.HERE.name]
    dev.set_up()
    assert len(steps) == 6


def test_a_half_made_environment_is_made_again(dev, steps):
    left = dev.ENVIRONMENT / "left-over"
    left.mkdir(parents=True)
    dev.set_up()
    assert not left.exists()
    assert [step[1] for step in steps] == ["venv", "pip", "pip"]


def test_what_moved_between_two_locks_is_said(dev):
    before = dev.pins_of("a==1 \\\n    --hash=sha256:0\nb==2 ; python_version < '3.12'\nc==3\n")
    after = dev.pins_of("a==1\nB==2\nb==2.1\nd==4\n")
    assert before == {"a": "1", "b": "2", "c": "3"}
    assert dev.moved(before, after) == ["  b 2 -> 2 | 2.1", "  c 3 -> gone", "  d new -> 4"]


@pytest.mark.parametrize(("command", "newest"), [("test", r"3\.14"), ("oldest", r"3\.13")])
def test_a_python_without_all_wheels_is_told_which_ones_have_them(
    dev, monkeypatch, command, newest
):
    monkeypatch.setattr(dev.sys, "version_info", (3, 19, 0))
    with pytest.raises(SystemExit, match=f"Python 3\\.11 to {newest}"):
        dev.main([command])


def test_a_failing_step_shows_its_output_and_stops(dev, capfd):
    with pytest.raises(SystemExit, match="Set-up failed"):
        dev.run_quietly([sys.executable, "-c", "print('no such pin'); raise SystemExit(3)"])
    assert "no such pin" in capfd.readouterr().err


def test_python_without_venv_says_what_to_install(dev, monkeypatch):
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(SystemExit, match="apt-get install python3"):
        dev.make_environment(None, dev.ENVIRONMENT)


def test_spark_without_a_jvm_says_so(dev, monkeypatch):
    monkeypatch.setattr(dev.shutil, "which", lambda _: None)
    with pytest.raises(SystemExit, match="needs a JVM"):
        dev.main(["spark"])
