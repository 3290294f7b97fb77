"""Which role each column seems to have, from headers and values, with the evidence.

Proposals that a person confirms; judges nothing and hands nothing out.
"""

from privlab.detection._concepts import CONCEPTS as CONCEPTS
from privlab.detection._decision import OWN_VALUE as OWN_VALUE
from privlab.detection._detect import detect_roles, look_at as look_at
from privlab.detection._named import is_place as is_place
from privlab.detection._result import Confirmed as Confirmed, DetectedRoles

__all__ = ["DetectedRoles", "detect_roles"]
