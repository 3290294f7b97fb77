"""Who can be recognised: the risk of each record and of the file.

Reads class tables; knows nothing of values, treatments or releases.
"""

from privlab.risk._attackers import Attacker, prosecutor
from privlab.risk._score import RiskScore, score_risk

__all__ = ["Attacker", "RiskScore", "prosecutor", "score_risk"]
