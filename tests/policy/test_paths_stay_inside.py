"""A table is a file in the folder of the policy."""

from __future__ import annotations

import pytest

REFUSED = [
    ("../clients.parquet", "climbs out of the folder"),
    ("data/../../clients.parquet", "climbs out of the folder"),
    ("/etc/passwd", "is absolute"),
    ("C:/clients.parquet", "is absolute"),
    ("'C:\\clients.parquet'", "is absolute"),
    ("'data\\clients.parquet'", "has a backslash; folders are separated by /"),
    ("https://example.org/clients.csv", "is an address; privlab reads files only"),
    ("s3://bucket/clients.parquet", "is an address; privlab reads files only"),
    ("//host/clients.parquet", "is an address; privlab reads files only"),
    ("~/clients.parquet", "starts with ~, somebody's own folder"),
    ('"a\\0b"', "has a control character"),
]


@pytest.mark.parametrize(("path", "reason"), REFUSED)
def test_a_path_that_leads_elsewhere_is_refused(broken, path, reason):
    said = broken("path: clients.parquet", f"path: {path}")
    assert said.startswith("datapackage.yaml, line 14: path of resource 'clients': '")
    assert f"' {reason}. Name a file in the folder of the policy" in said


@pytest.mark.parametrize("path", ["[a.csv, b.csv]", "3", "''", "{a: 1}"])
def test_a_table_is_one_file(broken, path):
    said = broken("path: clients.parquet", f"path: {path}")
    assert said == (
        "datapackage.yaml, line 14: path of resource 'clients': expected one file, as "
        "clients.parquet."
    )


def test_a_table_without_path_is_refused(broken):
    assert "line 13: path of resource 'clients'" in broken("  path: clients.parquet\n", "")


def test_a_link_out_of_the_folder_is_refused(refusal, shop, tmp_path):
    (tmp_path / "clients.parquet").symlink_to("/etc/passwd")
    assert "'clients.parquet' leads out of the folder through a link." in refusal(shop)


def test_the_folder_itself_is_no_table(broken):
    assert "leads out of the folder" in broken("path: clients.parquet", "path: .")


def test_paths_are_from_the_folder_of_the_policy(load, shop, tmp_path, monkeypatch):
    policy = load(shop.replace("path: clients.parquet", "path: [clients.parquet]"))
    assert policy.resources["clients"].path == tmp_path.resolve() / "clients.parquet"
    assert policy.resources["objections"].path.parts[-2:] == ("traces", "objections.csv")
    monkeypatch.chdir(tmp_path)
    relative = type(policy).load("datapackage.yaml")
    assert relative.resources["clients"].path == policy.resources["clients"].path
    assert relative.path == tmp_path / "datapackage.yaml"
