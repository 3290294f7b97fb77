"""Secrets that another table of the same people holds: what the profile would let one guess."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from privlab.errors import ColumnError, ParameterError, SourceError, listed
from privlab.intrusiveness.inference._measure import measure_inference
from privlab.tables import Dimension, Roles, as_dataset

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from privlab._gate import Catalogue
    from privlab.intrusiveness.inference._result import InferenceResult
    from privlab.policy import Resource
    from privlab.tables import Dataset, Source

__all__ = ["guess_special_categories", "with_secrets"]

FOLDS = 3
MOST_ROWS = 5_000


def with_secrets(
    data: Source, *others: Source, secrets: Iterable[str] | None = None
) -> tuple[Dataset, tuple[str, ...]]:
    """Return a profile with the secrets that other tables hold of its people.

    Parameters
    ----------
    data : Dataset, or a frame or file that privlab.dataset takes
        The profile, with a person key and a population.
    *others : Dataset
        Tables of the same population, one row a person.
    secrets : list of str, optional
        By default the sensitive attributes of the other tables.

    Returns
    -------
    (Dataset, tuple of str)
        The people of the profile of whom one secret at least is held, and the secrets; as
        `measure_inference(made, secrets, known=data.columns without the key)` takes them.

    Raises
    ------
    ColumnError
        A table without person key or secret, or a secret that the profile holds itself.
    SourceError
        A table with several rows a person, or on another engine.
    ParameterError
        Tables of other people.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> clients = pd.DataFrame({"id": list("abc"), "town": list("xyx")})
    >>> survey = pd.DataFrame({"id": list("ab"), "faith": list("pq")})
    >>> key = {"person": "id", "population": "clients"}
    >>> made, secrets = with_secrets(
    ...     privlab.dataset(clients, **key), privlab.dataset(survey, sensitive=["faith"], **key)
    ... )
    >>> made.n_units, secrets
    (2, ('faith',))
    """
    import ibis

    data = as_dataset(data)
    person = _person(data, "the profile")
    wide = data.table
    found: dict[str, Dimension | None] = {}
    wanted = None if secrets is None else set(secrets)
    tables = [as_dataset(other) for other in others]
    for place, other in enumerate(tables):
        theirs_key, own = _person(other, "a table of secrets"), _secrets(data, other, wanted)
        _check_beside(data, other, own, [*data.columns, *found])
        key = f"privlab_key_{place}"
        theirs = other.table.select(
            **{key: other.table[theirs_key]}, **{c: other.table[c] for c in own}
        )
        wide = wide.left_join(theirs, wide[person] == theirs[key]).drop(key)
        found |= {c: (other.roles.dimensions or {}).get(c) for c in own}
    if not found:
        message = (
            "No secret is held elsewhere. Pass the tables that hold them, with sensitive=[...] in "
            "privlab.dataset."
        )
        raise ColumnError(message)
    wide = wide.filter(ibis.or_(*(wide[c].notnull() for c in found)))
    roles = data.roles
    dimensions: dict[str, Dimension | None] = {**(roles.dimensions or {}), **found}
    made = data.narrowed(
        wide,
        Roles(
            person=person,
            population=roles.population,
            quasi_identifiers=roles.quasi_identifiers,
            sensitive=tuple(found),
            dimensions=dimensions,
        ),
        selection=[("secrets", c) for c in found],
        origins=[origin for other in tables for origin in other.origins],
        as_of=data.as_of,
        opened=data.opened,
    )
    # over an expression of a user nothing is taken on trust
    whole = all(each.leaf is each.table for each in (data, *tables))
    return made if whole else replace(made, leaf=data.leaf), tuple(found)


def guess_special_categories(
    catalogue: Catalogue, data: Dataset, *, folds: int = FOLDS, max_rows: int = MOST_ROWS
) -> InferenceResult | None:
    """Measure what a profile lets one guess of the special categories that the company holds.

    Parameters
    ----------
    catalogue : Catalogue
        Tables of the same population with columns of special categories are opened as the
        assessment's own use, for a purpose that may read them; nobody is handed their rows.
    data : Dataset
        A profile that this catalogue opened, as it is or as it was treated.
    folds, max_rows : int
        See `inference`.

    Returns
    -------
    InferenceResult or None
        None where the policy holds no special category of these people in a table with one row
        each that a purpose may read.

    Raises
    ------
    ColumnError, ParameterError
        As `measure_inference`.

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
    ... '''
    >>> _ = (folder / "datapackage.yaml").write_text(written)
    >>> frame = pd.DataFrame({"id": ["a", "b"], "age": [40, 41]})
    >>> frame.to_csv(folder / "clients.csv", index=False)
    >>> lab = privlab.open(folder / "datapackage.yaml")
    >>> profile = lab.dataset("clients", purpose="care", actor="Sales")
    >>> guess_special_categories(lab.catalogue, profile) is None
    True
    """
    others = list(_tables_of_secrets(catalogue, data))
    special = [
        f.name for f in (data.opened.fields if data.opened is not None else ()) if f.is_special
    ]
    hidden = {data.roles.person, *data.roles.identifiers}
    if not others and not special:
        return None
    known = [c for c in data.columns if c not in hidden]
    made, secrets = (data, ()) if not others else with_secrets(data, *others)
    return measure_inference(
        made, secrets=[*special, *secrets], known=known, folds=folds, max_rows=max_rows
    )


def _tables_of_secrets(catalogue: Catalogue, data: Dataset) -> Iterator[Dataset]:
    """Yield the tables of the same people, each with the special categories that it holds."""
    held: set[str] = set(data.columns)
    for name, resource in catalogue.policy.resources.items():
        if resource.population is None or resource.population != data.roles.population:
            continue
        purpose = _purpose_of_secrets(catalogue, resource)
        if purpose is None or not catalogue.held(name).one_row_per_person:
            continue
        if not catalogue.admission(name, purpose=purpose).n_rows:
            continue
        own = tuple(
            column
            for column in resource.fields_for(purpose)
            if resource.fields[column].is_special and column not in held
        )
        if not own:
            continue
        beside = None if data.opened is None else data.opened.purpose
        view = catalogue.for_assessment(name, purpose=purpose, beside=beside)
        held |= set(own)
        yield replace(view, roles=replace(view.roles, sensitive=own))


def _purpose_of_secrets(catalogue: Catalogue, resource: Resource) -> str | None:
    """Return the first purpose that may read special categories of a table."""
    for key, purpose in resource.purposes.items():
        if purpose.reason_special is None or catalogue.policy.forbids(key) is not None:
            continue
        if any(resource.fields[c].is_special for c in resource.fields_for(key)):
            return key
    return None


def _person(data: Dataset, what: str) -> str:
    if data.roles.person is None or data.roles.population is None:
        message = (
            f"A table ({what}) has no person key or no population: its people cannot be found in "
            "another. Pass person= and population= to privlab.dataset."
        )
        raise ColumnError(message)
    return data.roles.person


def _secrets(data: Dataset, other: Dataset, wanted: set[str] | None) -> tuple[str, ...]:
    if wanted is None:
        return other.roles.sensitive
    hidden = {other.roles.person, data.roles.person}
    return tuple(c for c in other.columns if c in wanted and c not in hidden)


def _check_beside(data: Dataset, other: Dataset, own: tuple[str, ...], taken: list[str]) -> None:
    if other.roles.population != data.roles.population:
        message = (
            f"A table of secrets is of the population '{other.roles.population}' and the profile "
            f"of '{data.roles.population}'. Join tables of the same people."
        )
        raise ParameterError(message)
    mine, theirs = data.opened, other.opened
    if mine is not None and theirs is not None and mine.keyed != theirs.keyed:
        message = (
            f"The profile was opened for '{mine.purpose}' and a table of secrets for "
            f"'{theirs.purpose}': what is handed out for two purposes shares no key. Open both for "
            "one purpose, or measure with guess_special_categories(lab.catalogue, profile)."
        )
        raise ParameterError(message)
    if not other.one_row_per_person:
        message = (
            "A table of secrets has several rows a person. Make one of them first with "
            "derive_features(data, {...})."
        )
        raise SourceError(message)
    if other.connection is not data.connection:
        message = (
            "A table of secrets is on another engine than the profile. Open both with the same "
            "connection=."
        )
        raise SourceError(message)
    twice = [c for c in own if c in taken]
    if twice:
        message = (
            f"The profile or another table holds {listed(twice)} too: what is held is no secret. "
            "Rename the column, or leave it out of secrets=."
        )
        raise ColumnError(message)
