"""What a search found is written into the policy, and the gate hands out no more."""

from __future__ import annotations

import dataclasses

import pytest

from privlab.errors import ParameterError
from privlab.hierarchies import Hierarchy
from privlab.proportionality import Proportionate
from privlab.register import Register
from privlab.tables import fetch
from tests.companies import AS_OF, write_company


@pytest.fixture
def catalogue(tmp_path):
    from privlab._gate import Catalogue
    from privlab.policy import Policy

    policy = Policy.load(write_company(tmp_path))
    return Catalogue(policy, Register.create(tmp_path / "r.sqlite"), AS_OF)


def least(**changed):
    parts = {
        "levels": {"town": 1, "income": 0},
        "not_needed": ("pcs",),
        "coarsened": ("town",),
        "hierarchies": {"town": Hierarchy.prefix(1)},
        **changed,
    }
    names = {field.name for field in dataclasses.fields(Proportionate)}
    return Proportionate(**{**dict.fromkeys(names), **parts})


def test_levels_and_columns_are_a_difference_that_the_gate_keeps(catalogue):
    changed, told = least().policy_changes(catalogue.policy, "clients", "score")
    paths = [change.path for change in told]
    assert any(path.endswith("pcs.privacy.purposes") for path in paths)
    assert any("town.privacy.generalised" in path for path in paths)
    own = dataclasses.replace(catalogue, policy=changed)
    view = own.dataset("clients", purpose="score", actor="analyst")
    assert "pcs" not in view.columns
    towns = fetch(view.table.select("town"), view.connection).column("town").to_pylist()
    assert set(towns) <= {"L*", "N*"}


def test_a_column_that_the_policy_does_not_have_is_refused(catalogue):
    found = least(
        coarsened=("city",), levels={"city": 1}, hierarchies={"city": Hierarchy.prefix(1)}
    )
    with pytest.raises(ParameterError, match="has no column city"):
        found.policy_changes(catalogue.policy, "clients", "score")
