"""What half, one in twenty and one in a hundred people exceed; never a figure of single people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.language import Message
from privlab.results import Figure

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["FEWEST_SHOWN", "figures_beyond"]

SHARES = (0.50, 0.95, 0.99)
FEWEST_SHOWN = 5


def figures_beyond(
    axis: str,
    labels: Sequence[str],
    n_people: int,
    quantile: Callable[[float], float],
    *,
    unknown: Message | None = None,
) -> tuple[Figure, ...]:
    """Return the quantiles of a score over people, those of too few people without a value.

    Parameters
    ----------
    axis : str
        Keys are `{axis}_p50`, `{axis}_p95`, `{axis}_p99`.
    labels : sequence of str
        One for each, marked for translation.
    n_people : int
        A quantile beyond which fewer than 5 of them lie has no value.
    quantile : callable
        Share (0 to 1) -> score that this share of the people does not exceed.
    unknown : Message, optional
        Why there is no figure at all.
    """
    few = Message("fewer than {n} people lie beyond", {"n": FEWEST_SHOWN})
    shown = []
    for share, label in zip(SHARES, labels, strict=True):
        key = f"{axis}_p{round(share * 100)}"
        if unknown is not None or n_people * (1 - share) < FEWEST_SHOWN:
            shown.append(Figure(key, None, "score", label, reason=unknown or few))
        else:
            shown.append(Figure(key, float(quantile(share)), "score", label))
    return tuple(shown)
