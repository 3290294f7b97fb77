"""What the clean bank promises, as the policy file beside this one says it: kept there alone."""

from __future__ import annotations

from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from privlab.policy import Policy

__all__ = ["PACKAGE_NAME", "promises"]

PACKAGE_NAME = "datapackage.yaml"


@cache
def promises() -> Policy:
    """Return the policy of the clean bank, read once.

    Examples
    --------
    >>> promises().purpose("crm").legal_basis
    'eu-gdpr:A6-1-b'
    """
    from privlab.policy import Policy

    text = resources.files(__package__).joinpath(PACKAGE_NAME).read_text(encoding="utf-8")
    return Policy.parse(text, Path(PACKAGE_NAME))
