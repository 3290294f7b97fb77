from __future__ import annotations

import os
from pathlib import Path

import pytest

from privlab._documents import Document, render_html, save_html
from privlab.errors import DocumentError


def test_a_report_is_saved_as_it_is_rendered(document, tmp_path):
    path = save_html(document, tmp_path / "report.html")
    assert path == tmp_path / "report.html"
    assert path.read_text(encoding="utf-8") == render_html(document)
    assert list(tmp_path.iterdir()) == [path]


def test_saving_again_replaces_the_report(document, tmp_path):
    path = tmp_path / "report.html"
    save_html(Document("the one before", "", "en", ()), path)
    save_html(document, str(path))
    assert "the one before" not in path.read_text(encoding="utf-8")


def test_a_folder_that_is_not_there_is_named_with_what_to_do(document, tmp_path):
    with pytest.raises(DocumentError, match=r"absent.*No such file.*folder that exists"):
        save_html(document, tmp_path / "absent" / "report.html")


def test_a_folder_cannot_be_replaced_by_a_report(document, tmp_path):
    (tmp_path / "report.html").mkdir()
    with pytest.raises(DocumentError, match="cannot be written"):
        save_html(document, tmp_path / "report.html")
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]


@pytest.mark.parametrize("name", ["", ".", "a\0b", "n" * 400])
def test_an_impossible_name_is_refused(document, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DocumentError, match="cannot be written"):
        save_html(document, name)
    assert list(tmp_path.iterdir()) == []


def test_a_failure_at_the_last_moment_leaves_the_old_report_and_no_rest(
    document, tmp_path, monkeypatch
):
    path = tmp_path / "report.html"
    path.write_text("before")

    def full(_):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DocumentError, match="No space left on device"):
        save_html(document, path)
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [Path(path)]
