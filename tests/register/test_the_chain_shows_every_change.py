"""Whatever is edited behind the register's back is seen: by its chain, or by a head kept apart."""

# ruff: noqa: S608 - the edits are the tests' own

from __future__ import annotations

import random
import shutil
import sqlite3
from contextlib import closing, suppress

import pytest

from privlab.errors import ParameterError, RegisterError
from privlab.register import Register
from privlab.register._entries import Draft, append
from privlab.register._sealing import Sealed, hash_of
from privlab.register.disk._connection import writing


@pytest.fixture
def kept(register, spend):
    """A register with a little of everything: 17 entries."""
    register.set_budget("clients", 0.5, purpose="score")
    register.settle(spend(0.1, label="answered", purpose="score", actor="ann"), [1, 2])
    spend(0.2, label="stopped")
    register.settle(spend(0.3, label="another"), [3])
    register.record_use(
        resource="clients", purpose="crm", actor="bob", columns=["age"], n_people=5, n_rows=6
    )
    for person in ("C1", "C2"):
        register.append("choice", {"wish": "none"}, population="clients", person=person)
        register.append("choice", {"wish": "all"}, population="clients", person=person)
    register.oppose("clients", "C1", "prospect")
    register.erase_person("clients", "C1")
    return register


def problems(register, head=None):
    checked = register.verify(head)
    assert checked.ok is bool(checked) is not checked.problems
    return " ".join(problem.text("en") for problem in checked.problems)


def test_a_register_that_was_left_alone_verifies(kept):
    checked = kept.verify(kept.head)
    assert checked.ok, checked.problems
    assert checked.n_entries == 17
    assert checked.head == checked.pinned == kept.head


COLUMNS = {
    "time": "'2030-01-01T00:00:00.000000Z'",
    "behind": "9",
    "kind": "'budgets'",
    "population": "'prospects'",
    "purpose": "'crm'",
    "actor": "1",
    "epsilon": "1",
    "delta": "1",
    "refers": "1",
    "mark": "zeroblob(32)",
    "commitment": "zeroblob(32)",
    "previous": "zeroblob(32)",
    "hash": "zeroblob(32)",
}


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("number", [2, 5, 8])
def test_every_column_of_an_entry_is_sealed(kept, tamper, column, number):
    tamper(f"UPDATE entry SET {column} = {COLUMNS[column]} WHERE number = {number}")
    assert f"Entry {number} was changed." in problems(kept)


@pytest.mark.usefixtures("kept")
def test_nothing_is_spent_written_or_read_on_a_chain_that_breaks(path, tamper):
    tamper("UPDATE entry SET epsilon = 9000000000 WHERE kind = 'budget' AND purpose = ''")
    told = "The chain of the register breaks at entry 2: .*until `privlab verify` passes"
    fresh = Register.open(path)
    with pytest.raises(RegisterError, match=told):
        fresh.charge(population="clients", epsilon=3, delta=0, label="x", query="q", content="c")
    with pytest.raises(RegisterError, match=told):
        fresh.opposed("clients", ["C1"], "prospect")
    with pytest.raises(RegisterError, match=told):
        fresh.budgets()
    assert "breaks at entry 2" in repr(fresh)
    assert "breaks at entry 2" in fresh._repr_html_()
    assert "Entry 2 was changed." in problems(fresh)


def test_an_entry_changed_and_hashed_again_does_not_fit_the_next(kept, path, tamper):
    with closing(sqlite3.connect(path)) as db:
        row = Sealed(*db.execute("SELECT * FROM entry WHERE number = 2").fetchone())
    forged = row._replace(epsilon=9 * 10**9)
    digits = hash_of(forged).hex()
    tamper(f"UPDATE entry SET epsilon = {forged.epsilon}, hash = x'{digits}' WHERE number = 2")
    assert problems(kept) == "Entry 3 does not follow the one before."
    with pytest.raises(RegisterError, match="breaks at entry 3"):
        Register.open(path).budgets()


