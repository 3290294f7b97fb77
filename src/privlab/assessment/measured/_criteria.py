"""The nine criteria of the European authorities (WP248 rev.01) for an assessment to be due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab.assessment.declared._titles import purpose_title, titled
from privlab.assessment.declared._what import fields, tables
from privlab.assessment.declared._why import assessed
from privlab.assessment.declared._words import listing, special_text, table
from privlab.assessment.points._placing import findings_at, inventories
from privlab.assessment.points._plan import POINTS
from privlab.documents import Paragraph
from privlab.language import N_, Message, counted, translate
from privlab.policy import dimension_label

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from privlab.assessment._assessment import Assessment
    from privlab.documents import Block
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
    """One criterion: what is known of it, and whether that meets it."""

    title: str
    known: str
    verdict: str


def criteria(assessment: Assessment, language: str) -> Iterator[Block]:
    """Yield the nine criteria with their facts, and what follows from those that are met."""
    found = screened(assessment, language)
    if assessment.policy is None and not inventories(assessment):
        return
    yield table(
        N_("The nine criteria"),
        (N_("Criterion"), N_("What is known of it"), N_("By these facts")),
        [(c.title, c.known, translate(c.verdict, language)) for c in found],
        language,
    )
    met = sum(criterion.verdict == MET for criterion in found)
    open_ = sum(criterion.verdict not in {MET, NOT_SHOWN} for criterion in found)
    said = counted(
        "{n} criterion is met by these facts; {open} are left to people or could not be judged.",
        "{n} criteria are met by these facts; {open} are left to people or could not be judged.",
        met,
        open=open_,
    )
    yield Paragraph(f"{said.text(language)} {translate(_consequence(met), language)}")


def _consequence(met: int) -> str:
    if met >= IN_PRINCIPLE:
        return N_("From two criteria on, an assessment is required in principle.")
    if met == 1:
        return N_("One criterion may be enough: people judge whether an assessment is required.")
    return N_("An assessment is not shown to be required by what is known here.")


def screened(assessment: Assessment, language: str) -> tuple[Criterion, ...]:
    """Return the nine criteria, in the order of the guidelines."""
    return (
        _scoring(assessment, language),
        _automated(assessment, language),
        _open(N_("3. Systematic monitoring"), N_("events per person were not measured"), language),
        _personal(assessment, language),
        _scale(assessment, language),
        _joined(assessment, language),
        _open(N_("7. Vulnerable people"), N_("minors were not counted"), language),
        Criterion(translate(N_("8. Innovative use"), language), "—", HUMAN),
        _open(N_("9. A right or a service refused"), N_("refusals were not counted"), language),
    )


def _open(title: str, why: str, language: str) -> Criterion:
    return Criterion(translate(title, language), translate(why, language), UNKNOWN)


def _scoring(assessment: Assessment, language: str) -> Criterion:
    title = translate(N_("1. Evaluation or scoring"), language)
    scoring = [
        purpose_title(key, purpose.description, language)
        for key, purpose in assessed(assessment).items()
        if purpose.is_a(SCORING)
    ]
    declared = dict(fields(assessment))
    scores = [
        titled(name, declared.get(name), language)
        for name, dimension in _dimensions(assessment).items()
        if dimension == "profitability"
    ]
    bare = [f.text(language) for f in _judged(assessment) if f.rule == UNDOCUMENTED]
    known = _from_facts(
        title,
        [
            (N_("purposes: {names}"), listing(scoring, language) if scoring else ""),
            (N_("columns: {names}"), listing(scores, language, most=8) if scores else ""),
            (N_("found: {names}"), " ".join(bare)),
        ],
        language,
        declared=assessment.policy is not None,
    )
    record = None if assessment.policy is None else assessment.policy.records.scores
    if known.verdict == NOT_SHOWN and record is not None:
        said = Message("scores are recorded in {tables} and not counted", {"tables": record.table})
        return Criterion(title, said.text(language), UNKNOWN)
    return known


def _automated(assessment: Assessment, language: str) -> Criterion:
    title = translate(N_("2. Automated decision with a serious effect"), language)
    if assessment.policy is None:
        why = translate(N_("no policy was given"), language)
        return Criterion(title, why, UNKNOWN)
    keys = [
        purpose_title(key, purpose.description, language)
        for key, purpose in assessed(assessment).items()
        if purpose.automated_decision
    ]
    found = [f.text(language) for f in _judged(assessment) if f.rule != UNDOCUMENTED]
    recorded = _recorded_decisions(assessment)
    if not keys and found:
        # that decisions are automated is found; whether their effect is serious is not
        return Criterion(title, " ".join(found), HUMAN)
    if not keys and recorded:
        said = {"tables": listing(recorded, language)}
        words = Message("decisions are recorded in {tables} and not counted", said)
        return Criterion(title, words.text(language), UNKNOWN)
    return _from_facts(
        title, [(N_("purposes: {names}"), listing(keys, language) if keys else "")], language
    )


def _recorded_decisions(assessment: Assessment) -> tuple[str, ...]:
    """Return the tables whose rows may say that a decision was automated."""
    if assessment.policy is None:
        return ()
    kept = assessment.policy.records
    tables = [] if kept.decisions is None else [kept.decisions.table]
    if kept.scores is not None and kept.scores.automated is not None:
        tables.append(kept.scores.table)
    return tuple(dict.fromkeys(tables))


def _judged(assessment: Assessment) -> list[Finding]:
    """Return what was found of scores and automated decisions."""
    found = findings_at(assessment, POINTS["automated"])
    return [finding for finding in found if finding.severity in {"breach", "warning", "note"}]


def _personal(assessment: Assessment, language: str) -> Criterion:
    title = translate(N_("4. Sensitive or highly personal data"), language)
    special = dict.fromkeys(
        special_text(column.special, language)
        for _, column in fields(assessment)
        if column.special is not None
    )
    held = set(_dimensions(assessment).values())
    money = [dimension_label(name, language) for name in FINANCIAL if name in held]
    return _from_facts(
        title,
        [
            (N_("special categories: {names}"), listing(special, language) if special else ""),
            (N_("life dimensions: {names}"), listing(money, language) if money else ""),
        ],
        language,
        declared=assessment.policy is not None or bool(held),
    )


def _scale(assessment: Assessment, language: str) -> Criterion:
    title = translate(N_("5. Large scale"), language)
    people = [held.figure("n_units") for held in inventories(assessment)]
    if not people:
        return Criterion(title, translate(N_("people were not counted"), language), UNKNOWN)
    return Criterion(title, ", ".join(figure.text(language) for figure in people), HUMAN)


def _joined(assessment: Assessment, language: str) -> Criterion:
    title = translate(N_("6. Data sets matched or combined"), language)
    if assessment.policy is None:
        return Criterion(title, translate(N_("no policy was given"), language), UNKNOWN)
    of_population: dict[str, list[str]] = {}
    for name, resource in tables(assessment).items():
        if resource.population is not None:
            of_population.setdefault(resource.population, []).append(name)
    joined = [name for names in of_population.values() if len(names) > 1 for name in names]
    shown = listing(joined, language, most=8) if joined else ""
    return _from_facts(title, [(N_("tables of the same people: {names}"), shown)], language)


def _from_facts(
    title: str, facts: list[tuple[str, str]], language: str, *, declared: bool = True
) -> Criterion:
    said = [Message(words, {"names": names}).text(language) for words, names in facts if names]
    if said:
        return Criterion(title, " · ".join(said), MET)
    if not declared:
        return Criterion(title, translate(N_("nothing was declared"), language), UNKNOWN)
    # a declaration does not show that something is absent
    silent = translate(N_("nothing of it is declared; the data were not searched for it"), language)
    return Criterion(title, silent, NOT_SHOWN)


def _dimensions(assessment: Assessment) -> Mapping[str, str]:
    """Return the life dimension of each column, as the policy declares it or else as is held."""
    if assessment.policy is not None:
        return {name: c.dimension for name, c in fields(assessment) if c.dimension is not None}
    return {
        column: dimension
        for held in inventories(assessment)
        for column, dimension in zip(held.columns["column"], held.columns["dimension"], strict=True)
        if isinstance(dimension, str)
    }
