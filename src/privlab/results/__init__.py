"""The one shape of every measure: figures with unit and doubt, assumptions, provenance.

Measures return subclasses of `Result`; a broken duty is a `Finding`. This room may draw and
write fragments through `display`; it never reads a table.
"""

from privlab.results._figures import UNITS as UNITS, Figure
from privlab.results._findings import SEVERITIES, Article as Article, Finding
from privlab.results._provenance import Provenance
from privlab.results._rates import Rate as Rate, wilson as wilson
from privlab.results._results import Result
from privlab.results._told import (
    Breakdown,
    Columns as Columns,
    HeldColumn as HeldColumn,
    Highlight as Highlight,
    Threshold,
)

__all__ = ["SEVERITIES", "Breakdown", "Figure", "Finding", "Provenance", "Result", "Threshold"]
