"""What can be said before spending, from declared or already released figures alone."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from privlab._checks import is_number, is_whole, whole
from privlab.dp.noise._noise import half_width
from privlab.errors import ParameterError, did_you_mean, listed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import pandas as pd

__all__ = ["capping_table", "error_curve", "error_of", "least_epsilon", "size_table"]

LEAST, MOST = 1e-4, 1e3

STEPS = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
"""Around the epsilon of a forecast: how many times as much."""

CAPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000)


def size_table(
    errors: Callable[[int], Mapping[str, tuple[float, float]]], group_sizes: Sequence[int]
) -> pd.DataFrame:
    """Return the error of each figure for groups of typical size.

    Parameters
    ----------
    errors : function of the rows of a group
        Gives a mapping of figure to (half-width, size of a typical figure).
    group_sizes : sequence of int
        Rows of a group, at least 1.
    """
    import pandas as pd

    for size in group_sizes:
        whole("Each of group_sizes", size, least=1)
    # answer by answer, each from the first size to the last
    told = {int(size): errors(int(size)) for size in group_sizes}
    names = next(iter(told.values()), {})
    return pd.DataFrame(
        [
            {
                "answer": name,
                "rows_of_group": size,
                "error_95": own[name][0],
                "relative_error": own[name][0] / own[name][1] if own[name][1] else None,
            }
            for name in names
            for size, own in told.items()
        ]
    )


def error_curve(
    errors: Callable[[float], Callable[[int], Mapping[str, tuple[float, float]]]],
    epsilon: float,
    group_sizes: Sequence[int],
) -> pd.DataFrame:
    """Return the error of each figure by epsilon and by size of group.

    Parameters
    ----------
    errors : function of epsilon, as `size_table` takes its result
    epsilon : float
        In the middle of those that are shown, from a tenth to ten times as much. Those at which
        nothing can be drawn are left out.
    group_sizes : sequence of int
        Rows of a group, at least 1.
    """
    import pandas as pd

    tables = []
    for step in STEPS:
        try:
            own = errors(epsilon * step)
        except ParameterError:
            continue
        tables.append(size_table(own, group_sizes).assign(epsilon=epsilon * step))
    return pd.concat(tables, ignore_index=True)


def error_of(
    figure: str | None, errors: Mapping[str, tuple[float, float]], *, one_unit: bool
) -> float:
    """Return the error of a figure, or the largest of all where they have one unit."""
    if figure is not None:
        if figure not in errors:
            message = (
                f"figure='{listed([str(figure)])}' is no figure of this query. "
                f"{did_you_mean(str(figure), list(errors))}"
            )
            raise ParameterError(message)
        return errors[figure][0]
    if len(errors) > 1 and not one_unit:
        message = (
            f"This query has figures in different units: {', '.join(errors)}. Say which one "
            f"is to be that near: epsilon_for(error, figure='{next(iter(errors))}')."
        )
        raise ParameterError(message)
    return max(width for width, _ in errors.values())


def least_epsilon(wide: Callable[[float], float], wanted: float) -> float:
    """Return the least epsilon at which an error is that small, rounded up to four digits."""
    low, high = LEAST, MOST
    if wide(high) > wanted:
        message = f"No epsilon up to {high:g} brings the error down to {wanted:g}."
        raise ParameterError(message)
    while high / low > 1 + 1e-5:
        middle = (low * high) ** 0.5
        low, high = (low, middle) if wide(middle) <= wanted else (middle, high)
    step = 10.0 ** (math.floor(math.log10(high)) - 3)
    return float(f"{math.ceil(high / step) * step:.4g}")


def capping_table(activity: Mapping[int, float], epsilon: float) -> pd.DataFrame:
    """Return what each cap leaves out of a count of rows, beside the noise that it needs.

    Parameters
    ----------
    activity : mapping of int to float
        How many people, or which share of them, have so many rows.
    epsilon : float
        Privacy loss of the count.

    Examples
    --------
    >>> capping_table({1: 80, 10: 20}, 1.0)["rows_kept"].round(3).tolist()
    [0.357, 0.429, 0.643, 1.0]
    """
    import pandas as pd

    known = isinstance(activity, Mapping) and all(
        is_whole(rows) and rows >= 1 and is_number(people) and 0 <= people < math.inf
        for rows, people in activity.items()
    )
    held = sum(rows * people for rows, people in activity.items()) if known else 0
    if not held > 0:
        message = (
            "activity says how many people have so many rows, for instance {1: 8000, 5: 1500}: "
            "whole numbers of rows above 0, people of at least 0 and some above 0. Declare it, or "
            "take it from an earlier release; it is never read from the table."
        )
        raise ParameterError(message)
    most = max(activity)
    caps = [*(cap for cap in CAPS if cap < most), most]
    kept = [sum(min(n, cap) * people for n, people in activity.items()) / held for cap in caps]
    return pd.DataFrame(
        {
            "rows_per_person": caps,
            "rows_kept": kept,
            "rows_left_out": [1 - share for share in kept],
            "noise_95": [half_width(cap / epsilon, 0.95) for cap in caps],
        }
    )
