"""Every block of README and of the notebooks that writes a file: run as printed, and opened."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from pathlib import Path

import matplotlib as mpl
import pandas as pd
import pytest

from .opening import check_file, texts_of

HOUSE = Path(__file__).resolve().parents[2]
WRITES = re.compile(r"\.save\(|\.to_parquet\(|\.to_csv\(|\.write_|\.to_excel\(")
NAMING = ["adresse", "email", "telephone", "id_client"]
# what the tables that are shown to leave hold, and nothing else
COLUMNS = {
    "clients_k5.parquet": ["civilite", "code_postal", "pcs", "segment_patrimoine", "satisfaction"],
    "clients_tuned.parquet": [
        "civilite",
        "age",
        "departement",
        "pcs",
        "segment_patrimoine",
        "decile_revenu",
    ],
}


def blocks_of(path):
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".md":
        return re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    cells = json.loads(text)["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def run_to_the_last_that_writes(path):
    blocks = blocks_of(path)
    last = max(place for place, block in enumerate(blocks) if WRITES.search(block))
    if path.suffix == ".md":  # README runs whole
        last = len(blocks) - 1
    names = {"__name__": "__main__"}
    for block in blocks[: last + 1]:
        exec(compile(block, path.name, "exec"), names)  # noqa: S102 - our own words


SHOWN = [
    path
    for path in (HOUSE / "README.md", *sorted((HOUSE / "notebooks").glob("*.ipynb")))
    if any(WRITES.search(block) for block in blocks_of(path))
]


@pytest.mark.parametrize("path", SHOWN, ids=lambda path: path.name)
def test_the_files_that_are_written_hold_nobody(path, tmp_path, monkeypatch):
    mpl.use("Agg")
    shutil.copytree(HOUSE / "data", tmp_path / "data")
    for name in ("notebooks", "temporary"):
        (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    before = {file for file in tmp_path.rglob("*") if file.is_file()}
    run_to_the_last_that_writes(path)
    if path.suffix == ".md":
        assert (tmp_path / "notebooks" / "dpia.html").exists()
    written = {file for file in tmp_path.rglob("*") if file.is_file()} - before
    assert written
    people = pd.read_parquet(HOUSE / "data" / "samples" / "clients.parquet")
    texts = texts_of(people, NAMING)
    texts |= set(people["prenom"] + " " + people["nom"]) | set(
        people["nom"] + " " + people["prenom"]
    )
    for file in written:
        if file.suffix in {".parquet", ".csv"}:
            check_file(file, COLUMNS[file.name], texts | set(people["nom"]))
        else:
            raw = file.read_bytes().decode("utf-8", errors="replace")
            assert not [text for text in texts if text in raw], file.name


def test_readme_shows_a_table_that_leaves():
    assert HOUSE / "README.md" in SHOWN
    assert sum("clients_k5.parquet" in block for block in blocks_of(HOUSE / "README.md")) == 1
