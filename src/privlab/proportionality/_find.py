"""The least that a purpose needs: the frontier of columns and levels against performance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from privlab._checks import number, whole
from privlab.errors import ColumnError, ParameterError, did_you_mean, listed
from privlab.intrusiveness.knowledge._columns import by_dimension, check_levels, profile_columns
from privlab.proportionality._choice import (
    ROWS_SEARCHED,
    confirmed_choice,
    polish,
    searched,
)
from privlab.proportionality._estimate import worst_groups
from privlab.proportionality._knowledge import Knowledge
from privlab.proportionality._ladders import ladder, present_values
from privlab.proportionality._problem import FEWEST_ROWS, Problem
from privlab.proportionality._result import Proportionate, proportionate
from privlab.tables import arrays, as_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from privlab.hierarchies import Hierarchy
    from privlab.intrusiveness._sensitivity_levels import SensitivityLevel
    from privlab.proportionality.frozen._result import FrozenProportionate
    from privlab.tables import Dataset, Source

__all__ = ["find_proportionate"]

BROADEST_GROUPS = 10
MOST_STATES = 240


def find_proportionate(
    data: Source,
    *,
    target: str | None = None,
    keep: float = 0.98,
    task: str | None = None,
    columns: Iterable[str] | None = None,
    hierarchies: Mapping[str, Hierarchy] | None = None,
    scorer: Callable[[NDArray[Any], NDArray[np.float64]], float] | None = None,
    model: object = None,
    predict: Callable[..., Any] | None = None,
    subgroups: Sequence[str] | None = None,
    sensitivity: Mapping[str, SensitivityLevel] | None = None,
    crowd: int = 1000,
    max_states: int = MOST_STATES,
    max_rows: int = 50_000,
    seed: int = 0,
) -> Proportionate | FrozenProportionate:
    """Find the least intrusive columns and levels with which a purpose is still served.

    Parameters
    ----------
    data : Dataset, or a frame or file that privlab.dataset takes
        One row a person.
    target : str, optional
        The column that the purpose foretells; left out for a frozen model.
    keep : float
        Share of the gain over knowing nothing that must be kept, 0 < keep <= 1; for a frozen
        model, the share of people for whom it must answer as before.
    task : {"classification", "regression", "ranking"}, optional
        Scored by the area under the ROC curve, by R2, by Spearman's rank correlation. By default
        a number with more than 20 values is regressed, any other target classified.
    columns : list of str, optional
        The profile, as in `measure_intrusiveness`, without the target.
    hierarchies : mapping of column to Hierarchy, optional
        Columns without one get one that the target guides, learned on the rows for choosing;
        texts that fewer than 5 people carry are listed in none.
    scorer : callable, optional
        (answers, predictions) -> number, higher is better; replaces the task's own. Classes are
        numbered in the order of their values.
    model : scikit-learn estimator, optional
        Learnt anew for every state; by default gradient boosting on histograms.
    predict : callable, optional
        A frozen model: takes a pandas frame of the columns, returns one prediction a row.
    subgroups : list of str, optional
        Columns whose groups are looked at one by one; by default the whole profile, with numbers
        in few intervals. Groups of fewer than 100 people are not told, nor those in which the
        full profile itself gains nothing.
    sensitivity : mapping of column to SensitivityLevel, optional
        As in `measure_intrusiveness`.
    crowd : int
        People in the random crowd of the knowledge score.
    max_states : int
        States tried at most; each costs two fits.
    max_rows : int
        Rows read at most, drawn at random.
    seed : int
        Of the split and the models.

    Returns
    -------
    Proportionate or FrozenProportionate
        The latter when `predict` is given.

    Raises
    ------
    ParameterError
        A parameter out of its range, several rows a person, fewer than 200 rows.
    ColumnError
        A target that is not there.

    Notes
    -----
    Rows are split at random in three: half to choose among states, a quarter to say where to look
    and to confirm the one that is kept, a quarter to say what it is worth. The state chosen is
    the least intrusive one of which the confirming rows say that it keeps enough. The figure of
    the rows for choosing is shown beside the honest one: the best of many looks better than it
    is. Knowledge is that of `measure_intrusiveness` on the generalised table.

    Examples
    --------
    >>> import numpy as np, pandas as pd, privlab
    >>> rng = np.random.default_rng(0)
    >>> frame = pd.DataFrame({"age": rng.integers(18, 80, 900), "size": rng.integers(1, 99, 900)})
    >>> frame["buys"] = frame["age"] >= 45
    >>> found = find_proportionate(privlab.dataset(frame), target="buys", max_states=20)
    >>> found.not_needed, found.coarsened
    (('size',), ('age',))
    """
    data = as_rows(data)
    _check(keep, max_states, max_rows, crowd, data)
    rng = np.random.default_rng(seed)
    if predict is not None:
        learning = {"task": task, "hierarchies": hierarchies, "scorer": scorer, "model": model}
        _check_idle({**learning, "subgroups": subgroups}, max_states)
        from privlab.proportionality.frozen._find import find_frozen

        profile = tuple(c for c in profile_columns(data, columns) if c != target)
        return find_frozen(
            data,
            profile,
            predict,
            keep=keep,
            crowd=crowd,
            grouped=by_dimension(data, profile, check_levels(sensitivity, profile)),
            max_rows=max_rows,
            rng=rng,
        )
    if target is None or target not in data.columns:
        message = f"target= must name a column. {did_you_mean(str(target), data.columns)}"
        raise ColumnError(message)
    profile = tuple(c for c in profile_columns(data, columns) if c != target)
    grouped = by_dimension(data, profile, check_levels(sensitivity, profile))
    problem = Problem.read(
        data, profile, target, rng, (task, scorer, model, seed), hierarchies or {}, max_rows
    )
    knowledge = Knowledge(problem.ladders, grouped, crowd)
    nearly = Knowledge(problem.ladders, grouped, crowd, problem.choosing[:ROWS_SEARCHED])
    search = searched(problem, nearly, keep, max_states)
    trial = problem.trial(problem.choosing, problem.confirming)
    polish(search, trial, keep, rng)
    steps, chosen = confirmed_choice(trial, knowledge, search, keep, rng)
    final = problem.trial(np.concatenate([problem.choosing, problem.confirming]), problem.fresh)
    steps = [step.told(final.kept(step.state, rng)) for step in steps]
    groups, no_gain = worst_groups(final, chosen, _groups(problem, data, subgroups), rng)
    return proportionate(
        data,
        target=target,
        task=problem.task,
        ladders=problem.ladders,
        steps=steps,
        chosen=chosen,
        keep=keep,
        groups=groups,
        no_gain=no_gain,
        tried=len(search.tried),
        crowd=min(crowd, problem.drawn.n_rows),
        sampled_share=problem.drawn.sampled_share,
        grouped=grouped,
        seed=seed,
    )


def _check(keep: float, max_states: int, max_rows: int, crowd: int, data: Dataset) -> None:
    number("keep", keep, "(0, 1]", of="a share of the gain")
    whole("max_states", max_states, least=4)
    whole("max_rows", max_rows, least=FEWEST_ROWS)
    whole("crowd", crowd, least=2)
    if not data.one_row_per_person:
        message = (
            "Some people have several rows. Build one row a person first, for instance counts "
            "and recencies of their operations."
        )
        raise ParameterError(message)
    if data.n_rows < FEWEST_ROWS:
        message = (
            f"The table has {data.n_rows} rows; at least {FEWEST_ROWS} are needed to choose on "
            "some and to say on others what the choice is worth."
        )
        raise ParameterError(message)


def _check_idle(learning: Mapping[str, object], max_states: int) -> None:
    """Refuse what says how to learn where nothing is learnt."""
    idle = [name for name, value in learning.items() if value is not None]
    idle += ["max_states"] if max_states != MOST_STATES else []
    if idle:
        message = (
            f"{'=, '.join(idle)}= would do nothing: a frozen model (predict=) is not learnt anew. "
            "Leave it out, or leave out predict=."
        )
        raise ParameterError(message)


def _groups(
    problem: Problem, data: Dataset, subgroups: Sequence[str] | None
) -> dict[str, tuple[NDArray[np.int64], list[str]]]:
    """Return the groups of each column, at its finest level of few groups."""
    own = {one.column: one for one in problem.ladders}
    wanted = list(own) if subgroups is None else list(subgroups)
    found: dict[str, tuple[NDArray[np.int64], list[str]]] = {}
    for column in wanted:
        if column not in own:
            drawn = (
                arrays(data, (column,), max_rows=data.n_rows) if column in data.columns else None
            )
            if drawn is None or drawn.n_rows != problem.drawn.n_rows:
                message = (
                    f"subgroups= names '{listed([column])}', which is not in the profile. "
                    f"{did_you_mean(column, own)}"
                )
                raise ColumnError(message)
            one, values = ladder(drawn, column, None), present_values(drawn, column)[0]
        else:
            one, values = own[column], present_values(problem.drawn, column)[0]
        for rung in one.rungs:
            if rung.size - 1 <= BROADEST_GROUPS:
                labels = values
                if rung.level and one.hierarchy is not None:
                    labels = one.hierarchy.codes(values)[1][rung.level]
                found[column] = (rung.codes, [str(text) for text in labels.to_pylist()])
                break
    return found
