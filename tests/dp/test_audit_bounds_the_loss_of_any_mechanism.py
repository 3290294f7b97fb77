"""The auditor on mechanisms whose loss is known: it proves what is lost, and no more."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binom

from privlab.dp import audit
from privlab.dp.audit._events import loss_bounds, proportion_bounds
from privlab.dp.audit._outputs import columns_of, run_one_by_one
from privlab.dp.noise._noise import noise_named
from privlab.errors import ParameterError

RUNS = 20_000
SURE = 0.9999
NAME = "Martin"


def exact(loss):
    """Counts with exact discrete Laplace noise of a loss, one more person in the second."""

    def draw(count, runs):
        return np.array(noise_named("opendp").add([int(count)] * runs, loss, 1))

    return draw


def randomised_response(answer):
    """True with probability 3/4: a loss of log 3."""
    return answer if np.random.default_rng().random() < 0.75 else not answer


@pytest.mark.parametrize(("loss", "least"), [(0.5, 0.35), (1.0, 0.85), (2.0, 1.7)])
def test_the_bound_of_exact_noise_lies_just_below_its_loss(loss, least):
    result = audit(exact(loss), (10, 11), epsilon=loss, runs=RUNS, confidence=SURE, draws="many")
    assert least < result.proven <= loss
    assert result.holds


def test_a_loss_of_two_that_is_claimed_to_be_one_is_refuted():
    result = audit(exact(2.0), (10, 11), epsilon=1, runs=4_000, draws="many")
    assert not result.holds
    assert result.proven > 1
    assert "refuted" in result.assumptions[0].text("en")


def false_alarms(audits):
    level = 1 - SURE ** (1 / audits)
    return sum(
        not audit(
            exact(1.0), (10, 11), epsilon=1, runs=RUNS, confidence=1 - level, draws="many"
        ).holds
        for _ in range(audits)
    )


def test_exact_runs_raise_no_false_alarm():
    assert false_alarms(4) == 0


@pytest.mark.slow
def test_sixty_exact_audits_raise_no_false_alarm():
    assert false_alarms(60) == 0


@pytest.mark.slow
def test_sixty_audits_of_twice_the_loss_all_raise_alarm():
    caught = [
        not audit(exact(2.0), (10, 11), epsilon=1, runs=4_000, draws="many").holds
        for _ in range(60)
    ]
    assert all(caught)


def test_a_mechanism_is_called_once_a_run_and_may_answer_yes_or_no():
    result = audit(
        randomised_response, (True, False), epsilon=math.log(3), runs=3_000, confidence=SURE
    )
    assert 0.6 < result.proven <= math.log(3)
    assert not audit(randomised_response, (True, False), epsilon=0.5, runs=3_000).holds


def test_delta_is_set_off_against_the_event():
    def names_the_person_now_and_then(present):
        return "seen" if present and np.random.default_rng().random() < 0.1 else "nothing"

    def judged(delta):
        return audit(
            names_the_person_now_and_then, (True, False), epsilon=1, delta=delta, runs=2_000,
            confidence=SURE,
        )  # fmt: skip

    assert not judged(0.0).holds
    assert not judged(0.01).holds
    covered = judged(0.2)
    assert covered.proven == 0
    assert covered.figure("event_loss").value <= 0


@pytest.mark.parametrize(
    ("output", "word"),
    [
        ({"A": 1.0}, "absent"),
        ({"A": 1.0, "B": None}, "absent"),
        ({"A": 1.0, "B": float("nan")}, "nan"),
        ({"A": 1.0, "B": float("inf")}, "inf"),
        ({"A": 1.0, "B": "text"}, "text"),
        (ZeroDivisionError, "ZeroDivisionError"),
    ],
)
def test_what_is_no_number_is_an_output_too(output, word):
    def mechanism(present):
        if present and output is ZeroDivisionError:
            raise output
        return output if present else {"A": 1.0, "B": float(np.random.default_rng().random())}

    result = audit(mechanism, (True, False), epsilon=1, runs=200)
    assert not result.holds
    assert result.figure("share_often").value == 1
    assert result.figure("share_seldom").value == 0
    columns = columns_of(*(run_one_by_one(mechanism, own, 3) for own in (True, False)))[0]
    assert word in {said for column in columns for said in column.words}


def test_frames_are_read_by_the_texts_of_their_rows():
    def selected(present):
        rows = [("Lyon", 10.0), ("Nice", 3.0)] if present else [("Nice", 3.0)]
        return pd.DataFrame(rows, columns=["town", "count"])

    result = audit(selected, (True, False), epsilon=1, runs=200)
    assert not result.holds
    assert "count[Lyon]" in result.event.text("en")


def test_floats_are_told_apart_by_how_fine_they_are():
    rng = np.random.default_rng()
    result = audit(
        lambda count, runs: count + rng.laplace(0, 1, runs),
        (0.0, 1.0),
        epsilon=1,
        runs=4_000,
        draws="many",
    )
    assert result.proven > 3
    assert "finest bit" in result.event.text("en")


def test_what_no_single_number_shows_is_found_in_all_of_them_together():
    def two_counts(counts, runs):
        noise = noise_named("opendp").add([0] * (2 * runs), 1.0, 1)
        return np.array(noise).reshape(runs, 2) + counts

    neighbours = (np.array([5, 5]), np.array([6, 4]))
    result = audit(two_counts, neighbours, epsilon=1, runs=RUNS, draws="many")
    assert not result.holds
    assert "likelihood ratio" in result.event.text("en")


def test_the_same_outputs_give_the_same_event():
    drawn = {count: exact(1.0)(count, 1_000) for count in (10, 11)}
    results = [
        audit(lambda count, _: drawn[count], (10, 11), epsilon=1, runs=1_000, draws="many")
        for _ in range(2)
    ]
    assert results[0].figures == results[1].figures
    assert results[0].event == results[1].event


def test_the_event_is_counted_on_runs_that_did_not_choose_it():
    # the first half of the runs tells all, the second nothing: nothing is proven
    def only_at_first(count, runs):
        return np.where(np.arange(runs) < runs // 2, count, 0.0)

    result = audit(only_at_first, (1, 2), epsilon=1, runs=1_000, draws="many")
    assert result.proven == 0


@pytest.mark.parametrize(("k", "n"), [(0, 40), (7, 40), (40, 40)])
def test_bounds_of_a_proportion_are_those_of_clopper_and_pearson(k, n):
    low, high = (float(own[0]) for own in proportion_bounds(np.array([k]), n, 0.025))
    assert low == 0 if k == 0 else binom.sf(k - 1, n, low) == pytest.approx(0.025)
    assert high == 1 if k == n else binom.cdf(k, n, high) == pytest.approx(0.025)


def test_the_loss_is_the_log_of_the_two_bounds_less_delta():
    low, _ = loss_bounds(np.array([90]), np.array([10]), 100, delta=0.05, level=0.02)
    p, _ = proportion_bounds(np.array([90]), 100, 0.01)
    _, q = proportion_bounds(np.array([10]), 100, 0.01)
    assert low[0] == pytest.approx(math.log((p[0] - 0.05) / q[0]))


def test_an_audit_speaks_draws_and_exports():
    result = audit(exact(1.0), (10, 11), epsilon=1, runs=2_000, draws="many")
    plot = result.plot()
    assert plot.ax_.get_xlabel() == "Output: output"
    assert [text.get_text() for text in plot.ax_.get_legend().get_texts()] == [
        "Event", "First input", "Second input",
    ]  # fmt: skip
    exported = result.to_dict()
    assert exported["provenance"]["parameters"]["runs"] == 2_000
    assert result.to_frame().loc["epsilon_proven", "value"] == result.proven
    low, high = result.figure("event_loss").interval
    assert low < result.figure("event_loss").value < high
    # one side may be wrong twice as often as either of two
    assert low <= result.proven
    assert "no proof" in result._repr_html_()
    assert "2,000 runs on each input" in result.origin("en")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"epsilon": 0}, "epsilon is 0"),
        ({"epsilon": True}, "epsilon is True"),
        ({"epsilon": float("nan")}, "epsilon is nan"),
        ({"epsilon": "1"}, "epsilon is '1'"),
        ({"delta": 1.0}, "delta is 1.0"),
        ({"delta": -0.1}, "at least 0 and below 1"),
        ({"runs": 99}, "whole number of at least 100"),
        ({"runs": True}, "whole number of at least 100"),
        ({"confidence": 0.5}, "above 0.5 and below 1"),
        ({"confidence": 1.0}, "above 0.5 and below 1"),
        ({"draws": "meny"}, "Did you mean 'many'"),
        ({"neighbours": (1, 2, 3)}, "two inputs that differ by one person"),
        ({"neighbours": 7}, "two inputs that differ by one person"),
    ],
)
def test_arguments_outside_their_range_are_refused(changed, said):
    asked = {"neighbours": (10, 11), "epsilon": 1.0, "draws": "many", **changed}
    with pytest.raises(ParameterError, match=said):
        audit(exact(1.0), **asked)


def test_a_mechanism_that_always_fails_is_no_private_one():
    def broken(_):
        raise KeyError(NAME)

    with pytest.raises(
        ParameterError, match=r"Every run of the mechanism failed \(KeyError\)"
    ) as e:
        audit(broken, (1, 2), epsilon=1, runs=100)
    assert NAME not in str(e.value)


def test_a_mechanism_that_returns_too_few_runs_is_told_so():
    with pytest.raises(ParameterError, match="1000 were asked for, 3 came"):
        audit(lambda *_: [1, 2, 3], (1, 2), epsilon=1, runs=1_000, draws="many")


def test_a_mechanism_that_returns_nothing_is_told_so():
    with pytest.raises(ParameterError, match="returned nothing"):
        audit(lambda _: {}, (1, 2), epsilon=1, runs=100)
