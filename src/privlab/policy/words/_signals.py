"""What each use of a person's data weighs, unless a policy says otherwise."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["USE_HALF", "USE_WEIGHTS"]

# a choice of policy, not a measurement
USE_WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "contacts": 0.4,
        "after_objection": 0.8,
        "purposes": 0.3,
        "recipients": 0.3,
        "automated": 0.6,
        "undocumented": 0.5,
        "overdue": 0.5,
        "cross_group": 0.4,
        "sale": 0.8,
    }
)
USE_HALF = 4.0
"""Contacts of a year that weigh one half."""
