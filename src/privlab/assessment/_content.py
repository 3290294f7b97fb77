"""The text of each point, made once and shown by every format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab._documents import Blank, Heading, Unknown
from privlab.assessment._saying import listing, note, paragraph, say
from privlab.assessment.declared import _choices as choices, _what as what, _who as who, _why as why
from privlab.assessment.declared._words import duty_text
from privlab.assessment.measured import _computed as computed
from privlab.assessment.measured._criteria import criteria
from privlab.assessment.measured._feared import EVENTS, event_facts
from privlab.assessment.measured._results import result_blocks
from privlab.assessment.measured._safeguards import safeguards
from privlab.assessment.points._placing import finding_blocks, findings_at, kept_rules, results_at
from privlab.assessment.points._plan import POINTS
from privlab.language import N_, Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from privlab._documents import Block
    from privlab.assessment._dossier import Dossier
    from privlab.assessment.measured._safeguards import Safeguard
    from privlab.assessment.points._point import Point

__all__ = ["Content", "Contents", "contents_of", "unknown_block"]

BUILT: Mapping[str, Callable[[Dossier], Iterator[Block]]] = {
    "controller": who.controller,
    "processor_names": who.processor_names,
    "name": computed.name,
    "planning": computed.planning,
    "criteria": criteria,
    "data": what.data,
    "purposes": why.purposes,
    "secondary": why.secondary,
    "nature": computed.nature,
    "phases": what.phases,
    "assets": what.assets,
    "codes": who.codes,
    "basis": why.basis,
    "special": what.special,
    "minimisation": what.minimisation,
    "retention": why.retention,
    "principles": computed.principles,
    "information": choices.information,
    "objection": choices.objection,
    "automated": choices.automated,
    "consent": choices.consent,
    "processors": who.processors,
    "transfers": who.transfers,
    "design": computed.design,
    "security": computed.security,
    "method": computed.method,
    "residual": computed.residual,
    "plan": computed.plan,
}


@dataclass(frozen=True)
class Content:
    """What is said at a point.

    Attributes
    ----------
    blocks : tuple of Block
        Headings in them are of level 5.
    state : {"known", "unknown", "human"}
        Whether something was measured or declared, nothing was, or it is for people alone.
    """

    point: Point
    blocks: tuple[Block, ...]
    state: str


@dataclass(frozen=True)
class Contents:
    """Every point in the order of the report, and the mitigating measures."""

    points: Mapping[str, Content]
    safeguards: tuple[Safeguard, ...]


def contents_of(dossier: Dossier) -> Contents:
    """Return what each point says in a language."""
    measures = safeguards(dossier)
    points = {key: _content(dossier, point, measures) for key, point in POINTS.items()}
    return Contents(points, measures)


def unknown_block(dossier: Dossier, point: Point) -> Unknown:
    """Return the line that says that a point was not assessed, and what would fill it."""
    fill = {"fill": say(dossier, point.fill)}
    return Unknown(
        say(dossier, N_("not assessed")), say(dossier, Message("To fill it: {fill}", fill))
    )


def _content(dossier: Dossier, point: Point, measures: tuple[Safeguard, ...]) -> Content:
    blocks: list[Block] = []
    if point.key in BUILT:
        blocks += BUILT[point.key](dossier)
    if point.key in EVENTS:
        blocks += event_facts(dossier, point.key)
    if point.key == "safeguards":
        blocks += _measures(measures)
    else:
        for result in results_at(dossier, point.key):
            blocks += result_blocks(dossier, result)
    found = findings_at(dossier, point.key)
    written = list(finding_blocks(dossier, found))
    blocks += written
    kept = kept_rules(dossier, point.key)
    if kept:
        named = [duty_text(dossier, rule) for rule in kept]
        said = Message("Judged without a finding: {rules}.", {"rules": ", ".join(named)})
        blocks.append(paragraph(dossier, said))
    only_open = found and all(f.severity == "not_assessed" for f in found)
    known = bool(blocks) and not (only_open and len(blocks) == len(written))
    if not known and point.fill:
        blocks.append(unknown_block(dossier, point))
    # to be recorded is not to be judged: it leaves the state as it is
    blocks += _records(dossier, point)
    if point.judge:
        blocks.append(
            Blank(say(dossier, point.judge), tuple(say(dossier, field) for field in point.fields))
        )
    state = "known" if known else "unknown" if point.fill else "human"
    return Content(point, tuple(blocks), state)


def _measures(measures: tuple[Safeguard, ...]) -> Iterator[Block]:
    for measure in measures:
        yield Heading(measure.title, 5)
        yield from measure.blocks


def _records(dossier: Dossier, point: Point) -> Iterator[Block]:
    """Yield the tables in which the policy says that the traces of a point are kept."""
    if dossier.policy is None:
        return
    kept = [getattr(dossier.policy.records, entry) for entry in point.records]
    tables = dict.fromkeys(record.table for record in kept if record is not None)
    if tables:
        named = {"tables": listing(dossier, tables)}
        yield note(dossier, Message("Traces are kept in: {tables}.", named))
