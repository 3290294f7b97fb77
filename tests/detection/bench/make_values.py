"""Values of each declared meaning, drawn by Faker: `python make_values.py`, needs `faker`.

Nothing is taken from a data set. The lists below were written from the meaning that each
dictionary declares, before any lexicon of the detector. Days and moments are drawn up to the day
of drawing. Writes `values.json`.
"""

from __future__ import annotations

import json
from pathlib import Path

N = 160


def meanings() -> dict[str, object]:
    """Return, for each meaning, a drawer of values."""
    from faker import Faker

    fr, en, uk = Faker("fr_FR"), Faker("en_US"), Faker("en_GB")
    for each in (fr, en, uk):
        each.seed_instance(20260101)
    rng = en.random

    def number(low: int, high: int) -> object:
        """Return a drawer of whole numbers."""
        return lambda: rng.randint(low, high)

    def among(words: str) -> object:
        """Return a drawer among words separated by bars."""
        options = words.split("|")
        return lambda: rng.choice(options)

    def digits(pattern: str) -> object:
        """Return a drawer of a pattern: # a digit, ? a letter."""
        return lambda: en.bothify(pattern, letters="ABCDEFGHJKLMNPRSTUVWXYZ")

    def luhn(start: str, length: int) -> str:
        """Return random digits closed by the check digit of Luhn."""
        body = start + "".join(str(rng.randint(0, 9)) for _ in range(length - len(start) - 1))
        total = 0
        for place, digit in enumerate(reversed(body)):
            doubled = int(digit) * (2 if place % 2 == 0 else 1)
            total += doubled - 9 if doubled > 9 else doubled
        return body + str(-total % 10)

    return {
        "key_int": number(10_000, 9_999_999),
        "key_uuid": en.uuid4,
        "key_alnum": digits("??####??##"),
        "first_name_fr": fr.first_name,
        "first_name_en": en.first_name,
        "last_name_fr": lambda: fr.last_name().upper(),
        "last_name_en": en.last_name,
        "full_name_fr": lambda: f"{fr.first_name()} {fr.last_name()}",
        "full_name_en": lambda: f"{en.first_name()} {en.last_name()}",
        "suffix_en": among("Jr|Sr|II|III|"),
        "email": fr.email,
        "phone_fr": lambda: en.numerify(f"0{rng.randint(1, 7)} ## ## ## ##"),
        "phone_us": lambda: en.numerify("(2%#) 5##-####"),
        "msisdn": lambda: "336" + en.numerify("########"),
        "street_fr": fr.street_address,
        "street_name_fr": fr.street_name,
        "street_type_fr": among("RUE|AV|RTE|BD|CHE|PL|ALL|IMP"),
        "street_en": en.street_address,
        "street_name_en": en.street_name,
        "postcode_fr": fr.postcode,
        "postcode_uk": uk.postcode,
        "outward_code": lambda: uk.postcode().split(" ")[0],
        "zip_us": en.zipcode,
        "city_fr": fr.city,
        "city_en": en.city,
        "insee_code": lambda: fr.department_number()[:2] + en.numerify("###"),
        "department": fr.department_number,
        "region_fr": fr.region,
        "state_us": en.state_abbr,
        "country_fr": fr.country,
        "country_en": en.country,
        "country_code": en.country_code,
        "nationality_fr": among("Française|Marocaine|Portugaise|Algérienne|Italienne|Belge|Turque"),
        "habitat_fr": among("Rural|Moins de 20 000 habitants|100 000 habitants et plus"),
        "lat": lambda: round(float(fr.latitude()) / 9 + 46, 6),
        "lon": lambda: round(float(fr.longitude()) / 40 + 2, 6),
        "birth_date": lambda: en.date_of_birth(minimum_age=3, maximum_age=95).isoformat(),
        "birth_date_fr": lambda: en.date_of_birth(minimum_age=3, maximum_age=95).strftime(
            "%d/%m/%Y"
        ),
        "birth_date_us": lambda: en.date_of_birth(minimum_age=3, maximum_age=95).strftime(
            "%m/%d/%Y"
        ),
        "birth_year": number(1935, 2006),
        "year_recent": number(2005, 2025),
        "month": number(1, 12),
        "age": number(18, 92),
        "age_band": among("18-24|25-34|35-44|45-54|55-64|65+"),
        "age_band_fr": among("18 à 24 ans|25 à 34 ans|35 à 49 ans|50 à 64 ans|65 ans et +"),
        "sex_mf": among("M|F"),
        "sex_word_fr": among("Homme|Femme"),
        "sex_word_en": among("Male|Female|Other"),
        "civility_fr": among("Monsieur|Madame"),
        "title_en": among("Mr.|Mrs.|Ms.|Dr."),
        "marital_fr": among("Célibataire|Marié(e)|Pacsé(e)|Divorcé(e)|Veuf(ve)|Concubin(e)"),
        "marital_en": among("Single|Married|Divorced|Widowed|Separated"),
        "marital_code": among("M|S|D|W"),
        "relationship_en": among("single|seeing someone|available|married"),
        "offspring_en": among("has kids|doesn't have kids|wants kids"),
        "small_int": number(0, 12),
        "flag": number(0, 1),
        "yes_no_en": among("Yes|No"),
        "yes_no_fr": among("Oui|Non"),
        "code_num": number(1, 7),
        "code_letter": among("A|B|C|D|E|F"),
        "amount": lambda: round(rng.uniform(5, 900), 2),
        "amount_large": number(80_000, 900_000),
        "amount_band_fr": among("0-10000|10000-20000|20000-30000|30000-50000|50000+"),
        "income": number(9_000, 120_000),
        "salary": number(1_200, 9_000),
        "income_band": among("<20k|20k-40k|40k-75k|75k-125k|>125k"),
        "income_band_en": among("Under $9,999|$10,000-14,999|$50,000-59,999|$100,000-109,999"),
        "surface": number(9, 240),
        "percentage": number(0, 100),
        "weight_stat": lambda: round(rng.uniform(0.2, 4), 4),
        "date_recent": lambda: en.date_between("-6y", "today").isoformat(),
        "datetime": lambda: en.date_time_between("-3y").isoformat(sep=" "),
        "timezone": en.timezone,
        "job_fr": fr.job,
        "job_en": en.job,
        "job_level_en": among("Executive|Manager|Director|Individual Contributor|Junior"),
        "pcs": among("Agriculteur|Artisan, commerçant|Cadre supérieur|Employé|Ouvrier"),
        "occupation_status_fr": among(
            "temps plein|temps partiel|recherche d'emploi|étudiant|retraité"
        ),
        "diploma_fr": among("CAP-BEP|Bac|Bac+2|Licence|Master|Aucun"),
        "education_en": among("High school|Some college|Bachelor's|Graduate|PhD"),
        "school_level_fr": among("Seconde|Première|Terminale|BTS"),
        "class_fr": among("6A|6B|5A|4C|3B"),
        "language_fr": among("Anglais|Espagnol|Allemand|Arabe, anglais|Italien"),
        "language_en": among("english|english, spanish|english, french|english, chinese"),
        "language_code": among("ENGL|SPAN|FREN|PORT|RUSS"),
        "company_fr": fr.company,
        "club_fr": among("Chalon|Mâcon|Le Creusot|Autun"),
        "department_en": among("Sales|R&D|Finance|Marketing|Human Resources"),
        "iban": fr.iban,
        "bic": fr.swift,
        "bank_code": lambda: en.numerify("#####"),
        "rib_key": lambda: en.numerify("##"),
        "account_number": lambda: en.numerify("###########"),
        "bank_fr": among("Crédit Agricole|BNP Paribas|La Banque Postale|Société Générale"),
        "bank_en": among("Main Street|Downtown|Airport Road|Harbour"),
        "ifsc": digits("????0######"),
        "nir": lambda: fr.ssn().replace(" ", ""),
        "ramq": digits("????########"),
        "ssn_us": en.ssn,
        "nino": digits("?? ## ## ## C"),
        "aadhaar": lambda: en.numerify("%### #### ####"),
        "pan_in": digits("?????####?"),
        "ine": digits("##########?"),
        "cni": digits("##??#####"),
        "passport": digits("##??#####"),
        "licence_us": digits("S999#####"),
        "siret": lambda: luhn("4", 14),
        "finess": lambda: en.numerify("750######"),
        "imei": lambda: luhn("35", 15),
        "imsi": lambda: "20801" + en.numerify("##########"),
        "iccid": lambda: luhn("8933", 19),
        "ipv4": en.ipv4_public,
        "user_agent": en.user_agent,
        "url": en.url,
        "token": lambda: en.sha256()[:40],
        "password_hash": en.sha1,
        "username": en.user_name,
        "photo_path": lambda: f"photos/{en.uuid4()[:8]}.jpg",
        "file_path": lambda: f"docs/{en.uuid4()[:8]}.pdf",
        "json_blob": lambda: '{"k": ' + str(rng.randint(1, 999)) + "}",
        "plan_fr": among("Intégral|Classique|Essentiel|Premium"),
        "plan_en": among("basic|standard|premium|other"),
        "status_fr": among("Actif|Inactif|En attente"),
        "status_en": among("Active|Inactive|Pending"),
        "role_fr": among("administrateur|gestionnaire|consultant"),
        "dwelling_fr": among("Maison|Appartement"),
        "tenure_fr": among("Locataire|Propriétaire"),
        "payment_means_fr": among("Chèque|Espèces|CB|Virement"),
        "payment_means_en": among("Electronic check|Mailed check|Credit card|Bank transfer"),
        "document_type_fr": among("CNI|Passeport|NIU|Carte de Séjour"),
        "frequency_fr": among("1 fois par jour|2 fois par jour|matin et soir"),
        "dosage": among("500 mg|1 g|20 mg|5 mg|75 mg"),
        "insurance_us": among("Medicare|Medicaid|Private|Self Pay"),
        "text_neutral_fr": lambda: fr.sentence(14),
        "text_neutral_en": lambda: en.sentence(14),
        "text_ident_fr": lambda: rng.choice(
            [
                f"Rappeler au {fr.phone_number()} avant midi, merci de voir avec {fr.name()}.",
                f"Le client {fr.name()} demande un devis, écrire à {fr.email()} dès que possible.",
                "Client fidèle, souhaite être recontacté au printemps pour son contrat.",
            ]
        ),
        "text_ident_en": lambda: rng.choice(
            [
                f"Please call {en.name()} back on {en.phone_number()} about the appointment.",
                f"I moved here two years ago and love hiking, write me at {en.email()} any time.",
                "Feeling tired this week, slept badly, will try to exercise more next month.",
            ]
        ),
        "blood": among("A+|A-|B+|B-|AB+|AB-|O+|O-"),
        "diagnosis_fr": among(
            "Diabète de type 2|Hypertension artérielle|Asthme|Cancer du sein|Dépression|"
            "Insuffisance cardiaque|Aucun|Epilepsie|Appendicectomie"
        ),
        "diagnosis_en": among(
            "SEPSIS|PNEUMONIA|CONGESTIVE HEART FAILURE|CHEST PAIN|Type 2 diabetes|Asthma|"
            "Major depression|Breast cancer|CORONARY ARTERY DISEASE"
        ),
        "icd10": among("E11.9|I10|J45.0|C50.9|F32.2|I50.0|K35.8|G40.9|N18.5|M54.5|Z51.1|O80"),
        "vaccine_fr": among("BCG|DTP|Covid-19|ROR|Hépatite B"),
        "allergy_fr": among("Aucune|Arachides|Gluten|Lactose|Pénicilline"),
        "disability_en": among("None|Hearing impairment|Wheelchair user|Dyslexia|Blind"),
        "mood_en": among("happy|sad|anxious|calm|irritable"),
        "body_type_en": among("average|fit|athletic|thin|curvy|overweight"),
        "habit_en": among("never|sometimes|socially|often|trying to quit"),
        "height": number(58, 80),
        "weight": number(45, 130),
        "diet_en": among("anything|mostly vegetarian|vegan|strictly kosher|halal|other"),
        "diet_fr": among("Normal|Sans porc|Végétarien|Sans gluten|Halal"),
        "pets_en": among("likes dogs|has cats|likes dogs and likes cats"),
        "sign_en": among("gemini|leo|virgo|libra|cancer but it doesn't matter"),
        "religion_en": among(
            "CATHOLIC|PROTESTANT QUAKER|JEWISH|MUSLIM|BUDDHIST|HINDU|NOT SPECIFIED|"
            "agnosticism|atheism"
        ),
        "race_en": among(
            "White|Black or African American|Asian|Hispanic or Latino|Native American|Other"
        ),
        "race_fr": among("Caucasien|Afro-Americain|Hispanique|Autre"),
        "ethnic_en": among(
            "White British|Black Caribbean|Indian|Pakistani|Chinese|Mixed|HISPANIC OR LATINO"
        ),
        "ethnic_code": among("HL|NL|UN"),
        "party_us": among("Democrat|Republican|Nonpartisan|Libertarian|Green Party"),
        "party_strength_us": among("Strong democrat|Independent|Strong republican|Not very strong"),
        "candidate_us": among("Biden|Trump|Other"),
        "interest_en": among("Very much interested|Somewhat interested|Not much interested"),
        "trust_en": among("Always|Most of the time|Some of the time|Never"),
        "vote_frequency_fr": among("rarement/jamais|occasionnellement|toujours"),
        "orientation_en": among("Heterosexual|Gay|Lesbian|Bisexual|straight|Prefer not to say"),
        "offence_en": among(
            "Battery|Driving Under The Influence|Grand Theft|arrest case no charge|Burglary|"
            "Possession of Cocaine|Assault"
        ),
        "disposition_en": among("MISDEMEANOR COMPLAINT FILED|PROSECUTOR REJECT|DISMISSED"),
        "sentence_en": among("5 years imprisonment|fine|probation|life imprisonment"),
        "court_en": among("Superior Court|District Court|High Court"),
        "court_fr": among("Nantes|Rennes|Angers|Saint-Nazaire"),
        "rating_en": among("Low|Medium|High"),
        "biometric": lambda: en.sha256() + en.sha256(),
    }


def main() -> None:
    """Write the values of every meaning."""
    drawn = {name: [draw() for _ in range(N)] for name, draw in meanings().items()}
    text = json.dumps(drawn, ensure_ascii=False, separators=(",", ":")).replace("],", "],\n")
    Path(__file__).with_name("values.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
