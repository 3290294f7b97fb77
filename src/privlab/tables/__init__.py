"""Any source becomes one table with roles, and stays where it is.

The only room that executes expressions: through `fetch`, `materialise` and `arrays`.
It knows roles and engines, and nothing of any measure.
"""

from privlab.tables._arrays import Arrays, arrays
from privlab.tables._content import content_mark
from privlab.tables._dataset import Dataset, Opened, check_dataset, check_rows
from privlab.tables._door import dataset
from privlab.tables._fetch import (
    connect,
    default_connection,
    engine_name,
    fetch,
    materialise,
    small_table,
    value_map,
)
from privlab.tables._generalising import generalise
from privlab.tables._holding import is_held, is_map
from privlab.tables._keys import Coding, Keys, pack
from privlab.tables._leaves import stored_as
from privlab.tables._origins import Origin
from privlab.tables._recoding import recode_values
from privlab.tables._relabelling import ClassMap, Relabelling, relabel, without_identifiers
from privlab.tables._roles import DIMENSIONS, ROLE_LABELS, Dimension, Roles

__all__ = [
    "DIMENSIONS",
    "ROLE_LABELS",
    "Arrays",
    "ClassMap",
    "Coding",
    "Dataset",
    "Dimension",
    "Keys",
    "Opened",
    "Origin",
    "Relabelling",
    "Roles",
    "arrays",
    "check_dataset",
    "check_rows",
    "connect",
    "content_mark",
    "dataset",
    "default_connection",
    "engine_name",
    "fetch",
    "generalise",
    "is_held",
    "is_map",
    "materialise",
    "pack",
    "recode_values",
    "relabel",
    "small_table",
    "stored_as",
    "value_map",
    "without_identifiers",
]
