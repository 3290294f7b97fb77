"""The privacy impact assessment: results and findings, in the order in which they are read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from privlab import display
from privlab.assessment._content import contents_of
from privlab.assessment.declared._titles import purpose_title
from privlab.assessment.declared._words import or_undeclared
from privlab.assessment.formats._cnil_file import cnil_file, cnil_text
from privlab.assessment.formats._sections import sections
from privlab.assessment.formats._trust_sheet import trust_sheet
from privlab.assessment.measured._handed_out import handed_out
from privlab.assessment.measured._measured import measured_findings, measured_rules
from privlab.assessment.points._placing import figures_of, ranked
from privlab.documents import Document, save_html
from privlab.errors import DocumentError, ParameterError, did_you_mean, listed
from privlab.files import write_whole
from privlab.language import N_, check_language, current, format_value, named, translate

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from privlab.anonymise import Recipe
    from privlab.policy import Policy
    from privlab.register import Budget
    from privlab.results import Figure, Finding, Result

__all__ = ["Assessment"]

TITLE = N_("Privacy impact assessment")
DRAFT = N_(
    "Draft submitted to the opinion of the data protection officer and to the validation of "
    "the controller."
)
ENDINGS = (".html", ".json")


@dataclass(frozen=True, repr=False)
class Assessment:
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
    language : {"fr", "en"} or None
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

    results: tuple[Result, ...]
    released: tuple[Result, ...] = ()
    findings: tuple[Finding, ...] = ()
    subject: str = ""
    language: str | None = None
    as_of: dt.date | None = None
    policy: Policy | None = None
    purpose: str | None = None
    budget: tuple[Budget, ...] = ()
    head: str = ""
    uses: Mapping[str, int] = field(default_factory=dict)
    rules: tuple[str, ...] = ()
    recipe: Recipe | None = None

    def __post_init__(self) -> None:
        judged = tuple(getattr(self.findings, "rules", ()))
        settled: dict[str, object] = {
            "language": check_language(self.language or current()),
            "results": tuple(self.results),
            "released": tuple(self.released),
            "budget": tuple(self.budget),
        }
        held, after = tuple(self.results), tuple(self.released)
        given = tuple(self.findings)
        settled |= {
            "findings": (*given, *measured_findings(held, after, given, self.policy)),
            "rules": tuple(
                dict.fromkeys((*self.rules, *judged, *measured_rules((*held, *after), self.policy)))
            ),
        }
        if self.as_of is None and self.policy is not None:
            settled["as_of"] = self.policy.as_of
        for name, value in settled.items():
            object.__setattr__(self, name, value)
        if self.policy is not None and self.purpose is not None:
            known = self.policy.purposes
            if self.purpose not in known:
                message = (
                    f"purpose='{listed([self.purpose])}' is not in the policy. "
                    f"{did_you_mean(self.purpose, known)}"
                )
                raise ParameterError(message)

    def document(self) -> Document:
        """Return the report before it has a format."""
        language = str(self.language)
        contents = contents_of(self, language)
        return Document(
            title=translate(TITLE, language),
            subtitle=self.subject,
            language=language,
            blocks=(*trust_sheet(self, contents, language), *sections(contents, language)),
            metadata=tuple(self._metadata(language)),
        )

    def figures(self) -> dict[str, Figure]:
        """Return every figure of the report, by a name that is its own.

        The name is "held" or "released", the measure, and the key of the figure; a second result
        of the same measure has "[2]" after the measure, and a figure of one column the column
        after the key.
        """
        return dict(figures_of(self))

    def to_cnil(self, now: dt.datetime | None = None) -> dict[str, object]:
        """Return the file that the PIA application of the CNIL imports, as plain JSON values.

        Parameters
        ----------
        now : datetime, optional
            Written as the day of every entry; the day of judgement by default, so that the same
            assessment gives the same file, and the clock without one.
        """
        language = str(self.language)
        return cnil_file(self, contents_of(self, language), language, self._moment(now))

    def to_dict(self) -> dict[str, object]:
        """Return every figure and finding as plain JSON values."""
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

        Raises
        ------
        DocumentError
            An ending that is not known, or a place that cannot be written.
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

    def _metadata(self, language: str) -> Iterator[tuple[str, str]]:
        yield translate(N_("Status"), language), translate(DRAFT, language)
        if self.as_of is not None:
            day = format_value(self.as_of, language)
            yield translate(N_("Day of judgement"), language), day
        if self.policy is not None:
            for title, who in (
                (N_("Controller"), self.policy.controller),
                (N_("Data protection officer"), self.policy.dpo),
            ):
                named = or_undeclared(None if who is None else who.name, language)
                yield translate(title, language), named
        if self.purpose is not None:
            yield translate(N_("Purpose assessed"), language), self._purpose_title(language)
        about = handed_out(self, language)
        if about:
            name = N_("Handed out for the purpose") if self.purpose else N_("Data")
            yield translate(name, language), about
        if self.head:
            yield translate(N_("Head of the register"), language), self.head

    def _purpose_title(self, language: str) -> str:
        key = str(self.purpose)
        told = None if self.policy is None else self.policy.purposes[key].description
        return purpose_title(key, told, language)

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
