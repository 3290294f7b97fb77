"""What other tools take for people or for special categories, and what they miss."""

from __future__ import annotations

import datetime as dt

import pytest

from privlab.detection._context import in_context
from privlab.detection._decision import guess
from privlab.detection._lexicon import PHRASES
from privlab.detection._named import named
from privlab.detection._reading import Reading
from privlab.detection._words import told_by, word_shares

TODAY = dt.date(2026, 1, 1)


def reading(values, kind="text", n=None):
    distinct = tuple(dict.fromkeys(values))
    return Reading(kind, n or len(values), len(distinct), distinct)


@pytest.mark.parametrize(
    "name",
    [
        "scenario_code",
        "ACADEMIC_YEAR_CODE",
        "email_verified",
        "incident_count",
        "shipping_charge",
        "MonthlyCharges",
        "race_chien",
        "empreinte_carbone",
        "flight_origin",
        "package_weight",
        "account_disabled",
        "party_size",
        "page_orientation",
        "crime_rate",
        "political_map",
        "service_charge_eur",
        "boat_race_id",
        "phone_verified_flag",
    ],
)
def test_a_name_with_an_innocent_reading_names_nobody_and_nothing_special(name):
    found = guess(name, None, TODAY)
    assert not found.concept.startswith("special:")
    assert found.role != "direct_identifier"


@pytest.mark.parametrize(
    ("name", "concept"),
    [
        ("emergency_contact", "name"),
        ("next_of_kin", "name"),
        ("visa_status", "nationality"),
        ("pronouns", "sex"),
        ("plate", "vehicle"),
        ("card_last4", "payment_card"),
        ("geohash", "location"),
        ("cust_nm", "name"),
        ("ID_WorkLifeBalance", "opinion"),
        ("YearsWithCurrManager", "tenure"),
        ("anciennete", "tenure"),
        ("PAY_1", "financial"),
        ("SeniorCitizen", "birth"),
        ("pays", "location"),
        ("Department", "occupation"),
        ("DateofHire", "event"),
        ("date_sinistre", "event"),
        ("JobSatisfaction", "opinion"),
    ],
)
def test_what_others_miss_is_told_by_its_name(name, concept):
    assert named(name).concept == concept


@pytest.mark.parametrize(
    ("name", "concept"),
    [
        ("Kundennummer", "person_key"),
        ("Familienstand", "family"),
        ("Gehalt", "financial"),
        ("Konfession", "special:religion"),
        ("Krankheit", "special:health"),
        ("cliente_id", "person_key"),
        ("correo_electronico", "email"),
        ("salario", "financial"),
        ("enfermedad", "special:health"),
        ("estado_civil", "family"),
        ("cognome", "name"),
        ("codice_fiscale", "national_identifier"),
        ("data_nascita", "birth"),
        ("stipendio", "financial"),
        ("sindacato", "special:trade_union"),
    ],
)
def test_german_spanish_and_italian_headers_are_read(name, concept):
    assert named(name).concept == concept


def test_no_word_alone_tells_a_special_category_with_confidence():
    sure = [
        phrase
        for subject, phrases in PHRASES.items()
        if subject.startswith("special:")
        for phrase in phrases
        if named(phrase.lstrip("~=?").replace(" ", "_")).confidence > 0.8
        and named(phrase.lstrip("~=?").replace(" ", "_")).concept.startswith("special:")
    ]
    assert sure == []


def test_words_that_say_something_else_take_a_doubtful_name_back():
    shops = reading(["boutique", "internet", "parrainage"] * 30)
    assert guess("origine", shops, TODAY).concept == ""
    people = reading(["maghrebine", "europeenne", "antillais"] * 30)
    assert guess("origine", people, TODAY).concept == "special:ethnic"


def test_a_doubtful_name_is_believed_beside_others_of_its_category():
    names = ("diagnosis", "sleep_hours", "first_name")
    read = in_context({column: guess(column, None, TODAY) for column in names})
    assert read["sleep_hours"].concept == "special:health"
    alone = in_context({column: guess(column, None, TODAY) for column in names[1:]})
    assert alone["sleep_hours"].concept == ""


def test_colours_are_no_origins():
    assert "special:racial" in word_shares(["White", "Black", "Asian"])
    assert "special:racial" not in word_shares(["White", "Black", "Silver", "Red"])


def test_words_that_medicine_makes_tell_health():
    assert told_by("Chronic sinusitis") == {"special:health"}
    assert told_by("nostalgia") == set()


def test_a_number_of_orders_is_no_name():
    orders = reading([f"#{n}" for n in range(1000, 1100)])
    assert guess("Name", orders, TODAY).role == "ordinary"


def test_firms_are_no_key_of_people_and_codes_are():
    firms = reading(["Acme Energy", "Bolt Media", "Crane Foods"] * 20)
    codes = reading([f"c-{n}" for n in range(60)])
    assert guess("customer", firms, TODAY).concept != "person_key"
    assert guess("customer", codes, TODAY).concept == "person_key"


def test_a_number_of_a_thing_keys_no_people():
    numbers = reading([f"TXN{n}" for n in range(1000, 1200)])
    assert guess("Transaction ID", numbers, TODAY).role == "ordinary"
    assert guess("x1", numbers, TODAY).concept == "person_key"


def test_how_often_a_word_is_written_is_no_sex():
    counts = reading([str(n) for n in range(40)], "whole", 3000)
    assert guess("sex", counts, TODAY).concept == ""


def test_a_column_of_one_value_tells_nobody_apart():
    constant = Reading("whole", 500, 1, ("80",))
    assert guess("hourly_rate", constant, TODAY).role == "ordinary"


def test_ethnicity_is_what_the_name_says_where_the_words_are_of_origin():
    said = reading(["hispanic", "nonhispanic"] * 40)
    assert guess("ETHNICITY", said, TODAY).concept == "special:ethnic"


def test_social_security_numbers_of_tests_are_no_telephones():
    numbers = reading([f"999-{n:02d}-{1000 + n}" for n in range(10, 90)])
    assert guess("SSN", numbers, TODAY).concept == "national_identifier"


def test_words_in_capitals_are_no_bank_codes():
    words = reading(["AVGWAGES", "GOVDEBTX", "NETINCOM"])
    assert guess("INDICATOR", words, TODAY).role == "ordinary"
