# ruff: noqa: ARG005, PLC3002, S608 - a table of small functions, and SQL of constants
"""Random expressions over every operation and type that the walk knows, the same for two tables."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import ibis

if TYPE_CHECKING:
    from collections.abc import Callable

TYPES = {
    "flag": "BOOLEAN",
    "i8": "TINYINT",
    "i16": "SMALLINT",
    "i32": "INTEGER",
    "i64": "BIGINT",
    "u8": "UTINYINT",
    "u16": "USMALLINT",
    "u32": "UINTEGER",
    "u64": "UBIGINT",
    "f32": "FLOAT",
    "f64": "DOUBLE",
    "wide": "DECIMAL(38,37)",
    "money": "DECIMAL(18,3)",
    "word": "VARCHAR",
    "code": "VARCHAR",
    "day": "DATE",
    "at": "TIMESTAMP",
    "second": "TIMESTAMP_S",
    "nano": "TIMESTAMP_NS",
    "zoned": "TIMESTAMPTZ",
}
PLAIN = {
    "flag": "true", "wide": "'1.5'", "money": "'12.5'", "word": "'Lyon'", "code": "'12'",
    "day": "'2026-01-31'", "at": "'2026-01-31 12:00:00'", "second": "'2026-01-31 12:00:00'",
    "nano": "'2026-01-31 12:00:00'", "zoned": "'2026-01-31 12:00:00+00'",
}  # fmt: skip
_INTEGERS = {
    name: (0 if name[0] == "u" else -(2 ** (int(name[1:]) - 1)),
           2 ** (int(name[1:]) - (name[0] == "i")) - 1)
    for name in TYPES if name[0] in "iu" and name[1:].isdigit()
}  # fmt: skip
_TEXTS = [
    "''", "'2A'", "'%'", "'\\'", "chr(0)", "repeat('9', 400)", "'1e999'", "'nan'", "'-inf'",
    "'99999999-01-01'", "'0x1'", "' 1 '", "'e' || chr(769)", "chr(128512)", "'-0'", "'_\\%'",
]  # fmt: skip
EXTREMES: dict[str, list[str]] = {
    **{name: [str(low), str(high), "NULL"] for name, (low, high) in _INTEGERS.items()},
    "flag": ["NULL", "false"],
    "f32": ["'nan'", "'inf'", "'-inf'", "3.4e38", "NULL", "'-0.0'"],
    "f64": ["'nan'", "'inf'", "'-inf'", "1.7e308", "-1.7e308", "5e-324", "NULL", "'-0.0'"],
    "wide": ["'9.9999999999999999999999999999999999999'", "'-9.99'", "NULL"],
    "money": ["'999999999999999.999'", "'-999999999999999.999'", "NULL"],
    "word": _TEXTS,
    "code": _TEXTS,
    "day": ["'infinity'", "'-infinity'", "'5877642-06-25 (BC)'", "'5881580-07-10'", "NULL"],
    "at": ["'infinity'", "'290309-12-22 (BC) 00:00:00'", "'294247-01-10 04:00:54.775806'", "NULL"],
    "second": ["'infinity'", "'290309-12-22 (BC) 00:00:00'", "'294247-01-10 04:00:54'", "NULL"],
    "nano": ["'infinity'", "'1677-09-22 00:00:00'", "'2262-04-11 23:47:16'", "NULL"],
    "zoned": ["'infinity'", "'290309-12-22 (BC) 00:00:00+00'", "'294247-01-10 04:00:54+00'",
              "NULL"],
}  # fmt: skip
NUMBERS = ["i8", "i16", "i32", "i64", "u8", "u16", "u32", "u64", "f32", "f64", "wide", "money"]
TIMES = ["day", "at", "second", "nano", "zoned"]
TEXTS = ["word", "code"]
CASTS = [
    "string", "float64", "float32", "int8", "int16", "int32", "int64", "uint8", "uint64",
    "boolean", "date", "timestamp", "timestamp(9)", "decimal(18,3)", "timestamp('UTC')",
]  # fmt: skip


def table_with(connection: Any, name: str, bob: dict[str, str] | None) -> Any:
    """Return four people with two plain rows each, and one row of Bob."""
    columns = ", ".join(f'"{column}" {kind}' for column, kind in TYPES.items())
    connection.raw_sql(f"CREATE TABLE {name} (id VARCHAR, {columns})")
    rows = [(f"'p{n // 2}'", {}) for n in range(8)] + ([] if bob is None else [("'bob'", bob)])
    written = []
    for n, (key, own) in enumerate(rows):
        values = [own.get(column, PLAIN.get(column, str(n % 5))) for column in TYPES]
        written.append(f"({key}, {', '.join(values)})")
    connection.raw_sql(f"INSERT INTO {name} VALUES {', '.join(written)}")
    return connection.table(name)


class Maker:
    """Draws one expression; the same numbers draw the same one on any table."""

    def __init__(self, seed: int, table: Any) -> None:
        self.draw = random.Random(seed)  # noqa: S311 - no secret
        self.t = table
        self.used: set[str] = set()

    def column(self, names: list[str]) -> Any:
        return self.t[self.draw.choice(names)]

    def number(self, depth: int = 2) -> Any:
        if depth and self.draw.random() < 0.6:
            return self.one_of(_NUMBERS, depth - 1)
        return self.column(NUMBERS)

    def float(self, depth: int = 1) -> Any:
        return self.draw.choice(
            [self.t.f64, self.t.f32, self.number(depth).cast("float64"), self.t.i64 * 0.5]
        )

    def amount(self, depth: int = 1) -> Any:
        # what is added up must be a float: mostly it is
        return self.float(depth) if self.draw.random() < 0.8 else self.number(depth)

    def text(self, depth: int = 2) -> Any:
        if depth and self.draw.random() < 0.6:
            return self.one_of(_TEXTS_OF, depth - 1)
        return self.column(TEXTS)

    def flag(self, depth: int = 2) -> Any:
        return self.one_of(_FLAGS, depth - 1) if depth > 0 else self.t.flag

    def time(self, depth: int = 1) -> Any:
        if depth and self.draw.random() < 0.3:
            return self.one_of(_TIMES_OF, depth - 1)
        return self.column(TIMES)

    def any(self, depth: int = 1) -> Any:
        return self.draw.choice([self.number, self.text, self.flag, self.time])(depth)

    def constant(self) -> Any:
        written = [0, 1, -1, 2, 7, 300, 2**40, 0.5, -2.5, "12", "Lyon", True, None]
        return self.draw.choice(
            [*written, ibis.date("2026-01-31"), ibis.timestamp("2026-01-31 12:00:00")]
        )

    def alike(self, depth: int = 1) -> tuple[Any, Any]:
        """Return two operands, of one kind more often than chance."""
        one = self.any(depth)
        if self.draw.random() < 0.5:
            return one, self.constant()
        same = [c for c in TYPES if self.t[c].type() == one.type()]
        return one, self.column(same) if same and self.draw.random() < 0.7 else self.any(depth)

    def one_of(self, operations: dict[str, Callable[[Maker, int], Any]], depth: int) -> Any:
        name = self.draw.choice(list(operations))
        self.used.add(name)
        return operations[name](self, depth)

    def personal(self, value: Any) -> Any:
        return value.over(ibis.window(group_by=self.t.id, order_by=self.t.i32))


_COMPARED: dict[str, Callable[[Any, Any], Any]] = {
    "Equals": lambda a, b: a == b, "NotEquals": lambda a, b: a != b,
    "Less": lambda a, b: a < b, "LessEqual": lambda a, b: a <= b,
    "Greater": lambda a, b: a > b, "GreaterEqual": lambda a, b: a >= b,
    "IdenticalTo": lambda a, b: a.identical_to(b),
    "InValues": lambda a, b: a.isin([b]), "Between": lambda a, b: a.between(b, a),
}  # fmt: skip
_FLAGS: dict[str, Callable[[Maker, int], Any]] = {
    **{name: lambda m, d, f=f: f(*m.alike(d)) for name, f in _COMPARED.items()},
    "And": lambda m, d: m.flag(d) & m.flag(d),
    "Or": lambda m, d: m.flag(d) | m.flag(d),
    "Xor": lambda m, d: m.flag(d) ^ m.flag(d),
    "Not": lambda m, d: ~m.flag(d),
    "IsNull": lambda m, d: m.any(d).isnull(),
    "NotNull": lambda m, d: m.any(d).notnull(),
    "IsNan": lambda m, d: m.float(d).isnan(),
    "IsInf": lambda m, d: m.float(d).isinf(),
    "StartsWith": lambda m, d: m.text(d).startswith(m.text(d)),
    "EndsWith": lambda m, d: m.text(d).endswith(m.text(d)),
    "StringContains": lambda m, d: m.text(d).contains(m.text(d)),
    "StringSQLLike": lambda m, d: m.text(d).like(m.draw.choice(["%", "L_%", "10\\%", "\\A"])),
    "StringSQLILike": lambda m, d: m.text(d).ilike(m.draw.choice(["%", "l_%", "10\\%"])),
}
_CHOSEN: dict[str, Callable[[Maker, int], Any]] = {
    "Coalesce": lambda m, d: ibis.coalesce(*m.alike(d)),
    "Greatest": lambda m, d: ibis.greatest(*m.alike(d)),
    "Least": lambda m, d: ibis.least(*m.alike(d)),
    "IfElse": lambda m, d: m.flag(d).ifelse(*m.alike(d)),
    "NullIf": lambda m, d: (lambda a, b: a.nullif(b))(*m.alike(d)),
    "SearchedCase": lambda m, d: (lambda a, b: ibis.cases((m.flag(d), a), (m.flag(d), b), else_=a))(
        *m.alike(d)
    ),
    "SimpleCase": lambda m, d: (lambda a, b: a.cases((b, 1), else_=300))(*m.alike(d)),
    "Lag": lambda m, d: m.personal((lambda a, b: a.lag(1, b))(*m.alike(d))),
    "Lead": lambda m, d: m.personal(m.any(d).lead(2)),
    "First": lambda m, d: m.personal(m.any(d).first()),
    "Last": lambda m, d: m.personal(m.any(d).last()),
    "Max": lambda m, d: m.any(d).max().over(group_by=m.t.id),
    "Min": lambda m, d: m.any(d).min().over(group_by=m.t.id),
    "Cast": lambda m, d: m.any(d).cast(m.draw.choice(CASTS)),
    "TryCast": lambda m, d: m.any(d).try_cast(m.draw.choice(CASTS)),
}
_NUMBERS: dict[str, Callable[[Maker, int], Any]] = {
    **_CHOSEN,
    "Add": lambda m, d: m.number(d) + m.draw.choice([m.float(d), m.number(d), 1]),
    "Subtract": lambda m, d: m.number(d) - m.draw.choice([m.float(d), m.number(d), 18]),
    "Multiply": lambda m, d: m.number(d) * m.draw.choice([m.float(d), m.number(d), 100]),
    "Divide": lambda m, d: m.number(d) / m.draw.choice([2, 0.5, m.float(d)]),
    "FloorDivide": lambda m, d: m.number(d) // m.draw.choice([2, -3, 300]),
    "Modulus": lambda m, d: m.number(d) % m.draw.choice([2, -3, 300]),
    "Negate": lambda m, d: -m.number(d),
    "Abs": lambda m, d: m.number(d).abs(),
    "ExtractYear": lambda m, d: m.time(d).year(),
    "ExtractMonth": lambda m, d: m.time(d).month(),
    "ExtractDay": lambda m, d: m.time(d).day(),
    "ExtractQuarter": lambda m, d: m.time(d).quarter(),
    "ExtractDayOfYear": lambda m, d: m.time(d).day_of_year(),
    "ExtractHour": lambda m, d: m.time(d).hour(),
    "ExtractMinute": lambda m, d: m.time(d).minute(),
    "ExtractSecond": lambda m, d: m.time(d).second(),
    "ExtractMillisecond": lambda m, d: m.time(d).millisecond(),
    "ExtractMicrosecond": lambda m, d: m.time(d).microsecond(),
    "ExtractIsoYear": lambda m, d: m.time(d).iso_year(),
    "ExtractWeekOfYear": lambda m, d: m.time(d).week_of_year(),
    "DayOfWeekIndex": lambda m, d: m.time(d).day_of_week.index(),
    "StringLength": lambda m, d: m.text(d).length(),
    "StringFind": lambda m, d: m.text(d).find("a"),
    "Sum": lambda m, d: m.amount(d).sum().over(group_by=m.t.id),
    "Mean": lambda m, d: m.amount(d).mean().over(group_by=m.t.id),
    "Count": lambda m, d: m.any(d).count().over(group_by=m.t.id),
    "RowNumber": lambda m, d: m.personal(ibis.row_number()),
    "MinRank": lambda m, d: ibis.rank().over(group_by=m.t.id, order_by=m.any(d)),
    "DenseRank": lambda m, d: ibis.dense_rank().over(group_by=m.t.id, order_by=m.any(d)),
}
_TEXTS_OF: dict[str, Callable[[Maker, int], Any]] = {
    **_CHOSEN,
    "Uppercase": lambda m, d: m.text(d).upper(),
    "Lowercase": lambda m, d: m.text(d).lower(),
    "Capitalize": lambda m, d: m.text(d).capitalize(),
    "Reverse": lambda m, d: m.text(d).reverse(),
    "Strip": lambda m, d: m.text(d).strip(),
    "LStrip": lambda m, d: m.text(d).lstrip(),
    "RStrip": lambda m, d: m.text(d).rstrip(),
    "StringConcat": lambda m, d: m.text(d) + m.text(d),
    "StringReplace": lambda m, d: m.text(d).replace(m.text(d), "x"),
    "Substring": lambda m, d: m.text(d).substr(m.draw.choice([0, 3, 2**30 - 1, 2**31 - 1]), 2),
    "HexDigest": lambda m, d: m.text(d).hexdigest("md5"),
    "DayOfWeekName": lambda m, d: m.time(d).day_of_week.full_name(),
}
_TIMES_OF: dict[str, Callable[[Maker, int], Any]] = {
    **_CHOSEN,
    "Date": lambda m, d: m.time(d).date(),
    "DateTruncate": lambda m, d: m.t.day.truncate(m.draw.choice(["Y", "Q", "M", "W"])),
    "TimestampTruncate": lambda m, d: m.t.at.truncate(m.draw.choice(["Y", "M", "D", "h"])),
}
OPERATIONS = {**_FLAGS, **_NUMBERS, **_TEXTS_OF, **_TIMES_OF}


def expression(seed: int, table: Any) -> tuple[str, Any, set[str]]:
    """Return what the expression is for, the table that holds it, and the operations drawn."""
    maker = Maker(seed, table)
    t = table
    forms: dict[str, Callable[[], Any]] = {
        "filter": lambda: t.filter(maker.flag(3)),
        "column": lambda: t.mutate(z=maker.number(3).cast("float64")),
        "group": lambda: t.mutate(g=maker.text(3)),
        "any": lambda: t.mutate(z=maker.any(3)),
        "sort": lambda: t.order_by(maker.any(2)),
        "one row a person": lambda: t.group_by("id").aggregate(
            z=maker.number(2).cast("float64").sum(), w=maker.any(1).max()
        ),
        "filled": lambda: t.fill_null({maker.draw.choice(list(TYPES)): maker.constant() or 0}),
        "operation": lambda: t.mutate(z=maker.one_of(OPERATIONS, 1)),
    }
    form = maker.draw.choice(list(forms))
    return form, forms[form](), maker.used
