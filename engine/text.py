"""Text that somebody untrusted wrote, made fit to be shown."""

import re
from typing import Final

# Control characters could forge lines, colours or reading direction wherever the text is shown; NUL breaks Postgres.
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def cleaned(text: str, longest: int) -> str:
    """
    Return the text without control characters, cut to size.

    >>> cleaned("a\\x1b[31mred\\x00", 20)
    'a�[31mred�'
    """
    cut = text if len(text) <= longest else text[: longest - 1] + "…"
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", cut)
