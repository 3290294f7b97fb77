"""Special uniques: records that few columns already single out (SUDA2 and DIS-SUDA)."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from privlab import _display as display
from privlab._checks import number, one_of, whole
from privlab.classes import class_sizes, equivalence_classes
from privlab.errors import ParameterError
from privlab.language import N_, Message, Share
from privlab.results import Figure, Result
from privlab.risk._records import beside_classes
from privlab.risk.suda._disclosure import disclosure_of_uniques, disclosure_scores
from privlab.risk.suda._search import minimal_uniques, suda_weights
from privlab.tables import as_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import ibis.expr.types as ir
    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from privlab.classes import EquivalenceClasses
    from privlab.risk.suda._search import MinimalUniques
    from privlab.tables import Dataset, Source

__all__ = ["SudaScore", "score_suda"]

CONVENTIONS = ("original", "standard")
MOST_COLUMNS = 20


@dataclass(frozen=True, repr=False)
class SudaScore(Result):
    """Special-uniqueness scores of a table, of its columns and of its records.

    Attributes
    ----------
    data : Dataset
    quasi_identifiers : tuple of str
        Those that were searched.
    classes : EquivalenceClasses
    uniques : MinimalUniques
        Sets of columns on which a class is alone and of which no part is so.
    disclosures : array of float, shape (n_classes,)
        DIS-SUDA score of each class, 0 to 1; 0 where the score is 0.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"sex": list("FFFM"), "dep": ["75", "75", "69", "75"]})
    >>> suda = privlab.score_suda(frame, quasi_identifiers=["sex", "dep"])
    >>> suda.records["score"].tolist()
    [0.0, 0.0, 1.0, 1.0]
    """

    data: Dataset
    quasi_identifiers: tuple[str, ...]
    classes: EquivalenceClasses
    uniques: MinimalUniques
    disclosures: NDArray[np.float64]

    title: ClassVar[str] = N_("Special uniques (SUDA)")
    measure_title: ClassVar[str] = N_("Score of special uniques")
    point: ClassVar[str] = "illegitimate_access"
    caption: ClassVar[str] = N_("Which columns single people out")

    @functools.cached_property
    def contributions(self) -> pd.DataFrame:
        """Percent of all scores that rests on minimal uniques with each column, 0 to 100.

        A pandas frame indexed by column, in the order of the quasi-identifiers. A minimal unique
        of several columns counts for each of them: the sum may pass 100.
        """
        import pandas as pd

        total = self.uniques.scores.sum()
        percents = 100 * self.uniques.of_columns / total if total else self.uniques.of_columns
        index = pd.Index(self.quasi_identifiers, name="column")
        return pd.DataFrame({"percent": percents}, index=index)

    @functools.cached_property
    def sizes(self) -> pd.DataFrame:
        """How many minimal sample uniques have 1, 2 ... columns: a pandas frame by size."""
        import pandas as pd

        index = pd.RangeIndex(1, len(self.quasi_identifiers) + 1, name="size")
        return pd.DataFrame({"minimal_uniques": self.uniques.of_sizes}, index=index)

    @functools.cached_property
    def records(self) -> pd.DataFrame:
        """The `score` (0 or more) and the disclosure score `dis` (0 to 1) of each record.

        For a source in memory the rows in input order, with the input's index. For files and
        engine tables what `records_table` holds, indexed by person where there is a key.

        Raises
        ------
        SourceError
            More than 1,000,000 rows on an engine.
        """
        data = self.data
        if data.in_memory:
            import pandas as pd

            rows = self.classes.of_rows()
            found = {"score": self.uniques.scores[rows], "dis": self.disclosures[rows]}
            return pd.DataFrame(found, index=data.index)
        return data.frame_of(self.records_table, ".records")

    @functools.cached_property
    def records_table(self) -> ir.Table:
        """The same as an Ibis table of one row a person, with the highest of the person's rows.

        Whatever the source; without a person key, the rows with `score` and `dis` added.
        """
        data = self.data
        scored = np.flatnonzero(self.uniques.scores)
        table, found = data.table, {"score": self.uniques.scores, "dis": self.disclosures}
        added = {f"scored_{name}": values[scored] for name, values in found.items()}
        small, matches = beside_classes(table, self.classes, added, "scored_", scored)
        joined = table.left_join(small, matches)
        score = joined["scored_score"].fill_null(0.0)
        dis = joined["scored_dis"].fill_null(0.0)
        person = data.roles.person
        if person is None:
            return joined.select(*(table[column] for column in data.columns), score=score, dis=dis)
        rows = joined.select(table[person], score=score, dis=dis)
        return rows.group_by(person).aggregate(score=rows["score"].max(), dis=rows["dis"].max())

    def _draw(self, ax: Axes) -> None:
        contributions = self.contributions["percent"]
        what = N_("Contribution to the scores (%)")
        names = list(self.quasi_identifiers)
        display.share_bars(ax, names, contributions.tolist(), what=what, largest=100)


def score_suda(
    data: Source,
    *,
    quasi_identifiers: Iterable[str] | None = None,
    dis_fraction: float = 0.01,
    max_size: int | None = None,
    scores: str = "original",
) -> SudaScore:
    """Score how special each unique record is: how few columns single it out.

    A minimal sample unique is a set of columns on which a person is alone, and on no part of
    it. A set of s out of M columns weighs (M - s)!. A missing value takes no part in a set.

    Parameters
    ----------
    data : Dataset, or a frame or file that privlab.dataset takes
    quasi_identifiers : list of str, optional
        The declared ones by default; at most 20.
    dis_fraction : float
        Share of the population that the table holds, above 0 and below 1; for the disclosure
        scores.
    max_size : int, optional
        Look only for sets of at most so many columns; all sizes by default.
    scores : {"original", "standard"}
        Weight of a set of s columns: (M - s)!, or (2^(M-s) - 1) s! (M-s)! / M!.

    Returns
    -------
    SudaScore
        `.records` (score, dis), `.contributions` (percent by column), `.sizes`.

    Raises
    ------
    ParameterError
        For a fraction, size or convention that is not one.

    References
    ----------
    A. Manning, D. Haglin, J. Keane, A recursive search algorithm for statistical disclosure
    assessment, Data Mining and Knowledge Discovery 16, 2008.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"sex": list("FFFM"), "dep": ["75", "75", "69", "75"]})
    >>> suda = score_suda(privlab.dataset(frame, quasi_identifiers=["sex", "dep"]))
    >>> suda.records["score"].tolist(), suda.contributions["percent"].tolist()
    ([0.0, 0.0, 1.0, 1.0], [50.0, 50.0])
    """
    data = as_rows(data)
    columns = data.quasi_identifiers_or(quasi_identifiers)
    longest = _check(columns, dis_fraction, max_size, scores)
    classes = equivalence_classes(data, quasi_identifiers=columns)
    owners = _owners(classes)
    uniques = minimal_uniques(
        [classes.codes(column) for column in columns],
        classes.code_sizes,
        owners,
        suda_weights(len(columns), scores),
        longest,
    )
    by_size = class_sizes(data, columns)
    n_unique, n_pairs = by_size.n_unique, by_size.units_below(3) - by_size.n_unique
    disclosure = disclosure_of_uniques(n_unique, n_pairs, dis_fraction)
    highest = _highest(uniques.scores, owners)
    disclosures = disclosure_scores(
        uniques.scores, len(columns), n_unique, disclosure, of_people=highest
    )
    return SudaScore(
        figures=_figures(data, uniques.scores[highest], disclosure, disclosures[highest]),
        assumptions=tuple(_assumptions(data, columns, dis_fraction, longest, n_pairs=n_pairs)),
        provenance=data.provenance(
            "score_suda", columns, dis_fraction=dis_fraction, max_size=longest, scores=scores
        ),
        data=data,
        quasi_identifiers=columns,
        classes=classes,
        uniques=uniques,
        disclosures=disclosures,
    )


def _check(columns: tuple[str, ...], dis_fraction: float, max_size: int | None, scores: str) -> int:
    number("dis_fraction", dis_fraction, "(0, 1)", of="the share of the population in the table,")
    one_of("scores", scores, CONVENTIONS)
    if len(columns) > MOST_COLUMNS:
        message = (
            f"{len(columns)} quasi-identifiers have too many subsets to search. Name at most "
            f"{MOST_COLUMNS}."
        )
        raise ParameterError(message)
    if max_size is None:
        return len(columns)
    return min(whole("max_size", max_size, least=1, of="columns"), len(columns))


def _owners(classes: EquivalenceClasses) -> NDArray[np.int64]:
    """Return who is alone in each class, -1 where several are."""
    owners = np.full(classes.n_classes, -1, dtype=np.int64)
    alone = np.flatnonzero(classes.sizes == 1)
    if classes.data.one_row_per_person:
        owners[alone] = alone
        return owners
    pairs = classes.membership
    single = classes.sizes[pairs.classes] == 1
    owners[pairs.classes[single]] = pairs.people[single]
    return owners


def _highest(scores: NDArray[np.float64], owners: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return, for each person who is alone in a class, the one where their score is highest."""
    alone = np.flatnonzero(owners >= 0)
    if np.array_equal(owners[alone], alone):
        return alone
    order = alone[np.lexsort((scores[alone], owners[alone]))]
    last = np.append(owners[order][1:] != owners[order][:-1], True)
    kept: NDArray[np.int64] = order[last[: len(order)]]
    return kept


