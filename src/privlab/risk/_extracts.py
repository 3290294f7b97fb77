"""Successive extracts of the same people, put side by side on their key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from privlab.classes import equivalence_classes
from privlab.errors import ColumnError, ParameterError, listed
from privlab.language import N_, Message
from privlab.results import Figure, Result
from privlab.tables import as_rows

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyarrow as pa
    from numpy.typing import NDArray

    from privlab.tables import Dataset, Source

__all__ = ["CombinedK", "combined_k"]


@dataclass(frozen=True, repr=False)
class CombinedK(Result):
    """How small the crowds become for someone who holds both extracts.

    Attributes
    ----------
    k : int
        Fewest people who share all that the two extracts say of them, that someone is absent
        from one of them included.
    k_first, k_second : int
        The same in each extract by itself.
    n_unique : int
        People whom the two together single out.
    n_newly_unique : int
        Those of them whom neither extract singles out by itself.
    n_people, n_in_both : int
        People of either, and of both.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> from privlab.risk import combined_k
    >>> first = pd.DataFrame({"id": [1, 2, 3, 4], "town": list("AABB")})
    >>> second = pd.DataFrame({"id": [1, 2, 3, 4], "plan": list("xyxy")})
    >>> found = combined_k(
    ...     privlab.dataset(first, person="id", quasi_identifiers=["town"]),
    ...     privlab.dataset(second, person="id", quasi_identifiers=["plan"]),
    ... )
    >>> found.k, found.n_newly_unique, found.n_in_both
    (1, 4, 4)
    """

    k: int
    k_first: int
    k_second: int
    n_unique: int
    n_newly_unique: int
    n_people: int
    n_in_both: int

    title: ClassVar[str] = N_("Two extracts combined")
    measure_title: ClassVar[str] = N_("Combination of two extracts")
    point: ClassVar[str] = "illegitimate_access"


def combined_k(
    first: Source, second: Source, *, quasi_identifiers: Iterable[str] | None = None
) -> CombinedK:
    """Return the k of two extracts for someone who knows the columns of both of a person.

    Parameters
    ----------
    first, second : Dataset, or a frame or file that privlab.dataset takes
        Extracts with a person key each, of the same people in whole or in part; on any engine.
    quasi_identifiers : list of str, optional
        Columns that the attacker knows; in each extract those of them that it has. The declared
        quasi-identifiers of each by default.

    Returns
    -------
    CombinedK
        `.k`, `.k_first`, `.k_second`, `.n_unique`, `.n_newly_unique`.

    Raises
    ------
    ColumnError
        When an extract has no person key or none of the columns, when a column is in neither, or
        when the keys are of different types.

    Notes
    -----
    Each extract may be k-anonymous while its combination with an earlier one is not: the crowd
    of a person is the intersection of their crowds. A person with several rows shares a crowd
    with those who have the same set of rows.

    References
    ----------
    Srivatsava Ganta, Shiva Kasiviswanathan and Adam Smith, Composition Attacks and Auxiliary
    Information in Data Privacy, KDD 2008.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> first = pd.DataFrame({"id": [1, 2, 3, 4], "town": list("AABB")})
    >>> second = pd.DataFrame({"id": [1, 2, 3, 4], "town": list("ABAB")})
    >>> found = combined_k(
    ...     privlab.dataset(first, person="id"),
    ...     privlab.dataset(second, person="id"),
    ...     quasi_identifiers=["town"],
    ... )
    >>> found.k_first, found.k_second, found.k
    (2, 2, 1)
    """
    first, second = as_rows(first), as_rows(second)
    wanted = (
        quasi_identifiers
        if quasi_identifiers is None or isinstance(quasi_identifiers, str)
        else tuple(quasi_identifiers)
    )
    names = [_columns_of(first, second, wanted), _columns_of(second, first, wanted)]
    crowds, keys = zip(
        *(_whole_people(data, own) for data, own in zip((first, second), names, strict=True)),
        strict=True,
    )
    people = _numbered(keys)
    n_people = int(max(own.max() for own in people)) + 1
    # absence from an extract is something to know: a crowd of its own
    held = [np.full(n_people, crowd.max() + 1, dtype=np.int64) for crowd in crowds]
    for every, crowd, own in zip(held, crowds, people, strict=True):
        every[own] = crowd
    sizes = _crowd_sizes(held[0] * (held[1].max() + 1) + held[1])
    alone = [_crowd_sizes(every) == 1 for every in held]
    in_both = sum(len(own) for own in people) - n_people
    k_of = [int(_crowd_sizes(crowd).min()) for crowd in crowds]
    unique = sizes == 1
    newly = unique & ~alone[0] & ~alone[1]
    figures = (
        Figure("k", int(sizes.min()), "people", N_("Smallest crowd in both extracts together")),
        Figure("k_first", k_of[0], "people", N_("Smallest crowd in the first extract")),
        Figure("k_second", k_of[1], "people", N_("Smallest crowd in the second extract")),
        Figure("n_unique", int(unique.sum()), "people", N_("Alone in both extracts together")),
        Figure("n_newly_unique", int(newly.sum()), "people", N_("Alone only by the combination")),
        Figure("n_in_both", in_both, "people", N_("In both extracts")),
    )
    known = tuple(dict.fromkeys([*names[0], *names[1]]))
    return CombinedK(
        figures=figures,
        assumptions=(
            Message(
                "The attacker knows of a person what both extracts say in these columns, and "
                "whether they are in each: {columns}.",
                {"columns": ", ".join(known)},
            ),
            Message("A missing value is a category of its own."),
            first.unit_message,
        ),
        provenance=first.provenance("combined_k", known, second=second.version),
        k=int(sizes.min()),
        k_first=k_of[0],
        k_second=k_of[1],
        n_unique=int(unique.sum()),
        n_newly_unique=int(newly.sum()),
        n_people=n_people,
        n_in_both=in_both,
    )


def _columns_of(data: Dataset, other: Dataset, columns: Iterable[str] | None) -> tuple[str, ...]:
    if data.roles.person is None:
        message = (
            "combined_k matches people by their key, and an extract has none. Pass person=... to "
            "privlab.dataset for both."
        )
        raise ColumnError(message)
    if columns is None:
        return data.quasi_identifiers_or(None)
    if isinstance(columns, str):
        return data.quasi_identifiers_or(columns)
    wanted = tuple(columns)
    nowhere = [name for name in wanted if name not in (*data.columns, *other.columns)]
    if nowhere:
        message = (
            f"quasi_identifiers= names {listed(nowhere)}, which neither extract has. Columns: "
            f"{listed(dict.fromkeys([*data.columns, *other.columns]))}"
        )
        raise ColumnError(message)
    own = tuple(name for name in wanted if name in data.columns)
    if not own:
        message = (
            f"An extract has none of the columns {listed(wanted)}. Its columns: "
            f"{listed(data.columns)}"
        )
        raise ColumnError(message)
    if data.roles.person in own:
        message = f"The person key '{listed([data.roles.person])}' is no column to be known by."
        raise ParameterError(message)
    return own


def _whole_people(data: Dataset, columns: tuple[str, ...]) -> tuple[NDArray[np.int64], pa.Array]:
    """Return for each person the number of their whole set of classes, and their keys."""
    member = equivalence_classes(data, quasi_identifiers=columns).membership
    person = data.roles.person
    keys = member.keys
    if data.in_memory and person is not None:
        keys = data.keys((person,)).codings[0].labels.take(keys)
    order = np.lexsort((member.classes, member.people))
    classes, people = member.classes[order], member.people[order]
    rank = np.arange(len(people)) - np.searchsorted(people, people)
    width = int(classes.max()) + 2
    crowd = np.zeros(len(keys), dtype=np.int64)
    for place in range(int(rank.max()) + 1):
        step = np.full(len(keys), width - 1, dtype=np.int64)
        step[people[rank == place]] = classes[rank == place]
        crowd = np.unique(crowd * width + step, return_inverse=True)[1]
    return crowd, keys


def _numbered(keys: tuple[pa.Array, ...]) -> list[NDArray[np.int64]]:
    """Return one number for each person of either extract."""
    import pyarrow as pa

    plain = []
    for values in keys:
        kind = values.type
        found = values.cast(kind.value_type) if pa.types.is_dictionary(kind) else values
        if pa.types.is_integer(found.type):
            found = found.cast("int64")
        elif pa.types.is_string(found.type) or pa.types.is_string_view(found.type):
            found = found.cast(pa.large_string())
        plain.append(found)
    kinds = [values.type for values in plain]
    if kinds[0] != kinds[1]:
        message = (
            f"The person keys are {kinds[0]} in one extract and {kinds[1]} in the other. Give both "
            "the same type: nobody could be matched."
        )
        raise ColumnError(message)
    numbers = pa.concat_arrays(plain).dictionary_encode().indices.to_numpy().astype(np.int64)
    return [numbers[: len(plain[0])], numbers[len(plain[0]) :]]


def _crowd_sizes(crowds: NDArray[np.int64]) -> NDArray[np.int64]:
    dense = np.unique(crowds, return_inverse=True)[1]
    return np.bincount(dense)[dense]
