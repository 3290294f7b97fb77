"""How much is known of each customer: bits, exposure, and a score per life dimension.

Reads class tables; inference and use join it as further axes. Knows no duty and no release.
"""

from privlab.intrusiveness._bits import crowd_bits, exposure, self_information
from privlab.intrusiveness._choquet import Step, choquet_steps
from privlab.intrusiveness._measure import measure_intrusiveness
from privlab.intrusiveness._result import Intrusiveness

__all__ = [
    "Intrusiveness",
    "Step",
    "choquet_steps",
    "crowd_bits",
    "exposure",
    "measure_intrusiveness",
    "self_information",
]
