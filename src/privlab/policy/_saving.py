"""A policy is written whole or not at all."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from privlab.errors import DocumentError, PolicyError, listed

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from privlab.policy._policy import Policy

__all__ = ["edit", "write_text"]


def write_text(path: Path, text: str) -> None:
    """Put a text in the place of a file in one step, with the permissions it had.

    Raises
    ------
    PolicyError
        When the place cannot be written to; what stood there still stands.
    """
    from privlab.documents import write_whole

    mode = path.stat().st_mode if path.exists() else None
    try:
        write_whole(text.encode(), path)
    except DocumentError as error:
        reason = getattr(error.__cause__, "strerror", None) or type(error.__cause__).__name__
        message = (
            f"The policy '{listed([path.name])}' cannot be written: {reason}. Nothing was changed. "
            "Give a file name in a folder that exists and that you may write to."
        )
        raise PolicyError(message) from None
    if mode is not None:
        with contextlib.suppress(OSError):
            path.chmod(mode)


def edit(
    path: str | os.PathLike[str], changes: Mapping[str | Sequence[str | int], object]
) -> Policy:
    """Change a policy file in place, and return the policy as it now stands.

    The changed policy is checked before anything is written; comments, order, quotes and
    alignment stay as they are.

    Parameters
    ----------
    path : path
        The policy file.
    changes : mapping
        Path -> value, as `Policy.with_changes` takes them.

    Raises
    ------
    ParameterError, PolicyError
    """
    from privlab.policy._policy import Policy

    return Policy.load(path).with_changes(changes).save()
