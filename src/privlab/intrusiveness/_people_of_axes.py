"""The axes person by person: joined by the rows they were measured on, or by the person key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab.errors import ParameterError
from privlab.intrusiveness._order import composite_score
from privlab.intrusiveness.knowledge._beyond import figures_beyond
from privlab.language import N_, Message
from privlab.results import Figure
from privlab.tables import fetch, small_table

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pandas as pd
    from numpy.typing import NDArray

    from privlab.intrusiveness._people_keys import RowFigures
    from privlab.intrusiveness._result import Intrusiveness
    from privlab.intrusiveness.inference._result import InferenceResult
    from privlab.intrusiveness.use._result import UseResult
    from privlab.tables import Dataset

__all__ = ["AXIS_COLUMNS", "check_same_people", "people_joined", "people_together", "score_figures"]

AXIS_COLUMNS = ("inference", "use", "score")


def check_same_people(
    gaze: Intrusiveness, inference: InferenceResult | None, use: UseResult | None
) -> None:
    """Refuse axes of which nothing says that they speak of the people of the profile."""
    roles = gaze.data.roles
    if inference is not None and not gaze.is_of(inference):
        if inference.provenance.data_version == gaze.provenance.parameters["reference"]:
            message = (
                "Inference was measured on the reference, before it was treated, and the profile "
                "on the treated table. Measure inference on the treated table too."
            )
            raise ParameterError(message)
        rows = inference.row_figures
        known = roles.person is not None and roles.population is not None
        if not known or rows is None or rows.keys is None or rows.population != roles.population:
            message = (
                "Inference was measured on another table than the profile, and nothing says that "
                "its people are the same. Measure both on one dataset, or give both tables the "
                "same person= and population= and let inference draw every row (limit=)."
            )
            raise ParameterError(message)
    if use is None:
        return
    if roles.person is None:
        message = (
            "The table has no person key, so use, which is measured person by person, cannot be "
            "joined. Declare person=; a release has none on purpose: compare its knowledge with "
            "that of the table it was made of, and leave use= out of both."
        )
        raise ParameterError(message)
    if roles.population != use.population:
        named = "no population" if roles.population is None else f"'{roles.population}'"
        message = (
            f"Use was measured for the people of '{use.population}', and the profile has {named}. "
            f"Give the dataset person= and population='{use.population}', or measure use with "
            "population=."
        )
        raise ParameterError(message)


def people_joined(
    gaze: Intrusiveness, told: pd.DataFrame | ir.Table, dimensions: tuple[str, ...]
) -> pd.DataFrame | ir.Table:
    """Return knowledge, inference, use, score, then one column per dimension.

    Parameters
    ----------
    told : pandas frame or Ibis table
        Knowledge and the dimensions; a frame in input order, or a table keyed by person.
    dimensions : tuple of str

    Raises
    ------
    ParameterError
        Inference has no figure of single people.
    ColumnError
        People whose use was not measured.
    """
    import pandas as pd

    _check_told(gaze)
    if isinstance(told, pd.DataFrame):
        axes = _of_rows(gaze)
        knowledge = told["knowledge"].to_numpy()
        score = _scores(knowledge, axes["inference"], axes["use"])
        columns = {"knowledge": knowledge, **axes, "score": score}
        columns |= {name: told[name].to_numpy() for name in dimensions}
        return pd.DataFrame(columns, index=told.index)
    return _on_engine(gaze, told, dimensions)


def people_together(gaze: Intrusiveness) -> pd.DataFrame:
    """Return knowledge, inference, use and score of those of whom inference says something.

    One row a person (a record without person key), without key.
    """
    import pandas as pd

    found = gaze.people
    person = gaze.data.roles.person
    if isinstance(found, pd.DataFrame):
        if person is not None:
            found = found[~pd.Index(_keys_of_rows(gaze.data)).duplicated()]
    else:
        columns = found.select("knowledge", *AXIS_COLUMNS).drop_null("inference")
        found = fetch(columns, gaze.data.connection).to_pandas()
    kept = found[found["inference"].notna()]
    return kept[["knowledge", *AXIS_COLUMNS]].reset_index(drop=True)


def score_figures(gaze: Intrusiveness) -> tuple[Figure, ...]:
    """Return quantiles of the score over the people of whom all three axes say something."""
    unknown = None
    try:
        scores = people_together(gaze)["score"].dropna().to_numpy()
    except ParameterError:
        scores, unknown = np.array([]), Message("inference has no figures of single people")
    shown = [
        *figures_beyond(
            "score",
            (
                N_("Intrusiveness score, median person"),
                N_("Intrusiveness score, 5% most exposed: from"),
                N_("Intrusiveness score, 1% most exposed: from"),
            ),
            len(scores),
            lambda share: float(np.quantile(scores, share)),
            fewest_shown=gaze.data.fewest_shown,
            unknown=unknown,
        )
    ]
    if len(scores):
        label = N_("Of whom all three axes say something")
        shown.append(Figure("n_three_axes", len(scores), gaze.provenance.unit, label))
    return tuple(shown)


def _check_told(gaze: Intrusiveness) -> None:
    """Refuse figures of single people that inference does not have."""
    result = gaze.inference_result
    if result is None:
        return
    if result.row_figures is None:
        message = (
            "Inference was measured on a sample of the rows: it has no figure of single people. "
            f"Measure it with limit={gaze.data.n_rows}, or read the people of a measure without "
            "inference=."
        )
        raise ParameterError(message)
    if gaze.data.in_memory and gaze.is_of(result):
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


def _of_rows(gaze: Intrusiveness) -> dict[str, NDArray[np.float64]]:
    """Return inference and use of each row of a frame; missing where not measured."""
    import pandas as pd

    data, inference, use = gaze.data, gaze.inference_result, gaze.use_result
    n = data.n_rows
    axes = {name: np.full(n, np.nan) for name in ("inference", "use")}
    keys = None if data.roles.person is None else pd.Index(_keys_of_rows(data))
    if inference is not None and inference.row_figures is not None:
        rows = inference.row_figures
        axes["inference"] = rows.learnt if keys is None else _by_key(rows, keys)
    if use is not None and keys is not None:
        axes["use"] = use.of_people(data, keys)
    return axes


def _by_key(rows: RowFigures, keys: pd.Index) -> NDArray[np.float64]:
    return rows.of_people().reindex(keys).to_numpy(dtype=np.float64)


def _scores(
    knowledge: NDArray[np.float64], guessed: NDArray[np.float64], used: NDArray[np.float64]
) -> NDArray[np.float64]:
    scores = np.full(len(knowledge), np.nan)
    whole = ~np.isnan(guessed) & ~np.isnan(used)
    scores[whole] = composite_score(knowledge[whole], guessed[whole], used[whole])
    return scores


def _on_engine(gaze: Intrusiveness, told: ir.Table, dimensions: tuple[str, ...]) -> ir.Table:
    import ibis

    data, inference, use = gaze.data, gaze.inference_result, gaze.use_result
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
        _check_known(gaze, told.anti_join(keyed, told[person] == keyed["privlab_key"]))
        told = told.left_join(keyed, told[person] == keyed["privlab_key"]).drop("privlab_key")
    else:
        told = told.mutate(use=ibis.null("float64"))
    left = (1 - told["knowledge"]) * (1 - told["inference"]) * (1 - told["use"])
    told = told.mutate(score=1 - left)
    return told.select(*held, "knowledge", *AXIS_COLUMNS, *dimensions)


def _check_known(gaze: Intrusiveness, strangers: ir.Table) -> None:
    found = fetch(strangers.aggregate(n=strangers.count()), gaze.data.connection)
    use = gaze.use_result
    if use is not None and found.to_pylist()[0]["n"]:
        raise use.strangers_error(gaze.data)
