"""What a dossier says, gathered once when it is made; every format shows this."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab._documents import Blank, Heading, Unknown, finding_block, not_assessed_points
from privlab.assessment._saying import listing, note, or_undeclared, paragraph
from privlab.assessment.declared import _choices as choices, _what as what, _who as who, _why as why
from privlab.assessment.declared._words import duty_text, purpose_title
from privlab.assessment.measured import _computed as computed
from privlab.assessment.measured._criteria import criteria
from privlab.assessment.measured._feared import EVENTS, event_facts, feared_event
from privlab.assessment.measured._likelihood import proposed_likelihood
from privlab.assessment.measured._results import handed_out, key_figures, result_blocks
from privlab.assessment.measured._safeguards import safeguards
from privlab.assessment.points._placing import (
    finding_blocks,
    finding_groups,
    findings_at,
    kept_rules,
    point_of_finding,
    questions_of,
    ranked,
    results_at,
)
from privlab.assessment.points._plan import POINTS
from privlab.language import N_, Joined, Message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from privlab._documents import Block, FindingBlock, FindingGroup, KeyFigures, Points
    from privlab.assessment._dossier import Dossier
    from privlab.assessment.measured._feared import FearedEvent
    from privlab.assessment.measured._likelihood import Proposal
    from privlab.assessment.measured._safeguards import Safeguard
    from privlab.assessment.points._point import Point
    from privlab.language import Text

__all__ = ["Content", "Contents", "contents_of", "unknown_block"]

DRAFT = N_(
    "Draft submitted to the opinion of the data protection officer and to the validation of "
    "the controller."
)
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
    """All that a dossier says, gathered once, in no language and no format yet.

    Attributes
    ----------
    facts : tuple of (Text, value)
        Who, when, on what: what stands under the title.
    points : mapping of key to Content
        Every point, in the order of the report.
    findings : tuple of FindingGroup
        By severity, each finding with the number of the outline where it stands.
    answers : mapping of int to tuple of FindingBlock
        Findings that answer a question of the CNIL file which their point does not.
    figures : KeyFigures or None
        Those that matter.
    unmeasured : Points or None
        Figures that were not assessed, and why.
    safeguards : tuple of Safeguard
        The mitigating measures.
    feared : mapping of key to FearedEvent
    likelihood : Proposal
        That a release leads back to people.
    """

    facts: tuple[tuple[Text, object], ...]
    points: Mapping[str, Content]
    findings: tuple[FindingGroup, ...]
    answers: Mapping[int, tuple[FindingBlock, ...]]
    figures: KeyFigures | None
    unmeasured: Points | None
    safeguards: tuple[Safeguard, ...]
    feared: Mapping[str, FearedEvent]
    likelihood: Proposal


def contents_of(dossier: Dossier) -> Contents:
    """Return all that a dossier says."""
    measures = safeguards(dossier)
    feared = {key: feared_event(dossier, key) for key in EVENTS}
    return Contents(
        facts=tuple((Message(title), said) for title, said in _facts(dossier)),
        points={key: _content(dossier, point, measures, feared) for key, point in POINTS.items()},
        findings=finding_groups(
            dossier.findings, place=lambda finding: point_of_finding(dossier, finding).edpb
        ),
        answers=_answers(dossier),
        figures=key_figures(dossier),
        unmeasured=not_assessed_points((*dossier.results, *dossier.released)),
        safeguards=measures,
        feared=feared,
        likelihood=proposed_likelihood(dossier.released),
    )


def unknown_block(point: Point) -> Unknown:
    """Return the line that says that a point was not assessed, and what would fill it."""
    fill = Message("To fill it: {fill}", {"fill": Message(point.fill)})
    return Unknown(Message("not assessed"), fill)


def _facts(dossier: Dossier) -> Iterator[tuple[str, object]]:
    yield N_("Status"), Message(DRAFT)
    if dossier.as_of is not None:
        yield N_("Day of judgement"), dossier.as_of
    if dossier.policy is not None:
        for title, who in (
            (N_("Controller"), dossier.policy.controller),
            (N_("Data protection officer"), dossier.policy.dpo),
        ):
            yield title, or_undeclared(None if who is None else who.name)
    if dossier.purpose is not None:
        yield N_("Purpose assessed"), purpose_title(dossier, dossier.purpose)
    about = handed_out(dossier)
    if about.parts:
        yield (N_("Handed out for the purpose") if dossier.purpose else N_("Data")), about
    if dossier.head:
        yield N_("Head of the register"), dossier.head


def _answers(dossier: Dossier) -> Mapping[int, tuple[FindingBlock, ...]]:
    answers: dict[int, tuple[FindingBlock, ...]] = {}
    for finding in ranked(dossier.findings):
        point = point_of_finding(dossier, finding)
        for question in questions_of(finding, point):
            if question not in point.cnil:
                answers[question] = (*answers.get(question, ()), finding_block(finding))
    return answers


def _content(
    dossier: Dossier,
    point: Point,
    measures: tuple[Safeguard, ...],
    feared: Mapping[str, FearedEvent],
) -> Content:
    blocks: list[Block] = []
    if point.key in BUILT:
        blocks += BUILT[point.key](dossier)
    if point.key in feared:
        blocks += event_facts(feared[point.key])
    if point.key == "safeguards":
        blocks += _measures(measures)
    else:
        for result in results_at(dossier, point.key):
            blocks += result_blocks(dossier, result)
    found = findings_at(dossier, point.key)
    written = list(finding_blocks(found))
    blocks += written
    kept = kept_rules(dossier, point.key)
    if kept:
        named = Joined(tuple(duty_text(dossier, rule) for rule in kept), ", ")
        blocks.append(paragraph(Message("Judged without a finding: {rules}.", {"rules": named})))
    only_open = found and all(f.severity == "not_assessed" for f in found)
    known = bool(blocks) and not (only_open and len(blocks) == len(written))
    if not known and point.fill:
        blocks.append(unknown_block(point))
    # to be recorded is not to be judged: it leaves the state as it is
    blocks += _records(dossier, point)
    if point.judge:
        blocks.append(Blank(Message(point.judge), tuple(map(Message, point.fields))))
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
        yield note(Message("Traces are kept in: {tables}.", {"tables": listing(tables)}))
