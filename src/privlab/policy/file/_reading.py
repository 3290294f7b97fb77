"""A policy file becomes plain values with their lines; whatever YAML can hide is refused.

The file is read as a stream of events, so that nothing is built before it is checked: no tags
and so no objects, no text larger than a policy, no aliases that unfold into more than one
(the "billion laughs"), no key that stands twice.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NoReturn

from privlab.errors import PolicyError, listed
from privlab.policy.file._located import Keyed, Listed, refusal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["MAX_BYTES", "MAX_DEPTH", "MAX_NODES", "parse", "read_text"]

MAX_BYTES = 2_000_000
MAX_NODES = 100_000
MAX_DEPTH = 30
LARGEST = 2**63
PLAIN_SINCE_1_2 = {"value", "merge"}  # "=" and "<<"


def read_text(path: Path) -> str:
    """Return the text of the file, or say why there is none."""
    name = path.name
    if path.is_dir():
        message = f"{name} is a folder. Give the policy file itself, e.g. {name}/datapackage.yaml."
        raise PolicyError(message)
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except FileNotFoundError:
        near = sorted(p.name for p in path.parent.glob("*.y*ml")) if path.parent.is_dir() else []
        there = f"YAML files there: {listed(near)}." if near else "No YAML file is there."
        message = f"{name} was not found in its folder. {there}"
        raise PolicyError(message) from None
    except OSError as error:
        message = f"{name} cannot be read: {error.strerror}. Check its permissions."
        raise PolicyError(message) from None
    if len(content) > MAX_BYTES:
        message = f"{name} is larger than {MAX_BYTES:,} bytes: too large for a policy."
        raise PolicyError(message)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise refusal(
            name, line, "not UTF-8 text. Save the file as UTF-8 in your editor."
        ) from None


@lru_cache(maxsize=2)
def parse(text: str, name: str) -> Keyed:
    """Return the mapping that a YAML text holds; `name` is the file's, for errors.

    Nobody may change it: a text that was just read is not read again.
    """
    from ruamel.yaml.error import MarkedYAMLError, YAMLError, YAMLStreamError

    if not text.strip():
        raise refusal(name, None, "the file is empty. Expected a Data Package with 'resources'.")
    try:
        return _Builder(name, text).document()
    except MarkedYAMLError as error:
        problem = error.problem or ""
        # what is never closed is best looked for where it was opened
        marks = (error.context_mark, error.problem_mark)
        first, second = marks if "end of stream" in problem else reversed(marks)
        mark = first or second
        line = None if mark is None else mark.line + 1
        raise refusal(name, line, _syntax(text, line, problem)) from None
    except (YAMLError, YAMLStreamError) as error:
        position = getattr(error, "position", None)
        line = None if position is None else text.count("\n", 0, position) + 1
        raise refusal(name, line, "a control character is not allowed in YAML.") from None


def _syntax(text: str, line: int | None, problem: str) -> str:
    written = "" if line is None else (*text.split("\n"), "")[line - 1]
    if written.startswith("\t") or "'\\t'" in problem:
        return "a tab is used where YAML needs spaces. Indent with two spaces."
    if "undefined alias" in problem:
        return "an alias (*name) stands for something that is not anchored (&name) before it."
    return f"not valid YAML: {listed([problem])}. Check indentation, colons, quotes and braces."


class _Builder:
    """Builds values from the events of one YAML document."""

    def __init__(self, name: str, text: str) -> None:
        from ruamel.yaml import YAML

        yaml = YAML(typ="safe", pure=True)
        self.name = name
        self.yaml = yaml
        self.events: Iterator[Any] = iter(yaml.parse(text))
        self.kind: Any = None
        self.event: Any = None
        self.anchors: dict[str, tuple[Any, int] | None] = {}
        self.nodes = 0

    def advance(self) -> str:
        self.event = next(self.events)
        self.kind = type(self.event).__name__.removesuffix("Event")
        return str(self.kind)

    @property
    def line(self) -> int:
        return int(self.event.start_mark.line) + 1

    def refuse(self, sentence: str) -> NoReturn:
        raise refusal(self.name, self.line, sentence)

    def document(self) -> Keyed:
        self.advance()
        if self.advance() == "DocumentStart":
            if self.event.version or self.event.tags:
                self.refuse("a %YAML or %TAG directive is not read. Remove it.")
            self.advance()
        value = Keyed(1) if self.kind == "StreamEnd" else self.value(0)
        if not isinstance(value, Keyed) or not value:
            kind = {Listed: "a list", Keyed: "nothing"}.get(type(value), "one value")
            message = f"the file holds {kind}. Expected keys and values, among them 'resources'."
            raise refusal(self.name, 1, message)
        if self.advance() == "DocumentEnd" and self.advance() == "DocumentStart":
            self.refuse("a second document (---) starts. A policy is one document.")
        return value

    def value(self, depth: int) -> Any:
        """Return the value that the present event starts."""
        self.count(1)
        if depth > MAX_DEPTH:
            self.refuse(f"nested more than {MAX_DEPTH} levels deep: no policy needs that.")
        if self.kind == "Alias":
            return self.alias()
        if self.event.tag is not None:
            tag = listed([str(self.event.tag)])
            self.refuse(f"the tag '{tag}' is not read: a policy holds plain values only.")
        anchor = self.event.anchor
        if anchor is not None:
            self.anchors[anchor] = None
        before = self.nodes
        if self.kind == "MappingStart":
            made: Any = self.mapping(depth)
        elif self.kind == "SequenceStart":
            made = self.sequence(depth)
        else:
            made = self.scalar()
        if anchor is not None:
            self.anchors[anchor] = (made, self.nodes - before + 1)
        return made

    def count(self, more: int) -> None:
        self.nodes += more
        if self.nodes > MAX_NODES:
            message = f"more than {MAX_NODES:,} values once aliases are unfolded: too many."
            self.refuse(message)

    def alias(self) -> Any:
        name = listed([self.event.anchor])
        if self.event.anchor not in self.anchors:
            message = f"the alias *{name} stands for nothing: no &{name} comes before it."
            self.refuse(message)
        known = self.anchors[self.event.anchor]
        if known is None:
            self.refuse(f"the alias *{name} stands inside what it stands for.")
        self.count(known[1])
        return known[0]

    def mapping(self, depth: int) -> Keyed:
        made = Keyed(self.line)
        while self.advance() != "MappingEnd":
            line = self.line
            key = self.key()
            if key in made:
                message = (
                    f"the key '{listed([key])}' stands twice in one place, the first time on line "
                    f"{made.lines[key]}. Keep one."
                )
                self.refuse(message)
            self.advance()
            made.lines[key] = line
            made[key] = self.value(depth + 1)
        return made

    def key(self) -> str:
        if self.kind != "Scalar" or self.event.tag is not None or self.event.anchor is not None:
            self.refuse("a key must be a plain word.")
        if self.event.value == "<<" and self.event.style is None:
            self.refuse("a merge key (<<) hides what is promised. Write the keys out.")
        return str(self.event.value)

    def sequence(self, depth: int) -> Listed:
        made = Listed(self.line)
        while self.advance() != "SequenceEnd":
            made.lines.append(self.line)
            made.append(self.value(depth + 1))
        return made

    def scalar(self) -> str | int | float | bool | dt.date | None:
        from ruamel.yaml.nodes import ScalarNode

        written = str(self.event.value)
        if self.event.style is not None:
            return written
        tag = self.yaml.resolver.resolve(ScalarNode, written, (True, False))
        if str(tag).rpartition(":")[2] in PLAIN_SINCE_1_2:
            return written
        node = ScalarNode(tag, written, start_mark=self.event.start_mark)
        try:
            value = self.yaml.constructor.construct_object(node)
            sound = not isinstance(value, int) or abs(value) < LARGEST
        except ValueError:
            sound = False
        if not sound:
            message = (
                f"'{listed([written[:40]])}' looks like a number or a date and is none. Put it "
                "between quotes."
            )
            raise refusal(self.name, self.line, message)
        kept = str, int, float, dt.date, type(None)
        return value if isinstance(value, kept) else written
