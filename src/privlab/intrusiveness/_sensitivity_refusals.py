"""How sensitive columns are to those who were asked for them: the share who left them empty.

The naive form of Liu and Terzi's privacy score. It reads refusals from a table of one's own
instead of a survey, and holds only where a value is missing because the person kept it back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab.errors import ParameterError
from privlab.intrusiveness._sensitivity_levels import SensitivityLevel, perceived_level
from privlab.intrusiveness.knowledge._columns_frame import check_levels
from privlab.intrusiveness.knowledge._profile import profile_columns
from privlab.tables import check_dataset, fetch

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import ArrayLike, NDArray

    from privlab.tables import Dataset

__all__ = ["refusal_sensitivity", "visibility_score"]

ORDINARY = 0.25


def refusal_sensitivity(
    data: Dataset,
    columns: Iterable[str] | None = None,
    *,
    law: Mapping[str, SensitivityLevel] | None = None,
) -> dict[str, SensitivityLevel]:
    """Return the level of each column as those who were asked for it see it, by who refused.

    Parameters
    ----------
    data : Dataset
        A form: a missing value is a refusal. A value that is missing because nobody asked, or
        because it was lost, is none: leave such columns out.
    columns : list of str, optional
        The columns of the declared dimensions by default.
    law : mapping of column to SensitivityLevel, optional
        Levels whose part in law is kept, for instance `sensitivity_levels(fields)`; else the
        level declared with the dimension, 0.25 without one.

    Returns
    -------
    dict of column to SensitivityLevel
        As `measure_intrusiveness(..., sensitivity=...)` takes it. `share` is the sensitivity
        beta = (N - N_filled) / N of Liu and Terzi, 0 to 1, of N people (records without a
        person key; of several rows one that is filled suffices), and `perceived` its level.

    Raises
    ------
    ColumnError, ParameterError

    References
    ----------
    Kun Liu and Evimaria Terzi, A framework for computing the privacy scores of users in online
    social networks, ACM Transactions on Knowledge Discovery from Data 5(1), 2010.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> form = pd.DataFrame({"town": list("abca"), "pay": [None, None, 9, None]})
    >>> levels = refusal_sensitivity(privlab.dataset(form), ["town", "pay"])
    >>> {column: (level.share, level.perceived) for column, level in levels.items()}
    {'town': (0.0, 0.25), 'pay': (0.75, 0.75)}
    """
    check_dataset(data)
    asked = profile_columns(data, columns)
    known = check_levels(law, asked, "law")
    rows, person = data.table, data.roles.person
    filled = {f"c{place}": rows[column].notnull() for place, column in enumerate(asked)}
    if person is None:
        told = rows.select(**filled)
    else:
        told = rows.group_by(person).aggregate(**{name: own.any() for name, own in filled.items()})
    counted = told.aggregate(**{name: told[name].sum() for name in filled})
    found = fetch(counted, data.connection).to_pylist()[0]
    declared = data.roles.dimensions or {}
    levels = {}
    for place, column in enumerate(asked):
        own = declared.get(column)
        held = known.get(column, SensitivityLevel(ORDINARY if own is None else own.sensitivity))
        share = 1 - int(found[f"c{place}"]) / data.n_units
        levels[column] = SensitivityLevel(
            held.law,
            perceived_level(share),
            held.law_source,
            f"values left empty, {data.n_units} {data.unit}",
            share,
        )
    return levels


def visibility_score(filled: ArrayLike) -> NDArray[np.float64]:
    """Return the naive privacy score of people who filled in a form, after Liu and Terzi.

    Parameters
    ----------
    filled : array of bool, shape (n_people, n_items)
        Whether the person gave the item.

    Returns
    -------
    array of float, shape (n_people,), from 0 to n_items / 4
        sum over items c of beta_c (items given by the person / n_items) (N_filled_c / N), with
        beta_c the share who did not give the item.

    Raises
    ------
    ParameterError
        When it is no table of yes and no with a row and a column at least.

    References
    ----------
    As for `refusal_sensitivity`.

    Examples
    --------
    >>> visibility_score([[1, 1, 0], [1, 0, 0], [1, 1, 1], [1, 0, 0]]).round(6).tolist()
    [0.291667, 0.145833, 0.4375, 0.145833]
    """
    given = np.asarray(filled)
    if given.ndim != 2 or not given.size or not np.isin(given, (0, 1)).all():  # noqa: PLR2004 - a table
        message = (
            f"filled has the shape {given.shape}. Pass one row a person and one column an item, "
            "of 1 (given) and 0 (not given)."
        )
        raise ParameterError(message)
    given = given.astype(np.float64)
    of_items = given.mean(axis=0)
    weight = float(((1 - of_items) * of_items).sum())
    return np.asarray(given.mean(axis=1) * weight)
