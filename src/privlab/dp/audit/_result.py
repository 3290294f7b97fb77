"""What an audit found: a loss that is proven, or none above the claim."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from privlab.language import N_, Message
from privlab.results import Result

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

__all__ = ["Audit", "Outputs"]

BINS = 40
DISCRETE = 40


@dataclass(frozen=True)
class Outputs:
    """The column of the outputs in which the event lies, over the runs that counted it.

    Attributes
    ----------
    name : str
    first, second : array of float, shape (n_runs,)
        On the one input and on the other; NaN where there was no number.
    in_first, in_second : array of bool, shape (n_runs,)
        Whether the event happened.
    """

    name: str
    first: NDArray[np.float64]
    second: NDArray[np.float64]
    in_first: NDArray[np.bool_]
    in_second: NDArray[np.bool_]


@dataclass(frozen=True, repr=False)
class Audit(Result):
    """A lower bound of the privacy loss of a mechanism on two neighbouring inputs.

    Attributes
    ----------
    claimed : float
        Epsilon that the mechanism is said to have.
    proven : float
        Epsilon that it exceeds, or equals, at the level of `confidence`; 0 when nothing is
        proven.
    runs : int
        Runs on each input; half of them chose the event, the other half counted it.
    confidence : float
    event : Message
        What tells the inputs apart best.
    outputs : Outputs

    Examples
    --------
    >>> from privlab.dp import audit
    >>> import numpy as np
    >>> rng = np.random.default_rng(0)
    >>> found = audit(lambda x: x + rng.laplace(), (0, 8), epsilon=1.0, runs=500)
    >>> found.holds, found.proven > found.claimed
    (False, True)
    """

    claimed: float
    proven: float
    runs: int
    confidence: float
    event: Message
    outputs: Outputs

    title: ClassVar[str] = N_("Audit of a privacy claim")
    caption: ClassVar[str] = N_("How often each output came from either input")

    @property
    def holds(self) -> bool:
        """Whether no larger loss than the claim is proven; which is no proof of the claim."""
        return self.proven <= self.claimed

    def origin(self, language: str | None = None) -> str:
        """Return the line that says what was run: a mechanism, not a table.

        Parameters
        ----------
        language : {"fr", "en"}, optional
            The one in use by default.

        Returns
        -------
        str
        """
        return Message(
            "Audit of a mechanism, {runs} runs on each input; privlab {privlab}.",
            {"runs": self.runs, "privlab": self.provenance.versions()["privlab"]},
        ).text(language)

    def _draw(self, ax: Axes) -> None:
        from privlab._display import distribution_steps

        shown = self.outputs
        edges = _edges(np.concatenate([shown.first, shown.second]))
        heights = [
            np.histogram(values, bins=edges)[0] / len(values)
            for values in (shown.first, shown.second)
        ]
        pooled = np.concatenate([shown.first, shown.second])
        inside = np.concatenate([shown.in_first, shown.in_second])
        marked = np.histogram(pooled[inside], bins=edges)[0] > 0
        distribution_steps(ax, edges, heights[0], heights[1], marked, what=shown.name)


def _edges(pooled: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return edges of bins that hold the middle 99.8% of the numbers, one a number if few."""
    known = pooled[np.isfinite(pooled)]
    if not len(known):
        return np.array([-0.5, 0.5])
    low, high = np.quantile(known, [0.001, 0.999])
    distinct = np.unique(known[(known >= low) & (known <= high)])
    if len(distinct) <= DISCRETE:
        middles = (distinct[1:] + distinct[:-1]) / 2
        gap = float(np.min(np.diff(distinct))) if len(distinct) > 1 else 1.0
        return np.concatenate([[distinct[0] - gap / 2], middles, [distinct[-1] + gap / 2]])
    return np.linspace(low, high, BINS + 1)
