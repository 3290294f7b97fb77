"""What the policy declares of those who answer for the data, and of those who receive them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.assessment.declared._titles import purpose_title
from privlab.assessment.declared._why import assessed
from privlab.assessment.declared._words import (
    country_text,
    facts,
    listing,
    or_undeclared,
    role_text,
    safeguard_text,
    table,
)
from privlab.documents import Note, Paragraph
from privlab.language import N_, Message, counted, format_value, translate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlab.assessment._assessment import Assessment
    from privlab.documents import Block
    from privlab.policy import Recipient

__all__ = ["codes", "controller", "processor_names", "processors", "recipients", "transfers"]

PROCESSORS = ("processor", "sub-processor")


def controller(assessment: Assessment, language: str) -> Iterator[Block]:
    """Yield who answers for the data, who advises, who owns each purpose."""
    policy = assessment.policy
    if policy is None or (policy.controller is None and policy.dpo is None):
        return
    who, adviser = policy.controller, policy.dpo
    rows: list[tuple[str, object]] = [
        (N_("Controller"), or_undeclared(None if who is None else who.name, language)),
    ]
    if who is not None:
        country = None if who.country is None else country_text(who.country, language)
        rows += [
            (N_("Country"), or_undeclared(country, language)),
            *_reached(who.address, who.email, None),
        ]
    yield facts(rows, language)
    named = or_undeclared(None if adviser is None else adviser.name, language)
    rows = [(N_("Data protection officer"), named)]
    if adviser is not None:
        rows += _reached(adviser.address, adviser.email, adviser.phone)
    yield facts(rows, language)
    owners = assessed(assessment)
    if owners:
        yield table(
            N_("Who owns each purpose"),
            (N_("Purpose"), N_("Owner")),
            [
                (
                    purpose_title(key, purpose.description, language),
                    or_undeclared(purpose.owner, language),
                )
                for key, purpose in owners.items()
            ],
            language,
        )


def _reached(
    address: str | None, email: str | None, phone: str | None
) -> Iterator[tuple[str, object]]:
    named = ((N_("Address"), address), (N_("E-mail"), email), (N_("Telephone"), phone))
    for name, value in named:
        if value is not None:
            yield name, value


def processor_names(assessment: Assessment, language: str) -> Iterator[Block]:
    """Yield the processors, by name."""
    found = [r for r in recipients(assessment) if r.role in PROCESSORS]
    if found:
        names = [f"{r.name} ({country_text(r.country, language)})" for r in found]
        yield Paragraph(listing(names, language))
    elif _declares_any(assessment):
        for_one = N_("No processor is declared for this purpose.")
        said = N_("No processor is declared.") if assessment.purpose is None else for_one
        yield Paragraph(translate(said, language))


def processors(assessment: Assessment, language: str) -> Iterator[Block]:
    """Yield everyone who receives data, with their role and the purposes they serve."""
    found = recipients(assessment)
    if found:
        yield table(
            N_("Recipients"),
            (N_("Recipient"), N_("Role"), N_("Purposes")),
            [(r.name, role_text(r.role, language), listing(r.purposes, language)) for r in found],
            language,
        )
    elif _declares_any(assessment):
        yield _nobody(language)
    others = len(assessment.policy.recipients) - len(found) if assessment.policy else 0
    if others:
        said = counted(
            "{n} more recipient serves other purposes.",
            "{n} more recipients serve other purposes.",
            others,
        )
        yield Note(said.text(language))


def transfers(assessment: Assessment, language: str) -> Iterator[Block]:
    """Yield in which country each recipient is, and what a transfer rests on."""
    found = recipients(assessment)
    if found:
        yield table(
            N_("Countries and safeguards"),
            (N_("Recipient"), N_("Country"), N_("Safeguard"), N_("Transfer impact assessment")),
            [
                (
                    r.name,
                    country_text(r.country, language),
                    _safeguard(r, language),
                    _assessed_on(r, language),
                )
                for r in found
            ],
            language,
        )
    elif _declares_any(assessment):
        yield _nobody(language)


def codes(assessment: Assessment, language: str) -> Iterator[Block]:
    """Yield the charter of the company."""
    policy = assessment.policy
    if policy is not None and policy.charter:
        yield Paragraph(
            Message("Charter of the company: {charter}", {"charter": policy.charter}).text(language)
        )


def _safeguard(recipient: Recipient, language: str) -> str:
    if not _outside(recipient):
        return Message("not needed: the GDPR applies there").text(language)
    return safeguard_text(recipient.safeguard, language)


def _assessed_on(recipient: Recipient, language: str) -> str:
    if not _outside(recipient):
        return "—"
    day = recipient.transfer_assessment
    return or_undeclared(None if day is None else format_value(day, language), language)


def _outside(recipient: Recipient) -> bool:
    from privlab.policy import INSIDE

    return recipient.country not in INSIDE


def _declares_any(assessment: Assessment) -> bool:
    return assessment.policy is not None and bool(assessment.policy.recipients)


def _nobody(language: str) -> Paragraph:
    return Paragraph(translate(N_("No recipient is declared for this purpose."), language))


def recipients(assessment: Assessment) -> tuple[Recipient, ...]:
    """Return those who receive data, for the purpose that is assessed if one is named."""
    if assessment.policy is None:
        return ()
    wanted = assessment.purpose
    return tuple(
        one
        for one in assessment.policy.recipients
        if wanted is None or not one.purposes or wanted in one.purposes
    )
