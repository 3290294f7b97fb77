"""The main job from end to end: on the sample bank, or on any table.

It calls the rooms in their order and writes their files; it measures nothing by itself.
"""

from privlab.demo._bank import BANK_STEPS as BANK_STEPS, run_bank
from privlab.demo._bare_table import TABLE_STEPS as TABLE_STEPS, run_table
from privlab.demo._story import Story as Story

__all__ = ["run_bank", "run_table"]
