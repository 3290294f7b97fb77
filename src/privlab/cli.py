"""The command line: profile, roles, demo, check, sample, verify, budget, lab."""

from __future__ import annotations

import csv
import datetime as dt
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from privlab import __version__
from privlab._extras import wanted
from privlab.errors import ParameterError, PrivlabError, did_you_mean
from privlab.language import LANGUAGES, check_language

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from privlab.detection import DetectedRoles

__all__ = ["main"]

app = typer.Typer(
    name="privlab",
    help="Profile customers in notebooks while measuring what it costs them.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)

FORMATS = ("text", "json")
MISTAKE = 2
"""Exit code of a mistake that the user can mend; 1 is for what a check found."""
Names = Annotated[
    list[str] | None,
    typer.Option(help="Columns: repeat the option, or separate them by commas; quote '\"a, b\"'."),
]
Language = Annotated[str, typer.Option(help=f"{' or '.join(LANGUAGES)}.")]


def _version(asked: bool) -> None:  # noqa: FBT001 - as typer calls it
    if asked:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def options(
    _: Annotated[  # noqa: FBT002 - a flag
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print it.")
    ] = False,
) -> None:
    """Profile customers in notebooks while measuring what it costs them."""


@app.command()
def profile(
    file: Annotated[Path, typer.Argument(help="A table: what privlab.dataset reads.")],
    out: Annotated[Path, typer.Option(help="Folder for the files.")] = Path("privlab-profile"),
    person: Annotated[str | None, typer.Option(help="Column that identifies the person.")] = None,
    identifiers: Names = None,
    quasi_identifiers: Names = None,
    sensitive: Names = None,
    ordinary: Names = None,
    language: Language = "",
) -> None:
    """Propose the roles of a table, measure it, propose a treatment: one page."""
    roles = {
        "identifiers": _columns(identifiers),
        "quasi_identifiers": _columns(quasi_identifiers),
        "sensitive": _columns(sensitive),
        "ordinary": _columns(ordinary),
    }
    _write_profile(file, out, person, roles, check_language(language or _language_of(os.environ)))


@app.command()
def demo(
    out: Annotated[Path, typer.Option(help="Folder for the files.")] = Path("privlab-demo"),
    table: Annotated[Path | None, typer.Option(help="Your own: as `privlab profile`.")] = None,
    person: Annotated[str | None, typer.Option(help="Column that identifies the person.")] = None,
    identifiers: Names = None,
    quasi_identifiers: Names = None,
    sensitive: Names = None,
    language: Annotated[str, typer.Option(help=f"Of dpia.html: {' or '.join(LANGUAGES)}.")] = "",
) -> None:
    """Measure the sample bank and write its report; with --table FILE, profile that table."""
    from tqdm import tqdm

    from privlab.demo import BANK_STEPS, run_bank

    spoken = check_language(language or _language_of(os.environ))
    roles = {
        "identifiers": _columns(identifiers),
        "quasi_identifiers": _columns(quasi_identifiers),
        "sensitive": _columns(sensitive),
    }
    if table is not None:
        _write_profile(table, out, person, roles, spoken)
        return
    if person or any(roles.values()):
        message = "Roles are given for a table of your own: add --table FILE."
        raise ParameterError(message)
    with tqdm(total=len(BANK_STEPS), bar_format="{l_bar}{bar:24}| {desc}", file=sys.stderr) as bar:

        def step(name: str) -> None:
            bar.set_description_str(name)
            bar.update()

        story = run_bank(out, language=spoken, step=step)
    for line in story.lines(spoken):
        typer.echo(line)


@app.command()
def roles(
    file: Annotated[Path, typer.Argument(help="A table: what privlab.dataset reads.")],
    correct: Annotated[
        list[str] | None,
        typer.Option(help="COLUMN=ROLE or COLUMN=CATEGORY, kept in roles.yaml; repeatable."),
    ] = None,
    headers_only: Annotated[bool, typer.Option(help="Read no value.")] = False,  # noqa: FBT002 - a flag
    ignore_kept: Annotated[bool, typer.Option(help="As if nothing had been corrected.")] = False,  # noqa: FBT002 - a flag
    form: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
    language: Annotated[str, typer.Option(help=f"{' or '.join(LANGUAGES)}.")] = "",
) -> None:
    """Propose what each column of a table is, with the evidence; keep corrections beside it."""
    from privlab.detection import detect_roles

    spoken = check_language(language or _language_of(os.environ))
    _check_form(form)
    given = dict(map(_correction, correct or ()))

    def look() -> DetectedRoles:
        return detect_roles(
            file,
            values="not_read" if headers_only else "read",
            kept="ignored" if ignore_kept else "beside",
        )

    found = look()
    if given:
        kept = found.keep(given, file)
        typer.echo(kept, err=True)
        found = look()
    if form == "json":
        typer.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=2))
        return
    for line in found.lines(spoken):
        typer.echo(line)


