"""The ten dimensions of a life, in words, and how exposed each is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.display._bars import lying_bars
from privlab.errors import ParameterError, did_you_mean
from privlab.language import N_, current, format_value, translate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

__all__ = ["DIMENSION_LABELS", "dimension_bars", "dimension_label"]

DIMENSION_LABELS: Mapping[str, str] = {
    "identity": N_("Identity"),
    "socio_professional": N_("Social and professional"),
    "holdings": N_("Holdings"),
    "projects": N_("Projects"),
    "relations": N_("Relations"),
    "charges": N_("Charges"),
    "income": N_("Income"),
    "values": N_("Values and tastes"),
    "evolution": N_("Evolution"),
    "profitability": N_("Profitability"),
}


def dimension_label(dimension: str, language: str | None = None) -> str:
    """Return a life dimension in words.

    Examples
    --------
    >>> dimension_label("socio_professional", "en")
    'Social and professional'
    """
    if dimension not in DIMENSION_LABELS:
        message = (
            f"There is no life dimension of that name. {did_you_mean(dimension, DIMENSION_LABELS)}"
        )
        raise ParameterError(message)
    return translate(DIMENSION_LABELS[dimension], language)


def dimension_bars(ax: Axes, exposure: Mapping[str, float | None]) -> None:
    """Draw how much is known in each of the ten dimensions, always in the same order.

    Parameters
    ----------
    ax : matplotlib Axes
    exposure : mapping of dimension to float or None
        Between 0 and 1; a dimension that is None or left out shows "no data".
    """
    for dimension in exposure:
        dimension_label(dimension)
    names = [dimension_label(dimension) for dimension in DIMENSION_LABELS]
    values = [exposure.get(dimension) for dimension in DIMENSION_LABELS]
    lying_bars(ax, names, values, nothing=translate(N_("no data")))
    ax.set_xlim(0, 1.08)
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "", format_value(0.5, current()), "", "1"])
    ax.set_xlabel(translate(N_("Known of the average person, from 0 (nothing) to 1")))
