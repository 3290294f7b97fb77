"""A hierarchy: the labels of each value at each level of coarseness."""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privlab.errors import HierarchyError, ParameterError, did_you_mean
from privlab.hierarchies._rules import DateRule, IntervalRule, PrefixRule, TableRule

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

    from privlab.hierarchies._rules import Rule

__all__ = ["Hierarchy"]

KINDS = (TableRule.kind, IntervalRule.kind, PrefixRule.kind, DateRule.kind)
SUGGESTED_CLASSES = 8
SHORTEST_PREFIX = 2


@dataclass(frozen=True, repr=False)
class Hierarchy:
    """Labels of values at each level: 0 is the value itself, `height` the coarsest.

    Make one with `from_csv`, `from_rows`, `intervals`, `prefix` or `dates`. A hierarchy is
    monotone: values with one label at a level have one label at every higher level.
    """

    rule: Rule

    @classmethod
    def from_csv(cls, path: str | Path, sep: str = ";") -> Hierarchy:
        """Read a hierarchy in the format of ARX: no header, the value, then its labels.

        Raises
        ------
        HierarchyError
            A file that is missing, ragged, doubled or not monotone; the line is named.
        """
        path = Path(path)
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                rows = [row for row in csv.reader(file, delimiter=sep) if row]
        except OSError as error:
            message = f"Hierarchy file '{path.name}' cannot be opened: {error.strerror}."
            raise HierarchyError(message) from None
        except UnicodeDecodeError:
            message = f"Hierarchy file '{path.name}' is not UTF-8. Save it as UTF-8."
            raise HierarchyError(message) from None
        return cls(TableRule.read(rows, path.name))

    @classmethod
    def from_rows(cls, rows: Sequence[Sequence[str]]) -> Hierarchy:
        """Make a hierarchy from rows of texts: the value, then its label at each level."""
        return cls(TableRule.read(rows, "The hierarchy"))

    @classmethod
    def intervals(cls, *widths: float, origin: float = 0.0) -> Hierarchy:
        """Make intervals of growing width for numbers, then everything.

        Parameters
        ----------
        *widths : float
            Width at levels 1, 2, ...; each a whole multiple of the one before.
        origin : float
            A bound of every interval.

        Examples
        --------
        >>> Hierarchy.intervals(5, 10).label(37, level=1)
        '[35, 40)'
        """
        return cls(IntervalRule(widths, origin))

    @classmethod
    def prefix(cls, *lengths: int) -> Hierarchy:
        """Cut codes to their first characters, for instance postcodes, then to nothing.

        Examples
        --------
        >>> Hierarchy.prefix(3, 2).label("69007", level=2)
        '69*'
        """
        return cls(PrefixRule(lengths))

    @classmethod
    def dates(cls, *periods: str) -> Hierarchy:
        """Coarsen dates by "month", "quarter", "year", "decade", then to nothing.

        Examples
        --------
        >>> import datetime
        >>> Hierarchy.dates("year", "decade").label(datetime.date(1984, 5, 2), level=2)
        '1980s'
        """
        return cls(DateRule(periods))

    @classmethod
    def suggest(cls, values: pa.Array) -> Hierarchy | None:
        """Return a hierarchy that suits the type of the values, None for other texts.

        Numbers get intervals that cut their range in about eight, then in about two; dates get
        the year and the decade; codes of digits of one length, such as postcodes, lose their
        last digits down to two.
        """
        import pyarrow as pa
        import pyarrow.compute as pc

        kind = values.type
        if pa.types.is_date(kind):
            return cls.dates("year", "decade")
        if pa.types.is_string(kind) or pa.types.is_large_string(kind):
            return cls._suggest_prefix(values)
        if not (pa.types.is_integer(kind) or pa.types.is_floating(kind)) or not len(values):
            return None
        bounds = pc.min_max(values).as_py()
        span = float(bounds["max"]) - float(bounds["min"])
        if span <= 0:
            return None
        power = 10.0 ** math.floor(math.log10(span / SUGGESTED_CLASSES))
        width = next(n for n in (1, 2, 5, 10) if n * power * SUGGESTED_CLASSES >= span) * power
        if pa.types.is_integer(kind):
            width = max(1.0, width)
        return cls.intervals(width, width * 4)

    @classmethod
    def _suggest_prefix(cls, values: pa.Array) -> Hierarchy | None:
        import pyarrow.compute as pc

        lengths = pc.unique(pc.utf8_length(values)).to_pylist()
        shortest = SHORTEST_PREFIX
        if len(lengths) != 1 or lengths[0] <= shortest:
            return None
        # the Corsican departments 2A and 2B have a letter
        coded = pc.match_substring_regex(values, r"^[0-9][0-9AB][0-9]*$")
        return (
            cls.prefix(*range(lengths[0] - 1, shortest - 1, -1)) if pc.all(coded).as_py() else None
        )

    @property
    def height(self) -> int:
        """The coarsest level."""
        return self.rule.height

    def label(self, value: object, *, level: int) -> str:
        """Return the label of one value at a level from 1 to `height`."""
        self.check_level(level)
        if not self.rule.covers(value):
            raise HierarchyError(_uncovered(1, 1))
        return self.rule.label(value, level)

    def labels(self, values: pa.Array, *, level: int) -> pa.Array:
        """Return the labels of distinct values at a level.

        Parameters
        ----------
        values : Arrow array, shape (n,)
            Distinct values, none missing.
        level : int
            0 returns the values themselves; `height` is the coarsest.

        Raises
        ------
        HierarchyError
            Values that the hierarchy does not cover: their number, never the values.
        """
        import pyarrow as pa

        self.check_level(level)
        if level == 0:
            return values
        plain = values.to_pylist()
        missing = sum(not self.rule.covers(value) for value in plain)
        if missing:
            raise HierarchyError(_uncovered(missing, len(plain)))
        return pa.array([self.rule.label(value, level) for value in plain], type=pa.string())

    def check_level(self, level: int) -> int:
        """Return the level, or raise ParameterError with the allowed ones."""
        if isinstance(level, bool) or not isinstance(level, int) or not 0 <= level <= self.height:
            message = f"The level {level!r} is not a whole number from 0 to {self.height}."
            raise ParameterError(message)
        return level

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values that `from_dict` reads back."""
        return {"kind": self.rule.kind, **self.rule.to_dict()}

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Hierarchy:
        """Read what `to_dict` wrote, checking it again."""
        kind = plain["kind"]
        if kind == TableRule.kind:
            return cls.from_rows(plain["rows"])
        if kind == IntervalRule.kind:
            return cls.intervals(*plain["widths"], origin=plain["origin"])
        if kind == PrefixRule.kind:
            return cls.prefix(*plain["lengths"])
        if kind == DateRule.kind:
            return cls.dates(*plain["periods"])
        message = f"There is no hierarchy of kind '{kind}'. {did_you_mean(str(kind), KINDS)}"
        raise HierarchyError(message)

    def __repr__(self) -> str:
        return f"<Hierarchy: {self.rule.kind}, levels 0 to {self.height}>"


def _uncovered(missing: int, distinct: int) -> str:
    return (
        f"The hierarchy does not cover {missing} of the {distinct} distinct values. Add a line for "
        "each, or take a hierarchy made for this type of value."
    )
