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
python3 dev.py docs             the pages of docs/, in docs/_build
python3 dev.py oldest           the fast tests on the lowest versions that are allowed
python3 dev.py newest           the fast tests on the newest versions of today
python3 dev.py wheel            the built wheel, alone: a bank, and README's first example
python3 dev.py upgrade          compile the locks anew, and say what moved

All but `newest` and `upgrade` install what the locks name, tomorrow as today.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE / ".venv"
STAMP = "privlab-set-up.txt"
LOCK, SPARK, FLOORS = "requirements.lock", "requirements-spark.lock", "requirements-oldest.lock"
EXTRAS = ("all", "dev", "docs")
# where everything in a lock has a wheel
PYTHONS = {LOCK: ((3, 11), (3, 14)), FLOORS: ((3, 11), (3, 13))}
FAST = "not spark and not browser and not slow"
CORES = str(max(1, min(2, os.cpu_count() or 1)))
# what old and new libraries deprecate in each other is shown, and fails nothing
BETWEEN = ("-n", CORES, "-m", FAST, "-W", "default::DeprecationWarning")
BROWSER_REPEATS = 20

Steps = list[list[str]]


def tool(name: str, environment: Path | None = None) -> str:
    """Return the path of a program of an environment."""
    folder, ending = ("Scripts", ".exe") if os.name == "nt" else ("bin", "")
    return str((environment or ENVIRONMENT) / folder / f"{name}{ending}")


def pytest(*options: str, environment: Path | None = None) -> list[str]:
    """Return a pytest command; the project's own options stand in pyproject.toml."""
    return [tool("python", environment), "-m", "pytest", "-q", *options]


def commands(options: list[str]) -> dict[str, Steps]:
    """Return the programs that each command runs in the locked environment."""
    source, docs = HERE / "src" / "privlab", str(HERE / "docs")
    locales, template = str(source / "language" / "locales"), str(ENVIRONMENT / "privlab.pot")
    marks = ["-k", "N_", "-k", "Message", "-k", "NN_:1,2", "-k", "counted:1,2", "-k", "translate"]
    # Babel leaves out folders with an underscore unless it is told what else to leave out
    where = ["-F", str(HERE / "pyproject.toml"), "--ignore-dirs", ".*"]
    extract = ["-q", "extract", *where, *marks, "--no-location", "--sort-output", "--no-wrap"]
    update = ["-q", "update", "--no-fuzzy-matching", "--ignore-obsolete", "--no-wrap"]
    return {
        "demo": [[tool("privlab"), "demo", *options]],
        "lab": [[tool("privlab"), "lab", *options]],
        "run": [[tool("privlab"), *options]],
        "test": [pytest("-n", CORES, "-m", FAST, *options)],
        "lint": [
            [tool("ruff"), "check", str(HERE)],
            [tool("ruff"), "format", "--check", str(HERE)],
            [tool("lint-imports")],
        ],
        "type": [[tool("mypy")]],
        "notebooks": [pytest("--nbmake", "notebooks", "-n", CORES, *options)],
        "spark": [pytest("-m", "spark", *options)],
        "browser": [pytest("-m", "browser", *options)],
        "bench": [[tool("python"), str(HERE / "benchmarks" / "run.py"), *options]],
        "soak": [pytest("-m", "slow"), *[pytest("-m", "browser")] * BROWSER_REPEATS],
        "docs": [[tool("sphinx-build"), "-q", "-W", "-E", docs, f"{docs}/_build", *options]],
        "messages": [
            [tool("pybabel"), *extract, "-o", template, str(source)],
            [tool("pybabel"), *update, "-i", template, "-d", locales, "-D", "privlab"],
            [tool("pybabel"), "-q", "compile", "-d", locales, "-D", "privlab"],
        ],
    }


def wanted_stamp(locks: tuple[str, ...]) -> str:
    """Return what an environment must hold: this Python, these ranges and locks."""
    pins = hashlib.sha256((HERE / "pyproject.toml").read_bytes())
    for name in locks:
        pins.update((HERE / name).read_bytes())
    python = ".".join(map(str, sys.version_info[:3]))
    return "\n".join([python, pins.hexdigest(), str(HERE), *locks])


def kept_locks(stamp: str) -> tuple[str, ...]:
    """Return the locks that an environment of this folder already has."""
    return tuple(stamp.splitlines()[3:])


