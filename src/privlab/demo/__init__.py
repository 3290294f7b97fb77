"""The main job from end to end on the sample bank.

It calls the rooms in their order and writes their files; it measures nothing by itself.
"""

from privlab.demo._bank import BANK_STEPS as BANK_STEPS, run_bank
from privlab.demo._story import Story as Story

__all__ = ["run_bank"]
