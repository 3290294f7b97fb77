"""Texts that write spans of numbers, as brackets of age: neighbours join, in their order."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from privlab.hierarchies.rules._rule import SUPPRESSED
from privlab.hierarchies.rules._table import TableRule

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

__all__ = ["spans_rule"]

_NUMBER = r"[$€£]?\s*(?P<{}>\d[\d ,.'\u00a0\u202f]*?)\s*(?:k|K|€|[$]|£|%)?"
_UNIT = r"(?:\s*(?:years?(?: old)?|yrs?|ans?|jahre|años|anni))?"
_BETWEEN = re.compile(
    rf"(?:age[ds]?\s*|de\s+|from\s+|von\s+)?{_NUMBER.format('low')}{_UNIT}\s*"
    rf"(?:[-\u2013\u2014]|to|à|a|bis|hasta|and|et|und)\s*{_NUMBER.format('high')}{_UNIT}",
    re.IGNORECASE,
)
_BELOW = re.compile(
    rf"(?:<=?|≤|under|below|less than|up to|moins de|unter|bis|menos de|meno di)\s*"
    rf"{_NUMBER.format('high')}{_UNIT}",
    re.IGNORECASE,
)
_ABOVE = re.compile(
    rf"(?:>=?|≥|over|above|more than|plus de|über|ab|más de|oltre)\s*{_NUMBER.format('low')}{_UNIT}"
    rf"|{_NUMBER.format('low_too')}{_UNIT}\s*(?:\+|and over|and more|or (?:more|older)"
    r"|ans et plus|et plus|ou plus|und mehr|und älter|y más|e oltre)",
    re.IGNORECASE,
)
_FEWEST, _JOINED = 4, 2


def spans_rule(values: pa.Array, counts: NDArray[np.int64] | None, k: int) -> TableRule | None:
    """Return a rule that joins neighbouring spans, two by two; None where not all are spans.

    Only spans that `k` people carry are listed; the others can only be hidden, together.
    """
    texts = values.to_pylist()
    spans = {text: span for text in texts if (span := _span(text)) is not None}
    if counts is None or len(spans) < max(_FEWEST, len(texts)):
        return None
    people = dict(zip(texts, counts.tolist(), strict=True))
    ordered = sorted(spans, key=lambda text: spans[text])
    kept = [text for text in ordered if people[text] >= k]
    hidden = sum(n for n in people.values() if n < k)
    if len(kept) < _FEWEST or 0 < hidden < k or SUPPRESSED in kept:
        return None
    rows = [[text] for text in kept]
    size = _JOINED
    while size < len(kept):
        for start in range(0, len(kept), size):
            joined = kept[start : start + size]
            label = joined[0] if len(joined) == 1 else f"{joined[0]} … {joined[-1]}"
            for row in rows[start : start + size]:
                row.append(label)
        size *= _JOINED
    lines = [[*row, SUPPRESSED] for row in rows]
    return TableRule.read(lines, "The suggested hierarchy", rest="suppressed")


def _span(text: str | None) -> tuple[float, float] | None:
    """Return the least and the largest number of a span; None of what is none."""
    if text is None:
        return None
    plain = text.strip()
    between, below, above = (form.fullmatch(plain) for form in (_BETWEEN, _BELOW, _ABOVE))
    if between:
        return _number(between["low"]), _number(between["high"])
    if below:
        return float("-inf"), _number(below["high"])
    if above:
        return _number(above["low"] or above["low_too"]), float("inf")
    return None


def _number(text: str) -> float:
    digits = re.sub(r"[^\d.,]", "", text)
    # what stands before three digits parts thousands
    digits = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", digits).replace(",", ".")
    try:
        return float(digits)
    except ValueError:
        return float("nan")
