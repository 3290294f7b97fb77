"""Values prove what they are, by share of the distinct ones."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest

import privlab
from privlab.detection._decision import guess
from privlab.detection._formats import FORMATS, birth_share, format_shares
from privlab.detection._reading import Reading
from privlab.detection._text import identifiers_in
from privlab.detection._words import told_by, word_shares

TODAY = dt.date(2026, 1, 1)


def reading(values, kind="text"):
    return Reading(kind, len(values), len(set(values)), tuple(dict.fromkeys(values)))


@pytest.mark.parametrize(
    ("what", "right", "wrong"),
    [
        ("French social security number", "295117823456784", "295117823456785"),
        ("IBAN", "GB82 WEST 1234 5698 7654 32", "GB82 WEST 1234 5698 7654 33"),
        ("BIC", "BNPAFRPPXXX", "bnp"),
        ("payment card number", "4539 1488 0343 6467", "4539 1488 0343 6468"),
        ("IMEI", "356938035643809", "356938035643808"),
        ("SIRET or SIREN", "732829320", "732829321"),
        ("telephone number", "01 42 68 53 00", "2025-01-01"),
        ("e-mail address", "ana@example.org", "ana at example"),
        ("IP address", "192.0.2.1", "1.2.3"),
        ("MAC address", "00:1A:2B:3C:4D:5E", "00:1A:2B"),
        ("number plate", "AB-123-CD", "AB-12-CD"),
        ("UK national insurance number", "AB 12 34 56 C", "QQ 12 34 56 C"),
        ("US social security number", "123-45-6789", "000-45-6789"),
        ("UK postcode", "SW1A 1AA", "75001"),
        ("street address", "12 rue des Lilas", "Lyon"),
        ("street address", "742 Evergreen Terrace Road", "Springfield"),
        ("blood group", "AB+", "C+"),
        ("ICD-10 code", "E11.9", "1234"),
        ("pair of coordinates", "48.8566, 2.3522", "48"),
    ],
)
def test_each_format_knows_its_own(what, right, wrong):
    test = FORMATS[what][0]
    assert test(right)
    assert not test(wrong)


def test_random_digits_pass_a_check_by_chance_and_never_decide():
    rng = np.random.default_rng(7)
    digits = ["".join(map(str, rng.integers(0, 10, 9))) for _ in range(300)]
    shares = format_shares(digits)
    assert 0.03 < shares["SIRET or SIREN"] < 0.2
    assert guess("x", reading(digits), TODAY).concept in ("", "person_key")


def test_births_are_told_from_recent_days():
    born = [f"{year}-05-12" for year in range(1940, 2006)]
    recent = [f"20{year}-05-12" for year in range(10, 26)]
    assert birth_share(reading(born), TODAY)[0] == 1.0
    assert birth_share(reading(born), TODAY)[1] > 0.9
    assert birth_share(reading(recent), TODAY)[2] == 0.0


@pytest.mark.parametrize(
    ("value", "subject"),
    [
        ("Denier du culte", "special:religion"),
        ("Cotisation CGT", "special:trade_union"),
        ("PARTI SOCIALISTE", "special:political"),
        ("Diabète de type 2", "special:health"),
        ("Bisexual", "special:sexual_orientation"),
        ("arrest for burglary", "special:offences"),
        ("Black Caribbean", "special:ethnic"),
        ("Caucasien", "special:racial"),
    ],
)
def test_words_tell_special_categories(value, subject):
    assert subject in told_by(value)


def test_an_address_of_a_page_tells_nothing():
    assert told_by("https://example.org/islam") == set()


def test_shares_are_of_distinct_values():
    assert word_shares(["catholique", "musulman", "x", "y"])["special:religion"] == 0.5
    assert word_shares([]) == {}


def test_a_street_named_after_a_church_is_an_address():
    values = [f"{n} place de l'église" for n in range(60)]
    assert guess("adresse", reading(values), TODAY).concept == "address"


def test_texts_are_searched_for_identifiers():
    text = "Mon numéro est le 2 95 11 78 234 567 84, écrire à ana@example.org."
    assert identifiers_in(text) == {"French social security number", "e-mail address"}
    assert identifiers_in("Dossier 123456, le 12/05/2024.") == set()


def test_free_text_with_identifiers_is_sensitive_and_says_which():
    texts = [f"Le client rappelle pour son contrat numéro {n}." for n in range(60)]
    texts.append("Elle donne son numéro 295117823456784 et attend une réponse.")
    found = guess("x", reading(texts), TODAY)
    assert found.concept == "free_text"
    assert "French social security number" in found.evidence[0].text("en")


def test_labels_of_purchases_that_betray_are_said_to():
    labels = [f"ACHAT MAGASIN {n}" for n in range(40)] + ["DENIER DU CULTE", "BOUCHERIE HALAL"]
    found = guess("libelle", reading(labels), TODAY)
    assert found.concept == "free_text"
    assert "words of a special category" in found.evidence[-1].text("en")


def test_a_reading_never_shows_its_values():
    assert "secret" not in repr(reading(["secret"] * 3))


def test_codes_that_are_one_a_row_are_keys_and_no_diagnoses():
    keys = [f"c{n:04d}" for n in range(1, 5001)]
    found = guess("c", Reading("text", 5000, 5000, tuple(keys[:1000])), TODAY)
    assert not found.concept.startswith("special:")
    shared = Reading("text", 5000, 900, tuple(keys[:900]))
    assert guess("c", shared, TODAY).concept == "special:health"


def test_codes_one_a_row_are_diagnoses_where_the_name_says_so():
    codes = tuple(f"c{n:04d}" for n in range(1000, 1200))
    assert guess("diagnosis", Reading("text", 200, 200, codes), TODAY).concept == "special:health"


def test_few_rows_do_not_need_repetition_to_tell_codes():
    codes = tuple(f"c{n:04d}" for n in range(1000, 1040))
    assert guess("c", Reading("text", 40, 40, codes), TODAY).concept == "special:health"


@pytest.mark.parametrize(
    ("name", "kind", "values"),
    [
        ("phone_visits", "whole", [str(n) for n in range(30)]),
        ("email", "whole", [str(n) for n in range(30)]),
        ("phone", "decimal", [f"{n}.25" for n in range(100_000, 100_030)]),
        ("iban", "whole", [str(n) for n in range(30)]),
        ("nir", "boolean", ["True", "False"]),
    ],
)
def test_a_name_does_not_outvote_counts_amounts_and_yes_or_no(name, kind, values):
    assert guess(name, None, TODAY).concept
    assert guess(name, Reading(kind, 3000, len(values), tuple(values)), TODAY).concept == ""


@pytest.mark.parametrize(
    ("name", "values", "concept"),
    [
        ("phone", [str(n) for n in range(612_345_600, 612_345_700)], "phone"),
        ("nir", [str(n) for n in range(1_850_775_123_000, 1_850_775_123_100)], "nir"),
        ("iban", [str(n) for n in range(1, 5000)], "bank_account"),
    ],
)
def test_numbers_as_long_as_identifiers_leave_the_name_its_word(name, values, concept):
    column = Reading("whole", len(values), len(values), tuple(values))
    assert guess(name, column, TODAY).concept == concept


def test_decimals_beside_a_span_of_numbers_are_looked_at():
    values = [f"{n / 37:.4f}" for n in range(1, 40)] + ["25-34"]
    found = privlab.detect_roles(pd.DataFrame({"x": values}))
    assert found.category("x") == "location"
