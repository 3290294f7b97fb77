"""What is kept of a person is found by their key alone, and can be erased for good."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from decimal import Decimal

import numpy as np
import pytest

from privlab.errors import ParameterError, RegisterError
from privlab.register import Register

WISH = "a wish that nobody else may read"


@pytest.fixture
def remembered(register):
    for person in ("C0000017", "C0000018"):
        register.append("choice", {"wish": WISH}, population="clients", person=person)
        register.append(
            "correction", {"column": "age"}, population="clients", person=person, actor="ann"
        )
    register.append("choice", {"wish": "other"}, population="prospects", person="C0000017")
    register.append("request", {"kind": "about nobody"})
    return register


def test_what_is_kept_of_a_person_is_found_by_their_key(remembered):
    found = remembered.entries(population="clients", person="C0000017")
    assert [(entry.kind, entry.actor) for entry in found] == [("choice", ""), ("correction", "ann")]
    assert found[0].payload == {"wish": WISH}
    assert remembered.entries("choice", population="prospects", person="C0000017")[0].payload == {
        "wish": "other"
    }
    assert remembered.entries(population="clients", person="C9") == ()


def test_a_key_is_the_same_as_text_and_as_a_number(register):
    register.append("choice", {}, population="clients", person=np.int64(17))
    assert len(register.entries(population="clients", person="17")) == 1
    assert len(register.entries(population="clients", person=17)) == 1


@pytest.mark.usefixtures("remembered")
def test_no_key_of_a_person_stands_in_the_file(path):
    assert b"C0000017" not in path.read_bytes()


def test_erasing_deletes_every_payload_and_the_register_still_verifies(remembered, path):
    before, head = remembered.entries(), remembered.head
    assert path.read_bytes().count(WISH.encode()) == 2
    assert remembered.erase_person("clients", "C0000017", reason="Art. 17 request") == 2
    assert remembered.entries(population="clients", person="C0000017") == ()
    assert path.read_bytes().count(WISH.encode()) == 1
    after = remembered.entries()
    assert [entry.hash for entry in after[: len(before)]] == [entry.hash for entry in before]
    assert [entry.payload is None for entry in after].count(True) == 2
    checked = remembered.verify(head)
    assert checked.ok, checked.problems


def test_an_erasure_is_an_entry_itself_and_leaves_the_others_alone(remembered):
    numbers = [e.number for e in remembered.entries(population="clients", person="C0000017")]
    remembered.erase_person("clients", "C0000017", reason="Art. 17 request")
    (erasure,) = remembered.entries("erasure")
    assert erasure.payload == {"entries": numbers, "reason": "Art. 17 request"}
    assert len(remembered.entries(population="clients", person="C0000018")) == 2
    assert len(remembered.entries(population="prospects", person="C0000017")) == 1


def test_erasing_someone_of_whom_nothing_is_kept_leaves_that_it_was_looked_for(remembered, path):
    n = len(remembered.entries())
    assert remembered.erase_person("clients", "C404") == 0
    (looked,) = remembered.entries()[n:]
    assert (looked.kind, looked.payload) == ("look_up", {"what": "erasure"})
    assert b"C404" not in path.read_bytes()


def test_someone_erased_who_comes_back_is_someone_new(remembered, path):
    with closing(sqlite3.connect(path)) as db:
        old = {handle for (handle,) in db.execute("SELECT handle FROM subject")}
    remembered.erase_person("clients", "C0000017")
    remembered.append("choice", {"wish": "new"}, population="clients", person="C0000017")
    (entry,) = remembered.entries(population="clients", person="C0000017")
    assert entry.payload == {"wish": "new"}
    with closing(sqlite3.connect(path)) as db:
        new = {handle for (handle,) in db.execute("SELECT handle FROM subject")}
    assert len(new - old) == 1
    assert remembered.verify().ok


def test_equal_payloads_have_different_commitments(register, path):
    for _ in range(2):
        register.append("choice", {"consent": True}, population="clients", person="C1")
    with closing(sqlite3.connect(path)) as db:
        found = db.execute("SELECT commitment FROM entry WHERE kind = 'choice'").fetchall()
    assert len(set(found)) == 2


def test_a_payload_is_not_printed(remembered):
    assert WISH not in repr(remembered.entries())
    assert WISH not in repr(remembered)
    assert WISH not in remembered._repr_html_()


def test_what_is_about_nobody_cannot_be_deleted_even_by_sql(remembered, path):
    with closing(sqlite3.connect(path)) as db:
        number = remembered.entries("request")[0].number
        with pytest.raises(sqlite3.IntegrityError, match="only what is about a person is erased"):
            db.execute("DELETE FROM payload WHERE entry = ?", (number,))


@pytest.mark.parametrize(
    "person",
    [None, "", True, 1.5, float("nan"), Decimal("sNaN"), Decimal("0.5"), 2.0**53, b"x", object()],
)
def test_a_person_is_given_by_a_text_or_a_whole_number(register, person):
    with pytest.raises(ParameterError, match="A person is given by their key"):
        register.erase_person("clients", person)


def test_a_person_without_key_is_refused_before_anyone_opposed(register):
    with pytest.raises(ParameterError, match="A person is given by their key"):
        register.opposed("clients", ["C1", None], "prospect")


def test_a_person_needs_a_population(register):
    with pytest.raises(ParameterError, match="known within a population"):
        register.append("choice", {}, person="C1")
    with pytest.raises(ParameterError, match="known within a population"):
        register.entries(person="C1")


@pytest.mark.parametrize("kind", ["charge", "release", "budget", "erasure", "actor", "use"])
def test_the_register_s_own_kinds_are_not_written_by_others(register, kind):
    with pytest.raises(ParameterError, match=f"writes entries of kind '{kind}' itself"):
        register.append(kind, {})


@pytest.mark.parametrize("kind", ["", "Two words", "x" * 50, None, "a-b"])
def test_a_kind_is_a_word(register, kind):
    with pytest.raises(ParameterError, match="kind must be a word"):
        register.append(kind, {})


def test_a_payload_that_would_not_come_back_equal_is_refused(register):
    with pytest.raises(ParameterError, match="The payload cannot be kept"):
        register.append("choice", {"when": {1, 2}}, population="clients", person="C1")
    assert register.entries("choice") == ()


def test_an_opposition_holds_for_its_purpose_and_population_only(register):
    register.oppose("clients", "C1", "prospect")
    people = ["C1", "C2"]
    assert register.opposed("clients", people, "prospect") == {"C1"}
    assert register.opposed("clients", people, "score") == frozenset()
    assert register.opposed("prospects", people, "prospect") == frozenset()


def test_an_opposition_to_everything_holds_for_every_purpose(register):
    register.oppose("clients", 12)
    assert register.opposed("clients", (n for n in range(20)), "score") == {12}
    assert register.opposed("clients", ["12"], "") == {"12"}


def test_an_opposition_outlives_the_erasure_of_the_person(remembered):
    remembered.oppose("clients", "C0000017", "prospect")
    remembered.erase_person("clients", "C0000017")
    assert remembered.opposed("clients", ["C0000017"], "prospect") == {"C0000017"}
    assert remembered.verify().ok


def test_an_opposition_taken_back_no_longer_holds_and_can_be_made_again(register):
    register.oppose("clients", "C1", "prospect")
    assert register.lift_opposition("clients", "C1", "prospect")
    assert register.opposed("clients", ["C1"], "prospect") == frozenset()
    assert not register.lift_opposition("clients", "C1", "prospect")
    register.oppose("clients", "C1", "prospect")
    assert register.opposed("clients", ["C1"], "prospect") == {"C1"}


def test_an_opposition_said_twice_is_one(register):
    assert register.oppose("clients", "C1") == register.oppose("clients", "C1")
    assert len(register.entries("opposition")) == 1


def test_marks_of_one_register_say_nothing_in_another(register, path, tmp_path):
    other_path = tmp_path / "other.sqlite"
    for one in (register, Register.create(other_path)):
        one.oppose("clients", "C1", "prospect")
    marks = []
    for file in (path, other_path):
        with closing(sqlite3.connect(file)) as db:
            marks += db.execute("SELECT mark FROM entry WHERE kind = 'opposition'").fetchall()
    assert len(set(marks)) == 2


def test_a_payload_read_back_is_the_one_that_was_written_or_nothing(remembered, tamper):
    tamper(
        """UPDATE payload SET body = '{"wish":"forged"}'
        WHERE entry IN (SELECT number FROM entry WHERE kind = 'choice')"""
    )
    with pytest.raises(RegisterError, match="was changed or removed"):
        remembered.entries("choice")


@pytest.mark.parametrize("given", ["C1 ", "c1", " C1"])
def test_an_erasure_that_nearly_matches_is_told_to_who_asks_and_erases_nothing(register, given):
    register.append("request", {"right": "access"}, population="clients", person="C1")
    with pytest.raises(ParameterError, match="differs in case, blanks, leading zeros"):
        register.erase_person("clients", given)
    assert register.entries("request")[0].payload == {"right": "access"}
    assert [own.payload for own in register.entries("look_up")] == [{"what": "erasure"}]


@pytest.mark.parametrize("key", [2, 2.0, Decimal("2.00"), "2", np.int8(2)])
def test_a_whole_number_is_one_person_however_it_is_stored(register, key):
    register.oppose("clients", 2)
    assert register.left_out("clients", [key]) == {key}
    assert register.opposed("clients", [key]) == {key}


@pytest.mark.parametrize(
    ("given", "held"),
    [("02", 2), ("2", "02"), (" b", "b"), ("B", "b"), ("e\u0301", "\u00e9"), ("2.0", 2), ("+7", 7)],
)
def test_a_near_spelling_is_left_out_and_is_nobody_who_opposed(register, given, held):
    register.oppose("clients", given, "score")
    assert register.left_out("clients", [held, "another"], "score") == {held}
    assert register.opposed("clients", [held], "score") == frozenset()
    (match,) = register.match_oppositions("clients", [held, "another"], actor="desk")
    assert (match.purpose, match.found, match.near) == ("score", False, (held,))
    register.tell_apart("clients", held, opposition=match.number, actor="desk")
    assert register.left_out("clients", [held], "score") == frozenset()
    assert register.match_oppositions("clients", [held], actor="desk")[0].near == ()
    assert register.left_out("clients", [given], "score") == {given}


def test_who_was_told_apart_from_one_is_still_near_another(register):
    first = register.oppose("clients", "B", "score")
    register.oppose("clients", "b ", "score")
    register.tell_apart("clients", "b", opposition=first, actor="desk")
    assert register.left_out("clients", ["b"], "score") == {"b"}


def test_an_opposition_that_meets_nobody_is_said_to_the_desk(register):
    number = register.oppose("clients", "gone")
    (match,) = register.match_oppositions("clients", ["a", "b"], actor="desk")
    assert (match.number, match.found, match.near) == (number, False, ())
    assert "gone" not in repr(match)


def test_every_look_up_is_written_down_without_the_people(register, path):
    register.oppose("clients", "somebody")
    register.opposed("clients", ["somebody", "else"], actor="desk")
    register.match_oppositions("clients", ["somebody"], actor="desk")
    looked = register.entries("look_up")
    assert [own.payload["what"] for own in looked] == ["oppositions", "spellings"]
    assert [own.actor for own in looked] == ["desk", "desk"]
    assert b"somebody" not in path.read_bytes()


def test_the_epoch_moves_with_every_wish_and_with_nothing_else(register, spend):
    assert register.last_opposition("clients") == 0
    number = register.oppose("clients", "a")
    assert register.last_opposition("clients") == number
    spend(0.1)
    register.oppose("others", "a")
    assert register.last_opposition("clients") == number
    register.lift_opposition("clients", "a")
    assert register.last_opposition("clients") > number


def test_a_population_is_known_by_one_key_until_another_is_said_to_be_the_same(register):
    register.tie_person_key("clients", "id")
    register.tie_person_key("clients", "id")
    with pytest.raises(ParameterError, match=r"known by id, and this table by 'tx'.*reason="):
        register.tie_person_key("clients", "tx")
    register.tie_person_key("clients", "who", reason="the same number, in the log of calls")
    assert register.person_keys("clients") == ("id", "who")
    assert register.person_keys("others") == ()
