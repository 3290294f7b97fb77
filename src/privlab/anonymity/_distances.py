"""How far two values of a sensitive attribute are from each other: chosen or by their type."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab.anonymity._closeness import (
    equal_distance,
    hierarchical_distance,
    ordered_distance,
)
from privlab.errors import HierarchyError, ParameterError, did_you_mean, listed
from privlab.hierarchies import Hierarchy
from privlab.language import Message

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from privlab.anonymity._distributions import Distributions
    from privlab.tables import Dataset

    Distance = str | Hierarchy

__all__ = ["DISTANCES", "check_distances", "distance_message", "distances_of", "usual_distance"]

DISTANCES = ("ordered", "equal")


def check_distances(
    distances: Mapping[str, Distance] | None, sensitive: Iterable[str]
) -> dict[str, Distance]:
    """Return the distances asked for, or raise ParameterError."""
    known = tuple(sensitive)
    checked: dict[str, Distance] = {}
    for column, distance in ({} if distances is None else distances).items():
        if column not in known:
            near = did_you_mean(column, known) if known else "None is declared."
            message = f"distances= names '{listed([column])}', which is not sensitive. {near}"
            raise ParameterError(message)
        if not isinstance(distance, Hierarchy) and distance not in DISTANCES:
            given = distance if isinstance(distance, str) else type(distance).__name__
            message = (
                f"distances= gives '{listed([column])}' the distance '{given}'. Allowed: "
                f"{listed(DISTANCES)} or a privlab.Hierarchy."
            )
            raise ParameterError(message)
        checked[column] = distance
    return checked


def usual_distance(data: Dataset, column: str) -> Distance:
    """Return "ordered" for numbers, dates and times, "equal" for all others."""
    return "ordered" if data.has_order(column) else "equal"


def distances_of(
    data: Dataset, column: str, distance: Distance, spread: Distributions, occurs: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the earth mover's distance of each class from the table, shape (n_classes,).

    `occurs` are the codes of the values that occur in the table.
    """
    if isinstance(distance, Hierarchy):
        return hierarchical_distance(spread, _levels(data, column, distance, occurs))
    return ordered_distance(spread) if distance == "ordered" else equal_distance(spread)


def distance_message(name: str, distance: Distance) -> Message:
    """Say which distance was taken."""
    if isinstance(distance, Hierarchy):
        text = Message(
            "Two values of {column} are as far as the hierarchy is high where it joins them; a "
            "missing value is joined at the top.",
            {"column": name},
        )
    elif distance == "ordered":
        text = Message(
            "The values of {column} are ordered; a missing value comes after the highest.",
            {"column": name},
        )
    else:
        text = Message("All values of {column} are equally far from each other.", {"column": name})
    return text


def _levels(
    data: Dataset, column: str, hierarchy: Hierarchy, occurs: NDArray[np.int64]
) -> list[NDArray[np.int64]]:
    """Return the number of the label of each value at heights 1 to H, one label at H."""
    import pyarrow as pa

    coding = data.keys((column,)).codings[0]
    present = occurs[occurs < coding.missing]
    values = coding.labels.take(pa.array(present))
    levels = []
    for level in range(1, hierarchy.height + 1):
        try:
            labels = hierarchy.labels(values, level=level)
        except HierarchyError as error:
            message = f"Column '{listed([column])}': {error}"
            raise HierarchyError(message) from None
        numbers = labels.dictionary_encode().indices.to_numpy().astype(np.int64)
        missing = np.full(len(occurs) - len(present), numbers.max(initial=-1) + 1)
        levels.append(np.concatenate((numbers, missing)))
    top = np.zeros(len(occurs), dtype=np.int64)
    if levels and levels[-1][: len(present)].max(initial=0) == 0:
        # the hierarchy has one root of its own, and a missing value hangs on it
        return [*levels[:-1], top]
    return [*levels, top]
