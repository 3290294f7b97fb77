"""What Babel finds to translate in the tables that stand beside modules."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from privlab._files import rows_in

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["marked"]


def marked(
    file: BinaryIO, *_asked: object, **_options: object
) -> Iterator[tuple[int, None, str, list[str]]]:
    """Yield the cells of the columns whose names end in `_en`, as Babel asks for them."""
    for number, row in enumerate(rows_in(file.read().decode("utf-8").splitlines()), 2):
        for column, text in row.items():
            if column.endswith("_en") and text:
                yield number, None, text, []
