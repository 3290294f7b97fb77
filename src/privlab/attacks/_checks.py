"""What is refused before an attack is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab._checks import is_number, whole
from privlab.attacks._result import KINDS
from privlab.errors import ColumnError, ParameterError, did_you_mean, listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from privlab.tables import Dataset

__all__ = [
    "attacked_columns",
    "check_choices",
    "check_levels",
    "check_numbers",
    "check_people",
    "known_columns",
]

PREDICATES = ("multivariate", "univariate")
MODELS = ("nearest", "linear", "boosting")
FEWEST_PEOPLE = 10


def attacked_columns(tables: Mapping[str, Dataset]) -> tuple[str, ...]:
    """Return the columns of the release but for identifiers, all in the three tables."""
    hidden: set[str | None] = set()
    for data in tables.values():
        hidden |= {data.roles.person, *data.roles.identifiers}
    released = [column for column in tables["released"].columns if column not in hidden]
    for name in ("original", "control"):
        missing = [column for column in released if column not in tables[name].columns]
        if missing:
            message = (
                f"The {name} table lacks {listed(missing)}, which the released table has. Give "
                "the three tables the same columns."
            )
            raise ColumnError(message)
    # in the order of the original, so that the order of the release does not matter
    columns = tuple(column for column in tables["original"].columns if column in released)
    if not columns:
        message = (
            "The released table has no column to attack besides identifiers. Columns: "
            f"{listed(tables['released'].columns)}"
        )
        raise ColumnError(message)
    return columns


def known_columns(
    kind: str, columns: Sequence[str], known: Iterable[str] | None, secret: str | None
) -> tuple[str, ...]:
    """Return what the attacker knows: all columns but the secret, or those named."""
    if kind == "inference":
        if secret is None:
            message = "An attack by inference guesses a column: pass secret='...'."
            raise ParameterError(message)
        _check_column("secret=", secret, columns)
    elif secret is not None:
        message = f"secret= is for kind='inference', not for kind='{kind}'. Leave it out."
        raise ParameterError(message)
    if isinstance(known, str):
        message = f"known takes a list of column names, not one text. Write known=['{known}']."
        raise ParameterError(message)
    if known is None:
        others = tuple(column for column in columns if column != secret)
        chosen = others[::2] if kind == "linkability" else others
    else:
        chosen = tuple(dict.fromkeys(known))
        for column in chosen:
            _check_column("known=", column, columns)
    if secret is not None and secret in chosen:
        message = f"The secret '{listed([secret])}' is among the known columns. Leave it out there."
        raise ParameterError(message)
    if not chosen:
        message = f"known= is empty; the attacker knows at least one of: {listed(columns)}"
        raise ParameterError(message)
    if kind == "linkability" and len(chosen) == len(columns):
        message = (
            "known= holds every column: linkability needs some for the other half. Name those of "
            "one half only."
        )
        raise ParameterError(message)
    return chosen


def _check_column(where: str, name: str, columns: Sequence[str]) -> None:
    if name not in columns:
        message = (
            f"{where} names '{listed([name])}', which is not a column under attack. "
            f"{did_you_mean(name, columns)}"
        )
        raise ColumnError(message)


def check_choices(*, kind: str, predicates: str, model: str) -> None:
    """Refuse a word that names no kind, predicates or model."""
    for name, value, allowed in (
        ("kind", kind, KINDS),
        ("predicates", predicates, PREDICATES),
        ("model", model, MODELS),
    ):
        if value not in allowed:
            message = f"{name} '{value}' is not available. {did_you_mean(value, allowed)}"
            raise ParameterError(message)


def check_numbers(**values: int) -> None:
    """Refuse what is no whole number from 1 (a seed from 0)."""
    for name, value in values.items():
        whole(name, value, least=0 if name == "seed" else 1)


def check_levels(confidence: float, tolerance: float) -> None:
    """Refuse a confidence or a tolerance outside its range."""
    if not is_number(confidence) or not 0 < confidence < 1:
        message = f"confidence is {confidence!r}; it must be a level between 0 and 1, such as 0.95."
        raise ParameterError(message)
    if not is_number(tolerance) or not 0 <= tolerance < 1:
        message = f"tolerance is {tolerance!r}; it must be a share from 0 to below 1."
        raise ParameterError(message)


def check_people(
    counted: Mapping[str, tuple[int, str]], wanted: int, *, drawn: bool = False
) -> None:
    """Refuse tables with fewer people than the attack needs.

    Parameters
    ----------
    counted : mapping of table to (number, "people" or "records")
    wanted : int
        Attacks on each of the original and the control table.
    drawn : bool
        Whether the numbers are of what was drawn over a limit of rows.
    """
    for name, (n, what) in counted.items():
        needed = FEWEST_PEOPLE if name == "released" else max(wanted, FEWEST_PEOPLE)
        if n < needed:
            message = (
                f"The {name} table has {n} {what}{' within max_rows=' if drawn else ''}; this "
                f"attack needs {needed}. Pass a larger {'max_rows=' if drawn else 'table'}"
                + (f", or n_attacks={n}." if n >= FEWEST_PEOPLE else ".")
            )
            raise ParameterError(message)
