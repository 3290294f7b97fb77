"""What a file holds as text: unpacked, its encoding found, its line that cannot be read named."""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
import zipfile
import zlib
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, cast

from privlab.errors import ParameterError, SourceError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

__all__ = ["PACKED", "Content", "check_file", "content_of", "unpacked_name"]

PACKED = (".gz", ".bz2", ".xz", ".zst", ".zip")
_CHUNK = 2**24
# a small file that unpacks to more than that is made to fill a machine
_MOST_PACKED, _FREE = 200, 2**30
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WESTERN = "cp1252"
# the share of NUL bytes at every other place by which UTF-16 is known
_WIDE = 0.4
_ASCII = 0x7F


@dataclass(frozen=True)
class Content:
    """The text of a file as UTF-8, and the encoding that it was written in.

    Attributes
    ----------
    text : bytes
        UTF-8, without a byte order mark.
    encoding : str
        As Python names it.
    found : bool
        Whether nothing in the file, nor the caller, says so.
    """

    text: bytes
    encoding: str
    found: bool = False


def check_file(path: Path) -> None:
    """Refuse a path where no file is, or an empty one."""
    if not path.exists():
        message = f"There is no file '{path}'. Check the path."
        raise SourceError(message)
    try:
        with path.open("rb") as file:
            first = file.read(1)
    except OSError as error:
        raise SourceError(_unopened(path, error)) from None
    if not first:
        raise SourceError(_empty(path))


def _unopened(path: Path, error: OSError) -> str:
    return f"'{path.name}' cannot be opened: {error.strerror}."


def _empty(path: Path) -> str:
    return f"'{path.name}' is empty: it has neither a header nor a row."


def unpacked_name(path: Path) -> str:
    """Return the name without the endings of what packs files, in lower case."""
    name = path.name.casefold()
    for ending in PACKED:
        name = name.removesuffix(ending)
    return name


def content_of(path: Path, encoding: str | None, *, strict: bool = False) -> Content:
    """Return the text of a file; when `strict`, it is UTF-8 unless its first bytes say otherwise.

    Raises
    ------
    SourceError
        A packed file that was cut, or holds several; bytes that are no text.
    ParameterError
        An encoding that Python does not know.
    """
    raw = _unpacked(path)
    if encoding is not None:
        return Content(_decoded(path, raw, _known(encoding)), encoding)
    for mark, name in _MARKS:
        if raw.startswith(mark):
            plain = raw[len(mark) :] if name == "utf-8" else raw
            return Content(_decoded(path, plain, name), name)
    if raw.isascii() and b"\0" not in raw:
        return Content(raw, "utf-8")
    wide = None if strict else _wide(raw)
    if wide is not None:
        return Content(_decoded(path, raw, wide), wide, found=True)
    wrong = _first_wrong(raw)
    if wrong is None:
        return Content(_checked(path, raw), "utf-8")
    if strict or _is_mostly_utf8(raw):
        raise SourceError(_not_text(path, raw, wrong, "UTF-8"))
    try:
        return Content(_decoded(path, raw, _WESTERN), _WESTERN, found=True)
    except SourceError:
        return Content(_decoded(path, raw, "latin-1"), "latin-1", found=True)


