"""Pieces for rich-text fields: few elements, no attribute that acts, every text as text."""

from __future__ import annotations

import base64
import io

import pytest
from hypothesis import given, settings, strategies as st
from PIL import Image

import privlab
from privlab._documents import (
    Blank,
    FindingBlock,
    FindingGroup,
    FindingLine,
    Paragraph,
    Picture,
    Table,
    Unknown,
    blocks_of,
    render_fragment,
)
from tests.documents.conftest import Page, drawn, every_block
from tests.documents.test_markup_comes_out_as_text import HOSTILE

ALLOWED = {
    "p": set(),
    "strong": set(),
    "em": set(),
    "ul": set(),
    "li": set(),
    "table": set(),
    "thead": set(),
    "tbody": set(),
    "tr": set(),
    "td": set(),
    "th": {"scope"},
    "img": {"src", "alt"},
}
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def check(fragment: str) -> Page:
    page = Page(fragment)
    for tag, attrs, _ in page.elements:
        assert tag in ALLOWED
        assert set(attrs) <= ALLOWED[tag]
    assert all(s.startswith("data:image/png;base64,") for s in page.attributes("src"))
    return page


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_in_every_field_of_every_block_is_shown_never_obeyed(text):
    page = check(render_fragment(every_block(text)))
    usual = check(render_fragment(every_block("A plain text")))
    assert [tag for tag, _, _ in page.elements] == [tag for tag, _, _ in usual.elements]
    assert text in page.texts("td")
    assert text in page.texts("strong")


SVG = drawn("a")


def some_blocks(text: str):
    return (
        Paragraph(text),
        Table(text, (text, text), ((text, text),)),
        FindingBlock("breach", text, text, text),
        FindingGroup("note", text, (FindingLine(text, text, text, "a"),)),
        Unknown(text, text),
        Blank(text, (text,)),
        Picture(SVG, "a", text, raster=lambda: PIXEL),
    )


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_no_text_adds_an_element_or_an_attribute(text):
    page = check(render_fragment(some_blocks(text)))
    usual = check(render_fragment(some_blocks("x")))
    assert [tag for tag, _, _ in page.elements] == [tag for tag, _, _ in usual.elements]
    assert [attrs["alt"] for _, attrs, _ in page.all("img")] == [text]


def test_a_result_is_drawn_as_png_with_its_words_for_who_cannot_see(toy):
    result = privlab.check_anonymity(privlab.dataset(toy, quasi_identifiers=["sexe"]))
    page = check(render_fragment([block.said("en") for block in blocks_of(result)]))
    (image,) = [attrs for _, attrs, _ in page.all("img")]
    assert image["alt"] == result.describe_plot("en")
    png = base64.b64decode(image["src"].partition(",")[2])
    assert len(png) < 60_000
    with Image.open(io.BytesIO(png)) as picture:
        assert picture.size == (950, 532)
        assert picture.format == "PNG"


def test_a_drawing_speaks_the_language_asked_for_and_is_the_same_each_time(toy):
    result = privlab.check_anonymity(privlab.dataset(toy, quasi_identifiers=["sexe"]))
    pictures = {
        language: next(
            own for block in blocks_of(result) if isinstance(own := block.said(language), Picture)
        )
        for language in ("fr", "en")
    }
    assert pictures["fr"].raster() == pictures["fr"].raster()
    assert pictures["fr"].raster() != pictures["en"].raster()


def test_a_picture_that_cannot_be_drawn_again_is_told_in_words():
    page = check(render_fragment([Picture(drawn("a"), "The title", "What it shows")]))
    assert page.texts("p") == ["The title", "What it shows"]


def test_blocks_keep_their_order_and_an_empty_list_gives_nothing():
    assert render_fragment([Paragraph("a"), Paragraph("b")]) == "<p>a</p>\n<p>b</p>"
    assert render_fragment([]) == ""
