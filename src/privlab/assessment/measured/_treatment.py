"""What a recipe did to each column, in words: never a value of a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.assessment._saying import say, table
from privlab.assessment.declared._titles import column_titles, listed_columns
from privlab.documents import Paragraph
from privlab.language import N_, Message, counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from privlab.assessment._dossier import Dossier
    from privlab.documents import Block
    from privlab.hierarchies import Hierarchy

__all__ = ["told_level", "treatment"]

AS_HELD = N_("as it is held")
HELD: Mapping[str, str] = {
    "dates": N_("the day"),
    "intervals": N_("the number"),
    "bounds": N_("the number"),
    "prefix": N_("the whole code"),
}
READ_BY = ("check_anonymity", "score_risk")


def treatment(dossier: Dossier) -> Iterator[Block]:
    """Yield what the recipe did to each column, and which known columns it left as they were."""
    recipe = dossier.recipe
    if recipe is None:
        return
    names = column_titles(dossier, recipe.levels)
    yield table(
        dossier,
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
        if result.provenance.measure in READ_BY
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
        yield Paragraph(say(dossier, said))


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
