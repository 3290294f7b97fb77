"""How much is known of each customer: bits, exposure, and a score per life dimension.

Reads class tables; inference and use join it as further axes. Knows no duty and no release.
"""

from privlab.intrusiveness._accumulation import Accumulation, accumulate_knowledge
from privlab.intrusiveness._derived import derive_features
from privlab.intrusiveness._derived_feature import Feature
from privlab.intrusiveness._measure import measure_intrusiveness
from privlab.intrusiveness._order import (
    composite_score,
    dominates as dominates,
    pareto_layers as pareto_layers,
)
from privlab.intrusiveness._result import Intrusiveness
from privlab.intrusiveness._scenarios import compare_scenarios
from privlab.intrusiveness._sensitivity_levels import (
    SENSITIVITY_LEVELS,
    SensitivityLevel,
    sensitivity_levels,
)
from privlab.intrusiveness.inference._measure import measure_inference
from privlab.intrusiveness.inference._result import InferenceResult
from privlab.intrusiveness.inference._secrets_elsewhere import (
    guess_special_categories,
    with_secrets,
)
from privlab.intrusiveness.knowledge._columns import Step as Step, choquet_steps as choquet_steps
from privlab.intrusiveness.knowledge._crowd import crowd_bits as crowd_bits, exposure as exposure
from privlab.intrusiveness.use._contacts_pay import conversion_by_contacts
from privlab.intrusiveness.use._measure import measure_use
from privlab.intrusiveness.use._result import UseResult
from privlab.intrusiveness.use._signals import (
    SIGNALS,
    USE_WEIGHTS,
    contact_pressure,
    noisy_or as noisy_or,
    overdue_retention,
    purposes_of_data as purposes_of_data,
    use_bits as use_bits,
)

__all__ = [
    "SENSITIVITY_LEVELS",
    "SIGNALS",
    "USE_WEIGHTS",
    "Accumulation",
    "Feature",
    "InferenceResult",
    "Intrusiveness",
    "SensitivityLevel",
    "UseResult",
    "accumulate_knowledge",
    "compare_scenarios",
    "composite_score",
    "contact_pressure",
    "conversion_by_contacts",
    "derive_features",
    "guess_special_categories",
    "measure_inference",
    "measure_intrusiveness",
    "measure_use",
    "overdue_retention",
    "sensitivity_levels",
    "with_secrets",
]
