"""The same figures before and after the treatment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.assessment._saying import say, table
from privlab.assessment.points._plan import point_of_measure
from privlab.documents import Paragraph
from privlab.language import N_, counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from privlab.assessment._dossier import Dossier
    from privlab.documents import Block
    from privlab.results import Figure, Result

__all__ = ["after_treatment", "comparison", "without_counterpart"]


def after_treatment(dossier: Dossier) -> tuple[Result, ...]:
    """Return the results of what is released, save those that are measures of their own."""
    return tuple(
        result
        for result in dossier.released
        if point_of_measure(result.provenance.measure).key != "safeguards"
    )


def without_counterpart(dossier: Dossier) -> tuple[Result, ...]:
    """Return the results of what is released that were not measured before."""
    paired = {id(after) for _, after in _pairs(dossier)}
    return tuple(result for result in after_treatment(dossier) if id(result) not in paired)


def comparison(dossier: Dossier, *, keys: Iterable[str] | None = None) -> tuple[Block, ...]:
    """Return the figures that the treatment changed, and how many it left as they were.

    Parameters
    ----------
    keys : iterable of str, optional
        Only these figures, changed or not; every changed one by default.
    """
    pairs = [pair for before, after in _pairs(dossier) for pair in _figures(before, after)]
    wanted = None if keys is None else set(keys)
    chosen = [
        (before, after)
        for before, after in pairs
        if (_changed(before, after) if wanted is None else after.key in wanted)
    ]
    blocks: list[Block] = []
    if chosen:
        blocks.append(
            table(
                dossier,
                N_("Before and after the treatment"),
                (N_("Measured"), N_("Before"), N_("After")),
                [
                    (after.name(dossier.language), _shown(dossier, before), _shown(dossier, after))
                    for before, after in chosen
                ],
                right=(1, 2),
            )
        )
    same = len(pairs) - len(chosen)
    if same and wanted is None:
        said = counted(
            "{n} figure is the same before and after.",
            "{n} figures are the same before and after.",
            same,
        )
        blocks.append(Paragraph(say(dossier, said)))
    return tuple(blocks)


def _figures(before: Result, after: Result) -> Iterator[tuple[Figure | None, Figure]]:
    held = {(figure.key, figure.column): figure for figure in before.figures}
    for figure in after.figures:
        yield held.get((figure.key, figure.column)), figure


def _changed(before: Figure | None, after: Figure) -> bool:
    return before is None or (before.value, before.interval) != (after.value, after.interval)


def _shown(dossier: Dossier, figure: Figure | None) -> str:
    if figure is None:
        return "—"
    # why a figure was not assessed stands with the result
    return (
        figure.number(dossier.language) if figure.value is None else figure.text(dossier.language)
    )


def _pairs(dossier: Dossier) -> Iterator[tuple[Result, Result]]:
    """Yield results with those of the same measure, on the same columns if there are any."""
    left = list(dossier.results)
    for after in after_treatment(dossier):
        same = [r for r in left if r.provenance.measure == after.provenance.measure]
        if not same:
            continue
        columns = after.provenance.columns
        before = next((r for r in same if r.provenance.columns == columns), same[0])
        # by identity: results may hold frames, which do not compare
        left = [result for result in left if result is not before]
        yield before, after