def test_a_payload_of_no_entry_is_seen(kept, tamper):
    tamper("INSERT INTO payload VALUES (99, NULL, zeroblob(16), '{}')")
    assert problems(kept) == "1 row refers to an entry or a handle that is not there."


def test_a_deleted_entry_is_missed(kept, tamper):
    tamper("DELETE FROM payload WHERE entry = 6; DELETE FROM entry WHERE number = 6")
    assert "Entries are missing between 5 and 7." in problems(kept)


def test_entries_in_another_order_are_seen(kept, tamper):
    tamper(
        """UPDATE entry SET number = 100 WHERE number = 7;
        UPDATE entry SET number = 7 WHERE number = 8;
        UPDATE entry SET number = 8 WHERE number = 100;"""
    )
    said = problems(kept)
    assert "Entry 7 does not follow the one before." in said
    assert "Entry 8 was changed." in said


def test_a_cut_end_is_seen_only_against_a_head_kept_elsewhere(kept, path, tamper):
    head, short = kept.head, kept.short_head
    tamper(
        """DELETE FROM payload WHERE entry >= 16; DELETE FROM entry WHERE number >= 16;
        DELETE FROM payload WHERE entry NOT IN (SELECT number FROM entry)"""
    )
    tamper("UPDATE payload SET body = body")
    for pinned in (head, short):
        said = problems(Register.open(path), pinned)
        assert "The register ends at entry 15 and the head kept elsewhere is entry 17" in said


def test_an_older_copy_is_seen_against_the_head_and_looks_whole_without(kept, path, tmp_path):
    shutil.copy(path, tmp_path / "older")
    kept.append("note", {})
    head = kept.head
    shutil.copy(tmp_path / "older", path)
    assert problems(Register.open(path)) == ""
    assert "an older copy was put back" in problems(Register.open(path), head)


@pytest.mark.usefixtures("kept")
def test_a_session_refuses_an_older_copy_put_back_under_it(path, tmp_path, spend):
    shutil.copy(path, tmp_path / "older")
    spend(0.4)
    shutil.copy(tmp_path / "older", path)
    with pytest.raises(RegisterError, match=r"no longer holds entry 18 as this session saw it"):
        spend(0.4, label="once more")


def test_a_session_refuses_another_register_put_in_its_place(kept, path, tmp_path):
    other = Register.create(tmp_path / "other")
    for _ in range(30):
        other.append("note", {})
    shutil.copy(other.path, path)
    with pytest.raises(RegisterError, match="no longer holds entry 17 as this session saw it"):
        kept.append("note", {})


def test_a_register_written_anew_is_seen_against_the_head_only(kept, path, tamper):
    head = kept.head
    with closing(sqlite3.connect(path)) as db:
        rows = [Sealed(*row) for row in db.execute("SELECT * FROM entry ORDER BY number")]
    edits, previous = [], bytes(32)
    for row in rows:
        raised = 9 * 10**9 if row.kind == "budget" else row.epsilon
        new = row._replace(epsilon=raised, previous=previous)
        previous = hash_of(new)
        edits.append(
            f"UPDATE entry SET epsilon = {raised}, previous = x'{new.previous.hex()}', "
            f"hash = x'{previous.hex()}' WHERE number = {row.number}"
        )
    tamper(*edits)
    forged = Register.open(path)
    assert forged.budget("clients").epsilon == 9.0
    assert problems(forged) == ""
    assert "Entry 17 is not the one whose head was kept elsewhere" in problems(forged, head)


def test_a_head_of_an_earlier_day_still_holds(kept):
    early = kept.head
    kept.append("note", {})
    assert problems(kept, early) == ""
    number, _, digits = early.partition(":")
    assert f"Entry {number} is not the one" in problems(kept, f"{number}:{digits[::-1]}")
    assert "is not the one whose head" in problems(kept, f"0:{digits}")


