"""What a query says before it spends, and what it returns after."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar

from privlab import _display as display
from privlab.dp._consistency import made_consistent
from privlab.dp._plans import HIGH_DELTA, HIGH_EPSILON
from privlab.language import N_, Message
from privlab.results import Result

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

__all__ = ["TOLD_COARSELY", "Forecast", "Release", "empty_answer", "rare_groups"]

TOLD_COARSELY = N_(
    "Figures are told in units of {unit}, coarser than the column. Pass unit= for others."
)
_ALOUD = {HIGH_EPSILON, HIGH_DELTA, TOLD_COARSELY}


def _aloud(result: Result) -> tuple[Message, ...]:
    """Return the assumptions that nobody may miss."""
    return tuple(said for said in result.assumptions if said.template in _ALOUD)


def rare_groups(threshold: int) -> Message:
    """Return what a private choice of groups lets expect."""
    return Message(
        "Groups of fewer than {n} people probably do not appear, and the answer may be empty.",
        {"n": threshold},
    )


def empty_answer(threshold: int) -> Message:
    """Return why an answer by groups chosen privately is empty, and what it cost."""
    return Message(
        "No group was large enough to be released: each needs about {n} people, noise included. "
        "The budget was spent all the same.",
        {"n": threshold},
    )


@dataclass(frozen=True, repr=False)
class Forecast(Result):
    """What a release would cost and how far its figures would lie from the truth.

    Nothing was spent and no row was read.

    Attributes
    ----------
    sizes : pandas frame, one row a figure and a size of group
        Half of the 95% interval in the unit of the figure (of a quantile, in rows), and what
        share it is of a typical figure of that size. Sizes are those that were declared.
    caps : pandas frame, one row a cap, or None
        Which share of the rows each cap keeps, beside the noise of a count at that cap.
    curve : pandas frame, one row an answer, a size of group and an epsilon
        The same errors from a tenth of this epsilon to ten times as much: what is drawn.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"id": range(100), "age": [30, 60] * 50})
    >>> data = privlab.dataset(frame, person="id", population="clients")
    >>> session = privlab.dp.Session(data, rows_per_person=1)
    >>> session.count().forecast(epsilon=1.0).figure("noise_95").value
    3.0
    """

    sizes: pd.DataFrame
    caps: pd.DataFrame | None
    curve: pd.DataFrame = field(repr=False)

    title: ClassVar[str] = N_("Before spending")
    measure_title: ClassVar[str] = N_("Forecast of a release with differential privacy")
    point: ClassVar[str] = "noise"
    caption: ClassVar[str] = N_("Error by epsilon and by size of group")

    def _remarks(self) -> tuple[Message, ...]:
        needed = _threshold(self)
        rare = () if needed is None else (rare_groups(needed),)
        return (*_aloud(self), *rare)

    def _draw(self, ax: Axes) -> None:
        first = self.curve["answer"].iloc[0]
        own = self.curve[self.curve["answer"] == first]
        # where a row typically adds nothing, there is no share to draw
        relative = bool(own["relative_error"].notna().all())
        column = "relative_error" if relative else "error_95"
        lines = {
            int(size): (group["epsilon"].to_numpy(), group[column].to_numpy(dtype=float))
            for size, group in own.groupby("rows_of_group")
        }
        display.error_curves(
            ax, lines, chosen=float(self.figure("epsilon").value or 0.0), relative=relative
        )


@dataclass(frozen=True, repr=False)
class Release(Result):
    """Figures with noise, as they may leave.

    Attributes
    ----------
    table : pandas frame, one row a group
        The group's keys, the figure with noise, and `low` and `high`: the interval that holds
        the figure of the capped rows 95 times in 100. A quantile has no interval in its own
        unit: that would need how many rows lie near it, a further figure of the data, to be paid
        for. Beside `p50` stands `p50_rank_error`: how many rows may lie between the answer and
        the quantile, 95 times in 100, where rows lie evenly around it. From which number of rows
        on that holds, and what holds whatever the rows, is among the assumptions; `describe`,
        which has a noisy count of its own, gives small groups their larger error. Ask for
        quantiles on both sides, 0.45 and 0.55, to see how much that is in the unit.
    stored : bool
        Whether this is the stored answer of an earlier, equal release: nothing was spent again.
    shape : dict
        What the query was, for post-processing.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"id": range(100), "town": ["A", "B"] * 50})
    >>> data = privlab.dataset(frame, person="id", population="clients")
    >>> register = privlab.Register.create(pathlib.Path(tempfile.mkdtemp()) / "register.sqlite")
    >>> register.set_budget("clients", epsilon=1.0)
    >>> session = privlab.dp.Session(data, register=register, rows_per_person=1)
    >>> query = session.group_by({"town": ["A", "B"]}).count()
    >>> release = query.release(0.5, label="people by town")
    >>> release.table["town"].tolist(), release.figure("epsilon_left").value
    (['A', 'B'], 0.5)
    """

    table: pd.DataFrame
    stored: bool
    shape: dict[str, object] = field(repr=False)

    title: ClassVar[str] = N_("Released with differential privacy")
    measure_title: ClassVar[str] = N_("Release with differential privacy")
    point: ClassVar[str] = "noise"
    caption: ClassVar[str] = N_("The released figures and the intervals of their noise")

    def to_frame(self) -> pd.DataFrame:
        """Return the released table.

        Returns
        -------
        pandas frame, one row a group
            A copy of `table`.
        """
        return self.table.copy()

    def _answer(self) -> pd.DataFrame:
        return self.table

    def _remarks(self) -> tuple[Message, ...]:
        needed = _threshold(self)
        empty = () if needed is None or len(self.table) else (empty_answer(needed),)
        return (*_aloud(self), *empty)

    def consistent(self, *, tables_agree: bool = False) -> Release:
        """Return it with counts at least 0, totals kept and quantiles that rise.

        Nothing is spent: it is computed from what was released. Small groups are biased upwards.

        Parameters
        ----------
        tables_agree : bool
            Whether `marginals` are made to add up. Declare it where the groups hold every value,
            missing ones too, and no person has more rows than the caps let in: otherwise the
            tables differ in truth, and each keeps its own total.

        Returns
        -------
        Release
        """
        table, said = made_consistent(self.table, self.shape, tables_agree=tables_agree)
        return replace(self, table=table, assumptions=(*self.assumptions, *said))

    def _draw(self, ax: Axes) -> None:
        import pandas as pd

        keys = [c for c in self.shape["keys"] if c in self.table]  # type: ignore[attr-defined]
        bins = [c for c in ("table", "bin_from", "bin_to") if c in self.table]
        names = [
            " · ".join("—" if pd.isna(value) else str(value) for value in row)
            for row in self.table[[*keys, *bins]].to_numpy(dtype=object)
        ]
        shown = next(c for c in self.table if c not in {*keys, *bins})
        if f"{shown}_rank_error" in self.table:
            self._draw_quantiles(ax, names)
            return
        low, high = (
            next((c for c in (end, f"{shown}_{end}") if c in self.table), shown)
            for end in ("low", "high")
        )
        display.interval_bars(ax, names, self.table[shown], self.table[low], self.table[high])
        if shown != "count":
            told = Message("Released: {what}, with the interval of its noise", {"what": shown})
            ax.set_xlabel(told.text())

    def _draw_quantiles(self, ax: Axes, names: list[str]) -> None:
        """Draw every quantile of every group, those of a group one below the other."""
        errors = [c for c in map(str, self.table) if c.endswith("_rank_error")]
        asked = [c.removesuffix("_rank_error") for c in errors]
        values = self.table[asked].to_numpy(dtype=float).ravel()
        each = [f"{name} · {q}" if name else q for name in names for q in asked]
        display.interval_bars(ax, each, values, values, values)
        most = int(self.table[errors].to_numpy().max()) if len(self.table) else 0
        said = {"what": ", ".join(asked), "error": most}
        told = Message("Released: {what}; its error is in rows: {error}", said)
        if len(asked) > 1:
            told = Message("Released: {what}; their errors in rows: {error} at most", said)
        ax.set_xlabel(told.text())


def _threshold(result: Result) -> int | None:
    """Return how many people a group needs, where groups are chosen privately."""
    for figure in result.figures:
        if figure.key == "threshold" and figure.value is not None:
            return int(figure.value)
    return None
