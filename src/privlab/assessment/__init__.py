"""Which figure answers which question of the impact assessment.

Collects results and findings, and adds no figure of its own.
"""

from privlab.assessment._assessment import Assessment
from privlab.assessment.measured._results import (
    key_figures as key_figures,
    result_blocks as result_blocks,
)
from privlab.assessment.measured._treatment import (
    comparison as comparison,
    treatment as treatment,
)

__all__ = ["Assessment"]
