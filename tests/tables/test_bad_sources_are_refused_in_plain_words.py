"""What can be wrong with a source, each with a message that quotes no value."""

from __future__ import annotations

import gzip
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import privlab
from privlab.errors import ColumnError, ParameterError, PrivlabError, SourceError

PRIVATE = "Zébulon-4242"


@pytest.fixture
def write(tmp_path):
    def write(content: bytes, name: str = "clients.csv"):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


def refused(source, error=SourceError, **roles) -> str:
    with pytest.raises(error) as caught:
        privlab.dataset(source, **roles)
    assert isinstance(caught.value, PrivlabError)
    assert caught.value.__cause__ is None
    message = str(caught.value)
    assert PRIVATE not in message
    return message


def test_an_empty_file(write):
    assert "'clients.csv' is empty" in refused(write(b""))
    assert "is empty" in refused(write(b"", "clients.parquet"))


def test_a_file_with_a_header_and_no_row(write):
    assert "no row" in refused(write(b"name,town\n"))


@pytest.mark.parametrize(
    "frame",
    [pd.DataFrame({"a": []}), pl.DataFrame({"a": []}), pa.table({"a": pa.array([], pa.int64())})],
    ids=["pandas", "polars", "pyarrow"],
)
def test_a_frame_without_rows(frame):
    assert "no row" in refused(frame)


def test_a_frame_without_columns():
    assert "no column" in refused(pd.DataFrame())


def test_duplicate_columns_in_a_frame():
    frame = pd.DataFrame([[1, 2]], columns=["age", "age"])
    assert "must differ" in refused(frame, ColumnError)


def test_columns_that_differ_only_in_case():
    message = refused(pd.DataFrame({"Age": [1], "age": [2]}), ColumnError)
    assert "Age, age" in message


def test_a_missing_column_with_the_nearest_name():
    frame = pd.DataFrame({"postcode": [PRIVATE], "age": [3]})
    message = refused(frame, ColumnError, quasi_identifiers=["post_code"])
    assert message == (
        "quasi_identifiers= names 'post_code', which is not a column. "
        "Did you mean 'postcode'? Allowed: postcode, age"
    )


def test_a_text_of_two_encodings(write):
    content = f"name,town\nZoé,Saint-Étienne\nZoé,Angoulême\n{PRIVATE},".encode()
    message = refused(write(content + "Nîmes\n".encode("latin-1")))
    assert "line 4: the text is not UTF-8" in message
    assert "encoding='cp1252'" in message


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_a_text_that_is_not_in_the_declared_encoding(write, encoding):
    path = write(f"name,town\n{PRIVATE},Nîmes\n".encode("latin-1"))
    assert f"line 2: the text is not {encoding}" in refused(path, encoding=encoding)


def test_bytes_that_are_no_text(write):
    assert "line 2: it holds bytes that are no text" in refused(write(b"name,town\nA\x00,B\n"))


def test_a_truncated_parquet(tmp_path):
    path = tmp_path / "clients.parquet"
    pd.DataFrame({"name": [PRIVATE] * 100}).to_parquet(path)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert "was cut while written or copied" in refused(path)


def test_a_parquet_with_a_damaged_footer(tmp_path):
    path = tmp_path / "clients.parquet"
    pd.DataFrame({"name": [PRIVATE] * 100}).to_parquet(path)
    whole = bytearray(path.read_bytes())
    footer = int.from_bytes(whole[-8:-4], "little")
    whole[-8 - footer : -8] = b"\xff" * footer
    path.write_bytes(bytes(whole))
    assert "footer is damaged" in refused(path)


def test_a_file_that_only_calls_itself_parquet(write):
    assert "does not start as one" in refused(write(b"name;town\n", "clients.parquet"))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (f"name,town\nAnne,Lyon\n{PRIVATE},Lyon,extra\nAnne,Lyon\n", "line 3: 3 fields where"),
        (
            f"name,town\nAnne,Lyon\n{PRIVATE}\nAnne,Lyon\n",
            "line 3: 1 field where the header has 2",
        ),
        (f"name,town\nAnne,Lyon\n{PRIVATE},Lyon,extra\n", "line 3: 3 fields where"),
        (f"name,town\n{PRIVATE},Lyon,x\nAnne,Lyon,x\n", "line 2: 3 fields where"),
        (f"Title\n\nname,town\nAnne,Lyon\n{PRIVATE}\nA,B\n", "line 5: 1 field where"),
        ("\n \n\n", "no line that holds the names"),
    ],
)
def test_a_malformed_line(write, content, said):
    assert said in refused(write(content.encode()))


def test_a_line_that_starts_with_a_mark_is_a_row(write):
    path = write(b"name,town\n#Anne,Lyon\nBob,Metz\n")
    assert privlab.dataset(path).n_rows == 2


def test_a_quote_that_is_never_closed(write):
    content = f'name,town\n"{PRIVATE},Lyon\n'.encode() + b"x,y\n" * 1000
    message = refused(write(content))
    assert "clients.csv" in message


def test_a_field_of_64_megabytes(write):
    content = b'name,town\nAnne,"' + PRIVATE.encode() + b"x" * (64 * 2**20) + b'"\n'
    assert "line 2: longer than 16 MB" in refused(write(content))


def test_a_gzip_file_that_was_cut(write):
    whole = gzip.compress(b"name,town\n" + b"Anne,Lyon\n" * 50_000)
    assert "not a whole gzip file" in refused(write(whole[:100], "clients.csv.gz"))


