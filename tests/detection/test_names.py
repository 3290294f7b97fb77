"""Column names are read word by word, in French and English."""

from __future__ import annotations

import datetime as dt

import pytest

from privlab._files import rows_of
from privlab.detection._concepts import CONCEPTS, FORBIDDEN_BY_THE_CHARTER
from privlab.detection._context import in_context
from privlab.detection._decision import guess
from privlab.detection._lexicon import PHRASES
from privlab.detection._named import named
from privlab.detection._names import plain, tokens

TODAY = dt.date(2026, 1, 1)


def test_accents_and_capitals_do_not_matter():
    assert plain("Prénom") == plain("PRENOM") == "prenom"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("dateOfBirth", ("date", "of", "birth")),
        ("HTTPServer", ("http", "server")),
        ("tel_m_1", ("tel", "m", "1")),
        ("Code Postal", ("code", "postal")),
        ("E-mail", ("e", "mail")),
        ("address2", ("address", "2")),
    ],
)
def test_names_are_split_at_every_edge(name, words):
    assert tokens(name, (), ()) == words


def test_codes_in_capitals_are_cut_into_known_words():
    assert tokens("CDSEXE", frozenset({"sexe"}), ("cd",)) == ("cd", "sexe")
    assert tokens("OFFNRACE", frozenset({"race"}), (), frozenset({"race"})) == ("offn", "race")


def test_a_word_in_small_letters_hides_no_other_word():
    assert tokens("contexte", frozenset({"texte"}), (), frozenset({"texte"})) == ("contexte",)


@pytest.mark.parametrize(
    ("name", "concept"),
    [
        ("nom_client", "name"),
        ("product_name", ""),
        ("ADRESSE_MAIL", "email"),
        ("num_portable", "phone"),
        ("no_secu_sociale", "nir"),
        ("socialSecurityNumber", "national_identifier"),
        ("IBAN_PRELEVEMENT", "bank_account"),
        ("numero_carte_bancaire", "payment_card"),
        ("DT_NAIS", "birth"),
        ("CDSITFAM", "family"),
        ("customer_id", "person_key"),
        ("order_id", ""),
        ("religion_cd", "special:religion"),
        ("groupe_sanguin", "special:health"),
        ("taux_incapacite", "special:health"),
        ("sexualOrientation", "special:sexual_orientation"),
        ("trade_union_member", "special:trade_union"),
        ("opinion_politique", "special:political"),
        ("origine_ethnique", "special:ethnic"),
        ("casier_judiciaire", "special:offences"),
        ("empreinte_digitale", "special:biometric"),
        ("genotype", "special:genetic"),
        ("mot_de_passe", "credentials"),
        ("salaire_brut", "financial"),
        ("date_maj", ""),
    ],
)
def test_names_tell_their_subject(name, concept):
    assert named(name).concept == concept


@pytest.mark.parametrize(
    ("name", "concept"),
    [
        ("Vorname", "name"),
        ("nachname", "name"),
        ("apellidos", "name"),
        ("primer_apellido", "name"),
        ("Straße", "address"),
        ("dirección", "address"),
        ("Geburtsjahr", "birth"),
        ("fecha_nacimiento", "birth"),
        ("PLZ", "location"),
        ("Geschlecht", "sex"),
    ],
)
def test_what_names_people_is_known_in_german_and_spanish(name, concept):
    assert named(name).concept == concept


def test_a_long_word_with_one_slip_is_understood():
    assert named("disabilityy").concept == "special:health"


def test_what_is_special_stays_special_beside_words_of_record_keeping():
    assert named("religion_status_code").concept == "special:religion"


def test_every_subject_of_the_lexicon_is_a_concept():
    assert set(PHRASES) <= set(CONCEPTS)


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("abbreviations.csv", ("written",)),
        ("concepts.csv", ("concept",)),
        ("first_names.csv", ("language", "name")),
        ("name_words.csv", ("list", "word")),
        ("phrases.csv", ("subject", "phrase")),
        ("values.csv", ("subject", "phrase")),
    ],
)
def test_no_table_of_words_says_a_word_twice(table, columns):
    rows = rows_of("privlab.detection", table)
    said = [tuple(row[column] for column in columns) for row in rows]
    assert len(said) == len(set(said)) > 20
    assert all(cell == cell.strip() for row in rows for cell in row.values())


def test_the_eight_kinds_that_the_charter_forbids_have_words():
    assert len(FORBIDDEN_BY_THE_CHARTER) == 8
    for categories in FORBIDDEN_BY_THE_CHARTER.values():
        for category in categories:
            assert min(len(phrase.strip()) for phrase in PHRASES[category]) > 0


def test_every_special_category_of_the_law_is_sought():
    from privlab.policy.words._legal import SPECIAL_CATEGORIES

    sought = {name.removeprefix("special:") for name in PHRASES if name.startswith("special:")}
    assert sought == set(SPECIAL_CATEGORIES) - {"national_identifier"}


def test_a_bare_id_keys_people_only_where_the_table_speaks_of_them():
    people = {column: guess(column, None, TODAY) for column in ("id", "nom", "email")}
    things = {column: guess(column, None, TODAY) for column in ("id", "produit", "prix")}
    assert in_context(people)["id"].concept == "person_key"
    assert in_context(things)["id"].concept == ""


def test_a_column_among_special_ones_is_suspected():
    names = ("peine", "infraction", "date_ecrou", "xyz", "date_maj")
    read = in_context({column: guess(column, None, TODAY) for column in names})
    assert read["xyz"].concept == "special:offences"
    assert read["xyz"].confidence == 0.5
    assert read["date_maj"].concept == ""
