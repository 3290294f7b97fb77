"""What every class of a release must keep, judged on the classes of a node."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from privlab._checks import whole
from privlab.anonymity import Distributions, SensitiveCriterion
from privlab.errors import ColumnError, ParameterError, listed
from privlab.hierarchies import Hierarchy
from privlab.tables import check_present

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from privlab.anonymise._nodes import Node, Nodes
    from privlab.tables import Dataset

    Distance = str | Hierarchy

__all__ = ["BY_COLUMN", "Criteria", "Verdict", "check_criteria"]

# parameter of the anonymiser -> criterion of the room of criteria
BY_COLUMN = {
    "l": "distinct_l",
    "entropy_l": "entropy_l",
    "recursive_cl": "recursive_c",
    "alpha": "alpha",
    "t": "t",
    "delta": "delta_disclosure",
    "beta": "basic_beta",
    "enhanced_beta": "enhanced_beta",
}
GROWING = ("distinct_l",)
SHORT = {
    "distinct_l": "distinct l",
    "entropy_l": "entropy l",
    "recursive_c": "recursive c",
    "alpha": "alpha",
    "t": "t",
    "delta_disclosure": "delta",
    "basic_beta": "basic beta",
    "enhanced_beta": "enhanced beta",
}


@dataclass(frozen=True)
class Verdict:
    """Which classes of a node break a criterion.

    Attributes
    ----------
    growing : array of bool, shape (n_classes,)
        Breaks one that can only be broken again where classes are split (k, k-map, distinct l).
    broken : array of bool, shape (n_classes,)
        Breaks any.
    """

    growing: NDArray[np.bool_]
    broken: NDArray[np.bool_]


@dataclass(frozen=True)
class Criteria:
    """The conjunction of all criteria of a treatment.

    Attributes
    ----------
    k : int
        People (records without a person key) of each class.
    sensitive : tuple of SensitiveCriterion
    k_map : int or None
        People of the population who share the values of each class.

    Examples
    --------
    >>> criteria = Criteria(k=5, k_map=20)
    >>> Criteria.from_dict(criteria.to_dict()) == criteria
    True
    """

    k: int = 1
    sensitive: tuple[SensitiveCriterion, ...] = ()
    k_map: int | None = None

    @classmethod
    def asked(
        cls,
        *,
        k: int,
        k_map: int | None = None,
        by_column: Mapping[str, Mapping[str, Any] | None] | None = None,
        distances: Mapping[str, Distance] | None = None,
    ) -> Criteria:
        """Check what a user asked for; `by_column` maps a parameter to {column: threshold}.

        Parameters
        ----------
        k : int
            At least 1.
        k_map : int, optional
            At least 1.
        by_column : mapping of parameter of Anonymiser to {column: threshold}, optional
            For instance {"l": {"diagnosis": 2}}.
        distances : mapping of column to Distance, optional
            For "t" only.

        Returns
        -------
        Criteria

        Raises
        ------
        ParameterError
            A threshold that is not allowed, or no mapping of column to threshold.

        Examples
        --------
        >>> Criteria.asked(k=3, by_column={"l": {"ill": 2}}).columns
        ('ill',)
        """
        for name, number in (("k", k), ("k_map", k_map)):
            if number is not None:
                whole(name, number, least=1)
        return cls(int(k), tuple(_sensitive(by_column or {}, distances or {})), k_map)

    @property
    def columns(self) -> tuple[str, ...]:
        """Sensitive columns that a criterion speaks of."""
        return tuple(dict.fromkeys(each.column for each in self.sensitive))

    @property
    def text(self) -> str:
        """The criteria in the short form of the field, such as "k = 5, t(income) = 0.2"."""
        parts = [f"k = {self.k}"]
        if self.k_map is not None:
            parts.append(f"k-map = {self.k_map}")
        for each in self.sensitive:
            l = f", l = {each.l}" if each.criterion == "recursive_c" else ""  # noqa: E741
            parts.append(f"{SHORT[each.criterion]}({each.column}{l}) = {each.threshold:g}")
        return ", ".join(parts)

    def growing_only(self, *, one_row_per_person: bool, most_suppressed: int) -> bool:
        """Whether a node that breaks a criterion proves that all nodes below it do.

        Distances and shares of a merged class lie between those of its parts, so without
        suppression all criteria are so; with it, a merged class may break what one of its parts
        kept. People with several rows do not add up, so that shares of them do not mix.

        Parameters
        ----------
        one_row_per_person : bool
            Whether no person has several rows.
        most_suppressed : int
            Records that may be left out, at least 0.

        Returns
        -------
        bool
        """
        if all(each.criterion in GROWING for each in self.sensitive):
            return True
        return one_row_per_person and most_suppressed == 0

    def judge(self, nodes: Nodes, node: Node) -> Verdict:
        """Return which classes of a node break them.

        Parameters
        ----------
        nodes : Nodes
            The classes of the table at its own values.
        node : Node
            The classes at some levels, shape (n_classes,).

        Returns
        -------
        Verdict
            Which classes break a criterion that only grows, and which break any.
        """
        growing = node.n_units < self.k
        population = node.n_population
        if population is not None:
            if self.k_map is not None:
                growing |= population < self.k_map
            growing &= node.n_records > 0
        if not self.sensitive:
            return Verdict(growing, growing)
        broken = growing.copy()
        held = np.flatnonzero(node.n_records > 0)
        for column in self.columns:
            spread = _spread(nodes, node, column, held)
            distance_of = nodes.leaves.attributes[column].distance_of
            for each in self.sensitive:
                if each.column == column:
                    found = each.broken(spread, node.n_units[held], distance_of)
                    broken[held] |= found
                    if each.criterion in GROWING:
                        growing[held] |= found
        return Verdict(growing, broken)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values that `from_dict` reads back.

        Returns
        -------
        dict
            Keys k, k_map and sensitive.

        Examples
        --------
        >>> Criteria(k=5).to_dict()
        {'k': 5, 'k_map': None, 'sensitive': []}
        """
        return {
            "k": self.k,
            "k_map": self.k_map,
            "sensitive": [
                {
                    "criterion": each.criterion,
                    "column": each.column,
                    "threshold": each.threshold,
                    "l": each.l,
                    "distance": each.distance.to_dict()
                    if isinstance(each.distance, Hierarchy)
                    else each.distance,
                }
                for each in self.sensitive
            ],
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Criteria:
        """Read what `to_dict` wrote, checking it again.

        Parameters
        ----------
        plain : mapping
            What `to_dict` returned.

        Returns
        -------
        Criteria

        Raises
        ------
        ParameterError
            A number or threshold that is not allowed.

        Examples
        --------
        >>> Criteria.from_dict({"k": 5, "k_map": None, "sensitive": []}).k
        5
        """
        for name in ("k", "k_map"):
            if plain[name] is not None:
                whole(name, plain[name], least=1)
        sensitive = []
        for each in plain["sensitive"]:
            distance = each["distance"]
            if isinstance(distance, dict):
                distance = Hierarchy.from_dict(distance)
            sensitive.append(
                SensitiveCriterion(
                    each["criterion"], each["column"], each["threshold"], each["l"], distance
                )
            )
        return cls(plain["k"], tuple(sensitive), plain["k_map"])


def _spread(nodes: Nodes, node: Node, column: str, held: NDArray[np.int64]) -> Distributions:
    counts = nodes.values_in(node, column)[held]
    classes, values = np.nonzero(counts)
    starts = np.zeros(len(held) + 1, dtype=np.int64)
    np.cumsum(np.bincount(classes, minlength=len(held)), out=starts[1:])
    totals = nodes.leaves.attributes[column].totals
    return Distributions(starts, values, counts[classes, values], totals)


def _sensitive(
    by_column: Mapping[str, Mapping[str, Any] | None], distances: Mapping[str, Distance]
) -> Iterator[SensitiveCriterion]:
    for name, wanted in by_column.items():
        if wanted is None:
            continue
        if not hasattr(wanted, "items"):
            message = (
                f"{name}= takes a mapping of sensitive column to threshold, not a "
                f"{type(wanted).__name__}. Write {name}={{'column': ...}}."
            )
            raise ParameterError(message)
        for column, given in wanted.items():
            threshold, l = _pair(name, given)  # noqa: E741 - its name in the literature
            distance = distances.get(column) if name == "t" else None
            yield SensitiveCriterion(BY_COLUMN[name], column, threshold, l, distance)


def _pair(name: str, given: Any) -> tuple[float, int]:
    if name != "recursive_cl":
        return given, 2
    if not isinstance(given, tuple | list) or len(given) != 2:
        message = "recursive_cl= takes (c, l) for each column, for instance {'income': (3.0, 2)}."
        raise ParameterError(message)
    whole("the l of recursive_cl", given[1], least=1)
    return given[0], given[1]


def check_criteria(criteria: Criteria, quasi_identifiers: tuple[str, ...], data: Dataset) -> None:
    """Refuse a criterion on a column that is absent or known outside, and a k beyond the table."""
    for column in criteria.columns:
        check_present(column, data.columns, "A criterion")
        if column in quasi_identifiers:
            message = (
                f"'{listed([column])}' is among the quasi-identifiers: who knows a value cannot "
                "learn it. Leave it out of one of the two."
            )
            raise ColumnError(message)
    if data.roles.person in quasi_identifiers:
        message = (
            f"'{listed([data.roles.person])}' is the person key, which tells people apart and "
            "cannot be coarsened too. Take it out of the quasi-identifiers."
        )
        raise ColumnError(message)
    if criteria.k > data.n_units:
        message = (
            f"k is {criteria.k} and the table holds {data.n_units} {data.unit}: no class can be so "
            "large. Lower k, or treat a larger table."
        )
        raise ParameterError(message)
