"""Tables of a result that its figures do not hold: column by column."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from privlab import display
from privlab.assessment._titles import column_titles
from privlab.assessment._words import table
from privlab.documents import Note
from privlab.intrusiveness import Intrusiveness
from privlab.inventory import Inventory
from privlab.language import N_, Share, counted, translate
from privlab.tables import ROLE_LABELS

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

    from privlab.assessment._assessment import Assessment
    from privlab.documents import Block
    from privlab.results import Result

__all__ = ["tables_of"]

# those that add least are left to the notebook
MOST_COLUMNS = 12


def tables_of(assessment: Assessment, result: Result, language: str) -> Iterator[Block]:
    """Yield what a result says of each column."""
    names = column_titles(assessment, result.provenance.columns, language)
    if isinstance(result, Inventory):
        yield _columns_held(result, names, language)
    if isinstance(result, Intrusiveness):
        yield from _columns_known(result, names, language)


def _columns_held(result: Inventory, names: Mapping[str, str], language: str) -> Block:
    held = result.columns
    return table(
        N_("The columns held"),
        (N_("Column"), N_("Role"), N_("Life dimension"), N_("Sensitivity"), N_("Missing")),
        [_column(row, names, language) for row in held.to_dict("records")],
        language,
        right=(3, 4),
    )


def _column(
    row: Mapping[Hashable, Any], names: Mapping[str, str], language: str
) -> tuple[object, ...]:
    label, dimension = ROLE_LABELS[row["role"]], row["dimension"]
    return (
        names.get(row["column"], row["column"]),
        translate(label, language),
        display.dimension_label(dimension, language) if isinstance(dimension, str) else "—",
        _or_none(row["sensitivity"]),
        Share(row["missing"]),
    )


def _columns_known(
    result: Intrusiveness, names: Mapping[str, str], language: str
) -> Iterator[Block]:
    known = result.columns.sort_values(["share", "bits"], ascending=False, kind="stable")
    rows = [
        (names.get(row["column"], row["column"]), float(row["bits"]), float(row["share"]))
        for row in known.to_dict("records")
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
