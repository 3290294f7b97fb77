"""Whether data may go to a recipient in a country, and on which ground (GDPR 44 to 49)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from privlab._checks import one_of
from privlab.language import Message
from privlab.policy.words._adequacy import ADEQUACY, ADEQUACY_DATE, Adequacy, check_country
from privlab.policy.words._countries import INSIDE
from privlab.policy.words._legal import SAFEGUARDS

if TYPE_CHECKING:
    import datetime as dt

__all__ = ["TRANSFER_STATUSES", "TransferStatus", "transfer_status"]

Status = Literal[
    "inside",
    "adequate",
    "adequate_partial",
    "safeguarded",
    "safeguard_without_assessment",
    "expired",
    "none",
]
TRANSFER_STATUSES: tuple[Status, ...] = (
    "inside",
    "adequate",
    "adequate_partial",
    "safeguarded",
    "safeguard_without_assessment",
    "expired",
    "none",
)


@dataclass(frozen=True)
class TransferStatus:
    """What a transfer rests on.

    Attributes
    ----------
    status : str
        "inside" (no transfer), "adequate", "adequate_partial", "safeguarded", or, when it rests
        on nothing that holds, "safeguard_without_assessment", "expired" or "none".
    reason : Message
        The same as a sentence.
    country : str
    list_date : date
        Day of the list of adequacy decisions that was used.
    """

    status: Status
    reason: Message
    country: str
    list_date: dt.date = ADEQUACY_DATE

    @property
    def allowed(self) -> bool:
        """Whether the transfer rests on something that holds."""
        return self.status in TRANSFER_STATUSES[:4]

    def __bool__(self) -> bool:
        return self.allowed


def transfer_status(
    country: str,
    *,
    safeguard: str | None,
    on: dt.date,
    transfer_assessment: dt.date | None = None,
    partial_scheme_confirmed: bool = False,
) -> TransferStatus:
    """Return what a transfer to a country rests on, on a day.

    Parameters
    ----------
    country : str
        ISO 3166-1 alpha-2 code of the recipient.
    safeguard : str or None
        As declared: a key of `SAFEGUARDS`.
    on : date
        Day of judgement.
    transfer_assessment : date, optional
        Day when the law and practice of the country were assessed. A safeguard of Article 46
        holds only with one (Court of Justice, C-311/18, Schrems II, points 134 and 142).
    partial_scheme_confirmed : bool
        Whether the recipient was found to meet the condition of a partial adequacy decision.

    Returns
    -------
    TransferStatus
        True in a condition where the transfer rests on something that holds; `.status`, `.reason`.

    Raises
    ------
    ParameterError
        When the country or the safeguard is not known.

    Examples
    --------
    >>> import datetime as dt
    >>> transfer_status("IN", safeguard=None, on=dt.date(2026, 3, 1)).status
    'none'
    >>> clauses = "eu-gdpr:A46-2-c"
    >>> assessed = dt.date(2026, 2, 1)
    >>> transfer_status(
    ...     "IN", safeguard=clauses, on=dt.date(2026, 3, 1), transfer_assessment=assessed
    ... ).status
    'safeguarded'
    """
    if safeguard is not None:
        one_of("safeguard", safeguard, SAFEGUARDS)
    if check_country(country) in INSIDE:
        reason = Message(
            "{country}: the rules of the GDPR apply there; no transfer.", _named(country)
        )
        return TransferStatus("inside", reason, country)
    decision = ADEQUACY.get(country)
    if decision is not None and decision.in_force(on):
        if decision.scope == "full":
            return TransferStatus("adequate", _adequate(decision), country)
        if partial_scheme_confirmed:
            reason = Message(
                "{country}: adequate protection (decision {act}) for {condition}; this recipient "
                "was found to be covered.",
                _decided(decision),
            )
            return TransferStatus("adequate_partial", reason, country)
    if safeguard is not None and safeguard.startswith("eu-gdpr:A46"):
        return _safeguarded(country, safeguard, on, transfer_assessment)
    if decision is not None and decision.valid_until is not None and on > decision.valid_until:
        reason = Message(
            "{country}: the adequacy decision {act} ended on {valid_until}.",
            _decided(decision),
        )
        return TransferStatus("expired", reason, country)
    return TransferStatus("none", _why_none(country, safeguard, decision, on), country)


def _safeguarded(
    country: str, safeguard: str, on: dt.date, assessed: dt.date | None
) -> TransferStatus:
    values = {**_named(country), "safeguard": Message(SAFEGUARDS[safeguard])}
    if assessed is not None and assessed <= on:
        reason = Message(
            "{country}: transfer under a safeguard ({safeguard}), assessed on {assessed}.",
            {**values, "assessed": assessed},
        )
        return TransferStatus("safeguarded", reason, country)
    if assessed is None:
        reason = Message(
            "{country}: transfer under a safeguard ({safeguard}), without a dated transfer "
            "assessment.",
            values,
        )
    else:
        reason = Message(
            "{country}: transfer under a safeguard ({safeguard}) whose assessment is dated "
            "{assessed}, after the day of judgement.",
            {**values, "assessed": assessed},
        )
    return TransferStatus("safeguard_without_assessment", reason, country)


def _why_none(
    country: str, safeguard: str | None, decision: Adequacy | None, on: dt.date
) -> Message:
    if decision is not None and on < decision.adopted:
        return Message(
            "{country}: the adequacy decision {act} was adopted on {adopted}, after the day of "
            "judgement.",
            _decided(decision),
        )
    if decision is not None:
        return Message(
            "{country}: adequate protection (decision {act}) only for {condition}; it was not "
            "confirmed that this recipient is covered.",
            _decided(decision),
        )
    if safeguard == "adequacy":
        return Message(
            "{country}: adequacy is claimed, and no decision is on the list of {list_date}.",
            {**_named(country), "list_date": ADEQUACY_DATE},
        )
    if safeguard is None:
        return Message("{country}: transfer without any safeguard.", _named(country))
    # European Data Protection Board, Guidelines 2/2018, section 1
    return Message(
        "{country}: transfer under a derogation ({safeguard}), which covers occasional "
        "transfers, not a standing recipient.",
        {**_named(country), "safeguard": Message(SAFEGUARDS[safeguard])},
    )


def _adequate(decision: Adequacy) -> Message:
    if decision.valid_until is None:
        return Message(
            "{country}: adequate protection, decision {act} of {adopted}.", _decided(decision)
        )
    return Message(
        "{country}: adequate protection until {valid_until}, decision {act} of {adopted}.",
        _decided(decision),
    )


def _decided(decision: Adequacy) -> dict[str, object]:
    values: dict[str, object] = {
        "country": Message(decision.name),
        "act": decision.act,
        "adopted": decision.adopted,
    }
    if decision.condition is not None:
        values["condition"] = Message(decision.condition)
    if decision.valid_until is not None:
        values["valid_until"] = decision.valid_until
    return values


def _named(country: str) -> dict[str, object]:
    decision = ADEQUACY.get(country)
    return {"country": country if decision is None else Message(decision.name)}
