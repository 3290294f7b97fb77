"""The figures that a reader must not miss, each with what it means in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.assessment._titles import spoken_columns
from privlab.documents import KeyFigures, key_figure
from privlab.language import Message, Share, counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from privlab.assessment._assessment import Assessment
    from privlab.results import Figure, Result

__all__ = ["key_figures"]

LOWEST_IS_WORST = {"k"}


def key_figures(assessment: Assessment, language: str) -> KeyFigures | None:
    """Return the figures that matter, or None when none was measured.

    Of several tables, the one whose figure is worst speaks.
    """
    items = tuple(
        key_figure(figure, sentence.text(language), language)
        for figure, sentence in _sentences(assessment, language)
    )
    return KeyFigures(items) if items else None


def _sentences(assessment: Assessment, language: str) -> Iterator[tuple[Figure, Message]]:
    held = assessment.results
    for result, figure in _worst(held, "check_anonymity", "k"):
        columns = spoken_columns(assessment, result.provenance.columns, language)
        yield figure, _k_sentence(int(figure.value or 0), columns)
    unique = None
    for result, figure in _worst(held, "score_risk", "share_unique"):
        unique = figure
        yield figure, _unique_sentence(result.figure("n_unique"))
    for _, figure in _worst(held, "score_risk", "prosecutor_average"):
        yield (
            figure,
            Message("Someone who knows these columns would recognise this share on average."),
        )
    for result, figure in _worst(held, "measure_intrusiveness", "bits"):
        yield figure, _bits_sentence(figure, result)
    for _, figure in _worst(held, "measure_intrusiveness", "knowledge"):
        yield (
            figure,
            Message(
                "0 when nothing is known in any of the ten life dimensions, 1 when everything is."
            ),
        )
    for _, figure in _worst(assessment.released, "score_risk", "share_unique"):
        if unique is None:
            yield figure, Message("What is left after the treatment.")
        else:
            before = {"before": Share(unique.value or 0)}
            yield figure, Message("What is left after the treatment; {before} before.", before)


def _worst(results: Iterable[Result], measure: str, key: str) -> Iterator[tuple[Result, Figure]]:
    found = [
        (result, figure)
        for result in results
        if result.provenance.measure == measure
        for figure in result.figures
        if figure.key == key and figure.value is not None
    ]
    if found:
        sign = 1 if key in LOWEST_IS_WORST else -1
        yield min(found, key=lambda pair: sign * float(pair[1].value or 0))


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


def _bits_sentence(bits: Figure, result: Result) -> Message:
    crowd = result.provenance.parameters["crowd"]
    left = float(crowd) / 2 ** float(bits.value or 0)  # type: ignore[arg-type]
    return Message(
        "In a random crowd of {crowd}, what is held leaves about {left} who cannot be told apart, "
        "the person included.",
        {"crowd": crowd, "left": round(left, 1)},
    )
