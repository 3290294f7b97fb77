"""A whole bank in a folder: tables, policy file, data dictionary, and what is wrong in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privlab.errors import ParameterError, did_you_mean
from privlab_bank._dictionary import DICTIONARY_NAME, dictionary_text
from privlab_bank._life import LIFE_TABLES
from privlab_bank._package import package_text, policy_figures
from privlab_bank._parquet import write_table
from privlab_bank._promises import PACKAGE_NAME
from privlab_bank._table import check_bank
from privlab_bank._traces import TRACE_TABLES
from privlab_bank.flaws._flaws import chosen_flaws
from privlab_bank.flaws._ground_truth import Tally, as_json, ground_truth, plants_of
from privlab_bank.flaws._planting import planted

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterable, Mapping

    from privlab_bank._table import Table

__all__ = ["TABLES", "Bank", "Written", "write_bank"]

TABLES: tuple[Table, ...] = (*LIFE_TABLES, *TRACE_TABLES)
"""Every table of the bank, in the order in which they are written."""

ALWAYS = ("clients", "consentements", "oppositions")
"""The tables without which the promises cannot be read: periods and choices stand in them."""

TRUTH_NAME = "flaws.json"
MARKS = {PACKAGE_NAME: "name: banque-fictive", DICTIONARY_NAME: "# The sample bank"}
"""What stands in each text file that `write_bank` writes: others are not overwritten."""


@dataclass(frozen=True)
class Written:
    """One table as it was written."""

    path: Path
    n_rows: int
    n_bytes: int


@dataclass(frozen=True)
class Bank:
    """A bank in a folder.

    Attributes
    ----------
    folder, package : Path
        The folder, and the policy file in it.
    tables : mapping of str to Written
    ground_truth : mapping of str to dict
        By flaw: count, unit, table, what, promise and others (further figures of the same form).

    Examples
    --------
    >>> import tempfile
    >>> from privlab_bank import write_bank
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     bank = write_bank(folder, people=20, flaws=(), tables=["clients"])
    >>> bank.package.name, bank.tables["clients"].n_rows
    ('datapackage.yaml', 20)
    """

    folder: Path
    package: Path
    tables: Mapping[str, Written]
    ground_truth: Mapping[str, Mapping[str, Any]]


def write_bank(
    out: str | os.PathLike[str],
    *,
    people: int = 5_000,
    seed: int = 2017,
    flaws: str | Iterable[str] = "all",
    tables: Iterable[str] | None = None,
    truth: str | os.PathLike[str] | None = None,
    chunk_size: int = 100_000,
    progress: Callable[[str, int, int], None] | None = None,
) -> Bank:
    """Write the tables of a synthetic French bank, its policy file and its data dictionary.

    Person n depends on the seed and on n alone, and so do the flaws: a bank of 5,000 people is
    the beginning of the bank of ten million. Memory does not grow with the number of people.

    Parameters
    ----------
    out : path
        The folder; it is made when it is missing, and files of the same names are replaced.
    people : int
        Clients, 1 to 100,000,000; there is about one prospect for five of them.
    seed : int
        0 to 2**32 - 1.
    flaws : 'all' or iterable of str
        Names of `FLAWS`: the promises of the policy file that this bank breaks. None, `()`, for
        a bank that keeps them all.
    tables : iterable of str, optional
        Names of tables; all by default. The policy file rests on `clients`, `consentements` and
        `oppositions`, which are always written.
    truth : path, optional
        Where to write what was planted, counted while it was written; `flaws.json` in the folder
        by default.
    chunk_size : int
        Rows in memory at once, about; the files do not hold other rows for it.
    progress : callable, optional
        Called with the name of the table, and the work done and in all, in people times tables.

    Returns
    -------
    Bank

    Raises
    ------
    ParameterError
        When an argument is outside its allowed values, or a file cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     bank = write_bank(folder, people=200, flaws=["contact_pressure"], tables=["clients"])
    >>> sorted(bank.tables), bank.tables["clients"].n_rows, dict(bank.ground_truth)
    (['clients', 'consentements', 'oppositions'], 200, {})
    """
    check_bank(people, seed, chunk_size)
    names = flaws if isinstance(flaws, str) else tuple(flaws)
    wrong = chosen_flaws(names)
    chosen = _chosen_tables(tables)
    folder = _made(out)
    written, tallies = {}, []
    for number, table in enumerate(chosen):
        tally = Tally(table, wrong)
        path = write_table(
            planted(table, plants_of(wrong, table.name)),
            folder / f"{table.name}.parquet",
            people,
            seed,
            chunk_size=chunk_size,
            progress=_part_of(progress, table.name, number, len(chosen)),
            alter=tally,
        )
        tallies.append(tally)
        written[table.name] = Written(path, tally.rows, path.stat().st_size)
    package = folder / PACKAGE_NAME
    package.write_text(package_text(written, wrong), encoding="utf-8")
    told = dictionary_text(
        chosen,
        {name: table.n_rows for name, table in written.items()},
        folder=folder.as_posix(),
        people=people,
        seed=seed,
        flaws=names if names == "all" else tuple(flaw.name for flaw in wrong),
    )
    (folder / DICTIONARY_NAME).write_text(told, encoding="utf-8")
    found = ground_truth(wrong, tallies, policy_figures(written, wrong))
    target = folder / TRUTH_NAME if truth is None else Path(truth)
    target.write_text(as_json(found), encoding="utf-8")
    return Bank(folder, package, written, found)


def _chosen_tables(names: Iterable[str] | None) -> tuple[Table, ...]:
    if names is None:
        return TABLES
    known = [table.name for table in TABLES]
    wanted = {names} if isinstance(names, str) else set(names)
    for name in sorted(wanted, key=str):
        if name not in known:
            message = f"tables: {name!r} is not a table. {did_you_mean(str(name), known)}."
            raise ParameterError(message)
    return tuple(table for table in TABLES if table.name in wanted or table.name in ALWAYS)


def _made(out: str | os.PathLike[str]) -> Path:
    folder = Path(out)
    for name, mark in MARKS.items():
        if (folder / name).is_file() and not _holds(folder / name, mark):
            message = (
                f"out='{folder}' holds a {name} that this command did not write. Nothing was "
                "written: give another folder, or move the file away."
            )
            raise ParameterError(message)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        message = (
            f"out='{folder}' cannot be made: {reason}. Allowed: a folder that you may write to. "
            "Give another path."
        )
        raise ParameterError(message) from None
    return folder


def _holds(path: Path, mark: str) -> bool:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False
    return mark in text


def _part_of(
    progress: Callable[[str, int, int], None] | None, table: str, number: int, tables: int
) -> Callable[[int, int], None] | None:
    """Return what follows one table, told as a part of the work on all of them."""
    if progress is None:
        return None
    return lambda done, people: progress(table, number * people + done, tables * people)
