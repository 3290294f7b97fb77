"""Tables of a result that its figures do not hold: column by column."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from privlab import display
from privlab.assessment._words import table
from privlab.documents import Note
from privlab.intrusiveness import Intrusiveness
from privlab.inventory import Inventory
from privlab.language import N_, Share, counted, translate
from privlab.tables import ROLE_LABELS

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

    from privlab.documents import Block
    from privlab.results import Result

__all__ = ["tables_of"]

# those that add least are left to the notebook
MOST_COLUMNS = 12


def tables_of(result: Result, language: str) -> Iterator[Block]:
    """Yield what a result says of each column."""
    if isinstance(result, Inventory):
        yield _columns_held(result, language)
    if isinstance(result, Intrusiveness):
        yield from _columns_known(result, language)


def _columns_held(result: Inventory, language: str) -> Block:
    held = result.columns
    return table(
        N_("The columns held"),
        (N_("Column"), N_("Role"), N_("Life dimension"), N_("Sensitivity"), N_("Missing")),
        [_column(row, language) for row in held.to_dict("records")],
        language,
        right=(3, 4),
    )


def _column(row: Mapping[Hashable, Any], language: str) -> tuple[object, ...]:
    label, dimension = ROLE_LABELS[row["role"]], row["dimension"]
    return (
        row["column"],
        translate(label, language),
        display.dimension_label(dimension, language) if isinstance(dimension, str) else "—",
        _or_none(row["sensitivity"]),
        Share(row["missing"]),
    )


def _columns_known(result: Intrusiveness, language: str) -> Iterator[Block]:
    known = result.columns.sort_values(["share", "bits"], ascending=False, kind="stable")
    rows = [
        (row["column"], float(row["bits"]), float(row["share"])) for row in known.to_dict("records")
    ]
    yield table(
        N_("What each column adds"),
        (N_("Column"), N_("Bits, alone"), N_("What the score loses without it")),
        rows[:MOST_COLUMNS],
        language,
        right=(1, 2),
    )
    if len(rows) > MOST_COLUMNS:
        left = counted(
            "{n} more column adds no more.",
            "{n} more columns add no more.",
            len(rows) - MOST_COLUMNS,
        )
        yield Note(left.text(language))


def _or_none(value: object) -> float | None:
    return float(value) if isinstance(value, float) and not math.isnan(value) else None
