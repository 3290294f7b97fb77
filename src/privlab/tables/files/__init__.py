"""Files as people have them: found, unpacked, decoded, and typed so that nothing is lost."""

from privlab.tables.files._opening import (
    Rows as Rows,
    files_of as files_of,
    is_parquet as is_parquet,
    read_rows as read_rows,
    written_as as written_as,
)
from privlab.tables.files._parquet import read_parquet as read_parquet, zones_of as zones_of
from privlab.tables.files._reading import Reading as Reading
