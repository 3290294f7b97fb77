"""Categories of personal data in the words of DPV-PD, version 2.0, that a bank meets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab._files import rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["PERSONAL_DATA", "PD_PREFIXES", "PersonalData"]

PD_PREFIXES = ("https://w3id.org/dpv/pd#", "https://w3id.org/dpv/2.0/pd#", "pd:")


@dataclass(frozen=True)
class PersonalData:
    """A category: its English label, and the special category of the GDPR that it is."""

    label: str
    special: str | None = None


# other terms of DPV-PD are read too, and shown as they are written
PERSONAL_DATA: Mapping[str, PersonalData] = {
    row["term"]: PersonalData(row["label_en"], row["special"] or None)
    for row in rows_of(__package__, "personal_data.csv")
}
