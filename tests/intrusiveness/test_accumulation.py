"""Tables with several rows a person become features; joined tables add up to what is known."""

from __future__ import annotations

import datetime as dt

import ibis
import pandas as pd
import pytest

import privlab
from privlab.errors import ColumnError, ParameterError, SourceError
from privlab.intrusiveness import Feature, accumulate_knowledge, derive_features

DAY = dt.date(2026, 1, 1)
ROWS = pd.DataFrame(
    {
        "who": list("uuuvw"),
        "day": pd.to_datetime(["2025-01-01", "2025-06-01", None, "2024-12-31", None]),
        "shop": ["a", "b", "a", None, "c"],
        "paid": [1.5, 2.5, None, 4, None],
        "with": list("vwwwu"),
    }
)
FEATURES = {
    "n": Feature("count"),
    "last": Feature("recency", "day"),
    "years": Feature("history", "day", step=365),
    "shops": Feature("categories", "shop", dimension="values"),
    "at": Feature("categories", "shop", dimension="values", among={"first": "a", "second": "b"}),
    "kinds": Feature("distinct", "shop", dimension="values"),
    "spent": Feature("total", "paid", dimension="income", step=2),
}


def derived(connection=None, **options):
    rows = privlab.dataset(ROWS, person="who", connection=connection)
    made = derive_features(rows, FEATURES, as_of=DAY, **options)
    frame = made.connection.to_pandas(made.table.order_by("who"))
    return frame.set_index("who").astype(object).where(lambda f: f.notna(), None)


def check_features(found):
    assert found["n"].tolist() == [3, 1, 1]
    assert found["last"].tolist() == [214, 366, None]
    assert found["years"].tolist() == [1, 1, None]
    assert found["shops"].tolist() == ["a\x1fb", None, "c"]
    assert found["at_first"].tolist() == [True, False, False]
    assert found["at_second"].tolist() == [True, False, False]
    assert found["kinds"].tolist() == [2, 0, 1]
    assert found["spent"].tolist() == [2, 2, None]


def test_features_are_counted_by_hand():
    check_features(derived())


def test_a_row_counts_for_everybody_of_whom_it_speaks():
    found = derived(other_people=["with"])
    assert found["n"].tolist() == [4, 2, 4]
    assert found["shops"].tolist() == ["a\x1fb\x1fc", "a", "a\x1fb\x1fc"]


def test_features_belong_where_their_column_is_declared():
    data = privlab.dataset(
        ROWS, person="who", dimensions={"shop": ("values", 0.75), "day": ("projects", 0.5)}
    )
    made = derive_features(
        data,
        {
            "shops": Feature("categories", "shop"),
            "last": Feature("recency", "day", step=30),
            "n": Feature("count"),
            "spent": Feature("total", "paid", dimension="income"),
        },
        as_of=DAY,
    )
    levels = {c: (own.name, own.sensitivity) for c, own in made.roles.dimensions.items()}
    assert levels == {
        "shops": ("values", 0.75),
        "last": ("projects", 0.5),
        "n": ("evolution", 0.25),
        "spent": ("income", 0.75),
    }
    assert made.one_row_per_person


@pytest.mark.parametrize(
    ("feature", "said"),
    [
        (Feature("recency", "dya"), "Did you mean 'day'"),
        (Feature("recency", "shop"), "no date"),
        (Feature("total", "shop", dimension="income"), "no number"),
        (Feature("distinct", "shop"), "has no dimension"),
        (Feature("distinct", "shop", dimension="valeus"), "Did you mean 'values'"),
        (Feature("count", sensitivity=0.3), "Allowed: 0.25 ordinary"),
    ],
)
def test_features_that_cannot_be_counted_are_refused(feature, said):
    with pytest.raises((ColumnError, ParameterError), match=said):
        derive_features(privlab.dataset(ROWS, person="who"), {"f": feature}, as_of=DAY)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"kind": "recensy", "column": "day"}, "Did you mean 'recency'"),
        ({"kind": "count", "column": "day"}, "reads no column"),
        ({"kind": "total"}, "give its name"),
        ({"kind": "total", "column": "paid", "step": 0}, "above 0"),
        ({"kind": "count", "among": {"x": "y"}}, "names categories"),
    ],
)
def test_what_is_no_feature_is_refused(arguments, said):
    with pytest.raises(ParameterError, match=said):
        Feature(**arguments)


def test_a_feature_of_time_needs_a_day():
    with pytest.raises(ParameterError, match="as_of="):
        derive_features(privlab.dataset(ROWS, person="who"), {"f": Feature("history", "day")})


def test_features_are_of_people():
    with pytest.raises(ColumnError, match="person key"):
        derive_features(privlab.dataset(ROWS), {"n": Feature("count")})


