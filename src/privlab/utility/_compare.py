"""Utility beside risk: what a treated table still says that the original said."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from privlab.errors import ColumnError, ParameterError, listed
from privlab.release import Release
from privlab.tables import as_dataset
from privlab.treatments._numbers import named_columns
from privlab.utility._applied import applied, column_loss
from privlab.utility._association import association_of, cut_of
from privlab.utility._comparison import UtilityComparison
from privlab.utility._figures import assumptions_of, figures_of
from privlab.utility._marginals import Marginal, marginal_of
from privlab.utility._models import MODELS, ModelKept, check_target, models_kept

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from privlab.anonymise._recipe import Recipe
    from privlab.tables import Dataset, Source

__all__ = ["compare_utility"]

FOLDS = 5
MOST_ROWS = 30_000


def compare_utility(
    original: Source,
    released: Release | Source,
    *,
    target: str | None = None,
    recipe: Recipe | None = None,
    columns: Iterable[str] | None = None,
    features: Iterable[str] | None = None,
    models: Iterable[str] = MODELS,
    folds: int = FOLDS,
    seed: int = 0,
    max_rows: int = MOST_ROWS,
    population_table: Source | None = None,
) -> UtilityComparison:
    """Compare a treated table with its original: columns, pairs of columns, models.

    Parameters
    ----------
    original : Dataset, or a frame or file that privlab.dataset takes
    released : Release or Dataset
        What `Anonymiser.release` or `Recipe.release` returned; a dataset needs `recipe`.
    target : str, optional
        A column of 2 to 50 values that the recipe leaves as it is; then models are compared.
    recipe : Recipe, optional
        The one that made the release; that of a Release by default.
    columns : list of str, optional
        Columns compared; by default those of the recipe, the sensitive ones and the target.
    features : list of str, optional
        What the models read; the columns of the recipe by default.
    models : list of {"logistic", "boosting"}
    folds : int
        Parts of the people; each is tested by models that learnt from the others.
    seed : int
        Of the folds, the boosting and the bootstrap.
    max_rows : int
        Rows that models read at most; more are sampled by person.
    population_table : Dataset, frame or file, optional
        That of the release, where the recipe promises a k-map.

    Returns
    -------
    UtilityComparison

    Raises
    ------
    ParameterError
        A dataset without recipe, an unknown model, or a target that is no choice among few.
    ColumnError
        Columns that are not there, or a target that the recipe changes.

    Notes
    -----
    Models learn from the released records of the other folds and are asked about originals:
    numbers as they are, texts under the label that the recipe gives them. The levels themselves
    were chosen on all records.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"age": [31, 34, 38, 52], "sex": ["F", "F", "F", "M"]})
    >>> data = privlab.dataset(frame, quasi_identifiers=["age", "sex"])
    >>> fitted = privlab.Anonymiser(
    ...     k=3, hierarchies={"age": privlab.Hierarchy.intervals(10)}, suppression_limit=0.25
    ... ).fit(data)
    >>> compare_utility(data, fitted.release(data)).columns["distance"].to_dict()
    {'age': 0.25, 'sex': 0.25}
    """
    original, population_table = as_dataset(original), as_dataset(population_table)
    if isinstance(released, Release):
        recipe, table = recipe or released.recipe, released.data
    else:
        table = as_dataset(released)
    if recipe is None:
        message = (
            "A released table alone does not say what its labels stand for. Pass recipe=, or the "
            "Release that anonymiser.release(data) returns."
        )
        raise ParameterError(message)
    known = tuple(recipe.levels)
    if target is not None:
        check_target(original, target, known)
    wanted = _columns(original, known, columns, target)
    _check_left(released, table, wanted)
    done = applied(recipe, original, population_table)
    losses = {column: column_loss(done, column) for column in known}
    marginals = {column: marginal_of(original, table, recipe, column) for column in wanted}
    kept: list[ModelKept] = []
    if target is not None:
        read = named_columns(original, tuple(known if features is None else features))
        if target in read:
            message = f"features= names the target '{target}' itself. Leave it out."
            raise ParameterError(message)
        kept = models_kept(
            done,
            target=target,
            features=read,
            models=tuple(models),
            folds=folds,
            seed=seed,
            max_rows=max_rows,
        )
    pairs = _associations(original, table, recipe, wanted)
    k = 1 if recipe.criteria is None else recipe.criteria.k
    return UtilityComparison(
        figures=tuple(figures_of(original, table, losses, marginals, pairs, kept)),
        assumptions=tuple(assumptions_of(kept)),
        provenance=original.provenance("compare_utility", wanted, target=target, seed=seed),
        columns=_frame(marginals, losses),
        associations=pairs,
        models=_models_frame(kept),
        marginals=marginals,
        least_shown=max(k, original.fewest_shown),
    )


def _check_left(released: object, table: Dataset, columns: tuple[str, ...]) -> None:
    """Refuse columns that the treated table does not hold, with the reason."""
    gone = [column for column in columns if column not in table.columns]
    if not gone:
        return
    why = ""
    if isinstance(released, Release) and gone[0] in released.left_behind:
        why = f" ({released.left_behind[gone[0]].text('en')})"
    message = (
        f"The treated table does not hold '{listed(gone)}'{why}: only what was declared leaves. "
        "Declare it with ordinary= or sensitive= in privlab.dataset, or leave it out of columns= "
        "and target=."
    )
    raise ColumnError(message)


def _columns(
    original: Dataset, known: tuple[str, ...], columns: Iterable[str] | None, target: str | None
) -> tuple[str, ...]:
    if columns is not None:
        return named_columns(original, columns)
    extra = () if target is None else (target,)
    every = dict.fromkeys((*known, *original.roles.sensitive, *extra))
    return tuple(column for column in every if column in original.columns)


def _frame(marginals: Mapping[str, Marginal], losses: Mapping[str, float]) -> pd.DataFrame:
    import pandas as pd

    rows = {
        column: {
            "values": own.n_values,
            "labels": int((own.after > 0).sum()),
            "distance": own.distance,
            "loss": losses.get(column),
        }
        for column, own in marginals.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("column")


def _associations(
    original: Dataset, table: Dataset, recipe: Recipe, columns: tuple[str, ...]
) -> pd.DataFrame:
    import pandas as pd

    rows = []
    cuts = {column: cut_of(original, recipe, column) for column in columns}
    for first, second in itertools.combinations(columns, 2):
        before = association_of(original, first, second, cuts)
        after = association_of(table, first, second, cuts)
        rows.append((first, second, before[0], after[0], before[1], after[1]))
    names = ["first", "second", "cramers_v_before", "cramers_v_after", "bits_before", "bits_after"]
    return pd.DataFrame(rows, columns=names).set_index(["first", "second"])


def _models_frame(kept: list[ModelKept]) -> pd.DataFrame:
    import pandas as pd

    rows = {}
    for own in kept:
        rows[own.model] = {
            "baseline": own.baseline,
            "original": own.original,
            "original_low": own.original_interval[0],
            "original_high": own.original_interval[1],
            "anonymised": own.anonymised,
            "anonymised_low": own.anonymised_interval[0],
            "anonymised_high": own.anonymised_interval[1],
            "kept": own.kept,
            "kept_low": None if own.kept_interval is None else own.kept_interval[0],
            "kept_high": None if own.kept_interval is None else own.kept_interval[1],
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("model")
