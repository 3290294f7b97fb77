"""The resources of a Data Package, with the promises that stand on each."""

from __future__ import annotations

import difflib
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING

from privlab.errors import listed
from privlab.policy._columns import Field, FieldPromises, Resource, TablePromises
from privlab.policy._dialect import written_as
from privlab.policy._promises import Promises
from privlab.policy.file._explaining import validated
from privlab.policy.file._located import Keyed, Listed
from privlab.policy.words._personal_data import PD_PREFIXES, PERSONAL_DATA

if TYPE_CHECKING:
    from privlab.policy.file._located import Problems

__all__ = ["read_package"]


def read_package(
    tree: Keyed, folder: Path, problems: Problems
) -> tuple[Promises, dict[str, Resource]]:
    """Return what the package promises, and its tables; note what is wrong with them."""
    _no_privacy_elsewhere(tree, "the package", problems)
    base = Promises()
    if "privacy" in tree:
        found = validated(Promises, tree["privacy"], "the package", problems, tree.lines["privacy"])
        base = found or base
    resources: dict[str, Resource] = {}
    entries = tree.get("resources")
    if not isinstance(entries, Listed) or not entries:
        line = tree.lines.get("resources", tree.line)
        problems.add(line, "expected 'resources': a list with one entry for each table.")
        return base, resources
    for entry, line in zip(entries, entries.lines, strict=True):
        made = _resource(entry, line, base, folder, problems)
        if made is not None and made.name in resources:
            message = (
                f"resource '{listed([made.name])}' is defined twice, the first time on line "
                f"{resources[made.name].line}. Give each table a name of its own."
            )
            problems.add(line, message)
        elif made is not None:
            resources[made.name] = made
    return base, resources


def _resource(
    entry: object, line: int, base: Promises, folder: Path, problems: Problems
) -> Resource | None:
    if not isinstance(entry, Keyed):
        problems.add(line, "expected a resource: keys and values, among them 'name' and 'path'.")
        return None
    name = entry.get("name")
    if not isinstance(name, str) or not name.strip():
        problems.add(line, "a resource lacks 'name'. Give the table a name.")
        return None
    shown = listed([name])
    _no_privacy_elsewhere(entry, f"resource '{shown}'", problems)
    if "data" in entry:
        message = f"resource '{shown}' holds rows in the policy itself. Put them in a file."
        problems.add(entry.lines["data"], message)
    own: TablePromises | None = TablePromises()
    if "privacy" in entry:
        where = f"resource '{shown}'"
        own = validated(TablePromises, entry["privacy"], where, problems, entry.lines["privacy"])
    path = _path(entry, shown, folder, problems)
    fields = _fields(entry, shown, problems)
    if own is None or path is None:
        return None
    return Resource(
        name=name,
        path=path,
        line=line,
        fields=fields,
        privacy=own,
        promises=own.over(base),
        title=_told(entry, "title"),
        description=_told(entry, "description"),
        written=written_as(entry, shown, problems),
    )


def _told(entry: Keyed, key: str) -> str | None:
    written = entry.get(key)
    return written if isinstance(written, str) else None


def _path(entry: Keyed, shown: str, folder: Path, problems: Problems) -> Path | None:
    """Return the file of a table, which must be inside the folder of the policy."""
    line = entry.lines.get("path", entry.line)
    written = entry.get("path")
    if isinstance(written, Listed) and len(written) == 1:
        written = written[0]
    where = f"path of resource '{shown}'"
    if not isinstance(written, str) or not written.strip():
        problems.add(line, f"{where}: expected one file, as clients.parquet.")
        return None
    reason = None
    if "://" in written or written.startswith("//"):
        reason = "is an address; privlab reads files only"
    elif PurePosixPath(written).is_absolute() or PureWindowsPath(written).drive:
        reason = "is absolute"
    elif "\\" in written:
        reason = "has a backslash; folders are separated by /"
    elif ".." in PurePosixPath(written).parts:
        reason = "climbs out of the folder"
    elif "\0" in written or not written.isprintable():
        reason = "has a control character"
    elif written.startswith("~"):
        reason = "starts with ~, somebody's own folder"
    else:
        path = (folder / written).resolve()
        if path.is_relative_to(folder) and path != folder:
            return path
        reason = "leads out of the folder through a link"
    message = (
        f"{where}: '{listed([written])}' {reason}. Name a file in the folder of the policy, by its "
        "path from there."
    )
    problems.add(line, message)
    return None


