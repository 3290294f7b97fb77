"""What a user wrote in Ibis is walked: one person never changes the rows of another."""

from __future__ import annotations

import dataclasses

import ibis
import pandas as pd
import pytest

import privlab
from privlab.errors import EngineError, ParameterError

ROWS = pd.DataFrame(
    {
        "person": ["a", "a", "b", "c"],
        "shop": ["A", "B", "A", "B"],
        "x": [1.0, 2.0, 3.0, 4.0],
        "n": pd.array([1, 2, 3, 4], dtype="int32"),
        "big": [1, 2, 3, 4],
        "day": pd.to_datetime(["2026-01-01"] * 4),
    }
)


@ibis.udf.scalar.python
def doubled(x: float) -> float:
    return 2 * x


def doubling(t, make, *, stored=False):
    shop = t.shop
    for _ in range(7):
        shop = make(shop)
        if stored:
            t = t.mutate(shop=shop)
            shop = t.shop
    return t.mutate(shop=shop)


@pytest.fixture(scope="module")
def table():
    return ibis.duckdb.connect().create_table("rows", ROWS)


def session(table, **options):
    data = privlab.dataset(table, person="person", population="shoppers")
    return privlab.dp.Session(data, rows_per_person=2, **options)


MIXING = {
    "a mean in a filter": lambda t: t.filter(t.x > t.x.mean()),
    "a window over everyone": lambda t: t.mutate(top=t.x.max().over()),
    "a window by something else": lambda t: t.mutate(top=t.x.max().over(group_by=t.shop)),
    "a rank over everyone": lambda t: t.mutate(place=ibis.row_number().over(order_by=t.x)),
    "a window in a filter": lambda t: t.filter(t.x.max().over(group_by=t.shop) > 2),
    "a window by a person made later": lambda t: t.mutate(
        person=t.shop, top=t.x.max().over(group_by=t.person)
    ),
    "groups of something else": lambda t: t.group_by("shop").aggregate(person=t.person.max()),
    "a limit": lambda t: t.limit(2),
    "the first by order": lambda t: t.order_by("x").limit(1),
    "a sample": lambda t: t.sample(1 - 1e-12),
    "a join": lambda t: t.left_join(t.view(), "person").select("person", "shop"),
    "a filter by another table": lambda t: t.filter(t.shop.isin(t.filter(t.x > 3).shop)),
    "rows that others do not have": lambda t: t.difference(t.filter(t.x > 3)),
    "a random number": lambda t: t.filter(ibis.random() >= 0),
    "the time": lambda t: t.filter(t.day < ibis.now()),
    "a function of the user": lambda t: t.mutate(x=doubled(t.x)),
    "text in SQL": lambda t: t.sql("SELECT * FROM rows LIMIT 1"),
    "distinct rows of nobody": lambda t: t.select("shop").distinct().mutate(person=ibis.literal(1)),
}


@pytest.mark.parametrize("name", MIXING)
def test_what_mixes_people_is_refused(table, name):
    with pytest.raises(ParameterError, match="one row or of one person; this one holds"):
        session(MIXING[name](table))


