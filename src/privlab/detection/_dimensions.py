"""Which part of a life a column speaks of, and how sensitive it is there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.detection._concepts import CONCEPTS
from privlab.detection._lexicon import DIMENSION_WORDS, NUMBERING, RECORDING, canonical
from privlab.detection._named import named, words_of
from privlab.policy import DIMENSIONS

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["life_of"]

TASTES = "values"
# subjects whose part of a life the words of the name tell better: money is earned, owed or held
REFINED: Mapping[str, tuple[str, ...]] = {
    "financial": ("income", "charges", "profitability", "holdings"),
    "birth": ("evolution", "identity"),
    "outcome": ("holdings",),
}
WORDS: Mapping[str, frozenset[str]] = {
    dimension: frozenset(map(canonical, words)) for dimension, words in DIMENSION_WORDS.items()
}


def life_of(column: str, concept: str, *, people: bool = True) -> tuple[str, float | None]:
    """Return the life dimension and the sensitivity that are proposed for a column.

    Parameters
    ----------
    column : str
        Its name.
    concept : str
        Its subject, a key of `CONCEPTS`.
    people : bool
        Whether the table speaks of people; what says nothing of its own is of a life only there.

    Returns
    -------
    str, float or None
        Empty and None for what says nothing of a person; from 0.25 to 1.

    Examples
    --------
    >>> life_of("monthly_rent", "financial"), life_of("salary", "financial")
    (('charges', 0.75), ('income', 0.75))
    >>> life_of("order_number", "")
    ('', None)
    """
    known = CONCEPTS[concept]
    words = frozenset(words_of(column))
    open_to = REFINED.get(concept, ()) if concept else tuple(WORDS) if people else ()
    told = [dimension for dimension in open_to if words & WORDS[dimension]]
    if not told and people and not concept and not words & RECORDING and not named(column).words:
        # a column of a table of people of which no word is known is what they do or like
        told = [TASTES]
    if told and not (words & NUMBERING and not concept):
        return told[0], max(DIMENSIONS[told[0]], known.sensitivity or 0.0)
    return known.dimension, known.sensitivity
