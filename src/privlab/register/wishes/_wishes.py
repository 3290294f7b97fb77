"""What a register offers to those who answer people: oppositions, erasures, near spellings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.errors import ParameterError
from privlab.register import _entries, _person_keys, _subjects
from privlab.register._caps import check_population
from privlab.register._checking import checked_name, checked_text
from privlab.register._entries import Draft
from privlab.register._file import RegisterFile
from privlab.register.wishes import _oppositions

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from privlab.register.disk._connection import Database
    from privlab.register.wishes._oppositions import Match

__all__ = ["Wishes"]


class Wishes(RegisterFile):
    """What people asked for, and whom it is about.

    What is said here of single people is for the rights desk and the register's steward: each
    look-up is written down. A view, a session and a report say none of it.
    """

    def erase_person(
        self, population: str, person: object, *, reason: str = "", now: dt.datetime | None = None
    ) -> int:
        """Erase all that is kept about a person, oppositions excepted; return how many payloads.

        What stays are commitments that nobody can open or link to them; the chain still verifies.

        Raises
        ------
        ParameterError
            Nothing is kept about this key, and something about one that is written almost alike.
        """
        reason = checked_text("reason", reason, empty=True)
        with self._writing() as db:
            check_population(db, checked_name("population", population))
            mark = _subjects.person_mark(_entries.key_of(db), population, person)
            erased = _subjects.erase(db, mark, population, reason, now)
            near = not erased and _subjects.is_nearly_known(db, population, person)
            if not erased:
                _look_up(db, "erasure", population, None, now)
        if near:
            message = (
                "Nothing is kept about this key as it is written, and something is about one that "
                "differs in case, blanks, leading zeros or Unicode form. Nothing was erased: give "
                "the key as it stands in the table."
            )
            raise ParameterError(message)
        return erased

    def oppose(
        self, population: str, person: object, purpose: str = "", *, now: dt.datetime | None = None
    ) -> int:
        """Write that a person opposes a purpose, or all with ""; it outlives an erasure.

        It counts from now on, whatever day it speaks of.
        """
        population = checked_name("population", population)
        purpose = checked_name("purpose", purpose, empty=True)
        with self._writing() as db:
            check_population(db, population)
            return _oppositions.oppose(db, population, person, purpose, now)

    def lift_opposition(
        self, population: str, person: object, purpose: str = "", *, now: dt.datetime | None = None
    ) -> bool:
        """Write that a person takes an opposition back; False when there was none."""
        population = checked_name("population", population)
        purpose = checked_name("purpose", purpose, empty=True)
        with self._writing() as db:
            check_population(db, population)
            return _oppositions.lift(db, population, person, purpose, now)

    def opposed(
        self,
        population: str,
        persons: Iterable[object],
        purpose: str = "",
        *,
        actor: str = "",
        now: dt.datetime | None = None,
    ) -> frozenset[object]:
        """Return those of the persons who oppose the purpose, or all purposes.

        A look-up: it is written in the register, without the persons.
        """
        population = checked_name("population", population)
        actor = checked_name("actor", actor, empty=True)
        asked = list(persons)
        with self._writing() as db:
            check_population(db, population)
            found = _oppositions.opposed(db, population, asked, purpose)
            _look_up(db, "oppositions", population, _subjects.written_actor(db, actor, now), now)
        return found

    def left_out(
        self, population: str, persons: Iterable[object], purpose: str = ""
    ) -> frozenset[object]:
        """Return those who oppose, and those written almost as someone who does.

        For the gate, which hands out nobody of them and says of none why.
        """
        population = checked_name("population", population)
        asked = list(persons)
        with self._reading() as db:
            return _oppositions.left_out(db, population, asked, purpose)

    def match_oppositions(
        self,
        population: str,
        persons: Iterable[object],
        *,
        actor: str,
        now: dt.datetime | None = None,
    ) -> tuple[Match, ...]:
        """Return for every standing opposition whether one of the persons is meant, or nearly.

        Parameters
        ----------
        population : str
        persons : iterable of keys
            Of all its tables, once each.
        actor : str
            Of the rights desk: the look-up is written in the register under this name.
        now : datetime, optional
            With a time zone; the clock by default.
        """
        population = checked_name("population", population)
        actor = checked_name("actor", actor)
        asked = list(persons)
        with self._writing() as db:
            check_population(db, population)
            _look_up(db, "spellings", population, _subjects.written_actor(db, actor, now), now)
            return _oppositions.matches(db, population, asked)

    def tell_apart(
        self,
        population: str,
        person: object,
        *,
        opposition: int | None = None,
        given: object = None,
        actor: str,
        now: dt.datetime | None = None,
    ) -> int:
        """Write that a person is another than the one who objected under a near spelling.

        Where they are the same, `oppose` with the key as it stands in the table.

        Parameters
        ----------
        population : str
        person : key
            As it stands in the table.
        opposition : int, optional
            The entry of an opposition of the register; else
        given : key, optional
            the key that stands in the record of objections.
        actor : str
            Who settled it.
        now : datetime, optional
            With a time zone; the clock by default.
        """
        if (opposition is None) == (given is None):
            message = "Name what they are told apart from: opposition=number, or given=key."
            raise ParameterError(message)
        population, actor = checked_name("population", population), checked_name("actor", actor)
        with self._writing() as db:
            check_population(db, population)
            number = _subjects.written_actor(db, actor, now)
            return _oppositions.tell_apart(
                db, population, person, opposition=opposition, given=given, actor=number, now=now
            )

    def told_apart(
        self, population: str, pairs: Iterable[tuple[object, object]]
    ) -> frozenset[tuple[object, object]]:
        """Return those pairs of a key and the key in a record that `tell_apart` settled."""
        with self._reading() as db:
            return _oppositions.told_apart(db, checked_name("population", population), pairs)

    def last_opposition(self, population: str, purpose: str = "") -> int:
        """Return the number of the last entry that changed who opposes a purpose; 0 without one.

        It says that someone objected, took it back or was told apart, and nothing of whom.
        """
        population = checked_name("population", population)
        purpose = checked_name("purpose", purpose, empty=True)
        with self._reading() as db:
            return _oppositions.last_opposition(db, population, purpose)

    def tie_person_key(
        self, population: str, column: str, *, reason: str = "", now: dt.datetime | None = None
    ) -> None:
        """Write by which column the people of a population are known; another needs a reason.

        Raises
        ------
        ParameterError
            The people are known by another column, and no reason was given.
        """
        population = checked_name("population", population)
        reason = checked_text("reason", reason, empty=True)
        if column in self.person_keys(population):
            return
        with self._writing() as db:
            check_population(db, population)
            _person_keys.tie_person_key(db, population, column, reason, now)

    def person_keys(self, population: str) -> tuple[str, ...]:
        """Return the columns by which the people of a population are known."""
        with self._reading() as db:
            return _person_keys.person_keys(db, checked_name("population", population))


def _look_up(
    db: Database, what: str, population: str, actor: int | None, now: dt.datetime | None
) -> None:
    draft = Draft("look_up", {"what": what}, population=population, actor=actor)
    _entries.append(db, draft, now)
