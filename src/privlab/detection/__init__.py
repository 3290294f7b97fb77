"""Which role each column seems to have, from headers and values, with the evidence.

Proposals that a person confirms; judges nothing and hands nothing out.
"""

from privlab.detection._detect import detect_roles
from privlab.detection._result import Confirmed, DetectedRoles

__all__ = [
    "Confirmed",
    "DetectedRoles",
    "detect_roles",
]
