"""What somebody finds who opens a file that was written: values, index, categories, metadata."""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

FEWEST_LETTERS = 8


def held_texts(table):
    """Return every text that the columns of an Arrow table hold, unused categories too."""
    found = set()
    for column in table.columns:
        for chunk in column.chunks:
            if pa.types.is_dictionary(chunk.type):
                found.update(map(str, chunk.dictionary.to_pylist()))
            found.update(map(str, chunk.to_pylist()))
    return found


def check_file(path, columns, texts):
    """Fail when a table in a file holds more than `columns`, or any of `texts` anywhere."""
    raw = path.read_bytes()
    assert not [text for text in texts if text.encode() in raw]
    if path.suffix == ".csv":
        table = pyarrow.csv.read_csv(path)
        frame = pd.read_csv(path)
    else:
        footer = pyarrow.parquet.read_metadata(path)
        assert not footer.metadata
        table = pyarrow.parquet.read_table(path)
        frame = pd.read_parquet(path)
        assert not table.schema.metadata
        assert all(not {*(field.metadata or {})} - {b"PARQUET:field_id"} for field in table.schema)
        assert not any(pa.types.is_dictionary(field.type) for field in table.schema)
    assert table.column_names == list(frame.columns) == list(columns)
    assert isinstance(frame.index, pd.RangeIndex)
    assert frame.index.name is None
    assert not held_texts(table) & set(texts)
    # rows are sorted by what they hold: their order says nothing of where they stood
    rows = list(zip(*(table.column(c).to_pylist() for c in table.column_names), strict=True))
    keyed = [tuple((value is None, value) for value in row) for row in rows]
    assert keyed == sorted(keyed)


def texts_of(frame, columns):
    """Return the texts of the people of a frame that are long enough to be nobody else's."""
    found = set()
    for column in columns:
        found.update(t for t in frame[column].dropna().astype(str) if len(t) >= FEWEST_LETTERS)
    return found
