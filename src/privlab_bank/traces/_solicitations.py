"""The table `sollicitations`: twelve months of contacts by the bank and its group.

Service messages (purpose `crm`) go to every client; offers (purpose `prospect`) only to the
adults who consented and did not object, from one entity of the group each, at most sixteen
a year. How unevenly offers are spread follows no source: a Poisson law whose mean differs from
one person to the next.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from privlab_bank._arrow import ABSENT, days, labels, record_batch
from privlab_bank._table import Rows, Table, schema_of
from privlab_bank.people._choices import choices_of_block
from privlab_bank.people._draws import BLOCK, Lottery, generators
from privlab_bank.people._keys import client_keys
from privlab_bank.people._moments import YEAR_AGO, in_order, on_weekdays, spread
from privlab_bank.people._reach import draw_has_email

if TYPE_CHECKING:
    from privlab_bank.people._draws import Codes, Flags

__all__ = [
    "APPLICATION",
    "CHANNELS",
    "EMAIL",
    "ENTITIES",
    "OFFER",
    "PHONE",
    "POST",
    "SOLICITATIONS_TABLE",
    "THEMES",
    "allowed_channels",
    "campaigns",
    "group_campaigns",
    "solicitations",
]

_STREAM = 45
CHANNELS = ("agence", "téléphone", "courrier", "courriel", "sms", "application")
BRANCH, PHONE, POST, EMAIL, SMS, APPLICATION = range(6)
_OFFER_CHANNEL = Lottery.of((0.05, 0.16, 0.15, 0.44, 0.08, 0.12))
_SERVICE_CHANNEL = Lottery.of((0.10, 0.08, 0.28, 0.34, 0.06, 0.14))
ENTITIES = ("Banque fictive", "Banque fictive Assurances", "Banque fictive Crédit")
_ENTITY = Lottery.of((0.70, 0.17, 0.13))
SERVICE, OFFER = "crm", "prospect"
_PURPOSES = (SERVICE, OFFER)
MOST_OFFERS, _MOST_SERVICES = 16, 5
_MEAN_OFFERS, _MEAN_SERVICES = 6.4, 2.1
_MONTHS = 12
_DAYS_A_MONTH = 31
THEMES = ("épargne", "crédit", "assurance", "carte")

SCHEMA = schema_of(
    "sollicitations",
    {
        "id_client": pa.string(),
        "date": pa.date32(),
        "canal": pa.string(),
        "finalite": pa.string(),
        "entite": pa.string(),
        "campagne": pa.string(),
    },
)


def campaigns(day: Codes, entity: Codes, theme: Codes, offer: Flags) -> pa.Array:
    """Return the campaign of each offer, one entity's, on a theme, in a month; null for others."""
    month = np.minimum((day - YEAR_AGO) // _DAYS_A_MONTH, _MONTHS - 1)
    names = [
        f"2025-{number + 1:02d} {subject} ({name})"
        for name in ENTITIES
        for subject in THEMES
        for number in range(_MONTHS)
    ]
    code = (entity * len(THEMES) + theme) * _MONTHS + month
    return labels(names, np.where(offer, code, ABSENT))


def group_campaigns(day: Codes) -> pa.Array:
    """Return names of campaigns that belong to no entity alone, one a month."""
    month = np.minimum((day - YEAR_AGO) // _DAYS_A_MONTH, _MONTHS - 1)
    return labels([f"2025-{number + 1:02d} offre du groupe" for number in range(_MONTHS)], month)


def solicitations(
    seed: int, number: Codes, day: Codes, channel: Codes, offer: Flags, entity: Codes, theme: Codes
) -> dict[str, pa.Array]:
    """Return the columns of contacts; a service message belongs to no campaign."""
    return {
        "id_client": client_keys(seed, number),
        "date": days(day),
        "canal": labels(CHANNELS, channel),
        "finalite": labels(_PURPOSES, offer.astype(np.int64)),
        "entite": labels(ENTITIES, entity),
        "campagne": campaigns(day, entity, theme, offer),
    }


def allowed_channels(channel: Codes, day: Codes, has_email: Flags) -> Codes:
    """Return the channels, by post where there is no address, in the application at weekends."""
    calm = np.where((channel == PHONE) & ~on_weekdays(day), APPLICATION, channel)
    return np.where((calm == EMAIL) & ~has_email, POST, calm)


def _rows(seed: int, block: int) -> Rows:
    how_often, when, how, what = generators(seed, _STREAM, block, 4)
    choices = choices_of_block(seed, block)
    pace = _MEAN_OFFERS * how_often.standard_gamma(1.3, BLOCK) / 1.3
    offers = np.minimum(how_often.poisson(pace), MOST_OFFERS)
    services = np.minimum(how_often.poisson(_MEAN_SERVICES, BLOCK), _MOST_SERVICES)
    entity_of = _ENTITY.draw(what.random(BLOCK))
    drawn = [
        spread(when, services, *choices.window(SERVICE, YEAR_AGO)),
        spread(when, np.where(choices.adult, offers, 0), *choices.window(OFFER, YEAR_AGO)),
    ]
    who, day = (np.concatenate(parts) for parts in zip(*drawn, strict=True))
    offer = np.arange(len(who)) >= len(drawn[0][0])
    order = in_order(who, day)
    who, day, offer = who[order], day[order], offer[order]
    uniform = how.random(len(who))
    channel = np.where(offer, _OFFER_CHANNEL.draw(uniform), _SERVICE_CHANNEL.draw(uniform))
    channel = allowed_channels(channel, day, draw_has_email(seed, block)[who])
    entity = np.where(offer, entity_of[who], 0)
    theme = what.integers(0, len(THEMES), len(who))
    columns = solicitations(seed, block * BLOCK + who, day, channel, offer, entity, theme)
    return Rows(record_batch(SCHEMA, columns), who)


SOLICITATIONS_TABLE = Table(
    name="sollicitations",
    schema=SCHEMA,
    rows=_rows,
    repetitive=("date", "canal", "finalite", "entite", "campagne"),
    rows_a_person=4.6,
)
