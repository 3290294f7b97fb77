"""Flaws in the contacts: after an objection, too many, without consent, from the whole group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from privlab_bank.flaws._flaw import Counted, Flaw, Part
from privlab_bank.flaws._planting import Added
from privlab_bank.people._calendar import NEVER, TODAY
from privlab_bank.people._choices import choices_of_block
from privlab_bank.people._draws import BLOCK, generators
from privlab_bank.people._moments import YEAR_AGO, spread
from privlab_bank.people._reach import draw_has_email
from privlab_bank.traces._solicitations import (
    APPLICATION,
    CHANNELS,
    EMAIL,
    ENTITIES,
    OFFER,
    PHONE,
    POST,
    THEMES,
    allowed_channels,
    group_campaigns,
    solicitations,
)

if TYPE_CHECKING:
    from privlab_bank._table import Rows
    from privlab_bank.people._choices import Choices
    from privlab_bank.people._draws import Codes, Flags

__all__ = ["CONTACT_FLAWS"]

_STREAM = 70
_AFTER_OBJECTION, _PRESSURE, _UNCONSENTED = range(3)
_FLOUTED = 0.54
"""Share of the objectors who are contacted all the same."""

_HARASSED, _CROSS_MAILED = 0.0235, 0.0035
_LEAST, _MOST = 26, 40
_E_MAILED = 0.0085
_CALM_CHANNELS = np.array((PHONE, POST, APPLICATION))


def _themes(seed: int, block: int, flaw: int) -> tuple[np.random.Generator, ...]:
    return tuple(generators(seed, _STREAM + flaw, block, 4))


def _offers(
    seed: int, block: int, who: Codes, day: Codes, channel: Codes, entity: Codes, theme: Codes
) -> Added:
    offer = np.ones(len(who), dtype=bool)
    number = block * BLOCK + who
    return Added(solicitations(seed, number, day, channel, offer, entity, theme), who)


def _after_objection(_rows: Rows, seed: int, block: int) -> Added:
    chosen, how_many, when, what = _themes(seed, block, _AFTER_OBJECTION)
    choices = choices_of_block(seed, block)
    objected = choices.objections[OFFER]
    flouted = (objected != NEVER) & (chosen.random(BLOCK) < _FLOUTED)
    counts = np.where(flouted, how_many.integers(1, 4, BLOCK), 0)
    first = np.maximum(np.where(objected == NEVER, TODAY, objected + 1), YEAR_AGO)
    who, day = spread(when, counts, first, choices.leaves)
    channel = _CALM_CHANNELS[what.integers(0, len(_CALM_CHANNELS), len(who))]
    channel = allowed_channels(channel, day, np.ones(len(who), dtype=bool))
    theme = what.integers(0, len(THEMES), len(who))
    return _offers(seed, block, who, day, channel, np.zeros_like(who), theme)


def _open_all_year(choices: Choices) -> Flags:
    first, until = choices.window(OFFER, YEAR_AGO)
    return choices.adult & (first <= YEAR_AGO) & (until >= TODAY)


def _pressure(_rows: Rows, seed: int, block: int) -> Added:
    chosen, how_many, when, what = _themes(seed, block, _PRESSURE)
    choices = choices_of_block(seed, block)
    harassed = _open_all_year(choices) & (chosen.random(BLOCK) < _HARASSED)
    counts = np.where(harassed, how_many.integers(_LEAST, _MOST + 1, BLOCK), 0)
    year = np.full(BLOCK, YEAR_AGO), np.full(BLOCK, TODAY)
    who, day = spread(when, counts, *year)
    channel = what.integers(0, len(CHANNELS), len(who))
    channel = allowed_channels(channel, day, draw_has_email(seed, block)[who])
    entity, theme = np.arange(len(who)) % len(ENTITIES), what.integers(0, len(THEMES), len(who))
    return _offers(seed, block, who, day, channel, entity, theme)


def _cross_mailing(_rows: Rows, seed: int, block: int) -> Added:
    chosen, _, when, _ = _themes(seed, block, _PRESSURE)
    uniform = chosen.random(BLOCK) - _HARASSED
    who = np.flatnonzero(
        _open_all_year(choices_of_block(seed, block)) & (uniform >= 0) & (uniform < _CROSS_MAILED)
    )
    day = when.integers(YEAR_AGO, TODAY, BLOCK)[who]
    person, entity = np.repeat(who, len(ENTITIES)), np.tile(np.arange(len(ENTITIES)), len(who))
    days, post = np.repeat(day, len(ENTITIES)), np.full(len(person), POST)
    added = _offers(seed, block, person, days, post, entity, np.zeros_like(person))
    return Added(dict(added.columns) | {"campagne": group_campaigns(days)}, person)


def _unconsented(_rows: Rows, seed: int, block: int) -> Added:
    chosen, how_many, when, what = _themes(seed, block, _UNCONSENTED)
    choices = choices_of_block(seed, block)
    never_agreed = choices.adult & (choices.consents[OFFER].given == NEVER)
    reached = never_agreed & draw_has_email(seed, block)
    counts = np.where(reached & (chosen.random(BLOCK) < _E_MAILED), 1, 0)
    counts *= how_many.integers(1, 3, BLOCK)
    who, day = spread(when, counts, np.maximum(choices.entry, YEAR_AGO), choices.leaves)
    theme = what.integers(0, len(THEMES), len(who))
    channel = np.full(len(who), EMAIL)
    return _offers(seed, block, who, day, channel, np.zeros_like(who), theme)


CONTACT_FLAWS = (
    Flaw(
        "contact_after_objection",
        "Nobody is contacted for a purpose after having objected to it.",
        (
            Part(
                "sollicitations",
                _after_objection,
                (
                    Counted("people", "People who received an offer after they had objected."),
                    Counted("rows", "Offers sent after the objection of the person."),
                ),
            ),
        ),
    ),
    Flaw(
        "contact_pressure",
        "Nobody receives more than 24 offers in a year, all entities together.",
        (
            Part(
                "sollicitations",
                _pressure,
                (Counted("people", "People with more than 24 offers in 2025, of 3 entities."),),
            ),
        ),
    ),
    Flaw(
        "email_without_consent",
        "An offer by e-mail goes only to those who consented.",
        (
            Part(
                "sollicitations",
                _unconsented,
                (
                    Counted("rows", "E-mails with an offer to people who never consented."),
                    Counted("people", "People who received such an e-mail."),
                ),
            ),
        ),
    ),
    Flaw(
        "cross_mailing",
        "One campaign reaches a person from one entity of the group only.",
        (
            Part(
                "sollicitations",
                _cross_mailing,
                (Counted("people", "People whom several entities solicited in one campaign."),),
            ),
        ),
    ),
)
