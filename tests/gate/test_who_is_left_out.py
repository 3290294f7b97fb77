"""Who objected, who did not consent and what is overdue is in no dataset that is handed out."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from privlab._gate import Catalogue, last_start
from privlab._gate._admission import REASONS
from privlab.errors import PurposeError
from privlab.policy import Policy
from privlab.register import Register
from privlab.tables import fetch
from tests.companies import (
    AS_OF,
    CLIENTS,
    CONSENTS,
    CONTACTS,
    OBJECTIONS,
    POLICY,
    write_company,
)


def incomes(catalogue, purpose="score"):
    """Who came out, known by their income, since keys come as pseudonyms."""
    view = catalogue.dataset("clients", purpose=purpose, actor="analyst")
    return sorted(fetch(view.table, view.connection).column("income").to_pylist())


def test_objectors_and_overdue_rows_are_left_out_of_a_purpose(catalogue):
    # a objected; c was last updated one day too long ago; nothing says when d was
    assert incomes(catalogue) == [1200, 1500, 1700]


def test_an_objection_counts_from_when_it_is_recorded_also_when_it_is_dated_ahead(catalogue_of):
    objections = OBJECTIONS.assign(who=["a", "b", "e"])
    for day in (dt.date(2026, 1, 1), dt.date(2026, 1, 2)):
        assert 1500 not in incomes(catalogue_of(as_of=day, objections=objections))


def test_an_objection_holds_also_when_an_earlier_day_is_judged(catalogue_of):
    assert 1000 not in incomes(catalogue_of(as_of=dt.date(2025, 4, 1)))


def test_the_last_day_of_retention_is_allowed_and_the_next_is_not(catalogue_of):
    # b was updated on 2025-01-01: 365 days later is 2026-01-01
    assert 1200 in incomes(catalogue_of(as_of=dt.date(2026, 1, 1)))
    assert 1200 not in incomes(catalogue_of(as_of=dt.date(2026, 1, 2)))


def test_a_purpose_that_cannot_be_objected_to_keeps_everyone(catalogue):
    view = catalogue.dataset("clients", purpose="crm", actor="analyst")
    # c ended in 2015 and e in 2014: the active five years are over; the others go on
    assert view.n_units == 4


def test_a_purpose_on_consent_keeps_those_whose_last_word_was_yes(catalogue):
    # a withdrew, b objected without a date, c consents tomorrow, d said both on one day: e is left
    view = catalogue.dataset("clients", purpose="mail", actor="analyst")
    assert fetch(view.table, view.connection).column("town").to_pylist() == ["Nice"]


def test_retention_can_start_in_another_table_of_the_same_people(catalogue):
    admission = catalogue.admission("contacts", purpose="crm")
    assert admission.figure("rows_held").value == 5
    assert admission.left_out("overdue") == 1
    assert admission.left_out("objected") == 0


def test_each_row_left_out_counts_under_its_first_reason(catalogue):
    admission = catalogue.admission("clients", purpose="score")
    # a objected, and d, a day ahead; c is overdue
    assert [admission.left_out(r) for r in REASONS] == [2, 0, 0, 1]
    assert admission.n_rows == admission.n_units == 3
    assert admission.figure("open_ended").value == 0
    mail = catalogue.admission("clients", purpose="mail")
    assert [mail.left_out(r) for r in REASONS] == [1, 4, 0, 0]
    assert mail.n_rows == 1
    assert catalogue.admission("clients", purpose="crm").figure("open_ended").value == 4


def test_a_yes_no_column_can_hold_the_choice_and_an_unknown_answer_is_no(catalogue_of):
    clients = CLIENTS.assign(agrees=[True, None, False, True, True, True])
    clients = clients.assign(stop=[False, False, False, None, True, False])

    def change(text):
        text = text.replace("consent: consents, ", "consent: agrees, opt_out: stop, ")
        field = "    - {name: %s, type: boolean, privacy: {role: ordinary, purposes: [mail]}}\n"
        place = "- name: objections\n"
        return text.replace(place, field % "agrees" + field % "stop" + place)

    admission = catalogue_of(change, clients=clients).admission("clients", purpose="mail")
    # b objected through the record, d's answer is unknown and e opted out; c said no
    assert admission.left_out("objected") == 3
    assert admission.left_out("unconsented") == 1
    assert admission.n_rows == 2


def test_a_yes_no_column_of_another_table_of_the_same_people_is_read(catalogue_of):
    clients = CLIENTS.assign(stop=[False, True, False, None, False, False])

    def change(text):
        text = text.replace("documented: https://example.org/s,", "opt_out: stop,")
        place = "- name: objections\n"
        field = "    - {name: stop, type: boolean, privacy: {role: ordinary, purposes: [crm]}}\n"
        text = text.replace(place, field + place)
        contacts = text.index("- name: contacts")
        return text[:contacts] + text[contacts:].replace("purposes: [crm]", "purposes: [score]")

    contacts = CONTACTS.assign(who=["a", "b", "d", "zz", "e"], purpose="x")
    admission = catalogue_of(change, clients=clients, contacts=contacts).admission(
        "contacts", purpose="score"
    )
    # a objected in the record, b opted out, d's answer and zz are unknown
    assert admission.left_out("objected") == 4
    assert admission.n_rows == 1


def test_an_opt_out_that_is_nowhere_forbids_the_purpose_although_objections_are_recorded(
    catalogue_of,
):
    elsewhere = catalogue_of(lambda text: text.replace("owner: Risk,", "owner: Risk, opt_out: zz,"))
    with pytest.raises(PurposeError, match="'zz', which is nowhere to be read"):
        elsewhere.dataset("clients", purpose="score", actor="analyst")


@pytest.mark.parametrize("named", [None, "", "  ", "unknown", "Score", " score "])
def test_an_objection_that_names_no_other_purpose_holds(catalogue_of, named):
    objections = OBJECTIONS.iloc[:1].assign(who="f", purpose=named).astype({"purpose": "str"})
    assert 1700 not in incomes(catalogue_of(objections=objections))


def test_an_objection_to_another_purpose_does_not_hold_for_this_one(catalogue_of):
    assert 1700 in incomes(catalogue_of(objections=OBJECTIONS.assign(who="f", purpose="mail")))


def test_a_withdrawal_that_names_no_purpose_covers_all(catalogue_of):
    said = CONSENTS.assign(day=dt.date(2025, 4, 1))
    no = said.iloc[:1].assign(who="e", state="no", purpose="everything", day=dt.date(2025, 5, 1))
    with pytest.raises(PurposeError, match="No row of 'clients'"):
        catalogue_of(consents=pd.concat([said[said["who"] == "e"], no])).dataset(
            "clients", purpose="mail", actor="analyst"
        )


def test_objections_of_another_population_forbid_a_purpose_that_is_open_to_them(catalogue_of):
    def change(text):
        place = text.index("- name: objections")
        others = "population: others, person: who, retention_from: {crm: day}"
        return text[:place] + text[place:].replace("population: clients, person: who", others, 1)

    with pytest.raises(PurposeError, match="Objections are recorded for other people"):
        catalogue_of(change).dataset("clients", purpose="score", actor="analyst")


def test_what_the_register_keeps_of_oppositions_holds(catalogue, register):
    register.oppose("clients", "f", "score")
    assert 1700 not in incomes(catalogue)
    register.oppose("clients", "e")
    assert incomes(catalogue) == [1200]


def test_someone_who_is_not_in_the_table_of_starts_is_left_out(catalogue_of):
    contacts = CONTACTS.assign(who=["a", "a", "zz", "yy", "e"])
    admission = catalogue_of(contacts=contacts).admission("contacts", purpose="crm")
    assert admission.left_out("unstarted") == 2
    assert admission.left_out("overdue") == 1


def test_a_file_that_was_written_again_is_read_again(catalogue, tmp_path):
    assert 1700 in incomes(catalogue)
    OBJECTIONS.assign(who="f", purpose="score").to_parquet(
        tmp_path / "objections.parquet", index=False
    )
    assert 1700 not in incomes(catalogue)


def test_the_wish_of_the_people_of_the_start_table_with_several_rows_is_read_once(catalogue_of):
    twice = pd.concat([CLIENTS, CLIENTS])
    assert catalogue_of(clients=twice).admission("contacts", purpose="crm").figure(
        "rows_held"
    ).value == len(CONTACTS)


def test_a_consent_that_is_kept_nowhere_forbids_the_purpose(catalogue_of):
    without = catalogue_of(lambda text: text.replace("consent: consents, ", ""))
    with pytest.raises(PurposeError, match="rests on consent and the policy does not say where"):
        without.dataset("clients", purpose="mail", actor="analyst")


def test_choices_of_another_population_do_not_stand_for_these_people(catalogue_of):
    def change(text):
        place = text.index("- name: consents")
        others = "population: others, person: who, retention_from: {crm: day}"
        return text[:place] + text[place:].replace("population: clients, person: who", others, 1)

    with pytest.raises(PurposeError, match="who consented to 'mail' is unknown"):
        catalogue_of(change).dataset("clients", purpose="mail", actor="analyst")


def test_when_nobody_is_left_the_gate_says_why(catalogue_of):
    late = catalogue_of(as_of=dt.date(2040, 1, 1), clients=CLIENTS.dropna(subset="updated"))
    with pytest.raises(PurposeError, match=r"No row of 'clients' may be used for 'score' on 2040"):
        late.dataset("clients", purpose="score", actor="analyst")


def test_a_period_longer_than_the_calendar_is_never_over():
    assert last_start(AS_OF, 10**7) == dt.date.min


DAYS = st.one_of(st.none(), st.integers(-3, 3).map(lambda n: AS_OF - dt.timedelta(days=365 + n)))
WHEN = st.one_of(st.none(), st.integers(-2, 2).map(lambda n: AS_OF + dt.timedelta(days=n)))
CHOICES = st.lists(st.tuples(st.sampled_from("abcdef"), WHEN), max_size=6)


def dated(rows, **constant):
    frame = pd.DataFrame(rows, columns=["who", "day"]).assign(**constant)
    frame["who"] = frame["who"].astype("str")
    frame["day"] = pd.to_datetime(frame["day"]).astype("datetime64[us]")
    return frame


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    updated=st.lists(DAYS, min_size=6, max_size=6),
    objected=CHOICES,
    said_yes=CHOICES,
    said_no=CHOICES,
    shift=st.integers(-2, 2),
)
def test_nobody_comes_out_whom_a_promise_keeps_in(
    tmp_path_factory, updated, objected, said_yes, said_no, shift
):
    """By hand, person by person, on random tables and days."""
    day = AS_OF + dt.timedelta(days=shift)
    clients = CLIENTS.assign(updated=pd.to_datetime(updated).astype("datetime64[us]"))
    consents = pd.concat(
        [dated(said_yes, state="yes"), dated(said_no, state="no")], ignore_index=True
    ).assign(purpose="mail")
    objections = dated(objected, purpose="mail")
    folder = tmp_path_factory.mktemp("company")
    path = write_company(
        folder,
        POLICY.replace("type: date", "type: any"),
        clients=clients,
        objections=objections,
        consents=consents,
    )
    register = Register.create(folder / "register")
    catalogue = Catalogue(Policy.load(path), register, day)
    expected = set()
    for person, start in zip("abcdef", updated, strict=True):
        against = [on for who, on in objected if who == person]
        yes = [on for who, on in said_yes if who == person and on is not None and on <= day]
        no = [on for who, on in said_no if who == person]
        consents_now = yes and None not in no and all(on < max(yes) for on in no)
        overdue = start is None or (day - start).days > 365
        if consents_now and not against and not overdue:
            expected.add(person)
    admission = catalogue.admission("clients", purpose="mail")
    assert admission.n_units == len(expected)
    if expected:
        view = catalogue.dataset("clients", purpose="mail", actor="analyst")
        towns = fetch(view.table, view.connection).column("town").to_pylist()
        by_hand = CLIENTS[CLIENTS["id"].isin(expected)]["town"]
        assert sorted(towns) == sorted(by_hand)


def test_a_table_may_promise_a_shorter_time_than_the_package(catalogue_of):
    own = (
        "person: id, purposes: {score: {dpv: ScoringOfIndividuals, legal_basis: eu-gdpr:A6-1-f, "
        "balancing: b, retention: {active_days: 100, from: clients.updated}}}"
    )
    shorter = catalogue_of(lambda text: text.replace("person: id", own, 1))
    assert shorter.admission("clients", purpose="score").left_out("overdue") == 4


@pytest.mark.parametrize(
    ("term", "basis", "objected"),
    [
        ("ScoringOfIndividuals", "e", 2),
        ("ScoringOfIndividuals", "b", 0),
        ("ScoringOfIndividuals", "c", 0),
        ("ScoringOfIndividuals", "d", 0),
        ("DirectMarketing", "b", 2),
    ],
)
def test_the_basis_says_whether_an_objection_holds_and_marketing_always_does(
    catalogue_of, term, basis, objected
):
    def change(text):
        return text.replace("dpv: ScoringOfIndividuals", f"dpv: {term}").replace(
            "legal_basis: eu-gdpr:A6-1-f, balancing",
            f"legal_basis: eu-gdpr:A6-1-{basis}, balancing",
        )

    admission = catalogue_of(change).admission("clients", purpose="score")
    assert admission.left_out("objected") == objected


def test_without_dates_one_refusal_is_enough(catalogue_of):
    undated = catalogue_of(lambda text: text.replace('given: ["yes"], date: day', 'given: ["yes"]'))
    # a and d refused once; b objected; c and e always consented, and c is overdue
    admission = undated.admission("clients", purpose="mail")
    assert [admission.left_out(r) for r in REASONS] == [1, 3, 0, 1]


def test_the_latest_end_of_someone_with_several_counts(catalogue_of):
    again = CLIENTS[CLIENTS["id"] == "e"].assign(ended=dt.date(2025, 6, 1))
    contacts = CONTACTS[CONTACTS["who"] == "e"]
    admission = catalogue_of(clients=pd.concat([CLIENTS, again]), contacts=contacts).admission(
        "contacts", purpose="crm"
    )
    assert admission.left_out("overdue") == 0


def test_a_row_about_two_people_is_left_out_when_either_objected(catalogue_of, register):
    def change(text):
        place = text.index("- name: contacts")
        own = text[place:].replace("person: who", "person: who, other_people: [friend]", 1)
        own = own.replace("purposes: [crm]", "purposes: [score, mail]")
        field = (
            "    - {name: friend, type: string, "
            "privacy: {role: direct_identifier, purposes: [score]}}\n"
        )
        return text[:place] + own.replace("- name: scores\n", field + "- name: scores\n", 1)

    contacts = CONTACTS.assign(
        who=["e", "e", "b", "b", "e"], friend=["a", "b", "e", None, "f"], purpose="x"
    )
    made = catalogue_of(change, contacts=contacts)
    assert made.admission("contacts", purpose="score").left_out("objected") == 1
    # b objected to mail, and of the others e alone consented
    mail = made.admission("contacts", purpose="mail")
    assert [mail.left_out("objected"), mail.left_out("unconsented")] == [3, 2]
    register.oppose("clients", "f", "score")
    assert made.admission("contacts", purpose="score").left_out("objected") == 2
