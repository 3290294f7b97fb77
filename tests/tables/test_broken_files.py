"""Whatever happened to a file, it is read or refused in plain words, and no value is said."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import json
import random
import resource
import sqlite3
import warnings
import zipfile

import pandas as pd
import pyarrow as pa
import pytest
from pyarrow import feather

import privlab
from privlab.errors import PrivlabError
from tests.tables.test_files_as_people_have_them import write_workbook

PRIVATE = "Zebulon-4242"
FRAME = pd.DataFrame(
    {
        "who": [f"{PRIVATE}-{n}" for n in range(30)],
        "town": ["Köln", "Zürich", "Nîmes"] * 10,
        "born": [f"19{50 + n}-0{1 + n % 9}-11" for n in range(30)],
        "sum": [n * 1.25 for n in range(30)],
    }
)
TEXT = FRAME.to_csv(index=False)
MOST_MEGABYTES = 1_500


def originals(folder):
    """Write twenty small files, one of each dress."""
    records = FRAME.to_dict("records")
    texts = {
        "comma.csv": TEXT.encode(),
        "semicolon.csv": TEXT.replace(",", ";").encode("cp1252"),
        "tab.tsv": TEXT.replace(",", "\t").encode("utf-8-sig"),
        "bar.txt": TEXT.replace(",", "|").encode("utf-16"),
        "quoted.csv": FRAME.to_csv(index=False, quoting=1).encode(),
        "mac.csv": TEXT.replace("\n", "\r").encode(),
        "windows.csv": TEXT.replace("\n", "\r\n").encode("utf-16-le"),
        "nameless.csv": TEXT.split("\n", 1)[1].encode(),
        "titled.csv": ("Export of 2026\n\n" + TEXT).encode(),
        "packed.csv.gz": gzip.compress(TEXT.encode()),
        "packed.csv.bz2": bz2.compress(TEXT.encode()),
        "records.json": json.dumps(records).encode(),
        "lines.jsonl": "\n".join(map(json.dumps, records)).encode(),
        "aligned.txt": "\n".join(f" {n}  {n * 2}   {n / 4}" for n in range(30)).encode(),
    }
    for name, content in texts.items():
        (folder / name).write_bytes(content)
    with zipfile.ZipFile(folder / "packed.zip", "w") as packed:
        packed.writestr("inside.csv", TEXT)
    with pa.output_stream(str(folder / "packed.csv.zst"), compression="zstd") as file:
        file.write(TEXT.encode())
    write_workbook(folder / "book.xlsx", {"one": [list(FRAME), *FRAME.to_numpy().tolist()]})
    feather.write_feather(FRAME, folder / "arrow.feather")
    FRAME.to_parquet(folder / "engine.parquet")
    with contextlib.closing(sqlite3.connect(folder / "base.sqlite")) as database:
        FRAME.to_sql("people", database, index=False)
    return sorted(folder.iterdir())


def mutated(content, draw):
    """Return the bytes of a file with one to three things that happen to files."""
    content = bytearray(content)
    for _ in range(draw.randint(1, 3)):
        place = draw.randrange(len(content) + 1)
        end = min(len(content), place + draw.randint(1, 60))
        kind = draw.randrange(8)
        if kind == 0:
            del content[place:]
        elif kind == 1:
            del content[place:end]
        elif kind == 2:
            content[place:place] = content[place:end]
        elif kind == 3:
            content[place:end] = draw.randbytes(end - place)
        elif kind == 4:
            content[place:place] = draw.choice(
                [b'"', b"\0", b"\n", b"\r", b",", b";", b"\xff", b"'"]
            )
        elif kind == 5 and content:
            at = min(place, len(content) - 1)
            content[at] ^= 1 << draw.randrange(8)
        elif kind == 6:
            content[place:place] = "é€\u2028".encode(
                draw.choice(["utf-8", "cp1252", "utf-16"]), "ignore"
            )
        else:
            content[place:place] = draw.choice(
                [b"1e999", b"-", b"=cmd|'/C'!A0", b"<b>", b"{", b"]"]
            )
    return bytes(content)


def opened(path):
    """Return what a user is told of a file: its columns and figures, or an error."""
    try:
        data = privlab.dataset(path)
        said = [repr(data), *(note.text() for note in data.notes)]
        result = privlab.check_anonymity(data, quasi_identifiers=list(data.columns[1:3]) or None)
        return "read", [*said, str(result.k)]
    except PrivlabError as error:
        return "refused", [str(error), repr(error.__cause__)]


def check(folder, n, seed):
    draw = random.Random(seed)  # noqa: S311 - no secret
    outcomes = {"read": 0, "refused": 0}
    files = originals(folder)
    assert len(files) == 20
    for made in range(n):
        original = draw.choice(files)
        path = folder / f"broken-{original.name}"
        path.write_bytes(mutated(original.read_bytes(), draw))
        where = f"seed {seed}, file {made}, {original.name}"
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                outcome, said = opened(path)
            except Exception as error:
                message = f"{where}: {type(error).__name__}"
                raise AssertionError(message) from error
        outcomes[outcome] += 1
        # a file without names says its own first line where it names the columns, as it must
        for text in said if outcome == "refused" else said[1:]:
            assert PRIVATE not in text, where
        path.unlink()
    assert min(outcomes.values()) > n / 50, outcomes
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"seed {seed}: {outcomes}, {megabytes} MB")  # noqa: T201 - to run it again
    return megabytes


def test_two_hundred_broken_files(tmp_path):
    pytest.importorskip("python_calamine")
    check(tmp_path, 200, seed=2026)


@pytest.mark.slow
def test_two_thousand_broken_files(tmp_path):
    pytest.importorskip("python_calamine")
    seed = random.SystemRandom().randrange(10**9)
    assert check(tmp_path, 2_000, seed) < MOST_MEGABYTES
