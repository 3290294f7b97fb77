"""Which figure answers which question of the impact assessment.

Collects results and findings, and adds no figure of its own.
"""

from privlab.assessment._assessment import Assessment

__all__ = ["Assessment"]
