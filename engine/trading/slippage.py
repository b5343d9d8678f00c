"""What a fill loses to the spread."""

from engine.events import Side


def slipped_price(*, side: Side, price: float, low: float, high: float, rate: float) -> float:
    """
    Return the price a share `rate` worse than `price`, but no worse than the bar's far end.

    Clipping to the bar is Backtrader's percentage slippage with slip_match on and slip_out off.

    >>> slipped_price(side="buy", price=100.0, low=99.0, high=110.0, rate=0.01)
    101.0
    >>> slipped_price(side="sell", price=100.0, low=99.5, high=110.0, rate=0.01)
    99.5
    """
    if not rate:
        return price
    if side == "buy":
        return min(price * (1 + rate), high)
    return max(price * (1 - rate), low)
