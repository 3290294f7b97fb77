"""The command line: demo, lab, sample."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from privlab import __version__
from privlab.errors import PrivlabError
from privlab.language import LANGUAGES, check_language

__all__ = ["app", "main"]

app = typer.Typer(
    name="privlab",
    help="Profile customers in notebooks while measuring what it costs them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Names = Annotated[str, typer.Option(help="Columns, separated by commas.")]


@app.command()
def demo(
    out: Annotated[Path, typer.Option(help="Folder for the files.")] = Path("privlab-demo"),
    table: Annotated[Path | None, typer.Option(help="A .csv, .csv.gz or .parquet file.")] = None,
    person: Annotated[str | None, typer.Option(help="Column that identifies the person.")] = None,
    identifiers: Names = "",
    quasi_identifiers: Names = "",
    sensitive: Names = "",
    language: Annotated[str, typer.Option(help=f"Of dpia.html: {' or '.join(LANGUAGES)}.")] = "",
) -> None:
    """Measure a table and write its report: the sample bank, or --table FILE."""
    from tqdm import tqdm

    from privlab.demo import STEPS, run_demo

    spoken = check_language(language or _language_of(os.environ))
    roles = {
        "person": person,
        "identifiers": _split(identifiers),
        "quasi_identifiers": _split(quasi_identifiers),
        "sensitive": _split(sensitive),
    }
    with tqdm(total=len(STEPS), bar_format="{l_bar}{bar:24}| {desc}", file=sys.stderr) as bar:

        def step(name: str) -> None:
            bar.set_description_str(name)
            bar.update()

        told = run_demo(
            out,
            language=spoken,
            as_of=dt.datetime.now(tz=dt.UTC).date(),
            table=table,
            roles=roles,
            step=step,
        )
    for line in told.lines(spoken):
        typer.echo(line)


@app.command()
def sample(
    out: Annotated[Path, typer.Option(help="Folder for the files.")] = Path("privlab-sample"),
    people: Annotated[int, typer.Option(help="How many customers.")] = 5_000,
    seed: Annotated[int, typer.Option(help="The same seed gives the same bank.")] = 2017,
) -> None:
    """Write the synthetic bank's customers, for any number of people."""
    from privlab import samples

    out.mkdir(parents=True, exist_ok=True)
    typer.echo(samples.write_clients(out / "clients.parquet", people, seed))


@app.command()
def lab(
    folder: Annotated[Path | None, typer.Option(help="Where the notebooks are.")] = None,
) -> None:
    """Open JupyterLab on the notebooks."""
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
        sys.exit(1)


def _split(names: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in names.split(",") if name.strip())


def _language_of(environment: os._Environ[str]) -> str:
    spoken = environment.get("LC_ALL") or environment.get("LANG") or ""
    return "fr" if spoken.startswith("fr") else "en"


def _notebooks() -> Path:
    """Return the notebooks of the checkout, or copies of them beside the user's work."""
    beside = Path(__file__).resolve().parents[2] / "notebooks"
    return beside if beside.is_dir() else Path.cwd()
