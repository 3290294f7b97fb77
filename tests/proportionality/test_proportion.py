"""The least that a purpose needs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import privlab
from privlab.errors import ColumnError, HierarchyError, ParameterError
from privlab.intrusiveness import measure_intrusiveness
from privlab.policy import Policy
from privlab.proportionality import find_proportionate
from privlab.proportionality._guided import guided_hierarchy, nested_cuts
from privlab.proportionality._search import Search
from privlab.proportionality._task import area_under_curve, rank_agreement

N = 1200


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    rng = np.random.default_rng(5)
    rows = pd.DataFrame(
        {
            "age": rng.integers(18, 88, N),
            "town": rng.choice([f"town {n}" for n in range(40)], N),
            "job": rng.choice(list("ABCDEF"), N),
        }
    )
    chance = np.where(rows["age"] >= 50, 0.85, 0.15)
    chance = np.where(rows["job"].isin(["A", "B"]), 1 - chance, chance)
    rows["buys"] = rng.random(N) < chance
    rows["spends"] = rows["age"] * 2.0 + rng.normal(0, 5, N)
    return rows


@pytest.fixture(scope="module")
def found(frame):
    data = privlab.dataset(frame.drop(columns="spends"))
    return find_proportionate(data, target="buys", max_states=30, seed=1)


def test_a_column_of_pure_noise_was_never_needed(found):
    assert "town" in found.not_needed
    assert set(found.levels) == {"age", "job"}


def test_what_is_needed_is_coarsened_where_coarse_is_enough(found):
    assert found.coarsened
    assert found.figure("intrusiveness_left").value < 0.6


def test_the_chosen_profile_is_the_least_intrusive_that_the_confirming_rows_allow(found):
    chosen = found.frontier[found.frontier["chosen"]]
    assert len(chosen) == 1
    assert chosen["kept_confirmed"].item() >= 0.98


def test_the_honest_figure_has_an_interval_and_the_optimism_is_the_difference(found):
    kept = found.figure("kept")
    assert kept.interval[0] <= kept.value <= kept.interval[1]
    flattered = found.figure("kept_selection").value
    assert found.figure("optimism").value == pytest.approx(flattered - kept.value)


def test_knowledge_of_the_frontier_is_that_of_the_room(frame, found):
    data = privlab.dataset(frame.drop(columns="spends"))
    columns = ["age", "town", "job"]
    whole = measure_intrusiveness(data, columns=columns).dimensions["undeclared"]
    assert found.frontier["intrusiveness"].iloc[0] == pytest.approx(whole)
    treated = found.recipe.transform(data)
    left = measure_intrusiveness(treated, columns=list(found.levels)).dimensions["undeclared"]
    chosen = found.frontier[found.frontier["chosen"]]
    assert chosen["intrusiveness"].item() == pytest.approx(left)
    assert found.figure("intrusiveness_left").value == pytest.approx(left / whole)


def test_knowledge_counts_missing_values_as_not_held(frame):
    holed = frame.drop(columns="spends")
    holed["job"] = holed["job"].where(np.arange(N) % 3 > 0)
    data = privlab.dataset(holed)
    found = find_proportionate(data, target="buys", max_states=4)
    whole = measure_intrusiveness(data, columns=["age", "town", "job"])
    assert found.frontier["intrusiveness"].iloc[0] == pytest.approx(whole.dimensions["undeclared"])


def test_knowledge_weighs_dimensions_by_their_sensitivity(frame):
    levels = {
        "age": ("identity", 0.25),
        "town": ("identity", 0.5),
        "job": ("socio_professional", 0.25),
        "buys": None,
    }
    data = privlab.dataset(frame.drop(columns="spends"), dimensions=levels)
    found = find_proportionate(data, target="buys", max_states=4)
    assert found.frontier["intrusiveness"].iloc[0] == pytest.approx(
        measure_intrusiveness(data).knowledge
    )


def test_subgroups_are_told_the_worst_first(found):
    assert len(found.groups) > 0
    assert found.groups["kept"].is_monotonic_increasing
    assert found.figure("worst_group").value == found.groups["kept"].iloc[0]
    assert (found.groups["n"] >= 100).all()


def test_the_same_seed_finds_the_same(frame, found):
    again = find_proportionate(
        privlab.dataset(frame.drop(columns="spends")), target="buys", max_states=30, seed=1
    )
    assert again.levels == found.levels
    assert again.figure("kept").value == found.figure("kept").value


def test_a_number_is_regressed_and_a_ranking_is_kept(frame):
    data = privlab.dataset(frame[["age", "job", "spends"]])
    for task in (None, "ranking"):
        found = find_proportionate(data, target="spends", task=task, keep=0.9, max_states=24)
        assert "job" in found.not_needed
        assert found.figure("kept").value > 0.85


def test_any_scorer_is_kept(frame):
    def mostly_right(answers, scores):
        return float(((scores > 0.5) == (answers == 1)).mean())

    data = privlab.dataset(frame[["age", "job", "buys"]])
    found = find_proportionate(data, target="buys", scorer=mostly_right, keep=0.9, max_states=20)
    assert found.figure("score_full").value == pytest.approx(0.83, abs=0.06)


def test_any_scikit_learn_model_is_learnt_anew(frame):
    from sklearn.tree import DecisionTreeClassifier

    model = DecisionTreeClassifier(max_depth=3, random_state=0)
    data = privlab.dataset(frame[["age", "buys"]])
    found = find_proportionate(data, target="buys", model=model, max_states=8)
    assert not hasattr(model, "tree_")
    assert set(found.levels) == {"age"}


def test_given_hierarchies_are_used(frame):
    own = privlab.Hierarchy.intervals(10, 40)
    data = privlab.dataset(frame[["age", "town", "buys"]])
    found = find_proportionate(data, target="buys", hierarchies={"age": own}, max_states=20)
    assert found.hierarchies["age"] == own


def test_a_policy_loses_the_purpose_on_columns_never_needed(found, tmp_path):
    text = """\
