"""How many are alone in the population: several estimates, and what each of them is worth."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab._checks import whole
from privlab._statistics import z_value
from privlab.language import N_, Message, Share
from privlab.results import Figure
from privlab.risk.population._pitman import fit_pitman_yor, pitman_log_error
from privlab.risk.population._snb import snb_log_error, snb_uniques
from privlab.risk.population._zayatz import zayatz_log_error, zayatz_uniques

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

__all__ = ["check_population_size", "dankar_rule", "doubts", "population_uniques"]

SMALL_SHARE = 0.05
LARGE_SHARE = 0.1
FEWEST_ONES = 10
CONFIDENCE = 0.95
_Z = z_value(0.95)

LABELS: Mapping[str, str] = {
    "zayatz": N_("Alone in the population, by Zayatz"),
    "pitman": N_("Alone in the population, by Pitman"),
    "snb": N_("Alone in the population, by the shifted negative binomial"),
    "dankar": N_("Alone in the population, by the rule of Dankar"),
}
NO_UNIQUE = Message("Nobody is alone in the sample.")
WHOLE = Message("The table is the whole population: they are counted.")
TOO_SMALL = Message(
    "The sample is too small to say: fewer than {fewest} of its classes have one member, or "
    "none has two, or every one is alone.",
    {"fewest": FEWEST_ONES},
)
NO_SOLUTION = Message("The model does not fit the sizes of the classes.")
DRAW_ONLY = Message("The interval holds the chance of the draw, not the error of the model.")
CHANCE_ONLY = Message(
    "The intervals of the estimators hold the chance of the draw alone: each rests on a model that "
    "may be wrong by more, so that the truth may lie outside all of them. Compare the estimators."
)
SPREAD = Message("The interval goes from the lowest to the highest of the estimates.")


def check_population_size(population_size: object, n_units: int, unit: str) -> int | None:
    """Return the size of the population, or refuse what is none."""
    if population_size is None:
        return None
    return whole(
        "population_size", population_size, least=n_units, of=f"{unit}, those of the table"
    )


def dankar_rule(
    share: float, zayatz: float, pitman: float | None, snb: float | None
) -> tuple[str, float]:
    """Return the name and the value of the estimate to prefer.

    Parameters
    ----------
    share : float
        Share of the population in the sample.
    zayatz, pitman, snb : float or None
        The estimates; None where there is none.

    References
    ----------
    Fida Dankar and others, Estimating the re-identification risk of clinical data sets, BMC
    Medical Informatics and Decision Making 12:66, 2012.

    Examples
    --------
    >>> dankar_rule(0.05, 700.0, 120.0, 500.0)
    ('pitman', 120.0)
    >>> dankar_rule(0.2, 700.0, 120.0, 500.0)
    ('snb', 500.0)
    """
    if share <= LARGE_SHARE:
        return ("zayatz", zayatz) if pitman is None else ("pitman", pitman)
    if snb is None or snb >= zayatz:
        return "zayatz", zayatz
    return "snb", snb


def population_uniques(
    sizes: ArrayLike, classes: ArrayLike, population_size: int, *, unit: str = "people"
) -> dict[str, Figure]:
    """Estimate how many are alone in a class of the population that a sample was drawn from.

    Parameters
    ----------
    sizes : array of int, shape (n,)
        Distinct class sizes of the sample.
    classes : array of int, shape (n,)
        How many classes have each.
    population_size : int
        N, at least the size of the sample, which was drawn at random.
    unit : {"people", "records"}
        What the figures count.

    Returns
    -------
    dict of estimator to Figure
        "zayatz", "pitman" and "snb" with intervals of the draw at 95 %; "dankar", the one that
        the rule prefers, with the lowest and highest estimate as interval. Without value, and
        with the reason, where the sample is too small to say.

    Examples
    --------
    >>> found = population_uniques([1, 2, 3], [60, 20, 10], 1_000)
    >>> {name: round(figure.value) for name, figure in found.items()}
    {'zayatz': 236, 'pitman': 114, 'snb': 152, 'dankar': 152}
    """
    sizes, counts = np.asarray(sizes, dtype=np.int64), np.asarray(classes, dtype=np.int64)
    n = int((sizes * counts).sum())
    ones, twos = (int(counts[sizes == size].sum()) for size in (1, 2))
    if n == population_size:
        return {name: _figure(name, ones, unit, reason=WHOLE) for name in LABELS}
    if not ones:
        return {name: _figure(name, 0.0, unit, reason=NO_UNIQUE) for name in LABELS}
    if ones < FEWEST_ONES or not twos or ones == n:
        return {name: _figure(name, None, unit, reason=TOO_SMALL) for name in LABELS}
    share = n / population_size
    values = _estimates(sizes, counts, population_size)
    figures = {}
    for name, (value, error) in values.items():
        bounds = None if value is None or error is None else _bounds(value, error, population_size)
        reason = NO_SOLUTION if value is None else None if bounds is None else DRAW_ONLY
        figures[name] = _figure(
            name, value, unit, interval=bounds, reason=reason, confidence=CONFIDENCE
        )
    found = {name: value for name, (value, _) in values.items() if value is not None}
    _, preferred = dankar_rule(share, found["zayatz"], found.get("pitman"), found.get("snb"))
    spread = (min(found.values()), max(found.values()))
    reason = SPREAD if share >= SMALL_SHARE else _unreliable(share)
    figures["dankar"] = _figure("dankar", preferred, unit, interval=spread, reason=reason)
    return figures


def doubts(figures: Mapping[str, Figure]) -> tuple[Message, ...]:
    """Return in a sentence why the estimates are weak, when they are."""
    reason = figures["dankar"].reason if "dankar" in figures else None
    if reason in (None, WHOLE, NO_UNIQUE):
        return ()
    if reason is TOO_SMALL:
        return (reason,)
    said = (CHANCE_ONLY,)
    return said if reason is SPREAD or reason is None else (*said, reason)


def _estimates(
    sizes: NDArray[np.int64], counts: NDArray[np.int64], population_size: int
) -> dict[str, tuple[float | None, float | None]]:
    model = fit_pitman_yor(sizes, counts)
    alone = None if model is None else float(model.uniqueness(population_size)) * population_size
    # an estimate beyond the population is none
    snb = snb_uniques(sizes, counts, population_size)
    if snb is not None and snb > population_size:
        snb = None
    return {
        "zayatz": (
            zayatz_uniques(sizes, counts, population_size),
            zayatz_log_error(sizes, counts, population_size),
        ),
        "pitman": (
            alone,
            None if model is None else pitman_log_error(model, sizes, counts, population_size),
        ),
        "snb": (snb, None if snb is None else snb_log_error(sizes, counts, population_size)),
    }


def _bounds(value: float, error: float, population_size: int) -> tuple[float, float]:
    factor = float(np.exp(min(_Z * error, 700.0)))
    return value / factor, min(value * factor, float(population_size))


def _unreliable(share: float) -> Message:
    return Message(
        "The sample holds {share} of the population: no estimator is reliable at so small a "
        "share. The interval goes from the lowest to the highest of the estimates.",
        {"share": Share(share)},
    )


def _figure(
    name: str,
    value: float | None,
    unit: str,
    *,
    reason: Message | None,
    interval: tuple[float, float] | None = None,
    confidence: float | None = None,
) -> Figure:
    return Figure(
        f"population_uniques_{name}",
        value,
        unit,
        LABELS[name],
        interval=interval,
        confidence=confidence if interval is not None else None,
        reason=reason,
    )
