"""The front door of a notebook: a company's data, its promises, and the register of what is done.

Holds no logic of its own: each method is one call to the room that knows.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab import _display as display
from privlab._gate import Catalogue, can_be_objected_to, look_up_choices
from privlab.anonymity import check_anonymity
from privlab.assessment import Assessment
from privlab.duties import check_duties
from privlab.errors import InternalError, ParameterError, PurposeError, RegisterError, listed
from privlab.intrusiveness import guess_special_categories, measure_intrusiveness, measure_use
from privlab.inventory import take_inventory
from privlab.language import N_, current, format_value, translate
from privlab.policy import LEGAL_BASES, Policy
from privlab.register import Register
from privlab.risk import score_risk

if TYPE_CHECKING:
    import datetime as dt
    import os
    from collections.abc import Callable, Iterable

    import pandas as pd
    from ibis.backends import BaseBackend

    from privlab._gate import Admission, LookUp
    from privlab.anonymise import Recipe
    from privlab.duties import DutyReport
    from privlab.intrusiveness import Intrusiveness
    from privlab.results import Result
    from privlab.tables import Dataset

__all__ = ["Workbench", "open_workbench"]

REGISTER = "register.sqlite"
JUDGING = N_("Judging the duties")


def _all_axes(catalogue: Catalogue | None, view: Dataset) -> Intrusiveness:
    """Measure a profile on the three axes: what is known, what can be guessed, how it is used."""
    roles = view.roles
    if catalogue is None or roles.person is None or roles.dimensions is None:
        return measure_intrusiveness(view)
    return measure_intrusiveness(
        view,
        inference=guess_special_categories(catalogue, view),
        use=measure_use(catalogue, population=roles.population),
    )


MEASURES: tuple[tuple[str, Callable[[Catalogue | None, Dataset], Result]], ...] = (
    (N_("Taking the inventory"), lambda _, view: take_inventory(view)),
    (N_("Checking anonymity"), lambda _, view: check_anonymity(view)),
    (N_("Scoring re-identification risk"), lambda _, view: score_risk(view)),
    (N_("Measuring intrusiveness"), _all_axes),
)
"""What is measured for every assessment, each with its name; without a catalogue, of any table."""


@dataclass(frozen=True, repr=False)
class Workbench:
    """A company's data opened through what it promised. Made by `privlab.open`.

    Attributes
    ----------
    catalogue : Catalogue
        The tables, the policy, the register and the day of judgement.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import pandas as pd, privlab
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> written = '''
    ... name: shop
    ... privacy: {purposes: {care: {dpv: CustomerCare, legal_basis: eu-gdpr:A6-1-b}}}
    ... resources:
    ... - name: clients
    ...   path: clients.csv
    ...   privacy: {person: id, population: clients}
    ...   schema:
    ...     fields:
    ...     - {name: id, privacy: {role: direct_identifier, purposes: [care]}}
    ...     - {name: age, privacy: {role: quasi_identifier, purposes: [care]}}
    ...     - {name: salary, privacy: {role: sensitive}}
    ... '''
    >>> _ = (folder / "datapackage.yaml").write_text(written)
    >>> frame = pd.DataFrame({"id": ["a", "b"], "age": [40, 41], "salary": [2, 3]})
    >>> frame.to_csv(folder / "clients.csv", index=False)
    >>> lab = privlab.open(folder / "datapackage.yaml")
    >>> lab.dataset("clients", purpose="care", actor="Sales").columns
    ('id', 'age')
    """

    catalogue: Catalogue

    @property
    def policy(self) -> Policy:
        """What was promised."""
        return self.catalogue.policy

    @property
    def register(self) -> Register:
        """Durable memory: uses, budgets, releases."""
        if self.catalogue.register is None:
            message = "this workbench has no register"
            raise InternalError(message)
        return self.catalogue.register

    @property
    def as_of(self) -> dt.date:
        """Day of judgement, in every result."""
        return self.catalogue.as_of

    def purposes(self) -> pd.DataFrame:
        """Return the purposes, one row each: legal basis, days of use, tables that serve it.

        Returns
        -------
        pandas frame, indexed by purpose
        """
        import pandas as pd

        rows = [
            {
                "purpose": key,
                "legal_basis": translate(LEGAL_BASES[purpose.legal_basis]),
                "active_days": None if purpose.retention is None else purpose.retention.active_days,
                "consent": purpose.consent,
                "can_be_objected_to": can_be_objected_to(purpose),
                "tables": listed(n for n, r in self.policy.resources.items() if r.serves(key)),
            }
            for key, purpose in self.policy.purposes.items()
        ]
        return pd.DataFrame(rows).set_index("purpose").astype({"active_days": "Int64"})

    def dataset(self, name: str, *, purpose: str, actor: str) -> Dataset:
        """Open a table for a purpose; see `Catalogue.dataset`.

        Parameters
        ----------
        name : str
            Of a table of the policy.
        purpose : str
            Of the policy; its columns are handed out, no others.
        actor : str
            Who asks, as they declare themselves.

        Returns
        -------
        Dataset
            With roles; figures of it are shown, its rows are not.

        Raises
        ------
        PurposeError
            A promise forbids it: the message says which.
        PolicyError
            The policy and the file disagree.
        """
        return self.catalogue.dataset(name, purpose=purpose, actor=actor)

    def admission(self, name: str, *, purpose: str) -> Admission:
        """Count what the gate hands out of a table for a purpose, and what it leaves out.

        Parameters
        ----------
        name : str
            Of a table of the policy.
        purpose : str
            Of the policy.

        Returns
        -------
        Admission

        Raises
        ------
        PurposeError
            A promise forbids it: the message says which.
        PolicyError
            The policy and the file disagree.
        """
        return self.catalogue.admission(name, purpose=purpose)

    def look_up_choices(self, *, actor: str) -> LookUp:
        """Find wishes that meet nobody or nearly someone, for the rights desk; it is written down.

        See `privlab._gate.look_up_choices`.

        Parameters
        ----------
        actor : str
            Of the rights desk: the look-up is written in the register under this name.

        Returns
        -------
        LookUp

        Raises
        ------
        ParameterError
            Nobody is named.
        """
        return look_up_choices(self.catalogue, actor=actor)

    def check_duties(self) -> DutyReport:
        """Judge what the company owes: each broken duty is a finding.

        Returns
        -------
        DutyReport
        """
        return check_duties(self.catalogue)

    def assess(
        self,
        *,
        purpose: str,
        table: str | None = None,
        results: Iterable[Result] = (),
        released: Iterable[Result] = (),
        recipe: Recipe | None = None,
        language: str | None = None,
        progress: Callable[[str], None] = lambda _: None,
    ) -> Assessment:
        """Measure a purpose and put what was found in the order in which it is read.

        Parameters
        ----------
        purpose : str
            Of the policy.
        table : str, optional
            The table on which people are profiled for it; by default the first of the policy
            that serves the purpose and has quasi-identifiers.
        results : list of Result
            Further measures to report, for instance a release.
        released : list of Result
            The same measures after a treatment.
        recipe : Recipe, optional
            The treatment.
        language : {"fr", "en"}, optional
        progress : function, optional
            Called with the name of each step as it begins.

        Returns
        -------
        Assessment
            `.save("dpia.html")`, `.save("dpia.json")`.
        """
        name = table or self._profiled_table(purpose)
        view = self.catalogue.for_assessment(name, purpose=purpose)
        measured: list[Result] = [self.admission(name, purpose=purpose)]
        for label, measure in MEASURES:
            progress(translate(label, language))
            measured.append(measure(self.catalogue, view))
        progress(translate(JUDGING, language))
        report = self.check_duties()
        return Assessment(
            results=(*measured, *results),
            released=tuple(released),
            findings=tuple(report),
            rules=report.rules,
            subject=f"{self.policy.name} — {purpose}",
            language=language or current(),
            as_of=self.as_of,
            policy=self.policy,
            purpose=purpose,
            budget=self.register.budgets(),
            head=self.register.head,
            uses=Counter(use.purpose for use in self.register.uses()),
            recipe=recipe,
        )

    def _profiled_table(self, purpose: str) -> str:
        self.catalogue.purpose(purpose)
        for name, resource in self.policy.resources.items():
            served = resource.fields_for(purpose)
            if any(resource.fields[field].role == "quasi_identifier" for field in served):
                return name
        message = (
            f"No table of {self.policy.path.name} has a quasi-identifier that serves '{purpose}': "
            "pass table=, or declare the columns that someone outside could know."
        )
        raise PurposeError(message)

    def _repr_html_(self) -> str:
        language = current()
        rows = [
            (translate(N_("Tables")), listed(self.policy.resources)),
            (translate(N_("Purposes")), listed(self.policy.purposes)),
            (translate(N_("Day of judgement")), format_value(self.as_of, language)),
            (translate(N_("Register")), str(self.register.head)),
        ]
        return display.card(
            title=self.policy.name, rows=rows, notes=[], footer=self.policy.path.name
        )

    def __repr__(self) -> str:
        return (
            f"<Workbench on {self.policy.path.name} as of {self.as_of.isoformat()}: "
            f"{len(self.policy.resources)} tables, {len(self.policy.purposes)} purposes>"
        )


def open_workbench(
    path: str | os.PathLike[str],
    as_of: dt.date | None = None,
    *,
    register: Register | str | os.PathLike[str] | None = None,
    head: str | None = None,
    connection: BaseBackend | None = None,
) -> Workbench:
    """Open a company's data through its policy file.

    Parameters
    ----------
    path : path
        Of the policy: a datapackage.yaml whose fields carry `privacy`.
    as_of : date, optional
        Day of judgement; the policy's own, else today.
    register : path or Register, optional
        One that exists (`Register.create` makes one). By default `register.sqlite` beside the
        policy, made when it is not there, without any budget: nothing can be released until
        `set_budget` says so.
    head : str, optional
        Head of the register noted elsewhere: one that was cut, changed or replaced since is
        refused.
    connection : Ibis connection, optional
        Engine for the files; a DuckDB in this process by default.

    Returns
    -------
    Workbench

    Raises
    ------
    PolicyError
        The file does not say what a policy must.
    RegisterError
        The register is missing, damaged, or not the one whose head was noted.
    ParameterError
        `as_of` is no date.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import privlab
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "datapackage.yaml"
    >>> _ = path.write_text('''
    ... name: shop
    ... privacy: {purposes: {care: {dpv: CustomerCare, legal_basis: eu-gdpr:A6-1-b}}}
    ... resources:
    ... - {name: clients, path: clients.csv}
    ... ''')
    >>> lab = privlab.open(path)
    >>> list(lab.policy.purposes)
    ['care']
    """
    import datetime as dt

    policy = Policy.load(path)
    day = as_of or policy.as_of or dt.datetime.now(tz=dt.UTC).date()
    if isinstance(day, dt.datetime) or not isinstance(day, dt.date):
        message = f"as_of is a {type(day).__name__}; pass a date, for instance date(2026, 1, 1)."
        raise ParameterError(message)
    if register is None:
        place = policy.path.parent / REGISTER
        register = Register.open(place) if place.exists() else Register.create(place)
    elif not isinstance(register, Register):
        register = Register.open(register)
    if head is not None:
        verified = register.verify(head=head)
        if not verified.ok:
            message = "The register is not the one whose head was noted: " + " ".join(
                problem.text("en") for problem in verified.problems
            )
            raise RegisterError(message)
    extra = {} if connection is None else {"connection": connection}
    return Workbench(Catalogue(policy, register, day, **extra))
