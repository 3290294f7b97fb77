"""The registry of the flaws of the bank: each can be planted, and left out, alone."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from privlab.errors import ParameterError, did_you_mean
from privlab_bank.flaws._contacts import CONTACT_FLAWS
from privlab_bank.flaws._files import FILE_FLAWS
from privlab_bank.flaws._inference import INFERENCE_FLAWS
from privlab_bank.flaws._records import RECORD_FLAWS
from privlab_bank.flaws._scores import SCORE_FLAWS
from privlab_bank.flaws._texts import TEXT_FLAWS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from privlab_bank.flaws._flaw import Flaw

__all__ = ["FLAWS", "chosen_flaws"]

FLAWS: Mapping[str, Flaw] = MappingProxyType(
    {
        flaw.name: flaw
        for flaw in (
            *FILE_FLAWS,
            *CONTACT_FLAWS,
            *SCORE_FLAWS,
            *INFERENCE_FLAWS,
            *TEXT_FLAWS,
            *RECORD_FLAWS,
        )
    }
)
"""Every flaw by its name, with the promise of the clean bank that it breaks."""


def chosen_flaws(flaws: str | Iterable[str]) -> tuple[Flaw, ...]:
    """Return the flaws with these names, in the order of the registry; 'all' for every one.

    Raises
    ------
    ParameterError
        When a name is not that of a flaw.
    """
    if flaws == "all":
        return tuple(FLAWS.values())
    names = {flaws} if isinstance(flaws, str) else set(flaws)
    for name in sorted(names, key=str):
        if name not in FLAWS:
            message = f"flaws: {name!r} is not a flaw. {did_you_mean(str(name), FLAWS)}, or 'all'."
            raise ParameterError(message)
    return tuple(flaw for name, flaw in FLAWS.items() if name in names)
