"""How many rows and people the gate leaves out of a table, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from privlab._gate._retention import START
from privlab.language import N_, NN_, counted
from privlab.results import Figure, Result

if TYPE_CHECKING:
    from collections.abc import Mapping

    import ibis.expr.types as ir

    from privlab.language import Message

__all__ = ["REASON", "REASONS", "Admission", "admission_figures", "counts_of"]

REASON = "privlab_reason"

REASONS = {
    "objected": N_("Left out: the person objected"),
    "unconsented": N_("Left out: no consent stands"),
    "unstarted": N_("Left out: nothing says when their time started"),
    "overdue": N_("Left out: kept longer than the purpose allows"),
}
"""Why a row is left out, in the order in which it is asked; each row counts once."""

LEFT_OUT: Mapping[str, tuple[str, str]] = {
    "objected": NN_(
        "{n} row left out: the person objected", "{n} rows left out: the person objected"
    ),
    "unconsented": NN_(
        "{n} row left out: no consent stands", "{n} rows left out: no consent stands"
    ),
    "unstarted": NN_(
        "{n} row left out: nothing says when its time started",
        "{n} rows left out: nothing says when their time started",
    ),
    "overdue": NN_(
        "{n} row left out: kept longer than the purpose allows",
        "{n} rows left out: kept longer than the purpose allows",
    ),
}


@dataclass(frozen=True, repr=False)
class Admission(Result):
    """What the gate hands out of a table for a purpose, and what it leaves out.

    A row that is left out for several reasons counts under the first.
    """

    title: ClassVar[str] = N_("What the gate hands out")
    measure_title: ClassVar[str] = N_("Count of what the gate hands out")
    point: ClassVar[str] = "gate"

    def handed_out(self) -> tuple[Message, ...]:
        """Return how many are handed out, and how many rows are left out for each reason."""
        said = NN_("{n} record, from {rows} rows held", "{n} records, from {rows} rows held")
        if self.figure("units_handed_out").unit == "people":
            said = NN_("{n} person, from {rows} rows held", "{n} people, from {rows} rows held")
        held = self._count("rows_held")
        counts = {figure.key: int(figure.value or 0) for figure in self.figures}
        return (
            counted(*said, self.n_units, rows=held),
            *(
                counted(*words, counts[reason])
                for reason, words in LEFT_OUT.items()
                if counts.get(reason)
            ),
        )

    @property
    def n_rows(self) -> int:
        """Rows handed out."""
        return self._count("rows_handed_out")

    @property
    def n_units(self) -> int:
        """People (rows without a person key) handed out."""
        return self._count("units_handed_out")

    def left_out(self, reason: str) -> int:
        """Return the rows left out for a reason, one of "objected", "unconsented" ..."""
        return self._count(reason)

    def _count(self, key: str) -> int:
        return int(self.figure(key).value or 0)


def counts_of(judged: ir.Table, person: str | None) -> dict[str, ir.IntegerScalar]:
    """Return the counts of judged rows, to be aggregated in one pass."""
    handed = judged[REASON].isnull()
    counted = {key: (judged[REASON] == key).sum() for key in REASONS}
    counted |= {"rows_held": judged.count(), "rows_handed_out": handed.sum()}
    people = handed.sum() if person is None else judged[person].nunique(where=handed)
    counted["units_handed_out"] = people
    if START in judged.columns:
        counted["open_ended"] = (handed & judged[START].isnull()).sum()
    return {key: count.fill_null(0) for key, count in counted.items()}


def admission_figures(found: Mapping[str, int], unit: str) -> tuple[Figure, ...]:
    """Return the counts as figures."""
    labels = {
        "rows_held": N_("Rows held"),
        **REASONS,
        "rows_handed_out": N_("Rows handed out"),
        "units_handed_out": N_("Handed out"),
        "open_ended": N_("Handed out, and no day says that their time has started"),
    }
    return tuple(
        Figure(key, found[key], unit if key == "units_handed_out" else "rows", label)
        for key, label in labels.items()
        if key in found
    )
