"""What a search for the least needed returns: the frontier, the choice, and a policy diff."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from privlab import _display as display
from privlab.anonymise import Recipe
from privlab.errors import ParameterError, listed
from privlab.language import N_, Message, Share, counted
from privlab.proportionality._coarsening import coarsening_frame
from privlab.results import Figure, Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import pandas as pd
    from matplotlib.axes import Axes

    from privlab.policy import Policy
    from privlab.policy.file._differences import Change
    from privlab.proportionality._estimate import GroupKept, Kept
    from privlab.proportionality._ladders import Ladder, State
    from privlab.proportionality._task import Task
    from privlab.tables import Dataset

__all__ = ["Proportionate", "Step", "proportionate", "without_purpose"]

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Step:
    """One state of the frontier, and what each set of rows says of it."""

    state: State
    knowledge: float
    left: float
    selection: float
    confirmed: Kept
    fresh: Kept | None = None

    def told(self, fresh: Kept) -> Step:
        """Return the step with what the fresh rows say."""
        return replace(self, fresh=fresh)


@dataclass(frozen=True, repr=False)
class Proportionate(Result):
    """The least intrusive profile that serves a purpose, and the frontier that it lies on.

    Attributes
    ----------
    levels : mapping of column to int
        Level of the hierarchy of each column that is needed; others are not collected.
    not_needed : tuple of str
        Columns that the purpose never needed.
    coarsened : tuple of str
        Columns that are needed only at a coarser level.
    hierarchies : mapping of column to Hierarchy
    frontier : pandas DataFrame, one row a state, the full profile first
        `intrusiveness` (0 to 1), `left` (share of the full profile's), `kept_selection` (what the
        rows for choosing say), `kept_confirmed`, `kept` with `low` and `high` (fresh rows),
        `levels` (None: not collected), `chosen`.
    groups : pandas DataFrame, one row a subgroup, the worst first
        `column`, `group`, `n` (fresh rows), `kept`, `low`, `high`.
    coarsening : pandas DataFrame, one row a coarsened column
        `column`, `level`, `labels` (how many are left), `of` (distinct values before),
        `examples`: labels of the hierarchy at that level, each of at least 5 rows.

    Examples
    --------
    >>> import numpy as np, pandas as pd
    >>> from privlab.proportionality import find_proportionate
    >>> rng = np.random.default_rng(0)
    >>> frame = pd.DataFrame({"age": rng.integers(18, 80, 900), "size": rng.integers(1, 99, 900)})
    >>> frame["buys"] = frame["age"] >= 45
    >>> found = find_proportionate(frame, target="buys", max_states=20)
    >>> found.not_needed, list(found.levels)
    (('size',), ['age'])
    """

    target: str
    keep: float
    levels: Mapping[str, int]
    not_needed: tuple[str, ...]
    coarsened: tuple[str, ...]
    hierarchies: Mapping[str, Any]
    frontier: pd.DataFrame
    groups: pd.DataFrame
    coarsening: pd.DataFrame

    title: ClassVar[str] = N_("The least that the purpose needs")
    measure_title: ClassVar[str] = N_("Search for the least that a purpose needs")
    point: ClassVar[str] = "minimisation"
    caption: ClassVar[str] = N_("What the purpose keeps against what is known of people")

    @property
    def recipe(self) -> Recipe:
        """The recipe that coarsens the columns that are needed; drop those that are not."""
        used = {c: self.hierarchies[c] for c, level in self.levels.items() if level}
        return Recipe(dict(self.levels), used)

    def policy_changes(
        self, policy: Policy, resource: str, purpose: str
    ) -> tuple[Policy, tuple[Change, ...]]:
        """Return the policy in which the purpose reads only what it needs, and what changed.

        Columns that are not needed leave the purpose; those that are needed only coarsely are
        `generalised` for it, and the gate hands them out at that level.

        Parameters
        ----------
        policy : Policy
        resource, purpose : str
            The table, and the purpose that was searched for.

        Returns
        -------
        (Policy, tuple of Change)
            Nothing is saved: `Policy.save` writes it, comments kept.
        """
        coarse = {
            column: {"level": self.levels[column], "hierarchy": self.hierarchies[column].to_dict()}
            for column in self.coarsened
        }
        return without_purpose(policy, resource, purpose, self.not_needed, coarse)

    def _draw(self, ax: Axes) -> None:
        draw_frontier(ax, self.frontier, self.keep)


def draw_frontier(ax: Axes, frontier: pd.DataFrame, keep: float) -> None:
    """Draw what each profile of a frontier keeps against what is known of people."""
    display.proportion_frontier(
        ax,
        left=frontier["left"],
        fresh=frontier["kept"],
        low=frontier["low"],
        high=frontier["high"],
        selection=frontier["kept_selection"],
        chosen=frontier["chosen"],
        keep=keep,
    )


def without_purpose(
    policy: Policy,
    resource: str,
    purpose: str,
    columns: Sequence[str],
    coarse: Mapping[str, Mapping[str, object]] | None = None,
) -> tuple[Policy, tuple[Change, ...]]:
    """Return the policy without a purpose on some columns, coarse on others, and what changed."""
    table = policy.resource(resource)
    unknown = [c for c in (*columns, *(coarse or {})) if c not in table.fields]
    if unknown:
        message = (
            f"The policy's table '{listed([resource])}' has no column {listed(unknown)}, which "
            "the purpose does not need so finely. Rename the columns as the policy does, or leave "
            "them out."
        )
        raise ParameterError(message)
    changed = policy.with_least(resource, purpose, without=columns, generalised=coarse)
    return changed, policy.differences(changed)


def proportionate(
    data: Dataset,
    *,
    target: str,
    task: Task,
    ladders: Sequence[Ladder],
    steps: Sequence[Step],
    chosen: State,
    keep: float,
    groups: Sequence[GroupKept],
    no_gain: int,
    tried: int,
    crowd: int,
    sampled_share: float,
    grouped: Mapping[str, Mapping[str, float]],
    seed: int,
) -> Proportionate:
    """Return the result of a search."""
    import pandas as pd

    own = next(step for step in steps if step.state == chosen)
    pairs = list(zip(ladders, chosen, strict=True))
    levels = {one.column: one.rungs[place].level for one, place in pairs if place < one.top}
    not_needed = tuple(one.column for one, place in pairs if place == one.top)
    columns = tuple(one.column for one in ladders)
    return Proportionate(
        figures=_figures(own, groups, not_needed),
        assumptions=(
            *_assumptions(data, task, keep, tried, crowd, sampled_share, not_needed),
            *_of_groups(groups, no_gain),
        ),
        provenance=data.provenance(
            "find_proportionate",
            (*columns, target),
            keep=keep,
            crowd=crowd,
            seed=seed,
            sensitivity={c: own for levels in grouped.values() for c, own in levels.items()},
        ),
        target=target,
        keep=keep,
        levels=levels,
        not_needed=not_needed,
        coarsened=tuple(column for column, level in levels.items() if level),
        hierarchies={one.column: one.hierarchy for one in ladders if one.hierarchy is not None},
        frontier=pd.DataFrame([_row(step, ladders, chosen) for step in steps]),
        groups=pd.DataFrame(
            [(g.column, g.group, g.n, g.kept.value, g.kept.low, g.kept.high) for g in groups],
            columns=["column", "group", "n", "kept", "low", "high"],
        ),
        coarsening=coarsening_frame(ladders, chosen, data.fewest_shown),
    )


def _row(step: Step, ladders: Sequence[Ladder], chosen: State) -> dict[str, Any]:
    fresh = step.fresh or step.confirmed
    return {
        "intrusiveness": step.knowledge,
        "left": step.left,
        "kept_selection": step.selection,
        "kept_confirmed": step.confirmed.value,
        "kept": fresh.value,
        "low": fresh.low,
        "high": fresh.high,
        "levels": {
            one.column: one.rungs[place].level if place < one.top else None
            for one, place in zip(ladders, step.state, strict=True)
        },
        "chosen": step.state == chosen,
    }


def _figures(
    own: Step, groups: Sequence[GroupKept], not_needed: Sequence[str]
) -> tuple[Figure, ...]:
    fresh = own.fresh or own.confirmed
    worst = groups[0] if groups else None
    return (
        Figure("intrusiveness_left", own.left, "ratio", N_("Intrusiveness left, 1 = full profile")),
        Figure(
            "kept",
            fresh.value,
            "ratio",
            N_("Gain kept on fresh rows, 1 = full profile"),
            interval=(fresh.low, fresh.high),
            confidence=CONFIDENCE,
        ),
        Figure("kept_selection", own.selection, "ratio", N_("Gain kept on the rows for choosing")),
        Figure(
            "optimism",
            own.selection - fresh.value,
            "ratio",
            N_("By how much the rows for choosing flatter the choice"),
        ),
        Figure("score", fresh.score, "ratio", N_("Score of the chosen profile, fresh rows")),
        Figure("score_full", fresh.full, "ratio", N_("Score of the full profile, fresh rows")),
        Figure(
            "worst_group",
            None if worst is None else worst.kept.value,
            "ratio",
            N_("Gain kept in the worst subgroup"),
            interval=None if worst is None else (worst.kept.low, worst.kept.high),
            confidence=None if worst is None else CONFIDENCE,
            reason=Message("no subgroup is large enough") if worst is None else None,
            column="" if worst is None else worst.column,
        ),
        Figure("n_not_needed", len(not_needed), "columns", N_("Columns never needed")),
    )


def _assumptions(
    data: Dataset,
    task: Task,
    keep: float,
    tried: int,
    crowd: int,
    sampled_share: float,
    not_needed: Sequence[str],
) -> Iterator[Message]:
    yield Message("At least {share} of the gain is to be kept.", {"share": Share(keep)})
    if not_needed:
        yield Message("Never needed: {columns}.", {"columns": ", ".join(not_needed)})
    yield Message(
        "{n} profiles were tried on half of the rows; a quarter said where to look and "
        "confirmed the choice; the last quarter, never used to choose, says what it is worth.",
        {"n": tried},
    )
    yield Message("The target is used as: {task}.", {"task": task.kind})
    yield Message("People are compared in a random crowd of {n}.", {"n": crowd})
    yield Message(
        "Another model or another purpose may need other columns; the estimate holds for the "
        "chosen profile only, not for the best-looking one of the frontier."
    )
    if sampled_share < 1:
        yield Message("{share} of the rows were drawn at random.", {"share": Share(sampled_share)})
    yield data.unit_message


def _of_groups(groups: Sequence[GroupKept], no_gain: int) -> Iterator[Message]:
    """Say which subgroups are not told, and why a subgroup may keep nothing."""
    alike = [one.column for one in groups if not one.told_apart]
    if alike:
        yield counted(
            "In {n} subgroup (of {columns}) the chosen profile says the same of everyone, so "
            "that nothing of the gain inside it is kept.",
            "In {n} subgroups (of {columns}) the chosen profile says the same of everyone, so "
            "that nothing of the gain inside them is kept.",
            len(alike),
            columns=", ".join(dict.fromkeys(alike)),
        )
    if no_gain:
        yield counted(
            "{n} subgroup is left out: inside it the full profile itself foretells the target "
            "no better than chance, or everyone has the same answer.",
            "{n} subgroups are left out: inside them the full profile itself foretells the "
            "target no better than chance, or everyone has the same answer.",
            no_gain,
        )
