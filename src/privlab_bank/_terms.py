"""What each column is in the words of DPV-PD 2.0 (https://w3id.org/dpv/2.0/pd), where it has them.

Terms of one table come first, then those that a column keeps in every table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["term_of"]

_PREFIX = "https://w3id.org/dpv/pd#"
_ANYWHERE: Mapping[str, str] = {
    "adresse": "PhysicalAddress",
    "annee_naissance": "Age",
    "appareil": "DeviceBased",
    "charges": "Transactional",
    "civilite": "Gender",
    "code_postal": "PostalCode",
    "commune_insee": "City",
    "date_naissance": "BirthDate",
    "decile": "IncomeBracket",
    "decile_revenu": "IncomeBracket",
    "departement": "Region",
    "email": "EmailAddress",
    "encours": "FinancialAccount",
    "encours_il_y_a_un_an": "FinancialAccount",
    "encours_total": "FinancialAccount",
    "enfants": "Offspring",
    "engagement": "Interest",
    "etat": "PrivacyPreference",
    "gout": "Preference",
    "heritage": "Income",
    "libelle": "Purchase",
    "liste_opposition": "PrivacyPreference",
    "loisir": "Interest",
    "loisir_prefere": "Interest",
    "mcc": "PurchasesAndSpendingHabit",
    "mensualite": "Ownership",
    "mensualite_logement": "Ownership",
    "nationalite": "Nationality",
    "nom_naissance": "Name",
    "ok_prospection": "PrivacyPreference",
    "pcs": "Job",
    "personnes": "FamilyStructure",
    "precision_m": "Location",
    "prenom": "Name",
    "prestations": "Income",
    "prime": "Income",
    "projet_principal": "Intention",
    "regime_alimentaire": "Preference",
    "religion": "Religion",
    "revenu_mensuel": "Income",
    "rubrique": "BrowsingBehavior",
    "salaire": "Salary",
    "sante_ald": "Health",
    "satisfaction": "Attitude",
    "segment_marche": "SocialStatus",
    "segment_patrimoine": "FinancialStatus",
    "situation_familiale": "MaritalStatus",
    "statut_logement": "HouseOwned",
    "syndicat": "TradeUnionMembership",
    "telephone": "TelephoneNumber",
    "texte": "Communication",
}
_OF_TABLE: Mapping[tuple[str, str], str] = {
    ("clients", "nom"): "Name",
    ("prospects", "nom"): "Name",
    ("enquete", "opinion"): "PoliticalOpinion",
    ("lieux", "commune_insee"): "Location",
    ("navigation", "duree"): "ServiceConsumptionBehavior",
    ("operations", "montant"): "Transaction",
    ("projets", "montant"): "Intention",
    ("projets", "type"): "Intention",
    ("relations", "contexte"): "SocialNetwork",
    ("scores", "valeur"): "IndividualProfile",
    ("decisions", "issue"): "LoanRecord",
    ("oppositions", "finalite"): "PrivacyPreference",
}


def term_of(table: str, column: str) -> str | None:
    """Return the address of the term of a column, or None where the vocabulary has no word.

    Examples
    --------
    >>> term_of("clients", "email")
    'https://w3id.org/dpv/pd#EmailAddress'
    """
    term = _OF_TABLE.get((table, column)) or _ANYWHERE.get(column)
    return None if term is None else _PREFIX + term
