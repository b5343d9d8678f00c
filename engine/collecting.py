"""How often Python looks for rings of objects that nobody holds any more."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

# A run makes orders, fills and trades by the thousand and lets go of almost none of them: a search after every 700 new
# objects goes through them again and again in vain, a third of the time of a run with many orders. What a strategy
# throws away in rings is still found, some tens of thousands of objects later.
RARELY: Final = (50_000, 10, 10)


@contextmanager
def rare_collections() -> Iterator[None]:
    """Let the collector look seldom while something is built that stays."""
    usual = gc.get_threshold()
    gc.set_threshold(*RARELY)
    try:
        yield
    finally:
        gc.set_threshold(*usual)
