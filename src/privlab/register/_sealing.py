"""What is hashed and how: entries, salted commitments to payloads, keyed marks.

The chain is plain SHA-256, so that anyone can check it; commitments are salted, so that nobody
can guess what stood in an erased payload; marks are keyed, so that no person, label or content
can be confirmed without the register.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from typing import NamedTuple

from privlab.errors import ParameterError

__all__ = [
    "NOTHING",
    "Sealed",
    "canonical",
    "commitment_of",
    "hash_of",
    "is_kept",
    "mark_of",
    "new_salt",
]

NOTHING = bytes(32)
_ENCODE = json.JSONEncoder(separators=(",", ":")).encode


class Sealed(NamedTuple):
    """One row of the chain, in the order of its columns; it holds nothing of a person."""

    number: int
    time: str
    behind: int
    kind: str
    population: str
    purpose: str
    actor: int | None
    epsilon: int
    delta: int
    refers: int | None
    mark: bytes | None
    commitment: bytes
    previous: bytes
    hash: bytes


def canonical(value: object, *, what: str) -> str:
    """Return the one JSON text of a value, or ParameterError when it would not come back equal.

    Parameters
    ----------
    value : None, bool, int, finite float, str, list, or dict with str keys, nested
    what : str
        Names the value in the error.

    Examples
    --------
    >>> canonical({"b": [1, 0.1], "a": None}, what="The answer")
    '{"a":null,"b":[1,0.1]}'
    """
    try:
        _check_plain(value)
        return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        message = (
            f"{what} cannot be kept as it is: only whole numbers, finite floats, texts, true, "
            "false, null, lists, and mappings with text keys come back from the register equal "
            "to what went in. Convert it first, for instance with .tolist()."
        )
        raise ParameterError(message) from None


def _check_plain(value: object) -> None:
    # exact types: json would turn tuples into lists, 1 into "1" as a key, and an enum into text
    kind = type(value)
    if kind is dict:
        for key, own in value.items():  # type: ignore[attr-defined]
            if type(key) is not str:
                raise TypeError
            _check_plain(own)
    elif kind is list:
        for own in value:  # type: ignore[attr-defined]
            _check_plain(own)
    elif value is not None and kind not in {bool, int, float, str}:
        raise TypeError


def new_salt() -> bytes:
    """Return 16 random bytes."""
    return secrets.token_bytes(16)


def commitment_of(body: str, salt: bytes, link: bytes = b"") -> bytes:
    """Return the salted commitment to a payload.

    Parameters
    ----------
    body : str
        Canonical JSON.
    salt : bytes
        16 bytes, of this payload.
    link : bytes
        Whom it is about: the subject's mark and salt, 48 bytes; empty when it is about nobody.
    """
    tag = b"privlab personal payload 1\0" if link else b"privlab payload 1\0"
    return hashlib.sha256(tag + salt + link + body.encode()).digest()


def is_kept(commitment: bytes, body: object, *parts: object) -> bool:
    """Whether a payload is the one that was committed to.

    Parameters
    ----------
    commitment : bytes
    body : str
    parts : bytes or None
        Its salt, the subject's mark and salt, as they stand in the file: of any type when it is
        damaged.
    """
    if not isinstance(body, str) or not isinstance(parts[0], bytes):
        return False
    link = b"".join(part for part in parts[1:] if isinstance(part, bytes))
    return commitment_of(body, parts[0], link) == commitment


def hash_of(entry: Sealed) -> bytes:
    """Return the hash that an entry must have: of all its other columns, the previous hash too."""
    plain = [own.hex() if isinstance(own, bytes) else own for own in entry[:-1]]
    return hashlib.sha256(b"privlab entry 1\0" + _ENCODE(plain).encode()).digest()


def mark_of(key: bytes, *parts: str) -> bytes:
    """Return the keyed mark of some texts; the first says what it is a mark of.

    HMAC-SHA-256 with each result as the key of the next: the mark of ("label", "clients") is
    the key for all labels of the clients, so that a million marks cost one HMAC each.
    """
    for part in parts:
        key = hmac.digest(key, part.encode("utf-8", "surrogatepass"), "sha256")
    return key
