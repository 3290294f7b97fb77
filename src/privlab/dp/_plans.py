"""How a cost is divided over the answers of a query, and which noise each of them gets."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from privlab.dp._asked import finite_number
from privlab.dp._choosing import Selection, selection
from privlab.dp.noise._noise import Mechanism, choose
from privlab.errors import ParameterError
from privlab.language import N_, Message
from privlab.register import shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from privlab.dp._passes import Pass

__all__ = [
    "HIGH_DELTA",
    "HIGH_EPSILON",
    "Answer",
    "Plan",
    "cautions",
    "check_delta",
    "check_epsilon",
    "make_plan",
]

LEAST_EPSILON, MOST_EPSILON = 1e-9, 1e6
NANO, ATTO = 10**9, 10**18
TELLING_EPSILON = 5.0
"""A release of a higher one is warned of."""
FEWEST_PEOPLE = 1_000
"""Of a population whose size was not declared: a delta above one over it is warned of."""
HIGH_EPSILON = N_(
    "Epsilon is {epsilon}, above 5: whoever knows all other people may tell almost surely "
    "whether one took part. Below 1 is usual."
)
HIGH_DELTA = N_(
    "Delta is {delta}, above one over the number of people ({n}): one of them may be shown whole. "
    "Take one well below it."
)


@dataclass(frozen=True)
class Answer:
    """One noisy figure of every group.

    Attributes
    ----------
    name : str
        Its column in the released table.
    of : {"rows", "sums", "centred", "squares", "quantile"}
        Which exact aggregate it is made of.
    weight : int
        Most units by which one row changes it.
    place : int
        Which pass over the rows it is read from.
    q : Fraction
        Of a quantile.
    """

    name: str
    of: str = "rows"
    weight: int = 1
    place: int = 0
    q: Fraction = Fraction(1, 2)


@dataclass(frozen=True)
class Plan:
    """What a release will draw, and what it will be charged.

    Attributes
    ----------
    epsilon, delta : float
        What is charged.
    share : float
        Epsilon of each answer.
    mechanisms : tuple of Mechanism or None
        One an answer; None for a quantile, which the exponential mechanism draws.
    selection : Selection or None
        How the groups are chosen.
    """

    epsilon: float
    delta: float
    share: float
    mechanisms: tuple[Mechanism | None, ...]
    selection: Selection | None

    @property
    def told(self) -> list[list[object]]:
        """Kind, epsilon and delta of each draw, for the register."""
        drawn: list[list[object]] = []
        if self.selection is not None:
            drawn.append(["selection", self.selection.epsilon, self.selection.delta])
        for each in self.mechanisms:
            if each is None:
                drawn.append(["exponential", self.share, 0.0])
            else:
                drawn.append([each.kind, each.epsilon, each.delta])
        return drawn


def make_plan(
    library: str,
    epsilon: float,
    delta: float,
    answers: Sequence[Answer],
    passes: Sequence[Pass],
    *,
    selects: int | None,
) -> Plan:
    """Divide the cost evenly, rounded down to 1e-9 and 1e-18, and choose the noise.

    `selects` is the number of groups in which a person may take part when the groups are chosen
    privately, None when they are public.
    """
    steps = len(answers) + (selects is not None)
    share = epsilon if steps == 1 else _nano(epsilon) // steps / NANO
    if share < LEAST_EPSILON:
        message = (
            f"epsilon is {epsilon:g} and is divided over {steps} answers; each needs at least "
            f"{LEAST_EPSILON:g}."
        )
        raise ParameterError(message)
    noisy = sum(answer.of != "quantile" for answer in answers)
    atto = math.floor(Fraction(repr(delta)) * ATTO)
    chosen = None
    if selects is not None:
        for_keys = atto // 2 if noisy and library == "opendp" else atto
        chosen = selection(share, for_keys / ATTO, selects)
        atto -= for_keys
    own_delta = atto // max(noisy, 1) / ATTO
    mechanisms = tuple(
        None
        if answer.of == "quantile"
        else choose(
            library,
            share,
            own_delta,
            l1=passes[answer.place].total * answer.weight,
            l2_squared=passes[answer.place].squares_of_total * answer.weight**2,
            touched=passes[answer.place].touched,
        )
        for answer in answers
    )
    deltas = [each.delta for each in mechanisms if each is not None]
    if chosen is not None:
        deltas.append(chosen.delta)
    return Plan(epsilon, math.fsum(deltas), share, mechanisms, chosen)


def check_epsilon(epsilon: object) -> float:
    """Return epsilon as a float, or raise ParameterError with what is allowed.

    Examples
    --------
    >>> check_epsilon(0.25)
    0.25
    """
    known = finite_number(epsilon)
    if known is None or not LEAST_EPSILON <= known <= MOST_EPSILON:
        message = (
            f"epsilon is {shown(epsilon)}; it must be a number of at least {LEAST_EPSILON:g} and "
            f"at most {MOST_EPSILON:g}, for instance 0.25{_unquoted(epsilon)}. Nothing was spent."
        )
        raise ParameterError(message)
    return known


def check_delta(delta: object) -> float:
    """Return delta as a float, or raise ParameterError with what is allowed.

    Examples
    --------
    >>> check_delta(1e-6)
    1e-06
    """
    known = finite_number(delta)
    if known is None or not 0 <= known < 1:
        message = (
            f"delta is {shown(delta)}; it must be a number of at least 0 and below 1, well below "
            "one over the number of people, for instance 1e-6."
        )
        raise ParameterError(message)
    return known


def _unquoted(given: object) -> str:
    return ", without quotation marks" if isinstance(given, str) else ""


def _nano(epsilon: float) -> int:
    return math.floor(Fraction(repr(epsilon)) * NANO)


def cautions(epsilon: float, delta: float, people: int | None) -> tuple[Message, ...]:
    """Return what is to be said of a loss that protects little.

    Parameters
    ----------
    epsilon, delta : float
        Of one release.
    people : int or None
        Of the population: declared or already released, never counted.

    Examples
    --------
    >>> [said.text("en")[:16] for said in cautions(8.0, 1e-6, None)]
    ['Epsilon is 8, ab']
    >>> len(cautions(1.0, 1e-3, 10_000))
    1
    """
    said = []
    if epsilon > TELLING_EPSILON:
        said.append(Message(HIGH_EPSILON, {"epsilon": epsilon}))
    if delta > 1 / (people or FEWEST_PEOPLE):
        told = {"delta": f"{delta:.3g}", "n": people or FEWEST_PEOPLE}
        said.append(Message(HIGH_DELTA, told))
    return tuple(said)
