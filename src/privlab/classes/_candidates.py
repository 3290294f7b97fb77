"""How many records a record with missing values could be: its candidate set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from privlab._checks import number, one_of
from privlab.classes._candidate_people import compatible_people
from privlab.classes._candidate_sums import compatible_sums
from privlab.classes._counting import equivalence_classes
from privlab.classes._weights import class_weights
from privlab.errors import ParameterError, listed
from privlab.tables import as_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from privlab.classes._classes import EquivalenceClasses
    from privlab.tables import Dataset, Source

__all__ = ["CandidateSets", "candidate_sets"]

SEMANTICS = ("wildcard", "sdcmicro")


@dataclass(frozen=True, repr=False, eq=False)
class CandidateSets:
    """Sizes of the candidate sets of the records of each class.

    Attributes
    ----------
    classes : EquivalenceClasses
        Classes in which a missing value is a category of its own.
    counts : array of int64 (float64 when 0 < alpha < 1), shape (n_classes,)
        Size of the candidate set of a record of that class, itself included: in people
        (records without a person key).
    weighted : array of float64, shape (n_classes,), or None
        The same in weights.
    """

    classes: EquivalenceClasses
    missing: str
    alpha: float
    counts: NDArray[np.int64] | NDArray[np.float64]
    weighted: NDArray[np.float64] | None

    @property
    def k(self) -> float:
        """Size of the smallest candidate set."""
        return self.counts.min().item()  # type: ignore[no-any-return]

    def __repr__(self) -> str:
        return (
            f"<CandidateSets ({self.missing}) of {self.classes.n_units} "
            f"{self.classes.data.unit} in {self.classes.n_classes} classes>"
        )


def candidate_sets(
    data: Source,
    columns: Iterable[str] | None = None,
    *,
    missing: str,
    alpha: float = 1.0,
    weight: str | None = None,
) -> CandidateSets:
    """Count the records that each record could be, a missing value standing for any value.

    Parameters
    ----------
    data : Dataset, or a frame or file that privlab.dataset takes
    columns : list of str, optional
        The declared quasi-identifiers by default.
    missing : {"wildcard", "sdcmicro"}
        "wildcard": two records are compatible when they are equal on every column that both
        hold; the count is the number of compatible people (records without a person key).
        "sdcmicro": what the R package sdcMicro counts. A compatible record that is not
        identical adds `alpha` when it misses a value, 1 when it is complete and the other is
        not, and 0 between complete records; a record that misses everything counts the
        whole table and, with two columns or more, adds nothing to complete records.
    alpha : float
        Between 0 and 1; other than 1 only with "sdcmicro".
    weight : str, optional
        Column of sampling weights, above 0; `.weighted` is then the sum of the weights.

    Returns
    -------
    CandidateSets
        `.counts` and `.weighted` by class of `.classes`, and the smallest count `.k`. It is
        never below the `k` of classes with a missing value as a category of its own: a
        larger number proves less.

    Raises
    ------
    ParameterError
        For an unknown `missing`, and for people with several rows, who have no weight of one row
        and whom sdcMicro counts as records.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"sex": ["F", "F", "M"], "town": ["A", None, "A"]})
    >>> data = privlab.dataset(frame, quasi_identifiers=["sex", "town"])
    >>> found = candidate_sets(data, missing="wildcard")
    >>> found.counts[found.classes.of_rows()].tolist(), found.k
    ([2, 2, 1], 1)
    """
    data = as_rows(data)
    _check(missing, alpha)
    wanted = data.quasi_identifiers_or(columns)
    if weight in wanted:
        message = f"Column '{listed([weight])}' cannot be both a quasi-identifier and the weight."
        raise ParameterError(message)
    if not data.one_row_per_person and (missing == "sdcmicro" or weight is not None):
        what = "sdcMicro counts records" if missing == "sdcmicro" else "a weight belongs to a row"
        message = (
            f"People have several rows here and {what}. Use missing='wildcard' without weight, "
            "which counts each person once, or make one row per person first."
        )
        raise ParameterError(message)
    name = ("candidate sets", wanted, missing, float(alpha), weight)
    return data.once(name, lambda: _counted(data, wanted, missing, float(alpha), weight))


def _check(missing: str, alpha: float) -> None:
    one_of("missing", missing, SEMANTICS)
    number("alpha", alpha, "[0, 1]")
    if alpha != 1 and missing == "wildcard":
        message = (
            f"alpha is {alpha!r} and missing='wildcard' counts candidates whole. Use "
            "missing='sdcmicro' for other values than 1."
        )
        raise ParameterError(message)


def _counted(
    data: Dataset, columns: tuple[str, ...], missing: str, alpha: float, weight: str | None
) -> CandidateSets:
    classes = equivalence_classes(data, quasi_identifiers=columns)
    codes = [classes.codes(column) for column in columns]
    own = [classes.n_people_in.astype(np.float64)]
    if weight is not None:
        own.append(class_weights(data, columns, weight))
    if not data.one_row_per_person:
        pairs = classes.membership
        people = compatible_people(codes, classes.code_sizes, pairs.classes, pairs.people)
        return CandidateSets(classes, missing, alpha, people, None)
    values = np.stack(own)
    if missing == "wildcard":
        sums = compatible_sums(codes, classes.code_sizes, values)
    else:
        sums = _as_sdcmicro(codes, classes.code_sizes, values, alpha)
    counts: Any = np.rint(sums[0]).astype(np.int64) if alpha in {0, 1} else sums[0]
    return CandidateSets(classes, missing, alpha, counts, None if weight is None else sums[1])


def _as_sdcmicro(
    codes: list[NDArray[np.int64]],
    sizes: tuple[int, ...],
    values: NDArray[np.float64],
    alpha: float,
) -> NDArray[np.float64]:
    """Return what sdcMicro 5.8.1 counts, from the sums over all and over complete classes."""
    gone = np.stack([column == size - 1 for column, size in zip(codes, sizes, strict=True)])
    complete, nothing = ~gone.any(axis=0), gone.all(axis=0)
    both = compatible_sums(codes, sizes, np.concatenate([values, values * complete]))
    everyone, of_complete = both[: len(values)], both[len(values) :]
    others = everyone - values
    left_out = values[:, nothing].sum(axis=1, keepdims=True) if len(codes) > 1 else 0.0
    of_incomplete = others - np.where(complete, 0.0, of_complete)
    counts = np.where(
        complete,
        values + alpha * (others - left_out),
        values + of_complete + alpha * of_incomplete,
    )
    return np.where(nothing, values.sum(axis=1, keepdims=True), counts)
