"""The first page is read without help: worst first, and silence is never shown as good."""

from __future__ import annotations

import re

import pytest

import privlab
from privlab._gate._admission import LEFT_OUT, REASONS, Admission
from privlab.language import Message
from privlab.register import Register
from privlab.results import Figure, Finding, Provenance
from tests.assessment.conftest import FINDINGS, item, reading

LANGUAGES = ("fr", "en")


def first_page(assessment) -> str:
    page = reading(assessment)
    return page[page.index("<h1>") : page.index('class="contents"')]


@pytest.fixture(scope="module")
def sheet(full):
    return first_page(full["en"])


def test_findings_are_counted_and_the_worst_come_first(sheet):
    groups = re.findall(r'<div class="finding-group (\w+)">', sheet)
    assert groups == ["breach", "warning", "note", "not_assessed"]
    tally = re.sub(r"<[^>]*>|\s+", " ", sheet[sheet.index('class="tally"') :].split("</ul>")[0])
    for words in ("3 breaches", "3 warnings", "2 notes", "1 duty not assessed"):
        assert words in tally


def test_findings_keep_their_article_and_lead_to_their_section(sheet):
    line = re.search(r"<li>312 rows are overdue\.(.*?)</li>", sheet, re.DOTALL)[1]
    assert "GDPR Art. 5(1)(e)" in line
    assert '<a href="#s-2-2-a">§ 2.2.a</a>' in line


def test_every_finding_is_there(sheet):
    for finding in FINDINGS:
        assert finding.text("en") in sheet


def test_findings_come_before_figures_and_figures_before_what_was_not_checked(sheet):
    order = ['class="tally"', 'class="finding-group', 'class="key-figures', 'class="points']
    places = [sheet.index(mark) for mark in order]
    assert places == sorted(places)


def test_figures_that_matter_have_a_sentence_each(sheet):
    assert "2 people are alone with these values." in sheet
    assert "whoever knows sexe, dep recognises that one" in sheet
    assert "What is left after the treatment; 25% before." in sheet


def test_of_two_tables_the_worst_one_speaks(data, results):
    wide = privlab.check_anonymity(data, quasi_identifiers=["sexe"])
    for pair in ((results[1], wide), (wide, results[1])):
        sheet = first_page(privlab.Assessment(pair, language="en"))
        assert "whoever knows sexe, dep recognises that one" in sheet
        assert "By sexe, everyone looks like" not in sheet


def test_what_was_not_checked_is_named_once(sheet):
    assert sheet.count("Use — this axis was not measured") == 1
    assert "2.2.b Quality of the data" in sheet
    assert "4.1.a Disappearance of data" in sheet


def test_with_nothing_every_point_is_open_and_no_duty_counts_as_kept(empty):
    sheet = first_page(empty["en"])
    assert re.search(r"(\d+) points of \1 not assessed", sheet)
    assert "no duty counts as assessed" in sheet
    assert "0.1 Controller · 0.2 Processors and their processors" in sheet
    assert 'class="finding-group' not in sheet


def test_silence_is_said_not_to_be_proof(sheet):
    assert "What is not listed here is not thereby shown to be in order" in sheet


def test_people_see_what_is_left_to_them(sheet):
    assert "Left to people: severity, the balance of interests, the opinion" in sheet


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_bare_verdict_is_printed_in_any_format(full, empty, pages, files, language):
    said = [pages[language], reading(empty[language]), full[language]._repr_html_()]
    for file in (files[language], empty[language].to_cnil()):
        said += [one["data"]["text"] or "" for one in file["answers"]]
        said += [own for one in file["answers"] for own in one["data"]["list"]]
        said += [measure["content"] + measure["title"] for measure in file["measures"]]
        said += [comment["description"] for comment in file["comments"]]
    verdict = re.compile(r"\b(anonymous|anonymes?|compliant|conformes?)\b", re.IGNORECASE)
    for text in said:
        assert not verdict.search(re.sub(r"<[^>]*>", " ", text))


def test_a_breach_is_never_behind_a_note_whatever_the_order_given():
    given = [Finding(f"r{i}", "", s, Message(f"{s} {i}")) for i, s in enumerate(("note", "breach"))]
    for findings in (given, given[::-1]):
        sheet = first_page(privlab.Assessment((), findings=tuple(findings), language="en"))
        assert sheet.index("breach") < sheet.index("1 note")


def test_the_masthead_says_who_answers_on_which_day_and_against_which_register(sheet):
    for words in ("The Bank", "The Officer", "5 January 2026", "9f2b77c01d5e", "Draft submitted"):
        assert words in sheet


def test_the_head_on_the_first_page_is_one_that_the_register_can_be_checked_against(tmp_path):
    register = Register.create(tmp_path / "register.sqlite")
    register.set_budget("clients", epsilon=1)
    head = register.head
    assessment = privlab.Assessment((), head=head, language="en")
    (printed,) = re.findall(r"<dd>(\d+:[0-9a-f]+)</dd>", first_page(assessment))
    assert register.verify(printed).ok
    assert head in item(reading(assessment), "4.2.a")


def test_a_policy_without_controller_says_so_on_the_first_page(policy, tmp_path):
    from tests.assessment.conftest import POLICY

    text = re.sub(r"  (controller|dpo): .*\n", "", POLICY)
    bare = type(policy).parse(text, tmp_path / "datapackage.yaml")
    sheet = first_page(privlab.Assessment((), policy=bare, language="en"))
    assert sheet.count("not declared") == 2


def an_admission() -> Admission:
    """What the gate counts when two people objected and one row is too old."""
    counts = {"rows_held": 11, "objected": 2, "unconsented": 0, "overdue": 1, "rows_handed_out": 8}
    figures = [Figure(key, n, "rows", "Rows") for key, n in counts.items()]
    people = Figure("units_handed_out", 8, "people", "Handed out")
    source = Provenance("admission", "0123456789ab", "duckdb", ("id",), "people", 8, 11)
    return Admission((*figures, people), (), source)


def test_the_first_page_says_how_many_are_handed_out_and_why_the_others_are_not(policy, results):
    assessment = privlab.Assessment(
        (an_admission(), *results), policy=policy, purpose="score", language="en"
    )
    sheet = first_page(assessment)
    assert (
        "<dt>Handed out for the purpose</dt><dd>8 people, from 11 rows held · 2 rows left out: the "
        "person objected · 1 row left out: kept longer than the purpose allows</dd>"
    ) in sheet
    assert "no consent" not in sheet
    assert "0123456789ab" not in sheet
    assert "0123456789ab" in item(reading(assessment), "4.2.a")


def test_without_a_gate_the_first_page_says_how_many_were_counted(results):
    assert "<dt>Data</dt><dd>8 people</dd>" in first_page(
        privlab.Assessment(results, language="en")
    )


def test_with_a_purpose_findings_are_said_to_be_of_the_whole_policy(policy):
    said = "Findings of the whole policy; the figures below are of the purpose score."
    own = {"findings": FINDINGS, "language": "en"}
    with_purpose = first_page(privlab.Assessment((), policy=policy, purpose="score", **own))
    assert with_purpose.index(said) < with_purpose.index('class="finding-group')
    assert said not in first_page(privlab.Assessment((), policy=policy, **own))
    assert said not in first_page(privlab.Assessment((), policy=policy, purpose="score"))


def test_every_reason_of_the_gate_is_told_on_the_first_page():
    assert list(LEFT_OUT) == list(REASONS)
