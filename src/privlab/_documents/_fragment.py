"""Blocks as a short piece of plain HTML, for programs that keep rich text of their own.

Only the elements that a rich-text field keeps: paragraphs, lists, tables, pictures as PNG. Every
text comes out as text, since such programs may not clean what they take in.
"""

from __future__ import annotations

import base64
import functools
from typing import TYPE_CHECKING

from privlab._documents._blocks import Picture
from privlab._documents._html import environment

if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import ModuleType

    from privlab._documents._blocks import Block

__all__ = ["render_fragment"]


def render_fragment(blocks: Iterable[Block]) -> str:
    """Return blocks as HTML without styles, scripts, identifiers or links.

    Examples
    --------
    >>> from privlab._documents import Paragraph
    >>> render_fragment([Paragraph("fewer than <b>5</b>")])
    '<p>fewer than &lt;b&gt;5&lt;/b&gt;</p>'
    """
    draw = _macros()
    pieces = []
    for block in blocks:
        macro = getattr(draw, block.kind)
        piece = macro(block, _data_uri(block)) if isinstance(block, Picture) else macro(block)
        pieces.append(str(piece).strip())
    return "\n".join(piece for piece in pieces if piece)


def _data_uri(picture: Picture) -> str:
    if picture.raster is None:
        return ""
    return f"data:image/png;base64,{base64.b64encode(picture.raster()).decode('ascii')}"


@functools.cache
def _macros() -> ModuleType:
    return environment().get_template("fragment.html.j2").module  # type: ignore[return-value]
