"""How much an order without a size trades."""

import math

from engine.spec import Sizing


def units(*, sizing: Sizing, cash: float, price: float, position: float, lot_size: float) -> float:
    """
    Return the size of an order whose sender named none.

    With a percent sizing a flat account commits that share of its cash, rounded down to whole lots, and an
    account that holds something trades what it holds, so that a sell closes the position.

    >>> units(sizing=Sizing(kind="percent", amount=0.95), cash=10_000.0, price=33.0, position=0, lot_size=1.0)
    287.0
    >>> units(sizing=Sizing(kind="percent", amount=0.95), cash=100.0, price=33.0, position=-287.0, lot_size=1.0)
    287.0
    >>> units(sizing=Sizing(kind="percent", amount=0.5), cash=100.0, price=3.0, position=0, lot_size=0.01)
    16.66
    >>> units(sizing=Sizing(kind="fixed", amount=100), cash=10.0, price=33.0, position=0, lot_size=1.0)
    100.0
    """
    if sizing.kind == "fixed":
        return float(sizing.amount)
    if position:
        return abs(position)
    # The division by the price comes first, as in Backtrader's PercentSizerInt: the same float is rounded down.
    lots = math.floor(max(cash, 0.0) / price * sizing.amount / lot_size)
    return round(lots * lot_size, 12)
