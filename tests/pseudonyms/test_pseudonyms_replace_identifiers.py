"""Identifiers become keyed pseudonyms: equal ones stay equal, and nothing leads back."""

from __future__ import annotations

import hashlib
import hmac
import json

import ibis
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

import privlab
from privlab.errors import ColumnError, InternalError, ParameterError
from privlab.pseudonyms import _pseudonymiser as _pseudonyms
from privlab.pseudonyms._key import PseudonymKey
from privlab.pseudonyms._pseudonymiser import Pseudonymiser
from privlab.tables import fetch

SECRET = bytes(range(32))
FRAME = pd.DataFrame({"id": ["martin", "durand", "martin", "é"], "age": [31, 45, 31, 60]})


@pytest.fixture
def key(tmp_path):
    path = tmp_path / "own.key"
    path.write_text(SECRET.hex())
    path.chmod(0o600)
    return PseudonymKey.from_file(path, version="2026")


@pytest.fixture
def other_key(tmp_path):
    return PseudonymKey.create(tmp_path / "other.key", version="2027")


def expected(identifier: str, domain: str = "INSEE", bits: int = 128) -> str:
    derived = hmac.new(SECRET, f"privlab pseudonym v1|{domain}".encode(), hashlib.sha256).digest()
    return hmac.new(derived, identifier.encode(), hashlib.sha256).hexdigest()[: bits // 4]


def rows(data, *columns):
    return fetch(data.table.select(*columns), data.connection).to_pydict()


def test_pseudonyms_are_hmac_of_the_identifier_in_the_order_of_the_rows(key):
    data = privlab.dataset(FRAME, person="id")
    replaced = Pseudonymiser(column="id", key=key, domain="INSEE").fit_transform(data)
    assert rows(replaced, "id", "age") == {
        "id": [expected(value) for value in FRAME["id"]],
        "age": [31, 45, 31, 60],
    }
    assert replaced.roles == data.roles
    assert replaced.n_units == 3


@pytest.mark.parametrize("few_rows", [True, False])
def test_an_engine_gives_the_pseudonyms_of_a_frame(key, few_rows, monkeypatch, tmp_path):
    if not few_rows:
        monkeypatch.setattr("privlab.tables._coding.FEW_ROWS", 0)
    connection = ibis.duckdb.connect()
    table = connection.create_table("people", pa.Table.from_pandas(FRAME))
    FRAME.to_parquet(tmp_path / "people.parquet")
    for source in (table, tmp_path / "people.parquet"):
        data = privlab.dataset(source, person="id")
        replaced = Pseudonymiser(column="id", key=key, domain="INSEE").fit_transform(data)
        found = rows(replaced, "id", "age")
        assert sorted(zip(found["age"], found["id"], strict=True)) == sorted(
            (int(age), expected(value)) for value, age in FRAME.itertuples(index=False)
        )


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ids=st.lists(st.text("aé0 ", min_size=1).filter(str.strip), min_size=1, max_size=12))
def test_equal_identifiers_and_only_they_have_equal_pseudonyms(key, ids):
    data = privlab.dataset(pd.DataFrame({"id": ids}))
    replaced = Pseudonymiser(column="id", key=key, domain="INSEE", bits=256).fit_transform(data)
    assert rows(replaced, "id")["id"] == [expected(value, bits=256) for value in ids]


def test_a_number_and_the_text_that_writes_it_are_one_identifier(key):
    numbers = privlab.dataset(pd.DataFrame({"id": [12, 900_000_000_000]}))
    texts = privlab.dataset(pd.DataFrame({"id": ["12", "900000000000"]}))
    replace = Pseudonymiser(column="id", key=key, domain="INSEE")
    assert rows(replace.fit_transform(numbers), "id") == rows(replace.fit_transform(texts), "id")


def test_another_domain_and_another_key_give_other_pseudonyms(key, other_key):
    data = privlab.dataset(FRAME)
    ours = Pseudonymiser(column="id", key=key, domain="INSEE")
    theirs = Pseudonymiser(column="id", key=key, domain="CNAM")
    found = [rows(each.fit_transform(data), "id")["id"] for each in (ours, theirs)]
    found.append(rows(ours.rotated(other_key).fit_transform(data), "id")["id"])
    assert len({text for column in found for text in column}) == 9


