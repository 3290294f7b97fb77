"""Who comes out of the gate, and what is found broken, does not depend on the engine."""

from __future__ import annotations

import pytest

import privlab
from privlab._gate import Catalogue
from privlab.duties import check_duties
from privlab.policy import Policy
from privlab.register import Register
from tests.companies import AS_OF, write_company


@pytest.mark.parametrize("purpose", ["crm", "score", "mail"])
@pytest.mark.spark
def test_spark_leaves_out_the_same_people(spark, tmp_path, purpose):
    policy = Policy.load(write_company(tmp_path))
    register = Register.create(tmp_path / "register.sqlite")
    here = Catalogue(policy, register, AS_OF)
    there = Catalogue(policy, register, AS_OF, connection=spark)
    counts = [
        [figure.value for figure in own.admission("clients", purpose=purpose).figures]
        for own in (here, there)
    ]
    assert counts[0] == counts[1]
    views = [own.dataset("clients", purpose=purpose, actor="analyst") for own in (here, there)]
    ks = {privlab.check_anonymity(view, quasi_identifiers=["town"]).k for view in views}
    assert len(ks) == 1
    assert views[0].n_units == views[1].n_units


@pytest.mark.spark
def test_spark_finds_the_same_breaches(spark, tmp_path):
    policy = Policy.load(write_company(tmp_path))
    found = [
        check_duties(catalogue).to_dict()
        for catalogue in (
            Catalogue(policy, None, AS_OF),
            Catalogue(policy, None, AS_OF, connection=spark),
        )
    ]
    assert found[0] == found[1]


@pytest.mark.spark
def test_a_release_counts_the_same_rows_on_spark(spark, tmp_path):
    register = Register.create(tmp_path / "register.sqlite")
    register.set_budget("clients", epsilon=5_000)
    policy = Policy.load(write_company(tmp_path))
    counts = []
    for name, extra in (("here", {}), ("there", {"connection": spark})):
        view = Catalogue(policy, register, AS_OF, **extra).dataset(
            "clients", purpose="score", actor="analyst"
        )
        session = privlab.dp.Session(view, register=register, rows_per_person=1)
        query = session.group_by({"town": ["Lyon", "Nice", "Aÿ"]}).count()
        # at this epsilon the noise is 0 with near certainty
        counts.append(query.release(1_000, label=name).to_frame()["count"].tolist())
    assert counts[0] == counts[1] == [1, 2, 0]
