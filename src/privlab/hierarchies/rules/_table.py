"""Labels listed for each value."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from privlab.errors import HierarchyError, did_you_mean
from privlab.hierarchies.rules._rule import SUPPRESSED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from privlab.hierarchies.rules._rule import Encoded

__all__ = ["TableRule"]

RESTS = ("refused", "suppressed")


@dataclass(frozen=True)
class TableRule:
    """Labels listed for each value; values that are not listed are refused, or suppressed.

    Attributes
    ----------
    labels : mapping of text to tuple of text
        Labels at levels 1 to `height`.
    rest : {"refused", "suppressed"}
        What becomes of a value without a line; suppressed ones have the label "*" at every level.
    """

    labels: Mapping[str, tuple[str, ...]]
    rest: str = "refused"
    kind: ClassVar[str] = "table"
    remedy: ClassVar[str] = (
        "Add a line for each, or take a hierarchy made for this type of value: intervals for "
        "numbers, prefix or redaction for codes, dates for dates."
    )

    @classmethod
    def read(
        cls,
        rows: Sequence[Sequence[str]],
        name: str,
        *,
        rest: str = "refused",
        lines: Sequence[int] = (),
    ) -> TableRule:
        """Check rows of texts: the value, then its label at each level; `lines` of a file."""
        if not rows:
            message = f"{name} has no line: each line is a value and its labels."
            raise HierarchyError(message)
        if rest not in RESTS:
            message = f"rest='{rest}' is not known. {did_you_mean(str(rest), RESTS)}"
            raise HierarchyError(message)
        height = len(rows[0]) - 1
        labels: dict[str, tuple[str, ...]] = {}
        lines = lines or range(1, len(rows) + 1)
        for line, row in zip(lines, rows, strict=True):
            if not row or isinstance(row, str) or not all(isinstance(text, str) for text in row):
                message = f"{name}, line {line} is not a list of texts: a value, then its labels."
                raise HierarchyError(message)
            value, *own = row
            if len(own) != height:
                message = (
                    f"{name}, line {line}: {len(own)} labels where line {lines[0]} has {height}."
                )
                raise HierarchyError(message)
            if labels.setdefault(value, tuple(own)) != tuple(own):
                message = (
                    f"{name}, line {line}: this value stands on an earlier line with other labels."
                )
                raise HierarchyError(message)
        if not height:
            message = f"{name} has values and no labels: each line is a value, then its labels."
            raise HierarchyError(message)
        _check_monotone(labels, height, name)
        if rest == "suppressed":
            _check_rest(labels, height, name)
        return cls(labels, rest)

    @property
    def height(self) -> int:
        """The coarsest level."""
        return len(next(iter(self.labels.values())))

    @functools.cached_property
    def _keys(self) -> pa.Array:
        import pyarrow as pa

        return pa.array(list(self.labels), type=pa.string())

    @functools.cached_property
    def _levels(self) -> tuple[Encoded, ...]:
        """Code of the label of each line at each level; a line more for values without one."""
        levels = []
        for level in range(self.height):
            own = [labels[level] for labels in self.labels.values()]
            names = list(dict.fromkeys([*own, SUPPRESSED]))
            places = {name: place for place, name in enumerate(names)}
            codes = np.array([places[label] for label in [*own, SUPPRESSED]], dtype=np.int64)
            levels.append((codes, _text_array(names)))
        return tuple(levels)

    def covers(self, values: pa.Array) -> NDArray[np.bool_]:
        """Say of each value whether it has a line, or whether it is suppressed without one."""
        if self.rest == "suppressed":
            return np.asarray(values.is_valid())
        return self._lines(values) < len(self.labels)

    def encode(self, values: pa.Array, level: int) -> Encoded:
        """Return the code of the label of each value, and the labels that occur."""
        import pyarrow as pa

        codes, labels = self._levels[level - 1]
        occurring, own = np.unique(codes[self._lines(values)], return_inverse=True)
        return own.astype(np.int64), labels.take(pa.array(occurring))

    def domain_size(self, values: pa.Array) -> int:
        """Return the number of lines, and of the values without one."""
        return len(self.labels) + self._unlisted(values)

    def domain_counts(self, values: pa.Array, level: int) -> NDArray[np.int64]:
        """Return how many lines, and values without one, share the label of each value."""
        codes, labels = self._levels[level - 1]
        members = np.bincount(codes[:-1], minlength=len(labels))
        members[codes[-1]] += self._unlisted(values)
        return members[codes[self._lines(values)]].astype(np.int64)

    def to_dict(self) -> dict[str, object]:
        """Return the lines, and what becomes of values without one."""
        plain: dict[str, object] = {"rows": [[value, *own] for value, own in self.labels.items()]}
        return plain if self.rest == "refused" else {**plain, "rest": self.rest}

    def _lines(self, values: pa.Array) -> NDArray[np.int64]:
        """Return the line of each value, the number of lines where it has none."""
        import pyarrow.compute as pc

        found = pc.index_in(_texts(values), value_set=self._keys, skip_nulls=True)
        if _is_float(values):
            # whole numbers beside missing ones became floats on their way
            whole = pc.replace_substring_regex(_texts(values), r"\.0$", "")
            found = pc.coalesce(found, pc.index_in(whole, value_set=self._keys, skip_nulls=True))
        lines = pc.fill_null(found, len(self.labels))
        return np.asarray(lines.to_numpy(zero_copy_only=False), dtype=np.int64)

    def _unlisted(self, values: pa.Array) -> int:
        if self.rest == "refused":
            return 0
        return int((self._lines(values) == len(self.labels)).sum())


def _is_float(values: pa.Array) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_floating(values.type))


def _texts(values: pa.Array) -> pa.Array:
    """Return the values as Python writes them."""
    import pyarrow as pa

    kind = values.type
    if pa.types.is_string(kind) or pa.types.is_integer(kind) or pa.types.is_date32(kind):
        return values.cast(pa.string())
    return _text_array([None if value is None else str(value) for value in values.to_pylist()])


def _text_array(texts: Sequence[str | None]) -> pa.Array:
    import pyarrow as pa

    return pa.array(texts, type=pa.string())


def _check_monotone(table: Mapping[str, tuple[str, ...]], height: int, name: str) -> None:
    for level in range(1, height):
        parents: dict[str, str] = {}
        for labels in table.values():
            if parents.setdefault(labels[level - 1], labels[level]) != labels[level]:
                message = (
                    f"{name} is not monotone: two values share a label at level {level} and not at "
                    f"level {level + 1}. Each level must coarsen the one before."
                )
                raise HierarchyError(message)


def _check_rest(table: Mapping[str, tuple[str, ...]], height: int, name: str) -> None:
    """Refuse a label "*" that leads anywhere but to "*": values without a line have it too."""
    for labels in table.values():
        for level in range(1, height):
            if labels[level - 1] == SUPPRESSED != labels[level]:
                message = (
                    f"{name} is not monotone: '{SUPPRESSED}' at level {level} is suppressed, and "
                    f"has another label at level {level + 1}."
                )
                raise HierarchyError(message)
