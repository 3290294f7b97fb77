"""Reports: one model of blocks, and what turns it into a file that a person reads.

Blocks hold plain texts and pictures, never HTML, so that every format reads the same ones.
This room may use `results`, `display` and `language`; it measures nothing and adds no figure.
"""

from privlab._documents._blocks import (
    Blank,
    Block,
    Code,
    Facts,
    FindingBlock,
    FindingGroup,
    FindingLine,
    Heading,
    KeyFigure,
    KeyFigures,
    Note,
    Paragraph,
    Picture,
    Points,
    Table,
    Tally,
    Unknown,
)
from privlab._documents._document import Document
from privlab._documents._fragment import render_fragment
from privlab._documents._from_results import (
    blocks_of,
    finding_block,
    key_figure,
    not_assessed_points,
)
from privlab._documents._html import render_html, save_html

__all__ = [
    "Blank",
    "Block",
    "Code",
    "Document",
    "Facts",
    "FindingBlock",
    "FindingGroup",
    "FindingLine",
    "Heading",
    "KeyFigure",
    "KeyFigures",
    "Note",
    "Paragraph",
    "Picture",
    "Points",
    "Table",
    "Tally",
    "Unknown",
    "blocks_of",
    "finding_block",
    "key_figure",
    "not_assessed_points",
    "render_fragment",
    "render_html",
    "save_html",
]
