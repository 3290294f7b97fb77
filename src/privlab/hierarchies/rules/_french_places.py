"""French communes and departments to departments and regions, by the codes of INSEE.

Codes and names: INSEE, Code officiel géographique, Licence Ouverte 2.0.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from privlab.errors import ParameterError, did_you_mean
from privlab.hierarchies.rules._rule import OpenDomain, encoded, everything

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from privlab.hierarchies.rules._rule import Encoded

__all__ = ["REGIONS", "FrenchPlacesRule"]

UNITS = ("commune", "departement")
COMMUNE_SIGNS = 5

REGIONS = {
    "Île-de-France": (
        "75 Paris|77 Seine-et-Marne|78 Yvelines|91 Essonne|92 Hauts-de-Seine|93 Seine-Saint-Denis|"
        "94 Val-de-Marne|95 Val-d'Oise"
    ),
    "Centre-Val de Loire": (
        "18 Cher|28 Eure-et-Loir|36 Indre|37 Indre-et-Loire|41 Loir-et-Cher|45 Loiret"
    ),
    "Bourgogne-Franche-Comté": (
        "21 Côte-d'Or|25 Doubs|39 Jura|58 Nièvre|70 Haute-Saône|71 Saône-et-Loire|89 Yonne|"
        "90 Territoire de Belfort"
    ),
    "Normandie": "14 Calvados|27 Eure|50 Manche|61 Orne|76 Seine-Maritime",
    "Hauts-de-France": "02 Aisne|59 Nord|60 Oise|62 Pas-de-Calais|80 Somme",
    "Grand Est": (
        "08 Ardennes|10 Aube|51 Marne|52 Haute-Marne|54 Meurthe-et-Moselle|55 Meuse|57 Moselle|"
        "67 Bas-Rhin|68 Haut-Rhin|88 Vosges"
    ),
    "Pays de la Loire": "44 Loire-Atlantique|49 Maine-et-Loire|53 Mayenne|72 Sarthe|85 Vendée",
    "Bretagne": "22 Côtes-d'Armor|29 Finistère|35 Ille-et-Vilaine|56 Morbihan",
    "Nouvelle-Aquitaine": (
        "16 Charente|17 Charente-Maritime|19 Corrèze|23 Creuse|24 Dordogne|33 Gironde|40 Landes|"
        "47 Lot-et-Garonne|64 Pyrénées-Atlantiques|79 Deux-Sèvres|86 Vienne|87 Haute-Vienne"
    ),
    "Occitanie": (
        "09 Ariège|11 Aude|12 Aveyron|30 Gard|31 Haute-Garonne|32 Gers|34 Hérault|46 Lot|48 Lozère|"
        "65 Hautes-Pyrénées|66 Pyrénées-Orientales|81 Tarn|82 Tarn-et-Garonne"
    ),
    "Auvergne-Rhône-Alpes": (
        "01 Ain|03 Allier|07 Ardèche|15 Cantal|26 Drôme|38 Isère|42 Loire|43 Haute-Loire|"
        "63 Puy-de-Dôme|69 Rhône|73 Savoie|74 Haute-Savoie"
    ),
    "Provence-Alpes-Côte d'Azur": (
        "04 Alpes-de-Haute-Provence|05 Hautes-Alpes|06 Alpes-Maritimes|13 Bouches-du-Rhône|83 Var|"
        "84 Vaucluse"
    ),
    "Corse": "2A Corse-du-Sud|2B Haute-Corse",
    "Guadeloupe": "971 Guadeloupe",
    "Martinique": "972 Martinique",
    "Guyane": "973 Guyane",
    "La Réunion": "974 La Réunion",
    "Mayotte": "976 Mayotte",
    # these belong to no region
    "Collectivités d'outre-mer": (
        "975 Saint-Pierre-et-Miquelon|977 Saint-Barthélemy|978 Saint-Martin|"
        "984 Terres australes et antarctiques françaises|986 Wallis et Futuna|"
        "987 Polynésie française|988 Nouvelle-Calédonie|989 Île de Clipperton"
    ),
}


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
    rows = [
        (*entry.split(" ", 1), region)
        for region, entries in REGIONS.items()
        for entry in entries.split("|")
    ]
    codes, names, regions = zip(*rows, strict=True)
    return list(codes), list(names), list(regions)
