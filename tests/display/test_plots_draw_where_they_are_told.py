from __future__ import annotations

import subprocess
import sys

import pytest
from matplotlib.figure import Figure

from privlab import display


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
    assert run("import sys; from privlab import display; print('matplotlib' in sys.modules)") == (
        "False"
    )
    code = (
        "import sys; from privlab import display;"
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
