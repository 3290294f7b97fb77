"""The auditor: run a mechanism on neighbouring inputs and bound the loss that it shows."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from privlab._checks import number, one_of, whole
from privlab.dp.audit._events import (
    Event,
    chosen_event,
    loss_bounds,
    proportion_bounds,
    with_derived,
)
from privlab.dp.audit._outputs import (
    FAILED,
    Column,
    columns_of,
    run_many,
    run_one_by_one,
)
from privlab.dp.audit._result import Audit, Outputs
from privlab.errors import ParameterError
from privlab.language import N_, Message
from privlab.results import Figure, Provenance

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

__all__ = ["audit"]

DRAWS = ("one", "many")
LEAST_RUNS = 100


def audit(
    mechanism: Callable[..., object],
    neighbours: Sequence[Any],
    *,
    epsilon: float,
    delta: float = 0.0,
    runs: int = 2_000,
    confidence: float = 0.99,
    draws: str = "one",
) -> Audit:
    """Bound from below the privacy loss that a mechanism really has.

    Half of the runs choose, among the tails, values and states of everything that comes out,
    the event that tells the two inputs apart best; the other half only count it. That a claim
    stands is no proof: another pair of inputs, or another event, might refute it.

    Parameters
    ----------
    mechanism : callable
        Called as `mechanism(input)`, without any seed; what it returns is what would leave: a
        number, a text, a list, a mapping, a frame or a result. An exception is an output too.
    neighbours : (input, input)
        Two inputs that differ by one person: tables, arrays, whatever the mechanism takes.
    epsilon : float
        The loss that is claimed, above 0.
    delta : float
        The delta that is claimed, from 0 to below 1.
    runs : int
        On each input, at least 100. A claim of epsilon 1 needs about 500 runs before a loss of
        2 is seen, and 20,000 before one of 1.2 is.
    confidence : float
        Of the bound, between 0.5 and 1, exclusive: the chance that a true claim stands.
    draws : {"one", "many"}
        "many" when the mechanism is called as `mechanism(input, runs)` and returns all runs at
        once, shape (runs,) or (runs, columns).

    Returns
    -------
    Audit
        `.holds`, `.proven` (lower bound of epsilon), `.claimed`, `.event`, figures, a plot.

    Raises
    ------
    ParameterError
        An argument outside its range, or a mechanism of which every run fails.

    Notes
    -----
    The bound is log((p - delta) / q) with Clopper-Pearson bounds of the two frequencies, as in
    Ding et al., "Detecting violations of differential privacy", CCS 2018, and Jagielski et al.,
    NeurIPS 2020. The event is the same whenever the outputs are the same.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng()
    >>> def two_sided_geometric(count, runs):
    ...     p = 1 - np.exp(-1.0)
    ...     return count + rng.geometric(p, runs) - rng.geometric(p, runs)
    >>> audit(two_sided_geometric, (10, 11), epsilon=1, confidence=0.999999, draws="many").holds
    True
    >>> audit(two_sided_geometric, (10, 13), epsilon=1, draws="many").holds
    False
    """
    epsilon, first_input, second_input = _checked(neighbours, epsilon, delta, runs, confidence)
    one_of("draws", draws, DRAWS)
    run = run_one_by_one if draws == "one" else run_many
    outputs = [run(mechanism, given, runs) for given in (first_input, second_input)]
    if draws == "one":
        _refuse_failures(outputs)
    half = runs // 2
    first, second = with_derived(*columns_of(*outputs), half)
    if not first:
        message = "The mechanism returned nothing in any run: there is nothing to audit."
        raise ParameterError(message)
    level = 1 - confidence
    event = chosen_event(
        [_part(own, slice(half)) for own in first],
        [_part(own, slice(half)) for own in second],
        delta=delta,
        level=level,
    )
    rest = slice(half, runs)
    counting = [[_part(own, rest) for own in columns] for columns in (first, second)]
    happened = [event.happened(columns) for columns in counting]
    return _result(
        event, counting, happened, epsilon=epsilon, delta=delta, runs=runs, confidence=confidence
    )


def _result(
    event: Event,
    counting: list[list[Column]],
    happened: list[NDArray[np.bool_]],
    *,
    epsilon: float,
    delta: float,
    runs: int,
    confidence: float,
) -> Audit:
    n = len(happened[0])
    counts = [int(own.sum()) for own in happened]
    often, seldom = counts[::-1] if event.turned else counts
    low, _ = _bounds(often, seldom, n, delta, 1 - confidence)
    proven = max(0.0, low)
    figures = (
        Figure("epsilon_claimed", epsilon, "epsilon", N_("Loss claimed (epsilon)")),
        Figure("delta_claimed", delta, "delta", N_("Delta claimed")),
        Figure(
            "epsilon_proven",
            proven,
            "epsilon",
            N_("Loss proven, at least (epsilon)"),
            confidence=confidence,
        ),
        _event_loss(often, seldom, n, delta, confidence),
        _share("share_often", often, n, confidence, N_("Event on the input that shows it more")),
        _share("share_seldom", seldom, n, confidence, N_("Event on the other input")),
    )
    column = counting[0][event.column]
    return Audit(
        figures=figures,
        assumptions=_assumptions(event, column, epsilon, proven),
        provenance=Provenance(
            measure="audit",
            data_version="",
            engine="numpy",
            columns=(),
            unit="people",
            n_units=None,
            n_rows=None,
            parameters={
                "epsilon": epsilon,
                "delta": delta,
                "runs": runs,
                "confidence": confidence,
            },
        ),
        claimed=epsilon,
        proven=proven,
        runs=runs,
        confidence=confidence,
        event=_said(event, column),
        outputs=Outputs(
            column.name, column.values, counting[1][event.column].values, happened[0], happened[1]
        ),
    )


def _event_loss(often: int, seldom: int, n: int, delta: float, confidence: float) -> Figure:
    """Return the loss of the event itself, between bounds of both sides."""
    label = N_("Loss of this event (epsilon)")
    low, high = _bounds(often, seldom, n, delta, (1 - confidence) / 2)
    excess = often / n - delta
    if seldom == 0 and excess > 0:
        reason = Message("the event never happened on the other input")
        return Figure("event_loss", math.inf, "epsilon", label, reason=reason)
    if excess <= 0:
        reason = Message("delta covers the event")
        return Figure("event_loss", None, "epsilon", label, reason=reason)
    interval = (low, high) if math.isfinite(low) and math.isfinite(high) else None
    loss = math.log(excess / (seldom / n))
    return Figure("event_loss", loss, "epsilon", label, interval, confidence if interval else None)


def _share(key: str, k: int, n: int, confidence: float, label: str) -> Figure:
    low, high = proportion_bounds(np.array([k]), n, (1 - confidence) / 2)
    return Figure(key, k / n, "share", label, (float(low[0]), float(high[0])), confidence)


def _bounds(often: int, seldom: int, n: int, delta: float, level: float) -> tuple[float, float]:
    low, high = loss_bounds(np.array([often]), np.array([seldom]), n, delta=delta, level=level)
    return float(low[0]), float(high[0])


def _assumptions(
    event: Event, column: Column, epsilon: float, proven: float
) -> tuple[Message, ...]:
    if proven > epsilon:
        verdict = Message(
            "The claim is refuted: the loss is at least {proven}, more than {claimed}.",
            {"proven": proven, "claimed": epsilon},
        )
    else:
        verdict = Message(
            "The claim of {claimed} stands against these runs. That is no proof: other inputs "
            "or other events might refute it.",
            {"claimed": epsilon},
        )
    return (
        verdict,
        _said(event, column),
        Message("Half of the runs chose the event, the other half counted it."),
    )


def _said(event: Event, column: Column) -> Message:
    values: dict[str, object] = {"column": column.name}
    if event.kind == "state":
        word = (N_("a number"), *column.words)[int(event.threshold)]
        return Message("Event: {column} is {word}.", {**values, "word": word})
    values["threshold"] = event.threshold
    return {
        "at least": Message("Event: {column} is at least {threshold}.", values),
        "at most": Message("Event: {column} is at most {threshold}.", values),
        "equal": Message("Event: {column} is {threshold}.", values),
    }[event.kind]


def _part(column: Column, rows: slice) -> Column:
    return replace(column, values=column.values[rows], states=column.states[rows])


def _refuse_failures(outputs: list[Any]) -> None:
    """Refuse a mechanism that never gave anything: its silence would look like privacy."""
    kinds = {str(own.get(FAILED, "")) for runs in outputs for own in runs}
    if "" not in kinds:
        message = (
            f"Every run of the mechanism failed ({', '.join(sorted(kinds))}): there is nothing to "
            "audit. Call it once on each input first."
        )
        raise ParameterError(message)


def _checked(
    neighbours: Sequence[Any], epsilon: float, delta: float, runs: int, confidence: float
) -> tuple[float, Any, Any]:
    if not isinstance(neighbours, list | tuple) or len(neighbours) != 2:
        message = "neighbours must be two inputs that differ by one person: (table, table)."
        raise ParameterError(message)
    number("delta", delta, "[0, 1)")
    whole("runs", runs, least=LEAST_RUNS)
    number("confidence", confidence, "(0.5, 1)")
    return number("epsilon", epsilon, "(0, inf)"), neighbours[0], neighbours[1]
