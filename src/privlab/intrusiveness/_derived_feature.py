"""A declared feature of the rows of a person, and the life dimension that it tells of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, get_args

from privlab.errors import ParameterError, did_you_mean, listed
from privlab.policy import SENSITIVITIES
from privlab.tables import DIMENSIONS, Dimension

if TYPE_CHECKING:
    from collections.abc import Mapping

    from privlab.tables import Roles

__all__ = ["Feature"]

Kind = Literal["count", "recency", "history", "categories", "distinct", "total"]

ORDINARY = 0.25


@dataclass(frozen=True)
class Feature:
    """What is kept of the rows of a person.

    Parameters
    ----------
    kind : str
        "count": number of rows. "recency" and "history": whole steps from the last and from the
        first date of a column to the day of judgement. "categories": which values of a column
        occur. "distinct": how many. "total": the sum of a column, in whole steps.
    column : str, optional
        What it reads; none for "count".
    dimension : str, optional
        Life dimension. By default that declared for the column; for counts and dates without
        one, `evolution` at level 0.25.
    sensitivity : float, optional
        Level; by default as declared for the column, else that of the dimension.
    step : float
        Days of a recency or history, unit of a total: above 0.
    among : mapping of name to value
        For "categories": one column a value, named after the feature and the name given here.
        By default all values are told in one column and none becomes a name.

    Examples
    --------
    >>> Feature("recency", "date", step=30).kind
    'recency'
    """

    kind: Kind
    column: str | None = None
    dimension: str | None = None
    sensitivity: float | None = None
    step: float = 1
    among: Mapping[str, str] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        kinds = get_args(Kind)
        if self.kind not in kinds:
            message = f"There is no such feature. {did_you_mean(str(self.kind), kinds)}"
            raise ParameterError(message)
        if (self.column is None) != (self.kind == "count"):
            message = (
                f"A feature '{self.kind}' reads "
                f"{'no column' if self.kind == 'count' else 'a column: give its name'}."
            )
            raise ParameterError(message)
        if not self.step > 0:
            message = f"step is {self.step!r}; it must be a number above 0."
            raise ParameterError(message)
        if self.among and self.kind != "categories":
            message = f"among= names categories; a feature '{self.kind}' has none. Leave it out."
            raise ParameterError(message)

    def belongs(self, roles: Roles) -> Dimension:
        """Return the life dimension and the level of the feature.

        Parameters
        ----------
        roles : Roles
            Of the table whose rows the feature sums up.

        Returns
        -------
        Dimension

        Raises
        ------
        ParameterError
            No dimension is given nor declared, or one, or a level, that is not allowed.
        """
        declared = (roles.dimensions or {}).get(self.column or "")
        name, level = self.dimension, self.sensitivity
        if name is None and declared is not None:
            name = declared.name
            level = declared.sensitivity if level is None else level
        elif name is None and self.kind in {"count", "recency", "history"}:
            name, level = "evolution", ORDINARY if level is None else level
        if name is None:
            message = (
                f"Column '{listed([str(self.column)])}' has no dimension, so a feature of it "
                "has none. Give Feature(..., dimension=...) or declare the column's."
            )
            raise ParameterError(message)
        if name not in DIMENSIONS:
            message = f"A feature is put in '{name}'. {did_you_mean(name, DIMENSIONS)}"
            raise ParameterError(message)
        level = DIMENSIONS[name] if level is None else level
        if level not in SENSITIVITIES:
            message = (
                f"A feature has the sensitivity {level!r}. Allowed: 0.25 ordinary, 0.5 private "
                "life, 0.75 highly personal, 1 special category."
            )
            raise ParameterError(message)
        return Dimension(name, float(level))
