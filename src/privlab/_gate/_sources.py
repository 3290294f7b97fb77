"""Where the choices of people about a table and a purpose are kept; refused where it is unknown.

A source is a yes/no column of the table, one of another table of the same people, a record of
the policy, or the oppositions of the register. Keys of another population mean other people:
their choices are never matched.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab._gate._choices import (
    can_be_objected_to,
    objections,
    people_who_consent,
    people_who_refused,
)
from privlab._gate._people import (
    is_among,
    key_texts,
    named,
    nearly_given,
    person_key,
    person_text,
    text_column,
)
from privlab.errors import InternalError, PurposeError, listed
from privlab.tables import fetch

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from privlab._gate._held import Held
    from privlab.policy import Purpose, Resource

__all__ = ["Source", "consent_source", "objection_sources"]

_NO_RECORD = "a source of the kind 'record' without its record"


@dataclass(frozen=True)
class Source:
    """Where choices stand.

    Attributes
    ----------
    kind : {"column", "elsewhere", "record", "register"}
    table : str
        Table that holds the choices; empty for the register.
    column : str
        The yes/no column of the first two kinds.
    """

    kind: str
    table: str = ""
    column: str = ""

    def objected(
        self, company: Held, resource: Resource, purpose: Purpose, rows: ir.Table
    ) -> ir.BooleanValue:
        """Whether one of the people of each row objected; true where it is unknown."""
        if self.kind == "column":
            return rows[self.column].fill_null(True)
        objected = self._objected(company, resource, purpose, rows[str(resource.person)])
        for column in resource.other_people:
            other = self._objected(company, resource, purpose, rows[column])
            # a row without a second person speaks of the first alone
            objected = objected | (rows[column].notnull() & other)
        return objected

    def _objected(
        self, company: Held, resource: Resource, purpose: Purpose, person: ir.Column
    ) -> ir.BooleanValue:
        if self.kind == "elsewhere":
            willing = is_among(person, self._who_answers(company, yes=False))
            return ~willing.fill_null(False)
        if self.kind == "register":
            objected = is_among(person, _opposed(company, resource, purpose, person))
        else:
            people = self.objections_made(company, purpose)
            objected = is_among(person, people["person"])
            near = _nearly(company, resource, person, people)
            objected = objected if near is None else objected | near
        # a key that is neither a text nor a whole number may be anyone's
        return (objected | person_key(person).isnull()).fill_null(True)

    def objections_made(self, company: Held, purpose: Purpose) -> ir.Table:
        """Return the objections of the record that cover a purpose; see `objections`."""
        record = company.policy.records.objections
        if record is None:
            raise InternalError(_NO_RECORD)
        return objections(
            company.held(self.table).table,
            record,
            company.person_of(record),
            purpose.key,
            company.policy.purposes,
        )

    def consented(
        self, company: Held, resource: Resource, purpose: Purpose, rows: ir.Table
    ) -> ir.BooleanValue:
        """Whether all the people of each row consented; false where it is unknown."""
        if self.kind == "column":
            return rows[self.column].fill_null(False)
        consented = self._consented(company, resource, purpose, rows[str(resource.person)])
        for column in resource.other_people:
            other = self._consented(company, resource, purpose, rows[column])
            consented = consented & (rows[column].isnull() | other)
        return consented

    def _consented(
        self, company: Held, resource: Resource, purpose: Purpose, person: ir.Column
    ) -> ir.BooleanValue:
        if self.kind == "elsewhere":
            willing = is_among(person, self._who_answers(company, yes=True))
            return willing.fill_null(False)
        record = company.policy.records.consents
        if record is None:
            raise InternalError(_NO_RECORD)
        table, whose = company.held(self.table).table, company.person_of(record)
        known = company.policy.purposes
        people = people_who_consent(
            table, record, whose, purpose.key, known=known, as_of=company.as_of
        )
        refused = people_who_refused(table, record, whose, purpose.key, known=known)
        consented = is_among(person, people["person"])
        near = _nearly(company, resource, person, refused)
        consented = consented if near is None else consented & ~near
        return consented.fill_null(False)

    def _who_answers(self, company: Held, *, yes: bool) -> ir.Column:
        """Return the people all of whose answers in the other table are the one asked for."""
        table = company.held(self.table).table
        person = str(company.resource(self.table).person)
        answer = table[self.column] if yes else ~table[self.column]
        rows = table.filter(table[person].notnull()).select(
            person=table[person],
            answer=answer.fill_null(False),
        )
        people = rows.group_by("person").aggregate(every=rows["answer"].all())
        return people.filter(people["every"])["person"]


def objection_sources(company: Held, resource: Resource, purpose: Purpose) -> tuple[Source, ...]:
    """Return where objections to a purpose are kept for a table; none when it is open to none.

    Raises
    ------
    PurposeError
        Objections are kept somewhere and cannot be matched with the rows.
    """
    sources: list[Source] = []
    named = purpose.opt_out
    if named is not None and named != "objections":
        sources.append(_yes_no(company, resource, purpose, named, "opt_out"))
    record = company.policy.records.objections
    if can_be_objected_to(purpose):
        if record is not None and _same_people(company, resource, record.table):
            sources.append(Source("record", record.table))
        elif (record is not None or named == "objections") and not sources:
            message = (
                f"Objections are recorded for other people than those of '{resource.name}', or not "
                f"at all: who objected to '{purpose.key}' is unknown. Give the table the "
                "population of the record, or the purpose an opt_out column of its own."
            )
            raise PurposeError(message)
        if _has_oppositions(company, resource, purpose):
            sources.append(Source("register"))
    return tuple(sources)


def consent_source(company: Held, resource: Resource, purpose: Purpose) -> Source | None:
    """Return where consents to a purpose are kept for a table; None when it rests on none.

    Raises
    ------
    PurposeError
        The purpose rests on consent and nothing says who gave it.
    """
    named = purpose.consent
    if named is None:
        if not purpose.needs_consent:
            return None
        message = (
            f"Purpose '{purpose.key}' rests on consent and the policy does not say where consents "
            "are kept. Give it consent: a column, or the record 'consents'."
        )
        raise PurposeError(message)
    if named != "consents":
        return _yes_no(company, resource, purpose, named, "consent")
    record = company.policy.records.consents
    if record is None or not _same_people(company, resource, record.table):
        message = (
            f"Consents are recorded for other people than those of '{resource.name}', or not at "
            f"all: who consented to '{purpose.key}' is unknown. Give the table the population of "
            "the record, or the purpose a consent column of its own."
        )
        raise PurposeError(message)
    return Source("record", record.table)


def _yes_no(company: Held, resource: Resource, purpose: Purpose, named: str, says: str) -> Source:
    if named in resource.fields:
        return Source("column", resource.name, named)
    holders = [
        name
        for name, other in company.policy.resources.items()
        if named in other.fields and _same_people(company, resource, name)
    ]
    if len(holders) == 1:
        return Source("elsewhere", holders[0], named)
    found = "stands in several tables of these people" if holders else "is nowhere to be read"
    message = (
        f"The {says} of purpose '{purpose.key}' is '{listed([named])}', which {found}: what the "
        f"people of '{resource.name}' chose is unknown. Name a yes/no column of one of their "
        "tables, or a record of the policy."
    )
    raise PurposeError(message)


def _same_people(company: Held, resource: Resource, table: str) -> bool:
    """Whether two tables have a key of one population: keys of another mean other people."""
    other = company.resource(table)
    keyed = resource.person is not None and resource.population is not None
    return keyed and other.population == resource.population


def _has_oppositions(company: Held, resource: Resource, purpose: Purpose) -> bool:
    register, population = company.register, resource.population
    if register is None or population is None or resource.person is None:
        return False
    return register.last_opposition(population, purpose.key) > 0


def _nearly(
    company: Held, resource: Resource, person: ir.Column, people: ir.Table
) -> ir.BooleanValue | None:
    """Whether someone is written almost as one of the people; None where nobody is."""
    column = person.get_name()
    whole = person_key(company.held(resource.name).table[column]).type().is_integer()
    if whole and person_key(people["person"]).type().is_integer():
        return None
    given = fetch(named(people), company.connection).column("person").to_pylist()
    near = nearly_given(company, resource, column, given)
    return person_text(person).isin(text_column(key for key, _ in near)) if near else None


def _opposed(company: Held, resource: Resource, purpose: Purpose, person: ir.Column) -> ir.Column:
    """Return the people of a column whose opposition the register keeps, and those near them.

    The register knows them by keyed marks only, so that each key of the table is asked for.
    """
    people = key_texts(company.held(resource.name), person.get_name())
    register = company.register
    found: frozenset[object] = frozenset()
    if register is not None:
        found = register.left_out(str(resource.population), people, purpose.key)
    return text_column(map(str, found))
