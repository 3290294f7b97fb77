"""What values tell of a person, in bits: formulas of class sizes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

__all__ = ["crowd_bits", "exposure", "self_information"]


def self_information(class_size: ArrayLike, n: int) -> NDArray[np.float64]:
    """Bits by which a person's values single them out of the whole table.

    Parameters
    ----------
    class_size : array of int, shape (n_people,)
        People of the table who share the values (>= 1).
    n : int
        People in the table.

    Returns
    -------
    array of float, shape (n_people,), in bits, 0 <= bits <= log2(n)

    Notes
    -----
    h = log2(n / k); the mean over people is the joint Shannon entropy of the columns. It
    grows with the size of the table, so it does not compare two tables: `crowd_bits` does.

    Examples
    --------
    >>> self_information([6, 2], 8).round(4).tolist()
    [0.415, 2.0]
    """
    return np.log2(n / np.asarray(class_size, dtype=np.float64))


def crowd_bits(class_size: ArrayLike, n: int, crowd: int = 1000) -> NDArray[np.float64]:
    """Bits by which a person's values narrow a random crowd that contains them.

    Parameters
    ----------
    class_size : array of int, shape (n_people,)
        People of the reference table who share the values (>= 1).
    n : int
        People in the reference table (>= 2).
    crowd : int
        Size n0 of the crowd, 2 <= crowd <= n.

    Returns
    -------
    array of float, shape (n_people,), in bits, 0 <= bits <= log2(crowd)

    Notes
    -----
    b = log2(n0 / (1 + (n0 - 1) (k - 1) / (n - 1))). (k - 1) / (n - 1) estimates without bias
    the chance that another random person shares the values, so the denominator is the expected
    number of people of the crowd who cannot be told apart. With crowd = n it is
    `self_information`.

    Examples
    --------
    >>> crowd_bits([4, 2, 1], 8, crowd=4).round(4).tolist()
    [0.8074, 1.4854, 2.0]
    """
    others = (np.asarray(class_size, dtype=np.float64) - 1) / (n - 1)
    return np.log2(crowd / (1 + (crowd - 1) * others))


def exposure(class_size: ArrayLike, n: int, crowd: int = 1000) -> NDArray[np.float64]:
    """Crowd bits as a share of their maximum: 0 tells nothing, 1 leaves one person of the crowd.

    Parameters and shapes as in `crowd_bits`; the result is between 0 and 1.

    Examples
    --------
    >>> exposure([1, 8], 8, crowd=8).tolist()
    [1.0, 0.0]
    """
    bits: NDArray[np.float64] = crowd_bits(class_size, n, crowd) / np.log2(crowd)
    return bits
