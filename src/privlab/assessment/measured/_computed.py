"""Points whose text comes from the assessment itself, rather than from a declaration."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from privlab.assessment.declared._titles import purpose_title
from privlab.assessment.declared._what import tables
from privlab.assessment.declared._who import recipients
from privlab.assessment.declared._words import (
    country_text,
    duty_text,
    facts,
    listing,
    table,
    use_text,
)
from privlab.assessment.measured._comparison import after_treatment, comparison, without_counterpart
from privlab.assessment.measured._likelihood import proposed_likelihood, rule_text
from privlab.assessment.points._found import finding_blocks
from privlab.assessment.points._placing import inventories, ranked
from privlab.assessment.points._plan import known_rule
from privlab.documents import (
    Note,
    Paragraph,
    Points,
    article_text,
    blocks_of,
)
from privlab.language import N_, Message, Share, format_value, translate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from privlab.assessment._assessment import Assessment
    from privlab.documents import Block

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


def name(assessment: Assessment, language: str) -> Iterator[Block]:
    """Yield what is assessed, for which purpose, under which policy."""
    rows: list[tuple[str, object]] = []
    if assessment.subject:
        rows.append((N_("Processing"), assessment.subject))
    policy = assessment.policy
    if policy is not None:
        rows.append((N_("Policy"), policy.name))
    if policy is not None and assessment.purpose is not None:
        told = policy.purposes[assessment.purpose]
        named = purpose_title(assessment.purpose, told.description, language)
        said = f"{named} — {use_text(told.dpv, language)}"
        rows.append((N_("Purpose assessed"), said))
    elif assessment.purpose is not None:
        rows.append((N_("Purpose assessed"), assessment.purpose))
    if rows:
        yield facts(rows, language)


def planning(assessment: Assessment, language: str) -> Iterator[Block]:
    """Yield the day of judgement."""
    if assessment.as_of is not None:
        yield facts([(N_("Day of judgement"), assessment.as_of)], language)


def nature(assessment: Assessment, language: str) -> Iterator[Block]:
    """Yield how many people, how many tables, in how many countries."""
    rows: list[tuple[str, object]] = []
    for held in inventories(assessment):
        read = (held.figure(key) for key in ("n_units", "n_rows", "n_columns"))
        rows += [(figure.label, figure.text(language)) for figure in read]
    policy = assessment.policy
    if policy is not None:
        served = tables(assessment).values()
        populations = dict.fromkeys(one.population for one in served if one.population)
        rows.append((N_("Populations"), listing(populations, language)))
        receiving = recipients(assessment)
        countries = dict.fromkeys(country_text(one.country, language) for one in receiving)
        rows.append((N_("Countries of the recipients"), listing(countries, language)))
    if rows:
        yield facts(rows, language)


def principles(assessment: Assessment, language: str) -> Iterator[Block]:
    """Yield every rule that spoke, and those that no other point knows."""
    found = ranked(assessment.findings)
    # people counts of several findings do not add up: only findings are counted
    spoke = Counter((f.rule, f.severity_text(language), f.article) for f in found)
    if found:
        yield table(
            N_("Duties that gave a finding"),
            (N_("Rule"), N_("Severity"), N_("Article"), N_("Findings")),
            [
                (duty_text(rule, language), severity, article_text(article, language), n)
                for (rule, severity, article), n in spoke.items()
            ],
            language,
            right=(3,),
        )
    loud = {finding.rule for finding in found}
    silent = [rule for rule in assessment.rules if rule not in loud]
    if silent:
        named = tuple(duty_text(rule, language) for rule in silent)
        yield Points(translate(N_("Duties judged without a finding"), language), named)
    unknown = [finding for finding in found if not known_rule(finding.rule)]
    yield from finding_blocks(unknown, language)


def design(assessment: Assessment, language: str) -> Iterator[Block]:
    """Yield the thresholds that the company set itself."""
    if assessment.policy is None:
        return
    thresholds = assessment.policy.thresholds
    yield facts(
        [
            (N_("Smallest group that may leave"), thresholds.k),
            (
                N_("Highest risk of re-identification accepted"),
                Share(thresholds.max_reidentification),
            ),
            (N_("Epsilon of a population"), thresholds.epsilon),
        ],
        language,
    )


def security(assessment: Assessment, language: str) -> Iterator[Block]:
    """Yield which measures of section 4.2.a are about security."""
    rows: list[tuple[str, object]] = []
    if assessment.released:
        rows.append((N_("Treatment of what is released"), translate(N_("measured"), language)))
    if assessment.budget:
        spent = [
            f"{line.population} — {format_value(line.spent_epsilon, language)} / "
            f"{format_value(line.epsilon, language)}"
            for line in assessment.budget
            if not line.purpose and not line.actor
        ]
        rows.append((N_("Epsilon spent, of epsilon allowed"), listing(spent, language)))
    if assessment.head:
        rows.append((N_("Head of the register"), assessment.head))
    if rows:
        yield facts(rows, language)


def method(assessment: Assessment, language: str) -> Iterator[Block]:  # noqa: ARG001 - one shape
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
        yield Paragraph(translate(sentence, language))
    yield Paragraph(rule_text().text(language))
    yield Note(
        translate(
            N_(
                "Figures are exact counts; they are not differentially private and are meant for "
                "the people in charge of this assessment."
            ),
            language,
        )
    )


def residual(assessment: Assessment, language: str) -> Iterator[Block]:
    """Yield what is left after the treatment, and the likelihood that the rule proposes."""
    compared = comparison(assessment, language)
    yield from compared
    for result in without_counterpart(assessment):
        yield from blocks_of(result, language, level=5)
    if after_treatment(assessment):
        versions = [
            listing(dict.fromkeys(r.provenance.data_version for r in results), language)
            for results in (assessment.results, assessment.released)
        ]
        said = Message(
            "Before: data version {before}. After: data version {after}.",
            {"before": versions[0], "after": versions[1]},
        )
        yield Note(said.text(language))
        yield Paragraph(proposed_likelihood(assessment.released).why.text(language))
        yield Note(rule_text().text(language))


def plan(assessment: Assessment, language: str) -> Iterator[Block]:
    """Yield what is to be mended, with room for who does it and by when."""
    open_ = [f for f in ranked(assessment.findings) if f.severity in {"breach", "warning"}]
    if open_:
        yield table(
            N_("Actions, to be completed by the controller"),
            (N_("What was found"), N_("Severity"), N_("Owner"), N_("Due on")),
            [(f.text(language), f.severity_text(language), "…", "…") for f in open_],
            language,
        )
