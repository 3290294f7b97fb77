"""The re-identification risk of a table and of each of its records."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from privlab import display
from privlab.classes import class_sizes, equivalence_classes
from privlab.errors import ParameterError
from privlab.language import N_, Message, Share
from privlab.results import Figure, Result
from privlab.risk._attackers import prosecutor
from privlab.tables import check_dataset

if TYPE_CHECKING:
    from collections.abc import Iterable

    import ibis.expr.types as ir
    import pandas as pd
    from matplotlib.axes import Axes

    from privlab.classes import ClassSizes
    from privlab.risk._attackers import Attacker
    from privlab.tables import Dataset

__all__ = ["RiskScore", "score_risk"]

DEFAULT_THRESHOLD = 0.2


@dataclass(frozen=True, repr=False)
class RiskScore(Result):
    """Re-identification risk of a file and of its records."""

    data: Dataset
    quasi_identifiers: tuple[str, ...]
    sizes: ClassSizes
    prosecutor: Attacker
    threshold: float

    title: ClassVar[str] = N_("Re-identification risk")
    caption: ClassVar[str] = N_("How many have each risk of being recognised")

    @property
    def n_unique(self) -> int:
        """How many people (records without a person key) are alone in a class."""
        return self.sizes.n_unique

    @functools.cached_property
    def records(self) -> pd.DataFrame | ir.Table:
        """The class size `fk` and the prosecutor `risk` (0 to 1) of each record.

        For frames a pandas frame in input order, with the input's index. For files and engine
        tables an Ibis table keyed by person: `fk` is then the person's smallest class, where
        they are recognised; without a person key, the rows with `fk` and `risk` added.
        """
        data = self.data
        if data.in_memory:
            import pandas as pd

            classes = equivalence_classes(data, self.quasi_identifiers)
            fk = classes.sizes[classes.of_rows()]
            return pd.DataFrame({"fk": fk, "risk": 1 / fk}, index=data.index)
        sized = data.with_class_size(self.quasi_identifiers, "fk")
        if data.roles.person is not None:
            sized = sized.group_by(data.roles.person).aggregate(fk=sized["fk"].min())
        return sized.mutate(risk=1 / sized["fk"].cast("float64"))

    def _draw(self, ax: Axes) -> None:
        risks = 1 / self.sizes.sizes
        display.risk_bars(
            ax, risks, self.sizes.units, threshold=self.threshold, unit=self.data.unit
        )


def score_risk(
    data: Dataset,
    quasi_identifiers: Iterable[str] | None = None,
    *,
    threshold: float | None = None,
    missing: str = "own",
) -> RiskScore:
    """Score the risk that someone who knows the quasi-identifiers recognises a person.

    Parameters
    ----------
    data : Dataset
    quasi_identifiers : list of str, optional
        The declared ones by default.
    threshold : float, optional
        Risk above which a person is at risk, between 0 and 1; that of the policy for tables
        opened through one, else 0.2, a class of five.
    missing : {"own"}
        A missing value is a category of its own.

    Returns
    -------
    RiskScore
        `.prosecutor.at_risk`, `.highest`, `.average` (shares, 0 to 1), `.n_unique`, `.records`.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"sex": list("FFFM"), "dep": ["75", "75", "75", "69"]})
    >>> risk = score_risk(privlab.dataset(frame, quasi_identifiers=["sex", "dep"]))
    >>> risk.n_unique, risk.prosecutor.highest, risk.prosecutor.average
    (1, 1.0, 0.5)
    """
    check_dataset(data)
    if threshold is None:
        threshold = DEFAULT_THRESHOLD if data.opened is None else data.opened.max_reidentification
    if isinstance(threshold, bool) or not 0 <= threshold <= 1:
        message = f"threshold is {threshold!r}; it must be a risk between 0 and 1."
        raise ParameterError(message)
    columns = data.quasi_identifiers_or(quasi_identifiers)
    sizes = class_sizes(data, columns, missing=missing)
    attacker = prosecutor(sizes.sizes, sizes.units, threshold)
    unit = data.unit
    figures = (
        Figure("n_unique", sizes.n_unique, unit, N_("Alone in a class")),
        Figure(
            "share_unique", sizes.n_unique / sizes.n_units, "share", N_("Share alone in a class")
        ),
        Figure(
            "prosecutor_highest", attacker.highest, "share", N_("Highest risk of being recognised")
        ),
        Figure(
            "prosecutor_average", attacker.average, "share", N_("Average risk of being recognised")
        ),
        Figure(
            "prosecutor_at_risk", attacker.at_risk, "share", N_("Share above the risk threshold")
        ),
    )
    assumptions = (
        Message(
            "The attacker knows that the person is in the table, and these columns: {columns}.",
            {"columns": ", ".join(columns)},
        ),
        Message(
            "Risk is 1 divided by the size of the class; the threshold is {threshold}.",
            {"threshold": Share(threshold)},
        ),
        Message("A missing value is a category of its own."),
        data.unit_message,
    )
    return RiskScore(
        figures=figures,
        assumptions=assumptions,
        provenance=data.provenance("score_risk", columns, threshold=threshold, missing=missing),
        data=data,
        quasi_identifiers=columns,
        sizes=sizes,
        prosecutor=attacker,
        threshold=threshold,
    )
