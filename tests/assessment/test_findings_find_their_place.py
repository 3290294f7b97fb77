"""Each finding stands under its section, answers its question, and none is lost."""

from __future__ import annotations

import pytest

import privlab
from privlab.assessment.formats._cnil_file import QUESTIONS
from privlab.assessment.points._placing import point_of_result
from privlab.assessment.points._plan import OUTLINE, POINTS
from privlab.language import Message
from privlab.results import SEVERITIES, Finding, Provenance, Result
from tests.assessment.cnil_rules import GAUGES, LISTS, TEXTS
from tests.assessment.conftest import answer, item, reading

PLACES = [
    ("column_without_purpose", 211, "1.1.b"),
    ("undeclared_column", 121, "1.1.a"),
    ("retention_overdue", 215, "2.2.a"),
    ("contact_after_objection", 225, "2.3.b"),
    ("undocumented_score", 211, "2.3.b"),
    ("transfer_without_safeguard", 227, "2.3.c"),
    ("forbidden_column", 121, "2.1.b"),
    ("special_category_without_reason", 212, "2.1.b"),
    ("balancing_missing", 212, "2.1.a"),
]
NEAREST = [
    ("GDPR Art. 5(1)(d)", "2.2.b", 214),
    ("GDPR Art. 5(1)(e)", "2.2.a", 215),
    ("GDPR Art. 6(1)(f)", "2.1.a", 212),
    ("GDPR Art. 9(2)", "2.1.b", 212),
    ("GDPR Art. 13(2)(f)", "2.3.b", 221),
    ("GDPR Art. 15(1)", "2.3.b", 223),
    ("GDPR Art. 28(3)", "2.3.c", 226),
    ("GDPR Art. 33(1)", "4.1.a", 326),
    ("GDPR Art. 46(2)(c)", "2.3.c", 227),
    ("GDPR 87", "2.1.b", 212),
    ("GDPR Art. 99", "2.3.a", 111),
    ("CPCE art. L.34-5", "2.3.a", 111),
    ("", "2.3.a", 111),
]


def found(rule: str, article: str, severity: str = "breach") -> privlab.Assessment:
    finding = Finding(rule, article, severity, Message("What was found."), 3)
    return privlab.Assessment((), findings=(finding,), language="en")


@pytest.mark.parametrize(("rule", "question", "number"), PLACES)
def test_a_known_rule_stands_in_its_section_and_answers_its_question(rule, question, number):
    assessment = found(rule, "GDPR Art. 99")
    assert "What was found." in item(reading(assessment), number)
    assert "What was found." in answer(assessment.to_cnil(), question)["text"]


def test_a_rule_of_a_measure_stands_where_the_measure_does(results):
    finding = Finding("k_below_threshold", "GDPR Art. 99", "breach", Message("What was found."), 3)
    assessment = privlab.Assessment(results, findings=(finding,), language="en")
    assert "What was found." in item(reading(assessment), "4.1.a")
    assert "What was found." in answer(assessment.to_cnil(), 326)["text"]


@pytest.mark.parametrize(("article", "number", "question"), NEAREST)
def test_an_unknown_rule_goes_to_the_nearest_section_by_article(article, number, question):
    assessment = found("a_rule_to_come", article)
    page = reading(assessment)
    assert "What was found." in item(page, number)
    assert "What was found." in answer(assessment.to_cnil(), question)["text"]


@pytest.mark.parametrize("article", [article for article, _, _ in NEAREST])
def test_an_unknown_rule_is_on_the_first_page_and_among_the_principles(article):
    page = reading(found("a_rule_to_come", article))
    first = page[: page.index('id="s-section-0"')]
    assert "What was found." in first
    assert "What was found." in item(page, "2.3.a")
    assert "a_rule_to_come" in item(page, "2.3.a")


@pytest.mark.parametrize(
    ("point", "severity"),
    [*((point, "breach") for point in POINTS), *(("retention", word) for word in SEVERITIES)],
)
def test_no_finding_is_lost_wherever_it_stands(point, severity):
    rules = POINTS[point].rules or ("another_rule",)
    assessment = found(rules[0], "", severity)
    page = reading(assessment)
    assert page.count("What was found.") >= 2
    texts = [one["data"]["text"] or "" for one in assessment.to_cnil()["answers"]]
    assert any("What was found." in text for text in texts)


def test_a_finding_stands_in_the_section_that_the_first_page_leads_to():
    for rule, _, number in PLACES:
        page = reading(found(rule, "GDPR Art. 5"))
        assert f'<a href="#s-{number.replace(".", "-")}">§ {number}</a>' in page


