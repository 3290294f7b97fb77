"""Identifiers replaced by keyed pseudonyms: the same person, no longer named."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from privlab._checks import is_whole
from privlab.errors import ColumnError, InternalError, ParameterError, did_you_mean, listed
from privlab.language import N_, Message
from privlab.pseudonyms._key import check_key
from privlab.release import Treated, let_out
from privlab.results import Figure, Result
from privlab.tables import as_dataset, fetch, recode_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa

    from privlab.pseudonyms._key import PseudonymKey
    from privlab.release import Release
    from privlab.tables import Dataset, Source

__all__ = ["Pseudonymisation", "Pseudonymiser"]

FEWEST_BITS = 128
MOST_BITS = 256
BATCH = 65_536


@dataclass(frozen=True, repr=False)
class Pseudonymisation(Result):
    """How many identifiers became pseudonyms, for whom, and what that does not do.

    Attributes
    ----------
    figures : tuple of Figure
        Identifiers replaced, and the people whose they are.
    assumptions : tuple of Message
        What pseudonyms do and do not do.
    provenance : Provenance

    Examples
    --------
    >>> import os, tempfile, pandas as pd
    >>> from privlab.pseudonyms import PseudonymKey, Pseudonymiser
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     key = PseudonymKey.create(os.path.join(folder, "2026.key"))
    ...     frame = pd.DataFrame({"id": ["a", "b", "a"]})
    ...     found = Pseudonymiser(column="id", key=key, domain="survey").fit(frame).result_
    >>> found.figure("ids").value
    2
    """

    title: ClassVar[str] = N_("Pseudonymised, never anonymous")
    measure_title: ClassVar[str] = N_("Pseudonymisation")


class Pseudonymiser:
    """Replace the identifiers of a column by HMAC-SHA-256 pseudonyms.

    Parameters
    ----------
    column : str
        Texts or whole numbers; the number 12 and the text "12" are the same identifier.
    key : PseudonymKey
        Where the secret is kept.
    domain : str
        For whom: each recipient has a derived key of its own, so that two recipients cannot join
        their tables.
    bits : int
        Length of a pseudonym, a multiple of 8 from 128 to 256; it is written in hexadecimal.

    Attributes
    ----------
    n_ids_ : int
        Distinct identifiers of the table that was fitted.
    result_ : Pseudonymisation

    Notes
    -----
    The data stay personal data (GDPR Art. 4(5)): whoever has the key can name everyone, and the
    other columns may single people out. `transform` keeps the order of the rows, for pipelines;
    `release` sorts them by what they hold and lets out only what was declared.

    Examples
    --------
    >>> import os, tempfile, pandas as pd, privlab
    >>> from privlab.pseudonyms._key import PseudonymKey
    >>> data = privlab.dataset(pd.DataFrame({"id": ["a", "b", "a"]}), person="id")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     key = PseudonymKey.create(os.path.join(folder, "2026.key"))
    ...     replaced = Pseudonymiser(column="id", key=key, domain="survey").fit_transform(data)
    >>> replaced.n_units
    2
    """

    n_ids_: int
    result_: Pseudonymisation

    def __init__(
        self, *, column: str, key: PseudonymKey, domain: str, bits: int = FEWEST_BITS
    ) -> None:
        self.column = column
        self.key = key
        self.domain = domain
        self.bits = bits

    def fit(self, data: Source) -> Pseudonymiser:
        """Check the key and the identifiers of a table, and count them.

        Parameters
        ----------
        data : Dataset, or a frame or file that privlab.dataset takes

        Returns
        -------
        Pseudonymiser
            Itself, fitted: `n_ids_`, `result_`.

        Raises
        ------
        ColumnError
            A column that is not there, that holds other types, or identifiers that are missing.
        ParameterError
            A key that is not safely kept, no domain, a length below 128 bits.
        """
        self._check()
        self.key.derived(self.domain)
        data = as_dataset(data)
        self.n_ids_ = self._count(data)
        self.result_ = self._result(data, self.n_ids_)
        return self

    def transform(self, data: Source) -> Dataset:
        """Return the table with pseudonyms in place of the identifiers, as a new version.

        Identifiers that were not there at `fit` get their pseudonym too.

        Parameters
        ----------
        data : Dataset, or a frame or file that privlab.dataset takes

        Returns
        -------
        Dataset

        Raises
        ------
        ColumnError, ParameterError
            As `fit`.
        """
        self._check()
        data = as_dataset(data)
        self._count(data)
        ids = data.keys((self.column,)).codings[0].labels
        return recode_values(data, {self.column: self._pseudonyms(ids)})

    def release(
        self, data: Source, *, keep: Iterable[str] = (), strict: float | None = None
    ) -> Release:
        """Return what of the pseudonymised table may leave: personal data, without a k.

        The pseudonyms leave with the columns that were declared, in the order of their values;
        every other identifier stays behind. Fits when it was not.

        Parameters
        ----------
        data : Dataset, or a frame or file that privlab.dataset takes
        keep : list of str
            Columns that leave on the caller's word although the door would hold them back.
        strict : float, optional
            Largest share of the people (0 to 1) who may be alone on all that leaves beside the
            pseudonym.

        Returns
        -------
        Release
            `.data`, `.left_behind`, `.save(path)`.

        Raises
        ------
        ColumnError, ParameterError
            As `fit`; `keep` names what never leaves; more are alone than `strict` allows.
        """
        data = as_dataset(data)
        if not hasattr(self, "result_"):
            self.fit(data)
        made = self.transform(data)
        if made.roles.person is None:
            made = replace(made, roles=replace(made.roles, person=self.column), _memory_of={})
        said = self._result(data, self._count(data))
        treated = Treated(
            made,
            data,
            (),
            "release",
            pseudonym=self.column,
            figures=said.figures,
            assumptions=said.assumptions,
            parameters=dict(said.provenance.parameters),
        )
        return let_out(treated, keep=keep, strict=strict)

    def fit_transform(self, data: Dataset) -> Dataset:
        """Fit, then transform the same table.

        Parameters
        ----------
        data : Dataset

        Returns
        -------
        Dataset

        Raises
        ------
        ColumnError, ParameterError
            As `fit`.
        """
        return self.fit(data).transform(data)

    def rotated(self, key: PseudonymKey) -> Pseudonymiser:
        """Return the same replacement under another key.

        Parameters
        ----------
        key : PseudonymKey
            The key that replaces this one.

        Returns
        -------
        Pseudonymiser
            Not fitted.
        """
        return Pseudonymiser(column=self.column, key=key, domain=self.domain, bits=self.bits)

    def rotation(self, data: Source, key: PseudonymKey) -> pa.Table:
        """Return each pseudonym of the table under this key beside the one under another.

        Parameters
        ----------
        data : Dataset, or a frame or file that privlab.dataset takes
            The table with the identifiers; they are read here and not shown.
        key : PseudonymKey
            The key that replaces this one.

        Returns
        -------
        Arrow table with columns `old` and `new`, shape (n_ids, 2)
            Sorted by `old`, so that its order says nothing of the identifiers.

        Examples
        --------
        >>> import os, tempfile, pandas as pd
        >>> from privlab.pseudonyms import PseudonymKey
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     old, new = (PseudonymKey.create(os.path.join(folder, name)) for name in ("a", "b"))
        ...     frame = pd.DataFrame({"id": ["x", "y", "x"]})
        ...     Pseudonymiser(column="id", key=old, domain="survey").rotation(frame, new).shape
        (2, 2)
        """
        import pyarrow as pa
        import pyarrow.compute as pc

        self._check()
        data = as_dataset(data)
        self._count(data)
        present = data.table.select(id=data.table[self.column]).distinct()
        ids = fetch(present, data.connection).column("id").combine_chunks()
        old, new = self._pseudonyms(ids), self.rotated(key)._pseudonyms(ids)
        order = pc.sort_indices(old)
        return pa.table({"old": old.take(order), "new": new.take(order)})

    def _check(self) -> None:
        check_key(self.key)
        if not isinstance(self.domain, str) or not self.domain.strip():
            message = "domain= takes the name of the recipient, so that each has other pseudonyms."
            raise ParameterError(message)
        if not is_whole(self.bits) or not FEWEST_BITS <= self.bits <= MOST_BITS or self.bits % 8:
            message = (
                f"bits={self.bits!r} is not a multiple of 8 from {FEWEST_BITS} to {MOST_BITS}: "
                "shorter pseudonyms could be the same for two people."
            )
            raise ParameterError(message)

    def _count(self, data: Dataset) -> int:
        """Return the number of distinct identifiers, or refuse what cannot be one."""
        name = listed([str(self.column)])
        if self.column not in data.columns:
            message = f"There is no column '{name}'. {did_you_mean(self.column, data.columns)}"
            raise ColumnError(message)
        column = data.table[self.column]
        kind = column.type()
        if not (kind.is_string() or kind.is_integer()):
            message = (
                f"Column '{name}' holds {kind}. An identifier is a text or a whole number: convert "
                "the column first, so that one person keeps one spelling."
            )
            raise ColumnError(message)
        # a blank text names nobody
        missing = column.isnull() | (column.strip() == "") if kind.is_string() else column.isnull()
        counts = data.table.aggregate(n=column.nunique(), missing=missing.sum())
        found = fetch(counts, data.connection).to_pylist()[0]
        if found["missing"]:
            message = (
                f"Column '{name}' has {found['missing']} missing identifiers: whose rows they are "
                "is unknown. Remove those rows or give them an identifier."
            )
            raise ColumnError(message)
        return int(found["n"])

    def _pseudonyms(self, ids: pa.Array) -> pa.Array:
        """Return the pseudonym of each identifier, none of them twice."""
        import pyarrow as pa

        derived = self.key.derived(self.domain)
        size = self.bits // 8
        found = [
            hmac.digest(derived, text.encode(), hashlib.sha256)[:size].hex() for text in _texts(ids)
        ]
        if len(set(found)) < len(found):
            message = "two identifiers have the same pseudonym"
            raise InternalError(message)
        return pa.array(found, type=pa.string())

    def _result(self, data: Dataset, n_ids: int) -> Pseudonymisation:
        return Pseudonymisation(
            figures=(
                Figure("ids", n_ids, "values", N_("Identifiers replaced by a pseudonym")),
                Figure("rows", data.n_rows, "rows", N_("Rows that keep one")),
            ),
            assumptions=(
                Message(
                    "Pseudonymised data are personal data, never anonymous: with the key each "
                    "pseudonym leads back to a person (GDPR, Article 4(5))."
                ),
                Message(
                    "Only the column {column} is replaced: the other columns may still single "
                    "people out.",
                    {"column": self.column},
                ),
                Message(
                    "The pseudonyms are those of {domain}, under the key version {version}: "
                    "another recipient has others, and none may have the key.",
                    {"domain": self.domain, "version": self.key.version},
                ),
                Message("Destroying the key does not make the data anonymous."),
            ),
            provenance=data.provenance(
                "pseudonymise",
                (self.column,),
                domain=self.domain,
                key_version=self.key.version,
                bits=self.bits,
            ),
        )

    def __repr__(self) -> str:
        return (
            f"<Pseudonymiser: column {listed([str(self.column)])}, domain "
            f"{listed([str(self.domain)])}, {self.bits} bits>"
        )


def _texts(ids: pa.Array) -> Iterator[str]:
    """Yield the identifiers as text, a batch at a time."""
    for start in range(0, len(ids), BATCH):
        yield from map(str, ids.slice(start, BATCH).to_pylist())
