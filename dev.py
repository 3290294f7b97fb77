"""Set everything up, then run one of the project's commands; needs Python 3.11 or newer only.

python3 dev.py demo [options]   the main job, end to end (options of `privlab demo`)
python3 dev.py lab              JupyterLab on the notebooks
python3 dev.py run COMMAND ...  any command of privlab: check, sample, verify, budget ...
python3 dev.py test [options]   the fast tests (options of pytest)
python3 dev.py lint | type      ruff and import-linter | mypy
python3 dev.py notebooks        every notebook from the top
python3 dev.py spark            the tests that need a JVM
python3 dev.py browser          the tests that need Chromium
python3 dev.py bench [name]     the measurements of benchmarks/
python3 dev.py soak             repeated and large runs
python3 dev.py messages         gather and compile the French catalogue
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE / ".venv"
STAMP = ENVIRONMENT / "privlab-set-up.txt"
OLDEST = (3, 11)
CORES = str(max(1, min(2, os.cpu_count() or 1)))
BROWSER_REPEATS = 20

Steps = list[list[str]]


def tool(name: str) -> str:
    """Return the path of a program of the environment."""
    folder, ending = ("Scripts", ".exe") if os.name == "nt" else ("bin", "")
    return str(ENVIRONMENT / folder / f"{name}{ending}")


def pytest(*options: str) -> list[str]:
    """Return a pytest command; the project's own options stand in pyproject.toml."""
    return [tool("python"), "-m", "pytest", "-q", *options]


def commands(options: list[str]) -> dict[str, tuple[tuple[str, ...], Steps]]:
    """Return, for each command, the extras it needs and the programs it runs."""
    locales = str(HERE / "src" / "privlab" / "language" / "locales")
    template = str(ENVIRONMENT / "privlab.pot")
    marks = ["-k", "N_", "-k", "Message", "-k", "NN_:1,2", "-k", "counted:1,2", "-k", "translate"]
    extract = ["-q", "extract", *marks, "--no-location", "--sort-output", "--no-wrap"]
    update = ["-q", "update", "--no-fuzzy-matching", "--ignore-obsolete", "--no-wrap"]
    fast = "not spark and not browser and not slow"
    return {
        "demo": ((), [[tool("privlab"), "demo", *options]]),
        "lab": ((), [[tool("privlab"), "lab", *options]]),
        "run": ((), [[tool("privlab"), *options]]),
        "test": (("dev",), [pytest("-n", CORES, "-m", fast, *options)]),
        "lint": (
            ("dev",),
            [
                [tool("ruff"), "check", str(HERE)],
                [tool("ruff"), "format", "--check", str(HERE)],
                [tool("lint-imports")],
            ],
        ),
        "type": (("dev",), [[tool("mypy")]]),
        "notebooks": (("dev",), [pytest("--nbmake", "notebooks", "-n", CORES, *options)]),
        "spark": (("dev", "spark"), [pytest("-m", "spark", *options)]),
        "browser": (("dev",), [pytest("-m", "browser", *options)]),
        "bench": (("dev",), [[tool("python"), str(HERE / "benchmarks" / "run.py"), *options]]),
        "soak": (
            ("dev", "spark"),
            [pytest("-m", "slow"), *[pytest("-m", "browser")] * BROWSER_REPEATS],
        ),
        "messages": (
            ("dev",),
            [
                [tool("pybabel"), *extract, "-o", template, str(HERE / "src" / "privlab")],
                [tool("pybabel"), *update, "-i", template, "-d", locales, "-D", "privlab"],
                [tool("pybabel"), "-q", "compile", "-d", locales, "-D", "privlab"],
            ],
        ),
    }


def wanted_stamp(extras: tuple[str, ...]) -> str:
    """Return what the environment must hold: this Python, these pins, these extras."""
    pins = hashlib.sha256((HERE / "pyproject.toml").read_bytes()).hexdigest()
    python = ".".join(map(str, sys.version_info[:3]))
    return "\n".join([python, pins, str(HERE), *sorted(extras)])


def covered(stamp: str, extras: tuple[str, ...]) -> bool:
    """Say whether an environment with that stamp has all that these extras need."""
    have, need = stamp.splitlines(), wanted_stamp(extras).splitlines()
    return have[:3] == need[:3] and set(need[3:]) <= set(have[3:])


def kept_extras(stamp: str) -> tuple[str, ...]:
    """Return the extras that an environment of this folder already has."""
    return tuple(stamp.splitlines()[3:])


def set_up(extras: tuple[str, ...]) -> None:
    """Make the environment, or bring it up to date; nothing is done when it is."""
    stamp = STAMP.read_text(encoding="utf-8") if STAMP.exists() else ""
    if covered(stamp, extras):
        return
    started = time.monotonic()
    say("Setting up privlab in .venv (the first time takes about a minute) ...")
    extras = tuple(sorted({*extras, *kept_extras(stamp)}))
    STAMP.unlink(missing_ok=True)
    python = ".".join(map(str, sys.version_info[:3]))
    if not stamp.startswith(python):
        # a half-made environment, or one of another Python, is made again
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    uv = shutil.which("uv")
    if not Path(tool("python")).exists():
        make_environment(uv)
    target = f"{HERE}[{','.join(extras)}]" if extras else str(HERE)
    if uv:
        run_quietly([uv, "pip", "install", "--python", tool("python"), "-e", target])
    else:
        run_quietly([tool("python"), "-m", "pip", "install", "-e", target])
    STAMP.write_text(wanted_stamp(extras), encoding="utf-8")
    say(f"Ready after {time.monotonic() - started:.0f} s.")


def make_environment(uv: str | None) -> None:
    """Make an empty environment with this Python."""
    if uv:
        run_quietly([uv, "venv", "--python", sys.executable, str(ENVIRONMENT)])
        return
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        sys.exit(
            f"This Python {version} cannot make environments: its venv package is missing.\n"
            f"On Debian or Ubuntu: apt-get install python{version}-venv. Or install uv."
        )
    venv.create(ENVIRONMENT, with_pip=True)


def run_quietly(command: list[str]) -> None:
    """Run a set-up step; its output is shown only when it fails."""
    done = subprocess.run(
        command, cwd=HERE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if done.returncode:
        say(done.stdout)
        sys.exit(f"Set-up failed at: {' '.join(command[:4])} ... Mend what it says and run again.")


def say(text: str) -> None:
    """Speak to the person at the terminal without mixing with a command's output."""
    print(text, file=sys.stderr, flush=True)


def main(arguments: list[str]) -> int:
    """Set up what the command needs and run it; return its exit code."""
    if sys.version_info < OLDEST:
        sys.exit("privlab needs Python 3.11 or newer: run dev.py with one, e.g. python3.11 dev.py")
    name, options = (arguments[0], arguments[1:]) if arguments else ("", [])
    known = commands(options)
    if name not in known:
        say(__doc__ or "")
        return 0 if name in {"-h", "--help"} else 2
    extras, steps = known[name]
    if name == "spark" and shutil.which("java") is None:
        sys.exit("Spark needs a JVM: install one, for instance openjdk-17-jre-headless.")
    set_up(extras)
    # the demonstration works where it is called, so that relative paths mean what they say
    folder = None if name in {"demo", "run"} else HERE
    for step in steps:
        code = subprocess.call(step, cwd=folder)
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
