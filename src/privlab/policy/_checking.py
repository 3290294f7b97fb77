"""What one part of a policy says of another: purposes, columns and tables that must exist."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any

from privlab.errors import did_you_mean, listed
from privlab.policy._promises import ADDED, once

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from privlab.policy._columns import Field, Resource
    from privlab.policy._promises import Promises, Purpose
    from privlab.policy._records import Record
    from privlab.policy.file._entry import Entry
    from privlab.policy.file._located import Problems

__all__ = ["check_package", "known_to_all"]

ONCE = ("dpv", "as_of", "controller", "dpo", "charter", "thresholds")
OF_ALL = ("use_weights", "use_half")  # of the people, whatever table speaks of them
DATES = {"date", "datetime", "any"}
YES_NO = {"boolean", "any"}
LIKELY = 0.8  # a word this near to a name is taken for a slip of it


def known_to_all(base: Promises, resources: Mapping[str, Resource], problems: Problems) -> Promises:
    """Return what holds for the whole package, wherever it is declared.

    A table may say something else than the package. Two tables that differ on what the package
    does not say are a contradiction.
    """
    said = {name: (getattr(base, name), "") for name in (*ONCE, *OF_ALL) if base.says(name)}
    purposes, records = dict(base.purposes), base.records.given
    added = {name: list(getattr(base, name)) for name in ADDED}
    for resource in resources.values():
        own, table = resource.privacy, resource.name
        for name in (*ONCE, *OF_ALL):
            if not own.says(name):
                continue
            value, other = said.setdefault(name, (getattr(own, name), table))
            if name in OF_ALL and value != getattr(own, name):
                message = (
                    f"'{name}' of resource '{listed([table])}' differs from what another place "
                    "says. It holds for people, whatever the table: say it once, under 'privacy' "
                    "of the package."
                )
                problems.add(own.line_of(name), message)
            elif other and value != getattr(own, name):
                message = (
                    f"'{name}' of resource '{listed([table])}' differs from that of "
                    f"'{listed([other])}'. Say it once, under 'privacy' of the package, and on a "
                    "resource only what differs there."
                )
                problems.add(own.line_of(name), message)
        _add_named("purpose", own.purposes, purposes, base.purposes, problems)
        _add_named("records entry", own.records.given, records, base.records.given, problems)
        for name in ADDED:
            added[name] += getattr(own, name)
    return base.model_copy(
        update={name: value for name, (value, _) in said.items()}
        | {name: once(entries) for name, entries in added.items()}
        | {"purposes": purposes, "records": base.records.model_copy(update=records)}
    )


def _add_named(
    what: str,
    own: Mapping[str, Entry],
    known: dict[str, Any],
    base: Mapping[str, Entry],
    problems: Problems,
) -> None:
    """Add what a table names to what is known; the package may have named it otherwise."""
    for key, entry in own.items():
        other = known.setdefault(key, entry)
        if key not in base and other != entry:
            message = (
                f"the {what} '{listed([key])}' says something else on line {other.line}. Define it "
                "once, under 'privacy' of the package."
            )
            problems.add(entry.line, message)


def check_package(
    promises: Promises, resources: Mapping[str, Resource], problems: Problems
) -> None:
    """Note every name that stands for nothing."""
    _check_lists(promises, problems)
    for resource in resources.values():
        _check_people(resource, problems)
        _check_fields(resource, promises, problems)
        _check_retention(resource, resources, problems)
    for key, record in promises.records.given.items():
        _check_record(key, record, resources, problems)
    for key, purpose in promises.purposes.items():
        _check_choices(key, purpose, promises, resources, problems)


def _check_purposes(
    names: Iterable[str], where: str, line: int, promises: Promises, problems: Problems
) -> None:
    seen: set[str] = set()
    for name in names:
        if name not in promises.purposes:
            problems.add(
                line,
                f"{where} names the purpose '{listed([name])}', which is not declared. "
                f"{_allowed(name, promises.purposes)}",
            )
        elif name in seen:
            problems.add(line, f"{where} names the purpose '{listed([name])}' twice. Keep one.")
        seen.add(name)


def _allowed(name: str, words: Collection[str]) -> str:
    return did_you_mean(name, words) if words else "The policy declares none."


def _check_lists(promises: Promises, problems: Problems) -> None:
    for recipient in promises.recipients:
        where = f"recipient '{listed([recipient.name])}'"
        line = recipient.line_of("purposes")
        _check_purposes(recipient.purposes, where, line, promises, problems)
    seen: dict[str, int] = {}
    for notice in promises.notices:
        where = f"notice '{listed([notice.id])}'"
        _check_purposes(notice.covers, where, notice.line_of("covers"), promises, problems)
        if notice.id in seen:
            message = f"{where} is defined twice, the first time on line {seen[notice.id]}."
            problems.add(notice.line, f"{message} Give each notice an id of its own.")
        seen.setdefault(notice.id, notice.line)


def _check_people(resource: Resource, problems: Problems) -> None:
    own, shown = resource.privacy, listed([resource.name])
    for key in ("person", "household"):
        column = getattr(own, key)
        if column is not None and column not in resource.fields:
            _no_column(own.line_of(key), f"'{key}'", column, resource, problems)
    for column in own.other_people:
        if column not in resource.fields:
            _no_column(own.line_of("other_people"), "'other_people'", column, resource, problems)
    if own.other_people and own.person is None:
        message = f"'other_people' of '{shown}' needs a 'person': the first one of each row."
        problems.add(own.line_of("other_people"), message)
    if own.person is not None and own.population is None:
        message = (
            f"resource '{shown}' has a person key and no 'population'. Name the set of people that "
            "the key stands for; tables that share it spend one budget."
        )
        problems.add(own.line_of("person"), message)
    if own.population is not None and own.person is None:
        message = f"resource '{shown}' has a population and no 'person'. Name the key's column."
        problems.add(own.line_of("population"), message)
    if own.household is not None and own.household == own.person:
        message = f"the household of '{shown}' is its person key. Name the household's own column."
        problems.add(own.line_of("household"), message)
    key_column = resource.fields.get(own.person or "")
    if key_column is not None and key_column.role in {"quasi_identifier", "sensitive"}:
        message = (
            f"field '{listed([key_column.name])}' of '{shown}' has two roles, person key and "
            f"{key_column.role}. The key of a person is a direct_identifier."
        )
        problems.add(key_column.privacy.line_of("role"), message)


def _check_fields(resource: Resource, promises: Promises, problems: Problems) -> None:
    for column in resource.fields.values():
        where = f"field '{listed([column.name])}' of '{listed([resource.name])}'"
        line = column.privacy.line_of("purposes")
        _check_purposes(column.purposes, where, line, promises, problems)
        if column.forbidden and column.purposes:
            message = f"{where} is forbidden and yet given to purposes. Remove one of the two."
            problems.add(column.privacy.line_of("forbidden"), message)
        _check_generalised(column, where, problems)


def _check_generalised(column: Field, where: str, problems: Problems) -> None:
    """Note a column that is coarsened for a purpose which does not read it."""
    for key in column.generalised:
        if key not in column.purposes:
            message = (
                f"{where} is generalised for '{listed([key])}', which does not read it. "
                f"{_allowed(key, column.purposes)}"
            )
            problems.add(column.privacy.line_of("generalised"), message)


def _no_column(line: int, what: str, name: str, resource: Resource, problems: Problems) -> None:
    message = (
        f"{what} is '{listed([name])}', which is not a column of '{listed([resource.name])}'. "
        f"{_allowed(name, resource.fields)}"
    )
    problems.add(line, message)


def _check_retention(
    resource: Resource, resources: Mapping[str, Resource], problems: Problems
) -> None:
    own, shown = resource.privacy, listed([resource.name])
    _check_purposes(
        own.retention_from,
        f"retention_from of '{shown}'",
        own.line_of("retention_from"),
        resource.promises,
        problems,
    )
    for key, purpose in resource.purposes.items():
        retention = purpose.retention
        if retention is None or not resource.serves(key):
            continue
        given = own.retention_from.get(key)
        line = retention.line_of("from") if given is None else own.line_of("retention_from")
        what = f"retention of '{listed([key])}', for resource '{shown}',"
        start = resource.retention_from(key)
        if start is None:
            written = given or retention.start
            said = "has no 'from'"
            if written is not None:
                said = f"runs from '{listed([written])}', which the resource does not have"
            message = (
                f"{what} {said}. Give a date column in the resource's own "
                f"retention_from: {{{listed([key])}: column}}. "
                f"{_allowed(written or '', resource.fields)}"
            )
            problems.add(line, message)
            continue
        table = resources.get(start.resource)
        if table is None:
            message = f"{what} runs from table '{listed([start.resource])}', which is not declared."
            problems.add(line, f"{message} {did_you_mean(start.resource, resources)}")
        elif start.column not in table.fields:
            _no_column(line, f"the start of {what}", start.column, table, problems)
        elif table is not resource and (
            resource.population is None or table.population != resource.population
        ):
            message = (
                f"{what} runs from '{start}', a table of another population: rows cannot be "
                "matched. Give a column in the resource's own retention_from."
            )
            problems.add(line, message)
        elif table.fields[start.column].type not in DATES:
            kind = listed([table.fields[start.column].type])
            message = f"{what} runs from '{start}', of type {kind}. Expected a date column."
            problems.add(line, message)


def _check_record(
    key: str, record: Record, resources: Mapping[str, Resource], problems: Problems
) -> None:
    table = resources.get(record.table)
    if table is None:
        message = (
            f"records.{key} names the table '{listed([record.table])}', which is not declared. "
            f"{did_you_mean(record.table, resources)}"
        )
        problems.add(record.line_of("table"), message)
        return
    for says, column in record.columns.items():
        if column not in table.fields:
            _no_column(record.line_of(says), f"records.{key}.{says}", column, table, problems)
    if getattr(record, "person", None) is None and table.person is None:
        message = (
            f"records.{key} lacks 'person', and '{listed([table.name])}' has no person key. Name "
            "the column that says whom a row is about."
        )
        problems.add(record.line, message)


def _check_choices(
    key: str,
    purpose: Purpose,
    promises: Promises,
    resources: Mapping[str, Resource],
    problems: Problems,
) -> None:
    """Note a consent that is nowhere, and an opt-out that looks like a slip of a name.

    An opt-out list may be kept outside of the package.
    """
    columns: dict[str, set[str]] = {}
    for table in resources.values():
        for name, column in table.fields.items():
            columns.setdefault(name, set()).add(column.type)
    names = [*columns, *promises.records.given]
    for says in ("consent", "opt_out"):
        written = getattr(purpose, says)
        if written is None or written in promises.records.given:
            continue
        line, what = purpose.line_of(says), f"'{says}' of purpose '{listed([key])}'"
        if written in columns:
            if not columns[written] & YES_NO:
                kinds = listed(sorted(columns[written]))
                message = f"{what} is '{listed([written])}', of type {kinds}. Expected boolean."
                problems.add(line, message)
        elif says == "consent" or difflib.get_close_matches(written, names, n=1, cutoff=LIKELY):
            message = (
                f"{what} is '{listed([written])}', which is neither a column nor an entry of "
                f"records. {did_you_mean(written, names)}"
            )
            problems.add(line, message)
