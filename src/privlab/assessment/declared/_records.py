"""Where the policy says that traces of each duty are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.assessment._saying import listing, say
from privlab.documents import Note
from privlab.language import Message

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from privlab.assessment._dossier import Dossier
    from privlab.assessment.points._point import Point
    from privlab.documents import Block

__all__ = ["records"]

# key of a point -> entries of `records` in the policy
KEPT: Mapping[str, tuple[str, ...]] = {
    "information": ("notices",),
    "access": ("requests",),
    "rectification": ("requests",),
    "objection": ("objections", "contacts"),
    "automated": ("decisions", "scores"),
    "consent": ("consents",),
    "security": ("access",),
}


def records(dossier: Dossier, point: Point) -> Iterator[Block]:
    """Yield the tables that keep the traces of a point."""
    policy = dossier.policy
    if policy is None or point.key not in KEPT:
        return
    kept = [getattr(policy.records, entry) for entry in KEPT[point.key]]
    tables = dict.fromkeys(record.table for record in kept if record is not None)
    if tables:
        named = {"tables": listing(dossier, tables)}
        yield Note(say(dossier, Message("Traces are kept in: {tables}.", named)))
