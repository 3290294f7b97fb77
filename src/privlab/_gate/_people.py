"""People are matched across tables by the value of their key, whatever its storage.

A whole number is the same person as an integer, a float or a decimal; a text is one person as it
is written. Someone written almost as another, by case, blanks, leading zeros or Unicode form, may
be the same: an objection keeps out both until the rights desk has told them apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.register import near_spelling
from privlab.tables import fetch, small_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import ibis.expr.types as ir

    from privlab._gate._held import Held
    from privlab.policy import Resource
    from privlab.tables import Dataset

__all__ = [
    "is_among",
    "key_texts",
    "named",
    "nearly_given",
    "person_key",
    "person_text",
    "same_person",
    "spellings_of",
    "text_column",
]

# beyond them a float is several whole numbers, and a decimal is no 64-bit integer
LARGEST_FLOAT, LARGEST_DECIMAL = 2**53, 10**18


def person_key(column: ir.Column) -> ir.Column:
    """Return the keys of a column as texts or whole numbers; missing where they are neither."""
    kind = column.type()
    if not (kind.is_floating() or kind.is_decimal()):
        return column
    import ibis

    largest = LARGEST_FLOAT if kind.is_floating() else LARGEST_DECIMAL
    small = column.between(-largest, largest).ifelse(column, ibis.null(kind))
    whole = small.cast("int64")
    return (whole.cast(kind) == small).ifelse(whole, ibis.null("int64"))


def person_text(column: ir.Column) -> ir.StringValue:
    """Return the keys of a column as texts that are equal where the people are."""
    key = person_key(column)
    text: ir.StringValue = key if key.type().is_string() else key.cast("string")
    return text


def same_person(one: ir.Column, other: ir.Column) -> ir.BooleanValue:
    """Whether two columns name the same person."""
    left, right = _alike(one, other)
    return left == right


def is_among(person: ir.Column, people: ir.Column) -> ir.BooleanValue:
    """Whether each person stands in a column of another table."""
    left, right = _alike(person, people)
    return left.isin(right)


def _alike(one: ir.Column, other: ir.Column) -> tuple[ir.Column, ir.Column]:
    left, right = person_key(one), person_key(other)
    if left.type().is_integer() and right.type().is_integer():
        return left, right
    return person_text(one), person_text(other)


def key_texts(data: Dataset, column: str) -> tuple[str, ...]:
    """Return the keys of a column, once each."""

    def read() -> tuple[str, ...]:
        keys = data.table.select(person=person_text(data.table[column]))
        found = fetch(keys.filter(keys["person"].notnull()).distinct(), data.connection)
        return tuple(found.column("person").to_pylist())

    return data.once(("key texts", column), read)


def spellings_of(texts: Iterable[str]) -> dict[str, list[str]]:
    """Return the keys of each spelling."""
    spelled: dict[str, list[str]] = {}
    for text in texts:
        spelled.setdefault(near_spelling(text), []).append(text)
    return spelled


def nearly_given(
    company: Held, resource: Resource, column: str, given: Iterable[str]
) -> tuple[tuple[str, str], ...]:
    """Return the keys of a column that are written almost as one of those given.

    Parameters
    ----------
    company : Held
        Its register says which were told apart.
    resource : Resource
        Whose column it is.
    column : str
    given : iterable of str
        Keys of people who objected, as texts.

    Returns
    -------
    tuple of (key of the column, key that was given)
    """
    spelled = spellings_of(given)
    held = company.held(resource.name)
    whole = not person_key(held.table[column]).type().is_string()
    # the spelling of a whole number is the number: no key of the table needs to be read
    keys: Mapping[str, Iterable[str]] = (
        {each: (each,) for each in spelled}
        if whole
        else held.once(("spellings", column), lambda: spellings_of(key_texts(held, column)))
    )
    pairs = [
        (key, other)
        for spelling, others in spelled.items()
        for key in keys.get(spelling, ())
        for other in others
        if other != key
    ]
    if company.register is None or resource.population is None or not pairs:
        return tuple(pairs)
    apart = company.register.told_apart(resource.population, pairs)
    return tuple(pair for pair in pairs if pair not in apart)


def text_column(texts: Iterable[str]) -> ir.Column:
    """Return texts as a column that any engine can look in."""
    import pyarrow as pa

    return small_table({"person": pa.array(sorted(set(texts)), pa.string())})["person"]


def named(table: ir.Table, column: str = "person") -> ir.Table:
    """Return the people of a column, once each, as texts."""
    texts = table.select(person=person_text(table[column]))
    return texts.filter(texts["person"].notnull()).distinct()
