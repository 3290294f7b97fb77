"""The shape that every measure returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from privlab import _display as display
from privlab.errors import ParameterError, did_you_mean
from privlab.language import N_, Message, speaking, translate

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from privlab.results._figures import Figure
    from privlab.results._findings import Finding
    from privlab.results._provenance import Provenance
    from privlab.results._told import Breakdown, HeldColumn, Highlight, Threshold

__all__ = ["Result"]


@dataclass(frozen=True, repr=False)
class Result:
    """Figures with their unit and doubt, what was assumed, and where they come from.

    Measures subclass it: they add fields of their own, a title, how they are drawn and the
    caption of the drawing; a result without caption has nothing to draw. What else a report says
    of a measure is said here too, so that a new one is one file.

    Attributes
    ----------
    measure_title : str
        Name of the measuring, for the line that says where figures come from; the title by
        default.
    point : str
        Key of the point of the assessment at which it stands; that of the principles by default.
    thresholds : tuple of Threshold
        Rules that it is judged by: those of `findings`.
    in_brief, compared : tuple of str
        Keys of the figures that a summary tells, and that are shown before and after a treatment.
    known_outside : bool
        Whether its columns are those that someone outside could know.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"sex": list("FFM")})
    >>> result = privlab.check_anonymity(frame, quasi_identifiers=["sex"])
    >>> result.figure("k").value, result.to_frame().loc["k", "unit"]
    (1, 'records')
    """

    figures: tuple[Figure, ...]
    assumptions: tuple[Message, ...]
    provenance: Provenance

    title: ClassVar[str] = N_("Result")
    caption: ClassVar[str] = ""
    measure_title: ClassVar[str] = ""
    point: ClassVar[str] = "principles"
    thresholds: ClassVar[tuple[Threshold, ...]] = ()
    in_brief: ClassVar[tuple[str, ...]] = ()
    compared: ClassVar[tuple[str, ...]] = ()
    known_outside: ClassVar[bool] = False

    @property
    def judged(self) -> bool:
        """Whether the rules of `thresholds` were judged: a policy may be needed for that."""
        return bool(self.thresholds)

    def findings(self) -> tuple[Finding, ...]:
        """Return what is found by the rules of `thresholds`.

        Returns
        -------
        tuple of Finding
        """
        return ()

    def tables(self) -> tuple[Breakdown, ...]:
        """Return what the figures do not hold, as tables of a report.

        Returns
        -------
        tuple of Breakdown
        """
        return ()

    def highlights(self) -> tuple[Highlight, ...]:
        """Return the figures that a reader must not miss, each with what it means.

        Returns
        -------
        tuple of Highlight
        """
        return ()

    def held_columns(self) -> tuple[HeldColumn, ...]:
        """Return the columns of the table, for a result that describes one.

        Returns
        -------
        tuple of HeldColumn
        """
        return ()

    def handed_out(self) -> tuple[Message, ...]:
        """Return whom it is about and who was left out, for a result that counts them.

        Returns
        -------
        tuple of Message
        """
        return ()

    def origin(self, language: str | None = None) -> str:
        """Return the line that says what was measured, on what and with what.

        Parameters
        ----------
        language : {"fr", "en"}, optional
            The one in use by default.

        Returns
        -------
        str

        Examples
        --------
        >>> import pandas as pd, privlab
        >>> frame = pd.DataFrame({"sex": list("FFM")})
        >>> check = privlab.check_anonymity(frame, quasi_identifiers=["sex"])
        >>> check.origin("en").split(";")[0]
        'Anonymity check on 3 rows, columns sex'
        """
        return self.provenance.text(self.measure_title or self.title, language)

    def headline(self, language: str | None = None) -> str:
        """Return the line that stands above the figures.

        Parameters
        ----------
        language : {"fr", "en"}, optional
            The one in use by default.

        Returns
        -------
        str
        """
        return translate(self.title, language)

    def figure(self, key: str) -> Figure:
        """Return the figure of that key; ParameterError names the nearest one.

        Parameters
        ----------
        key : str
            Stable name of the figure: `to_frame` lists them.

        Returns
        -------
        Figure

        Raises
        ------
        ParameterError
            No figure of that key; the message names the nearest.

        Examples
        --------
        >>> import pandas as pd, privlab
        >>> frame = pd.DataFrame({"sex": list("FFM")})
        >>> privlab.check_anonymity(frame, quasi_identifiers=["sex"]).figure("n_classes").value
        2
        """
        by_key = {figure.key: figure for figure in self.figures}
        if key not in by_key:
            message = f"There is no figure '{key}' here. {did_you_mean(key, by_key)}"
            raise ParameterError(message)
        return by_key[key]

    def to_dict(self) -> dict[str, object]:
        """Return plain JSON values: figures unrounded, assumptions in both languages.

        Returns
        -------
        dict

        Examples
        --------
        >>> import pandas as pd, privlab
        >>> frame = pd.DataFrame({"sex": list("FFM")})
        >>> told = privlab.check_anonymity(frame, quasi_identifiers=["sex"]).to_dict()
        >>> told["provenance"]["measure"]
        'check_anonymity'
        """
        return {
            "title_en": self.headline("en"),
            "title_fr": self.headline("fr"),
            "figures": [figure.to_dict() for figure in self.figures],
            "assumptions_en": [message.text("en") for message in self.assumptions],
            "assumptions_fr": [message.text("fr") for message in self.assumptions],
            "provenance": self.provenance.to_dict(),
        }

    def to_frame(self) -> pd.DataFrame:
        """Return the figures as a pandas frame, one row each: value, unit, interval.

        Returns
        -------
        pandas frame, one row a figure

        Examples
        --------
        >>> import pandas as pd, privlab
        >>> frame = pd.DataFrame({"sex": list("FFM")})
        >>> check = privlab.check_anonymity(frame, quasi_identifiers=["sex"])
        >>> check.to_frame().loc["k", "unit"]
        'records'
        """
        import pandas as pd

        rows = [
            {
                "figure": figure.key,
                "value": figure.value,
                "unit": figure.unit,
                "low": None if figure.interval is None else figure.interval[0],
                "high": None if figure.interval is None else figure.interval[1],
                "meaning": figure.name(),
            }
            for figure in self.figures
        ]
        return pd.DataFrame(rows).set_index("figure")

    def plot(self, ax: Axes | None = None) -> display.Plot:
        """Draw the result on `ax` (a new one by default); never shows it.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            A new one by default.

        Returns
        -------
        Plot
            `.ax_` and `.figure_`.
        """
        plot = display.new_plot(ax, title=translate(self.caption), description=self.describe_plot())
        self._draw(plot.ax_)
        return plot

    def describe_plot(self, language: str | None = None) -> str:
        """Return in words what the plot shows, for readers who cannot see it.

        Parameters
        ----------
        language : {"fr", "en"}, optional
            The one in use by default.

        Returns
        -------
        str
        """
        return "; ".join(figure.line(language) for figure in self.figures)

    def svg(self, language: str | None = None) -> str:
        """Return the plot as a self-contained SVG with a title and a description.

        Parameters
        ----------
        language : {"fr", "en"}, optional
            The one in use by default.

        Returns
        -------
        str
        """
        with speaking(language):
            return display.draw_svg(
                self._draw,
                title=translate(self.caption, language),
                description=self.describe_plot(language),
            )

    def _draw(self, ax: Axes) -> None:
        message = (
            f"{type(self).__name__} has a figure or two and nothing to draw. Read .to_frame()."
        )
        raise ParameterError(message)

    def _answer(self) -> pd.DataFrame | None:
        """Return the frame that is the answer, for results whose figures are about one."""
        return None

    def _remarks(self) -> tuple[Message, ...]:
        """Return what nobody may miss: shown below the figures, where assumptions are folded."""
        return ()

    def _extract(self) -> display.Extract | None:
        answer = self._answer()
        remarks = tuple(message.text() for message in self._remarks())
        return None if answer is None and not remarks else display.extract(answer, remarks)

    def _repr_html_(self) -> str:
        return display.card(
            title=self.headline(),
            rows=[(figure.name(), figure.text()) for figure in self.figures],
            notes=[message.text() for message in self.assumptions],
            footer=self.origin(),
            answer=self._extract(),
        )

    def __repr__(self) -> str:
        lines = [f"  {figure.line()}" for figure in self.figures]
        answer = self._extract()
        lines += [] if answer is None else ["", *(f"  {line}" for line in answer.lines())]
        return "\n".join([f"<{type(self).__name__}>", *lines])

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": self._repr_html_()}
