"""From a frame or a file to a page: roles proposed, figures with their calls, failures named."""

from __future__ import annotations

import pandas as pd
import pytest
from typer.testing import CliRunner

import privlab
from privlab.cli import app, main
from privlab.errors import DocumentError, ParameterError, SourceError
from privlab.profiling import STEPS, _steps


@pytest.fixture
def kunden():
    """A shop's table with German headers, a comma in one of them, and several rows a person."""
    n = 240
    return pd.DataFrame(
        {
            "kundennummer": [f"K{i // 2:05d}" for i in range(n)],
            "email": [f"p{i // 2}@example.org" for i in range(n)],
            "alter": [20 + i // 2 % 40 for i in range(n)],
            "ort, kreis": [["Ulm", "Trier", "Jena"][i // 2 % 3] for i in range(n)],
            "umsatz": [float(i % 17) for i in range(n)],
        }
    )


def quiet(_):
    return None


ROLES = {"person": "kundennummer", "quasi_identifiers": ["alter", "ort, kreis"]}


@pytest.fixture
def found(kunden):
    return privlab.profile(kunden, **ROLES, language="fr", progress=quiet)


def test_every_figure_comes_from_the_line_that_stands_beside_it(found, kunden):
    names = {"privlab": privlab, "frame": kunden}
    for line in found.calls.values():
        exec(line, names)  # noqa: S102 - the lines that the page shows
    assert len(found.results) == 4
    assert len(found.released) == 3
    for result in (*found.results, *found.released):
        again = eval(found.call(result), names)  # noqa: S307 - the lines that the page shows
        assert [f.value for f in again.figures] == [f.value for f in result.figures]


def test_k_is_that_of_pandas_and_the_proposal_keeps_it(found, kunden):
    people = kunden.drop_duplicates("kundennummer")
    sizes = people.groupby(["alter", "ort, kreis"]).size()
    assert found.result("check_anonymity").figure("k").value == sizes.min()
    after = {f.key: f.value for result in found.released for f in result.figures}
    assert after["k"] >= 5


@pytest.mark.parametrize(
    ("language", "said"),
    [("fr", "Une première proposition de traitement"), ("en", "A first proposal of treatment")],
)
def test_the_page_is_whole_in_both_languages_and_shows_no_record(found, tmp_path, language, said):
    page = found.save(tmp_path / "p.html", language=language).read_text(encoding="utf-8")
    assert said in page
    assert "privlab.check_anonymity(data)" in page
    assert page.count("privlab.score_risk(data)") >= 2
    assert "p17@example.org" not in page
    assert "K00017" not in page
    assert ("Detected roles" in page) is (language == "en")


def test_the_card_holds_the_figures_and_no_record(found):
    card = found._repr_html_()
    assert "Seuls dans leur classe" in card or "Plus petite classe" in card
    assert "example.org" not in card


def test_a_step_that_fails_is_named_and_the_rest_is_kept(kunden, monkeypatch, tmp_path):
    def refuses(_):
        message = "Nothing can be fitted here. Pass hierarchies=."
        raise ParameterError(message)

    monkeypatch.setattr(_steps, "fitted_recipe", refuses)
    found = privlab.profile(kunden, **ROLES, language="en", progress=quiet)
    assert [step.name for step in found.failed] == [_steps.TREATING]
    assert len(found.results) == 4
    page = found.save(tmp_path / "p.html").read_text(encoding="utf-8")
    assert "Nothing can be fitted here." in page
    assert any("Nothing can be fitted here." in line for line in found.lines())


def test_an_error_of_a_library_is_named_without_its_words(kunden, monkeypatch):
    def breaks(_):
        value = "p17@example.org"
        raise ZeroDivisionError(value)

    monkeypatch.setattr(_steps, "fitted_recipe", breaks)
    found = privlab.profile(kunden, **ROLES, progress=quiet)
    said = "\n".join(found.lines("en"))
    assert "ZeroDivisionError" in said
    assert "example.org" not in said


def test_a_table_without_anything_to_combine_still_gets_its_page(tmp_path):
    frame = pd.DataFrame({"shade": ["a", "b"] * 30, "note": [None] * 60})
    found = privlab.profile(frame, progress=quiet)
    assert found.failed
    assert found.save(tmp_path / "p.html").exists()


def test_each_step_is_announced_in_the_language(kunden):
    told: list[str] = []
    privlab.profile(kunden, **ROLES, language="fr", progress=told.append)
    assert len(told) == len(STEPS)
    assert "Vérification de l'anonymat" in told


def test_a_dataset_keeps_its_roles(kunden):
    data = privlab.dataset(kunden, quasi_identifiers=["alter"])
    found = privlab.profile(data, progress=quiet)
    assert found.found is None
    assert found.data.roles.quasi_identifiers == ("alter",)


def test_another_ending_and_a_measure_that_is_not_there_are_refused(found, tmp_path):
    with pytest.raises(DocumentError, match=r"Allowed: \.html"):
        found.save(tmp_path / "p.pdf")
    with pytest.raises(ParameterError, match="check_anonymity"):
        found.result("check_anonymty")
    with pytest.raises(SourceError):
        privlab.profile(tmp_path / "none.csv", progress=quiet)


@pytest.mark.parametrize("command", [["profile"], ["demo", "--table"]])
def test_the_command_writes_the_page_in_both_languages(kunden, tmp_path, command):
    path = tmp_path / "kunden.csv"
    kunden.to_csv(path, index=False)
    options = ["--person", "kundennummer", "--quasi-identifiers", "alter"]
    options += ["--quasi-identifiers", '"ort, kreis"', "--out", str(tmp_path / "out")]
    done = CliRunner().invoke(app, [*command, str(path), *options, "--language", "fr"])
    assert done.exit_code == 0, done.output
    written = {file.name for file in (tmp_path / "out").iterdir()}
    both = {f"{name}{end}" for name in ("profile", "dpia") for end in (".html", ".en.html")}
    assert written == {*both, "recipe.json"}
    recipe = privlab.Recipe.from_json((tmp_path / "out" / "recipe.json").read_text())
    assert {"alter", "ort, kreis"} <= set(recipe.levels)


def test_the_version_is_printed():
    done = CliRunner().invoke(app, ["--version"])
    assert (done.exit_code, done.output.strip()) == (0, privlab.__version__)


def test_completion_is_offered():
    assert "--install-completion" in CliRunner().invoke(app, ["--help"]).output


def test_a_quote_that_does_not_end_is_told(monkeypatch, capsys):
    arguments = ["privlab", "profile", "x.csv", "--sensitive", '"a, b']
    monkeypatch.setattr("sys.argv", arguments)
    with pytest.raises(SystemExit):
        main()
    assert "does not end" in capsys.readouterr().err


def test_a_slip_in_a_population_makes_no_new_one(tmp_path):
    place = tmp_path / "register.sqlite"
    privlab.Register.create(place).set_budget("members", epsilon=1.0)
    slip = ["budget", str(place), "--set", "member=1"]
    done = CliRunner().invoke(app, slip)
    assert isinstance(done.exception, ParameterError)
    assert "Did you mean 'members'?" in str(done.exception)
    assert len(privlab.Register.open(place).budgets()) == 1
    assert CliRunner().invoke(app, [*slip, "--reason", "other people"]).exit_code == 0
    assert len(privlab.Register.open(place).budgets()) == 2
