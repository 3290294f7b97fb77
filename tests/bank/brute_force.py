"""Every flaw of a bank counted again, from its files alone, in the plainest way.

Nothing of the generator is used here: dates, words and thresholds are typed by hand.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from ruamel.yaml import YAML

AS_OF = pd.Timestamp("2026-01-01")
PLACES = Path(__file__).resolve().parents[2] / "src" / "privlab_bank" / "people"
EUROPEAN_UNION = {"FR", "BE", "DE", "PT", "NL"}
SPEAKS_OF = {
    "race": r"personne noire",
    "ethnic origin": r"kabyle",
    "politics": r"parti\b.*élections",
    "religion": r"ramadan",
    "union": r"\bCGT\b",
    "health": r"arrêt maladie",
    "sexual orientation": r"homosexualité",
    "offences": r"prison|condamnation",
}
NIR = re.compile(r"\b([12]) (\d\d) (0[1-9]|1[0-2]) (\d\d) (\d{3}) (\d{3}) (\d\d)\b")


class Folder:
    """The files of a bank, each read once; what is missing is taken from another one."""

    def __init__(self, folder, other=None) -> None:
        self.folder, self.other = Path(folder), other
        self.read = cache(self._read)
        of = self.folder if other is None else other.folder
        self.policy = YAML(typ="safe").load(of / "datapackage.yaml")

    def _read(self, name: str) -> pd.DataFrame:
        path = self.folder / f"{name}.parquet"
        if self.other is not None and not path.exists():
            return self.other.read(name)
        return pd.read_parquet(path)

    @property
    def purposes(self):
        return self.policy["privacy"]["purposes"]

    @property
    def fields(self):
        return [
            field["privacy"]
            for resource in self.policy["resources"]
            for field in resource["schema"]["fields"]
        ]

    @property
    def recipients(self):
        return self.policy["privacy"]["recipients"]


def older_than(dates, days):
    return int((pd.to_datetime(dates) + pd.Timedelta(days=days) < AS_OF).sum())


def retention_overdue(bank):
    return [
        older_than(bank.read("prospects")["date_dernier_contact"], 1_095),
        older_than(bank.read("clients")["date_fin_relation"], 1_825 + 1_825),
    ]


def small_communes(bank):
    people = {}
    for name in ("communes.csv", "hameaux.csv"):
        with (PLACES / name).open(encoding="utf-8") as file:
            people |= {row["code_insee"]: int(row["population"]) for row in csv.DictReader(file)}
    home = bank.read("clients")["commune_insee"]
    small = home[home.map(people) < 30]
    return [len(small), int((small.value_counts() == 1).sum())]


def duplicates(bank):
    clients = bank.read("clients").dropna(subset=["email"])
    same = clients.groupby(["nom_naissance", "prenom", "email", "telephone"])
    births = same["date_naissance"].nunique()
    return [int((births - 1).sum())]


def contact_after_objection(bank):
    made = bank.read("sollicitations").merge(
        bank.read("oppositions"), on=["id_client", "finalite"], suffixes=("", "_objection")
    )
    after = made[made["date"] > made["date_objection"]]
    return [after["id_client"].nunique(), len(after)]


def contact_pressure(bank):
    offers = bank.read("sollicitations").query("finalite == 'prospect'")
    # every contact of the table is of the same 365 days
    return [int((offers.groupby("id_client").size() > 24).sum())]


def offers_without_consent(bank, offers):
    answers = bank.read("consentements").query("finalite == 'prospect'")
    both = offers.reset_index().merge(
        answers[["id_client", "etat", "date"]], on="id_client", suffixes=("", "_answer")
    )
    before = both[both["date_answer"] <= both["date"]].sort_values("date_answer", kind="stable")
    last = before.groupby("index")["etat"].last()
    return offers[~offers.index.isin(last[last == "accordé"].index)]


def email_without_consent(bank):
    offers = bank.read("sollicitations").query("finalite == 'prospect'")
    found = offers_without_consent(bank, offers[offers["canal"] == "courriel"])
    return [len(found), found["id_client"].nunique()]


def cross_mailing(bank):
    sent = bank.read("sollicitations").dropna(subset=["campagne"])
    senders = sent.groupby(["id_client", "campagne"])["entite"].nunique()
    return [senders[senders > 1].reset_index()["id_client"].nunique()]


def unreviewed(bank):
    decisions = bank.read("decisions")
    return decisions[decisions["automatique"] & ~decisions["revue_humaine"]]


def undocumented(bank):
    scores = bank.read("scores")
    return scores[scores["documentation_url"].isna()]


def undocumented_score(bank):
    scores = undocumented(bank)
    refused = unreviewed(bank)["score"].isin(scores["nom"].unique())
    return [len(scores), scores["id_client"].nunique(), int(refused.sum())]


def automated_decision(bank):
    return [int((~unreviewed(bank)["score"].isin(undocumented(bank)["nom"].unique())).sum())]


def leak(column, secret):
    """Return the share of the entropy of a secret that a column tells."""
    both = pd.crosstab(column, secret).to_numpy() / len(secret)
    p, q = both.sum(axis=0), both.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        told = np.nansum(both * np.log2(both / np.outer(q, p)))
    return told / -(p * np.log2(p)).sum()


def disguised_column(bank):
    answers = bank.read("enquete")[["id_client", "religion"]].dropna()
    known = bank.read("valeurs").merge(answers, on="id_client")
    names = [name for name in bank.read("valeurs").columns if name != "id_client"]
    told = [known[[name, "religion"]].dropna() for name in names]
    return [sum(bool(leak(part.iloc[:, 0], part["religion"]) > 0.4) for part in told)]


def deduced_pregnancy(bank):
    plans = bank.read("projets")
    births = ((plans["type"] == "naissance") & (plans["source"] == "déduit")).sum()
    unsourced = sum(bool(one.get("inferred")) and not one.get("source") for one in bank.fields)
    return [int(births), unsourced]


def nir_in_text(bank):
    found = 0
    for text in bank.read("dialogues")["texte"]:
        number = NIR.search(text)
        if number:
            *digits, key = number.groups()
            found += 97 - int("".join(digits)) % 97 == int(key)
    return [found]


def special_category_in_text(bank):
    return [int(bank.read("dialogues")["texte"].str.contains("|".join(SPEAKS_OF.values())).sum())]


def late_or_missing_notice(bank):
    first = bank.read("notices").groupby("id_client")["date"].min().rename("told")
    clients = bank.read("clients").join(first, on="id_client")
    told = clients.dropna(subset=["told"])
    late = (told["told"] > told["date_entree_relation"]).sum()
    return [len(clients) - len(told), int(late)]


def unentitled_access(bank):
    seen = bank.read("acces")[["service", "finalite"]]
    allowed = [
        one.service in bank.purposes[one.finalite]["actors"] for one in seen.itertuples(index=False)
    ]
    return [len(seen) - sum(allowed)]


def night_access(bank):
    hours = bank.read("acces")["horodatage"].dt.hour
    return [int(((hours < 8) | (hours >= 19)).sum())]


def late_answer(bank):
    asked = bank.read("demandes")
    late = 0
    for one in asked.itertuples(index=False):
        months = 3 if one.prolongee else 1
        due = pd.Timestamp(one.date_reception) + pd.DateOffset(months=months)
        answered = AS_OF if pd.isna(one.date_reponse) else pd.Timestamp(one.date_reponse)
        late += answered > due
    return [late]


def transfer_without_safeguard(bank):
    listed = bank.read("destinataires")
    abroad = ~listed["pays"].isin(EUROPEAN_UNION) & listed["garantie"].isna()
    promised = [one for one in bank.recipients if one["country"] not in EUROPEAN_UNION]
    return [int(abroad.sum()), sum("safeguard" not in one for one in promised)]


def data_sale(bank):
    sales = {key for key, one in bank.purposes.items() if one["dpv"] == "SellDataToThirdParties"}
    buyers = sum(not sales.isdisjoint(one["purposes"]) for one in bank.recipients)
    return [int(bank.read("destinataires")["prix"].notna().sum()), buyers]


def untested_copy(bank):
    return [int(bank.read("copies")["date_test_restauration"].isna().sum())]


def column_without_purpose(bank):
    return [sum(not one.get("purposes") for one in bank.fields)]


COUNTS = {
    count.__name__: count
    for count in (
        retention_overdue,
        small_communes,
        duplicates,
        contact_after_objection,
        contact_pressure,
        email_without_consent,
        cross_mailing,
        undocumented_score,
        automated_decision,
        disguised_column,
        deduced_pregnancy,
        nir_in_text,
        special_category_in_text,
        late_or_missing_notice,
        unentitled_access,
        night_access,
        late_answer,
        transfer_without_safeguard,
        data_sale,
        untested_copy,
        column_without_purpose,
    )
}


def count_all(bank):
    """Return the figures of every flaw, in the order of the ground truth."""
    return {name: count(bank) for name, count in COUNTS.items()}
