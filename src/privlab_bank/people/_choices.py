"""What the people of a block chose: consents given, refused, withdrawn, and objections.

Every trace of the bank starts from these choices, so that in the clean bank nobody is contacted
or scored against their will. The shares are inventions of the sample; the law that asks for a
recorded consent applies since 25 May 2018, and nobody is asked before.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from privlab_bank.people._calendar import NEVER, TODAY
from privlab_bank.people._draws import BLOCK, Lottery, generators
from privlab_bank.people._long_gone import long_gone
from privlab_bank.people._moments import day_number, within
from privlab_bank.people._people import people_of_block
from privlab_bank.people._pyramid import ADULT
from privlab_bank.tables._survey import SURVEY_TABLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from privlab_bank.people._draws import Codes, Flags
    from privlab_bank.people._people import People

__all__ = ["CONSENTED", "GDPR_DAY", "OBJECTED", "Choices", "Consent", "choices_of_block"]

_STREAM = 40
GDPR_DAY = day_number(dt.date(2018, 5, 25))


@dataclass(frozen=True)
class _Share:
    """Who is asked, who of them accepts, who of them withdraws; days until everyone is asked."""

    asked: float
    accepts: float
    withdraws: float
    days: int


CONSENTED: Mapping[str, _Share] = {
    "prospect": _Share(0.97, 0.50, 0.08, 900),
    "etude": _Share(0.85, 0.15, 0.05, 2_400),
    "personnalisation": _Share(0.95, 0.45, 0.06, 1_800),
}
"""The purposes that rest on consent."""

OBJECTED = ("prospect", "score")
"""The purposes to which people object, and how often one of these is meant."""
_OBJECTIONS = Lottery.of((0.75, 0.25))
_OBJECTOR = 0.042
_LAST_CHOICE = TODAY - 10
"""No choice is later: a few days are left in which it can be flouted."""


@dataclass(frozen=True)
class Consent:
    """Days of the answers to one question, `NEVER` where there is none; shape (people,)."""

    given: Codes
    refused: Codes
    withdrawn: Codes


@dataclass(frozen=True)
class Choices:
    """One block of people; every array has shape (BLOCK,).

    Attributes
    ----------
    people : People
    entry, leaves : array of int
        The relation: its first day, and the first day without it (the reference day for the
        clients of today).
    consents : mapping of str to Consent
    objections : mapping of str to array of int
        The day of the objection to each purpose of `OBJECTED`, or `NEVER`.
    """

    people: People
    entry: Codes
    leaves: Codes
    consents: Mapping[str, Consent]
    objections: Mapping[str, Codes]

    @property
    def adult(self) -> Flags:
        """Who is of age; minors are neither solicited nor scored."""
        return self.people.age >= ADULT

    def window(self, purpose: str, begin: int) -> tuple[Codes, Codes]:
        """Return the days, from `begin` on, on which a purpose may use each person's data.

        Returns
        -------
        tuple of two arrays of int
            The first day, and the first day on which it no longer may; empty when not greater.
        """
        first, until = np.maximum(self.entry, begin), np.minimum(self.leaves, TODAY)
        if purpose in self.consents:
            consent = self.consents[purpose]
            first = np.where(consent.given == NEVER, TODAY, np.maximum(first, consent.given))
            until = _before(until, consent.withdrawn)
        if purpose in self.objections:
            until = _before(until, self.objections[purpose])
        return first, until


def _before(until: Codes, day: Codes) -> Codes:
    return np.where(day == NEVER, until, np.minimum(until, day))


def _consent(
    rng: np.random.Generator, share: _Share, choices: tuple[Codes, Codes, Flags], sure: Codes
) -> Consent:
    """Draw the answers to one question; who said yes for `sure`, on that day, still does."""
    first, until, adult = choices
    people, said = len(first), sure != NEVER
    asked = (rng.random(people) < share.asked) & adult
    yes = rng.random(people) < share.accepts
    lag = np.where(first == GDPR_DAY, np.floor(rng.random(people) * share.days), 0)
    day = np.where(said, sure, first + lag.astype(np.int64))
    asked = (asked & (day < until)) | said
    yes |= said
    back = yes & ~said & (rng.random(people) < share.withdraws)
    withdrawn = within(rng.random(people), day + 1, until)
    return Consent(
        given=np.where(asked & yes, day, NEVER),
        refused=np.where(asked & ~yes, day, NEVER),
        withdrawn=np.where(asked & back & (withdrawn < until), withdrawn, NEVER),
    )


def _survey_days(seed: int, block: int) -> Codes:
    """Return the day on which each person agreed to answer the survey, or `NEVER`."""
    rows = SURVEY_TABLE.rows(seed, block)
    day = np.full(BLOCK, NEVER)
    day[rows.last] = rows.batch["date_consentement"].cast(pa.int32()).to_numpy()
    return day


@lru_cache(maxsize=2)
def choices_of_block(seed: int, block: int) -> Choices:
    """Draw the choices of the people of a block."""
    people = people_of_block(seed, block)
    *themes, who, when = generators(seed, _STREAM, block, len(CONSENTED) + 2)
    gone = long_gone(seed, block, people)
    ended = _before(np.full(BLOCK, TODAY), people.relation.end)
    leaves = _before(ended, gone)
    first = np.maximum(people.relation.entry, GDPR_DAY)
    until = np.minimum(leaves, _LAST_CHOICE)
    objects = (who.random(BLOCK) < _OBJECTOR) & (first < until) & (people.age >= ADULT)
    which = _OBJECTIONS.draw(who.random(BLOCK))
    sure = {purpose: np.full(BLOCK, NEVER) for purpose in CONSENTED}
    sure["prospect"] = np.where(objects & (which == 0), first, NEVER)
    sure["etude"] = _survey_days(seed, block)
    asked = (first, until, people.age >= ADULT)
    consents = {
        purpose: _consent(rng, share, asked, sure[purpose])
        for rng, (purpose, share) in zip(themes, CONSENTED.items(), strict=True)
    }
    day = within(when.random(BLOCK), first + 1, until)
    return Choices(
        people=people,
        entry=people.relation.entry,
        leaves=leaves,
        consents=consents,
        objections={
            purpose: np.where(objects & (which == number), day, NEVER)
            for number, purpose in enumerate(OBJECTED)
        },
    )
