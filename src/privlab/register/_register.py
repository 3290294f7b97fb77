"""The register: every call opens the file, does one thing whole, and closes it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from privlab.errors import RegisterError
from privlab.register._caps import Budgets
from privlab.register._charges import Charges
from privlab.register._entries import Draft, append, key_mark, key_of, last_of
from privlab.register._meters import meters_html, meters_text
from privlab.register._remembering import Remembering
from privlab.register._verifying import verify
from privlab.register.disk._connection import new_file, reading
from privlab.register.disk._schema import create_schema
from privlab.register.wishes._wishes import Wishes

if TYPE_CHECKING:
    import datetime as dt
    import os

    from privlab.register._verification import Verification

__all__ = ["Register"]

SHORT = 32


class Register(Budgets, Charges, Remembering, Wishes):
    """The durable memory of the bench: budgets, releases, uses and rights, in one SQLite file.

    Entries are only added, each sealed by the hash of the one before; what they say of a person
    stands apart and can be erased. Every call opens the file and closes it again, so that
    processes and threads may share it; every call but `verify` refuses a file whose chain
    breaks. Make one with `Register.create`, use it with `Register.open`.

    Parameters
    ----------
    path : path-like
    timeout : float
        Seconds to wait for another process that writes.

    Examples
    --------
    >>> import tempfile, pathlib
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "register.sqlite"
    >>> register = Register.create(path)
    >>> register.set_budget("clients", epsilon=1.0)
    >>> charge = register.charge(
    ...     population="clients", epsilon=0.25, delta=0.0, label="cell 12", query="count",
    ...     content="mark of the table",
    ... )
    >>> register.settle(charge, {"counts": [41, 58]})
    {'counts': [41, 58]}
    >>> register
    <Register 'register.sqlite'>
      clients  [██████··················]  epsilon 0.75 left of 1
    >>> register.verify().ok
    True
    """

    @classmethod
    def create(
        cls,
        path: str | os.PathLike[str],
        *,
        timeout: float = 10.0,
        now: dt.datetime | None = None,
    ) -> Register:
        """Make a new register, without any budget.

        Parameters
        ----------
        path : path-like
            Readable by its owner only: the file holds the key of its marks.
        timeout : float
            Seconds to wait for another process that writes.
        now : datetime, optional
            With a time zone; the clock by default.

        Returns
        -------
        Register

        Raises
        ------
        RegisterError
            Something is there already, or its folder is missing or refuses it.

        Examples
        --------
        >>> import pathlib, tempfile
        >>> register = Register.create(pathlib.Path(tempfile.mkdtemp()) / "register.sqlite")
        >>> register.budgets()
        ()
        """
        register = cls(path, timeout=timeout)
        key = secrets.token_bytes(32)
        with new_file(register._path, register._timeout) as db:
            create_schema(db)
            db.run("INSERT INTO secret VALUES ('marks', ?)", key)
            append(db, Draft("register", {}, mark=key_mark(key)), now)
        return register

    @classmethod
    def open(cls, path: str | os.PathLike[str], *, timeout: float = 10.0) -> Register:
        """Open a register that exists.

        Parameters
        ----------
        path : path-like
        timeout : float
            Seconds to wait for another process that writes.

        Returns
        -------
        Register

        Raises
        ------
        RegisterError
            It is missing (which is no fresh budget), damaged, or no register.

        Examples
        --------
        >>> import pathlib, tempfile
        >>> path = pathlib.Path(tempfile.mkdtemp()) / "register.sqlite"
        >>> Register.create(path).head == Register.open(path).head
        True
        """
        register = cls(path, timeout=timeout)
        with reading(register._path, register._timeout):
            return register

    @property
    def head(self) -> str:
        """Number and hash of the last entry, "12:" and 64 digits: to keep somewhere else."""
        with self._reading() as db:
            number, _, hashed = last_of(db)
        return f"{number}:{hashed.hex()}"

    @property
    def short_head(self) -> str:
        """The head with half of its digits, for print; `verify` takes either."""
        number, _, digits = self.head.partition(":")
        return f"{number}:{digits[:SHORT]}"

    @property
    def identity(self) -> str:
        """What tells this register from any other, also after it was moved: 64 digits."""
        with self._reading() as db:
            return key_mark(key_of(db)).hex()

    def verify(self, head: str | None = None) -> Verification:
        """Check everything the register holds against its chain.

        Parameters
        ----------
        head : str, optional
            A head that was kept elsewhere, for instance printed in a report: without it, a cut
            end and an older copy look whole.

        Returns
        -------
        Verification
            `.ok`, `.problems`, `.n_entries`, `.head`.

        Raises
        ------
        RegisterError
            The file is missing, or no register.

        Examples
        --------
        >>> import pathlib, tempfile
        >>> register = Register.create(pathlib.Path(tempfile.mkdtemp()) / "register.sqlite")
        >>> noted = register.head
        >>> register.set_budget("clients", epsilon=1.0)
        >>> register.verify(head=noted).ok
        True
        """
        with reading(self._path, self._timeout) as db:
            return verify(db, head)

    def __repr__(self) -> str:
        try:
            lines = meters_text(self.budgets())
        except RegisterError as error:
            lines = [f"  {error}"]
        return "\n".join([f"<Register '{self._path.name}'>", *lines])

    def _repr_html_(self) -> str:
        try:
            return meters_html(self._path.name, self.budgets(), self.short_head)
        except RegisterError as error:
            return meters_html(self._path.name, (), str(error))
