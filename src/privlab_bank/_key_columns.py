"""What the data dictionary says of the keys of people, in whatever table they stand."""

from __future__ import annotations

from privlab_bank._column import Column

__all__ = ["key_column"]

_REASON = "The key of the person, an arbitrary text; it belongs to no dimension."


def key_column(
    *purposes: str,
    name: str = "id_client",
    label_fr: str = "Clé du client",
    label_en: str = "Client key",
) -> Column:
    """Return the column that holds the key of a client, for the given purposes."""
    return Column(
        name, label_fr, label_en, "direct_identifier", None, None, _REASON, purposes=purposes
    )
