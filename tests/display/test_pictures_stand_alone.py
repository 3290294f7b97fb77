from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import matplotlib as mpl
import pytest

from privlab import _display as display
from privlab._display import _style
from tests.display.conftest import drawings
from tests.display.contrast import contrast

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '"><img src=x onerror=alert(1)></title><script>alert(2)</script>'


def picture(draw, title="Title", description="What it shows") -> str:
    return display.draw_svg(draw, title=title, description=description)


def test_a_picture_has_a_title_and_a_description_that_name_it(draw):
    root = ET.fromstring(picture(draw))
    by_id = {element.get("id"): element.text for element in root if element.get("id")}
    named = [by_id[name] for name in root.attrib["aria-labelledby"].split()]
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert named == ["Title", "What it shows"]


def test_markup_in_title_and_description_stays_text(draw):
    root = ET.fromstring(picture(draw, HOSTILE, HOSTILE))
    assert [root.find(f"{SVG}{name}").text for name in ("title", "desc")] == [HOSTILE, HOSTILE]
    assert {element.tag for element in root.iter()}.isdisjoint({f"{SVG}img", f"{SVG}script"})


def test_markup_in_a_column_name_stays_text():
    root = ET.fromstring(picture(lambda ax: display.share_bars(ax, ["<script>x"], [0.5])))
    assert "<script>x" in [element.text for element in root.iter(f"{SVG}text")]


def test_the_same_drawing_gives_the_same_bytes(draw):
    assert picture(draw) == picture(draw)


def test_the_settings_of_a_notebook_do_not_change_a_picture(draw):
    usual = picture(draw)
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "red", "svg.fonttype": "path"}):
        assert picture(draw) == usual


def test_nothing_in_a_picture_comes_from_outside(draw):
    text = picture(draw)
    assert re.findall(r"https?://[^\"' ]+", text) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"<(script|style|metadata|image|!|\?)", text)
    references = re.findall(r'href="(.)|url\((.)', text)
    assert all("".join(pair) == "#" for pair in references)


def test_every_reference_inside_a_picture_leads_somewhere(draw):
    text = picture(draw)
    names = re.findall(r'\bid="([^"]+)"', text)
    assert len(names) == len(set(names))
    assert set(re.findall(r"url\(#([^)]+)\)", text)) <= set(names)


def test_two_pictures_share_no_identifier(draw):
    def names(text):
        return set(re.findall(r'\bid="([^"]+)"', text))

    assert names(picture(draw)).isdisjoint(names(picture(draw, "Another title")))


def test_words_in_a_picture_are_text_in_the_colour_of_the_page(draw):
    root = ET.fromstring(picture(draw))
    words = list(root.iter(f"{SVG}text"))
    assert words
    assert all("fill: currentColor" in word.attrib["style"] for word in words)


def test_a_picture_stays_small(draw):
    assert len(picture(draw).encode()) < 60_000


@pytest.mark.parametrize("name", ["class sizes", "risks"])
def test_what_alarms_is_hatched_so_colour_is_not_the_only_sign(name):
    assert "<pattern" in picture(drawings()[name])


@pytest.mark.parametrize("page", ["#ffffff", "#14181d", "#111111"])
@pytest.mark.parametrize("colour", [_style.FILL, _style.ALERT])
def test_bars_stand_out_on_light_and_dark_pages(colour, page):
    assert contrast(colour, page) >= 3  # WCAG 2.2, 1.4.11
