"""How far a trade went against and for its owner while it was open."""

from collections.abc import Sequence

from engine.bars import Bars


def excursion(
    *, bars: Bars, first_row: int, last_row: int, prices: Sequence[float], entry_price: float, is_long: bool
) -> tuple[float, float]:
    """
    Return (MAE, MFE): the worst and the best moment of a trade as fractions of its entry price.

    `first_row` to `last_row` are the rows it was open from start to end; `prices` are single prices it met
    besides. The worst is never above zero and the best never below it.
    """
    lows, highs = bars.low[first_row : last_row + 1], bars.high[first_row : last_row + 1]
    lowest = min([*prices, float(lows.min())] if lows.size else prices)
    highest = max([*prices, float(highs.max())] if highs.size else prices)
    fall, rise = lowest / entry_price - 1, highest / entry_price - 1
    worst, best = (fall, rise) if is_long else (-rise, -fall)
    return min(worst, 0.0), max(best, 0.0)
