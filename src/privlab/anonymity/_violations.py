"""Which classes break a criterion, and how many people are in them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from privlab._checks import is_number
from privlab.errors import ParameterError, did_you_mean

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from privlab.classes import EquivalenceClasses

__all__ = ["CRITERIA", "Violations", "breaks", "check_threshold", "violations"]

# how a class breaks the criterion, and the lowest and highest threshold that mean something
CRITERIA = {
    "alpha": ("above", 0.0, 1.0),
    "distinct_l": ("below", 1.0, math.inf),
    "entropy_l": ("below", 1.0, math.inf),
    "recursive_c": ("reaches", 0.0, math.inf),
    "t": ("above", 0.0, 1.0),
    "delta_disclosure": ("reaches", 0.0, math.inf),
    "basic_beta": ("above", 0.0, math.inf),
    "enhanced_beta": ("above", 0.0, math.inf),
}
# what sums of rounded shares may be off by
ROUNDING = 1e-12


@dataclass(frozen=True, repr=False, eq=False)
class Violations:
    """The classes that break a criterion.

    Attributes
    ----------
    criterion : str
    threshold : float
    classes : array of int64, shape (n_violating,)
        Their numbers among the equivalence classes.
    n_units : int
        Distinct people in them (records without a person key).
    unit : str
        "people" or "records".
    """

    criterion: str
    threshold: float
    classes: NDArray[np.int64]
    n_units: int
    unit: str

    @property
    def n_classes(self) -> int:
        """Number of classes that break the criterion."""
        return len(self.classes)

    @property
    def n_people(self) -> int | None:
        """Number of distinct people in them; None when no person key is declared."""
        return self.n_units if self.unit == "people" else None

    def __repr__(self) -> str:
        return (
            f"<Violations of {self.criterion} at {self.threshold}: {self.n_classes} classes, "
            f"{self.n_units} {self.unit}>"
        )


def check_threshold(criterion: str, threshold: float) -> None:
    """Refuse a criterion or a threshold that means nothing."""
    if criterion not in CRITERIA:
        message = f"There is no criterion '{criterion}'. {did_you_mean(criterion, CRITERIA)}"
        raise ParameterError(message)
    _, low, high = CRITERIA[criterion]
    if not is_number(threshold) or not low <= threshold <= high:
        bound = f"of at least {low:g}" if high == math.inf else f"from {low:g} to {high:g}"
        message = f"The threshold of {criterion} is {threshold!r}; it must be a number {bound}."
        raise ParameterError(message)


def breaks(criterion: str, threshold: float, values: NDArray[np.number]) -> NDArray[np.bool_]:
    """Return which values break the criterion by more than sums of shares are rounded by."""
    how = CRITERIA[criterion][0]
    slack = ROUNDING * max(1.0, abs(threshold)) if math.isfinite(threshold) else 0.0
    if how == "above":
        broken = np.greater(values, threshold + slack)
    elif how == "below":
        broken = np.less(values, threshold - slack)
    else:
        broken = np.greater_equal(values, threshold)
    return np.asarray(broken, dtype=bool)


def violations(
    classes: EquivalenceClasses, criterion: str, threshold: float, values: NDArray[np.number]
) -> Violations:
    """Return the classes whose value breaks the criterion, values of shape (n_classes,)."""
    check_threshold(criterion, threshold)
    broken = breaks(criterion, threshold, values)
    found = np.flatnonzero(broken)
    if classes.data.one_row_per_person:
        n_units = int(classes.sizes[found].sum())
    else:
        membership = classes.membership
        n_units = len(np.unique(membership.people[broken[membership.classes]]))
    return Violations(criterion, threshold, found, n_units, classes.data.unit)
