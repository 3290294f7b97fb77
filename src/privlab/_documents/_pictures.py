"""Which drawings a document takes in: SVG that neither acts nor reaches outside."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from privlab.errors import InternalError

__all__ = ["check_svg", "renamed"]

NAMESPACE = "{http://www.w3.org/2000/svg}"
ELEMENTS = frozenset(
    {"circle", "clipPath", "defs", "desc", "ellipse", "g", "line", "linearGradient", "marker"}
    | {"mask", "path", "pattern", "polygon", "polyline", "radialGradient", "rect", "stop"}
    | {"svg", "symbol", "text", "title", "tspan", "use"}
)
OUTSIDE = re.compile(r"url\(\s*(?!#)|@import|expression|javascript:", re.IGNORECASE)
IDENTIFIER = re.compile(r'(\bid="|href="#|url\(#)([\w-]+)')


def check_svg(svg: str) -> None:
    """Raise InternalError unless the drawing is well formed and nothing in it acts or loads."""
    if "<!" in svg or "<?" in svg:
        _refuse("a declaration")
    try:
        root = ET.fromstring(svg)  # noqa: S314 - no declaration, so no entity to expand
    except ET.ParseError as error:
        message = "a picture is not well-formed SVG"
        raise InternalError(message) from error
    if root.tag != f"{NAMESPACE}svg":
        _refuse("another root than <svg>")
    for element in root.iter():
        if element.tag.removeprefix(NAMESPACE) not in ELEMENTS:
            _refuse("an element that does more than draw")
        for name, value in element.attrib.items():
            local = name.rpartition("}")[2].lower()
            if local.startswith("on"):
                _refuse("an event handler")
            if local in {"href", "src"} and not value.startswith("#"):
                _refuse("a link to outside")
            if OUTSIDE.search(value):
                _refuse("a reference to outside")


def renamed(svg: str, place: int) -> str:
    """Return the drawing with identifiers of its own, so that one page may hold it twice."""
    named = re.sub(
        r'aria-labelledby="([^"]*)"',
        lambda match: 'aria-labelledby="{}"'.format(
            " ".join(f"f{place}-{name}" for name in match[1].split())
        ),
        svg,
    )
    return IDENTIFIER.sub(rf"\g<1>f{place}-\g<2>", named)


def _refuse(what: str) -> None:
    message = f"a picture holds {what}; documents take in only what `display` draws"
    raise InternalError(message)