def _known(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except (LookupError, TypeError):
        message = (
            f"encoding={encoding!r} is no encoding that Python knows. Allowed: for instance "
            "'utf-8', 'utf-16', 'cp1252', 'latin-1'."
        )
        raise ParameterError(message) from None


def _unpacked(path: Path) -> bytes:
    ending = path.suffix.casefold()
    try:
        if ending == ".zip":
            return _zipped(path)
        if ending not in PACKED:
            return path.read_bytes()
        with _openers()[ending](path) as file:
            return _bounded(path, file)
    except (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile) as error:
        if isinstance(error, OSError) and error.errno is not None:
            message = _unopened(path, error)
        else:
            message = (
                f"{path.name} is not a whole {ending.removeprefix('.').replace('gz', 'gzip')} "
                "file: it was cut or damaged. Write or copy it again."
            )
        raise SourceError(message) from None


def _openers() -> dict[str, Callable[[Path], IO[bytes]]]:
    import pyarrow as pa

    return {
        ".gz": lambda path: cast("IO[bytes]", gzip.open(path, "rb")),
        ".bz2": lambda path: cast("IO[bytes]", bz2.open(path, "rb")),
        ".xz": lambda path: cast("IO[bytes]", lzma.open(path, "rb")),
        ".zst": lambda path: cast("IO[bytes]", pa.input_stream(str(path), compression="zstd")),
    }


def _zipped(path: Path) -> bytes:
    with zipfile.ZipFile(path) as packed:
        names = [
            each.filename
            for each in packed.infolist()
            if not (each.is_dir() or each.filename.startswith(("__MACOSX/", ".")))
        ]
        if len(names) != 1:
            held = f"{len(names)} files" if names else "no file"
            message = f"{path.name} holds {held}: unpack it, and open the one that is meant."
            raise SourceError(message)
        try:
            with packed.open(names[0]) as file:
                return _bounded(path, file)
        except (RuntimeError, NotImplementedError):
            message = f"{path.name} is locked by a password, or packed in a way Python has not."
            raise SourceError(message) from None


def _bounded(path: Path, file: IO[bytes]) -> bytes:
    most = max(_FREE, _MOST_PACKED * path.stat().st_size)
    whole = io.BytesIO()
    while chunk := file.read(_CHUNK):
        whole.write(chunk)
        if whole.tell() > most:
            message = (
                f"{path.name} unpacks to more than {_MOST_PACKED} times its size. If it is right, "
                "unpack it first and open the file itself."
            )
            raise SourceError(message)
    if not whole.tell():
        raise SourceError(_empty(path))
    return whole.getvalue()


def _decoded(path: Path, raw: bytes, encoding: str) -> bytes:
    try:
        text = raw.decode(encoding)
    except UnicodeError as error:
        wrong = getattr(error, "start", 0)
        raise SourceError(_not_text(path, raw, wrong, encoding)) from None
    except (LookupError, AttributeError, TypeError):
        message = f"encoding='{encoding}' is none of text. Allowed: for instance 'utf-8', 'cp1252'."
        raise ParameterError(message) from None
    return _checked(path, text.removeprefix("\ufeff").encode("utf-8", "surrogatepass"))


def _checked(path: Path, text: bytes) -> bytes:
    place = text.find(b"\0")
    if place >= 0:
        line = _line_of(text, place)
        message = f"{path.name}, line {line}: it holds bytes that are no text. Is it a table?"
        raise SourceError(message)
    return text


def _line_of(text: bytes, place: int) -> int:
    """Return the line of a byte, whatever ends the lines."""
    return len((text[:place] + b".").splitlines())


def _wide(raw: bytes) -> str | None:
    """Return the name of UTF-16 without a mark: of Western text every other byte is 0."""
    start = raw[: 2**12]
    pairs = len(start) // 2
    if pairs:
        for name, part in (("utf-16-le", start[1::2]), ("utf-16-be", start[0::2])):
            if part.count(0) > _WIDE * pairs:
                return name
    return None


def _first_wrong(raw: bytes) -> int | None:
    """Return the place of the first byte that is not UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    view = memoryview(raw)
    for start in range(0, len(raw), _CHUNK):
        end = min(start + _CHUNK, len(raw))
        held = len(decoder.getstate()[0])
        try:
            decoder.decode(view[start:end], final=end == len(raw))
        except UnicodeDecodeError as error:
            return start - held + error.start
    return None


def _is_mostly_utf8(raw: bytes) -> bool:
    """Whether UTF-8 is meant: more of what is not ASCII can be read as such than cannot."""
    import numpy as np

    def beyond_ascii(text: bytes) -> int:
        return int(np.count_nonzero(np.frombuffer(text, np.uint8) > _ASCII))

    kept = beyond_ascii(raw.decode("utf-8", "ignore").encode())
    return kept > beyond_ascii(raw) - kept


def _not_text(path: Path, raw: bytes, place: int, encoding: str) -> str:
    line = _line_of(raw, place)
    return (
        f"{path.name}, line {line}: the text is not {encoding}. Mend that line, or say how the "
        "whole file was written, for instance encoding='cp1252'."
    )
