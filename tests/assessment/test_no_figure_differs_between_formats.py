"""Every figure of a result reads the same in the notebook, the report and the CNIL file."""

from __future__ import annotations

import html
import re

import pytest

import privlab
from privlab._documents import render_html
from privlab.assessment.points._placing import point_of_result
from privlab.results import Result
from tests.assessment.conftest import a_release, answer

LANGUAGES = ("fr", "en")
ROW = re.compile(r"<tr>\s*(.*?)\s*</tr>", re.DOTALL)
CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.DOTALL)


def rows(markup: str) -> list[tuple[str, ...]]:
    """Return the cells of every row of every table."""
    return [tuple(map(html.unescape, CELL.findall(row))) for row in ROW.findall(markup)]


def in_file(file) -> str:
    texts = [one["data"]["text"] or "" for one in file["answers"]]
    return "".join([*texts, *(measure["content"] for measure in file["measures"])])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_held_stands_in_the_report_and_in_the_file(full, files, language):
    page = rows(render_html(full[language].document()))
    file = rows(in_file(files[language]))
    for key, figure in full[language].figures().items():
        if key.startswith("held."):
            row = (figure.name(language), figure.number(language))
            assert row in [found[:2] for found in page], key
            assert row in [found[:2] for found in file], key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_that_the_treatment_changed_stands_beside_what_it_was(full, files, language):
    figures = full[language].figures()
    page = rows(render_html(full[language].document()))
    file = rows(answer(files[language], 326)["text"])
    changed = 0
    for key, after in figures.items():
        before = figures.get(key.replace("released.", "held."))
        if not key.startswith("released.") or before is None:
            continue
        if (before.value, before.interval) != (after.value, after.interval):
            changed += 1
            # why a figure has no value stands with its result
            was, is_now = (
                f.number(language) if f.value is None else f.text(language) for f in (before, after)
            )
            row = (after.name(language), was, is_now)
            assert row in page, key
            assert row in file, key
    assert changed > 5


def test_the_figures_that_the_treatment_left_alone_are_counted(full, files):
    figures = full["en"].figures()
    pairs = [
        (figures[f"held.{key.removeprefix('released.')}"], after)
        for key, after in figures.items()
        if f"held.{key.removeprefix('released.')}" in figures and key.startswith("released.")
    ]
    same = sum((b.value, b.interval) == (a.value, a.interval) for b, a in pairs)
    said = f"{same} figures are the same before and after."
    assert said in render_html(full["en"].document())
    assert said in answer(files["en"], 326)["text"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_are_the_same_in_both(full, files, language):
    page = {row for row in rows(render_html(full[language].document())) if row}
    file = {row for row in rows(in_file(files[language])) if row}
    # the file shows declared facts as tables too; the report alone has rows for people to fill
    measured = {row for row in page if len(row) == 3}
    assert len(measured & file) > 20
    for result in full[language].results:
        for figure in result.figures:
            own = [row for row in file if row[:1] == (figure.name(language),)]
            assert set(own) & page


def test_every_figure_has_a_name_of_its_own(full):
    figures = full["en"].figures()
    named = {key.rpartition(".")[0] for key in figures}
    assert "held.check_anonymity" in named
    assert "released.release_count" in named
    held = [figure for result in full["en"].results for figure in result.figures]
    released = [figure for result in full["en"].released for figure in result.figures]
    assert list(figures.values()) == [*held, *released]


def test_a_second_result_of_a_measure_is_told_apart(results):
    assessment = privlab.Assessment((results[1], results[1]), language="en")
    figures = assessment.figures()
    assert figures["held.check_anonymity.k"] == figures["held.check_anonymity[2].k"]


def test_the_card_of_the_notebook_shows_the_same_numbers(full):
    card = html.unescape(full["en"]._repr_html_())
    for key, figure in full["en"].figures().items():
        if key.startswith("held.") and figure.value is not None:
            assert figure.text("en") in card


def test_a_release_without_counterpart_before_is_shown_whole(results):
    assessment = privlab.Assessment((), released=results[1:2], language="en")
    page = rows(render_html(assessment.document()))
    file = rows(answer(assessment.to_cnil(), 326)["text"])
    for figure in results[1].figures:
        assert (figure.name("en"), figure.number("en")) in [row[:2] for row in page]
        assert (figure.name("en"), figure.number("en")) in [row[:2] for row in file]


@pytest.mark.parametrize("place", ["results", "released"])
def test_every_release_with_noise_stands_in_one_row(place):
    releases = {place: (a_release(1), a_release(3))}
    assessment = privlab.Assessment(**{"results": (), **releases}, language="en")
    wanted = [
        ("dep", "13 groups", "0.25", "12 rows"),
        ("dep", "39 groups", "0.25", "12 rows"),
    ]
    assert [row for row in rows(render_html(assessment.document())) if row in wanted] == wanted
    assert [row for row in rows(in_file(assessment.to_cnil())) if row in wanted] == wanted


def test_a_measure_that_is_not_known_yet_is_not_lost():
    release = a_release()
    assert point_of_result(release).key == "safeguards"
    result = Result(release.figures, release.assumptions, release.provenance)
    assessment = privlab.Assessment((result,), language="en")
    assert ("Groups released", "13", "groups") in rows(render_html(assessment.document()))
    assert ("Groups released", "13", "groups") in rows(answer(assessment.to_cnil(), 111)["text"])
