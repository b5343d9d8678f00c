"""Reading what an address asks for."""

from typing import Final

# As many digits as any row's number can have; more of them would overflow the database, or take int() aback.
LONGEST: Final = 18


def row_id(text: str) -> int | None:
    """
    Return the number of a row that a text names, None if no row can have it.

    >>> row_id("12"), row_id("x"), row_id("-1"), row_id("9" * 30)
    (12, None, None, None)
    """
    return int(text) if text.isdecimal() and len(text) <= LONGEST else None
