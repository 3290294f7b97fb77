"""What was found of a table, as one page and as a card."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from privlab import _display as display
from privlab._documents import (
    Code,
    Document,
    Heading,
    KeyFigures,
    Paragraph,
    Points,
    Unknown,
    finding_block,
    not_assessed_points,
    save_html,
)
from privlab.assessment import Assessment, comparison, key_figures, result_blocks, treatment
from privlab.errors import DocumentError, ParameterError, did_you_mean
from privlab.language import N_, Joined, Message, check_language, named
from privlab.policy import ROLE_LABELS

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator

    from privlab._documents import Block
    from privlab.anonymise import Recipe
    from privlab.detection import DetectedRoles
    from privlab.results import Result
    from privlab.tables import Dataset

__all__ = ["Profile", "Step"]

TITLE = N_("Profile of a table")
PROPOSED = N_(
    "Roles are proposed, not decided: read them first, since every figure depends on them."
)
CARD = N_("The whole page: .save('profile.html').")


@dataclass(frozen=True)
class Step:
    """A step that did not end, and why.

    Parameters
    ----------
    name : str
        Marked for translation.
    reason : str or Message
    """

    name: str
    reason: str | Message


@dataclass(frozen=True, repr=False)
class Profile:
    """What was found of a table, with the call that gives each figure again.

    Attributes
    ----------
    name : str
        Of the file; "frame" or "data" without one.
    data : Dataset
        The table with the roles that were taken.
    found : DetectedRoles or None
        What detection proposed; None of a dataset that came with its roles.
    results, released : tuple of Result
        Measured as the table is held, and after the treatment.
    recipe : Recipe or None
        The first proposal of a treatment.
    calls : mapping of str to str
        Name of what was made ("found", "data", "recipe", "treated") -> the line that makes it.
    failed : tuple of Step
        Steps that did not end; the others are kept.
    language : {"fr", "en"}

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"age": [30, 40] * 20, "town": ["A", "A", "B", "B"] * 10})
    >>> page = privlab.profile(frame, quasi_identifiers=["age", "town"], progress=lambda _: None)
    >>> page.result("check_anonymity").figure("k").value, page.failed
    (10, ())
    """

    name: str
    data: Dataset
    found: DetectedRoles | None
    results: tuple[Result, ...]
    released: tuple[Result, ...]
    recipe: Recipe | None
    calls: dict[str, str]
    failed: tuple[Step, ...]
    language: str

    def result(self, measure: str) -> Result:
        """Return what a measure found of the table as it is held.

        Parameters
        ----------
        measure : str
            Of the figures' provenance: "check_anonymity", "score_risk" ... .

        Returns
        -------
        Result

        Raises
        ------
        ParameterError
            It was not measured.
        """
        known = {result.provenance.measure: result for result in self.results}
        if measure not in known:
            message = f"'{measure}' was not measured. {did_you_mean(measure, known)}"
            raise ParameterError(message)
        return known[measure]

    def call(self, result: Result) -> str:
        """Return the line of code that gives the figures of a result again.

        Parameters
        ----------
        result : Result
            Of `results`, `released`, or `found`.

        Returns
        -------
        str
            On the names that the lines of `calls` make.
        """
        import privlab

        if result is self.found:
            return self.calls["found"]
        measure, room = result.provenance.measure, type(result).__module__.split(".")[1]
        place = "privlab" if measure in privlab.__all__ else f"privlab.{room}"
        if not any(result is after for after in self.released):
            return f"{place}.{measure}(data)"
        more = ", reference=data, recipe=recipe" if measure == "measure_intrusiveness" else ""
        return f"{place}.{measure}(treated{more})"

    def assessment(self, language: str | None = None) -> Assessment:
        """Return the same results in the order of an impact assessment.

        Parameters
        ----------
        language : {"fr", "en"}, optional

        Returns
        -------
        Assessment
            `.save("dpia.html")`, `.save("dpia.json")`.
        """
        spoken = language or self.language
        subject = Message("Customers of the table {name}", {"name": self.name})
        return Assessment(
            results=self.results,
            released=self.released,
            subject=subject.text(spoken),
            language=spoken,
            recipe=self.recipe,
        )

    def document(self, language: str | None = None) -> Document:
        """Return the page before it has a format.

        Parameters
        ----------
        language : {"fr", "en"}, optional

        Returns
        -------
        Document
        """
        spoken = check_language(language or self.language)
        dossier = self.assessment(spoken)
        return Document(
            title=Message(TITLE),
            subtitle=self.name,
            language=spoken,
            blocks=tuple(
                block
                for part in (
                    self._first_page(dossier),
                    self._roles(dossier),
                    self._measured(dossier),
                    self._treated(dossier),
                    self._next(),
                )
                for block in part
            ),
            metadata=(
                (Message("Rows"), self.data.n_rows),
                (Message("Columns"), len(self.data.columns)),
            ),
        )

    def _first_page(self, dossier: Assessment) -> Iterator[Block]:
        figures = key_figures(dossier)
        if figures is not None:
            yield KeyFigures(
                tuple(
                    replace(item, call=self._call_of(Joined((item.label,)).text("en")))
                    for item in figures.items
                )
            )
        for step in self.failed:
            yield Unknown(Message(step.name), step.reason)
        if self.found is not None:
            yield Paragraph(Message(PROPOSED))
        yield from map(finding_block, dossier.findings)
        left = not_assessed_points(self.results)
        if left is not None:
            yield left

    def _call_of(self, label: str) -> str:
        """Return the call that gives a figure of the first page, by its name in English."""
        for after, results in ((False, self.results), (True, self.released)):
            for result in results:
                for own in result.highlights():
                    told = replace(own.figure, label=own.after) if after else own.figure
                    if told.label and told.called.text("en") == label:
                        return self.call(result)
        return ""

    def _roles(self, dossier: Assessment) -> Iterator[Block]:
        if self.found is None:
            return
        heading, *rest = result_blocks(dossier, self.found, level=2)
        yield heading
        yield Code(self.calls["found"])
        yield Code(self.calls["data"])
        person, roles = self.data.roles.person, self.data.roles
        if person is not None:
            yield Paragraph(Message("People are told apart by {column}.", {"column": person}))
        given = tuple(
            Joined((column, Message(ROLE_LABELS[roles.role(column)])), " — ")
            for column in self.found.guesses
            if column != person and roles.role(column) != self.found.role(column)
        )
        if given:
            yield Points(Message("Roles that you gave"), given)
        yield from rest

    def _measured(self, dossier: Assessment) -> Iterator[Block]:
        for result in self.results:
            yield from self._section(dossier, result, 2)

    def _treated(self, dossier: Assessment) -> Iterator[Block]:
        if self.recipe is None:
            return
        yield Heading(Message("A first proposal of treatment"))
        yield Code(self.calls["recipe"])
        yield Code(self.calls["treated"])
        yield from treatment(dossier)
        yield from comparison(dossier, briefly=True)
        for result in self.released:
            yield from self._section(dossier, result, 3)

    def _section(self, dossier: Assessment, result: Result, level: int) -> Iterator[Block]:
        heading, *rest = result_blocks(dossier, result, level=level)
        yield heading
        yield Code(self.call(result))
        yield from rest

    def _next(self) -> Iterator[Block]:
        yield Heading(Message("What to do next"))
        if self.found is not None:
            yield Paragraph(Message("Correct a role; it is kept beside the file:"))
            kept = 'found.keep({"COLUMN": "quasi_identifier"}, "' + self.name + '")'
            yield Code(kept if "." in self.name else 'found.confirmed({"COLUMN": "ordinary"})')
        if self.recipe is not None:
            yield Paragraph(Message("Let a treated table leave, checked again:"))
            yield Code('recipe.release(data).save("released.parquet")')

    def save(self, path: str | os.PathLike[str], *, language: str | None = None) -> Path:
        """Write the page as one HTML file, without script, that loads nothing.

        Parameters
        ----------
        path : path
            Ends in .html.
        language : {"fr", "en"}, optional
            That of the profile by default.

        Returns
        -------
        Path

        Raises
        ------
        DocumentError
            Another ending, or a place that cannot be written.
        """
        if Path(path).suffix.casefold() != ".html":
            message = f"A profile cannot be written as '{Path(path).name}'. Allowed: .html"
            raise DocumentError(message)
        return save_html(self.document(language), path)

    def lines(self, language: str | None = None) -> Iterator[str]:
        """Yield what was found, for a terminal.

        Parameters
        ----------
        language : {"fr", "en"}, optional

        Yields
        ------
        str
        """
        spoken = language or self.language
        for result in self.results:
            for key in result.in_brief:
                yield result.figure(key).line(spoken)
        yield from self._compared(spoken)
        for step in self.failed:
            yield named(*self._said(step, spoken), spoken)

    def _compared(self, spoken: str) -> Iterator[str]:
        held = {f.key: f for result in self.results for f in result.figures if not f.column}
        for result in self.released:
            for figure in result.figures:
                if figure.key == "share_unique" and figure.key in held:
                    shares = {"before": held[figure.key].text(spoken), "after": figure.text(spoken)}
                    said = Message("{before} before, {after} after generalising", shares)
                    yield named(figure.name(spoken), said.text(spoken), spoken)
                    return

    @staticmethod
    def _said(step: Step, spoken: str) -> tuple[str, str]:
        reason = step.reason if isinstance(step.reason, str) else step.reason.text(spoken)
        return Message(step.name).text(spoken), reason

    def _repr_html_(self) -> str:
        spoken = self.language
        figures = [
            (item.label, item.value, item.unit)
            for block in self.document().blocks
            if isinstance(block, KeyFigures)
            for item in block.items
        ]
        rows = [(str(name), f"{value} {unit}".strip()) for name, value, unit in figures]
        rows += [self._said(step, spoken) for step in self.failed]
        return display.card(
            title=f"{Message(TITLE).text(spoken)} — {self.name}",
            rows=rows,
            notes=[] if self.found is None else [Message(PROPOSED).text(spoken)],
            footer=Message(CARD).text(spoken),
        )

    def __repr__(self) -> str:
        return "\n".join([f"{Message(TITLE).text(self.language)} — {self.name}", *self.lines()])
