"""The promises of a company, as one frozen object read from its policy file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privlab._files import write_whole
from privlab.errors import ParameterError, PolicyError, did_you_mean, listed
from privlab.policy._checking import check_package, known_to_all
from privlab.policy._package import read_package
from privlab.policy._roles import roles_of
from privlab.policy.file._differences import changes_between
from privlab.policy.file._editing import edited, steps_to
from privlab.policy.file._located import Problems, line_of, note_open
from privlab.policy.file._reading import parse, read_text

if TYPE_CHECKING:
    import datetime as dt
    import os
    from collections.abc import Collection, Mapping, Sequence

    from privlab.policy._columns import Field, Resource
    from privlab.policy._promises import (
        Contact,
        Controller,
        Notice,
        Promises,
        Purpose,
        Recipient,
        Thresholds,
    )
    from privlab.policy._records import Records
    from privlab.policy.file._differences import Change
    from privlab.policy.file._located import Keyed

__all__ = ["Policy", "edit"]


@dataclass(frozen=True, repr=False, eq=False)
class Policy:
    """What a company promised about the data it holds. Made by `Policy.load`.

    Attributes
    ----------
    path : Path
        The file.
    name : str
        Name of the package.
    promises : Promises
        What holds for the whole package, wherever the file says it.
    resources : mapping of str to Resource
        The tables, each with the promises as they hold for it.
    text : str
        The file as it was read.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> written = '''
    ... name: shop
    ... privacy:
    ...   purposes:
    ...     care: {dpv: CustomerCare, legal_basis: eu-gdpr:A6-1-b}
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
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder) / "datapackage.yaml"
    ...     _ = path.write_text(written)
    ...     policy = Policy.load(path)
    >>> policy
    <Policy shop: 1 resource, 1 purpose>
    >>> policy.resources["clients"].fields_for("care")
    ('id', 'age')
    """

    path: Path
    name: str
    promises: Promises
    resources: Mapping[str, Resource]
    text: str
    _tree: Keyed
    _on_disk: str | None = None

    @classmethod
    def load(cls, path: str | os.PathLike[str]) -> Policy:
        """Read a policy file; the data files it names are not opened.

        Parameters
        ----------
        path : path
            A Frictionless Data Package in YAML, with `privacy` objects.

        Returns
        -------
        Policy

        Raises
        ------
        PolicyError
            When the file does not say what it must: each line names the place, what was
            expected and the nearest valid word; the first ten are given.

        Examples
        --------
        >>> import tempfile
        >>> path = Path(tempfile.mkdtemp()) / "datapackage.yaml"
        >>> _ = path.write_text('''
        ... name: shop
        ... privacy: {purposes: {care: {dpv: CustomerCare, legal_basis: eu-gdpr:A6-1-b}}}
        ... resources:
        ... - {name: clients, path: clients.csv}
        ... ''')
        >>> Policy.load(path).purpose("care").dpv
        'CustomerCare'
        """
        path = Path(path)
        text = read_text(path)
        return replace(cls.parse(text, path), _on_disk=text)

    @classmethod
    def parse(cls, text: str, path: str | os.PathLike[str]) -> Policy:
        """Read the text of a policy, as if it stood in a file.

        Parameters
        ----------
        text : str
        path : path
            Where it stands or would stand: the tables are looked for from that folder.

        Returns
        -------
        Policy

        Raises
        ------
        PolicyError
            As `load`.
        """
        path = Path(path).absolute()
        tree = parse(text, path.name)
        problems = Problems(path.name)
        note_open(tree, problems)
        problems.check()
        base, resources = read_package(tree, path.parent.resolve(), problems)
        problems.check()
        promises = known_to_all(base, resources, problems)
        problems.check()
        resources = {name: resource.within(promises) for name, resource in resources.items()}
        check_package(promises, resources, problems)
        problems.check()
        name = tree.get("name")
        return cls(
            path=path,
            name=name if isinstance(name, str) else path.parent.name,
            promises=promises,
            resources=resources,
            text=text,
            _tree=tree,
        )

    @property
    def as_of(self) -> dt.date | None:
        """Day of judgement that the policy asks for."""
        return self.promises.as_of

    @property
    def controller(self) -> Controller | None:
        """The company that answers for the data."""
        return self.promises.controller

    @property
    def dpo(self) -> Contact | None:
        """The data protection officer."""
        return self.promises.dpo

    @property
    def charter(self) -> str | None:
        """Where the published charter is."""
        return self.promises.charter

    @property
    def notices(self) -> tuple[Notice, ...]:
        """The notices that people received."""
        return self.promises.notices

    @property
    def purposes(self) -> Mapping[str, Purpose]:
        """The purposes, by key."""
        return self.promises.purposes

    @property
    def recipients(self) -> tuple[Recipient, ...]:
        """Those who receive data."""
        return self.promises.recipients

    def recipients_of(self, kind: str) -> tuple[Recipient, ...]:
        """Return the recipients that serve a purpose of a kind, a term of the DPV.

        Parameters
        ----------
        kind : str
            A term of the DPV, for instance "Marketing".

        Returns
        -------
        tuple of Recipient
        """
        kinds = {key for key, purpose in self.purposes.items() if purpose.is_a(kind)}
        return tuple(each for each in self.recipients if kinds & set(each.purposes))

    @property
    def forbidden_uses(self) -> tuple[str, ...]:
        """Uses that the company forbids itself: DPV terms without prefix, or our own words."""
        return self.promises.forbidden_uses

    @property
    def thresholds(self) -> Thresholds:
        """What may leave: k, max_reidentification, epsilon."""
        return self.promises.thresholds

    @property
    def records(self) -> Records:
        """The tables that keep traces."""
        return self.promises.records

    @property
    def use_weights(self) -> Mapping[str, float]:
        """What each use of a person's data weighs, where the file says so; 0 to below 1."""
        return self.promises.use_weights

    @property
    def use_half(self) -> float:
        """Contacts of a year that weigh one half."""
        return self.promises.use_half

    def purpose(self, key: str) -> Purpose:
        """Return a purpose, or raise ParameterError with those there are.

        Parameters
        ----------
        key : str

        Returns
        -------
        Purpose

        Raises
        ------
        ParameterError
            The policy has no such purpose; the message names the nearest.
        """
        if key not in self.purposes:
            message = (
                f"purpose='{listed([key])}' is not in the policy. "
                f"{did_you_mean(key, self.purposes)}"
            )
            raise ParameterError(message)
        return self.purposes[key]

    def resource(self, name: str) -> Resource:
        """Return a table, or raise ParameterError with those there are.

        Parameters
        ----------
        name : str

        Returns
        -------
        Resource

        Raises
        ------
        ParameterError
            The policy has no such table; the message names the nearest.
        """
        if name not in self.resources:
            message = (
                f"resource='{listed([name])}' is not in the policy. "
                f"{did_you_mean(name, self.resources)}"
            )
            raise ParameterError(message)
        return self.resources[name]

    def forbids(self, purpose: str) -> str | None:
        """Return the forbidden use that a purpose is a kind of, if any.

        Parameters
        ----------
        purpose : str

        Returns
        -------
        str or None
            A term of the DPV.

        Raises
        ------
        ParameterError
            The policy has no such purpose.
        """
        found = self.purpose(purpose)
        return next((use for use in self.forbidden_uses if found.is_a(use)), None)

    def roles(self, resource: str, purpose: str | None = None) -> dict[str, Any]:
        """Return the roles of a table's columns, as `privlab.dataset` takes them.

        Parameters
        ----------
        resource : str
        purpose : str, optional
            Only the columns that it may read; by default every column that is held.

        Returns
        -------
        dict
            Keys person, population, identifiers, quasi_identifiers, sensitive, ordinary,
            dimensions.
            Person and population are None when the purpose may not read the key.

        Raises
        ------
        ParameterError
            When the policy has no such table or purpose.

        Examples
        --------
        >>> policy = Policy.parse(
        ...     '''
        ... name: shop
        ... privacy: {purposes: {care: {dpv: CustomerCare, legal_basis: eu-gdpr:A6-1-b}}}
        ... resources:
        ... - name: clients
        ...   path: clients.csv
        ...   schema:
        ...     fields:
        ...     - {name: age, privacy: {role: quasi_identifier, purposes: [care]}}
        ... ''',
        ...     "datapackage.yaml",
        ... )
        >>> list(policy.roles("clients", "care")["quasi_identifiers"])
        ['age']
        """
        return roles_of(self.resource(resource), purpose)

    def with_changes(self, changes: Mapping[str | Sequence[str | int], object]) -> Policy:
        """Return the policy with some values set, added, or removed (None); nothing is saved.

        Comments, order, quotes and alignment of the file stay as they are.

        Parameters
        ----------
        changes : mapping
            Path -> value, as {"privacy.thresholds.k": 20}; an entry of a list goes by its name
            or id: "resources.clients.schema.fields.age.privacy.purposes", and one that is not
            there yet is added when the value bears it. A path whose names hold dots is given as
            a sequence of its steps.

        Returns
        -------
        Policy

        Raises
        ------
        ParameterError
            When a path leads nowhere, or a value is not plain.
        PolicyError
            When the changed policy does not say what it must.

        Examples
        --------
        >>> policy = Policy.parse(
        ...     '''
        ... name: shop
        ... privacy: {purposes: {care: {dpv: CustomerCare, legal_basis: eu-gdpr:A6-1-b}}}
        ... resources:
        ... - {name: clients, path: clients.csv}
        ... ''',
        ...     "datapackage.yaml",
        ... )
        >>> changed = policy.with_changes({"privacy.purposes.care.owner": "Sales"})
        >>> [change.path for change in policy.differences(changed)]
        ['privacy.purposes.care.owner']
        """
        made = self.parse(edited(self.text, changes, self.path.name), self.path)
        return replace(made, _on_disk=self._on_disk)

    def with_field(self, resource: str, field: str, **privacy: object) -> Policy:
        """Return the policy with other promises about a column; nothing is saved.

        Parameters
        ----------
        resource, field : str
        **privacy
            Keys of the field's `privacy` object; None removes one.

        Returns
        -------
        Policy

        Raises
        ------
        ParameterError
            When there is no such table or column.
        PolicyError
            When the changed policy does not say what it must.

        Examples
        --------
        >>> policy = Policy.parse(
        ...     '''
        ... name: shop
        ... privacy: {purposes: {care: {dpv: CustomerCare, legal_basis: eu-gdpr:A6-1-b}}}
        ... resources:
        ... - name: clients
        ...   path: clients.csv
        ...   schema:
        ...     fields:
        ...     - {name: age, privacy: {role: quasi_identifier, purposes: [care]}}
        ... ''',
        ...     "datapackage.yaml",
        ... )
        >>> changed = policy.with_field("clients", "age", role="sensitive")
        >>> changed.resource("clients").fields["age"].role
        'sensitive'
        """
        fields = self.resource(resource).fields
        if field not in fields:
            message = (
                f"field='{listed([field])}' is not a column of '{listed([resource])}'. "
                f"{did_you_mean(field, fields)}"
            )
            raise ParameterError(message)
        where = ("resources", resource, "schema", "fields", field, "privacy")
        return self.with_changes({(*where, key): value for key, value in privacy.items()})

    def with_least(
        self,
        resource: str,
        purpose: str,
        *,
        without: Collection[str] = (),
        generalised: Mapping[str, Mapping[str, object]] | None = None,
    ) -> Policy:
        """Return the policy in which a purpose reads less of a table; nothing is saved.

        Parameters
        ----------
        resource, purpose : str
        without : list of str
            Columns that the purpose reads no longer.
        generalised : mapping of column to {"level": int, "hierarchy": mapping}, optional
            Columns that it reads at that level only, with what `Hierarchy.to_dict()` returns. The
            gate hands them out so.

        Returns
        -------
        Policy

        Raises
        ------
        ParameterError
            When there is no such table, purpose or column.
        PolicyError
            When the changed policy does not say what it must.
        """
        table, changed = self.resource(resource), self
        readable = table.fields_for(purpose)
        for name in dict.fromkeys((*without, *(generalised or {}))):
            if name not in table.fields:
                changed.with_field(resource, name)  # refuses it
            if name not in readable:
                continue
            coarse = _as_written(table.fields[name])
            if name not in without:
                told = {**coarse, purpose: dict((generalised or {})[name])}
                changed = changed.with_field(resource, name, generalised=told)
                continue
            if coarse.pop(purpose, None) is not None:
                changed = changed.with_field(resource, name, generalised=coarse or None)
            left = [key for key in table.fields[name].purposes if key != purpose]
            changed = changed.with_field(resource, name, purposes=left)
        return changed

    def save(self, path: str | os.PathLike[str] | None = None) -> Policy:
        """Write the policy, whole or not at all, and return it as it now stands there.

        Parameters
        ----------
        path : path, optional
            By default the file it was read from, which must still be what was read.

        Returns
        -------
        Policy

        Raises
        ------
        PolicyError
            When the file was changed by someone else, or cannot be written.
        """
        target = (self.path if path is None else Path(path).absolute()).resolve()
        own = target == self.path.resolve() and target.exists()
        if own and read_text(target) != self._on_disk:
            message = (
                f"{target.name} was changed since it was read. Load it again and make the change "
                "there; nothing was written."
            )
            raise PolicyError(message)
        made = self.parse(self.text, target)
        write_whole(self.text.encode(), target, f"policy '{listed([target.name])}'", PolicyError)
        return replace(made, _on_disk=self.text)

    def differences(self, other: Policy) -> tuple[Change, ...]:
        """Return what a later version of the policy says otherwise, in the order of its file.

        Parameters
        ----------
        other : Policy
            The later version.

        Returns
        -------
        tuple of Change
        """
        return tuple(changes_between(self._tree, other._tree))

    def line_of(self, path: str | Sequence[str | int]) -> int:
        """Return the line of the file where a value stands, or what holds it when it does not.

        Parameters
        ----------
        path : str or sequence of str and int
            As in `with_changes`.

        Returns
        -------
        int
            From 1.
        """
        return line_of(self._tree, steps_to(self._tree, path))

    def __repr__(self) -> str:
        def many(n: int, word: str) -> str:
            return f"{n} {word}{'' if n == 1 else 's'}"

        tables, purposes = len(self.resources), len(self.purposes)
        return (
            f"<Policy {listed([self.name])}: {many(tables, 'resource')}, "
            f"{many(purposes, 'purpose')}>"
        )


def _as_written(column: Field) -> dict[str, object]:
    """Return how coarsely purposes read a column, as plain values."""
    return {
        key: {"level": entry.level, "hierarchy": dict(entry.hierarchy)}
        for key, entry in column.generalised.items()
    }


def edit(
    path: str | os.PathLike[str], changes: Mapping[str | Sequence[str | int], object]
) -> Policy:
    """Change a policy file in place, and return the policy as it now stands.

    The changed policy is checked before anything is written; comments, order, quotes and
    alignment stay as they are.

    Parameters
    ----------
    path : path
        The policy file.
    changes : mapping
        Path -> value, as `Policy.with_changes` takes them.

    Returns
    -------
    Policy
        As the file now says it.

    Raises
    ------
    ParameterError
        A path that is not in the file.
    PolicyError
        The file is no policy, or would be none after the changes.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "datapackage.yaml"
    >>> _ = path.write_text('''
    ... name: shop
    ... privacy:
    ...   purposes:
    ...     care: {dpv: CustomerCare, legal_basis: eu-gdpr:A6-1-b}  # checked in May
    ... resources:
    ... - {name: clients, path: clients.csv}
    ... ''')
    >>> edit(path, {"privacy.purposes.care.owner": "Sales"}).purposes["care"].owner
    'Sales'
    >>> "# checked in May" in path.read_text()
    True
    """
    return Policy.load(path).with_changes(changes).save()