@pytest.mark.parametrize("head", ["", "12", "12:abc", "x:" + "0" * 64, "1:" + "g" * 64, 12])
def test_a_head_that_is_none_is_refused(register, head):
    with pytest.raises(ParameterError, match="A head is the number of an entry, a colon"):
        register.verify(head)


def test_a_changed_payload_is_seen(kept, tamper):
    tamper("UPDATE payload SET body = '[9,9]' WHERE entry = 6")
    assert problems(kept) == "What entry 6 keeps was changed."


def test_exchanged_payloads_are_seen(kept, tamper):
    tamper(
        """UPDATE payload SET entry = 100 WHERE entry = 6;
        UPDATE payload SET entry = 6 WHERE entry = 9;
        UPDATE payload SET entry = 9 WHERE entry = 100;"""
    )
    assert "What entry 6 keeps was changed. What entry 9 keeps was changed." in problems(kept)


def test_a_stored_answer_that_was_changed_is_not_given_back(kept, tamper, spend):
    (answer,) = [
        entry.number for entry in kept.entries("release") if entry.payload["answer"] == [3]
    ]
    tamper(f"UPDATE payload SET body = '{{\"answer\":[4]}}' WHERE entry = {answer}")
    with pytest.raises(RegisterError, match=f"What entry {answer} of the register keeps was ch"):
        spend(0.3, label="another")


def test_a_payload_removed_without_an_erasure_is_seen(kept, tamper):
    tamper("DELETE FROM payload WHERE subject IS NOT NULL AND entry > 10")
    assert "keeps is gone, and no erasure says so" in problems(kept)


def test_an_erasure_of_what_must_stay_is_seen(kept, path, tamper):
    tamper("DELETE FROM payload WHERE entry = 6")
    with writing(path, 1.0) as db:
        append(db, Draft("erasure", {"entries": [6], "reason": ""}), None)
    assert problems(kept) == "What entry 6 keeps is gone, and no erasure says so."


def test_an_erased_payload_put_back_is_seen(kept, path, tamper):
    with closing(sqlite3.connect(path)) as db:
        ((number,),) = db.execute("SELECT min(number) FROM entry WHERE kind = 'choice'").fetchall()
    tamper(f"INSERT INTO payload VALUES ({number}, NULL, zeroblob(16), '{{}}')")
    said = problems(kept)
    assert f"What entry {number} keeps was changed." in said
    assert f"says that what entry {number} keeps was erased, and it is there" in said


@pytest.mark.parametrize(
    "edit",
    [
        "UPDATE subject SET mark = zeroblob(32)",
        "UPDATE subject SET salt = zeroblob(16)",
        "UPDATE payload SET salt = zeroblob(16) WHERE subject IS NOT NULL",
        "UPDATE payload SET subject = NULL WHERE subject IS NOT NULL",
    ],
)
def test_whom_a_payload_is_about_is_sealed(kept, tamper, edit):
    kept.erase_person("clients", "C2")
    kept.forget_actor("bob")
    tamper(edit)
    assert "keeps was changed." in problems(kept)


@pytest.mark.parametrize("edit", ["UPDATE secret SET key = zeroblob(32)", "DELETE FROM secret"])
def test_another_key_is_seen_and_nobody_who_opposed_is_let_in(kept, tamper, edit):
    tamper(edit)
    assert "The key of the register was changed" in problems(kept)
    with pytest.raises(RegisterError, match="The key of the register was changed"):
        kept.opposed("clients", ["C1"], "prospect")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("DROP TRIGGER entry_kept", "entry_kept"),
        ("DROP INDEX entry_labelled_once", "entry_labelled_once"),
        ("CREATE TABLE more (x)", "more"),
        (
            """CREATE TRIGGER quiet BEFORE INSERT ON entry WHEN NEW.kind = 'use'
            BEGIN SELECT RAISE(IGNORE); END""",
            "quiet",
        ),
        ("ALTER TABLE entry ADD COLUMN note TEXT", "entry"),
        ("DROP TABLE payload", "payload, payload_kept, payload_of_subject, payload_stays"),
    ],
)
def test_rules_that_were_changed_are_seen_and_nothing_is_spent(kept, path, change, named, spend):
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute(change)
    assert f"triggers are missing, changed or added: {named}." in problems(kept)
    with pytest.raises(RegisterError, match=f"own rules were changed .{named[:7]}"):
        spend(0.1)