FAILING = {
    "a cast of text": lambda t: t.mutate(x=t.shop.cast("float64")),
    "a narrower cast": lambda t: t.mutate(x=t.big.cast("int8")),
    "a cast to whole numbers": lambda t: t.mutate(x=t.x.cast("int64")),
    "a sum of large numbers": lambda t: t.mutate(x=t.big + 1),
    "a product of large numbers": lambda t: t.mutate(x=t.big * t.n),
    "the opposite of the least": lambda t: t.mutate(x=-t.big),
    "a sum within a person": lambda t: t.group_by("person").aggregate(x=t.big.sum()),
    "a division by a column": lambda t: t.mutate(x=t.x / t.big),
    "a division by 0": lambda t: t.mutate(x=t.x / 0),
    "a logarithm": lambda t: t.mutate(x=t.x.ln()),
    "a root": lambda t: t.mutate(x=t.x.sqrt()),
    "a time of a moment": lambda t: t.mutate(x=t.day.time()),
    "a moment cast to a time": lambda t: t.mutate(x=t.day.cast("time")),
    "a part of a text from a column": lambda t: t.mutate(shop=t.shop.substr(t.n, 1)),
    "a part of a text as long as a column says": lambda t: t.mutate(shop=t.shop.substr(0, t.n)),
    "the rest of a division by -1": lambda t: t.mutate(x=t.big % -1),
    "a row as far back as a column says": lambda t: t.mutate(
        x=t.big.lag(t.big).over(group_by=t.person, order_by=t.day)
    ),
    "a window of a range of values": lambda t: t.mutate(
        x=t.n.count().over(group_by=t.person, order_by=t.big, range=(-10, 5))
    ),
    "a date or else a moment": lambda t: t.mutate(x=ibis.coalesce(t.day.date(), t.day)),
    "a date compared with a moment": lambda t: t.filter(t.day.date() <= t.day),
    "a moment or another, by case": lambda t: t.mutate(x=(t.n > 1).ifelse(t.day.date(), t.day)),
    "a moment in a list of dates": lambda t: t.filter(t.day.isin([t.day.date()])),
    "a date before a moment that is written": lambda t: t.filter(
        t.day.date() < ibis.timestamp("2026-01-01 12:00:00")
    ),
    "a coarser moment": lambda t: t.filter(t.day.try_cast("timestamp(0)") <= t.day),
    "a coarser moment that is written": lambda t: t.filter(
        t.day.try_cast("timestamp(0)") < ibis.timestamp("2026-01-01 12:00:00")
    ),
    "the row before, or a moment": lambda t: t.mutate(
        x=t.day.date().lag(1, ibis.timestamp("2026-01-01 12:00:00")).over(group_by=t.person)
    ),
    "moments filled": lambda t: t.fill_null({"day": pd.Timestamp("2026-01-01")}),
    "the days between": lambda t: t.mutate(x=t.day.date() - ibis.date("2026-01-01")),
    "a text that a column says is looked for": lambda t: t.mutate(x=t.shop.find(t.person)),
    "a pattern from a column": lambda t: t.mutate(x=t.shop.like(t.person)),
    "a pattern of any case from a column": lambda t: t.mutate(x=t.shop.ilike(t.person)),
    "a pattern that ends in its escape": lambda t: t.mutate(x=t.shop.like("A\\")),
    "a pattern whose escape stands before a letter": lambda t: t.mutate(x=t.shop.like("\\A%")),
    "the end of a text, counted back": lambda t: t.mutate(shop=t.shop.substr(-1)),
    "the value of the largest": lambda t: t.group_by("person").aggregate(x=t.shop.argmax(t.x)),
    "a text that doubles": lambda t: doubling(t, lambda shop: shop + shop),
    "a text that doubles from table to table": lambda t: doubling(
        t, lambda shop: shop.concat("", shop), stored=True
    ),
    "a text whose parts grow": lambda t: doubling(t, lambda shop: shop.replace("A", "AA")),
    "a text of the row in place of a part": lambda t: t.mutate(shop=t.shop.replace("A", t.person)),
    "a date read from text": lambda t: t.mutate(x=t.shop.as_date("%Y")),
}


@pytest.mark.parametrize("name", FAILING)
def test_what_may_stop_the_engine_on_a_value_is_refused(table, name):
    with pytest.raises(ParameterError, match="this one holds"):
        session(FAILING[name](table))


