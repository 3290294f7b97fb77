"""The one door by which a treated table leaves: what was declared, nothing else, checked again.

Treatments hand it their rows, with the values as they were beside them; it judges columns, counts
on what really leaves, and holds no treatment of its own.
"""

from privlab.release._door import Treated, let_out
from privlab.release._left_behind import LeftBehind
from privlab.release._originals import with_originals
from privlab.release._release import Release

__all__ = ["LeftBehind", "Release", "Treated", "let_out", "with_originals"]
