"""The key of pseudonyms: read where it is kept when it is needed, held nowhere."""

from __future__ import annotations

import errno
import hashlib
import hmac
import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

from privlab.errors import ParameterError
from privlab.language import Message

__all__ = ["PseudonymKey", "check_key"]

FEWEST_BYTES = 32
FEWEST_DIFFERENT = 8
MOST_BYTES = 4096
OWNER_ONLY = 0o600
DERIVATION = b"privlab pseudonym v1|"
# absent on systems without symbolic links of this kind
NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)


@dataclass(frozen=True)
class PseudonymKey:
    """Where a secret key is kept, and the name of its version; never the key itself.

    Make one with `create`, `from_file` or `from_environment`. The secret is read at each use and
    kept in no attribute: it is in no repr, recipe, pickle or error.

    Attributes
    ----------
    kept_in : {"file", "environment"}
    place : str
        Path of the file, or name of the variable.
    version : str
        Name of this key among those that replace each other.

    Examples
    --------
    >>> import os, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     key = PseudonymKey.create(os.path.join(folder, "2026.key"), version="2026")
    >>> key.kept_in, key.version
    ('file', '2026')
    """

    kept_in: str
    place: str
    version: str = "1"

    @classmethod
    def create(cls, path: str | Path, *, version: str = "1") -> PseudonymKey:
        """Draw a key of 256 bits into a new file that only its owner can read.

        Parameters
        ----------
        path : path
            Of a file that is not there.
        version : str
            Name of this key among those that replace each other.

        Returns
        -------
        PseudonymKey

        Raises
        ------
        ParameterError
            A file that exists already, or a folder that cannot be written.

        Examples
        --------
        >>> import os, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     place = os.path.join(folder, "2026.key")
        ...     PseudonymKey.create(place) == PseudonymKey.from_file(place)
        True
        """
        path = Path(path)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | NOFOLLOW
        try:
            handle = os.open(path, flags, OWNER_ONLY)
        except FileExistsError:
            message = f"The key file '{path.name}' exists: a key is never overwritten by a new one."
            raise ParameterError(message) from None
        except OSError as error:
            message = f"The key file '{path.name}' cannot be made: {error.strerror}."
            raise ParameterError(message) from None
        try:
            os.fchmod(handle, OWNER_ONLY)
            os.write(handle, secrets.token_hex(FEWEST_BYTES).encode() + b"\n")
            os.fsync(handle)
        finally:
            os.close(handle)
        return cls.from_file(path, version=version)

    @classmethod
    def from_file(cls, path: str | Path, *, version: str = "1") -> PseudonymKey:
        """Name a file that holds the key: of mode 600, the caller's own, no link.

        It holds 64 or more hexadecimal digits, or 32 or more bytes of another form.

        Parameters
        ----------
        path : path
        version : str
            Name of this key among those that replace each other.

        Returns
        -------
        PseudonymKey

        Raises
        ------
        ParameterError
            A file that is missing, linked, readable by others, empty or short.
        """
        key = cls("file", str(path), _checked_version(version))
        key.derived("check")
        return key

    @classmethod
    def from_environment(cls, variable: str, *, version: str = "1") -> PseudonymKey:
        """Name an environment variable that holds the key.

        Parameters
        ----------
        variable : str
            Its name; it holds what a key file holds.
        version : str
            Name of this key among those that replace each other.

        Returns
        -------
        PseudonymKey

        Raises
        ------
        ParameterError
            A variable that is not set, empty or short.

        Examples
        --------
        >>> import os, secrets
        >>> os.environ["SURVEY_KEY"] = secrets.token_hex(32)
        >>> PseudonymKey.from_environment("SURVEY_KEY").kept_in
        'environment'
        >>> del os.environ["SURVEY_KEY"]
        """
        key = cls("environment", variable, _checked_version(version))
        key.derived("check")
        return key

    def derived(self, domain: str) -> bytes:
        """Return the key of one domain: HMAC-SHA-256(key, "privlab pseudonym v1|" + domain).

        Parameters
        ----------
        domain : str

        Returns
        -------
        bytes, of length 32

        Raises
        ------
        ParameterError
            The key is no longer where it was kept, or no longer safely.
        """
        return hmac.digest(self._secret(), DERIVATION + domain.encode(), hashlib.sha256)

    def destroy(self) -> Message:
        """Overwrite the key file with random bytes, then delete it.

        Returns
        -------
        Message
            What this does and does not reach.

        Raises
        ------
        ParameterError
            A key in the environment, or a file that is no longer a safe key file.

        Examples
        --------
        >>> import os, tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     place = os.path.join(folder, "2026.key")
        ...     _ = PseudonymKey.create(place).destroy()
        ...     os.path.exists(place)
        False
        """
        if self.kept_in != "file":
            message = (
                f"The key is kept in the environment variable '{self.place}': remove it where that "
                "is set."
            )
            raise ParameterError(message)
        handle = _opened(Path(self.place), os.O_RDWR)
        try:
            os.write(handle, secrets.token_bytes(os.fstat(handle).st_size))
            os.fsync(handle)
        finally:
            os.close(handle)
        Path(self.place).unlink()
        return Message(
            "The key file is overwritten and deleted; copies, backups and what the disk keeps "
            "aside are not. A destroyed key does not make the data anonymous: the other columns "
            "can still single people out, and whoever holds the identifiers and both tables can "
            "still match them."
        )

    def _secret(self) -> bytes:
        if self.kept_in == "environment":
            text = os.environ.get(self.place)
            if text is None:
                message = f"The environment variable '{self.place}' is not set: it holds the key."
                raise ParameterError(message)
            return _strong(os.fsencode(text), f"The key in the variable '{self.place}'")
        path = Path(self.place)
        handle = _opened(path, os.O_RDONLY)
        try:
            content = os.read(handle, MOST_BYTES + 1)
        finally:
            os.close(handle)
        return _strong(content, f"The key in the file '{path.name}'")


