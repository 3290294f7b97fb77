"""One floor for what may be shown: `Dataset.fewest_shown`, and no second copy of it."""

from __future__ import annotations

import ast
import dataclasses
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import privlab
from privlab.errors import ParameterError
from privlab.tables import FEWEST_SHOWN, Opened

HOUSE = Path(__file__).resolve().parents[2]
MODULES = sorted((HOUSE / "src" / "privlab").rglob("*.py"))
# the floor, and what a policy promises when it says nothing
HOMES = {"tables/_dataset.py", "policy/_promises.py"}
# the k that no policy sets, and the one that a policy sets when it says nothing
VALUES = {FEWEST_SHOWN, 11}
NAMES = re.compile(r"fewest|least|shown|(^|_)k$|default_k|usual_k", re.IGNORECASE)


def of_a_floor(node):
    names = [each.id for each in ast.walk(node) if isinstance(each, ast.Name)]
    names += [each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)]
    return any(NAMES.search(name) for name in names)


def is_value(node):
    return isinstance(node, ast.Constant) and type(node.value) is int and node.value in VALUES


def of_the_policy(node):
    return "opened" in ast.unparse(node)


def copies(source):
    """Lines that set or compare a floor by a number, or choose it once more."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if is_value(node.value) and any(of_a_floor(each) for each in targets):
                found.append(node.lineno)
        elif isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(is_value(each) for each in sides) and any(of_a_floor(each) for each in sides):
                found.append(node.lineno)
        elif isinstance(node, ast.Attribute) and node.attr == "k" and of_the_policy(node.value):
            found.append(node.lineno)
    return found


def test_no_room_has_a_floor_of_its_own():
    found = {
        path.relative_to(HOUSE / "src" / "privlab").as_posix(): lines
        for path in MODULES
        if (lines := copies(path.read_text(encoding="utf-8")))
    }
    assert set(found) == HOMES, found


def test_that_rule_sees_what_it_forbids():
    for line in (
        "FEWEST_SHOWN = 5",
        "FEWEST = 11",
        "_K = 5",
        "UNITS_SHOWN: int = 5",
        "k = 5 if data.opened is None else data.opened.k",
        "hidden = counts[fewest < 5]",
    ):
        assert copies(line) == [1], line
    for line in ("FEWEST_ROWS = 200", "FOLDS = 5", "k = data.fewest_shown", "n = 5"):
        assert copies(line) == [], line


def through_a_policy(data, k=11):
    opened = Opened("score", "analyst", k=k, max_reidentification=0.09)
    return dataclasses.replace(data, opened=opened)


@pytest.fixture
def plain():
    rng = np.random.default_rng(4)
    sex = np.repeat(["F", "M", "X"], [100, 90, 8])
    frame = pd.DataFrame({"sex": sex, "age": rng.integers(20, 24, 198), "id": range(198)})
    roles = {"quasi_identifiers": ["sex"], "person": "id"}
    return privlab.dataset(frame, dimensions={"sex": ("identity", 0.5), "age": None}, **roles)


@pytest.fixture
def opened(plain):
    return through_a_policy(plain)


def test_the_floor_is_the_k_of_the_policy_else_five(plain, opened):
    assert (plain.fewest_shown, opened.fewest_shown) == (5, 11)
    assert through_a_policy(plain, k=3).fewest_shown == 3


def test_the_check_of_anonymity_asks_for_the_floor(plain, opened):
    def below(data):
        return privlab.check_anonymity(data).to_dict()

    assert "11" in str(below(opened))
    key = next(f.key for f in privlab.check_anonymity(opened).figures if f.key.startswith("below"))
    assert privlab.check_anonymity(plain).figure(key).value == 0
    assert privlab.check_anonymity(opened).figure(key).value == 8


def test_the_riskiest_classes_are_shown_from_the_floor_on(plain, opened):
    from privlab.risk import riskiest_classes

    recipe = privlab.Recipe(
        {"sex": 0}, {"sex": privlab.Hierarchy.suggest(pa.array(["F", "M", "X"]))}
    )
    of_plain = riskiest_classes(privlab.score_risk(plain), recipe=recipe)
    of_opened = riskiest_classes(privlab.score_risk(opened), recipe=recipe)
    assert len(of_plain) == len(of_opened) + 1
    with pytest.raises(ParameterError):
        riskiest_classes(privlab.score_risk(opened), recipe=recipe, k=5)


def test_quantiles_beyond_which_fewer_people_lie_are_not_told(plain, opened):
    gaze = privlab.measure_intrusiveness(plain, crowd=100)
    less = privlab.measure_intrusiveness(opened, crowd=100)
    assert gaze.figure("knowledge_p95").value is not None
    assert less.figure("knowledge_p95").value is None
    assert "fewer than 11" in less.figure("knowledge_p95").reason.text("en")
    higher = through_a_policy(plain, k=20)
    tenth = privlab.measure_intrusiveness(higher, crowd=100)
    assert gaze.figure("knowledge_top_decile").value is not None
    assert tenth.figure("knowledge_top_decile").value is None
    assert tenth.most_exposed is None


def test_a_map_shows_no_cell_below_the_floor():
    from privlab.intrusiveness._map import people_cells

    known = np.repeat([0.15, 0.85], [100, 8])
    asked = {"bins": 2, "fewest": 5, "fewest_shown": 5}
    assert people_cells(known, known, **asked).sum().sum() == 108
    strict = asked | {"fewest": 11, "fewest_shown": 11}
    assert people_cells(known, known, **strict).sum().sum() == 100
    with pytest.raises(ParameterError, match="fewest from 11"):
        people_cells(known, known, **(strict | {"fewest": 5}))


def test_groups_of_contacts_below_the_floor_have_no_figure(opened):
    from privlab.intrusiveness import conversion_by_contacts

    contacts, yes = [1] * 50 + [4] * 8, [1] * 10 + [0] * 48
    shown = conversion_by_contacts(contacts, yes, bounds=[1])
    assert shown["conversion"].notna().tolist() == [True, True]
    floor = opened.fewest_shown
    shown = conversion_by_contacts(contacts, yes, bounds=[1], fewest_shown=floor)
    assert shown["conversion"].notna().tolist() == [True, False]


def test_labels_of_fewer_rows_are_no_examples_of_a_coarsening():
    from types import SimpleNamespace

    from privlab.proportionality._coarsening import coarsening_frame

    codes = np.repeat([0, 1], [100, 8])
    coarse = SimpleNamespace(level=1, size=3, codes=codes, labels=("many", "few"))
    fine = SimpleNamespace(level=0, size=4, codes=codes, labels=("many", "few"))
    ladder = SimpleNamespace(column="town", top=2, rungs=[fine, coarse])
    for floor, examples in ((5, ("many", "few")), (11, ("many",))):
        frame = coarsening_frame([ladder], (1,), floor)
        assert frame["examples"].tolist() == [examples]


def test_the_bands_of_a_profile_hold_as_many_rows_as_the_floor(monkeypatch):
    from privlab.proportionality import _problem

    asked = []
    original = _problem.guided_hierarchy
    monkeypatch.setattr(
        _problem, "guided_hierarchy", lambda *given: asked.append(given[-1]) or original(*given)
    )
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"age": rng.integers(20, 90, 400), "y": rng.integers(0, 2, 400)})
    data = through_a_policy(privlab.dataset(frame), k=13)
    _problem.Problem.read(
        data, ("age",), "y", rng, ("classification", None, "logistic", 0), {}, 400
    )
    assert asked == [13]


def test_labels_after_a_treatment_are_drawn_from_the_floor_on(plain, opened):
    from privlab.utility import compare_utility

    recipe = privlab.Recipe(
        {"sex": 0}, {"sex": privlab.Hierarchy.suggest(pa.array(["F", "M", "X"]))}
    )
    for data, floor in ((plain, 5), (opened, 11)):
        found = compare_utility(data, recipe.transform(data), recipe=recipe, columns=["sex"])
        assert found.least_shown == floor


def test_the_demonstration_fits_to_the_floor(opened, monkeypatch):
    import privlab.anonymise
    from privlab.profiling import fitted_recipe

    asked = []

    class Watched(privlab.anonymise.Anonymiser):
        def __init__(self, **options):
            asked.append(options["k"])
            raise KeyboardInterrupt

    monkeypatch.setattr(privlab.anonymise, "Anonymiser", Watched)
    with pytest.raises(KeyboardInterrupt):
        fitted_recipe(opened)
    assert asked == [11]
