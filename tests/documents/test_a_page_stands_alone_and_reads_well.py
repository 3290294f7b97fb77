from __future__ import annotations

import re
from pathlib import Path

import pytest

import privlab._documents
from privlab._documents import (
    Blank,
    Document,
    FindingGroup,
    FindingLine,
    Heading,
    KeyFigure,
    KeyFigures,
    Picture,
    Table,
    render_html,
)
from tests.display.contrast import contrast
from tests.documents.conftest import Page, drawn, every_block, whole

CSS = (Path(privlab._documents.__file__).parent / "html" / "report.css").read_text(encoding="utf-8")


def palettes() -> dict[str, dict[str, str]]:
    """The colours of the light page, and of the dark one."""
    light, dark = (
        dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6});", part))
        for part in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
    )
    return {"light": light, "dark": dark}


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("page", ["paper", "wash"])
@pytest.mark.parametrize("text", ["ink", "quiet", "accent", "breach", "warning"])
def test_every_text_has_the_contrast_that_wcag_asks_for(mode, page, text):
    palette = palettes()[mode]
    assert contrast(palette[text], palette[page]) >= 4.5  # WCAG 2.2 AA, 1.4.3


def test_the_page_loads_nothing_and_forbids_itself_to():
    html = render_html(whole("A plain text"))
    page = Page(html)
    assert set(re.findall(r"https?://[^\"'<> ]+", html)) == {"http://www.w3.org/2000/svg"}
    assert "@import" not in html
    assert not re.search(r"url\((?!#)", html)
    policy = [a["content"] for _, a, _ in page.all("meta") if "http-equiv" in a]
    assert policy == ["default-src 'none'; style-src 'unsafe-inline'"]


def test_the_same_document_gives_the_same_bytes(document):
    assert render_html(document) == render_html(document)


@pytest.mark.parametrize(("language", "contents"), [("en", "Contents"), ("fr", "Sommaire")])
def test_a_page_says_its_language_and_speaks_it(language, contents):
    page = Page(render_html(whole("texte", language)))
    assert page.all("html")[0][1]["lang"] == language
    assert contents in page.texts("p")


def test_identifiers_are_unique_even_with_one_picture_twice():
    picture = Picture(drawn("a"), "a", "b")
    document = Document("t", "", "en", (*every_block("a"), picture, picture))
    page = Page(render_html(document))
    names = page.attributes("id")
    assert len(names) == len(set(names))
    wanted = " ".join(page.attributes("aria-labelledby")).split()
    assert set(wanted) <= set(names)
    html = render_html(document)
    assert set(re.findall(r"url\(#([^)]+)\)", html)) <= set(names)


def test_the_contents_lead_to_every_section(document):
    page = Page(render_html(document))
    names = page.attributes("id")
    links = page.attributes("href")
    assert links == ["#sections", "#s-a-plain-text", "#s-a-plain-text", "#s-a-plain-text-2"]
    assert all(link[1:] in names for link in links)


def test_the_first_link_skips_to_the_sections(document):
    page = Page(render_html(document))
    assert page.all("a")[0][1] == {"class": "skip", "href": "#sections"}


def test_tables_have_a_numbered_caption_and_named_columns_and_rows(document):
    page = Page(render_html(document))
    assert page.texts("caption") == ["Table 1 A plain text"]
    scopes = [attrs.get("scope") for _, attrs, _ in page.all("th")]
    assert scopes == ["col", "col", "row"]


def test_pictures_have_a_numbered_caption_and_a_text_for_those_who_cannot_see(document):
    page = Page(render_html(document))
    assert page.texts("figcaption") == ["Figure 1 A plain text"]
    images = [attrs for _, attrs, _ in page.all("svg") if attrs.get("role") == "img"]
    assert len(images) == 1
    assert page.texts("desc") == ["A plain text"]


def test_tables_and_pictures_are_numbered_apart():
    table = Table("t", ("a",), (("b",),))
    picture = Picture(drawn("a"), "a", "b")
    document = Document("t", "", "en", (table, picture, Heading("h"), table))
    assert document.numbers == (1, 1, 0, 2)


def test_a_severity_is_a_word_and_a_shape_never_a_colour_alone(document):
    html = render_html(document)
    signs = re.findall(r'<svg class="sign".*?</svg>', html, re.DOTALL)
    assert len(set(signs)) == 4
    assert len(signs) == 4 + 4 + 1  # the tally, the findings, the group of breaches
    assert all('aria-hidden="true"' in sign for sign in signs)
    page = Page(html)
    labels = [text for _, attrs, text in page.all("p") if attrs.get("class") == "severity"]
    assert labels == ["A plain text"] + ["A plain text A plain text"] * 4


def test_a_key_figure_shows_its_unit_name_and_meaning():
    block = KeyFigures((KeyFigure("1", "person", "Smallest class", "Someone is alone."),))
    page = Page(render_html(Document("t", "", "en", (block,))))
    assert page.texts("strong") == ["1"]
    assert {"Smallest class", "1 person", "Someone is alone."} <= set(page.texts("p"))


def test_the_contents_say_what_was_not_assessed():
    blocks = (Heading("Retention", mark="not assessed"), Heading("Purposes"))
    page = Page(render_html(Document("t", "", "en", blocks)))
    marks = [text for _, attrs, text in page.all("span") if attrs.get("class") == "mark"]
    assert marks == ["not assessed"]
    assert page.texts("h2") == ["Retention", "Purposes"]


def test_a_finding_on_the_first_page_leads_to_its_section():
    line = FindingLine("312 rows are overdue.", "GDPR Art. 5(1)(e)", "§ 2.2.a", "2.2.a")
    blocks = (FindingGroup("breach", "1 breach", (line,)), Heading("Retention", anchor="2.2.a"))
    page = Page(render_html(Document("t", "", "en", blocks)))
    assert [text for _, attrs, text in page.all("a") if attrs["href"] == "#s-2-2-a"] == [
        "§ 2.2.a",
        "Retention",
    ]
    assert page.attributes("id").count("s-2-2-a") == 1


def test_fields_for_people_are_empty_and_say_who_completes_them():
    block = Blank("To be completed by the officer", ("Opinion", "Date"))
    page = Page(render_html(Document("t", "", "en", (block,))))
    assert page.texts("li") == ["Opinion", "Date"]
    assert "To be completed by the officer" in page.texts("p")


def test_a_document_without_sections_offers_no_empty_contents():
    page = Page(render_html(Document("t", "", "en", ())))
    assert not page.all("nav", "a", "dl")
    assert page.texts("h1") == ["t"]


def test_paper_gets_a_page_of_its_own_kind():
    assert "size: A4" in CSS
    assert "@media print" in CSS
    assert "counter(pages)" in CSS
