"""The three feared events: the impacts, threats and sources that what is known points to.

Proposals for the author, each drawn from a declared or measured fact; none says how likely or
how grave.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab.assessment.declared._titles import listed_columns
from privlab.assessment.declared._what import fields
from privlab.assessment.declared._who import recipients
from privlab.assessment.declared._why import assessed
from privlab.assessment.declared._words import listing, special_text
from privlab.assessment.points._placing import findings_at, inventories
from privlab.assessment.points._plan import POINTS
from privlab.documents import Points
from privlab.language import N_, Message, translate
from privlab.policy import dimension_label

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlab.assessment._assessment import Assessment
    from privlab.documents import Block

__all__ = ["EVENTS", "FearedEvent", "event_facts", "feared_event"]

# key of the point -> hundreds of its questions in the CNIL file (32x, 33x, 34x)
EVENTS = {"illegitimate_access": 32, "modification": 33, "disappearance": 34}
FINANCIAL = ("holdings", "charges", "income")
PRIVATE = ("projects", "relations", "values")
MEASURED = ("check_anonymity", "score_risk")


@dataclass(frozen=True)
class FearedEvent:
    """What could happen to people, how, and through whom."""

    impacts: tuple[str, ...]
    threats: tuple[str, ...]
    sources: tuple[str, ...]


def feared_event(assessment: Assessment, key: str, language: str) -> FearedEvent:
    """Return what is proposed for an event; nothing where nothing is known."""
    if key == "illegitimate_access":
        impacts = _impacts(assessment, language)
        threats = _threats(assessment, language)
        return FearedEvent(tuple(impacts), tuple(threats), tuple(_sources(assessment, language)))
    return FearedEvent((), tuple(_found(assessment, key, language)), ())


def event_facts(assessment: Assessment, key: str, language: str) -> Iterator[Block]:
    """Yield the proposals for an event, one list a kind."""
    event = feared_event(assessment, key, language)
    for title, items in (
        (N_("Possible impacts (proposed)"), event.impacts),
        (N_("Threats (proposed)"), event.threats),
        (N_("Risk sources (proposed)"), event.sources),
    ):
        if items:
            yield Points(translate(title, language), items)


def _impacts(assessment: Assessment, language: str) -> Iterator[str]:
    roles, dimensions = set(), set()
    for _, column in fields(assessment):
        roles.add(column.role)
        dimensions.add(column.dimension)
    for held in inventories(assessment):
        roles |= set(held.columns["role"])
        dimensions |= {name for name in held.columns["dimension"] if isinstance(name, str)}
    if "direct_identifier" in roles:
        yield translate(N_("Impersonation or unwanted contact: people are named"), language)
    for known, words in (
        (FINANCIAL, N_("Disclosure of finances: {names}")),
        (PRIVATE, N_("Disclosure of private life: {names}")),
    ):
        named = [dimension_label(name, language) for name in known if name in dimensions]
        if named:
            yield Message(words, {"names": ", ".join(named)}).text(language)
    if "profitability" in dimensions:
        yield translate(N_("Being treated by a score that others learn"), language)
    special = dict.fromkeys(
        special_text(column.special, language)
        for _, column in fields(assessment)
        if column.special is not None
    )
    if special:
        names = {"names": listing(special, language)}
        yield Message("Discrimination: {names}", names).text(language)


def _threats(assessment: Assessment, language: str) -> Iterator[str]:
    for columns in _known_columns(assessment, language):
        said = Message("Recognising people by {columns}", {"columns": columns})
        yield said.text(language)
    if recipients(assessment):
        names = listing((one.name for one in recipients(assessment)), language, most=8)
        yield Message("Leak at a recipient: {names}", {"names": names}).text(language)


def _sources(assessment: Assessment, language: str) -> Iterator[str]:
    for columns in _known_columns(assessment, language):
        said = Message("Someone outside who knows {columns}", {"columns": columns})
        yield said.text(language)
    actors = dict.fromkeys(
        actor for purpose in assessed(assessment).values() for actor in purpose.actors or ()
    )
    if actors:
        names = {"names": listing(actors, language, most=8)}
        yield Message("Staff with access: {names}", names).text(language)


def _known_columns(assessment: Assessment, language: str) -> tuple[str, ...]:
    measured = (r.provenance for r in assessment.results if r.provenance.measure in MEASURED)
    read = dict.fromkeys(source.columns for source in measured)
    return tuple(listed_columns(assessment, columns, language) for columns in read)


def _found(assessment: Assessment, key: str, language: str) -> Iterator[str]:
    for finding in findings_at(assessment, POINTS[key]):
        if finding.severity in {"breach", "warning"}:
            yield finding.text(language)
