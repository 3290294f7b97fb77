"""The tables of a company, opened through what it promised."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from privlab._gate._admission import REASON, Admission, admission_figures, counts_of
from privlab._gate._choices import can_be_objected_to
from privlab._gate._coarsening import coarsened
from privlab._gate._held import Held
from privlab._gate._judging import judged_rows, promises, tables_consulted
from privlab._gate._people import person_text
from privlab.errors import (
    PurposeError,
    RegisterError,
    did_you_mean,
    listed,
)
from privlab.tables import Opened, Roles, fetch, rules_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    import ibis.expr.types as ir

    from privlab.policy import Purpose, Resource
    from privlab.tables import Dataset

__all__ = ["ASSESSMENT", "Catalogue"]

_KEY_DIGITS = 20
ASSESSMENT = "privlab assessment"
"""Who opens data to measure a purpose and hands them to nobody."""


@dataclass(frozen=True, repr=False)
class Catalogue(Held):
    """What a company holds, handed out for a purpose, and the register of the uses.

    Parameters
    ----------
    policy : Policy
    register : Register or None
        Each dataset handed out is written there; without one, none is handed out.
    as_of : date
        Day of judgement: consents and retention are read as they stand on it. An objection or a
        refusal counts from when it is recorded, whatever day it bears and whatever day is judged.
    connection : Ibis connection, optional
        Engine for the files; a DuckDB in this process by default.

    Notes
    -----
    Direct identifiers are never handed out. The person key comes as a pseudonym that is the same
    in every table of this catalogue for one purpose, and in no other: what is handed out for two
    purposes shares no key. Pseudonymised data stay personal data. A column that the purpose reads
    only coarsely (`generalised`) comes at that level.
    """

    _salt: str = field(default_factory=lambda: secrets.token_hex(16))

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

    def for_assessment(
        self,
        name: str,
        *,
        purpose: str,
        beside: str | None = None,
        now: dt.datetime | None = None,
    ) -> Dataset:
        """Open a table to measure a purpose; the use is written as the assessment's own.

        The rows are those that `dataset` hands out; whoever may use them for the purpose does not
        matter, since they are measured and handed to nobody. `beside` names the purpose of the
        profile with which it is measured: people then have the keys of that purpose.
        """
        resource = self.resource(name)
        keyed = None if beside is None else self.purpose(beside).key
        promised = self._promised(resource, purpose)
        return self._handed_out(resource, promised, ASSESSMENT, now, keyed=keyed)

    def _handed_out(
        self,
        resource: Resource,
        promised: Purpose,
        actor: str,
        now: dt.datetime | None,
        *,
        keyed: str | None = None,
    ) -> Dataset:
        if self.register is None:
            message = (
                "Data are handed out only where the use is written down, and this catalogue has no "
                "register. Open one with privlab.Register.open(...)."
            )
            raise RegisterError(message)
        name, purpose = resource.name, promised.key
        view = self._view(resource, promised, actor, keyed or promised.key)
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

    def pseudonym(self, person: ir.Column, purpose: str) -> ir.StringValue:
        """Return the keys under which this catalogue hands out people for a purpose."""
        token: ir.StringValue = (self._key_of(purpose) + person_text(person)).hexdigest("sha256")
        return token.substr(0, _KEY_DIGITS)

    def pseudonyms(self, people: Iterable[str], purpose: str) -> list[str]:
        """Return the same for keys as texts, of `person_text`."""
        key = self._key_of(purpose)
        tokens = (hashlib.sha256((key + person).encode()) for person in people)
        return [token.hexdigest()[:_KEY_DIGITS] for token in tokens]

    def _key_of(self, purpose: str) -> str:
        return hmac.digest(self._salt.encode(), purpose.encode(), "sha256").hex()

    def _promised(self, resource: Resource, key: str) -> Purpose:
        """Return a purpose as it holds for a table, which may promise more than the package."""
        return resource.purposes[self.purpose(key).key]

    def _view(self, resource: Resource, purpose: Purpose, actor: str, keyed: str) -> Dataset:
        held = self.held(resource.name)
        person = held.roles.person
        columns = self._check_purpose(resource, purpose)
        judged = judged_rows(self, resource, purpose)
        rows = judged.filter(judged[REASON].isnull())
        shown = {column: rows[column] for column in columns}
        names = () if person is None else (person,)
        roles = self.policy.roles(resource.name, purpose.key)
        known = roles["dimensions"] or {}
        roles["dimensions"] = {c: entry for c, entry in known.items() if c in shown} or None
        if person is not None:
            shown = {person: self.pseudonym(rows[person], keyed), **shown}
        others = (self.held(other) for other in tables_consulted(self, resource, purpose))
        chosen = rows.select(**shown)
        rules = rules_of(rows.select(*dict.fromkeys((*names, *columns))), self.connection)
        heard = self._heard(resource, purpose)
        view = held.narrowed(
            chosen,
            Roles.declare(
                list(shown),
                **{
                    **roles,
                    "person": person,
                    "population": resource.population if person is not None else None,
                    "identifiers": (),
                },
            ),
            selection=(
                ("purpose", purpose.key),
                ("as_of", self.as_of.isoformat()),
                ("rules", rules),
                ("heard", str(heard)),
            ),
            origins=[path for other in others for path in other.origins],
            as_of=self.as_of,
            opened=Opened(
                purpose.key,
                actor,
                k=self.policy.thresholds.k,
                max_reidentification=self.policy.thresholds.highest_risk,
                other_people=resource.other_people,
                register=None if self.register is None else self.register.identity,
                keyed=keyed,
                person_keys=self._person_keys(resource),
                fields=tuple(resource.fields[column] for column in columns),
                rows=(chosen,),
                heard=heard,
                personal=self._personal(),
            ),
        )
        return coarsened(view, self.policy, resource, purpose)

    def _heard(self, resource: Resource, purpose: Purpose) -> int | None:
        """Return the last opposition of the register that the rows were chosen after."""
        if self.register is None or resource.population is None:
            return None
        if resource.person is None or not can_be_objected_to(purpose):
            return None
        return self.register.last_opposition(resource.population, purpose.key)

    def _person_keys(self, resource: Resource) -> tuple[str, ...]:
        """Return the columns that the policy says to hold the keys of the same people."""
        others = self.policy.resources.values()
        same = [r.person for r in others if r.population == resource.population]
        return tuple(sorted({person for person in same if person is not None}))

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
                f"to '{listed([actor])}'. {did_you_mean(actor, purpose.actors)}"
            )
            raise PurposeError(message)
