"""The small company behind its gate."""

from __future__ import annotations

import pytest

from privlab._gate import Catalogue
from privlab.policy import Policy
from privlab.register import Register
from tests.companies import AS_OF, write_company


@pytest.fixture
def register(tmp_path):
    return Register.create(tmp_path / "register.sqlite")


@pytest.fixture
def catalogue(tmp_path, register):
    return Catalogue(Policy.load(write_company(tmp_path)), register, AS_OF)


@pytest.fixture
def catalogue_of(tmp_path, register):
    """Return a function: a changed policy, changed tables -> the catalogue."""

    def make(change=lambda text: text, as_of=AS_OF, **tables):
        from tests.companies import POLICY

        path = write_company(tmp_path, change(POLICY), **tables)
        return Catalogue(Policy.load(path), register, as_of)

    return make
