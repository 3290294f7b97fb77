"""The sample bank, by its short name: what `privlab_bank` makes."""

import privlab_bank
from privlab_bank import __all__


def __getattr__(name: str) -> object:
    return getattr(privlab_bank, name)


def __dir__() -> list[str]:
    return sorted(__all__)
