"""The policy file of the bank: a Frictionless Data Package with what the bank promises."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pyarrow as pa

from privlab_bank._purposes import END_OF_RELATION, NOTICES, PURPOSES
from privlab_bank._records import records
from privlab_bank._terms import term_of
from privlab_bank._yaml import flow, given
from privlab_bank.people._calendar import REFERENCE_DAY
from privlab_bank.traces._recipients import RECIPIENTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from privlab_bank._column import Column
    from privlab_bank._purposes import Notice, Purpose
    from privlab_bank._table import Table
    from privlab_bank._yaml import Value
    from privlab_bank.flaws._flaw import Flaw
    from privlab_bank.traces._recipients import Recipient

__all__ = ["PACKAGE_NAME", "package_text", "policy_figures"]

PACKAGE_NAME = "datapackage.yaml"

_HEADING = """\
# Banque fictive : ses données d'essai et ce qu'elle promet. Personne n'y est réel.
# A bank that does not exist: its sample data and what it promises. Nobody in it is real.
# Frictionless Data Package v2 (https://datapackage.org); the `privacy` objects are privlab's,
# in terms of the W3C Data Privacy Vocabulary (https://w3id.org/dpv).
"""
_HOUSEHOLDS = {"clients": "id_foyer"}
_FORBIDDEN = (
    "dpv:SellDataToThirdParties",
    "IncessantTelemarketing",
    "CrossMailing",
    "Spam",
    "UndocumentedScoring",
)
_THRESHOLDS: dict[str, Value] = {"k": 11, "max_reidentification": 0.09, "epsilon": 1.0}
_OTHER_PEOPLE = {"relations": ["id_client_b"]}
_OWN_START = {("foyers", END_OF_RELATION): "date_fin_relation"}
"""Where a period runs from a column of the table itself, though its purpose says otherwise."""

_DEDUCED_FROM = {
    "projets": "modèle de projets, d'après l'âge et le logement",
    "valeurs": "âge, logement et enfants",
    "scores": "fiche du modèle (documentation_url)",
}
_ONE_ROW_EACH = ("clients", "prospects", "foyers", "revenus", "valeurs", "enquete")
_KINDS = (
    (pa.types.is_boolean, "boolean"),
    (pa.types.is_integer, "integer"),
    (pa.types.is_floating, "number"),
    (pa.types.is_date, "date"),
    (pa.types.is_timestamp, "datetime"),
)


def package_text(tables: Sequence[Table], flaws: Sequence[Flaw]) -> str:
    """Return the policy file of a bank with these tables and these flaws."""
    names = [table.name for table in tables]
    served = {key for table in tables for column in table.columns for key in column.purposes}
    own = [purpose for purpose in PURPOSES if purpose.key in served]
    purposes = (*own, *(purpose for flaw in flaws for purpose in flaw.purposes))
    recipients = (*RECIPIENTS, *(one for flaw in flaws for one in flaw.recipients))
    lines = [
        "name: banque-fictive",
        'title: "Banque fictive, données d\'essai / Sample bank"',
        f'created: "{REFERENCE_DAY.isoformat()}T00:00:00Z"',
        "privacy:",
        '  dpv: "https://w3id.org/dpv#"',
        "  # Jour auquel tout est jugé / the day on which everything is judged",
        f"  as_of: {REFERENCE_DAY.isoformat()}",
        "  controller: " + flow(_CONTROLLER),
        "  dpo: " + flow(_OFFICER),
        '  charter: "https://example.org/charte"',
        "  # Versions de la notice, chacune pour toutes les finalités / versions of the notice",
        "  notices:",
        *(f"  - {flow(_notice(notice, own))}" for notice in NOTICES),
        "  # Ce que la banque fait des données, et ce qu'elle promet / uses, and promises",
        "  purposes:",
        *(line for purpose in purposes for line in _block(purpose.key, _purpose(purpose))),
        "  # À qui vont des données / who receives data",
        "  recipients:",
        *(f"  - {flow(one)}" for one in _recipients(recipients, purposes)),
        f"  forbidden_uses: {flow(_FORBIDDEN)}",
        "  # Ce qui peut sortir : k personnes au moins / what may leave: k people at least",
        f"  thresholds: {flow(_THRESHOLDS)}",
        "  # Où sont gardées les traces / where traces are kept",
        "  records:",
        *(f"    {key}: {flow(entry)}" for key, entry in records(names).items()),
        "resources:",
    ]
    for table in tables:
        lines += _resource(table, purposes, flaws)
    return _HEADING + "\n".join(lines) + "\n"


def policy_figures(
    tables: Sequence[Table], flaws: Sequence[Flaw]
) -> dict[str, list[dict[str, Value]]]:
    """Count, flaw by flaw, what is wrong in the policy file itself."""
    held = {(table.name, column.name) for table in tables for column in table.columns}
    figures: dict[str, list[dict[str, Value]]] = {}
    for flaw in flaws:
        found: tuple[tuple[int, str, str], ...] = (
            (len(held & set(flaw.without_purpose)), "columns", "Columns without a purpose there."),
            (len(flaw.recipients), "recipients", "Recipients there who should receive nothing."),
            (
                len(held & set(flaw.without_source)),
                "columns",
                "Inferred columns of which it does not say from what.",
            ),
        )
        own: list[dict[str, Value]] = [
            {"count": count, "unit": unit, "table": PACKAGE_NAME, "what": what}
            for count, unit, what in found
            if count
        ]
        if own:
            figures[flaw.name] = own
    return figures


_CONTROLLER: dict[str, Value] = {
    "name": "Banque fictive SA",
    "country": "FR",
    "address": "1 place de la Fiction, Paris",
    "email": "contact@example.org",
}
_OFFICER: dict[str, Value] = {
    "name": "Délégué à la protection des données",
    "email": "dpd@example.org",
}


def _block(key: str, entries: Mapping[str, Value]) -> list[str]:
    return [f"    {key}:", *(f"      {name}: {flow(value)}" for name, value in entries.items())]


def _notice(notice: Notice, purposes: Sequence[Purpose]) -> dict[str, Value]:
    day, covers = dt.date.fromisoformat(notice.date), [purpose.key for purpose in purposes]
    return given(id=notice.key, date=day, means=notice.means, covers=covers)


def _purpose(purpose: Purpose) -> dict[str, Value]:
    retention = given(
        active_days=purpose.active_days,
        archive_days=purpose.archive_days or None,
        archive_reason=purpose.archive_reason,
        from_=purpose.start,
        # whoever is still a client has no end of the relation: the time has not started
        open_ended=True if purpose.start == END_OF_RELATION else None,
    )
    cap = purpose.frequency_cap
    return given(
        dpv=purpose.dpv,
        description=f"{purpose.label_fr} / {purpose.label_en}",
        owner=purpose.owner,
        legal_basis=f"eu-gdpr:A6-1-{purpose.legal_basis}",
        balancing=purpose.balancing,
        reason_special=purpose.reason_special and f"eu-gdpr:A9-2-{purpose.reason_special}",
        consent=purpose.consent,
        opt_out=purpose.opt_out,
        retention=retention,
        frequency_cap=None if cap is None else {"count": cap[0], "days": cap[1]},
        documented=purpose.documented,
        actors=purpose.actors,
    )


def _recipients(
    recipients: Sequence[Recipient], purposes: Sequence[Purpose]
) -> Iterator[dict[str, Value]]:
    """Return the recipients who receive data for one of the purposes at least."""
    declared = {purpose.key for purpose in purposes}
    for recipient in recipients:
        served = tuple(key for key in recipient.purposes if key in declared)
        if served:
            yield given(
                name=recipient.name,
                role=recipient.role,
                country=recipient.country,
                safeguard=recipient.safeguard,
                transfer_assessment=recipient.assessed,
                purposes=served,
            )


def _resource(table: Table, purposes: Sequence[Purpose], flaws: Sequence[Flaw]) -> list[str]:
    own = given(
        population=table.population,
        person=table.person,
        other_people=_OTHER_PEOPLE.get(table.name),
        household=_HOUSEHOLDS.get(table.name),
        retention_from=_starts(table, purposes) or None,
    )
    key = [table.person] if table.person and table.name in _ONE_ROW_EACH else []
    return [
        f"- name: {table.name}",
        f"  path: {table.name}.parquet",
        "  format: parquet",
        *([f"  privacy: {flow(own)}"] if own else []),
        "  schema:",
        *([f"    primaryKey: {flow(key)}"] if key else []),
        "    fields:",
        *(f"    - {flow(_field(table, column, flaws))}" for column in table.columns),
    ]


def _starts(table: Table, purposes: Sequence[Purpose]) -> dict[str, Value]:
    served = {key for column in table.columns for key in column.purposes}
    return {
        purpose.key: _OWN_START[table.name, purpose.start]
        for purpose in purposes
        if purpose.key in served
        and _OWN_START.get((table.name, purpose.start), purpose.start) != purpose.start
    }


def _field(table: Table, column: Column, flaws: Sequence[Flaw]) -> dict[str, Value]:
    place = (table.name, column.name)
    purposeless = any(place in flaw.without_purpose for flaw in flaws)
    unsourced = any(place in flaw.without_source for flaw in flaws)
    privacy = given(
        role=column.role,
        dimension=column.dimension,
        sensitivity=column.sensitivity,
        special=column.special,
        purposes=() if purposeless else column.purposes,
        inferred=column.inferred,
        source=_DEDUCED_FROM[table.name] if column.inferred and not unsourced else None,
    )
    kind = table.schema.field(column.name).type
    return given(
        name=column.name,
        title=f"{column.label_fr} / {column.label_en}",
        type=next((word for is_so, word in _KINDS if is_so(kind)), "string"),
        rdfType=term_of(table.name, column.name),
        privacy=privacy,
    )
