"""The ten dimensions of a life around a point: what is known of one or two profiles."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from privlab._display._bars import plain
from privlab._display._style import ALERT, FILL, INK, SMALL
from privlab.language import N_, current, format_value, translate
from privlab.policy import DIMENSION_LABELS, dimension_label

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

__all__ = ["radar", "radar_words"]

RINGS = (0.25, 0.5, 0.75, 1.0)
LOOKS = (
    {"color": FILL, "linestyle": "-", "marker": "o"},
    {"color": ALERT, "linestyle": "--", "marker": "s"},
)


def radar(ax: Axes, profiles: Mapping[str, Mapping[str, float | None]]) -> None:
    """Draw one or two profiles; the dimensions are always ten and in the same order.

    Parameters
    ----------
    ax : matplotlib Axes
        Ordinary axes: the rings are drawn on them.
    profiles : mapping of name to (mapping of dimension to float or None)
        Between 0 and 1. A dimension of which nothing is held is at the centre and named so.
    """
    ax.set_aspect("equal")
    ax.set_axis_off()
    turn = [
        math.pi / 2 - 2 * math.pi * place / len(DIMENSION_LABELS)
        for place in range(len(DIMENSION_LABELS))
    ]
    for ring in RINGS:
        ax.plot(*_closed(turn, [ring] * len(turn)), color=INK, alpha=0.22, linewidth=0.6)
        if ring < 1:  # the name of the first dimension stands at the outer ring
            ax.annotate(format_value(ring, current()), (0.02, ring), fontsize=SMALL - 2, color=INK)
    for name, angle in zip(DIMENSION_LABELS, turn, strict=True):
        x, y = math.cos(angle), math.sin(angle)
        ax.plot([0, x], [0, y], color=INK, alpha=0.22, linewidth=0.6)
        held = any(profile.get(name) is not None for profile in profiles.values())
        ax.annotate(
            plain(_words(name, held=held), longest=64),
            (1.08 * x, 1.08 * y),
            ha="center" if abs(x) < 0.1 else "left" if x > 0 else "right",
            va="center",
            fontsize=SMALL,
            fontstyle="normal" if held else "italic",
            color=INK,
        )
    for (words, profile), look in zip(profiles.items(), LOOKS, strict=False):
        values = [profile.get(name) or 0.0 for name in DIMENSION_LABELS]
        across, up = _closed(turn, values)
        ax.fill(across, up, color=look["color"], alpha=0.12)
        ax.plot(across, up, label=plain(words), linewidth=1.6, markersize=4, **look)  # type: ignore[arg-type]
    ax.set_xlim(-1.9, 1.9)
    ax.set_ylim(-1.25, 1.25)
    ax.legend(loc="lower left", frameon=False, fontsize=SMALL, labelcolor=INK)


def radar_words(profiles: Mapping[str, Mapping[str, float | None]]) -> str:
    """Return the radar in words, for readers who cannot see it."""
    said = []
    for words, profile in profiles.items():
        parts = []
        for name in DIMENSION_LABELS:
            value = profile.get(name)
            shown = (
                translate(N_("no data"))
                if value is None
                else format_value(round(value, 2), current())
            )
            parts.append(f"{dimension_label(name)} {shown}")
        said.append(f"{words}: {', '.join(parts)}")
    return "; ".join(said)


def _words(name: str, *, held: bool) -> str:
    label = dimension_label(name)
    return label if held else f"{label} ({translate(N_('no data'))})"


def _closed(turn: list[float], values: list[float]) -> tuple[list[float], list[float]]:
    x = [value * math.cos(angle) for value, angle in zip(values, turn, strict=True)]
    y = [value * math.sin(angle) for value, angle in zip(values, turn, strict=True)]
    return [*x, x[0]], [*y, y[0]]
