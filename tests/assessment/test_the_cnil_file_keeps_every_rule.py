"""The file that the PIA application imports: its shape, its safety, what it leaves to people."""

from __future__ import annotations

import copy
import datetime as dt
import json
import re

import pytest
from hypothesis import given, settings, strategies as st

import privlab
from privlab.assessment.formats._cnil_file import cnil_text, plain
from privlab.language import Message, translate
from privlab.policy import Policy
from privlab.results import Finding
from tests.assessment.cnil_rules import EVENTS, LISTS, Markup, problems
from tests.assessment.conftest import AS_OF, HEAD, POLICY, answer

LANGUAGES = ("fr", "en")
HOSTILE = [
    "<img src=x onerror=alert(1)>",
    '"><script>alert(1)</script>',
    "&lt;img src=x onerror=alert(1)&gt;",
    "&#60;svg/onload=alert(1)&#62;",
    "&ltscript&gt",
    "a ]]> b <![CDATA[ c -->",
    "line\nbreak\ttab\r\u2028and\u202eback",
    "'onmouseover='alert(1)' {{7*7}} ${7*7}",
    "long " * 400,
    "half \ud83d a pair",
    "\x00\x07",
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_that_holds_all_there_is_keeps_every_rule(files, language):
    assert problems(files[language]) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_without_anything_keeps_every_rule(empty, language):
    assert problems(empty[language].to_cnil()) == []


def test_the_rules_see_what_they_forbid(files):
    def broken(change) -> list[str]:
        file = copy.deepcopy(files["en"])
        change(file)
        return problems(file)

    first = next(i for i, a in enumerate(files["en"]["answers"]) if a["reference_to"] == 324)
    changes = {
        "the five keys": lambda f: f.pop("comments"),
        "evaluations": lambda f: f["evaluations"].append({}),
        "36 questions": lambda f: f["answers"].pop(),
        "not there": lambda f: f["answers"][first]["data"]["list"].append("Another"),
        "a number": lambda f: f["answers"][0].update(reference_to="111"),
        "from 0 to 4": lambda f: f["answers"][0]["data"].update(gauge=5),
        "only a likelihood": lambda f: answer(f, 325).update(gauge=3),
        "element script": lambda f: f["answers"][0]["data"].update(text="<script></script>"),
        "attribute onclick": lambda f: f["measures"][0].update(content="<p onclick='a'></p>"),
        "angle bracket": lambda f: f["measures"][0].update(title="<b>"),
        "reference": lambda f: f["comments"][0].update(description="&lt;b"),
        "no PNG": lambda f: answer(f, 111).update(text="<img src='http://a' alt='b'>"),
        "no moment": lambda f: f["pia"].update(created_at="2026-01-05"),
        "is lost": lambda f: f["comments"][0].update(for_measure=True),
        "slug": lambda f: f["measures"][0].update(placeholder="other"),
    }
    for why, change in changes.items():
        assert any(why in found for found in broken(change)), why


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_markup_from_anyone_is_shown_never_obeyed(text, language, tmp_path):
    assessment = told(text, language, tmp_path)
    file = assessment.to_cnil()
    assert problems(file) == []
    path = assessment.save(tmp_path / "dpia.json")
    assert problems(json.loads(path.read_text(encoding="utf-8"))) == []


def test_what_anyone_wrote_is_read_as_it_was_written(tmp_path):
    file = told("<i>R&D</i>", "en", tmp_path).to_cnil()
    shown = "x&lt;i&gt;R&amp;D&lt;/i&gt;"
    for question in (112, 113, 211, 212, 215, 221, 226, 227):
        assert shown in answer(file, question)["text"], question
    assert shown in file["measures"][0]["content"]
    assert "Leak at a recipient: x‹i›R＆D‹/i›" in "".join(answer(file, 322)["list"])  # noqa: RUF001
    assert file["pia"]["validator_name"] == "x‹i›R＆D‹/i›"  # noqa: RUF001
    assert file["pia"]["name"] == "‹i›R＆D‹/i›"  # noqa: RUF001


def told(text: str, language: str, folder) -> privlab.Assessment:
    """An assessment in which a text stands wherever someone may write one."""
    written = {"The Bank", "The Officer", "Branches", "limitation period", "https://example.org/"}
    written |= {"The Host", "The Broker", "letter", "adviser"}
    tree = POLICY
    for word in written:
        tree = re.sub(rf"{re.escape(word)}\w*", quoted(text), tree)
    return privlab.Assessment(
        (),
        findings=(Finding("rule", text, "breach", Message("{text}", {"text": text}), 1),),
        subject=text,
        language=language,
        as_of=AS_OF,
        policy=Policy.parse(tree, folder / "datapackage.yaml"),
        head=text,
        uses={text: 1},
        rules=(text,),
    )


def quoted(text: str) -> str:
    # for a replacement in YAML; a policy refuses half characters and texts without a letter
    whole = f"x{text}".encode(errors="replace").decode()
    return '"{}"'.format("".join(rf"\\U{ord(sign):08x}" for sign in whole))


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=40))
def test_no_text_brings_in_an_element_an_attribute_or_a_script(tmp_path_factory, text):
    file = told(text, "en", tmp_path_factory.getbasetemp()).to_cnil()
    assert problems(file) == []


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=400))
def test_a_plain_text_holds_nothing_that_begins_markup(text):
    said = plain(text)
    assert not set(said) & set("<>")
    assert not re.search(r"&[#A-Za-z]", said)
    assert said.isprintable()
    assert len(said) <= 300
    assert plain(said) == said
    assert Markup(said).found == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Risk & trust", "Risk & trust"),
        ("k < 11", "k ‹ 11"),  # noqa: RUF001 - what stands for a bracket
        ("a  b\n c", "a b c"),
        ("&lt;", "＆lt;"),  # noqa: RUF001 - what stands for an ampersand
        ("x" * 301, "x" * 299 + "…"),
    ],
)
def test_a_plain_text_stays_readable(text, shown):
    assert plain(text) == shown


