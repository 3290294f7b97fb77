"""Every rule that the PIA application's import is known to have, as one list of what is broken."""

from __future__ import annotations

import base64
import datetime as dt
import html.parser
import re

TEXTS = (111, 112, 113, 121, 122, 123, 211, 212, 213, 214, 215, 221, 222, 223, 224, 225, 226, 227)
EVENTS = (32, 33, 34)
LISTS = tuple(10 * event + place for event in EVENTS for place in (1, 2, 3, 4))
GAUGES = tuple(10 * event + place for event in EVENTS for place in (5, 6))
PIA = {
    "name",
    "author_name",
    "evaluator_name",
    "validator_name",
    "category",
    "status",
    "is_example",
    "is_archive",
    "created_at",
    "updated_at",
}
SLUGS = {
    f"knowledge_base.slugs.{slug}.placeholder"
    for slug in (
        "PIA_TEC_ANO",
        "PIA_TEC_CHIF",
        "PIA_TEC_CLO",
        "PIA_TEC_CTLA",
        "PIA_TEC_LOG",
        "PIA_TEC_MINI",
        "PIA_SEC_BKP",
    )
}
ELEMENTS = {
    "p": (),
    "strong": (),
    "em": (),
    "ul": (),
    "li": (),
    "table": (),
    "thead": (),
    "tbody": (),
    "tr": (),
    "td": (),
    "th": ("scope",),
    "img": ("src", "alt"),
}
STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
PICTURE = "data:image/png;base64,"
LARGEST_PICTURE = 60_000


class Markup(html.parser.HTMLParser):
    """What in a text would do more than show words, tables and PNG pictures."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.open: list[str] = []
        self.feed(text)
        self.close()
        if self.open:
            self.found.append(f"{self.open} is left open")

    def handle_starttag(self, tag, attrs):
        if tag not in ELEMENTS:
            self.found.append(f"element {tag}")
            return
        for name, value in attrs:
            if name not in ELEMENTS[tag]:
                self.found.append(f"attribute {name} of {tag}")
            if name == "src":
                self._check_picture(value or "")
        if tag == "img":
            if not dict(attrs).get("alt"):
                self.found.append("a picture without words")
        else:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.found.append(f"{tag} closes another element")

    def handle_comment(self, _):
        self.found.append("a comment")

    def handle_decl(self, _):
        self.found.append("a declaration")

    def unknown_decl(self, _):
        self.found.append("a declaration")

    def handle_pi(self, _):
        self.found.append("an instruction")

    def _check_picture(self, source: str) -> None:
        if not source.startswith(PICTURE):
            self.found.append("a picture that is no PNG inside the file")
            return
        content = base64.b64decode(source.removeprefix(PICTURE), validate=True)
        if not content.startswith(b"\x89PNG\r\n") or len(content) > LARGEST_PICTURE:
            self.found.append("a picture that is no small PNG")


def problems(file: dict) -> list[str]:
    """Return what the application could not import, show or defend itself against."""
    if set(file) != {"pia", "answers", "measures", "evaluations", "comments"}:
        return ["the five keys"]
    found = [*_of_pia(file["pia"])]
    found += [] if file["evaluations"] == [] else ["evaluations are for people"]
    titles = [measure["title"] for measure in file["measures"]]
    asked = [one["reference_to"] for one in file["answers"]]
    if sorted(map(str, asked)) != sorted(map(str, (*TEXTS, *LISTS, *GAUGES))):
        found.append("the 36 questions, once each")
    for one in file["answers"]:
        found += [f"{one['reference_to']}: {why}" for why in _of_answer(one, titles)]
    if len(set(titles)) != len(titles):
        found.append("two measures of one title")
    if [measure["id"] for measure in file["measures"]] != list(range(1, len(titles) + 1)):
        found.append("ids of measures")
    for measure in file["measures"]:
        found += _of_measure(measure)
    for comment in file["comments"]:
        found += _of_comment(comment)
    return found


def _of_pia(pia: dict):
    if set(pia) != PIA:
        yield "the keys of pia"
        return
    if (pia["status"], pia["is_example"], pia["is_archive"]) != (0, 0, 0):
        yield "pia opens for people to judge"
    for name in ("name", "author_name", "evaluator_name", "validator_name"):
        if not pia[name]:
            yield f"{name} is empty"
    for name in ("name", "author_name", "evaluator_name", "validator_name", "category"):
        yield from _of_plain(pia[name], 150)
    for name in ("created_at", "updated_at"):
        yield from _of_stamp(pia[name])


def _of_answer(one: dict, titles: list[str]):
    if set(one) != {"pia_id", "reference_to", "data", "created_at", "updated_at"}:
        yield "the keys of an answer"
    question, data = one["reference_to"], one["data"]
    if type(question) is not int or one["pia_id"] != 1:
        yield "a question is a number, of pia 1"
        return
    if set(data) != {"text", "gauge", "list"}:
        yield "the keys of data"
    for name in ("created_at", "updated_at"):
        yield from _of_stamp(one[name])
    if type(data["gauge"]) is not int or not 0 <= data["gauge"] <= 4:
        yield "a gauge goes from 0 to 4"
    if data["gauge"] and question % 10 != 6:
        yield "only a likelihood is proposed"
    if question in LISTS:
        yield from _of_list(question, data, titles)
    else:
        if data["list"] or not data["text"]:
            yield "a text question is answered by a text"
        yield from Markup(data["text"] or "").found


def _of_list(question: int, data: dict, titles: list[str]):
    if data["text"] is not None:
        yield "a list has no text"
    for item in data["list"]:
        yield from _of_plain(item, 300)
    if question % 10 == 4 and not set(data["list"]) <= set(titles):
        yield "a list names a measure that is not there"
    if question % 10 != 4 and not data["list"]:
        yield "an empty list"


def _of_measure(measure: dict):
    if set(measure) != {"id", "pia_id", "title", "content", "placeholder", "created_at"}:
        yield "the keys of a measure"
    if type(measure["id"]) is not int or measure["pia_id"] != 1 or not measure["content"]:
        yield "a measure has a number and a content"
    if measure["placeholder"] not in SLUGS:
        yield f"slug {measure['placeholder']}"
    yield from _of_plain(measure["title"], 150)
    yield from Markup(measure["content"]).found
    yield from _of_stamp(measure["created_at"])


def _of_comment(comment: dict):
    if set(comment) != {"pia_id", "description", "reference_to", "for_measure", "created_at"}:
        yield "the keys of a comment"
    if comment["for_measure"] is not False or comment["pia_id"] != 1:
        yield "a comment on a measure is lost"
    if type(comment["reference_to"]) is not int or comment["reference_to"] not in (
        *TEXTS,
        *LISTS,
        *GAUGES,
    ):
        yield "a comment on a question that is not there"
    yield from _of_plain(comment["description"], 300)
    yield from _of_stamp(comment["created_at"])


def _of_plain(text: str, longest: int):
    if "<" in text or ">" in text:
        yield "an angle bracket"
    if re.search(r"&[#A-Za-z]", text):
        yield "a character reference"
    if not text.isprintable() or len(text) > longest:
        yield "a text that is not one short line"


def _of_stamp(text: str):
    if not STAMP.fullmatch(text):
        yield f"{text} is no moment in UTC"
        return
    dt.datetime.fromisoformat(text)
