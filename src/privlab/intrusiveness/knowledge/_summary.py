"""The figures and assumptions that sum up a measure of intrusiveness."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab.intrusiveness._axes import axis_figures
from privlab.intrusiveness.knowledge._beyond import figures_beyond
from privlab.intrusiveness.knowledge._people import weighted_quantile
from privlab.intrusiveness.knowledge._profile import UNDECLARED
from privlab.language import N_, Message
from privlab.results import Figure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from privlab.anonymise import Recipe
    from privlab.intrusiveness.knowledge._crowd import Crowd
    from privlab.intrusiveness.knowledge._people import People
    from privlab.tables import Dataset

__all__ = ["assumptions", "figures", "most_exposed"]


def figures(
    knowledge: float | None,
    of_people: Mapping[str, NDArray[np.float64]],
    people: People,
    bits: float,
    means: Mapping[str, float],
    fewest_shown: int,
) -> tuple[Figure, ...]:
    """Return the figures, those that cannot be told with their reason."""
    undeclared = Message("no life dimension is declared for the columns")
    shown = [
        Figure("bits", bits, "bits", N_("Bits known of a person, in the crowd")),
        Figure(
            "knowledge",
            knowledge,
            "score",
            N_("Knowledge"),
            reason=None if knowledge is not None else undeclared,
        ),
    ]
    if knowledge is None:
        shown.append(Figure("exposure", means[UNDECLARED], "share", N_("Exposure of all columns")))
    else:
        total = of_people["knowledge"]
        units = int(people.weights.sum())
        shown += figures_beyond(
            "knowledge",
            (
                N_("Knowledge, median person"),
                N_("Knowledge, 5% most exposed: from"),
                N_("Knowledge, 1% most exposed: from"),
            ),
            units,
            lambda share: weighted_quantile(total, people.weights, share),
            fewest_shown=fewest_shown,
        )
        shown.append(_top_decile(total, people, units, fewest_shown))
    vector = {"knowledge": knowledge, "inference": None, "use": None}
    return (*shown, *axis_figures(vector, declared=knowledge is not None))


def _top_decile(
    total: NDArray[np.float64], people: People, units: int, fewest_shown: int
) -> Figure:
    label = N_("Knowledge, most exposed tenth: mean")
    most = units // 10
    if most < fewest_shown:
        reason = Message("fewer than {n} people in a tenth", {"n": fewest_shown})
        return Figure("knowledge_top_decile", None, "score", label, reason=reason)
    value = float(np.average(total, weights=_in_top(total, people, most)))
    return Figure("knowledge_top_decile", value, "score", label)


def most_exposed(
    of_people: Mapping[str, NDArray[np.float64]], people: People, fewest_shown: int
) -> dict[str, float] | None:
    """Return the mean of each dimension over the most exposed tenth, as one group."""
    most = int(people.weights.sum()) // 10
    if "knowledge" not in of_people or most < fewest_shown:
        return None
    weights = _in_top(of_people["knowledge"], people, most)
    return {
        name: float(np.average(values, weights=weights))
        for name, values in of_people.items()
        if name != "knowledge"
    }


def _in_top(total: NDArray[np.float64], people: People, most: int) -> NDArray[np.int64]:
    """Return how many of the people of each entry are among the `most` with the highest total."""
    order = np.argsort(-total, kind="stable")
    before = np.concatenate([[0], np.cumsum(people.weights[order])[:-1]])
    inside = np.zeros(len(order), dtype=np.int64)
    inside[order] = np.clip(most - before, 0, people.weights[order])
    return inside


def assumptions(
    data: Dataset,
    profile: tuple[str, ...],
    seen: Crowd,
    crowd: int,
    reference: Dataset | None,
    recipe: Recipe | None = None,
) -> tuple[Message, ...]:
    """Return what was assumed, in sentences."""
    said = [
        Message("The profile is made of: {columns}.", {"columns": ", ".join(profile)}),
        Message("People are compared in a random crowd of {n}.", {"n": seen.size}),
    ]
    if data.roles.dimensions is not None:
        said.append(
            Message(
                "Levels of sensitivity are a choice, so each column was tried one level lower and "
                "one level higher, the others unchanged. The share of these trials in which the "
                "life dimensions stay ranked in the same order says how far the ranking holds "
                "whatever levels are chosen: 100% means that no single change of level alters it."
            )
        )
    if seen.size < crowd:
        said.append(
            Message(
                "The crowd of {asked} was lowered to the {n} of the reference table.",
                {"asked": crowd, "n": seen.size},
            )
        )
    if reference is not None and recipe is not None and len(recipe.rounds) > 1:
        said.append(
            Message(
                "Records were coarsened each in its own way: the crowd is made of those released, "
                "and bits may be too high."
            )
        )
    elif reference is not None:
        said.append(Message("The crowd is the reference table, not the table itself."))
    if reference is not None and seen.reference.data.unit != reference.unit:
        said.append(Message("A release has no person key: its records are compared with records."))
    left_out = [c for c in data.columns if c not in profile and c != data.roles.person]
    if left_out:
        said.append(
            Message("Left out of the profile: {columns}.", {"columns": ", ".join(left_out)})
        )
    if not data.one_row_per_person:
        said.append(Message("Of a person's several rows, the one that tells most counts."))
    said += [Message("A missing value is not held and narrows nothing."), data.unit_message]
    return tuple(said)
