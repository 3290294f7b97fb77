"""Words of column names, French and English, and the subject that they tell.

What names, places and dates a person is there in German and Spanish too: it must not leave
because a table came from a neighbour.

A phrase is words that must all be there, in any order, without accents, in the singular. `~` marks
a weak one: it needs the values, or loses to any other. `=` marks one that must be the whole name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "ABBREVIATIONS",
    "NUMBERING",
    "OPENINGS",
    "PHRASES",
    "POPULATION",
    "PRODUCED",
    "TECHNICAL",
]

# what databases write short; an abbreviation of one or two letters only at the start of a code
ABBREVIATIONS: Mapping[str, str] = {
    **dict.fromkeys(("dt", "dte", "dat", "ddt"), "date"),
    **dict.fromkeys(("naiss", "nais", "nai", "nce", "naissce"), "naissance"),
    **dict.fromkeys(("brth", "brthdt", "bday"), "birthdate"),
    **dict.fromkeys(("num", "nbr", "nmbr", "no", "nr", "numero", "nro", "n"), "number"),
    **dict.fromkeys(("cd", "cod"), "code"),
    **dict.fromkeys(("lib", "libelle", "lbl"), "label"),
    **dict.fromkeys(("nb", "nombre", "cnt"), "count"),
    **dict.fromkeys(("mt", "mnt", "montant", "amt"), "amount"),
    **dict.fromkeys(("adr", "addr", "adress", "address", "ad"), "adresse"),
    **dict.fromkeys(("tel", "tph", "tlf", "telephone", "phones"), "phone"),
    **dict.fromkeys(("mob", "port", "gsm", "cell"), "mobile"),
    **dict.fromkeys(("prn", "pren", "prnom"), "prenom"),
    **dict.fromkeys(("cli", "clt", "cust", "cus", "custo"), "client"),
    **dict.fromkeys(("sit", "situ"), "situation"),
    **dict.fromkeys(("fam", "famille", "familial", "familiale"), "family"),
    **dict.fromkeys(("enf",), "enfant"),
    **dict.fromkeys(("rev",), "revenu"),
    **dict.fromkeys(("sal",), "salaire"),
    **dict.fromkeys(("prof",), "profession"),
    **dict.fromkeys(("dep", "dept", "dpt"), "departement"),
    **dict.fromkeys(("ctry", "cntry"), "country"),
    **dict.fromkeys(("secu",), "securite"),
    **dict.fromkeys(("sx",), "sexe"),
    **dict.fromkeys(("gndr",), "gender"),
    **dict.fromkeys(("mrtl", "matri", "marit", "etamatri"), "marital"),
    **dict.fromkeys(("relig", "rlg", "rel", "relgn"), "religion"),
    **dict.fromkeys(("ethn", "eth", "ethnie"), "ethnic"),
    **dict.fromkeys(("dgn", "diag", "dx", "diagnose"), "diagnosis"),
    **dict.fromkeys(("emp", "empl"), "employee"),
    **dict.fromkeys(("pwd", "passwd", "mdp"), "password"),
    **dict.fromkeys(("usr",), "user"),
    **dict.fromkeys(("acct", "acc", "acnt"), "account"),
    **dict.fromkeys(("edu", "educ"), "education"),
    **dict.fromkeys(("occ",), "occupation"),
    **dict.fromkeys(("lat",), "latitude"),
    **dict.fromkeys(("lon", "lng", "long"), "longitude"),
    **dict.fromkeys(("pol",), "politic"),
    **dict.fromkeys(("synd",), "syndicat"),
    **dict.fromkeys(("orient",), "orientation"),
    **dict.fromkeys(("hand", "handi"), "handicap"),
    **dict.fromkeys(("disab", "disabled", "dsblty"), "disability"),
    **dict.fromkeys(("lname", "surnm", "lastnm", "lst"), "lastname"),
    **dict.fromkeys(("fname", "firstnm", "forenm"), "firstname"),
    **dict.fromkeys(("mname",), "firstname"),
    **dict.fromkeys(("ben", "benef"), "beneficiaire"),
    **dict.fromkeys(("adh",), "adherent"),
    **dict.fromkeys(("ass",), "assure"),
    **dict.fromkeys(("ind", "indiv"), "individu"),
    **dict.fromkeys(("pat", "pt"), "patient"),
    **dict.fromkeys(("stu", "stud", "etu"), "student"),
    **dict.fromkeys(("pers", "prsn"), "person"),
    **dict.fromkeys(("immat",), "immatriculation"),
    **dict.fromkeys(("natio", "natl", "nat"), "nationality"),
    **dict.fromkeys(("wght", "poid"), "weight"),
    **dict.fromkeys(("hght",), "height"),
    **dict.fromkeys(("med",), "medical"),
    **dict.fromkeys(("dcd", "dec", "deceased"), "deces"),
    **dict.fromkeys(("incm", "inc"), "income"),
    **dict.fromkeys(("com", "cmne"), "commune"),
    **dict.fromkeys(("pstl",), "postal"),
    **dict.fromkeys(("ident", "idt", "identifier", "identifiant", "key", "uuid", "guid"), "id"),
    **dict.fromkeys(("employe",), "employee"),
}
_OPENINGS = """
    dt cd mt nb lb no id top tx ind num lib cod code typ fl is
