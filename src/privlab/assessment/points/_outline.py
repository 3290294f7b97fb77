"""The outline of the report: the order of the EDPB template for impact assessments (2026).

Numbers are those of the template (version 1.0, adopted on 10 March 2026 for consultation);
titles are ours.
"""

from __future__ import annotations

from dataclasses import dataclass

from privlab.language import N_

__all__ = ["OUTLINE", "Item", "Section"]


@dataclass(frozen=True)
class Item:
    """A numbered place of the report."""

    number: str
    title: str


@dataclass(frozen=True)
class Section:
    """A chapter of the report; `article` is the text that asks for it."""

    number: str
    title: str
    article: str
    items: tuple[Item, ...]


OUTLINE = (
    Section(
        "0",
        N_("Overview of the processing"),
        "GDPR Art. 35(1)",
        (
            Item("0.1", N_("Controller")),
            Item("0.2", N_("Processors and their processors")),
            Item("0.3", N_("Name of the processing")),
            Item("0.4", N_("Planning")),
            Item("0.5", N_("Why an assessment is due")),
        ),
    ),
    Section(
        "1",
        N_("Systematic description"),
        "GDPR Art. 35(7)(a)",
        (
            Item("1.1.a", N_("Personal data processed")),
            Item("1.1.b", N_("Purposes")),
            Item("1.1.c", N_("Secondary uses")),
            Item("1.1.d", N_("Nature, scope and context")),
            Item("1.2", N_("Phases of the processing")),
            Item("1.3", N_("Means and supporting assets")),
            Item("1.4", N_("Codes of conduct")),
        ),
    ),
    Section(
        "2",
        N_("Analysis"),
        "GDPR Art. 35(7)(b)",
        (
            Item("2.1.a", N_("Legal basis")),
            Item("2.1.b", N_("Reasons for special categories")),
            Item("2.2.a", N_("Minimisation and retention")),
            Item("2.2.b", N_("Quality of the data")),
            Item("2.3.a", N_("Measures: principles")),
            Item("2.3.b", N_("Measures: rights of people")),
            Item("2.3.c", N_("Measures: consent, processors, transfers")),
            Item("2.3.d", N_("Measures: by design and by default")),
            Item("2.3.e", N_("Measures: security")),
        ),
    ),
    Section(
        "3",
        N_("Necessity and proportionality"),
        "GDPR Art. 35(7)(b)",
        (
            Item("3.1", N_("Impacts inherent in the design")),
            Item("3.2", N_("Necessity")),
            Item("3.3", N_("Proportionality")),
        ),
    ),
    Section(
        "4",
        N_("Risks and how they are treated"),
        "GDPR Art. 35(7)(c), Art. 35(7)(d)",
        (
            Item("4.1.a", N_("Feared events")),
            Item("4.1.b", N_("Method")),
            Item("4.1.c", N_("Inherent risk")),
            Item("4.2.a", N_("Mitigating measures")),
            Item("4.2.b", N_("Residual risk")),
            Item("4.2.c", N_("Action plan")),
        ),
    ),
    Section(
        "5",
        N_("Interested parties"),
        "GDPR Art. 35(2), Art. 35(9)",
        (
            Item("5.1", N_("Opinion of the data protection officer")),
            Item("5.2", N_("Views of the people concerned")),
        ),
    ),
    Section(
        "6",
        N_("Conclusion"),
        "GDPR Art. 36",
        (Item("6", N_("Decision")),),
    ),
)
