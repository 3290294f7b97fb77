"""The three axes as one vector, then as one score; profiles, purposes and treatments compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from privlab import display
from privlab.errors import ParameterError
from privlab.intrusiveness._composite_order import composite_score, dominates, pareto_layers
from privlab.intrusiveness._result import check_same_crowd
from privlab.language import N_, Message, translate
from privlab.results import Figure, Result

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes

    from privlab.intrusiveness._inference_result import InferenceResult
    from privlab.intrusiveness._result import Intrusiveness
    from privlab.intrusiveness._use_result import UseResult

__all__ = ["AXES", "Composite", "compare_scenarios", "compose"]

AXES: Mapping[str, str] = {
    "knowledge": N_("Knowledge"),
    "inference": N_("Inference"),
    "use": N_("Use"),
}
FEWEST = 11
BINS = 10


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
    _inference: InferenceResult | None

    title: ClassVar[str] = N_("Intrusiveness")
    caption: ClassVar[str] = N_("Knowledge, inference and use")

    def people_map(self, *, bins: int = BINS, fewest: int = FEWEST) -> pd.DataFrame:
        """Count people by knowledge and inference, in cells; small cells are not shown.

        Parameters
        ----------
        bins : int
            Of each axis, 2 to 50.
        fewest : int
            People in a cell that is shown, at least 5.

        Returns
        -------
        pandas frame, shape (bins, bins)
            Rows: knowledge from low to high; columns: inference. A cell of fewer than `fewest`
            people is missing, as is an empty one; `attrs["hidden"]` counts the people of such
            cells together, when they are at least `fewest`, else it is None.

        Raises
        ------
        ParameterError
            One of the axes was not measured person by person, for the same frame.
        """
        import pandas as pd

        if not 2 <= bins <= 50 or fewest < 5:  # noqa: PLR2004 - said in the message
            message = f"bins is {bins} and fewest {fewest}; allowed: bins 2 to 50, fewest from 5."
            raise ParameterError(message)
        known, guessed = self._people()
        edges = np.linspace(0, 1, bins + 1)
        counts, _, _ = np.histogram2d(known, guessed, bins=[edges, edges])
        shown = np.where(counts >= fewest, counts, np.nan)
        hidden = int(counts[counts < fewest].sum())
        places = [round(float(edge), 4) for edge in edges[:-1]]
        frame = pd.DataFrame(shown, index=places, columns=places)
        frame.attrs["hidden"] = hidden if hidden >= fewest else None
        return frame

    def plot_map(
        self, ax: Axes | None = None, *, bins: int = BINS, fewest: int = FEWEST
    ) -> display.Plot:
        """Draw how many people are known and guessed how well, in cells of several people."""
        cells = self.people_map(bins=bins, fewest=fewest)
        edges = np.linspace(0, 1, bins + 1)
        plot = display.new_plot(
            ax,
            title=translate(N_("People by knowledge and inference")),
            description=display.people_map_words(edges, cells.to_numpy(), fewest=fewest),
        )
        display.people_map(plot.ax_, edges, cells.to_numpy(), fewest=fewest)
        return plot

    def _people(self) -> tuple[np.ndarray, np.ndarray]:
        if self._inference is None or self._gaze.knowledge is None:
            message = "The map shows knowledge and inference: measure both, and compose them."
            raise ParameterError(message)
        known, guessed = self._gaze.people, self._inference.people
        if not hasattr(known, "index") or len(known) != len(guessed):
            message = (
                "The map needs knowledge and inference of the same people, in one frame. Measure "
                "both on the same dataset, made from a pandas frame."
            )
            raise ParameterError(message)
        return known["knowledge"].to_numpy(), guessed["inference"].to_numpy()

    def _draw(self, ax: Axes) -> None:
        held = {name: value for name, value in self.vector.items() if value is not None}
        display.share_bars(ax, [translate(AXES[name]) for name in held], list(held.values()))


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
    vector = {
        "knowledge": gaze.knowledge,
        "inference": None if inference is None else inference.inference,
        "use": None if use is None else use.use,
    }
    held = [value for value in vector.values() if value is not None]
    whole = len(held) == len(AXES)
    score = float(composite_score(*held)) if whole else None
    later = Message("this axis was not measured")
    return Composite(
        figures=(
            *(
                Figure(
                    name, value, "score", AXES[name], reason=None if value is not None else later
                )
                for name, value in vector.items()
            ),
            Figure(
                "score",
                score,
                "score",
                N_("Intrusiveness score"),
                reason=None if whole else Message("the three axes were not all measured"),
            ),
        ),
        assumptions=(
            Message("Compare only at the same crowd, sensitivity levels and weights."),
            *gaze.assumptions,
            *(() if inference is None else inference.assumptions),
            *(() if use is None else use.assumptions),
        ),
        provenance=gaze.provenance,
        crowd=gaze.crowd,
        vector=vector,
        score=score,
        _gaze=gaze,
        _inference=inference,
    )


def compare_scenarios(scenarios: Mapping[str, Composite]) -> pd.DataFrame:
    """Order profiles, purposes, or a table before and after a treatment.

    Parameters
    ----------
    scenarios : mapping of name to Composite
        At least two, of the same crowd, each with the same axes measured. Differences are to
        the first.

    Returns
    -------
    pandas frame, one row a scenario, in the order given
        `scenario`, `layer` (0: none is more intrusive on every measured axis), `dominated_by`
        (names), the axes, `score`, and `knowledge_change`, `inference_change`, `use_change`,
        `score_change`.

    Raises
    ------
    ParameterError
        Fewer than two, or of different crowds or axes.
    """
    import pandas as pd

    if len(scenarios) < 2:  # noqa: PLR2004 - one is compared with nothing
        message = f"{len(scenarios)} scenario was given. Pass at least two to compare them."
        raise ParameterError(message)
    first = next(iter(scenarios.values()))
    axes = [name for name, value in first.vector.items() if value is not None]
    for each in scenarios.values():
        check_same_crowd(first.crowd, each.crowd)
        if [name for name, value in each.vector.items() if value is not None] != axes:
            message = "The scenarios have not the same axes measured. Measure the same for each."
            raise ParameterError(message)
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
