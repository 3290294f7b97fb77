"""What is held: people, columns, their roles and life dimensions, what is missing.

Reads tables; judges nothing. Roles it detects are proposals that a person confirms.
"""

from privlab.inventory._detect import detect_roles
from privlab.inventory._detect_result import Confirmed, DetectedRoles
from privlab.inventory._inventory import Inventory, take_inventory

__all__ = ["Confirmed", "DetectedRoles", "Inventory", "detect_roles", "take_inventory"]
