"""What a `plot()` returns: the axes that were drawn on, shown by the notebook itself."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from privlab._display._svg import inline_svg
from privlab.errors import DocumentError, ParameterError, listed
from privlab.language import N_, translate

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["SIZE", "Plot", "new_plot"]

SIZE = (6.6, 3.7)
DPI = 200
# each form of file, and the name that it gives to a description
FORMS = {"png": "Description", "svg": "", "pdf": "Subject"}


@dataclass(frozen=True, repr=False)
class Plot:
    """Holder of a drawn plot.

    Attributes
    ----------
    ax_ : matplotlib Axes
        Where it is drawn; change it freely.
    figure_ : matplotlib Figure
    title, description : str
        What it shows, for readers who cannot see it.
    own : bool
        Whether the figure was made for this plot. The notebook shows such a figure through
        this holder; the figure of an axes that was given is left to whoever made it.
    """

    ax_: Axes
    figure_: Figure
    title: str = ""
    description: str = ""
    own: bool = True

    def svg(self) -> str:
        """Return the figure as a self-contained SVG."""
        title = self.title or self.ax_.get_title() or translate(N_("Plot"))
        axes = " / ".join(filter(None, (self.ax_.get_xlabel(), self.ax_.get_ylabel())))
        return inline_svg(self.figure_, title=title, description=self.description or axes)

    def save(self, path: str | Path) -> Path:
        """Write the plot as a file, with its title and description in it.

        Parameters
        ----------
        path : path
            Its ending says the form: .png, .svg or .pdf. A file that is there is replaced.

        Returns
        -------
        Path
            Of the file.

        Raises
        ------
        ParameterError
            Another ending.
        DocumentError
            The file cannot be written.
        """
        place = Path(path)
        form = place.suffix.lower().removeprefix(".")
        if form not in FORMS:
            message = (
                f"A plot is not saved as '{listed([place.name])}'. End the name in .png, .svg or "
                ".pdf, for instance 'plot.png'."
            )
            raise ParameterError(message)
        written = self.svg().encode() if form == "svg" else self._written(form)
        try:
            place.write_bytes(written)
        except OSError as error:
            message = f"The plot cannot be written to '{place}': {error.strerror}."
            raise DocumentError(message) from None
        return place

    def _written(self, form: str) -> bytes:
        words = {"Title": self.title, FORMS[form]: self.description}
        written = io.BytesIO()
        self.figure_.savefig(written, format=form, dpi=DPI, metadata=words)
        return written.getvalue()

    def _repr_html_(self) -> str | None:
        return self.svg() if self.own else None

    def __repr__(self) -> str:
        width, height = self.figure_.get_size_inches()
        return f"<Plot: {self.title or self.ax_.get_xlabel()}, {width:g} x {height:g} inches>"


def new_plot(ax: Axes | None = None, *, title: str = "", description: str = "") -> Plot:
    """Return a holder of `ax`, or of a new axes that no pyplot knows, shows or keeps."""
    if ax is not None:
        figure = ax.get_figure(root=True)
        return Plot(ax, figure, title, description, own=False)  # type: ignore[arg-type]
    from matplotlib.figure import Figure

    figure = Figure(figsize=SIZE, layout="constrained")
    return Plot(figure.subplots(), figure, title, description)
