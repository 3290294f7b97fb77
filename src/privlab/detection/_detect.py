"""Detection of what each column is, on the engine where the rows are."""

from __future__ import annotations

import datetime as dt
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from privlab._checks import whole
from privlab.detection._concepts import CONCEPTS
from privlab.detection._context import in_context
from privlab.detection._decision import Guess, guess
from privlab.detection._disguise import MAX_CATEGORIES, counted_together, weigh
from privlab.detection._kept import kept_beside, kept_in
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
WIDE = 200


def detect_roles(
    source: object,
    *,
    special: Mapping[str, str] | None = None,
    values: Literal["read", "not_read"] = "read",
    kept: Literal["beside", "ignored"] = "beside",
    max_distinct: int = 1000,
    n_random: int = 200,
    seed: int = 0,
    today: dt.date | None = None,
    connection: BaseBackend | None = None,
) -> DetectedRoles:
    """Say what each column seems to be, with evidence, for a person to confirm.

    Names are read word by word, in French and English (and in German, Spanish and Italian for what
    names people or is special); values by what proves them (check digits,
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
    kept : {"beside", "ignored"}
        Whether what people decided about a file's columns, in `roles.yaml` beside it, is honoured
        (`DetectedRoles.keep` writes it).
    max_distinct : int
        Distinct values weighed of each column: the most frequent, and beyond half of that those
        that a hash draws over the whole column. Identifiers inside texts are sought in 50,000.
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
    given = _corrected(kept, source, data.columns)
    read, guesses = _looked_at(data, day, max_distinct if values == "read" else None)
    said = Message("declared")
    guesses |= {column: Guess(f"special:{kind}", 1.0, (said,)) for column, kind in declared.items()}
    guesses = in_context(guesses, read)
    guesses |= given
    if read:
        stand_ins = _disguised(data, guesses, read, n_random, np.random.default_rng(seed))
        guesses |= {column: each for column, each in stand_ins.items() if column not in given}
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
        person=_key_of(guesses, read),
    )


def look_at(data: Dataset, *, max_distinct: int = 1000) -> dict[str, Guess]:
    """Return what each column of a dataset seems to be, by its name and values alone.

    What `detect_roles` proposes without a look for columns that stand for special ones.
    """
    day = dt.datetime.now(tz=dt.UTC).date()
    read, guesses = _looked_at(data, day, max_distinct)
    return in_context(guesses, read)


def _looked_at(
    data: Dataset, day: dt.date, max_distinct: int | None
) -> tuple[dict[str, Reading], dict[str, Guess]]:
    """Return what is read of each column and what it seems to be alone, with a bar when wide."""
    from tqdm import tqdm

    if max_distinct is None:
        return {}, {column: guess(column, None, day) for column in data.columns}
    read: dict[str, Reading] = {}
    alone: dict[str, Guess] = {}
    n = len(data.columns)
    with tqdm(total=n, disable=n < WIDE, leave=False, file=sys.stderr) as bar:
        for column, reading in readings(data, max_distinct):
            read[column], alone[column] = reading, guess(column, reading, day)
            bar.update()
    return read, {column: alone[column] for column in data.columns}


def _corrected(kept: object, source: object, columns: tuple[str, ...]) -> dict[str, Guess]:
    """Return what people decided before about the columns of a file."""
    if kept not in ("beside", "ignored"):
        message = f"kept='{kept}' is not allowed. Write kept='beside' or kept='ignored'."
        raise ParameterError(message)
    path = kept_beside(source) if kept == "beside" else None
    if path is None:
        return {}
    said = (Message("decided by a person, kept in {file}", {"file": path.name}),)
    decided = kept_in(path, Path(str(source)).name, columns)
    return {
        column: Guess(word, 1.0, said) if word in CONCEPTS else Guess("", 1.0, said, given=word)
        for column, word in decided.items()
    }


def _key_of(guesses: Mapping[str, Guess], read: Mapping[str, Reading]) -> str | None:
    """Return the column that keys people where one alone does, in every row."""
    keys = [column for column, each in guesses.items() if each.concept == "person_key"]
    whole_key = len(keys) == 1 and keys[0] in read
    return keys[0] if whole_key and read[keys[0]].n_present == read[keys[0]].n_rows else None


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
    read: Mapping[str, Reading],
    n_random: int,
    rng: np.random.Generator,
) -> dict[str, Guess]:
    """Return the columns that stand for a special one, whatever they are called."""
    secrets = [column for column, g in guesses.items() if g.concept.startswith("special:")]
    few = [column for column, each in read.items() if 2 <= each.n_distinct <= MAX_CATEGORIES]
    open_to = [
        column
        for column in few
        if column not in secrets and guesses[column].role not in ("direct_identifier", "sensitive")
    ]
    best: dict[str, tuple[Association, str]] = {}
    held = [column for column in secrets if column in few]
    for column, secret, counts in counted_together(data, open_to, held) if held else ():
        link = weigh(counts, n_random=n_random, rng=rng, least_v=LEAST_V)
        if link is None or link.told < LEAST_TOLD or link.p > MOST_P:
            continue
        if column not in best or link.told > best[column][0].told:
            best[column] = (link, secret)
    return {
        column: _stands_for(guesses[column], link, secret, guesses[secret])
        for column, (link, secret) in best.items()
    }


def _stands_for(known: Guess, link: Association, secret: str, of_secret: Guess) -> Guess:
    said = Message(
        "it tells {told} of the column {secret} (Cramer's V {v}, p {p}): it may stand for it",
        {"told": Share(link.told), "secret": secret, "v": round(link.v, 2), "p": round(link.p, 3)},
    )
    kept = known.evidence if known.concept else ()
    return Guess(of_secret.concept, DISGUISED, (*kept, said))


def _figures(guesses: dict[str, Guess]) -> tuple[Figure, ...]:
    counts = Counter(each.role for each in guesses.values())
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
            "Up to {n} distinct values of each column were weighed, the most frequent and others "
            "drawn over all its rows, on this machine.",
            {"n": max_distinct},
        )
        if values == "read"
        else Message("Names alone were read, no value.")
    )
    return (
        read,
        Message("A proposal: a person confirms every column. What was not found may be there."),
    )
