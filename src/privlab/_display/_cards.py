"""A small card for a notebook cell: figures, what was assumed, where they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.language import N_, Message, translate

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from privlab._display._frames import Extract

__all__ = ["card"]

# with every sign escaped, together under 300 kB
MOST_ROWS = 60
MOST_NOTES = 30
LONGEST = 300
LONGEST_FOOTER = 1_200

# only inherited and JupyterLab colours: the card follows a light or a dark notebook
FRAME = (
    "max-width:46rem;padding:.6em 1em .5em;border:1px solid var(--jp-border-color2,#8888);"
    "border-left:4px solid #0072b2;border-radius:3px;color:var(--jp-content-font-color1,inherit);"
    "font-family:var(--jp-content-font-family,system-ui,sans-serif);line-height:1.45"
)
TABLE = "border-collapse:collapse;margin:0;width:100%;font-size:inherit;background:none"
TITLE = (
    "caption-side:top;text-align:left;font-weight:600;font-size:1.1em;padding:0 0 .35em;"
    "color:inherit"
)
LINE = "border-top:1px solid var(--jp-border-color2,#8884);background:none"
NAME = "text-align:left;font-weight:400;padding:.25em 1.5em .25em 0;vertical-align:baseline"
VALUE = (
    "text-align:right;font-weight:600;font-variant-numeric:tabular-nums;padding:.25em 0;"
    "vertical-align:baseline"
)
CELL = "padding:.2em 1.2em .2em 0;font-variant-numeric:tabular-nums"
ASIDE = "margin:.55em 0 0;font-size:.9em"


def card(
    title: str,
    rows: Iterable[tuple[str, str]],
    notes: Sequence[str] = (),
    footer: str = "",
    answer: Extract | None = None,
) -> str:
    """Return a self-contained HTML fragment; every text in it is escaped.

    Parameters
    ----------
    title : str
    rows : iterable of (str, str)
        Name and value, the value with its unit. Beyond 60 the card says how many are left out.
    notes : sequence of str
        What was assumed.
    footer : str
        Where the figures come from.
    answer : Extract, optional
        The first rows of a frame and remarks, shown below the figures.

    Returns
    -------
    str
        Under 300 kB whatever comes in; no script, no style sheet, no reference to outside.
    """
    rows, notes = list(rows), list(notes)
    lines = "".join(
        f'<tr style="{LINE}"><th scope="row" style="{NAME}">{_safe(name)}</th>'
        f'<td style="{VALUE}">{_safe(value)}</td></tr>'
        for name, value in rows[:MOST_ROWS]
    )
    parts = [
        f'<div class="privlab-card" style="{FRAME}">',
        f'<table style="{TABLE}"><caption style="{TITLE}">{_safe(title)}</caption>',
        f"<tbody>{lines}</tbody></table>",
    ]
    if len(rows) > MOST_ROWS:
        left_out = Message("{n} more are not shown here.", {"n": len(rows) - MOST_ROWS}).text()
        parts.append(f'<p style="{ASIDE}">{_safe(left_out)}</p>')
    if answer is not None:
        parts.append(_table(answer))
    if notes:
        items = "".join(f"<li>{_safe(note)}</li>" for note in notes[:MOST_NOTES])
        heading = _safe(translate(N_("What was assumed")))
        parts.append(
            f'<details style="{ASIDE}"><summary style="cursor:pointer">{heading} ({len(notes)})'
            f'</summary><ul style="margin:.3em 0 0;padding-left:1.4em">{items}</ul></details>'
        )
    if footer:
        parts.append(f'<p style="{ASIDE};opacity:.85">{_safe(footer, LONGEST_FOOTER)}</p>')
    return "".join([*parts, "</div>"])


def _table(answer: Extract) -> str:
    sides = [f"{CELL};text-align:{'right' if right else 'left'}" for right in answer.numeric]
    head = "".join(
        f'<th scope="col" style="{side};font-weight:600">{_safe(name)}</th>'
        for name, side in zip(answer.columns, sides, strict=True)
    )
    body = "".join(
        f'<tr style="{LINE}">'
        + "".join(
            f'<td style="{side}">{_safe(cell)}</td>' for cell, side in zip(row, sides, strict=True)
        )
        + "</tr>"
        for row in answer.rows
    )
    rest = "".join(f'<p style="{ASIDE}">{_safe(line)}</p>' for line in answer.rest)
    if not answer.columns:
        return rest
    return (
        f'<div style="overflow-x:auto;margin:.55em 0 0"><table style="{TABLE};width:auto">'
        f'<thead><tr style="background:none">{head}</tr></thead><tbody>{body}</tbody></table></div>'
        f"{rest}"
    )


def _safe(text: str, longest: int = LONGEST) -> str:
    from markupsafe import escape

    shortened = text if len(text) <= longest else text[: longest - 1] + "…"
    return str(escape(shortened))
