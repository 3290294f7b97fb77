"""The same seed makes the same people, however they are asked for."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import pyarrow as pa
import pytest

from privlab_bank import clients_batches, write_clients
from privlab_bank._table import stream
from privlab_bank.clients._clients import CLIENTS_TABLE


def people(number, **options):
    return pa.Table.from_batches(clients_batches(number, **options))


def test_two_processes_write_the_same_bytes(tmp_path):
    made = "write_clients(sys.argv[1], people=12000)"
    code = f"import sys; from privlab_bank import write_clients; {made}"
    digests = set()
    for hash_seed in ("1", "2"):
        path = tmp_path / f"{hash_seed}.parquet"
        subprocess.run(
            [sys.executable, "-c", code, str(path)],
            check=True,
            env={"PYTHONHASHSEED": hash_seed, "PYTHONPATH": ":".join(sys.path)},
        )
        digests.add(hashlib.sha256(path.read_bytes()).hexdigest())
    own = write_clients(tmp_path / "own.parquet", people=12_000)
    digests.add(hashlib.sha256(own.read_bytes()).hexdigest())
    assert len(digests) == 1


@pytest.mark.parametrize("chunk_size", [1, 10_000, 15_000, 1_000_000])
def test_the_size_of_the_chunks_changes_no_one(bank, chunk_size):
    assert people(45_000, chunk_size=chunk_size).equals(bank.slice(0, 45_000))


@pytest.mark.parametrize("number", [1, 4_999, 10_000, 10_001])
def test_a_small_bank_is_the_beginning_of_a_large_one(bank, number):
    assert people(number).equals(bank.slice(0, number))


def test_another_seed_makes_other_people(bank):
    other = people(1_000, seed=2018)
    for column in ("id_client", "date_naissance", "code_postal", "email", "revenu_mensuel"):
        assert not other[column].equals(bank[column].slice(0, 1_000))


def test_two_blocks_are_not_the_same_people(bank):
    first, second = bank.slice(0, 10_000), bank.slice(10_000, 10_000)
    assert not first["date_naissance"].equals(second["date_naissance"])
    assert not first["code_postal"].equals(second["code_postal"])


def test_batches_can_be_altered_before_they_leave():
    seen = []

    def plant(batch):
        seen.append(batch.num_rows)
        return batch.slice(0, 1)

    altered = list(stream(CLIENTS_TABLE, 25_000, 2017, 10_000, plant))
    assert seen == [10_000, 10_000, 5_000]
    assert [batch.num_rows for batch in altered] == [1, 1, 1]
