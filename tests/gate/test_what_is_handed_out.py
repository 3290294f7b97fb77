"""The columns of the purpose only, no direct identifier, and the use written down."""

from __future__ import annotations

import pandas as pd
import pytest

from privlab._gate import Catalogue, Held
from privlab.duties import check_duties
from privlab.errors import PolicyError, PurposeError, RegisterError, SourceError
from privlab.tables import content_mark, fetch
from tests.companies import AS_OF, CLIENTS, OBJECTIONS, POLICY, write_company


def opened(catalogue, purpose="score", table="clients"):
    return catalogue.dataset(table, purpose=purpose, actor="analyst")


def test_only_the_columns_of_the_purpose_come_out(catalogue):
    assert opened(catalogue).columns == ("id", "town", "pcs", "income", "updated")
    assert opened(catalogue, "crm").columns == ("id", "town", "updated", "ended")


def test_no_direct_identifier_comes_out(catalogue):
    view = opened(catalogue, "crm")
    values = fetch(view.table, view.connection).to_pandas().astype("str").to_numpy().ravel()
    assert not set(values) & {*CLIENTS["name"], *CLIENTS["id"]}


def test_a_person_has_one_pseudonym_in_every_table_of_a_catalogue(catalogue):
    contacts = opened(catalogue, "crm", "contacts")
    clients = opened(catalogue, "crm")
    keys = [
        set(fetch(view.table, view.connection).column(view.roles.person).to_pylist())
        for view in (contacts, clients)
    ]
    assert keys[0] <= keys[1]
    assert len(keys[0]) == 2


def test_another_catalogue_gives_other_pseudonyms(catalogue):
    other = Catalogue(catalogue.policy, catalogue.register, AS_OF)
    keys = [
        set(fetch(opened(own).table, own.connection).column("id").to_pylist())
        for own in (catalogue, other)
    ]
    assert not keys[0] & keys[1]


def test_roles_and_dimensions_come_from_the_policy(catalogue):
    roles = opened(catalogue).roles
    assert roles.person == "id"
    assert roles.population == "clients"
    assert roles.quasi_identifiers == ("town", "pcs")
    assert roles.sensitive == ("income",)
    assert roles.identifiers == ()
    assert roles.dimensions["income"].name == "income"


def test_the_use_is_written_before_anything_is_handed_out(catalogue, register):
    opened(catalogue)
    (use,) = register.uses()
    assert (use.resource, use.purpose, use.actor) == ("clients", "score", "analyst")
    assert use.columns == ("id", "town", "pcs", "income", "updated")
    assert (use.n_people, use.n_rows) == (3, 3)
    assert use.as_of == "2026-01-01"


def test_without_a_register_nothing_is_handed_out(catalogue):
    bare = Catalogue(catalogue.policy, None, AS_OF)
    with pytest.raises(RegisterError, match="has no register"):
        opened(bare)
    assert bare.admission("clients", purpose="score").n_rows == 3


def test_the_mark_of_the_content_changes_with_what_was_chosen_elsewhere(catalogue, tmp_path):
    before = content_mark(opened(catalogue))
    assert content_mark(opened(catalogue)) == before
    assert content_mark(opened(catalogue, "crm")) != before
    OBJECTIONS.iloc[:1].to_parquet(tmp_path / "objections.parquet", index=False)
    assert content_mark(opened(catalogue)) != before


@pytest.mark.parametrize(
    ("table", "purpose", "actor", "error", "said"),
    [
        ("client", "score", "analyst", PolicyError, "Did you mean 'clients'"),
        ("clients", "scor", "analyst", PurposeError, "Did you mean 'score'"),
        ("clients", "score", "", PurposeError, "Say who opens the data"),
        ("clients", "score", None, PurposeError, "Say who opens the data"),
        ("contacts", "score", "analyst", PurposeError, r"Tables that do: clients\."),
    ],
)
def test_a_refusal_says_what_was_asked_and_what_there_is(
    catalogue, register, table, purpose, actor, error, said
):
    with pytest.raises(error, match=said):
        catalogue.dataset(table, purpose=purpose, actor=actor)
    assert register.uses() == ()


def test_a_purpose_can_be_kept_to_some_actors(catalogue_of):
    closed = catalogue_of(lambda text: text.replace("owner: Risk,", "owner: Risk, actors: [dpo],"))
    closed.dataset("clients", purpose="score", actor="dpo")
    with pytest.raises(PurposeError, match="is open to dpo, not to 'analyst'"):
        opened(closed)


def test_a_special_category_needs_its_reason(catalogue_of):
    def change(text):
        return text.replace("role: sensitive,", "role: sensitive, special: religion,")

    with pytest.raises(PurposeError, match=r"income belong to special categories.*Art\. 9\(2\)"):
        opened(catalogue_of(change))
    reason = "owner: Risk, reason_special: eu-gdpr:A9-2-a,"
    allowed = catalogue_of(lambda text: change(text).replace("owner: Risk,", reason))
    assert "income" in opened(allowed).columns


def test_a_column_that_the_policy_forbids_never_comes_out(catalogue_of):
    served = "dimension: income, sensitivity: 0.75, purposes: [score]"
    closed = catalogue_of(lambda text: text.replace(served, "dimension: income, forbidden: true"))
    assert "income" not in opened(closed).columns