@pytest.mark.parametrize("name", ["a\nb", "a\tb", "", "  ", "a\x00b"])
def test_a_column_name_with_a_control_character(name):
    message = refused(pd.DataFrame({name: [1]}), ColumnError)
    assert "control character" in message
    assert name.isprintable() or name not in message


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "<b>age", "a</i>", "<!--", "<?php"])
def test_a_column_name_with_markup(name):
    assert "holds markup" in refused(pd.DataFrame({name: [1]}), ColumnError)


@pytest.mark.parametrize("name", ["privlab_person", "PRIVLAB_x"])
def test_a_column_named_as_privlab_names_its_own(name):
    assert "starts with privlab_" in refused(pd.DataFrame({name: [1]}), ColumnError)


@pytest.mark.parametrize(
    "name", ["<18", "income <= 50K", "R&D", "l'âge", '"quoted"', "a; drop", "x`y"]
)
def test_an_unusual_column_name_is_only_a_name(name):
    data = privlab.dataset(pd.DataFrame({name: ["a", "b", None]}), quasi_identifiers=[name])
    assert privlab.check_anonymity(data).k == 1


def test_a_column_name_with_markup_in_a_file(write):
    assert "holds markup" in refused(write(b"<img src=x>,town\na,b\n"), ColumnError)


def test_column_names_that_are_not_text():
    assert "must be text" in refused(pd.DataFrame({0: [1]}), ColumnError)


def test_a_column_of_mixed_types():
    message = refused(pd.DataFrame({"age": [1, PRIVATE, [2]]}))
    assert "'age' mixes values of several types" in message


def test_a_nested_column_is_refused_when_it_is_used():
    data = privlab.dataset(pa.table({"tags": [["a"], ["b"]], "age": [1, 2]}))
    with pytest.raises(ColumnError, match="nested"):
        privlab.check_anonymity(data, quasi_identifiers=["tags"])


@pytest.mark.parametrize("source", [3, None, {"a": [1]}, [1], np.zeros(3), pd.Series([1])])
def test_what_is_no_table(source):
    assert "Pass" in (message := refused(source)) or "Allowed" in message


def test_a_path_that_is_no_table(write, tmp_path):
    assert "Allowed: .csv" in refused(write(b"x", "clients.doc"))
    assert "Allowed: .csv" in refused(write(b"x", "clients.xlsx.gz"))
    assert "no file" in refused(tmp_path / "absent.csv")
    assert "No file is called like" in refused(str(tmp_path / "absent*.csv"))
    assert "folder without a file" in refused(_folder(tmp_path))


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.ods", "a.json", "a.feather", "a.sqlite"])
def test_a_file_that_is_not_what_its_name_says(write, name):
    message = refused(write(PRIVATE.encode() * 40, name))
    assert name in message


def _folder(tmp_path):
    folder = tmp_path / "clients.csv"
    folder.mkdir()
    return folder


def test_a_person_key_with_missing_values():
    data = privlab.dataset(pd.DataFrame({"id": ["a", None], "age": [1, 2]}), person="id")
    with pytest.raises(ColumnError, match="missing in 1 of 2 rows"):
        privlab.check_anonymity(data, quasi_identifiers=["age"])


@pytest.mark.parametrize(
    ("roles", "said"),
    [
        ({"identifiers": ["a"], "sensitive": ["a"]}, "a column has one role"),
        ({"quasi_identifiers": ["a", "a"]}, "given twice"),
    ],
)
def test_a_column_in_two_roles(roles, said):
    assert said in refused(pd.DataFrame({"a": [1]}), ColumnError, **roles)


@pytest.mark.parametrize(
    ("roles", "said"),
    [
        ({"quasi_identifiers": "age"}, r"Write quasi_identifiers=\['age'\]"),
        ({"quasi_identifiers": None}, "a list of column names, not NoneType"),
        ({"dimensions": {"age": "wealth"}}, "Allowed: identity"),
        ({"dimensions": {"age": ("income", 0.3)}}, "0.75 highly personal"),
    ],
)
def test_roles_that_are_badly_written(roles, said):
    with pytest.raises(ParameterError, match=said):
        privlab.dataset(pd.DataFrame({"age": [1]}), **roles)


def test_an_engine_error_shows_no_value():
    import ibis

    connection = ibis.duckdb.connect()
    table = connection.create_table("t", pd.DataFrame({"name": [PRIVATE, "1"]}))
    with pytest.raises(PrivlabError) as caught:
        privlab.dataset(table.mutate(name=table["name"].cast("int64")))
    assert PRIVATE not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


@pytest.mark.parametrize(
    "column",
    [
        pa.array([pa.MonthDayNano([1, 2, 3])]),
        pa.RunEndEncodedArray.from_arrays([1], [PRIVATE]),
        pa.UnionArray.from_sparse(pa.array([0], pa.int8()), [pa.array([PRIVATE])]),
    ],
    ids=["interval", "run ends", "union"],
)
def test_a_type_that_no_engine_has(column):
    said = refused(pa.table({"age": [1], "notes": column}), quasi_identifiers=["notes"])
    assert "Column 'notes' holds" in said
    assert "a type that engines do not have" in said


def test_short_decimals_are_compared():
    numbers = [Decimal("1.20"), Decimal("0.70")] * 2
    short = getattr(pa, "decimal32", pa.decimal128)
    values = pa.array(numbers, short(5, 2))
    data = privlab.dataset(pa.table({"sum": values}), quasi_identifiers=["sum"])
    assert privlab.check_anonymity(data).k == 2
