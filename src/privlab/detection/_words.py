"""Words of values that tell a special category or a trait, French and English.

Common knowledge, typed for this tool: churches and faiths, unions (French confederations), parties
of France and the United Kingdom and the United States, illnesses, offences, orientations, origins.
A value tells a category when one of its words, or two in a row, is in the list.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from privlab.detection._first_names import FIRST_NAMES
from privlab.detection._names import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["WORDS", "TRAITS", "told_by", "word_shares"]

WORDS: Mapping[str, str] = {
    "special:religion": """
        catholique, catholic, protestant, protestante, evangelique, evangelical, orthodoxe,
        orthodox, chretien, chretienne, christian, christianity, musulman, musulmane, muslim,
        islam, islamic, juif, juive, jewish, judaism, judaisme, bouddhiste, buddhist, buddhism,
        hindou, hindu, hinduism, sikh, mormon, baptist, baptiste, methodist, lutheran, lutherien,
        presbyterian, anglican, pentecostal, quaker, temoin jehovah, jehovah, adventiste,
        adventist, athee, atheist, atheism, agnostique, agnostic, agnosticism, sans religion, no
        religion, halal, casher, cacher, kosher, denier culte, paroisse, mosquee, synagogue,
        eglise, bapteme, ramadan, sans porc, careme, imam, rabbin, cathedrale, diocese
    """,
    "special:political": """
        parti socialiste, republicains, renaissance, rassemblement national, france insoumise,
        europe ecologie, modem, reconquete, parti communiste, extreme gauche, extreme droite,
        gauche, droite, centre droit, centre gauche, democrat, democratic, republican,
        libertarian, labour, conservative, tory, liberal democrat, green party, socialiste,
        communiste, ecologiste, nationaliste, liberal, left wing, right wing, lfi, eelv, udi,
        biden, trump, macron, independent voter, nonpartisan
    """,
    "special:trade_union": """
        cgt, cfdt, cftc, unsa, cfe cgc, force ouvriere, sud solidaires, solidaires, fsu, syndique,
        non syndique, syndicat, trade union, union member, afl cio, unite the union, unison, medef
        cotisation, snes, fo syndicat
    """,
    "special:health": """
        diabete, diabetes, cancer, asthme, asthma, hypertension, depression, epilepsie, epilepsy,
        vih, hiv, sida, aids, hepatite, hepatitis, tuberculose, tuberculosis, insuffisance
        cardiaque, heart failure, pneumonia, sepsis, infarctus, avc, stroke, alzheimer, parkinson,
        sclerose, sclerosis, schizophrenie, schizophrenia, bipolaire, bipolar, anxiete, anxiety,
        autisme, autism, grossesse, enceinte, pregnant, pregnancy, allergie, arachide, peanut,
        gluten, lactose, penicilline, penicillin, handicap, handicape, wheelchair, fauteuil
        roulant, blind, aveugle, deaf, sourd, malentendant, hearing impairment, visual impairment,
        dyslexia, dyslexie, ald, affection longue duree, chimiotherapie, chemotherapy, dialyse,
        insuline, insulin, metformin, paracetamol, ibuprofen, amoxicillin, antidepresseur,
        antidepressant, covid 19, rougeole, bcg, dtp, ror, vaccin, vaccine, obesite, obesity,
        overweight, alcoolisme, alcoholism, addiction, toxicomanie, maladie, malade, disease,
        syndrome, fracture, surgery, chirurgie, appendicectomie, tumeur, tumor, migraine,
        arthrose, arthritis, anemie, anemia, coronary, cardiaque, renal, arthrite, leucemie,
        leukemia, ulcere, trisomie, fibrose, mucoviscidose, pharmacie, cardiologue, oncologie,
        hospitalise, hospitalisation, chest pain, influenza, grippe, bronchite, bronchitis, mg
        matin, arret maladie, rqth, burn out, angine
    """,
    "special:sexual_orientation": """
        heterosexual, heterosexuel, heterosexuelle, homosexual, homosexuel, homosexuelle, gay,
        lesbian, lesbienne, bisexual, bisexuel, bisexuelle, pansexual, asexual, straight, queer,
        transgenre, transgender, lgbt
    """,
    "special:sex_life": """
        partenaire sexuel, sexual partner, vie sexuelle, sex life, rapport protege, libido,
        sexually active
    """,
    "special:racial": """
        caucasian, caucasien, black, noir, white, blanc, asian, asiatique, african american, afro
        americain, pacific islander, native american, american indian, alaska native, metis,
        hispanic, mixed race, amer indian
    """,
    "special:ethnic": """
        hispanic latino, not hispanic, latino, white british, black caribbean, black african,
        pakistani, bangladeshi, maghrebin, maghrebine, arabe, arab, berbere, kabyle, kurde,
        kurdish, rom, roma, gitan, tzigane, gypsy, traveller, afro, antillais, subsaharien,
        origine africaine, origine asiatique, mixed ethnic, creole, irish traveller, hispanique
    """,
    "special:offences": """
        burglary, theft, robbery, assault, battery, homicide, murder, manslaughter, driving under,
        possession of, trafficking, fraud, arson, vandalism, felony, misdemeanor, misdemeanour,
        prison, imprisonment, probation, parole, vol aggrave, vol simple, cambriolage,
        escroquerie, agression, violence conjugale, stupefiants, condamne, condamnation, sursis,
        detention, recel, conduite etat, delit, infraction, trafic, garde vue, casier judiciaire,
        dui, dwi, rape, viol, cocaine, weapon, convicted, prosecutor, amende penale, travail
        interet
    """,
    "special:genetic": """
        brca1, brca2, heterozygous, homozygous, heterozygote, homozygote, allele, mutation,
        genotype, porteur sain
    """,
    "special:philosophical": """
        franc maconnerie, freemason, humaniste, humanist, stoicism, antispeciste, libre penseur
    """,
}

# what is no special category, and says who somebody is
TRAITS: Mapping[str, str] = {
    "sex": """
        m, f, h, homme, femme, male, female, masculin, feminin, man, woman, mr, mrs, ms, miss,
        mme, mlle, monsieur, madame, mademoiselle, non binary
    """,
    "family": """
        single, married, divorced, widowed, separated, celibataire, marie, mariee, pacse, pacsee,
        divorce, divorcee, veuf, veuve, concubin, concubinage, concubine, union libre, cohabiting,
        never married, has kids, wants kids
    """,
    "occupation": """
        engineer, ingenieur, teacher, enseignant, professeur, technician, technicien,
        technicienne, manager, nurse, infirmier, doctor, avocat, lawyer, comptable, accountant,
        clerk, officer, scientist, designer, developer, developpeur, secretaire, ouvrier,
        ouvriers, employe, employes, cadre, cadres, agriculteur, agriculteurs, artisan, artisans,
        commercant, retraite, retraites, etudiant, chomeur, consultant, analyst, director,
        directeur, directrice, executive, vendeur, chef, conducteur, conductrice, responsable,
        agent, chercheur, chargee, charge, therapist, surgeon, editor, architect, architecte,
        psychologist, producer, librarian, temps plein, temps partiel, full time, part time,
        unemployed, self employed, retired
    """,
    "education": """
        bachelor, bachelors, master, phd, doctorat, licence, bac, baccalaureat, cap bep, bts, dut,
        high school, some college, graduate, undergraduate, doctorate, college, seconde,
        terminale, premiere, 6a, brevet
    """,
    "nationality": """
        francais, francaise, algerien, algerienne, marocain, marocaine, portugais, portugaise,
        italien, italienne, belge, espagnol, espagnole, turc, turque, tunisien, tunisienne,
        british, american, indian, german, allemand, allemande, anglais, english, spanish, french
    """,
    "location": """
        france, belgique, suisse, allemagne, espagne, italie, royaume uni, etats unis, canada,
        maroc, algerie, tunisie, portugal, germany, spain, italy, united kingdom, united states,
        usa, belgium, switzerland, china, chine, india, inde, japan, japon, brazil, bresil,
        mexico, mexique, russia, russie, australia, australie, ile france, bretagne, normandie,
        occitanie, nouvelle aquitaine, hauts france, grand est, bourgogne franche, pays loire,
        corse, provence alpes, auvergne rhone, centre val, martinique, guadeloupe, guyane,
        reunion, mayotte, paris, lyon, marseille, toulouse, bordeaux, lille, nantes, strasbourg,
        london, new york, chicago, los angeles, houston
    """,
}


@lru_cache(maxsize=1)
def _index() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for lists in (WORDS, TRAITS):
        for subject, words in lists.items():
            for word in words.split(","):
                found.setdefault(" ".join(plain(word).split()), []).append(subject)
    for name in FIRST_NAMES:
        found.setdefault(name, []).append("first_name")
    return {word: tuple(subjects) for word, subjects in found.items()}


_SEPARATORS = str.maketrans(
    dict.fromkeys("-_/.,;:!?()[]'\N{RIGHT SINGLE QUOTATION MARK}\"+*|&", " ")
)
_SMALL_WORDS = """
    de du des la le les l d of the et and or ou a au en
"""
_SMALL = frozenset(_SMALL_WORDS.split())


def told_by(value: str) -> set[str]:
    """Return the subjects that the words of a value tell."""
    if "://" in value:
        return set()
    words = [word for word in plain(value).translate(_SEPARATORS).split() if word not in _SMALL]
    index = _index()
    told: set[str] = set()
    for place in range(len(words)):
        for length in (1, 2):
            phrase = " ".join(words[place : place + length])
            for form in {phrase, phrase.removesuffix("s")}:
                told.update(index.get(form, ()))
    return told


def word_shares(values: Sequence[str]) -> dict[str, float]:
    """Return the share of distinct values that tell each subject."""
    counts: dict[str, int] = {}
    for value in values:
        for subject in told_by(value):
            counts[subject] = counts.get(subject, 0) + 1
    return {subject: n / len(values) for subject, n in counts.items()} if values else {}
