"""What a recipe did to each column, in words: never a value of a record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.assessment.declared._titles import column_titles, listed_columns
from privlab.assessment.declared._words import table
from privlab.documents import Paragraph
from privlab.language import N_, counted, translate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from privlab.assessment._assessment import Assessment
    from privlab.documents import Block
    from privlab.hierarchies import Hierarchy

__all__ = ["level_text", "treatment"]

HELD: Mapping[str, str] = {
    "dates": N_("the day"),
    "intervals": N_("the number"),
    "bounds": N_("the number"),
    "prefix": N_("the whole code"),
}
READ_BY = ("check_anonymity", "score_risk")


def treatment(assessment: Assessment, language: str) -> Iterator[Block]:
    """Yield what the recipe did to each column, and which known columns it left as they were."""
    recipe = assessment.recipe
    if recipe is None:
        return
    names = column_titles(assessment, recipe.levels, language)
    yield table(
        N_("What the treatment did to each column"),
        (N_("Column"), N_("Before"), N_("After")),
        [
            (
                names[column],
                level_text(recipe.hierarchies.get(column), 0, language),
                level_text(recipe.hierarchies.get(column), level, language),
            )
            for column, level in recipe.levels.items()
        ],
        language,
    )
    known = dict.fromkeys(
        column
        for result in assessment.results
        if result.provenance.measure in READ_BY
        for column in result.provenance.columns
    )
    left = [column for column in known if column not in recipe.levels]
    if left:
        said = counted(
            "{n} column that someone outside could know was left as it is: {columns}.",
            "{n} columns that someone outside could know were left as they are: {columns}.",
            len(left),
            columns=listed_columns(assessment, left, language),
        )
        yield Paragraph(said.text(language))


def level_text(hierarchy: Hierarchy | None, level: int, language: str) -> str:
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
    >>> level_text(Hierarchy.dates("year", "decade"), 2, "en")
    'the decade'
    """
    if hierarchy is None:
        return translate(N_("as it is held"), language)
    if level == 0:
        kind = hierarchy.to_dict()["kind"]
        return translate(HELD.get(kind, N_("as it is held")), language)
    return hierarchy.describe(level).text(language)
