"""A policy file is changed where it changes, and stays as it was everywhere else.

Values are put into the text at the places that YAML's own marks give, so that comments, order,
quotes and the alignment of columns survive, and a diff shows the change alone. The result is
read again and compared with what was asked; where it differs, nothing is changed.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

from privlab.errors import ParameterError, PolicyError, did_you_mean, listed
from privlab.policy.file._reading import parse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["edited", "steps_to"]

Steps = tuple[str | int, ...]
Splice = tuple[int, int, str]  # the text between two places, and what stands there instead
YES_AND_NO = {"y", "n", "yes", "no", "on", "off"}  # for readers of YAML 1.1
WORDS = re.compile(r"[^\W\d_][\w./@-]*(?:[ :][\w./@-]+)*")


def edited(text: str, changes: Mapping[str | Sequence[str | int], object], name: str) -> str:
    """Return the text of a policy with some values set, added, or removed (None).

    Parameters
    ----------
    text : str
        A policy that can be read.
    changes : mapping
        Path -> value. A path is "resources.clients.privacy.thresholds.k" or a sequence of its
        steps; an entry of a list goes by its name or id, or by its number from 0, and a new one
        by the name or id that the value bears. Values are plain: texts, numbers, true and false,
        days, lists and mappings.
    name : str
        Name of the file, for errors.

    Raises
    ------
    ParameterError
        When a path leads nowhere or a value is not plain.
    PolicyError
        When the place is written in a way that cannot be changed alone.
    """
    try:
        return _put(text, changes, name)
    except (ParameterError, PolicyError):
        if len(changes) == 1:
            raise
    # one change leads to what another makes or takes away: they are made one after the other
    for path, value in changes.items():
        text = _put(text, {path: value}, name)
    return text


def _put(text: str, changes: Mapping[str | Sequence[str | int], object], name: str) -> str:
    """Return the text with changes that touch different places of it."""
    tree, document = parse(text, name), _Text(text)
    wanted, splices = _unshared(tree), []
    for path, value in changes.items():
        _change(wanted, steps_to(wanted, path, value), value)
        splices.append(document.put(steps_to(tree, path, value), value))
    try:
        new = _spliced(text, splices)
        if parse(new, name) == wanted:
            return new
    except PolicyError:
        pass
    paths = "', '".join(map(_dotted, changes))
    message = (
        f"{name}: '{paths}' is shared through an alias, or written in a way that cannot be changed "
        "alone. Nothing was changed; edit the file by hand."
    )
    raise PolicyError(message)


def _spliced(text: str, splices: Sequence[Splice]) -> str:
    """Return the text with the parts put in; of two at one place, the first comes first."""
    made, place = [], 0
    for start, end, part in sorted(splices, key=lambda splice: splice[0]):
        if start < place:
            message = "Two changes touch."
            raise PolicyError(message)
        made += [text[place:start], part]
        place = end
    return "".join((*made, text[place:]))


def _dotted(path: str | Sequence[str | int]) -> str:
    return listed([path if isinstance(path, str) else ".".join(map(str, path))])


def steps_to(
    tree: Any,
    path: str | Sequence[str | int],
    value: object = None,
) -> Steps:
    """Return the keys and numbers that lead to a place; only its last keys may be new.

    A new entry of a list is led to by the name or id that `value` bears.
    """
    asked = path.split(".") if isinstance(path, str) else list(path)
    steps: list[str | int] = []
    for place, step in enumerate(asked, 1):
        if isinstance(tree, list):
            new = isinstance(step, str) and place == len(asked) and _name_of(value) == step
            number = _number(tree, step, asked, new=new)
            steps.append(number)
            tree = tree[number] if number < len(tree) else None
        elif isinstance(tree, dict | type(None)) and isinstance(step, str) and step:
            steps.append(step)
            tree = None if tree is None else tree.get(step)
        else:
            message = f"'{_dotted(path)}' leads nowhere: '{listed([str(step)])}' is past a value."
            raise ParameterError(message)
    if not steps:
        message = "A change needs a path, as 'privacy.thresholds.k'."
        raise ParameterError(message)
    return tuple(steps)


def _name_of(entry: object) -> object:
    return entry.get("name", entry.get("id")) if isinstance(entry, dict) else None


def _number(
    entries: list[Any], step: str | int, asked: Sequence[str | int], *, new: bool = False
) -> int:
    if isinstance(step, int) and not isinstance(step, bool) and 0 <= step < len(entries):
        return step
    named = [_name_of(entry) if isinstance(entry, dict) else entry for entry in entries]
    if step in named:
        return named.index(step)
    if new:
        return len(entries)
    message = (
        f"'{_dotted(asked)}' leads nowhere: no entry is named '{listed([str(step)])}'. "
        f"{did_you_mean(str(step), [str(one) for one in named if isinstance(one, str)])}"
    )
    raise ParameterError(message)


def _change(place: Any, steps: Steps, value: object) -> None:
    """Make the change in plain values: those that the new text must hold."""
    for step in steps[:-1]:
        if isinstance(place, dict) and place.get(str(step)) is None:
            place[str(step)] = {}
        place = place[step]
    last: Any = steps[-1]
    if value is not None:
        if isinstance(place, list) and last == len(place):
            place.append(None)
        place[last] = _plain(value)
    elif isinstance(place, list) or last in place:
        del place[last]
    else:
        message = f"'{_dotted(steps)}' is not there, so it cannot be removed."
        raise ParameterError(message)


def _unshared(tree: object) -> object:
    """Return the values without aliases: what one place holds, no other place holds."""
    if isinstance(tree, dict):
        return {key: _unshared(value) for key, value in tree.items()}
    return [_unshared(value) for value in tree] if isinstance(tree, list) else tree


def _plain(value: object) -> object:
    import datetime as dt

    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, str | bool | int | float | dt.date):
        return value
    message = (
        f"A policy holds texts, numbers, true and false, days, lists and mappings, not "
        f"{type(value).__name__}."
    )
    raise ParameterError(message)


def _written(value: object, quote: str | None = None) -> str:
    """Return a value as YAML writes it on one line, safe between braces."""
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.default_flow_style, yaml.width, yaml.allow_unicode = True, 1_000_000, True
    # a lone mapping is written as it is, anything else inside a list that is taken off again
    lone = isinstance(value, dict)
    marked = _quoted(_plain(value), quote)
    stream = io.StringIO()
    yaml.dump(marked if lone else [marked], stream)
    written = stream.getvalue().strip()
    return written if lone else written[1:-1]


def _quoted(value: Any, quote: str | None = None) -> Any:
    """Return a value whose texts are quoted, except plain words that no YAML reader mistakes."""
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString, SingleQuotedScalarString

    if isinstance(value, dict):
        return {_quoted(key): _quoted(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_quoted(part) for part in value]
    if not isinstance(value, str):
        return value
    if quote == '"' or not value.isprintable():
        return DoubleQuotedScalarString(value)
    if quote is None and WORDS.fullmatch(value) and value.casefold() not in YES_AND_NO:
        return value
    return SingleQuotedScalarString(value)


class _Text:
    """A YAML text and the marks of its nodes."""

    def __init__(self, text: str) -> None:
        from ruamel.yaml import YAML

        self.text = text
        self.newline = "\r\n" if "\r\n" in text else "\n"
        self.root: Any = YAML().compose(text)

    def put(self, steps: Steps, value: object) -> Splice:
        """Return what changes in the text with a value at the end of the steps, or without it."""
        parents: list[tuple[Any, Any]] = []  # each node on the way, and its key
        node, key = self.root, None
        for depth, step in enumerate(steps):
            parents.append((node, key))
            found = self._inside(node, step)
            if found is None:
                for missing in reversed(steps[depth + 1 :]):
                    value = {str(missing): value}
                return self._add(node, key, step, value)
            key, node = found
        if value is not None:
            return self._replace(node, key, value)
        return self._remove(*parents[-1], steps[-1])

    def _inside(self, node: Any, step: str | int) -> tuple[Any, Any] | None:
        if isinstance(step, int):
            return (None, node.value[step]) if step < len(node.value) else None
        if not isinstance(node.value, list):
            return None
        return next(((key, part) for key, part in node.value if key.value == step), None)

    def _end(self, node: Any) -> int:
        """Return the place after the last character that belongs to a node."""
        if isinstance(node.value, list) and not node.flow_style:
            last = node.value[-1]
            return self._end(last[1] if isinstance(last, tuple) else last)
        end = int(node.end_mark.index)
        if getattr(node, "style", None) in {"|", ">"}:
            return len(self.text[:end].rstrip())
        return end

    def _replace(self, node: Any, key: Any, value: object) -> Splice:
        start, end, lead = int(node.start_mark.index), self._end(node), ""
        style = getattr(node, "style", None)
        block = (isinstance(node.value, list) and not node.flow_style) or style in {"|", ">"}
        if key is not None and (block or start == end):
            start = self.text.index(":", int(key.end_mark.index)) + 1
            lead = " "
            end = end if block else start
        quote = style if style in {'"', "'"} else None
        return start, end, lead + _written(value, quote)

    def _add(self, node: Any, key: Any, step: str | int, value: object) -> Splice:
        if not isinstance(node.value, list):  # nothing stands there yet
            return self._replace(node, key, {step: value})
        entry = _written(value) if isinstance(step, int) else _written({step: value})[1:-1]
        if node.flow_style and node.value:
            last = node.value[-1]
            end = self._end(last[1] if isinstance(last, tuple) else last)
            return end, end, f", {entry}"
        if node.flow_style:
            written = f"[{entry}]" if isinstance(step, int) else f"{{{entry}}}"
            return int(node.start_mark.index), int(node.end_mark.index), written
        end = self._line_end(self._end(node))
        if isinstance(step, int):
            indent, lines = int(node.start_mark.column), [f"- {entry}"]
        else:
            indent = int(node.value[0][0].start_mark.column)
            lines = self._as_sister(node.value[-1][1], indent, step, value) or [entry]
        return end, end, "".join(f"{self.newline}{' ' * indent}{line}" for line in lines)

    def _as_sister(self, sister: Any, indent: int, step: str, value: object) -> list[str]:
        """Return a mapping on lines of its own, where the one before it stands so."""
        block = isinstance(sister.value, list) and not sister.flow_style
        if not (block and isinstance(sister.value[0], tuple) and isinstance(value, dict) and value):
            return []
        inner = " " * (int(sister.value[0][0].start_mark.column) - indent)
        entries = [_written({key: part})[1:-1] for key, part in value.items()]
        return [_written({step: {}})[1:-1].removesuffix(" {}"), *(inner + one for one in entries)]

    def _remove(self, parent: Any, key: Any, step: str | int) -> Splice:
        if len(parent.value) == 1:
            return self._replace(parent, key, [] if isinstance(step, int) else {})
        parts = [part if isinstance(part, tuple) else (part, part) for part in parent.value]
        places = [int(first.start_mark.index) for first, _ in parts]
        ends = [self._end(last) for _, last in parts]
        n = step if isinstance(step, int) else [first.value for first, _ in parts].index(step)
        if parent.flow_style:
            start, end = (places[n], places[n + 1]) if n == 0 else (ends[n - 1], ends[n])
        elif self.text[: places[n]].rpartition("\n")[2].strip(" ") and not isinstance(step, int):
            start, end = places[0], places[1]  # the key stands after the dash of a list
        else:
            start = self.text.rfind("\n", 0, places[n]) + 1
            end = min(self._line_end(ends[n]) + len(self.newline), len(self.text))
        return start, end, ""

    def _line_end(self, place: int) -> int:
        end = self.text.find(self.newline, place)
        return len(self.text) if end < 0 else end
