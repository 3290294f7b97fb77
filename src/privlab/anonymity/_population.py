"""k-map and delta-presence: a table against the population that it was drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from privlab.classes import equivalence_classes, match_words, recode
from privlab.errors import ColumnError, ParameterError, listed
from privlab.tables import as_dataset

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from privlab.tables import Coding, Dataset, Source

__all__ = ["InPopulation", "in_population", "translation"]


@dataclass(frozen=True)
class InPopulation:
    """What a population table says of the classes of a table.

    Attributes
    ----------
    k_map : int
        People of the population who share the values of somebody in the table, at least
        (Sweeney 2002; El Emam and Dankar 2008).
    delta_presence : (float, float)
        Lowest and highest probability that somebody of the population is in the table, given
        their quasi-identifiers (Nergiz, Atzori, Clifton 2007).
    n_units : int
        People of the population (records without a person key).
    """

    k_map: int
    delta_presence: tuple[float, float]
    n_units: int


def in_population(data: Dataset, population: Source, columns: tuple[str, ...]) -> InPopulation:
    """Look the classes of a table up in those of its population.

    Raises
    ------
    ParameterError
        When the two count different units, or the population holds fewer people of some class
        than the table: then the table is no part of it and no figure would hold.
    ColumnError
        A quasi-identifier that the population lacks or has in another type.
    """
    population = as_dataset(population)
    if population.unit != data.unit:
        message = (
            f"The table counts {data.unit} and the population table {population.unit}. Declare "
            "person= for both or for neither."
        )
        raise ParameterError(message)
    absent = [column for column in columns if column not in population.columns]
    if absent:
        message = (
            f"The population table lacks the quasi-identifiers {listed(absent)}. Columns: "
            f"{listed(population.columns)}"
        )
        raise ColumnError(message)
    own, whole = (
        equivalence_classes(data, quasi_identifiers=columns),
        equivalence_classes(population, quasi_identifiers=columns),
    )
    codes, known = [], np.ones(own.n_classes, dtype=bool)
    pairs = zip(data.keys(columns).codings, population.keys(columns).codings, strict=True)
    for coding, other in pairs:
        code = translation(coding, other, "population table")[own.codes(coding.column)]
        known &= code >= 0
        codes.append(np.maximum(code, 0))
    place = match_words(recode(codes, whole.code_sizes)[0], whole.words)
    place = np.where(known, place, -1)
    size = np.where(place >= 0, whole.sizes[place], 0)
    beyond = int((own.sizes > size).sum())
    if beyond:
        message = (
            f"The table is no part of the population table: {beyond} of its {own.n_classes} "
            f"classes hold more {data.unit} than the population has there. Pass the table that it "
            "was drawn from, with values written the same way."
        )
        raise ParameterError(message)
    presence = np.zeros(whole.n_classes)
    presence[place] = own.sizes / size
    return InPopulation(
        int(size.min()), (float(presence.min()), float(presence.max())), whole.n_units
    )


def translation(coding: Coding, other: Coding, name: str) -> NDArray[np.int64]:
    """Return the code in another table of each code of the table, -1 where it has none.

    `name` is what an error calls the other table.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    labels, known = coding.labels, other.labels
    try:
        found = pc.index_in(_as(labels, known.type), value_set=known)
    except pa.ArrowException:  # its text would print the value
        message = (
            f"Column '{listed([coding.column])}' is {labels.type} in the table and {known.type} in "
            f"the {name}. Make them one type."
        )
        raise ColumnError(message) from None
    codes = pc.fill_null(found, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    return np.append(codes, other.missing)


def _as(labels: pa.Array, kind: pa.DataType) -> pa.Array:
    import pyarrow as pa

    texts = [
        pa.types.is_string(each) or pa.types.is_large_string(each) for each in (labels.type, kind)
    ]
    if texts[0] != texts[1]:
        # a number and its text may be written in several ways
        message = "text against another type"
        raise pa.ArrowInvalid(message)
    return labels.cast(kind)
