"""The search for states that know little and keep much: from both ends, and turning back.

From the full profile, the move that forgets most for what it costs is made again and again;
from the empty one, the move that gains most for what it learns. Then single steps are taken
back wherever another step makes up for them. Every state tried is remembered.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from privlab.intrusiveness._proportion_ladders import State

__all__ = ["Search"]

EPSILON = 0.002
TRIED_A_STEP = 8
TRIED_BACK = 12


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

    def polish(self, floor: float) -> None:
        """Turn back, again and again, from the least that keeps a floor."""
        while not self.spent() and self.back(floor):
            pass

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

    def back(self, floor: float) -> bool:
        """Take steps back from the least that keeps the floor; whether something less was found."""
        within = [state for state, kept in self.tried.items() if kept >= floor]
        if not within:
            return False
        state = min(within, key=self.knowledge)
        known = self.knowledge(state)
        singles = [_moved(state, move) for move in self._moves(state, up=False)]
        pairs = [
            _moved(_moved(state, finer), coarser)
            for finer, coarser in itertools.product(
                self._moves(state, up=True), self._moves(state, up=False)
            )
            if finer[0] != coarser[0] and finer[1] == state[finer[0]] - 1
        ]
        less = {one: self.knowledge(one) for one in dict.fromkeys([*singles, *pairs])}
        untried = [one for one, own in less.items() if own < known - 1e-9 and one not in self.tried]
        # those nearest to what is held are likeliest to keep as much
        untried.sort(key=lambda one: -less[one])
        step = max(1, len(untried) // TRIED_BACK)
        for one in untried[::step][:TRIED_BACK]:
            if self.spent():
                return False
            if self.kept(one) >= floor:
                return True
        return False

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
