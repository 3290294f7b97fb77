"""Keyed names in the place of identifiers: the data stay personal data.

The key stays with its owner and never enters an expression.
"""

from privlab.pseudonyms._key import PseudonymKey
from privlab.pseudonyms._pseudonymiser import Pseudonymisation, Pseudonymiser

__all__ = ["PseudonymKey", "Pseudonymisation", "Pseudonymiser"]