def test_many_findings_of_one_severity_are_gathered_in_their_section():
    findings = [
        Finding("retention_overdue", "GDPR Art. 5(1)(e)", "breach", Message(f"Table {n}."), n)
        for n in range(1, 4)
    ]
    few, many = (
        item(reading(privlab.Assessment((), findings=findings[:n], language="en")), "2.2.a")
        for n in (2, 3)
    )
    assert few.count('class="finding breach"') == 2
    assert many.count('class="finding-group breach"') == 1
    assert "3 breaches" in many
    for finding in findings:
        assert finding.text("en") in many


def test_the_principles_count_findings_and_never_add_up_people():
    findings = [Finding("retention_overdue", "", "breach", Message("x"), n) for n in (19, 307)]
    own = item(reading(privlab.Assessment((), findings=findings, language="en")), "2.3.a")
    assert ">2</td>" in own
    assert "326" not in own


def test_a_rule_that_was_judged_and_found_nothing_is_said_to_be():
    assessment = privlab.Assessment((), language="en", rules=("column_without_purpose",))
    page = reading(assessment)
    assert "Judged without a finding: Purpose of each column." in item(page, "1.1.b")
    assert "Judged without a finding" not in item(page, "2.2.a")
    first = page[: page.index('id="s-section-0"')]
    assert "The duties that were judged gave no finding" in first


def test_a_report_of_duties_brings_the_rules_that_were_judged():
    class Report(tuple):
        __slots__ = ()
        rules = ("retention_overdue", "column_without_purpose")

    finding = Finding("retention_overdue", "GDPR Art. 5(1)(e)", "breach", Message("Overdue."), 1)
    assessment = privlab.Assessment((), findings=Report((finding,)), language="en")
    assert assessment.rules == ("retention_overdue", "column_without_purpose")
    assert assessment.findings == (finding,)
    assert "Purpose of each column" in item(reading(assessment), "1.1.b")


def test_the_plan_answers_every_question_and_fills_every_number():
    answered = {question for point in POINTS.values() for question in point.cnil}
    assert answered == {*TEXTS, *GAUGES}
    assert set(QUESTIONS) == {*TEXTS, *LISTS, *GAUGES}
    numbers = [entry.number for section in OUTLINE for entry in section.items]
    assert {point.edpb for point in POINTS.values()} == set(numbers)
    assert all(entry.points for section in OUTLINE for entry in section.items)


def test_a_point_says_what_would_fill_it_or_is_for_people_or_speaks_of_method():
    for point in POINTS.values():
        assert point.fill or point.judge or point.key == "method"
        assert bool(point.judge) == bool(point.fields)


def test_a_rule_and_a_measure_stand_at_one_point_each():
    rules = [rule for point in POINTS.values() for rule in point.rules]
    parts = [part for point in POINTS.values() for part in point.parts]
    assert len(rules) == len(set(rules))
    assert len(parts) == len(set(parts))
    assert not set(parts) & set(POINTS)
    articles = [article for point in POINTS.values() for article in point.articles]
    assert len(articles) == len(set(articles))


def test_a_measure_that_no_point_names_stands_among_the_principles():
    source = Provenance("a_measure_to_come", "v1", "duckdb", (), "records", 8, 8)
    assert point_of_result(Result((), (), source)).edpb == "2.3.a"
    assert "What was found." in item(reading(found("a_rule_to_come", "")), "2.3.a")


def test_every_duty_has_a_name_for_people_in_both_languages():
    rules = tuple(rule.name for rule in privlab.duties.RULES)
    for language in ("fr", "en"):
        assessment = privlab.Assessment((), language=language, rules=rules)
        own = item(reading(assessment), "2.3.a")
        for name in rules:
            assert name not in own, name
    assert "Finalité de chaque colonne" in item(
        reading(privlab.Assessment((), language="fr", rules=rules)), "2.3.a"
    )


def test_a_bare_score_is_found_under_automated_decisions_and_among_the_criteria(policy):
    finding = Finding("undocumented_score", "GDPR Art. 13(2)(f)", "breach", Message("A bare one."))
    page = reading(
        privlab.Assessment((), findings=(finding,), policy=policy, purpose="crm", language="en")
    )
    own = item(page, "2.3.b")
    assert "A bare one." in own[own.index("Automated decisions") :]
    assert "found: A bare one." in item(page, "0.5")
