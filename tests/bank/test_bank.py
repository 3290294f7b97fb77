"""A whole bank in a folder: the same for the same seed, described, and the shipped one."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from privlab.cli import app
from privlab.policy import Policy, transfer_status
from privlab_bank import FLAWS, TABLES, write_bank
from privlab_bank._promises import promises
from privlab_bank._table import stream
from privlab_bank.flaws._flaws import chosen_flaws
from privlab_bank.flaws._ground_truth import plants_of
from privlab_bank.flaws._planting import planted

HERE = Path(__file__).resolve().parent
SHIPPED = HERE.parents[1] / "data" / "samples"
EVERY_TABLE = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
LARGE = 12_000


def with_flaws(table):
    return planted(table, plants_of(chosen_flaws("all"), table.name))


def whole(table, people):
    return pa.Table.from_batches(stream(table, people, 2017, 10_000))


@pytest.fixture
def fresh(flawed_bank):
    return flawed_bank


def digest(folder):
    files = sorted(path for path in Path(folder).iterdir() if path.name != "README.md")
    return [(path.name, hashlib.sha256(path.read_bytes()).hexdigest()) for path in files]


def test_two_processes_write_the_same_bank(tmp_path):
    program = "import sys; from privlab_bank import write_bank; write_bank(sys.argv[1], people=300)"
    for hash_seed in ("1", "2"):
        subprocess.run(
            [sys.executable, "-c", program, str(tmp_path / hash_seed)],
            check=True,
            env={"PYTHONHASHSEED": hash_seed, "PYTHONPATH": ":".join(sys.path)},
        )
    assert digest(tmp_path / "1") == digest(tmp_path / "2")


@EVERY_TABLE
def test_a_small_bank_with_flaws_is_the_beginning_of_a_large_one(table):
    flawed = with_flaws(table)
    large = whole(flawed, LARGE)
    for people in (4_999, 10_001):
        small = whole(flawed, people)
        assert small.equals(large.slice(0, small.num_rows))
    assert large.num_rows < 100 or small.num_rows < large.num_rows


def test_the_size_of_the_chunks_changes_neither_rows_nor_counts(tmp_path):
    names = ["sollicitations", "clients", "notices"]
    one = write_bank(tmp_path / "one", people=LARGE, tables=names, chunk_size=1_000_000)
    other = write_bank(tmp_path / "other", people=LARGE, tables=names, chunk_size=1)
    assert one.ground_truth == other.ground_truth
    for name, table in one.tables.items():
        assert pq.read_table(table.path).equals(pq.read_table(other.tables[name].path))


def test_another_seed_makes_another_bank(tmp_path, fresh):
    other = write_bank(tmp_path, people=500, seed=7, tables=["prospects"])
    keys = pq.read_table(other.tables["prospects"].path)["id_prospect"].to_pylist()
    known = set(pq.read_table(fresh.tables["prospects"].path)["id_prospect"].to_pylist())
    assert not known.issuperset(keys)


def test_a_bank_says_what_was_written(fresh):
    assert list(fresh.tables) == [table.name for table in TABLES]
    for table in fresh.tables.values():
        assert pq.read_metadata(table.path).num_rows == table.n_rows
        assert table.path.stat().st_size == table.n_bytes
    assert fresh.package == fresh.folder / "datapackage.yaml"


def test_progress_goes_from_nothing_to_everything(tmp_path):
    calls = []
    write_bank(
        tmp_path,
        people=25_000,
        tables=["demandes"],
        chunk_size=10_000,
        progress=lambda *call: calls.append(call),
    )
    assert {table for table, *_ in calls} == {
        "clients",
        "consentements",
        "oppositions",
        "demandes",
    }
    done = [count for _, count, _ in calls]
    assert done == sorted(done)
    assert calls[-1] == ("demandes", 100_000, 100_000)


def test_the_policy_file_declares_every_column_of_every_table(fresh):
    policy = Policy.load(fresh.package)
    assert list(policy.resources) == [table.name for table in TABLES]
    for table in TABLES:
        resource = policy.resources[table.name]
        assert list(resource.fields) == pq.read_schema(fresh.tables[table.name].path).names
        assert (resource.population, resource.person) == (table.population, table.person)
        assert resource.path == fresh.tables[table.name].path.resolve()
        for column in table.columns:
            field = resource.fields[column.name]
            assert (field.role, field.dimension) == (column.role, column.dimension)
            assert field.special == column.special


def test_the_clean_policy_gives_each_column_a_purpose_that_it_declares(tmp_path):
    policy = Policy.load(write_bank(tmp_path, people=100, flaws=()).package)
    assert policy.text == promises().text
    for resource in policy.resources.values():
        for field in resource.fields.values():
            assert field.purposes
            for key in field.purposes:
                assert policy.purposes[key].retention is None or resource.retention_from(key)
            if field.special:
                assert field.purposes == ("etude",)
            assert not field.inferred or field.source
    assert policy.purposes["etude"].reason_special == "eu-gdpr:A9-2-a"
    assert policy.purposes["score"].documented
    assert policy.thresholds.k == 11
    assert policy.as_of.isoformat() == "2026-01-01"


@pytest.mark.parametrize("table", ["operations", "prospects", "acces", "destinataires", "enquete"])
def test_the_policy_file_of_some_tables_can_be_read_too(table, tmp_path):
    bank = write_bank(tmp_path, people=50, tables=[table])
    assert set(bank.tables) == {"clients", "consentements", "oppositions", table}
    assert list(Policy.load(bank.package).resources) == list(bank.tables)


def test_the_policy_file_gives_each_column_the_type_it_has_in_its_table():
    kinds = {"string": "string", "bool": "boolean", "double": "number", "date32[day]": "date"}
    for table in TABLES:
        fields = promises().resource(table.name).fields
        assert {name: field.type for name, field in fields.items()} == {
            column.name: kinds.get(
                str(column.type), "integer" if pa.types.is_integer(column.type) else "datetime"
            )
            for column in table.schema
        }


def test_flaws_change_the_policy_file_where_they_say_so_and_nowhere_else(fresh):
    said = {said.path for flaw in FLAWS.values() for said in flaw.said}
    changes = promises().differences(Policy.load(fresh.package))
    assert len(said) == len(changes) == 5
    assert {change.path for change in changes} == {".".join(path) for path in said}


def test_promises_that_no_table_needs_are_left_out_of_the_policy_file(tmp_path):
    policy = Policy.load(write_bank(tmp_path, people=50, flaws=(), tables=["prospects"]).package)
    assert "conquete" in policy.purposes
    assert not {"credit", "registre", "personnalisation"} & set(policy.purposes)
    assert {key for notice in policy.notices for key in notice.covers} == set(policy.purposes)
    named = {key for recipient in policy.recipients for key in recipient.purposes}
    assert named <= set(policy.purposes)
    assert all(recipient.purposes for recipient in policy.recipients)
    assert set(policy.records.given) == {"consents", "objections"}
    assert [line for line in policy.text.splitlines() if line.lstrip().startswith("#")] == [
        line for line in promises().text.splitlines() if line.lstrip().startswith("#")
    ]


def test_the_promises_are_not_read_before_somebody_asks():
    program = (
        "import sys, privlab_bank, privlab.samples; assert 'privlab.policy' not in sys.modules; "
        "assert len(privlab.samples.CLIENTS) == 32; assert 'privlab.policy' in sys.modules"
    )
    subprocess.run(
        [sys.executable, "-c", program], check=True, env={"PYTHONPATH": ":".join(sys.path)}
    )


def test_a_reader_finds_comments_in_the_policy_file(fresh):
    text = fresh.package.read_text(encoding="utf-8")
    assert text.startswith("# Banque fictive : ")
    assert len(re.findall(r"^ *# .* / .*$", text, re.MULTILINE)) >= 6


def test_the_data_dictionary_names_each_column_with_its_role_and_dimension(fresh):
    text = (fresh.folder / "README.md").read_text(encoding="utf-8")
    assert "{" not in text
    for section, table in zip(text.split("### ")[1:], TABLES, strict=True):
        assert section.startswith(f"`{table.name}`: ")
        assert f"({fresh.tables[table.name].n_rows:,} rows)" in section
        for column in table.columns:
            row = re.search(rf"^\| `{column.name}` \|.*$", section, re.MULTILINE)
            assert row is not None
            assert column.role.replace("_", " ") in row[0]
            assert (column.dimension or "-") in row[0]
            assert (f"{column.sensitivity:g}" if column.sensitivity else "-") in row[0]


def test_the_command_writes_a_bank_and_says_what_is_in_it(tmp_path):
    arguments = ["sample", "--people", "120", "--seed", "7", "--no-flaws", "--tables"]
    done = CliRunner().invoke(app, [*arguments, "clients, prospects", "--out", str(tmp_path / "b")])
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0] == str(tmp_path / "b")
    assert re.fullmatch(r"clients +120 rows +0\.\d\d MB", lines[1])
    assert len(lines) == 5
    assert json.loads((tmp_path / "b" / "flaws.json").read_text()) == {}


def test_the_command_puts_the_truth_elsewhere(tmp_path):
    arguments = ["sample", "--people", "50", "--tables", "copies", "--out", str(tmp_path / "b")]
    done = CliRunner().invoke(app, [*arguments, "--truth", str(tmp_path / "truth.json")])
    assert done.exit_code == 0
    assert "untested_copy" in json.loads((tmp_path / "truth.json").read_text())
    assert not (tmp_path / "b" / "flaws.json").exists()


@EVERY_TABLE
def test_the_shipped_table_is_what_the_generator_makes(table, fresh):
    made, shipped = fresh.tables[table.name].path, SHIPPED / f"{table.name}.parquet"
    written_by = [pq.read_metadata(path).created_by for path in (made, shipped)]
    if written_by[0] == written_by[1]:
        assert made.read_bytes() == shipped.read_bytes()
    assert pq.read_table(made).equals(pq.read_table(shipped), check_metadata=True)


def test_the_shipped_texts_are_what_the_generator_makes(fresh):
    for name in ("datapackage.yaml", "README.md"):
        made = (fresh.folder / name).read_text(encoding="utf-8")
        made = made.replace(fresh.folder.as_posix(), "data/samples")
        assert made == (SHIPPED / name).read_text(encoding="utf-8")
    truth = json.loads((HERE / "flaws.json").read_text(encoding="utf-8"))
    assert truth == fresh.ground_truth
    assert list(truth) == list(FLAWS)


def test_the_shipped_bank_is_small_and_does_not_tell_its_flaws():
    # a notebook keeps its register beside the policy
    names = {path.name for path in SHIPPED.iterdir() if not path.name.startswith("register.")}
    assert names == {f"{table.name}.parquet" for table in TABLES} | {
        "datapackage.yaml",
        "README.md",
    }
    assert sum(path.stat().st_size for path in SHIPPED.iterdir()) < 10_000_000


def test_every_recipient_of_the_clean_bank_may_receive_data_and_one_of_the_flawed_may_not(
    tmp_path, fresh
):
    clean = Policy.load(write_bank(tmp_path, people=50, flaws=(), tables=["copies"]).package)

    def refused(policy):
        return [
            one.name
            for one in policy.recipients
            if not transfer_status(
                one.country,
                safeguard=one.safeguard,
                on=policy.as_of,
                transfer_assessment=one.transfer_assessment,
            )
        ]

    assert len(clean.recipients) > 10
    assert refused(clean) == []
    assert refused(Policy.load(fresh.package)) == ["Modélisation fictive"]


def test_rows_that_a_flaw_adds_do_not_stand_apart(fresh):
    sent = pq.read_table(fresh.tables["sollicitations"].path).to_pandas()
    assert sent.groupby("id_client")["date"].is_monotonic_increasing.all()