"""
OPENINGS = tuple(_OPENINGS.split())

PHRASES: Mapping[str, str] = {
    "name": """
        ~name, ~nom, first name, last name, full name, middle name, given name, family name,
        surname, firstname, lastname, fullname, forename, prenom, patronyme, nom family, nom
        naissance, nom usage, nom usuel, nom marital, nom jeune fille, maiden, nickname, surnom,
        alias, nom complet, raison sociale person, conjoint nom, contact name, holder name, owner
        name, titulaire, proprietaire, proprio, signataire, beneficiaire nom, cardholder, =first,
        =last, =given, =suffix, client name, client nom, employee name, patient name, student
        name, nom person, responsable legal, tuteur, guardian, manager, supervisor, nom contact,
        pere, mere nom, father name, mother name, parent nom, assure nom, referent nom, nom
        enseignant, teacher name, doctor name, medecin traitant, vorname, nachname, familienname,
        geburtsname, apellido, primer apellido, segundo apellido, apellido nombre, =nombre completo,
        nombre pila
    """,
    "email": """
        email, mail, courriel, mel, adresse mail, adresse email, e mail, mail adresse
    """,
    "phone": """
        phone, mobile, portable, telephone, fax, telecopie, msisdn, phone number, mobile number,
        contact number, contactnumber, whatsapp, caller number, called number, callee, caller,
        calling number
    """,
    "address": """
        adresse, address, street, rue, number voie, voie, residence, domicile adresse, street
        name, adresse line, adresse ligne, complement adresse, house number, lieu dit, mailing
        adresse, anschrift, strasse, hausnummer, direccion, direccion postal, calle
    """,
    "nir": """
        nir, insee number securite, number securite social, number securite, securite social,
        number ss, numss, nss, carte vitale, number secu
    """,
    "national_identifier": """
        ssn, social security, national insurance, nino, national id, aadhaar, aadhar, aadharcard,
        pan number, =pan, tax id, taxid, tin, ine, number fiscal, spi, nif, =nin, national number,
        citizen id, ssnid, cpf, curp, dni, bsn, =uln, medicare number, nhs number, assurance
        maladie
    """,
    "identity_document": """
        passport, passeport, driver license, driving licence, drivers, license number, licence
        number, permis number, permis conduire, cni, carte identite, identity card, piece
        identite, number document, document number, id number, titre sejour, id card, state id,
        voter card, visa number
    """,
    "bank_account": """
        iban, rib, bic, swift, account number, number compte, compte bancaire, bank account, sort
        code, code guichet, code banque, cle rib, domiciliation bancaire, domiciliation, routing
        number, bank details, coordonnee bancaire, account iban, =number account, bban
    """,
    "payment_card": """
        card number, credit card, number carte bancaire, carte bancaire, cb number, cvv, cvc, pan
        card number, debit card, ccnum, creditcard, number cb, expiry card
    """,
    "username": """
        username, user name, login, pseudo, pseudonyme, screen name, twitter, facebook, instagram,
        linkedin, skype, handle, identifiant connexion, compte utilisateur, user login
    """,
    "device": """
        ip, ip adresse, ipaddress, adresse ip, mac adresse, imei, imsi, iccid, sim, cookie, device
        id, idfa, gaid, advertising id, fingerprint browser, user fingerprint, udid, android id,
        visitor id, anonymous id, client ip, user ip, browser id, device serial, sim number,
        remote adresse, hostname client, user agent, useragent, sim card number, device
        fingerprint
    """,
    "vehicle": """
        immatriculation, license plate, number plate, plaque, vin, carte grise, plate number,
        registration plate
    """,
    "photo": """
        photo, photograph, portrait, avatar, picture, selfie, photo url, profile picture
    """,
    "person_key": """
        client id, customer id, id client, =customer, person id, id person, patient id, subject
        id, user id, userid, member id, id membre, adherent id, number adherent, number client,
        client number, employee id, employee number, matricule, student id, staff id, voter id,
        subscriber id, individu id, ident individu, id salarie, id individu, person key,
        customerid, custid, clientid, empid, id assure, contact id, id contact, id prospect,
        prospect id, id user, id utilisateur, household id, id menage, id foyer, ident menage,
        account holder id, beneficiaire id, beneficiaire ident, id beneficiaire, offender id,
        inmate id, offender number, passenger id, applicant id, respondent id, id enfant, id
        family, id student, id patient, mrn, medical record number, number dossier, dossier
        number, number licence, resident id, person number, pseudo nir, nir ano, nir anonyme, id
        eleve, id agent, agent id, guid person, case person, fk user, owner id, driver id, guest
        id, person ref, source person
    """,
    "birth": """
        birth, birthdate, birthday, naissance, date naissance, dob, ddn, age, aged, born, ne le,
        date birth, birth year, annee naissance, year birth, month birth, mois naissance, ville
        naissance, lieu naissance, place birth, birthplace, commune naissance, deces, date deces,
        death, died, dod, deathdate, tranche age, ageq, ager, agetr, agerev, age band, age group,
        senior, majeur, mineur, rang gemellaire, yob, mob, anniversaire, generation, country
        birth, expire flag, geburtsdatum, geburtstag, geburtsjahr, geburtsort, nacimiento, fecha
        nacimiento, lugar nacimiento, edad
    """,
    "sex": """
        sex, sexe, gender, genre, civilite, civility, title person, titre civilite, salutation,
        =qualite, homme femme, =prefix, name prefix, =titre, =mr mme, honorific, male, female,
        geschlecht, anrede, sexo, genero
    """,
    "location": """
        postcode, postal, code postal, zip, zipcode, zip code, cp, ville, city, town, commune,
        localite, departement, region, state, province, county, country, pays, latitude,
        longitude, geo, gps, coordinate, coordonnee, location, iris, insee, code insee, canton,
        neighborhood, quartier, district, cell id, cellid, antenna, antenne, location area, lac,
        cell identifier, x wgs, y wgs, x lambert, y lambert, precinct, domicile, habitat, domicile
        country, borough, arrondissement, geoloc, place, lieu, habitation, residence ville, postal
        code, latlong, area, plz, postleitzahl, wohnort, bundesland, landkreis, gemeinde, municipio,
        ciudad, provincia, codigo postal
    """,
    "nationality": """
        nationality, nationalite, citizenship, citizen, citoyennete, nation, immigrant, immi,
        foreign, foreigner, etranger, native country, language, langue, langue maternelle, mother
        tongue, lang pref, native language, annee arrivee, arrival country, overseas, year
        arrived, residency status, titre sejour type, lang
    """,
    "family": """
        marital, situation family, matrimonial, etat civil, married, spouse, conjoint, partner,
        child, children, enfant, kid, offspring, dependent, dependant, personne charge, couple,
        pacs, household size, taille menage, family status, relationship, relationship status,
        siblings, family size, number person household, mariage, wedding, divorce, veuf, widow,
        carer, union count, parent, mother, father, mere, household composition, hsize
    """,
    "occupation": """
        profession, metier, job, job title, occupation, csp, pcs, emploi, employment, employeur,
        employer, employment status, industry, poste, fonction, position, cs1, cs2, cs3, socio
        professional, socio professionnelle, categorie professionnelle, catsocpro, socio eco,
        socio economic, job role, jobrole, job level, grade employee, work status, company,
        entreprise, secteur activite, workclass, titre poste, socioec, activite professionnelle,
        business travel, organisation, experience year, career
    """,
    "education": """
        education, diplome, degree, etude, niveau etude, school, university, college,
        qualification, formation, scolarite, dipl, classe, etablissement scolaire, highest
        education, niveau formation, academic, langue etrangere, gpa, grade school, field study,
        parent education, diploma, speak, skill, competence
    """,
    "appearance": """
        eye color, hair color, eye, hair, height, taille person, couleur yeux, couleur cheveux,
        tattoo, tatouage, scar, complexion, skin, build, shoe size, pointure
    """,
    "special:health": """
        health, sante, disease, maladie, pathologie, pathology, illness, diagnosis, diagnostic,
        symptom, medication, medicament, drug, prescription, ordonnance, treatment, traitement
        medical, allergy, allergie, handicap, disability, invalidite, invalide, ald, affection,
        blood, sang, sanguin, groupe sanguin, blood group, bloodgroup, medical, chirurgie,
        surgery, hospital, hopital, hospitalisation, cancer, diabete, diabetes, diabetic,
        hypertension, asthma, asthme, hiv, vih, sida, aids, pregnant, pregnancy, grossesse,
        enceinte, maternity, maternite, ivg, avortement, abortion, contraception, menstrual,
        cycle, period start, ovulation, fertility, depression, anxiety, mental, psychiatric,
        psychiatrique, stress, addiction, alcohol, alcool, smoker, smoke, smoking, fumeur, tabac,
        tobacco, drink, weight, bmi, imc, cholesterol, glucose, blood pressure, bp, heart rate,
        pulse, insulin, icd, icd10, cim, cim10, cim code, atc, dose, dosage, posologie, vaccine,
        vaccin, vaccination, vaccinated, immunization, sick leave, arret maladie, accident
        travail, rqth, aah, mdph, taux incapacite, incapacite, antecedent, injury, blessure,
        chronic, chronique, dialysis, transplant, organ, prosthesis, cause deces, death cause,
        therapy, therapie, consultation, medecin, doctor visit, patient condition, condition
        medical, comorbidity, covid, test result, lab result, analyse sang, exoneration, ticket
        moderateur, ghm, drg, regle menstruation, gestation, gestationnel, wheelchair, deaf,
        blind, learning difficulty, dyslexia, special need, besoin particulier, pai, sleep, mood,
        feeling, diet medical, substance, overdose, mortality, hospital expire, certificat
        medical, pmr, tuberculose, hepatite, drepanocytose, epilepsie, autism, autisme, cpap,
        obesity, obese, sport aptitude, hypertensive, body type, cardiovascular, cardio, stroke,
        avc, tumor, lesion
    """,
    "special:religion": """
        religion, religious, religieux, religieuse, culte, confession, faith, croyance, belief
        religious, church, eglise, paroisse, parish, mosque, mosquee, synagogue, temple, bapteme,
        baptism, baptized, halal, kosher, casher, denier culte, catechism, communion, diocese,
        ramadan, regime alimentaire, dietary, regime, cantine regime, sans porc, diet, dime,
        tithe, muslim, jewish, christian, catholic, pratiquant, repas confessionnel
    """,
    "special:philosophical": """
        philosophy, philosophique, philosophical, conviction, spirituality, spiritualite, laicite,
        franc macon, freemason, worldview, moral belief, vegan belief
    """,
    "special:political": """
        politic, political, politique, party, parti, partyid, party id, vote, voted, vote choice,
        votechoice, candidate, ideology, ideologie, left right, gauche droite, leftright, lrscale,
        party affiliation, opinion politique, opinion politic, election, electoral, democrat,
        republican, militant, campaign interest, trust government, mandat electif, sympathie
        partisane, proximite partisane, presidential, voter choice, sympathisant, conservative,
        liberal, polview
    """,
    "special:trade_union": """
        union member, trade union, syndicat, syndical, syndique, labor union, union, delegue
        syndical, cotisation syndicale, unionised, date adhesion syndicat, elu cse, section
        syndicale, greve, strike
    """,
    "special:racial": """
        race, racial, skin color, couleur peau, raceeth, race code
    """,
    "special:ethnic": """
        ethnic, ethnicity, ethnique, origine, origin, descent, ancestry, ascendance, hispanic,
        latino, tribe, tribu, caste, indigenous, origine ethnique, origine parent, roma, minority,
        minorite, ethnic group, ethnic origin
    """,
    "special:genetic": """
        dna, adn, genetic, genetique, genome, genotype, snp, gene, mutation, haplotype, brca,
        rsid, karyotype, heredity
    """,
    "special:biometric": """
        biometric, biometrie, biometrique, fingerprint, empreinte, empreinte digitale, iris scan,
        retina, face encoding, face embedding, facial, faceid, voiceprint, empreinte vocale,
        template fingerprint, embedding face, encoding, palm, gait
    """,
    "special:sexual_orientation": """
        orientation, sexual orientation, orientation sexuelle, sexuality, sexualite, lgbt, gay,
        lesbian, homosexual, homosexuel, bisexual, transgender, trans, gender identity, liked
        gender, interested gender, seeking gender, sexual preference, preferred gender
    """,
    "special:sex_life": """
        sex life, vie sexuelle, sexual partner, sexually active, sexual, sexuel, partenaire
        sexuel, libido, std, ist, sti, number partner, sexual activity, intercourse
    """,
    "special:offences": """
        offence, offense, offense code, crime, =criminal, criminal record, conviction, convicted,
        condamnation, condamne, infraction, delit, arrest, arrested, charge desc, charge, charge
        code, charge degree, felony, misdemeanor, prison, jail, incarceration, ecrou, peine,
        sentence, sentencing, casier, casier judiciaire, police, parole, probation, recidivism,
        recid, recidive, prior, priors count, juvenile felony, court, tribunal, juridiction,
        judiciaire, verdict, offender type, custody, warrant, fraude condamnation, violation,
        penal, penale, garde vue, booking, disposition, liberation, victim, suspect, weapon, gang,
        case number
    """,
    "financial": """
        salary, salaire, income, revenu, wage, remuneration, traitement mensuel, earning, pay
        rate, payroll, bonus, prime, pension, retraite montant, allocation, prestation,
        patrimoine, wealth, net worth, asset, encours, solde, balance, credit score, score credit,
        credit limit, debt, dette, loan, pret, mortgage, hypotheque, mensualite, endettement,
        overdraft, decouvert, default, impaye, saving, epargne, tax, impot, revenu fiscal,
        quotient family, capital, amount revenu, fraction imposable, decile revenu, rfr, monthly
        rate, hourly rate, daily rate, insolvency, surendettement, ficp, poverty, rsa, household
        income, house value, residence value, valeur residence, valeur mobilier, valeur bien, home
        value, heritage, inheritance, housing price, rent, loyer, charge loyer, expense, depense,
        boursier, scholarship, arrear, creditworthiness, rentabilite
    """,
    "credentials": """
        password, mot passe, motdepasse, passphrase, secret, token, session token, api key, pin,
        pin code, code secret, password hash, hashed password, otp, security question, security
        answer, cle privee, salt, private key
    """,
    "judgement": """
        performance rating, performance score, evaluation, appreciation, perf score, decile score,
        risk score, rating performance, notation agent, discipline, sanction, score appetence,
        scoring, attrition risk, churn score, behaviour score, segment valeur
    """,
    "free_text": """
        note, comment, commentaire, remarque, observation, remark, message, texte, text, verbatim,
        description person, bio, biography, about me, self summary, essay, motif libre, memo, free
        text, texte libre, compte rendu, transcript, annotation, feedback, search query,
        circumstance, body message
    """,
    "": """
        created, creation, updated, modified, modification, last modified, date creation, date
        maj, maj, update, timestamp, horodatage, saisie, etl, load date, product, produit, item,
        sku, article, order, commande, invoice, facture, file, fichier, document type, type
        document, store, magasin, branch, agence, category, categorie, type, statut, status,
        version, currency, devise, quantity, quantite, price, prix, unit, url, website, site,
        page, referrer, channel, canal, campaign, campagne, source, newsletter, optin, opt in,
        consent, consentement, flag actif, active, is active, actif, row id, rowid, event id,
        event, session, call id, call duration, duration, duree, start time, end time, weight
        stat, ponderation, sample, echantillon, wave, vague, siret, siren, duns, vat, bank name,
        ifsc, =bank, department name, =department, service, departement name, hire date, embauche,
        entree date, start date, end date, adhesion, date adhesion, cancel, churn, attrition,
        turnover, contract, contrat, policy number, plan, formule, subscription, payment method,
        moyen paiement, surface, room, model, marque, brand, ref, reference, path, folder, config,
        setting, mode, class id, level, niveau, rank, rang, platform, os, browser, browser
        version, screen, timezone, utm, app id, title page, page title, registration date, date
        inscription, inscription, signup, last login, last online, last seen, derniere connexion,
        company number, hire, termination, term date, tenure, demission, role, permission,
        provider, care site, admission type, admission, enqueteur, interviewer, questionnaire,
        interview mode, mode entree, card type, account type, account status, product name, nom
        produit, file name, table name, nom magasin, event name, station name, course name, nom
        fichier, nom document, nom table, company name, label, libelle, type voie, total,
        subtotal, shipping, delivery, livraison date, discount, loyalty, fidelite, fidelisation,
        paid, reglee, billing, facturation, charge monthly, monthly charge, total charge,
        cotisation, obtained, obtenu, top individu, pet, zodiac, sign, tv, internet service
    """,
}

# a name with one of these words speaks of a thing that a person may hold, not of the person
_TECHNICAL = """
    product produit item file fichier table store magasin branch agence campaign campagne
    event station course document company entreprise structure organisation bank banque
    service department school team equipe category categorie plan brand marque model voie
    street column field event page app site domain currency role product groupe group station
"""
TECHNICAL = frozenset(_TECHNICAL.split())
# words that a plural or a participle adds nothing to
_PRODUCED = """
    the of le la les de du des un une et and d l a in for par
"""
PRODUCED = frozenset(_PRODUCED.split())

# words for those a table is about: with a word of number they key a person
_POPULATION = """
    client customer person patient subject user member membre adherent employee salarie worker
    student eleve learner pupil voter electeur subscriber abonne individu assure beneficiaire
    prospect contact utilisateur household menage foyer offender inmate detenu criminal
    passenger applicant candidat respondent enfant agent staff resident guest owner driver
    participant borrower emprunteur holder titulaire usager citoyen habitant locataire donor
    donateur victim licencie inscrit etudiant personnel interne family
"""
POPULATION = frozenset(_POPULATION.split())
_NUMBERING = """
    id number code matricule ref reference
"""
NUMBERING = frozenset(_NUMBERING.split())
