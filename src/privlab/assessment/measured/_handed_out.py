"""How many people the assessment is about, and why the others are not among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.assessment._saying import say
from privlab.assessment.points._placing import inventories
from privlab.language import NN_, Message, counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from privlab.assessment._dossier import Dossier
    from privlab.results import Result

__all__ = ["handed_out"]

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


def handed_out(dossier: Dossier) -> str:
    """Return what the gate handed out and left out, else what was counted; empty if nothing was."""
    admitted = [r for r in dossier.results if r.provenance.measure == "admission"]
    if admitted:
        return " · ".join(
            " · ".join(say(dossier, message) for message in _admission(result))
            for result in admitted
        )
    counts = dict.fromkeys(
        held.figure("n_units").text(dossier.language) for held in inventories(dossier)
    )
    return " · ".join(counts)


def _admission(result: Result) -> Iterator[Message]:
    figures = {figure.key: figure for figure in result.figures}
    held = int(figures["rows_held"].value or 0)
    people = figures["units_handed_out"]
    n = int(people.value or 0)
    if people.unit == "people":
        yield counted(
            "{n} person, from {rows} rows held",
            "{n} people, from {rows} rows held",
            n,
            rows=held,
        )
    else:
        yield counted(
            "{n} record, from {rows} rows held",
            "{n} records, from {rows} rows held",
            n,
            rows=held,
        )
    for key, (one, more) in LEFT_OUT.items():
        left = int(figures[key].value or 0) if key in figures else 0
        if left:
            yield Message(one, {"n": left}, more)
