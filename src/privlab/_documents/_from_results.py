"""Blocks made from what measures and rules return, in no language yet."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from privlab._documents._blocks import (
    Block,
    FindingBlock,
    Heading,
    KeyFigure,
    Note,
    Picture,
    Points,
    Table,
)
from privlab._documents._raster import draw_png
from privlab.language import Joined, Message, Share, Text, current, translate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from privlab.results import Figure, Finding, Result

__all__ = ["blocks_of", "finding_block", "key_figure", "not_assessed_points"]


@dataclass(frozen=True)
class Drawing(Block):
    """The drawing of a result, drawn when the language is known."""

    kind: ClassVar[str] = "picture"

    result: Result

    def said(self, language: str) -> Picture:
        """Return the picture in a language."""
        return Picture(
            svg=self.result.svg(language),
            title=translate(self.result.caption, language),
            description=self.result.describe_plot(language),
            raster=functools.partial(draw_png, self.result, language),
        )


@dataclass(frozen=True)
class Origin:
    """The line that says where the figures of a result come from."""

    result: Result

    def text(self, language: str | None = None) -> str:
        """Return the line in a language (the one in use by default)."""
        return self.result.origin(language or current())


def blocks_of(result: Result, *, level: int = 2, anchor: str = "") -> tuple[Block, ...]:
    """Return the section of a result: heading, picture, figures, assumptions, provenance.

    Parameters
    ----------
    result : Result
    level : int
        Of the heading, 2 to 5.
    anchor : str
        By which links reach the section; made from the title by default.
    """
    title = Message(result.title)
    blocks: list[Block] = [
        Heading(title, level, anchor),
        *([Drawing(result)] if result.caption else []),
        Table(
            caption=Message("{title}: the figures", {"title": title}),
            columns=(Message("Measured"), Message("Value"), Message("Unit and precision")),
            rows=tuple((f.called, f.bare, _precision(f)) for f in result.figures),
            alignments=("left", "right", "left"),
        ),
    ]
    if result.assumptions:
        blocks.append(Points(Message("What was assumed"), result.assumptions))
    blocks.append(Note(Origin(result)))
    return tuple(blocks)


def finding_block(finding: Finding) -> FindingBlock:
    """Return a finding as a block."""
    return FindingBlock(
        finding.severity, finding.severity_said, finding.article_said, finding.message
    )


def key_figure(figure: Figure, sentence: str | Text) -> KeyFigure:
    """Return a figure for the first page, with what it means in a sentence."""
    return KeyFigure(figure.bare, figure.unit_said, figure.called, sentence)


def not_assessed_points(results: Iterable[Result]) -> Points | None:
    """Return the figures without a value and why, or None when every figure has one.

    What one result did not assess and another did is not listed.
    """
    figures = [figure for result in results for figure in result.figures]
    known = {(f.key, f.column) for f in figures if f.value is not None}
    items = tuple(
        Joined((figure.called, figure.reason), " — ")
        for figure in figures
        if figure.value is None and (figure.key, figure.column) not in known
    )
    return Points(Message("What was not assessed"), items) if items else None


def _precision(figure: Figure) -> Joined:
    parts: list[object] = [figure.unit_said]
    if figure.value is not None and figure.interval is not None:
        low, high = (Share(bound) if figure.unit == "share" else bound for bound in figure.interval)
        bounds: dict[str, object] = {"low": low, "high": high}
        if figure.confidence is None:
            parts.append(Message("between {low} and {high}", bounds))
        else:
            level = Share(figure.confidence)
            parts.append(Message("{level} interval: {low} to {high}", {"level": level, **bounds}))
    return Joined((*parts, figure.reason or ""), " · ")
