"""Every drawing of the room, with figures in which no two numbers are the same."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from privlab import _display as display

Draw = Callable[[Axes], None]

SIZES = [1, 2, 4, 5, 30, 700]
PEOPLE = [3, 8, 12, 25, 330, 2_100]


def drawings() -> dict[str, Draw]:
    return {
        "class sizes": lambda ax: display.class_size_bars(ax, SIZES, PEOPLE, k=5),
        "risks": lambda ax: display.risk_bars(ax, 1 / np.array(SIZES), PEOPLE, threshold=0.2),
        "dimensions": lambda ax: display.dimension_bars(ax, {"identity": 0.62, "income": 0.31}),
        "shares": lambda ax: display.share_bars(ax, ["age", "job"], [0.3, 0.1]),
        "contributions": lambda ax: display.share_bars(
            ax, ["age", "job"], [61.3, 48.9], largest=100
        ),
        "scores": lambda ax: display.score_bars(
            ax, np.linspace(0, 1, 5), [9, 7, 2, 1], marks={"p50": 0.21, "p95": 0.62}
        ),
    }


@pytest.fixture(params=drawings())
def draw(request: pytest.FixtureRequest) -> Draw:
    return drawings()[request.param]


@pytest.fixture
def ax() -> Axes:
    return Figure().subplots()
