"""Any source becomes one table with roles, and stays where it is.

The only room that executes expressions: through `fetch`, `materialise` and `arrays`.
It knows roles and engines, and nothing of any measure.
"""

from privlab.tables._arrays import Arrays, arrays
from privlab.tables._coding import Coding, Keys, pack
from privlab.tables._content import content_mark
from privlab.tables._dataset import (
    DIMENSIONS,
    ROLE_LABELS,
    Dataset,
    Dimension,
    Opened,
    Roles,
    check_dataset,
)
from privlab.tables._door import dataset
from privlab.tables._fetch import (
    connect,
    default_connection,
    engine_name,
    fetch,
    materialise,
    small_table,
)
from privlab.tables._holding import is_held
from privlab.tables._origins import Origin
from privlab.tables._recoding import recode_values

__all__ = [
    "DIMENSIONS",
    "ROLE_LABELS",
    "Arrays",
    "Coding",
    "Dataset",
    "Dimension",
    "Keys",
    "Opened",
    "Origin",
    "Roles",
    "arrays",
    "check_dataset",
    "connect",
    "content_mark",
    "dataset",
    "default_connection",
    "engine_name",
    "fetch",
    "is_held",
    "materialise",
    "pack",
    "recode_values",
    "small_table",
]
