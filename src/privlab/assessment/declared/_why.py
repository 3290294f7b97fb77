"""What the policy declares of purposes: why data are used, on which basis, for how long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.assessment.declared._titles import in_language, purpose_title, titled
from privlab.assessment.declared._words import (
    NOT_DECLARED,
    basis_text,
    days_text,
    listing,
    or_undeclared,
    purpose_text,
    table,
    use_text,
)
from privlab.documents import Paragraph, Points
from privlab.language import N_, Message, translate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from privlab.assessment._assessment import Assessment
    from privlab.documents import Block
    from privlab.policy import Purpose

__all__ = [
    "assessed",
    "basis",
    "purposes",
    "retention",
    "secondary",
]

CONSENT = "eu-gdpr:A6-1-a"
INTEREST = "eu-gdpr:A6-1-f"


def assessed(assessment: Assessment) -> Mapping[str, Purpose]:
    """Return the purpose that is assessed, or all of them when none is named."""
    if assessment.policy is None:
        return {}
    declared = assessment.policy.purposes
    wanted = assessment.purpose
    return declared if wanted is None else {wanted: declared[wanted]}


def purposes(assessment: Assessment, language: str) -> Iterator[Block]:
    """Yield the purposes, and how often the register saw each used."""
    found = assessed(assessment)
    if found:
        yield table(
            N_("Purposes declared"),
            (N_("Purpose"), N_("Owner"), N_("Legal basis"), N_("Kept, archive included")),
            [
                (
                    _named(key, purpose, language),
                    or_undeclared(purpose.owner, language),
                    basis_text(purpose.legal_basis, language),
                    _whole_period(purpose, language),
                )
                for key, purpose in found.items()
            ],
            language,
        )
    if assessment.uses:
        yield table(
            N_("Uses written in the register"),
            (N_("Purpose"), N_("Uses")),
            sorted(assessment.uses.items()),
            language,
            right=(1,),
        )


def secondary(assessment: Assessment, language: str) -> Iterator[Block]:
    """Yield the other purposes of the same data, and the uses that are forbidden."""
    policy = assessment.policy
    if policy is None:
        return
    others = [
        purpose_title(key, purpose.description, language)
        for key, purpose in policy.purposes.items()
        if key not in assessed(assessment)
    ]
    if others:
        said = {"purposes": listing(others, language)}
        yield Paragraph(
            Message("The policy declares other purposes too: {purposes}.", said).text(language)
        )
    if policy.forbidden_uses:
        named = [use_text(term, language) for term in policy.forbidden_uses]
        yield Points(translate(N_("Uses that the policy forbids"), language), tuple(named))


def basis(assessment: Assessment, language: str) -> Iterator[Block]:
    """Yield the legal basis of each purpose, and what that basis needs."""
    found = assessed(assessment)
    if found:
        yield table(
            N_("Legal basis of each purpose"),
            (N_("Purpose"), N_("Legal basis"), N_("What it rests on")),
            [
                (key, basis_text(purpose.legal_basis, language), _support(purpose, language))
                for key, purpose in found.items()
            ],
            language,
        )


def _support(purpose: Purpose, language: str) -> str:
    if purpose.legal_basis == INTEREST:
        text = or_undeclared(purpose.balancing, language)
        return Message("balancing of interests: {text}", {"text": text}).text(language)
    if purpose.legal_basis == CONSENT:
        text = or_undeclared(purpose.consent, language)
        return Message("consent kept in: {text}", {"text": text}).text(language)
    return "—"


def retention(assessment: Assessment, language: str) -> Iterator[Block]:
    """Yield how long the data of each purpose are kept, and from when."""
    found = assessed(assessment)
    if found:
        yield table(
            N_("Retention of each purpose"),
            (
                N_("Purpose"),
                N_("In use"),
                N_("Then archived"),
                N_("Counted from"),
                N_("Why archived"),
            ),
            [
                (
                    purpose_title(key, purpose.description, language),
                    *_periods(assessment, purpose, language),
                )
                for key, purpose in found.items()
            ],
            language,
        )


def _periods(assessment: Assessment, purpose: Purpose, language: str) -> tuple[str, str, str, str]:
    period = purpose.retention
    if period is None:
        missing = translate(NOT_DECLARED, language)
        return (missing, missing, missing, "—")
    archived = period.archive_days > 0
    return (
        days_text(period.active_days, language),
        days_text(period.archive_days, language) if archived else "—",
        or_undeclared(_start(assessment, period.start, language), language),
        or_undeclared(period.archive_reason, language) if archived else "—",
    )


def _start(assessment: Assessment, start: str | None, language: str) -> str | None:
    """Return the column from which a period counts; one of another table says of which."""
    if start is None or assessment.policy is None or "." not in start:
        return start
    name, column = start.split(".", 1)
    resource = assessment.policy.resources.get(name)
    return titled(start, None if resource is None else resource.fields.get(column), language)


def _whole_period(purpose: Purpose, language: str) -> str:
    if purpose.retention is None:
        return translate(NOT_DECLARED, language)
    return days_text(purpose.retention.active_days + purpose.retention.archive_days, language)


def _named(key: str, purpose: Purpose, language: str) -> str:
    said = purpose_text(key, purpose.dpv, language)
    told = purpose.description
    return f"{said}. {in_language(told, language)}" if told else said
