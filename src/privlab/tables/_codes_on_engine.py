"""The columns of an engine's table as codes: made there by bounds and by joins with ranks."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from privlab.tables._fetch import fetch, materialise
from privlab.tables._keys import WIDEST_RANGE, Coding, Keys, pack, range_labels, word_names

if TYPE_CHECKING:
    from collections.abc import Callable

    import ibis.expr.types as ir
    import pyarrow as pa
    from ibis.backends import BaseBackend

__all__ = ["engine_keys"]


def engine_keys(
    table: ir.Table, connection: BaseBackend, columns: tuple[str, ...], person: str | None
) -> Keys:
    """Code columns where the rows are, and pack them into words."""
    # plain names keep hostile column names out of joins
    short = {f"x{place}": table[column] for place, column in enumerate(columns)}
    if person is not None:
        short["person"] = table[person]
    rows = table.select(**short)
    whole = _whole_number_codes(rows, connection, columns)
    codings, codes = [], {}
    for place, column in enumerate(columns):
        name = f"x{place}"
        if name in whole:
            coding, codes[name] = whole[name]
        else:
            coding, ranks = _ranked(rows, connection, column, name)
            rows = rows.left_join(ranks, rows[name] == ranks[f"{name}_value"])
            codes[name] = functools.partial(_rank_code, name=name, missing=coding.missing)
        codings.append(coding)
    places = pack([coding.size for coding in codings])
    names = word_names(places)
    words: dict[str, Any] = {}
    for place, (word, stride) in enumerate(places):
        name = names[word]
        term = codes[f"x{place}"](rows) * stride
        words[name] = term if name not in words else words[name] + term
    if person is not None:
        words["person"] = rows["person"]
    if not columns:
        import ibis

        words["w0"] = ibis.literal(0, type="int64")
    # Ibis cannot join a projection of joins again unless it is a view
    made = rows.select(**words).view()
    return Keys(columns, tuple(codings), places, lambda: made)


def _rank_code(rows: ir.Table, *, name: str, missing: int) -> ir.IntegerColumn:
    return rows[f"{name}_code"].cast("int64").fill_null(missing)


def _whole_number_codes(
    rows: ir.Table, connection: BaseBackend, columns: tuple[str, ...]
) -> dict[str, tuple[Coding, Any]]:
    numbers = {}
    for place in range(len(columns)):
        name = f"x{place}"
        kind = rows[name].type()
        if kind.is_date():
            numbers[name] = functools.partial(_days, name=name)
        elif kind.is_boolean() or (kind.is_integer() and not kind.is_uint64()):
            numbers[name] = functools.partial(_integers, name=name)
    if not numbers:
        return {}
    bounds = {f"{name}_low": number(rows).min() for name, number in numbers.items()}
    bounds |= {f"{name}_high": number(rows).max() for name, number in numbers.items()}
    found = fetch(rows.aggregate(**bounds), connection).to_pylist()[0]
    coded = {}
    for name, number in numbers.items():
        low, high = found[f"{name}_low"], found[f"{name}_high"]
        if low is None or high - low >= WIDEST_RANGE:
            continue
        column = columns[int(name[1:])]
        kind = rows[name].type()
        what = "date" if kind.is_date() else "boolean" if kind.is_boolean() else "integer"
        coding = Coding(column, high - low + 2, range_labels(low, high, what))
        coded[name] = (
            coding,
            functools.partial(_offset, number=number, low=low, missing=coding.missing),
        )
    return coded


def _offset(
    rows: ir.Table, *, number: Callable[[ir.Table], Any], low: int, missing: int
) -> ir.IntegerColumn:
    return (number(rows) - low).fill_null(missing)


def _days(rows: ir.Table, *, name: str) -> ir.IntegerColumn:
    return rows[name].epoch_days().cast("int64")


def _integers(rows: ir.Table, *, name: str) -> ir.IntegerColumn:
    return rows[name].cast("int64")


def _ranked(
    rows: ir.Table, connection: BaseBackend, column: str, name: str
) -> tuple[Coding, ir.Table]:
    import ibis

    values = rows.select(value=rows[name]).filter(lambda t: t.value.notnull()).distinct()
    numbered = values.mutate(code=ibis.row_number().over(order_by=values.value))
    ranks = materialise(numbered, connection)
    distinct = fetch(ranks.aggregate(n=ranks.count()), connection).to_pylist()[0]["n"]

    def labels() -> pa.Array:
        answer = fetch(ranks.order_by("code").select("value"), connection)
        return answer.column("value").combine_chunks()

    renamed = ranks.rename({f"{name}_value": "value", f"{name}_code": "code"})
    return Coding(column, int(distinct) + 1, labels), renamed