SAFE = {
    "the table": lambda t: t,
    "columns and rows": lambda t: t.filter((t.x > 1) & t.shop.isin(["A"])).drop("day"),
    "bands": lambda t: t.mutate(
        band=(t.n // 10).cast("float64") * 10, even=t.big % 2, half=t.x / 2
    ),
    "cases": lambda t: t.mutate(
        kind=ibis.cases((t.x > 2, "much"), else_="little"), year=t.day.year(), at=t.day.date()
    ),
    "texts": lambda t: t.mutate(shop=t.shop.lower().substr(0, 1) + t.n.cast("string")),
    "a cast that gives nothing": lambda t: t.mutate(n=t.shop.try_cast("int64")),
    "wider numbers": lambda t: t.mutate(x=t.big.cast("float64") * 2 + t.n.cast("int64")),
    "a window of the person": lambda t: t.mutate(
        top=t.x.max().over(group_by=t.person),
        place=ibis.row_number().over(group_by=[t.person, t.shop], order_by=t.x),
    ),
    "one row a person": lambda t: t.group_by("person").aggregate(
        shop=t.shop.max(), x=t.x.sum(), n=t.n.cast("float64").sum()
    ),
    "a renamed key": lambda t: (
        t.rename(who="person")
        .group_by("who")
        .aggregate(person=lambda u: u.count(), shop=lambda u: u.shop.max())
        .drop("person")
        .rename(person="who")
    ),
    "distinct rows": lambda t: t.select("person", "shop").distinct(),
    "patterns": lambda t: t.filter(
        (t.shop.like("%") & (t.shop.find("A") < 9) & ~t.shop.ilike("10\\%")) | t.shop.isnull()
    ),
    "an order": lambda t: t.order_by("x"),
    "two months": lambda t: t.union(t),
    "days": lambda t: t.filter(
        (t.day < ibis.timestamp("2027-01-01 12:00:00"))
        & (t.day.date() == ibis.date("2026-01-01"))
        & t.day.date().isin([ibis.date("2026-01-01")])
    ),
    "the rows before": lambda t: t.mutate(
        x=t.x.sum().over(ibis.window(group_by=t.person, order_by=t.x, preceding=1, following=0)),
        y=t.x.lag(1, 0.0).over(group_by=t.person, order_by=t.x),
    ),
    "filled and dropped": lambda t: t.fill_null({"shop": "?"}).drop_null("x"),
}


COMPUTED = {
    "one person as several": lambda t: t.mutate(person=t.person + t.shop),
    "a key that is written": lambda t: t.mutate(person=ibis.literal("a")),
    "a key that is filled": lambda t: t.fill_null({"person": "a"}),
    "a computed key below": lambda t: t.mutate(who=t.person.upper()).select(person="who"),
    "one side of a union": lambda t: t.union(t.mutate(person=t.person + t.shop)),
}


@pytest.mark.parametrize("name", COMPUTED)
def test_a_person_key_that_is_computed_is_refused(table, name):
    with pytest.raises(ParameterError, match="this one holds a person key that is computed"):
        session(COMPUTED[name](table))


@pytest.mark.parametrize("name", SAFE)
def test_what_keeps_people_apart_is_counted(table, name, register):
    register.set_budget("shoppers", epsilon=1e4, reason="to read exact counts")
    found = session(SAFE[name](table), register=register)
    released = found.count().release(1e3, label=name).to_frame()["count"].iloc[0]
    expected = {"columns and rows": 1, "one row a person": 3, "a renamed key": 3, "two months": 6}
    assert released == expected.get(name, 4)


def test_a_frame_and_a_file_and_their_recoding_are_counted_as_they_are(tmp_path, register):
    register.set_budget("shoppers", epsilon=1e4, reason="to read exact counts")
    path = tmp_path / "rows.parquet"
    ROWS.to_parquet(path)
    recipe = privlab.Recipe(
        {"shop": 1}, {"shop": privlab.Hierarchy.from_rows([["A", "x"], ["B", "x"]])}
    )
    for source in (ROWS, path):
        data = privlab.dataset(source, person="person", population="shoppers")
        made = privlab.dp.Session(recipe.transform(data), register=register, rows_per_person=2)
        label = type(source).__name__
        answer = made.group_by({"shop": ["x", "A"]}).count().release(1e3, label=label)
        assert answer.to_frame()["count"].tolist() == [4, 0]


def test_a_recoding_hides_nothing_of_what_lies_below_it(table):
    recipe = privlab.Recipe(
        {"shop": 1}, {"shop": privlab.Hierarchy.from_rows([["A", "x"], ["B", "x"]])}
    )

    def recoded(expression):
        data = privlab.dataset(expression, person="person", population="shoppers")
        return privlab.dp.Session(recipe.transform(data), rows_per_person=1)

    recoded(table.filter(table.x > 0))
    with pytest.raises(ParameterError, match="Limit"):
        recoded(table.limit(3))


def test_what_is_put_on_top_of_a_dataset_is_walked_too():
    data = privlab.dataset(ROWS, person="person", population="shoppers")
    topped = dataclasses.replace(data, table=data.table.limit(1))
    with pytest.raises(ParameterError, match="Limit"):
        privlab.dp.Session(topped, rows_per_person=1)
    kept = dataclasses.replace(data, table=data.table.filter(data.table["x"] > 1))
    privlab.dp.Session(kept, rows_per_person=1)


# what each says of a person of three rows, whose first and last tie
BY_PLACE = {
    "the first row": (lambda t: t.group_by("person").aggregate(v=t.x.first()), 0.1),
    "the last row": (lambda t: t.group_by("person").aggregate(v=t.x.last()), 0.3),
    "one row of those that are equal": (
        lambda t: t.distinct(on=["person"], keep="first").rename(v="x"),
        0.1,
    ),
    "the first in an order with ties": (
        lambda t: t.mutate(v=t.x.first().over(group_by=t.person, order_by=t.day)),
        0.1,
    ),
    "the number of a row": (
        lambda t: t.mutate(
            n=ibis.row_number().over(group_by=[t.shop, t.person], order_by=t.day)
        ).filter(lambda u: u.n == 1).rename(v="x"),
        0.2,
    ),
    "the row before": (
        lambda t: t.mutate(
            v=t.x.lag(1).over(group_by=t.person, order_by=t.day),
            n=ibis.row_number().over(group_by=t.person, order_by=t.day),
        ).filter(lambda u: u.n == 2),
        0.2,
    ),
    "a sum of two rows": (
        lambda t: t.mutate(
            v=t.x.sum().over(ibis.window(group_by=t.person, order_by=t.day, rows=(-1, 0))),
            n=ibis.row_number().over(group_by=t.person, order_by=t.day),
        ).filter(lambda u: u.n == 2),
        0.5,
    ),
    "a sum of floats": (lambda t: t.group_by("person").aggregate(v=t.x.sum()), 0.6),
    "a sum of floats in a window": (lambda t: t.mutate(v=t.x.sum().over(group_by=t.person)), 0.6),
    "the largest of a sum in a window": (
        lambda t: t.mutate(w=t.x.sum().over(group_by=t.person)).group_by("person").aggregate(
            v=lambda u: u.w.max()
        ),
        0.6,
    ),
    "a mean of floats": (lambda t: t.group_by("person").aggregate(v=t.x.mean()), 0.2),
    "a mean of some": (
        lambda t: t.group_by("person").aggregate(v=t.x.mean(where=t.x > 0.1)), 0.25
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BY_PLACE)
def test_what_a_row_says_does_not_depend_on_where_rows_are_stored(name, register):
    register.set_budget("shoppers", epsilon=1e6, reason="to read exact counts")
    make, value = BY_PLACE[name]
    frame = pd.DataFrame(
        {
            "person": [f"p{n % 50}" for n in range(150)],
            "x": [0.1, 0.2, 0.3] * 50,
            "shop": "A",
            "day": pd.Timestamp("2026-01-01"),
        }
    )
    for place, rows in enumerate((frame, frame[::-1])):
        table = ibis.duckdb.connect().create_table("rows", rows)
        data = privlab.dataset(make(table), person="person", population="shoppers")
        found = privlab.dp.Session(data, register=register, rows_per_person=3)
        near = found.filter(lambda t: (t.v > value - 1e-9) & (t.v < value + 1e-9))
        told = near.count_people().release(1e3, label=str(place)).table["people"][0]
        assert told == 50


def test_what_the_engine_cannot_run_is_said_before_the_charge(register):
    register.set_budget("shoppers", epsilon=5.0, reason="to see that none of it is spent")
    table = ibis.duckdb.connect().create_table("rows", pd.DataFrame({"person": [1, 2], "x": 1.5}))
    # a window inside an aggregate
    made = table.group_by("person").aggregate(v=table.x.sum().over(group_by=table.person).max())
    data = privlab.dataset(made, person="person", population="shoppers")
    session = privlab.dp.Session(data, register=register, rows_per_person=1)
    with pytest.raises(EngineError, match="could not answer"):
        session.sum("v", 0, 10, unit=1).release(1.0, label="a window inside")
    assert register.budget("shoppers").spent_epsilon == 0


def test_groups_chosen_privately_do_not_depend_on_where_rows_are_stored(register):
    register.set_budget("shoppers", epsilon=1e6, delta=0.5, reason="to read exact counts")
    frame = pd.DataFrame({"person": [f"p{n % 50}" for n in range(100)], "place": range(100)})
    frame = (
        frame.sort_values(["person", "place"]).assign(shop=["A", "B"] * 50).drop(columns="place")
    )
    for place, rows in enumerate((frame, frame[::-1])):
        table = ibis.duckdb.connect().create_table("rows", rows)
        made = table.group_by("person").aggregate(v=table.shop.first())
        data = privlab.dataset(made, person="person", population="shoppers")
        groups = privlab.dp.Session(data, register=register, rows_per_person=1).group_by(
            "v", keys="private"
        )
        assert groups.count().release(1e3, 1e-6, label=str(place)).table["v"].tolist() == ["A"]


def test_a_sum_of_floats_is_the_same_number_in_whatever_order(register):
    register.set_budget("shoppers", epsilon=1e6, reason="to read exact counts")
    told = []
    for order in ([0.1, 0.2, 0.3], [0.3, 0.2, 0.1], [0.2, 0.3, 0.1]):
        rows = pd.DataFrame({"person": [n for n in range(40) for _ in order], "x": order * 40})
        table = ibis.duckdb.connect().create_table("rows", rows)
        for made in (
            table.group_by("person").aggregate(v=table.x.sum()),
            table.mutate(v=table.x.sum().over(group_by=table.person)),
        ):
            data = privlab.dataset(made, person="person", population="shoppers")
            session = privlab.dp.Session(data, register=register, rows_per_person=1)
            equal = session.filter(lambda t: t.v == 0.6).count_people()
            told.append(equal.release(1e3, label=f"{len(told)}").table["people"][0])
    assert len(set(told)) == 1


def test_what_is_added_within_a_person_is_what_the_rows_say(register):
    register.set_budget("shoppers", epsilon=1e6, reason="to read exact counts")
    nan, inf = float("nan"), float("inf")
    rows = {"person": [1, 1, 2, 2, 3, 4, 4], "x": [1e9, 0.25, -7.5, nan, None, inf, 1.0]}
    table = ibis.duckdb.connect().create_table("rows", pd.DataFrame(rows))
    made = table.group_by("person").aggregate(v=table.x.sum(), m=table.x.mean())
    data = privlab.dataset(made, person="person", population="shoppers")
    session = privlab.dp.Session(data, register=register, rows_per_person=1)

    def people(condition, label):
        released = session.filter(condition).count_people().release(1e3, label=label)
        return int(released.table["people"][0])

    assert people(lambda t: (t.v == 1e9 + 0.25) & (t.m == 5e8 + 0.125), "plain") == 1
    assert people(lambda t: (t.v == -7.5) & (t.m == -7.5), "beside a missing one") == 1
    assert people(lambda t: t.v.isnull() & t.m.isnull(), "none") == 1
    assert people(lambda t: t.v > 1e15, "endless") == 1


def test_a_leaf_is_met_by_the_key_by_which_it_was_opened():
    # ten rows of one person, each with a number of its own
    rows = pd.DataFrame({"person": ["a"] * 10, "number": [f"n{n}" for n in range(10)]})
    data = privlab.dataset(rows, person="person", population="shoppers")
    other = data.table.select(person=data.table["number"])
    with pytest.raises(
        ParameterError, match="another person key: the table was opened by 'person'"
    ):
        privlab.dp.Session(dataclasses.replace(data, table=other), rows_per_person=1)


def test_a_window_among_the_columns_of_a_join_is_refused():
    # rows that tie before the join need not tie after it
    data = privlab.dataset(ROWS, person="person", population="shoppers")
    rates = pd.DataFrame({"shop": ["A", "A"], "rate": [1.0, 2.0]})
    joined = privlab.dp.Session(data, rows_per_person=2).join_public(rates, on="shop")
    (public,) = joined.data.public
    both = data.table.left_join(public, data.table["shop"] == public[public.columns[0]])
    place = ibis.row_number().over(group_by=data.table["person"])
    made = dataclasses.replace(
        joined.data, table=both.select(data.table["person"], public["rate"], place=place)
    )
    with pytest.raises(ParameterError, match="a window over a join"):
        privlab.dp.Session(made, rows_per_person=2)
    joined.with_columns(place=lambda t: ibis.row_number().over(group_by=t.person))
