"""What a population's releases cost together: added up, and by tight accounting."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from privlab._extras import wanted
from privlab.dp._plans import check_delta
from privlab.errors import MissingExtraError, ParameterError
from privlab.language import N_, Message
from privlab.results import Figure, Provenance, Result

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from privlab.register import Register

__all__ = ["Composition", "summarise_composition", "tight_epsilon"]


@dataclass(frozen=True, repr=False)
class Composition(Result):
    """The loss of all releases of a population together.

    Attributes
    ----------
    charges : pandas frame, one row a charge
        Its number, epsilon and delta.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from privlab.register import Register
    >>> register = Register.create(pathlib.Path(tempfile.mkdtemp()) / "register.sqlite")
    >>> summarise_composition(register, "clients").figure("n_releases").value
    0
    """

    charges: pd.DataFrame

    title: ClassVar[str] = N_("Releases composed")


def tight_epsilon(losses: Sequence[tuple[float, float]], delta: float) -> float | None:
    """Return the epsilon of releases together at that delta, whatever their mechanisms are.

    Parameters
    ----------
    losses : sequence of (epsilon, delta)
        Of each release, made with these figures fixed before.
    delta : float
        Of all together, above 0 and below 1.

    Returns
    -------
    float or None
        None without dp-accounting, the extra `dp`.
    """
    try:
        common = wanted("dp_accounting.pld.common")
        distribution = wanted("dp_accounting.pld.privacy_loss_distribution")
    except MissingExtraError:
        return None
    known: dict[tuple[float, float], int] = {}
    for loss in losses:
        known[loss] = known.get(loss, 0) + 1
    whole: Any = None
    for (epsilon, own), times in known.items():
        # losses are rounded up to the interval: the figure is an upper bound
        one = distribution.from_privacy_parameters(
            common.DifferentialPrivacyParameters(epsilon, own),
            value_discretization_interval=min(1e-4, epsilon / 100),
        )
        many = one.self_compose(times)
        whole = many if whole is None else whole.compose(many)
    return 0.0 if whole is None else float(whole.get_epsilon_for_delta(delta))


def summarise_composition(
    register: Register, population: str, *, delta: float = 1e-6
) -> Composition:
    """Say what all releases of a population cost together; spends nothing.

    Parameters
    ----------
    register : Register
    population : str
        The person-key domain whose charges are added up.
    delta : float
        At which the tight figure holds, above 0 and below 1.

    Returns
    -------
    Composition
        Figures `basic_epsilon`, `basic_delta` and `tight_epsilon`, which has no value and says why
        without dp-accounting or where the deltas add up to more; `.charges`.

    Raises
    ------
    ParameterError
        A delta of 0, or outside of 0 to 1.
    RegisterError
        The register is missing or damaged.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from privlab.register import Register
    >>> register = Register.create(pathlib.Path(tempfile.mkdtemp()) / "register.sqlite")
    >>> register.set_budget("clients", epsilon=1.0)
    >>> for label, text in (("by age", "a"), ("by town", "b")):
    ...     asked = {"label": label, "query": label, "content": text}
    ...     _ = register.charge(population="clients", epsilon=0.25, delta=0.0, **asked)
    >>> summarise_composition(register, "clients").figure("basic_epsilon").value
    0.5
    """
    import pandas as pd

    delta = check_delta(delta)
    if delta == 0:
        message = "Tight accounting needs a delta above 0, for instance delta=1e-6."
        raise ParameterError(message)
    charges = register.entries("charge", population=population)
    losses = [(entry.epsilon, entry.delta) for entry in charges]
    basic = math.fsum(epsilon for epsilon, _ in losses)
    tight = tight_epsilon(losses, delta)
    reason = None
    if tight is None:
        reason = Message("Tight accounting needs dp-accounting: pip install 'privlab[dp]'.")
    elif not math.isfinite(tight):
        tight = None
        reason = Message("The deltas of the releases add up to more than this delta.")
    figures = (
        Figure("n_releases", len(losses), "ratio", N_("Releases charged")),
        Figure("basic_epsilon", basic, "epsilon", N_("Epsilon, added up")),
        Figure("basic_delta", math.fsum(d for _, d in losses), "delta", N_("Delta, added up")),
        Figure("tight_epsilon", tight, "epsilon", N_("Epsilon, tight"), reason=reason),
        Figure("tight_delta", delta, "delta", N_("Delta of the tight figure")),
    )
    frame = pd.DataFrame(
        [(entry.number, entry.epsilon, entry.delta) for entry in charges],
        columns=["number", "epsilon", "delta"],
    )
    said = (
        Message("The budget is charged by adding up; the tight figure is for information."),
        Message(
            "The tight figure holds for any mechanisms of these epsilons and deltas, fixed before "
            "the answers were seen."
        ),
    )
    provenance = Provenance(
        measure="composition",
        data_version=register.head[:12],
        engine="register",
        columns=(),
        unit="people",
        n_units=None,
        n_rows=None,
        parameters={"population": population, "delta": delta},
        as_of=None,
    )
    return Composition(figures, said, provenance, frame)
