"""What people hide can be inferred from their operations, for some of them, with certainty.

The attack is the plain one: counts of labels, a logistic regression, cross-fitted. A person is
disclosed when it gives 0.9 or more to a class of prior under one half.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from privlab_bank.people._draws import BLOCK
from privlab_bank.people._hidden import hidden_of_block

TELLING = ("5422", "5499", "8661", "5912", "8011", "8062", "8071", "8049", "8050", "4119", "5047")
LEAST_CLASS = 0.01


@pytest.fixture(scope="module")
def hidden(life):
    """The hidden truth of each client, in the order of the bank."""
    blocks = [hidden_of_block(2017, block) for block in range(life["clients"].num_rows // BLOCK)]
    names = ("religion", "illness", "chronic", "union", "opinion", "pregnant")
    return {name: np.concatenate([getattr(b, name) for b in blocks]) for name in names}


def mean_count(life, label, group):
    """Operations of that label for one client of the group, and for one outside it."""
    operations = life["operations"]
    rows = operations.filter(pc.starts_with(operations["libelle"], label))["id_client"]
    order = pa.array(life["clients"]["id_client"].combine_chunks())
    counts = np.bincount(pc.index_in(rows, order).to_numpy(), minlength=len(order))
    return counts[group].mean(), counts[~group].mean()


@pytest.mark.parametrize(
    ("label", "attribute", "code", "times"),
    [
        ("DENIER DU CULTE", "religion", 1, 5),
        ("CB BOUCHERIE HALAL", "religion", 2, 15),
        ("DIME EGLISE EVANGELIQUE", "religion", 3, 100),
        ("CB EPICERIE CASHER", "religion", 4, 100),
        ("DON CENTRE BOUDDHISTE", "religion", 5, 100),
        ("CB PHARMACIE", "chronic", 1, 1.8),
        ("VIR CPAM REMBOURSEMENT", "chronic", 1, 1.6),
        ("CB DIABETOLOGUE", "illness", 2, 100),
        ("CB AMBULANCE", "illness", 3, 10),
        ("PRLV COTISATION CFDT", "union", 1, 100),
        ("PRLV COTISATION CGT", "union", 2, 100),
        ("DON PARTI DES ROSES", "opinion", 1, 100),
        ("CB PUERICULTURE", "pregnant", 1, 10),
    ],
)
def test_a_label_tells_what_its_payer_hides(label, attribute, code, times, life, hidden):
    own, others = mean_count(life, label, hidden[attribute] == code)
    assert own > times * others
    assert own > 0


@pytest.fixture(scope="module")
def features(life):
    """Log counts of the labels of food, worship, care and dues, one row a respondent."""
    operations = life["operations"]
    codes = pc.is_in(operations["mcc"], value_set=pc.cast(list(TELLING), "string"))
    dues = pc.starts_with(operations["libelle"], "PRLV COTISATION")
    kept = operations.filter(pc.or_(codes, dues)).group_by(["id_client", "libelle"])
    counts = kept.aggregate([([], "count_all")]).to_pandas()
    wide = counts.pivot_table(index="id_client", columns="libelle", values="count_all")
    people = life["enquete"]["id_client"].to_pylist()
    return np.log1p(wide.reindex(people).fillna(0).to_numpy())


def answers(life, target):
    """Return the positions of those who answered, and what, rare classes taken together."""
    told = life["enquete"][target].to_pandas()
    given = told.notna().to_numpy()
    values = told[given].astype(str).to_numpy()
    share = dict(zip(*np.unique(values, return_counts=True), strict=True))
    rare = [value for value, n in share.items() if n < LEAST_CLASS * len(values)]
    return given, np.where(np.isin(values, rare), "rare", values)


def attack(features, truth):
    """Return the share of people disclosed, and how often that is right."""
    classes, code = np.unique(truth, return_inverse=True)
    prior = np.bincount(code) / len(code)
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=500))
    guess = cross_val_predict(model, features, code, cv=3, method="predict_proba")
    top = guess.argmax(axis=1)
    disclosed = (guess.max(axis=1) >= 0.9) & (prior[top] < 0.5)
    right = (top == code)[disclosed].mean() if disclosed.any() else 1.0
    return disclosed.mean(), right, set(classes[np.unique(top[disclosed])])


@pytest.mark.parametrize(
    ("target", "least", "most"),
    [("religion", 0.06, 0.14), ("sante_ald", 0.04, 0.10), ("syndicat", 0.03, 0.06)],
)
def test_some_people_are_disclosed_and_rightly(target, least, most, life, features):
    given, truth = answers(life, target)
    share, right, classes = attack(features[given], truth)
    assert least < share < most
    assert right > 0.9
    if target == "religion":
        assert {"musulmane", "catholique", "autre chrétienne"} <= classes


def test_nobody_is_disclosed_when_the_answers_are_shuffled(life, features):
    given, truth = answers(life, "religion")
    shuffled = np.random.default_rng(1).permutation(truth)
    share, _, _ = attack(features[given], shuffled)
    assert share < 0.002
