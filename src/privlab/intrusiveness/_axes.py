"""The three axes of one profile, gathered once: a vector, and only then one score."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab.errors import ParameterError
from privlab.intrusiveness._order import AXES, composite_score
from privlab.intrusiveness.inference._result import InferenceResult
from privlab.intrusiveness.use._result import UseResult
from privlab.language import N_, Message
from privlab.results import Figure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from privlab.results import Result
    from privlab.tables import Dataset

__all__ = ["ThreeAxes"]

SCORE = N_("Intrusiveness score")


@dataclass(frozen=True, eq=False)
class ThreeAxes:
    """What is known of the people of a profile, what can be guessed, and how they are used.

    Attributes
    ----------
    data : Dataset
        The profile.
    knowledge : float or None
        None without declared dimensions.
    inference, use : InferenceResult and UseResult, or None
        The measures behind the other axes, where they were made.
    """

    data: Dataset
    knowledge: float | None
    inference: InferenceResult | None = None
    use: UseResult | None = None

    @property
    def vector(self) -> dict[str, float | None]:
        """Knowledge, inference and use, 0 to 1; None where not measured."""
        return {
            "knowledge": self.knowledge,
            "inference": None if self.inference is None else self.inference.inference,
            "use": None if self.use is None else self.use.use,
        }

    @property
    def score(self) -> float | None:
        """The score of the vector; None unless every axis was measured."""
        held = [value for value in self.vector.values() if value is not None]
        return float(composite_score(*held)) if len(held) == len(AXES) else None

    def is_of(self, result: Result) -> bool:
        """Whether another measure was made on the very table of the profile."""
        return result.provenance.data_version == self.data.version

    def check(self, reference: str) -> None:
        """Refuse axes of which nothing says that they speak of the people of the profile.

        Parameters
        ----------
        reference : str
            Version of the table in which people are compared.

        Raises
        ------
        ParameterError
            What is no measure of that axis, or one of other people.
        """
        for name, kind, given, made in (
            ("inference", InferenceResult, self.inference, "measure_inference(data)"),
            ("use", UseResult, self.use, "measure_use(lab.catalogue)"),
        ):
            if given is not None and not isinstance(given, kind):
                message = (
                    f"{name}= is a {type(given).__name__}, not a measure of that axis. Pass what "
                    f"privlab.intrusiveness.{made} returns."
                )
                raise ParameterError(message)
        if self.inference is not None and not self.is_of(self.inference):
            self._check_inference(self.inference, reference)
        if self.use is not None:
            self._check_use(self.use)

    def _check_inference(self, inference: InferenceResult, reference: str) -> None:
        roles, rows = self.data.roles, inference.row_figures
        if inference.provenance.data_version == reference:
            message = (
                "Inference was measured on the reference, before it was treated, and the profile "
                "on the treated table. Measure inference on the treated table too."
            )
            raise ParameterError(message)
        known = roles.person is not None and roles.population is not None
        if not known or rows is None or rows.keys is None or rows.population != roles.population:
            message = (
                "Inference was measured on another table than the profile, and nothing says that "
                "its people are the same. Measure both on one dataset, or give both tables the "
                "same person= and population= and let inference draw every row (max_rows=)."
            )
            raise ParameterError(message)

    def _check_use(self, use: UseResult) -> None:
        roles = self.data.roles
        if roles.person is None:
            message = (
                "The table has no person key, so use, which is measured person by person, cannot "
                "be joined. Declare person=; a release has none on purpose: compare its knowledge "
                "with that of the table it was made of, and leave use= out of both."
            )
            raise ParameterError(message)
        if roles.population != use.population:
            named = "no population" if roles.population is None else f"'{roles.population}'"
            message = (
                f"Use was measured for the people of '{use.population}', and the profile has "
                f"{named}. Give the dataset person= and population='{use.population}', or measure "
                "use with population=."
            )
            raise ParameterError(message)

    def figures(self) -> tuple[Figure, ...]:
        """Return what inference and use say, and the score; with a reason where there is none."""
        later = Message("this axis was not measured")
        shown: list[Figure] = []
        for name, result in (("inference", self.inference), ("use", self.use)):
            none = (Figure(name, None, "score", AXES[name], reason=later),)
            shown += none if result is None else result.figures
        score, reason = self.score, Message("the three axes were not all measured")
        if self.knowledge is None:
            reason = Message("no life dimension is declared for the columns")
        told = None if score is not None else reason
        return (*shown, Figure("score", score, "score", SCORE, reason=told))

    def assumptions(self, known: Sequence[Message]) -> tuple[Message, ...]:
        """Return what knowledge rests on with what the joined axes do, each said once."""
        said = [*known, *self._joined()]
        if len(said) == len(known):
            return tuple(known)
        return tuple({message.text("en"): message for message in said}.values())

    def _joined(self) -> Iterator[Message]:
        if self.inference is None and self.use is None:
            return
        yield Message("Compare only at the same crowd, sensitivity levels and weights.")
        if self.inference is not None and not self.is_of(self.inference):
            yield Message(
                "Inference was measured on another table of the same people; who is not in it has "
                "no figure of that axis."
            )
        if self.use is not None:
            yield Message(
                "Use is the mean over all people of {population}.",
                {"population": self.use.population},
            )
        for result in (self.inference, self.use):
            yield from () if result is None else result.assumptions

    def parameters(self) -> Mapping[str, object]:
        """Return where the joined axes come from, for the provenance."""
        return {
            name: {
                "data_version": own.provenance.data_version,
                "columns": list(own.provenance.columns),
                **own.provenance.parameters,
            }
            for name, own in (("inference", self.inference), ("use", self.use))
            if own is not None
        }
