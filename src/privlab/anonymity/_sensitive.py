"""What the equivalence classes give away of one sensitive attribute."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from privlab._checks import whole
from privlab.anonymity._criterion import class_values
from privlab.anonymity._disclosure import delta_of_present
from privlab.anonymity._distances import distance_message, distances_of, usual_distance
from privlab.anonymity._distributions import distributions
from privlab.anonymity._reference import referred_to
from privlab.anonymity._violations import Violations, check_threshold, violations
from privlab.classes import value_counts
from privlab.errors import InternalError
from privlab.language import N_, Message
from privlab.results import Figure, Result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from privlab.anonymity._distances import Distance
    from privlab.anonymity._distributions import Distributions
    from privlab.classes import ValueCounts
    from privlab.tables import Dataset

__all__ = ["SensitiveCheck", "check_sensitive"]

# entries of classes whose shares are in memory together: some 50 bytes each
MOST_ENTRIES = 16_000_000

LABELS = {
    "alpha": ("share", N_("Highest share of one value in a class (alpha)")),
    "distinct_l": ("values", N_("Fewest different values in a class (distinct l)")),
    "entropy_l": ("values", N_("Fewest equally likely values in a class (entropy l)")),
    "recursive_c": ("ratio", N_("Most frequent value against all others (recursive c, l = 2)")),
    "t": ("score", N_("Largest distance of a class from the table (t)")),
    "delta_disclosure": ("ratio", N_("Largest logarithm of a change of share (delta)")),
    "basic_beta": ("ratio", N_("Largest gain of a share (basic beta)")),
    "enhanced_beta": ("ratio", N_("Largest gain allowed to frequent values (enhanced beta)")),
}
UNBOUNDED = {
    "recursive_c": N_("a class holds one value only"),
    "delta_disclosure": N_("a class lacks a value that the table has"),
    "enhanced_beta": N_("a share grew by more than any beta allows"),
}


@dataclass(frozen=True, repr=False)
class SensitiveCheck(Result):
    """Criteria on the values of a sensitive attribute in the equivalence classes.

    Each figure is that of the worst class: the strictest threshold that all classes keep.

    Attributes
    ----------
    columns : tuple of str
        One column, or several that are one attribute together.
    counted : ValueCounts
    distance : str or Hierarchy
        How far two values are from each other, for t.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"sex": list("FFMM"), "ill": ["a", "b", "a", "a"]})
    >>> data = privlab.dataset(frame, quasi_identifiers=["sex"], sensitive=["ill"])
    >>> found = privlab.check_anonymity(data).sensitive["ill"]
    >>> found.violations("distinct_l", 2).n_units
    2
    """

    columns: tuple[str, ...]
    counted: ValueCounts
    distance: Distance
    by_class: ClassValues

    title: ClassVar[str] = N_("Sensitive attribute")
    measure_title: ClassVar[str] = N_("Anonymity check")
    point: ClassVar[str] = "illegitimate_access"

    @property
    def alpha(self) -> float:
        """Highest share of one value in a class, 0 < alpha <= 1."""
        return float(self.by_class.of("alpha").max())

    @property
    def distinct_l(self) -> int:
        """Fewest different values in a class; a missing value is one."""
        return int(self.by_class.of("distinct_l").min())

    @property
    def entropy_l(self) -> float:
        """Lowest exp(entropy) of a class, never rounded; 1 <= entropy l <= distinct l."""
        return float(self.by_class.of("entropy_l").min())

    def recursive_c(self, l: int = 2) -> float:  # noqa: E741 - its name in the literature
        """Return the c above which all classes are recursive (c, l)-diverse; may be infinite.

        Parameters
        ----------
        l : int
            At least 1.

        Returns
        -------
        float, above 0
        """
        return float(self.by_class.of("recursive_c", l).max())

    @property
    def t(self) -> float:
        """Largest earth mover's distance of a class from the table, 0 <= t <= 1."""
        return float(self.by_class.of("t").max())

    @property
    def delta_disclosure(self) -> float:
        """Highest |ln(p / q)| of a class; infinite when a class lacks a value of the table."""
        return float(self.by_class.of("delta_disclosure").max())

    @property
    def delta_of_present(self) -> float:
        """Highest |ln(p / q)| over the values that the classes have, as ARX and pycanon say it."""
        return max(float(delta_of_present(spread).max()) for _, spread in self.by_class.spreads())

    @property
    def basic_beta(self) -> float:
        """Highest relative gain of a value in a class, at least 0."""
        return float(self.by_class.of("basic_beta").max())

    @property
    def enhanced_beta(self) -> float:
        """Smallest beta with every gain at most min(beta, -ln q); infinite when there is none."""
        return float(self.by_class.of("enhanced_beta").max())

    def violations(
        self,
        criterion: str,
        threshold: float,
        *,
        l: int = 2,  # noqa: E741
    ) -> Violations:
        """Return the classes that break a criterion, and how many people are in them.

        Parameters
        ----------
        criterion : str
            "alpha", "distinct_l", "entropy_l", "recursive_c", "t", "delta_disclosure",
            "basic_beta" or "enhanced_beta".
        threshold : float
            Highest alpha, t or beta; lowest l; c and delta must stay strictly below theirs.
        l : int
            The l of "recursive_c".

        Returns
        -------
        Violations

        Raises
        ------
        ParameterError
            A criterion that does not exist or a threshold out of its range.
        """
        check_threshold(criterion, threshold)
        values = self.by_class.of(criterion, l)
        return violations(self.counted.classes, criterion, threshold, values)


