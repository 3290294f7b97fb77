"""What a score of risk says: its figures, and what was assumed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.language import N_, Message, Share
from privlab.results import Figure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from privlab.classes import ClassSizes
    from privlab.risk._attackers import Attacker
    from privlab.risk._records import ClassRisks
    from privlab.tables import Dataset

__all__ = [
    "assumptions_of",
    "candidate_figures",
    "class_figures",
    "household_figure",
    "population_figures",
]

MISSING: Mapping[str, Message] = {
    "own": Message("A missing value is a category of its own."),
    "wildcard": Message(
        "A missing value stands for any value: the size of a class is then the number whom a "
        "record could be, which no threshold of k may rest on."
    ),
    "sdcmicro": Message(
        "Missing values are counted as sdcMicro counts them, which no threshold of k may rest on."
    ),
}


RISKS: Mapping[str, Mapping[str, str]] = {
    "prosecutor": {
        "highest": N_("Highest risk of being recognised"),
        "average": N_("Average risk of being recognised"),
        "at_risk": N_("Share above the risk threshold"),
    },
    "journalist": {
        "highest": N_("Highest risk, when it is not known who is in the table"),
        "average": N_("Average risk, when it is not known who is in the table"),
        "at_risk": N_("Share above the threshold, when it is not known who is in the table"),
    },
}


def class_figures(
    unit: str, sizes: ClassSizes, attacker: Attacker, expected: float
) -> tuple[Figure, ...]:
    """Return what class sizes alone lead to."""
    share = sizes.n_unique / sizes.n_units
    return (
        Figure("n_unique", sizes.n_unique, unit, N_("Alone in a class")),
        Figure("share_unique", share, "share", N_("Share alone in a class")),
        *_risks_of("prosecutor", attacker),
        Figure("expected_reidentifications", expected, unit, N_("Expected to be recognised")),
    )


def candidate_figures(sizes: ClassSizes, risks: ClassRisks) -> tuple[Figure, Figure]:
    """Return k with missing values as a category and as any value, side by side."""
    unit = risks.classes.data.unit
    return (
        Figure("k", sizes.k, unit, N_("Smallest class")),
        Figure("k_candidates", int(risks.fk.min()), unit, N_("Fewest whom a record could be")),
    )


def population_figures(reporter: Attacker, matcher: Attacker) -> tuple[Figure, ...]:
    """Return what attackers with a population succeed at."""
    matched = N_("Share recognised by matching the whole table with the population")
    marketer = Figure("marketer_average", matcher.average, "share", matched)
    return (*_risks_of("journalist", reporter), marketer)


def _risks_of(name: str, attacker: Attacker) -> Iterator[Figure]:
    for risk, label in RISKS[name].items():
        yield Figure(f"{name}_{risk}", getattr(attacker, risk), "share", label)


def household_figure(average: float) -> Figure:
    """Return the mean risk of the households."""
    label = N_("Average risk that someone of the household is recognised")
    return Figure("household_average", average, "share", label)


def assumptions_of(
    data: Dataset,
    columns: tuple[str, ...],
    threshold: float,
    missing: str,
    given: Mapping[str, object],
    population_table: Dataset | None,
) -> Iterator[Message]:
    """Return what the score takes for granted."""
    yield Message(
        "The attacker knows that the person is in the table, and these columns: {columns}.",
        {"columns": ", ".join(columns)},
    )
    yield Message(
        "Risk is 1 divided by the size of the class; the threshold is {threshold}.",
        {"threshold": Share(threshold)},
    )
    yield MISSING[missing]
    yield data.unit_message
    if "weight" in given:
        yield Message(
            "With the weights {weight}, the risk of a record is the expected inverse of the "
            "size of its class in the population (Franconi and Polettini).",
            {"weight": given["weight"]},
        )
    if population_table is not None:
        yield Message(
            "The population is a table of {rows} rows that holds everybody of this one.",
            {"rows": population_table.n_rows},
        )
    if "household" in given:
        yield Message(
            "Recognising one member of a household ({household}) reveals all of them; members "
            "are recognised independently.",
            {"household": given["household"]},
        )
    if "population_size" in given:
        yield Message(
            "The table is a random sample of a population of {size}.",
            {"size": given["population_size"]},
        )