def test_an_identifier_that_was_not_there_at_fit_has_its_pseudonym(key):
    fitted = Pseudonymiser(column="id", key=key, domain="INSEE").fit(privlab.dataset(FRAME))
    later = privlab.dataset(pd.DataFrame({"id": ["new"]}))
    assert rows(fitted.transform(later), "id")["id"] == [expected("new")]


def test_a_rotation_leads_from_old_to_new_without_identifiers(key, other_key):
    data = privlab.dataset(FRAME)
    ours = Pseudonymiser(column="id", key=key, domain="INSEE")
    table = ours.rotation(data, other_key).to_pydict()
    assert table["old"] == sorted(map(expected, {"martin", "durand", "é"}))
    following = dict(zip(table["old"], table["new"], strict=True))
    before = rows(ours.fit_transform(data), "id")["id"]
    after = rows(ours.rotated(other_key).fit_transform(data), "id")["id"]
    assert [following[old] for old in before] == after
    assert set(table) == {"old", "new"}


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        ({"id": ["secret", None]}, "1 missing identifiers"),
        ({"id": ["secret", " "]}, "1 missing identifiers"),
        ({"id": [1.5, 2.0]}, "holds float64"),
        ({"id": [True, False]}, "holds boolean"),
        ({"id": pd.to_datetime(["2020-01-01"])}, "holds timestamp"),
        ({"ids": ["secret"]}, "There is no column 'id'. Did you mean 'ids'"),
    ],
)
def test_what_is_no_identifier_is_refused_and_not_shown(key, frame, said):
    replace = Pseudonymiser(column="id", key=key, domain="INSEE")
    data = privlab.dataset(pd.DataFrame(frame))
    for call in (replace.fit, replace.transform):
        with pytest.raises(ColumnError, match=said) as caught:
            call(data)
        assert "secret" not in str(caught.value)


@pytest.mark.parametrize("bits", [64, 127, 130, 264, 128.0, True])
def test_a_pseudonym_has_at_least_128_bits(key, bits):
    with pytest.raises(ParameterError, match="multiple of 8 from 128 to 256"):
        Pseudonymiser(column="id", key=key, domain="INSEE", bits=bits).fit(privlab.dataset(FRAME))


@pytest.mark.parametrize("domain", ["", " ", None])
def test_a_pseudonym_is_for_somebody(key, domain):
    with pytest.raises(ParameterError, match="domain="):
        Pseudonymiser(column="id", key=key, domain=domain).fit(privlab.dataset(FRAME))


def test_a_key_itself_is_refused_and_not_shown():
    with pytest.raises(ParameterError, match="never the key itself") as caught:
        Pseudonymiser(column="id", key=SECRET.hex(), domain="x").fit(privlab.dataset(FRAME))
    assert SECRET.hex() not in str(caught.value)


def test_two_identifiers_with_one_pseudonym_stop_everything(key, monkeypatch):
    monkeypatch.setattr(_pseudonyms.hmac, "digest", lambda *_: bytes(32))
    replace = Pseudonymiser(column="id", key=key, domain="INSEE")
    with pytest.raises(InternalError, match="same pseudonym"):
        replace.fit_transform(privlab.dataset(FRAME))


@pytest.mark.parametrize(
    ("language", "title", "said"),
    [
        ("en", "Pseudonymised, never anonymous", "(GDPR, Article 4(5))"),
        ("fr", "Pseudonymisées, jamais anonymes", "(RGPD, article 4, paragraphe 5)"),
    ],
)
def test_the_result_says_that_the_data_are_not_anonymous(key, language, title, said):
    result = Pseudonymiser(column="id", key=key, domain="INSEE").fit(privlab.dataset(FRAME)).result_
    plain = result.to_dict()
    assert plain[f"title_{language}"] == title
    assert said in " ".join(plain[f"assumptions_{language}"])
    assert result.figure("ids").value == 3
    assert result.figure("rows").value == 4
    assert result.provenance.parameters["key_version"] == "2026"


def test_neither_the_key_nor_an_identifier_is_shown(key):
    data = privlab.dataset(FRAME, person="id")
    fitted = Pseudonymiser(column="id", key=key, domain="INSEE").fit(data)
    result = fitted.result_
    shown = [repr(fitted), repr(result), result._repr_html_(), json.dumps(result.to_dict())]
    shown += [repr(vars(fitted)), repr(fitted.transform(data))]
    derived = key.derived("INSEE").hex()
    for text in shown:
        for secret in (SECRET.hex(), derived, repr(SECRET), "martin"):
            assert secret not in text
