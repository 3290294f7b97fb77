"""Hierarchies applied: a treatment is a frozen recipe that any table can follow.

Reads class tables and hierarchies; never walks rows.
"""

from privlab.anonymise._recipe import Recipe

__all__ = ["Recipe"]
