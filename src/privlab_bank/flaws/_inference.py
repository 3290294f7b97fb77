"""Flaws of inference: a religion in disguise, a pregnancy guessed from what people buy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from privlab_bank._arrow import days, labels
from privlab_bank.flaws._flaw import Counted, Flaw, Part, Said
from privlab_bank.flaws._planting import Added, Changed
from privlab_bank.people._calendar import TODAY
from privlab_bank.people._choices import choices_of_block
from privlab_bank.people._draws import BLOCK, generators
from privlab_bank.people._hidden import hidden_of_block
from privlab_bank.people._keys import client_keys
from privlab_bank.people._moments import within
from privlab_bank.tables._projects import DEDUCED, HORIZONS

if TYPE_CHECKING:
    from privlab_bank._table import Rows

__all__ = ["AFFINITIES", "BIRTH", "INFERENCE_FLAWS"]

_DISGUISE_STREAM, _BIRTH_STREAM = 80, 81
AFFINITIES = tuple(f"affinité {letter}" for letter in "ABCDEFG")
_ORDER = np.array((4, 0, 6, 2, 5, 1, 3))
"""Which affinity stands for which religion: nothing in the names tells."""

_BLURRED = 0.18
"""Share of the clients whose affinity is drawn anew: the religion then leaks three fifths."""

BIRTH = "naissance"
_GUESSED, _GUESSED_WRONGLY = 0.45, 0.003
_MOTHERS = (20, 44)
_WEEKS_BACK = 90
_AMOUNT = 3_000


def _disguised(_rows: Rows, seed: int, block: int) -> Changed:
    blur, other = generators(seed, _DISGUISE_STREAM, block, 2)
    religion = hidden_of_block(seed, block).religion
    anew = religion[other.permutation(BLOCK)]
    seen = np.where(blur.random(BLOCK) < _BLURRED, anew, religion)
    everyone = np.ones(BLOCK, dtype=bool)
    return Changed(everyone, {"segment_marche": labels(AFFINITIES, _ORDER[seen])})


def _deduced_births(_rows: Rows, seed: int, block: int) -> Added:
    chosen, when = generators(seed, _BIRTH_STREAM, block, 2)
    choices = choices_of_block(seed, block)
    people, pregnant = choices.people, hidden_of_block(seed, block).pregnant
    woman = (people.sex == 0) & (people.age >= _MOTHERS[0]) & (people.age <= _MOTHERS[1])
    uniform = chosen.random(BLOCK)
    guessed = np.where(pregnant, uniform < _GUESSED, uniform < _GUESSED_WRONGLY)
    first = np.maximum(choices.entry, TODAY - _WEEKS_BACK)
    who = np.flatnonzero(woman & guessed & (choices.leaves >= TODAY) & (first < TODAY))
    day = within(when.random(BLOCK), first, np.full(BLOCK, TODAY))[who]
    columns = {
        "id_client": client_keys(seed, block * BLOCK + who),
        "horizon": labels(HORIZONS, np.zeros_like(who)),
        "type": labels((BIRTH,), np.zeros_like(who)),
        "montant": pa.array(np.full(len(who), _AMOUNT)),
        "source": labels((DEDUCED,), np.zeros_like(who)),
        "date": days(day),
    }
    return Added(columns, who)


INFERENCE_FLAWS = (
    Flaw(
        "disguised_column",
        "No column stands for a special category under another name.",
        (
            Part(
                "valeurs",
                _disguised,
                (Counted("columns", "Column 'segment_marche', which stands for the religion."),),
            ),
        ),
    ),
    Flaw(
        "deduced_pregnancy",
        "Nothing about someone's body is deduced, and what is deduced says from what.",
        (
            Part(
                "projets",
                _deduced_births,
                (Counted("rows", "Births that a model deduced from purchases."),),
            ),
        ),
        said=(
            Said(
                ("resources", "projets", "schema", "fields", "type", "privacy", "source"),
                None,
                Counted("columns", "Inferred columns of which it does not say from what."),
            ),
        ),
    ),
)
