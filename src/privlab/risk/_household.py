"""The risk of a household: that at least one of its members is recognised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from privlab.classes import equivalence_classes, match_words, recode
from privlab.errors import ColumnError, listed
from privlab.risk.population._sizes import constant_per_person

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from privlab.classes import EquivalenceClasses
    from privlab.tables import Dataset

__all__ = ["HouseholdRisks", "household_risk", "household_risks"]


def household_risk(risks: ArrayLike, households: ArrayLike) -> NDArray[np.float64]:
    """Return for each member the risk that someone of their household is recognised.

    Parameters
    ----------
    risks : array of float, shape (n,)
        Risk of each member, 0 to 1.
    households : array of int, shape (n,)
        Number of the household of each, from 0.

    Returns
    -------
    array of float, shape (n,)
        1 - product over the household of (1 - r).

    Examples
    --------
    >>> household_risk([0.5, 0.5, 0.1], [0, 0, 1]).round(3).tolist()
    [0.75, 0.75, 0.1]
    """
    places = np.asarray(households, dtype=np.int64)
    return _of_households(np.asarray(risks, dtype=np.float64), places, None)[places]


@dataclass(frozen=True, repr=False, eq=False)
class HouseholdRisks:
    """The household risk of each class of quasi-identifiers and household.

    Attributes
    ----------
    classes : EquivalenceClasses
        On the quasi-identifiers and the household column.
    risk : array of float64, shape (n_classes,)
    expected : float
        Sum over people (or records) of their household's risk.
    """

    classes: EquivalenceClasses
    risk: NDArray[np.float64]
    expected: float


def household_risks(
    data: Dataset, columns: tuple[str, ...], household: str, risk: NDArray[np.float64]
) -> HouseholdRisks:
    """Return the household risk from the risk of each class of the quasi-identifiers.

    A row without a household is a household of its own.
    """
    if household in columns:
        message = (
            f"household='{listed([household])}' is also a quasi-identifier. It can be one only."
        )
        raise ColumnError(message)
    constant_per_person(
        equivalence_classes(data, quasi_identifiers=(household,)), "household", household
    )
    coarse = equivalence_classes(data, quasi_identifiers=columns)
    finer = equivalence_classes(data, quasi_identifiers=(*columns, household))
    codes = [finer.codes(column) for column in columns]
    own = risk[match_words(recode(codes, coarse.code_sizes)[0], coarse.words)]
    homes = finer.codes(household)
    alone = homes == finer.missing(household)
    if data.one_row_per_person:
        whole = _of_households(own, homes, finer.n_people_in)[homes]
        found = np.where(alone, own, whole)
        return HouseholdRisks(finer, found, float((found * finer.n_people_in).sum()))
    # a person with several rows is recognised in the class of highest risk
    member = finer.membership
    highest = np.zeros(len(member.keys))
    np.maximum.at(highest, member.people, own[member.classes])
    home = np.zeros(len(member.keys), dtype=np.int64)
    home[member.people] = homes[member.classes]
    whole = _of_households(highest, home, None)
    person = np.where(home == finer.missing(household), highest, whole[home])
    found = np.where(alone, own, whole[np.minimum(homes, len(whole) - 1)])
    return HouseholdRisks(finer, found, float(person.sum()))


def _of_households(
    risk: NDArray[np.float64], homes: NDArray[np.int64], people: NDArray[np.int64] | None
) -> NDArray[np.float64]:
    with np.errstate(divide="ignore"):
        kept = np.log1p(-risk)
    summed = np.bincount(homes, weights=kept if people is None else kept * people)
    return np.asarray(-np.expm1(summed))
