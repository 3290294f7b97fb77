"""How many files one walks through to follow a measure from its call to its answer."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import privlab
import privlab.dp
from privlab.classes import equivalence_classes
from privlab.intrusiveness import measure_intrusiveness
from privlab.tables import dataset

SOURCE = str(Path(privlab.__file__).parent)
COLUMNS = ["age", "town", "sex"]


def entered(call):
    """Return the files of the library whose code runs during a call."""
    call()
    files = set()

    def note(frame, event, _):
        if event == "call" and frame.f_code.co_filename.startswith(SOURCE):
            files.add(frame.f_code.co_filename)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        call()
    finally:
        sys.setprofile(before)
    return files


@pytest.fixture
def people():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"id": range(400), "age": rng.integers(18, 90, 400)})
    return frame.assign(town=rng.choice(list("ABCDE"), 400), sex=rng.choice(["f", "m"], 400))


def opened(people):
    return dataset(people, person="id", quasi_identifiers=COLUMNS, population="clients")


def test_a_table_becomes_a_k_in_few_files(people):
    files = entered(lambda: equivalence_classes(opened(people)).k)
    assert 5 <= len(files) <= 14


def test_knowledge_is_measured_in_few_files(people):
    made = [opened(people), opened(people)]
    files = entered(lambda: measure_intrusiveness(made.pop()))
    assert 5 <= len(files) <= 14


def test_a_release_is_drawn_and_charged_in_few_files(people, tmp_path):
    register = privlab.Register.create(tmp_path / "register.sqlite")
    register.set_budget("clients", epsilon=1.0)
    query = privlab.dp.Session(opened(people), register=register, rows_per_person=1).count()
    labels = ["one", "two"]
    files = entered(lambda: query.release(0.1, label=labels.pop()))
    assert 10 <= len(files) <= 24
