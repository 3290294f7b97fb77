"""From a frame or a file to a profile, step by step; a step that fails loses itself alone."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from privlab.anonymity import check_anonymity
from privlab.detection import detect_roles
from privlab.errors import DocumentError, InternalError, PrivlabError
from privlab.intrusiveness import measure_intrusiveness
from privlab.language import N_, Message, check_language, current, translate
from privlab.profiling._page import Profile, Step
from privlab.risk import score_risk
from privlab.tables import Dataset, dataset
from privlab.workbench import MEASURES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ibis.backends import BaseBackend

    from privlab.anonymise import Recipe
    from privlab.results import Result

__all__ = ["STEPS", "fitted_recipe", "folder_made", "profile"]

LEFT_OUT_AT_MOST = 0.05
SECONDS_AT_MOST = 20.0
OPENING = N_("Opening the table")
DETECTING = N_("Proposing roles")
TREATING = N_("Anonymising")
AGAIN = N_("Measuring what is left")
STEPS = (OPENING, DETECTING, *(label for label, _ in MEASURES), TREATING, AGAIN)


def profile(
    source: object,
    *,
    person: str | None = None,
    identifiers: Iterable[str] = (),
    quasi_identifiers: Iterable[str] = (),
    sensitive: Iterable[str] = (),
    ordinary: Iterable[str] = (),
    language: str | None = None,
    progress: Callable[[str], None] | None = None,
    connection: BaseBackend | None = None,
) -> Profile:
    """Propose the roles of a table, measure it, propose a treatment: one page.

    Parameters
    ----------
    source : pandas, Polars or PyArrow table, Ibis table, path, or Dataset
        What `privlab.dataset` reads. A Dataset keeps the roles it has.
    person, identifiers, quasi_identifiers, sensitive, ordinary
        As `privlab.dataset` takes them: a column named here has that role, the others the one
        that is proposed.
    language : {"fr", "en"}, optional
        The one in use by default.
    progress : function, optional
        Called with the name of each step as it begins; by default a bar is shown.
    connection : Ibis connection, optional
        Engine for frames and files.

    Returns
    -------
    Profile
        The card of a notebook; `.save("profile.html")`, `.results`, `.recipe`, `.failed`.

    Raises
    ------
    SourceError, ColumnError, ParameterError
        The table cannot be opened with its roles. Any later step that fails is named in the
        profile, and the rest is kept.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({"age": [30, 40] * 20, "town": ["A", "A", "B", "B"] * 10})
    >>> page = profile(frame, quasi_identifiers=["age", "town"], progress=lambda _: None)
    >>> page.recipe.levels
    {'age': 0, 'town': 0}
    """
    spoken = check_language(language or current())
    lists: dict[str, Any] = {
        "identifiers": tuple(identifiers),
        "quasi_identifiers": tuple(quasi_identifiers),
        "sensitive": tuple(sensitive),
        "ordinary": tuple(ordinary),
    }
    given = {"person": person, **lists}
    failed: list[Step] = []
    with _announced(progress, spoken) as begin:

        def tried(name: str, work: Callable[[], Any]) -> Any:
            begin(name)
            try:
                return work()
            except InternalError:
                raise
            except PrivlabError as error:
                failed.append(Step(name, str(error)))
            except Exception as error:  # noqa: BLE001 - the other steps are kept; no value is told
                kind = {"kind": type(error).__name__}
                said = Message("It stopped on an error of the kind {kind}: please report it.", kind)
                failed.append(Step(name, said))
            return None

        begin(OPENING)
        data, found = source, None
        if not isinstance(source, Dataset):
            plain = dataset(source, person=person, connection=connection, **lists)
            kept = source if isinstance(source, str | Path) else plain
            found = tried(DETECTING, lambda: detect_roles(kept, connection=connection))
            data = plain if found is None else _with_roles(source, found, given, connection)
        assert isinstance(data, Dataset)  # noqa: S101 - for the reader and the type checker
        results = [tried(name, partial(measure, None, data)) for name, measure in MEASURES]
        recipe = tried(TREATING, lambda: fitted_recipe(data))
        released: tuple[Result, ...] = ()
        if recipe is not None:
            released = tried(AGAIN, lambda: _measured_again(data, recipe)) or ()
    return Profile(
        name=Path(source).name if isinstance(source, str | Path) else _held(source),
        data=data,
        found=found,
        results=tuple(result for result in results if result is not None),
        released=released,
        recipe=recipe,
        calls=_calls(source, given, found, data),
        failed=tuple(failed),
        language=spoken,
    )


def folder_made(out: Path) -> None:
    """Make the folder of the files, or say why it cannot be."""
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"The folder '{out}' cannot be made: {error.strerror}. Choose another with --out."
        raise DocumentError(message) from None


def fitted_recipe(data: Dataset) -> Recipe:
    """Return the generalisation that loses least at the k of the policy, or at 5 without one.

    At most 5% of the records may be left out.
    """
    from privlab.anonymise import Anonymiser

    anonymiser = Anonymiser(
        k=_fitted_k(data), suppression_limit=LEFT_OUT_AT_MOST, time_limit=SECONDS_AT_MOST
    )
    return anonymiser.fit(data).recipe_


def _fitted_k(data: Dataset) -> int:
    return min(data.fewest_shown, data.n_units)


def _with_roles(
    source: object, found: Any, given: dict[str, Any], connection: BaseBackend | None
) -> Dataset:
    lives = found.dimensions
    return dataset(
        source,
        roles=found,
        dimensions=lives if any(lives.values()) else None,
        connection=connection,
        **given,
    )


def _measured_again(data: Dataset, recipe: Recipe) -> tuple[Result, ...]:
    treated = recipe.transform(data)
    return (
        check_anonymity(treated),
        score_risk(treated),
        measure_intrusiveness(treated, reference=data, recipe=recipe),
    )


def _held(source: object) -> str:
    return "data" if isinstance(source, Dataset) else "frame"


def _calls(source: object, given: dict[str, Any], found: Any, data: Dataset) -> dict[str, str]:
    """Return the lines that make each of the names that the calls of measures use."""
    # the name of the file alone: a page is passed on, and tells nothing of folders
    named = repr(Path(source).name) if isinstance(source, str | Path) else _held(source)
    taken = {role: list(v) if isinstance(v, tuple) else v for role, v in given.items() if v}
    roles = "".join(f", {role}={value!r}" for role, value in taken.items())
    if found is not None:
        lives = ", dimensions=found.dimensions" if any(found.dimensions.values()) else ""
        roles = f", roles=found{lives}{roles}"
    fit = f"k={_fitted_k(data)}, suppression_limit={LEFT_OUT_AT_MOST}, time_limit={SECONDS_AT_MOST}"
    return {
        "found": f"found = privlab.detect_roles({named})",
        "data": f"data = privlab.dataset({named}{roles})",
        "recipe": f"recipe = privlab.Anonymiser({fit}).fit(data).recipe_",
        "treated": "treated = recipe.transform(data)",
    }


@contextmanager
def _announced(
    progress: Callable[[str], None] | None, language: str
) -> Iterator[Callable[[str], None]]:
    """Yield what says that a step begins: to the caller, else on a bar."""
    if progress is not None:
        yield lambda name: progress(translate(name, language))
        return
    from tqdm import tqdm

    form = "{l_bar}{bar:24}| {elapsed} {desc}"
    with tqdm(total=len(STEPS), bar_format=form, file=sys.stderr, leave=False) as bar:

        def begin(name: str) -> None:
            bar.set_description_str(translate(name, language))
            bar.update()

        yield begin
