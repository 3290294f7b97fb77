"""Which columns of a treated table leave, and why each of the others stays behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab.detection import CONCEPTS, OWN_VALUE, look_at
from privlab.errors import ColumnError, listed
from privlab.language import Message, Share
from privlab.release._fixing import fixed_by
from privlab.release._left_behind import LeftBehind
from privlab.release._telling import nested_columns, own_values
from privlab.tables import check_present, names_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from privlab.release._fixing import Told
    from privlab.release._treated import Treated
    from privlab.tables import Dataset

__all__ = ["Judged", "judged_columns"]


@dataclass(frozen=True)
class Judged:
    """What leaves and what does not.

    Attributes
    ----------
    known, sensitive, ordinary : tuple of str
        The columns that leave, by the role that they have in the release.
    kept : tuple of str
        Those of them that leave on the caller's word alone.
    alike : mapping of column to Message
        Ordinary columns that look like a quasi-identifier, and what of.
    left_behind : LeftBehind
    """

    known: tuple[str, ...]
    sensitive: tuple[str, ...]
    ordinary: tuple[str, ...]
    kept: tuple[str, ...]
    alike: Mapping[str, Message]
    left_behind: LeftBehind


def judged_columns(treated: Treated, keep: Iterable[str], *, k: int) -> Judged:
    """Judge every column of a treated table.

    Parameters
    ----------
    treated : Treated
    keep : list of str
        Columns that leave on the caller's word.
    k : int
        People of a class among whom a shared value tells what is hidden.

    Raises
    ------
    ColumnError
        `keep` names a column that is not there, the person key or a declared identifier; or a k
        was promised over one of those.
    """
    source, roles = treated.source, treated.source.roles
    _check_promised(treated)
    kept = _kept(keep, source, treated.pseudonym)
    reasons = _named_people(treated, kept)
    unjudged = [c for c in roles.quasi_identifiers if c not in treated.known and treated.promises]
    for column in unjudged:
        if column not in kept:
            reasons[column] = Message("a quasi-identifier that the treatment did not judge")
    exempt = {*kept, *reasons, *(treated.known if treated.promises else ()), treated.pseudonym}
    reasons |= _telling(treated, [c for c in source.columns if c not in exempt], k)
    declared = {*roles.declared, *treated.known, treated.pseudonym}
    passing = [c for c in source.columns if c not in {*declared, *kept, *reasons}]
    undeclared = Message("no role was declared; ordinary= lets it pass")
    reasons |= dict.fromkeys(passing, undeclared)
    leaves = [c for c in source.columns if c not in reasons]
    pseudonym = treated.pseudonym
    wanted = {*treated.known, *roles.quasi_identifiers} - {pseudonym}
    known = tuple(c for c in leaves if c in wanted)
    sensitive = tuple(c for c in leaves if c in roles.sensitive and c not in known)
    ordinary = tuple(c for c in leaves if c not in {*known, *sensitive, pseudonym})
    return Judged(
        known,
        sensitive,
        ordinary,
        kept,
        {c: what for c, what in _looks(source, "quasi_identifier").items() if c in ordinary},
        LeftBehind({c: reasons[c] for c in source.columns if c in reasons}, tuple(passing)),
    )


def _kept(keep: Iterable[str], source: Dataset, pseudonym: str | None) -> tuple[str, ...]:
    kept = names_of("keep", keep)
    roles = source.roles
    for column in kept:
        check_present(column, source.columns, "keep=")
        if column in {roles.person, *roles.identifiers} - {pseudonym}:
            what = "the person key" if column == roles.person else "declared as an identifier"
            message = (
                f"keep= names '{listed([column])}', which is {what}: it never leaves. Take it out "
                "of keep=; to hand out a key that names nobody, use privlab.Pseudonymiser."
            )
            raise ColumnError(message)
    return tuple(dict.fromkeys(kept))


def _check_promised(treated: Treated) -> None:
    """Refuse a k over columns that never leave: it would be about another table."""
    roles = treated.source.roles
    for column in treated.known if treated.promises else ():
        if column in {roles.person, *roles.identifiers}:
            what = "the person key" if column == roles.person else "declared as an identifier"
            message = (
                f"'{listed([column])}' is treated as a quasi-identifier and is {what}, which never "
                "leaves. Declare it in quasi_identifiers=, or take it out of the treatment."
            )
            raise ColumnError(message)


def _named_people(treated: Treated, kept: Sequence[str]) -> dict[str, Message]:
    """Return the reasons of the declared identifiers, the person key and nested columns."""
    source = treated.source
    roles = source.roles
    reasons = {c: Message("declared as an identifier") for c in roles.identifiers}
    if roles.person is not None:
        reasons[roles.person] = Message("the person key")
    if treated.pseudonym is not None:
        reasons.pop(treated.pseudonym, None)
    for column in nested_columns(source, source.columns):
        if column not in kept:
            reasons.setdefault(column, Message("nested values or bytes cannot be judged"))
    return reasons


def _telling(treated: Treated, columns: Sequence[str], k: int) -> dict[str, Message]:
    """Return the columns that name people, tell them apart, or tell what the treatment hides."""
    looks = _looks(treated.source, "direct_identifier")
    reasons = {
        column: Message("it looks like a direct identifier: {what}", {"what": looks[column]})
        for column in columns
        if column in looks
    }
    left = [column for column in columns if column not in reasons]
    for column, share in own_values(treated.data, left).items():
        reasons[column] = Message(
            "text or a code that tells {share} of the people apart", {"share": Share(share)}
        )
    left = [c for c in left if c not in reasons and c not in {*treated.known, *treated.originals}]
    if treated.originals and left:
        told = fixed_by(
            treated.data,
            left,
            originals=treated.originals,
            k=k,
            secrets=treated.source.roles.sensitive,
        )
        reasons |= {column: _reason(each, k) for column, each in told.items()}
    return reasons


def _reason(told: Told, k: int) -> Message:
    if told.how == "fixes":
        return Message(
            "where {k} people share its value it fixes the hidden {column} of {share} of them all",
            {"k": k, "column": told.hidden, "share": Share(told.share)},
        )
    if told.how == "gives back":
        return Message("it gives back the hidden {column}", {"column": told.hidden})
    return Message(
        "it follows from the hidden {column} and tells more of it than what leaves",
        {"column": told.hidden},
    )


def _looks(source: Dataset, role: str) -> dict[str, Message]:
    """Return the columns that detection takes for a role, and what it takes them for."""
    guesses = source.once("what each column looks like", lambda: look_at(source))
    # values alone that differ in every row: the door counts them itself, and spares amounts
    return {
        column: Message(CONCEPTS[guess.concept].label)
        for column, guess in guesses.items()
        if CONCEPTS[guess.concept].role == role and guess.evidence != (OWN_VALUE,)
    }
