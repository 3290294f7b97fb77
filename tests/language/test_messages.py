"""Sentences in both languages, numbers as each language writes them."""

from __future__ import annotations

import datetime as dt

import pytest

from privlab.errors import ParameterError
from privlab.language import Message, Share, counted, current, format_value, translate, use

THIN = "\u202f"
WIDE = "\u00a0"


@pytest.fixture(autouse=True)
def back_to_english():
    yield
    use("en")


@pytest.mark.parametrize(
    ("value", "en", "fr"),
    [
        (1234567, "1,234,567", f"1{THIN}234{THIN}567"),
        (0.5, "0.5", "0,5"),
        (9.8412345, "9.841", "9,841"),
        (0.000123456, "0.0001235", "0,0001235"),
        (1234.5678, "1,234.6", f"1{THIN}234,6"),
        (Share(0.0213), "2.13%", f"2,13{THIN}%"),
        (Share(1), "100%", f"100{THIN}%"),
        (Share(0.99999), "99.999%", f"99,999{THIN}%"),
        (Share(0.0000123), "0.0012%", f"0,0012{THIN}%"),
        (None, "—", "—"),
        (float("nan"), "—", "—"),
        (float("inf"), "∞", "∞"),
        (dt.date(2026, 3, 1), "1 March 2026", "1er mars 2026"),
        (dt.date(2026, 3, 11), "11 March 2026", "11 mars 2026"),
        ("text", "text", "text"),
        (True, "True", "True"),
    ],
)
def test_values_are_written_as_the_language_writes_them(value, en, fr):
    assert format_value(value, "en") == en
    assert format_value(value, "fr").replace(WIDE, THIN) == fr


def test_a_share_that_is_not_zero_or_whole_never_looks_so():
    for share in (1e-7, 1 - 1e-7, 0.00004, 0.99996):
        assert format_value(Share(share), "en") not in {"0%", "100%"}


def test_a_message_speaks_both_languages():
    message = Message("The threshold is {k}.", {"k": 1500})
    assert message.text("en") == "The threshold is 1,500."
    assert message.text("fr").replace(WIDE, THIN) == f"Le seuil est 1{THIN}500."


@pytest.mark.parametrize(
    ("n", "en", "fr"),
    [(0, "0 people", "0 personne"), (1, "1 person", "1 personne"), (2, "2 people", "2 personnes")],
)
def test_forms_follow_the_count_as_each_language_does(n, en, fr):
    message = counted("{n} person", "{n} people", n)
    assert (message.text("en"), message.text("fr")) == (en, fr)


def test_a_message_inside_a_message_is_translated_too():
    inner = Message("not assessed")
    assert Message("{value}", {"value": inner}).text("fr") == "non évalué"


def test_the_language_in_use_is_the_default():
    assert current() == "en"
    use("fr")
    assert translate("Anonymity") == "Anonymat"
    assert str(Message("Anonymity")) == "Anonymat"


@pytest.mark.parametrize("language", ["de", "", "FR"])
def test_a_language_that_is_not_there_is_refused(language):
    with pytest.raises(ParameterError, match="Allowed: fr, en"):
        use(language)


def test_the_empty_text_stays_empty():
    assert translate("", "fr") == ""


def test_french_signs_of_two_parts_never_begin_a_line():
    message = counted(
        "{n} column is held for no purpose: {columns}.",
        "{n} columns are held for no purpose: {columns}.",
        2,
        columns="a : b",
    )
    assert f"finalité{WIDE}: a : b." in message.text("fr")
    assert (
        translate("Before: data version {before}. After: data version {after}.", "fr").count(
            f"{WIDE}:"
        )
        == 2
    )
    assert f"«{WIDE}non évalué{WIDE}»" in translate(
        "What was not measured is said to be not assessed and is never counted as good. The bench "
        "guards against honest mistakes; it does not stop someone who has access to the files.",
        "fr",
    )
    assert WIDE not in message.text("en")
