from __future__ import annotations

import pytest

from privlab import _display as display
from privlab.errors import ParameterError
from privlab.language import current, speaking, translate
from privlab.policy import dimension_label


def words(draw, language: str) -> str:
    with speaking(language):
        return display.draw_svg(draw, title="t", description="d")


def test_a_drawing_is_made_in_the_language_that_is_spoken(draw):
    assert words(draw, "fr") != words(draw, "en")


def test_dimensions_have_a_french_name():
    assert dimension_label("holdings", "en") == "Holdings"
    assert dimension_label("holdings", "fr") == translate("Holdings", "fr") != "Holdings"


def test_numbers_are_written_as_the_language_writes_them():
    def draw(ax):
        display.class_size_bars(ax, [12_345], [12_345], k=5)

    assert "12,345" in words(draw, "en")
    assert "12,345" not in words(draw, "fr")


def test_the_scale_of_the_dimensions_has_the_comma_of_the_language(ax):
    with speaking("fr"):
        display.dimension_bars(ax, {"identity": 0.62})
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["0", "", "0,5", "", "1"]
    assert ax.texts[0].get_text() == "0,62"


def test_the_language_before_comes_back_even_after_an_error():
    before = current()
    heard = []

    def fail():
        with speaking("fr"):
            heard.append(current())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert heard == ["fr"]
    assert current() == before


def test_speaking_no_language_keeps_the_one_in_use():
    with speaking("fr"), speaking(None):
        assert current() == "fr"


def test_an_unknown_language_is_refused():
    with pytest.raises(ParameterError, match="'de'"), speaking("de"):
        pass
