"""A hierarchy: the labels of each value at each level of coarseness."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privlab._checks import whole
from privlab.errors import HierarchyError, ParameterError
from privlab.hierarchies._kept import read_rule
from privlab.hierarchies._reading import group_lines, mapping_lines, read_lines, run_lines
from privlab.hierarchies._suggesting import checked_counts, suggested_rule
from privlab.hierarchies._tree import Tree, grown
from privlab.hierarchies._values import one_value, plain_array
from privlab.hierarchies._words import level_message
from privlab.hierarchies.rules._dates import DateRule
from privlab.hierarchies.rules._french_places import FrenchPlacesRule
from privlab.hierarchies.rules._numbers import BoundsRule, IntervalRule
from privlab.hierarchies.rules._table import TableRule
from privlab.hierarchies.rules._texts import PrefixRule, RedactionRule, SuppressionRule

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import numpy as np
    import pyarrow as pa
    from numpy.typing import ArrayLike, NDArray

    from privlab.hierarchies.rules._rule import Rule
    from privlab.language import Message

__all__ = ["Hierarchy"]

OURS = "The hierarchy"


@dataclass(frozen=True, repr=False)
class Hierarchy:
    """Labels of values at each level: 0 is the value itself, `height` the coarsest.

    A hierarchy is monotone: values with one label at a level have one label at every higher
    level. One that is declared (`from_csv`, `from_mapping`, `groups` ...) lists a public domain
    and stays whole, values that nobody has included; one that is learned from data (`suggest`)
    lists no value that fewer than k people carry.

    Parameters
    ----------
    rule : Rule
        What gives a value its label at each level; the methods below make it.

    Examples
    --------
    >>> Hierarchy.intervals(5, 10).label(37, level=1)
    '[35, 40)'
    """

    rule: Rule

    @classmethod
    def from_csv(
        cls, path: str | Path, *, sep: str = ";", encoding: str | None = None
    ) -> Hierarchy:
        """Read a hierarchy in the format of ARX: no header, the value, then its labels.

        Parameters
        ----------
        path : path
        sep : str
            What stands between a value and its labels.
        encoding : {"utf-8", "windows-1252", "latin-1"}, optional
            By default UTF-8, and Windows-1252 where it is not.

        Returns
        -------
        Hierarchy

        Raises
        ------
        ParameterError
            Another encoding, or a separator that is not one sign.
        HierarchyError
            A file that is missing, ragged, doubled, not monotone, in another encoding or with
            another separator; the line is named.

        Examples
        --------
        >>> import pathlib, tempfile
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "places.csv"
        >>> _ = path.write_text("Lyon;Rhône;France", encoding="utf-8")
        >>> Hierarchy.from_csv(path).label("Lyon", level=1)
        'Rhône'
        """
        path = Path(path)
        rows, lines = read_lines(path, sep, encoding)
        return cls(TableRule.read(rows, f"'{path.name}'", lines=lines))

    @classmethod
    def from_rows(cls, rows: Sequence[Sequence[str]]) -> Hierarchy:
        """Make a hierarchy from rows of texts: the value, then its label at each level.

        Parameters
        ----------
        rows : sequence of sequence of str, all of one length from 2
            One row a value.

        Returns
        -------
        Hierarchy

        Raises
        ------
        HierarchyError
            Rows of different lengths, a value twice, or levels that do not coarsen.

        Examples
        --------
        >>> Hierarchy.from_rows([("Lyon", "Rhône"), ("Bron", "Rhône")]).label("Bron", level=1)
        'Rhône'
        """
        return cls(TableRule.read(rows, OURS))

    @classmethod
    def from_mapping(cls, mapping: Mapping[Any, Any]) -> Hierarchy:
        """Make a hierarchy from the labels of each value, or from the parent of each.

        Parameters
        ----------
        mapping : {value: [label, coarser label, ...]} or {value: parent}
            Parents may have parents of their own.

        Returns
        -------
        Hierarchy

        Raises
        ------
        ParameterError
            No mapping, an empty one, or one that mixes labels and parents.
        HierarchyError
            Parents in a circle, lists of different lengths, levels that do not coarsen.

        Examples
        --------
        >>> places = {"Lyon": "Rhône", "Bron": "Rhône", "Rhône": "France"}
        >>> Hierarchy.from_mapping(places).label("Bron", level=2)
        'France'
        """
        return cls(TableRule.read(mapping_lines(mapping), OURS))

    @classmethod
    def groups(
        cls, groups: Mapping[str, Any] | Sequence[Any], *, sizes: Sequence[int] | None = None
    ) -> Hierarchy:
        """Put values in named groups, or values in order in runs of growing size; then "*".

        Parameters
        ----------
        groups : {label: [values]}, nested for several levels, or a list of values in order
        sizes : sequence of int, for a list only
            Values in a group at levels 1, 2, ...; each a whole multiple of the one before.

        Returns
        -------
        Hierarchy

        Raises
        ------
        ParameterError
            No values, `sizes` with named groups, sizes that are not whole numbers above 1, or a
            value twice in a list.
        HierarchyError
            A value in two groups, a group within itself, or a size that is no whole multiple of the
            one before.

        Examples
        --------
        >>> Hierarchy.groups({"school": ["1st", "2nd"], "degree": ["BSc"]}).label("1st", level=1)
        'school'
        >>> Hierarchy.groups(["1st", "2nd", "3rd", "4th"], sizes=(2,)).label("3rd", level=1)
        '3rd .. 4th'
        """
        if sizes is not None:
            if hasattr(groups, "items") or isinstance(groups, str):
                message = "sizes= goes with a list of values in order, not with named groups."
                raise ParameterError(message)
            return cls(TableRule.read(run_lines(groups, sizes), OURS))
        return cls(TableRule.read(group_lines(groups), OURS))  # type: ignore[arg-type]

    @classmethod
    def intervals(cls, *widths: float, origin: float = 0.0) -> Hierarchy:
        """Make intervals of growing width for numbers, then everything.

        Parameters
        ----------
        *widths : float
            Width at levels 1, 2, ...; each a whole multiple of the one before.
        origin : float
            A bound of every interval.

        Returns
        -------
        Hierarchy

        Raises
        ------
        ParameterError
            No width, one that is not above 0, or an origin that is no number or too far from 0.
        HierarchyError
            A width that is no whole multiple of the one before.

        Examples
        --------
        >>> Hierarchy.intervals(0.1, 1).label(0.3, level=1)
        '[0.3, 0.4)'
        """
        return cls(IntervalRule(widths, origin))

    @classmethod
    def bounds(cls, *bounds: Sequence[float]) -> Hierarchy:
        """Make intervals between chosen bounds for numbers, fewer at each level, then everything.

        Parameters
        ----------
        *bounds : sequence of float
            Growing bounds at levels 1, 2, ...; each level keeps some of those before.

        Returns
        -------
        Hierarchy

        Raises
        ------
        ParameterError
            No bounds, or bounds that do not grow.
        HierarchyError
            A level that has a bound which the one before has not.

        Examples
        --------
        >>> incomes = Hierarchy.bounds([1000, 2000, 5000], [2000])
        >>> incomes.label(1500, level=1), incomes.label(1500, level=2)
        ('[1000, 2000)', '< 2000')
        """
        return cls(BoundsRule(tuple(tuple(own) for own in bounds)))

    @classmethod
    def prefix(cls, *lengths: int, width: int = 0) -> Hierarchy:
        """Cut codes to their first characters, for instance postcodes, then to nothing.

        Parameters
        ----------
        *lengths : int
            Characters kept at levels 1, 2, ...: fewer at each.
        width : int
            Digits of a code that is stored as a whole number: zeros that it lost at the left are
            put back, as in 01000 stored as 1000. 0 when none can be lost.

        Returns
        -------
        Hierarchy

        Raises
        ------
        ParameterError
            Lengths that are no whole numbers or do not decrease.

        Examples
        --------
        >>> Hierarchy.prefix(3, 2).label("69007", level=2)
        '69*'
        """
        return cls(PrefixRule(lengths, width))

    @classmethod
    def redaction(cls, *masked: int, side: str = "right") -> Hierarchy:
        """Mask characters of texts, more at each level, then hide all.

        Parameters
        ----------
        *masked : int
            Characters masked at levels 1, 2, ...
        side : {"right", "left"}

        Returns
        -------
        Hierarchy

        Raises
        ------
        ParameterError
            Another side, or numbers that are not whole or do not grow.

        Examples
        --------
        >>> Hierarchy.redaction(2, 3).label("69007", level=1)
        '690**'
        """
        return cls(RedactionRule(masked, side))

    @classmethod
    def dates(cls, *periods: str) -> Hierarchy:
        """Coarsen dates and moments by "day", "month", "quarter", "year", "decade", then nothing.

        Parameters
        ----------
        *periods : {"day", "month", "quarter", "year", "decade"}
            What is kept at levels 1, 2, ...: coarser at each.

        Returns
        -------
        Hierarchy

        Raises
        ------
        ParameterError
            A period that is not known, or periods that do not go from short to long.

        Examples
        --------
        >>> import datetime
        >>> Hierarchy.dates("year", "decade").label(datetime.date(1984, 5, 2), level=2)
        '1980s'
        """
        return cls(DateRule(periods))

    @classmethod
    def french_places(cls, unit: str = "commune") -> Hierarchy:
        """Coarsen the codes of French communes to department, region, then to nothing.

        Parameters
        ----------
        unit : {"commune", "departement"}
            What the codes are: 69123 or 69, 2A004 or 2A, 97411 or 974.

        Returns
        -------
        Hierarchy

        Raises
        ------
        ParameterError
            Another unit.

        Notes
        -----
        INSEE, Code officiel géographique, Licence Ouverte 2.0. Postcodes are other codes, which
        cross departments.

        Examples
        --------
        >>> Hierarchy.french_places().label("2A004", level=1)
        'Corse-du-Sud'
        """
        return cls(FrenchPlacesRule(unit))

    @classmethod
    def suppression(cls) -> Hierarchy:
        """Keep any value as it is, or hide it.

        Returns
        -------
        Hierarchy

        Examples
        --------
        >>> Hierarchy.suppression().label("anything", level=1)
        '*'
        """
        return cls(SuppressionRule())

    @classmethod
    def suggest(
        cls,
        values: pa.Array,
        counts: ArrayLike | None = None,
        *,
        k: int = 5,
        codes: bool = False,
    ) -> Hierarchy | None:
        """Return a hierarchy that suits the type of the values.

        Parameters
        ----------
        values : Arrow array, shape (n_values,)
            Distinct values.
        counts : array of int, shape (n_values,), or None
            People who carry each value; one each when None.
        k : int
            Fewer people than this carry no value or interval by themselves in the suggestion.
        codes : bool
            Whether whole numbers are codes, such as postcodes, whose first digits say most.

        Returns
        -------
        Hierarchy or None
            Numbers get intervals that cut their range in about eight, then in about two; numbers
            of which most lie close together, such as incomes, get rounded quantiles; dates get
            the year and the decade, or month, quarter and year within three years; codes of
            digits of one length, such as postcodes, lose their last digits down to two. Texts
            that write dates from the year on, or numbers, are coarsened as these; spans such as
            "18-24" join with their neighbours. At most 20 other texts with counts keep the more
            frequent half by name and join the others under "*"; all other values can only be
            hidden. None where there is nothing to coarsen.

        Notes
        -----
        What is learned from data is kept in the recipe: no text that fewer than k people carry is
        listed, and "*" stands for them all, values that come later included.

        Examples
        --------
        >>> import pyarrow as pa
        >>> Hierarchy.suggest(pa.array(["69001", "69002", "75011"])).label("69001", level=1)
        '6900*'
        """
        plain = plain_array(values)
        rule = suggested_rule(plain, checked_counts(plain, counts, k), k, codes=codes)
        return None if rule is None else cls(rule)

    @property
    def height(self) -> int:
        """The coarsest level."""
        return self.rule.height

    def label(self, value: object, *, level: int) -> str:
        """Return the label of one value at a level from 1 to `height`.

        Parameters
        ----------
        value : object
            One that the hierarchy covers.
        level : int
            0 to `height`.

        Returns
        -------
        str

        Raises
        ------
        HierarchyError
            A value that the hierarchy does not cover.
        ParameterError
            A level that it does not have.

        Examples
        --------
        >>> Hierarchy.intervals(10).label(37, level=1)
        '[30, 40)'
        """
        return str(self.labels(one_value(value), level=level)[0].as_py())

    def labels(self, values: pa.Array, *, level: int) -> pa.Array:
        """Return the labels of distinct values at a level.

        Parameters
        ----------
        values : Arrow array, shape (n,)
            Distinct values, none missing.
        level : int
            0 returns the values themselves; `height` is the coarsest.

        Returns
        -------
        Arrow array, shape (n,)

        Raises
        ------
        HierarchyError
            Values that the hierarchy does not cover: their number, never the values.
        ParameterError
            A level that it does not have.

        Examples
        --------
        >>> import pyarrow as pa
        >>> Hierarchy.intervals(10).labels(pa.array([37, 52]), level=1).to_pylist()
        ['[30, 40)', '[50, 60)']
        """
        import pyarrow as pa

        self.check_level(level)
        if level == 0:
            return values
        codes, labels = self.rule.encode(self._covered(values), level)
        return labels.take(pa.array(codes))

    def codes(self, values: pa.Array) -> tuple[tuple[NDArray[np.int64], ...], tuple[pa.Array, ...]]:
        """Return distinct values as codes of their labels, at every level.

        Parameters
        ----------
        values : Arrow array, shape (n_values,)
            Distinct values, none missing.

        Returns
        -------
        codes : tuple of arrays of int64, shape (n_values,), one for each level 0 to `height`
            Level 0 is the value itself: 0, 1, ... n_values - 1.
        labels : tuple of Arrow arrays, one for each level
            The label of each code; every label of a level occurs. At level 0 the values.

        Raises
        ------
        HierarchyError
            Values that the hierarchy does not cover: their number, never the values.

        Examples
        --------
        >>> import pyarrow as pa
        >>> codes, labels = Hierarchy.prefix(2).codes(pa.array(["69007", "75011", "69100"]))
        >>> codes[1].tolist(), labels[1].to_pylist()
        ([0, 1, 0], ['69*', '75*'])
        """
        import numpy as np

        plain = self._covered(values)
        levels = [self.rule.encode(plain, level) for level in range(1, self.height + 1)]
        codes = (np.arange(len(plain), dtype=np.int64), *(own for own, _ in levels))
        return codes, (plain, *(labels for _, labels in levels))

    def domain_size(self, values: pa.Array) -> int:
        """Return how many values the hierarchy speaks of.

        The lines of a table, in the data or not; for rules that list nothing, such as intervals,
        the distinct values given.

        Parameters
        ----------
        values : Arrow array, shape (n,)
            Distinct values, none missing.

        Returns
        -------
        int

        Raises
        ------
        HierarchyError
            Values that the hierarchy does not cover.

        Examples
        --------
        >>> import pyarrow as pa
        >>> Hierarchy.groups({"old": [8, 9], "young": [1, 2]}).domain_size(pa.array([8]))
        4
        """
        return self.rule.domain_size(self._covered(values))

    def domain_shares(self, values: pa.Array) -> NDArray[np.float64]:
        """Return the share of the domain that has the same label as each value, at every level.

        Parameters
        ----------
        values : Arrow array, shape (n_values,)
            Distinct values, none missing.

        Returns
        -------
        array of float, shape (n_values, height + 1), 0 < share <= 1
            1 / `domain_size` at level 0; never smaller at a higher level.

        Raises
        ------
        HierarchyError
            Values that the hierarchy does not cover: their number, never the values.

        Examples
        --------
        >>> import pyarrow as pa
        >>> towns = Hierarchy.from_rows([["Lyon", "Rhône"], ["Bron", "Rhône"], ["Alès", "Gard"]])
        >>> towns.domain_shares(pa.array(["Lyon"])).round(2).tolist()
        [[0.33, 0.67]]
        """
        import numpy as np

        plain = self._covered(values)
        counts = [np.ones(len(plain), dtype=np.int64)]
        counts += [self.rule.domain_counts(plain, level) for level in range(1, self.height + 1)]
        return np.column_stack(counts) / max(self.rule.domain_size(plain), 1)

    def covers(self, values: pa.Array) -> NDArray[np.bool_]:
        """Return which values have labels, shape (n_values,).

        Parameters
        ----------
        values : Arrow array, shape (n_values,)
            Distinct values, none missing.

        Returns
        -------
        array of bool, shape (n_values,)

        Examples
        --------
        >>> import pyarrow as pa
        >>> Hierarchy.groups({"warm": ["red"]}).covers(pa.array(["red", "blue"])).tolist()
        [True, False]
        """
        return self.rule.covers(plain_array(values))

    def _covered(self, values: pa.Array) -> pa.Array:
        """Return the values in a plain form, or refuse those without labels."""
        plain = plain_array(values)
        missing = int((~self.rule.covers(plain)).sum())
        if missing:
            message = (
                f"The hierarchy does not cover {missing} of the {len(plain)} distinct values. "
                f"{self.rule.remedy}"
            )
            raise HierarchyError(message)
        return plain

    def check_level(self, level: int) -> int:
        """Return the level, or raise ParameterError with the allowed ones.

        Parameters
        ----------
        level : int
            0 to `height`.

        Returns
        -------
        int

        Raises
        ------
        ParameterError
            Another level.

        Examples
        --------
        >>> Hierarchy.intervals(10).check_level(1)
        1
        """
        return whole("level", level, most=self.height)

    def describe(self, level: int) -> Message:
        """Return in words what is left of a value at a level.

        Parameters
        ----------
        level : int
            0 to `height`.

        Returns
        -------
        Message

        Raises
        ------
        ParameterError
            A level that the hierarchy does not have.

        Examples
        --------
        >>> Hierarchy.dates("year", "decade").describe(2).text("en")
        'the decade'
        """
        return level_message(self.rule, self.check_level(level))

    def tree(self, values: pa.Array, *, most: int = 40) -> Tree:
        """Return the labels of distinct values as a tree, the coarsest first.

        Parameters
        ----------
        values : Arrow array, shape (n_values,)
            Distinct values; they are counted, never shown.
        most : int
            Labels shown at most.

        Returns
        -------
        Tree

        Raises
        ------
        HierarchyError
            Values that the hierarchy does not cover.
        ParameterError
            `most` is no whole number from 1.

        Examples
        --------
        >>> import pyarrow as pa
        >>> tree = Hierarchy.prefix(2, 1).tree(pa.array(["690", "691", "750"]))
        >>> type(tree).__name__
        'Tree'
        """
        return grown(*self.codes(values), whole("most", most, least=1, of="labels"))

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values that `from_dict` reads back.

        Returns
        -------
        dict
            Key kind, and what that kind needs.

        Examples
        --------
        >>> Hierarchy.prefix(3, 2).to_dict()
        {'kind': 'prefix', 'lengths': [3, 2]}
        """
        return {"kind": self.rule.kind, **self.rule.to_dict()}

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Hierarchy:
        """Read what `to_dict` wrote, checking it again.

        Parameters
        ----------
        plain : mapping
            What `to_dict` returned.

        Returns
        -------
        Hierarchy

        Raises
        ------
        HierarchyError
            A kind that is not known, or levels that do not coarsen.
        ParameterError
            What the kind needs is not allowed.

        Examples
        --------
        >>> Hierarchy.from_dict({"kind": "prefix", "lengths": [3, 2]}).height
        3
        """
        return cls(read_rule(plain))

    def __repr__(self) -> str:
        return f"<Hierarchy: {self.rule.kind}, levels 0 to {self.height}>"
