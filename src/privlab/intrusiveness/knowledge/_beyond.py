"""What half, one in twenty and one in a hundred people exceed; never a figure of single people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.language import Message
from privlab.results import Figure

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

__all__ = ["figures_beyond"]

SHARES = (0.50, 0.95, 0.99)


def figures_beyond(
    axis: str,
    labels: Sequence[str],
    n_people: int,
    quantile: Callable[[float], float],
    *,
    fewest_shown: int,
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
        Whose scores they are.
    quantile : callable
        Share (0 to 1) -> score that this share of the people does not exceed.
    fewest_shown : int
        A quantile beyond which fewer people lie has no value.
    unknown : Message, optional
        Why there is no figure at all.
    """
    few = Message("fewer than {n} people lie beyond", {"n": fewest_shown})
    shown = []
    for share, label in zip(SHARES, labels, strict=True):
        key = f"{axis}_p{round(share * 100)}"
        if unknown is not None or n_people * (1 - share) < fewest_shown:
            shown.append(Figure(key, None, "score", label, reason=unknown or few))
        else:
            shown.append(Figure(key, float(quantile(share)), "score", label))
    return tuple(shown)
