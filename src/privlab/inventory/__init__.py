"""What is held: people, columns, their roles and life dimensions, what is missing.

Reads tables; judges nothing.
"""

from privlab.inventory._inventory import Inventory, take_inventory

__all__ = ["Inventory", "take_inventory"]
