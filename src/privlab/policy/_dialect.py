"""How the file of a resource is written, in the words of Frictionless."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from privlab.policy.file._located import Keyed, Listed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from privlab.policy.file._located import Problems

__all__ = ["written_as"]

_DATED = {"date", "datetime"}


def written_as(entry: Keyed, shown: str, problems: Problems) -> dict[str, Any]:
    """Return what a resource says of its file, as options of `privlab.dataset`.

    Read are `encoding`, `dialect` (delimiter, header, headerRows, sheetName, sheetNumber, table),
    `missingValues` of the schema, and of its fields `decimalChar` and a `format` of dates with
    percent signs. Without a word on it the first line names the columns, and
    the empty text alone is a missing value.
    """
    found: dict[str, Any] = {"header": True, "na_values": ()}
    found |= _told(entry, {"encoding": ("encoding", str)}, shown, problems)
    dialect = entry.get("dialect")
    if isinstance(dialect, Keyed):
        inside = dialect.get("csv", dialect)
        words: dict[str, tuple[str, Any]] = {
            "delimiter": ("delimiter", str),
            "header": ("header", bool),
            "sheetName": ("sheet", str),
            "sheetNumber": ("sheet", int),
            "table": ("sheet", str),
        }
        for place in (dialect, inside if isinstance(inside, Keyed) else dialect):
            found |= _told(place, words, shown, problems)
        if "sheetNumber" in dialect and isinstance(found.get("sheet"), int):
            # Frictionless counts sheets from 1
            found["sheet"] -= 1
        rows = dialect.get("headerRows")
        if isinstance(rows, Listed):
            found["header"] = bool(rows)
            found |= {"skip_rows": int(rows[0]) - 1} if rows and isinstance(rows[0], int) else {}
    schema = entry.get("schema")
    if isinstance(schema, Keyed):
        found |= _of_schema(schema)
    return found


def _told(
    entry: Keyed, words: dict[str, tuple[str, Any]], shown: str, problems: Problems
) -> dict[str, Any]:
    told = {}
    for key, (option, kind) in words.items():
        if key not in entry:
            continue
        if type(entry[key]) is not kind:
            expected = {str: "a text", bool: "true or false", int: "a whole number"}[kind]
            problems.add(entry.lines[key], f"{key} of resource '{shown}': expected {expected}.")
        else:
            told[option] = entry[key]
    return told


def _of_schema(schema: Keyed) -> dict[str, Any]:
    found: dict[str, Any] = {}
    missing = [
        each.get("value") if isinstance(each, Keyed) else each
        for each in _items(schema.get("missingValues"))
    ]
    marks = tuple(each for each in missing if isinstance(each, str) and each)
    # the standard knows the empty text alone
    found["na_values"] = marks
    fields = [each for each in _items(schema.get("fields")) if isinstance(each, Keyed)]
    signs = {str(each["decimalChar"]) for each in fields if "decimalChar" in each}
    if len(signs) == 1 and signs <= {".", ","}:
        found["decimal"] = signs.pop()
    dates = {
        str(each.get("name")): each["format"]
        for each in fields
        if str(each.get("type")) in _DATED and "%" in str(each.get("format", ""))
    }
    return {**found, "dates": dates} if dates else found


def _items(written: object) -> Iterable[Any]:
    return written if isinstance(written, Listed) else ()
