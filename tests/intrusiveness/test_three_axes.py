"""Knowledge, inference and use of the same people joined: vector, score, people, comparisons."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import privlab
from privlab._gate import Catalogue
from privlab.errors import ColumnError, ParameterError, SourceError
from privlab.intrusiveness import (
    SensitivityLevel,
    compare_scenarios,
    composite_score,
    guess_special_categories,
    measure_inference,
    measure_use,
    with_secrets,
)
from privlab.policy import Policy
from privlab.register import Register
from privlab_bank import write_bank

TABLES = ("clients", "enquete", "sollicitations", "oppositions", "consentements", "scores")
LEVELS = {
    "pcs": ("socio_professional", 0.25),
    "departement": ("identity", 0.25),
    "revenu_mensuel": ("income", 0.75),
}
KNOWN = ["pcs", "departement"]


@pytest.fixture(scope="module")
def bank(tmp_path_factory):
    return write_bank(tmp_path_factory.mktemp("bank"), people=700, tables=TABLES)


def catalogue_of(bank, tmp_path_factory):
    policy = Policy.load(bank.package)
    register = Register.create(tmp_path_factory.mktemp("register") / "register.sqlite")
    return Catalogue(policy, register, policy.as_of)


@pytest.fixture(scope="module")
def catalogue(bank, tmp_path_factory):
    return catalogue_of(bank, tmp_path_factory)


@pytest.fixture(scope="module")
def used(catalogue):
    return measure_use(catalogue)


@pytest.fixture(scope="module")
def frame(bank):
    columns = ["id_client", *LEVELS, "situation_familiale"]
    frame = pd.read_parquet(bank.folder / "clients.parquet", columns=columns)
    return frame.set_axis([f"r{n}" for n in range(len(frame))])


def profile(frame, **options):
    roles = {"person": "id_client", "population": "clients", **options}
    silent = {"situation_familiale": None, "id_client": None}
    return privlab.dataset(frame, dimensions={**LEVELS, **silent}, **roles)


def guess(data):
    return measure_inference(data, secrets=["revenu_mensuel"], known=KNOWN, folds=2)


@pytest.fixture(scope="module")
def data(frame):
    return profile(frame)


@pytest.fixture(scope="module")
def guessed(data):
    return guess(data)


@pytest.fixture(scope="module")
def whole(data, guessed, used):
    return privlab.measure_intrusiveness(data, crowd=100, inference=guessed, use=used)


def test_the_score_is_made_of_the_three_axes(whole, guessed, used):
    plain = whole.vector["knowledge"]
    assert whole.vector == {
        "knowledge": plain,
        "inference": guessed.inference,
        "use": used.use,
    }
    assert whole.score == pytest.approx(float(composite_score(plain, guessed.inference, used.use)))
    assert (whole.inference, whole.use) == (guessed.inference, used.use)


def test_the_vector_and_the_figures_of_each_axis_stand_before_the_score(whole, guessed, used):
    keys = [figure.key for figure in whole.figures]
    places = [keys.index(key) for key in ("knowledge", "inference", "use", "score")]
    assert places == sorted(places)
    told = {(figure.key, figure.column): figure for figure in whole.figures}
    for figure in (*guessed.figures, *used.figures):
        assert told[figure.key, figure.column] == figure
    assert len(keys) == len({(figure.key, figure.column) for figure in whole.figures})


def test_the_assumptions_of_all_three_are_said_once(whole, guessed, used):
    said = [message.text("en") for message in whole.assumptions]
    for result in (guessed, used):
        assert {message.text("en") for message in result.assumptions} <= set(said)
    assert len(said) == len(set(said))
    assert "Use is the mean over all people of clients." in said


def test_people_are_joined_in_input_order(whole, frame, used, guessed):
    people = whole.people
    assert list(people.columns[:4]) == ["knowledge", "inference", "use", "score"]
    assert people.index.tolist() == frame.index.tolist()
    np.testing.assert_allclose(people["inference"], guessed.people["inference"])
    own = pd.Series(*reversed(used.keyed(whole.data)))
    np.testing.assert_allclose(people["use"], own.loc[frame["id_client"]])
    expected = 1 - (1 - people["knowledge"]) * (1 - people["inference"]) * (1 - people["use"])
    np.testing.assert_allclose(people["score"], expected)


def test_shuffled_rows_give_each_person_the_same_figures(frame, used, whole):
    other = frame.sample(frac=1, random_state=1)
    again = privlab.measure_intrusiveness(profile(other), crowd=100, use=used)
    pd.testing.assert_series_equal(
        again.people["use"].sort_index(), whole.people["use"].sort_index()
    )


def test_of_several_rows_the_one_that_tells_most_counts(frame, used):
    twice = pd.concat([frame, frame.iloc[:50].assign(departement="75")])
    both = profile(twice)
    guessed = guess(both)
    people = privlab.measure_intrusiveness(both, crowd=100, inference=guessed, use=used).people
    of_rows = pd.Series(guessed.people["inference"].to_numpy(), index=twice["id_client"])
    most = of_rows.groupby(level=0).max()
    np.testing.assert_allclose(people["inference"], most.loc[twice["id_client"]])


def test_quantiles_of_the_score_are_over_people_of_whom_all_is_known(whole):
    scores = whole.people["score"].to_numpy()
    assert whole.figure("score_p95").value == pytest.approx(np.quantile(scores, 0.95))
    assert whole.figure("score_p50").value == pytest.approx(np.quantile(scores, 0.5))
    assert whole.figure("n_three_axes").value == len(scores)


def test_what_the_gate_hands_out_is_joined_by_its_pseudonyms(catalogue, used):
    view = catalogue.dataset("clients", purpose="score", actor="analyst")
    handed = catalogue.dataset("enquete", purpose="etude", actor="analyst")
    with pytest.raises(ParameterError, match="for two purposes shares no key"):
        with_secrets(view, handed)
    survey = catalogue.for_assessment("enquete", purpose="etude", beside="score")
    made, secrets = with_secrets(view, survey)
    known = [c for c in ("pcs", "departement", "enfants") if c in view.columns]
    gaze = privlab.measure_intrusiveness(
        view,
        crowd=100,
        inference=measure_inference(made, secrets=secrets[:1], known=known, folds=2),
        use=used,
    )
    people = gaze.people
    assert people.index.name == "id_client"
    assert len(people) == view.n_units
    assert people["use"].notna().all()
    assert people["inference"].notna().sum() == made.n_units < view.n_units
    assert people["score"].isna().equals(people["inference"].isna())
    assert gaze.figure("n_three_axes").value == made.n_units
    said = [message.text("en") for message in gaze.assumptions]
    assert any(sentence.startswith("Inference was measured on another table") for sentence in said)


def test_pseudonyms_of_another_catalogue_are_refused(bank, used, tmp_path_factory):
    other = catalogue_of(bank, tmp_path_factory)
    view = other.dataset("clients", purpose="score", actor="analyst")
    gaze = privlab.measure_intrusiveness(view, crowd=100, use=used)
    with pytest.raises(ColumnError, match="each catalogue hands out pseudonyms of its own"):
        _ = gaze.people


def test_people_who_are_not_of_the_population_are_refused_without_naming_them(frame, used):
    stranger = frame.assign(id_client=["zz9", *frame["id_client"].iloc[1:]])
    gaze = privlab.measure_intrusiveness(profile(stranger), crowd=100, use=used)
    with pytest.raises(ColumnError, match="are not those of the people of 'clients'") as caught:
        _ = gaze.people
    assert "zz9" not in str(caught.value)


def test_use_of_another_population_is_refused(frame, used):
    with pytest.raises(ParameterError, match="Use was measured for the people of 'clients'"):
        privlab.measure_intrusiveness(profile(frame, population="prospects"), crowd=100, use=used)


def test_use_is_not_joined_to_a_release_that_lost_its_person_key(frame, used):
    released = profile(frame, person=None, population=None)
    with pytest.raises(ParameterError, match="leave use= out of both"):
        privlab.measure_intrusiveness(released, crowd=100, use=used)


def test_inference_on_another_table_without_people_in_common_is_refused(frame, guessed):
    for roles in ({"population": None}, {"population": "prospects"}):
        other = profile(frame, **roles)
        with pytest.raises(ParameterError, match="Inference was measured on another table"):
            privlab.measure_intrusiveness(other, crowd=100, inference=guessed)


def test_inference_before_a_treatment_is_refused_after_it(data, guessed):
    recipe = privlab.Recipe({"departement": 1}, {"departement": privlab.Hierarchy.prefix(1)})
    treated = recipe.transform(data)
    with pytest.raises(ParameterError, match="before it was treated"):
        privlab.measure_intrusiveness(treated, reference=data, recipe=recipe, inference=guessed)


def test_a_sample_has_no_figure_of_single_people(data, used):
    drawn = measure_inference(
        data, secrets=["revenu_mensuel"], known=["pcs"], folds=2, max_rows=300
    )
    gaze = privlab.measure_intrusiveness(data, crowd=100, use=used, inference=drawn)
    assert gaze.inference == drawn.inference
    assert gaze.score is not None
    assert gaze.figure("score_p95").value is None
    with pytest.raises(ParameterError, match=f"max_rows={data.n_rows}"):
        _ = gaze.people


def test_what_is_no_measure_of_an_axis_is_refused(data, used):
    with pytest.raises(ParameterError, match="inference= is a UseResult"):
        privlab.measure_intrusiveness(data, crowd=100, inference=used)


def test_one_axis_alone_gives_no_score(data, used, whole):
    part = privlab.measure_intrusiveness(data, crowd=100, use=used)
    assert part.score is None
    assert part.figure("score").reason.text("en") == "the three axes were not all measured"
    assert part.people["inference"].isna().all()
    pd.testing.assert_series_equal(part.people["use"], whole.people["use"])


def test_the_map_counts_every_person_once(whole, data):
    cells = whole.people_map(bins=2, fewest=5)
    hidden = cells.attrs["hidden"] or 0
    assert cells.sum().sum() + hidden == pytest.approx(data.n_units, abs=5)
    assert whole.plot_map(bins=4).ax_.patches


def test_the_axes_are_drawn(whole):
    assert len(whole.plot_axes().ax_.patches) == 3


def test_a_treatment_is_compared_on_all_axes(data, used, whole):
    recipe = privlab.Recipe(
        {"departement": 1, "revenu_mensuel": 1},
        {
            "departement": privlab.Hierarchy.suppression(),
            "revenu_mensuel": privlab.Hierarchy.intervals(1000),
        },
    )
    treated = recipe.transform(data)
    after = privlab.measure_intrusiveness(
        treated, reference=data, recipe=recipe, crowd=100, inference=guess(treated), use=used
    )
    table = compare_scenarios({"before": whole, "after": after}).set_index("scenario")
    assert table.loc["after", "knowledge_change"] < 0
    assert table.loc["after", "use_change"] == 0
    assert table.loc["after", "score_change"] == pytest.approx(after.score - whole.score)


def test_two_profiles_and_two_purposes_are_compared(catalogue, used):
    gazes = {
        purpose: privlab.measure_intrusiveness(
            catalogue.dataset("clients", purpose=purpose, actor="analyst"), crowd=100, use=used
        )
        for purpose in ("score", "crm")
    }
    table = compare_scenarios(gazes).set_index("scenario")
    assert table["knowledge"].notna().all()
    assert table.loc["crm", "use_change"] == 0


def test_other_levels_or_weights_are_not_compared(data, catalogue, whole, guessed):
    level = {"pcs": SensitivityLevel(1.0)}
    moved = privlab.measure_intrusiveness(data, crowd=100, sensitivity=level)
    plain = privlab.measure_intrusiveness(data, crowd=100)
    with pytest.raises(ParameterError, match="other levels of sensitivity to pcs"):
        compare_scenarios({"plain": plain, "moved": moved})
    heavier = measure_use(catalogue, weights={"contacts": 0.9})
    other = privlab.measure_intrusiveness(data, crowd=100, inference=guessed, use=heavier)
    with pytest.raises(ParameterError, match="weighed otherwise"):
        compare_scenarios({"one": whole, "other": other})


def test_levels_of_the_policy_count_where_a_table_was_opened_through_it(catalogue):
    import dataclasses

    told = {"level": 1.0, "source": "our survey"}
    policy = catalogue.policy.with_field("clients", "pcs", perceived=told)
    own = dataclasses.replace(catalogue, policy=policy)
    gazes = [
        privlab.measure_intrusiveness(each.dataset("clients", purpose="score", actor="analyst"))
        for each in (catalogue, own)
    ]
    levels = [gaze.columns.set_index("column")["sensitivity"]["pcs"] for gaze in gazes]
    assert levels == [0.25, 1.0]
    assert gazes[1].columns.set_index("column")["perceived"]["pcs"] == 1.0
    assert gazes[1].knowledge > gazes[0].knowledge
    explicit = privlab.measure_intrusiveness(
        own.dataset("clients", purpose="score", actor="analyst"), sensitivity={}
    )
    assert explicit.columns.set_index("column")["sensitivity"]["pcs"] == 0.25


def test_special_categories_are_guessed_through_the_gate(catalogue):
    view = catalogue.for_assessment("clients", purpose="score")
    found = guess_special_categories(catalogue, view)
    assert set(found.secrets["column"]) == {"religion", "sante_ald", "syndicat", "opinion"}
    assert set(found.carriers["column"]) <= set(view.columns)
    last = catalogue.register.uses()[-1]
    assert (last.resource, last.purpose, last.actor) == ("enquete", "etude", "privlab assessment")


def test_people_without_special_categories_are_not_guessed(catalogue):
    policy = catalogue.policy.with_changes({"privacy.purposes.etude.reason_special": None})
    bare = Catalogue(policy, catalogue.register, catalogue.as_of)
    view = bare.for_assessment("clients", purpose="score")
    assert guess_special_categories(bare, view) is None


def test_a_secret_that_the_profile_holds_is_no_secret(frame):
    held = profile(frame)
    key = {"person": "id_client", "population": "clients"}
    other = privlab.dataset(frame[["id_client", "pcs"]], sensitive=["pcs"], **key)
    with pytest.raises(ColumnError, match="what is held is no secret"):
        with_secrets(held, other)


@pytest.mark.parametrize(
    ("roles", "error", "sentence"),
    [
        ({"population": "prospects"}, ParameterError, "of the same people"),
        ({"person": None, "population": None}, ColumnError, "has no person key"),
        ({}, ColumnError, "No secret is held elsewhere"),
    ],
)
def test_secrets_of_other_people_or_none_are_refused(data, frame, roles, error, sentence):
    other = frame[["id_client"]].assign(faith="x")
    declared = {"person": "id_client", "population": "clients", **roles}
    sensitive = [] if not roles else ["faith"]
    with pytest.raises(error, match=sentence):
        with_secrets(data, privlab.dataset(other, sensitive=sensitive, **declared))


def test_secrets_in_several_rows_a_person_are_refused(data, frame):
    other = pd.concat([frame[["id_client"]].assign(faith="x")] * 2)
    own = privlab.dataset(other, person="id_client", population="clients", sensitive=["faith"])
    with pytest.raises(SourceError, match="several rows a person"):
        with_secrets(data, own)
