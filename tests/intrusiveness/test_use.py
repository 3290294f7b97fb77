"""The use axis: signals, their noisy-or, and what the traces of the sample bank show."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, strategies as st

import privlab
from privlab._gate import Catalogue
from privlab.errors import ParameterError, PolicyError
from privlab.intrusiveness import (
    SIGNALS,
    USE_WEIGHTS,
    contact_pressure,
    measure_use,
    noisy_or,
    overdue_retention,
    purposes_of_data,
    use_bits,
)
from privlab.policy import Policy
from privlab_bank import write_bank

PEOPLE = 3_000
TABLES = ("clients", "sollicitations", "oppositions", "scores", "decisions", "projets")
EXAMPLE = {"contacts": 0.5, "after_objection": 1.0, "purposes": 0.25}
shares = st.floats(0, 1)


def test_the_example_of_the_score():
    assert float(noisy_or(EXAMPLE, USE_WEIGHTS)) == pytest.approx(0.852, abs=1e-6)
    bits = use_bits(EXAMPLE, USE_WEIGHTS)
    parts = [float(own) for own in bits.values()]
    assert parts == pytest.approx([0.321928, 2.321928, 0.112475], abs=1e-6)


def test_contact_pressure_of_a_marketing_file_by_hand():
    assert contact_pressure([0, 4, 8, 16]).tolist() == [0, 0.5, 0.75, 0.9375]
    assert float(contact_pressure(3, half=3)) == 0.5


def test_purposes_weigh_from_the_second_to_the_fifth():
    assert purposes_of_data([0, 1, 3, 5, 8]).tolist() == [0, 0, 0.5, 1, 1]


def test_overdue_retention_is_one_half_after_a_year():
    assert overdue_retention([-1, 0, 12, 24]).tolist() == [0, 0, 0.5, 0.75]


@given(signals=st.dictionaries(st.sampled_from(sorted(SIGNALS)), shares))
def test_bits_add_up_to_the_score(signals):
    score = float(noisy_or(signals, USE_WEIGHTS))
    total = sum(float(own) for own in use_bits(signals, USE_WEIGHTS).values())
    assert 0 <= score < 1
    assert -np.log2(1 - score) == pytest.approx(total, abs=1e-9)


@given(signals=st.dictionaries(st.sampled_from(sorted(SIGNALS)), shares, min_size=1), more=shares)
def test_a_stronger_signal_never_lowers_the_score(signals, more):
    name = next(iter(signals))
    stronger = {**signals, name: max(signals[name], more)}
    assert noisy_or(stronger, USE_WEIGHTS) >= noisy_or(signals, USE_WEIGHTS)


def judged(bank, **options):
    policy = Policy.load(bank.package)
    return measure_use(Catalogue(policy, None, policy.as_of), **options)


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    return write_bank(tmp_path_factory.mktemp("flawed"), people=PEOPLE, tables=TABLES)


@pytest.fixture(scope="module")
def found(bank):
    return judged(bank)


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    return judged(
        write_bank(tmp_path_factory.mktemp("kept"), people=PEOPLE, flaws=(), tables=TABLES)
    )


def test_misuse_raises_the_score(found, clean):
    assert found.use > clean.use


def test_the_people_concerned_are_counted(found, bank):
    people = found.signals.set_index("signal")["people"]
    assert people["after_objection"] == bank.ground_truth["contact_after_objection"]["count"]
    overdue = bank.ground_truth["retention_overdue"]
    (rows,) = [o["count"] for o in (overdue, *overdue["others"]) if o["table"] == "clients"]
    assert people["overdue"] == rows


def test_the_plot_shows_parts_of_a_whole(found):
    assert "contact pressure: " in found.describe_plot("en")
    assert "%" in found.describe_plot("en")


def test_bits_of_the_people_add_up(found):
    left = -np.log2(1 - found.people["use"].to_numpy())
    assert float(left.mean()) == pytest.approx(found.signals["bits"].sum(), abs=1e-9)


def test_people_are_shown_without_their_keys(found, bank):
    import pandas as pd

    keys = set(pd.read_parquet(bank.folder / "clients.parquet", columns=["id_client"])["id_client"])
    shown = f"{found!r}{found._repr_html_()}{found.to_dict()}{found.people.to_csv()}"
    assert not any(key in shown for key in keys)
    assert found.people.index.tolist() == list(range(len(found.people)))
    assert found.people["use"].is_monotonic_decreasing


def test_what_is_not_recorded_is_not_assessed(bank):
    policy = Policy.load(bank.package)
    policy = policy.with_changes({"privacy.records.contacts.campaign": None})
    result = measure_use(Catalogue(policy, None, policy.as_of))
    people = result.signals.set_index("signal")["people"]
    assert np.isnan(people["cross_group"])
    said = [message.text("en") for message in result.assumptions]
    assert "Not assessed: mailing across the group." in said


def test_the_campaign_is_named_by_the_policy_or_in_the_call(bank, found):
    policy = Policy.load(bank.package)
    policy = policy.with_changes({"privacy.records.contacts.campaign": None})
    named = measure_use(Catalogue(policy, None, policy.as_of), campaign="campagne")
    assert named.use == found.use


def with_weights(bank, changes, **options):
    policy = Policy.load(bank.package).with_changes(changes)
    return measure_use(Catalogue(policy, None, policy.as_of), **options)


def test_weights_of_the_policy_count_by_default_and_a_call_over_them(bank, found):
    changes = {f"privacy.use_weights.{signal}": 0.0 for signal in SIGNALS if signal != "contacts"}
    promised = with_weights(bank, {**changes, "privacy.use_weights.contacts": 0.9})
    assert promised.use == pytest.approx(0.9 * float(found.people["contacts"].mean()))
    said = [message.text("en") for message in promised.assumptions]
    assert "Weighed as the policy says: contact pressure." in said
    over = with_weights(bank, changes, weights={"contacts": 0.1})
    assert over.use == pytest.approx(0.1 * float(found.people["contacts"].mean()))


def test_the_contacts_that_weigh_one_half_are_of_the_policy(bank):
    promised = with_weights(bank, {"privacy.use_half": 20})
    assert promised.use == judged(bank, half=20).use != judged(bank).use


def test_weights_are_a_choice(bank, found):
    lower = judged(bank, weights=dict.fromkeys(SIGNALS, 0.0) | {"contacts": 0.4})
    assert lower.use == pytest.approx(float(0.4 * found.people["contacts"].mean()))


def test_use_judges_nothing(found):
    assert "findings" not in found.to_dict()
    assert found.svg().startswith("<svg")


def test_an_unknown_signal_is_refused(bank):
    with pytest.raises(ParameterError, match="no signal 'contact'"):
        judged(bank, weights={"contact": 0.2})


def test_a_weight_of_one_is_refused(bank):
    with pytest.raises(ParameterError, match="at least 0 and below 1"):
        judged(bank, weights={"contacts": 1.0})


def test_a_population_without_table_is_refused(bank):
    with pytest.raises(PolicyError, match="no table with a person key"):
        judged(bank, population="martians")


def test_a_campaign_that_is_no_column_is_refused(bank):
    policy = Policy.load(bank.package)
    with pytest.raises(ParameterError, match="campaign= names"):
        measure_use(Catalogue(policy, None, policy.as_of), campaign="champagne")


def test_a_table_without_its_policy_is_no_catalogue():
    data = privlab.dataset(pd.DataFrame({"age": [1, 2]}))
    with pytest.raises(ParameterError, match=r"use\(\) reads a Catalogue, not Dataset.*open\("):
        measure_use(data)


def test_the_plot_names_the_shares_that_it_draws(found):
    parts = found._parts()
    assert sum(parts.values()) == pytest.approx(1)
    assert "Share of the use" in found.svg(language="en")


def test_a_sale_that_no_column_serves_is_not_told_as_nobody(found, clean):
    figure = found.figure("people_sale")
    assert figure.value is None
    assert "a sale is declared" in figure.reason.text("en")
    assert np.isnan(found.signals.set_index("signal").loc["sale", "people"])
    assert clean.figure("people_sale").value == 0


def test_a_sale_of_a_column_counts_the_people_who_have_it(bank):
    policy = Policy.load(bank.package).with_field("clients", "email", purposes=["crm", "vente"])
    sold = measure_use(Catalogue(policy, None, policy.as_of))
    assert sold.figure("people_sale").value == len(sold.people)
