"""The axes person by person: joined by the rows they were measured on, or by the person key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab.errors import ParameterError
from privlab.intrusiveness._order import composite_score
from privlab.intrusiveness.knowledge._people import figures_beyond
from privlab.language import N_, Message
from privlab.results import Figure
from privlab.tables import DIMENSIONS, fetch, small_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import ibis.expr.types as ir
    import pandas as pd
    from numpy.typing import NDArray

    from privlab.intrusiveness._axes import ThreeAxes
    from privlab.intrusiveness._people_keys import RowFigures
    from privlab.intrusiveness.knowledge._people import People
    from privlab.tables import Dataset

__all__ = ["one_row_each", "people_of", "people_together", "score_figures"]

AXIS_COLUMNS = ("inference", "use", "score")


def people_of(
    axes: ThreeAxes, people: People, known: Mapping[str, NDArray[np.float64]]
) -> pd.DataFrame | ir.Table:
    """Return knowledge, inference, use, score, then one column per dimension.

    A frame in input order, or a table keyed by person; `known` alone without a score of it.

    Parameters
    ----------
    axes : ThreeAxes
    people : People
    known : mapping of str to array of float, shape (n_people,)
        What is known of each person, in all and by dimension.

    Raises
    ------
    ParameterError
        Inference has no figure of single people.
    ColumnError
        People whose use was not measured.
    """
    import pandas as pd

    if axes.knowledge is None:
        return people.table(known)
    _check_told(axes)
    nothing = np.zeros(len(people.weights))
    held = {name: known.get(name, nothing) for name in DIMENSIONS}
    told = people.table({"knowledge": known["knowledge"], **held})
    if not isinstance(told, pd.DataFrame):
        return _on_engine(axes, told)
    others = _of_rows(axes)
    score = _scores(told["knowledge"].to_numpy(), others["inference"], others["use"])
    columns = {"knowledge": told["knowledge"].to_numpy(), **others, "score": score}
    columns |= {name: told[name].to_numpy() for name in DIMENSIONS}
    return pd.DataFrame(columns, index=told.index)


def one_row_each(found: pd.DataFrame | ir.Table, data: Dataset) -> ir.Table:
    """Return what `people_of` found as a table with one row a person (a row without a key)."""
    import pandas as pd

    if not isinstance(found, pd.DataFrame):
        return found
    columns = {str(name): values.to_numpy() for name, values in found.items()}
    if data.roles.person is None:
        return small_table(columns)
    keys = pd.Index(_keys_of_rows(data))
    first = ~keys.duplicated()
    own = {data.roles.person: keys[first].to_numpy()}
    return small_table({**own, **{name: values[first] for name, values in columns.items()}})


def people_together(axes: ThreeAxes, found: pd.DataFrame | ir.Table) -> pd.DataFrame:
    """Return knowledge, inference, use and score of those of whom inference says something.

    One row a person (a record without person key), without key; `found` as `people_of` returns.
    """
    import pandas as pd

    person = axes.data.roles.person
    if isinstance(found, pd.DataFrame):
        if person is not None:
            found = found[~pd.Index(_keys_of_rows(axes.data)).duplicated()]
    else:
        columns = found.select("knowledge", *AXIS_COLUMNS).drop_null("inference")
        found = fetch(columns, axes.data.connection).to_pandas()
    kept = found[found["inference"].notna()]
    return kept[["knowledge", *AXIS_COLUMNS]].reset_index(drop=True)


def score_figures(
    axes: ThreeAxes, people: People, known: Mapping[str, NDArray[np.float64]]
) -> Iterator[Figure]:
    """Return quantiles of the score over the people of whom all three axes say something."""
    unknown = None
    try:
        scores = people_together(axes, people_of(axes, people, known))["score"].dropna().to_numpy()
    except ParameterError:
        scores, unknown = np.array([]), Message("inference has no figures of single people")
    yield from figures_beyond(
        "score",
        (
            N_("Intrusiveness score, median person"),
            N_("Intrusiveness score, 5% most exposed: from"),
            N_("Intrusiveness score, 1% most exposed: from"),
        ),
        len(scores),
        lambda share: float(np.quantile(scores, share)),
        fewest_shown=axes.data.fewest_shown,
        unknown=unknown,
    )
    if len(scores):
        label = N_("Of whom all three axes say something")
        yield Figure("n_three_axes", len(scores), axes.data.unit, label)


def _check_told(axes: ThreeAxes) -> None:
    """Refuse figures of single people that inference does not have."""
    result = axes.inference
    if result is None:
        return
    if result.row_figures is None:
        message = (
            "Inference was measured on a sample of the rows: it has no figure of single people. "
            f"Measure it with max_rows={axes.data.n_rows}, or read the people of a measure without "
            "inference=."
        )
        raise ParameterError(message)
    if axes.data.in_memory and axes.is_of(result):
        return
    if result.row_figures.keys is None:
        message = (
            "The rows of this table have no order and no person key: inference cannot be joined "
            "to them one by one. Declare person= in privlab.dataset, or pass a frame."
        )
        raise ParameterError(message)


def _keys_of_rows(data: Dataset) -> pd.Series:
    assert data.memory is not None  # noqa: S101 - the caller has a frame
    keys: pd.Series = data.memory.column(str(data.roles.person)).to_pandas()
    return keys


def _of_rows(axes: ThreeAxes) -> dict[str, NDArray[np.float64]]:
    """Return inference and use of each row of a frame; missing where not measured."""
    import pandas as pd

    data, inference, use = axes.data, axes.inference, axes.use
    n = data.n_rows
    held = {name: np.full(n, np.nan) for name in ("inference", "use")}
    keys = None if data.roles.person is None else pd.Index(_keys_of_rows(data))
    if inference is not None and inference.row_figures is not None:
        rows = inference.row_figures
        held["inference"] = rows.learnt if keys is None else _by_key(rows, keys)
    if use is not None and keys is not None:
        held["use"] = use.of_people(data, keys)
    return held


def _by_key(rows: RowFigures, keys: pd.Index) -> NDArray[np.float64]:
    return rows.of_people().reindex(keys).to_numpy(dtype=np.float64)


def _scores(
    knowledge: NDArray[np.float64], guessed: NDArray[np.float64], used: NDArray[np.float64]
) -> NDArray[np.float64]:
    scores = np.full(len(knowledge), np.nan)
    whole = ~np.isnan(guessed) & ~np.isnan(used)
    scores[whole] = composite_score(knowledge[whole], guessed[whole], used[whole])
    return scores


def _on_engine(axes: ThreeAxes, told: ir.Table) -> ir.Table:
    import ibis

    data, inference, use = axes.data, axes.inference, axes.use
    person = str(data.roles.person)
    held = [data.roles.person] if data.roles.person is not None else []
    if inference is not None and inference.row_figures is not None:
        own = inference.row_figures.of_people()
        keyed = small_table({"privlab_key": own.index.to_numpy(), "inference": own.to_numpy()})
        told = told.left_join(keyed, told[person] == keyed["privlab_key"]).drop("privlab_key")
    else:
        told = told.mutate(inference=ibis.null("float64"))
    if use is not None:
        own_keys, values = use.keyed(data)
        keyed = small_table({"privlab_key": own_keys.to_numpy(), "use": values})
        _check_known(axes, told.anti_join(keyed, told[person] == keyed["privlab_key"]))
        told = told.left_join(keyed, told[person] == keyed["privlab_key"]).drop("privlab_key")
    else:
        told = told.mutate(use=ibis.null("float64"))
    left = (1 - told["knowledge"]) * (1 - told["inference"]) * (1 - told["use"])
    told = told.mutate(score=1 - left)
    return told.select(*held, "knowledge", *AXIS_COLUMNS, *DIMENSIONS)


def _check_known(axes: ThreeAxes, strangers: ir.Table) -> None:
    found = fetch(strangers.aggregate(n=strangers.count()), axes.data.connection)
    use = axes.use
    if use is not None and found.to_pylist()[0]["n"]:
        raise use.strangers_error(axes.data)