def _figures(
    data: Dataset, scores: NDArray[np.float64], disclosure: float, disclosures: NDArray[np.float64]
) -> tuple[Figure, ...]:
    n = int((scores > 0).sum())
    return (
        Figure("n_special", n, data.unit, N_("Alone on some of the columns")),
        Figure("share_special", n / data.n_units, "share", N_("Share alone on some columns")),
        Figure("dis", disclosure, "share", N_("Chance that a match with a unique is right")),
        Figure(
            "dis_highest",
            float(disclosures.max(initial=0)),
            "share",
            N_("Highest disclosure score of a record"),
        ),
        Figure(
            "dis_average",
            float(disclosures.sum()) / data.n_units,
            "share",
            N_("Average disclosure score"),
        ),
    )


def _assumptions(
    data: Dataset, columns: tuple[str, ...], dis_fraction: float, longest: int, *, n_pairs: int
) -> Iterator[Message]:
    yield Message(
        "The attacker may know any part of these columns: {columns}.",
        {"columns": ", ".join(columns)},
    )
    yield Message("A missing value takes no part in what singles a record out.")
    yield Message(
        "The table holds {fraction} of the population, as the call says.",
        {"fraction": Share(dis_fraction)},
    )
    if longest < len(columns):
        yield Message(
            "Only sets of at most {n} columns were searched: scores are lower bounds.",
            {"n": longest},
        )
    if n_pairs == 0:
        yield Message(
            "Nobody is in a class of two: the disclosure score cannot be estimated and is "
            "set to 1 for whoever is alone."
        )
    yield data.unit_message
