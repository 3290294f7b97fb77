"""The first page: the figures that a reader must not miss, each with what it means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.documents import KeyFigures, finding_block, key_figure, not_assessed_points
from privlab.language import Message, Share, counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from privlab.documents import Block
    from privlab.results import Figure, Finding, Result

__all__ = ["first_page"]


def first_page(
    results: Iterable[Result],
    released: Iterable[Result],
    findings: Iterable[Finding],
    language: str,
) -> Iterator[Block]:
    """Yield the blocks of the first page: key figures, findings, what was not assessed."""
    results = tuple(results)
    items = tuple(
        key_figure(figure, sentence.text(language), language)
        for figure, sentence in _sentences(results, tuple(released))
    )
    if items:
        yield KeyFigures(items)
    for finding in findings:
        yield finding_block(finding, language)
    unknown = not_assessed_points(results, language)
    if unknown is not None:
        yield unknown


def _sentences(
    results: tuple[Result, ...], released: tuple[Result, ...]
) -> Iterator[tuple[Figure, Message]]:
    figures = _by_measure(results)
    after = _by_measure(released)
    known = _known_columns(results)
    k = figures.get(("check_anonymity", "k"))
    if k is not None:
        yield k, _k_sentence(int(k.value or 0), known)
    unique = figures.get(("score_risk", "share_unique"))
    if unique is not None:
        yield unique, _unique_sentence(figures["score_risk", "n_unique"])
    average = figures.get(("score_risk", "prosecutor_average"))
    if average is not None:
        yield (
            average,
            Message("Someone who knows these columns would recognise this share on average."),
        )
    bits = figures.get(("measure_intrusiveness", "bits"))
    if bits is not None:
        yield bits, _bits_sentence(bits, results)
    knowledge = figures.get(("measure_intrusiveness", "knowledge"))
    if knowledge is not None and knowledge.value is not None:
        yield (
            knowledge,
            Message(
                "0 when nothing is known in any of the ten life dimensions, 1 when everything is."
            ),
        )
    left = after.get(("score_risk", "share_unique"))
    if left is not None and unique is not None and unique.value is not None:
        before = {"before": Share(unique.value)}
        yield left, Message("What is left after the treatment; {before} before.", before)


def _known_columns(results: Iterable[Result]) -> str:
    for result in results:
        if result.provenance.measure == "check_anonymity":
            return ", ".join(result.provenance.columns)
    return ""


def _by_measure(results: Iterable[Result]) -> dict[tuple[str, str], Figure]:
    return {
        (result.provenance.measure, figure.key): figure
        for result in results
        for figure in result.figures
    }


def _k_sentence(k: int, columns: str) -> Message:
    if k == 1:
        return Message(
            "At least one is alone with these values: whoever knows {columns} recognises that one.",
            {"columns": columns},
        )
    return counted(
        "By {columns}, everyone looks like at least {n} other.",
        "By {columns}, everyone looks like at least {n} others.",
        k - 1,
        columns=columns,
    )


def _unique_sentence(unique: Figure) -> Message:
    n = int(unique.value or 0)
    if n == 0:
        return Message("Nobody is alone with these values.")
    if unique.unit == "people":
        return counted(
            "{n} person is alone with these values.", "{n} people are alone with these values.", n
        )
    return counted(
        "{n} record is alone with these values.", "{n} records are alone with these values.", n
    )


def _bits_sentence(bits: Figure, results: Iterable[Result]) -> Message:
    crowd = next(
        result.provenance.parameters["crowd"]
        for result in results
        if result.provenance.measure == "measure_intrusiveness"
    )
    left = float(crowd) / 2 ** float(bits.value or 0)  # type: ignore[arg-type]
    return Message(
        "In a random crowd of {crowd}, what is held leaves about {left} who cannot be told apart, "
        "the person included.",
        {"crowd": crowd, "left": round(left, 1)},
    )
