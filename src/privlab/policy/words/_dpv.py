"""Purposes in the words of the W3C Data Privacy Vocabulary (DPV), version 2.0."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab._files import rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["DPV_PREFIXES", "DPV_PURPOSES", "DpvTerm", "bare_term", "is_a"]

DPV_PREFIXES = ("dpv:", "https://w3id.org/dpv#", "https://w3id.org/dpv/2.0#")


@dataclass(frozen=True)
class DpvTerm:
    """A purpose of DPV: its English label (translated when shown) and its broader terms."""

    label: str
    broader: tuple[str, ...] = ()


DPV_PURPOSES: Mapping[str, DpvTerm] = {
    row["term"]: DpvTerm(row["label_en"], tuple(row["broader"].split()))
    for row in rows_of(__package__, "dpv.csv")
}


def bare_term(written: str) -> str:
    """Return a DPV term without its prefix.

    Examples
    --------
    >>> bare_term("dpv:DirectMarketing"), bare_term("https://w3id.org/dpv#DirectMarketing")
    ('DirectMarketing', 'DirectMarketing')
    """
    for prefix in DPV_PREFIXES:
        if written.startswith(prefix):
            return written.removeprefix(prefix)
    return written


def is_a(term: str, broader: str) -> bool:
    """Return whether a DPV purpose is another one, or a kind of it.

    Parameters
    ----------
    term, broader : str
        DPV terms without prefix, for instance "DirectMarketing".

    Returns
    -------
    bool
        False for a term that DPV 2.0 does not know, unless both are the same.

    Examples
    --------
    >>> is_a("TargetedAdvertising", "Marketing"), is_a("Marketing", "TargetedAdvertising")
    (True, False)
    """
    if term == broader:
        return True
    known = DPV_PURPOSES.get(term)
    return known is not None and any(is_a(parent, broader) for parent in known.broader)
