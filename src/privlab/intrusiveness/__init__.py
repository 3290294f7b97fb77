"""How much is known of each customer: bits, exposure, and a score per life dimension.

Reads class tables; inference and use join it as further axes. Knows no duty and no release.
"""

from privlab.intrusiveness._accumulation import Accumulation, accumulate_knowledge
from privlab.intrusiveness._bits import crowd_bits, exposure, self_information
from privlab.intrusiveness._choquet import Step, choquet_steps
from privlab.intrusiveness._derived import derive_features
from privlab.intrusiveness._derived_feature import Feature
from privlab.intrusiveness._frozen import FrozenProportionate
from privlab.intrusiveness._measure import measure_intrusiveness
from privlab.intrusiveness._proportion import find_proportionate
from privlab.intrusiveness._proportion_result import Proportionate
from privlab.intrusiveness._result import Intrusiveness
from privlab.intrusiveness._sensitivity_levels import (
    SENSITIVITY_LEVELS,
    SensitivityLevel,
    sensitivity_levels,
)

__all__ = [
    "SENSITIVITY_LEVELS",
    "Accumulation",
    "Feature",
    "FrozenProportionate",
    "Intrusiveness",
    "Proportionate",
    "SensitivityLevel",
    "Step",
    "accumulate_knowledge",
    "choquet_steps",
    "crowd_bits",
    "derive_features",
    "exposure",
    "find_proportionate",
    "measure_intrusiveness",
    "self_information",
    "sensitivity_levels",
]
