"""Bars of rates with their intervals."""

from __future__ import annotations

from privlab import _display as display


def test_each_rate_has_its_bar_its_interval_and_its_percentage(ax):
    display.rate_bars(ax, ["inside", "outside"], [0.5, 0.25], [0.4, 0.2], [0.6, 0.3])
    assert [bar.get_width() for bar in ax.patches] == [0.5, 0.25]
    segments = ax.collections[0].get_segments()
    assert [[round(float(x), 6) for x in line[:, 0]] for line in segments] == [
        [0.4, 0.6],
        [0.2, 0.3],
    ]
    assert [text.get_text() for text in ax.texts] == ["50%", "25%"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["inside", "outside"]
