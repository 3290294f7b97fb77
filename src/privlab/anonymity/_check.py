"""k-anonymity of a table (Sweeney 2002): how many share the smallest class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from privlab import display
from privlab.classes import class_sizes, equivalence_classes
from privlab.errors import ParameterError
from privlab.language import N_, Message
from privlab.results import Figure, Result
from privlab.tables import check_dataset

if TYPE_CHECKING:
    from collections.abc import Iterable

    import ibis.expr.types as ir
    import numpy as np
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from privlab.classes import ClassSizes, EquivalenceClasses
    from privlab.tables import Dataset

__all__ = ["AnonymityCheck", "check_anonymity"]

DEFAULT_K = 5


@dataclass(frozen=True, repr=False)
class AnonymityCheck(Result):
    """What the equivalence classes say of the anonymity of a table."""

    data: Dataset
    quasi_identifiers: tuple[str, ...]
    sizes: ClassSizes
    threshold: int

    title: ClassVar[str] = N_("Anonymity")
    caption: ClassVar[str] = N_("How many are in classes of each size")

    @property
    def k(self) -> int:
        """Size of the smallest class, in people (records without a person key)."""
        return self.sizes.k

    @property
    def classes(self) -> EquivalenceClasses:
        """The equivalence classes, one by one, as codes; built when asked for."""
        return equivalence_classes(self.data, self.quasi_identifiers)

    def k_violations(self, k: int) -> int:
        """Return how many people (records without a person key) are in a class smaller than k."""
        return self.sizes.units_below(check_k(k))

    def classes_below(self, k: int) -> int:
        """Return how many classes are smaller than k."""
        return self.sizes.classes_below(check_k(k))

    def mask(self, k: int) -> NDArray[np.bool_] | ir.Table:
        """Return which records are in a class smaller than k.

        Returns
        -------
        array of bool, shape (n_rows,), in input order, for frames; for files and engine
        tables, an Ibis table of the rows with one more column, `below_k`.
        """
        check_k(k)
        if self.data.in_memory:
            return self.classes.sizes[self.classes.of_rows()] < k
        sized = self.data.with_class_size(self.quasi_identifiers, "class_size")
        return sized.mutate(below_k=sized["class_size"] < k).drop("class_size")

    def _draw(self, ax: Axes) -> None:
        display.class_size_bars(
            ax, self.sizes.sizes, self.sizes.units, k=self.threshold, unit=self.data.unit
        )


def check_anonymity(
    data: Dataset,
    quasi_identifiers: Iterable[str] | None = None,
    *,
    k: int | None = None,
    missing: str = "own",
) -> AnonymityCheck:
    """Check k-anonymity: how many people cannot be told apart by the quasi-identifiers.

    Parameters
    ----------
    data : Dataset
    quasi_identifiers : list of str, optional
        The declared ones by default.
    k : int, optional
        The class size below which people are counted as exposed, in figures and plot; that of
        the policy for tables opened through one, else 5.
    missing : {"own"}
        A missing value is a category of its own.

    Returns
    -------
    AnonymityCheck
        `.k`, `.k_violations(k)`, `.classes_below(k)`, `.mask(k)`, `.classes`.

    Raises
    ------
    ColumnError
        No quasi-identifier, or one that is not a column.

    References
    ----------
    L. Sweeney, k-anonymity: a model for protecting privacy, 2002.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"sex": list("FFFM"), "dep": ["75", "75", "69", "69"]})
    >>> check = check_anonymity(privlab.dataset(frame, quasi_identifiers=["sex", "dep"]), k=2)
    >>> check.k, check.k_violations(2), check.classes_below(2)
    (1, 2, 2)
    """
    check_dataset(data)
    if k is None:
        k = DEFAULT_K if data.opened is None else data.opened.k
    check_k(k)
    columns = data.quasi_identifiers_or(quasi_identifiers)
    sizes = class_sizes(data, columns, missing=missing)
    unit = data.unit
    below = sizes.units_below(k)
    figures = [
        Figure("k", sizes.k, unit, N_("Smallest class (k)")),
        Figure("n_units", sizes.n_units, unit, N_("Counted")),
        Figure("n_classes", sizes.n_classes, "classes", N_("Equivalence classes")),
        Figure("below_k", below, unit, N_("In a class smaller than the threshold")),
        Figure(
            "share_below_k",
            below / sizes.n_units,
            "share",
            N_("Share in a class smaller than the threshold"),
        ),
    ]
    assumptions = [
        Message("Someone outside knows these columns: {columns}.", {"columns": ", ".join(columns)}),
        Message("The threshold is {k}.", {"k": k}),
        Message("A missing value is a category of its own."),
        data.unit_message,
    ]
    if not data.one_row_per_person:
        figures.append(
            Figure(
                "k_of_whole_people",
                equivalence_classes(data, columns).k_of_whole_people,
                unit,
                N_("Smallest number of people with the same whole set of rows"),
            )
        )
        assumptions.append(
            Message("A person with several rows is in several classes and counts in the smallest.")
        )
    return AnonymityCheck(
        figures=tuple(figures),
        assumptions=tuple(assumptions),
        provenance=data.provenance("check_anonymity", columns, k=k, missing=missing),
        data=data,
        quasi_identifiers=columns,
        sizes=sizes,
        threshold=k,
    )


def check_k(k: int) -> int:
    """Return k, or raise ParameterError when it is not a whole number of at least 1."""
    if isinstance(k, bool) or not isinstance(k, int) or k < 1:
        message = f"k is {k!r}; it must be a whole number of at least 1."
        raise ParameterError(message)
    return k
