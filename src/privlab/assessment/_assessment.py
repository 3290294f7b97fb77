"""The privacy impact assessment: results and findings, in the order in which they are read."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from privlab import _display as display
from privlab._documents import Document, save_html
from privlab._files import write_whole
from privlab.assessment._content import contents_of
from privlab.assessment._dossier import Dossier
from privlab.assessment.formats._cnil_file import cnil_file, cnil_text
from privlab.assessment.formats._report import sections, trust_sheet
from privlab.assessment.points._placing import ranked
from privlab.errors import DocumentError, listed
from privlab.language import N_, Message, named, translate

if TYPE_CHECKING:
    from privlab.assessment._content import Contents
    from privlab.results import Figure

__all__ = ["Assessment"]

TITLE = N_("Privacy impact assessment")
ENDINGS = (".html", ".json")


@dataclass(frozen=True, repr=False)
class Assessment(Dossier):
    """What was measured, found and declared, ready to be read.

    Parameters
    ----------
    results : tuple of Result
        Measures of the data as they are held.
    released : tuple of Result
        The same measures after treatment, if any.
    findings : tuple of Finding, or DutyReport
        A report of duties says too which rules were judged and found nothing. What the results
        themselves find against thresholds that the policy states is added, once.
    subject : str
        What is assessed, in the author's words.
    language : {"fr", "en"}
        The language in use by default.
    as_of : date or None
        Day of judgement; that of the policy by default.
    policy : Policy or None
        What the company declares; without it, declared facts are said to be not assessed.
    purpose : str or None
        The purpose of the policy that is assessed; all of them by default.
    budget : tuple of Budget
        Lines of the register: `register.budgets()`.
    head : str
        Head of the register, printed so that the register can be checked against it.
    uses : mapping of purpose to int
        Uses that the register holds.
    rules : tuple of str
        Rules that were judged, those without a finding among them.
    recipe : Recipe or None
        The treatment that made what is released, told column by column.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> data = privlab.dataset(pd.DataFrame({"sex": list("FFM")}), quasi_identifiers=["sex"])
    >>> assessment = Assessment((privlab.check_anonymity(data),), subject="Trial", language="en")
    >>> assessment.document().title
    'Privacy impact assessment'
    >>> assessment.figures()["held.check_anonymity.k"].value
    1
    """

    contents: Contents = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "contents", contents_of(self))

    def document(self) -> Document:
        """Return the report before it has a format.

        Returns
        -------
        Document
            Title, language and blocks, in the order in which they are read.
        """
        return Document(
            title=Message(TITLE),
            subtitle=self.subject,
            language=self.language,
            blocks=(*trust_sheet(self, self.contents), *sections(self.contents)),
            metadata=self.contents.facts,
        )

    def figures(self) -> dict[str, Figure]:
        """Return every figure of the report, by a name that is its own.

        The name is "held" or "released", the measure, and the key of the figure; a second result
        of the same measure has "[2]" after the measure, and a figure of one column the column
        after the key.

        Returns
        -------
        dict of str to Figure
        """
        named: dict[str, Figure] = {}
        for when, results in (("held", self.results), ("released", self.released)):
            turns = Counter[str]()
            for result in results:
                measure = result.provenance.measure
                turns[measure] += 1
                turn = "" if turns[measure] == 1 else f"[{turns[measure]}]"
                for figure in result.figures:
                    of_column = f"[{figure.column}]" if figure.column else ""
                    named[f"{when}.{measure}{turn}.{figure.key}{of_column}"] = figure
        return named

    def to_cnil(self, now: dt.datetime | None = None) -> dict[str, object]:
        """Return the file that the PIA application of the CNIL imports, as plain JSON values.

        Parameters
        ----------
        now : datetime, optional
            Written as the day of every entry; the day of judgement by default, so that the same
            assessment gives the same file, and the clock without one.

        Returns
        -------
        dict
        """
        return cnil_file(self, self.contents, self._moment(now))

    def to_dict(self) -> dict[str, object]:
        """Return every figure and finding as plain JSON values.

        Returns
        -------
        dict
            Keys subject, as_of, purpose, head, recipe, results, released and findings.
        """
        return {
            "subject": self.subject,
            "as_of": None if self.as_of is None else self.as_of.isoformat(),
            "purpose": self.purpose,
            "head": self.head,
            "recipe": None if self.recipe is None else dict(self.recipe.levels),
            "results": [result.to_dict() for result in self.results],
            "released": [result.to_dict() for result in self.released],
            "findings": [finding.to_dict() for finding in self.findings],
        }

    def save(self, path: str | Path, *, now: dt.datetime | None = None) -> Path:
        """Write the report; the ending of the path chooses the format.

        Parameters
        ----------
        path : path
            Ends in .html for the report, in .json for the file that the PIA application of the
            CNIL imports.
        now : datetime, optional
            See `to_cnil`.

        Returns
        -------
        Path
            The file written.

        Raises
        ------
        DocumentError
            An ending that is not known, or a place that cannot be written.

        Examples
        --------
        >>> import pathlib, tempfile
        >>> import pandas as pd, privlab
        >>> frame = pd.DataFrame({"sex": list("FFM")})
        >>> check = privlab.check_anonymity(frame, quasi_identifiers=["sex"])
        >>> assessment = Assessment((check,), subject="Trial", language="en")
        >>> assessment.save(pathlib.Path(tempfile.mkdtemp()) / "dpia.html").name
        'dpia.html'
        """
        path = Path(path)
        ending = path.suffix.casefold()
        if ending not in ENDINGS:
            allowed = ", ".join(ENDINGS)
            message = (
                f"A report cannot be written as '{path.suffix or path.name}'. Allowed: {allowed}"
            )
            raise DocumentError(message)
        if ending == ".json":
            content = cnil_text(self.to_cnil(now)).encode()
            return write_whole(content, path, f"report '{listed([str(path)])}'", DocumentError)
        return save_html(self.document(), path)

    def _moment(self, now: dt.datetime | None) -> dt.datetime:
        if now is not None:
            return now
        if self.as_of is not None:
            return dt.datetime.combine(self.as_of, dt.time(), tzinfo=dt.UTC)
        return dt.datetime.now(tz=dt.UTC)

    def _repr_html_(self) -> str:
        shown = [
            (figure.name(), figure.text())
            for result in self.results
            for figure in result.figures
            if figure.value is not None
        ]
        notes = [
            named(finding.severity_text(), finding.text()) for finding in ranked(self.findings)
        ]
        return display.card(
            title=f"{translate(TITLE)} — {self.subject}",
            rows=shown,
            notes=notes,
            footer=translate(N_("Write it with .save('dpia.html').")),
        )

    def __repr__(self) -> str:
        counts = f"{len(self.results)} results, {len(self.findings)} findings"
        return f"<Assessment of {self.subject!r}: {counts}>"
