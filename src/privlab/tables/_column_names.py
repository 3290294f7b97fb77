"""Names that columns may have: texts that differ, are printed safely, and are not privlab's own."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from privlab.errors import ColumnError, SourceError, listed

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["check_names"]

# something a browser would read as a tag; "<18" or "<=50K" are ordinary names
_MARKUP = re.compile(r"<[A-Za-z/!?]")
_OURS = "privlab_"


def check_names(columns: Sequence[object]) -> None:
    if not columns:
        message = "The table has no column."
        raise SourceError(message)
    for name in columns:
        if not isinstance(name, str):
            message = (
                f"Column names must be text; one is a {type(name).__name__}. "
                "Write frame.columns = frame.columns.astype(str)."
            )
            raise ColumnError(message)
    names = [str(name) for name in columns]
    counts = Counter(name.casefold() for name in names)
    doubled = [name for name in names if counts[name.casefold()] > 1]
    if doubled:
        message = (
            f"Column names must differ, also when upper and lower case are the same: "
            f"{listed(sorted(doubled))}. Rename or drop the extra ones."
        )
        raise ColumnError(message)
    for name in names:
        if not name.strip() or not name.isprintable():
            message = (
                f"A column name is empty or holds a control character such as a newline: "
                f"'{listed([name])}'. Rename it."
            )
            raise ColumnError(message)
        if name.casefold().startswith(_OURS):
            message = (
                f"The column name '{listed([name])}' starts with {_OURS}: privlab names its own "
                "columns so, and would take one for the other. Rename it."
            )
            raise ColumnError(message)
        if _MARKUP.search(name):
            message = (
                f"The column name '{listed([name])}' holds markup. Names are printed in reports: "
                "rename it without tags."
            )
            raise ColumnError(message)
