"""How much of a person takes part, and how far one person more or less moves the answers."""

from __future__ import annotations

from dataclasses import dataclass

from privlab.errors import ParameterError

__all__ = ["MOST_ROWS", "Caps"]

MOST_ROWS = 2**31


@dataclass(frozen=True)
class Caps:
    """Caps on what one person gives, declared once.

    Parameters
    ----------
    rows : int
        Rows of a person in all, at least 1.
    groups : int, optional
        Groups of a query in which a person takes part.
    rows_per_group : int, optional
        Rows of a person in one group.

    Examples
    --------
    >>> caps = Caps(rows=5, groups=3, rows_per_group=2)
    >>> caps.touched(50), caps.total(50), caps.squared(50)
    (3, 5, 9)
    """

    rows: int
    groups: int | None = None
    rows_per_group: int | None = None

    def touched(self, n_groups: int) -> int:
        """Return in how many of the groups one person may take part."""
        return min(self.rows, self.groups or self.rows, n_groups)

    def total(self, n_groups: int) -> int:
        """Return the rows that one person more or less moves in all groups: L1."""
        return min(self.rows, self._most * self.touched(n_groups))

    def squared(self, n_groups: int) -> int:
        """Return the largest sum of squares of the rows of a person in each group: L2 squared."""
        full, rest = divmod(self.total(n_groups), self._most)
        return full * self._most**2 + rest**2

    @property
    def _most(self) -> int:
        return min(self.rows, self.rows_per_group or self.rows)


def check_cap(name: str, cap: object) -> None:
    """Refuse a cap that is no whole number of at least 1."""
    if isinstance(cap, bool) or not isinstance(cap, int) or not 1 <= cap <= MOST_ROWS:
        message = (
            f"{name} is {cap!r}; it must be a whole number of at least 1 and at most {MOST_ROWS}."
        )
        raise ParameterError(message)