@dataclass(frozen=True, eq=False, repr=False)
class ClassValues:
    """The value of each criterion in each class, computed when asked for."""

    data: Dataset
    counted: ValueCounts
    distance: Distance
    reference: Dataset | None = None

    def spreads(self) -> Iterator[tuple[slice, Distributions]]:
        """Yield classes in blocks and their counts over the values that occur."""
        if self.reference is not None:
            yield slice(None), self.referred[0]
        elif len(self.counted.values) <= MOST_ENTRIES:
            yield slice(None), self._whole
        else:
            yield from distributions(self.counted, MOST_ENTRIES)

    @functools.cached_property
    def _whole(self) -> Distributions:
        ((_, whole),) = distributions(self.counted)
        return whole

    @functools.cached_property
    def referred(self) -> tuple[Distributions, NDArray[np.int64]]:
        """Counts over the values of the reference, and how many have each of its codes."""
        if self.reference is None:
            message = "these criteria have no reference table"
            raise InternalError(message)
        return referred_to(self.counted, self.data, self.reference)

    @functools.cached_property
    def _known(self) -> dict[tuple[str, int], NDArray[np.number]]:
        return {}

    def of(self, criterion: str, l: int = 2) -> NDArray[np.number]:  # noqa: E741
        """Return the values of a criterion, shape (n_classes,)."""
        key = (criterion, whole("l", l, least=1))
        if key not in self._known:
            self._known[key] = self._computed(criterion, l)
        return self._known[key]

    def _computed(self, criterion: str, l: int) -> NDArray[np.number]:  # noqa: E741
        sizes = self.counted.classes.sizes
        found = [
            class_values(criterion, spread, sizes[classes], l, self._distance_of)
            for classes, spread in self.spreads()
        ]
        return found[0] if len(found) == 1 else np.concatenate(found)

    def _distance_of(self, spread: Distributions) -> NDArray[np.float64]:
        column = self.counted.sensitive[0]
        source = self.data if self.reference is None else self.reference
        totals = self.counted.totals if self.reference is None else self.referred[1]
        return distances_of(source, column, self.distance, spread, np.flatnonzero(totals))


def check_sensitive(
    data: Dataset,
    quasi_identifiers: tuple[str, ...],
    columns: tuple[str, ...],
    distance: Distance | None = None,
    reference: Dataset | None = None,
) -> SensitiveCheck:
    """Check one sensitive attribute: a column, or several together, then all equally far."""
    counted = value_counts(data, quasi_identifiers, columns)
    if distance is None:
        distance = usual_distance(data, columns[0]) if len(columns) == 1 else "equal"
    by_class = ClassValues(data, counted, distance, reference)
    name = ", ".join(columns)
    assumptions = [distance_message(name, distance)]
    if not data.one_row_per_person:
        assumptions.append(
            Message(
                "A person with several values of {column} counts once for each.", {"column": name}
            )
        )
    return SensitiveCheck(
        figures=tuple(_figure(by_class, criterion, name) for criterion in LABELS),
        assumptions=tuple(assumptions),
        provenance=data.provenance("check_anonymity", (*quasi_identifiers, *columns)),
        columns=columns,
        counted=counted,
        distance=distance,
        by_class=by_class,
    )


def _figure(by_class: ClassValues, criterion: str, name: str) -> Figure:
    values = by_class.of(criterion)
    worst = values.min() if criterion in {"distinct_l", "entropy_l"} else values.max()
    unit, label = LABELS[criterion]
    finite = bool(np.isfinite(worst))
    return Figure(
        f"{criterion}[{name}]",
        worst.item(),
        unit,
        label,
        reason=None if finite else Message(UNBOUNDED[criterion]),
        column=name,
    )
