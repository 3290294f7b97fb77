"""How values coarsen: from the exact value, level by level, to nothing.

Works on arrays of distinct values; knows no table and no criterion.
"""

from privlab.hierarchies._hierarchy import Hierarchy
from privlab.hierarchies._tree import Tree as Tree
from privlab.hierarchies._values import no_hierarchy_error as no_hierarchy_error
from privlab.hierarchies.rules._rule import SUPPRESSED, is_nothing as is_nothing

__all__ = ["SUPPRESSED", "Hierarchy"]
