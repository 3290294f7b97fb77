"""What changed between two dated versions of a policy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from privlab.language import Message
from privlab.policy.file._located import Keyed, Listed

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Change", "changes_between"]

NAMES = ("name", "id")


@dataclass(frozen=True)
class Change:
    """One promise that was added, removed or changed.

    Attributes
    ----------
    kind : str
        "added", "removed" or "changed".
    path : str
        Where it stands, as "resources.clients.privacy.purposes.crm.retention.active_days";
        entries of a list go by their name or id.
    line : int
        Line of the newer version; of the older one for what was removed.
    before, after : object
        Plain values, as the files say them; None where there is none.

    Examples
    --------
    >>> Change("changed", "privacy.thresholds.k", 4, before=5, after=20).after
    20
    """

    kind: Literal["added", "removed", "changed"]
    path: str
    line: int
    before: object = None
    after: object = None

    @property
    def message(self) -> Message:
        """The change as a sentence."""
        values: dict[str, object] = {
            "path": self.path,
            "before": _shown(self.before),
            "after": _shown(self.after),
        }
        if self.kind == "added":
            return Message("{path} was added: {after}.", values)
        if self.kind == "removed":
            return Message("{path} was removed; it was {before}.", values)
        return Message("{path} changed from {before} to {after}.", values)


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_shown(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_shown, value)) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def changes_between(
    before: object, after: object, path: str = "", lines: tuple[int, int] = (1, 1)
) -> Iterator[Change]:
    """Yield what differs between two trees, in the order of the newer one.

    Parameters
    ----------
    before, after : values read from two files
    path : str
        Where they stand.
    lines : tuple of int
        Line of each.
    """
    old, new = _named(before), _named(after)
    if old is None or new is None:
        if type(before) is not type(after) or before != after:
            yield Change("changed", path, lines[1], before, after)
        return
    for name, (value, line) in new.items():
        place = f"{path}.{name}" if path else name
        if name in old:
            yield from changes_between(old[name][0], value, place, (old[name][1], line))
        else:
            yield Change("added", place, line, None, value)
    for name, (value, line) in old.items():
        if name not in new:
            yield Change("removed", f"{path}.{name}" if path else name, line, value, None)


def _named(tree: object) -> dict[str, tuple[object, int]] | None:
    """Return the parts of a mapping, or of a list whose entries have names; None for a value."""
    if isinstance(tree, Keyed):
        return {key: (value, tree.lines[key]) for key, value in tree.items()}
    if isinstance(tree, Listed) and tree and all(isinstance(entry, Keyed) for entry in tree):
        for key in NAMES:
            names = [entry.get(key) for entry in tree]
            if all(isinstance(name, str) for name in names) and len(set(names)) == len(names):
                return {
                    name: (entry, line)
                    for name, entry, line in zip(names, tree, tree.lines, strict=True)
                }
    return None
