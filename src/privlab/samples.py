"""The sample bank, by its short name: what `privlab_bank` makes."""

from typing import TYPE_CHECKING

import privlab_bank
from privlab_bank import __all__

if TYPE_CHECKING:
    from privlab_bank import *  # noqa: F403 - the same names, all of them


def __getattr__(name: str) -> object:
    return getattr(privlab_bank, name)


def __dir__() -> list[str]:
    return sorted(__all__)
