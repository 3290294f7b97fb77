"""The drawing of a result as PNG, for readers that take in no SVG."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from privlab._extras import wanted
from privlab.language import speaking

if TYPE_CHECKING:
    from privlab.results import Result

__all__ = ["draw_png"]

# 950 pixels for 6.6 inches: sharp on the wide screens where such files are read
DOTS_PER_INCH = 144
COLOURS = 64


def draw_png(result: Result, language: str) -> bytes:
    """Return the drawing of a result as PNG, on white; the same result gives the same bytes."""
    from matplotlib import style

    image = wanted("PIL.Image")

    drawn, small = io.BytesIO(), io.BytesIO()
    with style.context("default"), speaking(language):
        figure = result.plot().figure_
        figure.savefig(drawn, format="png", dpi=DOTS_PER_INCH, facecolor="white")
    drawn.seek(0)
    with image.open(drawn) as picture:
        # few colours are in it: a palette holds them in a third of the bytes
        reduced = picture.convert("RGB").quantize(COLOURS, dither=image.Dither.NONE)
        reduced.save(small, format="png", optimize=True)
    return small.getvalue()
