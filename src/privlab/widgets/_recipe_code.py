"""A recipe as the Python that makes it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from privlab.anonymise import Criteria, Recipe
    from privlab.hierarchies import Hierarchy

__all__ = ["recipe_code"]


def recipe_code(recipe: Recipe) -> str:
    """Return an expression that makes an equal recipe where `privlab` is imported.

    Parameters
    ----------
    recipe : Recipe

    Returns
    -------
    str
        Python, of several lines; evaluating it gives a recipe equal to this one.

    Examples
    --------
    >>> import privlab
    >>> recipe = privlab.Recipe({"age": 1}, {"age": privlab.Hierarchy.intervals(10)})
    >>> print(recipe_code(recipe))
    privlab.Recipe(
        levels={'age': 1},
        hierarchies={
            'age': privlab.Hierarchy.intervals(10),
        },
    )
    >>> eval(recipe_code(recipe)) == recipe
    True
    """
    lines = ["privlab.Recipe(", f"    levels={dict(recipe.levels)!r},"]
    if recipe.hierarchies:
        lines.append("    hierarchies={")
        lines += [f"        {c!r}: {_hierarchy(h)}," for c, h in recipe.hierarchies.items()]
        lines.append("    },")
    if recipe.criteria is not None:
        lines.append(f"    criteria={_criteria(recipe.criteria)},")
    if recipe.then:
        lines.append(f"    then={tuple(dict(levels) for levels in recipe.then)!r},")
    return "\n".join([*lines, ")"])


def _criteria(criteria: Criteria) -> str:
    if criteria.sensitive:
        return f"privlab.anonymise.Criteria.from_dict({criteria.to_dict()!r})"
    k_map = "" if criteria.k_map is None else f", k_map={criteria.k_map}"
    return f"privlab.anonymise.Criteria(k={criteria.k}{k_map})"


def _hierarchy(hierarchy: Hierarchy) -> str:
    plain = hierarchy.to_dict()
    kind = plain["kind"]
    if kind in _CALLS:
        return f"privlab.Hierarchy.{kind}({_CALLS[kind](plain)})"
    return f"privlab.Hierarchy.from_dict({plain!r})"


def _listed(name: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda plain: ", ".join(repr(each) for each in plain[name])


def _intervals(plain: Mapping[str, Any]) -> str:
    origin = f", origin={plain['origin']!r}" if plain["origin"] else ""
    return _listed("widths")(plain) + origin


def _redaction(plain: Mapping[str, Any]) -> str:
    side = f", side={plain['side']!r}" if plain["side"] != "right" else ""
    return _listed("masked")(plain) + side


# kind of rule -> the arguments of the call of that name
_CALLS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "intervals": _intervals,
    "bounds": _listed("bounds"),
    "prefix": _listed("lengths"),
    "redaction": _redaction,
    "dates": _listed("periods"),
    "french_places": lambda plain: repr(plain["unit"]),
    "suppression": lambda _: "",
}
