"""Any source becomes one table with roles, and stays where it is.

The only room that executes expressions: through `fetch`, `materialise` and `arrays`.
It knows roles and engines, and nothing of any measure.
"""

from typing import TYPE_CHECKING

from privlab.tables._accepted import as_dataset as as_dataset, as_rows as as_rows
from privlab.tables._arrays import Arrays as Arrays, arrays as arrays
from privlab.tables._bare import (
    bare as bare,
    held_categories as held_categories,
    is_nested as is_nested,
)
from privlab.tables._content import (
    content_mark as content_mark,
    earlier_mark as earlier_mark,
    emptied as emptied,
    is_fixed as is_fixed,
    leaves_of as leaves_of,
    rules_of as rules_of,
)
from privlab.tables._dataset import FEWEST_SHOWN as FEWEST_SHOWN, Dataset, Opened as Opened
from privlab.tables._door import dataset
from privlab.tables._fetch import (
    connect,
    default_connection as default_connection,
    fetch as fetch,
    held_rows as held_rows,
    is_held as is_held,
    is_map as is_map,
    materialise as materialise,
    small_table as small_table,
    value_map as value_map,
    without_categories as without_categories,
)
from privlab.tables._keys import Coding as Coding, Keys as Keys, pack as pack
from privlab.tables._origins import Origin as Origin
from privlab.tables._recoding import generalise as generalise, recode_values as recode_values
from privlab.tables._relabelling import (
    ClassMap as ClassMap,
    Relabelling as Relabelling,
    relabel as relabel,
    without_identifiers as without_identifiers,
)
from privlab.tables._roles import (
    DIMENSIONS,
    ROLE_ARGUMENTS as ROLE_ARGUMENTS,
    ROLE_LABELS as ROLE_LABELS,
    Dimension,
    Roles,
    check_present as check_present,
    names_of as names_of,
)
from privlab.tables._stored import (
    holds_the_same_columns as holds_the_same_columns,
    stored_as as stored_as,
)
from privlab.tables.files import is_parquet as is_parquet, written_as as written_as

if TYPE_CHECKING:
    from privlab.tables._accepted import Source as Source

__all__ = ["DIMENSIONS", "Dataset", "Dimension", "Roles", "connect", "dataset"]
