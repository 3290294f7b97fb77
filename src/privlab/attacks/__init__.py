"""What an attacker gains from a release, measured beside a control group.

Reads row values as codes and numbers, bounded and sampled by person; shows shares with their doubt.
"""

from privlab.attacks._attack import attack
from privlab.attacks._rates import Rate as Rate, Residual as Residual
from privlab.attacks._result import AttackResult

__all__ = ["AttackResult", "attack"]
