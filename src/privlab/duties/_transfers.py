"""The duty to keep data where they are protected: transfers outside the European Union."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.errors import listed
from privlab.language import Message
from privlab.policy import transfer_status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlab._gate import Held
    from privlab.duties._rule import Rule
    from privlab.results import Finding

__all__ = ["unsafe_transfers"]


def unsafe_transfers(company: Held, rule: Rule) -> Iterator[Finding]:
    """Find the recipients in countries where nothing that is declared protects the data."""
    for recipient in company.policy.recipients:
        status = transfer_status(
            recipient.country,
            safeguard=recipient.safeguard,
            on=company.as_of,
            transfer_assessment=recipient.transfer_assessment,
            partial_scheme_confirmed=recipient.partial_scheme_confirmed,
        )
        if not status.allowed:
            yield rule.finding(
                "breach",
                Message(
                    "Data go to {recipient} ({country}) without a safeguard that holds. {reason}",
                    {
                        "recipient": listed([recipient.name]),
                        "country": recipient.country,
                        "reason": status.reason,
                    },
                ),
                1,
                {"country": recipient.country, "status": status.status},
            )
