"""The type of a column of a file is one in which each of its texts can be told again."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings, strategies as st

import privlab
from privlab.errors import ColumnError, ParameterError, SourceError


@pytest.fixture
def column(tmp_path):
    def column(values, *, delimiter=",", beside=None, **options):
        """Return what a column of these texts is opened as: its type and values."""
        path = tmp_path / "a.csv"
        header = "x" if beside is None else f"x{delimiter}y"
        rows = [
            f'"{value}"' if beside is None else f'"{value}"{delimiter}"{beside[n]}"'
            for n, value in enumerate(values)
        ]
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        data = privlab.dataset(path, header=True, delimiter=delimiter, **options)
        return str(data.memory.column("x").type), data.memory.column("x").to_pylist()

    return column


STAY_TEXT = {
    "ids of 20 digits": ["89330100000000000000", "89330100000000000001"],
    "ids of 19 digits and more": ["9223372036854775808", "1"],
    "leading zeros": ["01", "02", "10"],
    "numbers of telephones": ["+33612345678", "+33612345679"],
    "codes that look like powers of ten": ["1E5", "2E3", "1e10"],
    "codes of letters and digits": ["2A004", "75056"],
    "letters for yes and no": ["T", "F", "T"],
    "words for yes and no": ["Yes", "No"],
    "F alone": ["F", "F"],
    "versions": ["1.2.3", "1.10.0"],
    "long digits beside decimals": ["12345678901234567.5", "1.5"],
    "numbers of companies": ["552 100 554", "383 474 814"],
    "two-digit years": ["12/05/52", "13/06/80"],
    "dates that could be read in two ways": ["03/04/2020", "05/06/2021"],
    "dates in two orders": ["13/04/2020", "04/13/2020"],
    "a day that does not exist": ["2023-02-30", "2023-02-28"],
    "moments of which one has no zone": ["2023-02-01 10:00:00Z", "2023-02-01 10:00:00"],
    "one word among numbers": ["1", "2", "ERROR"],
    "times of a day": ["08:30", "23:59"],
    "a comma that is a thousand or a decimal": ["1,234", "5,678", "999"],
    "amounts in a currency": ["12.50 €", "3.00 €"],
    "months": ["2023-01", "2023-02"],
}


@pytest.mark.parametrize("name", STAY_TEXT)
def test_what_stays_text(column, name):
    assert column(STAY_TEXT[name]) == ("string", STAY_TEXT[name])


def utc(*parts):
    return dt.datetime(*parts, tzinfo=dt.UTC)


ARE_TYPED = {
    "whole numbers": (["1", "-20", "0"], "int64", [1, -20, 0]),
    "ids of 18 digits": (["893301000000000001"], "int64", [893301000000000001]),
    "ids of 19 digits": (["9223372036854775807"], "int64", [9223372036854775807]),
    "decimals": (["1.50", "-0.5", ".25", "3"], "double", [1.5, -0.5, 0.25, 3.0]),
    "powers of ten as programs write them": (["1e-05", "1.5E10"], "double", [1e-05, 1.5e10]),
    "with infinity": (["inf", "1.5"], "double", [math.inf, 1.5]),
    "with blanks": ([" 34", "51 "], "int64", [34, 51]),
    "truth values": (["true", "False", "TRUE"], "bool", [True, False, True]),
    "with marks of missing values": (
        ["34", "NA", "n/a", "", "NULL", "-"], "int64", [34, None, None, None, None, None],
    ),
    "days": (
        ["2020-02-29", "1899-01-01"], "date32[day]", [dt.date(2020, 2, 29), dt.date(1899, 1, 1)],
    ),
    "days with NA": (["2020-02-29", "NA"], "date32[day]", [dt.date(2020, 2, 29), None]),
    "days whose order one value shows": (
        ["03/04/2020", "13/4/2021"], "date32[day]", [dt.date(2020, 4, 3), dt.date(2021, 4, 13)],
    ),
    "days of America": (
        ["03/04/2020", "4/13/2021"], "date32[day]", [dt.date(2020, 3, 4), dt.date(2021, 4, 13)],
    ),
    "days with points": (
        ["3.4.2020", "05.06.2021"], "date32[day]", [dt.date(2020, 4, 3), dt.date(2021, 6, 5)],
    ),
    "days with bars": (
        ["2020/1/31", "2021/12/01"], "date32[day]", [dt.date(2020, 1, 31), dt.date(2021, 12, 1)],
    ),
    "moments of one digit": (
        ["12/31/1930 1:00", "1/2/1931 12:30"],
        "timestamp[us]", [dt.datetime(1930, 12, 31, 1), dt.datetime(1931, 1, 2, 12, 30)],  # noqa: DTZ001
    ),
    "moments": (
        ["2020-01-02 03:04:05", "2020-01-02T03:04"],
        "timestamp[us]", [dt.datetime(2020, 1, 2, 3, 4, 5), dt.datetime(2020, 1, 2, 3, 4)],  # noqa: DTZ001
    ),
    "moments of Greenwich": (
        ["2020-01-02T03:04:05Z", "2020-01-02T03:04:05.5Z"],
        "timestamp[us, tz=UTC]", [utc(2020, 1, 2, 3, 4, 5), utc(2020, 1, 2, 3, 4, 5, 500_000)],
    ),
    "moments of two zones": (
        ["2020-01-02 03:04:05 +1100", "2020-01-02 03:04:05 +01:00"],
        "timestamp[us, tz=UTC]", [utc(2020, 1, 1, 16, 4, 5), utc(2020, 1, 2, 2, 4, 5)],
    ),
    "moments of one zone": (
        ["2020-01-02 03:04:05 +1100"], "timestamp[us, tz=+11:00]", [utc(2020, 1, 1, 16, 4, 5)],
    ),
    "thousands": (["1,234,567", "12", "1,000"], "int64", [1234567, 12, 1000]),
    "thousands and decimals": (["1,234.50", "12.25"], "double", [1234.5, 12.25]),
    "thousands with blanks": (["1 234", "12", "1\u202f234\u202f567"], "int64", [1234, 12, 1234567]),
}  # fmt: skip


@pytest.mark.parametrize("name", ARE_TYPED)
def test_what_has_a_type(column, name):
    texts, kind, values = ARE_TYPED[name]
    assert column(texts) == (kind, values)


@pytest.mark.parametrize(
    ("texts", "beside", "values"),
    [
        (["12,5", "3,0"], ["a", "b"], [12.5, 3.0]),
        (["1.234,5", "12"], ["a", "b"], [1234.5, 12.0]),
        (["1 234,50", "2\u00a0000,25"], ["a", "b"], [1234.5, 2000.25]),
        # what one column leaves open, another says
        (["1,234", "5,678"], ["1,25", "2,5"], [1.234, 5.678]),
        (["1.234", "500"], ["1,25", "2,5"], [1234, 500]),
        (["1.234", "5.678"], ["a", "b"], [1.234, 5.678]),
    ],
)
def test_decimals_with_a_comma(column, texts, beside, values):
    assert column(texts, delimiter=";", beside=beside)[1] == values


def test_a_sign_of_decimals_can_be_given(column):
    assert column(["1,234", "5,678"], decimal=",")[1] == [1.234, 5.678]
    assert column(["1,234", "5,678"], decimal=".")[1] == [1234, 5678]
    assert column(["1.234", "500"], decimal=",")[1] == [1234, 500]


def test_dates_of_one_column_say_the_order_of_another(column):
    days = ["03/04/2020", "05/06/2021"]
    assert column(days, beside=["25/12/2020", "26/12/2020"])[1] == [
        dt.date(2020, 4, 3),
        dt.date(2021, 6, 5),
    ]


def test_a_declared_format_reads_dates(column):
    day = dt.date.today() + dt.timedelta(days=40)  # noqa: DTZ011
    kind, read = column(["12/05/52", f"{day:%d/%m/%y}"], dates={"x": "%d/%m/%y"})
    assert kind == "date32[day]"
    assert read == [dt.date(1952, 5, 12), day.replace(year=day.year - 100)]
    assert column(["03/04/2020"], dates={"x": "%m/%d/%Y"})[1] == [dt.date(2020, 3, 4)]
    assert column(["3 Mar 2020 10:20"], dates={"x": "%d %b %Y %H:%M"})[0] == "timestamp[us]"
    with pytest.raises(ParameterError, match="1 of its 2 distinct values are not written so") as no:
        column(["03/04/2020", "secret"], dates={"x": "%d/%m/%Y"})
    assert "secret" not in str(no.value)
    with pytest.raises(ColumnError, match="dates= names 'born'"):
        column(["03/04/2020"], dates={"born": "%d/%m/%Y"})


def test_a_mark_of_missing_values_among_texts_is_told(column, tmp_path):
    assert column(["NA", "FR", "null"])[1] == [None, "FR", None]
    assert column(["NA", "FR", "null"], na_values=[])[1] == ["NA", "FR", "null"]
    assert column(["1", "NA"], na_values=[]) == ("int64", [1, None])
    said = privlab.dataset(tmp_path / "a.csv").notes
    assert not said
    column(["NA", "FR"])
    told = privlab.dataset(tmp_path / "a.csv").notes[0].text("en")
    assert told == (
        "In x, texts such as NA or null were read as missing values. If they are values, give "
        "na_values=[]."
    )


def test_files_with_na_are_as_pandas_reads_them(tmp_path):
    path = tmp_path / "na.csv"
    path.write_text('"band","sex","age"\n"60","NA",61\n"60",NA,NA\n"60","F",61\n"60","F",61\n')
    for source in (path, pd.read_csv(path)):
        data = privlab.dataset(source, quasi_identifiers=["band", "sex", "age"])
        found = privlab.check_anonymity(data, missing="wildcard")
        assert found.figure("k_candidates").value == 4


def test_a_column_that_is_a_number_but_for_a_few_texts_is_told(column, tmp_path):
    ages = [str(n) for n in range(20, 70)]
    assert column([*ages, "secret"])[0] == "string"
    told = [note.text("en") for note in privlab.dataset(tmp_path / "a.csv").notes]
    assert told[0].startswith("x would be numbers or dates but for at most five texts")
    assert "secret" not in told[0]
    assert column([*ages, "secret"], na_values=["secret"])[0] == "int64"
    column(["a", "b", "12"])
    assert not privlab.dataset(tmp_path / "a.csv").notes


def test_a_text_column_is_not_read(column):
    assert column(["75001", "NA"], text_columns=["x"]) == ("string", ["75001", None])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.from_regex(r"[-+]?[0-9]{1,22}", fullmatch=True),
            st.from_regex(r"-?[0-9]{1,17}\.[0-9]{1,3}", fullmatch=True),
            st.from_regex(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4}", fullmatch=True),
            st.from_regex(r"[0-9]{1,3}([., ][0-9]{3}){1,2}", fullmatch=True),
            st.sampled_from(["1E5", "T", "true", "Yes", "0x1F", "1_000", "nan", "٣", "½", "1e400"]),
        ),
        min_size=1,
        max_size=6,
        unique=True,
    )
)
def test_texts_that_differ_are_values_that_differ(tmp_path_factory, texts):
    """Two texts become one value only where they write one number, or a missing one."""
    path = tmp_path_factory.mktemp("types") / "a.csv"
    path.write_text("x\n" + "".join(f'"{text}"\n' for text in texts), encoding="utf-8")
    how = {"header": True, "delimiter": ";", "empty": "allowed", "na_values": []}
    read = privlab.dataset(path, **how).memory.column("x")
    if pa.types.is_string(read.type):
        assert read.to_pylist() == texts
    if pa.types.is_integer(read.type):
        digits = [text.translate({ord(sign): None for sign in "., "}) for text in texts]
        known = [value for value in read.to_pylist() if value is not None]
        assert known == [int(each) for each in digits if each != "nan"]
    if pa.types.is_floating(read.type):
        known = read.to_pylist()
        whole = [text for text in texts if text.lstrip("-").isdigit()]
        assert all(known[texts.index(text)] == int(text) for text in whole)


KINDS = {
    "int64": [3, -1, 2**40],
    "float64": [0.5, -3.25, 1e10],
    "bool": [True, False, True],
    "text": ["Zoé", "b", "a;b"],
    "date": [dt.date(2020, 1, 2), dt.date(1955, 12, 31), dt.date(2001, 7, 8)],
    "moment": [pd.Timestamp(2020, 1, 2, 3, 4, 5), pd.Timestamp(1999, 12, 31, 23, 59, 59)],
    "code": ["01", "2A", "1E5"],
}  # fmt: skip


@pytest.mark.parametrize("missing", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_frame_file_and_engine_give_the_same_table(tmp_path, kind, missing):
    values = [*KINDS[kind], None] if missing else KINDS[kind]
    frame = pd.DataFrame({"n": np.arange(len(values)), "x": pd.Series(values, dtype=object)})
    frame["x"] = frame["x"].convert_dtypes() if kind in {"int64", "bool"} else frame["x"]
    frame.to_csv(tmp_path / "a.csv", index=False)
    frame.to_parquet(tmp_path / "a.parquet")
    table = privlab.connect().create_table("t", pa.Table.from_pandas(frame))
    doors = [frame, tmp_path / "a.csv", tmp_path / "a.parquet", table]
    seen = []
    for door in doors:
        held = privlab.dataset(door).table.order_by("n").to_pyarrow().column("x")
        if pa.types.is_timestamp(held.type):
            held = held.cast(pa.timestamp("us"))
        seen.append((held.to_pylist(), privlab.check_anonymity(door, quasi_identifiers=["x"]).k))
    assert all(each == seen[0] for each in seen)


@pytest.mark.parametrize("zone", ["Europe/Paris", "UTC", "+05:30", "-03:00"])
def test_a_moment_is_of_the_day_it_has_in_its_zone(tmp_path, zone):
    frame = pd.DataFrame({"born": pd.to_datetime(["1980-01-01"] * 6).tz_localize(zone)})
    frame.to_parquet(tmp_path / "a.parquet")
    recipe = privlab.Recipe(
        levels={"born": 1}, hierarchies={"born": privlab.Hierarchy.dates("year")}
    )
    for source in (frame, tmp_path / "a.parquet"):
        data = privlab.dataset(source, quasi_identifiers=["born"])
        assert recipe.transform(data).table.to_pandas()["born"].unique().tolist() == ["1980"]


def test_days_and_moments_in_one_column_are_all_kept():
    day, moment = dt.date(2020, 1, 1), dt.datetime(2020, 1, 1, 3)  # noqa: DTZ001
    for values in ([day, moment, moment.replace(hour=4)], [moment, day, moment.replace(hour=4)]):
        frame = pd.DataFrame({"x": pd.Series(values, dtype=object)})
        assert privlab.check_anonymity(frame, quasi_identifiers=["x"]).k == 1


UNREAD = {
    "complex": lambda: pd.DataFrame({"odd": [1j, 2], "age": [40, 40]}),
    "objects": lambda: pd.DataFrame({"odd": [object(), object()], "age": [40, 40]}),
    "several types": lambda: pd.DataFrame({"odd": [1, "a"], "age": [40, 40]}),
    "huge numbers": lambda: pd.DataFrame({"odd": pd.Series([2**70, 1], dtype=object), "age": 40}),
    "Int128": lambda: pl.DataFrame({"odd": pl.Series([1, 2], dtype=pl.Int128), "age": [40, 40]}),
    "unions": lambda: pa.table(
        {
            "odd": pa.UnionArray.from_sparse(pa.array([0, 0], pa.int8()), [pa.array([1, 2])]),
            "age": [40, 40],
        }
    ),
}


@pytest.mark.parametrize("name", UNREAD)
def test_a_column_that_nobody_asked_about_does_not_stop_the_rest(name):
    source = UNREAD[name]()
    data = privlab.dataset(source, quasi_identifiers=["age"])
    assert privlab.check_anonymity(data).k == 2
    assert "No engine has the values of odd" in repr(data)
    with pytest.raises(ColumnError, match="'odd' holds binary"):
        privlab.check_anonymity(data, quasi_identifiers=["odd"])
    with pytest.raises(SourceError, match=r"Column .odd. (holds|mixes)"):
        privlab.dataset(source, quasi_identifiers=["odd"])
