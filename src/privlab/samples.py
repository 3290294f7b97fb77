"""The sample bank, by its short name: what `privlab_bank` makes."""

from privlab_bank import *  # noqa: F403 - the same names, all of them
from privlab_bank import __all__  # noqa: F401
