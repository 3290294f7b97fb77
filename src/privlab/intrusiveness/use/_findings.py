"""What breaks a duty in the use of data: each is a finding, whatever the score."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.errors import listed
from privlab.language import counted
from privlab.results import Finding
from privlab.tables import fetch
from privlab.traces._of_people import over_the_cap

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from privlab.gate import Catalogue

__all__ = ["use_findings"]


def use_findings(catalogue: Catalogue, people: Mapping[str, int]) -> tuple[Finding, ...]:
    """Return the breaches that the traces show.

    Parameters
    ----------
    people : mapping of signal to int
        People concerned by each signal that was assessed.
    """
    return (
        *_over_solicited(catalogue),
        *_of_people(people),
        *_deduced(catalogue),
        *_sold(catalogue, people.get("sale", 0)),
    )


def _over_solicited(catalogue: Catalogue) -> Iterator[Finding]:
    for purpose in catalogue.policy.purposes.values():
        over, cap = over_the_cap(catalogue, purpose), purpose.frequency_cap
        if over is None or cap is None:
            continue
        n = int(fetch(over.aggregate(n=over.count()), catalogue.connection).to_pylist()[0]["n"])
        if n:
            yield Finding(
                "contacts_over_the_cap",
                "GDPR Art. 5(1)(a)",
                "breach",
                counted(
                    "{n} person was contacted more than {cap} times in {days} days for {purpose}.",
                    "{n} people were contacted more than {cap} times in {days} days for {purpose}.",
                    n,
                    cap=cap.count,
                    days=cap.days,
                    purpose=purpose.key,
                ),
                n,
                {"purpose": purpose.key},
            )


def _of_people(people: Mapping[str, int]) -> Iterator[Finding]:
    n = people.get("after_objection", 0)
    if n:
        yield Finding(
            "contact_after_objection",
            "GDPR Art. 21(3)",
            "breach",
            counted(
                "{n} person was contacted after objecting.",
                "{n} people were contacted after objecting.",
                n,
            ),
            n,
        )
    n = people.get("undocumented", 0)
    if n:
        yield Finding(
            "undocumented_score",
            "GDPR Art. 15(1)(h)",
            "breach",
            counted(
                "{n} person was given a score that nothing documents.",
                "{n} people were given a score that nothing documents.",
                n,
            ),
            n,
        )
    n = people.get("automated", 0)
    if n:
        yield Finding(
            "automated_decision",
            "GDPR Art. 22",
            "breach",
            counted(
                "A program decided about {n} person and nobody reviewed it.",
                "A program decided about {n} people and nobody reviewed it.",
                n,
            ),
            n,
        )
    n = people.get("cross_group", 0)
    if n:
        yield Finding(
            "cross_group_mailing",
            "",
            "breach",
            counted(
                "{n} person was contacted by several entities of the group in one campaign.",
                "{n} people were contacted by several entities of the group in one campaign.",
                n,
            ),
            n,
        )


def _deduced(catalogue: Catalogue) -> Iterator[Finding]:
    found = {
        f"{name}.{column.name}"
        for name, resource in catalogue.policy.resources.items()
        for column in resource.fields.values()
        if column.inferred and not column.source
    }
    if found:
        yield Finding(
            "deduced_without_source",
            "GDPR Art. 14(2)(f)",
            "breach",
            counted(
                "{n} column is deduced and the policy does not say from what: {columns}.",
                "{n} columns are deduced and the policy does not say from what: {columns}.",
                len(found),
                columns=listed(sorted(found)),
            ),
            len(found),
            {"columns": sorted(found)},
        )


def _sold(catalogue: Catalogue, people: int) -> Iterator[Finding]:
    """Yield the recipients declared for a sale, and whether the policy says whose data it is."""
    found = sorted(
        recipient.name
        for recipient in catalogue.policy.recipients
        if any(
            catalogue.policy.purposes[key].is_a("SellDataToThirdParties")
            for key in recipient.purposes
            if key in catalogue.policy.purposes
        )
    )
    if found:
        yield Finding(
            "data_sale",
            "",
            "breach",
            counted(
                "{n} recipient is declared for a sale of data: {recipients}.",
                "{n} recipients are declared for a sale of data: {recipients}.",
                len(found),
                recipients=listed(found),
            )
            if people
            else counted(
                "{n} recipient is declared for a sale of data, and no column of the people "
                "measured is declared for it, so that nobody can be counted: {recipients}.",
                "{n} recipients are declared for a sale of data, and no column of the people "
                "measured is declared for it, so that nobody can be counted: {recipients}.",
                len(found),
                recipients=listed(found),
            ),
            len(found),
        )
