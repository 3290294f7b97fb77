"""Two dated versions of a policy are compared promise by promise."""

from __future__ import annotations

import pytest

from privlab.policy import Change

FIELDS = "resources.clients.schema.fields"


def test_a_policy_does_not_differ_from_itself(load, shop):
    assert load(shop).differences(load(f"# a comment\n{shop}")) == ()


def test_what_changed_is_told_with_its_line(load, shop):
    later = load("\n" + shop.replace("active_days: 365", "active_days: 400"))
    assert load(shop).differences(later) == (
        Change("changed", "privacy.purposes.care.retention.active_days", 6, 365, 400),
    )


def test_what_was_added_and_removed_goes_by_name(load, shop):
    later = load(
        shop.replace("    - {name: notes, type: string}\n", "").replace(
            "- {name: id, type", "- {name: born, type: date}\n    - {name: id, type"
        )
    )
    assert load(shop).differences(later) == (
        Change("added", f"{FIELDS}.born", 18, None, {"name": "born", "type": "date"}),
        Change("removed", f"{FIELDS}.notes", 24, {"name": "notes", "type": "string"}, None),
    )


def test_the_order_of_columns_is_no_promise(load, shop):
    notes = "    - {name: notes, type: string}\n"
    later = load(shop.replace(notes, "").replace("    - {name: id,", f"{notes}    - {{name: id,"))
    assert load(shop).differences(later) == ()


def test_a_list_of_words_changes_as_a_whole(load, shop):
    later = load(shop.replace("{purposes: [mail]}", "{purposes: [mail, care]}"))
    (change,) = load(shop).differences(later)
    assert (change.path, change.before, change.after) == (
        f"{FIELDS}.wants_mail.privacy.purposes",
        ["mail"],
        ["mail", "care"],
    )


def test_true_is_not_one(load, shop):
    before = load(shop.replace("name: shop", "name: shop\nx: 1"))
    (change,) = before.differences(load(shop.replace("name: shop", "name: shop\nx: true")))
    assert (change.kind, change.before, change.after) == ("changed", 1, True)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (Change("added", "a.b", 1, None, {"x": [True, "y"]}), "a.b was added: {x: [true, y]}."),
        (Change("removed", "a.b", 1, 2, None), "a.b was removed; it was 2."),
        (Change("changed", "a.b", 1, 2, 3.5), "a.b changed from 2 to 3.5."),
    ],
)
def test_a_change_is_a_sentence(change, sentence):
    assert change.message.text("en") == sentence


def test_a_change_there_and_back_is_seen_both_ways(load, shop):
    before, after = load(shop), load(shop.replace("{k: 10}", "{k: 10, epsilon: 1.5}"))
    (there,), (back,) = before.differences(after), after.differences(before)
    assert (there.kind, back.kind) == ("added", "removed")
    assert (there.path, there.after) == (back.path, back.before)
