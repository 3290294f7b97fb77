"""The measures that mitigate: what was applied, with its figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab._documents import Points, blocks_of
from privlab.assessment._saying import facts, listing, note, paragraph, table
from privlab.assessment.declared._what import tables
from privlab.assessment.declared._why import assessed
from privlab.assessment.declared._words import listed_columns, purpose_title
from privlab.assessment.measured._treatment import comparison, treatment
from privlab.language import N_, Message, counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlab._documents import Block
    from privlab.assessment._dossier import Dossier
    from privlab.language import Text
    from privlab.results import Result

__all__ = ["Safeguard", "safeguards"]

ACCESS, MODIFICATION = 324, 334


@dataclass(frozen=True)
class Safeguard:
    """A measure: its title, what it is made of, and which risks it lowers.

    `slug` is the kind by which the CNIL application knows it; `questions` are the lists of that
    file that name it.
    """

    title: Text
    slug: str
    questions: tuple[int, ...]
    blocks: tuple[Block, ...]


def safeguards(dossier: Dossier) -> tuple[Safeguard, ...]:
    """Return the measures of which something is known."""
    kinds = (
        (N_("Treatment of what is released"), "PIA_TEC_ANO", (ACCESS,), _treatment),
        (N_("Release with differential privacy"), "PIA_TEC_ANO", (ACCESS,), _noise),
        (N_("Opening for a declared purpose"), "PIA_TEC_CTLA", (ACCESS,), _gate),
        (N_("Register of uses and releases"), "PIA_TEC_LOG", (ACCESS, MODIFICATION), _register),
        (N_("Columns limited to their purposes"), "PIA_TEC_MINI", (ACCESS,), _columns),
    )
    made = []
    for title, slug, questions, build in kinds:
        blocks = tuple(build(dossier))
        if blocks:
            made.append(Safeguard(Message(title), slug, questions, blocks))
    return tuple(made)


def _treatment(dossier: Dossier) -> Iterator[Block]:
    yield from treatment(dossier)
    compared = comparison(dossier, briefly=True)
    if compared:
        yield from compared
        yield note(N_("These figures say how far people can be told apart; they are no verdict."))


def _noise(dossier: Dossier) -> Iterator[Block]:
    releases = _results(dossier, "noise")
    if releases:
        yield _releases(dossier, releases)
        assumed = tuple(message for result in releases for message in result.assumptions)
        if assumed:
            yield Points(Message("What was assumed"), assumed)
    if dossier.budget:
        yield table(
            N_("Privacy budget of each population"),
            (
                N_("Population"),
                N_("Share for"),
                N_("Epsilon allowed"),
                N_("Epsilon spent"),
                N_("Delta allowed"),
                N_("Delta spent"),
            ),
            [
                (
                    line.population,
                    listing(filter(None, (line.purpose, line.actor)))
                    if line.purpose or line.actor
                    else Message("the whole"),
                    line.epsilon,
                    line.spent_epsilon,
                    line.delta,
                    line.spent_delta,
                )
                for line in dossier.budget
            ],
            right=(2, 3, 4, 5),
        )


def _releases(dossier: Dossier, releases: list[Result]) -> Block:
    keys = dict.fromkeys(figure.key for result in releases for figure in result.figures)
    names = {f.key: f.label for result in releases for f in result.figures}
    rows = []
    for result in releases:
        by_key = {figure.key: figure for figure in result.figures}
        grouped = listed_columns(dossier, result.provenance.columns)
        whole = Message("everyone")
        rows.append(
            (
                grouped if result.provenance.columns else whole,
                *(by_key.get(key, "—") for key in keys),
            )
        )
    return table(
        N_("Releases"),
        (N_("Grouped by"), *(names[key] for key in keys)),
        rows,
        right=range(1, len(keys) + 1),
    )


def _gate(dossier: Dossier) -> Iterator[Block]:
    purposes = assessed(dossier)
    if any(purpose.actors for purpose in purposes.values()):
        yield table(
            N_("Who may open the data"),
            (N_("Purpose"), N_("Roles")),
            [
                (purpose_title(dossier, key), listing(purpose.actors or ()))
                for key, purpose in purposes.items()
            ],
        )
    for result in _results(dossier, "gate"):
        # the title of the measure stands for that of the result
        yield from blocks_of(result, level=5)[1:]


def _register(dossier: Dossier) -> Iterator[Block]:
    if not dossier.head:
        return
    yield paragraph(
        N_(
            "Each entry of the register is sealed by the one before. Whoever keeps the head "
            "printed here can check later that no entry was changed or taken away."
        ),
    )
    rows: list[tuple[str, object]] = [(N_("Head of the register"), dossier.head)]
    if dossier.uses:
        rows.append((N_("Uses written"), sum(dossier.uses.values())))
    yield facts(rows)


def _columns(dossier: Dossier) -> Iterator[Block]:
    held = [column for one in tables(dossier).values() for column in one.fields.values()]
    limited = [column for column in held if column.purposes and not column.forbidden]
    if not limited:
        return
    wanted = dossier.purpose
    if wanted is not None:
        own = sum(wanted in column.purposes for column in limited)
        shown = counted(
            "The purpose {purpose} sees {n} column of {all} declared in the tables that it reads.",
            "The purpose {purpose} sees {n} columns of {all} declared in the tables that it reads.",
            own,
            purpose=wanted,
            all=len(held),
        )
        yield paragraph(shown)
    said = counted(
        "{n} declared column is seen only by the purposes that it serves, of {all} declared.",
        "{n} declared columns are seen only by the purposes that they serve, of {all} declared.",
        len(limited),
        all=len(held),
    )
    yield paragraph(said)


def _results(dossier: Dossier, part: str) -> list[Result]:
    return [r for r in (*dossier.results, *dossier.released) if r.point == part]