def check_key(key: object) -> None:
    """Refuse anything but the place where a key is kept."""
    if not isinstance(key, PseudonymKey):
        message = (
            "key= takes where the key is kept, never the key itself: PseudonymKey.from_file(path) "
            "or PseudonymKey.from_environment(variable)."
        )
        raise ParameterError(message)


def _opened(path: Path, flags: int) -> int:
    """Open a key file and check what was opened, not what the path says."""
    name = f"The key file '{path.name}'"
    try:
        handle = os.open(path, flags | NOFOLLOW | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        reason = "it is a symbolic link" if error.errno == errno.ELOOP else error.strerror
        message = f"{name} cannot be opened: {reason}. PseudonymKey.create(path) makes one."
        raise ParameterError(message) from None
    state = os.fstat(handle)
    mode = stat.S_IMODE(state.st_mode)
    problem = ""
    if not stat.S_ISREG(state.st_mode):
        problem = "is not a plain file"
    elif mode != OWNER_ONLY:
        problem = f"has mode {mode:o}. Only its owner may read it: chmod 600"
    elif state.st_uid != os.geteuid():
        problem = "belongs to another user"
    elif state.st_nlink > 1:
        problem = "has a second name (a hard link). Remove the other one"
    if problem:
        os.close(handle)
        message = f"{name} {problem}."
        raise ParameterError(message)
    return handle


def _strong(content: bytes, name: str) -> bytes:
    """Return the bytes of a key, or refuse one that can be guessed."""
    written = content.strip()
    try:
        secret = bytes.fromhex(written.decode("ascii"))
    except ValueError:
        secret = written
    problem = ""
    if len(content) > MOST_BYTES:
        problem = f"is longer than {MOST_BYTES} bytes: this is no key file"
    elif not secret:
        problem = "is empty"
    elif len(secret) < FEWEST_BYTES:
        problem = f"has {len(secret)} bytes; it needs {FEWEST_BYTES}"
    elif len(set(secret)) < FEWEST_DIFFERENT:
        problem = "repeats the same few bytes"
    if problem:
        message = f"{name} {problem}. PseudonymKey.create(path) draws one of 256 bits."
        raise ParameterError(message)
    return secret


def _checked_version(version: str) -> str:
    if not isinstance(version, str) or not version.strip():
        message = "version= takes a name for this key, for instance '2026'."
        raise ParameterError(message)
    return version
