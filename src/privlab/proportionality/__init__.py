"""The least that a purpose needs: the columns and levels at which it still works.

Learns models on row values, bounded and sampled by person; writes what it finds as a difference of
the policy or as a recipe.
"""

from privlab.proportionality._find import find_proportionate
from privlab.proportionality._result import Proportionate
from privlab.proportionality.frozen import FrozenProportionate

__all__ = ["FrozenProportionate", "Proportionate", "find_proportionate"]
