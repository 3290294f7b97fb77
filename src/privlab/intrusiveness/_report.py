"""What a measure of intrusiveness says to readers: what columns add, and what each axis means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.language import N_, Message, counted
from privlab.results import Breakdown, Columns, Highlight

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import pandas as pd

    from privlab.results import Figure

__all__ = ["columns_known", "highlights"]

# those that add least are left to the notebook
MOST_COLUMNS = 12
SCALES: Mapping[str, Message] = {
    "knowledge": Message(
        "0 when nothing is known in any of the ten life dimensions, 1 when everything is."
    ),
    "use": Message(
        "0 when the data serve one purpose inside the company, near 1 when people are pressed, "
        "scored, decided about or passed on."
    ),
    "score": Message("The three axes together, never below the highest of them."),
}


def columns_known(columns: pd.DataFrame) -> Breakdown:
    """Return what each column adds, those that add most first.

    Parameters
    ----------
    columns : pandas frame, one row a column
        `column`, `bits`, `share`.
    """
    known = columns.sort_values(["share", "bits"], ascending=False, kind="stable")
    rows = tuple(
        (Columns((row["column"],)), float(row["bits"]), float(row["share"]))
        for row in known.to_dict("records")
    )
    left = len(rows) - MOST_COLUMNS
    more = counted("{n} more column adds no more.", "{n} more columns add no more.", max(left, 0))
    return Breakdown(
        N_("What each column adds"),
        (N_("Column"), N_("Bits, alone"), N_("What the score loses without it")),
        rows[:MOST_COLUMNS],
        right=(1, 2),
        note=more if left > 0 else None,
    )


def highlights(
    figures: tuple[Figure, ...], *, crowd: int, worst_secret: str
) -> Iterator[Highlight]:
    """Yield the bits and the axes that were measured, each with what it means.

    Parameters
    ----------
    figures : tuple of Figure
    crowd : int
        People of the random crowd in which bits are counted.
    worst_secret : str
        The secret that the profile reveals most; empty where inference was not measured.
    """
    found = {figure.key: figure for figure in figures if figure.value is not None}
    if "bits" in found:
        left = crowd / 2 ** float(found["bits"].value or 0)
        said = Message(
            "In a random crowd of {crowd}, what is held leaves about {left} who cannot be told "
            "apart, the person included.",
            {"crowd": crowd, "left": round(left, 1)},
        )
        yield Highlight(found["bits"], said)
    guessed = Message(
        "What can be guessed of {secret}, the secret that the profile reveals most: 0 when "
        "nothing can be, 1 when it is as good as told. A better attacker may learn more.",
        {"secret": Columns((worst_secret,))},
    )
    for axis in ("knowledge", "inference", "use", "score"):
        if axis in found:
            scale = guessed if axis == "inference" else _with_quantiles(SCALES[axis], axis, found)
            yield Highlight(found[axis], scale)


def _with_quantiles(scale: Message, axis: str, found: Mapping[str, Figure]) -> Message:
    """Return what the scale means, with what half and one in twenty of the people exceed."""
    half, high = found.get(f"{axis}_p50"), found.get(f"{axis}_p95")
    if half is None or high is None:
        return scale
    return Message(
        "{scale} Half of the people are at {half} or more, one in twenty at {high} or more.",
        {"scale": scale, "half": round(half.value or 0, 3), "high": round(high.value or 0, 3)},
    )
