"""One point of the assessment: a question that a reader asks, and what can answer it."""

from __future__ import annotations

from dataclasses import dataclass

from privlab.language import N_

__all__ = ["AUTHOR", "CONTROLLER", "OFFICER", "Point"]

AUTHOR = N_("To be completed by the author")
CONTROLLER = N_("To be completed by the controller")
OFFICER = N_("To be completed by the data protection officer")


@dataclass(frozen=True)
class Point:
    """Where a point stands in each format, what feeds it, and what it says without that.

    Parameters
    ----------
    key : str
        Stable name.
    title : str
        English, marked for translation.
    edpb : str
        Number in the outline of the report.
    cnil : tuple of int
        Questions of the CNIL file that its text answers; those of its mitigating measures and
        of its lists are filled on their own.
    fill : str
        One line: what would fill it when nothing does.
    measures : tuple of str
        Results that stand here, by the name of their call; `release_*` stands for a family.
    rules : tuple of str
        Findings that stand here.
    articles : tuple of str
        Articles of the GDPR whose other findings are nearest to this point.
    limit : str
        What a figure here cannot say; left to people.
    see : tuple of str
        Numbers of the outline that tell more.
    judge, fields : str, tuple of str
        Who completes it, and what they write.
    """

    key: str
    title: str
    edpb: str
    cnil: tuple[int, ...]
    fill: str = ""
    measures: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    limit: str = ""
    see: tuple[str, ...] = ()
    judge: str = ""
    fields: tuple[str, ...] = ()
