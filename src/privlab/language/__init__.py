"""What people read, in French and English: gettext catalogues, number and date formats.

Every sentence of the product is a `Message`, written in English and turned into either
language when it is shown. This room knows no figures, tables or markup.
"""

from privlab.language._formats import (
    Share as Share,
    Text as Text,
    format_value as format_value,
)
from privlab.language._messages import (
    LANGUAGES,
    N_ as N_,
    NN_ as NN_,
    Message as Message,
    check_language as check_language,
    counted as counted,
    current as current,
    named as named,
    speaking as speaking,
    translate as translate,
    use,
)
from privlab.language._rows import (
    NOT_DECLARED as NOT_DECLARED,
    Bilingual as Bilingual,
    Country as Country,
    Joined as Joined,
    Listing as Listing,
)

__all__ = ["LANGUAGES", "use"]