def test_a_column_that_the_policy_does_not_know_never_comes_out(catalogue_of):
    more = catalogue_of(clients=CLIENTS.assign(secret=1))
    assert more.undeclared("clients") == ("secret",)
    assert "secret" not in opened(more).columns


def test_identifiers_alone_are_handed_out_to_no_analyst(catalogue_of):
    def change(text):
        for purposes in ("crm, score, mail", "crm, score", "crm, mail", "score"):
            text = text.replace(f"purposes: [{purposes}]", "purposes: [crm]")
        name = "role: direct_identifier, dimension: identity, purposes: [crm"
        return text.replace(name, f"{name}, score")

    with pytest.raises(PurposeError, match="direct identifiers only"):
        opened(catalogue_of(change))


def test_a_missing_file_is_named_with_its_line(catalogue_of, tmp_path):
    catalogue = catalogue_of()
    (tmp_path / "clients.parquet").unlink()
    line = POLICY.splitlines().index("- name: clients") + 1
    with pytest.raises(PolicyError, match=rf"datapackage\.yaml, line {line}: the file of table"):
        opened(catalogue)


def test_an_absent_column_is_named_with_its_line_and_the_nearest(catalogue_of):
    catalogue = catalogue_of(clients=CLIENTS.rename(columns={"town": "towns"}))
    with pytest.raises(PolicyError, match=r"line \d+: field 'town' is not a column.*'towns'"):
        opened(catalogue)


def test_a_date_that_is_text_is_refused(catalogue_of):
    catalogue = catalogue_of(clients=CLIENTS.assign(updated="2025-06-01"))
    with pytest.raises(PolicyError, match=r"'updated' is declared as date .* holds string"):
        opened(catalogue)


def test_a_damaged_file_is_refused_in_plain_words(catalogue_of, tmp_path):
    catalogue = catalogue_of()
    path = tmp_path / "clients.parquet"
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(SourceError, match="not a whole Parquet file"):
        opened(catalogue)


def test_a_csv_keeps_the_zeros_of_its_postcodes(tmp_path, register):
    from privlab.policy import Policy

    path = write_company(tmp_path, POLICY.replace("clients.parquet", "clients.csv"))
    CLIENTS.assign(town=["01000"] * 6).to_csv(tmp_path / "clients.csv", index=False)
    view = opened(Catalogue(Policy.load(path), register, AS_OF))
    towns = fetch(view.table, view.connection).column("town").to_pylist()
    assert set(towns) == {"01000"}


def test_measures_run_on_what_is_handed_out(catalogue):
    import privlab

    view = opened(catalogue)
    assert privlab.check_anonymity(view).k == 1
    assert privlab.score_risk(view).n_unique == 3
    gaze = privlab.measure_intrusiveness(view, crowd=3)
    assert gaze.provenance.as_of == AS_OF
    assert isinstance(gaze.to_frame(), pd.DataFrame)


def test_a_purpose_whose_list_of_actors_is_empty_is_open_to_nobody(catalogue_of):
    closed = catalogue_of(lambda text: text.replace("owner: Risk,", "owner: Risk, actors: [],"))
    with pytest.raises(PurposeError, match="is open to nobody"):
        opened(closed)


def test_a_use_that_the_policy_forbids_is_refused(catalogue_of):
    forbidden = "  forbidden_uses: [ScoringOfIndividuals]\n  thresholds:"
    closed = catalogue_of(lambda text: text.replace("  thresholds:", forbidden))
    with pytest.raises(
        PurposeError, match=r"line \d+: the purpose 'score' is ScoringOfIndividuals"
    ):
        opened(closed)


def test_measures_use_the_thresholds_of_the_policy(catalogue):
    import privlab

    view = opened(catalogue)
    assert privlab.check_anonymity(view).threshold == 2
    assert privlab.score_risk(view).threshold == 0.5
    assert privlab.check_anonymity(view, k=3).threshold == 3


@pytest.mark.parametrize("day", ["2026-01-01", pd.Timestamp("2026-01-01"), None])
def test_the_day_of_judgement_is_a_date(catalogue, day):
    from privlab.errors import ParameterError

    with pytest.raises(ParameterError, match="as_of is a"):
        Catalogue(catalogue.policy, None, day)


@pytest.mark.parametrize("purpose", [["score"], None, 3])
def test_a_purpose_is_named_by_a_text(catalogue, purpose):
    with pytest.raises(PurposeError, match="declares no purpose"):
        catalogue.dataset("clients", purpose=purpose, actor="analyst")


def test_the_mark_of_the_content_says_which_day_was_judged(catalogue):
    import datetime as dt

    earlier = Catalogue(catalogue.policy, catalogue.register, dt.date(2025, 12, 31))
    assert content_mark(opened(earlier)) != content_mark(opened(catalogue))


def test_what_is_judged_hands_nothing_out(catalogue):
    held = Held(catalogue.policy, catalogue.register, catalogue.as_of)
    assert held.held("clients").n_rows
    found = check_duties(held).to_dict()["findings"]
    assert found
    assert found == check_duties(catalogue).to_dict()["findings"]
    for door in ("dataset", "for_assessment", "pseudonym", "pseudonyms"):
        assert hasattr(catalogue, door)
        assert not hasattr(held, door)
