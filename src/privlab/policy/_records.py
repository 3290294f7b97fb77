"""Where the company keeps the traces of what it does: consents, objections, uses, requests.

An entry names a table of the package and its columns. `person` may be left out when the table
has a person key.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from privlab.policy.file._entry import Entry, Text

__all__ = [
    "Access",
    "Consents",
    "Contacts",
    "Decisions",
    "NoticesGiven",
    "Objections",
    "Record",
    "Records",
    "Requests",
    "Scores",
]


class Record(Entry):
    """A table that keeps traces, and which column says what."""

    table: Text

    @property
    def columns(self) -> dict[str, str]:
        """The columns of the table that the entry names, by what they say."""
        named = {name: getattr(self, name) for name in type(self).model_fields}
        return {
            name: column
            for name, column in named.items()
            if name not in {"table", "given"} and column is not None
        }


class PersonRecord(Record):
    """Traces about people."""

    person: Text | None = None


class Consents(PersonRecord):
    """Consents, given or withdrawn: the last one of a person and purpose counts (GDPR 7).

    `given` lists the values of `state` that mean "yes"; every other value means "no".
    """

    purpose: Text
    state: Text
    given: Annotated[tuple[Text, ...], Field(min_length=1)]
    date: Text | None = None


class Objections(PersonRecord):
    """Objections (GDPR 21); without a purpose column, each is against every purpose."""

    purpose: Text | None = None
    date: Text | None = None


class Contacts(PersonRecord):
    """Solicitations: when, for what, by which channel, from which entity, in which campaign."""

    date: Text
    purpose: Text | None = None
    channel: Text | None = None
    entity: Text | None = None
    campaign: Text | None = None


class Scores(PersonRecord):
    """Scores computed about people (GDPR 22)."""

    name: Text
    date: Text | None = None
    documentation: Text | None = None
    automated: Text | None = None


class NoticesGiven(PersonRecord):
    """Who received which notice, and when (GDPR 13, 14)."""

    notice: Text
    date: Text


class Decisions(PersonRecord):
    """Decisions about people, and whether someone reviewed them (GDPR 22)."""

    date: Text
    score: Text | None = None
    automated: Text | None = None
    review: Text | None = None


class Access(PersonRecord):
    """Who looked at whose data, and why."""

    time: Text
    actor: Text
    department: Text | None = None
    purpose: Text | None = None


class Requests(PersonRecord):
    """What people asked for, and when they were answered (GDPR 12)."""

    kind: Text
    received: Text
    answered: Text | None = None
    extended: Text | None = None


class Records(Entry):
    """The tables that keep traces; each entry is optional."""

    consents: Consents | None = None
    objections: Objections | None = None
    contacts: Contacts | None = None
    scores: Scores | None = None
    notices: NoticesGiven | None = None
    decisions: Decisions | None = None
    access: Access | None = None
    requests: Requests | None = None

    @property
    def given(self) -> dict[str, Record]:
        """The entries that the policy has, by key."""
        named = {name: getattr(self, name) for name in type(self).model_fields}
        return {name: record for name, record in named.items() if record is not None}
