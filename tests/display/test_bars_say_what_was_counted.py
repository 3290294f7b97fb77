from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, strategies as st
from matplotlib.figure import Figure

from privlab import _display as display
from privlab.errors import ParameterError
from privlab.policy import DIMENSION_LABELS, dimension_label
from privlab.tables import DIMENSIONS


def heights(ax) -> list[float]:
    return [bar.get_height() for bar in ax.patches]


def labels(ax) -> list[str]:
    written = [tick.get_text() for tick in ax.get_xticklabels()]
    return [text.replace("\n", "").replace("\N{EN DASH}", "-") for text in written]


def hatched(ax) -> list[bool]:
    return [bool(bar.get_hatch()) for bar in ax.patches]


def legend(ax) -> list[str]:
    return [text.get_text() for text in ax.get_legend().get_texts()]


def written(ax) -> list[str]:
    return [text.get_text() for text in ax.texts]


def test_people_are_counted_by_the_size_of_their_class(ax):
    display.class_size_bars(ax, [1, 2, 4, 5, 12], [7, 4, 8, 10, 24], k=5)
    assert labels(ax) == ["1", "2-4", "5-9", "≥ 10"]
    assert heights(ax) == [7, 12, 10, 24]
    assert written(ax) == ["7", "12", "10", "24"]
    assert ax.get_ylabel() == "Number of people"


def test_classes_below_k_are_hatched_and_named_with_their_share(ax):
    display.class_size_bars(ax, [1, 2, 4, 5, 12], [7, 4, 8, 10, 24], k=5)
    assert hatched(ax) == [True, True, False, False]
    assert legend(ax) == [
        "In classes smaller than 5: 19 people (35.85%)",
        "In classes of 5 or more: 34 people (64.15%)",
    ]


def test_k_is_always_the_edge_of_a_bar(ax):
    display.class_size_bars(ax, [6, 7, 8], [6, 7, 8], k=7)
    assert "5-6" in labels(ax)
    assert heights(ax)[hatched(ax).index(False)] == 15


def test_a_k_that_no_class_reaches_leaves_everyone_below(ax):
    display.class_size_bars(ax, [1, 2], [1, 2], k=50)
    assert legend(ax)[0] == "In classes smaller than 50: 3 people (100%)"
    assert heights(ax)[-1] == 0


def test_without_a_person_key_records_are_counted_not_people(ax):
    display.class_size_bars(ax, [1], [1], k=5, unit="records")
    assert ax.get_ylabel() == "Number of records"
    assert legend(ax)[0] == "In classes smaller than 5: 1 record (100%)"


@given(
    st.lists(st.tuples(st.integers(1, 10**7), st.integers(1, 10**5)), min_size=1, max_size=40),
    st.integers(1, 3_000),
)
def test_every_person_is_in_one_bar_and_bars_stay_few(classes, k):
    sizes, people = (np.array(part) for part in zip(*classes, strict=True))
    ax = Figure().subplots()
    display.class_size_bars(ax, sizes, people, k=k)
    assert sum(heights(ax)) == people.sum()
    below = [height for height, alarming in zip(heights(ax), hatched(ax), strict=True) if alarming]
    assert sum(below) == people[sizes < k].sum()
    assert len(heights(ax)) <= 10


def test_a_risk_equal_to_the_threshold_is_not_above_it(ax):
    display.risk_bars(ax, [1 / 5, 1 / 4, 1, 0.009], [50, 40, 1, 900], threshold=0.2)
    assert labels(ax) == ["≤ 1%", "1-5%", "5-10%", "10-20%", "20-50%", "50-100%"]
    assert heights(ax) == [900, 0, 0, 50, 40, 1]
    assert hatched(ax) == [False, False, False, False, True, True]
    assert legend(ax)[0] == "Risk above 20%: 41 people (4.14%)"


def test_the_ten_dimensions_are_always_there_in_the_same_order(ax):
    display.dimension_bars(ax, {"income": 0.31, "identity": 0.62, "holdings": 0.0})
    names = [tick.get_text() for tick in ax.get_yticklabels()]
    assert names == [dimension_label(name) for name in DIMENSIONS]
    nothing = "no data"
    assert written(ax) == ["0.62", nothing, "0", *[nothing] * 3, "0.31", *[nothing] * 3]


def test_the_room_names_the_dimensions_that_tables_know():
    assert list(DIMENSION_LABELS) == list(DIMENSIONS)


def test_an_unknown_dimension_is_refused_with_the_nearest_one(ax):
    with pytest.raises(ParameterError, match="Did you mean 'income'"):
        display.dimension_bars(ax, {"incomes": 0.3})


def test_columns_are_ranked_and_the_smallest_left_out_aloud(ax):
    names = [f"column_{n:02}" for n in range(20)]
    display.share_bars(ax, names, [n / 100 for n in range(20)])
    shown = [tick.get_text() for tick in ax.get_yticklabels()]
    assert shown == names[:4:-1]
    assert "15 columns of 20" in ax.get_xlabel()


def test_a_column_name_is_drawn_as_it_is_written(ax):
    display.share_bars(ax, ["$x^2$\n<b>", "n" * 90], [0.2, 0.1])
    shown = [tick.get_text() for tick in ax.get_yticklabels()]
    assert shown[0] == r"\$x^2\$ <b>"
    assert shown[1] == "n" * 31 + "…"


def test_percentiles_are_named_and_no_line_crosses_a_name(ax):
    display.score_bars(
        ax, np.linspace(0, 1, 5), [9, 7, 2, 1], marks={"p99": 0.9, "p50": 0.2, "p95": 0.8}
    )
    assert written(ax) == [
        "half are below 0.2",
        "95% are below 0.8",
        "99% are below 0.9",
    ]
    # names stand on the left here, so each line must end below the names to its right
    ends = [line.get_ydata()[1] for line in ax.lines]
    assert ends == sorted(ends)
    assert all(text.get_ha() == "right" for text in ax.texts)
