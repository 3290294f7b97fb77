from __future__ import annotations

from html.parser import HTMLParser

import pytest

from privlab import _display as display

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onclick='x",
    "{{ 7*7 }}",
]


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.text += data


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    return reader


@pytest.mark.parametrize("text", HOSTILE)
def test_markup_in_any_field_of_a_card_is_shown_as_text(text):
    card = read(display.card(text, [(text, text)], [text], text))
    usual = read(display.card("a", [("b", "c")], ["d"], "e"))
    assert card.tags == usual.tags
    assert card.attributes == usual.attributes == {"class", "style", "scope"}
    assert card.text.count(text) == 5


def test_a_card_shows_every_row_note_and_footer():
    text = read(display.card("Anonymity", [("k", "3 people")], ["assumed"], "from")).text
    assert all(part in text for part in ("Anonymity", "k", "3 people", "assumed", "from"))


def test_a_card_without_notes_or_footer_has_no_empty_parts():
    assert read(display.card("a", [("b", "c")])).tags.isdisjoint({"details", "p", "ul"})


def test_a_card_stays_small_and_says_what_it_left_out():
    card = display.card(
        "&" * 10**6, [("&" * 999, "&" * 999)] * 5_000, ["&" * 9_999] * 40, "&" * 10**6
    )
    assert len(card.encode()) < 300_000
    assert "4,940 more are not shown here." in card


def test_a_card_refers_to_nothing_outside():
    assert "http" not in display.card("a", [("b", "c")], ["d"], "e")
    assert "url(" not in display.card("a", [("b", "c")], ["d"], "e")
