"""The three axes as one vector, then as one score; profiles, purposes and treatments compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from privlab.errors import ParameterError, listed
from privlab.intrusiveness._axes import axis_figures, joined
from privlab.intrusiveness._map import BINS, draw_axes
from privlab.intrusiveness._order import AXES, dominates, pareto_layers
from privlab.intrusiveness._scale import check_same_scale
from privlab.language import N_, Message
from privlab.results import Figure, Result

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes

    from privlab import display
    from privlab.intrusiveness._result import Intrusiveness
    from privlab.intrusiveness.inference._result import InferenceResult
    from privlab.intrusiveness.use._result import UseResult

__all__ = ["Composite", "compare_scenarios", "compose"]


@dataclass(frozen=True, repr=False)
class Composite(Result):
    """Knowledge, inference and use of one profile, and only then one score.

    Attributes
    ----------
    crowd : int
        In which people were compared: scores of other crowds are not comparable.
    vector : mapping of axis to float or None
        `knowledge`, `inference`, `use`, 0 to 1; None where it was not measured.
    score : float or None
        1 - (1 - knowledge)(1 - inference)(1 - use); None unless all three were measured.
    """

    crowd: int
    vector: Mapping[str, float | None]
    score: float | None
    _gaze: Intrusiveness

    title: ClassVar[str] = N_("Intrusiveness")
    measure_title: ClassVar[str] = N_("Measure of intrusiveness")
    point: ClassVar[str] = "impacts"
    caption: ClassVar[str] = N_("Knowledge, inference and use")

    def people_map(self, *, bins: int = BINS, fewest: int | None = None) -> pd.DataFrame:
        """Count people by knowledge and inference; see `Intrusiveness.people_map`."""
        return self._gaze.people_map(bins=bins, fewest=fewest)

    def plot_map(
        self, ax: Axes | None = None, *, bins: int = BINS, fewest: int | None = None
    ) -> display.Plot:
        """Draw how many people are known and guessed how well, in cells of several people."""
        return self._gaze.plot_map(ax, bins=bins, fewest=fewest)

    def _draw(self, ax: Axes) -> None:
        draw_axes(ax, self.vector)


def compose(
    gaze: Intrusiveness,
    inference: InferenceResult | None = None,
    use: UseResult | None = None,
) -> Composite:
    """Put knowledge, inference and use side by side, then into one score.

    Parameters
    ----------
    gaze : Intrusiveness
    inference : InferenceResult, optional
    use : UseResult, optional

    Returns
    -------
    Composite
        Without a score unless all three axes were measured.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"sexe": list("FFFFFFMM")})
    >>> data = privlab.dataset(frame, dimensions={"sexe": ("identity", 0.25)})
    >>> both = compose(privlab.measure_intrusiveness(data, crowd=8))
    >>> both.score is None, both.vector["inference"] is None
    (True, True)
    """
    whole = joined(gaze, inference, use)
    known = Figure(
        "knowledge",
        whole.knowledge,
        "score",
        AXES["knowledge"],
        reason=Message("no life dimension is declared for the columns")
        if whole.knowledge is None
        else None,
    )
    return Composite(
        figures=(known, *axis_figures(whole.vector, declared=whole.knowledge is not None)),
        assumptions=whole.assumptions,
        provenance=whole.provenance,
        crowd=whole.crowd,
        vector=whole.vector,
        score=whole.score,
        _gaze=whole,
    )


def _check_scenarios(scenarios: object) -> None:
    from collections.abc import Mapping

    from privlab.intrusiveness._result import Intrusiveness

    if not isinstance(scenarios, Mapping):
        message = (
            f"scenarios= takes a mapping of name to result, not {type(scenarios).__name__}. Write "
            "compare_scenarios({'before': before, 'after': after})."
        )
        raise ParameterError(message)
    for name, each in scenarios.items():
        if not isinstance(each, Composite | Intrusiveness):
            message = (
                f"scenarios= gives '{listed([str(name)])}' as {type(each).__name__}; a scenario is "
                "what measure_intrusiveness or compose returns. Pass that result."
            )
            raise ParameterError(message)


def _check_same_axes(scenarios: Mapping[str, Composite | Intrusiveness]) -> None:
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


def compare_scenarios(scenarios: Mapping[str, Composite | Intrusiveness]) -> pd.DataFrame:
    """Order profiles, purposes, or a table before and after a treatment.

    Parameters
    ----------
    scenarios : mapping of name to Intrusiveness or Composite
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
    """
    import pandas as pd

    _check_scenarios(scenarios)
    if len(scenarios) < 2:  # noqa: PLR2004 - one is compared with nothing
        message = f"{len(scenarios)} scenario was given. Pass at least two to compare them."
        raise ParameterError(message)
    first = next(iter(scenarios.values()))
    axes = [name for name, value in first.vector.items() if value is not None]
    for each in scenarios.values():
        check_same_scale(first, each)
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