@app.command("new-policy")
def new_policy(
    files: Annotated[list[Path], typer.Argument(help="Tables of the company.")],
    out: Annotated[Path, typer.Option(help="The policy; one that is there is added to.")] = Path(
        "datapackage.yaml"
    ),
    language: Language = "",
) -> None:
    """Draft a policy from tables: types, keys, joins, roles; what is to be filled in says TODO."""
    from privlab._drafts import draft_policy
    from privlab.language import Message

    spoken = check_language(language or _language_of(os.environ))
    place, added, left_out = draft_policy(
        files, out, language=spoken, progress=lambda name: typer.echo(name, err=True)
    )
    if left_out:
        left = {"names": ", ".join(left_out)}
        typer.echo(Message("Left out, since nobody is found there: {names}", left).text(spoken))
    if not added:
        typer.echo(Message("Nothing is new: the policy stays as it is.").text(spoken))
        return
    typer.echo(Message("Added: {names}", {"names": ", ".join(added)}).text(spoken))
    todo = {"n": place.read_text(encoding="utf-8").count(": TODO"), "path": str(place)}
    typer.echo(Message("To fill in: {n}. Then: privlab check {path}", todo).text(spoken))


@app.command()
def sample(
    out: Annotated[Path, typer.Option(help="Folder for the files.")] = Path("privlab-sample"),
    people: Annotated[int, typer.Option(help="How many customers.")] = 5_000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bank.")] = 2017,
    flaws: Annotated[  # noqa: FBT002 - a switch of the command line
        bool, typer.Option(help="Whether the bank breaks its promises, in known numbers.")
    ] = True,
    tables: Annotated[str, typer.Option(help="Names of tables, separated by commas.")] = "",
    truth: Annotated[
        Path | None, typer.Option(help="Where to write what was planted, if not in the folder.")
    ] = None,
) -> None:
    """Write the synthetic bank: its tables, policy file and data dictionary."""
    from tqdm import tqdm

    import privlab_bank

    form = "{l_bar}{bar:24}| {elapsed}, {remaining} left"
    with tqdm(bar_format=form, file=sys.stderr, total=people) as bar:

        def progress(table: str, done: int, total: int) -> None:
            bar.set_description_str(f"{table:<15}", refresh=False)
            bar.total = total
            bar.update(done - bar.n)

        bank = privlab_bank.write_bank(
            out,
            people=people,
            seed=seed,
            flaws="all" if flaws else (),
            tables=_split(tables) or None,
            truth=truth,
            progress=progress,
        )
    typer.echo(bank.folder)
    for name, table in bank.tables.items():
        typer.echo(f"{name:<15} {table.n_rows:>13,} rows {table.n_bytes / 1e6:>10,.2f} MB")


@app.command()
def check(
    policy: Annotated[Path, typer.Argument(help="A datapackage.yaml with privacy.")],
    form: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
    as_of: Annotated[str, typer.Option(help="Day of judgement, YYYY-MM-DD.")] = "",
    register: Annotated[
        Path | None, typer.Option(help="By default register.sqlite beside the policy, if any.")
    ] = None,
    language: Annotated[str, typer.Option(help=f"Of the text: {' or '.join(LANGUAGES)}.")] = "",
) -> None:
    """Judge what the company owes; exit 1 when a duty is broken."""
    from privlab._gate import Catalogue
    from privlab.duties import check_duties
    from privlab.policy import Policy
    from privlab.register import Register
    from privlab.workbench import REGISTER

    spoken = check_language(language or _language_of(os.environ))
    _check_form(form)
    promised = Policy.load(policy)
    today = dt.datetime.now(tz=dt.UTC).date()
    day = _day(as_of) if as_of else promised.as_of or today
    beside = promised.path.parent / REGISTER
    place = register or (beside if beside.exists() else None)
    opened = None if place is None else Register.open(place)
    report = check_duties(Catalogue(promised, opened, day))
    if form == "json":
        typer.echo(json.dumps(report.to_dict(), ensure_ascii=False, indent=2))
    else:
        for line in report.lines(spoken):
            typer.echo(line)
    raise typer.Exit(1 if report.breaches else 0)


@app.command()
def verify(
    register: Annotated[Path, typer.Argument(help="The register's file.")],
    head: Annotated[str | None, typer.Option(help="A head kept elsewhere, 12:3fa9...")] = None,
    language: Annotated[str, typer.Option(help=f"{' or '.join(LANGUAGES)}.")] = "",
) -> None:
    """Check a register against its own chain and a head kept elsewhere; 1 when it is broken."""
    from privlab.register import Register

    checked = Register.open(register).verify(head)
    for line in checked.lines(check_language(language or _language_of(os.environ))):
        typer.echo(line)
    raise typer.Exit(0 if checked.ok else 1)


