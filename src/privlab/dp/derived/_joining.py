"""Tables joined to that of a session: of the same people by their key, or about nobody."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privlab.dp._values import as_kind, comparable
from privlab.dp.trust._walking import check_expression
from privlab.errors import ParameterError, PurposeError, did_you_mean, listed
from privlab.tables import Dataset, Opened, dataset, is_map, leaves_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

__all__ = ["joined_people", "joined_public"]

_KEY = "privlab_key"


def joined_people(data: Dataset, other: object) -> Dataset:
    """Return the table with the columns of another one of the same people."""
    own = data.roles
    if not isinstance(other, Dataset) or other.roles.person is None:
        message = (
            "join_people needs a dataset or a session with a person key: "
            f"privlab.dataset(table, person=..., population='{own.population}'). A table about "
            "nobody is joined by join_public."
        )
        raise ParameterError(message)
    theirs = other.roles
    if theirs.population != own.population:
        message = (
            f"join_people joins tables of the same people: this one is of population "
            f"'{own.population}', the other of '{theirs.population}'. Keys of another population "
            "mean other people."
        )
        raise ParameterError(message)
    _check_opened(data, other)
    other = other.without_inferred_types()
    check_expression(other)
    _check_engine(data, other)
    taken = _others(data, [c for c in other.columns if c != theirs.person], "join_people")
    right = other.table.select(**{_KEY: other.table[theirs.person], **{c: c for c in taken}})
    left = data.table
    _check_kinds(left[own.person], right[_KEY], "the person key")
    same = comparable(left[own.person]) == comparable(right[_KEY])
    table = left.left_join(right, same).drop(_KEY)
    made = data.expressed(
        table,
        beside=((other.table, str(theirs.person)), *other.beside),
        public=other.public,
        origins=other.origins,
        selection=(("joined", repr((theirs.person, sorted(other.selection)))),),
    )
    roles = dataclasses.replace(
        made.roles,
        identifiers=(*made.roles.identifiers, *theirs.identifiers),
        quasi_identifiers=(*made.roles.quasi_identifiers, *theirs.quasi_identifiers),
        sensitive=(*made.roles.sensitive, *theirs.sensitive),
    )
    return dataclasses.replace(
        made,
        roles=roles,
        untyped=(*made.untyped, *other.untyped),
        opened=_opened_together(data, other),
    )


def joined_public(
    data: Dataset, source: object, on: str | Sequence[str] | Mapping[str, str]
) -> tuple[Dataset, str]:
    """Return the table with the columns of one that is about nobody, and the name of that one."""
    name = _name_of(source)
    _check_nobody(data, source, name)
    public = source if isinstance(source, Dataset) else _opened(data, source)
    _check_nobody(data, public, name)
    _check_engine(data, public)
    pairs = _pairs(data, public, on)
    taken = _others(data, [c for c in public.columns if c not in pairs.values()], "join_public")
    keys = {f"{_KEY}{n}": there for n, there in enumerate(pairs.values())}
    table = public.table
    right = table.select(
        **{k: comparable(table[c]) for k, c in keys.items()}, **{c: c for c in taken}
    )
    left = data.table
    matches = []
    for key, (here, there) in zip(keys, pairs.items(), strict=True):
        column = left[here]
        if here in data.untyped:
            column = as_kind(column, table[there].type())
        _check_kinds(column, table[there], f"'{listed([here])}'")
        matches.append(comparable(column) == right[key])
    made = data.expressed(
        left.left_join(right, matches).drop(*keys), public=(right,), origins=public.origins
    )
    return made, name


def _opened(data: Dataset, source: object) -> Dataset:
    if type(source).__module__.startswith("ibis"):
        return dataset(source)
    return dataset(source, connection=data.connection)


def _name_of(source: object) -> str:
    if isinstance(source, str | Path):
        return Path(source).name
    if isinstance(source, Dataset):
        return source.origins[0].path.name if source.origins else "dataset"
    op = getattr(source, "op", None)
    name = getattr(op(), "name", None) if callable(op) else None
    return str(name or type(source).__module__.partition(".")[0])


def _check_nobody(data: Dataset, source: object, name: str) -> None:
    """Refuse a table that is known to be about people."""
    why = ""
    if hasattr(source, "rows_per_person") or (
        isinstance(source, Dataset) and (source.roles.person is not None or source.opened)
    ):
        why = "it has a person key, or was opened through a policy"
    columns = getattr(source, "columns", ())
    if data.roles.person in list(columns):
        why = f"it has a column '{listed([str(data.roles.person)])}', the person key here"
    if _people_below(data) & set(_below(source)):
        why = "it is made of the rows of the people here"
    personal = () if data.opened is None else data.opened.personal
    files = {name, *(_files(source))}
    if files & set(personal):
        why = "the policy lists it among the tables about people"
    if why:
        message = (
            f"join_public cannot take '{listed([name])}' for a table about nobody: {why}. Join it "
            "with join_people, which runs along the person key, or leave it out."
        )
        raise ParameterError(message)


def _people_below(data: Dataset) -> set[object]:
    """Return the leaves of a table that are about people."""
    nobody = {leaf for table in data.public for leaf in leaves_of(table)}
    return {leaf for leaf in leaves_of(data.table) if leaf not in nobody and not is_map(leaf)}


def _below(source: object) -> tuple[object, ...]:
    table: Any = source.table if isinstance(source, Dataset) else source
    return leaves_of(table) if type(table).__module__.startswith("ibis") else ()


def _files(source: object) -> set[str]:
    if isinstance(source, str | Path):
        return {str(Path(source).resolve())}
    return {str(origin.path.resolve()) for origin in getattr(source, "origins", ())}


def _pairs(
    data: Dataset, public: Dataset, on: str | Sequence[str] | Mapping[str, str]
) -> dict[str, str]:
    if isinstance(on, Mapping):
        pairs = {str(here): str(there) for here, there in on.items()}
    else:
        pairs = {name: name for name in ([on] if isinstance(on, str) else on)}
    for columns, names, where in (
        (data.columns, pairs, "this table"),
        (public.columns, pairs.values(), "the public one"),
    ):
        for name in names:
            if name not in columns:
                message = (
                    f"join_public names '{listed([str(name)])}', which is no column of {where}. "
                    f"{did_you_mean(str(name), columns)}"
                )
                raise ParameterError(message)
    if not pairs or data.roles.person in pairs:
        message = (
            "join_public needs columns to join by, for instance on='region', and never the person "
            "key: a table by person is about people."
        )
        raise ParameterError(message)
    return pairs


def _others(data: Dataset, columns: list[str], what: str) -> list[str]:
    doubled = [name for name in columns if name in data.columns]
    if doubled:
        message = (
            f"{what} finds '{listed(doubled)}' in both tables. Rename or leave out those of one: "
            "of a session with .select(...)."
        )
        raise ParameterError(message)
    return columns


def _check_engine(data: Dataset, other: Dataset) -> None:
    if other.connection is not data.connection and other.memory is None:
        message = (
            "The two tables are on different engines. Open both on one: pass connection=... to "
            "privlab.dataset, or the rows themselves as a frame."
        )
        raise ParameterError(message)


def _check_opened(data: Dataset, other: Dataset) -> None:
    purposes = [None if each.opened is None else each.opened.purpose for each in (data, other)]
    if purposes[0] != purposes[1]:
        message = (
            "join_people joins what was opened alike: through a policy for one purpose, or both "
            "as they are. What is handed out for two purposes is not joined."
        )
        raise ParameterError(message)
    if other.opened is not None and other.opened.other_people:
        message = (
            "Each row of the other table speaks of several people: capping the rows of the first "
            "does not protect the others. Join tables in which each row is about one person."
        )
        raise ParameterError(message)


def _opened_together(data: Dataset, other: Dataset) -> Opened | None:
    """Return for what both were opened, with the rows and the objections of both."""
    one, two = data.opened, other.opened
    if one is None or two is None:
        return one
    heard = {each.heard for each in (one, two)} - {None}
    if len(heard) > 1:
        message = (
            f"Who objects to '{one.purpose}' has changed between the openings of the two tables. "
            "Open both again with lab.dataset(...), so that they are heard."
        )
        raise PurposeError(message)
    return dataclasses.replace(one, rows=(*one.rows, *two.rows), heard=next(iter(heard), None))


def _check_kinds(here: ir.Column, there: ir.Column, what: str) -> None:
    one, other = (each.type().copy(nullable=True) for each in (here, there))
    if one != other:
        message = (
            f"The two tables hold {what} in two kinds, {one} and {other}: make them one before "
            "the tables are opened."
        )
        raise ParameterError(message)
