"""Figures with their doubt, in every form a result takes."""

from __future__ import annotations

import json

import pandas as pd
import pytest
from matplotlib.figure import Figure as Canvas

import privlab
from privlab.errors import InternalError, ParameterError
from privlab.language import Message
from privlab.results import Figure, Finding

HOSTILE = 'a & "b" <18'


@pytest.fixture
def results(toy):
    frame = toy.rename(columns={"dep": HOSTILE})
    data = privlab.dataset(
        frame,
        person="id",
        quasi_identifiers=["sexe", HOSTILE],
        dimensions={"sexe": "identity", HOSTILE: "identity"},
    )
    return (
        privlab.check_anonymity(data),
        privlab.score_risk(data),
        privlab.measure_intrusiveness(data),
    )


def test_a_result_is_plain_json(results):
    for result in results:
        plain = json.loads(json.dumps(result.to_dict(), allow_nan=False))
        assert plain["provenance"]["columns"] == ["sexe", HOSTILE]
        assert {figure["key"] for figure in plain["figures"]} == {f.key for f in result.figures}
        assert plain["provenance"]["versions"]["duckdb"]


def test_a_frame_has_one_row_a_figure(results):
    frame = results[0].to_frame()
    assert frame.loc["k", "value"] == 1
    assert frame.loc["k", "unit"] == "people"


def test_a_plot_draws_on_the_axes_given_and_shows_nothing(results):
    for result in results:
        ax = Canvas().subplots()
        plot = result.plot(ax)
        assert plot.ax_ is ax
        assert ax.patches
        assert result.plot().ax_ is not ax


def test_a_notebook_shows_a_small_card_without_markup_or_links(results):
    for result in results:
        card = result._repr_html_()
        assert len(card) < 300_000
        assert "<script" not in card
        assert "http" not in card.replace("http://www.w3.org", "")
        assert HOSTILE not in card
        assert "a &amp; " in card


def test_provenance_says_where_a_figure_comes_from_and_nothing_of_the_content(results):
    first, second = results[0].provenance, results[1].provenance
    assert first.data_version == second.data_version
    assert first.n_units == 8
    assert "Anonymity check on 8 rows" in results[0].origin("en")
    assert "Contrôle d'anonymat sur 8 lignes" in results[0].origin("fr")
    assert first.to_dict()["measure"] == "check_anonymity"


def test_the_version_of_equal_data_is_random(toy):
    versions = {privlab.dataset(toy).version for _ in range(3)}
    assert len(versions) == 3


def test_an_unknown_figure_names_the_nearest(results):
    with pytest.raises(ParameterError, match="Did you mean 'n_classes'"):
        results[0].figure("n_class")


def test_a_figure_without_value_says_why():
    figure = Figure("x", None, "score", "Use", reason=Message("this axis was not measured"))
    assert figure.text("en") == "not assessed (this axis was not measured)"
    assert figure.text("fr") == "non évalué (cet axe n'a pas été mesuré)"


def test_an_interval_is_shown_with_its_figure():
    figure = Figure("x", 0.25, "share", "Share", interval=(0.2, 0.3), confidence=0.95)
    assert figure.text("en") == "25% [20% ; 30%]"


@pytest.mark.parametrize(
    "broken",
    [{"value": None}, {"value": float("nan")}, {"value": 1.0, "unit": "euros"}],
)
def test_a_figure_that_says_nothing_is_our_own_mistake(broken):
    with pytest.raises(InternalError):
        Figure(**({"key": "x", "unit": "score", "label": "x"} | broken))


def test_a_finding_speaks_both_languages():
    finding = Finding("r", "GDPR Art. 5", "breach", Message("not assessed"), count=3)
    plain = finding.to_dict()
    assert (plain["text_en"], plain["text_fr"], plain["count"]) == ("not assessed", "non évalué", 3)
    assert finding.severity_text("fr") == "écart"
    with pytest.raises(InternalError):
        Finding("r", "", "bad", Message("x"))


def test_records_are_a_frame_and_not_part_of_what_is_shown(results):
    assert isinstance(results[1].records, pd.DataFrame)
    assert "records" not in results[1].to_dict()


def test_a_line_has_the_colon_of_its_language_and_never_two():
    plain = Figure("k", 3, "ratio", "Score of re-identification risk")
    assert plain.line("en") == "Score of re-identification risk: 3"
    assert "\N{NO-BREAK SPACE}: 3" in plain.line("fr")
    on = Figure("q", 0.15, "ratio", "Intrusiveness score, 1% most exposed: from")
    assert on.line("en") == "Intrusiveness score, 1% most exposed: from 0.15"
    assert on.line("fr").endswith("\N{NO-BREAK SPACE}: à partir de 0,15")