def test_the_same_assessment_gives_the_same_small_file(full, files, tmp_path):
    written = full["fr"].save(tmp_path / "dpia.json").read_text(encoding="utf-8")
    assert json.loads(written) == files["fr"]
    assert written == cnil_text(files["fr"])
    assert "2026-01-05T00:00:00.000Z" in written
    assert len(written) < 400_000


def test_every_moment_is_the_one_that_was_given(policy):
    zone = dt.timezone(dt.timedelta(hours=2))
    assessment = privlab.Assessment((), policy=policy, head=HEAD, language="en")
    file = assessment.to_cnil(now=dt.datetime(2026, 3, 1, 1, 30, tzinfo=zone))
    stamps = set(re.findall(r'"(?:created|updated)_at": "([^"]*)"', json.dumps(file)))
    assert stamps == {"2026-02-28T23:30:00.000Z"}


def test_without_a_day_of_judgement_the_clock_is_written():
    before = dt.datetime.now(tz=dt.UTC).replace(microsecond=0)
    written = privlab.Assessment((), language="en").to_cnil()["pia"]["created_at"]
    assert dt.datetime.fromisoformat(written) >= before


def test_the_people_named_are_those_of_the_policy(files, empty):
    pia = files["en"]["pia"]
    assert pia["name"] == "Customers of the bank"
    assert (pia["evaluator_name"], pia["validator_name"]) == ("The Officer", "The Bank")
    nobody = empty["en"].to_cnil()["pia"]
    assert nobody["name"] == "Privacy impact assessment"
    names = {nobody[f"{who}_name"] for who in ("author", "evaluator", "validator")}
    assert names == {"to be completed"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_not_assessed_says_so_in_every_answer(empty, language):
    file = empty[language].to_cnil()
    said = translate("not assessed", language)
    for one in file["answers"]:
        question, data = one["reference_to"], one["data"]
        assert data["gauge"] == 0
        if question % 10 == 4 and question in LISTS:
            assert data["list"] == []
            assert question in [comment["reference_to"] for comment in file["comments"]]
        elif question in LISTS:
            assert data["list"] == [said]
        elif question not in {335, 345}:  # for people alone
            assert said in data["text"]


def test_severity_and_likelihood_are_fields_for_people(files):
    for event in EVENTS:
        severity, likelihood = (answer(files["en"], 10 * event + place) for place in (5, 6))
        assert severity["gauge"] == 0
        assert "Severity, from 1" in severity["text"]
        assert "Likelihood, from 1" not in severity["text"]
        assert "Likelihood, from 1" in likelihood["text"]
        assert "Severity, from 1" not in likelihood["text"]


def test_measures_are_named_by_their_titles_where_they_lower_a_risk(files):
    titles = {measure["title"]: measure for measure in files["en"]["measures"]}
    assert answer(files["en"], 324)["list"] == [
        "Treatment of what is released",
        "Release with differential privacy",
        "Opening for a declared purpose",
        "Register of uses and releases",
        "Columns limited to their purposes",
    ]
    assert answer(files["en"], 334)["list"] == ["Register of uses and releases"]
    assert "9f2b77c01d5e" in titles["Register of uses and releases"]["content"]
    assert "PIA_TEC_LOG" in titles["Register of uses and releases"]["placeholder"]
    assert "<td>0.25</td>" in titles["Release with differential privacy"]["content"]
    assert "adviser" in titles["Opening for a declared purpose"]["content"]


def test_impacts_threats_and_sources_come_from_what_is_known(files):
    file = files["en"]
    assert "Discrimination: religious beliefs" in answer(file, 321)["list"]
    assert "Disclosure of finances: Income" in answer(file, 321)["list"]
    assert "Recognising people by sexe, dep" in answer(file, 322)["list"]
    assert "Staff with access: adviser" in answer(file, 323)["list"]


def test_limits_are_comments_on_their_questions(files):
    said = {(c["reference_to"], c["description"]) for c in files["en"]["comments"]}
    assert (227, "Membership of a partial adequacy scheme is checked by hand.") in said
    assert (226, "The text of a contract is read by people.") in said
