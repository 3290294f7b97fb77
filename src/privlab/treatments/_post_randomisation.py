"""Post-randomisation (PRAM): categories redrawn with known probabilities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from privlab import _display as display
from privlab._checks import is_whole, number
from privlab.errors import InternalError, ParameterError, listed
from privlab.language import N_, Message
from privlab.results import Figure, Result
from privlab.tables import as_dataset
from privlab.treatments._numbers import named_columns
from privlab.treatments._people import one_a_person
from privlab.treatments._rows import RowTreatment, held, with_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd
    from matplotlib.axes import Axes

    from privlab.tables import Dataset, Source

__all__ = ["PostRandomisation", "PostRandomisationResult", "check_seed"]

MOST_CATEGORIES = 1_000


@dataclass(frozen=True, repr=False)
class PostRandomisationResult(Result):
    """How many values changed, and the probabilities with which they did.

    Attributes
    ----------
    transitions : mapping of column to pandas frame
        Probability that the category of the row is released as that of the column; rows sum
        to 1. It holds the exact shares of the categories.
    """

    columns: tuple[str, ...]
    changed: tuple[float, ...]
    transitions: Mapping[str, pd.DataFrame]

    title: ClassVar[str] = N_("Post-randomisation (PRAM)")
    measure_title: ClassVar[str] = N_("Post-randomisation")
    caption: ClassVar[str] = N_("Share of the values changed, by column")

    def _draw(self, ax: Axes) -> None:
        display.share_bars(ax, self.columns, self.changed, what=N_("Share of values changed"))


class PostRandomisation(RowTreatment):
    """Keep each category with a probability, else redraw it from the column's own shares.

    A value of category i is released as j with probability `keep` (i = j) + (1 - keep) t_j, where
    t_j is the share of j in the column: the shares expected after are those before (invariant
    PRAM), and analysts can undo the rest with the matrix.

    Parameters
    ----------
    columns : list of str, optional
        Columns of at most 1,000 categories, each treated alone; the declared quasi-identifiers
        by default.
    keep : float
        Above 0 and below 1.
    seed : int, optional
        Makes the draw repeatable, for tests. Whoever knows it can undo the treatment: it is
        neither shown nor kept in the result.

    Attributes
    ----------
    result_ : PostRandomisationResult

    Raises
    ------
    ColumnError, ParameterError
        In `fit`: a column that is not there or has too many categories, a probability that is
        none, a person with several values of a column.

    Notes
    -----
    Where people have several rows one draw is made a person: each row of theirs gets the same.
    Nothing is proven about k: a record may keep all of its values. A missing value stays missing.

    References
    ----------
    J. M. Gouweleeuw, P. Kooiman, L. C. R. J. Willenborg, P.-P. de Wolf, Post randomisation for
    statistical disclosure control: theory and implementation, Journal of Official Statistics
    14(4), 1998.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"town": ["A", "A", "A", "B"]})
    >>> data = privlab.dataset(frame, quasi_identifiers=["town"])
    >>> treatment = PostRandomisation(keep=0.6, seed=1).fit(data)
    >>> treatment.result_.transitions["town"].round(2).to_numpy().tolist()
    [[0.9, 0.1], [0.3, 0.7]]
    """

    result_: PostRandomisationResult

    def __init__(
        self, *, columns: Iterable[str] | None = None, keep: float = 0.8, seed: int | None = None
    ) -> None:
        self.columns = columns
        self.keep = keep
        self.seed = seed
        super().__init__()

    def fit(self, data: Source) -> PostRandomisation:
        """Draw the categories, and keep the probabilities and what changed.

        Parameters
        ----------
        data : Dataset, or a frame or file that privlab.dataset takes

        Returns
        -------
        PostRandomisation
            Itself, fitted: `result_`.

        Raises
        ------
        ColumnError
            A column that is not there, or that differs between the rows of a person.
        ParameterError
            `keep` is not between 0 and 1, or a column has too many categories.

        Examples
        --------
        >>> import pandas as pd
        >>> frame = pd.DataFrame({"town": list("AABB")})
        >>> fitted = PostRandomisation(columns=["town"], keep=0.9).fit(frame)
        >>> fitted.result_.transitions["town"].to_numpy().round(2).tolist()
        [[0.95, 0.05], [0.05, 0.95]]
        """
        import pandas as pd

        data = as_dataset(data)
        keep = number("keep", self.keep, "(0, 1)", of="a probability")
        rng = np.random.default_rng(check_seed(self.seed))
        columns = named_columns(data, self.columns)
        here = held(data)
        new, changed, transitions = {}, [], {}
        for column in columns:
            keys = here.keys((column,))
            if keys.rows is None or here.memory is None:
                message = "the rows of this table are not held in this process"
                raise InternalError(message)
            coding, codes = keys.codings[0], keys.rows[0]
            people = one_a_person(here, column, codes, codes != coding.missing)
            found, first, place, counts = np.unique(
                codes[people.rows], return_index=True, return_inverse=True, return_counts=True
            )
            n_categories = len(found)
            if n_categories > MOST_CATEGORIES:
                message = (
                    f"Column '{listed([column])}' has {n_categories} categories, at most "
                    f"{MOST_CATEGORIES} are redrawn. Coarsen it first."
                )
                raise ParameterError(message)
            shares = counts / max(1, counts.sum())
            redrawn = np.flatnonzero(rng.random(len(place)) >= keep)
            drawn = place.copy()
            if n_categories:
                drawn[redrawn] = rng.choice(n_categories, size=len(redrawn), p=shares)
            new[column] = here.memory.column(column).take(people.of_all(first[drawn]))
            changed.append(float((drawn != place).sum() / data.n_units))
            matrix = keep * np.eye(n_categories) + (1 - keep) * shares
            labels = coding.labels.take(found).to_pylist()
            transitions[column] = pd.DataFrame(matrix, index=labels, columns=labels)
        released = with_columns(here, new, "post-randomisation")
        self.result_ = _result(data, columns, changed, transitions, keep)
        self._keep(data, released, columns)
        return self

    def __repr__(self) -> str:
        return f"<PostRandomisation keep={self.keep}{self._state}>"


def check_seed(seed: object) -> int | None:
    """Return a seed, or refuse what is none, without printing it."""
    if seed is None or (is_whole(seed) and seed >= 0):
        return seed
    message = "The seed must be a whole number of at least 0, or None for a draw nobody can repeat."
    raise ParameterError(message)


def _result(
    data: Dataset,
    columns: tuple[str, ...],
    changed: list[float],
    transitions: Mapping[str, pd.DataFrame],
    keep: float,
) -> PostRandomisationResult:
    figures = []
    for column, share in zip(columns, changed, strict=True):
        matrix = transitions[column].to_numpy()
        figures += [
            Figure("changed", share, "share", N_("Share of values changed"), column=column),
            Figure(
                "truest",
                float(np.diagonal(matrix).max(initial=0.0)),
                "share",
                N_("Highest probability that a released value is the true one"),
                column=column,
            ),
        ]
    said = (
        Message("A value is kept with probability {keep}, else redrawn.", {"keep": keep}),
        Message("Nothing is proven about k: a record may keep all of its values."),
        Message("A missing value stays missing."),
        data.unit_message,
    )
    return PostRandomisationResult(
        figures=tuple(figures),
        assumptions=said,
        provenance=data.provenance("post_randomisation", columns, keep=keep),
        columns=columns,
        changed=tuple(changed),
        transitions=transitions,
    )
