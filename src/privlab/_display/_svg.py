"""A figure as one `<svg>` that stands inside any page: nothing from outside, nothing that leaks.

Text stays text and takes the colour of the page around it, so that one picture is read on
white, on a dark notebook and on paper. The same drawing gives the same bytes, and identifiers
start with a digest of the picture, so that several live in one page.
"""

from __future__ import annotations

import hashlib
import io
import re
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING

from privlab._display._style import INK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["draw_svg", "inline_svg"]

SVG = "{http://www.w3.org/2000/svg}"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
FONTS = "system-ui, 'Segoe UI', Helvetica, Arial, 'DejaVu Sans', sans-serif"
REFERENCE = re.compile(r"(url\(#|^#)([\w-]+)")
FAMILY = re.compile(r"font-family:[^;]*(;\s*|$)")
UNTURNED = "rotate(-0 "


def draw_svg(
    draw: Callable[[Axes], None],
    *,
    title: str,
    description: str,
    size: tuple[float, float] = (6.6, 3.7),
) -> str:
    """Draw on a fresh axes and return the picture as an inline SVG.

    Parameters
    ----------
    draw : callable
        Gets the axes; what it draws is the picture.
    title, description : str
        What the picture is and what it shows, in words; they are escaped.
    size : (float, float)
        Width and height in inches.

    Returns
    -------
    str
        One `<svg role="img">` element with `<title>` and `<desc>`, without declaration,
        metadata, date, script, style sheet or reference to anything outside.
    """
    from matplotlib import style
    from matplotlib.figure import Figure

    with style.context("default"):
        figure = Figure(figsize=size, layout="constrained")
        draw(figure.subplots())
        return inline_svg(figure, title=title, description=description)


def inline_svg(figure: Figure, *, title: str, description: str) -> str:
    """Return a matplotlib figure as an inline SVG."""
    from matplotlib import rc_context

    buffer = io.StringIO()
    nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
    with rc_context({"svg.hashsalt": "privlab", "svg.fonttype": "none"}):
        figure.savefig(buffer, format="svg", transparent=True, metadata=nothing)
    return _cleaned(buffer.getvalue(), title, description)


def _cleaned(text: str, title: str, description: str) -> str:
    root = ET.fromstring(text)  # noqa: S314 - written by matplotlib a line above
    digest = hashlib.sha256(f"{title}\0{description}\0{text}".encode(errors="replace")).hexdigest()[
        :10
    ]
    prefix = f"p{digest}"
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in {f"{SVG}metadata", f"{SVG}style"}:
                parent.remove(child)
    used = {match[2] for value in _attributes(root) for match in REFERENCE.finditer(value)}
    for element in root.iter():
        element.tag = element.tag.removeprefix(SVG)
        if element.tag != "text":
            element.text = (element.text or "").strip() or None
        element.tail = None
        _lighten(element)
        _rename(element, prefix, used)
    for empty in [child for child in root if child.tag == "defs" and not len(child)]:
        root.remove(empty)
    _introduce(root, prefix, title, description)
    return ET.tostring(root, encoding="unicode").replace(INK, "currentColor")


def _attributes(root: ET.Element) -> Iterator[str]:
    for element in root.iter():
        yield from element.attrib.values()


def _lighten(element: ET.Element) -> None:
    # one font for the whole picture, set on its root; no rotation by nothing
    if "style" in element.attrib:
        element.set("style", FAMILY.sub("", element.attrib["style"]).rstrip("; "))
    if element.attrib.get("transform", "").startswith(UNTURNED):
        del element.attrib["transform"]


def _rename(element: ET.Element, prefix: str, used: set[str]) -> None:
    if element.get("id") is not None and element.attrib["id"] not in used:
        del element.attrib["id"]
    if XLINK_HREF in element.attrib:
        element.set("href", element.attrib.pop(XLINK_HREF))
    for name, value in element.attrib.items():
        if name == "id":
            element.set(name, f"{prefix}-{value}")
        elif name == "href" or "url(#" in value:
            element.set(name, REFERENCE.sub(rf"\g<1>{prefix}-\g<2>", value))


def _introduce(root: ET.Element, prefix: str, title: str, description: str) -> None:
    width, height = (
        float(root.attrib[side].removesuffix("pt")) / 0.75 for side in ("width", "height")
    )
    view = root.attrib["viewBox"]
    root.attrib.clear()
    root.attrib.update(
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "role": "img",
            "aria-labelledby": f"{prefix}-title {prefix}-desc",
            "viewBox": view,
            "width": f"{width:g}",
            "height": f"{height:g}",
            "style": f"max-width:100%;height:auto;font-family:{FONTS};"
            "stroke-linejoin:round;stroke-linecap:butt",
        }
    )
    for name, words in (("desc", description), ("title", title)):
        element = ET.Element(name, {"id": f"{prefix}-{name}"})
        element.text = "".join(sign if sign.isprintable() else " " for sign in words)
        root.insert(0, element)
