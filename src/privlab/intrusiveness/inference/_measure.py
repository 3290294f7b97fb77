"""What the rest of a profile lets one guess: the inference axis."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from privlab._arrow import holds_numbers
from privlab._checks import whole
from privlab._statistics import entropy
from privlab.errors import ColumnError, ParameterError, listed
from privlab.intrusiveness._people_keys import RowFigures
from privlab.intrusiveness.inference._features import Feature
from privlab.intrusiveness.inference._models import GUESSES, Learners
from privlab.intrusiveness.inference._pool import pool_powers, pooled
from privlab.intrusiveness.inference._result import InferenceResult
from privlab.intrusiveness.inference._secret import classes_of, learnt_bits, prior_of
from privlab.intrusiveness.inference._words import assumptions, secret_figures, unassessed
from privlab.tables import arrays, as_rows, check_present

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from privlab.intrusiveness.inference._secret import Learnt, Secret
    from privlab.tables import Arrays, Dataset, Source

__all__ = ["measure_inference"]

FEWEST = 20
SPECIAL = 1.0
# what a column carries is an average, told well enough by so many rows
CARRIER_ROWS = 5_000


def measure_inference(
    data: Source,
    *,
    secrets: Iterable[str] | None = None,
    known: Iterable[str] | None = None,
    proxies: Mapping[str, Iterable[str]] | None = None,
    folds: int = 5,
    max_rows: int = 20_000,
    seed: int = 0,
) -> InferenceResult:
    """Measure what the rest of a profile reveals of each secret.

    Parameters
    ----------
    data : Dataset, or a frame or file that privlab.dataset takes
    secrets : list of str, optional
        Special categories and attributes that people did not disclose; by default the declared
        sensitive attributes and the columns of sensitivity 1.
    known : list of str, optional
        What the attacker knows: by default all columns but the person key and the direct
        identifiers, each secret being guessed from all the others.
    proxies : mapping of secret to list of str, optional
        Columns that are the secret by construction, for instance its code: left out when it is
        guessed, and the result says so.
    folds : int
        At least 2; whole people are held out.
    max_rows : int
        Rows drawn at most, whole people at a time, at least 100.
    seed : int

    Returns
    -------
    InferenceResult

    Raises
    ------
    ColumnError
        A column that is not there, or no secret.
    ParameterError
        `folds` or `max_rows` out of range.

    Notes
    -----
    The share is mean(log2(q_i(t_i) / p(t_i))) / H(t), with q a pool of logistic regressions,
    gradient boosting and the prior, each to a power learnt on the other folds. On rows that were
    not learnt from, it is in expectation a lower bound of I(T; X) / H(T): a better attacker may
    learn more.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"market": list("abcd") * 50, "faith": list("xyxy") * 50})
    >>> data = privlab.dataset(frame, sensitive=["faith"])
    >>> measure_inference(data).secrets["share"].round(1).tolist()
    [1.0]
    """
    data = as_rows(data)
    _check_numbers(folds, max_rows)
    targets = _targets(data, secrets)
    given = _known(data, known)
    left_out = {name: _columns(data, own, "proxies") for name, own in (proxies or {}).items()}
    _check_proxies(left_out, targets)
    drawn = arrays(data, list(dict.fromkeys([*given, *targets])), max_rows=max_rows, salt=str(seed))
    held_out = _folds(drawn, folds, seed)
    found = {}
    for name in targets:
        columns = [c for c in given if c != name and c not in left_out.get(name, ())]
        found[name] = _guessed(drawn, name, columns, held_out, seed)
    levels = {name: _level(data, name) for name in targets}
    scores = {
        name: levels[name] * own.learnt.share for name, own in found.items() if own is not None
    }
    worst = max(scores, key=scores.__getitem__) if scores else None
    told = _people(data, drawn, found, levels)
    return InferenceResult(
        figures=tuple(
            secret_figures(
                None if worst is None else scores[worst],
                {name: None if own is None else own.learnt for name, own in found.items()},
                data.unit,
            )
        ),
        assumptions=tuple(
            assumptions(
                data,
                targets,
                left_out,
                declared=secrets is None,
                levels=levels,
                worst=worst,
                sampled=drawn.sampled_share < 1,
                lumped=[n for n, own in found.items() if own and own.secret.lumped is not None],
                banded=[n for n, own in found.items() if own and own.secret.banded],
            )
        ),
        provenance=data.provenance(
            "inference", list(drawn.codes), secrets=list(targets), folds=folds, seed=seed
        ),
        inference=None if worst is None else scores[worst],
        worst=worst,
        secrets=_secrets_frame(found, levels),
        carriers=_carriers_frame(found),
        sampled_share=drawn.sampled_share,
        _people=None if told is None or not data.in_memory else told,
        _rows=None if told is None else RowFigures.of(data, drawn, told.iloc[:, 0]),
    )


@dataclass(frozen=True)
class _Guessed:
    secret: Secret
    learnt: Learnt
    entropy: float
    weights: Mapping[str, float]
    carried: Mapping[str, float]


def _guessed(
    drawn: Arrays, name: str, columns: list[str], held_out: NDArray[np.int64], seed: int
) -> _Guessed | None:
    """Return what is learnt of one secret; None when it has one value or too few rows."""
    secret = classes_of(
        drawn.codes[name], _numbers(drawn, name), drawn.codings[name].missing, FEWEST
    )
    if secret.n_classes < 2 or not columns:
        return None
    folds = held_out[secret.rows]
    table = np.zeros((folds.max() + 1, secret.n_classes))
    np.add.at(table, (folds, secret.classes), 1)
    if (table.sum(axis=0) == table.max(axis=0)).any():
        return None  # a class of one fold cannot be learnt from the others
    features = {c: _feature(drawn, c, secret.rows) for c in columns}
    people = None if drawn.people is None else drawn.people[secret.rows]
    units = np.arange(len(folds)) if people is None else people
    parts = [
        (np.flatnonzero(folds != own), np.flatnonzero(folds == own)) for own in np.unique(folds)
    ]
    learners = [
        Learners(features, secret.classes, outside, inside, units=units, seed=seed)
        for outside, inside in parts
    ]
    guesses = np.empty((len(GUESSES), len(folds), secret.n_classes))
    for (_, inside), models in zip(parts, learners, strict=True):
        guesses[:, inside] = models.told()
    told = np.empty(guesses.shape[1:])
    carried = dict.fromkeys(columns, 0.0)
    totals = np.zeros(len(GUESSES))
    rng = np.random.default_rng(seed)
    for (outside, inside), models in zip(parts, learners, strict=True):
        # what the guesses are worth is learnt on the other folds, from rows they did not see
        powers = pool_powers(guesses[:, outside], secret.classes[outside])
        told[inside] = pooled(guesses[:, inside], powers)
        totals += powers
        some = rng.permutation(len(inside))[: -(-CARRIER_ROWS // len(parts))]
        own = (np.arange(len(some)), secret.classes[inside[some]])
        sure = np.log2(told[inside[some]][own])
        for column in columns:
            shuffled = (column, some, rng.permutation(some))
            changed = pooled(models.told(powers, shuffled=shuffled), powers)
            lost = float((sure - np.log2(changed[own])).mean())
            carried[column] += lost * len(inside) / len(folds)
    learnt = learnt_bits(told, secret.classes, lumped=secret.lumped, units=people)
    return _Guessed(secret, learnt, entropy(prior_of(secret.classes)), _weights(totals), carried)


def _weights(powers: NDArray[np.float64]) -> dict[str, float]:
    """Return the share of all powers that each model has."""
    found = dict.fromkeys(GUESSES, 0.0)
    for name, power in zip(GUESSES, powers / (powers.sum() or 1.0), strict=True):
        found[name] += float(power)
    return found


def _numbers(drawn: Arrays, column: str) -> NDArray[np.float64] | None:
    import pyarrow as pa

    kind = drawn.codings[column].labels.type
    if holds_numbers(kind):
        return drawn.numbers(column)
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        # a day is its rank: dates are coded in order
        codes = drawn.codes[column].astype(np.float64)
        codes[drawn.codes[column] == drawn.codings[column].missing] = np.nan
        return codes
    return None


def _feature(drawn: Arrays, column: str, rows: NDArray[np.int64]) -> Feature:
    numbers = _numbers(drawn, column)
    _, codes = np.unique(drawn.codes[column][rows], return_inverse=True)
    if numbers is None or np.isnan(numbers[rows]).all():
        return Feature(codes.astype(np.int64))
    return Feature(codes.astype(np.int64), numbers[rows])


def _folds(drawn: Arrays, folds: int, seed: int) -> NDArray[np.int64]:
    """Return the fold of each row; all rows of a person are in one."""
    rng = np.random.default_rng(seed)
    units = drawn.n_rows if drawn.people is None else int(drawn.people.max()) + 1
    of_units = rng.permutation(units) % folds
    return of_units if drawn.people is None else of_units[drawn.people]


def _level(data: Dataset, column: str) -> float:
    entry = (data.roles.dimensions or {}).get(column)
    return SPECIAL if entry is None else entry.sensitivity


def _targets(data: Dataset, secrets: Iterable[str] | None) -> tuple[str, ...]:
    if secrets is not None:
        wanted = _columns(data, secrets, "secrets")
    else:
        special = [c for c, e in (data.roles.dimensions or {}).items() if e and e.sensitivity == 1]
        wanted = tuple(dict.fromkeys([*data.roles.sensitive, *special]))
        hidden = {*data.roles.identifiers, data.roles.person}
        wanted = tuple(c for c in wanted if c not in hidden)
    if not wanted:
        message = (
            "No secret is declared. Pass secrets=[...], or sensitive=[...] to privlab.dataset: the "
            f"attributes that nobody should guess. Columns: {listed(data.columns)}"
        )
        raise ColumnError(message)
    return wanted


def _known(data: Dataset, known: Iterable[str] | None) -> tuple[str, ...]:
    if known is not None:
        return _columns(data, known, "known")
    hidden = {*data.roles.identifiers, data.roles.person}
    return tuple(c for c in data.columns if c not in hidden)


def _columns(data: Dataset, names: Iterable[str], argument: str) -> tuple[str, ...]:
    if isinstance(names, str):
        message = (
            f"{argument}= takes a list of column names, not one text. Write ['{listed([names])}']."
        )
        raise ParameterError(message)
    wanted = tuple(names)
    for name in wanted:
        check_present(name, data.columns, f"{argument}=")
    return wanted


def _check_proxies(left_out: Mapping[str, tuple[str, ...]], targets: tuple[str, ...]) -> None:
    for name in left_out:
        if name not in targets:
            message = f"proxies= names '{listed([name])}', which is no secret: {listed(targets)}."
            raise ColumnError(message)


def _check_numbers(folds: int, max_rows: int) -> None:
    for name, value, least in (("folds", folds, 2), ("max_rows", max_rows, 100)):
        whole(name, value, least=least)


def _secrets_frame(
    found: Mapping[str, _Guessed | None], levels: Mapping[str, float]
) -> pd.DataFrame:
    import pandas as pd

    rows = []
    for name, own in found.items():
        row: dict[str, object] = {"column": name, "sensitivity": levels[name]}
        if own is None:
            rows.append(row | unassessed())
            continue
        learnt = own.learnt
        sure = int(learnt.disclosed.sum())
        row |= {
            "entropy": own.entropy,
            "share": learnt.share,
            "low": learnt.interval[0],
            "high": learnt.interval[1],
            "score": levels[name] * learnt.share,
            "disclosed": sure,
            "precision": float(learnt.correct[learnt.disclosed].mean()) if sure else None,
            "advantage": learnt.advantage,
        }
        rows.append(row | dict(own.weights))
    return pd.DataFrame(rows)


def _carriers_frame(found: Mapping[str, _Guessed | None]) -> pd.DataFrame:
    import pandas as pd

    rows = [
        {"secret": name, "column": column, "bits": bits, "share": bits / own.entropy}
        for name, own in found.items()
        if own is not None
        for column, bits in own.carried.items()
    ]
    return pd.DataFrame(rows, columns=["secret", "column", "bits", "share"])


def _people(
    data: Dataset,
    drawn: Arrays,
    found: Mapping[str, _Guessed | None],
    levels: Mapping[str, float],
) -> pd.DataFrame | None:
    import pandas as pd

    if drawn.sampled_share < 1:
        return None
    columns = {}
    for name, own in found.items():
        values = np.zeros(drawn.n_rows)
        if own is not None:
            prior = prior_of(own.secret.classes)
            worth = -np.log2(prior[own.secret.classes])
            values[own.secret.rows] = levels[name] * np.clip(own.learnt.bits / worth, 0, 1)
        columns[name] = values
    frame = pd.DataFrame(columns)
    frame.insert(0, "inference", frame.max(axis=1), allow_duplicates=True)
    return frame if data.index is None else frame.set_axis(data.index)
