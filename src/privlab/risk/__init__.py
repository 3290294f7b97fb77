"""Who can be recognised: the risk of each record and of the file.

Reads class tables; knows nothing of values, treatments or releases.
"""

from privlab.risk._attackers import Attacker as Attacker, journalist, marketer, prosecutor
from privlab.risk._expected_uniqueness import expected_uniqueness as expected_uniqueness
from privlab.risk._extracts import CombinedK, combined_k
from privlab.risk._individual import individual_risk
from privlab.risk._riskiest import riskiest_classes
from privlab.risk._score import RiskScore, score_risk
from privlab.risk.distinction._which import SinglingColumns, which_columns_single_out
from privlab.risk.population._errors import EstimatorErrors, estimator_errors
from privlab.risk.population._pitman import PitmanYor as PitmanYor, fit_pitman_yor as fit_pitman_yor
from privlab.risk.population._uniques import population_uniques
from privlab.risk.suda._score import SudaScore, score_suda

__all__ = [
    "CombinedK",
    "EstimatorErrors",
    "RiskScore",
    "SinglingColumns",
    "SudaScore",
    "combined_k",
    "estimator_errors",
    "individual_risk",
    "journalist",
    "marketer",
    "population_uniques",
    "prosecutor",
    "riskiest_classes",
    "score_risk",
    "score_suda",
    "which_columns_single_out",
]
