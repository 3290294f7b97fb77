"""The smallest communes of France, where nobody of the clean bank lives.

`hameaux.csv` holds the 274 communes of 1 to 29 inhabitants that have a postcode (INSEE,
populations in force on 1 January 2026; postcodes of La Poste; Licence Ouverte 2.0). Whoever lives
there is known to everyone there: a commune code is then nearly a name.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from privlab._files import rows_of

__all__ = ["Hamlets", "hamlets"]


@dataclass(frozen=True)
class Hamlets:
    """One entry a commune."""

    communes: tuple[str, ...]
    postcodes: tuple[str, ...]
    departments: tuple[str, ...]
    populations: tuple[int, ...]


@cache
def hamlets() -> Hamlets:
    """Read the communes once."""
    rows = rows_of(__package__, "hameaux.csv")
    codes = tuple(row["code_insee"] for row in rows)
    return Hamlets(
        communes=codes,
        postcodes=tuple(row["code_postal"] for row in rows),
        departments=tuple(code[:2] for code in codes),
        populations=tuple(int(row["population"]) for row in rows),
    )
