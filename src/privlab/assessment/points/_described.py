"""Sections 0 and 1: the processing as it is declared and held."""

from __future__ import annotations

from privlab.assessment.points._point import CONTROLLER, Point
from privlab.language import N_

__all__ = ["DESCRIBED"]

DESCRIBED = (
    Point(
        "controller",
        N_("Controller"),
        "0.1",
        (112,),
        fill=N_("declare the controller, the data protection officer and owners in the policy."),
        rules=("controller_missing", "dpo_missing", "owner_missing"),
        articles=("4", "24", "26", "27", "30", "37", "38", "39"),
    ),
    Point(
        "processor_names",
        N_("Processors and their processors"),
        "0.2",
        (),
        fill=N_("declare the recipients in the policy, with their role and country."),
        see=("2.3.c",),
    ),
    Point(
        "name",
        N_("Name of the processing"),
        "0.3",
        (111,),
        fill=N_("give the assessment a subject and a purpose."),
    ),
    Point(
        "planning",
        N_("Planning"),
        "0.4",
        (),
        fill=N_("give the day of judgement with as_of."),
        articles=("35", "36"),
        judge=CONTROLLER,
        fields=(
            N_("Start of the processing"),
            N_("Next review, and what would bring it forward (Art. 35(11))"),
        ),
    ),
    Point(
        "criteria",
        N_("Why an assessment is due"),
        "0.5",
        (),
        fill=N_("load a policy and measure a table."),
        limit=N_(
            "Art. 35(3) and the list of the supervisory authority come first. Innovation is "
            "judged by people, and no legal number says what is large."
        ),
    ),
    Point(
        "data",
        N_("Personal data processed"),
        "1.1.a",
        (121,),
        fill=N_("take the inventory of the table, or declare its columns in the policy."),
        rules=("undeclared_column",),
        limit=N_("Roles are declared: detection helps and does not decide."),
    ),
    Point(
        "purposes",
        N_("Purposes"),
        "1.1.b",
        (211,),
        fill=N_("declare the purposes in the policy."),
        rules=("column_without_purpose", "use_without_purpose"),
        articles=("5(1)(b)", "5(1)"),
        limit=N_("Whether a purpose is legitimate is judged by people."),
        judge=CONTROLLER,
        fields=(N_("Why each purpose is specified, explicit and legitimate"),),
    ),
    Point(
        "secondary",
        N_("Secondary uses"),
        "1.1.c",
        (211,),
        fill=N_("name the purpose that is assessed, and declare forbidden uses in the policy."),
        limit=N_("Whether another use is compatible (Art. 6(4)) is judged by people."),
    ),
    Point(
        "nature",
        N_("Nature, scope and context"),
        "1.1.d",
        (111,),
        fill=N_("take the inventory of the table and declare the recipients in the policy."),
        see=("1.1.a", "2.3.c"),
    ),
    Point(
        "phases",
        N_("Phases of the processing"),
        "1.2",
        (122,),
        fill=N_("declare in the policy: notices, purposes, retention, recipients."),
        limit=N_("Only declared phases are listed; the flow between them is described by people."),
    ),
    Point(
        "assets",
        N_("Means and supporting assets"),
        "1.3",
        (123,),
        fill=N_("load the policy that lists the tables, and describe systems and networks."),
        limit=N_("Systems, networks, paper and people that carry the data are listed by people."),
    ),
    Point(
        "codes",
        N_("Codes of conduct"),
        "1.4",
        (113,),
        fill=N_("declare the charter in the policy; name codes, certifications and standards."),
        articles=("40", "41", "42", "43"),
    ),
)
