"""Keys of clients, households, prospects and requests: texts whose order says nothing."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from privlab_bank.people._draws import Shuffle, generators

if TYPE_CHECKING:
    from privlab_bank.people._draws import Codes

__all__ = ["client_keys", "household_keys", "phone_shuffle", "prospect_keys", "request_keys"]

_STREAM = 0
_CLIENTS, _PHONES, _HOUSEHOLDS, _PROSPECTS, _REQUESTS = range(5)
_DIGITS = 8


@lru_cache(maxsize=8)
def _shuffle(seed: int, kind: int) -> Shuffle:
    return Shuffle.of(generators(seed, _STREAM, 0, kind + 1)[kind])


@lru_cache(maxsize=4)
def phone_shuffle(seed: int) -> Codes:
    """Return the order in which the ten thousand numbers of a range are given out."""
    return generators(seed, _STREAM, 0, _PHONES + 1)[_PHONES].permutation(10_000)


def _texts(letter: str, numbers: Codes) -> pa.Array:
    """Return texts such as 'C04172953', built digit by digit in one buffer."""
    digits = numbers[:, None] // 10 ** np.arange(_DIGITS - 1, -1, -1) % 10 + ord("0")
    text = np.full((len(numbers), 1 + _DIGITS), ord(letter), dtype=np.uint8)
    text[:, 1:] = digits
    ends = np.arange(len(numbers) + 1, dtype=np.int32) * (1 + _DIGITS)
    return pa.StringArray.from_buffers(len(numbers), pa.py_buffer(ends), pa.py_buffer(text))


def client_keys(seed: int, number: Codes) -> pa.Array:
    """Return the key of each client from their rank in the bank, such as 'C04172953'."""
    return _texts("C", _shuffle(seed, _CLIENTS).map(number))


def household_keys(seed: int, number: Codes) -> pa.Array:
    """Return the key of each household from the rank of its first member, such as 'F31870442'."""
    return _texts("F", _shuffle(seed, _HOUSEHOLDS).map(number))


def prospect_keys(seed: int, number: Codes) -> pa.Array:
    """Return the key of each prospect from their rank in the bank, such as 'P90217763'."""
    return _texts("P", _shuffle(seed, _PROSPECTS).map(number))


def request_keys(seed: int, number: Codes) -> pa.Array:
    """Return the key of each request from the rank of who made it, such as 'D55120938'."""
    return _texts("D", _shuffle(seed, _REQUESTS).map(number))
