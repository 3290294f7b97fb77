"""What the panel says, in the language of its reader."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from privlab.language import N_, Message, Share, counted, format_value, translate

if TYPE_CHECKING:
    from privlab.anonymise import JudgedLevels

__all__ = ["LABELS", "bins_of", "labels_in", "status_of"]

LABELS = {
    "title": N_("Tune the anonymisation"),
    "policy": N_("Levels"),
    "k": N_("k: people in the smallest class"),
    "limit": N_("Records that may be suppressed (%)"),
    "best": N_("Find the best levels"),
    "copy": N_("Copy"),
    "code": N_("The recipe as code"),
    "chart": N_("Records by size of their class"),
    "below": N_("below k: suppressed"),
    "kept": N_("kept"),
}
# bounds of the bins, in multiples of k
MULTIPLES = (1, 2, 5, 20)
DASH = "\N{EN DASH}"


def labels_in(language: str) -> dict[str, str]:
    """Return the fixed words of the panel."""
    return {key: translate(label, language) for key, label in LABELS.items()}


def bins_of(judged: JudgedLevels, k: int, language: str) -> list[dict[str, Any]]:
    """Return the bars of the figure: label, records, share, and whether they are below k."""
    bounds = np.array(sorted({1, 2, *(k * each for each in MULTIPLES)}))
    counts = judged.counted(bounds)
    bars = []
    for place, (bound, records) in enumerate(zip(bounds.tolist(), counts.tolist(), strict=True)):
        last = place + 1 == len(bounds)
        until = bound if last else int(bounds[place + 1]) - 1
        low, high = (format_value(each, language) for each in (bound, until))
        share = records / max(judged.n_records, 1)
        bars.append(
            {
                "label": f"{low}+" if last else low if bound == until else f"{low}{DASH}{high}",
                "share": share,
                "text": format_value(Share(share), language),
                "below": bound < k,
            }
        )
    return bars


def status_of(judged: JudgedLevels, k: int, limit: float, language: str) -> list[dict[str, Any]]:
    """Return the figures in words: what each is, its value, and whether it breaks a limit."""
    n = max(judged.n_records, 1)
    share = judged.n_suppressed / n
    suppressed = Message(
        "{records} ({share})",
        {
            "records": counted("{n} record", "{n} records", judged.n_suppressed),
            "share": Share(share),
        },
    )
    said = [
        (N_("k reached without suppression"), format_value(judged.k, language), judged.k < k),
        (N_("Suppressed to reach k"), suppressed.text(language), share > limit),
        (
            N_("Alone in their class, nothing suppressed"),
            format_value(Share(judged.n_alone / n), language),
            False,
        ),
        (N_("Loss (0 as it was)"), format_value(float(f"{judged.loss:.4g}"), language), False),
    ]
    return [
        {"name": translate(name, language), "value": value, "over": bool(over)}
        for name, value, over in said
    ]
