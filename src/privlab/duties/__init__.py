"""What the company owes: each duty is a rule, each broken one a finding.

Rules read the policy and the tables through what the gate holds and count on the engine. What
cannot be judged is said to be not assessed; nothing is repaired here.
"""

from privlab.duties._report import DutyReport
from privlab.duties._rule import Rule
from privlab.duties._rules import RULES, check_duties

__all__ = ["RULES", "DutyReport", "Rule", "check_duties"]
