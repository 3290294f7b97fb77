"""Any source becomes one table with roles, and stays where it is.

The only room that executes expressions: through `fetch`, `materialise` and `arrays`.
It knows roles and engines, and nothing of any measure.
"""

from privlab.tables._arrays import Arrays, arrays
from privlab.tables._bare import bare, held_categories, is_nested
from privlab.tables._content import content_mark, earlier_mark, emptied, is_fixed, rules_of
from privlab.tables._dataset import FEWEST_SHOWN, Dataset, Opened, check_dataset, check_rows
from privlab.tables._door import dataset
from privlab.tables._fetch import (
    connect,
    default_connection,
    fetch,
    held_rows,
    is_held,
    is_map,
    materialise,
    small_table,
    value_map,
    without_categories,
)
from privlab.tables._keys import Coding, Keys, pack
from privlab.tables._origins import Origin
from privlab.tables._recoding import generalise, recode_values
from privlab.tables._relabelling import ClassMap, Relabelling, relabel, without_identifiers
from privlab.tables._roles import (
    DIMENSIONS,
    ROLE_ARGUMENTS,
    ROLE_LABELS,
    Dimension,
    Roles,
    check_present,
    names_of,
)
from privlab.tables._stored import stored_as

__all__ = [
    "DIMENSIONS",
    "FEWEST_SHOWN",
    "ROLE_ARGUMENTS",
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
    "bare",
    "check_dataset",
    "check_present",
    "check_rows",
    "connect",
    "content_mark",
    "dataset",
    "default_connection",
    "earlier_mark",
    "emptied",
    "fetch",
    "generalise",
    "held_categories",
    "held_rows",
    "is_fixed",
    "is_held",
    "is_map",
    "is_nested",
    "materialise",
    "names_of",
    "pack",
    "recode_values",
    "relabel",
    "rules_of",
    "small_table",
    "stored_as",
    "value_map",
    "without_categories",
    "without_identifiers",
]
