"""Lines of labels read from a file, a mapping, or groups."""

from __future__ import annotations

import csv
import itertools
import warnings
from typing import TYPE_CHECKING, Any

from privlab._checks import is_whole
from privlab.errors import HierarchyError, ParameterError, did_you_mean
from privlab.hierarchies.rules._rule import SUPPRESSED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

__all__ = ["group_lines", "mapping_lines", "read_lines", "run_lines"]

ENCODINGS = ("utf-8", "windows-1252", "latin-1")
SEPARATORS = (";", ",", "\t", "|")
Lines = list[list[str]]


def read_lines(path: Path, sep: str, encoding: str | None) -> tuple[Lines, list[int]]:
    """Return the rows of a file in the format of ARX, and the line on which each ends.

    It has no header; a row is the value, then its labels.

    What exports add is left out and told: a separator that ends every line, names of columns.
    """
    if encoding is not None and encoding not in ENCODINGS:
        message = f"encoding '{encoding}' is not read. {did_you_mean(encoding, ENCODINGS)}"
        raise ParameterError(message)
    if not isinstance(sep, str) or len(sep) != 1 or sep in '"\r\n':
        message = f"sep={sep!r} is not one sign. Use for instance ';', ',' or '\\t'."
        raise ParameterError(message)
    name = f"Hierarchy file '{path.name}'"
    try:
        text = _decoded(path.read_bytes(), encoding)
    except OSError as error:
        message = f"{name} cannot be opened: {error.strerror}."
        raise HierarchyError(message) from None
    except UnicodeDecodeError:
        message = f"{name} is not UTF-8. Save it as UTF-8, or pass encoding='windows-1252'."
        raise HierarchyError(message) from None
    if "\0" in text:
        message = f"{name} is no text in {encoding or 'UTF-8'}. Save it as UTF-8."
        raise HierarchyError(message)
    try:
        reader = csv.reader(text.splitlines(keepends=True), delimiter=sep)
        rows, places = [], []
        for row in reader:
            if row:
                rows.append(row)
                places.append(reader.line_num)
    except csv.Error:
        message = f"{name} cannot be read as lines separated by '{sep}': check its quotation marks."
        raise HierarchyError(message) from None
    if rows and all(len(row) == 1 for row in rows):
        others = [f"sep={other!r}" for other in SEPARATORS if other in rows[0][0]]
        tried = f" Its first line has another separator: pass {others[0]}." if others else ""
        message = f"{name} has no '{sep}': each line is a value and its labels.{tried}"
        raise HierarchyError(message)
    return _as_exported(rows, places, name, sep)


def _decoded(held: bytes, encoding: str | None) -> str:
    """Return the text of a file, in Windows-1252 where it is not UTF-8 and nothing was said.

    What is called latin-1 is Windows-1252 wherever files come from an office program.
    """
    if encoding in {None, "utf-8"}:
        try:
            return held.decode("utf-8-sig")
        except UnicodeDecodeError:
            if encoding is not None:
                raise
    try:
        return held.decode("windows-1252")
    except UnicodeDecodeError:
        return held.decode("latin-1")


def _as_exported(rows: Lines, places: list[int], name: str, sep: str) -> tuple[Lines, list[int]]:
    while rows and all(len(row) > 2 and not row[-1] for row in rows):
        rows = [row[:-1] for row in rows]
        _tell(f"Every line of {name} ends with '{sep}'; what stands behind it is left out.")
    tops = {row[-1] for row in rows[1:]}
    if len(rows) > 2 and len(tops) == 1 and rows[0][-1] not in tops:
        _tell(
            f"Line {places[0]} of {name} is taken for the names of its columns: all other lines "
            "end alike. Remove it, or end it as they do, if it is a value."
        )
        return rows[1:], places[1:]
    return rows, places


def _tell(said: str) -> None:
    warnings.warn(said, UserWarning, stacklevel=5)


