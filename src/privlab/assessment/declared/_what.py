"""What the policy declares of the data: columns by role and dimension, tables, phases."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from privlab.assessment.declared._titles import purpose_title, titled
from privlab.assessment.declared._who import recipients
from privlab.assessment.declared._why import assessed
from privlab.assessment.declared._words import (
    NOT_DECLARED,
    facts,
    listing,
    or_undeclared,
    reason_text,
    special_text,
    table,
)
from privlab.documents import Paragraph
from privlab.language import N_, Message, translate
from privlab.policy import DIMENSION_LABELS, dimension_label
from privlab.tables import ROLE_LABELS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from privlab.assessment._assessment import Assessment
    from privlab.documents import Block
    from privlab.policy import Field, Resource

__all__ = ["assets", "data", "fields", "minimisation", "phases", "special", "tables"]

MOST_COLUMNS = 25


def fields(assessment: Assessment) -> Iterator[tuple[str, Field]]:
    """Yield the columns of the policy under the name they have in the report.

    With a purpose, those that serve it; with several tables, the table's name stands before.
    """
    held = tables(assessment)
    several = len(held) > 1
    wanted = assessment.purpose
    for resource in held.values():
        for name, column in resource.fields.items():
            if wanted is None or wanted in column.purposes:
                yield (f"{resource.name}.{name}" if several else name), column


def tables(assessment: Assessment) -> Mapping[str, Resource]:
    """Return the tables of the policy, those that serve the purpose if one is named."""
    if assessment.policy is None:
        return {}
    wanted = assessment.purpose
    return {
        name: resource
        for name, resource in assessment.policy.resources.items()
        if wanted is None or resource.serves(wanted)
    }


def data(assessment: Assessment, language: str) -> Iterator[Block]:
    """Yield the columns, gathered by role and life dimension, with the purposes they serve."""
    groups: dict[tuple[str, str], list[tuple[str, Field]]] = defaultdict(list)
    for name, column in fields(assessment):
        groups[column.role, column.dimension or ""].append((name, column))
    if groups:
        places = list(ROLE_LABELS), ["", *DIMENSION_LABELS]
        order = sorted(
            groups, key=lambda key: tuple(p.index(k) for p, k in zip(places, key, strict=True))
        )
        yield table(
            N_("Columns that the policy declares"),
            (N_("Role"), N_("Life dimension"), N_("Columns"), N_("Purposes")),
            [
                (
                    translate(ROLE_LABELS[role], language),
                    dimension_label(dimension, language)
                    if dimension
                    else translate(NOT_DECLARED, language),
                    listing(
                        (
                            titled(name, column, language)
                            for name, column in groups[role, dimension]
                        ),
                        language,
                        most=60,
                    ),
                    _purposes_of([column for _, column in groups[role, dimension]], language),
                )
                for role, dimension in order
            ],
            language,
        )


def _purposes_of(columns: list[Field], language: str) -> str:
    served = dict.fromkeys(key for column in columns for key in column.purposes)
    none = translate(N_("none"), language)
    return listing([*served, *([none] if any(not c.purposes for c in columns) else [])], language)


def special(assessment: Assessment, language: str) -> Iterator[Block]:
    """Yield the columns of special categories, and the reason that each of their purposes gives."""
    policy = assessment.policy
    rows = []
    for name, column in fields(assessment):
        if column.special is None or policy is None:
            continue
        reasons = [
            f"{key} — {reason_text(policy.purposes[key].reason_special, language)}"
            for key in column.purposes
            if key in policy.purposes
        ]
        if column.forbidden:
            reasons = [translate(N_("the policy forbids this column"), language)]
        named = titled(name, column, language)
        rows.append((named, special_text(column.special, language), listing(reasons, language)))
    if rows:
        yield table(
            N_("Special categories"),
            (N_("Column"), N_("Category"), N_("Reason given by each purpose")),
            rows,
            language,
        )
    elif any(fields(assessment)):
        yield Paragraph(_none_special(assessment).text(language))


def _none_special(assessment: Assessment) -> Message:
    if assessment.purpose is None:
        return Message("No declared column is said to belong to a special category.")
    return Message(
        "No column that serves the purpose {purpose} is said to belong to a special category.",
        {"purpose": assessment.purpose},
    )


def minimisation(assessment: Assessment, language: str) -> Iterator[Block]:
    """Yield which columns each purpose may see."""
    rows = []
    for key, purpose in assessed(assessment).items():
        names = [
            titled(name, column, language)
            for name, column in fields(assessment)
            if key in column.purposes and not column.forbidden
        ]
        said = purpose_title(key, purpose.description, language)
        rows.append((said, len(names), listing(names, language, most=MOST_COLUMNS)))
    if rows:
        yield table(
            N_("Columns that each purpose may see"),
            (N_("Purpose"), N_("How many"), N_("Columns")),
            rows,
            language,
            right=(1,),
        )


def phases(assessment: Assessment, language: str) -> Iterator[Block]:
    """Yield what is declared of each phase, from collection to deletion."""
    policy = assessment.policy
    if policy is None:
        return
    sources = dict.fromkeys(c.source for _, c in fields(assessment) if c.source)
    periods = [
        key for key, purpose in assessed(assessment).items() if purpose.retention is not None
    ]
    kept = {"purposes": listing(periods, language)}
    deleted = Message("retention declared for: {purposes}", kept).text(language)
    yield facts(
        [
            (N_("Collection"), listing(sources, language)),
            (N_("Information"), listing((notice.id for notice in policy.notices), language)),
            (N_("Storage"), listing(tables(assessment), language)),
            (N_("Use"), listing(assessed(assessment), language)),
            (N_("Sharing"), listing((one.name for one in recipients(assessment)), language)),
            (N_("Deletion"), deleted if periods else translate(NOT_DECLARED, language)),
        ],
        language,
    )


def assets(assessment: Assessment, language: str) -> Iterator[Block]:
    """Yield the tables, the engines that read them, the register."""
    held = tables(assessment)
    if held:
        yield table(
            N_("Tables of the processing"),
            (N_("Name of the table"), N_("Columns"), N_("Population"), N_("Person key")),
            [
                (
                    name,
                    len(resource.fields),
                    or_undeclared(resource.population, language),
                    or_undeclared(resource.person, language),
                )
                for name, resource in held.items()
            ],
            language,
            right=(1,),
        )
    engines = dict.fromkeys(
        result.provenance.engine for result in (*assessment.results, *assessment.released)
    )
    if engines:
        yield facts([(N_("Engine that counted"), ", ".join(engines))], language)
