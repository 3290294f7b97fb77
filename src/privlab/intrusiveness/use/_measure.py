"""What is done with the data of each person: the use axis."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab import _traces as traces
from privlab.errors import ParameterError, PolicyError, did_you_mean, listed
from privlab.intrusiveness.knowledge._people import figures_beyond
from privlab.intrusiveness.use._promises import presence_of_people, worst_recipient
from privlab.intrusiveness.use._result import UseResult
from privlab.intrusiveness.use._signals import (
    SIGNALS,
    check_weights,
    contact_pressure,
    noisy_or,
    overdue_retention,
    purposes_of_data,
    use_bits,
)
from privlab.language import N_, Message
from privlab.results import Figure
from privlab.tables import fetch

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import ibis.expr.types as ir
    import pandas as pd
    from numpy.typing import NDArray

    from privlab._gate import Catalogue, Held
    from privlab.results import Provenance

__all__ = ["measure_use"]

YEAR = 365
_MONTH = 365.25 / 12


def measure_use(
    catalogue: Catalogue,
    *,
    population: str | None = None,
    weights: Mapping[str, float] | None = None,
    half: float | None = None,
    campaign: str | None = None,
) -> UseResult:
    """Measure what is done with the data of each person of a population.

    Parameters
    ----------
    catalogue : Catalogue
        The policy says where contacts, objections, scores and decisions are recorded.
    population : str, optional
        By default that of the contacts.
    weights : mapping of signal to float, optional
        From 0 to below 1, over the `use_weights` of the policy, over `USE_WEIGHTS`: a choice of
        policy, not a measurement.
    half : float, optional
        Contacts in the year that weigh one half; the `use_half` of the policy by default.
    campaign : str, optional
        The column of the contacts that names a campaign; by default the one that the policy
        names. Without any, mailing across the group is not assessed.

    Returns
    -------
    UseResult

    Raises
    ------
    ParameterError
        No catalogue, a signal or a weight that is not allowed, or a column that is not there.
    PolicyError
        The population is not that of any table with a person key.

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
    ... '''
    >>> _ = (folder / "datapackage.yaml").write_text(written)
    >>> pd.DataFrame({"id": ["a", "b"]}).to_csv(folder / "clients.csv", index=False)
    >>> lab = privlab.open(folder / "datapackage.yaml")
    >>> measure_use(lab.catalogue, population="clients").use
    0.0
    """
    _check_catalogue(catalogue)
    policy = catalogue.policy
    chosen = check_weights(weights, policy.use_weights)
    half = policy.use_half if half is None else half
    contact_pressure(0, half)
    _check_campaign(catalogue, campaign)
    record = policy.records.contacts
    if campaign is None and record is not None:
        campaign = record.campaign
    name = _population(catalogue, population)
    keys, presence = presence_of_people(catalogue, name)
    held, n_people = keys.held, len(keys.held)
    counts = {
        signal: None if told is None else _counts(catalogue, told, held)
        for signal, told in _traces(catalogue, campaign).items()
    }
    overdue = np.zeros(n_people)
    for table in presence:
        late = traces.overdue_days(catalogue, table)
        if late is not None:
            overdue = np.maximum(overdue, _counts(catalogue, late, held))
    purposes, recipients, sold = worst_recipient(catalogue, presence)
    signals: dict[str, NDArray[np.float64] | None] = {
        signal: None if own is None else (own > 0).astype(float) for signal, own in counts.items()
    }
    contacts = counts["contacts"]
    signals["contacts"] = None if contacts is None else contact_pressure(contacts, half)
    signals["purposes"] = purposes_of_data(purposes)
    signals["recipients"] = recipients
    signals["overdue"] = overdue_retention(overdue / _MONTH)
    signals["sale"] = sold
    assessed = {s: own for s in SIGNALS if (own := signals[s]) is not None}
    of_people = noisy_or(assessed, chosen)
    frame = _frame(signals, assessed, chosen)
    concerned = {s: int((own > 0).sum()) for s, own in assessed.items()}
    for_sale = bool(policy.recipients_of("SellDataToThirdParties"))
    uncounted = for_sale and not concerned["sale"]
    if uncounted:
        frame.loc[frame["signal"] == "sale", "people"] = None
    return UseResult(
        figures=tuple(_figures(of_people, concerned, policy.thresholds.k, uncounted=uncounted)),
        assumptions=tuple(
            _assumptions(
                chosen,
                half,
                [s for s in SIGNALS if s not in assessed],
                [s for s in policy.use_weights if s not in (weights or {})],
            )
        ),
        provenance=_provenance(catalogue, presence, name, chosen, half),
        use=float(of_people.mean()),
        signals=frame,
        _people=_people(of_people, assessed),
        _keys=keys,
        _of_people=of_people,
    )


def _check_catalogue(catalogue: object) -> None:
    from privlab._gate import Catalogue

    if not isinstance(catalogue, Catalogue):
        message = (
            f"measure_use() reads a Catalogue, not {type(catalogue).__name__}: what is done with "
            "people's data stands in the policy and in the tables of contacts, scores and "
            "decisions. Pass measure_use(privlab.open('datapackage.yaml').catalogue)."
        )
        raise ParameterError(message)


def _traces(company: Held, campaign: str | None) -> dict[str, ir.Table | None]:
    return {
        "contacts": traces.contacts_of_people(company, YEAR),
        "after_objection": traces.late_contacts(company),
        "automated": traces.decided_by_machine(company),
        "undocumented": traces.scored_without_sheet(company),
        "cross_group": traces.solicited_by_several(company, campaign, YEAR),
    }


def _counts(company: Held, told: ir.Table, held: pd.Index) -> NDArray[np.float64]:
    rows = fetch(told.select("who", "n"), company.connection).to_pandas()
    found = rows.set_index("who")["n"].reindex(held)
    return np.asarray(found.fillna(0), dtype=np.float64)


def _population(company: Held, population: str | None) -> str:
    known = {
        r.population
        for r in company.policy.resources.values()
        if r.population is not None and r.person is not None
    }
    if population is None:
        record = company.policy.records.contacts
        population = None if record is None else company.resource(record.table).population
    if population is None:
        message = (
            f"{company.policy.path.name} does not say where contacts are recorded. Pass "
            f"population=, one of: {listed(sorted(known))}."
        )
        raise PolicyError(message)
    if population not in known:
        message = (
            f"{company.policy.path.name} has no table with a person key of the population "
            f"'{population}'. {did_you_mean(str(population), [k for k in known if k])}"
        )
        raise PolicyError(message)
    return population


def _check_campaign(company: Held, campaign: str | None) -> None:
    record = company.policy.records.contacts
    if campaign is None or record is None:
        return
    columns = company.held(record.table).columns
    if campaign not in columns:
        message = (
            f"campaign= names '{campaign}', which is no column of '{record.table}'. "
            f"{did_you_mean(campaign, columns)}"
        )
        raise ParameterError(message)


def _frame(
    signals: Mapping[str, NDArray[np.float64] | None],
    assessed: Mapping[str, NDArray[np.float64]],
    weights: Mapping[str, float],
) -> pd.DataFrame:
    import pandas as pd

    bits = use_bits(assessed, weights)
    rows = []
    for signal in SIGNALS:
        own = signals[signal]
        rows.append(
            {
                "signal": signal,
                "weight": weights[signal],
                "people": None if own is None else int((own > 0).sum()),
                "mean": None if own is None else float(own.mean()),
                "bits": None if own is None else float(bits[signal].mean()),
            }
        )
    return pd.DataFrame(rows)


def _figures(
    of_people: NDArray[np.float64],
    concerned: Mapping[str, int],
    fewest_shown: int,
    *,
    uncounted: bool,
) -> Iterator[Figure]:
    yield Figure("use", float(of_people.mean()), "score", N_("Use"))
    yield from figures_beyond(
        "use",
        (
            N_("Use, median person"),
            N_("Use, 5% most exposed: from"),
            N_("Use, 1% most exposed: from"),
        ),
        len(of_people),
        lambda share: float(np.quantile(of_people, share)),
        fewest_shown=fewest_shown,
    )
    for signal, n in concerned.items():
        key = f"people_{signal}"
        if signal == "sale" and uncounted:
            reason = Message("a sale is declared, and no column of these people for it")
            yield Figure(key, None, "people", SIGNALS[signal], reason=reason)
        else:
            yield Figure(key, n, "people", SIGNALS[signal])


def _assumptions(
    weights: Mapping[str, float], half: float, missing: list[str], promised: list[str]
) -> Iterator[Message]:
    yield Message("The weights of the signals are a choice of policy, not a measurement.")
    yield from (
        Message("Weighed as the policy says: {what}.", {"what": Message(SIGNALS[s])})
        for s in promised
    )
    yield Message("{n} contacts in a year weigh one half.", {"n": half})
    off = [s for s in SIGNALS if weights[s] == 0]
    yield from (Message("Not assessed: {what}.", {"what": Message(SIGNALS[s])}) for s in missing)
    yield from (Message("Of no weight: {what}.", {"what": Message(SIGNALS[s])}) for s in off)


def _provenance(
    company: Held,
    presence: Mapping[str, object],
    name: str,
    weights: Mapping[str, float],
    half: float,
) -> Provenance:
    first = next(iter(presence))
    return company.held(first).provenance(
        "use", [], population=name, tables=list(presence), weights=dict(weights), half=half
    )


def _people(
    of_people: NDArray[np.float64], assessed: Mapping[str, NDArray[np.float64]]
) -> pd.DataFrame:
    import pandas as pd

    # without their keys, and in an order that says nothing of them
    frame = pd.DataFrame({"use": of_people, **assessed})
    return frame.sort_values(list(frame.columns), ascending=False, ignore_index=True)
