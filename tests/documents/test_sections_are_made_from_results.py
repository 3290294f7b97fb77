from __future__ import annotations

from dataclasses import dataclass

import pytest

from privlab import _display as display
from privlab._documents import (
    Document,
    FindingBlock,
    Heading,
    KeyFigure,
    KeyFigures,
    Note,
    Picture,
    Points,
    Table,
    blocks_of,
    finding_block,
    key_figure,
    not_assessed_points,
    render_html,
)
from privlab.language import Message, speaking, translate
from privlab.results import Article, Figure, Finding, Provenance, Result
from tests.documents.conftest import Page

FIGURES = (
    Figure("k", 1, "people", "Smallest class (k)"),
    Figure("share", 0.25, "share", "Share", interval=(0.2, 0.3), confidence=0.9),
    Figure("bits", 8.5, "bits", "Bits", interval=(8, 9)),
    Figure("use", None, "score", "Use", reason=Message("no register was given")),
)
PROVENANCE = Provenance("measure", "v1", "duckdb", ("age",), "people", 4, 4)


@dataclass(frozen=True, repr=False)
class Measured(Result):
    title = "Anonymity"
    caption = "Anonymity"

    def _draw(self, ax):
        display.share_bars(ax, ["age"], [0.5])


def said(result: Result, language: str, **options):
    return [block.said(language) for block in blocks_of(result, **options)]


@pytest.fixture
def result() -> Measured:
    return Measured(FIGURES, (Message("The threshold is {k}.", {"k": 5}),), PROVENANCE)


def test_a_section_holds_picture_figures_assumptions_and_provenance(result):
    kinds = [type(block) for block in said(result, "en")]
    assert kinds == [Heading, Picture, Table, Points, Note]


def test_every_figure_has_its_unit_its_interval_or_its_reason(result):
    table = said(result, "en")[2]
    assert table.rows == (
        ("Smallest class (k)", "1", "person"),
        ("Share", "25%", "90% interval: 20% to 30%"),
        ("Bits", "8.5", "bits · between 8 and 9"),
        ("Use", "not assessed", "no register was given"),
    )


def test_a_result_without_assumptions_has_no_empty_list():
    blocks = said(Measured(FIGURES, (), PROVENANCE), "en")
    assert [type(block) for block in blocks] == [Heading, Picture, Table, Note]


def test_a_section_can_stand_inside_another(result):
    heading = said(result, "en", level=3, anchor="k")[0]
    assert heading == Heading("Anonymity", 3, "k")


def test_the_picture_says_in_words_what_it_shows(result):
    picture = said(result, "en")[1]
    assert "1 person" in picture.description
    assert "1 person" in picture.svg


def test_a_section_is_in_the_language_asked_for_whatever_is_spoken(result):
    with speaking("fr"):
        english = said(result, "en")
    assert english == said(result, "en")
    assert english[2].columns == ("Measured", "Value", "Unit and precision")
    assert said(result, "fr")[2].rows[3][1] == "non évalué"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_result_becomes_a_page(result, language):
    blocks = said(result, language)
    page = Page(render_html(Document("t", "", language, blocks)))
    assert page.texts("h2") == [blocks[0].text]
    assert len(page.all("table")) == len(page.all("figure")) == 1


def test_a_finding_keeps_its_severity_article_and_sentence():
    message = Message("{n} people are alone.", {"n": 1_200})
    block = finding_block(Finding("k", "GDPR Art. 32(1)", "breach", message, 1_200))
    assert block.said("en") == FindingBlock(
        "breach", "breach", "GDPR Art. 32(1)", "1,200 people are alone."
    )


@pytest.mark.parametrize(
    ("article", "en"),
    [
        ("GDPR Art. 5(1)(e)", "GDPR Art. 5(1)(e)"),
        ("loi 78-17 art. 82", "loi 78-17 art. 82"),
        ("", ""),
        ("GDPR Art. 35(2), Art. 35(9)", "GDPR Art. 35(2), Art. 35(9)"),
    ],
)
def test_an_article_is_abbreviated_as_the_language_does(article, en):
    assert Article(article).text("en") == en
    french = en.replace("GDPR", translate("GDPR", "fr")).replace("Art.", translate("Art.", "fr"))
    assert Article(article).text("fr") == french


def test_a_key_figure_is_a_figure_with_its_meaning():
    figures = KeyFigures((key_figure(FIGURES[0], "Someone is alone."),))
    assert figures.said("en").items == (
        KeyFigure("1", "person", "Smallest class (k)", "Someone is alone."),
    )


def test_a_key_figure_that_was_not_measured_says_so():
    assert key_figure(FIGURES[3], "Not known.").value.text("en") == "not assessed"


def test_what_was_not_assessed_is_listed_with_the_reason(result):
    points = not_assessed_points([result, result])
    assert points is not None
    assert points.said("en").items == ("Use — no register was given",)


def test_nothing_is_listed_when_everything_was_assessed():
    assert not_assessed_points([Measured(FIGURES[:3], (), PROVENANCE)]) is None
