"""Index, unused categories, row order, metadata and extension types stay with the source."""

from __future__ import annotations

import copy
import json
import pickle

import ibis
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet
import pytest

import privlab
from privlab.anonymise import Criteria
from privlab.errors import DocumentError, InternalError, ParameterError
from privlab.release import _door
from privlab.treatments import PostRandomisation

from .opening import check_file


def jobs():
    return pd.DataFrame(
        {
            "job": pd.Categorical(["clerk"] * 10 + ["nurse"] * 10 + ["astronaut"]),
            "sex": list("FM") * 10 + ["F"],
            "dis": pd.Categorical(["flu"] * 20 + ["rare-syndrome"]),
        }
    )


def fitted(data):
    levels = {"job": 0, "sex": 0}
    return privlab.Anonymiser(k=3, suppression_limit=0.1, levels=levels).fit(data)


def dataset(frame, **roles):
    return privlab.dataset(frame, quasi_identifiers=["job", "sex"], sensitive=["dis"], **roles)


def test_categories_of_suppressed_people_do_not_leave(tmp_path):
    data = dataset(jobs())
    release = fitted(data).release(data)
    made = release.to_pandas()
    assert release.n_suppressed == 1
    assert list(made["job"].cat.categories) == ["clerk", "nurse"]
    assert list(made["dis"].cat.categories) == ["flu"]
    for ending in ("parquet", "csv"):
        path = release.save(tmp_path / f"out.{ending}")
        check_file(path, ["job", "sex", "dis"], ["astronaut", "rare-syndrome"])


def test_a_pipeline_meets_no_category_of_suppressed_people_either():
    data = dataset(jobs())
    made = fitted(data).transform(data)
    assert made.memory.column("job").combine_chunks().dictionary.to_pylist() == ["clerk", "nurse"]


def test_categories_in_an_order_keep_it_and_others_tell_no_order():
    frame = jobs()
    frame["dis"] = pd.Categorical(
        ["mild"] * 5 + ["grave"] * 15 + ["never"], ["never", "mild", "grave"], ordered=True
    )
    frame["job"] = pd.Categorical(frame["job"].astype(str), ["nurse", "astronaut", "clerk"])
    data = dataset(frame)
    made = fitted(data).release(data).to_pandas()
    assert made["dis"].cat.ordered
    assert list(made["dis"].cat.categories) == ["mild", "grave"]
    assert list(made["job"].cat.categories) == ["clerk", "nurse"]


@pytest.mark.parametrize("name", ["client", None])
def test_the_index_of_a_frame_does_not_leave(tmp_path, name):
    mails = [f"c{i:03d}@example.org" for i in range(20)]
    frame = pd.DataFrame({"age": 30, "sex": "F"}, index=pd.Index(mails, name=name))
    data = privlab.dataset(frame, quasi_identifiers=["age", "sex"])
    release = privlab.Anonymiser(k=5).fit(data).release(data)
    made = release.to_pandas()
    assert isinstance(made.index, pd.RangeIndex)
    assert "example.org" not in made.to_csv()
    assert release.data.index is None
    check_file(release.save(tmp_path / "out.parquet"), ["age", "sex"], mails)


def test_rows_leave_in_an_order_that_their_values_make():
    rng = np.random.default_rng(3)
    frame = pd.DataFrame({"job": rng.choice(list("ab"), 200), "sex": rng.choice(list("FM"), 200)})
    frame["dis"] = rng.choice(["x", "y", None], 200)
    first, second = (
        privlab.Recipe({"job": 0, "sex": 0}, criteria=Criteria(k=2)).release(dataset(each))
        for each in (frame, frame.sample(frac=1, random_state=1))
    )
    pd.testing.assert_frame_equal(first.to_pandas(), second.to_pandas())
    assert first.to_pandas()["job"].is_monotonic_increasing
    data = dataset(frame)
    kept = privlab.Recipe({"job": 0, "sex": 0}, criteria=Criteria(k=2)).transform(data)
    assert kept.memory.column("sex").to_pylist() == frame["sex"].tolist()


def test_metadata_of_the_source_stays_there(tmp_path):
    table = pa.table({"job": ["a"] * 6, "sex": ["F"] * 6, "dis": ["x"] * 6})
    told = {b"pandas": json.dumps({"index": "Madame Dupont"}).encode(), b"owner": b"Dupont"}
    fields = [field.with_metadata({b"note": b"of Dupont"}) for field in table.schema]
    table = table.cast(pa.schema(fields)).replace_schema_metadata(told)
    pyarrow.parquet.write_table(table, tmp_path / "in.parquet")
    for source in (table, tmp_path / "in.parquet"):
        recipe = privlab.Recipe({"job": 0, "sex": 0}, criteria=Criteria(k=2))
        release = recipe.release(dataset(source))
        assert release.data.memory is None or not release.data.memory.schema.metadata
        path = release.save(tmp_path / "out.parquet")
        check_file(path, ["job", "sex", "dis"], ["Dupont"])


