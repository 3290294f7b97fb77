"""What a measure of inference returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from privlab import _display as display
from privlab.errors import ParameterError, did_you_mean
from privlab.language import N_, Share, named
from privlab.results import Breakdown, Columns, Result

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from privlab.intrusiveness._people_keys import RowFigures

__all__ = ["InferenceResult"]


@dataclass(frozen=True, repr=False)
class InferenceResult(Result):
    """What the rest of the profile reveals of each secret.

    Attributes
    ----------
    inference : float or None
        The axis: the largest of sensitivity x share over the secrets, 0 to 1; None when none
        could be assessed.
    worst : str or None
        The secret that it comes from.
    secrets : pandas frame, one row a secret
        `column`, `sensitivity`, `entropy` (bits), `share` learnt with `low` and `high` at 95%,
        `score` (sensitivity x share), `disclosed` (people told with 0.9 confidence, in a class
        of fewer than half) and their `precision` (None when there are none), `advantage` in
        accuracy, `linear`, `boosting` and `prior`: what each weighs in the pooled guess.
    carriers : pandas frame, one row a secret and column known to the attacker
        `secret`, `column`, `bits` lost when the values of that column are shuffled, `share`
        of the secret. Columns that say the same stand in for each other and each seems small.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> from privlab.intrusiveness import measure_inference
    >>> frame = pd.DataFrame({"market": list("abcd") * 25, "faith": list("xyxy") * 25})
    >>> found = measure_inference(privlab.dataset(frame, sensitive=["faith"]), folds=2)
    >>> found.worst, found.carried("faith")["column"].tolist()
    ('faith', ['market'])
    """

    inference: float | None
    worst: str | None
    secrets: pd.DataFrame
    carriers: pd.DataFrame
    sampled_share: float
    _people: pd.DataFrame | None
    _rows: RowFigures | None = None

    title: ClassVar[str] = N_("Inference")
    measure_title: ClassVar[str] = N_("Measure of inference")
    point: ClassVar[str] = "impacts"
    caption: ClassVar[str] = N_("Share of each secret that the rest of the profile reveals")

    @property
    def people(self) -> pd.DataFrame:
        """What is learnt of each person: `inference` and one column per secret, 0 to 1.

        sensitivity x bits learnt over the bits of their own value, clipped; in the order of the
        frame, with its index, where all rows were drawn.

        Raises
        ------
        ParameterError
            The table is not a frame in this process, or only a sample of it was drawn.
        """
        if self._people is None:
            message = (
                "Figures of single people need a frame of which every row was drawn. Pass a pandas "
                "frame to privlab.dataset, or a larger max_rows=."
            )
            raise ParameterError(message)
        return self._people

    @property
    def row_figures(self) -> RowFigures | None:
        """Inference row by row, to be joined with a profile; None where only a sample was drawn."""
        return self._rows

    def carried(self, secret: str) -> pd.DataFrame:
        """Return the columns that carry the leak of a secret, the most telling first.

        Parameters
        ----------
        secret : str
            A column that was guessed.

        Returns
        -------
        pandas frame, one row a column known to the attacker
            As `carriers`.

        Raises
        ------
        ParameterError
            A column that is no secret here.
        """
        known = list(self.secrets["column"])
        if secret not in known:
            message = f"'{secret}' is no secret here. {did_you_mean(secret, known)}"
            raise ParameterError(message)
        own = self.carriers[self.carriers["secret"] == secret]
        return own.sort_values("bits", ascending=False, kind="stable").reset_index(drop=True)

    def tables(self) -> tuple[Breakdown, ...]:
        """Return what the rest of the profile reveals of each secret, and through which column.

        Returns
        -------
        tuple of Breakdown
        """
        secrets = self.secrets.astype(object).where(self.secrets.notna(), None)
        rows = tuple(
            (
                Columns((row["column"],)),
                None if row["share"] is None else Share(row["share"]),
                row["disclosed"],
                self._told_most_by(row["column"]),
            )
            for row in secrets.to_dict("records")
        )
        heads = (
            N_("Secret"),
            N_("Share revealed"),
            N_("Effectively disclosed"),
            N_("Told most by"),
        )
        caption = N_("What the profile lets one guess")
        return (Breakdown(caption, heads, rows, right=(1, 2)),)

    def _told_most_by(self, secret: str) -> Columns | None:
        carried = self.carried(secret)
        tells = len(carried) > 0 and float(carried["bits"].iloc[0]) > 0
        return Columns((str(carried["column"].iloc[0]),)) if tells else None

    def _draw(self, ax: Axes) -> None:
        held = self.secrets.dropna(subset=["share"])
        display.share_bars(
            ax, list(held["column"]), list(held["share"]), what=N_("Share of the secret revealed")
        )

    def describe_plot(self, language: str | None = None) -> str:
        """Return the shares in words.

        Parameters
        ----------
        language : {"fr", "en"}, optional
            The one in use by default.

        Returns
        -------
        str
        """
        held = self.secrets.dropna(subset=["share"])
        return "; ".join(
            named(name, Share(float(value)), language)
            for name, value in zip(held["column"], held["share"], strict=True)
        )