def test_entries_are_neither_changed_nor_deleted_nor_replaced_by_sql(kept, path):
    with closing(sqlite3.connect(path)) as db:
        for statement in (
            "UPDATE entry SET epsilon = 0",
            "DELETE FROM entry WHERE number = 17",
            "INSERT OR REPLACE INTO entry SELECT * FROM entry WHERE number = 3",
            """INSERT INTO entry SELECT number + 20, time, behind, kind, population, purpose, actor,
            epsilon, delta, refers, mark, commitment, previous, hash FROM entry WHERE number = 1""",
            "UPDATE payload SET body = ''",
            "DELETE FROM payload WHERE entry = 2",
            "UPDATE subject SET salt = zeroblob(16)",
            "UPDATE secret SET key = zeroblob(32)",
            "DELETE FROM secret",
        ):
            with pytest.raises(sqlite3.IntegrityError):
                db.execute(statement)
    assert problems(kept) == ""


def forged(path, *drafts):
    """Write entries that fit the chain and break the ledger."""
    with writing(path, 1.0) as db:
        for draft in drafts:
            append(db, draft, None)


def test_more_spent_than_was_allowed_is_seen_even_when_the_chain_fits(kept, path):
    forged(path, Draft("charge", {}, "clients", epsilon=500_000_000, mark=bytes(32)))
    assert problems(kept) == (
        "Entry 18 spends more than the budget of population 'clients' allowed."
    )


def test_a_share_overspent_is_seen(kept, path):
    kept.set_budget("clients", 2.0, reason="room for all but the share")
    forged(path, Draft("charge", {}, "clients", "score", epsilon=400_000_000, mark=bytes(32)))
    assert problems(kept) == ""
    forged(path, Draft("charge", {}, "clients", "score", epsilon=1, mark=bytes([1] * 32)))
    assert "Entry 20 spends more" in problems(kept)


def test_delta_overspent_is_seen(kept, path):
    forged(path, Draft("charge", {}, "clients", epsilon=1, delta=1, mark=bytes(32)))
    assert "Entry 18 spends more" in problems(kept)


def test_an_answer_without_a_reservation_is_seen(kept, path):
    forged(path, Draft("release", {"answer": 1}, "clients", refers=2))
    assert problems(kept) == "Entry 18 releases an answer for which nothing was reserved."


def test_an_answer_booked_on_another_population_is_seen(kept, path):
    kept.set_budget("prospects", 1.0)
    (stopped,) = [n.number for n in kept.entries("charge") if n.payload["label"] == "stopped"]
    forged(path, Draft("release", {"answer": 1}, "prospects", refers=stopped))
    assert "for which nothing was reserved" in problems(kept)


def test_a_charge_of_nothing_is_seen(kept, path):
    forged(path, Draft("charge", {}, "clients", epsilon=0, mark=bytes(32)))
    assert "Entry 18 charges nothing" in problems(kept)


def test_time_that_goes_back_is_seen(kept, path, tamper):
    with closing(sqlite3.connect(path)) as db:
        last = Sealed(*db.execute("SELECT * FROM entry WHERE number = 17").fetchone())
    early = last._replace(time="2000-01-01T00:00:00.000000Z")
    tamper(
        f"UPDATE entry SET time = '{early.time}', hash = x'{hash_of(early).hex()}' "
        "WHERE number = 17"
    )
    assert problems(kept) == "Entry 17 is older than the one before."


def test_an_emptied_register_is_no_fresh_one(kept, path, tamper):
    tamper("DELETE FROM payload; DELETE FROM subject; DELETE FROM entry")
    assert "The register has no entry, not even its first." in problems(kept)
    with pytest.raises(RegisterError, match="no entry, not even its first: it was emptied"):
        Register.open(path).set_budget("clients", 1.0)


