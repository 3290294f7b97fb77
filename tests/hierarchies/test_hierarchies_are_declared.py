"""Hierarchies that a person writes down: files, mappings, groups, bounds, masks, places."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, strategies as st

from privlab.errors import HierarchyError, ParameterError
from privlab.hierarchies import Hierarchy


def at(hierarchy, values, level):
    return hierarchy.labels(pa.array(values), level=level).to_pylist()


@pytest.mark.parametrize(
    ("content", "arguments"),
    [
        ("Nîmes;Gard\nLyon;Rhône\n".encode("latin-1"), {"encoding": "latin-1"}),
        ("Nîmes;Gard\nLyon;Rhône\n".encode("windows-1252"), {}),
        ("\ufeffNîmes;Gard\r\n\r\nLyon;Rhône\r\n".encode(), {}),
        ("Nîmes,Gard\nLyon,Rhône\n".encode(), {"sep": ","}),
        ("Nîmes\tGard\nLyon\tRhône\n".encode(), {"sep": "\t"}),
        ('"Nîmes";"Gard"\nLyon;Rhône'.encode(), {}),
    ],
)
def test_files_in_other_encodings_and_separators(tmp_path, content, arguments):
    path = tmp_path / "towns.csv"
    path.write_bytes(content)
    assert at(Hierarchy.from_csv(path, **arguments), ["Lyon", "Nîmes"], 1) == ["Rhône", "Gard"]


@pytest.mark.parametrize(
    ("content", "arguments", "error", "said"),
    [
        (
            "Nîmes;Gard".encode("latin-1"),
            {"encoding": "utf-8"},
            HierarchyError,
            "encoding='windows-1252'",
        ),
        ("Nîmes;Gard".encode("utf-16"), {"encoding": "latin-1"}, HierarchyError, "is no text"),
        (b"Lyon,secret\n", {}, HierarchyError, "has no ';'.*pass sep=','"),
        (b"Lyon\n", {}, HierarchyError, "has no ';'"),
        (b"Lyon;x", {"encoding": "latin1"}, ParameterError, "Did you mean 'latin-1'"),
        (b"Lyon;x", {"sep": ";;"}, ParameterError, "is not one sign"),
    ],
)
def test_a_file_that_is_read_otherwise_says_how(tmp_path, content, arguments, error, said):
    path = tmp_path / "towns.csv"
    path.write_bytes(content)
    with pytest.raises(error, match=said) as caught:
        Hierarchy.from_csv(path, **arguments)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("arguments", [{}, {"encoding": "latin-1"}])
def test_what_an_office_program_wrote_is_read_as_it_was_meant(tmp_path, arguments):
    path = tmp_path / "towns.csv"
    path.write_bytes("Lyon;Sacré-Cœur;*\nBron;10 €;*\n".encode("cp1252"))
    made = Hierarchy.from_csv(path, **arguments)
    assert at(made, ["Lyon", "Bron"], 1) == ["Sacré-Cœur", "10 €"]


PLACES = "Lyon;Rhône;*\nBron;Rhône;*\nNîmes;Gard;*\n"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("town;county;all\n" + PLACES, "Line 1 of .* is taken for the names of its columns"),
        ("\n\n" + "town;county;all\n" + PLACES, "Line 3 of .* is taken for the names"),
        (PLACES.replace("*", "*;"), "Every line of .* ends with ';'"),
    ],
)
def test_what_an_export_adds_is_left_out_and_told(tmp_path, text, told):
    path = tmp_path / "towns.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.warns(UserWarning, match=told):
        made = Hierarchy.from_csv(path)
    assert made.height == 2
    assert at(made, ["Lyon", "Nîmes"], 1) == ["Rhône", "Gard"]
    assert at(made, ["Lyon", "Nîmes"], 2) == ["*", "*"]
    assert made.domain_size(pa.array(["Lyon"])) == 3


def test_the_line_of_an_error_is_that_of_the_file(tmp_path):
    path = tmp_path / "towns.csv"
    path.write_text("town;county;all\n\n" + PLACES + "Lyon;Gard;*\n", encoding="utf-8")
    with (
        pytest.warns(UserWarning, match="Line 1"),
        pytest.raises(HierarchyError, match="line 6: this value stands on an earlier line"),
    ):
        Hierarchy.from_csv(path)


def test_a_mapping_gives_the_labels_or_the_parent_of_each_value():
    lists = Hierarchy.from_mapping({"Lyon": ["Rhône", "France"], "Rome": ["Latium", "Italy"]})
    parents = Hierarchy.from_mapping(
        {"Lyon": "Rhône", "Rhône": "France", "Rome": "Latium", "Latium": "Italy"}
    )
    for level in (1, 2):
        assert at(lists, ["Lyon", "Rome"], level) == at(parents, ["Lyon", "Rome"], level)
    assert at(parents, ["Lyon", "Rome"], 3) == ["*", "*"]


def test_a_short_chain_of_parents_stays_at_its_root():
    towns = Hierarchy.from_mapping({"Lyon": "Rhône", "Rhône": "France", "Paris": "France"})
    assert [at(towns, ["Lyon", "Paris"], level) for level in (1, 2)] == [
        ["Rhône", "France"],
        ["France", "France"],
    ]


@pytest.mark.parametrize(
    ("mapping", "error", "said"),
    [
        ({"a": "b", "b": "c", "c": "a"}, HierarchyError, "is cyclic"),
        ({"a": "a"}, HierarchyError, "is cyclic"),
        ({"a": ["x"], "b": ["x", "y"]}, HierarchyError, "line 2: 2 labels where line 1 has 1"),
        ({"a": ["x", "y"], "b": ["x", "z"]}, HierarchyError, "not monotone"),
        ({"a": ["x"], "b": "x"}, ParameterError, "either a list of labels"),
        ({"a": []}, HierarchyError, "values and no labels"),
        ({}, ParameterError, "from_mapping takes"),
        (["a"], ParameterError, "from_mapping takes"),
    ],
)
def test_a_mapping_that_is_no_hierarchy_is_refused(mapping, error, said):
    with pytest.raises(error, match=said):
        Hierarchy.from_mapping(mapping)


def test_groups_nest_for_several_levels():
    studies = Hierarchy.groups(
        {"school": {"low": ["1st", "2nd"], "high": ["3rd"]}, "degree": ["BSc", "MSc"]}
    )
    values = ["1st", "3rd", "MSc"]
    assert at(studies, values, 1) == ["low", "high", "degree"]
    assert at(studies, values, 2) == ["school", "school", "degree"]
    assert at(studies, values, 3) == ["*"] * 3
    assert studies.domain_size(pa.array(values)) == 5


def test_a_list_in_order_is_cut_in_runs_of_growing_size():
    grades = Hierarchy.groups(["1st", "2nd", "3rd", "4th", "5th"], sizes=(2, 4))
    assert [at(grades, ["1st", "3rd", "5th"], level) for level in (1, 2, 3)] == [
        ["1st .. 2nd", "3rd .. 4th", "5th"],
        ["1st .. 4th", "1st .. 4th", "5th"],
        ["*", "*", "*"],
    ]


def test_a_group_that_holds_itself_is_refused():
    group = {"inner": ["a"]}
    group["again"] = group
    with pytest.raises(HierarchyError, match="'again' holds itself"):
        Hierarchy.groups(group)


@pytest.mark.parametrize(
    ("groups", "sizes", "error", "said"),
    [
        ({"x": ["a"], "y": ["a"]}, None, HierarchyError, "stands in two groups"),
        ({"x": {"z": ["a"]}, "y": {"z": ["b"]}}, None, HierarchyError, "not monotone"),
        ({"x": "abc"}, None, ParameterError, "takes a list of values, not str"),
        ({}, None, ParameterError, "groups takes"),
        (["a", "b"], None, ParameterError, "with sizes="),
        ({"x": ["a"]}, (2,), ParameterError, "not with named groups"),
        (["a", "a"], (2,), ParameterError, "each value once"),
        (["a", "b"], (1,), ParameterError, "whole numbers above 1"),
        (["a", "b"], (2, 3), HierarchyError, "not a whole multiple of 2"),
    ],
)
def test_groups_that_are_no_hierarchy_are_refused(groups, sizes, error, said):
    with pytest.raises(error, match=said):
        Hierarchy.groups(groups, sizes=sizes)


@pytest.mark.parametrize("width", [0.1, 0.3, 0.7, 1e-6])
def test_a_bound_written_in_decimals_belongs_to_the_interval_that_it_opens(width):
    intervals = Hierarchy.intervals(width)
    for place in range(1, 200):
        assert intervals.label(place * width, level=1).startswith(f"[{place * width:.12g},")


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), max_size=20))
def test_intervals_of_numbers_of_any_size_are_monotone_or_refused(values):
    intervals = Hierarchy.intervals(0.3, 0.9, 9)
    kept = [v for v in dict.fromkeys(values) if abs(v) < 0.3 * 2.0**48]
    if len(kept) < len(set(values)):
        with pytest.raises(HierarchyError, match="does not cover"):
            intervals.codes(pa.array(values))
    _, labels = intervals.codes(pa.array(kept, type=pa.float64()))
    parents = {}
    for fine, coarse in ((1, 2), (2, 3)):
        for below, above in zip(
            at(intervals, pa.array(kept, type=pa.float64()), fine),
            at(intervals, pa.array(kept, type=pa.float64()), coarse),
            strict=True,
        ):
            assert parents.setdefault((fine, below), above) == above
    assert all(len(set(own.to_pylist())) == len(own) for own in labels[1:])


def test_texts_that_write_numbers_are_numbers_and_others_are_not():
    tens = Hierarchy.intervals(10)
    found = at(tens, ["12", " 7 ", "+3.5", "-1e1"], 1)
    assert found == ["[10, 20)", "[0, 10)", "[0, 10)", "[-10, 0)"]
    for other in ("nan", "inf", "1_0", "", "1e999", "12a"):
        with pytest.raises(HierarchyError, match="cover 1 of the 1"):
            at(tens, [other], 1)


def test_bounds_of_unequal_intervals():
    incomes = Hierarchy.bounds([1000, 2500.5, 5000], [2500.5])
    values = [999, 1000, 2500.5, 1e9]
    assert at(incomes, values, 1) == ["< 1000", "[1000, 2500.5)", "[2500.5, 5000)", ">= 5000"]
    assert at(incomes, values, 2) == ["< 2500.5", "< 2500.5", ">= 2500.5", ">= 2500.5"]
    assert at(incomes, values, 3) == ["*"] * 4


@pytest.mark.parametrize(
    ("bounds", "error", "said"),
    [
        ((), ParameterError, "needs the bounds"),
        (([],), ParameterError, "needs the bounds"),
        (([2, 1],), ParameterError, "not growing"),
        (([1, float("nan")],), ParameterError, "not growing"),
        (([1, 3], [2]), HierarchyError, "bounds of level 2 are not some of those of level 1"),
        (([1, 3], [1, 3]), HierarchyError, "must coarsen"),
    ],
)
def test_bounds_that_do_not_coarsen_are_refused(bounds, error, said):
    with pytest.raises(error, match=said):
        Hierarchy.bounds(*bounds)


def test_a_mask_hides_characters_from_one_side_and_keeps_the_length():
    codes = ["69007", "é1", ""]
    assert at(Hierarchy.redaction(2, 4), codes, 1) == ["690**", "**", ""]
    assert at(Hierarchy.redaction(2, 4), codes, 2) == ["6****", "**", ""]
    assert at(Hierarchy.redaction(1, side="left"), codes, 1) == ["*9007", "*1", ""]
    assert at(Hierarchy.redaction(1), codes, 2) == ["*"] * 3
    with pytest.raises(ParameterError, match="Did you mean 'left'"):
        Hierarchy.redaction(1, side="lef")
    with pytest.raises(ParameterError, match="growing whole numbers"):
        Hierarchy.redaction(2, 1)


def test_moments_are_coarsened_like_dates():
    periods = Hierarchy.dates("day", "quarter")
    moments = pd.Series(pd.to_datetime(["2024-02-29 23:59:59.5", "1969-12-31 00:00:00.0"]))
    for kind in (pa.timestamp("ns"), pa.timestamp("s"), pa.timestamp("us", "Europe/Paris")):
        values = pa.Array.from_pandas(moments).cast(kind, safe=False)
        if kind.tz is None:
            assert at(periods, values, 1) == ["2024-02-29", "1969-12-31"]
        else:
            # read in its own zone, an hour ahead
            assert at(periods, values, 1) == ["2024-03-01", "1969-12-31"]
        assert at(periods, values, 2) == ["2024-Q1", "1969-Q4"]
    assert at(periods, ["2024-02-29", "1969-12-31 10:00:00"], 1) == ["2024-02-29", "1969-12-31"]
    for text in ("29/02/2024", "2024-02-30", "2024"):
        with pytest.raises(HierarchyError, match="convert other texts to dates"):
            at(periods, [text], 1)


@pytest.mark.parametrize(
    ("code", "department", "region"),
    [
        ("69123", "Rhône", "Auvergne-Rhône-Alpes"),
        ("2A004", "Corse-du-Sud", "Corse"),
        ("2B033", "Haute-Corse", "Corse"),
        ("97105", "Guadeloupe", "Guadeloupe"),
        ("97611", "Mayotte", "Mayotte"),
        ("98818", "Nouvelle-Calédonie", "Collectivités d'outre-mer"),
        ("01001", "Ain", "Auvergne-Rhône-Alpes"),
        ("75056", "Paris", "Île-de-France"),
    ],
)
def test_french_communes_go_to_department_and_region(code, department, region):
    places = Hierarchy.french_places()
    assert [places.label(code, level=level) for level in (1, 2, 3)] == [department, region, "*"]
    own = code[: 3 if code.startswith(("97", "98")) else 2]
    departments = Hierarchy.french_places("departement")
    assert [departments.label(own, level=level) for level in (1, 2)] == [region, "*"]


@pytest.mark.parametrize("code", ["20004", "96001", "6912", "691234", "2C004", "97005", "Lyon", 69])
def test_what_is_no_code_of_insee_is_refused(code):
    with pytest.raises(HierarchyError, match="codes of INSEE"):
        Hierarchy.french_places().label(code, level=1)
    with pytest.raises(ParameterError, match="Did you mean 'commune'"):
        Hierarchy.french_places("communes")


def test_every_commune_and_department_of_insee_is_where_insee_puts_it(shared):
    table = pd.read_csv(shared / "data" / "insee_departements.csv.gz", dtype=str)
    departments = Hierarchy.french_places("departement")
    by_region: dict[str, set[str]] = {}
    for code, region in zip(table["code"], table["region"], strict=True):
        own = "overseas" if region.startswith("9") and len(region) == 3 else region
        by_region.setdefault(own, set()).add(departments.label(code, level=1))
    assert all(len(names) == 1 for names in by_region.values())
    assert len(set().union(*by_region.values())) == 19
    communes = pd.read_csv(
        shared / "data" / "insee_communes_2026_population_cp.csv.gz", dtype=str
    ).drop_duplicates("code_insee")
    names = dict(zip(table["code"], table["nom"], strict=True))
    found = at(Hierarchy.french_places(), communes["code_insee"].tolist(), 1)
    assert found == [names[code] for code in communes["departement"]]


def test_only_values_that_arrow_knows_have_a_label():
    with pytest.raises(HierarchyError, match="cover 1 of the 1") as caught:
        Hierarchy.prefix(1).label({"secret"}, level=1)
    assert "secret" not in str(caught.value)
    assert Hierarchy.dates("year").label(dt.datetime(2020, 1, 1, 5), level=1) == "2020"  # noqa: DTZ001 - a local moment
