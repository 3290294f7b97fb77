"""How values coarsen: from the exact value, level by level, to nothing.

Works on arrays of distinct values; knows no table and no criterion.
"""

from privlab.hierarchies._hierarchy import Hierarchy
from privlab.hierarchies._rules import SUPPRESSED

__all__ = ["SUPPRESSED", "Hierarchy"]
