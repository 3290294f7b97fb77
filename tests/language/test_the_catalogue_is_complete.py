"""Every marked sentence of the source has its French, with the same fields, compiled."""

from __future__ import annotations

import io
import string
import tomllib
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import privlab

SOURCE = Path(privlab.__file__).parent
CATALOGUE = SOURCE / "language" / "locales" / "fr" / "LC_MESSAGES" / "privlab.po"
PROJECT = tomllib.loads((SOURCE.parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
MAPPINGS = [(each["pattern"], each["method"]) for each in PROJECT["tool"]["babel"]["mappings"]]
KEYWORDS = {"N_": None, "Message": None, "translate": None, "NN_": (1, 2), "counted": (1, 2)}


@pytest.fixture(scope="module")
def catalogue():
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="fr")


def _fields(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_marked_sentence_is_translated(catalogue):
    marked = {found[2] for found in extract_from_dir(SOURCE, MAPPINGS, keywords=KEYWORDS)}
    known = {
        message.id if isinstance(message.id, str) else tuple(message.id): message
        for message in catalogue
    }
    assert len(marked) > 50
    missing = [text for text in marked if text and text not in known]
    assert missing == []
    silent = [text for text in marked if text and not _said(known[text].string)]
    assert silent == []


def _said(translation) -> bool:
    return all(translation) if isinstance(translation, list | tuple) else bool(translation)


def test_the_words_of_tables_are_marked_as_those_of_calls_are():
    marked = {found[2] for found in extract_from_dir(SOURCE, MAPPINGS, keywords=KEYWORDS)}
    in_calls = {found[2] for found in extract_from_dir(SOURCE, keywords=KEYWORDS)}
    assert {"direct marketing", "social security number (NIR)", "Republic of Korea"} <= marked
    assert len(marked - in_calls) > 200


def test_translations_keep_the_fields_of_the_sentence(catalogue):
    for message in catalogue:
        ids = message.id if isinstance(message.id, list | tuple) else [message.id]
        texts = message.string if isinstance(message.string, list | tuple) else [message.string]
        if message.id:
            assert {frozenset(_fields(text)) for text in texts} <= {
                frozenset(_fields(text)) for text in ids
            }, ids


def test_the_compiled_catalogue_says_what_the_source_says(catalogue):
    written = io.BytesIO()
    write_mo(written, catalogue)
    written.seek(0)
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        held = _texts(GNUTranslations(file))
    assert len(held) > 50
    assert held == _texts(GNUTranslations(written))


def _texts(translations: GNUTranslations) -> dict[object, str]:
    """Return what is said; the header ("") holds versions of tools."""
    return {key: text for key, text in translations._catalog.items() if key}
