"""The tables of a company, opened through what it promised."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from privlab.errors import (
    ParameterError,
    PolicyError,
    PurposeError,
    RegisterError,
    did_you_mean,
    listed,
)
from privlab.gate._admission import REASON, Admission, admission_figures, counts_of
from privlab.gate._coarsening import coarsened
from privlab.gate._judging import judged_rows, promises, tables_consulted
from privlab.gate._opening import open_resource, undeclared_columns
from privlab.tables import Opened, Roles, default_connection, fetch

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    import ibis.expr.types as ir
    from ibis.backends import BaseBackend

    from privlab.policy import PersonRecord, Policy, Purpose, Resource
    from privlab.register import Register
    from privlab.tables import Dataset

__all__ = ["ASSESSMENT", "Catalogue"]

_KEY_DIGITS = 20
ASSESSMENT = "privlab assessment"
"""Who opens data to measure a purpose and hands them to nobody."""


def _today() -> dt.date:
    import datetime as dt

    return dt.datetime.now(tz=dt.UTC).astimezone().date()


def _state_of(path: Path) -> object:
    """Return what changes when a file is written again."""
    try:
        known = path.stat()
    except OSError:
        return None
    return (known.st_size, known.st_mtime_ns)


@dataclass(frozen=True, repr=False)
class Catalogue:
    """The tables of a policy on a day, and the register of their uses.

    Parameters
    ----------
    policy : Policy
    register : Register or None
        Each dataset handed out is written there; without one, none is handed out.
    as_of : date
        Day of judgement: objections, consents and retention are read as they stand on it.
    connection : Ibis connection, optional
        Engine for the files; a DuckDB in this process by default.
    today : date, optional
        An objection or refusal heard by today holds, also when an earlier day is judged.

    Notes
    -----
    Direct identifiers are never handed out. The person key comes as a pseudonym that is the same
    in every table of this catalogue and of no other: pseudonymised data stay personal data. A
    column that the purpose reads only coarsely (`generalised`) comes at that level.
    """

    policy: Policy
    register: Register | None
    as_of: dt.date
    connection: BaseBackend = field(default_factory=default_connection)
    today: dt.date = field(default_factory=_today)
    _salt: str = field(default_factory=lambda: secrets.token_hex(16))
    _opened: dict[str, tuple[object, Dataset]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        import datetime as dt

        for name, day in (("as_of", self.as_of), ("today", self.today)):
            if isinstance(day, dt.datetime) or not isinstance(day, dt.date):
                message = f"{name} is a {type(day).__name__}; pass a date, as date(2026, 1, 1)."
                raise ParameterError(message)

    @property
    def heard_until(self) -> dt.date:
        """Day until which objections and refusals count: nobody can be judged out of theirs."""
        return max(self.as_of, self.today)

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

    def dataset(
        self, name: str, *, purpose: str, actor: str, now: dt.datetime | None = None
    ) -> Dataset:
        """Hand out a table for a purpose, to someone, and write it in the register.

        Parameters
        ----------
        name : str
            Of a table of the policy.
        purpose : str
            Of the policy; its columns are handed out, no others.
        actor : str
            Who asks, as they declare themselves.
        now : datetime, optional
            With a time zone, for the register; the clock by default.

        Raises
        ------
        PurposeError
            A promise forbids it: the message says which.
        PolicyError
            The policy and the file disagree.
        """
        resource = self.resource(name)
        promised = self._promised(resource, purpose)
        self._check_actor(promised, actor)
        return self._handed_out(resource, promised, actor, now)

    def for_assessment(self, name: str, *, purpose: str, now: dt.datetime | None = None) -> Dataset:
        """Open a table to measure a purpose; the use is written as the assessment's own.

        The rows are those that `dataset` hands out; whoever may use them for the purpose does not
        matter, since they are measured and handed to nobody.
        """
        resource = self.resource(name)
        return self._handed_out(resource, self._promised(resource, purpose), ASSESSMENT, now)

    def _handed_out(
        self, resource: Resource, promised: Purpose, actor: str, now: dt.datetime | None
    ) -> Dataset:
        if self.register is None:
            message = (
                "Data are handed out only where the use is written down, and this catalogue has no "
                "register. Open one with privlab.Register.open(...)."
            )
            raise RegisterError(message)
        name, purpose = resource.name, promised.key
        view = self._view(resource, promised, actor)
        admission = self.admission(name, purpose=purpose)
        if not admission.n_rows:
            message = (
                f"No row of '{name}' may be used for '{purpose}' on {self.as_of.isoformat()}; "
                f"admission('{name}', purpose='{purpose}') counts why."
            )
            raise PurposeError(message)
        people = view.roles.person is not None
        self.register.record_use(
            resource=name,
            purpose=purpose,
            actor=actor,
            columns=view.columns,
            n_people=admission.n_units if people else None,
            n_rows=admission.n_rows,
            as_of=self.as_of,
            now=now,
        )
        return view

    def admission(self, name: str, *, purpose: str) -> Admission:
        """Count what the gate hands out of a table for a purpose, and what it leaves out."""
        resource = self.resource(name)
        promised = self._promised(resource, purpose)
        columns = self._check_purpose(resource, promised)
        held = self.held(name)
        judged = judged_rows(self, resource, promised)
        counted = counts_of(judged, held.roles.person)
        found = fetch(judged.aggregate(**counted), self.connection).to_pylist()[0]
        return Admission(
            figures=admission_figures(found, held.unit),
            assumptions=tuple(promises(self, resource, promised)),
            provenance=held.provenance("admission", columns, purpose=purpose),
        )

    def pseudonym(self, person: ir.Column) -> ir.StringValue:
        """Return the keys under which this catalogue hands out the people of a column."""
        token: ir.StringValue = (self._salt + person.cast("string")).hexdigest("sha256")
        return token.substr(0, _KEY_DIGITS)

    def _promised(self, resource: Resource, key: str) -> Purpose:
        """Return a purpose as it holds for a table, which may promise more than the package."""
        return resource.purposes[self.purpose(key).key]

    def _view(self, resource: Resource, purpose: Purpose, actor: str) -> Dataset:
        held = self.held(resource.name)
        person = held.roles.person
        columns = self._check_purpose(resource, purpose)
        judged = judged_rows(self, resource, purpose)
        rows = judged.filter(judged[REASON].isnull())
        shown = {column: rows[column] for column in columns}
        roles = self.policy.roles(resource.name, purpose.key)
        known = roles["dimensions"] or {}
        roles["dimensions"] = {c: entry for c, entry in known.items() if c in shown} or None
        if person is not None:
            shown = {person: self.pseudonym(rows[person]), **shown}
        others = (self.held(other) for other in tables_consulted(self, resource, purpose))
        view = held.narrowed(
            rows.select(**shown),
            Roles.declare(
                list(shown),
                **{
                    **roles,
                    "person": person,
                    "population": resource.population if person is not None else None,
                    "identifiers": (),
                },
            ),
            selection=(("purpose", purpose.key), ("as_of", self.as_of.isoformat())),
            origins=[path for other in others for path in other.origins],
            as_of=self.as_of,
            opened=Opened(
                purpose.key,
                actor,
                k=self.policy.thresholds.k,
                max_reidentification=self.policy.thresholds.highest_risk,
                other_people=resource.other_people,
                fields=tuple(resource.fields[column] for column in columns),
                personal=self._personal(),
            ),
        )
        return coarsened(view, self.policy, resource, purpose)

    def _personal(self) -> tuple[str, ...]:
        """Return the names and files of the tables about people: none of them is public."""
        about = [each for each in self.policy.resources.values() if each.person is not None]
        return tuple(
            name for each in about for name in (each.name, each.path.name, str(each.path.resolve()))
        )

    def _check_purpose(self, resource: Resource, purpose: Purpose) -> tuple[str, ...]:
        """Return the columns that may be handed out, or say which promise forbids it."""
        served = resource.fields_for(purpose.key)
        where = f"{self.policy.path.name}, line {resource.line}"
        forbidden = self.policy.forbids(purpose.key)
        if forbidden is not None:
            message = (
                f"{self.policy.path.name}, line {purpose.line}: the purpose '{purpose.key}' is "
                f"{purpose.dpv}, which the policy itself forbids (forbidden_uses: {forbidden})."
            )
            raise PurposeError(message)
        if not served:
            serving = [n for n, r in self.policy.resources.items() if r.fields_for(purpose.key)]
            message = (
                f"{where}: no column of '{resource.name}' serves the purpose '{purpose.key}'. "
                f"Tables that do: {listed(serving) or 'none'}."
            )
            raise PurposeError(message)
        special = [name for name in served if resource.fields[name].is_special]
        if special and purpose.reason_special is None:
            message = (
                f"{where}: {listed(special)} belong to special categories, and the purpose "
                f"'{purpose.key}' declares no reason of Art. 9(2) GDPR. Give it reason_special, or "
                "take the purpose off these columns."
            )
            raise PurposeError(message)
        hidden = {*self.held(resource.name).roles.identifiers, resource.person}
        columns = tuple(name for name in served if name not in hidden)
        if not columns:
            message = (
                f"{where}: the columns of '{resource.name}' that serve '{purpose.key}' are direct "
                "identifiers only, and these are handed out to no analyst."
            )
            raise PurposeError(message)
        return columns

    def _check_actor(self, purpose: Purpose, actor: object) -> None:
        if not isinstance(actor, str) or not actor.strip():
            message = "Say who opens the data, for instance actor='analyst': it is written down."
            raise PurposeError(message)
        if actor == ASSESSMENT:
            message = f"'{ASSESSMENT}' is what the bench itself writes. Say who opens the data."
            raise PurposeError(message)
        if purpose.actors is not None and actor not in purpose.actors:
            message = (
                f"The purpose '{purpose.key}' is open to {listed(purpose.actors) or 'nobody'}, not "
                f"to '{listed([actor])}'."
            )
            raise PurposeError(message)

    def __repr__(self) -> str:
        tables = listed(self.policy.resources)
        return f"<Catalogue of {self.policy.path.name} on {self.as_of.isoformat()}: {tables}>"