def test_many_problems_are_kept_to_fifty_and_the_head_is_still_judged(kept, path, tamper):
    forged(path, *[Draft("note", {}) for _ in range(60)])
    head = Register.open(path).head
    tamper("UPDATE entry SET behind = 5")
    assert len(kept.verify(head).problems) == 50
    assert "Entry 77 is not the one whose head" in problems(kept, f"77:{'0' * 64}")


def test_a_forged_erasure_of_nothing_is_no_stumbling_block(kept, path):
    forged(path, Draft("erasure", {}), Draft("erasure", {"entries": ["all"]}))
    assert problems(kept) == ""
    forged(path, Draft("erasure", {"entries": [2]}))
    assert problems(kept) == ("Entry 20 says that what entry 2 keeps was erased, and it is there.")


@pytest.mark.usefixtures("kept")
def test_an_entry_edited_after_a_session_saw_it_is_refused(tamper, spend):
    tamper("UPDATE entry SET epsilon = 1 WHERE number = 17")
    with pytest.raises(RegisterError, match="no longer holds entry 17 as this session saw it"):
        spend(0.1)


def logical(path):
    """Everything that the file says, or None when SQLite cannot read it."""
    tables = ("entry", "payload", "subject", "secret")
    queries = [f"SELECT * FROM {table} ORDER BY 1" for table in tables]
    try:
        with closing(sqlite3.connect(path)) as db:
            schema = "SELECT type, name, sql FROM sqlite_schema ORDER BY name"
            return [db.execute(query).fetchall() for query in (schema, *queries)]
    except (sqlite3.Error, UnicodeDecodeError):
        return None


def flips(kept, path, places):
    """Flip one bit at a time; count how many changed what the file says."""
    whole, said, head = path.read_bytes(), logical(path), kept.head
    seen = 0
    for place, bit in places(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 1 << bit
        path.write_bytes(changed)
        if logical(path) == said:
            continue
        seen += 1
        with suppress(RegisterError):
            assert not Register.open(path).verify(head).ok, (place, bit)
        # whatever is read or written is done whole or refused in our own words
        with suppress(RegisterError):
            Register.open(path).entries()
        with suppress(RegisterError):
            Register.open(path).set_budget("clients", 2.0, reason="more")
    path.write_bytes(whole)
    assert kept.verify(head).ok
    return seen


def test_one_bit_flipped_anywhere_is_seen(kept, path):
    draw = random.Random(2017)  # noqa: S311 - no secret
    assert flips(kept, path, lambda n: [(draw.randrange(n), draw.randrange(8)) for _ in range(400)])


@pytest.mark.slow
def test_every_bit_of_the_file_counts(kept, path):
    places = [(place, place % 8) for place in range(path.stat().st_size)]
    assert flips(kept, path, lambda _: places) > 1_000


def test_a_verification_speaks_and_exports(kept, tamper):
    good = kept.verify()
    assert good.lines("en")[0] == "17 entries verified."
    assert good.lines("en")[1] == f"Head: {kept.head}"
    assert good.lines("en")[2].startswith("No head kept elsewhere was given")
    assert len(kept.verify(kept.head).lines()) == 2
    assert good.findings() == ()
    tamper("UPDATE payload SET body = '1' WHERE entry = 6")
    bad = kept.verify()
    assert bad.lines("en")[:2] == [
        "This register is not what it was.",
        "- What entry 6 keeps was changed.",
    ]
    assert [(own.rule, own.severity) for own in bad.findings()] == [("register_broken", "breach")]
    assert bad.to_dict()["problems_en"] == ["What entry 6 keeps was changed."]
    assert bad.to_dict()["ok"] is False
    assert "What entry 6 keeps was changed." in repr(bad)
    assert "What entry 6 keeps was changed." in bad._repr_html_()
