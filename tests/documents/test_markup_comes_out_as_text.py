from __future__ import annotations

import pytest

from privlab._documents import Document, Heading, render_html, save_html
from tests.documents.conftest import Page, whole

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</style></title></svg><script src=https://evil.example/x.js></script>",
    "{{ 7 * 7 }}{% raw %}",
    "<a href=javascript:alert(1)>",
    "-->]]><!--",
    "&lt;b&gt;&amp;",
]


def shape(page: Page) -> list[tuple[str, tuple[str, ...]]]:
    return [(tag, tuple(attrs)) for tag, attrs, _ in page.elements]


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_in_every_field_of_every_block_is_shown_never_obeyed(text):
    page, usual = Page(render_html(whole(text))), Page(render_html(whole("A plain text")))
    assert shape(page) == shape(usual)


@pytest.mark.parametrize("text", HOSTILE)
def test_a_page_made_of_markup_acts_nowhere_and_loads_nothing(text):
    page = Page(render_html(whole(text)))
    assert not page.all("script", "img", "iframe", "object", "embed", "form", "base", "link")
    names = {name for _, attrs, _ in page.elements for name in attrs}
    assert not {name for name in names if name.startswith("on")}
    assert not page.attributes("src")
    assert all(link.startswith("#") for link in page.attributes("href"))


@pytest.mark.parametrize("text", HOSTILE)
def test_the_reader_sees_the_text_as_it_was_written(text):
    page = Page(render_html(whole(text)))
    assert page.texts("h1", "h2", "h3") == [text] * 3
    assert text in page.texts("td")
    assert text in page.texts("title")


def test_a_hostile_anchor_becomes_a_simple_name():
    page = Page(render_html(Document("t", "", "en", (Heading("x", anchor='"><b> É  2'),))))
    assert [attrs["id"] for _, attrs, _ in page.all("h2")] == ["s-b-e-2"]


def test_a_text_that_no_encoding_holds_is_still_written(tmp_path):
    path = save_html(whole("half a \ud800 pair"), tmp_path / "report.html")
    assert "half a ? pair" in path.read_text(encoding="utf-8")
