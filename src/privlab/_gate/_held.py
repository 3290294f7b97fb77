"""What a company holds under its policy on a day: for those who judge, and hand out nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from privlab._gate._opening import open_resource, undeclared_columns
from privlab.errors import ParameterError, PolicyError, PurposeError, did_you_mean, listed
from privlab.tables import default_connection

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from ibis.backends import BaseBackend

    from privlab.policy import PersonRecord, Policy, Purpose, Resource
    from privlab.register import Register
    from privlab.tables import Dataset

__all__ = ["Held"]


@dataclass(frozen=True, repr=False)
class Held:
    """The tables of a policy on a day, as they are held, and the choices that a register keeps.

    Attributes
    ----------
    policy : Policy
    register : Register or None
        Where oppositions and budgets are read.
    as_of : date
        Day of judgement.
    connection : Ibis connection
        Engine for the files; a DuckDB in this process by default.
    """

    policy: Policy
    register: Register | None
    as_of: dt.date
    connection: BaseBackend = field(default_factory=default_connection)
    _opened: dict[str, tuple[object, Dataset]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        import datetime as dt

        if isinstance(self.as_of, dt.datetime) or not isinstance(self.as_of, dt.date):
            message = f"as_of is a {type(self.as_of).__name__}; pass a date, as date(2026, 1, 1)."
            raise ParameterError(message)

    def resource(self, name: str) -> Resource:
        """Return what the policy says of a table, or refuse the name."""
        if not isinstance(name, str) or name not in self.policy.resources:
            message = (
                f"{self.policy.path.name} describes no table '{listed([name])}'. "
                f"{did_you_mean(str(name), self.policy.resources)}"
            )
            raise PolicyError(message)
        return self.policy.resources[name]

    def purpose(self, key: str) -> Purpose:
        """Return a purpose of the policy, or refuse the name."""
        if not isinstance(key, str) or key not in self.policy.purposes:
            message = (
                f"{self.policy.path.name} declares no purpose '{listed([key])}': data are opened "
                f"for a declared purpose only. {did_you_mean(str(key), self.policy.purposes)}"
            )
            raise PurposeError(message)
        return self.policy.purposes[key]

    def person_of(self, record: PersonRecord) -> str:
        """Return the column of a record's table that says whom each trace is about."""
        person = record.person or self.resource(record.table).person
        if person is None:
            message = (
                f"{self.policy.path.name}, line {record.line}: the record in '{record.table}' does "
                "not say whom it is about. Give it person, or the table a person key."
            )
            raise PolicyError(message)
        return person

    def held(self, name: str) -> Dataset:
        """Return a table as it is held: every row and column, identifiers too.

        For the rooms that judge duties and serve people's rights; it is handed to no one.
        """
        resource = self.resource(name)
        mark = _state_of(resource.path)
        if name not in self._opened or self._opened[name][0] != mark:
            opened = open_resource(self.policy, resource, self.connection, self.as_of)
            self._opened[name] = (mark, opened)
        return self._opened[name][1]

    def undeclared(self, name: str) -> tuple[str, ...]:
        """Return the columns of a file that the policy does not speak of."""
        return undeclared_columns(self.resource(name), self.held(name))

    def __repr__(self) -> str:
        named = f"{type(self).__name__} of {self.policy.path.name}"
        return f"<{named} on {self.as_of.isoformat()}: {listed(self.policy.resources)}>"


def _state_of(path: Path) -> object:
    """Return what changes when a file is written again."""
    try:
        known = path.stat()
    except OSError:
        return None
    return (known.st_size, known.st_mtime_ns)
