"""A release shows what it released: in a console, in a notebook, as a drawing."""

from __future__ import annotations

import pandas as pd
import pytest

import privlab

HOSTILE = "<b>A&B</b>"


@pytest.fixture
def session(register):
    register.set_budget("shoppers", epsilon=100.0, reason="for many groups")
    names = [HOSTILE, *(f"shop {n}" for n in range(12))]
    frame = pd.DataFrame({"person": range(260), "shop": names * 20, "x": 2.0})
    data = privlab.dataset(frame, person="person", population="shoppers")
    return privlab.dp.Session(data, register=register, rows_per_person=1)


def counts(session, n, label="one"):
    names = [HOSTILE, *(f"shop {k}" for k in range(n - 1))]
    return session.group_by({"shop": names}).count().release(1.0, label=label)


def test_the_console_shows_the_first_ten_rows_and_says_how_many_follow(session):
    release = counts(session, 13)
    shown = repr(release).splitlines()
    place = next(
        n for n, line in enumerate(shown) if line.split() == ["shop", "count", "low", "high"]
    )
    first = release.to_frame().iloc[0]
    expected = [HOSTILE, str(first["count"]), str(first["low"]), str(first["high"])]
    assert shown[place + 1].split() == expected
    assert shown[place + 10].split()[:2] == ["shop", "8"]
    assert shown[place + 11 :] == ["  ... and 3 more rows: see .to_frame()"]


def test_all_of_a_short_answer_is_shown(session):
    shown = repr(counts(session, 10))
    assert "shop 8" in shown
    assert "more row" not in shown


def test_the_notebook_shows_the_answer_escaped(session):
    card = counts(session, 13)._repr_html_()
    assert "<b>" not in card
    assert "&lt;b&gt;A&amp;B&lt;/b&gt;" in card
    assert card.index("shop 8") < card.index("... and 3 more rows: see .to_frame()")
    assert "shop 9" not in card


def test_the_json_of_a_release_is_what_it_was(session):
    assert "shop 8" not in str(counts(session, 10).to_dict())


def test_what_is_long_or_unprintable_is_made_short_and_visible():
    frame = pd.DataFrame({f"column {n}": ["a\x1b[31m" + "z" * 80, None] for n in range(14)})
    said = list(privlab._display.extract(frame).lines())
    assert "\x1b" not in "".join(said)
    assert "z" * 40 not in said[1]
    assert said[2].split() == ["—"] * 12
    assert said[-1] == "... and 2 more columns: see .to_frame()"


def test_moments_keep_their_hour_and_days_have_none():
    frame = pd.DataFrame({"t": pd.to_datetime(["2026-01-01 00:00", "2026-01-02 13:00"])})
    said = list(privlab._display.extract(frame).lines())
    assert said[1:] == ["2026-01-01", "2026-01-02 13:00:00"]


@pytest.mark.parametrize("grouped", [True, False])
def test_the_drawing_holds_every_quantile(session, grouped):
    asked = session.group_by({"shop": ["shop 1", "shop 2"]}) if grouped else session
    release = asked.quantiles("x", [0.1, 0.5, 0.9], 0, 10).release(1.0, label="q")
    ax = release.plot().ax_
    names = [label.get_text() for label in ax.get_yticklabels()]
    groups = ["shop 1 · ", "shop 2 · "] if grouped else [""]
    assert names == [f"{group}{q}" for group in groups for q in ("p10", "p50", "p90")]
    drawn = [patch.get_width() for patch in ax.patches]
    assert drawn == release.to_frame()[["p10", "p50", "p90"]].to_numpy().ravel().tolist()
    assert ax.get_xlabel().startswith("Released: p10, p50, p90")
