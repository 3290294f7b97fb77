"""Blocks made from what measures and rules return."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from privlab._documents._blocks import (
    FindingBlock,
    Heading,
    KeyFigure,
    Note,
    Picture,
    Points,
    Table,
)
from privlab._documents._raster import draw_png
from privlab.language import N_, Message, Share, translate
from privlab.results import article_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from privlab._documents._blocks import Block
    from privlab.results import Figure, Finding, Result

__all__ = ["blocks_of", "finding_block", "key_figure", "not_assessed_points"]


def blocks_of(
    result: Result, language: str, *, level: int = 2, anchor: str = ""
) -> tuple[Block, ...]:
    """Return the section of a result: heading, picture, figures, assumptions, provenance.

    Parameters
    ----------
    result : Result
    language : {"fr", "en"}
    level : int
        Of the heading, 2 to 5.
    anchor : str
        By which links reach the section; made from the title by default.
    """
    title = translate(result.title, language)
    caption = Message("{title}: the figures", {"title": title}).text(language)
    columns = (N_("Measured"), N_("Value"), N_("Unit and precision"))
    blocks: list[Block] = [
        Heading(title, level, anchor),
        *_pictures(result, language),
        Table(
            caption=caption,
            columns=tuple(translate(column, language) for column in columns),
            rows=tuple(
                (figure.name(language), figure.number(language), _precision(figure, language))
                for figure in result.figures
            ),
            alignments=("left", "right", "left"),
        ),
    ]
    if result.assumptions:
        assumed = tuple(message.text(language) for message in result.assumptions)
        blocks.append(Points(translate(N_("What was assumed"), language), assumed))
    blocks.append(Note(result.origin(language)))
    return tuple(blocks)


def _pictures(result: Result, language: str) -> Iterator[Picture]:
    if result.caption:
        caption = translate(result.caption, language)
        yield Picture(
            svg=result.svg(language),
            title=caption,
            description=result.describe_plot(language),
            raster=functools.partial(draw_png, result, language),
        )


def finding_block(finding: Finding, language: str) -> FindingBlock:
    """Return a finding as a block."""
    return FindingBlock(
        severity=finding.severity,
        severity_text=finding.severity_text(language),
        article=article_text(finding.article, language),
        text=finding.text(language),
    )


def key_figure(figure: Figure, sentence: str, language: str) -> KeyFigure:
    """Return a figure for the first page, with what it means in a sentence."""
    return KeyFigure(
        figure.number(language), figure.unit_text(language), figure.name(language), sentence
    )


def not_assessed_points(results: Iterable[Result], language: str) -> Points | None:
    """Return the figures without a value and why, or None when every figure has one.

    What one result did not assess and another did is not listed.
    """
    results = tuple(results)
    known = {(f.key, f.column) for r in results for f in r.figures if f.value is not None}
    items = tuple(
        dict.fromkeys(
            f"{figure.name(language)} — {figure.reason.text(language)}"
            for result in results
            for figure in result.figures
            if figure.value is None
            and figure.reason is not None
            and (figure.key, figure.column) not in known
        )
    )
    return Points(translate(N_("What was not assessed"), language), items) if items else None


def _precision(figure: Figure, language: str) -> str:
    parts = [figure.unit_text(language)]
    if figure.value is not None and figure.interval is not None:
        low, high = (Share(bound) if figure.unit == "share" else bound for bound in figure.interval)
        bounds: dict[str, object] = {"low": low, "high": high}
        if figure.confidence is None:
            interval = Message("between {low} and {high}", bounds)
        else:
            level = Share(figure.confidence)
            interval = Message("{level} interval: {low} to {high}", {"level": level, **bounds})
        parts.append(interval.text(language))
    if figure.reason is not None:
        parts.append(figure.reason.text(language))
    return " · ".join(part for part in parts if part)
