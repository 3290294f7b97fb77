"""The look of every plot: a palette that colour-blind readers can tell apart, and hatching.

The two fills are from Okabe and Ito (2008), "Color universal design"; both stand out on white
and on a dark page. What must be noticed is hatched and named too: colour is never alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from privlab.language import Share, current, format_value

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis

__all__ = [
    "ALERT",
    "FILL",
    "HATCH",
    "INK",
    "LOOKS",
    "SMALL",
    "TEXT",
    "dress",
    "in_percent",
    "name_above",
    "write_beside",
]

INK = "#1c2126"
FILL = "#0072b2"
ALERT = "#d55e00"
HATCH = "////"
TEXT = 10
SMALL = 9

# a marker, dashes and a colour for each line of a plot
LOOKS = (
    ("o", "-", FILL),
    ("s", "--", ALERT),
    ("^", ":", INK),
    ("D", "-.", FILL),
    ("v", "--", INK),
    ("P", ":", ALERT),
)


def dress(ax: Axes, *, values: str) -> None:
    """Give an axes the house look; `values` ("x" or "y") is the axis that carries numbers."""
    for spine in ax.spines.values():
        spine.set_visible(False)
    baseline = ax.spines["left" if values == "x" else "bottom"]
    baseline.set_visible(True)
    baseline.set_color(INK)
    baseline.set_linewidth(0.8)
    ax.set_axisbelow(True)
    ax.grid(visible=False)
    ax.grid(visible=True, axis="x" if values == "x" else "y", color=INK, alpha=0.16, linewidth=0.6)
    ax.tick_params(length=0, labelsize=SMALL, labelcolor=INK, pad=5)
    for axis in (ax.xaxis, ax.yaxis):
        axis.label.set_color(INK)
        axis.label.set_fontsize(TEXT)
        axis.labelpad = 7


def name_above(ax: Axes, **options: Any) -> None:
    """Write above an axes what its marks are; further options are those of `ax.legend`."""
    look: dict[str, Any] = {
        "frameon": False,
        "fontsize": SMALL,
        "labelcolor": INK,
        "borderaxespad": 0,
    }
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1.01), **look, **options)


def write_beside(
    ax: Axes, text: str, at: tuple[float, float], offset: tuple[float, float], **look: Any
) -> None:
    """Write a small text in ink some points beside a place of the plot."""
    look = {"fontsize": SMALL, "color": INK, **look}
    ax.annotate(text, at, xytext=offset, textcoords="offset points", **look)


def in_percent(axis: Axis, *, decimals: int = 15) -> None:
    """Write an axis that carries shares in percent, each share rounded to `decimals` first."""
    from matplotlib.ticker import FuncFormatter

    def shown(share: float, _: object) -> str:
        return format_value(Share(round(share, decimals)), current())

    axis.set_major_formatter(FuncFormatter(shown))
