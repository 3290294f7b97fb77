"""The roles of the columns of `clients`, as `privlab.dataset` takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from privlab_bank._column import columns_of

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["clients_roles"]

_PERSON = "id_client"
_NOTEBOOK = ("civilite", "date_naissance", "code_postal", "pcs", "situation_familiale")


def clients_roles(quasi_identifiers: Sequence[str] = _NOTEBOOK) -> dict[str, Any]:
    """Return the arguments that declare the clients to `privlab.dataset`.

    Parameters
    ----------
    quasi_identifiers : sequence of str
        By default the five that someone who knows the person would try first. The other
        quasi-identifiers of `CLIENTS` (finer or coarser places, nationality, home and
        children) can be added.

    Returns
    -------
    dict
        Keys person, identifiers, quasi_identifiers, sensitive, ordinary and dimensions.

    Examples
    --------
    >>> roles = clients_roles()
    >>> roles["person"], roles["dimensions"]["revenu_mensuel"]
    ('id_client', ('income', 0.75))
    """
    named = [column for column in columns_of("clients") if column.name != _PERSON]
    return {
        "person": _PERSON,
        "identifiers": [column.name for column in named if column.role == "direct_identifier"],
        "quasi_identifiers": list(quasi_identifiers),
        "sensitive": [column.name for column in named if column.role == "sensitive"],
        "ordinary": [column.name for column in named if column.role == "ordinary"],
        "dimensions": {
            column.name: None
            if column.dimension is None
            else (column.dimension, column.sensitivity)
            for column in named
        },
    }
