"""The measures that mitigate: what was applied, with its figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab.assessment.declared._titles import listed_columns, purpose_title
from privlab.assessment.declared._what import tables
from privlab.assessment.declared._why import assessed
from privlab.assessment.declared._words import facts, listing, table
from privlab.assessment.measured._comparison import comparison
from privlab.assessment.measured._treatment import treatment
from privlab.documents import Note, Paragraph, Points, blocks_of
from privlab.language import N_, counted, translate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlab.assessment._assessment import Assessment
    from privlab.documents import Block
    from privlab.results import Result

__all__ = ["Safeguard", "safeguards"]

ACCESS, MODIFICATION = 324, 334
BRIEFLY = ("k", "share_below_k", "share_unique", "prosecutor_highest", "prosecutor_average")


@dataclass(frozen=True)
class Safeguard:
    """A measure: its title, what it is made of, and which risks it lowers.

    `slug` is the kind by which the CNIL application knows it; `questions` are the lists of that
    file that name it.
    """

    title: str
    slug: str
    questions: tuple[int, ...]
    blocks: tuple[Block, ...]


def safeguards(assessment: Assessment, language: str) -> tuple[Safeguard, ...]:
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
        blocks = tuple(build(assessment, language))
        if blocks:
            made.append(Safeguard(translate(title, language), slug, questions, blocks))
    return tuple(made)


def _treatment(assessment: Assessment, language: str) -> Iterator[Block]:
    yield from treatment(assessment, language)
    compared = comparison(assessment, language, keys=BRIEFLY)
    if compared:
        yield from compared
        yield Note(
            translate(
                N_("These figures say how far people can be told apart; they are no verdict."),
                language,
            )
        )


def _noise(assessment: Assessment, language: str) -> Iterator[Block]:
    releases = _results(assessment, "release_")
    if releases:
        yield _releases(assessment, releases, language)
        assumed = dict.fromkeys(
            message.text(language) for result in releases for message in result.assumptions
        )
        if assumed:
            yield Points(translate(N_("What was assumed"), language), tuple(assumed))
    if assessment.budget:
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
                    listing(filter(None, (line.purpose, line.actor)), language)
                    if line.purpose or line.actor
                    else translate(N_("the whole"), language),
                    line.epsilon,
                    line.spent_epsilon,
                    line.delta,
                    line.spent_delta,
                )
                for line in assessment.budget
            ],
            language,
            right=(2, 3, 4, 5),
        )


def _releases(assessment: Assessment, releases: list[Result], language: str) -> Block:
    keys = dict.fromkeys(figure.key for result in releases for figure in result.figures)
    names = {f.key: f.label for result in releases for f in result.figures}
    rows = []
    for result in releases:
        by_key = {figure.key: figure for figure in result.figures}
        grouped = listed_columns(assessment, result.provenance.columns, language)
        whole = translate(N_("everyone"), language)
        rows.append(
            (
                grouped if result.provenance.columns else whole,
                *(by_key[key].text(language) if key in by_key else "—" for key in keys),
            )
        )
    return table(
        N_("Releases"),
        (N_("Grouped by"), *(names[key] for key in keys)),
        rows,
        language,
        right=range(1, len(keys) + 1),
    )


def _gate(assessment: Assessment, language: str) -> Iterator[Block]:
    purposes = assessed(assessment)
    if any(purpose.actors for purpose in purposes.values()):
        yield table(
            N_("Who may open the data"),
            (N_("Purpose"), N_("Roles")),
            [
                (
                    purpose_title(key, purpose.description, language),
                    listing(purpose.actors or (), language),
                )
                for key, purpose in purposes.items()
            ],
            language,
        )
    for result in _results(assessment, "admission"):
        # the title of the measure stands for that of the result
        yield from blocks_of(result, language, level=5)[1:]


def _register(assessment: Assessment, language: str) -> Iterator[Block]:
    if not assessment.head:
        return
    yield Paragraph(
        translate(
            N_(
                "Each entry of the register is sealed by the one before. Whoever keeps the head "
                "printed here can check later that no entry was changed or taken away."
            ),
            language,
        )
    )
    rows: list[tuple[str, object]] = [(N_("Head of the register"), assessment.head)]
    if assessment.uses:
        rows.append((N_("Uses written"), sum(assessment.uses.values())))
    yield facts(rows, language)


def _columns(assessment: Assessment, language: str) -> Iterator[Block]:
    held = [column for one in tables(assessment).values() for column in one.fields.values()]
    limited = [column for column in held if column.purposes and not column.forbidden]
    if not limited:
        return
    wanted = assessment.purpose
    if wanted is not None:
        own = sum(wanted in column.purposes for column in limited)
        shown = counted(
            "The purpose {purpose} sees {n} column of {all} declared in the tables that it reads.",
            "The purpose {purpose} sees {n} columns of {all} declared in the tables that it reads.",
            own,
            purpose=wanted,
            all=len(held),
        )
        yield Paragraph(shown.text(language))
    said = counted(
        "{n} declared column is seen only by the purposes that it serves, of {all} declared.",
        "{n} declared columns are seen only by the purposes that they serve, of {all} declared.",
        len(limited),
        all=len(held),
    )
    yield Paragraph(said.text(language))


def _results(assessment: Assessment, prefix: str) -> list[Result]:
    both = (*assessment.results, *assessment.released)
    return [result for result in both if result.provenance.measure.startswith(prefix)]
