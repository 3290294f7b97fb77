"""What holds for every table of a person's life, whatever it says."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from privlab_bank._life import LIFE_TABLES
from privlab_bank._parquet import write_table
from privlab_bank._table import Rows, Table, schema_of, stream
from privlab_bank.people._draws import BLOCK

TABLES = pytest.mark.parametrize("table", LIFE_TABLES, ids=lambda table: table.name)
CONTRACT = {
    "clients": {"id_client", "id_foyer", "date_naissance", "revenu_mensuel"},
    "foyers": {"id_foyer", "personnes", "enfants", "statut_logement", "mensualite", "charges"},
    "avoirs": {"id_client", "type", "encours", "date_ouverture"},
    "revenus": {"id_client", "salaire", "prime", "heritage", "prestations", "decile"},
    "operations": {"id_client", "date", "montant", "mcc", "libelle", "canal"},
    "projets": {"id_client", "horizon", "type", "montant", "source", "date"},
    "relations": {"id_client_a", "id_client_b", "contexte", "source"},
    "valeurs": {
        "id_client",
        "satisfaction",
        "gout",
        "loisir",
        "engagement",
        "regime_alimentaire",
        "segment_marche",
    },
    "enquete": {"id_client", "religion", "sante_ald", "syndicat", "opinion"},
    "navigation": {"id_client", "horodatage", "rubrique", "appareil", "duree"},
    "lieux": {"id_client", "horodatage", "commune_insee", "precision_m"},
}
DIGEST = """
import hashlib, pyarrow as pa
from privlab_bank._life import LIFE_TABLES
from privlab_bank._table import stream
whole = hashlib.sha256()
for table in LIFE_TABLES:
    for batch in stream(table, 3_000, 7, 10_000):
        whole.update(batch.serialize())
print(whole.hexdigest())
"""


def whole(table, people, chunk_size=10_000):
    return pa.Table.from_batches(stream(table, people, 2017, chunk_size))


def of_first(table, life, people):
    """The rows of the large bank that speak of its first people alone."""
    clients = life["clients"].slice(0, people)
    rows = life[table.name]
    if table.name == "foyers":
        return rows.filter(pc.is_in(rows["id_foyer"], clients["id_foyer"].combine_chunks()))
    for name in rows.column_names:
        if name.startswith("id_client"):
            rows = rows.filter(pc.is_in(rows[name], clients["id_client"].combine_chunks()))
    return rows


def test_the_tables_are_those_that_other_rooms_count_on():
    assert [table.name for table in LIFE_TABLES] == list(CONTRACT)
    for table in LIFE_TABLES:
        assert CONTRACT[table.name] <= set(table.schema.names)


def test_two_processes_draw_the_same_bytes():
    other = subprocess.run(
        [sys.executable, "-c", DIGEST],
        check=True,
        capture_output=True,
        env={"PYTHONHASHSEED": "1", "PYTHONPATH": ":".join(sys.path)},
    ).stdout
    own = hashlib.sha256()
    for table in LIFE_TABLES:
        for batch in stream(table, 3_000, 7, 10_000):
            own.update(batch.serialize())
    assert other == f"{own.hexdigest()}\n".encode()


@TABLES
@pytest.mark.parametrize("people", [4_999, 10_001])
def test_a_small_bank_holds_what_the_large_one_says_of_its_people(table, people, life):
    small = whole(table, people)
    assert small.equals(life[table.name].slice(0, small.num_rows))
    assert small.equals(of_first(table, life, people))


@TABLES
def test_the_size_of_the_chunks_changes_no_row(table, life):
    assert whole(table, 20_000, chunk_size=15_000).equals(life[table.name])


@TABLES
def test_the_people_of_the_rows_come_in_order(table):
    rows = table.rows(2017, 1)
    assert len(rows.last) == rows.batch.num_rows
    assert (np.diff(rows.last) >= 0).all()
    assert rows.last[0] >= 0
    assert rows.last[-1] < BLOCK


@TABLES
def test_every_person_is_a_client_and_every_household_has_one(table, life):
    keys = life["clients"]["id_client"].combine_chunks()
    for name in table.schema.names:
        if name.startswith("id_client"):
            assert pc.all(pc.is_in(life[table.name][name], keys)).as_py()
    if table.name == "foyers":
        assert set(life["foyers"]["id_foyer"].to_pylist()) == set(
            life["clients"]["id_foyer"].to_pylist()
        )


@TABLES
def test_each_column_is_described_in_the_order_of_the_table(table):
    assert [column.name for column in table.columns] == table.schema.names
    for column in table.columns:
        assert column.label_fr
        assert column.label_en
        assert column.reason
        assert column.purposes
        assert (column.dimension is None) == (column.sensitivity is None)
    assert table.person in table.schema.names


@TABLES
def test_the_schema_says_that_the_people_are_synthetic(table):
    metadata = table.schema.metadata
    assert metadata[b"privlab.synthetic"] == b"true"
    assert metadata[b"privlab.table"] == table.name.encode()


def test_special_categories_are_declared_where_people_gave_them_and_nowhere_else():
    special = {
        (table.name, column.name): column.special
        for table in LIFE_TABLES
        for column in table.columns
        if column.special
    }
    assert special == {
        ("enquete", "religion"): "religion",
        ("enquete", "sante_ald"): "health",
        ("enquete", "syndicat"): "trade_union",
        ("enquete", "opinion"): "political",
    }


def test_the_files_of_five_thousand_people_are_small(tmp_path):
    total = sum(
        write_table(table, tmp_path / table.name, 5_000, 2017, chunk_size=100_000).stat().st_size
        for table in LIFE_TABLES
    )
    assert total < 3_500_000


def test_a_table_with_many_rows_a_person_takes_fewer_people_a_row_group(tmp_path):
    schema = schema_of("many", {"number": pa.int64()})

    def rows(_seed, block):
        numbers = np.repeat(np.arange(BLOCK), 3) + block * BLOCK
        batch = pa.RecordBatch.from_arrays([pa.array(numbers)], schema=schema)
        return Rows(batch, numbers - block * BLOCK)

    calls = []
    path = write_table(
        Table("many", schema, rows, rows_a_person=3.0),
        tmp_path / "many.parquet",
        35_000,
        0,
        chunk_size=60_000,
        progress=lambda done, total: calls.append((done, total)),
        alter=lambda batch: batch.slice(1),
    )
    metadata = pq.read_metadata(path)
    groups = [metadata.row_group(number).num_rows for number in range(metadata.num_row_groups)]
    assert groups == [3 * 20_000 - 1, 3 * 15_000 - 1]
    assert calls == [(20_000, 35_000), (35_000, 35_000)]


def test_a_chunk_without_rows_is_a_batch_and_no_row_group(tmp_path):
    schema = schema_of("rare", {"number": pa.int64()})

    def rows(_seed, block):
        numbers = np.arange(block % 2)
        return Rows(pa.RecordBatch.from_arrays([pa.array(numbers)], schema=schema), numbers)

    table = Table("rare", schema, rows)
    assert [batch.num_rows for batch in stream(table, 30_000, 0, 10_000)] == [0, 1, 0]
    path = write_table(table, tmp_path / "rare.parquet", 30_000, 0, chunk_size=10_000)
    assert pq.read_metadata(path).num_row_groups == 1
