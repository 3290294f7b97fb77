"""Groups that are chosen privately: those in which enough people are, after noise.

A group is released when its number of people with noise reaches a threshold, so high that a
group of a single person reaches it with probability delta at most, over all the groups that one
person may touch. (Korolova et al. 2009; Wilson et al. 2020.)
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab.dp._keys import CELL, KeySet, kind_of
from privlab.dp._passes import groups_of_each_person, is_known, rows_read
from privlab.dp._values import as_kind, kind_named
from privlab.dp.noise._noise import noise_named
from privlab.errors import ColumnError, InternalError, ParameterError, PrivlabError, listed
from privlab.tables import fetch

if TYPE_CHECKING:
    import ibis.expr.datatypes as dt
    import ibis.expr.types as ir

    from privlab.tables import Dataset

__all__ = ["PrivateKeys", "Selection", "selection"]

PERSON = "privlab_person"


@dataclass(frozen=True)
class Selection:
    """How groups are chosen: a noisy number of people, and a threshold on it.

    Attributes
    ----------
    epsilon, delta : float
    touched : int
        Groups that one person may touch.
    threshold : int
        People, noise included, from which a group is released.
    """

    epsilon: float
    delta: float
    touched: int
    threshold: int


def selection(epsilon: float, delta: float, touched: int) -> Selection:
    """Return the lowest threshold that keeps groups of one person out.

    With a = exp(-epsilon / touched), noise reaches t with probability a^t / (1 + a).

    Examples
    --------
    >>> selection(1.0, 1e-6, 1).threshold
    15
    """
    if delta <= 0:
        message = (
            "Groups that are chosen privately need a delta: the chance that a group of one person "
            "is released. Pass delta=1e-6 or so, or list the groups: "
            "group_by({'town': ['Lyon', 'Nice']})."
        )
        raise ParameterError(message)
    scale = noise_named("opendp").scale(epsilon, touched)
    a = math.exp(-1 / scale)
    t = math.ceil(scale * math.log(touched / (delta * (1 + a))) + 1e-9)
    return Selection(epsilon, delta, touched, 1 + max(t, 1))


@dataclass(frozen=True)
class PrivateKeys:
    """One column whose values are the groups, as many as enough people have.

    Attributes
    ----------
    column : str
    kind : Ibis type
        In which the column is read.
    told : bool
        Whether the kind was asked for, and is not that of the column.
    """

    column: str
    kind: dt.DataType
    told: bool = False

    @classmethod
    def declare(cls, column: object, data: Dataset, kind: object = None) -> PrivateKeys:
        """Check the column, and the kind in which it is read; nothing is read."""
        if not isinstance(column, str):
            message = (
                "group_by(..., keys='private') takes one column, for instance "
                "group_by('town', keys='private'). For several, join them into one column first, "
                "or list the groups."
            )
            raise ParameterError(message)
        held, named = kind_of(column, data), kind_named(kind)
        kinds = held if named is None else named
        if not (kinds.is_string() or kinds.is_integer() or kinds.is_boolean()):
            message = (
                f"Column '{listed([column])}' holds {held}; groups are chosen privately among "
                "texts, whole numbers and booleans. List its groups instead, or say as what they "
                "are read: kind='text'."
            )
            raise ColumnError(message)
        return cls(column, kinds, named is not None)

    @property
    def columns(self) -> tuple[str, ...]:
        """The group column."""
        return (self.column,)

    @property
    def digest(self) -> str:
        """Digest of what was asked."""
        told = [str(self.kind)] if self.told else []
        plain = json.dumps(["private", self.column, *told], ensure_ascii=True)
        return hashlib.sha256(plain.encode()).hexdigest()

    def of(self, values: list[object]) -> KeySet:
        """Return the key set of chosen values; it may be empty."""
        return KeySet({self.column: tuple(values)}, {self.column: self.kind}, chosen=True)

    def expression(self, data: Dataset, chosen: Selection, salt: str) -> ir.Table:
        """Return the values with the number of people of each, capped."""
        person = str(data.roles.person)
        try:
            rows = rows_read(data)
            rows = rows.select(
                **{PERSON: rows[person], CELL: as_kind(rows[self.column], self.kind)}
            ).distinct()
            rows = rows.filter(is_known(rows[PERSON]), rows[CELL].notnull())
            rows = groups_of_each_person(rows, PERSON, CELL, most=chosen.touched, salt=salt)
            return rows.group_by(CELL).aggregate(n=lambda t: t.count())
        except PrivlabError:
            raise
        except Exception as error:  # noqa: BLE001
            message = f"the groups could not be written down ({type(error).__name__})"
            raise InternalError(message) from None

    def choose(self, data: Dataset, chosen: Selection, salt: str) -> list[object]:
        """Return the values that reach the threshold, in their own order."""
        found = fetch(self.expression(data, chosen, salt), data.connection)
        people = [int(n) for n in found.column("n").to_pylist()]
        noisy = noise_named("opendp").add(people, chosen.epsilon, chosen.touched) if people else []
        values = found.column(CELL).to_pylist()
        return sorted(
            value for value, n in zip(values, noisy, strict=True) if n >= chosen.threshold
        )
