"""Profiles, purposes and treatments compared: by the vector of the axes, before the score."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from privlab.errors import ParameterError, listed
from privlab.intrusiveness._order import AXES, dominates, pareto_layers
from privlab.intrusiveness._result import Intrusiveness, check_same_crowd

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["compare_scenarios"]


def _check_scenarios(scenarios: object) -> None:
    if not isinstance(scenarios, Mapping):
        message = (
            f"scenarios= takes a mapping of name to result, not {type(scenarios).__name__}. Write "
            "compare_scenarios({'before': before, 'after': after})."
        )
        raise ParameterError(message)
    for name, each in scenarios.items():
        if not isinstance(each, Intrusiveness):
            message = (
                f"scenarios= gives '{listed([str(name)])}' as {type(each).__name__}; a scenario is "
                "what measure_intrusiveness returns. Pass that result."
            )
            raise ParameterError(message)


def _check_same_axes(scenarios: Mapping[str, Intrusiveness]) -> None:
    """Refuse scenarios of which one has an axis that another lacks, and say which."""
    lacking = []
    for axis in AXES:
        without = [name for name, each in scenarios.items() if each.vector.get(axis) is None]
        if without and len(without) < len(scenarios):
            lacking.append(f"{axis} is missing in {listed(without)}")
    if lacking:
        message = (
            f"The scenarios have not the same axes measured: {'; '.join(lacking)}. Measure the "
            "same axes for each: inference= and use= of measure_intrusiveness."
        )
        raise ParameterError(message)


def compare_scenarios(scenarios: Mapping[str, Intrusiveness]) -> pd.DataFrame:
    """Order profiles, purposes, or a table before and after a treatment.

    Parameters
    ----------
    scenarios : mapping of name to Intrusiveness
        At least two, of the same crowd, levels of sensitivity and weights, each with the same
        axes measured. Differences are to the first.

    Returns
    -------
    pandas frame, one row a scenario, in the order given
        `scenario`, `layer` (0: none is more intrusive on every measured axis), `dominated_by`
        (names), the axes, `score`, and `knowledge_change`, `inference_change`, `use_change`,
        `score_change`.

    Raises
    ------
    ParameterError
        No mapping of results, fewer than two, or of different crowds, levels, weights or axes.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> from privlab.intrusiveness import measure_intrusiveness
    >>> frame = pd.DataFrame({"sex": list("FFMM"), "town": list("ABAB")})
    >>> told = {"sex": ("identity", 0.25), "town": ("identity", 0.5)}
    >>> whole = privlab.dataset(frame, dimensions=told)
    >>> scenarios = {
    ...     "both": measure_intrusiveness(whole, crowd=4),
    ...     "sex alone": measure_intrusiveness(whole, columns=["sex"], crowd=4),
    ... }
    >>> compare_scenarios(scenarios)[["scenario", "layer", "dominated_by"]].to_numpy().tolist()
    [['both', 0, []], ['sex alone', 1, ['both']]]
    """
    import pandas as pd

    _check_scenarios(scenarios)
    if len(scenarios) < 2:
        message = f"{len(scenarios)} scenario was given. Pass at least two to compare them."
        raise ParameterError(message)
    first = next(iter(scenarios.values()))
    axes = [name for name, value in first.vector.items() if value is not None]
    for each in scenarios.values():
        _check_same_scale(first, each)
    _check_same_axes(scenarios)
    points = {
        name: [float(each.vector[axis] or 0.0) for axis in axes] for name, each in scenarios.items()
    }
    layers = pareto_layers(list(points.values()))
    rows = []
    for (name, each), layer in zip(scenarios.items(), layers, strict=True):
        over = [other for other, point in points.items() if dominates(point, points[name])]
        row: dict[str, object] = {"scenario": name, "layer": int(layer), "dominated_by": over}
        values = {**each.vector, "score": each.score}
        start = {**first.vector, "score": first.score}
        changes: dict[str, float | None] = {}
        for axis, value in values.items():
            origin = start[axis]
            changes[f"{axis}_change"] = None if value is None or origin is None else value - origin
        rows.append({**row, **values, **changes})
    return pd.DataFrame(rows)


def _check_same_scale(one: Intrusiveness, other: Intrusiveness) -> None:
    """Refuse to compare scores of different crowds, levels of sensitivity or weights of use."""
    check_same_crowd(one.crowd, other.crowd)
    mine, theirs = _part(one, "sensitivity"), _part(other, "sensitivity")
    moved = [column for column in mine if column in theirs and mine[column] != theirs[column]]
    if moved:
        message = (
            f"The profiles give other levels of sensitivity to {listed(moved)}. Measure both with "
            "the same sensitivity= or dimensions=."
        )
        raise ParameterError(message)
    for name, argument in (("weights", "weights="), ("half", "half=")):
        mine, theirs = _part(one, "use"), _part(other, "use")
        if mine and theirs and mine.get(name) != theirs.get(name):
            message = (
                f"The use of the profiles was weighed otherwise. Measure both with the same "
                f"{argument}."
            )
            raise ParameterError(message)


def _part(scenario: Intrusiveness, name: str) -> dict[str, Any]:
    found = scenario.provenance.parameters.get(name)
    return found if isinstance(found, dict) else {}
