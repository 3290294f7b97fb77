"""Tables of a result that its figures do not hold: column by column."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from privlab.assessment.declared._titles import column_titles
from privlab.assessment.declared._words import table
from privlab.documents import Note
from privlab.intrusiveness import SIGNALS, Intrusiveness
from privlab.inventory import Inventory
from privlab.language import N_, Share, counted, translate
from privlab.policy import dimension_label
from privlab.tables import ROLE_LABELS

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

    import pandas as pd

    from privlab.assessment._assessment import Assessment
    from privlab.documents import Block
    from privlab.intrusiveness import InferenceResult, UseResult
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
        if result.inference_result is not None:
            yield _secrets(result.inference_result, assessment, language)
        if result.use_result is not None:
            yield _uses(result.use_result, language)


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
        dimension_label(dimension, language) if isinstance(dimension, str) else "—",
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


def _secrets(result: InferenceResult, assessment: Assessment, language: str) -> Block:
    """Return what the rest of the profile reveals of each secret, and through which column."""
    rows = result.secrets.to_dict("records")
    secrets = [str(row["column"]) for row in rows]
    carriers = {secret: result.carried(secret) for secret in secrets}
    most = {s: str(own["column"].iloc[0]) for s, own in carriers.items() if _tells(own)}
    names = column_titles(assessment, [*secrets, *most.values()], language)
    return table(
        N_("What the profile lets one guess"),
        (N_("Secret"), N_("Share revealed"), N_("Effectively disclosed"), N_("Told most by")),
        [
            (
                names.get(secret, secret),
                _share(row["share"]),
                _or_none(row["disclosed"]),
                names.get(most[secret], most[secret]) if secret in most else "—",
            )
            for secret, row in zip(secrets, rows, strict=True)
        ],
        language,
        right=(1, 2),
    )


def _tells(carried: pd.DataFrame) -> bool:
    return len(carried) > 0 and float(carried["bits"].iloc[0]) > 0


def _uses(result: UseResult, language: str) -> Block:
    """Return what each use of the data weighs, and how many people it concerns."""
    return table(
        N_("How the data are used"),
        (N_("Use"), N_("People concerned"), N_("Weight"), N_("Bits, mean")),
        [_use(row, language) for row in result.signals.to_dict("records")],
        language,
        right=(1, 2, 3),
    )


def _use(row: Mapping[Hashable, Any], language: str) -> tuple[object, ...]:
    label = SIGNALS[row["signal"]]
    concerned, bits = _or_none(row["people"]), _or_none(row["bits"])
    return (translate(label, language), concerned, float(row["weight"]), bits)


def _share(value: object) -> Share | None:
    found = _or_none(value)
    return None if found is None else Share(found)


def _or_none(value: object) -> float | None:
    """Return a number of a frame, a whole one as such; None where it is missing."""
    if not isinstance(value, (int, float)) or math.isnan(value):
        return None
    return int(value) if float(value).is_integer() else float(value)
