"""Kinds of columns that come back in many tables: role, dimension, sensitivity and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab_bank._column import Column

if TYPE_CHECKING:
    from privlab_bank._column import Role

    Kind = tuple[Role, str | None, float | None, str]

__all__ = [
    "ADDRESS",
    "CHOICE",
    "CLIENT",
    "CONTACT",
    "DATE",
    "DECISION",
    "KEY",
    "NAME",
    "RECORD",
    "SCORE",
    "SPEECH",
    "TITLE",
    "TRACE",
    "described",
]

KEY: Kind = (
    "direct_identifier",
    None,
    None,
    "A key, an arbitrary text; it belongs to no dimension.",
)
TITLE: Kind = (
    "quasi_identifier",
    "identity",
    0.25,
    "Ordinary: it tells the sex, which anyone can see.",
)
NAME: Kind = (
    "direct_identifier",
    "identity",
    0.25,
    "Ordinary: public in daily life, though it identifies.",
)
CONTACT: Kind = ("direct_identifier", "identity", 0.5, "Private life: a means of contact.")
ADDRESS: Kind = ("quasi_identifier", "identity", 0.5, "Private life: where the person lives.")
DATE: Kind = ("ordinary", "evolution", 0.25, "Ordinary: a technical date.")
TRACE: Kind = ("ordinary", "evolution", 0.25, "Ordinary: a trace of the relation.")
CHOICE: Kind = ("ordinary", "values", 0.25, "Ordinary: a choice about one's own data.")
SCORE: Kind = (
    "sensitive",
    "profitability",
    0.75,
    "Highly personal: a judgement of the person's worth or risk.",
)
DECISION: Kind = ("sensitive", "projects", 0.75, "Highly personal: what was granted or refused.")
SPEECH: Kind = ("sensitive", "values", 0.75, "Highly personal: what the person said.")
RECORD: Kind = ("ordinary", None, None, "It says nothing of a person.")

CLIENT = ("id_client", "Clé du client", "Client key", KEY)
"""The column that most tables begin with."""


def described(
    purposes: tuple[str, ...],
    *columns: tuple[str, str, str, Kind],
    inferred: tuple[str, ...] = (),
) -> tuple[Column, ...]:
    """Return columns that serve the same purposes, each a name, two labels and a kind.

    `inferred` names those that a model guessed.
    """
    return tuple(
        Column(name, label_fr, label_en, *kind, purposes=purposes, inferred=name in inferred)
        for name, label_fr, label_en, kind in columns
    )
