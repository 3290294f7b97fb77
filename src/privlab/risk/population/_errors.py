"""What the estimators of population uniques are worth, on a table taken as the population."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from privlab import _display as display
from privlab._checks import is_number, whole
from privlab.classes import class_sizes
from privlab.errors import ParameterError
from privlab.language import N_, Message, translate
from privlab.results import Figure, Result
from privlab.risk.population._uniques import population_uniques
from privlab.tables import as_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from privlab.tables import Source

__all__ = ["EstimatorErrors", "estimator_errors"]

SHARES = (0.01, 0.05, 0.1, 0.2)
SHORT: Mapping[str, str] = {
    "zayatz": N_("Zayatz"),
    "pitman": N_("Pitman"),
    "snb": N_("Shifted negative binomial"),
    "dankar": N_("Rule of Dankar"),
}
LABELS: Mapping[str, str] = {
    "zayatz": N_("Estimate by Zayatz over the truth"),
    "pitman": N_("Estimate by Pitman over the truth"),
    "snb": N_("Estimate by the shifted negative binomial over the truth"),
    "dankar": N_("Estimate by the rule of Dankar over the truth"),
}
NOT_SAID = Message("Fewer than half of the samples were large enough to say, or fit the model.")


@dataclass(frozen=True, repr=False)
class EstimatorErrors(Result):
    """How far each estimator of population uniques is from the truth, by sampled share.

    Attributes
    ----------
    truth : int
        Alone in a class of the table, which is taken as the population (>= 1).
    draws : pandas frame, one row a sample and estimator
        `share`, `n` (size of the sample), `draw`, `estimator`, `estimate` and `error`, the
        estimate over the truth less 1; both NaN where the estimator says nothing.

    Examples
    --------
    >>> import pandas as pd
    >>> from privlab.risk import estimator_errors
    >>> frame = pd.DataFrame({"age": range(200)})
    >>> found = estimator_errors(frame, quasi_identifiers=["age"], shares=[0.5], draws=2)
    >>> found.truth
    200
    """

    truth: int
    draws: pd.DataFrame

    title: ClassVar[str] = N_("What the estimators of population uniques are worth")
    caption: ClassVar[str] = N_(
        "Estimates of population uniques over the truth, on the table as if it were the population"
    )

    @property
    def errors(self) -> pd.DataFrame:
        """Median relative error, -1 or more: one row a share, one column an estimator.

        0.41 is 41 % too many. NaN where fewer than half of the samples gave an estimate.
        """
        return self._by_share("median")

    def _by_share(self, how: str) -> pd.DataFrame:
        grouped = self.draws.groupby(["share", "estimator"])["error"]
        known = grouped.count() * 2 >= grouped.size()
        found: pd.DataFrame = grouped.agg(how).where(known).unstack()  # noqa: PD010 - no values to pivot
        return found[list(SHORT)].rename_axis(columns=None)

    def _draw(self, ax: Axes) -> None:
        middle, low, high = (1 + self._by_share(how) for how in ("median", "min", "max"))
        display.estimate_lines(
            ax,
            list(middle.index),
            {translate(name): (middle[key], low[key], high[key]) for key, name in SHORT.items()},
        )


def estimator_errors(
    data: Source,
    *,
    quasi_identifiers: Iterable[str] | None = None,
    shares: Sequence[float] = SHARES,
    draws: int = 10,
    seed: int = 0,
) -> EstimatorErrors:
    """Measure the estimators of population uniques where the truth is known: on the table itself.

    The table is taken as the population and samples are drawn from it without replacement. How
    far the estimators are off depends on the columns more than on the estimator: measure it on
    a table like yours, with your columns, before believing one.

    Parameters
    ----------
    data : Dataset, or a frame or file that privlab.dataset takes
        One row a person.
    quasi_identifiers : list of str, optional
        The declared ones by default.
    shares : sequence of float
        Shares of the population to sample, each above 0 and below 1, all different.
    draws : int
        Samples of each share (>= 1).
    seed : int
        Seed of the samples (>= 0).

    Returns
    -------
    EstimatorErrors
        `.errors` (median relative error by share and estimator), `.truth`, `.draws`.

    Raises
    ------
    ParameterError
        When people have several rows, nobody is alone in a class, or an argument is out of range.

    Notes
    -----
    Samples are drawn from the class sizes (multivariate hypergeometric): no row is read. The
    figures are medians over the samples, with the lowest and the highest as interval.

    References
    ----------
    The design is that of Fida Dankar and others, Estimating the re-identification risk of
    clinical data sets, BMC Medical Informatics and Decision Making 12:66, 2012.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"town": [*range(300), *(list(range(300, 400)) * 5)]})
    >>> found = estimator_errors(privlab.dataset(frame), quasi_identifiers=["town"], shares=[0.5])
    >>> found.truth, found.errors.round(1).loc[0.5, "zayatz"].item()
    (300, -0.2)
    """
    data = as_rows(data)
    sampled = _checked(shares, draws, seed)
    if not data.one_row_per_person:
        message = (
            "estimator_errors needs one row a person: people in several classes have no class "
            "size in the population. Build one row a person first."
        )
        raise ParameterError(message)
    columns = data.quasi_identifiers_or(quasi_identifiers)
    sizes = class_sizes(data, columns)
    truth = sizes.n_unique
    if not truth:
        message = (
            "Nobody is alone in a class of the table: an error relative to 0 says nothing. Pass "
            "more columns, or finer ones."
        )
        raise ParameterError(message)
    every = np.repeat(sizes.sizes, sizes.classes)
    frame = _drawn(every, truth, sampled, draws, seed)
    return EstimatorErrors(
        figures=(
            Figure("n_unique", truth, data.unit, N_("Alone in a class")),
            *_figures(frame, sampled),
        ),
        assumptions=(
            Message(
                "The table is taken as the population; {draws} samples of each share were drawn "
                "from it without replacement. The interval goes from the lowest to the highest.",
                {"draws": draws},
            ),
            Message(
                "The error depends on the columns and on the population: it tells which estimator "
                "to trust on tables like this one, not on others."
            ),
        ),
        provenance=data.provenance(
            "estimator_errors", columns, shares=sampled, draws=draws, seed=seed
        ),
        truth=truth,
        draws=frame,
    )


def _checked(shares: Sequence[float], draws: int, seed: int) -> list[float]:
    for argument, value, least in (("draws", draws, 1), ("seed", seed, 0)):
        whole(argument, value, least=least)
    found = [shares] if isinstance(shares, (int, float, str)) else list(shares)
    wrong = not all(is_number(share) and 0 < share < 1 for share in found)
    if wrong or not found or len(set(found)) < len(found):
        message = (
            f"shares is {shares!r}; it must list different shares of the population, each above "
            "0 and below 1."
        )
        raise ParameterError(message)
    return sorted(float(share) for share in found)


def _drawn(
    sizes: NDArray[np.int64], truth: int, shares: Sequence[float], draws: int, seed: int
) -> pd.DataFrame:
    import pandas as pd

    population = int(sizes.sum())
    rng = np.random.default_rng(seed)
    rows = []
    for share in shares:
        n = max(int(population * share), 1)
        for draw in range(draws):
            seen = rng.multivariate_hypergeometric(sizes, n, method="marginals")
            found = population_uniques(*np.unique(seen[seen > 0], return_counts=True), population)
            rows += [(share, n, draw, name, found[name].value) for name in SHORT]
    frame = pd.DataFrame(rows, columns=["share", "n", "draw", "estimator", "estimate"])
    frame["estimate"] = frame["estimate"].astype("float64")
    frame["error"] = frame["estimate"] / truth - 1
    return frame


def _figures(frame: pd.DataFrame, shares: Sequence[float]) -> Iterator[Figure]:
    for place, share in enumerate(shares, start=1):
        own = frame[frame["share"] == share]
        for name, label in LABELS.items():
            ratios = 1 + own.loc[own["estimator"] == name, "error"]
            said = ratios.count() * 2 >= len(ratios)
            yield Figure(
                f"ratio_{name}_{place}",
                float(ratios.median()) if said else None,
                "ratio",
                label,
                interval=(float(ratios.min()), float(ratios.max())) if said else None,
                reason=None if said else NOT_SAID,
                column=f"n = {own['n'].iloc[0]}",
            )
