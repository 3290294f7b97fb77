"""The demonstration walks the whole path, on the bank and on any table, again and again."""

from __future__ import annotations

import pytest

from privlab.demo import BANK_STEPS, run_bank
from privlab.errors import DocumentError
from privlab.register import Register


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    return tmp_path_factory.mktemp("out")


@pytest.fixture(scope="module")
def steps():
    return []


@pytest.fixture(scope="module")
def first(out, steps):
    """The story of a bank, told once."""
    return run_bank(out, language="en", people=600, step=steps.append)


def test_the_bank_is_measured_on_the_three_axes(out, first):
    found = {f.key: f for r in first.assessment.results for f in r.figures}
    assert all(found[axis].value is not None for axis in ("knowledge", "inference", "use", "score"))
    assert found["score"].value >= max(found[axis].value for axis in ("knowledge", "use"))
    lines = list(first.lines("en"))
    assert any(line.startswith("Inference, worst secret: ") for line in lines)
    assert any(line.startswith("Intrusiveness score: ") for line in lines)
    page = (out / "dpia.html").read_text(encoding="utf-8")
    for sentence in (
        "What the profile lets one guess",
        "How the data are used",
        "the secret that the profile reveals most",
        "Half of the people are at",
    ):
        assert sentence in page
    rules = {finding.rule for finding in first.assessment.findings}
    assert {"cross_group_mailing", "deduced_without_source"} & rules


def test_the_bank_goes_from_its_promises_to_its_assessment_twice(out, steps, first):
    assert len(steps) == len(BANK_STEPS)
    assert {path.name for path in first.files} >= {
        "datapackage.yaml",
        "dpia.html",
        "dpia.json",
        "dpia.fr.html",
        "dpia.fr.json",
        "recipe.json",
        "register.sqlite",
    }
    assert all(path.exists() for path in first.files)
    lines = list(first.lines("en"))
    assert any("breaches found" in line for line in lines)
    after = {f.key: f.value for r in first.assessment.released for f in r.figures}
    assert after["k"] >= 11
    assert "k_below_threshold" not in {
        f.rule for f in first.assessment.findings if f.severity == "breach"
    }
    run_bank(out, language="fr", people=600)
    register = Register.open(out / "register.sqlite")
    assert register.budget("clients").spent_epsilon == 0.25
    assert register.verify(head=register.head).ok


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DocumentError, match="cannot be made"):
        run_bank(tmp_path / "file" / "out", language="en")
