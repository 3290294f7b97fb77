"""The page of keys in the docs is written from the models that read a policy."""

from __future__ import annotations

from pathlib import Path

from privlab.policy._reference import reference_page

PAGE = Path(__file__).resolve().parents[2] / "docs" / "policy_keys.md"


def test_the_page_is_that_of_the_models():
    assert PAGE.read_text(encoding="utf-8") == reference_page()


def test_every_key_that_a_purpose_may_have_is_on_it():
    page = reference_page()
    from privlab.policy import Purpose

    assert all(f"| `{word}` |" in page for word in Purpose.words())
    assert "`from`" in page
    assert page.count("| `k` |") == 1
    assert "`DirectMarketing` | direct marketing | prospection commerciale" in page
