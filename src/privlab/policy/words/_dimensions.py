"""The words for a column: its role, the life dimension it belongs to, how sensitive it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.errors import ParameterError, did_you_mean
from privlab.language import N_, translate

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["DIMENSIONS", "DIMENSION_LABELS", "ROLE_LABELS", "SENSITIVITIES", "dimension_label"]

DIMENSIONS: Mapping[str, float] = {
    # the ten life dimensions, with the sensitivity a column has there unless it is declared:
    # 0.25 ordinary, 0.5 private life, 0.75 highly personal (EDPB: finances, location traces)
    "identity": 0.5,
    "socio_professional": 0.25,
    "holdings": 0.75,
    "projects": 0.5,
    "relations": 0.5,
    "charges": 0.75,
    "income": 0.75,
    "values": 0.5,
    "evolution": 0.5,
    "profitability": 0.75,
}
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
SENSITIVITIES = (0.25, 0.5, 0.75, 1.0)
ROLE_LABELS: Mapping[str, str] = {
    "direct_identifier": N_("direct identifier"),
    "quasi_identifier": N_("quasi-identifier"),
    "sensitive": N_("sensitive attribute"),
    "ordinary": N_("ordinary"),
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
