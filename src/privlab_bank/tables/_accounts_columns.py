"""What each column of `avoirs` means and how sensitive it is."""

from __future__ import annotations

from privlab_bank._column import Column
from privlab_bank._key_columns import key_column

__all__ = ["ACCOUNTS"]

ACCOUNTS = (
    key_column("crm", "score"),
    Column(
        "type",
        "Type d'avoir",
        "Kind of holding",
        "sensitive",
        "holdings",
        0.75,
        "Highly personal: finances.",
        purposes=("crm", "score"),
    ),
    Column(
        "encours",
        "Encours (euros)",
        "Outstanding amount (euros)",
        "sensitive",
        "holdings",
        0.75,
        "Highly personal: finances.",
        purposes=("crm", "score"),
    ),
    Column(
        "date_ouverture",
        "Date d'ouverture ou d'achat",
        "Date of opening or purchase",
        "ordinary",
        "evolution",
        0.25,
        "Ordinary: the life of the contract.",
        purposes=("crm",),
    ),
)
