"""The front door of one table: from a frame or a file to a page.

It calls the rooms in their order and lays out what they tell; it measures nothing by itself.
"""

from privlab.profiling._page import Profile, Step as Step
from privlab.profiling._steps import (
    STEPS as STEPS,
    fitted_recipe as fitted_recipe,
    folder_made as folder_made,
    profile,
)

__all__ = ["Profile", "profile"]
