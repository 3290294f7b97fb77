"""Criteria on equivalence classes: k-anonymity first.

Reads class tables only; knows nothing of how values are coarsened or who attacks.
"""

from privlab.anonymity._check import AnonymityCheck, check_anonymity

__all__ = ["AnonymityCheck", "check_anonymity"]
