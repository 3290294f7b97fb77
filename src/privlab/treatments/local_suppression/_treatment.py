"""Local suppression: the fewest cells blanked so that every record has k candidates."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from privlab import _display as display
from privlab._checks import is_number
from privlab.anonymity import check_anonymity
from privlab.classes import candidate_sets, equivalence_classes
from privlab.errors import ColumnError, InternalError, ParameterError, did_you_mean, listed
from privlab.language import N_, Message
from privlab.results import Figure, Result
from privlab.tables import as_dataset
from privlab.treatments._numbers import check_k
from privlab.treatments._rows import RowTreatment, blanked, held, with_columns
from privlab.treatments.local_suppression._plan import SuppressionPlan, plan_suppression

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from privlab.tables import Dataset, Source

__all__ = ["LocalSuppression", "LocalSuppressionResult"]

SEMANTICS = ("wildcard",)


@dataclass(frozen=True, repr=False)
class LocalSuppressionResult(Result):
    """What local suppression blanked, and what is proven of the table that it leaves."""

    quasi_identifiers: tuple[str, ...]
    cells: tuple[int, ...]
    n_rows: int

    title: ClassVar[str] = N_("Local suppression")
    caption: ClassVar[str] = N_("Share of the values blanked, by column")

    @functools.cached_property
    def columns(self) -> pd.DataFrame:
        """Cells blanked in each column, and their share of the rows (0 to 1), by column."""
        import pandas as pd

        index = pd.Index(self.quasi_identifiers, name="column")
        shares = np.array(self.cells) / self.n_rows
        return pd.DataFrame({"cells": list(self.cells), "share": shares}, index=index)

    def _draw(self, ax: Axes) -> None:
        shares = self.columns["share"].tolist()
        display.share_bars(ax, self.quasi_identifiers, shares, what=N_("Share of values blanked"))


class LocalSuppression(RowTreatment):
    """Blank few cells of quasi-identifiers so that every record has at least k candidates.

    The candidate set of a record holds whoever is equal to it on every quasi-identifier that
    both hold: a missing value stands for any value. Only cells of records that have fewer than
    k candidates are blanked, each record losing as few as give it k at that moment; cells that
    later turn out to be needed by nobody are restored, and a search looks for cheaper sets
    among neighbours. No cell is left that could be restored alone.

    Parameters
    ----------
    k : int
        Smallest candidate set to reach, in people (records without a person key).
    importance : mapping of column to float, optional
        How much a cell of the column is worth, above 0; 1 for columns that are not named. The
        total importance of the blanked cells is kept low; `math.inf`: never blanked.
    missing : {"wildcard"}
        What a missing value stands for when candidates are counted.

    Attributes
    ----------
    result_ : LocalSuppressionResult
        Cells by column, smallest candidate set, and the records that are still found among
        fewer than k by someone who knows all of their values.

    Raises
    ------
    ParameterError
        In `fit`: more than the table's people wanted, or records that cannot reach k unless
        all of their quasi-identifiers are blanked.

    Notes
    -----
    Where people have several rows each row gets k candidates among distinct people. The search
    counts rows, and asks for more of them until the people are enough: cells may then be blanked
    that another choice would have kept, and `minimal_` is False.

    The same table in the same row order always loses the same cells. Of equal records, the
    first rows are blanked. Rows of files and engines are brought into this process, at most
    5,000,000 of them.

    References
    ----------
    A. Hundepool et al., Statistical Disclosure Control, Wiley 2012, section 3.4 (local
    suppression). The search is privlab's own.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"sex": list("FFFMMM"), "town": list("AAAAAB")})
    >>> data = privlab.dataset(frame, quasi_identifiers=["sex", "town"])
    >>> treatment = LocalSuppression(k=2).fit(data)
    >>> treatment.result_.columns["cells"].tolist()
    [0, 1]
    >>> privlab.check_anonymity(treatment.transform(data), missing="wildcard").figure(
    ...     "k_candidates"
    ... ).value
    3
    """

    result_: LocalSuppressionResult
    minimal_: bool

    def __init__(
        self,
        *,
        k: int = 3,
        importance: Mapping[str, float] | None = None,
        missing: str = "wildcard",
    ) -> None:
        self.k = k
        self.importance = importance
        self.missing = missing
        super().__init__()

    def fit(self, data: Source) -> LocalSuppression:
        """Choose the cells, blank them, check the table again, and keep what was found.

        Parameters
        ----------
        data : Dataset, or a frame or file that privlab.dataset takes

        Returns
        -------
        LocalSuppression
            Itself, fitted: `result_`, `minimal_`.

        Raises
        ------
        ColumnError
            No quasi-identifier is declared.
        ParameterError
            A parameter that is not allowed, or records that cannot reach k.

        Examples
        --------
        >>> import pandas as pd, privlab
        >>> frame = pd.DataFrame({"sex": list("FFFF"), "town": list("AAAB")})
        >>> data = privlab.dataset(frame, quasi_identifiers=["sex", "town"])
        >>> LocalSuppression(k=2).fit(data).transform(data).n_rows
        4
        """
        data = as_dataset(data)
        columns = data.quasi_identifiers_or(None)
        costs = self._checked(data, columns)
        here = held(data)
        n_rows_wanted, n_found = self.k, 0
        while True:
            plan, released = _released(here, columns, n_rows_wanted, costs)
            n_found = int(candidate_sets(released, columns, missing=self.missing).k)
            if n_found >= self.k or here.one_row_per_person or n_rows_wanted >= here.n_rows:
                break
            more = n_rows_wanted + max(1, n_rows_wanted // 4)
            n_rows_wanted = min(more, here.n_rows)
        checked = check_anonymity(
            released, quasi_identifiers=columns, k=self.k, missing=self.missing
        )
        reached = checked.figure("k_candidates").value
        if reached is None or reached < self.k:
            message = f"local suppression left a candidate set below k={self.k}"
            raise InternalError(message)
        self.result_ = _result(data, columns, plan, checked.k, int(reached), self)
        self.minimal_ = here.one_row_per_person
        self._keep(data, released, columns, known=columns, k=self.k, missing=self.missing)
        return self

    def _checked(self, data: Dataset, columns: tuple[str, ...]) -> NDArray[np.float64]:
        if self.missing not in SEMANTICS:
            message = (
                f"missing={self.missing!r} is not available for local suppression. "
                f"{did_you_mean(str(self.missing), SEMANTICS)}. With a missing value as a "
                "category of its own, coarsen and leave records out: privlab.Anonymiser."
            )
            raise ParameterError(message)
        check_k(data, self.k)
        worth = dict(self.importance or {})
        for column, value in worth.items():
            if column not in columns:
                message = (
                    f"importance names '{listed([column])}', which is not a quasi-identifier. "
                    f"{did_you_mean(column, columns)}"
                )
                raise ColumnError(message)
            if not is_number(value) or not value > 0:
                message = (
                    f"The importance of '{listed([column])}' is {value!r}; it must be a number "
                    "above 0, or math.inf for a column that is never blanked."
                )
                raise ParameterError(message)
        return np.array([float(worth.get(column, 1.0)) for column in columns])

    def __repr__(self) -> str:
        return f"<LocalSuppression k={self.k}{self._state}>"


def _released(
    data: Dataset, columns: tuple[str, ...], k: int, costs: NDArray[np.float64]
) -> tuple[SuppressionPlan, Dataset]:
    """Return what to blank so that each row has k compatible rows, and the table without it."""
    rows = data
    if not data.one_row_per_person:
        rows = replace(data, roles=replace(data.roles, person=None), _memory_of={})
    classes = equivalence_classes(rows, quasi_identifiers=columns)
    counted = candidate_sets(rows, columns, missing="wildcard")
    plan = plan_suppression(
        [classes.codes(column) for column in columns],
        classes.code_sizes,
        classes.n_records_in,
        counted.counts.astype(np.int64),
        k,
        costs,
    )
    of_rows = classes.of_rows()
    chosen = np.flatnonzero(np.isin(of_rows, plan.classes))
    # rows of one class in their order meet the records of the class in theirs
    order = chosen[np.argsort(of_rows[chosen], kind="stable")]
    masks = np.zeros(len(of_rows), dtype=np.int64)
    masks[order] = plan.masks
    new = {}
    for place, column in enumerate(columns):
        gone = (masks >> place & 1).astype(bool)
        if gone.any() and data.memory is not None:
            new[column] = blanked(data.memory.column(column), gone)
    return plan, with_columns(data, new, "local suppression")


def _result(
    data: Dataset,
    columns: tuple[str, ...],
    plan: SuppressionPlan,
    k_own: int,
    reached: int,
    treatment: LocalSuppression,
) -> LocalSuppressionResult:
    cells = plan.cells(len(columns))
    n_cells = int(cells.sum())
    n_rows = data.n_rows
    unit = data.unit
    figures = [
        Figure("n_cells", n_cells, "values", N_("Values blanked")),
        Figure(
            "share_cells", n_cells / (n_rows * len(columns)), "share", N_("Share of values blanked")
        ),
        Figure("n_rows_blanked", int((plan.masks > 0).sum()), "rows", N_("Rows that lost a value")),
        Figure("cost", plan.cost, "ratio", N_("Importance of the blanked values, in all")),
        *(
            Figure("cells", int(n), "values", N_("Values blanked"), column=column)
            for column, n in zip(columns, cells, strict=True)
        ),
        Figure(
            "k_candidates",
            reached,
            unit,
            N_("Smallest candidate set, a missing value standing for any value"),
        ),
        Figure("k", k_own, unit, N_("Smallest class (k)")),
        Figure(
            "n_exposed",
            plan.n_exposed,
            "rows",
            N_("Still found among fewer than k rows by someone who knows all of their values"),
        ),
    ]
    said = [
        Message("Someone outside knows these columns: {columns}.", {"columns": ", ".join(columns)}),
        Message("The threshold is {k}.", {"k": treatment.k}),
        Message(
            "Candidates are counted with a missing value standing for any value. That proves less "
            "than k with a missing value as a category of its own."
        ),
        data.unit_message,
    ]
    if not data.one_row_per_person:
        said.append(
            Message(
                "Each row has candidates among enough distinct people; a person's rows together "
                "may still single them out."
            )
        )
    return LocalSuppressionResult(
        figures=tuple(figures),
        assumptions=tuple(said),
        provenance=data.provenance(
            "local_suppression",
            columns,
            k=treatment.k,
            importance=_plain(treatment.importance),
            missing=treatment.missing,
        ),
        quasi_identifiers=columns,
        cells=tuple(int(n) for n in cells),
        n_rows=n_rows,
    )


def _plain(importance: Mapping[str, float] | None) -> dict[str, object]:
    """Return the importances as plain JSON values: infinity has no number there."""
    named = dict(importance or {})
    return {c: "never blanked" if math.isinf(v) else float(v) for c, v in named.items()}
