"""The three axes of one profile: joined into a vector, and only then into one score."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from privlab.errors import ParameterError
from privlab.intrusiveness._order import AXES, composite_score
from privlab.intrusiveness._people_of_axes import check_same_people, score_figures
from privlab.intrusiveness.inference._result import InferenceResult
from privlab.intrusiveness.use._result import UseResult
from privlab.language import N_, Message
from privlab.results import Figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from privlab.intrusiveness._result import Intrusiveness
    from privlab.results import Provenance

__all__ = ["axis_figures", "joined"]


def axis_figures(vector: Mapping[str, float | None], *, declared: bool) -> tuple[Figure, ...]:
    """Return inference, use and the score of a vector, each with its reason where there is none.

    Parameters
    ----------
    vector : mapping of axis to float or None
    declared : bool
        Whether life dimensions are declared: without them knowledge has no score.
    """
    later = Message("this axis was not measured")
    score = score_of(vector)
    reason = Message("the three axes were not all measured")
    if not declared:
        reason = Message("no life dimension is declared for the columns")
    return (
        *(
            Figure(
                name,
                vector[name],
                "score",
                AXES[name],
                reason=None if vector[name] is not None else later,
            )
            for name in ("inference", "use")
        ),
        Figure(
            "score",
            score,
            "score",
            N_("Intrusiveness score"),
            reason=None if score is not None else reason,
        ),
    )


def score_of(vector: Mapping[str, float | None]) -> float | None:
    """Return the score of a vector, None unless every axis was measured."""
    held = [value for value in vector.values() if value is not None]
    return float(composite_score(*held)) if len(held) == len(AXES) else None


def joined(
    gaze: Intrusiveness, inference: InferenceResult | None, use: UseResult | None
) -> Intrusiveness:
    """Return what is known of people with what can be guessed of them and how they are used.

    Raises
    ------
    ParameterError
        What is no measure of that axis, an axis that is already there, or one of other people.
    """
    if inference is None and use is None:
        return gaze
    for name, kind, given, held in (
        ("inference", InferenceResult, inference, gaze.inference_result),
        ("use", UseResult, use, gaze.use_result),
    ):
        _check_axis(name, kind, given, held)
    check_same_people(gaze, inference, use)
    both = replace(
        gaze,
        inference=gaze.inference if inference is None else inference.inference,
        use=gaze.use if use is None else use.use,
        inference_result=gaze.inference_result if inference is None else inference,
        use_result=gaze.use_result if use is None else use,
    )
    both = replace(
        both,
        score=score_of(both.vector),
        provenance=_provenance(gaze.provenance, inference, use),
        assumptions=_once(
            (
                *gaze.assumptions,
                *_joined_words(gaze, inference, use),
                *(() if inference is None else inference.assumptions),
                *(() if use is None else use.assumptions),
            )
        ),
    )
    return replace(both, figures=tuple(_figures(both, inference, use)))


def _check_axis(name: str, kind: type, given: object, held: object) -> None:
    if given is None:
        return
    if not isinstance(given, kind):
        made = "measure_inference(data)" if name == "inference" else "measure_use(lab.catalogue)"
        message = (
            f"{name}= is a {type(given).__name__}, not a measure of that axis. Pass what "
            f"privlab.intrusiveness.{made} returns."
        )
        raise ParameterError(message)
    if held is not None:
        message = (
            f"{name} was already joined to this profile. Join it to a measure without it: "
            "measure_intrusiveness(data)."
        )
        raise ParameterError(message)


def _figures(
    both: Intrusiveness, inference: InferenceResult | None, use: UseResult | None
) -> Iterator[Figure]:
    """Yield the figures of all axes: the vector, with what each axis says, before the score."""
    told = {
        "inference": None if inference is None else inference.figures,
        "use": None if use is None else use.figures,
    }
    declared = both.knowledge is not None
    again = {f.key: f for f in axis_figures(both.vector, declared=declared)}
    for figure in both.figures:
        if figure.key == "score":
            yield again["score"]
            if both.score is not None:
                yield from score_figures(both)
        else:
            yield from told.get(figure.key) or (figure,)


def _joined_words(
    gaze: Intrusiveness, inference: InferenceResult | None, use: UseResult | None
) -> Iterator[Message]:
    yield Message("Compare only at the same crowd, sensitivity levels and weights.")
    if inference is not None and not gaze.is_of(inference):
        yield Message(
            "Inference was measured on another table of the same people; who is not in it has no "
            "figure of that axis."
        )
    if use is not None:
        yield Message(
            "Use is the mean over all people of {population}.",
            {"population": use.population},
        )


def _provenance(
    source: Provenance, inference: InferenceResult | None, use: UseResult | None
) -> Provenance:
    further: dict[str, object] = {}
    for name, result in (("inference", inference), ("use", use)):
        if result is not None:
            own = result.provenance
            further[name] = {
                "data_version": own.data_version,
                "columns": list(own.columns),
                **own.parameters,
            }
    return replace(source, parameters={**source.parameters, **further})


def _once(said: Iterable[Message]) -> tuple[Message, ...]:
    return tuple({message.text("en"): message for message in said}.values())
