"""The report holds the figures of the results, in both languages, and adds none."""

from __future__ import annotations

import html
import json

import pytest

import privlab
from privlab._documents import render_html
from privlab.errors import DocumentError
from tests.assessment.conftest import item
from tests.assessment.test_the_cnil_file_keeps_every_rule import HOSTILE, told
from tests.documents.conftest import Page


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_figure_of_every_result_is_in_the_report(full, pages, language):
    for result in full[language].results:
        for figure in result.figures:
            assert figure.name(language) in pages[language]
            assert figure.number(language) in pages[language]
    assert f'lang="{language}"' in pages[language]


def test_after_the_treatment_figures_stand_beside_those_before(pages):
    section = item(pages["en"], "4.2.b")
    assert "1 person" in section
    assert "2 people" in section


def test_a_format_that_is_not_written_is_refused(results, tmp_path):
    with pytest.raises(DocumentError, match=r"'\.odt'\. Allowed: \.html, \.json"):
        privlab.Assessment(results).save(tmp_path / "dpia.odt")


def test_the_same_results_give_the_same_bytes(full, pages, tmp_path):
    saved = full["fr"].save(str(tmp_path / "DPIA.HTML")).read_text(encoding="utf-8")
    assert html.unescape(saved) == pages["fr"]


def test_a_report_that_cannot_be_written_says_so_and_leaves_nothing(empty, tmp_path):
    for name in ("dpia.html", "dpia.json"):
        with pytest.raises(DocumentError, match="cannot be written"):
            empty["en"].save(tmp_path / "absent" / name)
    assert list(tmp_path.iterdir()) == []


def test_the_card_of_an_assessment_is_small(results):
    assessment = privlab.Assessment(results, subject="<b>x")
    assert "<b>" not in assessment._repr_html_()
    assert len(assessment._repr_html_()) < 300_000
    assert repr(assessment) == "<Assessment of '<b>x': 4 results, 0 findings>"


def test_an_assessment_is_plain_json(full):
    plain = json.loads(json.dumps(full["en"].to_dict(), allow_nan=False))
    assert plain["head"] == "9f2b77c01d5e"
    assert plain["findings"][0]["rule"] == "undocumented_score"
    assert len(plain["released"]) == 5


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_from_anyone_makes_the_page_of_a_plain_text(text, tmp_path):
    page = Page(render_html(told(text, "en", tmp_path).document()))
    usual = Page(render_html(told("word", "en", tmp_path).document()))
    shape = [(tag, tuple(attrs)) for tag, attrs, _ in page.elements]
    assert shape == [(tag, tuple(attrs)) for tag, attrs, _ in usual.elements]


def test_a_page_of_everything_is_well_formed_and_links_inside_itself(full):
    page = Page(render_html(full["fr"].document()))  # fails where a tag closes another
    names = page.attributes("id")
    assert len(names) == len(set(names))
    assert all(link[1:] in names for link in page.attributes("href") if link.startswith("#"))
    assert not page.all("script")
