"""The one door by which a treated table leaves: what was declared, nothing else, checked again.

Treatments hand it their rows, with the values as they were beside them; it judges columns, counts
on what really leaves, and holds no treatment of its own.
"""

from privlab.release._door import let_out as let_out
from privlab.release._left_behind import LeftBehind as LeftBehind
from privlab.release._release import Release
from privlab.release._treated import Treated as Treated, with_originals as with_originals

__all__ = ["Release"]
