"""What the ground truth says is what the files hold, and each flaw can be left out alone."""

from __future__ import annotations

import json

import pytest
from brute_force import COUNTS, Folder, count_all

from privlab.errors import PrivlabError
from privlab_bank import FLAWS, write_bank

PEOPLE = 5_000


def figures(truth):
    return {
        name: [flaw["count"], *(other["count"] for other in flaw["others"])]
        for name, flaw in truth.items()
    }


@pytest.fixture(scope="module")
def counted(flawed_bank):
    return count_all(Folder(flawed_bank.folder))


def test_every_flaw_is_counted_by_hand():
    assert list(COUNTS) == list(FLAWS)


@pytest.mark.parametrize("name", FLAWS)
def test_the_ground_truth_is_what_a_plain_count_of_the_files_finds(name, flawed_bank, counted):
    assert counted[name] == figures(flawed_bank.ground_truth)[name]
    assert min(counted[name]) > 0


def test_the_clean_bank_breaks_no_promise(clean_bank):
    assert clean_bank.ground_truth == {}
    assert not any(map(any, count_all(Folder(clean_bank.folder)).values()))


def without(name, folder, tables=None):
    rest = [other for other in FLAWS if other != name]
    return write_bank(folder, people=PEOPLE, flaws=rest, tables=tables)


@pytest.mark.parametrize(
    "name", ["retention_overdue", "contact_pressure", "undocumented_score", "nir_in_text"]
)
def test_a_flaw_left_out_changes_its_own_figures_alone(name, flawed_bank, counted, tmp_path):
    bank = without(name, tmp_path, {part.table for part in FLAWS[name].parts})
    assert name not in bank.ground_truth
    left = count_all(Folder(tmp_path, Folder(flawed_bank.folder)))
    assert left == counted | {name: [0] * len(counted[name])}


@pytest.mark.slow
@pytest.mark.parametrize("name", FLAWS)
def test_any_flaw_left_out_changes_its_own_figures_alone(name, counted, tmp_path):
    bank = without(name, tmp_path)
    rest = {key: value for key, value in counted.items() if key != name}
    assert figures(bank.ground_truth) == rest
    assert count_all(Folder(tmp_path)) == counted | {name: [0] * len(counted[name])}


@pytest.mark.slow
@pytest.mark.parametrize("name", FLAWS)
def test_a_flaw_alone_has_the_figures_it_has_among_the_others(name, counted, tmp_path):
    bank = write_bank(tmp_path, people=PEOPLE, flaws=name)
    assert figures(bank.ground_truth) == {name: counted[name]}
    nothing = {key: [0] * len(value) for key, value in counted.items()}
    assert count_all(Folder(tmp_path)) == nothing | {name: counted[name]}


def test_flaws_grow_with_the_bank(tmp_path, counted):
    wrong = ("contact_pressure", "nir_in_text")
    large = write_bank(
        tmp_path, people=6 * PEOPLE, flaws=wrong, tables=("sollicitations", "dialogues")
    )
    for name in wrong:
        grown = large.ground_truth[name]["count"] / (6 * counted[name][0])
        assert 0.5 < grown < 2


def test_the_truth_is_written_beside_the_bank_or_elsewhere(tmp_path):
    bank = write_bank(
        tmp_path / "bank", people=100, tables=["clients"], truth=tmp_path / "truth.json"
    )
    assert not (tmp_path / "bank" / "flaws.json").exists()
    told = json.loads((tmp_path / "truth.json").read_text(encoding="utf-8"))
    assert told == bank.ground_truth
    for flaw in told.values():
        for figure in (flaw, *flaw["others"]):
            assert figure["count"] >= 0
            assert figure["unit"] in {"rows", "people", "columns", "recipients"}
            assert figure["what"].endswith(".")
            assert figure["table"]


@pytest.mark.parametrize(
    ("argument", "value", "message"),
    [
        (
            "flaws",
            ["nir_in_texts"],
            r"flaws: 'nir_in_texts' is not a flaw\. Did you mean 'nir_in_t",
        ),
        ("flaws", "none", r"flaws: 'none' is not a flaw\. Allowed: retention_overdue, "),
        ("tables", ["client"], r"tables: 'client' is not a table\. Did you mean 'clients'\?"),
        ("people", 0, r"people=0 is not allowed\. Allowed: a whole number from 1 to 100000000"),
    ],
)
def test_a_wrong_argument_is_refused_before_anything_is_written(argument, value, message, tmp_path):
    with pytest.raises(PrivlabError, match=message):
        write_bank(tmp_path / "bank", **{"people": 10, argument: value})
    assert not (tmp_path / "bank").exists()


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "taken").write_text("")
    with pytest.raises(PrivlabError, match=r"taken' cannot be made: .*Give another path"):
        write_bank(tmp_path / "taken", people=10)
