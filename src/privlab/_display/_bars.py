"""Bars, standing for counts and lying for named values; the alarming ones are hatched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab._display._style import ALERT, FILL, HATCH, dress, name_above, write_beside
from privlab.language import N_, Message, Share, counted, current, format_value, translate
from privlab.policy import DIMENSION_LABELS, dimension_label

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

__all__ = [
    "TO",
    "count_axis",
    "dimension_bars",
    "lying_bars",
    "plain",
    "short",
    "standing_bars",
]

COUNTED = {"people": N_("Number of people"), "records": N_("Number of records")}
GAP = 0.12
TO = "\N{EN DASH}"


def standing_bars(
    ax: Axes,
    labels: Sequence[str],
    counts: NDArray[np.number],
    *,
    alarming: NDArray[np.bool_],
    parts: tuple[Message, Message],
    unit: str,
) -> None:
    """Draw one bar a bin with its count above it; hatched where `alarming` is true.

    `parts` says above the bars what the hatched and the plain ones are, with counts and shares.
    """
    dress(ax, values="y")
    for place, (count, alarms) in enumerate(zip(counts.tolist(), alarming.tolist(), strict=True)):
        look = _look(alarming=alarms)
        ax.bar(place, count, width=1 - GAP, **look)  # type: ignore[arg-type]
        weight = "bold" if alarms and count else "normal"
        text = format_value(round(count), current())
        write_beside(ax, text, (place, count), (0, 4), ha="center", fontweight=weight)
    ax.set_xticks(range(len(labels)), list(labels))
    ax.set_xlim(-0.6, len(labels) - 0.4)
    count_axis(ax, highest=counts.max(initial=0), unit=unit)
    hatched, plain_ones = counts[alarming].sum(), counts[~alarming].sum()
    _name_parts(ax, alarming=(parts[0], hatched), other=(parts[1], plain_ones), unit=unit)


def lying_bars(
    ax: Axes, names: Sequence[str], values: Sequence[float | None], *, nothing: str = ""
) -> None:
    """Draw one bar a name, the first on top, with its value at its end.

    `nothing` is written in place of a bar whose value is None.
    """
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    dress(ax, values="x")
    for place, value in enumerate(values):
        if value is not None:
            ax.barh(place, value, height=0.68, color=FILL)
        text, style = (nothing, "italic") if value is None else (short(value), "normal")
        write_beside(ax, text, (value or 0, place), (5, 0), va="center_baseline", fontstyle=style)
    ax.set_yticks(range(len(names)), [plain(name) for name in names])
    ax.set_ylim(len(names) - 0.45, -0.55)
    ax.xaxis.set_major_locator(MaxNLocator(nbins=5))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: short(value)))


def count_axis(ax: Axes, *, highest: float, unit: str) -> None:
    """Label the standing axis with what is counted, in whole numbers."""
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    ax.set_ylim(0, max(1, highest) * 1.12)
    ax.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda n, _: format_value(round(n), current())))
    ax.set_ylabel(translate(COUNTED[unit]))


def _name_parts(
    ax: Axes, *, alarming: tuple[Message, float], other: tuple[Message, float], unit: str
) -> None:
    from matplotlib.patches import Patch

    total = alarming[1] + other[1]
    handles = []
    for is_alarming, (words, count) in ((True, alarming), (False, other)):
        named = Message(
            "{what}: {count} ({share})",
            {
                "what": words,
                "count": _counted(round(count), unit),
                "share": Share(round(count / total, 4) if total else 0.0),
            },
        )
        handles.append(Patch(label=named.text(), **_look(alarming=is_alarming)))  # type: ignore[arg-type]
    name_above(ax, handles=handles, handlelength=1.6, handleheight=1)


def plain(name: str, *, longest: int = 32) -> str:
    """Return a name that matplotlib prints as it is: no formulas, no line breaks, not too long."""
    printable = "".join(sign if sign.isprintable() else " " for sign in name)
    shortened = printable if len(printable) <= longest else printable[: longest - 1] + "…"
    return shortened.replace("$", r"\$")


def _counted(n: int, unit: str) -> Message:
    if unit == "people":
        return counted("{n} person", "{n} people", n)
    return counted("{n} record", "{n} records", n)


def short(value: float) -> str:
    """Return a number beside its bar."""
    # two significant digits: more would suggest a precision that a plot does not have
    return format_value(float(f"{value:.2g}"), current())


def _look(*, alarming: bool) -> dict[str, object]:
    if alarming:
        return {"facecolor": "none", "edgecolor": ALERT, "hatch": HATCH, "linewidth": 1.2}
    return {"facecolor": FILL, "edgecolor": FILL, "linewidth": 1.2}


def dimension_bars(ax: Axes, exposure: Mapping[str, float | None]) -> None:
    """Draw how much is known in each of the ten dimensions, always in the same order.

    Parameters
    ----------
    ax : matplotlib Axes
    exposure : mapping of dimension to float or None
        Between 0 and 1; a dimension that is None or left out shows "no data".
    """
    for dimension in exposure:
        dimension_label(dimension)
    names = [dimension_label(dimension) for dimension in DIMENSION_LABELS]
    values = [exposure.get(dimension) for dimension in DIMENSION_LABELS]
    lying_bars(ax, names, values, nothing=translate(N_("no data")))
    ax.set_xlim(0, 1.08)
    ax.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "", format_value(0.5, current()), "", "1"])
    ax.set_xlabel(translate(N_("Known of the average person, from 0 (nothing) to 1")))
