"""The two lists of pins are one, and the pinned parts work together."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from privlab._extras import EXTRAS, wanted
from privlab.errors import MissingExtraError

HOUSE = Path(__file__).resolve().parents[2]
SLOW_TO_IMPORT = ("pandas", "ibis", "duckdb", "matplotlib", "numba", "sklearn", "pyarrow", "babel")


STAMP = Path(sys.prefix) / "privlab-set-up.txt"
LOCKS = ("requirements.lock", "requirements-oldest.lock")
NOT_LOCKED = {"pip", "privlab"}


def pyproject() -> dict:
    return tomllib.loads((HOUSE / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def everything() -> list[str]:
    """What `privlab[all]` installs."""
    project = pyproject()
    extras = project["optional-dependencies"]
    (whole,) = extras["all"]
    named = re.fullmatch(r"privlab\[(.*)\]", whole)[1].split(",")
    return [*project["dependencies"], *(pin for extra in named for pin in extras[extra])]


def pinned(name: str) -> list[Requirement]:
    """What a lock pins on this Python and this system."""
    text = (HOUSE / name).read_text(encoding="utf-8")
    pins = [Requirement(line) for line in re.findall(r"^(\w[^\\\n]*)", text, re.MULTILINE)]
    return [pin for pin in pins if pin.marker is None or pin.marker.evaluate()]


def test_environment_yml_has_the_pins_of_pyproject():
    lines = (HOUSE / "environment.yml").read_text(encoding="utf-8").splitlines()
    listed = [line.strip()[2:] for line in lines if line.startswith("      - ")]
    assert listed == [*everything(), "-e ."]


def test_everything_is_the_card_of_the_workbench_and_the_core_is_small():
    names = {Requirement(pin).name for pin in everything()}
    card = {"jupyterlab", "pandas", "scikit-learn", "matplotlib", "ipywidgets", "diffprivlib"}
    assert card <= names
    core = {Requirement(pin).name for pin in pyproject()["dependencies"]}
    asked = {name.replace("_", "-").lower() for name in EXTRAS}
    assert not core & asked
    assert len(core) <= 17


def test_every_package_of_an_extra_is_asked_for_by_its_name():
    extras = pyproject()["optional-dependencies"]
    imported = {"python-stdnum": "stdnum", "pillow": "PIL", "scikit-learn": None}
    held = {
        imported.get(name, name.replace("-", "_")): extra
        for extra in ("lab", "dp", "detect", "reports", "sheets")
        for name in (Requirement(pin).name for pin in extras[extra])
    }
    held.pop(None)
    assert held == EXTRAS


def test_a_missing_part_says_how_it_is_installed(monkeypatch):
    for module in ("opendp", "opendp.prelude"):
        monkeypatch.setitem(sys.modules, module, None)
    wanted.cache_clear()
    with pytest.raises(MissingExtraError, match=r"needs 'opendp'.*pip install 'privlab\[dp\]'"):
        wanted("opendp.prelude")


def test_what_is_installed_is_what_the_lock_names():
    if not STAMP.exists() or STAMP.read_text(encoding="utf-8").splitlines()[2] != str(HOUSE):
        pytest.skip("this environment was not made by dev.py from a lock")
    locks = STAMP.read_text(encoding="utf-8").splitlines()[3:]
    locked = {
        canonicalize_name(pin.name): str(pin.specifier).removeprefix("==")
        for lock in locks
        for pin in pinned(lock)
    }
    held = {
        canonicalize_name(each.metadata["Name"]): each.version
        for each in metadata.distributions(path=[path for path in sys.path if "-packages" in path])
    }
    assert len(locked) > 100
    assert {name: held.get(name) for name in locked} == locked
    assert set(held) - set(locked) <= NOT_LOCKED


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_keeps_the_ranges_of_pyproject(lock):
    project = pyproject()
    extras = project["optional-dependencies"].values()
    asked = [*project["dependencies"], *(pin for extra in extras for pin in extra)]
    asked = [pin for pin in asked if not pin.startswith("privlab[")]
    locked = {canonicalize_name(pin.name): pin.specifier for pin in pinned(lock)}
    wanted = [Requirement(each) for each in asked if not each.startswith("pyspark")]
    for each in wanted:
        (version,) = locked[canonicalize_name(each.name)]
        assert each.specifier.contains(version.version, prereleases=True), each


@pytest.mark.parametrize("lock", [*LOCKS, "requirements-spark.lock"])
def test_a_lock_has_hashes_and_names_no_place(lock):
    text = (HOUSE / lock).read_text(encoding="utf-8")
    assert text.count("==") <= text.count("--hash=sha256:")
    assert "://" not in text
    assert "--index" not in text


def test_importing_privlab_loads_nothing_slow():
    program = "import sys, privlab; print(*sorted(sys.modules))"
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert not set(SLOW_TO_IMPORT) & set(loaded.stdout.split())


def test_diffprivlib_works_with_the_pinned_scikit_learn():
    from diffprivlib.models import LogisticRegression

    rng = np.random.default_rng(0)
    features, labels = rng.normal(size=(200, 2)), rng.integers(0, 2, 200)
    model = LogisticRegression(epsilon=1.0, data_norm=3.0).fit(features.clip(-2, 2), labels)
    assert set(model.predict(features)) <= {0, 1}


def test_the_calls_of_ibis_that_newer_engines_break_work(tmp_path):
    import ibis
    import pyarrow as pa

    connection = ibis.duckdb.connect()
    table = connection.create_table("t", pa.table({"x": [1, 2, 3]}))
    batches = connection.to_pyarrow_batches(table)
    assert sum(batch.num_rows for batch in batches) == 3
    connection.to_parquet_dir(table, tmp_path / "parts")
    assert list((tmp_path / "parts").iterdir())
    kept = table.mutate(y=table["x"] + 1).cache()
    assert connection.to_pyarrow(kept.count()).as_py() == 3
    connection.drop_table("t")
    assert "t" not in connection.list_tables()


@pytest.mark.parametrize(
    "name", ["README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "environment.yml"]
)
def test_the_files_that_a_visitor_looks_for_are_there(name):
    assert (HOUSE / name).stat().st_size > 0
