"""The risk of each class, carried to people and to records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from privlab.tables import small_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    import ibis.expr.types as ir
    import pandas as pd
    from numpy.typing import NDArray

    from privlab.classes import EquivalenceClasses
    from privlab.risk._household import HouseholdRisks

__all__ = ["FK_ON_ENGINES", "ClassRisks", "keyed_records", "row_records"]

FK_ON_ENGINES = "Fk_population"


@dataclass(frozen=True, repr=False, eq=False)
class ClassRisks:
    """What each class of the sample leads to.

    Attributes
    ----------
    classes : EquivalenceClasses
    fk : array of int64, shape (n_classes,)
        People (or records) of the sample who could be the one looked for.
    population : array of float64, shape (n_classes,)
        The same in the population, F.
    risk : array of float64, shape (n_classes,)
        Risk of a record of the class, 0 to 1.
    """

    classes: EquivalenceClasses
    fk: NDArray[np.int64]
    population: NDArray[np.float64]
    risk: NDArray[np.float64]

    def smallest(self, sizes: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Return the smallest of the sizes that each person meets, and how many people meet it.

        A person with several rows is recognised in the smallest of their classes.
        """
        if self.classes.data.one_row_per_person:
            return sizes, self.classes.sizes
        member = self.classes.membership
        found = np.full(len(member.keys), np.inf)
        np.minimum.at(found, member.people, sizes[member.classes])
        return found, np.ones(len(found), dtype=np.int64)


def row_records(risks: ClassRisks, households: HouseholdRisks | None) -> pd.DataFrame:
    """Return fk, Fk, risk and household_risk of each row of a frame, in its order."""
    import pandas as pd

    place = risks.classes.of_rows()
    columns = {
        "fk": risks.fk[place],
        "Fk": risks.population[place],
        "risk": risks.risk[place],
    }
    if households is not None:
        columns["household_risk"] = households.risk[households.classes.of_rows()]
    return pd.DataFrame(columns, index=risks.classes.data.index)


def keyed_records(risks: ClassRisks, households: HouseholdRisks | None) -> ir.Table:
    """Return the same on the engine: one row a person, else the rows with columns added.

    Engines take no heed of case in names, so that Fk is called `Fk_population` there. A column
    of the rows that has one of these names gives way.
    """
    data = risks.classes.data
    added: dict[str, NDArray[Any]] = {
        "fk": risks.fk,
        FK_ON_ENGINES: risks.population,
        "risk": risks.risk,
    }
    table = _joined(data.table, risks.classes, added, "privlab_class_")
    if households is not None:
        added = {"household_risk": households.risk}
        table = _joined(table, households.classes, added, "privlab_home_")
    if data.roles.person is None:
        return table
    found = {
        "fk": table["fk"].min(),
        FK_ON_ENGINES: table[FK_ON_ENGINES].min(),
        "risk": table["risk"].max(),
    }
    if households is not None:
        found["household_risk"] = table["household_risk"].max()
    return table.group_by(data.roles.person).aggregate(**found)


def _joined(
    table: ir.Table, classes: EquivalenceClasses, added: Mapping[str, NDArray[Any]], prefix: str
) -> ir.Table:
    small, matches = beside_classes(table, classes, added, prefix)
    joined = table.inner_join(small, matches)
    taken = {name.casefold() for name in added}
    kept = [table[column] for column in table.columns if column.casefold() not in taken]
    # a view: Ibis cannot join a projection of joins again
    return joined.select(*kept, *(small[name] for name in added)).view()


def beside_classes(
    table: ir.Table,
    classes: EquivalenceClasses,
    added: Mapping[str, NDArray[Any]],
    prefix: str,
    kept: NDArray[np.int64] | slice = slice(None),
) -> tuple[ir.Table, list[ir.BooleanValue]]:
    """Return figures of the kept classes with their values, and what joins them with the rows."""
    import pyarrow as pa

    values, matches = {}, []
    for place, column in enumerate(classes.columns):
        codes = classes.codes(column)[kept]
        labels = classes.data.keys((column,)).codings[0].labels
        if pa.types.is_dictionary(labels.type):
            labels = labels.cast(labels.type.value_type)
        where = pa.array(codes, mask=codes == classes.missing(column))
        values[f"{prefix}{place}"] = labels.take(where)
    small = small_table({**values, **added})
    for place, column in enumerate(classes.columns):
        matches.append(table[column].identical_to(small[f"{prefix}{place}"]))
    return small, matches
