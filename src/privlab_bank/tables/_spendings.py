"""What people spend on, day by day: the labels of their operations.

Each kind of spending has the code of its merchants (ISO 18245; none for what is no card payment),
its channel, the habit that drives it (see `_habits`), how often it comes in six months at a habit
of 1, the median of its amount in euros and the spread of its logarithm. Every figure is invented,
of an order that anyone would find plausible. Merchants bear no brand.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = [
    "CARD",
    "CHANNELS",
    "CHEQUE",
    "DEBIT",
    "EVERYDAY",
    "SPENDINGS",
    "TRANSFER",
    "WITHDRAWAL",
    "Spending",
]

CHANNELS = ("carte", "virement", "prélèvement", "chèque", "retrait")
CARD, TRANSFER, DEBIT, CHEQUE, WITHDRAWAL = range(len(CHANNELS))


class Spending(NamedTuple):
    """One kind of spending; a negative median is money received."""

    label: str
    mcc: str
    channel: int
    habit: str
    rate: float
    median: float
    spread: float


EVERYDAY = (
    Spending("CB SUPERMARCHE", "5411", CARD, "daily", 5.2, 38, 0.6),
    Spending("CB HYPERMARCHE", "5411", CARD, "daily", 2.2, 72, 0.5),
    Spending("CB EPICERIE", "5499", CARD, "daily", 0.9, 14, 0.5),
    Spending("CB BOULANGERIE", "5462", CARD, "daily", 2.4, 5.5, 0.4),
    Spending("CB BOUCHERIE", "5422", CARD, "daily", 0.6, 22, 0.5),
    Spending("RETRAIT DAB", "6011", WITHDRAWAL, "daily", 2.6, 50, 0.5),
    Spending("CB RESTAURANT", "5812", CARD, "daily", 1.6, 28, 0.5),
    Spending("CB RESTAURATION RAPIDE", "5814", CARD, "young", 2.4, 11, 0.4),
    Spending("CB BAR CAFE", "5813", CARD, "young", 1.0, 9, 0.5),
    Spending("CB VETEMENTS", "5651", CARD, "daily", 1.1, 42, 0.6),
    Spending("CB CHAUSSURES", "5661", CARD, "daily", 0.3, 60, 0.4),
    Spending("CB COIFFEUR", "7230", CARD, "daily", 0.7, 32, 0.4),
    Spending("CB COSMETIQUES", "5977", CARD, "women", 0.6, 28, 0.5),
    Spending("CB ELECTROMENAGER", "5722", CARD, "daily", 0.15, 220, 0.6),
    Spending("CB INFORMATIQUE", "5732", CARD, "daily", 0.25, 150, 0.8),
    Spending("CB VENTE EN LIGNE", "5399", CARD, "daily", 1.6, 32, 0.7),
    Spending("CB LIBRAIRIE", "5942", CARD, "daily", 0.35, 18, 0.5),
    Spending("CB FLEURISTE", "5992", CARD, "daily", 0.2, 24, 0.4),
    Spending("CB LOTO", "7995", CARD, "daily", 0.3, 8, 0.6),
    Spending("CB LA POSTE", "9402", CARD, "daily", 0.4, 7, 0.5),
    Spending("CB CINEMA", "7832", CARD, "daily", 0.4, 12, 0.4),
    Spending("CB SPECTACLE", "7922", CARD, "daily", 0.2, 45, 0.5),
    Spending("CB ARTICLES DE SPORT", "5941", CARD, "daily", 0.3, 45, 0.6),
    Spending("CB JEUX VIDEO", "5816", CARD, "young", 0.5, 25, 0.5),
    Spending("CB HOTEL", "7011", CARD, "daily", 0.25, 95, 0.5),
    Spending("CB AGENCE DE VOYAGES", "4722", CARD, "daily", 0.07, 650, 0.6),
    Spending("CB COMPAGNIE AERIENNE", "4511", CARD, "daily", 0.1, 210, 0.6),
    Spending("CB TRAIN", "4112", CARD, "daily", 0.5, 42, 0.6),
    Spending("CB TRANSPORT URBAIN", "4111", CARD, "urban", 1.8, 12, 0.6),
    Spending("CB TAXI", "4121", CARD, "urban", 0.3, 18, 0.5),
    Spending("CB STATION SERVICE", "5542", CARD, "car", 3.4, 55, 0.35),
    Spending("CB PEAGE", "4784", CARD, "car", 0.7, 9, 0.7),
    Spending("CB PARKING", "7523", CARD, "car", 0.5, 4, 0.6),
    Spending("CB GARAGE", "7538", CARD, "car", 0.3, 180, 0.7),
    Spending("CB BRICOLAGE", "5200", CARD, "owner", 1.1, 45, 0.7),
    Spending("CB JARDINERIE", "5261", CARD, "owner", 0.4, 35, 0.5),
    Spending("CB MEUBLES", "5712", CARD, "daily", 0.15, 160, 0.7),
    Spending("CB TABAC", "5993", CARD, "smoker", 7.0, 13, 0.4),
    Spending("CB ANIMALERIE", "5995", CARD, "pet", 1.6, 35, 0.5),
    Spending("CB VETERINAIRE", "0742", CARD, "pet", 0.4, 70, 0.5),
    Spending("CB JOUETS", "5945", CARD, "parent", 0.9, 28, 0.6),
    Spending("CB CANTINE SCOLAIRE", "8211", CARD, "parent", 1.6, 55, 0.4),
    Spending("CB VETEMENTS ENFANTS", "5641", CARD, "parent", 0.5, 32, 0.5),
    Spending("CHEQUE", "", CHEQUE, "old", 1.4, 85, 0.8),
    Spending("VIR PARTICULIER", "", TRANSFER, "daily", 0.8, 60, 0.9),
    Spending("VIR RECU PARTICULIER", "", TRANSFER, "daily", 0.6, -60, 0.9),
    Spending("PRLV IMPOTS", "", DEBIT, "owner", 0.5, 480, 0.6),
    Spending("DON ASSOCIATION HUMANITAIRE", "8398", CARD, "daily", 0.15, 30, 0.5),
)
_HEALTH = (
    Spending("CB PHARMACIE", "5912", CARD, "care", 1.7, 14, 0.6),
    Spending("CB CABINET MEDICAL", "8011", CARD, "care", 0.9, 27, 0.15),
    Spending("CB DENTISTE", "8021", CARD, "care", 0.25, 60, 0.8),
    Spending("CB OPTICIEN", "8043", CARD, "care", 0.12, 150, 0.6),
    Spending("CB LABORATOIRE ANALYSES", "8071", CARD, "care", 0.25, 22, 0.5),
    Spending("CB KINESITHERAPEUTE", "8099", CARD, "care", 0.3, 20, 0.3),
    Spending("VIR CPAM REMBOURSEMENT", "", TRANSFER, "care", 1.4, -22, 0.6),
    Spending("CB HOPITAL", "8062", CARD, "care", 0.08, 45, 0.8),
    Spending("CB CARDIOLOGUE", "8011", CARD, "care", 0.06, 55, 0.2),
    Spending("CB PODOLOGUE", "8049", CARD, "care", 0.07, 35, 0.2),
    Spending("CB PSYCHIATRE", "8011", CARD, "care", 0.06, 60, 0.2),
    Spending("CB AMBULANCE", "4119", CARD, "care", 0.03, 60, 0.4),
    Spending("CB INFIRMIER A DOMICILE", "8050", CARD, "care", 0.08, 12, 0.4),
    Spending("CB MATERIEL MEDICAL", "5047", CARD, "care", 0.06, 45, 0.8),
    Spending("CB PHARMACIE", "5912", CARD, "ill", 1.8, 11, 0.7),
    Spending("CB CABINET MEDICAL", "8011", CARD, "ill", 1.0, 27, 0.15),
    Spending("CB LABORATOIRE ANALYSES", "8071", CARD, "ill", 0.6, 22, 0.5),
    Spending("VIR CPAM REMBOURSEMENT", "", TRANSFER, "ill", 1.2, -32, 0.7),
    Spending("CB INFIRMIER A DOMICILE", "8050", CARD, "ill", 0.35, 12, 0.4),
    Spending("CB MATERIEL MEDICAL", "5047", CARD, "ill", 0.3, 45, 0.8),
    Spending("CB AMBULANCE", "4119", CARD, "cancer", 2.2, 60, 0.4),
    Spending("CB CENTRE ONCOLOGIE", "8062", CARD, "cancer", 1.6, 45, 0.7),
    Spending("CB CENTRE ONCOLOGIE", "8062", CARD, "care", 0.012, 45, 0.7),
    Spending("CB CARDIOLOGUE", "8011", CARD, "cardiac", 0.9, 55, 0.2),
    Spending("CB AMBULANCE", "4119", CARD, "cardiac", 0.35, 60, 0.4),
    Spending("CB DIABETOLOGUE", "8011", CARD, "diabetic", 0.7, 55, 0.2),
    Spending("CB PODOLOGUE", "8049", CARD, "diabetic", 0.7, 35, 0.2),
    Spending("CB PSYCHIATRE", "8011", CARD, "psychiatric", 2.2, 60, 0.2),
    Spending("CB CENTRE DE DIALYSE", "8062", CARD, "other_illness", 0.7, 25, 0.5),
    Spending("CB AMBULANCE", "4119", CARD, "other_illness", 0.8, 60, 0.4),
    Spending("CB GYNECOLOGUE", "8011", CARD, "women", 0.2, 60, 0.2),
    Spending("CB GYNECOLOGUE", "8011", CARD, "pregnant", 1.3, 60, 0.2),
    Spending("CB SAGE-FEMME", "8099", CARD, "pregnant", 1.4, 26, 0.2),
    Spending("CB PUERICULTURE", "5641", CARD, "pregnant", 2.6, 60, 0.7),
    Spending("CB PUERICULTURE", "5641", CARD, "parent", 0.12, 45, 0.7),
)
_BELIEFS = (
    Spending("DENIER DU CULTE", "8661", CARD, "catholic", 3.0, 40, 0.6),
    Spending("QUETE PAROISSE CATHOLIQUE", "8661", CARD, "catholic", 2.4, 10, 0.5),
    Spending("DENIER DU CULTE", "8661", CARD, "daily", 0.02, 25, 0.6),
    Spending("QUETE PAROISSE CATHOLIQUE", "8661", CARD, "daily", 0.05, 10, 0.5),
    Spending("PELERINAGE DIOCESAIN", "4722", CARD, "catholic", 0.25, 320, 0.5),
    Spending("CB LIBRAIRIE RELIGIEUSE", "5942", CARD, "believer", 0.4, 18, 0.5),
    Spending("CB BOUCHERIE HALAL", "5422", CARD, "muslim", 6.0, 28, 0.5),
    Spending("CB BOUCHERIE HALAL", "5422", CARD, "daily", 0.12, 22, 0.5),
    Spending("CB EPICERIE ORIENTALE", "5499", CARD, "muslim", 1.2, 18, 0.5),
    Spending("CB EPICERIE ORIENTALE", "5499", CARD, "daily", 0.25, 14, 0.5),
    Spending("DON MOSQUEE", "8661", CARD, "muslim", 1.0, 20, 0.6),
    Spending("DIME EGLISE EVANGELIQUE", "8661", CARD, "christian", 2.0, 60, 0.6),
    Spending("OFFRANDE TEMPLE PROTESTANT", "8661", CARD, "christian", 1.2, 30, 0.6),
    Spending("OFFRANDE TEMPLE PROTESTANT", "8661", CARD, "daily", 0.01, 20, 0.6),
    Spending("CB EPICERIE CASHER", "5499", CARD, "jewish", 6.0, 35, 0.5),
    Spending("CB EPICERIE CASHER", "5499", CARD, "daily", 0.01, 20, 0.5),
    Spending("DON CONSISTOIRE", "8661", CARD, "jewish", 1.0, 60, 0.6),
    Spending("DON CENTRE BOUDDHISTE", "8661", CARD, "buddhist", 2.0, 25, 0.5),
    Spending("DON PARTI DES COQUELICOTS", "8651", CARD, "far_left", 2.0, 20, 0.5),
    Spending("DON PARTI DES ROSES", "8651", CARD, "left", 2.0, 20, 0.5),
    Spending("DON PARTI DES TOURNESOLS", "8651", CARD, "centre", 2.0, 20, 0.5),
    Spending("DON PARTI DES BLEUETS", "8651", CARD, "right", 2.0, 20, 0.5),
    Spending("DON PARTI DES CHARDONS", "8651", CARD, "far_right", 2.0, 20, 0.5),
)
SPENDINGS = EVERYDAY + _HEALTH + _BELIEFS
"""Parties are named after flowers: the sample takes none that exists."""
