"""First of all on each engine: a missing text comes back missing, not as the text 'NaN'."""

from __future__ import annotations

import pandas as pd
import pytest

import privlab
from privlab.errors import SourceError
from privlab.tables import arrays, fetch

from .conftest import ENGINES, FILES, FRAMES


@pytest.mark.usefixtures("each_way")
@pytest.mark.parametrize("kind", [*ENGINES, *FRAMES, *FILES])
def test_a_missing_text_comes_back_missing(make_source, kind):
    frame = pd.DataFrame(
        {"person": ["a", "b", "c"], "sex": ["F", "M", "F"], "town": ["Lyon", None, "NaN"]}
    )
    data = privlab.dataset(make_source(frame, kind))
    rows = fetch(data.table.select("person", "town"), data.connection).to_pylist()
    assert {row["person"]: row["town"] for row in rows} == {"a": "Lyon", "b": None, "c": "NaN"}
    coding = arrays(data, ["town"]).codings["town"]
    assert coding.labels.to_pylist() == ["Lyon", "NaN"]
    assert coding.missing == 2


@pytest.mark.spark
def test_a_spark_session_that_cannot_use_arrow_is_refused(spark, monkeypatch):
    table = spark.create_table("one_town", pd.DataFrame({"town": ["Lyon"]}), overwrite=True)
    monkeypatch.setattr(type(spark._session.conf), "get", lambda *_: "false")
    with pytest.raises(SourceError, match="cannot use Arrow"):
        privlab.dataset(table)
