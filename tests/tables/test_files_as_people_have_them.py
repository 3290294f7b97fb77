"""One table, in every dress in which people keep it, is the same table; what was found is said."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import sqlite3
import zipfile

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from pyarrow import feather

import privlab
from privlab.errors import ColumnError, ParameterError, SourceError

FRAME = pd.DataFrame(
    {
        "kunde": [17, 4, 23, 8],
        "ort": ["Köln", "Zürich", "Köln", None],
        "betrag": [12.5, 3.0, 1200.25, 0.5],
        "seit": pd.to_datetime(["2019-03-04", "2020-12-31", "2021-01-01", "1999-06-15"]).date,
    }
)
TEXT = FRAME.to_csv(index=False)
ROWS = sorted(FRAME.itertuples(index=False), key=lambda row: row.kunde)


def opened(source, **options):
    return privlab.dataset(source, **options)


def rows(data):
    frame = data.table.to_pandas()
    return [
        (int(kunde), None if pd.isna(ort) else ort, float(betrag), pd.Timestamp(seit).date())
        for kunde, ort, betrag, seit in frame.sort_values("kunde").itertuples(index=False)
    ]


def is_the_table(data):
    assert data.columns == tuple(FRAME.columns)
    assert rows(data) == [
        (row.kunde, None if pd.isna(row.ort) else row.ort, row.betrag, row.seit) for row in ROWS
    ]
    return data


@pytest.fixture
def write(tmp_path):
    def write(name, content):
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return write


def german(text=TEXT):
    lines = [line.split(",") for line in text.splitlines()]
    return "\n".join(";".join(field.replace(".", ",") for field in line) for line in lines) + "\n"


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", ""),
        ("utf-8-sig", ""),
        ("utf-16", ""),
        ("utf-16-le", "read as utf-16-le"),
        ("utf-32", ""),
        ("cp1252", "read as cp1252"),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_in_any_encoding_and_with_any_line_end(write, encoding, said, end):
    data = is_the_table(opened(write("a.csv", TEXT.replace("\n", end).encode(encoding))))
    assert [said in note.text("en") for note in data.notes] == ([True] if said else [])


def test_an_encoding_can_be_given(write):
    path = write("a.csv", TEXT.encode("mac_roman"))
    is_the_table(opened(path, encoding="mac_roman"))


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_line_ends_may_differ(write, end):
    first, rest = TEXT.split("\n", 1)
    is_the_table(opened(write("a.csv", (first + "\r\n" + rest.replace("\n", end)).encode())))


@pytest.mark.parametrize("delimiter", [";", "\t", "|", ","])
def test_with_any_delimiter(write, delimiter):
    path = write("a.txt", TEXT.replace(",", delimiter).encode())
    is_the_table(opened(path))
    is_the_table(opened(path, delimiter=delimiter))


def test_a_delimiter_that_is_told_on_the_first_line(write):
    is_the_table(opened(write("a.csv", ("sep=;\r\n" + german()).encode())))


def test_decimals_with_a_comma(write):
    is_the_table(opened(write("a.csv", german().encode("cp1252"))))


def test_columns_aligned_by_blanks(write):
    text = "\n".join(f" {n:05d}  199701{n:02d}  {n}   {n / 2:.2f}" for n in range(10, 30)) + "\n"
    data = opened(write("a.txt", text.encode()))
    assert data.columns == ("column_1", "column_2", "column_3", "column_4")
    assert data.n_rows == 20
    assert data.to_pandas()["column_4"].sum() == sum(n / 2 for n in range(10, 30))


@pytest.mark.parametrize(
    ("name", "pack"),
    [("a.csv.gz", gzip.compress), ("a.csv.bz2", bz2.compress), ("a.CSV.xz", lzma.compress)],
)
def test_packed(write, name, pack):
    is_the_table(opened(write(name, pack(TEXT.encode()))))


def test_packed_with_zstandard_and_zip(tmp_path):
    with pa.output_stream(str(tmp_path / "a.csv.zst"), compression="zstd") as file:
        file.write(TEXT.encode())
    is_the_table(opened(tmp_path / "a.csv.zst"))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.writestr("export/a.csv", TEXT)
        packed.writestr("__MACOSX/a.csv", "x")
    is_the_table(opened(tmp_path / "a.zip"))
    with zipfile.ZipFile(tmp_path / "a.zip", "a") as packed:
        packed.writestr("b.csv", TEXT)
    with pytest.raises(SourceError, match="holds 2 files"):
        opened(tmp_path / "a.zip")


def test_a_file_that_would_fill_the_machine(tmp_path, monkeypatch):
    from privlab.tables.files import _content

    monkeypatch.setattr(_content, "_FREE", 2**20)
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(b"a,b\n" + b"1,2\n" * 2**20))
    with pytest.raises(SourceError, match="unpacks to more than"):
        opened(path)


def test_titles_stand_above_the_table(write):
    data = opened(write("a.csv", ("Export of 2026-11-30\n\n" + TEXT).encode()))
    assert "The first 2 lines of a.csv stand above" in is_the_table(data).notes[0].text("en")
    wide = "Export;;;\n" + german()
    is_the_table(opened(write("b.csv", wide.encode())))
    is_the_table(opened(write("c.csv", ("x,y\nz,z\n" + TEXT).encode()), skip_rows=2))


HEADERLESS = {
    "an address": "0,Ana Martin,ana@x.org\n1,Bob Roux,bob@x.org\n",
    "numbers": "1,34,2.5\n2,35,3.5\n3,36,4.5\n",
    "a date": "Anne,1980-01-02\nBob,1981-02-03\n",
    "one word that is said again": "Roux,Ana,Gold\nBlin,Bob,VIP\nFaure,Zoé,Gold\n",
    "years above years": "1980,Lyon\n1981,Metz\n",
    "what is said again": "F,Lyon\nM,Metz\nF,Metz\nM,Lyon\nF,Nice\n",
}


def test_titles_of_several_cells(write, tmp_path):
    text = "Stand;2024-02-01;\n;;\nName;PLZ;Alter\nMeier;01067;31\nKunz;01069;44\n"
    data = opened(write("a.csv", text.encode()))
    assert (data.columns, data.n_rows) == (("Name", "PLZ", "Alter"), 2)
    pytest.importorskip("python_calamine")
    cells = [[part or None for part in line.split(";")] for line in text.splitlines()]
    for row in cells[3:]:
        row[2] = int(row[2])
    write_workbook(tmp_path / "a.xlsx", {"one": cells})
    data = opened(tmp_path / "a.xlsx")
    assert (data.columns, data.n_rows) == (("Name", "PLZ", "Alter"), 2)
    write_workbook(tmp_path / "a.xlsx", {"one": [["town", 2019], ["A", 1], [None, None], ["B", 2]]})
    data = opened(tmp_path / "a.xlsx")
    assert (data.columns, data.n_rows) == (("town", "2019"), 3)


def test_a_quote_that_is_never_closed_takes_no_row(write):
    text = 'a,b\n1,x\n2,"y\n' + "3,z\n" * 5
    with pytest.raises(SourceError, match=r"line 3: its quotes are malformed, or one is never"):
        opened(write("a.csv", text.encode()))
    with pytest.raises(SourceError, match=r"line 1: ") as said:
        opened(write("c.csv", b'a,"b\n' + b"secret,2\n" * 90))
    assert "secret" not in str(said.value)
    assert opened(write("d.csv", b'a,"b\nc"\n1,2\n')).columns == ("a", "b c")
    # an inch is no quote
    assert opened(write("b.csv", b'a,b\n1,3" wide\n2,y\n')).n_rows == 2


@pytest.mark.parametrize("ending", ["dat", "user"])
def test_a_file_of_any_name_is_read_with_its_delimiter(write, ending):
    is_the_table(opened(write(f"a.{ending}", TEXT.replace(",", "|").encode()), delimiter="|"))


@pytest.mark.parametrize("kind", HEADERLESS)
def test_a_file_without_names_keeps_its_first_row(write, kind):
    data = opened(write("a.csv", HEADERLESS[kind].encode()))
    assert data.columns[:2] == ("column_1", "column_2")
    assert data.n_rows == HEADERLESS[kind].count("\n")
    said = data.notes[0].text("en")
    assert "does not name its columns" in said
    for value in ("Ana", "Lyon", "Gold"):
        assert value not in said + repr(data)
    assert opened(write("a.csv", HEADERLESS[kind].encode()), header=True).n_rows == data.n_rows - 1


NAMED = {
    "years": "country,2019,2020,2021\nFR,1.5,2.5,3.5\nDE,1.5,2.5,3.5\n",
    "places": "0,1,2\n1.5,2.5,3.5\n1.5,2.5,3.5\n",
    "texts": "sex,town\nF,Lyon\nM,Metz\nF,Lyon\n",
    "one column": "p\nYes\nNo\nYes\n",
    "put together of two files": "sex,town\nF,Lyon\nM,Metz\nsex,town\nF,Nice\n",
    "a year beside a text": "district,2022\nAK-1,15\nAL-1,32\n",
    "without a name for the numbers of rows": ",age,town\n0,31,Lyon\n1,32,Metz\n",
}


@pytest.mark.parametrize("kind", NAMED)
def test_names_are_seen_as_such(write, kind):
    data = opened(write("a.csv", NAMED[kind].encode()))
    names = NAMED[kind].split("\n", 1)[0].split(",")
    assert data.columns == tuple(name or "column_1" for name in names)
    assert len(data.notes) == names.count("")


def test_no_value_of_a_population_decides_how_others_are_read(write):
    path = write("a.csv", b"F,Lyon\nM,Metz\nF,Metz\n")
    assert opened(path, population="clients").columns == ("F", "Lyon")
    lines = b"who;said\n" + b"1;a,b,c\n" * 9
    assert opened(write("b.csv", lines), population="clients").columns == ("who", "said")
    titled = opened(write("c.csv", b"Title\na;b\n1;2\n"), population="clients")
    assert titled.columns == ("Title",)
    with pytest.raises(SourceError, match="line 2: the text is not UTF-8"):
        opened(write("d.csv", "ort\nNîmes\n".encode("cp1252")), population="clients")
    path = write("e.csv", "ort\nNîmes\n".encode("utf-16"))
    assert opened(path, population="clients").to_pandas()["ort"].tolist() == ["Nîmes"]


def test_names_are_made_to_differ(write):
    data = opened(write("a.csv", b"Age,age,,age_2, AGE\n1,2,3,4,5\n"))
    assert data.columns == ("Age", "age_3", "column_3", "age_2", "AGE_4")
    assert "age_3, column_3, AGE_4" in data.notes[0].text("en")


def test_names_without_their_blanks(write):
    path = write("a.csv", b"id, zip\n1,01\n")
    data = opened(path, text_columns=["zip"])
    assert data.to_pandas()["zip"].tolist() == ["01"]
    with pytest.raises(ColumnError, match="Did you mean 'zip'"):
        opened(path, text_columns=["zi"])


def test_json_records_lines_and_answers(write):
    records = json.loads(FRAME.astype({"seit": str}).to_json(orient="records"))
    is_the_table(opened(write("a.json", json.dumps(records).encode())))
    lines = "\n".join(map(json.dumps, records))
    is_the_table(opened(write("a.jsonl", lines.encode())))
    is_the_table(opened(write("b.jsonl.gz", gzip.compress(lines.encode()))))
    is_the_table(opened(write("b.json", json.dumps({"data": records, "n": 4}).encode())))
    with pytest.raises(SourceError, match="line 2: it is no JSON"):
        opened(write("c.jsonl", lines.encode().replace(b"\n", b"\n{", 1)))
    with pytest.raises(SourceError, match="holds no table"):
        opened(write("c.json", b"[1, 2]"))


@pytest.mark.parametrize("orient", ["columns", "index", "split"])
def test_json_as_pandas_writes_it(write, orient):
    text = FRAME.astype({"seit": str}).to_json(orient=orient)
    is_the_table(opened(write("a.json", text.encode())))


def test_json_of_which_nobody_knows_what_is_a_row(write):
    held = {"Ana": {"age": 31, "sum": 2}, "Bob": {"age": 44, "sum": 3}}
    with pytest.raises(SourceError, match="holds no table") as said:
        opened(write("a.json", json.dumps(held).encode()))
    assert "Ana" not in str(said.value)
    assert opened(write("b.json", b'{"age": [31, 44], "town": ["A", "B"]}')).n_rows == 2


def test_json_says_which_digits_are_texts(write):
    held = [{"zip": "75001", "n": 12345678901234567890, "tags": ["a"]}, {"zip": "01000", "n": 1}]
    frame = opened(write("a.json", json.dumps(held).encode())).to_pandas()
    assert frame["zip"].tolist() == ["75001", "01000"]
    assert frame["n"].tolist() == ["12345678901234567890", "1"]


@pytest.mark.parametrize("ending", ["feather", "arrow"])
def test_arrow_files(tmp_path, ending):
    feather.write_feather(FRAME, tmp_path / f"a.{ending}")
    is_the_table(opened(tmp_path / f"a.{ending}"))


def test_sqlite(tmp_path):
    with sqlite3.connect(tmp_path / "a.sqlite") as database:
        FRAME.astype({"seit": str}).to_sql("kunden", database, index=False)
        is_the_table(opened(tmp_path / "a.sqlite"))
        FRAME.head(1).astype({"seit": str}).to_sql("andere", database, index=False)
    database.close()
    with pytest.raises(SourceError, match=r"several tables.*sheet='andere'"):
        opened(tmp_path / "a.sqlite")
    is_the_table(opened(tmp_path / "a.sqlite", sheet="kunden"))
    with pytest.raises(ParameterError, match="Did you mean 'kunden'"):
        opened(tmp_path / "a.sqlite", sheet="kunde")


def test_workbooks(tmp_path):
    pytest.importorskip("python_calamine")
    path = tmp_path / "a.xlsx"
    write_workbook(path, {"Kunden": [["Export", "", "", ""], list(FRAME.columns), *cells()]})
    assert "stands above" in is_the_table(opened(path)).notes[0].text("en")
    write_workbook(path, {"Notes": [["x"], ["y"]], "Kunden": [list(FRAME.columns), *cells()]})
    is_the_table(opened(path, sheet="Kunden"))
    is_the_table(opened(path, sheet=1))
    assert "has 2 sheets" in opened(path).notes[0].text("en")
    with pytest.raises(ParameterError, match="has no sheet 'kunden'"):
        opened(path, sheet="kunden")


def cells():
    plain = FRAME.astype(object).where(FRAME.notna(), None)
    return [list(row) for row in plain.itertuples(index=False)]


def write_workbook(path, sheets):
    """Write cells of texts, numbers and days as the Office Open XML of a workbook."""
    import datetime as dt

    def cell(value):
        if value is None or value == "":
            return "<c/>"
        if isinstance(value, str):
            return f'<c t="inlineStr"><is><t>{value}</t></is></c>'
        if isinstance(value, dt.date):
            return f'<c s="1"><v>{(value - dt.date(1899, 12, 30)).days}</v></c>'
        return f"<c><v>{value}</v></c>"

    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    listing = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(sheets, 1)
    )
    targets = "".join(
        f'<Relationship Id="r{n}" Type="{office}/worksheet" Target="worksheets/s{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{listing}'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">{targets}'
        f'<Relationship Id="st" Type="{office}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{main}"><cellXfs count="2"><xf numFmtId="0"/>'
        '<xf numFmtId="14"/></cellXfs></styleSheet>',
    }
    for n, rows_of in enumerate(sheets.values(), 1):
        body = "".join("<row>" + "".join(map(cell, row)) + "</row>" for row in rows_of)
        sheet = f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>'
        parts[f"xl/worksheets/s{n}.xml"] = sheet
    with zipfile.ZipFile(path, "w") as book:
        for name, text in parts.items():
            book.writestr(name, text)


def test_several_files_are_one_table(tmp_path):
    for n, part in enumerate((FRAME.iloc[:2], FRAME.iloc[2:, ::-1])):
        part.to_csv(tmp_path / f"part{n}.csv", index=False)
        FRAME.iloc[2 * n : 2 * n + 2].to_parquet(tmp_path / f"part{n}.parquet")
    for ending in ("csv", "parquet"):
        parts = [tmp_path / f"part{n}.{ending}" for n in range(2)]
        is_the_table(opened(parts))
        is_the_table(opened([str(part) for part in parts]))
        is_the_table(opened(str(tmp_path / f"part?.{ending}")))
    with pytest.raises(SourceError, match="cannot be one table"):
        opened(tmp_path)
    for n in range(2):
        (tmp_path / f"part{n}.parquet").unlink()
    is_the_table(opened(tmp_path))
    FRAME.drop(columns="ort").to_csv(tmp_path / "part2.csv", index=False)
    with pytest.raises(SourceError, match=r"part2\.csv has other columns than part0\.csv: ort"):
        opened(tmp_path)


def test_parquet_files_of_other_columns_are_not_one_table(tmp_path):
    FRAME.to_parquet(tmp_path / "a.parquet")
    FRAME.assign(neu=1).to_parquet(tmp_path / "b.parquet")
    with pytest.raises(SourceError, match=r"b\.parquet has other columns than a\.parquet: neu"):
        opened(tmp_path)


def test_a_path_from_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "a.csv").write_text(TEXT, encoding="utf-8")
    is_the_table(opened("~/a.csv"))


class Sub(pd.DataFrame):
    """A frame of a library that extends pandas."""


def relation():
    return duckdb.from_arrow(pa.Table.from_pandas(FRAME, preserve_index=False))


@pytest.mark.parametrize(
    "make",
    [
        lambda: FRAME,
        lambda: Sub(FRAME),
        lambda: pl.from_pandas(FRAME),
        lambda: pa.Table.from_pandas(FRAME, preserve_index=False).to_reader(),
        relation,
        lambda: FRAME.astype({"betrag": pd.SparseDtype(float)}),
    ],
    ids=["pandas", "subclass", "polars", "reader", "duckdb relation", "sparse"],
)
def test_frames_of_any_kind(make):
    is_the_table(opened(make()))


def test_an_own_connection_of_duckdb():
    assert opened(FRAME, connection=duckdb.connect()).n_rows == 4
    with pytest.raises(ParameterError, match="connection= is an Ibis connection, not str"):
        opened(FRAME, connection="duckdb")


def test_the_key_that_stands_in_the_index():
    with pytest.raises(ColumnError, match=r"is the index of the frame.*reset_index"):
        opened(FRAME.set_index("kunde"), person="kunde")


@pytest.mark.parametrize("door", ["frame", "csv", "parquet"])
def test_rows_without_a_person_are_dropped_on_request(tmp_path, door):
    frame = FRAME.assign(wer=["a", None, "b", "b"])
    source = frame
    if door != "frame":
        source = tmp_path / f"a.{door}"
        (frame.to_csv if door == "csv" else frame.to_parquet)(source, index=False)
    with pytest.raises(ColumnError, match="missing in 1 of 4 rows"):
        _ = opened(source, person="wer").n_units
    data = opened(source, person="wer", without_person="dropped")
    assert (data.n_rows, data.n_units) == (3, 2)
    assert "1 row without a person key was left out." in repr(data)
    with pytest.raises(ColumnError, match="needs the key"):
        opened(source, without_person="dropped")


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ({"encoding": "klingon"}, "no encoding that Python knows"),
        ({"delimiter": ";;"}, "delimiter= is one sign"),
        ({"decimal": ";"}, "decimal= is '.' or ','"),
        ({"na_values": "NA"}, "na_values= is a list"),
        ({"header": 0}, "header= is True or False"),
        ({"skip_rows": -1}, "skip_rows= is a whole number"),
        ({"dates": {"seit": "day first"}}, "dates= is a mapping"),
        ({"sheet": True}, "sheet= is the name"),
    ],
)
def test_options_are_checked(write, option, said):
    with pytest.raises(ParameterError, match=said):
        opened(write("a.csv", TEXT.encode()), **option)


def test_an_option_that_does_nothing_is_refused():
    with pytest.raises(ParameterError, match="encoding= says how a file is read"):
        opened(FRAME, encoding="utf-8")


def test_a_missing_value_of_ones_own(write):
    path = write("a.csv", b"ort,n\nERROR,1\nLyon,UNKNOWN\nNA,3\n")
    frame = opened(path, na_values=["ERROR", "UNKNOWN"]).to_pandas()
    assert frame["ort"].tolist()[1:] == ["Lyon", "NA"]
    assert frame["ort"].isna().tolist() == [True, False, False]
    assert frame["n"].sum() == 4
