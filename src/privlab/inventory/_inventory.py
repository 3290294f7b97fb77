"""The description of a table: how many people, which columns, in which role."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from privlab.language import N_, Message, Share
from privlab.policy import DIMENSION_LABELS
from privlab.results import Breakdown, Columns, Figure, HeldColumn, Result
from privlab.tables import DIMENSIONS, ROLE_LABELS, as_dataset, fetch

if TYPE_CHECKING:
    import pandas as pd

    from privlab.tables import Dataset, Source

__all__ = ["Inventory", "take_inventory"]


@dataclass(frozen=True, repr=False)
class Inventory(Result):
    """What a table holds.

    Attributes
    ----------
    columns : pandas frame, one row a column
        `column`, `role`, `dimension` and `sensitivity` (missing when undeclared), `missing`: the
        share of rows without a value.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"name": ["Ana", "Bo"], "town": ["Lyon", None]})
    >>> held = take_inventory(privlab.dataset(frame, identifiers=["name"]))
    >>> held.columns["role"].tolist()
    ['direct_identifier', 'ordinary']
    """

    columns: pd.DataFrame

    title: ClassVar[str] = N_("What is held")
    measure_title: ClassVar[str] = N_("Inventory")
    point: ClassVar[str] = "data"
    in_brief: ClassVar[tuple[str, ...]] = ("n_units", "n_columns")

    def held_columns(self) -> tuple[HeldColumn, ...]:
        """Return the columns of the table, with role and life dimension.

        Returns
        -------
        tuple of HeldColumn
        """
        return tuple(
            HeldColumn(row["column"], row["role"], _known(row["dimension"]))
            for row in self.columns.to_dict("records")
        )

    def tables(self) -> tuple[Breakdown, ...]:
        """Return the columns held.

        Returns
        -------
        tuple of Breakdown
        """
        held: Any = self.columns
        rows = tuple(
            (
                Columns((row.column,)),
                Message(ROLE_LABELS[row.role]),
                Message(DIMENSION_LABELS[row.dimension]) if _known(row.dimension) else "—",
                row.sensitivity,
                Share(row.missing),
            )
            for row in held.itertuples(index=False)
        )
        heads = (
            N_("Column"),
            N_("Role"),
            N_("Life dimension"),
            N_("Sensitivity"),
            N_("Missing"),
        )
        return (Breakdown(N_("The columns held"), heads, rows, right=(3, 4)),)


def _known(dimension: object) -> str | None:
    # a frame may hold a missing text as NaN
    return dimension if isinstance(dimension, str) else None


def take_inventory(data: Source) -> Inventory:
    """Describe a table: people, columns per role and dimension, missing values.

    Parameters
    ----------
    data : Dataset, or a frame or file that privlab.dataset takes

    Returns
    -------
    Inventory
        Figures `n_units`, `n_rows`, `n_columns` and the columns of each role; `.columns`, a frame.

    Raises
    ------
    ColumnError
        A row has no person key.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"name": ["Ana", "Bo"], "town": ["Lyon", None]})
    >>> held = take_inventory(privlab.dataset(frame, identifiers=["name"]))
    >>> held.columns["missing"].tolist()
    [0.0, 0.5]
    """
    import pandas as pd

    data = as_dataset(data)
    roles = data.roles
    missing = _missing_shares(data)
    declared = roles.dimensions or {}
    rows = []
    for column in data.columns:
        entry = declared.get(column)
        rows.append(
            {
                "column": column,
                "role": roles.role(column),
                "dimension": None if entry is None else entry.name,
                "sensitivity": None if entry is None else entry.sensitivity,
                "missing": missing[column],
            }
        )
    frame = pd.DataFrame(rows)
    counts = Counter(frame["role"])
    dimensions = {entry.name for entry in declared.values() if entry is not None}
    figures = (
        Figure("n_units", data.n_units, data.unit, N_("Counted")),
        Figure("n_rows", data.n_rows, "records", N_("Rows")),
        Figure("n_columns", len(data.columns), "columns", N_("Columns")),
        Figure("n_identifiers", counts["direct_identifier"], "columns", N_("Direct identifiers")),
        Figure(
            "n_quasi_identifiers", counts["quasi_identifier"], "columns", N_("Quasi-identifiers")
        ),
        Figure("n_sensitive", counts["sensitive"], "columns", N_("Sensitive attributes")),
        Figure("n_ordinary", counts["ordinary"], "columns", N_("Ordinary columns")),
        Figure(
            "dimensions_covered",
            len(dimensions) / len(DIMENSIONS) if declared else None,
            "share",
            N_("Life dimensions covered"),
            reason=None if declared else Message("no life dimension is declared for the columns"),
        ),
    )
    return Inventory(
        figures=figures,
        assumptions=(Message("Roles and dimensions are as declared."), data.unit_message),
        provenance=data.provenance("take_inventory", data.columns),
        columns=frame,
    )


def _missing_shares(data: Dataset) -> dict[str, float]:
    places = {f"c{place}": column for place, column in enumerate(data.columns)}
    counted = {name: data.table[column].isnull().sum() for name, column in places.items()}
    found = fetch(data.table.aggregate(**counted), data.connection).to_pylist()[0]
    return {column: found[name] / data.n_rows for name, column in places.items()}
