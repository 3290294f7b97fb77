"""A notebook opens a company through its policy, and assesses what it measured."""

from __future__ import annotations

import datetime as dt
import json

import pytest

import privlab
from privlab.errors import ParameterError, PolicyError, PurposeError, RegisterError
from privlab.intrusiveness import guess_special_categories, measure_use
from tests.companies import AS_OF, write_company


@pytest.fixture
def path(tmp_path):
    return write_company(tmp_path)


@pytest.fixture
def lab(path):
    return privlab.open(path)


def test_the_day_of_judgement_is_that_of_the_policy_unless_another_is_given(path, lab):
    assert lab.as_of == AS_OF
    assert privlab.open(path, dt.date(2025, 1, 1)).as_of == dt.date(2025, 1, 1)


def test_a_register_is_made_beside_the_policy_without_any_budget(tmp_path, lab):
    assert (tmp_path / "register.sqlite").exists()
    assert lab.register.budgets() == ()


def test_the_register_that_is_there_is_opened(path, lab):
    lab.register.set_budget("clients", epsilon=1.0)
    assert privlab.open(path).register.budget("clients").left_epsilon == 1.0


def test_a_register_that_was_named_and_is_not_there_is_no_fresh_one(path, tmp_path):
    with pytest.raises(RegisterError):
        privlab.open(path, register=tmp_path / "typo.sqlite")
    assert not (tmp_path / "typo.sqlite").exists()


def test_a_register_other_than_the_one_whose_head_was_noted_is_refused(path, lab, tmp_path):
    head = lab.register.head
    privlab.open(path, head=head)
    other = privlab.Register.create(tmp_path / "other.sqlite")
    with pytest.raises(RegisterError, match="not the one whose head was noted"):
        privlab.open(path, register=other, head=head)


@pytest.mark.parametrize("day", ["2026-01-01", 2026, dt.datetime(2026, 1, 1, tzinfo=dt.UTC)])
def test_a_day_that_is_no_date_is_refused(path, day):
    with pytest.raises(ParameterError, match="pass a date"):
        privlab.open(path, day)


def test_a_policy_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(PolicyError):
        privlab.open(tmp_path / "nowhere.yaml")


def test_the_purposes_are_listed_with_the_tables_that_serve_them(lab):
    listed = lab.purposes()
    assert list(listed.index) == ["crm", "score", "mail"]
    assert listed.loc["score", "tables"] == "clients"
    assert bool(listed.loc["score", "can_be_objected_to"])
    assert not listed.loc["crm", "can_be_objected_to"]


def test_an_assessment_shows_the_figures_that_the_notebook_measures(lab):
    view = lab.dataset("clients", purpose="score", actor="analyst")
    assessment = lab.assess(purpose="score", language="en")
    found = {
        (result.provenance.measure, figure.key): figure.value
        for result in assessment.results
        for figure in result.figures
    }
    measured = (
        privlab.check_anonymity(view),
        privlab.score_risk(view),
        privlab.measure_intrusiveness(
            view,
            inference=guess_special_categories(lab.catalogue, view),
            use=measure_use(lab.catalogue, population="clients"),
        ),
        lab.admission("clients", purpose="score"),
    )
    for result in measured:
        for figure in result.figures:
            assert found[result.provenance.measure, figure.key] == figure.value
    duties = [finding.rule for finding in lab.check_duties()]
    rules = [finding.rule for finding in assessment.findings]
    assert rules[: len(duties)] == duties
    # what the figures themselves find against the thresholds of the policy comes after
    assert rules[len(duties) :] == ["k_below_threshold", "reidentification_above_threshold"]


def test_an_assessment_is_written_as_a_use_of_its_own(lab):
    lab.assess(purpose="score", language="en")
    (use,) = lab.register.uses()
    assert (use.actor, use.resource, use.purpose) == ("privlab assessment", "clients", "score")
    with pytest.raises(PurposeError, match="what the bench itself writes"):
        lab.dataset("clients", purpose="score", actor="privlab assessment")


def test_an_assessment_is_saved_as_a_page_and_as_the_file_of_the_authority(lab, tmp_path):
    assessment = lab.assess(purpose="score", language="fr")
    page = assessment.save(tmp_path / "dpia.html").read_text(encoding="utf-8")
    assert "Analyse d'impact" in page.replace("&#39;", "'").replace("\u2019", "'")
    plain = json.loads(assessment.save(tmp_path / "dpia.json").read_text(encoding="utf-8"))
    assert set(plain) == {"pia", "answers", "measures", "evaluations", "comments"}
    assert len(plain["answers"]) == 36


def test_a_purpose_without_a_table_to_profile_says_so(lab):
    with pytest.raises(PurposeError, match="declares no purpose 'nothing'"):
        lab.assess(purpose="nothing")
    with pytest.raises(PurposeError, match="no column of 'contacts' serves the purpose 'score'"):
        lab.assess(purpose="score", table="contacts")


def test_progress_names_each_step(lab):
    steps: list[str] = []
    lab.assess(purpose="score", language="en", progress=steps.append)
    assert steps[0] == "Taking the inventory"
    assert steps[-1] == "Judging the duties"
    assert len(steps) == 5
