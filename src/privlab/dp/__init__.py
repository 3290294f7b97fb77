"""Aggregates that leave with differential privacy, charged to the register.

Declares the privacy unit and the caps once; bounds contributions on the engine; draws noise
behind one guarded door. Nothing here spends but `release`.
"""

from privlab.dp._composition import Composition, summarise_composition
from privlab.dp._counting import (
    CountQuery as CountQuery,
    HistogramQuery as HistogramQuery,
    MarginalsQuery as MarginalsQuery,
    PeopleQuery as PeopleQuery,
)
from privlab.dp._grouped import GroupedSession as GroupedSession
from privlab.dp._measuring import (
    DescribeQuery as DescribeQuery,
    MeanQuery as MeanQuery,
    QuantilesQuery as QuantilesQuery,
    SumQuery as SumQuery,
    VarianceQuery as VarianceQuery,
)
from privlab.dp._releases import Forecast, Release
from privlab.dp._session import Session
from privlab.dp.audit._audit import audit
from privlab.dp.audit._result import Audit
from privlab.dp.models._fit import fit_model
from privlab.dp.models._fitted import FittedModel
from privlab.dp.noise._noise import (
    NOISES,
    half_width as half_width,
    standard_deviation as standard_deviation,
)

__all__ = [
    "NOISES",
    "Audit",
    "Composition",
    "FittedModel",
    "Forecast",
    "Release",
    "Session",
    "audit",
    "fit_model",
    "summarise_composition",
]
