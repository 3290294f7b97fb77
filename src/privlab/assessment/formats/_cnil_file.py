"""The file that the PIA application of the CNIL imports (version 4.1.0).

The application shows texts as HTML without cleaning them, and lists and titles in places where
markup would act: texts are rendered by `documents`, which escapes every value, and everything
else goes through `plain`. Status 0 and no evaluation: the file opens for people to judge.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from privlab._documents import Blank, Heading, render_fragment
from privlab.assessment._content import unknown_block
from privlab.assessment.measured._feared import EVENTS
from privlab.assessment.points._plan import POINTS
from privlab.language import Joined, Message

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from privlab._documents import Block
    from privlab.assessment._content import Content, Contents
    from privlab.assessment._dossier import Dossier

__all__ = ["GAUGES", "LISTS", "QUESTIONS", "TEXTS", "cnil_file", "cnil_text", "plain"]

TEXTS = (111, 112, 113, 121, 122, 123, *range(211, 216), *range(221, 228))
LISTS = tuple(event * 10 + place for event in EVENTS.values() for place in (1, 2, 3, 4))
GAUGES = tuple(event * 10 + place for event in EVENTS.values() for place in (5, 6))
QUESTIONS = tuple(sorted((*TEXTS, *LISTS, *GAUGES)))
LIKELIHOOD_OF_ACCESS = 326
IMPACTS, THREATS, SOURCES, MEASURES, SEVERITY = 1, 2, 3, 4, 5

# severity, then likelihood
GAUGE_FIELDS = POINTS["inherent_access"].fields
LONGEST = 300
LONGEST_TITLE = 150
# lists and titles are shown as HTML: what could begin markup or a character reference is replaced
MARKUP = str.maketrans(
    {
        "<": "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}",
        ">": "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}",
    }
)
REFERENCE = re.compile(r"&(?=[#A-Za-z])")
WIDE_AMPERSAND = "\N{FULLWIDTH AMPERSAND}"


def cnil_text(file: Mapping[str, object]) -> str:
    """Return the file as JSON text; half characters, which no encoding holds, become "?"."""
    text = json.dumps(file, ensure_ascii=False, indent=1, allow_nan=False)
    return text.encode(errors="replace").decode()


def cnil_file(dossier: Dossier, contents: Contents, now: dt.datetime) -> dict[str, object]:
    """Return the file as plain values.

    Parameters
    ----------
    dossier : Dossier
    contents : Contents
        What the report shows too.
    now : datetime
        Written on every entry; the same input gives the same file.
    """
    when, language = _stamp(now), dossier.language
    measures = [
        {
            "id": number,
            "pia_id": 1,
            "title": plain(measure.title.text(language), LONGEST_TITLE),
            "content": render_fragment(block.said(language) for block in measure.blocks),
            "placeholder": f"knowledge_base.slugs.{measure.slug}.placeholder",
            "created_at": when,
        }
        for number, measure in enumerate(contents.safeguards, start=1)
    ]
    texts = _texts(contents, language)
    answers = [
        {
            "pia_id": 1,
            "reference_to": question,
            "data": {
                "text": render_fragment(texts[question]) if question in texts else None,
                "gauge": _gauge(contents, question),
                "list": _list(contents, question, language),
            },
            "created_at": when,
            "updated_at": when,
        }
        for question in QUESTIONS
    ]
    comments = [
        {
            "pia_id": 1,
            "description": plain(said),
            "reference_to": question,
            "for_measure": False,
            "created_at": when,
        }
        for question, said in _comments(contents, language)
    ]
    return {
        "pia": _head(dossier, when),
        "answers": answers,
        "measures": measures,
        "evaluations": [],
        "comments": comments,
    }


def plain(text: str, longest: int = LONGEST) -> str:
    """Return a text that no program takes for markup, on one line, not too long.

    Examples
    --------
    >>> plain("a   line") + "."
    'a line.'
    """
    printable = "".join(sign if sign.isprintable() else " " for sign in text)
    flat = " ".join(printable.split()).translate(MARKUP)
    safe = REFERENCE.sub(WIDE_AMPERSAND, flat)
    return safe if len(safe) <= longest else f"{safe[: longest - 1]}…"


def _head(dossier: Dossier, when: str) -> dict[str, object]:
    policy = dossier.policy
    nobody = Message("to be completed").text(dossier.language)
    officer = policy.dpo.name if policy is not None and policy.dpo is not None else nobody
    controller = (
        policy.controller.name if policy is not None and policy.controller is not None else nobody
    )
    title = Message("Privacy impact assessment").text(dossier.language)
    named = dossier.subject or ("" if policy is None else policy.name)
    return {
        "name": plain(named, LONGEST_TITLE) or title,
        "author_name": nobody,
        "evaluator_name": plain(officer, LONGEST_TITLE) or nobody,
        "validator_name": plain(controller, LONGEST_TITLE) or nobody,
        "category": "",
        "status": 0,
        "is_example": 0,
        "is_archive": 0,
        "created_at": when,
        "updated_at": when,
    }


def _texts(contents: Contents, language: str) -> dict[int, list[Block]]:
    """Return what is said at each question: its points, then findings that belong there too."""
    answering: dict[int, list[Content]] = defaultdict(list)
    for content in contents.points.values():
        told = dataclasses.replace(
            content, blocks=tuple(block.said(language) for block in content.blocks)
        )
        for question in content.point.cnil:
            answering[question].append(told)
    texts: dict[int, list[Block]] = {}
    for question in (*TEXTS, *GAUGES):
        blocks: list[Block] = []
        for content in answering[question]:
            if len(answering[question]) > 1:
                blocks.append(Heading(Message(content.point.title).text(language)))
            blocks += _asked(content, question, language)
        texts[question] = [
            *blocks,
            *(found.said(language) for found in contents.answers.get(question, ())),
        ]
    return texts


def _asked(content: Content, question: int, language: str) -> tuple[Block, ...]:
    """Return what a point says at a question: each gauge asks for one of two fields."""
    if content.point.fields != GAUGE_FIELDS:
        return content.blocks
    field = Message(GAUGE_FIELDS[question % 10 - SEVERITY]).text(language)
    return tuple(
        dataclasses.replace(block, fields=(field,)) if isinstance(block, Blank) else block
        for block in content.blocks
    )


def _gauge(contents: Contents, question: int) -> int:
    # severity is set by people, and so is the likelihood of what was not released
    return contents.likelihood.gauge if question == LIKELIHOOD_OF_ACCESS else 0


def _list(contents: Contents, question: int, language: str) -> list[str]:
    if question not in LISTS:
        return []
    event, place = divmod(question, 10)
    if place == MEASURES:
        return [
            plain(measure.title.text(language), LONGEST_TITLE)
            for measure in contents.safeguards
            if question in measure.questions
        ]
    feared = next(contents.feared[key] for key, number in EVENTS.items() if number == event)
    items = {IMPACTS: feared.impacts, THREATS: feared.threats, SOURCES: feared.sources}[place]
    said = dict.fromkeys(plain(item.text(language)) for item in items)
    return list(filter(None, said)) or [Message("not assessed").text(language)]


def _comments(contents: Contents, language: str) -> Iterator[tuple[int, str]]:
    """Yield what a figure cannot say, and what would fill an answer, question by question."""
    for question in (*TEXTS, *GAUGES):
        for content in contents.points.values():
            point = content.point
            if question in point.cnil:
                if content.state == "unknown":
                    line = Joined((Message(point.title), unknown_block(point).text), " — ")
                    yield question, line.text(language)
                elif point.limit:
                    yield question, Message(point.limit).text(language)
    for question in LISTS:
        if question % 10 == MEASURES and not _list(contents, question, language):
            said = Message("No measure against this event was declared or measured.")
            yield question, said.text(language)


def _stamp(now: dt.datetime) -> str:
    # a time without a zone is taken as UTC
    aware = now if now.tzinfo is not None else now.replace(tzinfo=dt.UTC)
    return aware.astimezone(dt.UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