@app.command()
def budget(  # noqa: PLR0917 - options of a command
    register: Annotated[Path, typer.Argument(help="The register's file.")],
    cap: Annotated[
        str | None,
        typer.Option("--set", help="POPULATION=EPSILON[:DELTA]; a delta not given stays."),
    ] = None,
    purpose: Annotated[str, typer.Option(help="Set the share of a purpose.")] = "",
    actor: Annotated[str, typer.Option(help="Set the share of an actor.")] = "",
    reason: Annotated[str, typer.Option(help="Why a budget is changed; it is recorded.")] = "",
    create: Annotated[bool, typer.Option(help="Make the register first.")] = False,  # noqa: FBT002 - a flag
    population: Annotated[str, typer.Option(help="Show this population only.")] = "",
    form: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
    language: Annotated[str, typer.Option(help=f"{' or '.join(LANGUAGES)}.")] = "",
) -> None:
    """Show what each population may spend and has spent; or set it, with --set."""
    from privlab.register import Register, budget_table, read_cap, spent_together

    spoken = check_language(language or _language_of(os.environ))
    _check_form(form)
    wanted = None if cap is None else read_cap(cap)
    if wanted is None and (purpose or actor or reason):
        message = "--purpose, --actor and --reason say whose budget --set sets. Add --set."
        raise ParameterError(message)
    opened = Register.create(register) if create else Register.open(register)
    if wanted is not None:
        named, epsilon, delta = wanted
        opened.set_budget(named, epsilon, delta, purpose=purpose, actor=actor, reason=reason)
    shown = opened.budgets(population or None)
    if form == "json":
        budgets = [own.to_dict() for own in shown]
        answer = {"register": str(register), "head": opened.head, "budgets": budgets}
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    for line in budget_table(shown, spoken):
        typer.echo(line)
    together = spent_together(opened.budgets())
    if together is not None:
        typer.echo(together.text(spoken))


@app.command()
def lab(
    folder: Annotated[Path | None, typer.Option(help="Where the notebooks are.")] = None,
) -> None:
    """Open JupyterLab on the notebooks."""
    wanted("jupyterlab")
    notebooks = folder or _notebooks()
    command = [sys.executable, "-m", "jupyterlab", f"--notebook-dir={notebooks}"]
    raise typer.Exit(subprocess.call(command))  # noqa: S603 - our own command


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


def main() -> None:
    """Run the command line; a mistake that the user can mend ends in one clear message."""
    try:
        app()
    except PrivlabError as error:
        typer.echo(f"{type(error).__name__}: {error}", err=True)
        sys.exit(MISTAKE)


def _write_profile(
    file: Path, out: Path, person: str | None, roles: Mapping[str, Any], language: str
) -> None:
    """Write the page in each language, the impact assessment and the recipe; say what was found."""
    from privlab.profiling import folder_made, profile as look

    folder_made(out)
    found = look(file, person=person, language=language, **roles)
    files = []
    for spoken in sorted(LANGUAGES, key=lambda known: known != language):
        ending = "html" if spoken == language else f"{spoken}.html"
        files.append(found.save(out / f"profile.{ending}", language=spoken))
        files.append(found.assessment(spoken).save(out / f"dpia.{ending}"))
    if found.recipe is not None:
        files.append(out / "recipe.json")
        files[-1].write_text(found.recipe.to_json(), encoding="utf-8")
    for line in (*found.lines(language), *map(str, files)):
        typer.echo(line)


def _check_form(form: str) -> None:
    if form not in FORMATS:
        message = f"--format is '{form}'. {did_you_mean(form, FORMATS)}"
        raise ParameterError(message)


def _correction(text: str) -> tuple[str, str]:
    column, sign, word = text.rpartition("=")
    if not sign or not column:
        message = f"--correct is '{text}'; write COLUMN=ROLE, for instance age=quasi_identifier."
        raise ParameterError(message)
    return column, word


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        message = f"--as-of is '{text}'; write a day as YYYY-MM-DD, for instance 2026-01-01."
        raise ParameterError(message) from None


def _columns(given: Iterable[str] | None) -> tuple[str, ...]:
    """Return the columns that a repeated option names; one in quotes may hold a comma."""
    lines = csv.reader(given or (), skipinitialspace=True, strict=True)
    try:
        names = [name.strip() for line in lines for name in line]
    except csv.Error:
        message = "A quote in a list of columns does not end; write '\"a, b\",c'."
        raise ParameterError(message) from None
    return tuple(dict.fromkeys(name for name in names if name))


def _split(names: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in names.split(",") if name.strip())


def _language_of(environment: os._Environ[str]) -> str:
    spoken = environment.get("LC_ALL") or environment.get("LANG") or ""
    return "fr" if spoken.startswith("fr") else "en"


def _notebooks() -> Path:
    """Return the notebooks of the checkout, or copies of them beside the user's work."""
    beside = Path(__file__).resolve().parents[2] / "notebooks"
    return beside if beside.is_dir() else Path.cwd()
