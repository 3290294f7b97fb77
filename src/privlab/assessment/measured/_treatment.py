"""What the treatment did: to each column in words, never a value, and to each figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.assessment._saying import paragraph, table
from privlab.assessment.declared._words import column_titles, listed_columns
from privlab.assessment.points._placing import point_of_result
from privlab.language import N_, Message, counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from privlab._documents import Block
    from privlab.assessment._dossier import Dossier
    from privlab.hierarchies import Hierarchy
    from privlab.results import Figure, Result

__all__ = ["after_treatment", "comparison", "told_level", "treatment", "without_counterpart"]

AS_HELD = N_("as it is held")
HELD: Mapping[str, str] = {
    "dates": N_("the day"),
    "intervals": N_("the number"),
    "bounds": N_("the number"),
    "prefix": N_("the whole code"),
}


def treatment(dossier: Dossier) -> Iterator[Block]:
    """Yield what the recipe did to each column, and which known columns it left as they were."""
    recipe = dossier.recipe
    if recipe is None:
        return
    names = column_titles(dossier, recipe.levels)
    yield table(
        N_("What the treatment did to each column"),
        (N_("Column"), N_("Before"), N_("After")),
        [
            (
                names[column],
                told_level(recipe.hierarchies.get(column), 0),
                told_level(recipe.hierarchies.get(column), level),
            )
            for column, level in recipe.levels.items()
        ],
    )
    known = dict.fromkeys(
        column
        for result in dossier.results
        if result.known_outside
        for column in result.provenance.columns
    )
    left = [column for column in known if column not in recipe.levels]
    if left:
        said = counted(
            "{n} column that someone outside could know was left as it is: {columns}.",
            "{n} columns that someone outside could know were left as they are: {columns}.",
            len(left),
            columns=listed_columns(dossier, left),
        )
        yield paragraph(said)


def told_level(hierarchy: Hierarchy | None, level: int) -> Message:
    """Return a level of a hierarchy in words.

    Parameters
    ----------
    hierarchy : Hierarchy or None
        None for a column that has none: it stays as it is.
    level : int
        0 is what is held; the hierarchy's `height` is the coarsest.

    Examples
    --------
    >>> from privlab.hierarchies import Hierarchy
    >>> told_level(Hierarchy.dates("year", "decade"), 2).text("en")
    'the decade'
    """
    if hierarchy is None:
        return Message(AS_HELD)
    if level == 0:
        return Message(HELD.get(hierarchy.to_dict()["kind"], AS_HELD))
    return hierarchy.describe(level)


def after_treatment(dossier: Dossier) -> tuple[Result, ...]:
    """Return the results of what is released, save those that are measures of their own."""
    return tuple(
        result for result in dossier.released if point_of_result(result).key != "safeguards"
    )


def without_counterpart(dossier: Dossier) -> tuple[Result, ...]:
    """Return the results of what is released that were not measured before."""
    paired = {id(after) for _, after in _pairs(dossier)}
    return tuple(result for result in after_treatment(dossier) if id(result) not in paired)


def comparison(dossier: Dossier, *, briefly: bool = False) -> tuple[Block, ...]:
    """Return the figures that the treatment changed, and how many it left as they were.

    Briefly, only the figures that each measure wants compared, changed or not.
    """
    pairs = [pair for before, after in _pairs(dossier) for pair in _figures(before, after, briefly)]
    chosen = [pair for pair in pairs if briefly or _changed(*pair)]
    blocks: list[Block] = []
    if chosen:
        rows = [(after.called, _shown(before), _shown(after)) for before, after in chosen]
        heads = (N_("Measured"), N_("Before"), N_("After"))
        caption = N_("Before and after the treatment")
        blocks.append(table(caption, heads, rows, right=(1, 2)))
    same = len(pairs) - len(chosen)
    if same:
        said = counted(
            "{n} figure is the same before and after.",
            "{n} figures are the same before and after.",
            same,
        )
        blocks.append(paragraph(said))
    return tuple(blocks)


def _figures(
    before: Result,
    after: Result,
    briefly: bool,  # noqa: FBT001 - private
) -> Iterator[tuple[Figure | None, Figure]]:
    held = {(figure.key, figure.column): figure for figure in before.figures}
    for figure in after.figures:
        if not briefly or figure.key in after.compared:
            yield held.get((figure.key, figure.column)), figure


def _changed(before: Figure | None, after: Figure) -> bool:
    return before is None or (before.value, before.interval) != (after.value, after.interval)


def _shown(figure: Figure | None) -> object:
    if figure is None:
        return "—"
    # why a figure was not assessed stands with the result
    return figure.bare if figure.value is None else figure


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
