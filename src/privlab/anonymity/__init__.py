"""Criteria on equivalence classes: k-anonymity, diversity, closeness, presence.

Reads class tables only; knows nothing of how values are coarsened or who attacks.
"""

from privlab.anonymity._check import AnonymityCheck, check_anonymity
from privlab.anonymity._criterion import SensitiveCriterion as SensitiveCriterion
from privlab.anonymity._distances import (
    distances_of as distances_of,
    usual_distance as usual_distance,
)
from privlab.anonymity._distributions import Distributions as Distributions
from privlab.anonymity._sensitive import SensitiveCheck
from privlab.anonymity._violations import Violations as Violations

__all__ = ["AnonymityCheck", "SensitiveCheck", "check_anonymity"]
