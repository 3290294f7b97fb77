"""How a file is to be read, as far as its own text does not say it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from privlab._checks import is_whole
from privlab.errors import ParameterError

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["Reading"]


@dataclass(frozen=True)
class Reading:
    """What is known of a file before it is read; None for what is to be found in it.

    Attributes
    ----------
    encoding : str or None
    delimiter : str or None
    decimal : {".", ","} or None
    na_values : tuple of str or None
        Texts that stand for a missing value in every column, beside the empty one; None for the
        usual ones.
    header : bool or None
        Whether the first line names the columns.
    skip_rows : int or None
        Lines above it.
    dates : mapping of column to format
        As `datetime.strptime` has them.
    sheet : str or int or None
        Of a workbook: name, or place from 0; or the name of a table of SQLite.
    texts : tuple of str
        Columns that stay text.
    all_text : bool
        Whether all are, each value as it is written.
    strict : bool
        Whether no row may decide how others are read: the first line, or what is given, does.
    """

    encoding: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
    na_values: tuple[str, ...] | None = None
    header: bool | None = None
    skip_rows: int | None = None
    dates: Mapping[str, str] = field(default_factory=dict)
    sheet: str | int | None = None
    texts: tuple[str, ...] = ()
    all_text: bool = False
    strict: bool = False

    @classmethod
    def of(
        cls, *, texts: Iterable[str], na_values: Iterable[str] | None, **options: Any
    ) -> Reading:
        """Return a reading of what a caller gave; None is what is to be found.

        Raises
        ------
        ParameterError
            An option of another type than it must have.
        """
        plain = na_values is None or isinstance(na_values, str)
        marks = na_values if plain else tuple(_each(na_values))
        given = {k: v for k, v in {"na_values": marks, **options}.items() if v is not None}
        for name, value in given.items():
            allowed, is_right = _KINDS[name]
            if not is_right(value):
                message = f"{name}= is {allowed}, not {type(value).__name__}."
                raise ParameterError(message)
        return cls(texts=tuple(texts), **given)


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _are_texts(value: Any) -> bool:
    return not _is_text(value) and all(map(_is_text, value))


def _are_formats(value: object) -> bool:
    return isinstance(value, Mapping) and all(
        isinstance(each, str) and "%" in each for each in value.values()
    )


def _each(value: Any) -> list[Any]:
    try:
        return list(value)
    except TypeError:
        return [None]


_KINDS: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "encoding": ("a text, for instance 'utf-8' or 'cp1252'", _is_text),
    "delimiter": (
        "one sign, for instance ';', that is no quote and no line end",
        lambda value: _is_text(value) and len(value) == 1 and value not in '"\r\n',
    ),
    "decimal": ("'.' or ','", lambda value: _is_text(value) and value in {".", ","}),
    "na_values": ("a list of texts, for instance ['NA', '?']", _are_texts),
    "header": ("True or False", lambda value: isinstance(value, bool)),
    "skip_rows": ("a whole number of lines, at least 0", lambda n: is_whole(n) and n >= 0),
    "dates": ("a mapping of column to format, for instance {'born': '%d/%m/%Y'}", _are_formats),
    "sheet": (
        "the name of a sheet or table, or its place from 0",
        lambda value: _is_text(value) or is_whole(value),
    ),
}
