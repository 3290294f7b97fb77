"""Sections 3 to 6: necessity, risks, measures, and what people decide."""

from __future__ import annotations

from privlab.assessment.points._point import AUTHOR, CONTROLLER, OFFICER, Point
from privlab.language import N_

__all__ = ["GAUGES", "RISKS"]

GAUGES = (
    N_("Severity, from 1 (negligible) to 4 (maximum), and why"),
    N_("Likelihood, from 1 (negligible) to 4 (maximum), and why"),
)
RISKS = (
    Point(
        "impacts",
        N_("Impacts inherent in the design"),
        "3.1",
        (325,),
        fill=N_("measure the intrusiveness of the profile."),
        limit=N_("How grave it is to be known this well is judged by people."),
    ),
    Point(
        "necessity",
        N_("Necessity"),
        "3.2",
        (213,),
        fill=N_("measure what the result for the purpose loses without a column, or coarsened."),
        see=("2.2.a",),
    ),
    Point(
        "proportionality",
        N_("Proportionality"),
        "3.3",
        (),
        judge=CONTROLLER,
        fields=(N_("Why the interests served outweigh what people give up"),),
    ),
    Point(
        "illegitimate_access",
        N_("Illegitimate access to data"),
        "4.1.a",
        (326,),
        fill=N_("check anonymity and score the risk of re-identification."),
        articles=("5(1)(f)", "32", "33", "34"),
    ),
    Point(
        "modification",
        N_("Unwanted modification of data"),
        "4.1.a",
        (336,),
        fill=N_("measure wrong merges, corrections and failures of integrity."),
    ),
    Point(
        "disappearance",
        N_("Disappearance of data"),
        "4.1.a",
        (346,),
        fill=N_("measure missing keys, and declare the last test of a restored backup."),
    ),
    Point("method", N_("Method"), "4.1.b", ()),
    Point(
        "inherent_access",
        N_("Illegitimate access to data"),
        "4.1.c",
        (325, 326),
        judge=AUTHOR,
        fields=GAUGES,
    ),
    Point(
        "inherent_modification",
        N_("Unwanted modification of data"),
        "4.1.c",
        (335, 336),
        judge=AUTHOR,
        fields=GAUGES,
    ),
    Point(
        "inherent_disappearance",
        N_("Disappearance of data"),
        "4.1.c",
        (345, 346),
        judge=AUTHOR,
        fields=GAUGES,
    ),
    Point(
        "safeguards",
        N_("Mitigating measures"),
        "4.2.a",
        (),
        fill=N_("anonymise, release with differential privacy, or keep a register of uses."),
        parts=("noise", "gate"),
    ),
    Point(
        "residual",
        N_("Residual risk"),
        "4.2.b",
        (326,),
        fill=N_("measure again what is released after treatment."),
        limit=N_("What the treatment costs in usefulness must be weighed with it."),
    ),
    Point(
        "plan",
        N_("Action plan"),
        "4.2.c",
        (),
        fill=N_("judge the duties of the policy and hand over the findings."),
    ),
    Point(
        "opinion",
        N_("Opinion of the data protection officer"),
        "5.1",
        (),
        judge=OFFICER,
        fields=(N_("Opinion"), N_("What the controller did of it"), N_("Name and date")),
    ),
    Point(
        "views",
        N_("Views of the people concerned"),
        "5.2",
        (),
        judge=CONTROLLER,
        fields=(N_("How their views were sought, or why not"), N_("What they said"), N_("Date")),
    ),
    Point(
        "decision",
        N_("Decision"),
        "6",
        (),
        judge=CONTROLLER,
        fields=(
            N_("Rejected, to be submitted to the authority, approved, or approved on conditions"),
            N_("Conditions"),
            N_("Name and date"),
        ),
    ),
)
