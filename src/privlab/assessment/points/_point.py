"""The points of the assessment: questions that a reader asks, and what can answer each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab._files import rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["POINTS", "Point"]

FIELDS = ("field_1_en", "field_2_en", "field_3_en")


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
    parts : tuple of str
        Keys of its parts: a result may say that it stands at one of them.
    rules : tuple of str
        Findings of duties that stand here; those of a measure stand where the measure does.
    articles : tuple of str
        Articles of the GDPR whose other findings are nearest to this point.
    limit : str
        What a figure here cannot say; left to people.
    see : tuple of str
        Numbers of the outline that tell more.
    judge, fields : str, tuple of str
        Who completes it, and what they write.
    records : tuple of str
        Entries of `records` in the policy that keep its traces.
    """

    key: str
    title: str
    edpb: str
    cnil: tuple[int, ...]
    fill: str = ""
    parts: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    limit: str = ""
    see: tuple[str, ...] = ()
    judge: str = ""
    fields: tuple[str, ...] = ()
    records: tuple[str, ...] = ()

    @classmethod
    def of(cls, row: Mapping[str, str]) -> Point:
        """Return the point of a row of `points.csv`."""
        several = {
            name: tuple(row[name].split())
            for name in ("parts", "rules", "articles", "see", "records")
        }
        return cls(
            key=row["key"],
            title=row["title_en"],
            edpb=row["edpb"],
            cnil=tuple(map(int, row["cnil"].split())),
            fill=row["fill_en"],
            limit=row["limit_en"],
            judge=row["judge_en"],
            fields=tuple(row[field] for field in FIELDS if row[field]),
            **several,
        )


POINTS: Mapping[str, Point] = {
    row["key"]: Point.of(row) for row in rows_of("privlab.assessment.points", "points.csv")
}
