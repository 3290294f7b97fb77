"""The main job from end to end, on the sample bank or on any table.

Opens the table, measures it, treats it, measures what is left, and writes the report.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from privlab import samples
from privlab.anonymise import Recipe
from privlab.anonymity import check_anonymity
from privlab.assessment import Assessment
from privlab.errors import DocumentError
from privlab.hierarchies import Hierarchy
from privlab.intrusiveness import measure_intrusiveness
from privlab.inventory import take_inventory
from privlab.language import LANGUAGES, N_, Message, translate
from privlab.risk import score_risk
from privlab.tables import dataset

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from privlab.results import Result
    from privlab.tables import Dataset

__all__ = ["Demonstration", "run_demo"]

STEPS = (
    N_("Opening the table"),
    N_("Taking the inventory"),
    N_("Checking anonymity"),
    N_("Scoring re-identification risk"),
    N_("Measuring intrusiveness"),
    N_("Generalising"),
    N_("Measuring what is left"),
    N_("Writing the report"),
)


@dataclass(frozen=True)
class Demonstration:
    """What the demonstration found and where it wrote it.

    Attributes
    ----------
    assessment : Assessment
    recipe : Recipe
    files : tuple of Path
    """

    assessment: Assessment
    recipe: Recipe
    files: tuple[Path, ...]

    def lines(self, language: str) -> Iterator[str]:
        """Yield in about ten lines what was found, then where the files are."""
        wanted = (
            "n_units",
            "n_columns",
            "k",
            "share_below_k",
            "n_unique",
            "prosecutor_average",
            "bits",
            "knowledge",
        )
        found = {f.key: f for result in self.assessment.results for f in result.figures}
        for key in wanted:
            yield f"{found[key].name(language)} : {found[key].text(language)}"
        after = {f.key: f for result in self.assessment.released for f in result.figures}
        treated = Message(
            "{before} before, {after} after generalising {columns}",
            {
                "before": found["share_unique"].text(language),
                "after": after["share_unique"].text(language),
                "columns": ", ".join(self.recipe.levels) or "—",
            },
        )
        yield f"{found['share_unique'].name(language)} : {treated.text(language)}"
        for path in self.files:
            yield str(path)


def run_demo(
    out: Path,
    *,
    language: str,
    as_of: dt.date,
    table: Path | None = None,
    roles: Mapping[str, Any] | None = None,
    step: Callable[[str], None] = lambda _: None,
) -> Demonstration:
    """Run the main job and write its files into a folder.

    Parameters
    ----------
    out : Path
        Made if it is not there; files of an earlier run are replaced.
    language : {"fr", "en"}
        Of dpia.html; the report in the other language stands beside it.
    as_of : date
        Day of judgement, printed in the report.
    table : Path, optional
        A .csv, .csv.gz or .parquet file; the sample bank's customers by default.
    roles : mapping, optional
        Roles for `privlab.dataset`.
    step : function, optional
        Called with the name of each step as it begins.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"The folder '{out}' cannot be made: {error.strerror}. Choose another with --out."
        raise DocumentError(message) from None
    steps = iter(STEPS)

    def begin() -> None:
        step(translate(next(steps), language))

    begin()
    files = []
    if table is None:
        table = samples.write_clients(out / "clients.parquet")
        roles = samples.clients_roles()
        files.append(table)
    data = dataset(table, **(roles or {}))
    results: list[Result] = []
    for measure in (take_inventory, check_anonymity, score_risk, measure_intrusiveness):
        begin()
        results.append(measure(data))
    begin()
    recipe = suggest_recipe(data)
    treated = recipe.transform(data)
    begin()
    released = (
        check_anonymity(treated),
        score_risk(treated),
        measure_intrusiveness(treated, data, recipe=recipe),
    )
    begin()
    recipe_file = out / "recipe.json"
    recipe_file.write_text(recipe.to_json(), encoding="utf-8")
    other = next(known for known in LANGUAGES if known != language)
    reports = {}
    for spoken, name in ((language, "dpia.html"), (other, f"dpia.{other}.html")):
        assessment = Assessment(
            results=tuple(results),
            released=released,
            subject=_subject(table, spoken),
            language=spoken,
            as_of=as_of,
        )
        reports[spoken] = assessment
        files.append(assessment.save(out / name))
    return Demonstration(reports[language], recipe, (*files, recipe_file))


def suggest_recipe(data: Dataset) -> Recipe:
    """Return the level before suppression of a hierarchy that suits each quasi-identifier.

    Columns of other texts stay as they are.
    """
    hierarchies = {}
    for column in data.roles.quasi_identifiers:
        hierarchy = Hierarchy.suggest(data.keys((column,)).codings[0].labels)
        if hierarchy is not None:
            hierarchies[column] = hierarchy
    return Recipe({c: h.height - 1 for c, h in hierarchies.items()}, hierarchies)


def _subject(table: Path, language: str) -> str:
    return Message("Customers of the table {name}", {"name": table.name}).text(language)
