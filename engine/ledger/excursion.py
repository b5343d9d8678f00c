"""How far a trade went against and for its owner while it was open."""

from collections.abc import Sequence

from engine.ledger.clock import FeedClock


def excursion(
    *, feed: FeedClock, first_row: int, last_row: int, prices: Sequence[float], entry_price: float, is_long: bool
) -> tuple[float, float]:
    """
    Return (MAE, MFE): the worst and the best moment of a trade as fractions of its entry price.

    `first_row` to `last_row` are the rows it was open from start to end; `prices` are single prices it met
    besides. The worst is never above zero and the best never below it.
    """
    met = (*prices, *(feed.extremes(first_row, last_row) or ()))
    lowest, highest = min(met), max(met)
    fall, rise = lowest / entry_price - 1, highest / entry_price - 1
    worst, best = (fall, rise) if is_long else (-rise, -fall)
    return min(worst, 0.0), max(best, 0.0)
