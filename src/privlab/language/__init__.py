"""What people read, in French and English: gettext catalogues, number and date formats.

Every sentence of the product is a `Message`, written in English and turned into either
language when it is shown. This room knows no figures, tables or markup.
"""

from privlab.language._formats import Share, format_value
from privlab.language._messages import (
    LANGUAGES,
    N_,
    NN_,
    Message,
    check_language,
    counted,
    current,
    named,
    translate,
    use,
)

__all__ = [
    "LANGUAGES",
    "NN_",
    "N_",
    "Message",
    "Share",
    "check_language",
    "counted",
    "current",
    "format_value",
    "named",
    "translate",
    "use",
]