def set_up(locks: tuple[str, ...] = (LOCK,), environment: Path | None = None) -> None:
    """Make an environment, or bring it up to date; nothing is done when it is."""
    environment = environment or ENVIRONMENT
    stamp_file = environment / STAMP
    stamp = stamp_file.read_text(encoding="utf-8") if stamp_file.exists() else ""
    had = kept_locks(stamp)
    locks = (*had, *(name for name in locks if name not in had))
    if stamp == wanted_stamp(locks):
        return
    started = time.monotonic()
    say(f"Setting up privlab in {environment.name} (the first time takes a minute or two) ...")
    prepare(environment, stamp)
    python = tool("python", environment)
    # what has no wheel is built with the tools of the lock, not with those of the day
    install = [*pip("install", python), "--no-deps", "--no-build-isolation"]
    for name in locks:
        run_quietly([*install, "--require-hashes", "-r", str(HERE / name)])
    run_quietly([*install, "-e", str(HERE)])
    remove_strays(python, locks)
    stamp_file.write_text(wanted_stamp(locks), encoding="utf-8")
    say(f"Ready after {time.monotonic() - started:.0f} s.")


def pip(verb: str, python: str) -> list[str]:
    """Return the command of uv where it is, else of the Python's own pip."""
    uv = shutil.which("uv")
    if uv:
        return [uv, "pip", verb, "--python", python]
    # modules are compiled when they are first imported: half a minute is saved
    silent = {"install": ["--no-compile"], "uninstall": ["-y"]}
    return [python, "-m", "pip", verb, *silent.get(verb, [])]


def remove_strays(python: str, locks: tuple[str, ...]) -> None:
    """Take away what an earlier lock brought and these do not name."""
    pinned = {name for lock in locks for name in pins_of((HERE / lock).read_text("utf-8"))}
    strays = sorted(held_in(python) - pinned - {"pip", "privlab"})
    if strays:
        run_quietly([*pip("uninstall", python), *strays])


def held_in(python: str) -> set[str]:
    """Return the names of what is installed beside a Python."""
    program = "from importlib.metadata import distributions as d; print(*{e.name for e in d()})"
    listed = subprocess.run([python, "-c", program], capture_output=True, text=True, check=True)
    return {re.sub(r"[-_.]+", "-", name).lower() for name in listed.stdout.split()}


def prepare(environment: Path, stamp: str) -> None:
    """Leave an environment of this Python to install into, whatever was there."""
    (environment / STAMP).unlink(missing_ok=True)
    lacks_pip = not shutil.which("uv") and not Path(tool("pip", environment)).exists()
    if lacks_pip or not stamp.startswith(".".join(map(str, sys.version_info[:3])) + "\n"):
        # a half-made environment, one of another Python, or one whose installer is gone
        shutil.rmtree(environment, ignore_errors=True)
    if not Path(tool("python", environment)).exists():
        make_environment(shutil.which("uv"), environment)


def make_environment(uv: str | None, environment: Path) -> None:
    """Make an empty environment with this Python."""
    if uv:
        run_quietly([uv, "venv", "--python", sys.executable, str(environment)])
        return
    try:
        import ensurepip  # noqa: F401
    except ImportError:
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        sys.exit(
            f"This Python {version} cannot make environments: its venv package is missing.\n"
            f"On Debian or Ubuntu: apt-get install python{version}-venv. Or install uv."
        )
    venv.create(environment, with_pip=True)


def pins_of(text: str) -> dict[str, str]:
    """Return name -> version of what a lock, or `pip freeze`, lists."""
    found = (re.match(r"([A-Za-z0-9._-]+)==([^ ;\\]+)", line) for line in text.splitlines())
    pins: dict[str, list[str]] = {}
    for each in filter(None, found):
        name = re.sub(r"[-_.]+", "-", each[1]).lower()
        pins[name] = sorted({*pins.get(name, []), each[2]})
    return {name: " | ".join(versions) for name, versions in pins.items()}


def moved(before: dict[str, str], after: dict[str, str]) -> list[str]:
    """Return a line for each package that came, went or changed its version."""
    return [
        f"  {name} {before.get(name, 'new')} -> {after.get(name, 'gone')}"
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    ]


def upgrade() -> None:
    """Compile every lock anew from the ranges of pyproject.toml, and say what moved."""
    import tomllib  # older Pythons lack it, and are told so before this

    set_up()
    pyproject = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))
    extras = [f"--extra={name}" for name in EXTRAS]
    compiled = {
        LOCK: ["pyproject.toml", *extras],
        SPARK: ["-", "--constraint", LOCK],
        FLOORS: ["pyproject.toml", *extras, "--resolution", "lowest-direct"],
    }
    for name, options in compiled.items():
        lock = HERE / name
        before = lock.read_text(encoding="utf-8") if lock.exists() else ""
        run_quietly(
            [
                *[tool("uv"), "pip", "compile", *options, "--output-file", name, "--upgrade"],
                *["--universal", "--python-version", "3.11", "--generate-hashes"],
                *["--no-annotate", "--custom-compile-command", "python3 dev.py upgrade"],
            ],
            given="\n".join(pyproject["project"]["optional-dependencies"]["spark"]),
        )
        lines = moved(pins_of(before), pins_of(lock.read_text(encoding="utf-8")))
        say("\n".join([f"{name}: {len(lines) or 'nothing'} moved", *lines]))


