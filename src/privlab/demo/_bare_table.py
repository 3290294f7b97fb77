"""Any table, without a policy: measured, treated, measured again, reported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from privlab.anonymity import check_anonymity
from privlab.assessment import Assessment
from privlab.demo._story import (
    Story,
    fitted_recipe,
    folder_made,
    report_names,
    step_by_step,
)
from privlab.intrusiveness import measure_intrusiveness
from privlab.language import N_, Message
from privlab.risk import score_risk
from privlab.tables import dataset
from privlab.workbench import MEASURES

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from privlab.results import Result

__all__ = ["TABLE_STEPS", "run_table"]

TABLE_STEPS = (
    N_("Opening the table"),
    *(label for label, _ in MEASURES),
    N_("Anonymising"),
    N_("Measuring what is left"),
    N_("Writing the report"),
)


def run_table(
    out: Path,
    table: Path,
    *,
    language: str,
    as_of: dt.date,
    roles: Mapping[str, Any],
    step: Callable[[str], None] = lambda _: None,
) -> Story:
    """Measure a table and write its report into a folder.

    Parameters
    ----------
    out : Path
        Made if it is not there; files of an earlier run are replaced.
    table : Path
        A .csv, .csv.gz or .parquet file.
    language : {"fr", "en"}
        Of dpia.html; the report in the other language stands beside it.
    as_of : date
        Day of judgement, printed in the report.
    roles : mapping
        Roles for `privlab.dataset`.
    step : function, optional
        Called with the name of each step as it begins.

    Returns
    -------
    Story
        `.assessment`, `.files` and `.lines(language)`.

    Raises
    ------
    DocumentError
        The folder cannot be made.
    ColumnError, SourceError
        As `privlab.dataset` raises for the table and its roles.

    Examples
    --------
    >>> import datetime as dt
    >>> from pathlib import Path
    >>> story = run_table(  # doctest: +SKIP
    ...     Path("demo"),
    ...     Path("clients.csv"),
    ...     language="en",
    ...     as_of=dt.date(2026, 1, 1),
    ...     roles={"quasi_identifiers": ["age", "town"]},
    ... )
    """
    folder_made(out)
    begin = step_by_step(TABLE_STEPS, step, language)
    begin()
    data = dataset(table, **roles)
    results: list[Result] = []
    for _, measure in MEASURES:
        begin()
        results.append(measure(None, data))
    begin()
    recipe = fitted_recipe(data)
    treated = recipe.transform(data)
    begin()
    released = (
        check_anonymity(treated),
        score_risk(treated),
        measure_intrusiveness(treated, reference=data, recipe=recipe),
    )
    begin()
    files, reports = [], {}
    for spoken, name in report_names(language).items():
        subject = Message("Customers of the table {name}", {"name": table.name})
        reports[spoken] = Assessment(
            results=tuple(results),
            released=released,
            subject=subject.text(spoken),
            language=spoken,
            as_of=as_of,
            recipe=recipe,
        )
        files += [reports[spoken].save(out / f"{name}{ending}") for ending in (".html", ".json")]
    recipe_file = out / "recipe.json"
    recipe_file.write_text(recipe.to_json(), encoding="utf-8")
    return Story(reports[language], (*files, recipe_file))
