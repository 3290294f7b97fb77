"""The report holds the figures of the results, in both languages, and adds none."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest

import privlab
from privlab.errors import DocumentError
from privlab.inventory import take_inventory


@pytest.fixture
def results(toy):
    data = privlab.dataset(
        toy,
        person="id",
        quasi_identifiers=["sexe", "dep"],
        dimensions={"sexe": ("identity", 0.25), "dep": ("identity", 0.5)},
    )
    return tuple(
        measure(data)
        for measure in (
            take_inventory,
            privlab.check_anonymity,
            privlab.score_risk,
            privlab.measure_intrusiveness,
        )
    )


def written(results, tmp_path, language, **options) -> str:
    assessment = privlab.Assessment(
        results, subject="Trial", language=language, as_of=dt.date(2026, 1, 5), **options
    )
    return html.unescape(assessment.save(tmp_path / "dpia.html").read_text(encoding="utf-8"))


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_figure_of_every_result_is_in_the_report(results, tmp_path, language):
    page = written(results, tmp_path, language)
    for result in results:
        for figure in result.figures:
            assert figure.name(language) in page
            assert figure.number(language) in page
    assert f'lang="{language}"' in page


def test_the_first_page_says_in_a_sentence_what_each_figure_means(results, tmp_path):
    page = written(results, tmp_path, "en")
    first = page[: page.index("1.1.a")]
    assert "2 people are alone with these values." in first
    assert "whoever knows sexe, dep recognises that one" in first
    assert "Use — not assessed (this axis was not measured)" in first


def test_no_bare_verdict_is_printed(results, tmp_path):
    for language in ("fr", "en"):
        page = written(results, tmp_path, language)
        assert not re.search(r"\b(anonymous|anonymes?|compliant|conformes?)\b", page)


def test_after_the_treatment_figures_stand_beside_those_before(results, tmp_path, toy):
    data = results[0].provenance
    recipe = privlab.Recipe({"dep": 1}, {"dep": privlab.Hierarchy.intervals(100)})
    treated = recipe.transform(privlab.dataset(toy, person="id", quasi_identifiers=["sexe", "dep"]))
    page = written(results, tmp_path, "en", released=(privlab.check_anonymity(treated),))
    section = page[
        page.index('id="s4-2"') if 'id="s4-2"' in page else page.rindex("Before and after") :
    ]
    assert data.n_units == 8
    assert "1 person" in section
    assert "2 people" in section


def test_a_format_that_is_not_written_is_refused(results, tmp_path):
    with pytest.raises(DocumentError, match=r"Allowed: \.html"):
        privlab.Assessment(results).save(tmp_path / "dpia.odt")


def test_the_same_results_give_the_same_bytes(results, tmp_path):
    assert written(results, tmp_path, "fr") == written(results, tmp_path, "fr")


def test_the_card_of_an_assessment_is_small(results):
    assessment = privlab.Assessment(results, subject="<b>x")
    assert "<b>" not in assessment._repr_html_()
    assert len(assessment._repr_html_()) < 300_000
