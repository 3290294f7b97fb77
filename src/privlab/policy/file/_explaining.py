"""What pydantic found, in the sentences of the house: what, which, what is allowed."""

from __future__ import annotations

import typing
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from privlab.errors import did_you_mean, listed
from privlab.policy.file._located import Keyed, line_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from privlab.policy.file._entry import Entry
    from privlab.policy.file._located import Problems

__all__ = ["validated"]

E_ = typing.TypeVar("E_", bound="Entry")

EXPECTED: Mapping[str, str] = {
    "string_type": "expected a text; put it between quotes if it looks like a number or a date",
    "string_pattern_mismatch": "expected a text, not an empty one",
    "bool_type": "expected true or false",
    "int_type": "expected a whole number",
    "float_type": "expected a number",
    "finite_number": "expected a finite number",
    "tuple_type": "expected a list, written as [a, b]",
    "mapping_type": "expected keys and values",
    "model_type": "expected keys and values",
    "too_short": "expected at least one entry",
}


def validated(
    model: type[E_], tree: object, where: str, problems: Problems, line: int
) -> E_ | None:
    """Return the entry that a part of the file describes, or note what is wrong with it.

    Parameters
    ----------
    model : type of Entry
    tree : value read from the file
    where : str
        What the `privacy` object is of, for the sentence: "field 'age' of 'clients'".
    problems : Problems
    line : int
        Line where the part stands.
    """
    if not isinstance(tree, Keyed):
        problems.add(line, f"{_place((), where)}: expected keys and values, not {_shown(tree)}.")
        return None
    try:
        return model.model_validate(tree)
    except ValidationError as error:
        for found in error.errors(include_url=False, include_context=True):
            steps = [step for step in found["loc"] if step != "[key]"]
            problems.add(line_of(tree, steps), _sentence(found, model, steps, where))
        return None


def _sentence(
    found: Mapping[str, Any], model: type[BaseModel], steps: Sequence[str | int], where: str
) -> str:
    kind, inner = found["type"], steps[:-1]
    if kind == "extra_forbidden":
        allowed = _words(model, inner)
        key = listed([str(steps[-1])])
        return f"unknown key '{key}' in {_place(inner, where)}. {did_you_mean(key, allowed)}"
    if kind == "missing":
        return f"{_place(inner, where)} lacks '{steps[-1]}'. {_why(str(steps[-1]))}"
    place = _place(steps, where)
    if kind == "said":
        return f"{place}: {found['msg']}"
    given = "" if kind == "string_pattern_mismatch" else f", not {_shown(found['input'])}"
    if kind in EXPECTED:
        return f"{place}: {EXPECTED[kind]}{given}."
    limits = {"greater_than_equal": "at least {ge:g}", "greater_than": "more than {gt:g}"}
    limits |= {"less_than_equal": "at most {le:g}", "less_than": "less than {lt:g}"}
    if kind in limits:
        limit = limits[kind].format(**found.get("ctx", {}))
        return f"{place}: expected {limit}{given}."
    return f"{place}: {found['msg']}."


def _place(steps: Sequence[str | int], where: str) -> str:
    names = ("privacy", *(step + 1 if isinstance(step, int) else step for step in steps))
    return f"'{listed(['.'.join(map(str, names))])}' of {where}"


def _why(key: str) -> str:
    reasons = {
        "legal_basis": "A purpose rests on one of eu-gdpr:A6-1-a to eu-gdpr:A6-1-f.",
        "dpv": "A purpose is named by a DPV term, as CustomerRelationshipManagement.",
        "given": "List the values of the state that mean yes, as [accordé].",
        "table": "Name the table of the package that keeps these traces.",
    }
    return reasons.get(key, "Add it.")


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f"'{listed([value[:40]])}'"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, dict):
        return "keys and values"
    if isinstance(value, list):
        return "a list"
    return "nothing" if value is None else "a date"


def _words(model: type[BaseModel], steps: Sequence[str | int]) -> tuple[str, ...]:
    """Return the keys allowed in the part of a model that the steps lead to."""
    kind: Any = model
    for step in steps:
        entry = _model_in(kind)
        if entry is not None and isinstance(step, str):
            named = {field.alias or name: field for name, field in entry.model_fields.items()}
            if step in named:
                kind = named[step].annotation
    entry = _model_in(kind)
    return () if entry is None else entry.words()


def _model_in(kind: Any) -> type[Entry] | None:
    """Return the model that an annotation holds: itself, in a list, in a mapping, or absent."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return typing.cast("type[Entry]", kind)
    return next(filter(None, map(_model_in, typing.get_args(kind))), None)
