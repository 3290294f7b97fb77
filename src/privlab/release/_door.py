"""The door: from the rows of a treatment to a release, or a refusal."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from privlab._checks import number
from privlab.anonymity import check_anonymity
from privlab.errors import InternalError, ParameterError
from privlab.language import N_, Message, counted
from privlab.release._counting import alone_on, recounted_k
from privlab.release._judging import Judged, judged_columns
from privlab.release._order import in_order
from privlab.release._release import Release
from privlab.results import Figure
from privlab.tables import Roles, bare, held_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import ibis.expr.types as ir
    import pyarrow as pa

    from privlab.anonymity import AnonymityCheck
    from privlab.release._treated import Treated
    from privlab.tables import Dataset

__all__ = ["let_out"]

COUNTED = {
    "people": ("{n} person", "{n} people"),
    "records": ("{n} record", "{n} records"),
}


def let_out(treated: Treated, *, keep: Iterable[str] = (), strict: float | None = None) -> Release:
    """Return what of a treated table may leave, checked again on the rows that do.

    Parameters
    ----------
    treated : Treated
    keep : list of str
        Columns that leave on the caller's word although the door would hold them back.
    strict : float, optional
        Largest share of the people (0 to 1) who may be alone on all that leaves.

    Raises
    ------
    ColumnError
        `keep` names what never leaves.
    ParameterError
        More people than `strict` allows are alone, or nothing would leave.
    InternalError
        The rows that leave do not keep what the treatment promises.
    """
    allowed = _share(strict)
    k = treated.k or treated.source.fewest_shown
    judged = judged_columns(treated, keep, k=k)
    named = {*judged.known, *judged.sensitive, *judged.ordinary, treated.pseudonym}
    columns = tuple(c for c in treated.source.columns if c in named)
    if not columns:
        message = (
            f"No column would leave: none was declared, or each was held back. {_said(judged)}"
        )
        raise ParameterError(message)
    counted_on = _narrowed(treated.data, columns)
    table, memory = _leaving_rows(treated.data, columns)
    check, own_k = _checked(treated, judged, counted_on, k)
    n_alone = alone_on(counted_on, [c for c in columns if c != treated.pseudonym])
    share = n_alone / counted_on.n_units
    if allowed is not None and share > allowed:
        message = (
            f"{share:.1%} of the {counted_on.unit} would be alone on all that leaves "
            f"({', '.join(columns)}), and strict={strict!r} allows at most {allowed:.1%}. Leave "
            "ordinary or sensitive columns out, coarsen further, or allow more."
        )
        raise ParameterError(message)
    unit = counted_on.unit
    return Release(
        figures=_figures(treated, own_k, n_alone, share, unit),
        assumptions=(
            *treated.assumptions,
            *_remarks(judged),
            *judged.left_behind.messages(),
            *(() if check is None else check.assumptions),
        ),
        provenance=treated.source.provenance(
            treated.measure,
            columns,
            **treated.parameters,
            keep=list(judged.kept),
            strict=allowed,
        ),
        data=_released(treated, judged, table, memory),
        check=check,
        left_behind=judged.left_behind,
        told=_told(treated, judged, own_k, n_alone, counted_on),
        recipe=treated.recipe,
        n_suppressed=treated.n_suppressed,
        n_unseen=treated.n_unseen,
        kept=judged.kept,
        remarks=tuple(_remarks(judged)),
        heading=N_("Treated table") if treated.pseudonym is None else N_("Pseudonymised"),
    )


def _share(strict: float | None) -> float | None:
    of = "the largest share of the people who may be alone on all that leaves,"
    return None if strict is None else number("strict", strict, "[0, 1]", of=of)


def _said(judged: Judged) -> str:
    return " ".join(message.text("en") for message in judged.left_behind.messages())


def _narrowed(data: Dataset, columns: tuple[str, ...]) -> Dataset:
    """Return the person key and the columns that leave, for counting."""
    person = data.roles.person
    names = [*(() if person is None or person in columns else (person,)), *columns]
    memory = None if data.memory is None else data.memory.select(names)
    return dataclasses.replace(
        data,
        table=data.table.select(*names),
        memory=memory,
        index=None,
        roles=Roles(person=person),
        _memory_of={},
    )


def _checked(
    treated: Treated, judged: Judged, counted_on: Dataset, k: int
) -> tuple[AnonymityCheck | None, int | None]:
    """Return the check and the k over all quasi-identifiers that leave, counted in two ways."""
    if treated.pseudonym is not None or not judged.known:
        return None, None
    missing = treated.missing
    promised = tuple(c for c in treated.known if c in judged.known)
    check = treated.check
    if check is None:
        judging = promised if treated.promises else judged.known
        judging_data = dataclasses.replace(
            counted_on,
            roles=dataclasses.replace(counted_on.roles, sensitive=judged.sensitive),
            _memory_of={},
        )
        check = check_anonymity(judging_data, quasi_identifiers=judging, k=k, missing=missing)
    found = check.k if missing == "own" else check.figure("k_candidates").value
    again = recounted_k(counted_on, check.quasi_identifiers, missing=missing)
    # of wildcards only the rarest combinations are counted again
    agree = again == found or (missing != "own" and found is not None and again >= found)
    if not agree or (treated.k is not None and again < treated.k):
        message = "the rows that leave do not keep the k that was counted; nothing is returned"
        raise InternalError(message)
    if set(judged.known) == set(check.quasi_identifiers):
        return check, None if found is None else int(found)
    return check, recounted_k(counted_on, judged.known, missing=missing)


def _figures(
    treated: Treated, own_k: int | None, n_alone: int, share: float, unit: str
) -> tuple[Figure, ...]:
    figures = []
    if treated.pseudonym is None:
        reason = Message("no quasi-identifier leaves")
        figures.append(
            Figure(
                "k",
                own_k,
                unit,
                N_("Smallest class (k) over the quasi-identifiers")
                if treated.missing == "own"
                else N_("Smallest candidate set over the quasi-identifiers (k)"),
                reason=reason if own_k is None else None,
            )
        )
    figures += [
        Figure("alone", n_alone, unit, N_("Alone on all that leaves")),
        Figure("share_alone", share, "share", N_("Share of those alone on all that leaves")),
    ]
    checked = () if treated.check is None else treated.check.figures
    first: dict[tuple[str, str], Figure] = {}
    for figure in (*figures, *treated.figures, *checked):
        first.setdefault((figure.key, figure.column), figure)
    return tuple(first.values())


def _told(
    treated: Treated, judged: Judged, own_k: int | None, n_alone: int, counted_on: Dataset
) -> Message:
    if treated.pseudonym is not None:
        return Message("personal data")
    one, more = COUNTED[counted_on.unit]
    alone = {"alone": n_alone, "all": counted(one, more, counted_on.n_units)}
    if own_k is None:
        return Message(
            "no quasi-identifier leaves, so no k; alone on all that leaves: {alone} of {all}", alone
        )
    n = len(judged.known)
    known = counted("{n} quasi-identifier", "{n} quasi-identifiers", n)
    if treated.missing != "own":
        return Message(
            "k = {k} over {known}, a missing value standing for any; alone on all that leaves: "
            "{alone} of {all}",
            {"k": own_k, "known": known, **alone},
        )
    return Message(
        "k = {k} over {known}; alone on all that leaves: {alone} of {all}",
        {"k": own_k, "known": known, **alone},
    )


def _remarks(judged: Judged) -> Iterator[Message]:
    if judged.kept:
        yield Message("Kept on the caller's word: {columns}.", {"columns": ", ".join(judged.kept)})
    yield from (
        Message(
            "{column} leaves as an ordinary column and looks like a quasi-identifier: {what}.",
            {"column": column, "what": what},
        )
        for column, what in judged.alike.items()
    )


def _released(
    treated: Treated, judged: Judged, table: ir.Table, memory: pa.Table | None
) -> Dataset:
    """Return the table that leaves, as a dataset with the roles of what it holds."""
    dimensions = treated.source.roles.dimensions
    leaves = {*judged.known, *judged.sensitive, *judged.ordinary}
    roles = Roles(
        person=treated.pseudonym,
        quasi_identifiers=judged.known,
        sensitive=judged.sensitive,
        ordinary=judged.ordinary,
        dimensions=None
        if dimensions is None
        else {c: d for c, d in dimensions.items() if c in leaves},
    )
    made = treated.data.replaced(table, memory, how=["released"])
    # rows held here are a table of their own, which leads back to no other
    leaf = made.leaf if memory is None or made.leaf is table else None
    return dataclasses.replace(made, roles=roles, index=None, leaf=leaf)


def _leaving_rows(data: Dataset, columns: Sequence[str]) -> tuple[ir.Table, pa.Table | None]:
    """Return the columns sorted by all of their values, bare: on its engine, and held here.

    Rows that are equal on all that leaves cannot be told apart, so their order says nothing of
    the order in which they came.
    """
    names = list(columns)
    if data.memory is None:
        return data.table.select(*names).order_by(names), None
    rows = in_order(bare(data.memory.select(names)))
    return held_rows(rows), rows
