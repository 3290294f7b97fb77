"""An article of law, as a language abbreviates it."""

from __future__ import annotations

import re

from privlab.language import N_, translate

__all__ = ["article_text"]

ABBREVIATED = re.compile(r"\bGDPR\b|\bArt\.")
SHORT = {"GDPR": N_("GDPR"), "Art.": N_("Art.")}


def article_text(article: str, language: str | None = None) -> str:
    """Return the article of a finding as a language abbreviates it.

    Parameters
    ----------
    article : str
        As a finding holds it, in English.
    language : {"fr", "en"}, optional
        The one in use by default.

    Examples
    --------
    >>> article_text("GDPR Art. 5(1)(e)", "fr")
    'RGPD art. 5(1)(e)'
    """
    return ABBREVIATED.sub(lambda match: translate(SHORT[match[0]], language), article)
