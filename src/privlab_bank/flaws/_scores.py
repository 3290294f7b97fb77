"""Flaws in scores and decisions: a score without a sheet, refusals that nobody looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from privlab_bank._arrow import days, labels
from privlab_bank.flaws._flaw import Counted, Flaw, Part
from privlab_bank.flaws._planting import Added, Changed
from privlab_bank.people._choices import choices_of_block
from privlab_bank.people._draws import BLOCK, generators
from privlab_bank.people._keys import client_keys
from privlab_bank.people._moments import within
from privlab_bank.traces._decisions import REFUSED, decisions
from privlab_bank.traces._scores import HORIZONS, SHORT_TERM, percent, scored_on

if TYPE_CHECKING:
    from privlab_bank._table import Rows
    from privlab_bank.people._draws import Codes

__all__ = ["SCORE_FLAWS", "SENIOR_SCORE"]

_STREAM, _UNREVIEWED_STREAM = 77, 78
SENIOR_SCORE = "appetence_senior"
_SENIOR, _PILOT = 60, 0.45
_REFUSED_ON_IT = 0.045
_UNREVIEWED = 0.045


def _seniors(seed: int, block: int) -> tuple[Codes, Codes]:
    """Return the people whom the undocumented score covers, and the day of their score."""
    run, scored = scored_on(seed, block)
    pilot = generators(seed, _STREAM, block, 1)[0].random(BLOCK) < _PILOT
    who = np.flatnonzero(scored & pilot & (choices_of_block(seed, block).people.age >= _SENIOR))
    return who, run[who]


def _undocumented(_rows: Rows, seed: int, block: int) -> Added:
    who, run = _seniors(seed, block)
    value = generators(seed, _STREAM, block, 2)[1].standard_normal(BLOCK)[who]
    nothing = pa.nulls(len(who), pa.string())
    columns = {
        "id_client": client_keys(seed, block * BLOCK + who),
        "nom": labels((SENIOR_SCORE,), np.zeros_like(who)),
        "horizon": labels(HORIZONS, np.full(len(who), SHORT_TERM)),
        "valeur": pa.array(percent(value)),
        "date": days(run),
        "version": nothing,
        "documentation_url": nothing,
        "decision_auto": pa.array(np.ones(len(who), dtype=bool)),
    }
    return Added(columns, who)


def _refused(_rows: Rows, seed: int, block: int) -> Added:
    who, run = _seniors(seed, block)
    chosen, when = generators(seed, _STREAM, block, 4)[2:]
    choices = choices_of_block(seed, block)
    until = choices.window("score", 0)[1][who]
    refused = (chosen.random(BLOCK)[who] < _REFUSED_ON_IT) & (run + 1 < until)
    day = within(when.random(BLOCK)[who], run + 1, until)[refused]
    who = who[refused]
    columns = decisions(
        seed,
        block * BLOCK + who,
        day,
        SENIOR_SCORE,
        np.full(len(who), REFUSED),
        np.ones(len(who), dtype=bool),
        np.zeros_like(who),
    )
    return Added(columns, who)


def _unreviewed(rows: Rows, seed: int, block: int) -> Changed:
    chosen = generators(seed, _UNREVIEWED_STREAM, block, 1)[0].random(len(rows.last))
    automated = rows.batch["automatique"].to_numpy(zero_copy_only=False)
    where = automated & (chosen < _UNREVIEWED)
    nothing = pa.nulls(len(where), pa.int16())
    return Changed(
        where, {"revue_humaine": pa.array(np.zeros_like(where)), "duree_revue_min": nothing}
    )


SCORE_FLAWS = (
    Flaw(
        "undocumented_score",
        "Every score has a sheet that anyone can read, and decides nothing alone.",
        (
            Part(
                "scores",
                _undocumented,
                (
                    Counted("rows", f"Scores '{SENIOR_SCORE}', which nothing documents."),
                    Counted("people", "People to whom this score was given."),
                ),
            ),
            Part(
                "decisions",
                _refused,
                (Counted("rows", "Refusals by this score alone, which nobody reviewed."),),
            ),
        ),
    ),
    Flaw(
        "automated_decision",
        "A person reviews every decision that a program proposes.",
        (
            Part(
                "decisions",
                _unreviewed,
                (Counted("rows", "Automated decisions by a documented score, not reviewed."),),
            ),
        ),
    ),
)
