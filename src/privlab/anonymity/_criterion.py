"""One criterion on one sensitive column: its value in each class, and which classes break it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab.anonymity._closeness import equal_distance
from privlab.anonymity._disclosure import delta_disclosure
from privlab.anonymity._diversity import alpha, distinct_l, entropy_l, recursive_c
from privlab.anonymity._likeness import basic_beta, enhanced_beta
from privlab.anonymity._violations import breaks, check_threshold

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

    from privlab.anonymity._distances import Distance
    from privlab.anonymity._distributions import Distributions

    DistanceOf = Callable[[Distributions], NDArray[np.float64]]

__all__ = ["SensitiveCriterion", "class_values"]


@dataclass(frozen=True)
class SensitiveCriterion:
    """A threshold that every class must keep.

    Parameters
    ----------
    criterion : str
        "alpha", "distinct_l", "entropy_l", "recursive_c", "t", "delta_disclosure", "basic_beta"
        or "enhanced_beta".
    column : str
        The sensitive column.
    threshold : float
    l : int
        The l of "recursive_c".
    distance : "ordered", "equal", Hierarchy or None
        How far two values are from each other, for "t"; None: by the type of the column.

    Raises
    ------
    ParameterError
        A criterion that does not exist, or a threshold out of its range.
    """

    criterion: str
    column: str
    threshold: float
    l: int = 2  # noqa: E741 - its name in the literature
    distance: Distance | None = None

    def __post_init__(self) -> None:
        check_threshold(self.criterion, self.threshold)

    def broken(
        self,
        spread: Distributions,
        sizes: NDArray[np.int64],
        distance_of: DistanceOf = equal_distance,
    ) -> NDArray[np.bool_]:
        """Return which classes break it, shape (n_classes,).

        Parameters
        ----------
        spread : Distributions
            Of the column, over the classes.
        sizes : array of int64, shape (n_classes,)
            People of each class.
        distance_of : callable
            For "t": the distance of each class of a spread from the table.
        """
        values = class_values(self.criterion, spread, sizes, self.l, distance_of)
        return breaks(self.criterion, self.threshold, values)


def class_values(
    criterion: str,
    spread: Distributions,
    sizes: NDArray[np.int64],
    l: int = 2,  # noqa: E741
    distance_of: DistanceOf = equal_distance,
) -> NDArray[np.number]:
    """Return the value of a criterion in each class, shape (n_classes,)."""
    if criterion == "alpha":
        return alpha(spread, sizes)
    if criterion == "recursive_c":
        return recursive_c(spread, l)
    plain = {
        "distinct_l": distinct_l,
        "entropy_l": entropy_l,
        "t": distance_of,
        "delta_disclosure": delta_disclosure,
        "basic_beta": basic_beta,
        "enhanced_beta": enhanced_beta,
    }
    return plain[criterion](spread)
