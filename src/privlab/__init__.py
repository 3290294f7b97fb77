"""privlab: profile customers in notebooks while measuring what it costs them.

Names are imported when first used, so that `import privlab` stays instant.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from privlab.anonymise import Anonymiser, Recipe
    from privlab.anonymity import check_anonymity
    from privlab.assessment import Assessment
    from privlab.attacks import attack
    from privlab.classes import equivalence_classes
    from privlab.detection import detect_roles
    from privlab.hierarchies import Hierarchy
    from privlab.intrusiveness import measure_intrusiveness
    from privlab.policy import Policy
    from privlab.profiling import Profile, profile
    from privlab.proportionality import find_proportionate
    from privlab.pseudonyms import Pseudonymiser
    from privlab.register import Register
    from privlab.risk import score_risk, score_suda, which_columns_single_out
    from privlab.tables import Dataset, connect, dataset
    from privlab.treatments import LocalSuppression, Microaggregation
    from privlab.workbench import Workbench, open_workbench

    open = open_workbench  # noqa: A001 - privlab.open

__version__ = "0.1.0"

# without `open`: a star import leaves the builtin alone
__all__ = [
    "Anonymiser",
    "Assessment",
    "Dataset",
    "Hierarchy",
    "LocalSuppression",
    "Microaggregation",
    "Policy",
    "Profile",
    "Pseudonymiser",
    "Recipe",
    "Register",
    "Workbench",
    "attack",
    "check_anonymity",
    "connect",
    "dataset",
    "detect_roles",
    "equivalence_classes",
    "find_proportionate",
    "measure_intrusiveness",
    "profile",
    "score_risk",
    "score_suda",
    "which_columns_single_out",
]

_ROOMS = {
    "Anonymiser": "anonymise",
    "Assessment": "assessment",
    "Dataset": "tables",
    "Hierarchy": "hierarchies",
    "LocalSuppression": "treatments",
    "Microaggregation": "treatments",
    "Policy": "policy",
    "Profile": "profiling",
    "Pseudonymiser": "pseudonyms",
    "Recipe": "anonymise",
    "Register": "register",
    "Workbench": "workbench",
    "attack": "attacks",
    "check_anonymity": "anonymity",
    "connect": "tables",
    "dataset": "tables",
    "detect_roles": "detection",
    "equivalence_classes": "classes",
    "find_proportionate": "proportionality",
    "measure_intrusiveness": "intrusiveness",
    "open": "workbench",
    "profile": "profiling",
    "score_risk": "risk",
    "score_suda": "risk",
    "which_columns_single_out": "risk",
}
_MODULES = (
    "anonymise",
    "anonymity",
    "assessment",
    "attacks",
    "classes",
    "detection",
    "dp",
    "duties",
    "errors",
    "hierarchies",
    "intrusiveness",
    "inventory",
    "language",
    "policy",
    "profiling",
    "proportionality",
    "pseudonyms",
    "register",
    "release",
    "results",
    "risk",
    "samples",
    "tables",
    "treatments",
    "utility",
    "widgets",
    "workbench",
)
_OTHER_NAMES = {"open": "open_workbench"}


def __getattr__(name: str) -> object:
    if name in _MODULES:
        return importlib.import_module(f"privlab.{name}")
    if name not in _ROOMS:
        message = f"module 'privlab' has no attribute '{name}'"
        raise AttributeError(message)
    room = importlib.import_module(f"privlab.{_ROOMS[name]}")
    return getattr(room, _OTHER_NAMES.get(name, name))


def __dir__() -> list[str]:
    return sorted({*__all__, *_ROOMS, "__version__", *_MODULES})
