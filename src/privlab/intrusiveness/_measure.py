"""How intrusive a profile is: the knowledge axis, and the other two where they are given."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab.classes import equivalence_classes
from privlab.intrusiveness._axes import ThreeAxes
from privlab.intrusiveness._people_of_axes import score_figures
from privlab.intrusiveness._result import Intrusiveness
from privlab.intrusiveness._sensitivity_levels import sensitivity_levels
from privlab.intrusiveness.knowledge._columns import (
    UNDECLARED,
    by_dimension,
    check_levels,
    column_sets,
    columns_frame,
    profile_columns,
)
from privlab.intrusiveness.knowledge._crowd import crowd_of
from privlab.intrusiveness.knowledge._people import People, knowledge_figures, most_exposed
from privlab.intrusiveness.knowledge._sensitivity import level_figures, moves, moves_figures
from privlab.language import Message
from privlab.tables import DIMENSIONS, as_dataset, as_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from privlab.anonymise import Recipe
    from privlab.intrusiveness._sensitivity_levels import SensitivityLevel
    from privlab.intrusiveness.inference._result import InferenceResult
    from privlab.intrusiveness.knowledge._crowd import Crowd
    from privlab.intrusiveness.use._result import UseResult
    from privlab.results import Provenance
    from privlab.tables import Dataset, Source

__all__ = ["measure_intrusiveness"]


def measure_intrusiveness(
    data: Source,
    *,
    reference: Source | None = None,
    crowd: int = 1000,
    columns: Iterable[str] | None = None,
    recipe: Recipe | None = None,
    sensitivity: Mapping[str, SensitivityLevel] | None = None,
    inference: InferenceResult | None = None,
    use: UseResult | None = None,
) -> Intrusiveness:
    """Measure how much a profile knows of each person, with what it lets guess and how it is used.

    Parameters
    ----------
    data : Dataset, or a frame or file that privlab.dataset takes
        The profile, as held or as treated.
    reference : Dataset, frame or file, optional
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
    sensitivity : mapping of column to SensitivityLevel, optional
        Levels in law and as people see them, for instance `sensitivity_levels(fields)`; the
        higher one counts instead of the level declared with the dimension. By default those of
        the policy, for a table that was opened through one.
    inference : InferenceResult, optional
        What the rest of the profile lets one guess: `measure_inference(data)`, on the same table,
        or on another with the same person key and population.
    use : UseResult, optional
        What is done with the data of the same people: `measure_use(lab.catalogue)`.

    Returns
    -------
    Intrusiveness

    Raises
    ------
    ColumnError
        Dimensions are declared but not for every column of the profile.
    ReferenceTableError
        A combination of values that nobody in the reference has.
    ParameterError
        Inference or use of which nothing says that they speak of the same people.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"sexe": list("FFFFFFMM"), "dep": [75, 75, 75, 75, 69, 69, 75, 69]})
    >>> levels = {"sexe": ("identity", 0.25), "dep": ("identity", 0.5)}
    >>> gaze = measure_intrusiveness(privlab.dataset(frame, dimensions=levels), crowd=8)
    >>> round(gaze.bits, 2), round(gaze.dimensions["identity"], 7)
    (1.75, 0.2253695)
    """
    data, reference = as_rows(data), as_dataset(reference)
    profile = profile_columns(data, columns)
    levels = check_levels(_promised(data, profile) if sensitivity is None else sensitivity, profile)
    grouped = by_dimension(data, profile, levels)
    classes = equivalence_classes(data, quasi_identifiers=profile)
    seen = crowd_of(data, reference, recipe, classes, crowd)
    people = People.behind(classes)
    bits = people.mean(people.of_classes(seen.bits(classes, profile)))
    sets = column_sets(seen, classes, people, grouped)
    of_people = {name: each.of_people() for name, each in sets.items()}
    means = {name: people.mean(values) for name, values in of_people.items()}
    declared = UNDECLARED not in grouped
    if declared:
        of_people["knowledge"] = np.sum(list(of_people.values()), axis=0) / len(DIMENSIONS)
    else:
        of_people = {"exposure": of_people[UNDECLARED]}
    knowledge = people.mean(of_people["knowledge"]) if declared else None
    axes = ThreeAxes(data, knowledge, inference, use)
    axes.check(data.version if reference is None else reference.version)
    vector = axes.vector
    found = moves(sets, len(DIMENSIONS)) if declared else None
    said = tuple(_assumptions(data, profile, seen, crowd, reference, recipe))
    return Intrusiveness(
        figures=(
            *knowledge_figures(knowledge, of_people, people, bits, data.fewest_shown),
            *axes.figures(),
            *(() if axes.score is None else score_figures(axes, people, of_people)),
            *(moves_figures(found) if found else ()),
            *(level_figures(sets, levels) if levels and declared else ()),
        ),
        assumptions=axes.assumptions(said),
        provenance=_provenance(data, reference, grouped, seen, axes),
        crowd=seen.size,
        knowledge=knowledge,
        bits=bits,
        dimensions={name: means.get(name) for name in DIMENSIONS} if declared else means,
        columns=columns_frame(sets, levels, None if found is None else found.of_columns),
        most_exposed=most_exposed(of_people, people, data.fewest_shown),
        inference=vector["inference"],
        use=vector["use"],
        score=axes.score,
        _people=people,
        _of_people=of_people,
        _sets=sets,
        inference_result=inference,
        use_result=use,
    )


def _promised(data: Dataset, profile: Iterable[str]) -> dict[str, SensitivityLevel]:
    """Return the levels that a policy gives to the columns of the profile, if one was opened."""
    if data.opened is None or data.roles.dimensions is None:
        return {}
    told = sensitivity_levels(data.opened.fields)
    return {column: told[column] for column in profile if column in told}


def _provenance(
    data: Dataset,
    reference: Dataset | None,
    grouped: Mapping[str, Mapping[str, float]],
    seen: Crowd,
    axes: ThreeAxes,
) -> Provenance:
    declared = {} if UNDECLARED in grouped else grouped
    return data.provenance(
        "measure_intrusiveness",
        [column for levels in grouped.values() for column in levels],
        crowd=seen.size,
        reference=data.version if reference is None else reference.version,
        sensitivity={c: level for levels in declared.values() for c, level in levels.items()},
        **axes.parameters(),
    )


def _assumptions(
    data: Dataset,
    profile: tuple[str, ...],
    seen: Crowd,
    crowd: int,
    reference: Dataset | None,
    recipe: Recipe | None = None,
) -> Iterator[Message]:
    """Return what was assumed, in sentences."""
    yield Message("The profile is made of: {columns}.", {"columns": ", ".join(profile)})
    yield Message("People are compared in a random crowd of {n}.", {"n": seen.size})
    if data.roles.dimensions is not None:
        yield Message(
            "Levels of sensitivity are a choice, so each column was tried one level lower and "
            "one level higher, the others unchanged. The share of these trials in which the "
            "life dimensions stay ranked in the same order says how far the ranking holds "
            "whatever levels are chosen: 100% means that no single change of level alters it."
        )
    if seen.size < crowd:
        yield Message(
            "The crowd of {asked} was lowered to the {n} of the reference table.",
            {"asked": crowd, "n": seen.size},
        )
    if reference is not None and recipe is not None and len(recipe.rounds) > 1:
        yield Message(
            "Records were coarsened each in its own way: the crowd is made of those released, "
            "and bits may be too high."
        )
    elif reference is not None:
        yield Message("The crowd is the reference table, not the table itself.")
    if reference is not None and seen.reference.data.unit != reference.unit:
        yield Message("A release has no person key: its records are compared with records.")
    left_out = [c for c in data.columns if c not in profile and c != data.roles.person]
    if left_out:
        yield Message("Left out of the profile: {columns}.", {"columns": ", ".join(left_out)})
    if not data.one_row_per_person:
        yield Message("Of a person's several rows, the one that tells most counts.")
    yield Message("A missing value is not held and narrows nothing.")
    yield data.unit_message
