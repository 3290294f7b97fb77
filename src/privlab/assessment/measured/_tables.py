"""Tables of a result that its figures do not hold: column by column."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from privlab.assessment._saying import say, table
from privlab.assessment.declared._titles import column_titles
from privlab.documents import Note
from privlab.intrusiveness import SIGNALS, Intrusiveness
from privlab.inventory import Inventory
from privlab.language import N_, Share, counted
from privlab.policy import dimension_label
from privlab.tables import ROLE_LABELS

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

    import pandas as pd

    from privlab.assessment._dossier import Dossier
    from privlab.documents import Block
    from privlab.intrusiveness import InferenceResult, UseResult
    from privlab.results import Result

__all__ = ["tables_of"]

# those that add least are left to the notebook
MOST_COLUMNS = 12


def tables_of(dossier: Dossier, result: Result) -> Iterator[Block]:
    """Yield what a result says of each column."""
    names = column_titles(dossier, result.provenance.columns)
    if isinstance(result, Inventory):
        yield _columns_held(dossier, result, names)
    if isinstance(result, Intrusiveness):
        yield from _columns_known(dossier, result, names)
        if result.inference_result is not None:
            yield _secrets(dossier, result.inference_result)
        if result.use_result is not None:
            yield _uses(dossier, result.use_result)


def _columns_held(dossier: Dossier, result: Inventory, names: Mapping[str, str]) -> Block:
    held = result.columns
    return table(
        dossier,
        N_("The columns held"),
        (N_("Column"), N_("Role"), N_("Life dimension"), N_("Sensitivity"), N_("Missing")),
        [_column(dossier, row, names) for row in held.to_dict("records")],
        right=(3, 4),
    )


def _column(
    dossier: Dossier, row: Mapping[Hashable, Any], names: Mapping[str, str]
) -> tuple[object, ...]:
    label, dimension = ROLE_LABELS[row["role"]], row["dimension"]
    return (
        names.get(row["column"], row["column"]),
        say(dossier, label),
        dimension_label(dimension, dossier.language) if isinstance(dimension, str) else "—",
        _or_none(row["sensitivity"]),
        Share(row["missing"]),
    )


def _columns_known(
    dossier: Dossier, result: Intrusiveness, names: Mapping[str, str]
) -> Iterator[Block]:
    known = result.columns.sort_values(["share", "bits"], ascending=False, kind="stable")
    rows = [
        (names.get(row["column"], row["column"]), float(row["bits"]), float(row["share"]))
        for row in known.to_dict("records")
    ]
    yield table(
        dossier,
        N_("What each column adds"),
        (N_("Column"), N_("Bits, alone"), N_("What the score loses without it")),
        rows[:MOST_COLUMNS],
        right=(1, 2),
    )
    if len(rows) > MOST_COLUMNS:
        left = counted(
            "{n} more column adds no more.",
            "{n} more columns add no more.",
            len(rows) - MOST_COLUMNS,
        )
        yield Note(say(dossier, left))


def _secrets(dossier: Dossier, result: InferenceResult) -> Block:
    """Return what the rest of the profile reveals of each secret, and through which column."""
    rows = result.secrets.to_dict("records")
    secrets = [str(row["column"]) for row in rows]
    carriers = {secret: result.carried(secret) for secret in secrets}
    most = {s: str(own["column"].iloc[0]) for s, own in carriers.items() if _tells(own)}
    names = column_titles(dossier, [*secrets, *most.values()])
    return table(
        dossier,
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
        right=(1, 2),
    )


def _tells(carried: pd.DataFrame) -> bool:
    return len(carried) > 0 and float(carried["bits"].iloc[0]) > 0


def _uses(dossier: Dossier, result: UseResult) -> Block:
    """Return what each use of the data weighs, and how many people it concerns."""
    return table(
        dossier,
        N_("How the data are used"),
        (N_("Use"), N_("People concerned"), N_("Weight"), N_("Bits, mean")),
        [_use(dossier, row) for row in result.signals.to_dict("records")],
        right=(1, 2, 3),
    )


def _use(dossier: Dossier, row: Mapping[Hashable, Any]) -> tuple[object, ...]:
    label = SIGNALS[row["signal"]]
    concerned, bits = _or_none(row["people"]), _or_none(row["bits"])
    return (say(dossier, label), concerned, float(row["weight"]), bits)


def _share(value: object) -> Share | None:
    found = _or_none(value)
    return None if found is None else Share(found)


def _or_none(value: object) -> float | None:
    """Return a number of a frame, a whole one as such; None where it is missing."""
    if not isinstance(value, (int, float)) or math.isnan(value):
        return None
    return int(value) if float(value).is_integer() else float(value)
