"""The sample bank, from its promises to its impact assessment."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import privlab_bank
from privlab.anonymity import check_anonymity
from privlab.demo._story import Story, report_names, step_by_step
from privlab.dp import Session
from privlab.intrusiveness import measure_intrusiveness
from privlab.inventory import take_inventory
from privlab.language import N_, Message, counted
from privlab.profiling import fitted_recipe, folder_made
from privlab.register import Register
from privlab.risk import score_risk
from privlab.workbench import MEASURES, open_workbench

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["BANK_STEPS", "run_bank"]

PURPOSE = "score"
ACTOR = "analyst"
EPSILON = 0.25

BANK_STEPS = (
    N_("Making the sample bank"),
    N_("Opening it through its policy"),
    N_("Anonymising"),
    N_("Measuring what is left"),
    N_("Releasing counts with differential privacy"),
    *(label for label, _ in MEASURES),
    N_("Judging the duties"),
    N_("Writing the report"),
)


def run_bank(
    out: Path,
    *,
    language: str,
    as_of: dt.date | None = None,
    people: int = 5_000,
    step: Callable[[str], None] = lambda _: None,
) -> Story:
    """Make the sample bank, measure one purpose, and write its impact assessment.

    Parameters
    ----------
    out : Path
        Made if it is not there; files of an earlier run are replaced, but for the register:
        a release that is asked for again returns its stored answer.
    language : {"fr", "en"}
        Of dpia.html and dpia.json; those in the other language stand beside them.
    as_of : date, optional
        Day of judgement; the policy's own by default.
    people : int
        Size of the bank.
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
    RegisterError
        The register of an earlier run is damaged.

    Examples
    --------
    >>> from pathlib import Path
    >>> story = run_bank(Path("demo"), language="en")  # doctest: +SKIP
    >>> for line in story.lines("en"):  # doctest: +SKIP
    ...     print(line)
    """
    folder_made(out)
    begin = step_by_step(BANK_STEPS, step, language)
    begin()
    bank = privlab_bank.write_bank(out / "bank", people=people)
    begin()
    place = out / "register.sqlite"
    register = Register.open(place) if place.exists() else Register.create(place)
    lab = open_workbench(bank.package, as_of, register=register)
    register.set_budget("clients", epsilon=lab.policy.thresholds.epsilon)
    view = lab.dataset("clients", purpose=PURPOSE, actor=ACTOR)
    begin()
    recipe = fitted_recipe(view)
    treated = recipe.transform(view)
    begin()
    released = (
        take_inventory(treated),
        check_anonymity(treated),
        score_risk(treated),
        measure_intrusiveness(treated, reference=view, recipe=recipe),
    )
    begin()
    session = Session(view, register=register, rows_per_person=1)
    query = session.group_by({"pcs": privlab_bank.OCCUPATIONS}).count()
    release = query.release(EPSILON, label=f"clients by pcs {lab.as_of.isoformat()}")
    assessment = lab.assess(
        purpose=PURPOSE,
        results=(release,),
        released=released,
        recipe=recipe,
        language=language,
        progress=lambda _: begin(),
    )
    begin()
    files = []
    for spoken, name in report_names(language).items():
        report = replace(assessment, language=spoken)
        files += [report.save(out / f"{name}{ending}") for ending in (".html", ".json")]
    recipe_file = out / "recipe.json"
    recipe_file.write_text(recipe.to_json(), encoding="utf-8")
    breaches = len([f for f in assessment.findings if f.severity == "breach"])
    further = (
        Message(
            "Released with differential privacy: {n} counts, epsilon {epsilon}; {left} left",
            {
                "n": release.figure("n_groups").value,
                "epsilon": EPSILON,
                "left": release.figure("epsilon_left").value,
            },
        ),
        counted("Duties: {n} breach found", "Duties: {n} breaches found", breaches),
        Message("Register: {head}", {"head": register.head}),
    )
    return Story(assessment, (bank.package, *files, recipe_file, place), further)
