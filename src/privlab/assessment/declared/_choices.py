"""What the policy declares that people are told, may choose, and may refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.assessment._saying import (
    facts,
    filled,
    listing,
    or_undeclared,
    paragraph,
    table,
)
from privlab.assessment.declared._why import CONSENT, assessed
from privlab.assessment.declared._words import basis_text
from privlab.language import N_, NOT_DECLARED, Message, counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlab._documents import Block
    from privlab.assessment._dossier import Dossier
    from privlab.policy import Purpose

__all__ = ["automated", "consent", "information", "objection"]


def information(dossier: Dossier) -> Iterator[Block]:
    """Yield the notices that people receive, and the purposes that each tells of."""
    rows = [
        (
            notice.id,
            notice.date,
            or_undeclared(notice.means),
            listing(notice.covers),
        )
        for notice in (() if dossier.policy is None else dossier.policy.notices)
    ]
    heads = (N_("Notice"), N_("Date"), N_("Means"), N_("Purposes told of"))
    yield from filled(N_("Notices given to people"), heads, rows)


def consent(dossier: Dossier) -> Iterator[Block]:
    """Yield which purposes rest on consent, and where it is kept."""
    rows = [
        (key, or_undeclared(purpose.consent))
        for key, purpose in assessed(dossier).items()
        if purpose.legal_basis == CONSENT or purpose.consent
    ]
    if rows:
        yield table(N_("Consent"), (N_("Purpose"), N_("Where the choice is kept")), rows)
    elif assessed(dossier):
        yield paragraph(_without_consent(dossier))


def _without_consent(dossier: Dossier) -> Message:
    if dossier.purpose is None:
        return Message("No purpose is declared to rest on consent.")
    declared = assessed(dossier)[dossier.purpose].legal_basis
    return Message(
        "The purpose {purpose} does not rest on consent but on: {basis}.",
        {"purpose": dossier.purpose, "basis": basis_text(declared)},
    )


def objection(dossier: Dossier) -> Iterator[Block]:
    """Yield how people object to each purpose, and how often they may be contacted."""
    rows = [
        (key, or_undeclared(purpose.opt_out), _cap(purpose))
        for key, purpose in assessed(dossier).items()
        if purpose.opt_out or purpose.frequency_cap is not None
    ]
    heads = (N_("Purpose"), N_("Where the objection is kept"), N_("At most"))
    yield from filled(N_("Objection and contact"), heads, rows)


def _cap(purpose: Purpose) -> Message:
    cap = purpose.frequency_cap
    if cap is None:
        return Message(NOT_DECLARED)
    return counted(
        "{n} contact in {days} days", "{n} contacts in {days} days", cap.count, days=cap.days
    )


def automated(dossier: Dossier) -> Iterator[Block]:
    """Yield which purposes decide without a person, and where their scores are explained."""
    found = assessed(dossier)
    rows: list[tuple[str, object]] = [
        (key, or_undeclared(purpose.documented))
        for key, purpose in found.items()
        if purpose.automated_decision
    ]
    if rows:
        named = (N_("Purpose"), N_("Documentation of the score"))
        yield table(N_("Purposes that decide without a person"), named, rows)
    elif found:
        yield paragraph(_with_a_person(dossier))
    documented = [(key, p.documented) for key, p in found.items() if p.documented]
    if documented and not rows:
        name = N_("Documentation of the score")
        yield facts([(name, f"{key} — {address}") for key, address in documented])


def _with_a_person(dossier: Dossier) -> Message:
    if dossier.purpose is None:
        return Message("No purpose is declared to decide without a person.")
    return Message(
        "The purpose {purpose} is not declared to decide without human intervention.",
        {"purpose": dossier.purpose},
    )
