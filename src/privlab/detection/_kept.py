"""What people decided about columns, kept in `roles.yaml` beside their tables.

A mapping of the name of a table's file to its columns, each with a role or a category, the words
that `DetectedRoles.confirmed` takes. It holds no value of a record, and is written to be edited.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

from privlab._files import write_whole
from privlab.detection._concepts import CONCEPTS
from privlab.errors import ColumnError, ParameterError, SourceError, did_you_mean
from privlab.policy import ROLE_LABELS

__all__ = ["FILE", "check_word", "keep", "kept_beside", "kept_in"]

FILE = "roles.yaml"
_HEAD = """\
What people decided about the columns of the tables in this folder: a role (direct_identifier,
quasi_identifier, sensitive, ordinary) or a category (name, person_key, special:health ...).
privlab reads it before it proposes anything.
"""


def kept_beside(source: object) -> Path | None:
    """Return the file of decisions beside a table that is a path, where there is one."""
    if not isinstance(source, (str, Path)):
        return None
    beside = Path(source).expanduser().parent / FILE
    return beside if beside.is_file() else None


def kept_in(path: Path, table: str, columns: tuple[str, ...]) -> dict[str, str]:
    """Return what is kept for a table: column -> role or category.

    Raises
    ------
    SourceError
        The file cannot be read, or is no such mapping.
    ColumnError
        It names a column that the table does not have.
    ParameterError
        It gives a word that is neither a role nor a category.
    """
    kept = _read(path).get(table, {})
    for column, word in kept.items():
        if column not in columns:
            raise ColumnError.unknown(column, columns, f"{path.name} of '{table}'")
        check_word(column, word)
    return dict(kept)


def keep(path: Path, table: str, corrections: Mapping[str, str]) -> Path:
    """Write decisions about a table into the file, beside those that it holds."""
    from ruamel.yaml import YAML
    from ruamel.yaml.comments import CommentedMap

    yaml = YAML()
    held = CommentedMap()
    if path.is_file():
        _read(path)
        held = yaml.load(path.read_text(encoding="utf-8")) or held
    else:
        held.yaml_set_start_comment(_HEAD)
    own = held.setdefault(table, CommentedMap())
    for column, word in corrections.items():
        check_word(column, word)
        own[column] = word
    written = io.StringIO()
    yaml.dump(held, written)
    return write_whole(written.getvalue().encode(), path, f"file {FILE}", SourceError)


def check_word(column: str, word: object) -> None:
    """Refuse what is neither a role nor a category."""
    if word not in CONCEPTS and word not in ROLE_LABELS:
        message = (
            f"'{word}' for column '{column}' is neither a category nor a role. "
            f"{did_you_mean(str(word), (*CONCEPTS, *ROLE_LABELS))}"
        )
        raise ParameterError(message)


def _read(path: Path) -> dict[str, dict[str, str]]:
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    try:
        held = YAML(typ="safe").load(path.read_text(encoding="utf-8")) or {}
    except (OSError, UnicodeDecodeError, YAMLError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        where = "" if line is None else f", line {line + 1}"
        message = f"{path.name}{where} cannot be read as YAML. Mend it, or move it away."
        raise SourceError(message) from None
    tables = held.values() if isinstance(held, Mapping) else [None]
    if not all(isinstance(own, Mapping) for own in tables):
        message = (
            f"{path.name} holds no mapping of tables to their columns. Write the name of a table's "
            "file, and below it a line a column: its name and a role."
        )
        raise SourceError(message)
    return {str(name): {str(c): str(w) for c, w in own.items()} for name, own in held.items()}
