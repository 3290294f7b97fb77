"""What the policy declares of those who answer for the data, and of those who receive them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab._documents import Paragraph
from privlab.assessment._saying import (
    facts,
    filled,
    listing,
    note,
    or_undeclared,
    paragraph,
    table,
)
from privlab.assessment.declared._why import assessed
from privlab.assessment.declared._words import labelled, purpose_title, safeguard_text
from privlab.language import N_, Country, Joined, Message, counted
from privlab.policy import INSIDE, RECIPIENT_ROLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlab._documents import Block
    from privlab.assessment._dossier import Dossier
    from privlab.language import Text
    from privlab.policy import Recipient

__all__ = ["codes", "controller", "processor_names", "processors", "recipients", "transfers"]

PROCESSORS = ("processor", "sub-processor")


def controller(dossier: Dossier) -> Iterator[Block]:
    """Yield who answers for the data, who advises, who owns each purpose."""
    policy = dossier.policy
    if policy is None or (policy.controller is None and policy.dpo is None):
        return
    who, adviser = policy.controller, policy.dpo
    rows: list[tuple[str, object]] = [
        (N_("Controller"), or_undeclared(None if who is None else who.name))
    ]
    if who is not None:
        country = None if who.country is None else Country(who.country)
        rows += [
            (N_("Country"), or_undeclared(country)),
            *_reached(who.address, who.email, None),
        ]
    yield facts(rows)
    named = or_undeclared(None if adviser is None else adviser.name)
    rows = [(N_("Data protection officer"), named)]
    if adviser is not None:
        rows += _reached(adviser.address, adviser.email, adviser.phone)
    yield facts(rows)
    owners = [
        (purpose_title(dossier, key), or_undeclared(purpose.owner))
        for key, purpose in assessed(dossier).items()
    ]
    heads = (N_("Purpose"), N_("Owner"))
    yield from filled(N_("Who owns each purpose"), heads, owners)


def _reached(
    address: str | None, email: str | None, phone: str | None
) -> Iterator[tuple[str, object]]:
    named = ((N_("Address"), address), (N_("E-mail"), email), (N_("Telephone"), phone))
    for name, value in named:
        if value is not None:
            yield name, value


def processor_names(dossier: Dossier) -> Iterator[Block]:
    """Yield the processors, by name."""
    found = [r for r in recipients(dossier) if r.role in PROCESSORS]
    if found:
        names = [Joined((r.name, " (", Country(r.country), ")")) for r in found]
        yield Paragraph(listing(names))
    elif _declares_any(dossier):
        for_one = N_("No processor is declared for this purpose.")
        said = N_("No processor is declared.") if dossier.purpose is None else for_one
        yield paragraph(said)


def processors(dossier: Dossier) -> Iterator[Block]:
    """Yield everyone who receives data, with their role and the purposes they serve."""
    found = recipients(dossier)
    if found:
        yield table(
            N_("Recipients"),
            (N_("Recipient"), N_("Role"), N_("Purposes")),
            [(r.name, labelled(RECIPIENT_ROLES, r.role), listing(r.purposes)) for r in found],
        )
    elif _declares_any(dossier):
        yield _nobody()
    others = len(dossier.policy.recipients) - len(found) if dossier.policy else 0
    if others:
        said = counted(
            "{n} more recipient serves other purposes.",
            "{n} more recipients serve other purposes.",
            others,
        )
        yield note(said)


def transfers(dossier: Dossier) -> Iterator[Block]:
    """Yield in which country each recipient is, and what a transfer rests on."""
    found = recipients(dossier)
    if found:
        yield table(
            N_("Countries and safeguards"),
            (N_("Recipient"), N_("Country"), N_("Safeguard"), N_("Transfer impact assessment")),
            [
                (
                    r.name,
                    Country(r.country),
                    _safeguard(r),
                    _assessed_on(r),
                )
                for r in found
            ],
        )
    elif _declares_any(dossier):
        yield _nobody()


def codes(dossier: Dossier) -> Iterator[Block]:
    """Yield the charter of the company."""
    policy = dossier.policy
    if policy is not None and policy.charter:
        yield paragraph(Message("Charter of the company: {charter}", {"charter": policy.charter}))


def _safeguard(recipient: Recipient) -> str | Text:
    if not _outside(recipient):
        return Message("not needed: the GDPR applies there")
    return safeguard_text(recipient.safeguard)


def _assessed_on(recipient: Recipient) -> object:
    return or_undeclared(recipient.transfer_assessment) if _outside(recipient) else "—"


def _outside(recipient: Recipient) -> bool:
    return recipient.country not in INSIDE


def _declares_any(dossier: Dossier) -> bool:
    return dossier.policy is not None and bool(dossier.policy.recipients)


def _nobody() -> Paragraph:
    return paragraph(N_("No recipient is declared for this purpose."))


def recipients(dossier: Dossier) -> tuple[Recipient, ...]:
    """Return those who receive data, for the purpose that is assessed if one is named."""
    if dossier.policy is None:
        return ()
    wanted = dossier.purpose
    return tuple(
        one
        for one in dossier.policy.recipients
        if wanted is None or not one.purposes or wanted in one.purposes
    )
