"""The anonymiser: fitted like a scikit-learn transformer, it finds the best generalisation."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.utils.validation import check_is_fitted

from privlab._checks import number, one_of
from privlab.anonymise._cells import Cell
from privlab.anonymise._criteria import BY_COLUMN, Criteria, check_criteria
from privlab.anonymise._fitted import AnonymiserResult, fitted_result
from privlab.anonymise._following import texts
from privlab.anonymise._lattice_search import search_lattice
from privlab.anonymise._leaves import check_named
from privlab.anonymise._local_recoding import Recoded, recode_by_cells, recode_locally
from privlab.anonymise._problem import problem_of
from privlab.anonymise._quality import SEPARABLE, quality_of
from privlab.anonymise._recipe import Recipe
from privlab.anonymise._search import Found
from privlab.errors import ParameterError, RecipeError, did_you_mean, listed
from privlab.hierarchies import Hierarchy, no_hierarchy_error
from privlab.tables import Dataset, dataset, fetch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    import pandas as pd
    import pyarrow as pa

    from privlab.anonymise._generalising import Generalised
    from privlab.anonymise._leaves import Levels
    from privlab.anonymise._mondrian import SplitCell
    from privlab.anonymise._problem import Problem
    from privlab.release import Release

    Distance = str | Hierarchy

__all__ = ["Anonymiser"]

RECODINGS = ("full_domain", "local", "mondrian")
# distinct texts beyond which keep-or-hide is no sensible hierarchy to assume
MOST_SUPPRESSED_VALUES = 1_000
# of a time limit, for local recoding before the full-domain search that it is compared with
RECODING_SHARE = 0.8
# beyond so many generalisations of all records, a recoding of parts is compared with none
FEW_NODES = 20_000


class Anonymiser(TransformerMixin, BaseEstimator):  # type: ignore[no-untyped-call]
    """Find the generalisation of the quasi-identifiers that loses least and keeps the criteria.

    Parameters
    ----------
    k : int
        People (records without a person key) of every class.
    l : mapping of sensitive column to int, optional
        Different values in every class (distinct l-diversity).
    t : mapping of sensitive column to float, optional
        Largest distance of a class from the table (t-closeness).
    hierarchies : mapping of column to Hierarchy, optional
        How values coarsen. A column without one gets what `Hierarchy.suggest` finds.
    suppression_limit : float
        Share of the records that may be left out, 0 to 1.
    quality : str
        What is lost least: "loss" (share of the domain that a label stands for), "entropy",
        "precision", "discernibility", "average_class_size" or "accuracy" (of `target`).
    aggregate : {"geometric_mean", "mean", "sum", "max"}
        How the losses of the columns are put together.
    weights : mapping of column to float, optional
        How much the loss of a column counts, 1 by default.
    target : str, optional
        The column to be predicted, for quality="accuracy".
    levels : mapping of column to int or several, optional
        Levels that a column may take: one fixes it, several allow only these.
    recoding : {"full_domain", "local", "mondrian"}
        "full_domain": all records get the same levels, and the optimum is proven, or looked for
        by a heuristic where the levels make more than 50 million generalisations. "local":
        records that those levels would suppress are treated again at coarser ones. "mondrian":
        the table is split again and again, each part at levels of its own.
    entropy_l, recursive_cl, alpha, delta, beta, enhanced_beta : mappings, optional
        Further criteria by sensitive column; recursive_cl takes (c, l).
    distances : mapping of sensitive column to "ordered", "equal" or Hierarchy, optional
        For t, as in `check_anonymity`.
    k_map : int, optional
        People of `population_table` who share the values of every class.
    population_table : Dataset, optional
    quasi_identifiers : list of str, optional
        The declared ones of the dataset by default; of a bare frame, the columns of
        `hierarchies`.
    time_limit : float, optional
        Seconds after which the best generalisation so far is taken.
    progress : bool
        Show a bar while searching.

    Attributes
    ----------
    levels_ : dict of column to int
        The levels found; with local recoding those of the first round.
    loss_, bound_ : float
        What they lose, and what no generalisation of the lattice can be below.
    optimal_ : bool
        Whether it is proven that no generalisation loses less.
    search_ : {"exact", "heuristic"}
        "heuristic": the levels of many columns make too many generalisations to look at all.
    n_suppressed_, n_checked_, n_nodes_ : int
        Records suppressed; nodes of the lattice judged, and in all.
    recipe_ : Recipe
    result_ : AnonymiserResult
    feature_names_in_, n_features_in_

    Raises
    ------
    ParameterError
        A parameter out of its range, a k beyond the table, or criteria that no generalisation
        keeps within the suppression limit.
    HierarchyError
        A hierarchy that does not cover the values, or a column of many values without one.

    Notes
    -----
    An interrupt from the keyboard ends the search with the best generalisation so far;
    `optimal_` is then False and `bound_` says how far it may be from the optimum.

    Records can leave the table: `transform` then returns fewer rows than it got, at most the
    share of `suppression_limit`; more are refused. A scikit-learn pipeline wants all rows: use
    suppression_limit=0 there. Criteria are kept in each table that is treated, so that few
    records cannot be treated alone: a pipeline behind an anonymiser does not score one person.

    References
    ----------
    F. Kohlmayer, F. Prasser, C. Eckert, A. Kemper, K. A. Kuhn, Flash: efficient, stable and
    optimal k-anonymity, 2012. The loss is that of ARX (V. Iyengar 2002, normalised by column).

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"age": [31, 34, 38, 52], "sex": ["F", "F", "F", "M"]})
    >>> data = privlab.dataset(frame, quasi_identifiers=["age", "sex"])
    >>> anonymiser = Anonymiser(
    ...     k=3, hierarchies={"age": privlab.Hierarchy.intervals(10)}, suppression_limit=0.25
    ... ).fit(data)
    >>> anonymiser.levels_, anonymiser.n_suppressed_, anonymiser.optimal_
    ({'age': 1, 'sex': 0}, 1, True)
    >>> privlab.check_anonymity(anonymiser.transform(data)).k
    3
    """

    levels_: dict[str, int]
    loss_: float
    bound_: float
    optimal_: bool
    search_: str
    n_suppressed_: int
    n_checked_: int
    n_nodes_: int
    recipe_: Recipe
    result_: AnonymiserResult

    def __init__(
        self,
        *,
        k: int = 5,
        l: Mapping[str, int] | None = None,  # noqa: E741 - its name in the literature
        t: Mapping[str, float] | None = None,
        hierarchies: Mapping[str, Hierarchy] | None = None,
        suppression_limit: float = 0.0,
        quality: str = "loss",
        aggregate: str = "geometric_mean",
        weights: Mapping[str, float] | None = None,
        target: str | None = None,
        levels: Mapping[str, Levels] | None = None,
        recoding: str = "full_domain",
        entropy_l: Mapping[str, float] | None = None,
        recursive_cl: Mapping[str, tuple[float, int]] | None = None,
        alpha: Mapping[str, float] | None = None,
        delta: Mapping[str, float] | None = None,
        beta: Mapping[str, float] | None = None,
        enhanced_beta: Mapping[str, float] | None = None,
        distances: Mapping[str, Distance] | None = None,
        k_map: int | None = None,
        population_table: Dataset | None = None,
        quasi_identifiers: Iterable[str] | None = None,
        time_limit: float | None = None,
        progress: bool = False,
    ) -> None:
        self.k = k
        self.l = l
        self.t = t
        self.hierarchies = hierarchies
        self.suppression_limit = suppression_limit
        self.quality = quality
        self.aggregate = aggregate
        self.weights = weights
        self.target = target
        self.levels = levels
        self.recoding = recoding
        self.entropy_l = entropy_l
        self.recursive_cl = recursive_cl
        self.alpha = alpha
        self.delta = delta
        self.beta = beta
        self.enhanced_beta = enhanced_beta
        self.distances = distances
        self.k_map = k_map
        self.population_table = population_table
        self.quasi_identifiers = quasi_identifiers
        self.time_limit = time_limit
        self.progress = progress

    def fit(self, X: Any, y: object = None) -> Self:  # noqa: N803
        """Find the levels on a dataset, or on a frame whose quasi-identifiers are named.

        Parameters
        ----------
        X : Dataset, or a frame whose quasi-identifiers are named
        y : object
            Not read: for pipelines.

        Returns
        -------
        Anonymiser
            Itself, fitted: `levels_`, `loss_`, `n_suppressed_`, `recipe_`, `result_`.

        Raises
        ------
        ParameterError
            A parameter that is not allowed, or criteria that no levels reach within the limit.
        ColumnError
            No quasi-identifier, a column that is not there, or a criterion on a quasi-identifier.
        HierarchyError
            Values that a hierarchy does not cover.

        Examples
        --------
        >>> import pandas as pd
        >>> frame = pd.DataFrame({"town": ["A1", "A1", "B1", "B1"]})
        >>> Anonymiser(k=2, quasi_identifiers=["town"]).fit(frame).levels_
        {'town': 0}
        """
        data = self._dataset(X)
        columns = data.quasi_identifiers_or(self.quasi_identifiers)
        criteria = self._criteria()
        check_criteria(criteria, columns, data)
        self._check_parameters(data, columns, criteria)
        problem = problem_of(
            data,
            columns,
            criteria,
            target=self.target if self.quality == "accuracy" else None,
            population_table=self.population_table if self.k_map is not None else None,
        )
        hierarchies = self._hierarchies(problem)
        table = problem.generalised(hierarchies, self.levels or {})
        most = self._most(data)
        found, recoded = self._found(problem, table, criteria, most)
        if found.place is None:
            raise ParameterError(_unreachable(criteria, most, data, self.levels))
        self.levels_ = table.labels_of(found.place)
        # cells are split from what is coarsest
        top = tuple(size - 1 for size in table.shape)
        first = table.labels_of(top) if recoded.cells else self.levels_
        self.loss_, self.bound_, self.optimal_ = found.loss, found.bound, found.optimal
        self.search_ = found.search
        self.n_suppressed_ = found.n_suppressed
        self.n_checked_, self.n_nodes_ = found.n_checked, found.n_nodes
        self.recipe_ = Recipe(
            first,
            {column: hierarchies[column] for column in columns},
            criteria,
            () if recoded.cells else tuple(map(table.labels_of, recoded.places[1:])),
            _cells(problem, table, hierarchies, recoded.cells),
        )
        self.feature_names_in_ = np.array(data.columns, dtype=object)
        self.n_features_in_ = len(data.columns)
        self.result_ = fitted_result(data, table, self.recipe_, found, self.quality)
        return self

    def transform(self, X: Any) -> Any:  # noqa: N803 - as it came
        """Return the treated table: a dataset for a dataset, a pandas frame for a frame.

        Suppressed records are not in it; the others keep their order. The criteria are checked
        on the result, which is for pipelines: `release` is what may leave.

        Parameters
        ----------
        X : Dataset or frame
            The table that was fitted on, or another with its columns.

        Returns
        -------
        Dataset or pandas frame

        Raises
        ------
        RecipeError
            A column that is missing, nothing left, or more records left out than
            `suppression_limit` allows.
        NotFittedError
            Not fitted yet.

        Examples
        --------
        >>> import pandas as pd
        >>> frame = pd.DataFrame({"town": ["A1", "A1", "B1", "B1"]})
        >>> Anonymiser(k=2, quasi_identifiers=["town"]).fit(frame).transform(frame)["town"].tolist()
        ['A1', 'A1', 'B1', 'B1']
        """
        data = self._checked(X)
        made = self.recipe_.transform(data, population_table=self.population_table)
        left_out = data.n_rows - made.n_rows
        if left_out > self._most(data):
            # silently fewer rows would put the answers of a pipeline beside the wrong people
            message = (
                f"{left_out} of {data.n_rows} records would be left out: at these levels too few "
                "share their values, and suppression_limit allows "
                f"{self._most(data)}. Treat more records together, fit on them, or call "
                ".release(data), which leaves them out and says so."
            )
            raise RecipeError(message)
        return made if isinstance(X, Dataset) else _as_frame(made)

    def release(
        self,
        X: Any,  # noqa: N803 - a dataset or a frame
        *,
        keep: Iterable[str] = (),
        strict: float | None = None,
    ) -> Release:
        """Treat a table and let out what was declared of it; fits when it was not.

        Parameters
        ----------
        X : Dataset, or a frame whose quasi-identifiers are named
        keep : list of str
            Columns that leave on the caller's word although the door would hold them back.
        strict : float, optional
            Largest share of the people (0 to 1) who may be alone on all that leaves.

        Returns
        -------
        Release

        Examples
        --------
        >>> import pandas as pd, privlab
        >>> frame = pd.DataFrame({"town": ["A", "A", "B"]})
        >>> data = privlab.dataset(frame, quasi_identifiers=["town"])
        >>> Anonymiser(k=2, suppression_limit=0.5).release(data).n_suppressed
        1
        """
        if not hasattr(self, "recipe_"):
            self.fit(X)
        return self.recipe_.release(
            self._checked(X), keep=keep, strict=strict, population_table=self.population_table
        )

    def get_feature_names_out(self, input_features: object = None) -> np.ndarray[Any, Any]:
        """Return the names of the columns, which stay the same.

        Parameters
        ----------
        input_features : object
            Not read: for pipelines.

        Returns
        -------
        array of str, shape (n_columns,)
        """
        check_is_fitted(self)  # type: ignore[no-untyped-call]
        return self.feature_names_in_

    def _most(self, data: Dataset) -> int:
        return math.floor(self.suppression_limit * data.n_rows + 1e-9)

    def _checked(self, X: Any) -> Dataset:  # noqa: N803
        check_is_fitted(self)  # type: ignore[no-untyped-call]
        return self._dataset(X)

    def _dataset(self, X: Any) -> Dataset:  # noqa: N803
        if isinstance(X, Dataset):
            return X
        named = self.quasi_identifiers
        if named is None:
            named = tuple(self.hierarchies or {})
        if not named:
            message = (
                "Which columns could someone outside know? Pass quasi_identifiers=[...] to the "
                "anonymiser, or a dataset made with privlab.dataset(..., quasi_identifiers=[...])."
            )
            raise ParameterError(message)
        return dataset(X, quasi_identifiers=named)

    def _criteria(self) -> Criteria:
        by_column = {name: getattr(self, name) for name in BY_COLUMN}
        return Criteria.asked(
            k=self.k, k_map=self.k_map, by_column=by_column, distances=self.distances
        )

    def _check_parameters(
        self, data: Dataset, columns: tuple[str, ...], criteria: Criteria
    ) -> None:
        check_named("hierarchies", self.hierarchies or {}, columns)
        check_named("levels", self.levels or {}, columns)
        number("suppression_limit", self.suppression_limit, "[0, 1]")
        if self.time_limit is not None:
            number("time_limit", self.time_limit, "[0, inf]", of="a number of seconds")
        one_of("recoding", self.recoding, RECODINGS)
        if self.recoding != "full_domain" and (self.quality not in SEPARABLE or criteria.k_map):
            message = (
                f"recoding='{self.recoding}' adds up the loss of single values: quality must be "
                f"one of {listed(SEPARABLE)}, and k_map is not possible with it."
            )
            raise ParameterError(message)
        if self.recoding == "mondrian" and not data.one_row_per_person:
            message = (
                "recoding='mondrian' splits records and each person must have one row. Use "
                "recoding='local', or build one row a person first."
            )
            raise ParameterError(message)
        if criteria.k_map is not None and self.population_table is None:
            message = (
                "k_map counts people of a population: pass population_table=privlab.dataset(...)."
            )
            raise ParameterError(message)
        if (self.quality == "accuracy") != (self.target is not None):
            message = (
                "quality='accuracy' and target= go together: the accuracy is that of predicting "
                "the target from the generalised columns."
            )
            raise ParameterError(message)
        if self.target is not None and (self.target not in data.columns or self.target in columns):
            others = [column for column in data.columns if column not in columns]
            near = did_you_mean(self.target, others)
            message = f"target='{self.target}' must be a column that is no quasi-identifier. {near}"
            raise ParameterError(message)

    def _hierarchies(self, problem: Problem) -> dict[str, Hierarchy]:
        given: dict[str, object] = dict(self.hierarchies or {})
        chosen: dict[str, Hierarchy] = {}
        for c, column in enumerate(problem.columns):
            values = problem.leaf_values[column]
            hierarchy = given.get(column)
            if hierarchy is None:
                counts = np.bincount(
                    problem.leaves.codes[:, c],
                    weights=problem.leaves.n_units,
                    minlength=len(values) + 1,
                )[: len(values)].astype(np.int64)
                hierarchy = Hierarchy.suggest(
                    values, counts, k=int(self.k), codes=_are_postcodes(column, values)
                )
                hides = hierarchy is not None and hierarchy.height == 1
                if hides and len(values) > MOST_SUPPRESSED_VALUES:
                    raise no_hierarchy_error(column, values)
            elif not isinstance(hierarchy, Hierarchy):
                message = (
                    f"hierarchies= gives '{listed([column])}' a {type(hierarchy).__name__}; it "
                    "must be a privlab.Hierarchy."
                )
                raise ParameterError(message)
            chosen[column] = hierarchy if hierarchy is not None else Hierarchy.suppression()
        return chosen

    def _found(
        self, problem: Problem, table: Generalised, criteria: Criteria, most: int
    ) -> tuple[Found, Recoded]:
        one_row = problem.data.one_row_per_person
        target = f"target {self.target}" if self.quality == "accuracy" else None
        quality = quality_of(
            self.quality,
            table,
            k=self.k,
            most_suppressed=most,
            weights=self.weights,
            aggregate=self.aggregate,
        )
        begun = time.monotonic()
        recoded = None
        if self.recoding != "full_domain":
            recoded = self._recoded(problem, table, criteria, most)
        if recoded is not None and math.prod(table.shape) > FEW_NODES:
            return _found_by_recoding(recoded, None, math.prod(table.shape)), recoded
        with _bar(show=self.progress) as progress:
            found = search_lattice(
                table,
                problem.leaves,
                criteria,
                quality,
                target=target,
                most_suppressed=most,
                one_row_per_person=one_row,
                time_limit=self._time_left(begun),
                progress=progress,
            )
        if recoded is not None and (found.place is None or recoded.loss < found.loss):
            return _found_by_recoding(recoded, found, found.n_nodes), recoded
        return found, Recoded(() if found.place is None else (found.place,), found.loss, 0, 0)

    def _time_left(self, begun: float) -> float | None:
        if self.time_limit is None:
            return None
        return max(self.time_limit - (time.monotonic() - begun), 0.0)

    def _recoded(
        self, problem: Problem, table: Generalised, criteria: Criteria, most: int
    ) -> Recoded | None:
        if self.recoding == "mondrian":
            return recode_by_cells(
                table,
                problem.leaves,
                criteria,
                kind=self.quality,
                weights=self.weights,
                aggregate=self.aggregate,
            )
        return recode_locally(
            table,
            problem.leaves,
            criteria,
            kind=self.quality,
            most_suppressed=most,
            weights=self.weights,
            aggregate=self.aggregate,
            one_row_per_person=problem.data.one_row_per_person,
            seconds=None if self.time_limit is None else self.time_limit * RECODING_SHARE,
        )


def _found_by_recoding(recoded: Recoded, found: Found | None, n_nodes: int) -> Found:
    return Found(
        place=recoded.places[0],
        loss=recoded.loss,
        # a proof covers full-domain generalisations only
        bound=0.0,
        n_suppressed=recoded.n_suppressed,
        optimal=False,
        n_checked=recoded.n_checked + (0 if found is None else found.n_checked),
        n_nodes=n_nodes,
        seconds=0.0,
        search="heuristic",
    )


def _as_frame(data: Dataset) -> pd.DataFrame:
    """Return the rows of a table in this process under the index that they came with."""
    rows = fetch(data.table, data.connection) if data.memory is None else data.memory
    frame: pd.DataFrame = rows.to_pandas()
    if data.memory is not None and data.index is not None:
        frame.index = data.index
    return frame


def _cells(
    problem: Problem,
    table: Generalised,
    hierarchies: Mapping[str, Hierarchy],
    cells: Sequence[SplitCell],
) -> tuple[Cell, ...]:
    """Return cells with levels and labels instead of places and codes."""
    names: dict[tuple[int, int], list[str | None]] = {}

    def told(c: int, place: int, code: int) -> tuple[str, int, str | None]:
        column = table.columns[c]
        level = column.levels[place]
        if (c, place) not in names:
            _, labels = problem.labels_at(hierarchies, column.name, level)
            # the code beyond the labels is that of the missing value
            names[c, place] = texts(labels, np.arange(len(labels) + 1))
        return column.name, level, names[c, place][code]

    made = []
    for cell in cells:
        shared = tuple(told(*each) for each in cell.shared)
        if cell.column < 0:
            made.append(Cell(shared))
            continue
        place = cell.place[cell.column] - 1
        parts = [(told(cell.column, place, code), number) for code, number in cell.parts]
        (column, level, _), _ = parts[0]
        split = tuple((label, number) for (_, _, label), number in parts)
        made.append(Cell(shared, column, level, split, None if cell.rest < 0 else cell.rest))
    return tuple(made)


class _bar:  # noqa: N801 - used as a function
    """A progress bar for a search, or nothing."""

    def __init__(self, *, show: bool) -> None:
        self._show = show
        self._bar: Any = None

    def __enter__(self) -> Callable[[int, int], None] | None:
        if not self._show:
            return None
        from tqdm.auto import tqdm

        bar: Any = tqdm
        self._bar = bar(desc="nodes decided", unit="node")
        return self._moved

    def _moved(self, decided: int, n_nodes: int) -> None:
        self._bar.total = n_nodes
        self._bar.update(max(0, decided - self._bar.n))

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()


def _unreachable(
    criteria: Criteria, most: int, data: Dataset, levels: Mapping[str, Levels] | None
) -> str:
    allowed = " at the levels= allowed" if levels else ""
    return (
        f"No generalisation{allowed} keeps {criteria.text} with at most {most} of {data.n_rows} "
        "records suppressed. Raise suppression_limit, weaken a criterion, or give hierarchies "
        "that coarsen further."
    )


def _are_postcodes(column: str, values: pa.Array) -> bool:
    """Whether whole numbers stand for places, by the name of their column."""
    import pyarrow as pa

    if not pa.types.is_integer(values.type):
        return False
    from privlab.detection import is_place

    return is_place(column)
