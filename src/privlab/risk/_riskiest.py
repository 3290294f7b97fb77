"""Where the riskiest people are, told in classes that are large enough to be told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from privlab._checks import whole
from privlab.classes import equivalence_classes
from privlab.errors import HierarchyError, listed

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from privlab.anonymise import Recipe
    from privlab.classes import EquivalenceClasses
    from privlab.risk._score import RiskScore

__all__ = ["riskiest_classes"]


def riskiest_classes(
    score: RiskScore, *, recipe: Recipe | None = None, k: int | None = None, n: int = 10
) -> pd.DataFrame:
    """Return the classes whose people run the highest risk, none smaller than the policy's k.

    Classes are those after coarsening; the risk is that of their people before it, so that the
    table says where the risk lies without showing anybody who runs it.

    Parameters
    ----------
    score : RiskScore
    recipe : Recipe, optional
        How the quasi-identifiers are coarsened; as they are by default.
    k : int, optional
        Smallest class that is shown: that of the policy for tables opened through one, else 5;
        never less than that.
    n : int
        How many classes at most (>= 1).

    Returns
    -------
    pandas frame, at most n rows, riskiest first
        Indexed by the values of the quasi-identifiers after coarsening; `n_people` (`n_records`
        without a person key) and `average_risk`, 0 to 1. A person with several rows counts in
        each of their classes, by the riskiest of their rows there. Classes smaller than k are
        left out.

    Raises
    ------
    ParameterError
        A k below that of the policy, or an n that is no count.
    HierarchyError
        Values that a hierarchy does not cover.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> data = privlab.dataset(pd.DataFrame({"age": range(30, 42)}), quasi_identifiers=["age"])
    >>> recipe = privlab.Recipe({"age": 1}, {"age": privlab.Hierarchy.intervals(10)})
    >>> riskiest_classes(privlab.score_risk(data), recipe=recipe)["average_risk"].tolist()
    [1.0]
    """
    import pandas as pd

    data = score.data
    least = data.fewest_shown
    shown = whole("k", least if k is None else k, least=least)
    most = whole("n", n, least=1)
    if score.class_risks is None:
        classes = equivalence_classes(data, quasi_identifiers=score.quasi_identifiers)
        risks: NDArray[np.float64] = 1 / classes.sizes
    else:
        classes, risks = score.class_risks.classes, score.class_risks.risk
    # values are put in order by their first class; a missing value is one of them
    labels = {
        column: pd.Categorical(_labels(classes, column, recipe)) for column in classes.columns
    }
    place = pd.DataFrame({name: each.codes for name, each in labels.items()})
    number = np.asarray(place.groupby(list(place), sort=False).ngroup(), dtype=np.int64)
    counts, average = _of_people(classes, risks, number)
    first = np.unique(number, return_index=True)[1]
    size = "n_people" if data.unit == "people" else "n_records"
    frame = pd.DataFrame(
        {size: counts, "average_risk": average},
        index=pd.MultiIndex.from_arrays(
            [each[first] for each in labels.values()], names=list(labels)
        )
        if len(labels) > 1
        else pd.Index(next(iter(labels.values()))[first], name=classes.columns[0]),
    )
    large = frame[frame[size] >= shown]
    order = np.lexsort((-large[size].to_numpy(), -large["average_risk"].to_numpy()))
    return large.iloc[order[:most]]


def _of_people(
    classes: EquivalenceClasses, risks: NDArray[np.float64], number: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return how many people each coarse class has, and their average risk before."""
    n_coarse = int(number.max()) + 1
    if classes.data.one_row_per_person:
        counts = np.bincount(number, weights=classes.sizes, minlength=n_coarse)
        total = np.bincount(number, weights=classes.sizes * risks, minlength=n_coarse)
    else:
        pairs = classes.membership
        wide = len(pairs.keys)
        met, where = np.unique(number[pairs.classes] * wide + pairs.people, return_inverse=True)
        highest = np.zeros(len(met))
        np.maximum.at(highest, where, risks[pairs.classes])
        counts = np.bincount(met // wide, minlength=n_coarse).astype(np.float64)
        total = np.bincount(met // wide, weights=highest, minlength=n_coarse)
    return counts.astype(np.int64), total / counts


def _labels(classes: EquivalenceClasses, column: str, recipe: Recipe | None) -> list[Any]:
    coding = classes.data.keys(classes.columns).codings[classes.columns.index(column)]
    values = coding.labels
    level = 0 if recipe is None else recipe.levels.get(column, 0)
    if recipe is not None and level:
        try:
            values = recipe.hierarchies[column].labels(values, level=level)
        except HierarchyError as error:
            message = f"Column '{listed([column])}': {error}"
            raise HierarchyError(message) from None
    known = [*values.to_pylist(), None]
    return [known[code] for code in classes.codes(column).tolist()]
