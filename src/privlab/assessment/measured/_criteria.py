"""The nine criteria of the European authorities (WP248 rev.01) for an assessment to be due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab._documents import Paragraph
from privlab.assessment._saying import listing, table
from privlab.assessment.declared._what import fields, special_categories, tables
from privlab.assessment.declared._why import assessed
from privlab.assessment.declared._words import purpose_title, titled
from privlab.assessment.points._placing import columns_held, counts_held, findings_at
from privlab.language import N_, Joined, Message, counted
from privlab.policy import DIMENSION_LABELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from privlab._documents import Block
    from privlab.assessment._dossier import Dossier
    from privlab.language import Text
    from privlab.policy import Purpose
    from privlab.results import Finding

__all__ = ["Criterion", "criteria", "screened"]

# what the European authorities call highly personal: finances first
FINANCIAL = ("holdings", "charges", "income")
SCORING = "ScoringOfIndividuals"
UNDOCUMENTED = "undocumented_score"
MET = N_("met")
NOT_SHOWN = N_("not shown")
UNKNOWN = N_("not assessed")
HUMAN = N_("judged by people")
IN_PRINCIPLE = 2


@dataclass(frozen=True)
class Criterion:
    """One criterion: what is known of it, and whether that meets it; title and verdict marked."""

    title: str
    known: str | Text
    verdict: str


def criteria(dossier: Dossier) -> Iterator[Block]:
    """Yield the nine criteria with their facts, and what follows from those that are met."""
    if dossier.policy is None and not columns_held(dossier):
        return
    found = screened(dossier)
    yield table(
        N_("The nine criteria"),
        (N_("Criterion"), N_("What is known of it"), N_("By these facts")),
        [(Message(c.title), c.known, Message(c.verdict)) for c in found],
    )
    met = sum(criterion.verdict == MET for criterion in found)
    open_ = sum(criterion.verdict not in {MET, NOT_SHOWN} for criterion in found)
    said = counted(
        "{n} criterion is met by these facts; {open} are left to people or could not be judged.",
        "{n} criteria are met by these facts; {open} are left to people or could not be judged.",
        met,
        open=open_,
    )
    yield Paragraph(Joined((said, Message(_consequence(met))), " "))


def _consequence(met: int) -> str:
    if met >= IN_PRINCIPLE:
        return N_("From two criteria on, an assessment is required in principle.")
    if met == 1:
        return N_("One criterion may be enough: people judge whether an assessment is required.")
    return N_("An assessment is not shown to be required by what is known here.")


def screened(dossier: Dossier) -> tuple[Criterion, ...]:
    """Return the nine criteria, in the order of the guidelines."""
    return (
        _scoring(dossier),
        _automated(dossier),
        _open(N_("3. Systematic monitoring"), N_("events per person were not measured")),
        _personal(dossier),
        _scale(dossier),
        _joined(dossier),
        _open(N_("7. Vulnerable people"), N_("minors were not counted")),
        Criterion(N_("8. Innovative use"), "—", HUMAN),
        _open(N_("9. A right or a service refused"), N_("refusals were not counted")),
    )


def _open(title: str, why: str) -> Criterion:
    return Criterion(title, Message(why), UNKNOWN)


def _scoring(dossier: Dossier) -> Criterion:
    title = N_("1. Evaluation or scoring")
    declared = dict(fields(dossier))
    scores = [
        titled(name, declared.get(name))
        for name, dimension in _dimensions(dossier).items()
        if dimension == "profitability"
    ]
    bare = [f for f in _judged(dossier) if f.rule == UNDOCUMENTED]
    facts = {
        N_("purposes: {names}"): _purposes(dossier, lambda purpose: purpose.is_a(SCORING)),
        N_("columns: {names}"): listing(scores, most=8) if scores else "",
        N_("found: {names}"): Joined(tuple(bare), " ") if bare else "",
    }
    known = _from_facts(title, facts, declared=dossier.policy is not None)
    record = None if dossier.policy is None else dossier.policy.records.scores
    if known.verdict == NOT_SHOWN and record is not None:
        said = Message("scores are recorded in {tables} and not counted", {"tables": record.table})
        return Criterion(title, said, UNKNOWN)
    return known


def _purposes(dossier: Dossier, which: Callable[[Purpose], bool]) -> str | Text:
    named = [
        purpose_title(dossier, key) for key, purpose in assessed(dossier).items() if which(purpose)
    ]
    return listing(named) if named else ""


def _automated(dossier: Dossier) -> Criterion:
    title = N_("2. Automated decision with a serious effect")
    if dossier.policy is None:
        return _open(title, N_("no policy was given"))
    deciding = _purposes(dossier, lambda purpose: bool(purpose.automated_decision))
    found = [f for f in _judged(dossier) if f.rule != UNDOCUMENTED]
    recorded = _recorded_decisions(dossier)
    if not deciding and found:
        # that decisions are automated is found; whether their effect is serious is not
        return Criterion(title, Joined(tuple(found), " "), HUMAN)
    if not deciding and recorded:
        said = {"tables": listing(recorded)}
        words = Message("decisions are recorded in {tables} and not counted", said)
        return Criterion(title, words, UNKNOWN)
    return _from_facts(title, {N_("purposes: {names}"): deciding})


def _recorded_decisions(dossier: Dossier) -> tuple[str, ...]:
    """Return the tables whose rows may say that a decision was automated."""
    if dossier.policy is None:
        return ()
    kept = dossier.policy.records
    tables = [] if kept.decisions is None else [kept.decisions.table]
    if kept.scores is not None and kept.scores.automated is not None:
        tables.append(kept.scores.table)
    return tuple(dict.fromkeys(tables))


def _judged(dossier: Dossier) -> list[Finding]:
    """Return what was found of scores and automated decisions."""
    found = findings_at(dossier, "automated")
    return [finding for finding in found if finding.severity in {"breach", "warning", "note"}]


def _personal(dossier: Dossier) -> Criterion:
    special = special_categories(dossier)
    held = set(_dimensions(dossier).values())
    money = [Message(DIMENSION_LABELS[name]) for name in FINANCIAL if name in held]
    facts = {
        N_("special categories: {names}"): listing(special) if special else "",
        N_("life dimensions: {names}"): listing(money) if money else "",
    }
    title = N_("4. Sensitive or highly personal data")
    return _from_facts(title, facts, declared=dossier.policy is not None or bool(held))


def _scale(dossier: Dossier) -> Criterion:
    title = N_("5. Large scale")
    people = counts_held(dossier, "n_units")
    if not people:
        return _open(title, N_("people were not counted"))
    return Criterion(title, Joined(people, ", "), HUMAN)


def _joined(dossier: Dossier) -> Criterion:
    title = N_("6. Data sets matched or combined")
    if dossier.policy is None:
        return _open(title, N_("no policy was given"))
    of_population: dict[str, list[str]] = {}
    for name, resource in tables(dossier).items():
        if resource.population is not None:
            of_population.setdefault(resource.population, []).append(name)
    joined = [name for names in of_population.values() if len(names) > 1 for name in names]
    shown = listing(joined, most=8) if joined else ""
    return _from_facts(title, {N_("tables of the same people: {names}"): shown})


def _from_facts(title: str, facts: Mapping[str, str | Text], *, declared: bool = True) -> Criterion:
    said = tuple(Message(words, {"names": n}) for words, n in facts.items() if n)
    if said:
        return Criterion(title, Joined(said, " · "), MET)
    if not declared:
        return _open(title, N_("nothing was declared"))
    # a declaration does not show that something is absent
    silent = Message("nothing of it is declared; the data were not searched for it")
    return Criterion(title, silent, NOT_SHOWN)


def _dimensions(dossier: Dossier) -> Mapping[str, str]:
    """Return the life dimension of each column, as the policy declares it or else as is held."""
    if dossier.policy is not None:
        return {name: c.dimension for name, c in fields(dossier) if c.dimension is not None}
    return {
        column.name: column.dimension
        for column in columns_held(dossier)
        if column.dimension is not None
    }