def _fields(entry: Keyed, shown: str, problems: Problems) -> dict[str, Field]:
    schema = entry.get("schema")
    if schema is None:
        return {}
    line = entry.lines["schema"]
    if not isinstance(schema, Keyed):
        problems.add(
            line, f"schema of resource '{shown}': expected keys and values, with 'fields'."
        )
        return {}
    _no_privacy_elsewhere(schema, f"the schema of '{shown}'", problems, allowed=False)
    entries = schema.get("fields")
    if not isinstance(entries, Listed):
        line = schema.lines.get("fields", schema.line)
        problems.add(line, f"schema of resource '{shown}': expected 'fields', a list of columns.")
        return {}
    fields: dict[str, Field] = {}
    for one, place in zip(entries, entries.lines, strict=True):
        column = _column(one, place, shown, problems)
        if column is not None and column.name in fields:
            message = (
                f"field '{listed([column.name])}' of '{shown}' is defined twice, the first time on "
                f"line {fields[column.name].line}: a column has one role. Keep one."
            )
            problems.add(place, message)
        elif column is not None:
            fields[column.name] = column
    return fields


def _column(entry: object, line: int, table: str, problems: Problems) -> Field | None:
    if not isinstance(entry, Keyed):
        problems.add(line, f"fields of '{table}': expected keys and values, among them 'name'.")
        return None
    name = entry.get("name")
    if not isinstance(name, str) or not name:
        problems.add(line, f"a field of '{table}' lacks 'name'. Give the name of the column.")
        return None
    where = f"field '{listed([name])}' of '{table}'"
    _no_privacy_elsewhere(entry, where, problems)
    privacy: FieldPromises | None = FieldPromises()
    if "privacy" in entry:
        privacy = validated(
            FieldPromises, entry["privacy"], where, problems, entry.lines["privacy"]
        )
    kind = entry.get("type", "any")
    if not isinstance(kind, str):
        problems.add(line, f"type of {where}: expected a word, as string or date.")
        return None
    return Field(
        name=name,
        type=kind,
        line=line,
        title=_told(entry, "title"),
        description=_told(entry, "description"),
        category=_category(entry.get("rdfType"), where, entry.lines.get("rdfType", line), problems),
        privacy=privacy or FieldPromises(),
        true_values=_answers(entry, "trueValues", where, problems),
        false_values=_answers(entry, "falseValues", where, problems),
    )


def _answers(entry: Keyed, key: str, where: str, problems: Problems) -> tuple[str, ...]:
    """Return the words that a boolean column of text uses for yes, or for no."""
    written = entry.get(key, [])
    if isinstance(written, list) and all(isinstance(word, str) for word in written):
        return tuple(written)
    problems.add(entry.lines[key], f'{key} of {where}: expected a list of texts, as ["oui"].')
    return ()


def _category(written: object, where: str, line: int, problems: Problems) -> str | None:
    """Return the DPV-PD term of a column; note one that is nearly a special category."""
    if not isinstance(written, str):
        return None
    term = next(
        (written.removeprefix(prefix) for prefix in PD_PREFIXES if written.startswith(prefix)), None
    )
    if term is not None and term not in PERSONAL_DATA:
        special = [known for known, entry in PERSONAL_DATA.items() if entry.special is not None]
        near = difflib.get_close_matches(term, special, n=1, cutoff=0.75)
        if near:
            message = (
                f"rdfType of {where}: '{listed([term])}' is no term of DPV-PD. Did you mean "
                f"'{near[0]}', a special category?"
            )
            problems.add(line, message)
    return term


def _no_privacy_elsewhere(
    entry: Keyed, where: str, problems: Problems, *, allowed: bool = True
) -> None:
    """Note a promise that nobody would read: 'privacy' misspelt, or where it means nothing."""
    for key in entry:
        if key == "privacy" and allowed:
            continue
        if difflib.SequenceMatcher(None, key.casefold(), "privacy").ratio() > 0.85:
            if key == "privacy":
                message = f"'privacy' is not read in {where}. Put it on the resource or a field."
            else:
                message = f"unknown key '{listed([key])}' in {where}. Did you mean 'privacy'?"
            problems.add(entry.lines[key], message)
