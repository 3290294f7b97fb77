"""What a register offers to those who open tables and answer people."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from privlab.errors import ParameterError
from privlab.register import _entries, _subjects, _uses
from privlab.register._caps import check_population, left_of
from privlab.register._checking import checked_name, checked_text
from privlab.register._entries import Draft, Entry
from privlab.register._file import RegisterFile
from privlab.register._sealing import canonical
from privlab.register._subjects import keep_caps

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from privlab.register._uses import Use

__all__ = ["Remembering"]


class Remembering(RegisterFile):
    """Uses of data, and what is kept about a person."""

    def record_use(
        self,
        *,
        resource: str,
        purpose: str,
        actor: str,
        columns: Iterable[str],
        n_people: int | None,
        n_rows: int,
        as_of: dt.date | None = None,
        now: dt.datetime | None = None,
    ) -> int:
        """Write that a table was opened, before it is handed out; return the entry's number.

        Parameters
        ----------
        resource, purpose, actor : str
        columns : list of str
            Columns handed out.
        n_people : int or None
            People in it; None when it names no person.
        n_rows : int
        as_of : date, optional
            Day of judgement by which the rows were chosen.
        now : datetime, optional
            With a time zone; the clock by default.
        """
        payload = _uses.checked_use(resource, columns, n_people, n_rows, as_of)
        purpose = checked_name("purpose", purpose)
        actor = checked_name("actor", actor)
        with self._writing() as db:
            return _uses.write_use(db, payload, purpose, actor, now)

    def uses(
        self,
        *,
        resource: str | None = None,
        purpose: str | None = None,
        actor: str | None = None,
        since: dt.datetime | None = None,
    ) -> tuple[Use, ...]:
        """Return the uses that answer to all that is given, in the order in which they came."""
        with self._reading() as db:
            return _uses.uses(db, resource=resource, purpose=purpose, actor=actor, since=since)

    def append(
        self,
        kind: str,
        payload: Mapping[str, object],
        *,
        population: str = "",
        person: object = None,
        purpose: str = "",
        actor: str = "",
        now: dt.datetime | None = None,
    ) -> int:
        """Write an entry of another room's kind: a choice, a request, a correction.

        Parameters
        ----------
        kind : str
            Small letters and underscores; not one that the register writes itself.
        payload : mapping
            Plain JSON values. With a person it is erased with them; without, it stays for ever
            and must say nothing of anyone.
        population, person : optional
            Whom it is about: a population and a key in it.
        purpose, actor : str, optional
        now : datetime, optional
            With a time zone; the clock by default.
        """
        if not isinstance(kind, str) or not re.fullmatch(r"[a-z][a-z_]{0,39}", kind):
            message = (
                "kind must be a word of small letters and underscores, for instance 'request'."
            )
            raise ParameterError(message)
        if kind in _entries.OWN_KINDS:
            message = f"The register writes entries of kind '{kind}' itself. Choose another word."
            raise ParameterError(message)
        if person is not None and not population:
            message = "A person is known within a population: pass population='...' too."
            raise ParameterError(message)
        canonical(dict(payload), what="The payload")
        population = checked_name("population", population, empty=True)
        purpose = checked_name("purpose", purpose, empty=True)
        actor = checked_name("actor", actor, empty=True)
        with self._writing() as db:
            check_population(db, population)
            subject = None
            if person is not None:
                mark = _subjects.person_mark(_entries.key_of(db), population, person)
                subject = _subjects.subject_of(db, mark)
            draft = Draft(
                kind,
                payload,
                population=population,
                purpose=purpose,
                actor=_subjects.written_actor(db, actor, now),
                subject=subject,
            )
            return _entries.append(db, draft, now).number

    def entries(
        self, kind: str | None = None, *, population: str | None = None, person: object = None
    ) -> tuple[Entry, ...]:
        """Return entries in their order: all, of a kind, of a population, about a person."""
        where: list[str] = ["TRUE"]
        values: list[object] = []
        if kind is not None:
            where.append("entry.kind = ?")
            values.append(kind)
        if population is not None:
            where.append("entry.population = ?")
            values.append(population)
        if person is not None and population is None:
            message = "A person is known within a population: pass population='...' too."
            raise ParameterError(message)
        with self._reading() as db:
            if person is not None and population is not None:
                check_population(db, population)
                mark = _subjects.person_mark(_entries.key_of(db), population, person)
                subject = _subjects.find(db, mark)
                if subject is None:
                    return ()
                where.append("payload.subject = ?")
                values.append(subject.handle)
            return _entries.entries(db, where=" AND ".join(where), values=tuple(values))

    def forget_actor(self, actor: str, *, reason: str = "", now: dt.datetime | None = None) -> bool:
        """Erase the name of an actor once their log has been kept long enough.

        Their uses and charges stay, without a name. What is left of a share of a budget that was
        theirs stays too, and is theirs again when the name comes back.
        """
        actor = checked_name("actor", actor)
        reason = checked_text("reason", reason, empty=True)
        with self._writing() as db:
            number = _subjects.known_actor(db, actor)
            if number is None:
                return False
            keep_caps(db, actor, left_of(db, number), now)
            mark = _subjects.actor_mark(_entries.key_of(db), actor)
            return bool(_subjects.erase(db, mark, "", reason, now))
