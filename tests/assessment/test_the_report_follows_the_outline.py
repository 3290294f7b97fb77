"""The whole outline of the EDPB in order, each number filled or said to be open."""

from __future__ import annotations

import json
import re

import pytest

import privlab
from privlab.assessment.points._plan import OUTLINE
from privlab.language import Message, translate
from privlab.results import Finding
from tests.assessment.conftest import POLICY, item, reading

LANGUAGES = ("fr", "en")
NUMBERS = [entry.number for section in OUTLINE for entry in section.items]
HUMAN = {"3.3", "4.1.c", "5.1", "5.2", "6"}
SAID_BY_THE_METHOD = {"4.1.b"}


def headings(page: str, level: int) -> list[str]:
    return re.findall(rf"<h{level} [^>]*>(.*?)</h{level}>", page)


@pytest.mark.parametrize("which", ["full", "empty"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_is_a_heading_in_order(request, which, language):
    page = reading(request.getfixturevalue(which)[language])
    chapters = [heading.split(" ", 1)[0] for heading in headings(page, 2)]
    assert chapters == [section.number for section in OUTLINE] == list("0123456")
    *numbered, last = headings(page, 3)
    assert [heading.split(" ", 1)[0] for heading in numbered] == NUMBERS[:-1]
    assert last == translate("Decision", language)  # its chapter has the number
    assert '<h3 id="s-6">' in page


def test_the_numbers_are_those_of_the_template(shared):
    path = shared / "reference" / "edpb_sections.json"
    template = json.loads(path.read_text(encoding="utf-8"))["sections"]
    assert [section["id"] for section in template] == [section.number for section in OUTLINE]
    numbers = [entry[0] for section in template for entry in section["items"]]
    assert numbers == NUMBERS


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_anything_each_number_says_what_would_fill_it(empty, language):
    page = reading(empty[language])
    said = translate("not assessed", language)
    for number in NUMBERS:
        own = item(page, number)
        if number in HUMAN:
            assert 'class="blank"' in own
            assert 'class="unknown"' not in own
        elif number not in SAID_BY_THE_METHOD:
            assert f'<p class="unknown"><strong>{said}</strong>' in own


def test_the_contents_mark_what_is_open(empty, pages):
    marks = re.findall(r'<span class="mark">(.*?)</span>', reading(empty["en"]))
    assert marks.count("judged by people") == len(HUMAN)
    assert marks.count("point not assessed") == len(NUMBERS) - len(HUMAN) - len(SAID_BY_THE_METHOD)
    left = re.findall(r'<span class="mark">(.*?)</span>', pages["en"])
    assert left.count("point not assessed") == 2  # quality, necessity


@pytest.mark.parametrize(
    ("number", "who", "field"),
    [
        ("0.4", "the controller", "Next review, and what would bring it forward (Art. 35(11))"),
        ("1.1.b", "the controller", "Why each purpose is specified, explicit and legitimate"),
        ("3.3", "the controller", "Why the interests served outweigh what people give up"),
        ("4.1.c", "the author", "Severity, from 1 (negligible) to 4 (maximum), and why"),
        ("5.1", "the data protection officer", "Opinion"),
        ("5.2", "the controller", "How their views were sought, or why not"),
        ("6", "the controller", "Conditions"),
    ],
)
def test_what_people_judge_is_an_empty_field_with_their_name(pages, number, who, field):
    own = item(pages["en"], number)
    assert f"To be completed by {who}" in own
    assert f"<li><span>{field}</span></li>" in own


def test_the_actions_have_room_for_an_owner_and_a_day(pages):
    own = item(pages["en"], "4.2.c")
    assert re.search(
        r"312 rows are overdue\.</th>\s*<td[^>]*>breach</td>\s*(<td[^>]*>…</td>\s*){2}", own
    )
    assert "One score is bare." not in own  # a note asks for no action


def test_each_result_stands_under_its_number(pages):
    for title, number in (
        ("What is held", "1.1.a"),
        ("Intrusiveness", "3.1"),
        ("Anonymity", "4.1.a"),
        ("Re-identification risk", "4.1.a"),
        ("Before and after the treatment", "4.2.b"),
        ("Releases", "4.2.a"),
        ("The nine criteria", "0.5"),
    ):
        assert title in item(pages["en"], number), title


def test_a_limit_is_said_beside_what_it_limits(pages, empty):
    limit = "Membership of a partial adequacy scheme is checked by hand."
    assert limit in item(pages["en"], "2.3.c")
    assert limit not in reading(empty["en"])


def test_the_method_names_its_rule_and_its_limits(empty):
    own = item(reading(empty["en"]), "4.1.b")
    assert "A figure is evidence, never the verdict" in own
    assert "no authority gives thresholds" in own
    assert "not differentially private" in own
    assert "does not stop someone who has access to the files" in own


def test_each_chapter_says_which_article_asks_for_it(pages):
    assert "Asked for by GDPR Art. 35(7)(a)." in pages["en"]
    french = f"{translate('GDPR', 'fr')} {translate('Art.', 'fr')} 35(7)(a)"
    assert french in pages["fr"]


def test_the_criteria_count_what_is_declared_and_held(policy, results):
    def said(**options) -> str:
        assessment = privlab.Assessment(options.pop("results", ()), language="en", **options)
        return re.sub(r"\s+", " ", item(reading(assessment), "0.5"))

    whole = said(policy=policy, results=results)
    assert "purposes: score" in whole
    assert "special categories: religious beliefs · life dimensions: Income" in whole
    assert "tables of the same people: clients, requests" in whole
    assert "8 people" in whole
    assert "4 criteria are met by these facts" in whole
    assert "an assessment is required in principle" in whole
    one = said(results=results)
    assert "1 criterion is met by these facts; 8 are left to people" in one
    assert "One criterion may be enough" in one
    prospect = said(policy=policy, purpose="prospect")
    assert "0 criteria are met" in prospect  # it reads one table, and no score or finances


def test_an_assessment_is_not_shown_to_be_required_by_nothing(data):
    bare = privlab.dataset(data.memory.to_pandas()[["sexe"]])
    held = privlab.inventory.take_inventory(bare)
    assessment = privlab.Assessment((held,), language="en")
    own = item(reading(assessment), "0.5")
    assert "0 criteria are met by these facts; 9 are left to people" in own
    assert "An assessment is not shown to be required" in own
    assert ">not shown<" not in own  # nothing was declared, so nothing is shown not to be


RECORDED = """  records:
    decisions: {table: requests, person: id, date: day, automated: kind}
    scores: {table: clients, person: id, name: nom, date: updated, automated: agreed}
"""


def criterion(assessment, number: int) -> str:
    own = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", item(reading(assessment), "0.5")))
    return own[own.index(f"{number}. ") :].split(f" {number + 1}. ")[0]


def test_a_decision_that_is_recorded_is_never_said_to_be_absent(policy, tmp_path):
    text = re.sub(r"  records:\n.*\n", RECORDED, POLICY)
    recorded = type(policy).parse(text, tmp_path / "datapackage.yaml")
    options = {"policy": recorded, "purpose": "crm", "language": "en"}
    own = criterion(privlab.Assessment((), **options), 2)
    assert "decisions are recorded in requests, clients and not counted not assessed" in own
    assert "nothing" not in own
    finding = Finding("unreviewed", "GDPR Art. 22(3)", "breach", Message("Nobody looked."), 3)
    own = criterion(privlab.Assessment((), findings=(finding,), **options), 2)
    assert "Nobody looked. judged by people" in own
    own = criterion(privlab.Assessment((), **options | {"purpose": "score"}), 2)
    assert "purposes: score met" in own
    assert "scores are recorded in clients and not counted not assessed" in criterion(
        privlab.Assessment((), **options), 1
    )


def test_what_is_only_not_declared_is_said_not_to_have_been_searched_for(policy):
    assessment = privlab.Assessment((), policy=policy, purpose="prospect", language="en")
    for number in (1, 2, 4, 6):
        own = criterion(assessment, number)
        assert "nothing of it is declared; the data were not searched for it not shown" in own
