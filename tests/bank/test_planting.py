"""How flaws enter a table: rows changed, added and taken out, with marks that are counted."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from privlab_bank._table import Rows, Table, schema_of, stream
from privlab_bank.flaws._flaw import Counted, Flaw, Part
from privlab_bank.flaws._ground_truth import Tally, ground_truth, plants_of
from privlab_bank.flaws._planting import GONE, Added, Changed, Removed, mark_of, planted

SCHEMA = schema_of("visits", {"who": pa.string(), "date": pa.date32(), "place": pa.string()})


def rows(_seed, block):
    """Three people: a on days 10 and 30, b on day 20, c on day 40; the first block alone."""
    if block:
        return Rows(SCHEMA.empty_table().to_batches()[0], np.array([], dtype=np.int64))
    days = pa.array([10, 30, 20, 40], pa.int32())
    columns = [pa.array(list("aabc")), days, pa.array(["bank"] * 4)]
    arrays = [column.cast(field.type) for column, field in zip(columns, SCHEMA, strict=True)]
    return Rows(pa.RecordBatch.from_arrays(arrays, schema=SCHEMA), np.array([0, 0, 1, 2]))


class Visits(Table):
    """A table that is not of the bank, and so not in its policy file."""

    person = "who"


VISITS = Visits("visits", SCHEMA, rows)


def moved(_clean, _seed, _block):
    return Changed(np.array([False, True, True, False]), {"place": pa.array(["home"] * 4)})


def forgotten(clean, _seed, _block):
    return Removed(np.array(clean.batch["who"].to_pylist()) == "c")


def intruding(_clean, _seed, _block):
    when = pa.array([15, 25], pa.int32()).cast(pa.date32())
    columns = {"who": pa.array(["b", "a"]), "date": when, "place": pa.array(["sea"] * 2)}
    return Added(columns, np.array([1, 0]))


def flaw(name, plant, *units):
    counted = tuple(Counted(unit, f"{unit} of {name}.") for unit in units)
    return Flaw(name, "Nothing happens.", (Part("visits", plant, counted),))


MOVED = flaw("moved", moved, "rows", "people")
FORGOTTEN = flaw("forgotten", forgotten, "people")
INTRUDING = flaw("intruding", intruding, "rows")


def written(flaws, people=3):
    tally = Tally(VISITS, flaws)
    table = planted(VISITS, plants_of(flaws, "visits"))
    batch = pa.Table.from_batches(stream(table, people, 0, 10_000, tally))
    return batch.to_pylist(), tally


def told(flaws, tally):
    return {name: one["count"] for name, one in ground_truth(flaws, [tally], {}).items()}


def test_without_a_flaw_a_table_is_left_as_it_is():
    assert planted(VISITS, {}) is VISITS


def test_changed_rows_keep_their_place_and_their_other_values():
    values, tally = written([MOVED])
    assert [row["place"] for row in values] == ["bank", "home", "home", "bank"]
    assert [row["who"] for row in values] == list("aabc")
    truth = ground_truth([MOVED], [tally], {})["moved"]
    assert (truth["count"], truth["unit"], truth["table"]) == (2, "rows", "visits")
    assert [(one["count"], one["unit"]) for one in truth["others"]] == [(2, "people")]


def test_rows_that_are_taken_out_are_counted_and_not_written():
    values, tally = written([FORGOTTEN])
    assert [row["who"] for row in values] == list("aab")
    assert told([FORGOTTEN], tally) == {"forgotten": 1}
    assert tally.rows == 3


def test_rows_that_come_in_take_their_place_among_people_and_in_time():
    values, tally = written([INTRUDING])
    assert [(row["who"], row["date"].toordinal() - 719_163) for row in values] == [
        ("a", 10),
        ("a", 25),
        ("a", 30),
        ("b", 15),
        ("b", 20),
        ("c", 40),
    ]
    assert told([INTRUDING], tally) == {"intruding": 2}


def test_flaws_do_not_see_one_another():
    every = [MOVED, FORGOTTEN, INTRUDING]
    values, tally = written(every)
    assert told(every, tally) == {"moved": 2, "forgotten": 1, "intruding": 2}
    assert [row["place"] for row in values] == ["bank", "sea", "home", "sea", "home"]


def test_only_the_people_of_the_bank_are_counted():
    every = [MOVED, FORGOTTEN, INTRUDING]
    values, tally = written(every, people=1)
    assert [row["who"] for row in values] == list("aaa")
    assert told(every, tally) == {"moved": 1, "forgotten": 0, "intruding": 1}


def test_what_is_written_bears_no_mark():
    tally = Tally(VISITS, [MOVED])
    marked = planted(VISITS, plants_of([MOVED], "visits")).rows(0, 0).batch
    assert marked.schema.names == [*SCHEMA.names, mark_of("moved.0"), GONE]
    assert tally(marked).schema.equals(SCHEMA, check_metadata=True)
