"""What a treated table is still good for, beside the table it was made from.

Reads both tables; treats nothing.
"""

from privlab.utility._compare import compare_utility
from privlab.utility._comparison import UtilityComparison

__all__ = [
    "UtilityComparison",
    "compare_utility",
]
