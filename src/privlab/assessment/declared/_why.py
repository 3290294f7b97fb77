"""What the policy declares of purposes: why data are used, on which basis, for how long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab._documents import Points
from privlab.assessment._saying import (
    filled,
    listing,
    or_undeclared,
    paragraph,
)
from privlab.assessment.declared._words import (
    basis_text,
    days_text,
    purpose_title,
    titled,
    use_text,
)
from privlab.language import N_, NOT_DECLARED, Bilingual, Joined, Message

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from privlab._documents import Block
    from privlab.assessment._dossier import Dossier
    from privlab.language import Text
    from privlab.policy import Purpose

__all__ = ["assessed", "basis", "purposes", "retention", "secondary"]

CONSENT = "eu-gdpr:A6-1-a"
INTEREST = "eu-gdpr:A6-1-f"


def assessed(dossier: Dossier) -> Mapping[str, Purpose]:
    """Return the purpose that is assessed, or all of them when none is named."""
    if dossier.policy is None:
        return {}
    declared = dossier.policy.purposes
    wanted = dossier.purpose
    return declared if wanted is None else {wanted: declared[wanted]}


def purposes(dossier: Dossier) -> Iterator[Block]:
    """Yield the purposes, and how often the register saw each used."""
    rows = [
        (
            _named(key, purpose),
            or_undeclared(purpose.owner),
            basis_text(purpose.legal_basis),
            _whole_period(purpose),
        )
        for key, purpose in assessed(dossier).items()
    ]
    heads = (N_("Purpose"), N_("Owner"), N_("Legal basis"), N_("Kept, archive included"))
    yield from filled(N_("Purposes declared"), heads, rows)
    uses, heads_of_uses = sorted(dossier.uses.items()), (N_("Purpose"), N_("Uses"))
    yield from filled(N_("Uses written in the register"), heads_of_uses, uses, right=(1,))


def secondary(dossier: Dossier) -> Iterator[Block]:
    """Yield the other purposes of the same data, and the uses that are forbidden."""
    policy = dossier.policy
    if policy is None:
        return
    own = assessed(dossier)
    others = [purpose_title(dossier, key) for key in policy.purposes if key not in own]
    if others:
        said = {"purposes": listing(others)}
        yield paragraph(Message("The policy declares other purposes too: {purposes}.", said))
    if policy.forbidden_uses:
        named = [use_text(term) for term in policy.forbidden_uses]
        yield Points(Message("Uses that the policy forbids"), tuple(named))


def basis(dossier: Dossier) -> Iterator[Block]:
    """Yield the legal basis of each purpose, and what that basis needs."""
    rows = [
        (key, basis_text(purpose.legal_basis), _support(purpose))
        for key, purpose in assessed(dossier).items()
    ]
    heads = (N_("Purpose"), N_("Legal basis"), N_("What it rests on"))
    yield from filled(N_("Legal basis of each purpose"), heads, rows)


def _support(purpose: Purpose) -> str | Message:
    if purpose.legal_basis == INTEREST:
        said = {"text": or_undeclared(purpose.balancing)}
        return Message("balancing of interests: {text}", said)
    if purpose.legal_basis == CONSENT:
        said = {"text": or_undeclared(purpose.consent)}
        return Message("consent kept in: {text}", said)
    return "—"


def retention(dossier: Dossier) -> Iterator[Block]:
    """Yield how long the data of each purpose are kept, and from when."""
    heads = (
        N_("Purpose"),
        N_("In use"),
        N_("Then archived"),
        N_("Counted from"),
        N_("Why archived"),
    )
    rows = [
        (purpose_title(dossier, key), *_periods(dossier, purpose))
        for key, purpose in assessed(dossier).items()
    ]
    yield from filled(N_("Retention of each purpose"), heads, rows)


def _periods(dossier: Dossier, purpose: Purpose) -> tuple[str | Text, ...]:
    period = purpose.retention
    if period is None:
        missing = Message(NOT_DECLARED)
        return (missing, missing, missing, "—")
    archived = period.archive_days > 0
    return (
        days_text(period.active_days),
        days_text(period.archive_days) if archived else "—",
        or_undeclared(_start(dossier, period.start)),
        or_undeclared(period.archive_reason) if archived else "—",
    )


def _start(dossier: Dossier, start: str | None) -> str | Text | None:
    """Return the column from which a period counts; one of another table says of which."""
    if start is None or dossier.policy is None or "." not in start:
        return start
    name, column = start.split(".", 1)
    resource = dossier.policy.resources.get(name)
    return titled(start, None if resource is None else resource.fields.get(column))


def _whole_period(purpose: Purpose) -> Message:
    if purpose.retention is None:
        return Message(NOT_DECLARED)
    return days_text(purpose.retention.active_days + purpose.retention.archive_days)


def _named(key: str, purpose: Purpose) -> Joined:
    said = Joined((key, use_text(purpose.dpv)), " — ")
    return Joined((said, Bilingual(purpose.description or "")), ". ")
