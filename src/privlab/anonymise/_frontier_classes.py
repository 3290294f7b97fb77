"""What levels chosen by hand would do, read from the class table alone: quick enough to follow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from privlab.anonymise._criteria import Criteria
from privlab.anonymise._leaves import check_named
from privlab.anonymise._nodes import Nodes
from privlab.anonymise._problem import problem_of
from privlab.anonymise._quality import quality_of
from privlab.errors import ParameterError, listed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from privlab.hierarchies import Hierarchy
    from privlab.tables import Dataset

__all__ = ["ClassTable", "JudgedLevels"]


@dataclass(frozen=True, repr=False, eq=False)
class JudgedLevels:
    """The classes that a set of levels makes.

    Attributes
    ----------
    sizes : array of int64, shape (n_classes,)
        People (records without a person key) of each class.
    records : array of int64, shape (n_classes,)
    kept : array of bool, shape (n_classes,)
        Classes that keep the criteria; the records of the others would be suppressed.
    loss : float
        As `Anonymiser.loss_` with quality="loss", suppressed records included.
    """

    sizes: NDArray[np.int64]
    records: NDArray[np.int64]
    kept: NDArray[np.bool_]
    loss: float

    @property
    def k(self) -> int:
        """Size of the smallest class when nothing is suppressed."""
        return int(self.sizes.min())

    @property
    def n_records(self) -> int:
        """Records of the table."""
        return int(self.records.sum())

    @property
    def n_suppressed(self) -> int:
        """Records in classes that break a criterion."""
        return int(self.records[~self.kept].sum())

    @property
    def n_alone(self) -> int:
        """Records in classes of one, when nothing is suppressed."""
        return int(self.records[self.sizes == 1].sum())

    @property
    def average_risk(self) -> float:
        """One over the size of the class, on average over the records kept; 0 when none is."""
        records = self.records[self.kept]
        return float((records / self.sizes[self.kept]).sum() / max(records.sum(), 1))

    @property
    def highest_risk(self) -> float:
        """One over the size of the smallest class kept; 0 when none is."""
        return float((1 / self.sizes[self.kept]).max(initial=0.0))

    def counted(self, bounds: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the records in classes of at least each bound and below the next.

        Parameters
        ----------
        bounds : array of int, shape (n_bins,)
            Growing, from 1.
        """
        places = np.searchsorted(bounds, self.sizes, side="right") - 1
        return np.bincount(places, weights=self.records, minlength=len(bounds)).astype(np.int64)

    def __repr__(self) -> str:
        return f"<JudgedLevels: {len(self.sizes)} classes, k = {self.k}, loss {self.loss:.3g}>"


class ClassTable:
    """The equivalence classes of a table, ready to be coarsened again and again.

    Parameters
    ----------
    data : Dataset
    hierarchies : mapping of column to Hierarchy
        One for each quasi-identifier.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"age": [31, 34, 38, 52]})
    >>> data = privlab.dataset(frame, quasi_identifiers=["age"])
    >>> table = ClassTable(data, {"age": privlab.Hierarchy.intervals(10)})
    >>> judged = table.judge({"age": 1}, Criteria(k=2))
    >>> judged.k, judged.n_suppressed
    (1, 1)
    """

    def __init__(self, data: Dataset, hierarchies: Mapping[str, Hierarchy]) -> None:
        self.data = data
        self.columns = tuple(hierarchies)
        self.hierarchies = dict(hierarchies)
        if not self.columns:
            message = "hierarchies= is empty: name the columns that someone outside could know."
            raise ParameterError(message)
        problem = problem_of(data, self.columns, Criteria())
        self._table = problem.generalised(self.hierarchies, {})
        self._nodes = Nodes(self._table, problem.leaves)
        self._quality = quality_of("loss", self._table, k=1, most_suppressed=data.n_rows)

    def judge(self, levels: Mapping[str, int], criteria: Criteria | None = None) -> JudgedLevels:
        """Return the classes at a level of each column, and which keep the criteria.

        Criteria on sensitive columns are not judged here: fit an Anonymiser for those.

        Raises
        ------
        ParameterError
            A level that a hierarchy does not have, a column too many or too few.
        """
        check_named("levels", levels, self.columns)
        absent = [column for column in self.columns if column not in levels]
        if absent:
            message = f"levels= has no level for {listed(absent)}."
            raise ParameterError(message)
        place = tuple(self.hierarchies[c].check_level(levels[c]) for c in self.columns)
        node = self._nodes.at(place)
        held = node.n_records > 0
        broken = node.n_units < (1 if criteria is None else criteria.k)
        loss = self._quality.published(self._quality.loss(node, broken))
        return JudgedLevels(node.n_units[held], node.n_records[held], ~broken[held], loss)