def newest() -> None:
    """Make an environment of the newest versions that the ranges allow; say what is not locked."""
    environment = HERE / ".venv-newest"
    shutil.rmtree(environment, ignore_errors=True)
    say("Setting up the newest versions in .venv-newest ...")
    make_environment(shutil.which("uv"), environment)
    python = tool("python", environment)
    run_quietly([*pip("install", python), "--upgrade", "-e", f"{HERE}[{','.join(EXTRAS)}]"])
    frozen = subprocess.run(pip("freeze", python), capture_output=True, text=True, check=True)
    after = pins_of(frozen.stdout)
    locked = pins_of((HERE / LOCK).read_text(encoding="utf-8"))
    lines = [
        f"  {name} {locked.get(name, 'not locked')} -> {version}"
        for name, version in after.items()
        if version not in locked.get(name, "").split(" | ")
    ]
    say("\n".join([f"Not as in {LOCK}: {len(lines) or 'nothing'}", *lines]))


def wheel() -> int:
    """Build the wheel, install it without extras where nothing is, and use it as README says."""
    set_up()
    environment = HERE / ".venv-wheel"
    shutil.rmtree(environment, ignore_errors=True)
    make_environment(shutil.which("uv"), environment)
    python = tool("python", environment)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run_quietly([tool("python"), "-m", "hatchling", "build", "-t", "wheel", "-d", name])
        pins = pins_of((HERE / LOCK).read_text(encoding="utf-8"))
        ranges = [f"{each}=={version}" for each, version in pins.items() if " | " not in version]
        (folder / "pins.txt").write_text("\n".join(ranges), encoding="utf-8")
        built = next(folder.glob("*.whl"))
        run_quietly([*pip("install", python), "--constraint", str(folder / "pins.txt"), str(built)])
        say(f"{built.name} and {len(held_in(python)) - 2} packages, without extras")
        readme = (HERE / "README.md").read_text(encoding="utf-8")
        example = re.findall(r"```python\n(.*?)```", readme, re.DOTALL)[0]
        (folder / "notebooks").mkdir()
        (folder / "notebooks" / "first.py").write_text(example, encoding="utf-8")
        samples = ["sample", "--people", "500", "--out", str(folder / "data" / "samples")]
        code = subprocess.call([tool("privlab", environment), *samples], cwd=folder)
        return code or subprocess.call([python, "first.py"], cwd=folder / "notebooks")


def run_quietly(command: list[str], *, given: str = "") -> None:
    """Run a set-up step; its output is shown only when it fails."""
    done = subprocess.run(
        command,
        cwd=HERE,
        input=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        say(done.stdout)
        sys.exit(f"Set-up failed at: {' '.join(command[:4])} ... Mend what it says and run again.")


def say(text: str) -> None:
    """Speak to the person at the terminal without mixing with a command's output."""
    print(text, file=sys.stderr, flush=True)


def check_python(lock: str) -> None:
    """Refuse a Python for which something in the lock has no wheel."""
    oldest, newest = PYTHONS[lock]
    if not oldest <= sys.version_info[:2] <= newest:
        low, high = (".".join(map(str, version)) for version in (oldest, newest))
        sys.exit(
            f"This is Python {sys.version_info[0]}.{sys.version_info[1]}; all that {lock} names "
            f"is there for Python {low} to {high}. Run dev.py with one, e.g. python{low} dev.py"
        )


def main(arguments: list[str]) -> int:
    """Set up what the command needs and run it; return its exit code."""
    name, options = (arguments[0], arguments[1:]) if arguments else ("", [])
    known = commands(options)
    check_python(FLOORS if name == "oldest" else LOCK)
    if name == "upgrade":
        upgrade()
        return 0
    if name == "wheel":
        return wheel()
    if name == "oldest":
        environment = HERE / ".venv-oldest"
        set_up((FLOORS,), environment)
        known[name] = [pytest(*BETWEEN, *options, environment=environment)]
    elif name == "newest":
        newest()
        environment = HERE / ".venv-newest"
        known[name] = [pytest(*BETWEEN, *options, environment=environment)]
    elif name not in known:
        say(__doc__ or "")
        return 0 if name in {"-h", "--help"} else 2
    elif name in {"spark", "soak"}:
        if shutil.which("java") is None:
            sys.exit("Spark needs a JVM: install one, for instance openjdk-17-jre-headless.")
        set_up((LOCK, SPARK))
    else:
        set_up()
    # the demonstration works where it is called, so that relative paths mean what they say
    folder = None if name in {"demo", "run"} else HERE
    for step in known[name]:
        code = subprocess.call(step, cwd=folder)
        if code:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
