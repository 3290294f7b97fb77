from __future__ import annotations

import subprocess
import sys

import pytest
from matplotlib.figure import Figure

from privlab import __version__, _display as display
from privlab.errors import DocumentError, ParameterError


def run(code: str) -> str:
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.strip()


def test_a_drawing_appears_on_the_axes_given_and_on_no_other(draw, ax):
    other = Figure().subplots()
    draw(ax)
    assert ax.patches
    assert not other.patches


def test_a_plot_on_given_axes_holds_them_and_their_figure(ax):
    plot = display.new_plot(ax)
    assert plot.ax_ is ax
    assert plot.figure_ is ax.figure


def test_a_plot_on_axes_of_a_subfigure_holds_the_whole_figure():
    figure = Figure()
    ax = figure.subfigures().subplots()
    assert display.new_plot(ax).figure_ is figure


def test_a_plot_without_axes_makes_a_figure_of_its_own():
    first, second = display.new_plot(), display.new_plot()
    assert first.figure_ is not second.figure_
    assert first.ax_.figure is first.figure_


def test_neither_importing_the_room_nor_drawing_wakes_pyplot():
    assert run(
        "import sys; from privlab import _display as display; print('matplotlib' in sys.modules)"
    ) == ("False")
    code = (
        "import sys; from privlab import _display as display;"
        "plot = display.new_plot(); display.share_bars(plot.ax_, ['a'], [.5]); plot._repr_html_();"
        "display.draw_svg(lambda ax: ax.plot([1, 2]), title='t', description='d');"
        "print('matplotlib' in sys.modules, 'matplotlib.pyplot' in sys.modules)"
    )
    assert run(code) == "True False"


def test_the_notebook_shows_a_plot_of_its_own_figure_as_a_picture(draw):
    plot = display.new_plot(title="What <b>is</b> known")
    draw(plot.ax_)
    shown = plot._repr_html_()
    assert shown is not None
    assert shown.startswith("<svg")
    assert "What &lt;b&gt;is&lt;/b&gt; known" in shown


def test_the_notebook_shows_given_axes_once_through_whoever_made_them(ax):
    assert display.new_plot(ax)._repr_html_() is None


def test_the_text_of_a_plot_is_one_short_line():
    plot = display.new_plot()
    display.share_bars(plot.ax_, ["age"], [0.3])
    assert repr(plot) == "<Plot: Drop of the score without the column, 6.6 x 3.7 inches>"


def test_a_holder_cannot_be_changed():
    with pytest.raises(AttributeError):
        display.new_plot().title = "another"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("ending", "starts"), [("png", b"\x89PNG"), ("svg", b"<svg"), ("PDF", b"%PDF")]
)
def test_a_plot_is_saved_by_the_ending_of_its_name(draw, tmp_path, ending, starts):
    plot = display.new_plot(title="What is known", description="a is half")
    draw(plot.ax_)
    place = plot.save(str(tmp_path / f"plot.{ending}"))
    written = place.read_bytes()
    assert place == tmp_path / f"plot.{ending}"
    assert written.startswith(starts)
    assert b"a is half" in written
    assert b"What is known" in written


@pytest.mark.parametrize("name", ["plot.gif", "plot", "png"])
def test_another_ending_is_refused(tmp_path, name):
    with pytest.raises(ParameterError, match=r"\.png, \.svg or \.pdf"):
        display.new_plot().save(tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(DocumentError, match="cannot be written"):
        display.new_plot().save(tmp_path / "none" / "plot.png")


def test_the_package_runs_as_the_command_line():
    done = subprocess.run(
        [sys.executable, "-m", "privlab", "version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == __version__
