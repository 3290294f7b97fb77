"""Anonymity of a table: its smallest class, its sensitive values, its population."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, ClassVar

from privlab import _display as display
from privlab._checks import whole
from privlab.anonymity._distances import check_distances
from privlab.anonymity._findings import K_RULE, found_below_k, k_sentence
from privlab.anonymity._population import in_population
from privlab.anonymity._sensitive import check_sensitive
from privlab.classes import candidate_sets, check_missing, class_sizes, equivalence_classes
from privlab.errors import ColumnError, ParameterError
from privlab.language import N_, Message
from privlab.results import Figure, Highlight, Result
from privlab.tables import as_dataset, as_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import ibis.expr.types as ir
    import numpy as np
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from privlab.anonymity._distances import Distance
    from privlab.anonymity._population import InPopulation
    from privlab.anonymity._sensitive import SensitiveCheck
    from privlab.classes import ClassSizes, EquivalenceClasses
    from privlab.results import Finding, Threshold
    from privlab.tables import Dataset, Source

__all__ = ["AnonymityCheck", "check_anonymity"]


@dataclass(frozen=True, repr=False)
class AnonymityCheck(Result):
    """What the equivalence classes say of the anonymity of a table.

    Attributes
    ----------
    data : Dataset
    quasi_identifiers : tuple of str
        Those that the classes are of.
    sizes : ClassSizes
        How many classes have how many people and records.
    threshold : int
        The k that the counts below are of.
    sensitive : mapping of column to SensitiveCheck
        Criteria on each sensitive attribute that was declared.
    population : InPopulation or None
        How many of the population share each class, where a population table was given.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"sex": list("FFFM"), "dep": ["75", "75", "69", "69"]})
    >>> check = privlab.check_anonymity(frame, quasi_identifiers=["sex", "dep"])
    >>> check.k, check.k_violations(2)
    (1, 2)
    """

    data: Dataset
    quasi_identifiers: tuple[str, ...]
    sizes: ClassSizes
    threshold: int
    sensitive: Mapping[str, SensitiveCheck]
    population: InPopulation | None = None

    title: ClassVar[str] = N_("Anonymity")
    measure_title: ClassVar[str] = N_("Anonymity check")
    point: ClassVar[str] = "illegitimate_access"
    thresholds: ClassVar[tuple[Threshold, ...]] = (K_RULE,)
    in_brief: ClassVar[tuple[str, ...]] = ("k", "share_below_k")
    compared: ClassVar[tuple[str, ...]] = ("k", "share_below_k")
    known_outside: ClassVar[bool] = True
    caption: ClassVar[str] = N_("How many are in classes of each size")

    @property
    def k(self) -> int:
        """Size of the smallest class, in people (records without a person key)."""
        return self.sizes.k

    @property
    def classes(self) -> EquivalenceClasses:
        """The equivalence classes, one by one, as codes; built when asked for."""
        return equivalence_classes(self.data, quasi_identifiers=self.quasi_identifiers)

    @property
    def together(self) -> SensitiveCheck:
        """All sensitive columns as one attribute, its values all equally far."""
        if not self.sensitive:
            message = (
                "No sensitive column was checked. Pass sensitive=[...] to privlab.dataset: the "
                "columns whose values must not be learned."
            )
            raise ColumnError(message)
        columns = tuple(self.sensitive)
        if len(columns) == 1:
            return self.sensitive[columns[0]]
        return self.data.once(
            ("together", self.quasi_identifiers, columns),
            lambda: check_sensitive(self.data, self.quasi_identifiers, columns),
        )

    @property
    def k_map(self) -> int:
        """Smallest class of the population that somebody of the table is in."""
        return self._in_population.k_map

    @property
    def delta_presence(self) -> tuple[float, float]:
        """Lowest and highest probability that somebody of the population is in the table."""
        return self._in_population.delta_presence

    @property
    def _in_population(self) -> InPopulation:
        if self.population is None:
            message = (
                "k-map and delta-presence compare with a population. Call check_anonymity(data, "
                "population_table=privlab.dataset(...))."
            )
            raise ParameterError(message)
        return self.population

    def k_violations(self, k: int) -> int:
        """Return how many people (records without a person key) are in a class smaller than k.

        Parameters
        ----------
        k : int
            At least 1.

        Returns
        -------
        int

        Raises
        ------
        ParameterError
            A k that is no whole number of at least 1.

        Examples
        --------
        >>> import pandas as pd, privlab
        >>> frame = pd.DataFrame({"sex": list("FFFM")})
        >>> privlab.check_anonymity(frame, quasi_identifiers=["sex"]).k_violations(2)
        1
        """
        return self.sizes.units_below(check_k(k))

    def classes_below(self, k: int) -> int:
        """Return how many classes are smaller than k.

        Parameters
        ----------
        k : int
            At least 1.

        Returns
        -------
        int

        Raises
        ------
        ParameterError
            A k that is no whole number of at least 1.

        Examples
        --------
        >>> import pandas as pd, privlab
        >>> frame = pd.DataFrame({"sex": list("FFFM")})
        >>> privlab.check_anonymity(frame, quasi_identifiers=["sex"]).classes_below(4)
        2
        """
        return self.sizes.classes_below(check_k(k))

    def mask(self, k: int) -> NDArray[np.bool_]:
        """Return which records are in a class smaller than k, for a source in memory.

        Parameters
        ----------
        k : int
            At least 1.

        Returns
        -------
        array of bool, shape (n_rows,)
            In input order.

        Raises
        ------
        ParameterError
            The rows are on an engine, which keeps no order of them: see `mask_table`.

        Examples
        --------
        >>> import pandas as pd, privlab
        >>> frame = pd.DataFrame({"sex": list("FFFM")})
        >>> privlab.check_anonymity(frame, quasi_identifiers=["sex"]).mask(2).tolist()
        [False, False, False, True]
        """
        check_k(k)
        if not self.data.in_memory:
            message = (
                "The rows of a file or an engine have no order to mask. Call .mask_table(k), the "
                "rows with a column 'below_k'."
            )
            raise ParameterError(message)
        return self.classes.sizes[self.classes.of_rows()] < k

    def mask_table(self, k: int) -> ir.Table:
        """Return the rows as an Ibis table with one more column, `below_k`, whatever the source.

        Parameters
        ----------
        k : int
            At least 1.

        Returns
        -------
        Ibis table, one row a row of the table

        Raises
        ------
        ParameterError
            A k that is no whole number of at least 1.
        """
        check_k(k)
        sized = self.data.with_class_size(self.quasi_identifiers, "class_size")
        return sized.mutate(below_k=sized["class_size"] < k).drop("class_size")

    @property
    def judged(self) -> bool:
        """Whether the table was opened through a policy, which says what k it accepts."""
        return self.data.opened is not None

    def findings(self) -> tuple[Finding, ...]:
        """Return the finding of people in classes smaller than the k of the policy, if any.

        At most one, a warning; none for a table that was not opened through a policy. The
        check's own threshold is not looked at.

        Returns
        -------
        tuple of Finding
        """
        return found_below_k(self.data, self.quasi_identifiers, self.sizes)

    def highlights(self) -> tuple[Highlight, ...]:
        """Return k, and what it means.

        Returns
        -------
        tuple of Highlight
        """
        said = k_sentence(self.k, self.provenance.columns)
        return (Highlight(self.figure("k"), said, lowest_is_worst=True),)

    def _draw(self, ax: Axes) -> None:
        display.class_size_bars(
            ax, self.sizes.sizes, self.sizes.units, k=self.threshold, unit=self.data.unit
        )


def check_anonymity(
    data: Source,
    *,
    quasi_identifiers: Iterable[str] | None = None,
    k: int | None = None,
    missing: str = "own",
    distances: Mapping[str, Distance] | None = None,
    population_table: Source | None = None,
    reference_table: Source | None = None,
) -> AnonymityCheck:
    """Check how many people cannot be told apart, and what their classes give away.

    Parameters
    ----------
    data : Dataset, or a frame or file that privlab.dataset takes
    quasi_identifiers : list of str, optional
        The declared ones by default.
    k : int, optional
        The class size below which people are counted as exposed, in figures and plot; that of
        the policy for tables opened through one, else 5.
    missing : {"own", "wildcard", "sdcmicro"}
        A missing value is a category of its own in every criterion; the two others add the
        figure `k_candidates`, the smallest set of records that a record could be.
    distances : mapping of sensitive column to "ordered", "equal" or Hierarchy, optional
        How far two values are from each other, for t-closeness; by default the values of
        numbers and dates are ordered and all others are equally far.
    population_table : Dataset, frame or file, optional
        The table that this one was drawn from, with the same quasi-identifiers.
    reference_table : Dataset, frame or file, optional
        The table whose distribution of sensitive values is known outside, for t-closeness,
        delta-disclosure and beta-likeness: for a release, the table that it was made from. By
        default the table itself.

    Returns
    -------
    AnonymityCheck
        `.k`, `.k_violations(k)`, `.classes_below(k)`, `.mask(k)`, `.classes`;
        `.sensitive[column]` with the criteria of each declared sensitive column and `.together`
        for all of them as one attribute; `.k_map` and `.delta_presence`.

    Raises
    ------
    ColumnError
        No quasi-identifier, or one that is not a column.
    ParameterError
        A distance that does not exist, or a table that is no part of its population.
    HierarchyError
        Values that a hierarchy does not cover.
    SourceError
        A table without rows.

    Notes
    -----
    Edge cases. One record, or all of them different: k is 1. All alike: one class, k is their
    number, t and the betas are 0. A constant sensitive value: l is 1, alpha 1, c infinite, t and
    the betas 0. A missing sensitive value is a value of its own, also when all are missing; so is
    a missing quasi-identifier, and a column without any value has one category. Categories that
    no record has are not counted. The number of columns is not bounded. An empty table is refused.

    References
    ----------
    L. Sweeney, k-anonymity: a model for protecting privacy, 2002; of the other criteria, beside
    each formula.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"sex": list("FFFM"), "dep": ["75", "75", "69", "69"]})
    >>> check = check_anonymity(privlab.dataset(frame, quasi_identifiers=["sex", "dep"]), k=2)
    >>> check.k, check.k_violations(2), check.classes_below(2)
    (1, 2, 2)
    """
    data = as_rows(data)
    reference_table = as_dataset(reference_table)
    if k is None:
        k = data.fewest_shown
    k = check_k(k)
    check_missing(missing)
    columns = data.quasi_identifiers_or(quasi_identifiers)
    sizes = class_sizes(data, columns)
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
                equivalence_classes(data, quasi_identifiers=columns).k_of_whole_people,
                unit,
                N_("Smallest number of people with the same whole set of rows"),
            )
        )
        assumptions.append(
            Message("A person with several rows is in several classes and counts in the smallest.")
        )
    if missing != "own":
        candidates = candidate_sets(data, columns, missing=missing).k
        label = N_("Smallest candidate set, a missing value standing for any value")
        figures.append(Figure("k_candidates", candidates, unit, label))
        assumptions.append(
            Message("Only k counts as proven; candidate sets are for comparison with other tools.")
        )
    judged = tuple(column for column in data.roles.sensitive if column not in columns)
    chosen = check_distances(distances, judged)
    sensitive = {
        column: check_sensitive(data, columns, (column,), chosen.get(column), reference_table)
        for column in judged
    }
    for own in sensitive.values():
        figures += own.figures
        assumptions += own.assumptions
    known = [column for column in data.roles.sensitive if column in columns]
    if known:
        assumptions.append(
            Message(
                "Known outside here, and so not judged as sensitive: {columns}.",
                {"columns": ", ".join(known)},
            )
        )
    population = None
    if reference_table is not None:
        assumptions.append(
            Message("Classes are compared with the values of the table that this one was made of.")
        )
    if population_table is not None:
        population = in_population(data, population_table, columns)
        figures += _population_figures(population, unit)
        assumptions.append(Message("Everybody in the table is in the population table."))
    return AnonymityCheck(
        figures=tuple(figures),
        assumptions=tuple(assumptions),
        provenance=data.provenance("check_anonymity", columns, k=k, missing=missing),
        data=data,
        quasi_identifiers=columns,
        sizes=sizes,
        threshold=k,
        sensitive=MappingProxyType(sensitive),
        population=population,
    )


def _population_figures(population: InPopulation, unit: str) -> list[Figure]:
    lowest, highest = population.delta_presence
    return [
        Figure("k_map", population.k_map, unit, N_("Smallest class in the population (k-map)")),
        Figure("population_units", population.n_units, unit, N_("Counted in the population")),
        Figure("presence_lowest", lowest, "share", N_("Lowest probability to be in the table")),
        Figure("presence_highest", highest, "share", N_("Highest probability to be in the table")),
    ]


def check_k(k: int) -> int:
    """Return k, or raise ParameterError when it is not a whole number of at least 1."""
    return whole("k", k, least=1)
