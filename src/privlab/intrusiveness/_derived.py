"""Tables with several rows a person, made into one row by declared features, on the engine.

How often, how lately, since when, which categories, how much: what a profile keeps of operations,
contacts, dialogues or relations. A feature is declared; nothing is kept that no one asked for.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from privlab.errors import ColumnError, ParameterError, did_you_mean, listed
from privlab.intrusiveness._derived_feature import Feature
from privlab.tables import Dimension, Roles, as_rows

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    import ibis.expr.types as ir

    from privlab.tables import Dataset, Source

__all__ = ["derive_features"]

BETWEEN = "\x1f"


def derive_features(
    data: Source,
    features: Mapping[str, Any],
    *,
    as_of: dt.date | None = None,
    other_people: Iterable[str] = (),
) -> Dataset:
    """Return one row a person with declared features of that person's rows.

    Parameters
    ----------
    data : Dataset, or a frame or file that privlab.dataset takes
        With a person key; several rows a person.
    features : mapping of name to Feature
        The columns of the profile.
    as_of : date, optional
        Day from which recency and history are counted; that of the data by default.
    other_people : list of str
        Columns with the keys of further people of whom a row speaks: the other end of a
        relation. The row counts for each of them.

    Returns
    -------
    Dataset
        Its dimensions are those of the features. Nothing has run: the engine counts when it is
        measured.

    Raises
    ------
    ColumnError, ParameterError

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"who": ["u", "u", "v"], "shop": ["A", "B", "A"]})
    >>> visits = privlab.dataset(frame, person="who")
    >>> wide = derive_features(
    ...     visits,
    ...     {
    ...         "visits": Feature("count"),
    ...         "shops": Feature("categories", "shop", dimension="values"),
    ...     },
    ... )
    >>> wide.n_rows, wide.columns
    (2, ('who', 'visits', 'shops'))
    """
    data = as_rows(data)
    person = data.roles.person
    if person is None:
        message = "Features are of people. Declare the person key with person=."
        raise ColumnError(message)
    day = as_of or data.as_of
    rows = _rows(data, person, tuple(other_people))
    wanted: dict[str, ir.Value] = {}
    dimensions: dict[str, Dimension | None] = {}
    if not features:
        message = "There is no feature to derive. Pass {'operations': Feature('count')} for one."
        raise ParameterError(message)
    for name, feature in features.items():
        if not isinstance(feature, Feature):
            message = (
                f"'{listed([name])}' is a {type(feature).__name__}, not a feature. Pass "
                "Feature('count') or Feature('recency', 'date')."
            )
            raise ParameterError(message)
        belongs = feature.belongs(data.roles)
        for column, value in _values(name, feature, rows, day).items():
            if column in wanted or column == person:
                message = f"Two columns would be named '{listed([column])}'. Rename a feature."
                raise ColumnError(message)
            wanted[column] = value
            dimensions[column] = belongs
    table = rows.group_by(person).aggregate(**wanted)
    roles = Roles(person=person, population=data.roles.population, dimensions=dimensions)
    made = data.narrowed(
        table,
        roles,
        selection=[("features", ", ".join(sorted(features)))],
        origins=data.origins,
        as_of=day,
        opened=data.opened,
    )
    return made if data.leaf is data.table else replace(made, leaf=data.leaf)


def _rows(data: Dataset, person: str, other_people: tuple[str, ...]) -> ir.Table:
    rows = data.table
    for other in other_people:
        if other not in data.columns or other == person:
            message = (
                f"other_people= names '{listed([other])}', which is not another column. "
                f"{did_you_mean(other, data.columns)}"
            )
            raise ColumnError(message)
        turned = data.table.filter(data.table[other].notnull())
        keep = [column for column in data.columns if column != person]
        named = {person: turned[other].cast(data.table[person].type())}
        same = turned.select(**named, **{column: turned[column] for column in keep})
        rows = rows.union(same.select(*data.columns))
    return rows


def _values(
    name: str, feature: Feature, rows: ir.Table, day: dt.date | None
) -> dict[str, ir.Value]:
    if feature.kind == "count":
        return {name: rows.count()}
    if feature.column not in rows.columns:
        message = (
            f"Feature '{listed([name])}' reads '{listed([str(feature.column)])}', which is not a "
            f"column. {did_you_mean(str(feature.column), rows.columns)}"
        )
        raise ColumnError(message)
    column = rows[feature.column]
    if feature.kind in {"recency", "history"}:
        return {name: _days(name, feature, column, day)}
    if feature.kind == "total":
        if not column.type().is_numeric():
            message = f"Feature '{listed([name])}' adds up a column that is no number."
            raise ColumnError(message)
        return {name: (column.sum().cast("float64") / feature.step).floor().cast("int64")}
    if feature.kind == "distinct":
        return {name: column.nunique()}
    words = column.cast("string")
    if feature.among:
        return {
            f"{name}_{place}": words.identical_to(value).any()
            for place, value in feature.among.items()
        }
    return {name: words.collect(distinct=True).sort().join(BETWEEN).nullif("")}


def _days(name: str, feature: Feature, column: ir.Column, day: dt.date | None) -> ir.Value:
    import ibis

    if not column.type().is_temporal() or column.type().is_time():
        message = (
            f"Feature '{listed([name])}' counts days from a column that is no date. Read it as a "
            "date at the source."
        )
        raise ColumnError(message)
    if day is None:
        message = (
            f"Feature '{listed([name])}' counts days up to a day that is not said. Pass as_of="
            "date(2026, 1, 1)."
        )
        raise ParameterError(message)
    moment = column.max() if feature.kind == "recency" else column.min()
    days = ibis.literal(day).delta(moment.cast("date"), unit="day")
    return (days.cast("float64") / feature.step).floor().cast("int64")
