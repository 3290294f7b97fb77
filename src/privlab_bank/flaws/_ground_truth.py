"""What was really planted, counted while it is written: the ground truth of a bank."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from privlab_bank.flaws._planting import GONE, mark_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from privlab_bank._table import Table
    from privlab_bank.flaws._flaw import Counted, Flaw, Part
    from privlab_bank.flaws._planting import Plant

__all__ = ["Tally", "as_json", "ground_truth", "plants_of"]


def plants_of(flaws: Iterable[Flaw], table: str) -> dict[str, Plant]:
    """Return what the flaws do to a table, by the name of the part."""
    return {
        name: part.plant for flaw in flaws for name, part in _parts(flaw) if part.table == table
    }


def _parts(flaw: Flaw) -> list[tuple[str, Part]]:
    return [(f"{flaw.name}.{number}", part) for number, part in enumerate(flaw.parts)]


class Tally:
    """Counts marked rows of one table, batch after batch, and takes the marks away."""

    def __init__(self, table: Table, flaws: Iterable[Flaw]) -> None:
        self._table = table
        self._parts = {
            name: part for flaw in flaws for name, part in _parts(flaw) if part.table == table.name
        }
        self._counts: Counter[tuple[str, int]] = Counter()
        self._alone: dict[tuple[str, int], Counter[str]] = {}
        self.rows = 0

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Count the marks of a batch; return its rows as they are to be written."""
        for name, part in self._parts.items():
            marked = batch.filter(batch[mark_of(name)])
            for number, figure in enumerate(part.counted):
                self._count((name, number), figure, marked)
        if self._parts:
            batch = batch.filter(pc.invert(batch[GONE])).select(self._table.schema.names)
            batch = pa.RecordBatch.from_arrays(batch.columns, schema=self._table.schema)
        self.rows += batch.num_rows
        return batch

    def _count(self, key: tuple[str, int], figure: Counted, marked: pa.RecordBatch) -> None:
        if figure.alone_in is not None:
            seen = self._alone.setdefault(key, Counter())
            seen.update(marked[figure.alone_in].to_pylist())
        elif figure.unit == "people":
            # a person's rows are never in two batches
            self._counts[key] += pc.count_distinct(marked[self._table.person]).as_py()
        elif figure.unit == "columns":
            self._counts[key] = max(self._counts[key], int(marked.num_rows > 0))
        else:
            self._counts[key] += marked.num_rows

    def figures(self) -> dict[str, list[dict[str, Any]]]:
        """Return the figures of each part: count, unit, table and what was counted."""
        return {
            name: [
                {
                    "count": self._of((name, number)),
                    "unit": figure.unit,
                    "table": part.table,
                    "what": figure.what,
                }
                for number, figure in enumerate(part.counted)
            ]
            for name, part in self._parts.items()
        }

    def _of(self, key: tuple[str, int]) -> int:
        if key in self._alone:
            return sum(times == 1 for times in self._alone[key].values())
        return self._counts[key]


def ground_truth(
    flaws: Iterable[Flaw], tallies: Collection[Tally], policy: Mapping[str, list[dict[str, Any]]]
) -> dict[str, dict[str, Any]]:
    """Return the figures of each flaw that entered a table or the policy file.

    Parameters
    ----------
    flaws : iterable of Flaw
    tallies : collection of Tally
        One a table written.
    policy : mapping of str to list of dict
        By flaw, what was counted in the policy file.

    Returns
    -------
    dict
        By flaw: count, unit, table and what, and others, a list of further figures.
    """
    counted = {name: figures for tally in tallies for name, figures in tally.figures().items()}
    truth = {}
    for flaw in flaws:
        figures = [one for name, _ in _parts(flaw) for one in counted.get(name, [])]
        figures += policy.get(flaw.name, [])
        if figures:
            truth[flaw.name] = {**figures[0], "promise": flaw.promise, "others": figures[1:]}
    return truth


def as_json(truth: Mapping[str, Any]) -> str:
    """Return the ground truth as the text of a file."""
    return json.dumps(truth, ensure_ascii=False, indent=2) + "\n"
