"""Of whom the figures of an axis are: kept to join them with a profile, and never shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from privlab.errors import ColumnError

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from numpy.typing import NDArray

    from privlab.tables import Arrays, Dataset

__all__ = ["PeopleKeys", "RowFigures"]


@dataclass(frozen=True, repr=False, eq=False)
class PeopleKeys:
    """The keys of the people of a population, in one order.

    Attributes
    ----------
    population : str
    held : pandas Index
        As the company holds them.
    handed_for : function of a purpose to a pandas Index
        As the catalogue that was measured hands them out for it.
    """

    population: str
    held: pd.Index
    handed_for: Callable[[str], pd.Index]

    def of(self, data: Dataset) -> pd.Index:
        """Return the keys as they stand in a dataset."""
        if data.opened is None:
            return self.held
        return self.handed_for(data.opened.keyed or data.opened.purpose)

    def places(self, data: Dataset, keys: pd.Index) -> NDArray[np.int64]:
        """Return where each key of a dataset stands.

        Raises
        ------
        ColumnError
            One of them is not there.
        """
        found = self.of(data).get_indexer(keys)
        if (found < 0).any():
            raise ColumnError(self.unknown_people(data))
        return np.asarray(found, dtype=np.int64)

    def unknown_people(self, data: Dataset) -> str:
        """Return what is said when a dataset has people who are not here."""
        person = data.roles.person
        if data.opened is None:
            return (
                f"Some keys in '{person}' are not those of the people of '{self.population}' whose "
                "use was measured. Use the same column, unchanged, as person=, and measure use "
                "with the policy that describes these people."
            )
        return (
            f"Some keys in '{person}' are not those of the people of '{self.population}' whose use "
            "was measured: each catalogue hands out pseudonyms of its own. Measure use with the "
            "catalogue that opened the dataset: measure_use(lab.catalogue)."
        )


@dataclass(frozen=True, repr=False, eq=False)
class RowFigures:
    """A figure of each row of a table that was drawn whole.

    Attributes
    ----------
    learnt : array of float, shape (n_rows,), 0 to 1
        In the order of the rows for sources in memory.
    keys : pandas Index of shape (n_rows,), or None
        The person key of each row, as the table holds it.
    population : str or None
    """

    learnt: NDArray[np.float64]
    keys: pd.Index | None
    population: str | None

    @classmethod
    def of(cls, data: Dataset, drawn: Arrays, values: pd.Series) -> RowFigures:
        """Return the figures of the rows drawn of a table."""
        import pandas as pd

        keys = None if drawn.keys is None else pd.Index(drawn.keys.to_pandas())
        return cls(values.to_numpy(dtype=np.float64), keys, data.roles.population)

    def of_people(self) -> pd.Series:
        """Return the largest figure of each person, by key: the row that tells most."""
        import pandas as pd

        return pd.Series(self.learnt, index=self.keys).groupby(level=0, sort=False).max()
