"""Aggregates that leave with differential privacy, charged to the register.

Declares the privacy unit and the caps once; bounds contributions on the engine; draws noise
behind one guarded door. Nothing here spends but `release`.
"""

from privlab.dp._noise import NOISES, half_width, standard_deviation
from privlab.dp._queries import CountQuery
from privlab.dp._releases import Forecast, Release
from privlab.dp._session import GroupedSession, Session

__all__ = [
    "NOISES",
    "CountQuery",
    "Forecast",
    "GroupedSession",
    "Release",
    "Session",
    "half_width",
    "standard_deviation",
]
