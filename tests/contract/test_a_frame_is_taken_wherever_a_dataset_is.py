"""A measure gives the same figures for a frame and for the dataset that is made of it."""

from __future__ import annotations

import inspect

import numpy as np
import pandas as pd
import pytest

import privlab
from privlab.classes import equivalence_classes
from privlab.errors import ColumnError
from privlab.intrusiveness import (
    accumulate_knowledge,
    measure_inference,
    measure_intrusiveness,
)
from privlab.inventory import take_inventory
from privlab.risk import combined_k, estimator_errors

KNOWN = ["Altersgruppe", "Ort"]
RNG = np.random.default_rng(7)
AGES = RNG.choice(["jung", "alt", "uralt"], 240)
FRAME = pd.DataFrame(
    {
        "Altersgruppe": AGES,
        "Ort": RNG.choice(list("ABCDE"), 240),
        "Kauft": AGES == "alt",
        "Gehalt": RNG.integers(20, 60, 240),
    }
)
OTHERS = FRAME.sample(frac=1.0, random_state=3).reset_index(drop=True)
MEASURES = {
    "equivalence_classes": lambda s: equivalence_classes(s, quasi_identifiers=KNOWN).sizes.tolist(),
    "check_anonymity": lambda s: privlab.check_anonymity(s, quasi_identifiers=KNOWN).figures,
    "population": lambda s: (
        privlab.score_risk(s, quasi_identifiers=KNOWN, population_table=s).figures
    ),
    "score_risk": lambda s: privlab.score_risk(s, quasi_identifiers=KNOWN).figures,
    "score_suda": lambda s: privlab.score_suda(s, quasi_identifiers=KNOWN).figures,
    "which": lambda s: privlab.which_columns_single_out(s, quasi_identifiers=KNOWN).figures,
    "errors": lambda s: estimator_errors(s, quasi_identifiers=["Gehalt"], draws=2).figures,
    "take_inventory": lambda s: take_inventory(s).figures,
    "attack": lambda s: privlab.attack(s, s, s, kind="linkability", n_attacks=20).figures,
    "inference": lambda s: measure_inference(s, secrets=["Gehalt"], folds=2).figures,
    "intrusiveness": lambda s: measure_intrusiveness(s, reference=s, columns=KNOWN).figures,
    "proportionate": lambda s: privlab.find_proportionate(s, target="Kauft", max_states=4).figures,
}


@pytest.mark.parametrize("name", MEASURES)
def test_a_frame_gives_what_its_dataset_gives(name):
    measure = MEASURES[name]
    assert measure(FRAME) == measure(privlab.dataset(FRAME))


def test_tables_of_several_are_taken_as_frames_too():
    for measure in (accumulate_knowledge, combined_k):
        with pytest.raises(ColumnError, match="key"):
            measure(*([{"Kunden": FRAME}] if measure is accumulate_knowledge else [FRAME, OTHERS]))


def test_a_treatment_lets_out_of_a_frame_what_it_was_told():
    with pytest.raises(ColumnError, match="quasi_identifiers"):
        privlab.LocalSuppression().release(FRAME)
    release = privlab.Microaggregation(columns=["Gehalt"]).release(FRAME)
    assert list(release.to_pandas()) == ["Gehalt"]
    assert set(release.left_behind) == {*KNOWN, "Kauft"}


def test_what_comes_after_the_data_is_named():
    measures = [
        privlab.check_anonymity,
        privlab.score_risk,
        privlab.score_suda,
        privlab.which_columns_single_out,
        privlab.equivalence_classes,
        privlab.find_proportionate,
        privlab.measure_intrusiveness,
        measure_inference,
        estimator_errors,
        privlab.dataset,
        privlab.detect_roles,
    ]
    for measure in measures:
        first, *rest = inspect.signature(measure).parameters.values()
        assert first.name in {"data", "source"}
        assert {each.kind for each in rest} == {inspect.Parameter.KEYWORD_ONLY}, measure.__name__
