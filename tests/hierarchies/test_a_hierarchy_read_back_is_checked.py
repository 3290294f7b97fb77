"""A hierarchy that is read back from JSON says what it lacks."""

from __future__ import annotations

import pytest

import privlab
from privlab.errors import HierarchyError


@pytest.mark.parametrize(
    "plain", [{}, None, [], {"kind": []}, {"kind": "prefix"}, {"kind": "intervals", "widths": 5}]
)
def test_what_is_no_hierarchy_is_refused_in_plain_words(plain):
    with pytest.raises(HierarchyError, match="kind"):
        privlab.Hierarchy.from_dict(plain)
