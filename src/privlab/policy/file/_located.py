"""Plain values that remember the line of the file that each was read from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from privlab.errors import PolicyError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Keyed", "Listed", "Problems", "line_of", "note_open", "refusal"]

SHOWN = 10


class Keyed(dict[str, Any]):
    """A mapping of the file: `line` where it starts, `lines` of its keys."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}


class Listed(list[Any]):
    """A list of the file: `line` where it starts, `lines` of its entries."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.lines: list[int] = []


def line_of(tree: object, steps: Iterable[str | int]) -> int:
    """Return the line of the value at the end of the steps, or of the last one that is there."""
    line = getattr(tree, "line", 1)
    for step in steps:
        if isinstance(tree, Keyed) and step in tree.lines:
            line, tree = tree.lines[str(step)], tree[str(step)]
        elif isinstance(tree, Listed) and isinstance(step, int) and step < len(tree):
            line, tree = tree.lines[step], tree[step]
        else:
            break
    return line


def refusal(name: str, line: int | None, sentence: str) -> PolicyError:
    """Return the error about one place of the file."""
    where = name if line is None else f"{name}, line {line}"
    return PolicyError(f"{where}: {sentence}")


@dataclass
class Problems:
    """What is wrong with a file, gathered so that a person mends it in one go."""

    name: str
    found: list[tuple[int, str]] = field(default_factory=list)

    def add(self, line: int, sentence: str) -> None:
        """Note that a line says what it may not."""
        if (line, sentence) not in self.found:
            self.found.append((line, sentence))

    def check(self) -> None:
        """Raise PolicyError with the first ten, in the order of the file, when there are any."""
        if not self.found:
            return
        ordered: Sequence[tuple[int, str]] = sorted(self.found, key=lambda found: found[0])
        lines = [f"{self.name}, line {line}: {sentence}" for line, sentence in ordered[:SHOWN]]
        if len(ordered) > SHOWN:
            lines.append(f"{self.name}: {len(ordered) - SHOWN} more; mend these first.")
        raise PolicyError("\n".join(lines))


OPEN = "TODO"
ASKED = {
    "legal_basis": "one of eu-gdpr:A6-1-a (consent), -b (contract), -c (law), -d (life), "
    "-e (public task), -f (legitimate interest)",
    "dpv": "a DPV purpose, as ServiceProvision or DirectMarketing",
    "country": "two letters, as FR",
    "date": "a day, as 2026-01-31",
    "active_days": "days, as 1095 for three years",
    "from": "a date column, as clients.last_order",
    "email": "an address, as dpo@example.org",
    "name": "a name",
}


def note_open(tree: Keyed, problems: Problems) -> None:
    """Note each value that a person was to fill in and did not: it is still TODO."""
    _note_open(tree, (), tree.line, problems)


def _note_open(value: object, steps: tuple[str, ...], line: int, problems: Problems) -> None:
    if isinstance(value, Keyed):
        for key, inner in value.items():
            _note_open(inner, (*steps, str(key)), value.lines[key], problems)
    elif isinstance(value, Listed):
        for place, (inner, own) in enumerate(zip(value, value.lines, strict=True), 1):
            _note_open(inner, (*steps, str(place)), own, problems)
    elif value == OPEN and "privacy" in steps:
        said = ASKED.get(steps[-1])
        wanted = f": {said}" if said else ""
        problems.add(line, f"'{'.'.join(steps)}' is still {OPEN}. Fill it in{wanted}.")