name: shop
privacy:
  as_of: 2026-01-01
  purposes:
    score:
      dpv: CustomerRelationshipManagement
      owner: sales
      legal_basis: eu-gdpr:A6-1-f
      balancing: done
      retention: {active_days: 30, from: day}
    crm:
      dpv: CustomerRelationshipManagement
      owner: sales
      legal_basis: eu-gdpr:A6-1-f
      balancing: done
      retention: {active_days: 30, from: day}
resources:
  - name: clients
    path: clients.csv
    schema:
      fields:
        - {name: day, type: date}
        # where they live
        - {name: town, type: string, privacy: {purposes: [score, crm]}}
        - {name: age, type: integer, privacy: {purposes: [score]}}
        - {name: job, type: string, privacy: {purposes: [score]}}
"""
    path = tmp_path / "datapackage.yaml"
    path.write_text(text)
    policy = Policy.load(path)
    changed, changes = found.policy_changes(policy, "clients", "score")
    assert changed.resource("clients").fields_for("score") == ("age", "job")
    assert changed.resource("clients").fields_for("crm") == ("town",)
    assert "# where they live" in changed.text
    paths = [change.path for change in changes]
    assert "resources.clients.schema.fields.town.privacy.purposes" in paths
    assert all(".town." in path or path.split(".")[4] in found.coarsened for path in paths)
    assert path.read_text() == text


def test_the_frontier_is_drawn_with_the_flattering_one_beside_it(found):
    plot = found.plot()
    labels = [text.get_text() for text in plot.ax_.get_legend().get_texts()]
    assert len(labels) == 3


def test_wrong_parameters_are_refused(frame):
    data = privlab.dataset(frame)
    with pytest.raises(ParameterError, match=r"keep is 1\.5; it must be a share of the gain"):
        find_proportionate(data, target="buys", keep=1.5)
    with pytest.raises(ColumnError, match="Did you mean 'buys'"):
        find_proportionate(data, target="buy")
    with pytest.raises(ParameterError, match="task='ranks' is not known"):
        find_proportionate(data, target="buys", task="ranks")
    with pytest.raises(ColumnError, match="'wage', which is not in the profile"):
        find_proportionate(
            data, target="buys", hierarchies={"wage": privlab.Hierarchy.suppression()}
        )
    with pytest.raises(ParameterError, match="at least 200 are needed"):
        find_proportionate(privlab.dataset(frame.head(50)), target="buys")


def test_several_rows_a_person_are_refused(frame):
    rows = frame.assign(client=np.arange(N) // 2)
    with pytest.raises(ParameterError, match="Some people have several rows"):
        find_proportionate(privlab.dataset(rows, person="client"), target="buys")


def test_a_target_that_nothing_foretells_has_no_gain_to_keep(frame):
    noise = frame[["town"]].assign(coin=np.arange(N) % 2)
    with pytest.raises(ParameterError, match="no gain to keep"):
        find_proportionate(privlab.dataset(noise), target="coin", task="classification")


def test_a_value_that_a_hierarchy_does_not_cover_is_not_told(frame):
    own = privlab.Hierarchy.from_rows([["A", "x", "*"]])
    data = privlab.dataset(frame[["job", "buys"]])
    with pytest.raises(HierarchyError, match="does not cover 5 of the 6"):
        find_proportionate(data, target="buys", hierarchies={"job": own})


def test_area_under_the_curve_counts_pairs_in_order():
    assert area_under_curve(np.array([0, 0, 1, 1]), np.array([0.1, 0.4, 0.35, 0.8])) == 0.75
    assert area_under_curve(np.array([0, 1]), np.array([0.5, 0.5])) == 0.5


def test_rank_agreement_is_spearmans():
    assert rank_agreement(np.array([1, 2, 3]), np.array([10, 20, 15])) == pytest.approx(0.5)
    assert rank_agreement(np.array([1, 2, 3]), np.ones(3)) == 0


def test_neighbours_that_foretell_alike_are_joined_first():
    means = np.array([[0.0], [0.05], [0.4], [0.9], [0.95]])
    assert nested_cuts(np.ones(5), means, (3, 2)) == [(2, 3), (3,)]


def test_a_guided_hierarchy_lists_no_rare_text():
    import pyarrow as pa

    values = pa.array(["a", "b", "c", "d", "rare"])
    places = np.repeat(np.arange(5), [20, 20, 20, 20, 2])
    targets = np.isin(places, [0, 2]).astype(float)[:, None]
    made = guided_hierarchy(values, places, targets, 5)
    assert "rare" not in str(made.to_dict())
    level = made.height - 1
    assert made.label("a", level=level) == made.label("c", level=level) == "a | c"
    assert made.label("rare", level=level) == "*"


def test_the_search_turns_back_where_one_step_makes_up_for_another():
    # the greedy descent drops the first column, which alone replaces the two others
    knows = {0: 3.0, 1: 2.5, 2: 2.5}

    def knowledge(state):
        return sum(knows[place] for place, level in enumerate(state) if not level)

    def kept(state):
        return 1.0 if not state[0] or state[1:] == (0, 0) else 0.3

    search = Search((1, 1, 1), knowledge, kept, 20)
    search.run(0.9)
    search.polish(0.9)
    best = min((s for s, own in search.tried.items() if own >= 0.9), key=knowledge)
    assert best == (0, 1, 1)


def test_turning_back_stops_where_it_was_told_to():
    search = Search((3, 3), lambda state: 6.0 - sum(state), lambda state: 1 - 0.01 * sum(state), 16)
    search.run(0.96)
    tried = len(search.tried)
    search.polish(0.96, 2)
    assert len(search.tried) <= tried + 2
    assert search.left() == 16 - len(search.tried)


def test_the_state_tried_next_saves_most_for_its_chance_to_keep_enough():
    # the first column costs nothing, the second all: the search must not ask twice about it
    asked = []

    def kept(state):
        asked.append(state)
        return 1.0 - 0.2 * state[1]

    search = Search((4, 4), lambda state: 2.0 - 0.25 * sum(state), kept, 14)
    search.run(0.95)
    search.polish(0.95)
    assert (4, 0) in search.tried
    assert len(asked) == len(set(asked)) <= 14


def test_few_people_whose_amounts_foretell_much_are_cut_apart():
    import pyarrow as pa

    # nine in ten have nothing; among the amounts of the others, one lies between two opposites
    amounts = np.append(0, np.arange(1000, 1060))
    places = np.append(np.zeros(5400, dtype=np.int64), np.repeat(np.arange(1, 61), 10))
    chance = np.isin(places, np.arange(31, 36)).astype(float)[:, None]
    made = guided_hierarchy(pa.array(amounts), places, chance, 5)
    codes, _ = made.codes(pa.array(amounts))
    level = next(own for own in codes[::-1] if len(np.unique(own)) == 3)
    assert np.flatnonzero(np.diff(level)).tolist() == [30, 35]


def test_the_frontier_holds_no_state_that_another_betters():
    search = Search((1, 1), lambda state: 2.0 - sum(state), lambda state: 1 - 0.1 * state[0], 10)
    search.run(0.9)
    assert search.frontier() == [(0, 1), (1, 1)]


def test_what_is_coarsened_is_told_in_labels_of_its_hierarchy(frame, found):
    told = found.coarsening.set_index("column")
    assert tuple(told.index) == found.coarsened
    for column, row in told.iterrows():
        values = pa.array(sorted(frame[column].unique().tolist()))
        labels = found.hierarchies[column].codes(values)[1][found.levels[column]].to_pylist()
        assert row["level"] == found.levels[column]
        assert row["labels"] == len(labels) < row["of"] == len(values)
        assert 1 <= len(row["examples"]) <= min(3, len(labels))
        assert set(row["examples"]) <= set(labels)
    age = told.loc["age"]
    assert age["of"] == 70
    assert all(text.startswith(("<", ">", "[")) for text in age["examples"])


@pytest.fixture(scope="module")
def subgroups():
    """Whether people buy hangs on age alone; in job B nothing does; in job C everyone buys."""
    rng = np.random.default_rng(3)
    rows = pd.DataFrame({"age": rng.integers(18, 88, 3000), "job": rng.choice(list("ABC"), 3000)})
    buys = rows["age"] >= 50
    buys = np.where(rows["job"] == "B", rng.random(3000) < 0.5, buys)
    rows["buys"] = buys | (rows["job"] == "C")
    data = privlab.dataset(rows)
    return find_proportionate(
        data, target="buys", keep=0.9, max_states=12, subgroups=["job"], seed=1
    )


def test_a_subgroup_where_the_full_profile_gains_nothing_is_left_out_and_said(subgroups):
    assert list(subgroups.groups["group"]) == ["A"]
    said = [message.text("en") for message in subgroups.assumptions]
    assert any(text.startswith("2 subgroups are left out: inside them") for text in said)


def test_a_subgroup_of_whom_the_profile_says_the_same_is_explained():
    rng = np.random.default_rng(4)
    rows = pd.DataFrame({"age": rng.integers(18, 88, 3000)})
    rows["stage"] = np.where(rows["age"] >= 50, "late", "early")
    late = rng.random(3000) < np.where(rows["age"] >= 70, 0.99, 0.9)
    rows["buys"] = np.where(rows["age"] >= 50, late, rng.random(3000) < 0.02)
    data = privlab.dataset(rows)
    found = find_proportionate(
        data, target="buys", keep=0.9, max_states=12, subgroups=["stage"], seed=1
    )
    assert found.figure("kept").value > 0.9
    assert found.figure("worst_group").value == 0
    said = [message.text("en") for message in found.assumptions]
    assert any(text.startswith("In 1 subgroup (of stage)") for text in said)
