"""The words for a column: its role, the life dimension it belongs to, how sensitive it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.language import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["DIMENSIONS", "ROLE_LABELS", "SENSITIVITIES"]

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
SENSITIVITIES = (0.25, 0.5, 0.75, 1.0)
ROLE_LABELS: Mapping[str, str] = {
    "direct_identifier": N_("direct identifier"),
    "quasi_identifier": N_("quasi-identifier"),
    "sensitive": N_("sensitive attribute"),
    "ordinary": N_("ordinary"),
}
