"""A measure that is added to the list of what an assessment measures needs no other edit."""

from __future__ import annotations

import html
import inspect
import pkgutil
from dataclasses import dataclass, replace
from importlib import import_module
from typing import ClassVar

import pytest

import privlab
from privlab import workbench
from privlab._documents import render_html
from privlab.language import Message, translate
from privlab.language._messages import _catalogue
from privlab.results import (
    Breakdown,
    Columns,
    Figure,
    Finding,
    Highlight,
    Provenance,
    Result,
    Threshold,
)
from tests.assessment.conftest import item
from tests.companies import write_company

FRENCH = {
    "Duplicates of people": "Doublons de personnes",
    "Search for duplicates": "Recherche de doublons",
    "People who stand twice": "Personnes présentes deux fois",
    "Duplicates by column": "Doublons par colonne",
    "Alike in": "Semblables par",
    "Looking for duplicates": "Recherche des doublons",
    "Duplicates, against the house rule": "Doublons, d'après la règle de la maison",
    "These people stand twice.": "Ces personnes sont présentes deux fois.",
    "Whoever stands twice is written to twice.": "Qui est présent deux fois reçoit deux courriers.",
}
ENGLISH = {text: text for text in FRENCH}


@dataclass(frozen=True, repr=False)
class Duplicates(Result):
    """The whole of a new measure."""

    title: ClassVar[str] = "Duplicates of people"
    measure_title: ClassVar[str] = "Search for duplicates"
    point: ClassVar[str] = "accuracy"
    thresholds: ClassVar[tuple[Threshold, ...]] = (
        Threshold("people_twice", "Duplicates, against the house rule"),
    )

    def findings(self) -> tuple[Finding, ...]:
        said = Message("These people stand twice.")
        return (Finding("people_twice", "GDPR Art. 5(1)(d)", "warning", said, 7),)

    def tables(self) -> tuple[Breakdown, ...]:
        heads = ("Alike in", "People who stand twice")
        return (Breakdown("Duplicates by column", heads, ((Columns(("sex",)), 41),), right=(1,)),)

    def highlights(self) -> tuple[Highlight, ...]:
        said = Message("Whoever stands twice is written to twice.")
        return (Highlight(self.figure("n_twice"), said),)


def look_for_duplicates(_, view) -> Duplicates:
    figure = Figure("n_twice", 13_579, "people", "People who stand twice")
    return Duplicates((figure,), (), view.provenance("look_for_duplicates", ["sex"]))


@pytest.fixture
def reports(tmp_path, monkeypatch):
    for english, french in FRENCH.items():
        monkeypatch.setitem(_catalogue("fr")._catalog, english, french)
    one_line = ("Looking for duplicates", look_for_duplicates)
    monkeypatch.setattr(workbench, "MEASURES", (*workbench.MEASURES[:2], one_line))
    assessment = privlab.open(write_company(tmp_path)).assess(purpose="score", language="en")
    return {language: replace(assessment, language=language) for language in ("fr", "en")}


@pytest.mark.parametrize(("language", "said"), [("fr", FRENCH), ("en", ENGLISH)])
def test_it_stands_at_its_point_with_all_that_it_says(reports, language, said):
    page = html.unescape(render_html(reports[language].document()))
    first, own = page[: page.index('id="s-section-0"')], item(page, "2.2.b")
    assert said["Duplicates of people"] in own
    assert said["Duplicates by column"] in own
    assert said["These people stand twice."] in own
    assert said["Search for duplicates"] in own
    assert "look_for_duplicates" not in page
    assert "41" in own
    for text in ("These people stand twice.", "Whoever stands twice is written to twice."):
        assert said[text] in first
    figure = reports[language].figures()["held.look_for_duplicates.n_twice"]
    assert figure.number(language) in own
    assert figure.number(language) in first
    assert said["Duplicates, against the house rule"] in item(page, "2.3.a")
    if language == "fr":
        assert not [text for text in FRENCH if text in page]


def test_the_file_of_the_authority_holds_it_too(reports):
    for language, said in (("fr", FRENCH), ("en", ENGLISH)):
        answers = reports[language].to_cnil()["answers"]
        (quality,) = [one for one in answers if one["reference_to"] == 214]
        text = html.unescape(quality["data"]["text"])
        assert said["Duplicates by column"] in text
        assert said["These people stand twice."] in text


def test_what_it_finds_is_said_once_whoever_hands_it_over(reports):
    first = reports["en"]
    again = replace(first, findings=first.findings, released=first.results[-1:])
    assert [f.rule for f in first.findings].count("people_twice") == 1
    assert [f.rule for f in again.findings].count("people_twice") == 1


def every_result() -> list[type[Result]]:
    for module in pkgutil.walk_packages(privlab.__path__, "privlab."):
        if not module.name.endswith(("__main__", ".cli")):
            import_module(module.name)
    found, waiting = [], [Result]
    while waiting:
        for own in waiting.pop().__subclasses__():
            waiting.append(own)
            if own.__module__.startswith("privlab."):
                found.append(own)
    assert len(found) > 25
    return sorted(found, key=lambda own: (own.__module__, own.__name__))


@pytest.mark.parametrize("own", every_result(), ids=lambda own: own.__name__)
def test_every_result_is_named_in_both_languages(own):
    source = Provenance("a_name_of_code", "v1", "duckdb", ("a",), "records", 3, 3)
    known = _catalogue("fr")._catalog
    for text in (own.title, own.measure_title or own.title, *(t.title for t in own.thresholds)):
        assert known[text]
    if own.origin is Result.origin:
        for language in ("fr", "en"):
            line = own.origin(_with(own, source), language)
            assert line.startswith(translate(own.measure_title or own.title, language))
            assert "a_name_of_code" not in line


def _with(own: type[Result], source: Provenance) -> Result:
    result = object.__new__(own)
    object.__setattr__(result, "provenance", source)
    return result


@pytest.mark.parametrize("own", every_result(), ids=lambda own: own.__name__)
def test_every_result_stands_at_a_point_that_there_is(own):
    from privlab.assessment.points._plan import OF_PART, POINTS

    assert own.point in {*POINTS, *OF_PART}


def test_the_assessment_knows_no_measure_by_its_name():
    from privlab import assessment

    folder = pkgutil.walk_packages(assessment.__path__, "privlab.assessment.")
    source = "\n".join(inspect.getsource(import_module(module.name)) for module in folder)
    assert len(source) > 50_000
    for name in ("check_anonymity", "score_risk", "measure_intrusiveness", "take_inventory"):
        assert f'"{name}"' not in source
    for own in every_result():
        assert f"isinstance(result, {own.__name__}" not in source
