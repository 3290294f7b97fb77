"""Every key of a policy on one page, from the models that read it."""

from __future__ import annotations

import inspect
import types
import typing
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import AfterValidator, BaseModel

from privlab.language import translate
from privlab.policy._columns import FieldPromises, TablePromises
from privlab.policy._promises import Promises
from privlab.policy.words._dpv import DPV_PURPOSES
from privlab.policy.words._legal import LEGAL_BASES, SPECIAL_REASONS

if typing.TYPE_CHECKING:
    from pydantic.fields import FieldInfo

__all__ = ["reference_page"]

PLACES: tuple[tuple[str, type[BaseModel]], ...] = (
    ("`privacy` of the package", Promises),
    ("`privacy` of a table, beside the keys of the package", TablePromises),
    ("`privacy` of a column", FieldPromises),
)
HEAD = (
    "# The keys of a policy\n\n"
    "A policy is a [Data Package](https://datapackage.org) in YAML whose package, tables and "
    "columns carry a `privacy` object. `privlab new-policy FILES` drafts one, `privlab check` says "
    "what it lacks. This page is written from the models that read the file: "
    "`python -m privlab.policy._reference > docs/policy_keys.md`. `country` is an ISO 3166 code of "
    "two letters, a day is written 2026-01-31. Beside `privacy`, a column has `type` (string, "
    "integer, number, boolean, date, datetime), `trueValues` and `falseValues` for answers kept as "
    "text, `title` and `description`.\n"
)
PLAIN = {str: "text", bool: "true or false", int: "whole number", float: "number"}


def reference_page() -> str:
    """Return the page in Markdown, with a table of keys for each object of the file."""
    parts = [HEAD]
    inherited: set[str] = set()
    told: set[type[BaseModel]] = set()
    for title, model in PLACES:
        fields = {n: f for n, f in model.model_fields.items() if n not in inherited}
        parts.append(_section(title, model, fields))
        for inner in _inner(fields.values()):
            if inner not in told:
                told.add(inner)
                parts.append(_section(f"`{inner.__name__}`", inner, inner.model_fields))
        if model is Promises:
            inherited = set(fields)
    for title, words in (
        ("Legal bases", LEGAL_BASES),
        ("Reasons for special data", SPECIAL_REASONS),
    ):
        parts.append(_words(title, words))
    parts.append(_words("Purposes", {term: told.label for term, told in DPV_PURPOSES.items()}))
    return "\n".join(parts)


def _section(title: str, model: type[BaseModel], fields: Mapping[str, FieldInfo]) -> str:
    said = (inspect.getdoc(model) or "").partition("\n\n")[0].replace("\n", " ")
    rows = [
        f"| `{field.alias or name}` | {_told(field)} | {_needed(field)} |"
        for name, field in fields.items()
    ]
    return "\n".join([f"## {title}\n", f"{said}\n", "| key | what | |", "|---|---|---|", *rows, ""])


def _words(title: str, words: Mapping[str, str]) -> str:
    rows = [
        f"| `{word}` | {translate(label, 'en')} | {translate(label, 'fr')} |"
        for word, label in words.items()
    ]
    return "\n".join([f"## {title}\n", "| word | | en français |", "|---|---|---|", *rows, ""])


def _needed(field: FieldInfo) -> str:
    if field.is_required():
        return "needed"
    default = field.get_default(call_default_factory=True)
    return f"{default} by default" if type(default) in {int, float, str} else ""


def _told(field: FieldInfo) -> str:
    words = _allowed(field.metadata) or _allowed_in(field.annotation)
    kind = _kind(field.annotation)
    if words and len(words) <= 16:
        return f"{kind}: {', '.join(f'`{word}`' for word in words)}"
    return kind


def _kind(annotation: Any) -> str:
    origin, inner = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in {types.UnionType, typing.Union}:
        return _kind(next(each for each in inner if each is not type(None)))
    if origin is typing.Annotated:
        return _kind(inner[0])
    if origin is tuple:
        return f"list of {_kind(inner[0])}"
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return f"{_kind(inner[0])} -> {_kind(inner[1])}"
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return f"`{annotation.__name__}`"
    return PLAIN.get(annotation, "day" if getattr(annotation, "__name__", "") == "date" else "any")


def _allowed_in(annotation: Any) -> tuple[str, ...]:
    """Return the words that an annotation allows, wherever in it they stand."""
    if typing.get_origin(annotation) is typing.Annotated:
        found = _allowed(typing.get_args(annotation)[1:])
        if found:
            return found
    return next(filter(None, map(_allowed_in, typing.get_args(annotation))), ())


def _allowed(metadata: Any) -> tuple[str, ...]:
    checks = [each.func for each in metadata if isinstance(each, AfterValidator)]
    return next((w for check in checks if (w := getattr(check, "words", ()))), ())


def _inner(fields: Any) -> Iterator[type[BaseModel]]:
    for field in fields:
        yield from _models(field.annotation)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        yield from _inner(annotation.model_fields.values())
    for inner in typing.get_args(annotation):
        yield from _models(inner)


if __name__ == "__main__":
    print(reference_page(), end="")  # noqa: T201 - what the page is written from
