"""Criteria on equivalence classes: k-anonymity, diversity, closeness, presence.

Reads class tables only; knows nothing of how values are coarsened or who attacks.
"""

from privlab.anonymity._check import AnonymityCheck, check_anonymity
from privlab.anonymity._sensitive import SensitiveCheck
from privlab.anonymity._violations import Violations

__all__ = ["AnonymityCheck", "SensitiveCheck", "Violations", "check_anonymity"]
