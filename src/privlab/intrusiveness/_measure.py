"""How intrusive a profile is: the knowledge axis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab.classes import equivalence_classes
from privlab.errors import ParameterError, ReferenceTableError
from privlab.intrusiveness._choquet import choquet_steps
from privlab.intrusiveness._crowd import Crowd, align
from privlab.intrusiveness._people import People
from privlab.intrusiveness._profile import UNDECLARED, by_dimension, profile_columns
from privlab.intrusiveness._result import Intrusiveness
from privlab.intrusiveness._summary import assumptions, figures
from privlab.tables import DIMENSIONS, check_dataset

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from privlab.anonymise import Recipe
    from privlab.classes import EquivalenceClasses
    from privlab.results import Provenance
    from privlab.tables import Dataset

__all__ = ["measure_intrusiveness"]


def measure_intrusiveness(
    data: Dataset,
    reference: Dataset | None = None,
    *,
    crowd: int = 1000,
    columns: Iterable[str] | None = None,
    recipe: Recipe | None = None,
) -> Intrusiveness:
    """Measure how much a profile knows of each person.

    Parameters
    ----------
    data : Dataset
        The profile, as held or as treated.
    reference : Dataset, optional
        The crowd in which people are compared: the original table when `data` was treated;
        `data` itself by default.
    crowd : int
        People in the random crowd that the values narrow, at least 2. It is lowered to the
        size of the reference, and the result says so. Compare only at the same crowd.
    columns : list of str, optional
        The profile. By default the columns of the declared dimensions; without dimensions the
        declared quasi-identifiers and sensitive attributes; without those, all but the person
        key and the direct identifiers.
    recipe : Recipe, optional
        How `data` was generalised from the reference, so that a generalised value matches the
        reference rows that it covers.

    Returns
    -------
    Intrusiveness

    Raises
    ------
    ColumnError
        Dimensions are declared but not for every column of the profile.
    ReferenceTableError
        A combination of values that nobody in the reference has.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"sexe": list("FFFFFFMM"), "dep": [75, 75, 75, 75, 69, 69, 75, 69]})
    >>> levels = {"sexe": ("identity", 0.25), "dep": ("identity", 0.5)}
    >>> gaze = measure_intrusiveness(privlab.dataset(frame, dimensions=levels), crowd=8)
    >>> round(gaze.bits, 2), round(gaze.dimensions["identity"], 7)
    (1.75, 0.2253695)
    """
    check_dataset(data)
    profile = profile_columns(data, columns)
    grouped = by_dimension(data, profile)
    classes = equivalence_classes(data, profile)
    seen = _crowd(data, reference, recipe, classes, crowd)
    people = People.behind(classes)
    all_bits = people.of_classes(seen.bits(classes, profile))
    of_people = {
        name: _knowledge(seen, classes, people, levels) for name, levels in grouped.items()
    }
    means = {name: people.mean(values) for name, values in of_people.items()}
    declared = UNDECLARED not in grouped
    if declared:
        of_people["knowledge"] = np.sum(list(of_people.values()), axis=0) / len(DIMENSIONS)
    else:
        of_people = {"exposure": of_people[UNDECLARED]}
    knowledge = people.mean(of_people["knowledge"]) if declared else None
    bits = people.mean(all_bits)
    return Intrusiveness(
        figures=figures(knowledge, of_people, people, bits, means),
        assumptions=assumptions(data, profile, seen, crowd, reference),
        provenance=_provenance(data, reference, profile, seen),
        crowd=seen.size,
        knowledge=knowledge,
        bits=bits,
        dimensions={name: means.get(name) for name in DIMENSIONS} if declared else means,
        columns=_columns(seen, classes, people, grouped, means),
        inference=None,
        use=None,
        score=None,
        _people=people,
        _of_people=of_people,
    )


def _crowd(
    data: Dataset,
    reference: Dataset | None,
    recipe: Recipe | None,
    classes: EquivalenceClasses,
    crowd: int,
) -> Crowd:
    if isinstance(crowd, bool) or not isinstance(crowd, int) or crowd < 2:  # noqa: PLR2004 - a pair
        message = f"crowd is {crowd!r}; it must be a whole number of at least 2 people."
        raise ParameterError(message)
    code_of = None
    others = classes
    if reference is not None:
        if reference.unit != data.unit:
            message = (
                f"The table counts {data.unit} and the reference counts {reference.unit}. "
                "Declare the "
                "person key in both or in neither."
            )
            raise ReferenceTableError(message)
        if recipe is not None:
            reference = recipe.transform(reference)
        others = equivalence_classes(reference, classes.columns)
        own, other = data.keys(classes.columns), reference.keys(classes.columns)
        code_of = align(own.codings, other.codings)
    elif recipe is not None:
        message = "recipe= says how the table was made from a reference. Pass reference= as well."
        raise ParameterError(message)
    if others.n_units < 2:  # noqa: PLR2004 - a crowd is at least a pair
        message = "The reference table has one person: there is no crowd to compare with."
        raise ReferenceTableError(message)
    return Crowd(others, code_of, min(crowd, others.n_units))


def _knowledge(
    seen: Crowd, classes: EquivalenceClasses, people: People, levels: Mapping[str, float]
) -> NDArray[np.float64]:
    """Return the Choquet score of one dimension for each entry of `people.weights`."""
    own = classes.roll_up(levels)
    score = np.zeros(len(people.weights))
    for step in choquet_steps(levels):
        exposed = seen.bits(own, step.columns) / np.log2(seen.size)
        score += step.weight * people.of_classes(exposed[own.place_of_finer])
    return score


def _columns(
    seen: Crowd,
    classes: EquivalenceClasses,
    people: People,
    grouped: Mapping[str, Mapping[str, float]],
    means: Mapping[str, float],
) -> pd.DataFrame:
    import pandas as pd

    rows = []
    declared = UNDECLARED not in grouped
    for dimension, levels in grouped.items():
        for column, sensitivity in levels.items():
            alone = classes.roll_up([column])
            bits = people.of_classes(seen.bits(alone, [column])[alone.place_of_finer])
            rest = {other: level for other, level in levels.items() if other != column}
            without = people.mean(_knowledge(seen, classes, people, rest)) if rest else 0.0
            rows.append(
                {
                    "column": column,
                    "dimension": dimension,
                    "sensitivity": sensitivity if declared else None,
                    "bits": people.mean(bits),
                    "share": (means[dimension] - without) / (len(DIMENSIONS) if declared else 1),
                }
            )
    return pd.DataFrame(rows)


def _provenance(
    data: Dataset, reference: Dataset | None, profile: tuple[str, ...], seen: Crowd
) -> Provenance:
    declared = data.roles.dimensions or {}
    return data.provenance(
        "measure_intrusiveness",
        profile,
        crowd=seen.size,
        reference=data.version if reference is None else reference.version,
        sensitivity={c: entry.sensitivity for c, entry in declared.items() if entry is not None},
    )
