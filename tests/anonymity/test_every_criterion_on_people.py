"""Every criterion on people with several rows, against loops that follow the definitions."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import given, settings, strategies as st

import privlab

# (person, class, salary): classes of 4, 5 and 3 people in 13 rows; e is in A and in B
ROWS = [
    *(("a", "A", 1), ("b", "A", 1), ("c", "A", 2), ("e", "A", 3)),
    *(("e", "B", 2), ("f", "B", 2), ("g", "B", 3), ("h", "B", 1), ("i", "B", None)),
    *(("j", "C", 3), ("k", "C", 3), ("l", "C", None), ("j", "C", 1)),
]


def opened(rows):
    frame = pd.DataFrame(rows, columns=["id", "town", "salary"]).astype({"salary": "Int64"})
    return privlab.dataset(frame, person="id", quasi_identifiers=["town"], sensitive=["salary"])


def towns_of(check):
    """Return the town of each class, in the order of the classes."""
    labels = check.data.keys(check.quasi_identifiers).codings[0].labels.to_pylist()
    return [labels[code] for code in check.classes.codes("town").tolist()]


def worth(value):
    """Give a missing value its place after the highest."""
    return (1, 0) if value is None else (0, value)


class Naive:
    """Who has what where: sets of people, and one loop a definition."""

    def __init__(self, rows):
        self.people = {}
        self.have = {}
        self.whole = {}
        for person, town, value in rows:
            self.people.setdefault(town, set()).add(person)
            self.have.setdefault(town, {}).setdefault(value, set()).add(person)
            self.whole.setdefault(value, set()).add(person)
        self.values = sorted(self.whole, key=worth)
        pairs = sum(len(who) for who in self.whole.values())
        self.q = {value: len(who) / pairs for value, who in self.whole.items()}

    def shares(self, town):
        counts = {value: len(who) for value, who in self.have[town].items()}
        return {value: n / sum(counts.values()) for value, n in counts.items()}

    def worst(self, criterion):
        one = {town: getattr(self, criterion)(town) for town in self.people}
        lowest = criterion in {"k", "distinct_l", "entropy_l"}
        return (min if lowest else max)(one.values()), one

    def people_in(self, towns):
        return len(set().union(*(self.people[town] for town in towns)))

    def k(self, town):
        return len(self.people[town])

    def alpha(self, town):
        return max(len(who) for who in self.have[town].values()) / self.k(town)

    def distinct_l(self, town):
        return len(self.have[town])

    def entropy_l(self, town):
        return math.exp(-sum(p * math.log(p) for p in self.shares(town).values()))

    def recursive_c(self, town):
        counts = sorted((len(who) for who in self.have[town].values()), reverse=True)
        return counts[0] / sum(counts[1:]) if len(counts) > 1 else math.inf

    def t(self, town):
        p, carried, moved = self.shares(town), 0.0, 0.0
        for value in self.values:
            carried += p.get(value, 0) - self.q[value]
            moved += abs(carried)
        return moved / (len(self.values) - 1) if len(self.values) > 1 else 0.0

    def delta_disclosure(self, town):
        p = self.shares(town)
        if len(p) < len(self.values):
            return math.inf
        return max(abs(math.log(p[value] / self.q[value])) for value in p)

    def basic_beta(self, town):
        gains = [(p - self.q[v]) / self.q[v] for v, p in self.shares(town).items()]
        return max(0.0, *gains)

    def enhanced_beta(self, town):
        worst = 0.0
        for value, p in self.shares(town).items():
            gain = (p - self.q[value]) / self.q[value]
            if gain > -math.log(self.q[value]) + 1e-12:
                return math.inf
            worst = max(worst, gain)
        return worst


CRITERIA = [
    "alpha",
    "distinct_l",
    "entropy_l",
    "recursive_c",
    "t",
    "delta_disclosure",
    "basic_beta",
    "enhanced_beta",
]


def test_thirteen_rows_give_the_numbers_worked_out_by_hand():
    check = privlab.check_anonymity(opened(ROWS), k=4)
    found = check.sensitive["salary"]
    # people by value in A, B, C: 1: 2 1 1, 2: 1 2 0, 3: 1 1 2, missing: 0 1 1
    # people by value in the table: 1: a b h j, 2: c e f, 3: e g j k, missing: i l; 13 in all
    assert (check.k, check.k_violations(4), check.classes_below(5)) == (3, 3, 2)
    assert found.alpha == pytest.approx(2 / 3, abs=1e-9)  # C, 3
    assert found.distinct_l == 3
    assert found.entropy_l == pytest.approx(math.exp(1.5 * math.log(2)), abs=1e-9)  # A or C
    assert found.recursive_c(2) == pytest.approx(1, abs=1e-9)  # A, 2 against 2
    assert found.recursive_c(4) == math.inf
    # A against the table, cumulated: 1/2 - 4/13, 3/4 - 7/13, 1 - 11/13; by 3 steps
    # C: 1/4 - 4/13, 1/4 - 7/13, 3/4 - 11/13
    assert found.t == pytest.approx((5 / 26 + 11 / 52 + 2 / 13) / 3, abs=1e-9)
    assert found.delta_disclosure == math.inf
    # 2 is 2/5 of B against 3/13, a gain of 11/15, below ln(13/3)
    assert found.delta_of_present == pytest.approx(math.log(26 / 15), abs=1e-9)
    assert found.basic_beta == pytest.approx(11 / 15, abs=1e-9)
    assert found.enhanced_beta == pytest.approx(11 / 15, abs=1e-9)


def test_the_distance_in_a_tree_by_hand():
    names = {1: "one", 2: "two", 3: "three", None: None}
    rows = [(person, town, names[value]) for person, town, value in ROWS]
    frame = pd.DataFrame(rows, columns=["id", "town", "salary"])
    data = privlab.dataset(frame, person="id", quasi_identifiers=["town"], sensitive=["salary"])
    tree = privlab.Hierarchy.from_rows(
        [["one", "low", "*"], ["two", "low", "*"], ["three", "high", "*"]]
    )
    check = privlab.check_anonymity(data, distances={"salary": tree})
    found = dict(zip(towns_of(check), check.sensitive["salary"].by_class.of("t"), strict=True))
    # over the top at 1: what low, high and missing have too much; inside low at 1/2: what one of
    # its two values has too much and the other too little
    assert found["A"] == pytest.approx(3 / 4 - 7 / 13, abs=1e-9)  # both have too much
    inside = min(4 / 13 - 1 / 5, 2 / 5 - 3 / 13)
    assert found["B"] == pytest.approx((3 / 5 - 7 / 13) + (1 / 5 - 2 / 13) + inside / 2, abs=1e-9)
    assert found["C"] == pytest.approx(7 / 13 - 1 / 4, abs=1e-9)  # both have too little


@pytest.mark.parametrize(
    ("criterion", "threshold", "towns"),
    [
        ("alpha", 0.6, ["C"]),
        ("alpha", 0.45, ["A", "C"]),
        ("distinct_l", 4, ["A", "C"]),
        ("entropy_l", 3, ["A", "C"]),
        ("recursive_c", 1, ["A", "C"]),
        ("t", 0.14, ["A", "C"]),
        ("t", 0.15, ["A"]),
        ("delta_disclosure", 5, ["A", "C"]),
        ("delta_disclosure", 0.2, ["A", "B", "C"]),
        ("basic_beta", 0.74, []),
        ("basic_beta", 0.62, ["A", "B", "C"]),
        ("enhanced_beta", 0.7, ["B"]),
    ],
)
def test_violations_of_thirteen_rows_in_classes_and_people(criterion, threshold, towns):
    check = privlab.check_anonymity(opened(ROWS))
    broken = check.sensitive["salary"].violations(criterion, threshold)
    assert sorted(towns_of(check)[place] for place in broken.classes) == towns
    # e is in A and in B and counts once
    assert broken.n_people == (Naive(ROWS).people_in(towns) if towns else 0)


people_rows = st.lists(
    st.tuples(
        st.sampled_from("abcdefgh"),
        st.sampled_from(["A", "B", "C", None]),
        st.sampled_from([1, 2, 5, None]),
    ),
    min_size=1,
    max_size=25,
)


@settings(max_examples=40, deadline=None)
@given(people_rows)
def test_people_with_several_rows_and_missing_values_follow_the_definitions(rows):
    check = privlab.check_anonymity(opened(rows))
    naive = Naive(rows)
    assert check.k == naive.worst("k")[0]
    for k in (1, 2, 3):
        small = [town for town, size in naive.worst("k")[1].items() if size < k]
        assert check.classes_below(k) == len(small)
        assert check.k_violations(k) == (naive.people_in(small) if small else 0)
    found = check.sensitive["salary"]
    for criterion in CRITERIA:
        worst, _ = naive.worst(criterion)
        ours = found.recursive_c(2) if criterion == "recursive_c" else getattr(found, criterion)
        assert ours == pytest.approx(worst, abs=1e-9), criterion


@settings(max_examples=25, deadline=None)
@given(people_rows, st.sampled_from(["alpha", "recursive_c", "basic_beta", "t"]))
def test_violations_are_the_classes_and_people_of_the_definitions(rows, criterion):
    naive = Naive(rows)
    _, values = naive.worst(criterion)
    # halfway between two values, where rounding decides nothing
    broken = [town for town, value in values.items() if value > 0.3371]
    found = privlab.check_anonymity(opened(rows)).sensitive["salary"].violations(criterion, 0.3371)
    assert found.n_classes == len(broken)
    assert found.n_people == (naive.people_in(broken) if broken else 0)


@settings(max_examples=25, deadline=None)
@given(people_rows, st.data())
def test_a_population_of_people_follows_the_definitions(rows, drawn):
    naive = Naive(rows)
    kept = drawn.draw(st.sets(st.integers(0, len(rows) - 1), min_size=1))
    sample = Naive([rows[place] for place in sorted(kept)])
    check = privlab.check_anonymity(
        opened([rows[place] for place in sorted(kept)]), population_table=opened(rows)
    )
    shares = [len(sample.people.get(town, ())) / naive.k(town) for town in naive.people]
    assert check.k_map == min(naive.k(town) for town in sample.people)
    assert check.delta_presence == pytest.approx((min(shares), max(shares)), abs=1e-9)
