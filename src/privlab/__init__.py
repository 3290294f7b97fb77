"""privlab: profile customers in notebooks while measuring what it costs them.

Names are imported when first used, so that `import privlab` stays instant.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from privlab.anonymise import Recipe
    from privlab.anonymity import check_anonymity
    from privlab.assessment import Assessment
    from privlab.classes import equivalence_classes
    from privlab.hierarchies import Hierarchy
    from privlab.intrusiveness import measure_intrusiveness
    from privlab.risk import score_risk
    from privlab.tables import Dataset, connect, dataset

__version__ = "0.1.0"

__all__ = [
    "Assessment",
    "Dataset",
    "Hierarchy",
    "Recipe",
    "check_anonymity",
    "connect",
    "dataset",
    "equivalence_classes",
    "measure_intrusiveness",
    "score_risk",
]

_ROOMS = {
    "Assessment": "assessment",
    "Dataset": "tables",
    "Hierarchy": "hierarchies",
    "Recipe": "anonymise",
    "check_anonymity": "anonymity",
    "connect": "tables",
    "dataset": "tables",
    "equivalence_classes": "classes",
    "measure_intrusiveness": "intrusiveness",
    "score_risk": "risk",
}


def __getattr__(name: str) -> object:
    if name not in _ROOMS:
        message = f"module 'privlab' has no attribute '{name}'"
        raise AttributeError(message)
    return getattr(importlib.import_module(f"privlab.{_ROOMS[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__", *(set(_ROOMS.values()) | {"errors", "language"})])
