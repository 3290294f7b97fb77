"""Objections that meet nobody, or meet someone by a near spelling: for the rights desk alone.

No view, session, report or check says any of it: who opposed is nobody else's business, and the
gate leaves out near spellings without a word. Each look-up is written in the register.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from privlab._gate._choices import people_who_refused
from privlab._gate._people import key_texts, named, nearly_given
from privlab.errors import ParameterError, RegisterError
from privlab.tables import fetch

if TYPE_CHECKING:
    import datetime as dt

    import ibis.expr.types as ir
    import pandas as pd

    from privlab._gate._held import Held
    from privlab.policy import Resource

__all__ = ["LookUp", "UnmatchedWish", "look_up_choices"]


@dataclass(frozen=True, repr=False)
class UnmatchedWish:
    """An objection or a refusal that is about nobody in the tables, or nearly about someone.

    Attributes
    ----------
    population : str
    table : str
        The record that holds it; empty for the register.
    entry : int or None
        Of an opposition, in the register, which keeps no key.
    given : str or None
        The key in the record.
    purpose : str
        Empty when it is against all.
    found : bool
        Whether someone has the very key that was given.
    near : tuple of str
        Keys of people who are written almost alike and are left out until it is settled.
    """

    population: str
    table: str
    entry: int | None
    given: str | None
    purpose: str
    found: bool
    near: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class LookUp:
    """What a look-up found; it prints nothing of it by itself.

    Attributes
    ----------
    wishes : tuple of UnmatchedWish
    """

    wishes: tuple[UnmatchedWish, ...] = field(repr=False)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a wish, keys included."""
        import pandas as pd

        columns = list(UnmatchedWish.__dataclass_fields__)
        rows = [[getattr(wish, name) for name in columns] for wish in self.wishes]
        return pd.DataFrame(rows, columns=columns)

    def __repr__(self) -> str:
        return "<LookUp for the rights desk: .to_frame() shows it>"


def look_up_choices(catalogue: Held, *, actor: str, now: dt.datetime | None = None) -> LookUp:
    """Find the objections and refusals that meet nobody, or someone by a near spelling.

    Settle each near spelling with `register.oppose` (the same person) or `register.tell_apart`
    (another one), or correct the record.

    Parameters
    ----------
    catalogue : Held
        With a register.
    actor : str
        Of the rights desk: the look-up is written in the register under this name.
    now : datetime, optional
        With a time zone; the clock by default.

    Raises
    ------
    RegisterError
        There is no register to write it in.
    """
    if not isinstance(actor, str) or not actor.strip():
        message = "Say who looks this up, for instance actor='rights desk': it is written down."
        raise ParameterError(message)
    if catalogue.register is None:
        message = (
            "What people chose is looked up only where that is written down, and this catalogue "
            "has no register. Open one with privlab.Register.open(...)."
        )
        raise RegisterError(message)
    wishes: list[UnmatchedWish] = []
    keyed = [own for own in catalogue.policy.resources.values() if own.person and own.population]
    recorded = _recorded(catalogue)
    for population in sorted({str(own.population) for own in keyed}):
        tables = [own for own in keyed if own.population == population and own.name not in recorded]
        columns = [(own, name) for own in tables for name in (own.person, *own.other_people)]
        held = {
            key for own, name in columns for key in key_texts(catalogue.held(own.name), str(name))
        }
        matches = catalogue.register.match_oppositions(
            population, sorted(held), actor=actor, now=now
        )
        wishes += [
            UnmatchedWish(
                population, "", own.number, None, own.purpose, own.found, tuple(map(str, own.near))
            )
            for own in matches
            if own.near or not own.found
        ]
        for table, given in recorded.items():
            if catalogue.resource(table).population == population:
                wishes += _unmatched(catalogue, population, table, given, held, columns)
    return LookUp(tuple(wishes))


def _recorded(catalogue: Held) -> dict[str, list[str]]:
    """Return the keys of those who said no, by the table that records it."""
    known, records = catalogue.policy.purposes, catalogue.policy.records
    made: list[tuple[str, ir.Table]] = []
    if records.objections is not None:
        table = catalogue.held(records.objections.table).table
        who = table.select(person=table[catalogue.person_of(records.objections)])
        made.append((records.objections.table, who))
    if records.consents is not None:
        table, whose = (
            catalogue.held(records.consents.table).table,
            catalogue.person_of(records.consents),
        )
        made += [
            (
                records.consents.table,
                people_who_refused(table, records.consents, whose, purpose, known=known),
            )
            for purpose in known
        ]
    given: dict[str, set[str]] = {}
    for name, people in made:
        found = fetch(named(people), catalogue.connection).column("person").to_pylist()
        given.setdefault(name, set()).update(found)
    return {name: sorted(keys) for name, keys in given.items()}


def _unmatched(
    catalogue: Held,
    population: str,
    table: str,
    given: list[str],
    held: set[str],
    columns: list[tuple[Resource, str | None]],
) -> list[UnmatchedWish]:
    near: dict[str, set[str]] = {}
    for own, name in columns:
        for key, other in nearly_given(catalogue, own, str(name), given):
            if key in held:
                near.setdefault(other, set()).add(key)
    return [
        UnmatchedWish(
            population, table, None, key, "", key in held, tuple(sorted(near.get(key, ())))
        )
        for key in given
        if key not in held or key in near
    ]
