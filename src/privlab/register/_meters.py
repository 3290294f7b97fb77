"""How full the budgets are: a meter in a notebook, a table in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.language import N_, Message, current, format_value, translate
from privlab.register._amounts import ATTO, NANO, said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from privlab.register._amounts import Budget

__all__ = ["budget_table", "meters_html", "meters_text"]

WIDTH = 24
SPENT, RESERVED, LEFT = "█", "▒", "·"
HEADS = (
    N_("Population"),
    N_("Purpose"),
    N_("Actor"),
    N_("Cap"),
    N_("Spent"),
    N_("of it unanswered"),
    N_("Left"),
    N_("Releases"),
)


def meters_text(budgets: Sequence[Budget], language: str | None = None) -> list[str]:
    """Return one line a budget: a bar of what is spent, and what is left."""
    if not budgets:
        return [f"  {translate(N_('No population has a budget.'), language)}"]
    names = [_name(own, language) for own in budgets]
    width = max(map(len, names))
    return [
        f"  {name:<{width}}  [{_bar(own)}]  {_left(own).text(language)}"
        for name, own in zip(names, budgets, strict=True)
    ]


def meters_html(name: str, budgets: Sequence[Budget], head: str) -> str:
    """Return the same as a card for a notebook."""
    from privlab import _display as display

    rows = [(_name(own, None), f"[{_bar(own)}] {_left(own).text()}") for own in budgets]
    notes = [] if rows else [translate(N_("No population has a budget."))]
    title = Message("Register {name}", {"name": name}).text()
    return display.card(title, rows, notes, footer=Message("Head: {head}", {"head": head}).text())


def budget_table(budgets: Sequence[Budget], language: str | None = None) -> list[str]:
    """Return an aligned table for a terminal; amounts are exact, with delta after a slash."""
    lines = [tuple(translate(head, language) for head in HEADS)]
    for own in budgets:
        amounts = [
            f"{said(part.epsilon, NANO)} / {said(part.delta, ATTO)}"
            for part in (own.cap, own.spent, own.reserved, own.left)
        ]
        n = format_value(own.n_charges, language or current())
        lines.append((own.population, own.purpose or "*", own.actor or "*", *amounts, n))
    widths = [max(len(line[place]) for line in lines) for place in range(len(HEADS))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]


def _bar(own: Budget) -> str:
    cap = max(1, own.cap.epsilon)
    # a bar is full only when nothing is left, and empty only when nothing is spent
    full = min(WIDTH, -(-own.spent.epsilon * WIDTH // cap))
    if own.left.epsilon and full == WIDTH:
        full -= 1
    open_ = min(full, -(-own.reserved.epsilon * WIDTH // cap))
    return SPENT * (full - open_) + RESERVED * open_ + LEFT * (WIDTH - full)


def _left(own: Budget) -> Message:
    if own.cap.delta or own.spent.delta:
        return Message(
            "epsilon {left} left of {cap}, delta {left_delta} left of {cap_delta}",
            {
                "left": own.left_epsilon,
                "cap": own.epsilon,
                "left_delta": said(own.left.delta, ATTO),
                "cap_delta": said(own.cap.delta, ATTO),
            },
        )
    return Message("epsilon {left} left of {cap}", {"left": own.left_epsilon, "cap": own.epsilon})


def _name(own: Budget, language: str | None) -> str:
    parts = [own.population]
    if own.purpose:
        parts.append(Message("purpose {purpose}", {"purpose": own.purpose}).text(language))
    if own.actor:
        parts.append(Message("actor {actor}", {"actor": own.actor}).text(language))
    return ", ".join(parts)
