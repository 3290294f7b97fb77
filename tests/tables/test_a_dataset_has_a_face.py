"""A dataset can be looked at: size, columns, roles, and its rows where nobody forbids."""

from __future__ import annotations

import re

import pandas as pd
import pytest

import privlab
from privlab.errors import ParameterError, PurposeError, SourceError
from tests.companies import AS_OF, write_company


@pytest.fixture
def frame():
    return pd.DataFrame({"who": ["x9", "y8", "z7"], "age < 18": [31, 42, 53]})


@pytest.fixture
def data(frame):
    return privlab.dataset(frame, person="who", quasi_identifiers=["age < 18"])


def test_it_has_the_length_and_the_columns_of_its_table(data):
    assert len(data) == 3
    assert data.columns == ("who", "age < 18")
    assert data.roles.person == "who"


def test_an_empty_table_is_still_a_table(frame):
    assert privlab.dataset(frame).replaced(privlab.dataset(frame).table.limit(0))


def test_rows_come_back_in_their_order(data, frame):
    pd.testing.assert_frame_equal(data.to_pandas(), frame, check_dtype=False)
    assert data.head(2)["age < 18"].tolist() == [31, 42]


def test_its_card_names_roles_and_holds_no_row_and_no_markup(data):
    card = data._repr_html_()
    assert "quasi-identifiers" in card
    assert "age &lt; 18" in card
    assert "age < 18" not in card
    for value in ("x9", "31"):
        assert not re.search(rf">\s*{value}\s*<", card)
        assert value not in repr(data).replace(data.version, "")


def test_a_long_table_is_refused_before_it_is_fetched(data):
    with pytest.raises(SourceError, match="has 3 rows, more than max_rows=2"):
        data.to_pandas(max_rows=2)
    with pytest.raises(ParameterError, match="n is 0; it must be a whole number of at least 1"):
        data.head(0)


def test_what_came_through_a_policy_hands_out_no_row(tmp_path):
    lab = privlab.open(write_company(tmp_path), AS_OF)
    view = lab.dataset("clients", purpose="score", actor="ann")
    assert len(view) > 0
    for shown in (view.head, view.to_pandas):
        with pytest.raises(PurposeError, match="opened for 'score': privlab shows its figures"):
            shown()
