"""The three feared events: the impacts, threats and sources that what is known points to.

Proposals for the author, each drawn from a declared or measured fact; none says how likely or
how grave.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab._documents import Points
from privlab.assessment._saying import listing, say
from privlab.assessment.declared._what import fields
from privlab.assessment.declared._who import recipients
from privlab.assessment.declared._why import assessed
from privlab.assessment.declared._words import listed_columns, special_text
from privlab.assessment.points._placing import columns_held, findings_at
from privlab.language import N_, Message
from privlab.policy import dimension_label

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlab._documents import Block
    from privlab.assessment._dossier import Dossier

__all__ = ["EVENTS", "FearedEvent", "event_facts", "feared_event"]

# key of the point -> hundreds of its questions in the CNIL file (32x, 33x, 34x)
EVENTS = {"illegitimate_access": 32, "modification": 33, "disappearance": 34}
FINANCIAL = ("holdings", "charges", "income")
PRIVATE = ("projects", "relations", "values")


@dataclass(frozen=True)
class FearedEvent:
    """What could happen to people, how, and through whom."""

    impacts: tuple[str, ...]
    threats: tuple[str, ...]
    sources: tuple[str, ...]


def feared_event(dossier: Dossier, key: str) -> FearedEvent:
    """Return what is proposed for an event; nothing where nothing is known."""
    if key == "illegitimate_access":
        impacts = _impacts(dossier)
        threats = _threats(dossier)
        return FearedEvent(tuple(impacts), tuple(threats), tuple(_sources(dossier)))
    return FearedEvent((), tuple(_found(dossier, key)), ())


def event_facts(dossier: Dossier, key: str) -> Iterator[Block]:
    """Yield the proposals for an event, one list a kind."""
    event = feared_event(dossier, key)
    for title, items in (
        (N_("Possible impacts (proposed)"), event.impacts),
        (N_("Threats (proposed)"), event.threats),
        (N_("Risk sources (proposed)"), event.sources),
    ):
        if items:
            yield Points(say(dossier, title), items)


def _impacts(dossier: Dossier) -> Iterator[str]:
    roles, dimensions = set(), set()
    for _, column in fields(dossier):
        roles.add(column.role)
        dimensions.add(column.dimension)
    for held in columns_held(dossier):
        roles.add(held.role)
        dimensions.add(held.dimension)
    if "direct_identifier" in roles:
        yield say(dossier, N_("Impersonation or unwanted contact: people are named"))
    for known, words in (
        (FINANCIAL, N_("Disclosure of finances: {names}")),
        (PRIVATE, N_("Disclosure of private life: {names}")),
    ):
        named = [dimension_label(name, dossier.language) for name in known if name in dimensions]
        if named:
            yield say(dossier, Message(words, {"names": ", ".join(named)}))
    if "profitability" in dimensions:
        yield say(dossier, N_("Being treated by a score that others learn"))
    special = dict.fromkeys(
        special_text(dossier, column.special)
        for _, column in fields(dossier)
        if column.special is not None
    )
    if special:
        names = {"names": listing(dossier, special)}
        yield say(dossier, Message("Discrimination: {names}", names))


def _threats(dossier: Dossier) -> Iterator[str]:
    for columns in _known_columns(dossier):
        said = Message("Recognising people by {columns}", {"columns": columns})
        yield say(dossier, said)
    if recipients(dossier):
        names = listing(dossier, (one.name for one in recipients(dossier)), most=8)
        yield say(dossier, Message("Leak at a recipient: {names}", {"names": names}))


def _sources(dossier: Dossier) -> Iterator[str]:
    for columns in _known_columns(dossier):
        said = Message("Someone outside who knows {columns}", {"columns": columns})
        yield say(dossier, said)
    actors = dict.fromkeys(
        actor for purpose in assessed(dossier).values() for actor in purpose.actors or ()
    )
    if actors:
        names = {"names": listing(dossier, actors, most=8)}
        yield say(dossier, Message("Staff with access: {names}", names))


def _known_columns(dossier: Dossier) -> tuple[str, ...]:
    read = dict.fromkeys(r.provenance.columns for r in dossier.results if r.known_outside)
    return tuple(listed_columns(dossier, columns) for columns in read)


def _found(dossier: Dossier, key: str) -> Iterator[str]:
    for finding in findings_at(dossier, key):
        if finding.severity in {"breach", "warning"}:
            yield finding.text(dossier.language)
