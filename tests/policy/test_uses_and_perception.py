"""What a use weighs, how people see a column, how coarsely a purpose reads it."""

from __future__ import annotations

import pytest

from privlab.errors import ParameterError, PolicyError
from privlab.policy import USE_WEIGHTS, Policy

TEXT = """\
name: shop
privacy:
  # weighed with the works council
  use_weights: {contacts: 0.6, sale: 0.95}
  use_half: 6
  purposes:
    care: {dpv: CustomerCare, legal_basis: eu-gdpr:A6-1-b}
    score: {dpv: ScoringOfIndividuals, legal_basis: eu-gdpr:A6-1-f}
resources:
- name: clients
  path: clients.csv
  privacy: {person: id, population: clients}
  schema:
    fields:
    - {name: id, privacy: {role: direct_identifier, purposes: [care, score]}}
    # asked in March
    - name: pay
      privacy: {dimension: income, purposes: [score],
        perceived: {level: 1, source: "our survey, 607 clients", share: 0.9}}
    - name: postcode
      type: string
      privacy: {role: quasi_identifier,
        purposes: [care, score],
        generalised: {score: {level: 1, hierarchy: {kind: prefix, lengths: [2]}}}}
"""
LINE = TEXT[: TEXT.index("perceived")].count("\n") + 1


@pytest.fixture
def policy(tmp_path):
    return Policy.parse(TEXT, tmp_path / "datapackage.yaml")


def refused(text, tmp_path):
    with pytest.raises(PolicyError) as caught:
        Policy.parse(text, tmp_path / "datapackage.yaml")
    return str(caught.value)


def test_weights_are_read_where_the_file_says_them(policy):
    assert policy.use_weights == {"contacts": 0.6, "sale": 0.95}
    assert policy.use_half == 6


def test_a_policy_that_weighs_nothing_leaves_the_usual_weights(tmp_path):
    text = "".join(line for line in TEXT.splitlines(keepends=True) if "use_" not in line)
    silent = Policy.parse(text, tmp_path / "datapackage.yaml")
    assert silent.use_weights == {}
    assert silent.use_half == 4
    assert USE_WEIGHTS["contacts"] == 0.4


def test_an_unknown_signal_is_refused_with_its_line_and_the_nearest(tmp_path):
    said = refused(TEXT.replace("contacts: 0.6", "contact: 0.6"), tmp_path)
    assert said.startswith("datapackage.yaml, line 4:")
    assert "'contact' is not known. Did you mean 'contacts'?" in said


@pytest.mark.parametrize(
    ("weight", "sentence"),
    [
        ("1.0", "expected less than 1, not 1.0"),
        ("-0.1", "expected at least 0, not -0.1"),
        ("heavy", "expected a number, not 'heavy'"),
        (".nan", "expected a finite number"),
    ],
)
def test_a_weight_out_of_bounds_is_refused(weight, sentence, tmp_path):
    said = refused(TEXT.replace("0.95", weight), tmp_path)
    assert said.startswith("datapackage.yaml, line 4:")
    assert "'privacy.use_weights.sale' of the package" in said
    assert sentence in said


def test_half_a_weight_at_no_contact_is_refused(tmp_path):
    assert "expected more than 0" in refused(TEXT.replace("half: 6", "half: 0"), tmp_path)


def test_a_table_cannot_weigh_otherwise_than_the_package(tmp_path):
    text = TEXT.replace("population: clients}", "population: clients, use_half: 9}")
    assert "whatever the table: say it once" in refused(text, tmp_path)


def test_perception_has_a_level_a_source_and_a_line(policy):
    seen = policy.resources["clients"].fields["pay"].perceived
    assert (seen.level, seen.source, seen.share) == (1.0, "our survey, 607 clients", 0.9)
    assert seen.line == LINE
    assert policy.resources["clients"].fields["pay"].sensitivity == 0.75


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ("level: 1, source", "level: 0.8, source", "0.8 is not a sensitivity. Allowed: 0.25"),
        ('source: "our survey, 607 clients", ', "", "lacks 'source'"),
        ("share: 0.9", "share: 9", "expected at most 1, not 9"),
        ("perceived", "percieved", "Did you mean 'perceived'?"),
    ],
)
def test_a_perception_without_support_is_refused(before, after, sentence, tmp_path):
    said = refused(TEXT.replace(before, after), tmp_path)
    assert said.startswith(f"datapackage.yaml, line {LINE}:")
    assert sentence in said


def test_a_purpose_reads_a_column_coarsely(policy):
    coarse = policy.resources["clients"].fields["postcode"].generalised
    assert list(coarse) == ["score"]
    assert coarse["score"].level == 1
    assert dict(coarse["score"].hierarchy) == {"kind": "prefix", "lengths": [2]}


def test_a_column_is_not_generalised_for_a_purpose_that_does_not_read_it(tmp_path):
    said = refused(TEXT.replace("purposes: [care, score],\n", "purposes: [care],\n"), tmp_path)
    assert "is generalised for 'score', which does not read it" in said


def test_the_level_of_the_values_themselves_is_not_written(tmp_path):
    said = refused(TEXT.replace("score: {level: 1", "score: {level: 0"), tmp_path)
    assert "expected at least 1, not 0" in said


def test_weights_and_perceptions_are_edited_and_comments_stay(policy):
    changed = policy.with_changes({"privacy.use_weights.contacts": 0.2})
    changed = changed.with_field("clients", "pay", perceived={"level": 0.5, "source": "a poll"})
    assert "# weighed with the works council" in changed.text
    assert "# asked in March" in changed.text
    told = [change.path for change in policy.differences(changed)]
    assert told[0] == "privacy.use_weights.contacts"
    assert all("use_weights" in path or "pay.privacy.perceived" in path for path in told)


def test_the_least_of_a_purpose_is_a_difference_of_the_policy(policy):
    least = policy.with_least(
        "clients",
        "score",
        without=["pay"],
        generalised={"postcode": {"level": 2, "hierarchy": {"kind": "prefix", "lengths": [3, 2]}}},
    )
    fields = least.resources["clients"].fields
    assert fields["pay"].purposes == ()
    assert fields["postcode"].generalised["score"].level == 2
    assert fields["postcode"].purposes == ("care", "score")
    assert "# asked in March" in least.text
    paths = {change.path for change in policy.differences(least)}
    assert any(path.endswith("pay.privacy.purposes") for path in paths)
    assert any("postcode.privacy.generalised.score" in path for path in paths)


def test_a_column_that_leaves_a_purpose_is_no_longer_generalised_for_it(policy):
    least = policy.with_least("clients", "score", without=["postcode"])
    assert least.resources["clients"].fields["postcode"].generalised == {}
    assert least.resources["clients"].fields["postcode"].purposes == ("care",)


def test_what_the_purpose_does_not_read_stays_as_it_is(policy):
    assert policy.with_least("clients", "care", without=["pay"]).text == policy.text


def test_the_least_of_an_unknown_column_is_refused(policy):
    with pytest.raises(ParameterError, match="Did you mean 'postcode'"):
        policy.with_least("clients", "score", without=["post_code"])
