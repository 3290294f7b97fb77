"""A key of pseudonyms is kept safely, and is in nothing that is kept or shown."""

from __future__ import annotations

import hashlib
import hmac
import os
import pickle
import stat

import pytest

from privlab.errors import ParameterError
from privlab.pseudonyms._key import PseudonymKey

SECRET = bytes(range(32))


@pytest.fixture
def key_file(tmp_path):
    def write(content: bytes = SECRET.hex().encode(), mode: int = 0o600):
        path = tmp_path / "own.key"
        path.write_bytes(content)
        path.chmod(mode)
        return path

    return write


def test_the_key_of_a_domain_is_derived_as_written(key_file):
    key = PseudonymKey.from_file(key_file())
    expected = hmac.new(SECRET, b"privlab pseudonym v1|INSEE", hashlib.sha256).digest()
    assert key.derived("INSEE") == expected
    assert key.derived("CNAM") != expected


def test_a_key_is_read_as_hexadecimal_or_as_bytes(key_file, monkeypatch):
    expected = PseudonymKey.from_file(key_file()).derived("x")
    assert PseudonymKey.from_file(key_file(SECRET.hex().encode() + b"\n")).derived("x") == expected
    monkeypatch.setenv("OWN_KEY", SECRET.hex())
    assert PseudonymKey.from_environment("OWN_KEY").derived("x") == expected
    phrase = b"a phrase that nobody will ever guess, they say"
    own = PseudonymKey.from_file(key_file(phrase)).derived("x")
    assert own == hmac.new(phrase, b"privlab pseudonym v1|x", hashlib.sha256).digest()


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o700, 0o400, 0o660])
def test_a_file_that_others_can_read_is_refused(key_file, mode):
    with pytest.raises(ParameterError, match=f"'own.key' has mode {mode:o}.*chmod 600"):
        PseudonymKey.from_file(key_file(mode=mode))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"secret-of-mine", "has 14 bytes; it needs 32"),
        (SECRET[:31].hex().encode(), "has 31 bytes"),
        (b"ab" * 64, "repeats the same few bytes"),
        (os.urandom(5000), "longer than 4096"),
    ],
    ids=["empty", "blank", "short", "half", "repeated", "long"],
)
def test_a_key_that_can_be_guessed_is_refused_and_not_shown(key_file, content, said):
    with pytest.raises(ParameterError, match=said) as caught:
        PseudonymKey.from_file(key_file(content))
    assert "secret-of-mine" not in str(caught.value)


def test_links_folders_and_missing_files_are_refused(key_file, tmp_path):
    path = key_file()
    link = tmp_path / "link.key"
    link.symlink_to(path)
    with pytest.raises(ParameterError, match=r"'link.key' cannot be opened: it is a symbolic"):
        PseudonymKey.from_file(link)
    with pytest.raises(ParameterError, match="cannot be opened"):
        PseudonymKey.from_file(tmp_path / "absent.key")
    with pytest.raises(ParameterError, match="is not a plain file"):
        PseudonymKey.from_file(tmp_path)
    os.link(path, tmp_path / "second.key")
    with pytest.raises(ParameterError, match="second name"):
        PseudonymKey.from_file(path)


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path):
    os.mkfifo(tmp_path / "pipe.key", 0o600)
    with pytest.raises(ParameterError, match="is not a plain file"):
        PseudonymKey.from_file(tmp_path / "pipe.key")


def test_a_variable_that_is_not_set_or_empty_is_refused(monkeypatch):
    monkeypatch.delenv("OWN_KEY", raising=False)
    with pytest.raises(ParameterError, match="'OWN_KEY' is not set"):
        PseudonymKey.from_environment("OWN_KEY")
    monkeypatch.setenv("OWN_KEY", "")
    with pytest.raises(ParameterError, match="'OWN_KEY' is empty"):
        PseudonymKey.from_environment("OWN_KEY")


def test_a_drawn_key_is_the_owners_alone_and_never_overwritten(tmp_path):
    path = tmp_path / "own.key"
    before = os.umask(0)
    try:
        key = PseudonymKey.create(path, version="2026")
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert key.version == "2026"
    assert len(bytes.fromhex(path.read_text())) == 32
    other = PseudonymKey.create(tmp_path / "other.key")
    assert other.derived("x") != key.derived("x")
    with pytest.raises(ParameterError, match=r"'own.key' exists"):
        PseudonymKey.create(path)
    with pytest.raises(ParameterError, match="cannot be made"):
        PseudonymKey.create(tmp_path / "absent" / "own.key")


@pytest.mark.parametrize("version", ["", " ", None])
def test_a_key_has_a_version(key_file, version):
    with pytest.raises(ParameterError, match="version="):
        PseudonymKey.from_file(key_file(), version=version)


def test_the_secret_is_in_no_repr_and_no_pickle(key_file, monkeypatch):
    monkeypatch.setenv("OWN_KEY", SECRET.hex())
    for key in (PseudonymKey.from_file(key_file()), PseudonymKey.from_environment("OWN_KEY")):
        kept = repr(key).encode() + pickle.dumps(key) + repr(vars(key)).encode()
        assert SECRET not in kept
        assert SECRET.hex().encode() not in kept


def test_a_destroyed_key_is_overwritten_and_gone_and_says_what_remains(key_file):
    path = key_file()
    key = PseudonymKey.from_file(path)
    handle = os.open(path, os.O_RDONLY)
    said = key.destroy().text("en")
    try:
        content = os.read(handle, 100)
    finally:
        os.close(handle)
    assert len(content) == 64
    assert content != SECRET.hex().encode()
    assert not path.exists()
    assert "does not make the data anonymous" in said
    with pytest.raises(ParameterError, match="cannot be opened"):
        key.derived("x")


def test_a_key_of_the_environment_is_destroyed_where_it_is_set(monkeypatch):
    monkeypatch.setenv("OWN_KEY", SECRET.hex())
    with pytest.raises(ParameterError, match="remove it where that is set"):
        PseudonymKey.from_environment("OWN_KEY").destroy()
