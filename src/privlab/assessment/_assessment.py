"""The privacy impact assessment: results and findings, in the order in which they are read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from privlab import display
from privlab.assessment._first_page import first_page
from privlab.assessment._sections import sections
from privlab.documents import Document, save_html
from privlab.errors import DocumentError
from privlab.language import N_, Message, check_language, current, format_value, translate

if TYPE_CHECKING:
    import datetime as dt

    from privlab.results import Finding, Result

__all__ = ["Assessment"]

TITLE = N_("Privacy impact assessment")
DRAFT = N_(
    "Draft submitted to the opinion of the data protection officer and to the validation of "
    "the controller."
)


@dataclass(frozen=True, repr=False)
class Assessment:
    """What was measured, ready to be read.

    Parameters
    ----------
    results : tuple of Result
        Measures of the data as they are held.
    released : tuple of Result
        The same measures after treatment, if any.
    findings : tuple of Finding
    subject : str
        What is assessed, in the author's words.
    language : {"fr", "en"} or None
        The language in use by default.
    as_of : date or None
        Day of judgement.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> data = privlab.dataset(pd.DataFrame({"sex": list("FFM")}), quasi_identifiers=["sex"])
    >>> assessment = Assessment((privlab.check_anonymity(data),), subject="Trial", language="en")
    >>> assessment.document().title
    'Privacy impact assessment'
    """

    results: tuple[Result, ...]
    released: tuple[Result, ...] = ()
    findings: tuple[Finding, ...] = ()
    subject: str = ""
    language: str | None = None
    as_of: dt.date | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "language", check_language(self.language or current()))

    def document(self) -> Document:
        """Return the report before it has a format."""
        language = str(self.language)
        metadata = [(translate(N_("Status"), language), translate(DRAFT, language))]
        if self.as_of is not None:
            day = format_value(self.as_of, language)
            metadata.append((translate(N_("Day of judgement"), language), day))
        if self.results:
            held = self.results[0].provenance
            metadata.append(
                (
                    translate(N_("Data"), language),
                    Message(
                        "version {version}, {rows} rows",
                        {"version": held.data_version, "rows": held.n_rows},
                    ).text(language),
                )
            )
        return Document(
            title=translate(TITLE, language),
            subtitle=self.subject,
            language=language,
            blocks=(
                *first_page(self.results, self.released, self.findings, language),
                *sections(self.results, self.released, language),
            ),
            metadata=tuple(metadata),
        )

    def to_dict(self) -> dict[str, object]:
        """Return every figure and finding as plain JSON values."""
        return {
            "subject": self.subject,
            "as_of": None if self.as_of is None else self.as_of.isoformat(),
            "results": [result.to_dict() for result in self.results],
            "released": [result.to_dict() for result in self.released],
            "findings": [finding.to_dict() for finding in self.findings],
        }

    def save(self, path: str | Path) -> Path:
        """Write the report; the ending of the path chooses the format.

        Parameters
        ----------
        path : path
            Ends in .html.

        Raises
        ------
        DocumentError
            An ending that is not known, or a place that cannot be written.
        """
        path = Path(path)
        if path.suffix.casefold() != ".html":
            message = f"A report cannot be written as '{path.suffix or path.name}'. Allowed: .html"
            raise DocumentError(message)
        return save_html(self.document(), path)

    def _repr_html_(self) -> str:
        shown = [
            (figure.name(), figure.text())
            for result in self.results
            for figure in result.figures
            if figure.value is not None
        ]
        notes = [f"{finding.severity_text()} : {finding.text()}" for finding in self.findings]
        return display.card(
            title=f"{translate(TITLE)} — {self.subject}",
            rows=shown,
            notes=notes,
            footer=translate(N_("Write it with .save('dpia.html').")),
        )

    def __repr__(self) -> str:
        counts = f"{len(self.results)} results, {len(self.findings)} findings"
        return f"<Assessment of {self.subject!r}: {counts}>"
