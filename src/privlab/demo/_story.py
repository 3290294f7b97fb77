"""What a demonstration found and where it wrote it, in about ten lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab.language import LANGUAGES, Message, named, translate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from privlab.assessment import Assessment
    from privlab.results import Figure, Result

__all__ = ["Story", "report_names", "step_by_step"]


@dataclass(frozen=True)
class Story:
    """What a demonstration found and where it wrote it.

    Attributes
    ----------
    assessment : Assessment
        In the language that was asked for.
    files : tuple of Path
    further : tuple of Message
        Lines told after the figures.
    """

    assessment: Assessment
    files: tuple[Path, ...]
    further: tuple[Message, ...] = ()

    def lines(self, language: str) -> Iterator[str]:
        """Yield what was found, then where the files are."""
        held = self.assessment.results
        told = (result.figure(key) for result in held for key in result.in_brief)
        yield from (figure.line(language) for figure in told)
        before, after = (_alone(each) for each in (held, self.assessment.released))
        shares = {"before": before.text(language), "after": after.text(language)}
        treated = Message("{before} before, {after} after generalising", shares)
        yield named(before.name(language), treated.text(language), language)
        for message in self.further:
            yield message.text(language)
        for path in self.files:
            yield str(path)


def _alone(results: Iterable[Result]) -> Figure:
    """Return the share of those who are alone in a class."""
    return next(f for result in results for f in result.figures if f.key == "share_unique")


def step_by_step(
    steps: Sequence[str], step: Callable[[str], None], language: str
) -> Callable[[], None]:
    """Return a function that announces the next step each time it is called."""
    left = iter(steps)

    def begin() -> None:
        step(translate(next(left), language))

    return begin


def report_names(language: str) -> dict[str, str]:
    """Return for each language the name of its report: the one asked for is the plain one."""
    others = [known for known in LANGUAGES if known != language]
    return {language: "dpia"} | {other: f"dpia.{other}" for other in others}
