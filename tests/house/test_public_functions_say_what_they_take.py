"""What a reader of `help(privlab.x)` finds, for every function that is for users."""

from __future__ import annotations

import ast
import importlib
import inspect
from pathlib import Path

import privlab
from privlab.cli import main

HOUSE = Path(privlab.__file__).parent
ROOMS = sorted(
    place.stem
    for place in HOUSE.iterdir()
    if not place.name.startswith("_")
    and (place.suffix == ".py" or (place / "__init__.py").exists())
)


def public_functions():
    """Return name -> function for what the rooms list as theirs, once each."""
    found = {}
    for room in ROOMS:
        module = importlib.import_module(f"privlab.{room}")
        for name in getattr(module, "__all__", ()):
            thing = getattr(module, name)
            if inspect.isfunction(thing) and thing is not main:
                found.setdefault(thing, f"{room}.{name}")
    return {name: function for function, name in found.items()}


FUNCTIONS = public_functions()


def has(function, section):
    return f"\n{section}\n{'-' * len(section)}\n" in (inspect.getdoc(function) or "")


def entries(function):
    """Return the names that begin an entry of Parameters."""
    told = (inspect.getdoc(function) or "").partition("\nParameters\n----------\n")[2]
    lines = told.partition("\n\n")[0].splitlines()
    named = [line.partition(" :")[0] for line in lines if not line.startswith(" ")]
    return {name.lstrip("*") for line in named for name in line.split(", ")}


def lacking(section, needs):
    """Return the functions that need a section and have none."""
    return [name for name, f in FUNCTIONS.items() if needs(f) and not has(f, section)]


def takes_something(function):
    return bool(inspect.signature(function).parameters)


def returns_something(function):
    return inspect.signature(function).return_annotation not in {None, "None"}


def refuses_something(function):
    tree = ast.parse(inspect.getsource(function))
    return any(isinstance(node, ast.Raise) for node in ast.walk(tree))


def test_the_functions_for_users_are_found():
    assert {"anonymity.check_anonymity", "tables.dataset", "samples.write_bank"} <= {*FUNCTIONS}


def test_every_argument_stands_under_parameters():
    assert lacking("Parameters", takes_something) == []
    silent = [
        f"{name}({argument})"
        for name, function in FUNCTIONS.items()
        for argument in inspect.signature(function).parameters
        if argument not in entries(function)
    ]
    assert silent == []


def test_what_is_returned_is_said():
    assert lacking("Returns", returns_something) == []


def test_what_is_refused_is_said():
    assert lacking("Raises", refuses_something) == []


def test_every_function_has_an_example():
    assert lacking("Examples", lambda _: True) == []
    unshown = [n for n, f in FUNCTIONS.items() if "\n>>> " not in (inspect.getdoc(f) or "")]
    assert unshown == []
