"""What `score_risk` may be asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab._checks import number
from privlab.errors import ParameterError
from privlab.tables import check_present

if TYPE_CHECKING:
    from privlab.tables import Dataset

__all__ = ["check_candidates", "check_population", "checked_threshold"]

DEFAULT_THRESHOLD = 0.2


def checked_threshold(data: Dataset, threshold: float | None) -> float:
    """Return the risk above which a person is at risk, the usual or declared one by default."""
    if threshold is None:
        return DEFAULT_THRESHOLD if data.opened is None else data.opened.max_reidentification
    return number("threshold", threshold, "[0, 1]", of="a risk")


def check_population(
    data: Dataset,
    weight: str | None,
    household: str | None,
    population_table: Dataset | None,
    population_size: int | None,
) -> None:
    """Refuse columns that are absent and populations that exclude each other."""
    for argument, column in (("weight", weight), ("household", household)):
        if column is not None:
            check_present(column, data.columns, f"{argument}=")
    if population_table is None:
        if population_size is not None and not data.one_row_per_person:
            message = (
                "population_size= needs one row a person: people in several classes have no class "
                "size in the population. Build one row a person first."
            )
            raise ParameterError(message)
        return
    for argument, value in (("weight", weight), ("population_size", population_size)):
        if value is not None:
            message = (
                f"population_table= and {argument}= both say how large the population is. Pass one."
            )
            raise ParameterError(message)


def check_candidates(
    missing: str, population_table: Dataset | None, population_size: int | None
) -> None:
    """Refuse a population for records that have no one class in it."""
    for argument, value in (
        ("population_table", population_table),
        ("population_size", population_size),
    ):
        if missing != "own" and value is not None:
            message = (
                f"missing='{missing}' and {argument}= do not go together: a record with a missing "
                "value has no one class in the population. Use missing='own'."
            )
            raise ParameterError(message)
