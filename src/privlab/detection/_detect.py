"""Detection of what each column is, on the engine where the rows are."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from privlab._checks import whole
from privlab.detection._concepts import CONCEPTS
from privlab.detection._context import in_context
from privlab.detection._decision import Guess, guess
from privlab.detection._disguise import associate
from privlab.detection._reading import readings
from privlab.detection._result import DetectedRoles
from privlab.errors import ParameterError, did_you_mean
from privlab.language import N_, Message, Share
from privlab.results import Figure
from privlab.tables import Dataset, check_present, dataset

if TYPE_CHECKING:
    import numpy as np
    from ibis.backends import BaseBackend

    from privlab.detection._disguise import Association
    from privlab.detection._reading import Reading

__all__ = ["detect_roles", "look_at"]

LEAST_TOLD = 0.2
LEAST_V = 0.4
MOST_P = 0.01
DISGUISED = 0.85


def detect_roles(
    source: object,
    *,
    special: Mapping[str, str] | None = None,
    values: Literal["read", "not_read"] = "read",
    max_distinct: int = 1000,
    n_random: int = 200,
    seed: int = 0,
    today: dt.date | None = None,
    connection: BaseBackend | None = None,
) -> DetectedRoles:
    """Say what each column seems to be, with evidence, for a person to confirm.

    Names are read word by word, in French and English; values by what proves them (check digits,
    formats), by lists of words, by dates and by uniqueness, on the share of distinct values that
    tell; and each column that tells a special column of the table is said to stand for it.
    Nothing leaves the machine, and no value appears in the answer.

    Parameters
    ----------
    source : pandas, Polars or PyArrow table, Ibis table, path, or Dataset
    special : mapping, optional
        Column -> special category ("religion", "health" ...: `privlab.policy`'s words) known to
        be held: columns that tell them are sought. Those detected are used as well.
    values : {"read", "not_read"}
        Whether values are read, or names alone.
    max_distinct : int
        Distinct values read of each column, the most frequent.
    n_random : int
        Random tables with the same margins that an association is compared with (>= 100).
    seed : int
        Of these random tables.
    today : date, optional
        Day at which ages are counted; the day of the machine by default.
    connection : Ibis connection, optional

    Returns
    -------
    DetectedRoles

    Raises
    ------
    SourceError, ColumnError, ParameterError, EngineError

    Notes
    -----
    A column of at most 60 values stands for a special one when it tells at least 20% of its
    entropy, Cramer's V corrected for chance is at least 0.4, and at most 1% of the random tables
    are associated as much.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"mail": ["ana@example.org", "bo@example.org"], "colour": ["a", "b"]})
    >>> found = privlab.detection.detect_roles(frame)
    >>> found.role("mail"), found.role("colour")
    ('direct_identifier', 'ordinary')
    """
    import numpy as np

    if values not in ("read", "not_read"):
        message = f"values='{values}' is not allowed. Write values='read' or values='not_read'."
        raise ParameterError(message)
    whole("max_distinct", max_distinct, least=2)
    whole("n_random", n_random, least=100)
    data = source if isinstance(source, Dataset) else dataset(source, connection=connection)
    declared = _declared(special, data)
    day = today or dt.datetime.now(tz=dt.UTC).date()
    read: dict[str, Reading] = dict(readings(data, max_distinct)) if values == "read" else {}
    guesses: dict[str, Guess] = {c: guess(c, read.get(c), day) for c in data.columns}
    said = Message("declared")
    guesses |= {column: Guess(f"special:{kind}", 1.0, (said,)) for column, kind in declared.items()}
    guesses = in_context(guesses, read)
    if read:
        guesses |= _disguised(data, guesses, n_random, np.random.default_rng(seed))
    return DetectedRoles(
        figures=_figures(guesses),
        assumptions=_assumptions(values, max_distinct),
        provenance=data.provenance(
            "detect_roles",
            data.columns,
            values=values,
            max_distinct=max_distinct,
            n_random=n_random,
            seed=seed,
            special=dict(declared),
        ),
        guesses=guesses,
    )


def look_at(data: Dataset, *, max_distinct: int = 1000) -> dict[str, Guess]:
    """Return what each column of a dataset seems to be, by its name and values alone.

    What `detect_roles` proposes without a look for columns that stand for special ones.
    """
    read = dict(readings(data, max_distinct))
    day = dt.datetime.now(tz=dt.UTC).date()
    guesses = {column: guess(column, read.get(column), day) for column in data.columns}
    return in_context(guesses, read)


def _declared(special: object, data: Dataset) -> Mapping[str, str]:
    declared = {} if special is None else special
    if not isinstance(declared, Mapping):
        message = (
            "special= takes a mapping of column to special category, for instance "
            "{'faith': 'religion'}."
        )
        raise ParameterError(message)
    for column, kind in declared.items():
        check_present(column, data.columns, "special=")
        if f"special:{kind}" not in CONCEPTS:
            known = [name.removeprefix("special:") for name in CONCEPTS if "special:" in name]
            message = f"special= gives '{column}' an unknown category. {did_you_mean(kind, known)}"
            raise ParameterError(message)
    return declared


def _disguised(
    data: Dataset,
    guesses: dict[str, Guess],
    n_random: int,
    rng: np.random.Generator,
) -> dict[str, Guess]:
    """Return the columns that stand for a special one, whatever they are called."""
    secrets = [column for column, g in guesses.items() if g.concept.startswith("special:")]
    changed: dict[str, Guess] = {}
    for column, known in guesses.items():
        role = CONCEPTS[known.concept].role
        if column in secrets or role in ("direct_identifier", "sensitive"):
            continue
        best: tuple[Association, str] | None = None
        for secret in secrets:
            link = associate(data, column, secret, n_random=n_random, rng=rng)
            if link is None or link.v < LEAST_V or link.told < LEAST_TOLD or link.p > MOST_P:
                continue
            if best is None or link.told > best[0].told:
                best = (link, secret)
        if best is not None:
            changed[column] = _stands_for(known, best[0], best[1], guesses[best[1]])
    return changed


def _stands_for(known: Guess, link: Association, secret: str, of_secret: Guess) -> Guess:
    said = Message(
        "it tells {told} of the column {secret} (Cramer's V {v}, p {p}): it may stand for it",
        {"told": Share(link.told), "secret": secret, "v": round(link.v, 2), "p": round(link.p, 3)},
    )
    kept = known.evidence if known.concept else ()
    return Guess(of_secret.concept, DISGUISED, (*kept, said))


def _figures(guesses: dict[str, Guess]) -> tuple[Figure, ...]:
    counts = Counter(CONCEPTS[each.concept].role for each in guesses.values())
    special = sum(each.concept.startswith("special:") for each in guesses.values())
    return (
        Figure("n_columns", len(guesses), "columns", N_("Columns")),
        Figure("n_identifiers", counts["direct_identifier"], "columns", N_("Direct identifiers")),
        Figure(
            "n_quasi_identifiers", counts["quasi_identifier"], "columns", N_("Quasi-identifiers")
        ),
        Figure("n_sensitive", counts["sensitive"], "columns", N_("Sensitive attributes")),
        Figure("n_special", special, "columns", N_("Special categories (GDPR 9 and 10)")),
        Figure("n_ordinary", counts["ordinary"], "columns", N_("Ordinary columns")),
    )


def _assumptions(values: str, max_distinct: int) -> tuple[Message, ...]:
    read = (
        Message(
            "The {n} most frequent distinct values of each column were read, on this machine.",
            {"n": max_distinct},
        )
        if values == "read"
        else Message("Names alone were read, no value.")
    )
    return (
        read,
        Message("A proposal: a person confirms every column. What was not found may be there."),
    )
