"""Which tables keep which traces, in the words of the policy file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab_bank.traces._consents import GRANTED

if TYPE_CHECKING:
    from collections.abc import Collection

    from privlab_bank._yaml import Value

__all__ = ["ALWAYS", "records"]

ALWAYS = ("clients", "consentements", "oppositions")
"""The tables without which the promises cannot be read: periods and choices stand in them."""

_PERSON: dict[str, Value] = {"person": "id_client"}
_RECORDS: dict[str, dict[str, Value]] = {
    "consents": {
        "table": "consentements",
        **_PERSON,
        "purpose": "finalite",
        "state": "etat",
        "given": [GRANTED],
        "date": "date",
    },
    "objections": {"table": "oppositions", **_PERSON, "purpose": "finalite", "date": "date"},
    "contacts": {
        "table": "sollicitations",
        **_PERSON,
        "date": "date",
        "purpose": "finalite",
        "channel": "canal",
        "entity": "entite",
        "campaign": "campagne",
    },
    "scores": {
        "table": "scores",
        **_PERSON,
        "name": "nom",
        "date": "date",
        "documentation": "documentation_url",
        "automated": "decision_auto",
    },
    "notices": {"table": "notices", **_PERSON, "notice": "notice", "date": "date"},
    "decisions": {
        "table": "decisions",
        **_PERSON,
        "date": "date",
        "score": "score",
        "automated": "automatique",
        "review": "revue_humaine",
    },
    "access": {
        "table": "acces",
        "time": "horodatage",
        "actor": "acteur",
        "department": "service",
        **_PERSON,
        "purpose": "finalite",
    },
    "requests": {
        "table": "demandes",
        **_PERSON,
        "kind": "type",
        "received": "date_reception",
        "answered": "date_reponse",
        "extended": "prolongee",
    },
}


def records(tables: Collection[str]) -> dict[str, dict[str, Value]]:
    """Return the entries whose table is among those written."""
    return {key: entry for key, entry in _RECORDS.items() if entry["table"] in tables}
