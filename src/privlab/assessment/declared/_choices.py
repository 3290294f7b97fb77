"""What the policy declares that people are told, may choose, and may refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.assessment.declared._why import CONSENT, assessed
from privlab.assessment.declared._words import (
    NOT_DECLARED,
    basis_text,
    facts,
    listing,
    or_undeclared,
    table,
)
from privlab.documents import Paragraph
from privlab.language import N_, Message, counted, format_value, translate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlab.assessment._assessment import Assessment
    from privlab.documents import Block
    from privlab.policy import Purpose

__all__ = ["automated", "consent", "information", "objection"]


def information(assessment: Assessment, language: str) -> Iterator[Block]:
    """Yield the notices that people receive, and the purposes that each tells of."""
    policy = assessment.policy
    if policy is not None and policy.notices:
        yield table(
            N_("Notices given to people"),
            (N_("Notice"), N_("Date"), N_("Means"), N_("Purposes told of")),
            [
                (
                    notice.id,
                    format_value(notice.date, language),
                    or_undeclared(notice.means, language),
                    listing(notice.covers, language),
                )
                for notice in policy.notices
            ],
            language,
        )


def consent(assessment: Assessment, language: str) -> Iterator[Block]:
    """Yield which purposes rest on consent, and where it is kept."""
    rows = [
        (key, or_undeclared(purpose.consent, language))
        for key, purpose in assessed(assessment).items()
        if purpose.legal_basis == CONSENT or purpose.consent
    ]
    if rows:
        yield table(N_("Consent"), (N_("Purpose"), N_("Where the choice is kept")), rows, language)
    elif assessed(assessment):
        yield Paragraph(_without_consent(assessment, language).text(language))


def _without_consent(assessment: Assessment, language: str) -> Message:
    if assessment.purpose is None:
        return Message("No purpose is declared to rest on consent.")
    declared = assessed(assessment)[assessment.purpose].legal_basis
    basis = basis_text(declared, language)
    return Message(
        "The purpose {purpose} does not rest on consent but on: {basis}.",
        {"purpose": assessment.purpose, "basis": basis},
    )


def objection(assessment: Assessment, language: str) -> Iterator[Block]:
    """Yield how people object to each purpose, and how often they may be contacted."""
    rows = [
        (key, or_undeclared(purpose.opt_out, language), _cap(purpose, language))
        for key, purpose in assessed(assessment).items()
        if purpose.opt_out or purpose.frequency_cap is not None
    ]
    if rows:
        yield table(
            N_("Objection and contact"),
            (N_("Purpose"), N_("Where the objection is kept"), N_("At most")),
            rows,
            language,
        )


def _cap(purpose: Purpose, language: str) -> str:
    cap = purpose.frequency_cap
    if cap is None:
        return translate(NOT_DECLARED, language)
    return counted(
        "{n} contact in {days} days", "{n} contacts in {days} days", cap.count, days=cap.days
    ).text(language)


def automated(assessment: Assessment, language: str) -> Iterator[Block]:
    """Yield which purposes decide without a person, and where their scores are explained."""
    found = assessed(assessment)
    rows: list[tuple[str, object]] = [
        (key, or_undeclared(purpose.documented, language))
        for key, purpose in found.items()
        if purpose.automated_decision
    ]
    if rows:
        named = (N_("Purpose"), N_("Documentation of the score"))
        yield table(N_("Purposes that decide without a person"), named, rows, language)
    elif found:
        yield Paragraph(_with_a_person(assessment).text(language))
    documented = [(key, p.documented) for key, p in found.items() if p.documented]
    if documented and not rows:
        yield facts(
            [
                (N_("Documentation of the score"), f"{key} — {address}")
                for key, address in documented
            ],
            language,
        )


def _with_a_person(assessment: Assessment) -> Message:
    if assessment.purpose is None:
        return Message("No purpose is declared to decide without a person.")
    return Message(
        "The purpose {purpose} is not declared to decide without human intervention.",
        {"purpose": assessment.purpose},
    )
