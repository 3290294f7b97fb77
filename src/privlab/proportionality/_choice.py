"""From many states to one: tried on rows for choosing, confirmed on others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab.errors import ParameterError
from privlab.proportionality._result import Step
from privlab.proportionality._search import Search

if TYPE_CHECKING:
    from collections.abc import Sequence

    from privlab.proportionality._estimate import Trial
    from privlab.proportionality._knowledge import Knowledge
    from privlab.proportionality._ladders import State
    from privlab.proportionality._problem import Problem

__all__ = ["ROWS_SEARCHED", "confirmed_choice", "polish", "searched"]

ROWS_SEARCHED = 10_000
STEPS_SHOWN = 14
# in standard errors of what the confirming rows say
AIMS = (0, 1, 2, 0)
STATES_NEAR = 5


def searched(problem: Problem, knowledge: Knowledge, keep: float, most: int) -> Search:
    """Try states on the rows for choosing, each model asked about rows it did not learn from."""
    rows = problem.choosing[:ROWS_SEARCHED]
    half = len(rows) // 2
    trials = [problem.trial(rows[:half], rows[half:]), problem.trial(rows[half:], rows[:half])]
    heights = tuple(own.top for own in problem.ladders)
    base = np.mean([one.score(heights) for one in trials])
    full = np.mean([one.score(tuple(0 for _ in heights)) for one in trials])
    if full - base < max(0.01, 1 / np.sqrt(len(rows))):  # what chance alone may gain
        message = (
            "The full profile foretells the target no better than knowing nothing, so there is "
            "no gain to keep. Choose another target or another profile."
        )
        raise ParameterError(message)

    def kept(state: State) -> float:
        score = np.mean([one.score(state) for one in trials])
        return float((score - base) / (full - base))

    search = Search(heights, knowledge.of, kept, most)
    search.run(keep)
    return search


def polish(search: Search, trial: Trial, keep: float, rng: np.random.Generator) -> None:
    """Turn back near the line, which is drawn anew as the confirming rows tell where it lies.

    Some turns aim higher, so that there is something to choose where the line is rather there.
    """
    full = trial.score(tuple(0 for _ in search.heights))
    base = trial.score(search.heights)
    over, error = 0.0, 0.0
    for turn, higher in enumerate(AIMS):
        line = keep + over + higher * error
        near = sorted(search.frontier(), key=lambda state: abs(search.tried[state] - line))
        flattered = [
            search.tried[state] - (trial.score(state) - base) / max(full - base, 1e-9)
            for state in near[:STATES_NEAR]
        ]
        over, error = float(np.mean(flattered)), trial.kept(near[0], rng).error
        line = keep + over + higher * error
        search.polish(line, -(-search.left() // (len(AIMS) - turn)))


def confirmed_choice(
    trial: Trial, knowledge: Knowledge, search: Search, keep: float, rng: np.random.Generator
) -> tuple[list[Step], State]:
    """Return the frontier with what the confirming rows say, and the state that they choose."""
    full: State = tuple(0 for _ in search.heights)
    everything = knowledge.of(full)
    shown = [state for state in search.frontier() if search.tried[state] >= keep - 0.08]
    if len(shown) > STEPS_SHOWN:
        # densest where the line will be drawn, and both ends
        own = {state: trial.kept(state, rng).value for state in shown}
        near = sorted(shown, key=lambda state: abs(own[state] - keep))
        told = {*near[: STEPS_SHOWN - 4], *(shown[n] for n in (0, -1)), *shown[:: len(shown) // 2]}
        shown = [state for state in shown if state in told]
    shown = list(dict.fromkeys([full, *shown]))
    steps: list[Step] = []

    def chosen_of(states: Sequence[State], *, first: bool) -> State:
        least = full
        for state in states:
            confirmed = trial.kept(state, rng)
            known = knowledge.of(state)
            steps.append(Step(state, known, known / everything, search.tried[state], confirmed))
            if confirmed.value >= keep and known < knowledge.of(least):
                least = state
                if first:
                    break
        return least

    chosen = chosen_of(shown, first=False)
    if chosen == full:
        # the rows for choosing may prefer what the others do not: any state tried will do
        others = sorted(
            (s for s, kept in search.tried.items() if kept >= keep and s not in shown),
            key=knowledge.of,
        )
        chosen = chosen_of(others[:: max(1, len(others) // STEPS_SHOWN)], first=True)
    return sorted(steps, key=lambda step: -step.knowledge), chosen
