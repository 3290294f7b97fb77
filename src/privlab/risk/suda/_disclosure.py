"""DIS-SUDA: from scores to the chance that a match with a unique is right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["disclosure_of_uniques", "disclosure_scores"]


def disclosure_of_uniques(n_unique: int, n_in_pairs: int, fraction: float) -> float:
    """Return DIS, the chance that a match with a sample unique is right, 0 to 1.

    Parameters
    ----------
    n_unique : int
        People (or records) alone in their class.
    n_in_pairs : int
        People in classes of two.
    fraction : float
        Share of the population that was sampled, 0 < fraction < 1.

    References
    ----------
    C. Skinner, M. Elliot, A measure of disclosure risk for microdata, JRSS B 64(4), 2002.

    Examples
    --------
    >>> round(disclosure_of_uniques(2, 2, 0.01), 6)
    0.01
    >>> disclosure_of_uniques(3, 0, 0.01)  # without pairs there is nothing to divide by
    1.0
    """
    if n_unique == 0:
        return 0.0
    sampled = n_unique * fraction
    return sampled / (sampled + n_in_pairs * (1 - fraction))


def disclosure_scores(
    scores: ArrayLike,
    n_columns: int,
    n_unique: int,
    disclosure: float,
    of_people: ArrayLike | None = None,
) -> NDArray[np.float64]:
    """Return the DIS-SUDA score of each record, 0 to 1; 0 where the score is 0.

    Parameters
    ----------
    scores : array of float, shape (n,)
        SUDA scores of all classes of one person (or record).
    n_columns : int
        Number of columns searched.
    n_unique : int
        As in `disclosure_of_uniques`.
    disclosure : float
        DIS, 0 to 1.
    of_people : array of int, optional
        Places of the scores that speak for their person; all by default.

    References
    ----------
    M. Elliot, A. Manning, R. Ford, 2002; with the exponent 1 + (8 - M) / 20 that SUDA software
    uses.
    """
    scores = np.asarray(scores, dtype=np.float64)
    answer = np.zeros(len(scores))
    scored = scores > 0
    if not scored.any():
        return answer
    exponent = 1 + (8 - n_columns) / 20
    # over the largest score, so that a high power of a factorial stays finite
    powers = (scores / scores.max()) ** exponent
    speaking = powers if of_people is None else powers[np.asarray(of_people)]
    spread = powers[scored] * (1 / speaking[speaking > 0]).sum()
    answer[scored] = 1 / (1 + n_unique * (1 / disclosure - 1) / spread)
    return answer
