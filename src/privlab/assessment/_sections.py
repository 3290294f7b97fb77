"""The body of the report: which result stands in which section of the EDPB's order."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from privlab import display
from privlab.documents import Heading, Note, Paragraph, Table, blocks_of
from privlab.language import N_, Message, Share, format_value, translate
from privlab.tables import ROLE_LABELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from privlab.documents import Block
    from privlab.results import Result

__all__ = ["sections"]

# (section of the EDPB template, its title, the measures that stand there)
PLAN = (
    ("1.1.a", N_("Processed personal data"), ("take_inventory",)),
    ("3.1", N_("Impacts inherent in the design"), ("measure_intrusiveness",)),
    ("4.1", N_("Illegitimate access: who could be recognised"), ("check_anonymity", "score_risk")),
)
AFTER = ("4.2", N_("Mitigating measures and residual risk"))
METHOD = N_("Method and limits")


def sections(
    results: Iterable[Result],
    released: Iterable[Result],
    language: str,
) -> Iterator[Block]:
    """Yield the blocks of each section that has something to say."""
    results, released = tuple(results), tuple(released)
    for number, title, measures in PLAN:
        own = [result for result in results if result.provenance.measure in measures]
        if own:
            yield Heading(f"{number} {translate(title, language)}", 2, f"s{number}")
        for result in own:
            yield from blocks_of(result, language, level=3)
            if result.provenance.measure == "take_inventory":
                yield _columns_held(result, language)
            if result.provenance.measure == "measure_intrusiveness":
                yield _columns_known(result, language)
    if released:
        number, title = AFTER
        yield Heading(f"{number} {translate(title, language)}", 2, f"s{number}")
        yield _comparison(results, released, language)
    yield Heading(translate(METHOD, language), 2)
    for sentence in _method():
        yield Paragraph(sentence.text(language))
    yield Note(
        translate(
            N_(
                "Figures are exact counts; they are not differentially private and are meant for "
                "the people in charge of this assessment."
            ),
            language,
        )
    )


def _columns_held(result: Result, language: str) -> Table:
    held = result.columns  # type: ignore[attr-defined]
    rows = [
        (
            row.column,
            translate(ROLE_LABELS[row.role], language),
            display.dimension_label(row.dimension, language)
            if isinstance(row.dimension, str)
            else "—",
            format_value(_or_none(row.sensitivity), language),
            format_value(Share(row.missing), language),
        )
        for row in held.itertuples()
    ]
    names = (N_("Column"), N_("Role"), N_("Life dimension"), N_("Sensitivity"), N_("Missing"))
    return Table(
        caption=translate(N_("The columns held"), language),
        columns=tuple(translate(name, language) for name in names),
        rows=tuple(rows),
        alignments=("left", "left", "left", "right", "right"),
    )


def _columns_known(result: Result, language: str) -> Table:
    known = result.columns.sort_values("share", ascending=False)  # type: ignore[attr-defined]
    rows = [
        (
            row.column,
            format_value(float(row.bits), language),
            format_value(float(row.share), language),
        )
        for row in known.itertuples()
    ]
    names = (N_("Column"), N_("Bits, alone"), N_("What the score loses without it"))
    return Table(
        caption=translate(N_("What each column adds"), language),
        columns=tuple(translate(name, language) for name in names),
        rows=tuple(rows),
        alignments=("left", "right", "right"),
    )


def _comparison(results: tuple[Result, ...], released: tuple[Result, ...], language: str) -> Table:
    before = {
        (result.provenance.measure, figure.key): figure
        for result in results
        for figure in result.figures
    }
    rows = []
    for result in released:
        for figure in result.figures:
            held = before.get((result.provenance.measure, figure.key))
            if held is not None and held.value is not None and figure.value is not None:
                rows.append((figure.name(language), held.text(language), figure.text(language)))
    names = (N_("Measured"), N_("Before"), N_("After"))
    return Table(
        caption=translate(N_("Before and after the treatment"), language),
        columns=tuple(translate(name, language) for name in names),
        rows=tuple(rows),
        alignments=("left", "right", "right"),
    )


def _method() -> Iterator[Message]:
    yield Message(
        "Every figure was measured on the data by privlab; the assumptions and the provenance of "
        "each stand beside it. A figure is evidence, never the verdict: severity, likelihood and "
        "acceptability are judged by people."
    )
    yield Message(
        "What was not measured is said to be not assessed and is never counted as good. The bench "
        "guards against honest mistakes; it does not stop someone who has access to the files."
    )


def _or_none(value: object) -> float | None:
    return float(value) if isinstance(value, float) and not math.isnan(value) else None
