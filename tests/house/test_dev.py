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
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    monkeypatch.setattr(module, "HERE", tmp_path)
    monkeypatch.setattr(module, "ENVIRONMENT", tmp_path / ".venv")
    monkeypatch.setattr(module, "STAMP", tmp_path / ".venv" / "stamp.txt")
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


def test_set_up_is_done_once(dev, steps):
    dev.set_up(("dev",))
    assert len(steps) == 2
    assert steps[1][-1] == f"{dev.HERE}[dev]"
    dev.set_up(("dev",))
    dev.set_up(())
    assert len(steps) == 2


def test_new_pins_are_installed_into_the_environment_that_is_there(dev, steps):
    dev.set_up(())
    (dev.HERE / "pyproject.toml").write_text("[project]\nname = 'new'\n")
    dev.set_up(())
    assert [step[1] for step in steps] == ["venv", "pip", "pip"]


def test_a_further_extra_keeps_those_before(dev, steps):
    dev.set_up(("dev",))
    dev.set_up(("spark",))
    assert steps[-1][-1] == f"{dev.HERE}[dev,spark]"
    dev.set_up(("dev",))
    assert len(steps) == 3


def test_a_half_made_environment_is_made_again(dev, steps):
    left = dev.ENVIRONMENT / "left-over"
    left.mkdir(parents=True)
    dev.set_up(())
    assert not left.exists()
    assert [step[1] for step in steps] == ["venv", "pip"]


def test_a_failing_step_shows_its_output_and_stops(dev, capfd):
    with pytest.raises(SystemExit, match="Set-up failed"):
        dev.run_quietly([sys.executable, "-c", "print('no such pin'); raise SystemExit(3)"])
    assert "no such pin" in capfd.readouterr().err


def test_python_without_venv_says_what_to_install(dev, monkeypatch):
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    with pytest.raises(SystemExit, match="apt-get install python3"):
        dev.make_environment(None)


def test_spark_without_a_jvm_says_so(dev, monkeypatch):
    monkeypatch.setattr(dev.shutil, "which", lambda _: None)
    with pytest.raises(SystemExit, match="needs a JVM"):
        dev.main(["spark"])
