"""Whether two names are one name written twice: by case, blanks, Unicode form, or a slip."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from privlab.errors import ParameterError, listed

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["check_new_name", "is_slip", "spelling_of"]

SHORTEST = 4


def spelling_of(text: str) -> str:
    """Return what is left of a text without case, blanks and Unicode form.

    Examples
    --------
    >>> spelling_of(" Score")
    'score'
    """
    if text.isascii():
        return "".join(text.lower().split())
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(folded.split())


def is_slip(one: str, other: str) -> bool:
    """Whether one letter is missing, too many or exchanged with its neighbour; digits count.

    Examples
    --------
    >>> is_slip("score", "scroe"), is_slip("score", "scores"), is_slip("team1", "team12")
    (True, True, False)
    """
    short, long = sorted((spelling_of(one), spelling_of(other)), key=len)
    if len(short) < SHORTEST or re.findall(r"\d", short) != re.findall(r"\d", long):
        return False
    if len(short) == len(long):
        swaps = (
            short[:n] + short[n + 1] + short[n] + short[n + 2 :] for n in range(len(short) - 1)
        )
        return short != long and long in swaps
    return len(short) + 1 == len(long) and any(
        short == long[:n] + long[n + 1 :] for n in range(len(long))
    )


def check_new_name(what: str, name: str, known: Iterable[str], *, told: bool = False) -> None:
    """Refuse a name that is a known one written differently: it would escape what is kept of it.

    Parameters
    ----------
    what : str
        "population", "purpose" or "actor".
    name : str
    known : iterable of str
    told : bool
        Whether it was said, with a reason, that a name with one slip is another one.
    """
    known = set(known)
    if not name or name in known:
        return
    same = sorted(own for own in known if spelling_of(own) == spelling_of(name))
    near = same or ([] if told else sorted(own for own in known if is_slip(own, name)))
    if not near:
        return
    other = (
        "Write it in the same way."
        if same
        else f"If it is another {what}, say so once: register.set_budget(..., reason='...')."
    )
    message = (
        f"There is no {what} '{listed([name])}' in this register. Did you mean "
        f"'{listed(near[:1])}'? {other}"
    )
    raise ParameterError(message)
