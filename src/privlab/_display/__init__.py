"""Plots and small HTML fragments: what a notebook or a report shows of a measure.

Only aggregates come in, as plain numbers and arrays; matplotlib is loaded when something is
drawn. This room may use the words of `policy`; it knows no table, result or document.
"""

from privlab._display._accumulation import accumulation_steps
from privlab._display._bars import dimension_bars
from privlab._display._cards import card
from privlab._display._class_sizes import class_size_bars
from privlab._display._distributions import distribution_steps
from privlab._display._error_curves import error_curves
from privlab._display._estimates import estimate_lines
from privlab._display._frames import Extract, extract
from privlab._display._intervals import interval_bars
from privlab._display._map import people_map, people_map_words
from privlab._display._plots import Plot, new_plot
from privlab._display._proportion import proportion_frontier
from privlab._display._radar import radar, radar_words
from privlab._display._rates import rate_bars
from privlab._display._risks import risk_bars
from privlab._display._scores import score_bars
from privlab._display._shares import share_bars
from privlab._display._svg import draw_svg
from privlab._display._utility_frontier import frontier_points
from privlab._display._utility_pairs import paired_bars

__all__ = [
    "Extract",
    "Plot",
    "accumulation_steps",
    "card",
    "class_size_bars",
    "dimension_bars",
    "distribution_steps",
    "draw_svg",
    "error_curves",
    "estimate_lines",
    "extract",
    "frontier_points",
    "interval_bars",
    "new_plot",
    "paired_bars",
    "people_map",
    "people_map_words",
    "proportion_frontier",
    "radar",
    "radar_words",
    "rate_bars",
    "risk_bars",
    "score_bars",
    "share_bars",
]