def test_what_an_extension_type_carries_besides_its_values_stays(tmp_path):
    class Labelled(pa.ExtensionType):
        def __init__(self, people):
            self.people = people
            super().__init__(pa.dictionary(pa.int32(), pa.string()), "tests.labelled")

        def __arrow_ext_serialize__(self):
            return json.dumps(self.people).encode()

        @classmethod
        def __arrow_ext_deserialize__(cls, _, serialized):
            return cls(json.loads(serialized))

    words = pa.array(["x"] * 5 + ["y"] * 5 + ["Dupont"]).dictionary_encode().slice(0, 10)
    labelled = pa.ExtensionArray.from_storage(Labelled(["Madame Dupont"]), words)
    views = pa.array(["alike " * 4] * 10, pa.string_view())
    table = pa.table({"job": ["a"] * 10, "sex": ["F"] * 10, "dis": labelled, "seen": views})
    rows = privlab.tables.bare(table)
    assert rows.schema.field("dis").type.value_type == pa.string()
    assert rows.column("dis").combine_chunks().dictionary.to_pylist() == ["x", "y"]
    assert rows.schema.field("seen").type == pa.string()
    pyarrow.parquet.write_table(rows, tmp_path / "bare.parquet")
    assert b"Dupont" not in (tmp_path / "bare.parquet").read_bytes()


def test_a_file_that_stood_there_stands_when_the_new_one_cannot(tmp_path):
    data = dataset(jobs())
    release = fitted(data).release(data)
    with pytest.raises(DocumentError, match="cannot be written"):
        release.save(tmp_path / "no" / "such.parquet")
    with pytest.raises(ParameterError, match=r"\.parquet or \.csv"):
        release.save(tmp_path / "out.xlsx")
    frame = jobs().assign(more=[["x"]] * 21)
    nested = fitted(dataset(frame)).recipe_.release(dataset(frame), keep=["more"])
    with pytest.raises(ParameterError, match=r"cannot be written as \.csv"):
        nested.save(tmp_path / "out.csv")


def test_the_rows_that_leave_are_counted_again_before_they_do(monkeypatch):
    data = dataset(jobs())
    anonymiser = fitted(data)
    monkeypatch.setattr(_door, "recounted_k", lambda *_, **__: 2)
    with pytest.raises(InternalError, match="do not keep the k"):
        anonymiser.release(data)


def test_a_door_that_is_open_is_noticed(tmp_path, monkeypatch):
    data = dataset(jobs().assign(who=[f"person {i:02d}" for i in range(21)]))
    anonymiser = fitted(data)

    monkeypatch.setattr(_door, "_leaving_rows", lambda *_: (data.table, data.memory))
    path = anonymiser.release(data).save(tmp_path / "out.parquet")
    with pytest.raises(AssertionError):
        check_file(path, ["job", "sex", "dis"], ["astronaut", "person 07"])


def test_a_release_leads_back_to_no_row_of_its_source():
    data = dataset(jobs())
    release = PostRandomisation(columns=["sex"], seed=1).fit(data).release(data)
    assert release.data.leaf is None
    assert release.data.memory.num_rows == data.n_rows


def test_an_engine_that_numbers_its_categories_tells_no_order_by_them(tmp_path):
    connection = ibis.duckdb.connect()
    connection.raw_sql("create type jobs as enum ('nurse', 'Dupont', 'clerk')")
    connection.raw_sql(
        "create table rows as select case when i % 2 = 0 then 'nurse'::jobs else 'clerk'::jobs end "
        "as job, 'F' as sex, 'x' as dis from range(20) each(i)"
    )
    recipe = privlab.Recipe({"job": 0, "sex": 0}, criteria=Criteria(k=2))
    release = recipe.release(dataset(connection.table("rows")))
    check_file(release.save(tmp_path / "out.parquet"), ["job", "sex", "dis"], ["Dupont"])


@pytest.mark.parametrize(
    "moments",
    [
        pa.array(range(20), pa.timestamp("ns", tz="Europe/Paris")),
        pa.array(range(20), pa.duration("ns")),
        pa.array(range(20), pa.time64("ns")),
        pa.array(range(20), pa.timestamp("ns")),
    ],
    ids=["zone", "span", "time", "moment"],
)
def test_what_leaves_is_as_fine_as_what_was_counted(moments):
    table = pa.table({"job": ["a"] * 20, "sex": ["F"] * 20, "dis": moments})
    release = privlab.Recipe({"job": 0, "sex": 0}, criteria=Criteria(k=2)).release(dataset(table))
    alone = release.data.memory.column("dis").value_counts().field("counts").to_pylist().count(1)
    assert release.figure("alone").value == alone
    assert len(release.to_pandas()) == 20


@pytest.mark.parametrize("path", [None, 3])
def test_what_is_no_path_is_refused(path):
    data = dataset(jobs())
    with pytest.raises(ParameterError, match="save takes the path of a file"):
        fitted(data).release(data).save(path)


def test_a_release_is_saved_and_not_pickled():
    data = dataset(jobs())
    release = fitted(data).release(data)
    for each in (release, release.data, data):
        with pytest.raises(ParameterError, match=r"not pickled.*\.save\(path\)"):
            pickle.dumps(each)
        assert copy.deepcopy(each) is each
    assert copy.copy(release).data is release.data
