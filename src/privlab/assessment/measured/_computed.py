"""Points whose text comes from the assessment itself, rather than from a declaration."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from privlab._documents import Points
from privlab.assessment._saying import facts, listing, note, paragraph, table
from privlab.assessment.declared._what import tables
from privlab.assessment.declared._who import recipients
from privlab.assessment.declared._words import duty_text, purpose_title, use_text
from privlab.assessment.measured._likelihood import proposed_likelihood, rule_text
from privlab.assessment.measured._results import result_blocks
from privlab.assessment.measured._treatment import after_treatment, comparison, without_counterpart
from privlab.assessment.points._placing import counts_held, finding_blocks, ranked, rules_at
from privlab.language import N_, Country, Joined, Message, Share
from privlab.results import SEVERITIES, Article

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlab._documents import Block
    from privlab.assessment._dossier import Dossier

__all__ = [
    "design",
    "method",
    "name",
    "nature",
    "plan",
    "planning",
    "principles",
    "residual",
    "security",
]


def name(dossier: Dossier) -> Iterator[Block]:
    """Yield what is assessed, for which purpose, under which policy."""
    rows: list[tuple[str, object]] = []
    if dossier.subject:
        rows.append((N_("Processing"), dossier.subject))
    policy = dossier.policy
    if policy is not None:
        rows.append((N_("Policy"), policy.name))
    if policy is not None and dossier.purpose is not None:
        told = policy.purposes[dossier.purpose]
        named = (purpose_title(dossier, dossier.purpose), use_text(told.dpv))
        rows.append((N_("Purpose assessed"), Joined(named, " — ")))
    elif dossier.purpose is not None:
        rows.append((N_("Purpose assessed"), dossier.purpose))
    if rows:
        yield facts(rows)


def planning(dossier: Dossier) -> Iterator[Block]:
    """Yield the day of judgement."""
    if dossier.as_of is not None:
        yield facts([(N_("Day of judgement"), dossier.as_of)])


def nature(dossier: Dossier) -> Iterator[Block]:
    """Yield how many people, how many tables, in how many countries."""
    rows: list[tuple[str, object]] = []
    counts = counts_held(dossier, "n_units", "n_rows", "n_columns")
    rows += [(figure.label, figure) for figure in counts]
    policy = dossier.policy
    if policy is not None:
        served = tables(dossier).values()
        populations = dict.fromkeys(one.population for one in served if one.population)
        rows.append((N_("Populations"), listing(populations)))
        countries = dict.fromkeys(Country(one.country) for one in recipients(dossier))
        rows.append((N_("Countries of the recipients"), listing(countries)))
    if rows:
        yield facts(rows)


def principles(dossier: Dossier) -> Iterator[Block]:
    """Yield every rule that spoke, and those that no other point knows."""
    found = ranked(dossier.findings)
    # people counts of several findings do not add up: only findings are counted
    spoke = Counter((f.rule, f.severity, f.article) for f in found)
    if found:
        yield table(
            N_("Duties that gave a finding"),
            (N_("Rule"), N_("Severity"), N_("Article"), N_("Findings")),
            [
                (duty_text(dossier, rule), Message(SEVERITIES[severity]), Article(article), n)
                for (rule, severity, article), n in spoke.items()
            ],
            right=(3,),
        )
    loud = {finding.rule for finding in found}
    silent = [rule for rule in dossier.rules if rule not in loud]
    if silent:
        named = tuple(duty_text(dossier, rule) for rule in silent)
        yield Points(Message("Duties judged without a finding"), named)
    known = rules_at(dossier)
    unknown = [finding for finding in found if finding.rule not in known]
    yield from finding_blocks(unknown)


def design(dossier: Dossier) -> Iterator[Block]:
    """Yield the thresholds that the company set itself."""
    if dossier.policy is None:
        return
    thresholds = dossier.policy.thresholds
    highest = Share(thresholds.max_reidentification)
    rows: list[tuple[str, object]] = [
        (N_("Smallest group that may leave"), thresholds.k),
        (N_("Highest risk of re-identification accepted"), highest),
        (N_("Epsilon of a population"), thresholds.epsilon),
    ]
    yield facts(rows)


def security(dossier: Dossier) -> Iterator[Block]:
    """Yield which measures of section 4.2.a are about security."""
    rows: list[tuple[str, object]] = []
    if dossier.released:
        rows.append((N_("Treatment of what is released"), Message("measured")))
    if dossier.budget:
        spent = [
            Joined((line.population, " — ", line.spent_epsilon, " / ", line.epsilon))
            for line in dossier.budget
            if not line.purpose and not line.actor
        ]
        rows.append((N_("Epsilon spent, of epsilon allowed"), listing(spent)))
    if dossier.head:
        rows.append((N_("Head of the register"), dossier.head))
    if rows:
        yield facts(rows)


def method(_: Dossier) -> Iterator[Block]:
    """Yield how figures were made, what they cannot say, and the one rule that proposes a gauge."""
    for sentence in (
        N_(
            "Every figure was measured on the data by privlab; the assumptions and the provenance "
            "of each stand beside it. A figure is evidence, never the verdict: severity, "
            "likelihood and acceptability are judged by people."
        ),
        N_(
            "What was not measured is said to be not assessed and is never counted as good. The "
            "bench guards against honest mistakes; it does not stop someone who has access to the "
            "files."
        ),
        N_(
            "The order is that of the template of the European Data Protection Board (version 1.0, "
            "adopted on 10 March 2026 for consultation); titles are ours."
        ),
    ):
        yield paragraph(sentence)
    yield paragraph(rule_text())
    exact = N_(
        "Figures are exact counts; they are not differentially private and are meant for the "
        "people in charge of this assessment."
    )
    yield note(exact)


def residual(dossier: Dossier) -> Iterator[Block]:
    """Yield what is left after the treatment, and the likelihood that the rule proposes."""
    yield from comparison(dossier)
    for result in without_counterpart(dossier):
        yield from result_blocks(dossier, result)
    if after_treatment(dossier):
        versions = [
            listing(dict.fromkeys(r.provenance.data_version for r in results))
            for results in (dossier.results, dossier.released)
        ]
        said = Message(
            "Before: data version {before}. After: data version {after}.",
            {"before": versions[0], "after": versions[1]},
        )
        yield note(said)
        yield paragraph(proposed_likelihood(dossier.released).why)
        yield note(rule_text())


def plan(dossier: Dossier) -> Iterator[Block]:
    """Yield what is to be mended, with room for who does it and by when."""
    open_ = [f for f in ranked(dossier.findings) if f.severity in {"breach", "warning"}]
    if open_:
        yield table(
            N_("Actions, to be completed by the controller"),
            (N_("What was found"), N_("Severity"), N_("Owner"), N_("Due on")),
            [(f, f.severity_said, "…", "…") for f in open_],
        )