def mapping_lines(mapping: Mapping[Any, Any]) -> Lines:
    """Return the lines of {value: [labels]} or of {value: parent}, parents having theirs."""
    if not hasattr(mapping, "items") or not mapping:
        message = (
            "from_mapping takes {value: [label, coarser label, ...]} or {value: parent}, with at "
            "least one value."
        )
        raise ParameterError(message)
    if all(isinstance(labels, str) for labels in mapping.values()):
        return _parent_lines({str(value): parent for value, parent in mapping.items()})
    if not all(isinstance(labels, (list, tuple)) for labels in mapping.values()):
        message = "from_mapping takes either a list of labels for each value, or one parent each."
        raise ParameterError(message)
    return [[str(value), *map(str, labels)] for value, labels in mapping.items()]


def group_lines(groups: Mapping[str, Any]) -> Lines:
    """Return the lines of nested groups, the innermost first, then everything."""
    if not hasattr(groups, "items") or not groups:
        message = "groups takes {'label': [values]}, nested for several levels, or a list of values"
        raise ParameterError(message + " in order with sizes=.")
    found = list(_leaves(groups, (), ()))
    depth = max((len(labels) for _, labels in found), default=0)
    seen: set[str] = set()
    for value, labels in found:
        if value in seen:
            message = f"A value stands in two groups; the second is '{labels[0]}'. Keep it in one."
            raise HierarchyError(message)
        seen.add(value)
    return [
        # a group that is nested less deep than others is its own subgroup
        [value, *[labels[0]] * (depth - len(labels)), *labels, SUPPRESSED]
        for value, labels in found
    ]


def run_lines(values: Sequence[Any], sizes: Sequence[int]) -> Lines:
    """Return the lines of values in order, cut in runs of growing size, then everything."""
    texts = [str(value) for value in values]
    if not texts or len(set(texts)) < len(texts):
        message = "groups takes each value once, in order, and at least one."
        raise ParameterError(message)
    if not sizes or not all(is_whole(n) and n > 1 for n in sizes):
        message = f"sizes= takes whole numbers above 1, for instance (2, 4), not {tuple(sizes)!r}."
        raise ParameterError(message)
    for small, large in itertools.pairwise(sizes):
        if large <= small or large % small:
            message = (
                f"The size {large} is not a whole multiple of {small}: its groups would cut those "
                f"of the level below. Use for instance {small * max(2, round(large / small))}."
            )
            raise HierarchyError(message)
    return [
        [text, *(_run(texts, place // size * size, size) for size in sizes), SUPPRESSED]
        for place, text in enumerate(texts)
    ]


def _run(texts: list[str], first: int, size: int) -> str:
    last = min(first + size, len(texts)) - 1
    return texts[first] if last == first else f"{texts[first]} .. {texts[last]}"


def _leaves(
    groups: Mapping[str, Any], above: tuple[str, ...], walked: tuple[int, ...]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    if id(groups) in walked:
        message = f"The group '{above[0]}' holds itself: a hierarchy has no cycle."
        raise HierarchyError(message)
    for label, inside in groups.items():
        own = (str(label), *above)
        if hasattr(inside, "items"):
            yield from _leaves(inside, own, (*walked, id(groups)))
        elif isinstance(inside, str) or not hasattr(inside, "__iter__"):
            message = f"The group '{label}' takes a list of values, not {type(inside).__name__}."
            raise ParameterError(message)
        else:
            yield from ((str(value), own) for value in inside)


def _parent_lines(parents: Mapping[str, str]) -> Lines:
    chains = []
    for value in parents:
        chain = [value]
        while (parent := parents.get(chain[-1])) is not None:
            if parent in chain:
                message = (
                    "The mapping is cyclic: going from value to parent comes back to where it "
                    "started. Remove one of the links."
                )
                raise HierarchyError(message)
            chain.append(parent)
        chains.append(chain)
    inner = set(parents.values())
    chains = [chain for chain in chains if chain[0] not in inner]
    depth = max(map(len, chains))
    # a short chain stays at its root
    rows = [[*chain, *[chain[-1]] * (depth - len(chain))] for chain in chains]
    if len({row[-1] for row in rows}) > 1:
        rows = [[*row, SUPPRESSED] for row in rows]
    return rows
