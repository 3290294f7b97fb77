"""The age pyramid of France.

Source: INSEE, population by sex and single year of age, France (metropolitan and overseas
departments), 2022; the last figure is 99 years and over. Licence Ouverte 2.0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab_bank.people._draws import Lottery

if TYPE_CHECKING:
    from privlab_bank.people._draws import Codes

__all__ = ["ADULT", "MINORS_SHARE", "OLDEST", "PYRAMID", "draw_age_and_sex"]

ADULT = 18
MINORS_SHARE = 0.02
"""Share of clients under 18, for whom a parent opened an account: a choice of the sample."""

OLDEST = 99
"""The open class of the pyramid; the bank spreads it over the ages 99 to 104."""

# fmt: off
_WOMEN = (
    338_259, 340_544, 350_978, 353_828, 364_891, 373_511, 383_431, 397_638, 399_488, 407_089,
    412_059, 421_569, 416_755, 417_716, 416_914, 423_328, 413_231, 408_604, 404_297, 402_293,
    403_533, 405_339, 380_335, 376_780, 367_795, 372_303, 370_225, 364_883, 367_749, 387_616,
    395_325, 407_219, 414_610, 422_255, 424_846, 433_518, 432_731, 429_648, 422_259, 446_168,
    448_788, 454_529, 428_339, 416_336, 416_260, 405_621, 416_810, 437_459, 460_104, 468_826,
    464_850, 455_819, 451_330, 445_885, 443_800, 454_420, 455_825, 461_836, 457_392, 441_542,
    441_861, 440_227, 438_632, 428_337, 425_274, 423_564, 419_195, 414_925, 405_947, 411_004,
    397_539, 409_427, 401_042, 397_926, 387_506, 364_389, 275_188, 265_873, 257_145, 235_708,
    208_705, 213_969, 222_922, 211_947, 204_065, 197_233, 185_718, 179_233, 161_003, 154_087,
    134_920, 120_798, 97_050, 82_120, 66_331, 53_641, 41_304, 30_837, 22_751, 42_179,
)
_MEN = (
    352_683, 354_519, 365_145, 371_748, 378_148, 388_856, 399_901, 412_459, 418_143, 428_153,
    428_836, 440_750, 436_488, 441_459, 437_364, 443_910, 436_434, 432_710, 427_231, 425_514,
    427_164, 429_861, 398_538, 388_456, 373_740, 374_096, 367_906, 357_779, 360_571, 376_550,
    384_247, 393_946, 392_338, 398_872, 399_404, 406_312, 405_575, 404_680, 397_886, 422_638,
    426_081, 431_745, 408_933, 401_779, 403_916, 393_835, 407_431, 428_702, 447_358, 458_933,
    456_873, 444_241, 436_905, 429_360, 428_095, 436_569, 435_783, 437_808, 429_915, 414_713,
    411_806, 405_833, 401_023, 388_250, 384_240, 376_468, 368_130, 364_529, 354_669, 357_503,
    345_600, 354_825, 343_943, 338_851, 327_715, 302_432, 222_831, 213_124, 202_826, 182_808,
    156_916, 157_233, 156_663, 145_422, 133_873, 124_776, 109_135, 99_363, 85_127, 75_448,
    62_561, 51_824, 38_419, 29_395, 22_206, 16_016, 11_798, 7_790, 5_195, 7_992,
)
# fmt: on
PYRAMID = np.array((_WOMEN, _MEN), dtype=np.int64)
"""People by sex (0 women, 1 men) and age, shape (2, 100)."""


def _weights() -> Lottery:
    weights = PYRAMID.astype(np.float64)
    weights[:, :ADULT] *= MINORS_SHARE / weights[:, :ADULT].sum()
    weights[:, ADULT:] *= (1 - MINORS_SHARE) / weights[:, ADULT:].sum()
    return Lottery.of(weights.ravel())


_LOTTERY = _weights()
_CENTENARIANS = Lottery.of((0.40, 0.26, 0.16, 0.10, 0.05, 0.03))


def draw_age_and_sex(rng: np.random.Generator, people: int) -> tuple[Codes, Codes]:
    """Return ages in completed years on 1 January, and sexes (0 women, 1 men).

    Returns
    -------
    tuple of two arrays of int, shape (people,)
    """
    sex, age = np.divmod(_LOTTERY.draw(rng.random(people)), PYRAMID.shape[1])
    beyond = _CENTENARIANS.draw(rng.random(people))
    return np.where(age == OLDEST, age + beyond, age), sex
