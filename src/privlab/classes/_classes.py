"""Equivalence classes, rolled up as codes."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from privlab.classes._grouping import group_words, is_dense, match_words, recode
from privlab.errors import ColumnError, ParameterError, did_you_mean
from privlab.tables import fetch, small_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import ibis.expr.types as ir
    import pandas as pd
    import pyarrow as pa
    from numpy.typing import NDArray

    from privlab.tables import Dataset

__all__ = ["EquivalenceClasses", "Membership", "column_of"]

# below it a roll-up counts distinct people here, which costs less than asking the engine again
FEW_RECORDS = 2_000_000


@dataclass(frozen=True, repr=False, eq=False)
class Membership:
    """Pairs (class, person), each once, ordered by person.

    Attributes
    ----------
    classes, people : arrays of int64, shape (n_pairs,)
        The class, and the number of the person from 0.
    keys : Arrow array, shape (n_people,)
        The person key that each number stands for.
    """

    classes: NDArray[np.int64]
    people: NDArray[np.int64]
    keys: pa.Array


@dataclass(frozen=True, repr=False, eq=False)
class EquivalenceClasses:
    """Distinct combinations of codes with their counts of records and of people.

    Attributes
    ----------
    columns : tuple of str
    code_sizes : tuple of int
        Number of codes of each column; the last code is the missing value.
    n_records_in, n_people_in : arrays of int64, shape (n_classes,)
        Records and distinct people of each class; the same array when each person has one row
        or when records are counted. People are never summed over classes.
    place_of_finer : array of int64 or None
        For rolled-up classes, the class that each kept class of the finer table went into.
    keyed_rows : callable
        Returns the rows as keys and persons, an Ibis table; asked for only where it is needed.
    pairs : Membership or None
        Who is in which class, where a roll-up has counted it on the way.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"sex": list("FFMM"), "town": list("AABA")})
    >>> classes = privlab.equivalence_classes(frame, quasi_identifiers=["sex", "town"])
    >>> classes.n_classes, classes.roll_up(["sex"]).k
    (3, 2)
    """

    data: Dataset
    columns: tuple[str, ...]
    code_sizes: tuple[int, ...]
    places: tuple[tuple[int, int], ...]
    words: tuple[NDArray[np.int64], ...]
    n_records_in: NDArray[np.int64]
    n_people_in: NDArray[np.int64]
    keyed_rows: Callable[[], ir.Table]
    place_of_finer: NDArray[np.int64] | None = None
    pairs: Membership | None = None

    @property
    def n_classes(self) -> int:
        """Number of classes."""
        return len(self.n_records_in)

    @functools.cached_property
    def n_records(self) -> int:
        """Number of records."""
        return int(self.n_records_in.sum())

    @property
    def n_people(self) -> int | None:
        """Number of people; None when no person key is declared."""
        return None if self.data.unit == "records" else self.data.n_units

    @property
    def n_units(self) -> int:
        """Number of people when a person key is declared, else of records."""
        return self.n_records if self.data.unit == "records" else self.data.n_units

    @property
    def sizes(self) -> NDArray[np.int64]:
        """Size of each class in people (records without a person key), shape (n_classes,)."""
        return self.n_people_in

    @functools.cached_property
    def k(self) -> int:
        """Size of the smallest class."""
        return int(self.sizes.min())

    def codes(self, column: str) -> NDArray[np.int64]:
        """Return the code of each class in a column, shape (n_classes,).

        Parameters
        ----------
        column : str
            One of `columns`.

        Returns
        -------
        array of int64, shape (n_classes,)
            From 0; the last code of the column is the missing value.

        Raises
        ------
        ColumnError
            A column that the classes do not have.

        Examples
        --------
        >>> import pandas as pd, privlab
        >>> frame = pd.DataFrame({"sex": list("FFM")})
        >>> privlab.equivalence_classes(frame, quasi_identifiers=["sex"]).codes("sex").tolist()
        [0, 1]
        """
        place = self._place(column)
        word, stride = self.places[place]
        return self.words[word] // stride % self.code_sizes[place]

    def missing(self, column: str) -> int:
        """Return the code of the missing value of a column.

        Parameters
        ----------
        column : str
            One of `columns`.

        Returns
        -------
        int

        Raises
        ------
        ColumnError
            A column that the classes do not have.
        """
        return self.code_sizes[self._place(column)] - 1

    def _place(self, column: str) -> int:
        if column not in self.columns:
            message = (
                f"These classes have no column '{column}'. {did_you_mean(column, self.columns)}"
            )
            raise ColumnError(message)
        return self.columns.index(column)

    @functools.cached_property
    def keyed(self) -> ir.Table:
        """The rows as keys and persons, where they are."""
        return self.keyed_rows()

    @property
    def table(self) -> pd.DataFrame:
        """Codes and counts as a pandas frame, one row a class, ordered by the codes."""
        import pandas as pd

        frame = pd.DataFrame({column: self.codes(column) for column in self.columns})
        frame["n_records"] = self.n_records_in
        if self.data.unit == "people":
            frame["n_people"] = self.n_people_in
        return frame.sort_values(list(self.columns), ignore_index=True)

    @functools.cached_property
    def units_by_smallest_class(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """For people with several rows: sizes of smallest classes, how many people have each."""
        words = list(self.data_words)
        counted = self.keyed.group_by(words).aggregate(size=lambda t: t["person"].nunique())
        smallest = (
            self.keyed.select(*words, "person")
            .distinct()
            .inner_join(counted, words)
            .group_by("person")
            .aggregate(smallest=lambda t: t["size"].min())
            .group_by("smallest")
            .aggregate(people=lambda t: t.count())
            .order_by("smallest")
        )
        answer = fetch(smallest, self.data.connection)
        return column_of(answer, "smallest"), column_of(answer, "people")

    @functools.cached_property
    def k_of_whole_people(self) -> int:
        """Smallest number of people who share their whole set of rows, not only one of them."""
        if self.data.one_row_per_person:
            return self.k
        words = list(self.data_words)
        rows = self.keyed.select(*words, "person").distinct()
        text = rows[words[0]].cast("string")
        for word in words[1:]:
            text = text + "," + rows[word].cast("string")
        rows = rows.mutate(row=text)
        whole = (
            rows.group_by("person")
            .aggregate(rows=lambda t: t["row"].collect())
            .mutate(rows=lambda t: t["rows"].sort())
            .group_by("rows")
            .aggregate(people=lambda t: t.count())
        )
        answer = fetch(whole.aggregate(k=whole["people"].min()), self.data.connection)
        return int(answer.column("k")[0].as_py())

    @property
    def data_words(self) -> tuple[str, ...]:
        """Names of the key columns of `keyed`."""
        return tuple(f"w{place}" for place in range(len(self.words)))

    def roll_up(
        self,
        columns: Iterable[str] | None = None,
        *,
        recoded: Mapping[str, NDArray[np.int64]] | None = None,
        held: Iterable[str] = (),
    ) -> EquivalenceClasses:
        """Return the coarser classes of fewer columns or coarser codes.

        Records add up; distinct people are counted again when a person has several rows: here
        for two million records, on the engine beyond.

        Parameters
        ----------
        columns : list of str, optional
            Columns to keep; all by default. None may be kept: then everybody is one class.
        recoded : mapping of column to array of int64, shape (size of the column,), optional
            New code of each old code; the last one is the missing value and stays last.
        held : list of str
            Keep only rows that hold a value in these columns.

        Returns
        -------
        EquivalenceClasses

        Raises
        ------
        ColumnError
            A column that the classes do not have.

        Examples
        --------
        >>> import pandas as pd, privlab
        >>> frame = pd.DataFrame({"sex": list("FFMM"), "town": list("AABA")})
        >>> classes = privlab.equivalence_classes(frame, quasi_identifiers=["sex", "town"])
        >>> classes.roll_up(["sex"]).n_records_in.tolist()
        [2, 2]
        """
        kept = self.columns if columns is None else tuple(columns)
        maps = dict(recoded or {})
        sizes, codes = [], []
        for column in kept:
            old = self.codes(column)
            mapping = maps.get(column)
            sizes.append(
                self.code_sizes[self.columns.index(column)]
                if mapping is None
                else int(mapping[-1]) + 1
            )
            codes.append(old if mapping is None else mapping[old])
        whole = np.ones(self.n_classes, dtype=bool)
        for column in held:
            whole &= self.codes(column) != self.missing(column)
        codes = [column[whole] for column in codes]
        words, places = (
            recode(codes, sizes) if kept else ((np.zeros(int(whole.sum()), np.int64),), ())
        )
        first, group = group_words(words)
        n_records = np.bincount(group, weights=self.n_records_in[whole], minlength=len(first))
        records = n_records.astype(np.int64)
        grouped = tuple(word[first] for word in words)
        made = EquivalenceClasses(
            data=self.data,
            columns=kept,
            code_sizes=tuple(sizes),
            places=places,
            words=grouped,
            n_records_in=records,
            n_people_in=records,
            keyed_rows=self.keyed_rows,
            place_of_finer=group,
        )
        if self.data.one_row_per_person:
            return made
        told = replace(made, keyed_rows=lambda: made._rolled_rows(self, kept, maps, tuple(held)))
        if self.n_records <= FEW_RECORDS:
            into = np.full(self.n_classes, -1, dtype=np.int64)
            into[whole] = group
            return _with_people(told, self.membership, into)
        return _with_people_of_the_engine(told)

    def _rolled_rows(
        self,
        finer: EquivalenceClasses,
        kept: Sequence[str],
        maps: Mapping[str, NDArray[np.int64]],
        held: Sequence[str],
    ) -> ir.Table:
        import ibis

        rows = finer.keyed
        for column in held:
            rows = rows.filter(_code(rows, finer, column) != finer.missing(column))
        codes = {f"c{place}": _code(rows, finer, column) for place, column in enumerate(kept)}
        rows = rows.select(**codes, person=rows["person"])
        for place, column in enumerate(kept):
            if column in maps:
                old, new = f"old{place}", f"new{place}"
                mapping = small_table({old: np.arange(len(maps[column])), new: maps[column]})
                rows = rows.inner_join(mapping, rows[f"c{place}"] == mapping[old])
        words = {name: ibis.literal(0, type="int64") for name in self.data_words}
        for place, (column, (word, stride)) in enumerate(zip(kept, self.places, strict=True)):
            name = f"new{place}" if column in maps else f"c{place}"
            words[f"w{word}"] = words[f"w{word}"] + rows[name].cast("int64") * stride
        return rows.select(**words, person=rows["person"]).view()

    @functools.cached_property
    def membership(self) -> Membership:
        """Which people are in which classes; for measures that need a person's rows together."""
        if self.pairs is not None:
            return self.pairs
        names = self.data_words
        rows = fetch(self.keyed.select(*names, "person").distinct(), self.data.connection)
        classes = match_words(tuple(column_of(rows, name) for name in names), self.words)
        people = rows.column("person").combine_chunks().dictionary_encode()
        numbers = people.indices.to_numpy()
        order = np.argsort(numbers, kind="stable")
        return Membership(classes[order], numbers[order].astype(np.int64), people.dictionary)

    def of_rows(self) -> NDArray[np.int64]:
        """Return the class of each row in input order, shape (n_rows,); sources in memory only.

        Returns
        -------
        array of int64, shape (n_rows,)

        Raises
        ------
        ParameterError
            The rows are on an engine, which keeps no order of them.

        Examples
        --------
        >>> import pandas as pd, privlab
        >>> classes = privlab.equivalence_classes(
        ...     pd.DataFrame({"sex": list("FMF")}), quasi_identifiers=["sex"]
        ... )
        >>> classes.sizes[classes.of_rows()].tolist()
        [2, 1, 2]
        """
        keys = self.data.keys(self.columns)
        if keys.rows is None:
            message = (
                "Rows of an engine source have no order. Use the table keyed by person instead."
            )
            raise ParameterError(message)
        rows = keys.rows
        size = math.prod(self.code_sizes)
        if len(self.words) == 1 and is_dense(size, len(rows[0])):
            place = np.empty(size, dtype=np.int64)
            place[self.words[0]] = np.arange(self.n_classes)
            return place[rows[0]]
        return match_words(rows, self.words)

    def __repr__(self) -> str:
        return (
            f"<EquivalenceClasses: {self.n_classes} classes of {self.n_units} {self.data.unit} "
            f"on {len(self.columns)} columns>"
        )


