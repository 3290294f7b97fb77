"""The attacker: what is known, what is tried, and on how many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from privlab.attacks._inference import Guesser
from privlab.attacks._kinds import (
    ATTACKED,
    count_inferred,
    count_linked,
    count_singled_out,
)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from privlab.attacks._tables import AttackedTable, Attribute
    from privlab.language import Message

__all__ = ["Attacker"]


@dataclass(frozen=True, kw_only=True)
class Attacker:
    """One attacker, who can attack several releases in the same way.

    Attributes
    ----------
    columns : tuple of str
        All columns that the attack looks at, the secret last.
    width : int or None
        Columns of a predicate; None for predicates on one value.
    """

    kind: str
    columns: tuple[str, ...]
    known: tuple[str, ...]
    secret: str | None
    n_attacks: int
    seed: int
    width: int | None
    n_neighbours: int
    model: str
    tolerance: float

    def attempt(
        self, read: Mapping[str, AttackedTable], attributes: Sequence[Attribute]
    ) -> tuple[int, tuple[float, float, float], tuple[Message, ...]]:
        """Attack both tables through the release.

        Returns
        -------
        n : int
            Attacks made on each table.
        successes : tuple of float
            On the original, on the control table, of a naive attacker.
        sentences : tuple of Message
            Who the attacker is.
        """
        rng = np.random.default_rng(self.seed)
        if self.kind == "singling_out":
            counts, said = count_singled_out(read, attributes, self.n_attacks, rng, self.width)
        else:
            targets = [read[name].codes[read[name].draw(self.n_attacks, rng)] for name in ATTACKED]
            if self.kind == "linkability":
                halves = (
                    [n for n, column in enumerate(self.columns) if column in self.known],
                    [n for n, column in enumerate(self.columns) if column not in self.known],
                )
                counts, said = count_linked(read, attributes, targets, halves, self.n_neighbours)
            else:
                counts, said = count_inferred(read, attributes, targets, self._guesser())
        n, *successes = counts
        return n, (successes[0], successes[1], successes[2]), said

    def parameters(self) -> dict[str, Any]:
        """Return what of the attacker repeats the figures, by name."""
        own: dict[str, Any] = {"kind": self.kind}
        if self.kind == "singling_out":
            own["predicates"] = "univariate" if self.width is None else "multivariate"
            own["n_columns"] = self.width or 1
        else:
            own["n_neighbours"] = self.n_neighbours
        if self.kind == "inference":
            own |= {"secret": self.secret, "model": self.model, "tolerance": self.tolerance}
        return own | {"known": list(self.known), "n_attacks": self.n_attacks, "seed": self.seed}

    def _guesser(self) -> Guesser:
        return Guesser(
            known=tuple(range(len(self.known))),
            secret=len(self.known),
            model=self.model,
            k=self.n_neighbours,
            tolerance=self.tolerance,
            seed=self.seed,
        )
