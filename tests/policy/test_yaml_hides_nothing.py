"""Whatever YAML can do beyond plain values is refused, before it costs anything."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from privlab.errors import PolicyError
from privlab.policy import Policy
from privlab.policy.file._reading import MAX_BYTES, parse

LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)

REFUSED = {
    "an object": (
        "a: !!python/object/apply:os.system [true]",
        (
            "line 1: the tag 'tag:yaml.org,2002:python/object/apply:os.system' is not read: a "
            "policy holds plain values only."
        ),
    ),
    "a tag": (
        "a: 1\nb: !secret x",
        "line 2: the tag '!secret' is not read: a policy holds plain values only.",
    ),
    "a plain tag": (
        "a: !!str 1",
        "line 1: the tag 'tag:yaml.org,2002:str' is not read: a policy holds plain values only.",
    ),
    "laughs": (LAUGHS, "line 6: more than 100,000 values once aliases are unfolded: too many."),
    "a loop": ("a: &a [*a]", "line 1: the alias *a stands inside what it stands for."),
    "no anchor": ("a: *b", "line 1: the alias *b stands for nothing: no &b comes before it."),
    "a merge": (
        "a: &a {b: 1}\nc:\n  <<: *a",
        "line 3: a merge key (<<) hides what is promised. Write the keys out.",
    ),
    "depth": ("a: " + "[" * 5000, "line 1: nested more than 30 levels deep: no policy needs that."),
    "twice": (
        "a: 1\nb: 2\na: 3",
        "line 3: the key 'a' stands twice in one place, the first time on line 1. Keep one.",
    ),
    "twice within": (
        "x: {a: 1,\n a: 2}",
        "line 2: the key 'a' stands twice in one place, the first time on line 1. Keep one.",
    ),
    "a tab": (
        "a:\n\t- b",
        "line 2: a tab is used where YAML needs spaces. Indent with two spaces.",
    ),
    "a list as key": ("? [a]\n: b", "line 1: a key must be a plain word."),
    "an anchored key": ("&a b: 1", "line 1: a key must be a plain word."),
    "two documents": (
        "---\na: 1\n---\nb: 2",
        "line 3: a second document (---) starts. A policy is one document.",
    ),
    "a directive": (
        "%YAML 1.1\n---\na: yes",
        "line 2: a %YAML or %TAG directive is not read. Remove it.",
    ),
    "a bell": ('a: 1\nb: "\x07"', "line 2: a control character is not allowed in YAML."),
    "no such day": (
        "a: 2026-13-45",
        "line 1: '2026-13-45' looks like a number or a date and is none. Put it between quotes.",
    ),
    "a list": (
        "- a",
        "line 1: the file holds a list. Expected keys and values, among them 'resources'.",
    ),
    "one word": (
        "hello",
        "line 1: the file holds one value. Expected keys and values, among them 'resources'.",
    ),
    "a comment": (
        "# hello",
        "line 1: the file holds nothing. Expected keys and values, among them 'resources'.",
    ),
    "an open brace": ("a: {b: 1\nc: 2", "line 2: not valid YAML: "),
    "a wrong indent": (
        "a: 1\n b: 2",
        (
            "line 2: not valid YAML: mapping values are not allowed here. Check indentation, "
            "colons, quotes and braces."
        ),
    ),
    "nothing": ("", "the file is empty. Expected a Data Package with 'resources'."),
    "blanks": (" \n\n", "the file is empty. Expected a Data Package with 'resources'."),
}


@pytest.mark.parametrize(("text", "words"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_a_plain_mapping_is_refused_with_its_line(refusal, text, words):
    said = refusal(text)
    assert words in said
    assert said.startswith("datapackage.yaml")


def test_bytes_that_are_not_utf8_are_refused_with_their_line(refusal):
    assert refusal(b"a: 1\nb: caf\xe9") == (
        "datapackage.yaml, line 2: not UTF-8 text. Save the file as UTF-8 in your editor."
    )


def test_a_byte_order_mark_and_windows_lines_are_read(load, shop):
    written = b"\xef\xbb\xbf" + shop.replace("\n", "\r\n").encode()
    assert load(written).purposes["care"].line == 5


def test_an_alias_is_read_as_what_it_stands_for(load, shop):
    written = shop.replace("purposes: [care]}\n", "purposes: &all [care]}\n").replace(
        "{purposes: [mail]}", "{purposes: *all}"
    )
    assert load(written).resources["clients"].fields["wants_mail"].purposes == ("care",)


def test_plain_values_are_those_of_yaml_1_2():
    written = (
        "a: no\nb: 0o17\nc: 010\nd: ~\ne: 1e3\nf: 12:30:45\ng: NO\nh: '1'\ni: 1_0\nj: =\nk: <<"
    )
    assert dict(parse(written, "p.yaml")) == {
        "a": "no",
        "b": 15,
        "c": 10,
        "d": None,
        "e": 1000.0,
        "f": "12:30:45",
        "g": "NO",
        "h": "1",
        "i": 10,
        "j": "=",
        "k": "<<",
    }


@pytest.mark.parametrize("number", ["9" * 5000, "0x" + "f" * 5000, "9223372036854775808"])
def test_a_number_that_no_reader_holds_is_refused(number):
    with pytest.raises(PolicyError, match="looks like a number or a date and is none"):
        parse(f"a: {number}", "p.yaml")


def test_a_file_too_large_for_a_policy_is_not_read(load):
    with pytest.raises(PolicyError, match=r"^datapackage\.yaml is larger than 2,000,000 bytes"):
        load(b"#" * (MAX_BYTES + 1))


def test_a_missing_file_names_those_that_are_there(tmp_path):
    (tmp_path / "datapackage.yaml").write_text("a: 1")
    with pytest.raises(PolicyError) as refused:
        Policy.load(tmp_path / "package.yaml")
    assert str(refused.value) == (
        "package.yaml was not found in its folder. YAML files there: datapackage.yaml."
    )
    with pytest.raises(PolicyError, match=r"No YAML file is there\.$"):
        Policy.load(tmp_path / "nowhere" / "package.yaml")


def test_a_folder_is_not_a_policy(tmp_path):
    with pytest.raises(PolicyError, match=r"is a folder\. Give the policy file itself"):
        Policy.load(tmp_path)


def test_a_file_that_may_not_be_read_says_so(tmp_path, monkeypatch):
    from pathlib import Path

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "datapackage.yaml"
    path.write_text("a: 1")
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(PolicyError, match=r"cannot be read: Permission denied\."):
        Policy.load(path)


@settings(max_examples=150, deadline=None)
@given(
    st.text(alphabet=st.sampled_from("ab1:-=[]{}&*!?|>'\"#%@,\n\t \\0.<~\u2028\x07"), max_size=40)
)
def test_any_text_is_read_or_refused_as_a_policy(text):
    try:
        assert isinstance(parse(text, "p.yaml"), dict)
    except PolicyError as refused:
        assert str(refused).startswith("p.yaml")  # noqa: PT017 - either is right
