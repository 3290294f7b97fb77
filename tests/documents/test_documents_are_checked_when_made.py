from __future__ import annotations

import pytest

from privlab._documents import (
    Document,
    FindingBlock,
    FindingGroup,
    FindingLine,
    Heading,
    Picture,
    Table,
    Tally,
)
from privlab.errors import InternalError, ParameterError

NAMESPACE = 'xmlns="http://www.w3.org/2000/svg"'


def test_headings_go_down_one_level_at_a_time():
    with pytest.raises(InternalError, match="skips from level 2 to 4"):
        Document("t", "", "en", (Heading("a"), Heading("b", 4)))
    with pytest.raises(InternalError, match="skips from level 1 to 3"):
        Document("t", "", "en", (Heading("a", 3),))


def test_headings_may_come_back_up_at_once():
    blocks = (Heading("a"), Heading("b", 3), Heading("c", 4), Heading("d"))
    assert Document("t", "", "en", blocks).anchors == ("a", "b", "c", "d")


@pytest.mark.parametrize("level", [1, 6])
def test_a_heading_has_a_level_from_two_to_five(level):
    with pytest.raises(InternalError, match=f"level {level}"):
        Heading("a", level)


def test_a_text_without_a_letter_still_has_an_anchor():
    document = Document("t", "", "en", (Heading("***"), Heading("数据")))
    assert document.anchors == ("section", "section-2")


def test_a_made_anchor_never_takes_the_place_of_a_given_one():
    blocks = (Heading("a"), Heading("a"), Heading("b", anchor="a-2"))
    assert Document("t", "", "en", blocks).anchors == ("a", "a-3", "a-2")


def test_an_unknown_language_is_refused():
    with pytest.raises(ParameterError, match="'de'"):
        Document("t", "", "de", ())


@pytest.mark.parametrize(
    ("columns", "rows", "alignments"),
    [
        (("a", "b"), (("1",),), ()),
        (("a",), (("1",), ("1", "2")), ()),
        (("a",), (("1",),), ("left", "right")),
    ],
)
def test_a_table_has_as_many_cells_in_each_row_as_columns(columns, rows, alignments):
    with pytest.raises(InternalError, match="unequal number"):
        Table("caption", columns, rows, alignments)


def test_a_table_is_aligned_left_or_right():
    with pytest.raises(InternalError, match="alignment"):
        Table("caption", ("a",), (), ("middle",))


@pytest.mark.parametrize(
    "made",
    [
        lambda: FindingBlock("grave", "grave", "", "text"),
        lambda: FindingGroup("grave", "1 grave", ()),
        lambda: Tally((("grave", "1 grave"),)),
    ],
)
def test_a_finding_has_a_known_severity(made):
    with pytest.raises(InternalError, match="'grave'"):
        made()


def test_a_finding_cannot_lead_to_a_section_that_is_not_there():
    group = FindingGroup("breach", "1 breach", (FindingLine("text", "", "§ 9", "9"),))
    with pytest.raises(InternalError, match=r"not there: \['9'\]"):
        Document("t", "", "en", (group, Heading("a", anchor="8")))


@pytest.mark.parametrize(
    ("svg", "what"),
    [
        (f"<svg {NAMESPACE}><script>alert(1)</script></svg>", "more than draw"),
        (f"<svg {NAMESPACE}><foreignObject/></svg>", "more than draw"),
        (f"<svg {NAMESPACE}><style>*{{}}</style></svg>", "more than draw"),
        (f"<svg {NAMESPACE}><image href='x.png'/></svg>", "more than draw"),
        (f"<svg {NAMESPACE} onload='alert(1)'/>", "event handler"),
        (f"<svg {NAMESPACE}><use href='https://evil.example/a.svg#b'/></svg>", "link to outside"),
        (f"<svg {NAMESPACE}><rect fill='url(https://evil.example)'/></svg>", "reference"),
        (f"<svg {NAMESPACE}><rect style='fill:URL( //evil.example)'/></svg>", "reference"),
        (f"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg {NAMESPACE}>&a;</svg>", "declaration"),
        (f"<svg {NAMESPACE}><g></svg>", "well-formed"),
        ("<svg/>", "another root"),
        ("<p>text</p>", "another root"),
    ],
)
def test_a_picture_that_acts_or_reaches_outside_is_refused(svg, what):
    with pytest.raises(InternalError, match=what):
        Picture(svg, "title", "description")