# --- the accumulation curve -----------------------------------------------------------------


def table(columns, **dimensions):
    return privlab.dataset(pd.DataFrame(columns), person="id", dimensions=dimensions)


@pytest.fixture
def sources():
    ids = list("abcdefgh")
    return {
        "clients": table({"id": ids, "sex": list("FFFFMMMM")}, sex=("identity", 0.25)),
        # the same column again, from elsewhere
        "copy": table({"id": ids, "sex": list("FFFFMMMM")}, sex=("identity", 0.25)),
        "pay": table({"id": ids[:4], "pay": [1, 1, 2, 2]}, pay=("income", 0.75)),
    }


def test_each_table_adds_what_the_ones_before_did_not_tell(sources):
    steps = accumulate_knowledge(sources, crowd=8).steps.set_index("source")
    # halves of eight people: 1 bit of 3
    first = 0.25 / 3 / 10
    assert steps["knowledge"]["clients"] == pytest.approx(first)
    assert steps["added"]["copy"] == pytest.approx(0, abs=1e-12)
    assert steps["alone"]["copy"] == pytest.approx(first)
    # four people have a salary that two share (2 bits); who has one halves them too (1 bit)
    income, evolution = 0.75 * (2 / 3) / 2, 0.25 * (1 / 3)
    assert steps["income"]["pay"] == pytest.approx(income)
    assert steps["evolution"]["pay"] == pytest.approx(evolution)
    assert steps["added"]["pay"] == pytest.approx((income + evolution) / 10)
    assert steps["without"]["pay"] == pytest.approx((income + evolution) / 10)


def test_the_parts_of_tables_add_up(sources):
    found = accumulate_knowledge(sources, crowd=8)
    assert found.steps["shapley"].sum() == pytest.approx(found.knowledge, abs=1e-12)
    parts = found.steps.set_index("source")["shapley"]
    assert parts["copy"] == pytest.approx(parts["clients"])
    assert (found.steps["added"] >= -1e-12).all()


def test_the_joined_table_has_the_same_knowledge(sources):
    found = accumulate_knowledge(sources, crowd=8)
    assert privlab.measure_intrusiveness(found.joined, crowd=8).knowledge == pytest.approx(
        found.knowledge
    )
    assert found.figure("knowledge_first").value == pytest.approx(found.steps["knowledge"][0])


def test_the_number_of_tables_that_hold_a_person(sources):
    found = accumulate_knowledge(sources, crowd=8)
    assert found.figure("sources_mean").value == pytest.approx(2.5)
    held = found.joined.connection.to_pandas(found.joined.table)["pay_held"]
    assert held.sum() == 4


def test_derived_features_join_as_they_are():
    people = privlab.dataset(
        pd.DataFrame({"who": list("uvwx"), "sex": list("FFMM")}),
        person="who",
        dimensions={"sex": ("identity", 0.25)},
    )
    visits = derive_features(privlab.dataset(ROWS, person="who"), {"n": Feature("count")})
    found = accumulate_knowledge({"people": people, "visits": visits}, crowd=4)
    # u alone has 3 visits, v and w share 1, x has none and is alone without
    assert found.steps["evolution"].tolist() == pytest.approx([0, 0.25 * (2 + 1 + 1 + 2) / 4 / 2])


def test_the_curve_is_drawn_and_told(sources):
    found = accumulate_knowledge(sources, crowd=8)
    plot = found.plot()
    assert [label.get_text() for label in plot.ax_.get_xticklabels()] == list(sources)
    tops = [bar.get_y() + bar.get_height() for bar in plot.ax_.patches][1::2]
    assert tops == pytest.approx(found.steps["knowledge"].tolist())
    assert "pay: 0.04" in plot.description


def test_tables_with_several_rows_a_person_are_not_joined(sources):
    several = table({"id": list("aab"), "shop": list("xyz")}, shop=("values", 0.5))
    with pytest.raises(SourceError, match="derive_features"):
        accumulate_knowledge({**sources, "visits": several})


def test_tables_of_another_engine_are_not_joined(sources):
    other = ibis.duckdb.connect().create_table("t", pd.DataFrame({"id": ["a"], "x": [1]}))
    far = privlab.dataset(other, person="id", dimensions={"x": "income"})
    with pytest.raises(SourceError, match="another engine"):
        accumulate_knowledge({**sources, "far": far})


def test_tables_without_key_or_dimensions_are_not_joined(sources):
    bare = privlab.dataset(pd.DataFrame({"id": ["a"], "x": [1]}))
    with pytest.raises(ColumnError, match="no person key or no life dimensions"):
        accumulate_knowledge({**sources, "bare": bare})


def test_no_table_is_nothing_to_join():
    with pytest.raises(ParameterError, match="no table to join"):
        accumulate_knowledge({})
