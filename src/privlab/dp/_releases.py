"""What a query says before it spends, and what it returns after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from privlab import display
from privlab.language import N_
from privlab.results import Result

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["Forecast", "Release"]


@dataclass(frozen=True, repr=False)
class Forecast(Result):
    """What a release would cost and how far its figures would lie from the truth.

    Nothing was spent and no row was read.
    """

    title: ClassVar[str] = N_("Before spending")


@dataclass(frozen=True, repr=False)
class Release(Result):
    """Figures with noise, as they may leave.

    Attributes
    ----------
    table : pandas frame, one row a group
        The group's keys, `count` with noise, and `low` and `high`: the interval that holds the
        capped count at the level of `confidence`.
    stored : bool
        Whether this is the stored answer of an earlier, equal release: nothing was spent again.
    """

    table: pd.DataFrame
    stored: bool

    title: ClassVar[str] = N_("Released with differential privacy")
    caption: ClassVar[str] = N_("The released counts and the intervals of their noise")

    def to_frame(self) -> pd.DataFrame:
        """Return the released table."""
        return self.table.copy()

    def _draw(self, ax: Axes) -> None:
        import pandas as pd

        keys = [c for c in self.table.columns if c not in {"count", "low", "high"}]
        names = [
            " · ".join("—" if pd.isna(value) else str(value) for value in row)
            for row in self.table[keys].itertuples(index=False)
        ]
        display.interval_bars(ax, names, self.table["count"], self.table["low"], self.table["high"])
