"""What results say: as blocks, as the figures of the first page, as whom they are about."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from privlab._documents import KeyFigures, blocks_of, key_figure
from privlab.assessment._saying import note, table
from privlab.assessment.declared._words import column_titles, spoken
from privlab.assessment.points._placing import counts_held
from privlab.language import Joined, Message
from privlab.results import Columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from privlab._documents import Block
    from privlab.assessment._dossier import Dossier
    from privlab.results import Breakdown, Highlight, Result

__all__ = ["handed_out", "key_figures", "result_blocks"]


def result_blocks(dossier: Dossier, result: Result, *, level: int = 5) -> Iterator[Block]:
    """Yield the section of a result: its figures, then its tables."""
    yield from blocks_of(result, level=level)
    for told in result.tables():
        rows = _titled(dossier, told, result.provenance.columns)
        yield table(told.caption, told.columns, rows, right=told.right)
        if told.note is not None:
            yield note(told.note)


def _titled(
    dossier: Dossier, told: Breakdown, read: tuple[str, ...]
) -> Iterator[tuple[object, ...]]:
    """Yield the rows with each column by its title, taken from the table that was read."""
    names = [name for row in told.rows for cell in _columns(row) for name in cell.names]
    titles = {**column_titles(dossier, dict.fromkeys(names)), **column_titles(dossier, read)}
    for row in told.rows:
        yield tuple(
            Joined(tuple(titles[name] for name in cell.names), ", ")
            if isinstance(cell, Columns)
            else cell
            for cell in row
        )


def _columns(row: tuple[object, ...]) -> Iterator[Columns]:
    return (cell for cell in row if isinstance(cell, Columns))


def key_figures(dossier: Dossier) -> KeyFigures | None:
    """Return the figures that matter, or None when none was measured."""
    held = _worst(dossier.results)
    after = [
        replace(own, figure=replace(own.figure, label=own.after), sentence=_beside(own, held))
        for own in _worst(dossier.released)
        if own.after
    ]
    items = tuple(key_figure(own.figure, spoken(dossier, own.sentence)) for own in (*held, *after))
    return KeyFigures(items) if items else None


def _worst(results: Iterable[Result]) -> list[Highlight]:
    """Return what results want seen: of several tables, the one whose figure is worst speaks."""
    found: dict[tuple[type[Result], str], list[Highlight]] = {}
    for result in results:
        for own in result.highlights():
            if own.figure.value is not None:
                found.setdefault((type(result), own.figure.key), []).append(own)
    return [
        min(each, key=lambda own: (1 if own.lowest_is_worst else -1) * float(own.figure.value or 0))
        for each in found.values()
    ]


def _beside(after: Highlight, held: list[Highlight]) -> Message:
    """Return what is left after the treatment, with the figure before if there is one."""
    for before in held:
        if before.figure.key == after.figure.key:
            value = {"before": before.figure.bare}
            return Message("What is left after the treatment; {before} before.", value)
    return Message("What is left after the treatment.")


def handed_out(dossier: Dossier) -> Joined:
    """Return whom the results are about, else how many were counted; no parts if nobody was."""
    said = [message for result in dossier.results for message in result.handed_out()]
    if said:
        return Joined(tuple(said), " · ")
    people = counts_held(dossier, "n_units")
    return Joined(tuple(f for n, f in enumerate(people) if f not in people[:n]), " · ")
