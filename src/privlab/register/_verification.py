"""What a verification says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab.language import N_, Message, counted, translate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlab.results import Finding

__all__ = ["Verification"]


@dataclass(frozen=True, repr=False)
class Verification:
    """What was checked and what is wrong.

    Attributes
    ----------
    n_entries : int
    head : str
        Number and hash of the last entry.
    pinned : str or None
        The head it was checked against.
    problems : tuple of Message
        Empty when everything fits; at most 50 are kept.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> from privlab.register import Register
    >>> register = Register.create(pathlib.Path(tempfile.mkdtemp()) / "register.sqlite")
    >>> found = register.verify()
    >>> found.ok, found.n_entries
    (True, 1)
    """

    n_entries: int
    head: str
    pinned: str | None
    problems: tuple[Message, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems

    def __bool__(self) -> bool:
        return self.ok

    def verdict(self) -> Message:
        """Return the verdict as a sentence.

        Returns
        -------
        Message
        """
        if self.ok:
            return counted("{n} entry verified.", "{n} entries verified.", self.n_entries)
        return Message("This register is not what it was.")

    def lines(self, language: str | None = None) -> list[str]:
        """Return what a person reads: the verdict, each problem, the head, what goes unseen.

        Parameters
        ----------
        language : {"fr", "en"}, optional
            The one in use by default.

        Returns
        -------
        list of str

        Examples
        --------
        >>> Verification(3, "3 ab12", None, ()).lines("en")[0]
        '3 entries verified.'
        """
        problems = [f"- {problem.text(language)}" for problem in self.problems]
        return [self.verdict().text(language), *problems, *self._about(language)]

    def findings(self) -> tuple[Finding, ...]:
        """Return one finding a problem, for a report.

        Returns
        -------
        tuple of Finding
        """
        from privlab.results import Finding

        return tuple(
            Finding("register_broken", "GDPR Art. 5(2)", "breach", problem)
            for problem in self.problems
        )

    def to_dict(self) -> dict[str, object]:
        """Return plain JSON values.

        Returns
        -------
        dict
            Keys ok, n_entries, head, pinned, problems_en and problems_fr.
        """
        return {
            "ok": self.ok,
            "n_entries": self.n_entries,
            "head": self.head,
            "pinned": self.pinned,
            "problems_en": [problem.text("en") for problem in self.problems],
            "problems_fr": [problem.text("fr") for problem in self.problems],
        }

    def _about(self, language: str | None) -> Iterator[str]:
        yield Message("Head: {head}", {"head": self.head}).text(language)
        if self.pinned is None:
            unseen = N_(
                "No head kept elsewhere was given: without one, a cut end or an older copy cannot "
                "be seen."
            )
            yield translate(unseen, language)

    def __repr__(self) -> str:
        return "\n".join(["<Verification>", *(f"  {line}" for line in self.lines())])

    def _repr_html_(self) -> str:
        from privlab import _display as display

        rows = [("", problem.text()) for problem in self.problems]
        return display.card(self.verdict().text(), rows, footer=" ".join(self._about(None)))
