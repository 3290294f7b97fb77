"""The three feared events: the impacts, threats and sources that what is known points to.

Proposals for the author, each drawn from a declared or measured fact; none says how likely or
how grave.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab._documents import Points
from privlab.assessment._saying import listing
from privlab.assessment.declared._what import fields, special_categories
from privlab.assessment.declared._who import recipients
from privlab.assessment.declared._why import assessed
from privlab.assessment.declared._words import listed_columns
from privlab.assessment.points._placing import columns_held, findings_at
from privlab.language import N_, Joined, Message
from privlab.policy import DIMENSION_LABELS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlab._documents import Block
    from privlab.assessment._dossier import Dossier
    from privlab.language import Listing, Text

__all__ = ["EVENTS", "FearedEvent", "event_facts", "feared_event"]

# key of the point -> hundreds of its questions in the CNIL file (32x, 33x, 34x)
EVENTS = {"illegitimate_access": 32, "modification": 33, "disappearance": 34}
FINANCIAL = ("holdings", "charges", "income")
PRIVATE = ("projects", "relations", "values")


@dataclass(frozen=True)
class FearedEvent:
    """What could happen to people, how, and through whom."""

    impacts: tuple[Text, ...]
    threats: tuple[Text, ...]
    sources: tuple[Text, ...]


def feared_event(dossier: Dossier, key: str) -> FearedEvent:
    """Return what is proposed for an event; nothing where nothing is known."""
    if key == "illegitimate_access":
        impacts = _impacts(dossier)
        threats = _threats(dossier)
        return FearedEvent(tuple(impacts), tuple(threats), tuple(_sources(dossier)))
    return FearedEvent((), tuple(_found(dossier, key)), ())


def event_facts(event: FearedEvent) -> Iterator[Block]:
    """Yield the proposals for an event, one list a kind."""
    for title, items in (
        (N_("Possible impacts (proposed)"), event.impacts),
        (N_("Threats (proposed)"), event.threats),
        (N_("Risk sources (proposed)"), event.sources),
    ):
        if items:
            yield Points(Message(title), items)


def _impacts(dossier: Dossier) -> Iterator[Text]:
    roles, dimensions = set(), set()
    for _, column in fields(dossier):
        roles.add(column.role)
        dimensions.add(column.dimension)
    for held in columns_held(dossier):
        roles.add(held.role)
        dimensions.add(held.dimension)
    if "direct_identifier" in roles:
        yield Message("Impersonation or unwanted contact: people are named")
    for known, words in (
        (FINANCIAL, N_("Disclosure of finances: {names}")),
        (PRIVATE, N_("Disclosure of private life: {names}")),
    ):
        named = [Message(DIMENSION_LABELS[name]) for name in known if name in dimensions]
        if named:
            yield Message(words, {"names": Joined(tuple(named), ", ")})
    if "profitability" in dimensions:
        yield Message("Being treated by a score that others learn")
    special = special_categories(dossier)
    if special:
        yield Message("Discrimination: {names}", {"names": listing(special)})


def _threats(dossier: Dossier) -> Iterator[Text]:
    for columns in _known_columns(dossier):
        yield Message("Recognising people by {columns}", {"columns": columns})
    if recipients(dossier):
        names = listing((one.name for one in recipients(dossier)), most=8)
        yield Message("Leak at a recipient: {names}", {"names": names})


def _sources(dossier: Dossier) -> Iterator[Text]:
    for columns in _known_columns(dossier):
        yield Message("Someone outside who knows {columns}", {"columns": columns})
    actors = dict.fromkeys(
        actor for purpose in assessed(dossier).values() for actor in purpose.actors or ()
    )
    if actors:
        names = {"names": listing(actors, most=8)}
        yield Message("Staff with access: {names}", names)


def _known_columns(dossier: Dossier) -> tuple[Listing, ...]:
    read = dict.fromkeys(r.provenance.columns for r in dossier.results if r.known_outside)
    return tuple(listed_columns(dossier, columns) for columns in read)


def _found(dossier: Dossier, key: str) -> Iterator[Text]:
    for finding in findings_at(dossier, key):
        if finding.severity in {"breach", "warning"}:
            yield finding
