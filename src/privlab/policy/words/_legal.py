"""The words of the GDPR that a policy uses: bases, special categories, safeguards, roles.

Codes are those of the W3C extension of DPV for the GDPR (`eu-gdpr:`): article, paragraph,
letter. Labels are ours, short, and translated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.language import N_

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "FORBIDDEN_USES",
    "LEGAL_BASES",
    "RECIPIENT_ROLES",
    "SAFEGUARDS",
    "SPECIAL_ARTICLES",
    "SPECIAL_CATEGORIES",
    "SPECIAL_REASONS",
]

# Article 6(1)
LEGAL_BASES: Mapping[str, str] = {
    "eu-gdpr:A6-1-a": N_("consent"),
    "eu-gdpr:A6-1-b": N_("contract with the person"),
    "eu-gdpr:A6-1-c": N_("legal obligation"),
    "eu-gdpr:A6-1-d": N_("vital interests"),
    "eu-gdpr:A6-1-e": N_("public interest or official authority"),
    "eu-gdpr:A6-1-f": N_("legitimate interest"),
}

# Article 9(2)
SPECIAL_REASONS: Mapping[str, str] = {
    "eu-gdpr:A9-2-a": N_("explicit consent"),
    "eu-gdpr:A9-2-b": N_("employment and social security law"),
    "eu-gdpr:A9-2-c": N_("vital interests of a person who cannot consent"),
    "eu-gdpr:A9-2-d": N_("members of a foundation, association or other body without profit"),
    "eu-gdpr:A9-2-e": N_("data that the person made public"),
    "eu-gdpr:A9-2-f": N_("legal claims"),
    "eu-gdpr:A9-2-g": N_("substantial public interest under the law"),
    "eu-gdpr:A9-2-h": N_("health and social care"),
    "eu-gdpr:A9-2-i": N_("public health"),
    "eu-gdpr:A9-2-j": N_("archives, research or statistics under the law"),
}

# Articles 9(1), 10 and 87: what may not be held without a reason of its own
SPECIAL_CATEGORIES: Mapping[str, str] = {
    "racial": N_("racial origin"),
    "ethnic": N_("ethnic origin"),
    "political": N_("political opinions"),
    "religion": N_("religious beliefs"),
    "philosophical": N_("philosophical beliefs"),
    "trade_union": N_("trade union membership"),
    "genetic": N_("genetic data"),
    "biometric": N_("biometric data that identify"),
    "health": N_("physical or mental health"),
    "sex_life": N_("sex life"),
    "sexual_orientation": N_("sexual orientation"),
    "offences": N_("criminal convictions and offences"),
    "national_identifier": N_("national identification number"),
}
SPECIAL_ARTICLES: Mapping[str, str] = dict.fromkeys(SPECIAL_CATEGORIES, "GDPR 9(1)") | {
    "offences": "GDPR 10",
    # in France: loi n° 78-17 of 6 January 1978, article 30, for the NIR
    "national_identifier": "GDPR 87",
}

# Articles 45, 46 and 49: what a transfer to a third country may rest on
SAFEGUARDS: Mapping[str, str] = {
    "adequacy": N_("adequacy decision"),
    "eu-gdpr:A46-2-a": N_("binding instrument between public authorities"),
    "eu-gdpr:A46-2-b": N_("binding corporate rules"),
    "eu-gdpr:A46-2-c": N_("standard contractual clauses of the Commission"),
    "eu-gdpr:A46-2-d": N_("standard contractual clauses of a supervisory authority"),
    "eu-gdpr:A46-2-e": N_("approved code of conduct"),
    "eu-gdpr:A46-2-f": N_("approved certification"),
    "eu-gdpr:A46-3-a": N_("contractual clauses authorised by the supervisory authority"),
    "eu-gdpr:A46-3-b": N_("administrative arrangements authorised by the supervisory authority"),
    "eu-gdpr:A49-1-a": N_("explicit consent to the transfer"),
    "eu-gdpr:A49-1-b": N_("transfer needed for a contract with the person"),
    "eu-gdpr:A49-1-c": N_("transfer needed for a contract in the person's interest"),
    "eu-gdpr:A49-1-d": N_("transfer for important reasons of public interest"),
    "eu-gdpr:A49-1-e": N_("transfer for legal claims"),
    "eu-gdpr:A49-1-f": N_("transfer for vital interests"),
    "eu-gdpr:A49-1-g": N_("transfer from a public register"),
}

# Article 4(7) to 4(10), Article 26
RECIPIENT_ROLES: Mapping[str, str] = {
    "processor": N_("processor"),
    "sub-processor": N_("sub-processor"),
    "joint-controller": N_("joint controller"),
    "group-entity": N_("entity of the same group"),
    "third-party": N_("third party"),
    "authority": N_("public authority"),
}

# uses that DPV has no word for; any DPV purpose may be forbidden too
FORBIDDEN_USES: Mapping[str, str] = {
    "IncessantTelemarketing": N_("incessant telemarketing"),
    "CrossMailing": N_("mailing across the entities of a group"),
    "Spam": N_("electronic messages without consent"),
    "UndocumentedScoring": N_("scoring that is not documented"),
    "InternalDisclosure": N_("internal disclosure of data that name people"),
}
