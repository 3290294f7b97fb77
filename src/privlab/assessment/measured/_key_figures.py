"""The figures that a reader must not miss, each with what it means in a sentence."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from privlab.assessment._saying import say
from privlab.assessment.declared._titles import spoken_columns
from privlab.documents import KeyFigures, key_figure
from privlab.intrusiveness import Intrusiveness
from privlab.language import N_, Message, Share, counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from privlab.assessment._dossier import Dossier
    from privlab.results import Figure, Result

__all__ = ["key_figures"]

LOWEST_IS_WORST = {"k"}
SCALES: Mapping[str, str] = {
    "knowledge": N_(
        "0 when nothing is known in any of the ten life dimensions, 1 when everything is."
    ),
    "use": N_(
        "0 when the data serve one purpose inside the company, near 1 when people are pressed, "
        "scored, decided about or passed on."
    ),
    "score": N_("The three axes together, never below the highest of them."),
}


def key_figures(dossier: Dossier) -> KeyFigures | None:
    """Return the figures that matter, or None when none was measured.

    Of several tables, the one whose figure is worst speaks.
    """
    items = tuple(
        key_figure(figure, say(dossier, sentence), dossier.language)
        for figure, sentence in _sentences(dossier)
    )
    return KeyFigures(items) if items else None


def _sentences(dossier: Dossier) -> Iterator[tuple[Figure, Message]]:
    held = dossier.results
    for result, figure in _worst(held, "check_anonymity", "k"):
        columns = spoken_columns(dossier, result.provenance.columns)
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
    for axis in ("knowledge", "inference", "use", "score"):
        for result, figure in _worst(held, "measure_intrusiveness", axis):
            yield figure, _axis_sentence(dossier, result, axis)
    for _, left in _worst(dossier.released, "score_risk", "share_unique"):
        figure = replace(left, label=N_("Share alone in a class, after the treatment"))
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


def _axis_sentence(dossier: Dossier, result: Result, axis: str) -> Message:
    if axis == "inference":
        found = result.inference_result if isinstance(result, Intrusiveness) else None
        secret = "" if found is None or found.worst is None else found.worst
        return Message(
            "What can be guessed of {secret}, the secret that the profile reveals most: 0 when "
            "nothing can be, 1 when it is as good as told. A better attacker may learn more.",
            {"secret": spoken_columns(dossier, [secret])},
        )
    return _with_quantiles(Message(SCALES[axis]), result, axis)


def _with_quantiles(scale: Message, result: Result, axis: str) -> Message:
    """Return what the scale means, with what half and one in twenty of the people exceed."""
    found = {figure.key: figure.value for figure in result.figures}
    half, high = found.get(f"{axis}_p50"), found.get(f"{axis}_p95")
    if half is None or high is None:
        return scale
    return Message(
        "{scale} Half of the people are at {half} or more, one in twenty at {high} or more.",
        {"scale": scale, "half": round(half, 3), "high": round(high, 3)},
    )


def _bits_sentence(bits: Figure, result: Result) -> Message:
    crowd = result.provenance.parameters["crowd"]
    left = float(crowd) / 2 ** float(bits.value or 0)  # type: ignore[arg-type]
    return Message(
        "In a random crowd of {crowd}, what is held leaves about {left} who cannot be told apart, "
        "the person included.",
        {"crowd": crowd, "left": round(left, 1)},
    )
