"""French communes and departments to departments and regions, by the codes of INSEE."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from privlab._files import rows_of
from privlab.errors import ParameterError, did_you_mean
from privlab.hierarchies.rules._rule import OpenDomain, encoded, everything

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from privlab.hierarchies.rules._rule import Encoded

__all__ = ["FrenchPlacesRule"]

UNITS = ("commune", "departement")
COMMUNE_SIGNS = 5


@dataclass(frozen=True)
class FrenchPlacesRule(OpenDomain):
    """Codes of communes or of departments to departments, regions, then everything."""

    unit: str = "commune"
    kind: ClassVar[str] = "french_places"
    remedy: ClassVar[str] = (
        "french_places takes the codes of INSEE as texts: five signs for a commune (69123, 2A004, "
        "97411), two or three for a department with unit='departement'. Postcodes are other codes: "
        "take Hierarchy.prefix."
    )

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            message = (
                f"french_places does not know unit='{self.unit}'. {did_you_mean(self.unit, UNITS)}"
            )
            raise ParameterError(message)

    @property
    def height(self) -> int:
        """The coarsest level."""
        return 3 if self.unit == "commune" else 2

    def covers(self, values: pa.Array) -> NDArray[np.bool_]:
        """Say of each value whether it is a code of INSEE."""
        import pyarrow as pa

        if not pa.types.is_string(values.type):
            return np.zeros(len(values), dtype=bool)
        return np.asarray(self._departments(values).is_valid())

    def encode(self, values: pa.Array, level: int) -> Encoded:
        """Return the code of the department or region of each place, and those that occur."""
        import pyarrow as pa

        if level == self.height:
            return everything(values)
        names = [_places()[1], _places()[2]][level - 1 + (self.unit == "departement")]
        places = self._departments(values)
        return encoded(pa.array(names, type=pa.string()).take(places))

    def to_dict(self) -> dict[str, object]:
        """Return the unit."""
        return {"unit": self.unit}

    def _departments(self, values: pa.Array) -> pa.Array:
        """Return the place of the department of each code in the list, null for others."""
        import pyarrow as pa
        import pyarrow.compute as pc

        known = pa.array(_places()[0], type=pa.string())
        if self.unit == "departement":
            return pc.index_in(values, value_set=known, skip_nulls=True)
        overseas = pc.match_substring_regex(values, "^9[78]")
        codes = pc.if_else(
            overseas, pc.utf8_slice_codeunits(values, 0, 3), pc.utf8_slice_codeunits(values, 0, 2)
        )
        is_code = pc.match_substring_regex(values, "^[0-9][0-9AB][0-9]{3}$")
        return pc.index_in(pc.if_else(is_code, codes, None), value_set=known, skip_nulls=True)


@functools.cache
def _places() -> tuple[list[str], list[str], list[str]]:
    """Return code, name and region of each department."""
    rows = rows_of("privlab.hierarchies.rules", "french_places.csv")
    codes, names, regions = zip(*(row.values() for row in rows), strict=True)
    return list(codes), list(names), list(regions)
