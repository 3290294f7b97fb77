"""A table of purchases, its register, and what a fair draw looks like."""

from __future__ import annotations

import pandas as pd
import pytest

import privlab


@pytest.fixture
def purchases() -> pd.DataFrame:
    """Ten people with one purchase in A or B; one of them has thirty more in A."""
    frame = pd.DataFrame({"person": [f"p{n}" for n in range(10)], "shop": list("AABBBBBBBB")})
    greedy = pd.DataFrame({"person": ["p0"] * 30, "shop": ["A"] * 30})
    return pd.concat([frame, greedy], ignore_index=True)


@pytest.fixture
def register(tmp_path):
    made = privlab.Register.create(tmp_path / "register.sqlite")
    made.set_budget("shoppers", epsilon=1.0)
    return made


@pytest.fixture
def session(purchases, register):
    data = privlab.dataset(purchases, person="person", population="shoppers")
    return privlab.dp.Session(data, register=register, rows_per_person=2)
