"""The search for states that know little and keep much: from both ends, and turning back.

From the full profile, the move that forgets most for what it costs is made again and again;
from the empty one, the move that gains most for what it learns. Then steps are taken back
wherever another step may make up for them: what states keep is foretold from those tried, and
the state likeliest to be worth a trial is tried next. Every state tried is remembered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from privlab.proportionality._ladders import State

__all__ = ["Search"]

EPSILON = 0.002
TRIED_A_STEP = 8
STARTS_BACK = 3
_RIDGE = 0.02
_LEAST_SPREAD = 0.002
_NEAR = 0.02
_NOTHING = 1e-9


class Search:
    """States tried, with what each knows and what each keeps.

    Parameters
    ----------
    heights : tuple of int
        The last level of each column: not collected.
    knowledge : callable
        State -> mean knowledge, cheap.
    kept : callable
        State -> share of the gain kept on the rows for choosing, costly.
    most : int
        States tried at most.
    """

    def __init__(
        self,
        heights: State,
        knowledge: Callable[[State], float],
        kept: Callable[[State], float],
        most: int,
    ) -> None:
        self.heights = heights
        self.knowledge = knowledge
        self._kept = kept
        self._most = most
        self.tried: dict[State, float] = {}

    def spent(self) -> bool:
        """Whether no further state may be tried."""
        return len(self.tried) >= self._most

    def kept(self, state: State) -> float:
        """Return what a state keeps, from memory if it was tried."""
        if state not in self.tried:
            self.tried[state] = self._kept(state)
        return self.tried[state]

    def run(self, floor: float) -> None:
        """Search from both ends and leave states for turning back.

        `floor` is the share of the gain to keep.
        """
        total = self._most
        self._most = max(2, total * 5 // 10)
        self.down(tuple(0 for _ in self.heights), floor - 0.05)
        self._most = max(3, total * 6 // 10)
        self.up(self.heights, floor)
        self._most = total

    def left(self) -> int:
        """Return how many states may still be tried."""
        return self._most - len(self.tried)

    def polish(self, floor: float, most: int | None = None) -> None:
        """Turn back from the least that keeps a floor, trying at most so many states."""
        end = len(self.tried) + (self.left() if most is None else most)
        while not self.spent() and len(self.tried) < end:
            untried = self._around(floor)
            if not untried:
                return
            self.kept(self._worth_a_trial(untried, floor))

    def down(self, state: State, floor: float) -> None:
        """Coarsen step by step while the floor is kept."""
        costs: dict[tuple[int, int], float] = {}
        self.kept(state)
        while not self.spent():
            now, known = self.kept(state), self.knowledge(state)
            moves = list(self._moves(state, up=False))
            forgets = {move: known - self.knowledge(_moved(state, move)) for move in moves}

            def worth(
                move: tuple[int, int], forgets: dict[tuple[int, int], float] = forgets
            ) -> float:
                return forgets[move] / (max(costs.get(move, 0.0), 0.0) + EPSILON)

            fresh: set[tuple[int, int]] = set()
            best = None
            while moves and len(fresh) < TRIED_A_STEP + len(self.heights) * (not costs):
                # a cost measured some steps ago is good enough to say which to measure again
                move = max(moves, key=worth)
                if move in fresh:
                    best = move
                    break
                if self.spent():
                    break
                costs[move] = now - self.kept(_moved(state, move))
                fresh.add(move)
                if now - costs[move] < floor:
                    moves.remove(move)
            if best is None:
                within = [move for move in moves if move in fresh]
                if not within:
                    return
                best = max(within, key=worth)
            state = _moved(state, best)

    def up(self, state: State, floor: float) -> None:
        """Refine step by step until the floor is kept."""
        gains: dict[tuple[int, int], float] = {}
        while not self.spent() and self.kept(state) < floor:
            now, known = self.kept(state), self.knowledge(state)
            moves = list(self._moves(state, up=True))
            learns = {m: self.knowledge(_moved(state, m)) - known + 1e-4 for m in moves}

            def worth(
                move: tuple[int, int], learns: dict[tuple[int, int], float] = learns
            ) -> float:
                return gains.get(move, 1.0) / learns[move]

            fresh: set[tuple[int, int]] = set()
            while moves and not self.spent() and len(fresh) < 2 * TRIED_A_STEP:
                move = max(moves, key=worth)
                if move in fresh:
                    break
                gains[move] = self.kept(_moved(state, move)) - now
                fresh.add(move)
            best = max(fresh, key=worth, default=None)
            if best is None or gains[best] <= 0:
                return
            state = _moved(state, best)

    def _around(self, floor: float) -> dict[State, float]:
        """Return untried states near the least that keep the floor, with how much less they know.

        They differ by one step coarser, or by that and one step finer elsewhere.
        """
        within = sorted((s for s, kept in self.tried.items() if kept >= floor), key=self.knowledge)
        found: dict[State, float] = {}
        for state in within[:STARTS_BACK]:
            for move in self._moves(state, up=False):
                coarser = _moved(state, move)
                finer = (
                    _moved(coarser, (place, level - 1))
                    for place, level in enumerate(state)
                    if level and place != move[0]
                )
                for one in (coarser, *finer):
                    if one not in found and one not in self.tried:
                        found[one] = self.knowledge(within[0]) - self.knowledge(one)
        return {state: less for state, less in found.items() if less > _NOTHING}

    def _worth_a_trial(self, untried: Mapping[State, float], floor: float) -> State:
        """Return the state of the largest expected saving: how much less times how likely."""
        from scipy.special import ndtr

        tried = list(self.tried)
        kept = np.array([self.tried[state] for state in tried])
        # states near the floor say most of others near it
        weights = np.exp(-np.abs(kept - floor) / _NEAR)
        steps = self._steps(tried)
        scaled = steps * weights[:, None]
        solved = np.linalg.solve(
            scaled.T @ steps + _RIDGE * np.eye(steps.shape[1]), scaled.T @ (kept - 1)
        )
        off = kept - 1 - steps @ solved
        spread = max(_LEAST_SPREAD, float(np.sqrt(np.average(off**2, weights=weights))))
        states = list(untried)
        likely = ndtr((1 + self._steps(states) @ solved - floor) / spread)
        return states[int(np.argmax(likely * np.array([untried[state] for state in states])))]

    def _steps(self, states: Sequence[State]) -> NDArray[np.float64]:
        """Return which steps each state has taken, one column a step, shape (n, n_steps)."""
        levels = np.array(states)
        steps = [levels[:, [place]] > np.arange(own) for place, own in enumerate(self.heights)]
        return np.hstack(steps).astype(np.float64)

    def frontier(self) -> list[State]:
        """Return the tried states that no other betters, the one that knows most first."""
        order = sorted(self.tried, key=lambda state: (self.knowledge(state), -self.tried[state]))
        best, found = -np.inf, []
        for state in order:
            if self.tried[state] > best:
                best = self.tried[state]
                found.append(state)
        return found[::-1]

    def _moves(self, state: State, *, up: bool) -> Iterator[tuple[int, int]]:
        for place, (own, height) in enumerate(zip(state, self.heights, strict=True)):
            for level in range(own) if up else range(own + 1, height + 1):
                yield place, level


def _moved(state: State, move: tuple[int, int]) -> State:
    place, level = move
    return (*state[:place], level, *state[place + 1 :])