def _with_people(
    classes: EquivalenceClasses, finer: Membership, into: NDArray[np.int64]
) -> EquivalenceClasses:
    """Return rolled-up classes with their distinct people, counted from those of finer ones.

    `into` is the class that each finer one went into, -1 for none.
    """
    place = into[finer.classes]
    inside = place >= 0
    n = max(1, classes.n_classes)
    people, of_class = np.divmod(np.unique(finer.people[inside] * n + place[inside]), n)
    keys = finer.keys
    present, numbers = np.unique(people, return_inverse=True)
    if len(present) < len(keys):
        people, keys = numbers, keys.take(present)
    counts = np.bincount(of_class, minlength=classes.n_classes)
    return replace(classes, n_people_in=counts, pairs=Membership(of_class, people, keys))


def _with_people_of_the_engine(classes: EquivalenceClasses) -> EquivalenceClasses:
    """Return rolled-up classes with their distinct people, counted where the rows are."""
    names = list(classes.data_words)
    counted = classes.keyed.group_by(names).aggregate(people=lambda t: t["person"].nunique())
    answer = fetch(counted, classes.data.connection)
    own = match_words(classes.words, tuple(column_of(answer, name) for name in names))
    return replace(classes, n_people_in=column_of(answer, "people")[own])


def _code(rows: ir.Table, classes: EquivalenceClasses, column: str) -> ir.IntegerColumn:
    place = classes.columns.index(column)
    word, stride = classes.places[place]
    size = classes.code_sizes[place]
    # x - x // y * y and x // y are the same on every engine for x >= 0; % is not
    quotient = (rows[f"w{word}"] // stride).cast("int64")
    return quotient - (quotient // size).cast("int64") * size


def column_of(answer: pa.Table, name: str) -> NDArray[np.int64]:
    """Return a column of an engine's answer as whole numbers."""
    return np.asarray(answer.column(name), dtype=np.int64)
