"""What the policy declares of the data: columns by role and dimension, tables, phases."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from privlab.assessment._saying import (
    facts,
    filled,
    listing,
    or_undeclared,
    paragraph,
    table,
)
from privlab.assessment.declared._who import recipients
from privlab.assessment.declared._why import assessed
from privlab.assessment.declared._words import labelled, purpose_title, reason_text, titled
from privlab.language import N_, NOT_DECLARED, Joined, Message
from privlab.policy import DIMENSION_LABELS, SPECIAL_CATEGORIES
from privlab.tables import ROLE_LABELS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from privlab._documents import Block
    from privlab.assessment._dossier import Dossier
    from privlab.language import Listing, Text
    from privlab.policy import Field, Resource

__all__ = [
    "assets",
    "data",
    "fields",
    "minimisation",
    "phases",
    "special",
    "special_categories",
    "tables",
]

MOST_COLUMNS = 25


def fields(dossier: Dossier) -> Iterator[tuple[str, Field]]:
    """Yield the columns of the policy under the name they have in the report.

    With a purpose, those that serve it; with several tables, the table's name stands before.
    """
    held = tables(dossier)
    several = len(held) > 1
    wanted = dossier.purpose
    for resource in held.values():
        for name, column in resource.fields.items():
            if wanted is None or wanted in column.purposes:
                yield (f"{resource.name}.{name}" if several else name), column


def tables(dossier: Dossier) -> Mapping[str, Resource]:
    """Return the tables of the policy, those that serve the purpose if one is named."""
    if dossier.policy is None:
        return {}
    wanted = dossier.purpose
    return {
        name: resource
        for name, resource in dossier.policy.resources.items()
        if wanted is None or resource.serves(wanted)
    }


def data(dossier: Dossier) -> Iterator[Block]:
    """Yield the columns, gathered by role and life dimension, with the purposes they serve."""
    groups: dict[tuple[str, str], list[tuple[str, Field]]] = defaultdict(list)
    for name, column in fields(dossier):
        groups[column.role, column.dimension or ""].append((name, column))
    roles, dimensions = list(ROLE_LABELS), ["", *DIMENSION_LABELS]
    order = sorted(groups, key=lambda key: (roles.index(key[0]), dimensions.index(key[1])))
    rows = []
    for role, dimension in order:
        own = groups[role, dimension]
        named = (titled(name, column) for name, column in own)
        rows.append(
            (
                Message(ROLE_LABELS[role]),
                Message(DIMENSION_LABELS[dimension] if dimension else NOT_DECLARED),
                listing(named, most=60),
                _purposes_of([column for _, column in own]),
            )
        )
    heads = (N_("Role"), N_("Life dimension"), N_("Columns"), N_("Purposes"))
    yield from filled(N_("Columns that the policy declares"), heads, rows)


def _purposes_of(columns: list[Field]) -> Listing:
    served = dict.fromkeys(key for column in columns for key in column.purposes)
    none = [Message("none")] if any(not c.purposes for c in columns) else []
    return listing((*served, *none))


def special(dossier: Dossier) -> Iterator[Block]:
    """Yield the columns of special categories, and the reason that each of their purposes gives."""
    policy = dossier.policy
    rows = []
    for name, column in fields(dossier):
        if column.special is None or policy is None:
            continue
        reasons: list[object] = [
            Joined((key, reason_text(policy.purposes[key].reason_special)), " — ")
            for key in column.purposes
            if key in policy.purposes
        ]
        if column.forbidden:
            reasons = [Message("the policy forbids this column")]
        named = titled(name, column)
        rows.append((named, labelled(SPECIAL_CATEGORIES, column.special), listing(reasons)))
    if rows:
        yield table(
            N_("Special categories"),
            (N_("Column"), N_("Category"), N_("Reason given by each purpose")),
            rows,
        )
    elif any(fields(dossier)):
        yield paragraph(_none_special(dossier))


def special_categories(dossier: Dossier) -> list[str | Text]:
    """Return the special categories of the columns in words, each once."""
    found = dict.fromkeys(column.special for _, column in fields(dossier) if column.special)
    return [labelled(SPECIAL_CATEGORIES, code) for code in found]


def _none_special(dossier: Dossier) -> Message:
    if dossier.purpose is None:
        return Message("No declared column is said to belong to a special category.")
    return Message(
        "No column that serves the purpose {purpose} is said to belong to a special category.",
        {"purpose": dossier.purpose},
    )


def minimisation(dossier: Dossier) -> Iterator[Block]:
    """Yield which columns each purpose may see."""
    rows = []
    for key in assessed(dossier):
        names = [
            titled(name, column)
            for name, column in fields(dossier)
            if key in column.purposes and not column.forbidden
        ]
        said = purpose_title(dossier, key)
        rows.append((said, len(names), listing(names, most=MOST_COLUMNS)))
    heads = (N_("Purpose"), N_("How many"), N_("Columns"))
    yield from filled(N_("Columns that each purpose may see"), heads, rows, right=(1,))


def phases(dossier: Dossier) -> Iterator[Block]:
    """Yield what is declared of each phase, from collection to deletion."""
    policy = dossier.policy
    if policy is None:
        return
    sources = dict.fromkeys(c.source for _, c in fields(dossier) if c.source)
    periods = [key for key, purpose in assessed(dossier).items() if purpose.retention is not None]
    kept = {"purposes": listing(periods)}
    deleted = Message("retention declared for: {purposes}", kept)
    yield facts(
        [
            (N_("Collection"), listing(sources)),
            (N_("Information"), listing(notice.id for notice in policy.notices)),
            (N_("Storage"), listing(tables(dossier))),
            (N_("Use"), listing(assessed(dossier))),
            (N_("Sharing"), listing(one.name for one in recipients(dossier))),
            (N_("Deletion"), deleted if periods else Message(NOT_DECLARED)),
        ],
    )


def assets(dossier: Dossier) -> Iterator[Block]:
    """Yield the tables, the engines that read them, the register."""
    rows = [
        (
            name,
            len(resource.fields),
            or_undeclared(resource.population),
            or_undeclared(resource.person),
        )
        for name, resource in tables(dossier).items()
    ]
    heads = (N_("Name of the table"), N_("Columns"), N_("Population"), N_("Person key"))
    yield from filled(N_("Tables of the processing"), heads, rows, right=(1,))
    engines = dict.fromkeys(
        result.provenance.engine for result in (*dossier.results, *dossier.released)
    )
    if engines:
        yield facts([(N_("Engine that counted"), ", ".join(engines))])
